/* Tables joined to territories by code: which rows match, which match once the zero that a spreadsheet took
 * is put back, which match nothing, and which territories have no row. One code on two rows stops the run. */
#ifndef PD_PIPELINE_COVERAGE_JOIN_H
#define PD_PIPELINE_COVERAGE_JOIN_H

#include "base/finding.h"
#include "model/plan.h"

typedef struct pd_join {
    pdot_ctx *ctx;
    const pdot_plan *plan;
    pd_findings *findings;
    char *table;    /* whose rows are being taken; NULL before the first */
    pd_place place; /* its file */
    int64_t *line;  /* of each territory: where its row stands, 0 none yet */
    size_t matched, padded, unknown;
} pd_join;

/* findings must outlive it. Ended by pd_join_release, also after a failure. */
PDOT_MUST_CHECK pdot_status pd_join_init(pdot_ctx *ctx, const pdot_plan *plan, pd_findings *findings,
                                         pd_join *out);
void pd_join_release(pd_join *join);

/* The territory of a row's code, PD_NONE if there is none (a finding says so). Rows come table by table;
 * place is that of the row. SCHEMA: the territory has a row already. */
PDOT_MUST_CHECK pdot_status pd_join_take(pd_join *join, const char *table, const char *code,
                                         const pd_place *place, int32_t *territory);

/* Ends the last table: its report is among the findings. */
void pd_join_end(pd_join *join);

#endif
