/* A matrix gathered from the rows of a table while they pass: a line per territory, a column per hazard or
 * component, a sum in each cell. For the workbook and the report. Zero-initialised is empty; texts are
 * copied. */
#ifndef PD_EXPORT_WORKBOOK_PIVOT_H
#define PD_EXPORT_WORKBOOK_PIVOT_H

#include "base/memory.h"

typedef struct pd_pivot_cell {
    int32_t row, column;
    double value;
} pd_pivot_cell;

typedef struct pd_pivot {
    pd_arena arena;
    const char **codes, **names; /* of the lines, in the order they came */
    const char **columns;        /* in the order they came */
    pd_pivot_cell *cells;        /* in the order they came */
    size_t n_rows, n_columns, n_cells;
    size_t row_capacity, name_capacity, column_capacity, cell_capacity; /* private */
} pd_pivot;

void pd_pivot_release(pd_pivot *pivot);
/* Adds value to the cell of the line (code, name) and the column. Rows of one line come together. */
PDOT_MUST_CHECK pdot_status pd_pivot_add(pdot_ctx *ctx, pd_pivot *pivot, const char *code, const char *name,
                                         const char *column, double value);
/* The cell, or NULL if nothing was added to it. */
const pd_pivot_cell *pd_pivot_find(const pd_pivot *pivot, size_t row, size_t column);

#endif
