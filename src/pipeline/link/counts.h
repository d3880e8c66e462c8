/* What the plan says about each territory, counted once per row of the plan: for the summary columns of
 * territorios and territorios_superiores. */
#ifndef PD_PIPELINE_LINK_COUNTS_H
#define PD_PIPELINE_LINK_COUNTS_H

#include "store/store.h"

typedef struct pd_link_count {
    int64_t problems, problems_max, problems_whole; /* certain; with the possible ones; of the whole canton */
    int64_t activities, activities_max, activities_whole;
    int64_t services; /* certain */
    int64_t users;    /* of services that lie in this territory alone and count in one unit */
    bool has_users;   /* false: no such service, or they count in different units */
    int64_t gaps;     /* rows of brechas, 0 while that table is not there */
} pd_link_count;

/* One count per territory of the plan, in its order, ended by pd_free. A row counts once in a coarser
 * territory however many of its parts it names; repeated activities are not counted. Tables that were never
 * stored count as empty. */
PDOT_MUST_CHECK pdot_status pd_link_counts(pdot_ctx *ctx, pd_store *store, const pdot_plan *plan,
                                           pd_link_count **out);

#endif
