/* The style sheets of styles/ as rows of cells: comma-separated, a header line, no quoting (a cell never
 * holds a comma). They are part of the program, so a damaged one is a defect, not bad input. */
#ifndef PD_EXPORT_STYLE_SHEET_H
#define PD_EXPORT_STYLE_SHEET_H

#include "base/memory.h"

typedef struct pd_sheet {
    const char *const *cells;  /* row-major, header first */
    int32_t n_columns, n_rows; /* rows without the header */
} pd_sheet;

/* The cells live in the arena. */
PDOT_MUST_CHECK pdot_status pd_sheet_load(pdot_ctx *ctx, pd_arena *arena, const char *text, pd_sheet *out);
/* Never NULL. The column must exist. */
const char *pd_sheet_cell(const pd_sheet *sheet, int32_t row, const char *column);
/* A number cell; `missing` if it is empty. */
double pd_sheet_number(const pd_sheet *sheet, int32_t row, const char *column, double missing);

#endif
