/* Headers and rows over two kinds of records: those of the CSV reader and features of a layer. */
#include "source/table.h"

#include <string.h>

#include "base/limits.h"
#include "source/table/csv.h"
#include "source/layer.h"
#include "source/names.h"

#define MOST_SHORT_ROWS 20 /* that get a finding each */

struct pd_reader {
    pd_findings *findings;
    pd_csv *csv;     /* either … */
    pd_layer *layer; /* … or */
    char *path, *encoding;
    bool is_sheet;
    char **columns;
    size_t n_columns;
    const char **cells; /* n_columns, or those of the record */
    size_t cell_capacity;
    pd_buffer text;  /* cells of a feature */
    int64_t n_rows;  /* given out */
    int64_t n_short; /* of a CSV */
    int64_t total;   /* features, 0 unknown */
};

bool pd_reader_is_table(const char *path)
{
    const pd_format format = pd_format_of(path);
    return format == PD_FORMAT_CSV || format == PD_FORMAT_SHEET || format == PD_FORMAT_DBF;
}

static pd_place place_of(const pd_reader *reader, int64_t row)
{
    return (pd_place){
        .file = reader->path, .layer = reader->layer != NULL ? reader->layer->name : NULL, .row = row};
}

/* The cells of the next feature; *n 0 at the end. */
static pdot_status next_feature(pdot_ctx *ctx, pd_reader *reader, const char *const **cells, size_t *n,
                                int64_t *line)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    pdot_status status = PDOT_OK;
    const size_t width = reader->layer->n_fields;
    *n = 0;
    OGRFeatureH feature = OGR_L_GetNextFeature(reader->layer->handle);
    if (feature == NULL && errors.n_failures > 0) {
        const pd_place place = place_of(reader, 0);
        status = pd_gdal_fail(ctx, &errors, PDOT_FORMAT, &place, N_("read the table"));
    } else if (feature != NULL) {
        pd_buffer_clear(&reader->text);
        for (size_t i = 0; i < width && status == PDOT_OK; i++)
            status = pd_layer_cell(ctx, reader->layer, feature, (int32_t)i, &reader->text);
        *line = OGR_F_GetFID(feature);
        *n = status == PDOT_OK ? width : 0;
    }
    OGR_F_Destroy(feature);
    pd_gdal_end();
    if (status == PDOT_OK &&
        !pd_grow(ctx, (void **)&reader->cells, &reader->cell_capacity, width + 1, sizeof *reader->cells))
        status = PDOT_NOMEM;
    const char *at = reader->text.data;
    for (size_t i = 0; status == PDOT_OK && i < *n; i++) {
        reader->cells[i] = at;
        at += strlen(at) + 1;
    }
    *cells = reader->cells;
    return status;
}

static pdot_status next_record(pdot_ctx *ctx, pd_reader *reader, const char *const **cells, size_t *n,
                               int64_t *line)
{
    if (reader->csv != NULL)
        return pd_csv_next(ctx, reader->csv, cells, n, line);
    return next_feature(ctx, reader, cells, n, line);
}

static bool is_blank(const char *text)
{
    return text[strspn(text, " \t\n")] == '\0';
}

static size_t count_filled(const char *const *cells, size_t n)
{
    size_t filled = 0;
    for (size_t i = 0; i < n; i++)
        filled += !is_blank(cells[i]);
    return filled;
}

/* Bytes of a blank at text: space, tab, line end, no-break space (U+00A0); 0 if there is none. */
static size_t blank_at(const char *text)
{
    if (*text == ' ' || *text == '\t' || *text == '\n' || *text == '\r')
        return 1;
    return (unsigned char)text[0] == 0xC2 && (unsigned char)text[1] == 0xA0 ? 2 : 0;
}

static char *normalise_name(pdot_ctx *ctx, const char *name)
{
    char *out = pd_alloc(ctx, strlen(name) + 1);
    size_t n = 0;
    for (size_t blank; out != NULL && *name != '\0'; name += blank > 0 ? blank : 1) {
        blank = blank_at(name);
        if (blank == 0)
            out[n++] = *name;
        else if (n > 0 && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    if (out != NULL && n > 0 && out[n - 1] == ' ')
        out[n - 1] = '\0';
    return out;
}

static pdot_status check_header(pdot_ctx *ctx, const pd_reader *reader)
{
    for (size_t i = 0; i < reader->n_columns; i++) {
        if (reader->columns[i][0] == '\0')
            return pd_fail(ctx, PDOT_SCHEMA,
                           "column %zu has no name: the header is the first line, give each column a name",
                           i + 1);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(reader->columns[i], reader->columns[k]) == 0)
                return pd_fail(ctx, PDOT_SCHEMA, "columns %zu and %zu are both called \"%s\": rename one",
                               k + 1, i + 1, reader->columns[i]);
        }
    }
    return PDOT_OK;
}

/* Makes the columns from the cells of the header. */
static pdot_status take_header(pdot_ctx *ctx, pd_reader *reader, const char *const *cells, size_t n)
{
    while (n > 0 && is_blank(cells[n - 1]))
        n--;
    reader->columns = pd_alloc_array(ctx, n + 1, sizeof *reader->columns);
    if (reader->columns == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++) {
        reader->columns[i] = normalise_name(ctx, cells[i]);
        if (reader->columns[i] == NULL)
            return PDOT_NOMEM;
        reader->n_columns++;
    }
    return check_header(ctx, reader);
}

static pdot_status read_header(pdot_ctx *ctx, pd_reader *reader)
{
    const bool is_layer = reader->layer != NULL && !reader->is_sheet;
    if (is_layer)
        return take_header(ctx, reader, (const char *const *)reader->layer->fields, reader->layer->n_fields);
    const char *const *cells = NULL;
    size_t n = 0, needed = 1;
    int64_t line = 0;
    do {
        const pdot_status status = next_record(ctx, reader, &cells, &n, &line);
        if (status != PDOT_OK)
            return status;
        needed = reader->is_sheet && n > 1 ? 2 : 1;
    } while (n > 0 && count_filled(cells, n) < needed);
    if (n == 0)
        return pd_fail(ctx, PDOT_SCHEMA, "the table is empty: its first line must name the columns");
    return take_header(ctx, reader, cells, n);
}

static pdot_status open_csv(pdot_ctx *ctx, pd_reader *reader, const char *encoding)
{
    pd_encoding known = PD_ENCODING_UTF8;
    const pdot_status status = pd_gdal_check_path(ctx, reader->path);
    if (status != PDOT_OK)
        return status;
    if (!pd_encoding_parse(encoding, &known))
        return pd_fail(ctx, PDOT_SCHEMA, "unknown encoding \"%s\"; known are: %s", encoding, PD_ENCODINGS);
    reader->encoding = pd_strdup(ctx, pd_encoding_name(known));
    return reader->encoding != NULL ? pd_csv_open(ctx, reader->path, known, &reader->csv) : PDOT_NOMEM;
}

static pdot_status open_layer(pdot_ctx *ctx, pd_reader *reader, const char *name, const char *encoding)
{
    const pdot_status status =
        pd_layer_open(ctx, reader->path, name, encoding, false, reader->findings, &reader->layer);
    if (status != PDOT_OK)
        return status;
    reader->is_sheet = pd_format_of(reader->path) == PD_FORMAT_SHEET;
    reader->encoding = pd_strdup(ctx, reader->layer->encoding);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    const GIntBig count = OGR_L_GetFeatureCount(reader->layer->handle, 0);
    OGR_L_ResetReading(reader->layer->handle);
    pd_gdal_end();
    reader->total = count > 0 ? count : 0;
    return reader->encoding != NULL ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_reader_open(pdot_ctx *ctx, const char *path, const char *layer, const char *encoding,
                           pd_findings *findings, pd_reader **out)
{
    *out = NULL;
    pd_reader *reader = pd_alloc(ctx, sizeof *reader);
    if (reader == NULL)
        return PDOT_NOMEM;
    reader->findings = findings;
    pd_buffer_init(ctx, &reader->text);
    reader->path = pd_strdup(ctx, path);
    pdot_status status = reader->path != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK && pd_format_of(path) == PD_FORMAT_CSV)
        status = open_csv(ctx, reader, encoding);
    else if (status == PDOT_OK)
        status = open_layer(ctx, reader, layer, encoding);
    if (status == PDOT_OK)
        status = read_header(ctx, reader);
    if (status == PDOT_OK) {
        *out = reader;
        reader = NULL;
    } else if (reader->path != NULL) {
        const pd_place place = place_of(reader, 0);
        status = pd_locate(ctx, status, &place);
    }
    pd_reader_close(reader);
    return status;
}

void pd_reader_close(pd_reader *reader)
{
    if (reader == NULL)
        return;
    pd_csv_close(reader->csv);
    pd_layer_close(reader->layer);
    for (size_t i = 0; i < reader->n_columns; i++)
        pd_free(reader->columns[i]);
    pd_free(reader->columns);
    pd_free(reader->cells);
    pd_buffer_release(&reader->text);
    pd_free(reader->encoding);
    pd_free(reader->path);
    pd_free(reader);
}

int32_t pd_reader_n_columns(const pd_reader *reader)
{
    return (int32_t)reader->n_columns;
}

const char *pd_reader_column(const pd_reader *reader, int32_t index)
{
    return reader->columns[index];
}

const char *pd_reader_encoding(const pd_reader *reader)
{
    return reader->encoding;
}

pdot_status pd_reader_find(pdot_ctx *ctx, const pd_reader *reader, const char *name, int32_t *index)
{
    pd_place place = place_of(reader, 0);
    place.field = name;
    char *wanted = normalise_name(ctx, name);
    if (wanted == NULL)
        return PDOT_NOMEM;
    const pdot_status status =
        pd_names_need(ctx, wanted, (const char *const *)reader->columns, reader->n_columns, index);
    pd_free(wanted);
    return pd_locate(ctx, status, &place);
}

static void report_short(pd_reader *reader, size_t n, int64_t line)
{
    const pd_place place = place_of(reader, line);
    if (reader->n_short++ < MOST_SHORT_ROWS)
        pd_finding_add(reader->findings, PDOT_SEVERITY_REVIEW, "row_short", "", &place,
                       "The row has %zu cells, the header %zu: the missing ones were read as empty.", n,
                       reader->n_columns);
}

static void report_rest(pd_reader *reader)
{
    const pd_place place = place_of(reader, 0);
    if (reader->n_short > MOST_SHORT_ROWS)
        pd_finding_add(reader->findings, PDOT_SEVERITY_REVIEW, "row_short", "", &place,
                       "%lld more rows are shorter than the header: their missing cells were read as empty.",
                       (long long)(reader->n_short - MOST_SHORT_ROWS));
    reader->n_short = 0;
}

/* Fits the cells of a record to the columns: surplus ones must be empty, missing ones become empty. */
static pdot_status fit_row(pdot_ctx *ctx, pd_reader *reader, const char *const *cells, size_t n, int64_t line)
{
    for (size_t i = reader->n_columns; i < n; i++) {
        const pd_place place = place_of(reader, line);
        if (!is_blank(cells[i]))
            return pd_locate(
                ctx,
                pd_fail(ctx, PDOT_FORMAT,
                        "the row has more cells than the header (%zu): \"%.60s\" stands under no column; "
                        "quote cells that contain the separator, or name the column",
                        reader->n_columns, cells[i]),
                &place);
    }
    if (n < reader->n_columns)
        report_short(reader, n, line);
    if (!pd_grow(ctx, (void **)&reader->cells, &reader->cell_capacity, reader->n_columns + 1,
                 sizeof *reader->cells))
        return PDOT_NOMEM;
    for (size_t i = 0; i < reader->n_columns; i++)
        reader->cells[i] = i < n ? cells[i] : "";
    return PDOT_OK;
}

pdot_status pd_reader_next(pdot_ctx *ctx, pd_reader *reader, const char *const **cells, int64_t *line)
{
    *cells = NULL;
    pdot_status status = pd_progress(ctx, "import", (uint64_t)reader->n_rows, (uint64_t)reader->total);
    const char *const *record = NULL;
    size_t n = 0;
    int64_t row = 0;
    do {
        if (status == PDOT_OK)
            status = next_record(ctx, reader, &record, &n, &row);
    } while (status == PDOT_OK && n > 0 && count_filled(record, n) == 0);
    if (status != PDOT_OK)
        return status;
    if (n == 0) {
        report_rest(reader);
        return PDOT_OK;
    }
    const pd_place place = place_of(reader, row);
    if (++reader->n_rows > PD_LIMIT_TABLE_ROWS)
        return pd_locate(
            ctx, pd_fail(ctx, PDOT_LIMIT, "the table has more than %u rows", PD_LIMIT_TABLE_ROWS), &place);
    status = fit_row(ctx, reader, record, n, row);
    if (status == PDOT_OK) {
        *cells = reader->cells;
        *line = row;
    }
    return status;
}
