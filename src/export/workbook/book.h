/* The workbook being written: formats made once, texts made fit for a cell. For the xlsx writer's own files.
 */
#ifndef PD_EXPORT_WORKBOOK_BOOK_H
#define PD_EXPORT_WORKBOOK_BOOK_H

#include <xlsxwriter.h>

#include "export/style/style.h"

typedef struct pd_xlsx_fill {
    char color[8];
    lxw_format *format;
} pd_xlsx_fill;

typedef struct pd_xlsx_book {
    pdot_ctx *ctx;
    const pd_delivery *delivery;
    char *path;
    lxw_workbook *workbook;
    lxw_format *title, *subtitle, *header, *text, *link, *note;
    lxw_format *numbers[16];  /* by decimals */
    lxw_format *plain_number; /* years, lines: no thousands separator */
    pd_xlsx_fill *fills;      /* cells with a class colour */
    size_t n_fills, fill_capacity;
    int64_t n_cut;      /* texts longer than a cell may be */
    pdot_status status; /* first failure */
} pd_xlsx_book;

/* Makes the workbook and its formats. */
PDOT_MUST_CHECK pdot_status pd_xlsx_book_init(pdot_ctx *ctx, const pd_delivery *delivery, pd_xlsx_book *book);
void pd_xlsx_book_release(pd_xlsx_book *book);
/* Writes the file; the book holds no workbook afterwards. */
PDOT_MUST_CHECK pdot_status pd_xlsx_book_close(pd_xlsx_book *book);

/* A sheet that prints as wide as a page, its header (a row, from 0) on each. NULL after a failure. The name
 * is cut to what a sheet name may be. */
lxw_worksheet *pd_xlsx_sheet(pd_xlsx_book *book, const char *name, uint32_t header);
/* Cells; failure is sticky. */
void pd_xlsx_text(pd_xlsx_book *book, lxw_worksheet *sheet, uint32_t row, uint16_t column, const char *text,
                  lxw_format *format);
void pd_xlsx_number(pd_xlsx_book *book, lxw_worksheet *sheet, uint32_t row, uint16_t column, double value,
                    lxw_format *format);
/* The format of a column's values. */
lxw_format *pd_xlsx_column_format(const pd_xlsx_book *book, const pd_column *column);
/* A text or number cell on a colour, with letters that can be read on it. decimals < 0: text. */
lxw_format *pd_xlsx_fill_format(pd_xlsx_book *book, const char *color, int decimals);
void pd_xlsx_check(pd_xlsx_book *book, lxw_error error);

#endif
