/* The opened plan: manifest, resolved options, store. What the public functions of pdot/engine.h work on. */
#ifndef PD_PIPELINE_ENGINE_H
#define PD_PIPELINE_ENGINE_H

#include "geo/crs.h"
#include "pdot/engine.h"
#include "pipeline/stage.h"

struct pdot_engine {
    pd_manifest *manifest;
    pd_crs *crs; /* of the plan: projected, in metres */
    pd_run run;  /* borrows from manifest and arena */
    pd_arena arena;
};

/* Brings the stages up to `last` up to date without force and without a report; for commands that ask about
 * results. */
PDOT_MUST_CHECK pdot_status pd_engine_bring(pdot_ctx *ctx, pdot_engine *engine, pdot_stage last);

/* The report of a run: findings from the store, files of the delivery. Stage rows are filled by the caller.
 */
PDOT_MUST_CHECK pdot_status pd_report_new(pdot_ctx *ctx, const pd_run *run, bool with_outputs,
                                          pdot_report **out);
/* Adds a stage row; notes are copied. */
PDOT_MUST_CHECK pdot_status pd_report_add_stage(pdot_ctx *ctx, pdot_report *report, const char *name,
                                                bool is_fresh, double seconds, const char *notes);

#endif
