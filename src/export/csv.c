/* tablas/<table>.csv: RFC 4180, UTF-8, CRLF, the column names of the contract as header. Every table and the
 * attributes of every layer.
 *
 * Safety in spreadsheets: a text that a spreadsheet would run as a formula (it starts with = + - @, a tab or
 * a carriage return, and is no number) gets an apostrophe in front, which spreadsheets show as plain text.
 * Numbers are never touched, negative ones included. LEEME.txt says so to whoever reads the files with a
 * program. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/number.h"
#include "export/file.h"
#include "export/writer.h"

struct pd_writer {
    const pd_delivery *delivery;
    char *folder; /* tablas */
    const pd_table *table;
    pd_file_out file;
    pd_buffer line, cell;
};

static void csv_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    pd_file_out_abandon(&writer->file);
    pd_buffer_release(&writer->line);
    pd_buffer_release(&writer->cell);
    pd_free(writer->folder);
    pd_free(writer);
}

static pdot_status csv_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->delivery = delivery;
    pd_buffer_init(ctx, &writer->line);
    pd_buffer_init(ctx, &writer->cell);
    writer->folder = pd_path_join(ctx, delivery->folder, "tablas");
    if (writer->folder == NULL) {
        csv_close(writer);
        return PDOT_NOMEM;
    }
    if (mkdir(writer->folder, 0777) != 0) {
        const pdot_status status =
            pd_fail(ctx, PDOT_IO, "cannot make the folder %s: %s", writer->folder, strerror(errno));
        csv_close(writer);
        return status;
    }
    *out = writer;
    return PDOT_OK;
}

static bool is_formula(const char *text, size_t size)
{
    double number;
    return size > 0 && strchr("=+-@\t\r", text[0]) != NULL && !pd_number_parse(text, size, &number);
}

static void add_cell(pd_buffer *line, const char *text, size_t size, bool is_text)
{
    const bool is_guarded = is_text && is_formula(text, size);
    if (!is_guarded && size == strcspn(text, ",\"\r\n")) {
        pd_buffer_add(line, text, size);
        return;
    }
    pd_buffer_byte(line, '"');
    if (is_guarded)
        pd_buffer_byte(line, '\'');
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            pd_buffer_byte(line, '"');
        pd_buffer_byte(line, text[i]);
    }
    pd_buffer_byte(line, '"');
}

static pdot_status csv_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    writer->table = table;
    pd_buffer_clear(&writer->cell);
    pd_buffer_format(&writer->cell, "%s.csv", table->name);
    pdot_status status = pd_buffer_status(&writer->cell);
    if (status == PDOT_OK)
        status = pd_file_out_open(ctx, writer->folder, writer->cell.data, &writer->file);
    if (status != PDOT_OK)
        return status;
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (i > 0)
            pd_buffer_byte(&writer->line, ',');
        pd_buffer_text(&writer->line, table->columns[i].name);
    }
    pd_buffer_text(&writer->line, "\r\n");
    pd_file_out_flush(&writer->file, &writer->line);
    return writer->file.status;
}

static pdot_status csv_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    (void)ctx;
    for (int32_t i = 0; i < writer->table->n_columns; i++) {
        const pd_column *column = &writer->table->columns[i];
        pd_buffer_clear(&writer->cell);
        pd_value_text(column, row->values[i], &writer->cell);
        if (i > 0)
            pd_buffer_byte(&writer->line, ',');
        add_cell(&writer->line, writer->cell.data, writer->cell.size, column->type == PD_TYPE_TEXT);
    }
    pd_buffer_text(&writer->line, "\r\n");
    pd_file_out_flush(&writer->file, &writer->line);
    return writer->file.status;
}

static pdot_status csv_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    return pd_file_out_close(&writer->file);
}

static pdot_status csv_finish(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    (void)writer;
    return PDOT_OK;
}

const pd_format pd_format_csv = {"csv",         csv_open,   csv_begin_table, csv_put_row,
                                 csv_end_table, csv_finish, csv_close,       NULL};
