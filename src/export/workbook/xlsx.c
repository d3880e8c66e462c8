/* <name>.xlsx: an index, a sheet per table with frozen headers and filters, class colours, and the matrices
 * territory by hazard and territory by component. Numbers are numbers, codes are text; coded values are shown
 * as their labels.
 *
 * libxlsxwriter prints numbers with the thread's locale; every call here runs under the C locale of this
 * thread only. */
#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "export/style/choices.h"
#include "export/workbook/matrix.h"

enum { INDEX_HEADER = 2 };  /* row of the index */
#define SHEET_ROWS 1048575u /* rows below the header; a longer table goes on in another sheet */

typedef struct column_view {
    const pd_choice *choices;
    int32_t n_choices;
    double width;
} column_view;

struct pd_writer {
    pd_xlsx_book book;
    locale_t c_locale;
    pd_arena arena;
    const pd_table *table;
    column_view *views;
    const pd_style *style; /* of the class column, for colours; NULL */
    lxw_worksheet *sheet, *index;
    uint32_t row;
    int part;
    pd_sheet_note *rows;
    size_t n_rows, row_capacity;
    pd_matrices matrices;
};

static void xlsx_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    pd_xlsx_book_release(&writer->book);
    pd_matrices_release(&writer->matrices);
    pd_free(writer->rows);
    pd_arena_release(&writer->arena);
    if (writer->c_locale != (locale_t)0)
        freelocale(writer->c_locale);
    pd_free(writer);
}

static pdot_status xlsx_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    pdot_status status = writer->c_locale != (locale_t)0 ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_xlsx_book_init(ctx, delivery, &writer->book);
    if (status == PDOT_OK)
        writer->index = pd_xlsx_sheet(&writer->book, pd_title(delivery, "Índice", "Index"), INDEX_HEADER);
    if (status == PDOT_OK)
        status = writer->book.status;
    if (status == PDOT_OK) {
        *out = writer;
        writer = NULL;
    }
    xlsx_close(writer);
    return status;
}

/* ---- tables */

#define MOST_WIDTH  18   /* a longer heading takes two lines */
#define LINE_POINTS 15.0 /* height of a line */

static double column_width(const pd_column *column, const char *heading)
{
    static const char *const LONG[] = {"problema", "actividad", "texto",    "mensaje",
                                       "motivo",   "zonas",     "objetivo", "frase"};
    for (size_t i = 0; i < sizeof LONG / sizeof LONG[0]; i++)
        if (strcmp(LONG[i], column->name) == 0)
            return 48;
    if (strcmp(column->name, "nombre") == 0)
        return 28;
    const double by_heading = (double)strlen(heading) * 0.8 + 3; /* room for the filter's arrow */
    const double least = column->type == PD_TYPE_TEXT ? 14 : 11;
    return by_heading < least ? least : by_heading > MOST_WIDTH ? MOST_WIDTH : by_heading;
}

static pdot_status begin_sheet(pd_writer *writer)
{
    const pd_table *table = writer->table;
    pd_xlsx_book *book = &writer->book;
    pd_buffer text;
    pd_buffer_init(book->ctx, &text);
    pd_buffer_text(&text, table->name);
    if (++writer->part > 1)
        pd_buffer_format(&text, " (%d)", writer->part);
    writer->sheet = pd_xlsx_sheet(book, text.data, 0);
    writer->row = 1;
    double most_lines = 1;
    for (int32_t i = 0; book->status == PDOT_OK && i < table->n_columns; i++) {
        const lxw_col_t at = (lxw_col_t)i;
        pd_buffer_clear(&text);
        pd_column_heading(book->delivery, &table->columns[i], &text);
        writer->views[i].width = column_width(&table->columns[i], text.data);
        const double lines = ceil((double)(text.size + 3) / writer->views[i].width);
        most_lines = lines > most_lines ? lines : most_lines;
        pd_xlsx_check(book, worksheet_set_column(writer->sheet, at, at, writer->views[i].width, NULL));
        pd_xlsx_text(book, writer->sheet, 0, at, text.data, book->header);
    }
    if (book->status == PDOT_OK)
        pd_xlsx_check(book, worksheet_set_row(writer->sheet, 0, most_lines * LINE_POINTS, NULL));
    if (book->status == PDOT_OK)
        worksheet_freeze_panes(writer->sheet, 1, table->n_columns > 1 ? 1 : 0);
    if (book->status == PDOT_OK)
        book->status = pd_buffer_status(&text);
    pd_buffer_release(&text);
    return book->status;
}

static pdot_status load_views(pdot_ctx *ctx, pd_writer *writer)
{
    const pd_table *table = writer->table;
    pdot_status status = PDOT_OK;
    writer->views = pd_arena_alloc(ctx, &writer->arena, (size_t)table->n_columns * sizeof *writer->views);
    if (writer->views == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; status == PDOT_OK && i < table->n_columns; i++)
        status = pd_choices_load(ctx, &writer->arena, writer->book.delivery, table->columns[i].domain,
                                 &writer->views[i].choices, &writer->views[i].n_choices);
    return status;
}

/* Rank colours for the class column, if the table has one. */
static pdot_status load_colours(pdot_ctx *ctx, pd_writer *writer)
{
    const pd_style *styles = NULL;
    int32_t n = 0;
    writer->style = NULL;
    if (pd_table_column(writer->table, "clase") == PD_NONE ||
        pd_table_column(writer->table, "rango") == PD_NONE)
        return PDOT_OK;
    const pdot_status status =
        pd_styles_make(ctx, &writer->arena, writer->book.delivery, pd_table_find("amenazas"), &styles, &n);
    if (status == PDOT_OK && n > 0)
        writer->style = &styles[0];
    return status;
}

static pdot_status begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    if (!pd_grow(ctx, (void **)&writer->rows, &writer->row_capacity, writer->n_rows + 1,
                 sizeof *writer->rows))
        return PDOT_NOMEM;
    pdot_status status = pd_table_copy(ctx, &writer->arena, table, &writer->table);
    if (status == PDOT_OK)
        status = load_views(ctx, writer);
    if (status == PDOT_OK)
        status = load_colours(ctx, writer);
    if (status != PDOT_OK)
        return status;
    writer->part = 0;
    writer->rows[writer->n_rows++] =
        (pd_sheet_note){writer->table->name, pd_table_title(writer->book.delivery, writer->table),
                        pd_table_about(writer->book.delivery, writer->table), 0};
    return begin_sheet(writer);
}

static const char *choice_label(const column_view *view, const char *value)
{
    for (int32_t i = 0; i < view->n_choices; i++)
        if (strcmp(view->choices[i].value, value) == 0)
            return view->choices[i].label;
    return value;
}

static lxw_format *cell_format(pd_writer *writer, int32_t index, const pd_row *row)
{
    const pd_column *column = &writer->table->columns[index];
    if (writer->style != NULL && strcmp(column->name, "clase") == 0) {
        const int32_t class = pd_style_find(writer->style, writer->table, row);
        if (class != PD_NONE && !writer->style->classes[class].symbol.is_hatched)
            return pd_xlsx_fill_format(&writer->book, writer->style->classes[class].symbol.fill, -1);
    }
    return pd_xlsx_column_format(&writer->book, column);
}

static void put_cell(pd_writer *writer, int32_t index, const pd_row *row)
{
    const pd_column *column = &writer->table->columns[index];
    const pd_value value = pd_value_delivered(column, row->values[index]);
    pd_xlsx_book *book = &writer->book;
    lxw_format *format = cell_format(writer, index, row);
    const uint16_t at = (uint16_t)index;
    if (value.kind == PD_VALUE_TEXT)
        pd_xlsx_text(book, writer->sheet, writer->row, at, choice_label(&writer->views[index], value.as.text),
                     format);
    else if (value.kind == PD_VALUE_INTEGER && column->type == PD_TYPE_BOOLEAN)
        pd_xlsx_text(book, writer->sheet, writer->row, at,
                     value.as.integer != 0 ? pd_title(book->delivery, "sí", "yes")
                                           : pd_title(book->delivery, "no", "no"),
                     format);
    else if (value.kind == PD_VALUE_INTEGER)
        pd_xlsx_number(book, writer->sheet, writer->row, at, (double)value.as.integer, format);
    else if (value.kind == PD_VALUE_REAL)
        pd_xlsx_number(book, writer->sheet, writer->row, at, value.as.real, format);
}

static pdot_status put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    if (writer->row > SHEET_ROWS) {
        const pdot_status status = begin_sheet(writer);
        if (status != PDOT_OK)
            return status;
    }
    for (int32_t i = 0; i < writer->table->n_columns; i++)
        put_cell(writer, i, row);
    writer->row++;
    writer->rows[writer->n_rows - 1].n_rows++;
    return writer->book.status == PDOT_OK ? pd_matrices_row(ctx, &writer->matrices, writer->table, row)
                                          : writer->book.status;
}

static pdot_status end_table(pd_writer *writer)
{
    if (writer->row > 1)
        pd_xlsx_check(&writer->book, worksheet_autofilter(writer->sheet, 0, 0, writer->row - 1,
                                                          (lxw_col_t)(writer->table->n_columns - 1)));
    return writer->book.status;
}

/* ---- index */

static void put_index_row(pd_writer *writer, uint32_t line, const pd_sheet_note *row)
{
    pd_xlsx_book *book = &writer->book;
    pd_buffer link;
    pd_buffer_init(book->ctx, &link);
    pd_buffer_format(&link, "internal:'%s'!A1", row->sheet);
    if (book->status == PDOT_OK)
        book->status = pd_buffer_status(&link);
    if (book->status == PDOT_OK)
        pd_xlsx_check(
            book, worksheet_write_url_opt(writer->index, line, 0, link.data, book->link, row->sheet, NULL));
    pd_xlsx_text(book, writer->index, line, 1, row->title, book->text);
    pd_xlsx_number(book, writer->index, line, 2, (double)row->n_rows, book->numbers[0]);
    pd_xlsx_text(book, writer->index, line, 3, row->about, book->note);
    pd_buffer_release(&link);
}

static pdot_status put_index(pd_writer *writer)
{
    pd_xlsx_book *book = &writer->book;
    const pd_delivery *delivery = book->delivery;
    lxw_worksheet *sheet = writer->index;
    const char *const headings[] = {
        pd_title(delivery, "Hoja", "Sheet"), pd_title(delivery, "Título", "Title"),
        pd_title(delivery, "Filas", "Rows"), pd_title(delivery, "Qué contiene", "What it holds")};
    static const double WIDTHS[] = {26, 54, 10, 90};
    for (uint16_t i = 0; i < 4; i++)
        pd_xlsx_check(book, worksheet_set_column(sheet, i, i, WIDTHS[i], NULL));
    pd_xlsx_text(book, sheet, 0, 0, delivery->plan->title, book->title);
    for (uint16_t i = 0; i < 4; i++)
        pd_xlsx_text(book, sheet, INDEX_HEADER, i, headings[i], book->header);
    uint32_t line = INDEX_HEADER + 1;
    for (size_t i = 0; i < writer->n_rows; i++)
        put_index_row(writer, line++, &writer->rows[i]);
    line++;
    pd_xlsx_text(book, sheet, line, 3,
                 pd_title(delivery, "Una celda vacía es un dato que no hay, no un cero.",
                          "An empty cell is missing data, not zero."),
                 book->note);
    pd_xlsx_text(book, sheet, ++line, 3, delivery->lineage, book->note);
    if (book->status == PDOT_OK)
        pd_xlsx_check(
            book,
            worksheet_set_row(sheet, line,
                              ceil((double)strlen(delivery->lineage) / (WIDTHS[3] - 5)) * LINE_POINTS, NULL));
    if (book->n_cut > 0)
        pd_xlsx_text(
            book, sheet, ++line, 3,
            pd_title(delivery,
                     "Algún texto es más largo que una celda y acaba en «…»; entero está en tablas/.",
                     "Some text is longer than a cell and ends in \"…\"; it is whole in tablas/."),
            book->note);
    worksheet_freeze_panes(sheet, INDEX_HEADER + 1, 0);
    return book->status;
}

/* ---- under the C locale */

static pdot_status xlsx_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    const locale_t before = uselocale(writer->c_locale);
    const pdot_status status = begin_table(ctx, writer, table);
    (void)uselocale(before);
    return status;
}

static pdot_status xlsx_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    const locale_t before = uselocale(writer->c_locale);
    const pdot_status status = put_row(ctx, writer, row);
    (void)uselocale(before);
    return status;
}

static pdot_status xlsx_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    const locale_t before = uselocale(writer->c_locale);
    const pdot_status status = end_table(writer);
    (void)uselocale(before);
    return status;
}

static pdot_status put_matrices(pdot_ctx *ctx, pd_writer *writer)
{
    pdot_status status = PDOT_OK;
    for (int i = 0; status == PDOT_OK && i < PD_MATRICES; i++) {
        if (!pd_grow(ctx, (void **)&writer->rows, &writer->row_capacity, writer->n_rows + 1,
                     sizeof *writer->rows))
            return PDOT_NOMEM;
        pd_sheet_note *note = &writer->rows[writer->n_rows];
        status = pd_matrix_put(&writer->matrices, i, &writer->book, &writer->arena, note);
        if (note->sheet != NULL)
            writer->n_rows++;
    }
    return status;
}

static pdot_status xlsx_finish(pdot_ctx *ctx, pd_writer *writer)
{
    const locale_t before = uselocale(writer->c_locale);
    pdot_status status = put_matrices(ctx, writer);
    if (status == PDOT_OK)
        status = put_index(writer);
    if (status == PDOT_OK)
        status = pd_xlsx_book_close(&writer->book);
    (void)uselocale(before);
    return status;
}

const pd_format pd_format_xlsx = {"xlsx",         xlsx_open,   xlsx_begin_table, xlsx_put_row,
                                  xlsx_end_table, xlsx_finish, xlsx_close,       NULL};
