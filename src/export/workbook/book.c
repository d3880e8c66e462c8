/* Workbook, formats, cells through libxlsxwriter. */
#include "export/workbook/book.h"

#include <string.h>

#include "base/buffer.h"
#include "export/file.h"

#define CREATED       315532800 /* PD_DELIVERY_DATE in seconds: the workbook would state the clock otherwise */
#define CELL_TEXT_MAX 32767     /* letters in a cell, a limit of the format */

void pd_xlsx_check(pd_xlsx_book *book, lxw_error error)
{
    if (error == LXW_NO_ERROR || book->status != PDOT_OK)
        return;
    const pd_place place = {.file = book->path};
    book->status = pd_fail_at(book->ctx, error == LXW_ERROR_MEMORY_MALLOC_FAILED ? PDOT_NOMEM : PDOT_IO,
                              &place, "cannot write %s: %s", book->path, lxw_strerror(error));
}

static lxw_format *new_format(pd_xlsx_book *book)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (format == NULL) {
        pd_xlsx_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    format_set_font_name(format, "Calibri");
    format_set_font_size(format, 10);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void set_decimals(lxw_format *format, int decimals)
{
    char pattern[32] = "#,##0";
    size_t n = strlen(pattern);
    if (decimals > 0)
        pattern[n++] = '.';
    for (int i = 0; i < decimals && n < sizeof pattern - 1; i++)
        pattern[n++] = '0';
    pattern[n] = '\0';
    format_set_num_format(format, pattern);
}

static void make_formats(pd_xlsx_book *book)
{
    lxw_format **const all[] = {&book->title, &book->subtitle, &book->header,      &book->text,
                                &book->link,  &book->note,     &book->plain_number};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        *all[i] = new_format(book);
    for (int i = 0; i < 16; i++)
        book->numbers[i] = new_format(book);
    if (book->status != PDOT_OK)
        return;
    format_set_bold(book->title);
    format_set_font_size(book->title, 16);
    format_set_bold(book->subtitle);
    format_set_font_size(book->subtitle, 11);
    format_set_bold(book->header);
    format_set_font_color(book->header, LXW_COLOR_WHITE);
    format_set_bg_color(book->header, 0x27415E);
    format_set_text_wrap(book->header);
    format_set_border(book->header, LXW_BORDER_THIN);
    format_set_border_color(book->header, 0x8FA3B8);
    format_set_text_wrap(book->note);
    format_set_indent(book->note, 1); /* apart from the numbers beside it */
    format_set_font_color(book->link, 0x1F5FA8);
    format_set_underline(book->link, LXW_UNDERLINE_SINGLE);
    format_set_num_format(book->plain_number, "0");
    for (int i = 0; i < 16; i++)
        set_decimals(book->numbers[i], i);
}

pdot_status pd_xlsx_book_init(pdot_ctx *ctx, const pd_delivery *delivery, pd_xlsx_book *book)
{
    memset(book, 0, sizeof *book);
    book->ctx = ctx;
    book->delivery = delivery;
    pd_buffer name;
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "%s.xlsx", delivery->name);
    book->path = pd_path_join(ctx, delivery->folder, name.data);
    pd_buffer_release(&name);
    if (book->path == NULL)
        return PDOT_NOMEM;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE};
    book->workbook = workbook_new_opt(book->path, &options);
    if (book->workbook == NULL) {
        pd_xlsx_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return book->status;
    }
    char title[256], application[] = "pdot";
    (void)snprintf(title, sizeof title, "%s", delivery->plan->title);
    lxw_doc_properties properties = {.title = title, .author = application, .created = CREATED};
    pd_xlsx_check(book, workbook_set_properties(book->workbook, &properties));
    make_formats(book);
    return book->status;
}

void pd_xlsx_book_release(pd_xlsx_book *book)
{
    if (book->workbook != NULL)
        lxw_workbook_free(book->workbook);
    pd_free(book->fills);
    pd_free(book->path);
    memset(book, 0, sizeof *book);
}

pdot_status pd_xlsx_book_close(pd_xlsx_book *book)
{
    if (book->status != PDOT_OK)
        return book->status;
    lxw_workbook *workbook = book->workbook;
    book->workbook = NULL; /* closing frees it, failing or not */
    pd_xlsx_check(book, workbook_close(workbook));
    return book->status;
}

#define PAPER_A4 9

lxw_worksheet *pd_xlsx_sheet(pd_xlsx_book *book, const char *name, uint32_t header)
{
    char cut[LXW_SHEETNAME_MAX + 1];
    (void)snprintf(cut, sizeof cut, "%s", name);
    lxw_worksheet *sheet = book->status == PDOT_OK ? workbook_add_worksheet(book->workbook, cut) : NULL;
    if (sheet == NULL) {
        pd_xlsx_check(book, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return NULL;
    }
    worksheet_set_paper(sheet, PAPER_A4);
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    pd_xlsx_check(book, worksheet_repeat_rows(sheet, header, header));
    return sheet;
}

/* Number of letters up to `limit`, and where the last of them ends. */
static size_t count_letters(const char *text, size_t limit, size_t *end)
{
    size_t n = 0, i = 0;
    while (text[i] != '\0' && n < limit) {
        do
            i++;
        while (((unsigned char)text[i] & 0xC0) == 0x80);
        n++;
    }
    *end = i;
    return n;
}

void pd_xlsx_text(pd_xlsx_book *book, lxw_worksheet *sheet, uint32_t row, uint16_t column, const char *text,
                  lxw_format *format)
{
    if (book->status != PDOT_OK)
        return;
    size_t end;
    pd_buffer clean;
    pd_buffer_init(book->ctx, &clean);
    (void)count_letters(text, CELL_TEXT_MAX - 1, &end);
    for (size_t i = 0; i < end; i++) {
        if ((unsigned char)text[i] < 0x20 && text[i] != '\n' && text[i] != '\t')
            pd_buffer_text(&clean, "\xEF\xBF\xBD");
        else
            pd_buffer_byte(&clean, text[i]);
    }
    if (text[end] != '\0') {
        pd_buffer_text(&clean, "…");
        book->n_cut++;
    }
    if (pd_buffer_status(&clean) != PDOT_OK)
        book->status = PDOT_NOMEM;
    else
        pd_xlsx_check(book, worksheet_write_string(sheet, row, column, clean.data, format));
    pd_buffer_release(&clean);
}

void pd_xlsx_number(pd_xlsx_book *book, lxw_worksheet *sheet, uint32_t row, uint16_t column, double value,
                    lxw_format *format)
{
    if (book->status == PDOT_OK)
        pd_xlsx_check(book, worksheet_write_number(sheet, row, column, value, format));
}

/* Numbers that name something: a thousands separator would make them hard to read. */
static bool is_ordinal(const char *column)
{
    static const char *const NAMES[] = {"anio", "primer_anio", "linea", "numero", "inicio", "fin", "rango"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i], column) == 0)
            return true;
    return false;
}

lxw_format *pd_xlsx_column_format(const pd_xlsx_book *book, const pd_column *column)
{
    if (column->type == PD_TYPE_TEXT || column->type == PD_TYPE_BOOLEAN)
        return book->text;
    if (column->type == PD_TYPE_INTEGER)
        return is_ordinal(column->name) ? book->plain_number : book->numbers[0];
    return book->numbers[column->decimals < 15 ? column->decimals : 15];
}

static unsigned hex_digit(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
}

lxw_format *pd_xlsx_fill_format(pd_xlsx_book *book, const char *color, int decimals)
{
    char key[8] = "";
    if (strlen(color) != 7)
        return decimals < 0 ? book->text : book->numbers[decimals];
    memcpy(key, color + 1, 6);
    key[6] = (char)('a' + decimals + 1);
    for (size_t i = 0; i < book->n_fills; i++)
        if (strcmp(book->fills[i].color, key) == 0)
            return book->fills[i].format;
    lxw_format *format = book->status == PDOT_OK ? new_format(book) : NULL;
    if (format == NULL || !pd_grow(book->ctx, (void **)&book->fills, &book->fill_capacity, book->n_fills + 1,
                                   sizeof *book->fills)) {
        book->status = PDOT_NOMEM;
        return NULL;
    }
    unsigned rgb[3];
    for (int i = 0; i < 3; i++)
        rgb[i] = hex_digit(color[1 + 2 * i]) * 16 + hex_digit(color[2 + 2 * i]);
    const bool is_dark = 299 * rgb[0] + 587 * rgb[1] + 114 * rgb[2] < 128000;
    format_set_bg_color(format, rgb[0] << 16 | rgb[1] << 8 | rgb[2]);
    format_set_font_color(format, is_dark ? LXW_COLOR_WHITE : 0x1E1E1E);
    if (decimals >= 0)
        set_decimals(format, decimals);
    pd_xlsx_fill *fill = &book->fills[book->n_fills++];
    memcpy(fill->color, key, sizeof key);
    fill->format = format;
    return format;
}
