/* The stages of a run and what they share. Each stage asks first whether anything it depends on has changed
 * (digests of units in the store), redoes exactly the units that have, in one transaction, and says what it
 * did. Order and reports are run.c's. */
#ifndef PD_PIPELINE_STAGE_H
#define PD_PIPELINE_STAGE_H

#include "base/buffer.h"
#include "source/manifest.h"
#include "store/store.h"

typedef struct pd_run {
    const pd_manifest *manifest;
    const char *out_dir; /* where plan.sqlite and entrega/ lie */
    const char *store_path;
    const char *language; /* of the delivery: "es" or "en" */
    const char *name;     /* of the delivery's files */
    int jobs;             /* at least 1 */
    pd_store *store;
} pd_run;

typedef struct pd_outcome {
    bool did_work;
    pd_buffer notes; /* one line: what was done ("3 sources read, 1 unchanged") */
} pd_outcome;

/* Every stage: with force its units are done again whatever their digests say. On failure the store is as
 * before the stage. */
typedef pdot_status (*pd_stage_fn)(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome);
pdot_status pd_stage_import(pdot_ctx *ctx, pd_run *run, bool force,
                            pd_outcome *outcome); /* import.c: manifest's files → store */
pdot_status pd_stage_link(pdot_ctx *ctx, pd_run *run, bool force,
                          pd_outcome *outcome); /* link.c: zone texts → links, plan coverage */
pdot_status pd_stage_coverage(pdot_ctx *ctx, pd_run *run, bool force,
                              pd_outcome *outcome); /* coverage.c: hazards → figures per territory */
pdot_status pd_stage_audit(pdot_ctx *ctx, pd_run *run, bool force,
                           pd_outcome *outcome); /* audit.c: findings about the plan */
pdot_status pd_stage_export(pdot_ctx *ctx, pd_run *run, bool force,
                            pd_outcome *outcome); /* publish.c: results → delivery */

#endif
