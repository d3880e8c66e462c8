/* Tables without geometry: CSV record by record, so that every odd row is seen and not only the first;
 * spreadsheets sheet by sheet through the reader of the import. */
#include <math.h>
#include <string.h>

#include "source/table/csv.h"
#include "source/gdal.h"
#include "source/inspect/part.h"
#include "source/layer.h"
#include "source/table.h"

typedef struct row_tally {
    uint64_t too_short, too_long;
    int64_t first_short, first_long;
    size_t short_cells, long_cells; /* of the first ones */
} row_tally;

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

/* Blanks of any kind and number as one, as the import names columns. */
static void put_name(pd_buffer *out, const char *cell)
{
    for (; *cell != '\0'; cell++) {
        const bool is_no_break = (unsigned char)cell[0] == 0xC2 && (unsigned char)cell[1] == 0xA0;
        const bool is_blank_here = is_no_break || strchr(" \t\r\n", *cell) != NULL;
        if (!is_blank_here)
            pd_buffer_byte(out, *cell);
        else if (out->size > 0 && out->data[out->size - 1] != ' ')
            pd_buffer_byte(out, ' ');
        cell += is_no_break;
    }
    while (out->size > 0 && out->data[out->size - 1] == ' ')
        out->data[--out->size] = '\0';
}

static pdot_status take_header(pdot_ctx *ctx, pd_inspected_layer *layer, const char *const *cells, size_t n)
{
    uint64_t nameless = 0;
    pdot_status status = PDOT_OK;
    pd_buffer name;
    pd_buffer_init(ctx, &name);
    while (n > 0 && is_blank(cells[n - 1]))
        n--;
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        nameless += is_blank(cells[i]);
        pd_buffer_clear(&name);
        put_name(&name, cells[i]);
        status = pd_columns_add(&layer->columns, name.data, "cells");
    }
    pd_buffer_release(&name);
    if (status != PDOT_OK)
        return status;
    bool is_numeric = n > 0; /* a header of figures is a row of data */
    for (size_t i = 0; i < n && is_numeric; i++)
        is_numeric = cells[i][strspn(cells[i], "0123456789.,-+ ")] == '\0' && !is_blank(cells[i]);
    if (n == 0 || is_numeric)
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_ERROR, "header_missing", 1, (double)NAN,
            "The first row is no header: it holds only figures. Put the names of the columns above it.");
    else if (nameless > 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "header_missing", nameless, (double)NAN,
                       "Columns without a name in the header: %llu. Name them or remove them.",
                       (unsigned long long)nameless);
    return PDOT_OK;
}

static void count_row(row_tally *rows, size_t n, size_t width, int64_t line)
{
    if (n < width && rows->too_short++ == 0) {
        rows->first_short = line;
        rows->short_cells = n;
    }
    if (n > width && rows->too_long++ == 0) {
        rows->first_long = line;
        rows->long_cells = n;
    }
}

static void judge_rows(const row_tally *rows, size_t width, pd_inspected_layer *layer)
{
    if (rows->too_long > 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "row_long", rows->too_long, (double)NAN,
                       "Rows with more cells than the header's %zu: %llu; the first is line %lld with %zu. "
                       "Quote texts that "
                       "hold the separator.",
                       width, (unsigned long long)rows->too_long, (long long)rows->first_long,
                       rows->long_cells);
    if (rows->too_short > 0)
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, "row_short", rows->too_short, (double)NAN,
            "Rows with fewer cells than the header's %zu: %llu; the first is line %lld with %zu. They are "
            "completed with empty cells.",
            width, (unsigned long long)rows->too_short, (long long)rows->first_short, rows->short_cells);
}

static pdot_status read_records(pdot_ctx *ctx, pd_csv *csv, pd_inspected_layer *layer, row_tally *rows)
{
    const char *const *cells = NULL;
    size_t n = 0;
    int64_t line = 0;
    pdot_status status = pd_csv_next(ctx, csv, &cells, &n, &line);
    if (status == PDOT_OK && n == 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "header_missing", 1, (double)NAN,
                       "The table is empty.");
    if (status == PDOT_OK && n > 0)
        status = take_header(ctx, layer, cells, n);
    const size_t width = layer->columns.count;
    while (status == PDOT_OK && n > 0) {
        status = pd_csv_next(ctx, csv, &cells, &n, &line);
        if (status != PDOT_OK || n == 0)
            break;
        while (n > width && is_blank(cells[n - 1]))
            n--;
        count_row(rows, n, width, line);
        for (size_t i = 0; i < n && i < width && status == PDOT_OK; i++)
            status = pd_columns_take(&layer->columns, i, cells[i], line);
        layer->facts.features++;
        if (status == PDOT_OK)
            status = pd_progress(ctx, "check", layer->facts.features, 0);
    }
    return status;
}

static const char *separator_word(char separator)
{
    return separator == ','    ? ","
           : separator == ';'  ? ";"
           : separator == '\t' ? "tab"
           : separator == '|'  ? "|"
                               : "";
}

/* Starts the layer again: a reading under another encoding must not count twice. */
static void forget(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer, row_tally *rows)
{
    pd_columns_release(&layer->columns);
    pd_columns_init(ctx, &inspection->arena, &layer->columns);
    layer->symptoms.count = 0;
    layer->facts.features = 0;
    *rows = (row_tally){.too_short = 0};
}

static pdot_status read_csv(pdot_ctx *ctx, pd_inspection *inspection, pd_encoding encoding,
                            pd_inspected_layer *layer, row_tally *rows)
{
    pd_csv *csv = NULL;
    forget(ctx, inspection, layer, rows);
    pdot_status status = pd_csv_open(ctx, inspection->path, encoding, &csv);
    if (status == PDOT_OK) {
        layer->facts.separator = separator_word(pd_csv_separator(csv));
        status = read_records(ctx, csv, layer, rows);
    }
    pd_csv_close(csv);
    return status;
}

/* Not UTF-8: most likely a spreadsheet's export of Windows. If it can be read as CP1252, the encoding was the
 * fault; what fails under both is the table itself. */
static pdot_status read_again(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer,
                              row_tally *rows)
{
    const int64_t line = pdot_ctx_error(ctx)->row;
    pd_clear_error(ctx);
    const pdot_status status = read_csv(ctx, inspection, PD_ENCODING_CP1252, layer, rows);
    if (status != PDOT_FORMAT && status != PDOT_OK)
        return status;
    if (status == PDOT_OK) {
        layer->facts.encoding_used = "CP1252";
        layer->facts.encoding_evidence = pd_translate(ctx, "bytes that are not UTF-8; judged by the bytes");
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "encoding_undeclared", 1, (double)NAN,
                       "The table is not UTF-8 (first in line %lld); by its bytes it is CP1252. Save it as "
                       "UTF-8, or write "
                       "encoding: CP1252 beside its path in the manifest.",
                       (long long)line);
        return PDOT_OK;
    }
    layer->facts.encoding_used = "";
    pd_inspection_note(ctx, layer, "quote_open");
    return PDOT_OK;
}

static pdot_status finish(pdot_ctx *ctx, pd_inspected_layer *layer, const row_tally *rows)
{
    (void)ctx;
    pdot_check_column *columns = NULL;
    judge_rows(rows, layer->columns.count, layer);
    const pdot_status status =
        pd_columns_judge(&layer->columns, false, &layer->symptoms, &layer->roles, &columns);
    layer->facts.columns = columns;
    layer->facts.n_columns = layer->columns.count;
    return status;
}

pdot_status pd_inspect_csv(pdot_ctx *ctx, pd_inspection *inspection)
{
    pd_inspected_layer *layer = NULL;
    row_tally rows;
    pdot_status status = pd_inspection_add(ctx, inspection, "", &layer);
    if (status != PDOT_OK)
        return status;
    layer->is_table = true;
    layer->facts.encoding_used = "UTF-8";
    layer->facts.encoding_evidence = pd_translate(ctx, "every byte agrees");
    status = read_csv(ctx, inspection, PD_ENCODING_UTF8, layer, &rows);
    if (status == PDOT_FORMAT && pdot_ctx_error(ctx)->row > 0)
        status = read_again(ctx, inspection, layer, &rows);
    return status == PDOT_OK ? finish(ctx, layer, &rows) : status;
}

static pdot_status read_sheet(pdot_ctx *ctx, pd_reader *reader, pd_inspected_layer *layer)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < pd_reader_n_columns(reader) && status == PDOT_OK; i++)
        status = pd_columns_add(&layer->columns, pd_reader_column(reader, i), "cells");
    const char *const *cells = NULL;
    int64_t line = 0;
    while (status == PDOT_OK) {
        status = pd_reader_next(ctx, reader, &cells, &line);
        if (status != PDOT_OK || cells == NULL)
            break;
        for (size_t i = 0; i < layer->columns.count && status == PDOT_OK; i++)
            status = pd_columns_take(&layer->columns, i, cells[i], line);
        layer->facts.features++;
    }
    return status;
}

static pdot_status inspect_sheet(pdot_ctx *ctx, pd_inspection *inspection, const char *name)
{
    pd_findings findings;
    pd_findings_init(ctx, &findings);
    pd_reader *reader = NULL;
    pd_inspected_layer *layer = NULL;
    pdot_status status = pd_inspection_add(ctx, inspection, name, &layer);
    if (status == PDOT_OK) {
        layer->is_table = true;
        layer->facts.encoding_used = layer->facts.encoding_declared = "UTF-8";
        layer->facts.encoding_evidence = pd_translate(ctx, "the format has no other");
        status = pd_reader_open(ctx, inspection->path, name, "", &findings, &reader);
        if (status == PDOT_OK)
            status = read_sheet(ctx, reader, layer);
        if (status == PDOT_SCHEMA || status == PDOT_FORMAT) {
            pd_inspection_note(ctx, layer, status == PDOT_SCHEMA ? "header_missing" : "unreadable");
            status = PDOT_OK;
        }
    }
    const row_tally rows = {.too_short = 0};
    if (status == PDOT_OK)
        status = finish(ctx, layer, &rows);
    pd_reader_close(reader);
    pd_findings_release(&findings);
    return status;
}

/* The import's opening knows what a spreadsheet may unpack to; which of its sheets is meant does not matter
 * here. */
static pdot_status check_limits(pdot_ctx *ctx, const char *path)
{
    pd_findings findings;
    pd_findings_init(ctx, &findings);
    pd_layer *layer = NULL;
    pdot_status status = pd_layer_open(ctx, path, "", "", false, &findings, &layer);
    if (status == PDOT_AMBIGUOUS || status == PDOT_SCHEMA) {
        pd_clear_error(ctx);
        status = PDOT_OK;
    }
    pd_layer_close(layer);
    pd_findings_release(&findings);
    return status;
}

pdot_status pd_inspect_sheets(pdot_ctx *ctx, pd_inspection *inspection)
{
    GDALDatasetH dataset = NULL;
    pdot_status status = check_limits(ctx, inspection->path);
    if (status == PDOT_OK)
        status = pd_gdal_open(ctx, inspection->path, NULL, &dataset);
    if (status != PDOT_OK)
        return status;
    inspection->driver =
        pd_arena_strdup(ctx, &inspection->arena, GDALGetDriverShortName(GDALGetDatasetDriver(dataset)));
    const int n = GDALDatasetGetLayerCount(dataset);
    const char **names = pd_arena_alloc(ctx, &inspection->arena, ((size_t)n + 1) * sizeof *names);
    if (inspection->driver == NULL || names == NULL)
        status = PDOT_NOMEM;
    size_t kept = 0;
    for (int i = 0; i < n && status == PDOT_OK; i++) {
        OGRLayerH sheet = GDALDatasetGetLayer(dataset, i);
        if (OGR_L_GetFeatureCount(sheet, 1) == 0)
            continue;
        names[kept] = pd_arena_strdup(ctx, &inspection->arena, OGR_L_GetName(sheet));
        status = names[kept++] != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    GDALClose(dataset);
    for (size_t i = 0; i < kept && status == PDOT_OK; i++)
        status = inspect_sheet(ctx, inspection, names[i]);
    return status;
}
