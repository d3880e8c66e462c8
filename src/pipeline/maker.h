/* A row of a result table being filled by column name. */
#ifndef PD_PIPELINE_MAKER_H
#define PD_PIPELINE_MAKER_H

#include "store/store.h"

/* Zero-initialised before it begins. */
typedef struct pd_maker {
    pdot_ctx *ctx;
    const pd_table *table;
    pd_value *values;
    int32_t next; /* column after the one set last: mostly the next to be set */
    pd_result_writer *writer;
} pd_maker;

PDOT_MUST_CHECK pdot_status pd_maker_begin(pdot_ctx *ctx, pd_store *store, const char *table,
                                           const char *unit, pd_maker *out);
/* The same for a table with columns of this run; it stays the caller's until the end. */
PDOT_MUST_CHECK pdot_status pd_maker_begin_table(pdot_ctx *ctx, pd_store *store, const pd_table *table,
                                                 const char *unit, pd_maker *out);
/* The table has the column. Fastest in the order of the columns. */
void pd_maker_set(pd_maker *maker, const char *column, pd_value value);
/* Puts the row and empties it. */
PDOT_MUST_CHECK pdot_status pd_maker_put(pd_maker *maker, pd_bytes wkb);
/* Ends the writer if `status` is OK, else gives it up; frees. Returns the first failure. */
PDOT_MUST_CHECK pdot_status pd_maker_end(pd_maker *maker, pdot_status status);

#endif
