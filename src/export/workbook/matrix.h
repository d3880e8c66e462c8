/* Matrices of the workbook, gathered from the rows of other sheets while they pass. For xlsx.c. */
#ifndef PD_EXPORT_WORKBOOK_MATRIX_H
#define PD_EXPORT_WORKBOOK_MATRIX_H

#include "export/workbook/book.h"
#include "export/workbook/pivot.h"

enum { PD_MATRICES = 3 };

typedef struct pd_matrices {
    pd_pivot pivots[PD_MATRICES];
} pd_matrices; /* zero-initialised is empty */

/* What the index says of a sheet. */
typedef struct pd_sheet_note {
    const char *sheet, *title, *about;
    int64_t n_rows;
} pd_sheet_note;

void pd_matrices_release(pd_matrices *matrices);
/* Takes the figures of a row that a matrix shows. */
PDOT_MUST_CHECK pdot_status pd_matrices_row(pdot_ctx *ctx, pd_matrices *matrices, const pd_table *table,
                                            const pd_row *row);
/* Writes one as a sheet; note->sheet is NULL if it has no rows. */
PDOT_MUST_CHECK pdot_status pd_matrix_put(const pd_matrices *matrices, int which, pd_xlsx_book *book,
                                          pd_arena *arena, pd_sheet_note *note);

#endif
