/* Sums by row and column while a task works: dense and compensated in a worker's scratch, packed when the
 * task ends, so that tasks can be added up in the order of their numbers whatever worker did them. */
#ifndef PD_COVERAGE_TALLY_H
#define PD_COVERAGE_TALLY_H

#include "base/memory.h"
#include "base/number.h"

typedef struct pd_tally {
    size_t n_rows, n_columns;
    pd_sum *cells;     /* n_rows * n_columns */
    uint32_t *touched; /* rows that are not all zero */
    bool *is_touched;  /* n_rows */
    size_t n_touched;
} pd_tally;

PDOT_MUST_CHECK pdot_status pd_tally_init(pdot_ctx *ctx, size_t n_rows, size_t n_columns, pd_tally *tally);
void pd_tally_release(pd_tally *tally);

/* The cells of a row, which is marked as touched. */
pd_sum *pd_tally_row(pd_tally *tally, size_t row);

/* The outcome of a task: the touched rows in ascending order, their cells as totals. */
typedef struct pd_tally_pack {
    uint32_t *rows;
    double *cells;
    size_t n_rows;
} pd_tally_pack;

/* Moves the tally's content into a pack and empties the tally. */
PDOT_MUST_CHECK pdot_status pd_tally_take(pdot_ctx *ctx, pd_tally *tally, pd_tally_pack *pack);
void pd_tally_pack_release(pd_tally_pack *pack);

/* Adds a pack to a tally of the same width. */
void pd_tally_add(pd_tally *tally, const pd_tally_pack *pack);

#endif
