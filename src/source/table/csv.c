/* The CSV reader: bytes to cells by a small state machine, then cells to UTF-8. */
#include "source/table/csv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "base/memory.h"

enum { END = -1, READ_SIZE = 64 * 1024 };

struct pd_csv {
    FILE *file;
    char *path;
    unsigned char *bytes; /* READ_SIZE */
    size_t size, at;      /* bytes read into it; the next to take */
    bool has_failed;      /* fread failed */
    pd_encoding encoding;
    char separator;
    int64_t line;   /* of the next byte */
    pd_buffer raw;  /* cells of the record as in the file, each ended by NUL */
    pd_buffer text; /* the same as UTF-8 */
    const char **cells;
    size_t cell_capacity;
};

static void fill(pd_csv *csv)
{
    csv->size = fread(csv->bytes, 1, READ_SIZE, csv->file);
    csv->at = 0;
    csv->has_failed = csv->has_failed || ferror(csv->file) != 0;
}

static int peek(pd_csv *csv)
{
    if (csv->at == csv->size)
        fill(csv);
    return csv->size > 0 ? csv->bytes[csv->at] : END;
}

/* Takes one byte; a line end of any kind comes as one '\n'. */
static int take(pd_csv *csv)
{
    int byte = peek(csv);
    if (byte == END)
        return END;
    csv->at++;
    if (byte == '\r') {
        if (peek(csv) == '\n')
            csv->at++;
        byte = '\n';
    }
    csv->line += byte == '\n';
    return byte;
}

static bool is_line_end(int byte)
{
    return byte == '\n' || byte == '\r' || byte == END;
}

/* Says where a failure is. */
static pdot_status at_line(pdot_ctx *ctx, const pd_csv *csv, int64_t line, pdot_status failure)
{
    return pd_locate(ctx, failure, &(pd_place){.file = csv->path, .row = line});
}

static pdot_status add_byte(pdot_ctx *ctx, pd_csv *csv, int byte, size_t cell_start)
{
    if (byte < ' ' && byte != '\t' && byte != '\n')
        return at_line(
            ctx, csv, csv->line,
            pd_fail(ctx, PDOT_FORMAT, "byte 0x%02X is not text: the file is no CSV table", (unsigned)byte));
    if (csv->raw.size - cell_start >= PD_LIMIT_TEXT)
        return at_line(ctx, csv, csv->line,
                       pd_fail(ctx, PDOT_LIMIT, "a cell has more than %u bytes", PD_LIMIT_TEXT));
    pd_buffer_byte(&csv->raw, (char)byte);
    return PDOT_OK;
}

/* After the opening quote. */
static pdot_status read_quoted(pdot_ctx *ctx, pd_csv *csv, size_t cell_start)
{
    const int64_t opened = csv->line;
    for (;;) {
        int byte = take(csv);
        if (byte == '"') {
            if (peek(csv) != '"')
                break;
            byte = take(csv);
        }
        if (byte == END || csv->raw.size - cell_start >= PD_LIMIT_TEXT)
            return at_line(
                ctx, csv, opened,
                pd_fail(ctx, PDOT_FORMAT,
                        "the quote that opens here is never closed: close it, or write \"\" for a quote that "
                        "is text"));
        const pdot_status status = add_byte(ctx, csv, byte, cell_start);
        if (status != PDOT_OK)
            return status;
    }
    while ((peek(csv) == ' ' || peek(csv) == '\t') && peek(csv) != csv->separator)
        (void)take(csv);
    if (peek(csv) != csv->separator && !is_line_end(peek(csv)))
        return at_line(
            ctx, csv, csv->line,
            pd_fail(ctx, PDOT_FORMAT,
                    "text after a closing quote: write \"\" for a quote that is text, and quote the whole "
                    "cell"));
    return PDOT_OK;
}

static bool is_in_cell(pd_csv *csv)
{
    return peek(csv) != csv->separator && !is_line_end(peek(csv));
}

static pdot_status read_cell(pdot_ctx *ctx, pd_csv *csv)
{
    const size_t cell_start = csv->raw.size;
    pdot_status status = PDOT_OK;
    while (status == PDOT_OK && is_in_cell(csv) && (peek(csv) == ' ' || peek(csv) == '\t'))
        status = add_byte(ctx, csv, take(csv), cell_start);
    if (status == PDOT_OK && peek(csv) == '"' && is_in_cell(csv)) {
        csv->raw.size = cell_start; /* without the blanks before the quote */
        (void)take(csv);
        status = read_quoted(ctx, csv, cell_start);
    }
    while (status == PDOT_OK && is_in_cell(csv))
        status = add_byte(ctx, csv, take(csv), cell_start);
    pd_buffer_byte(&csv->raw, '\0');
    return status;
}

/* Cells of the next line that has any character. *n 0 at the end. */
static pdot_status read_record(pdot_ctx *ctx, pd_csv *csv, size_t *n, int64_t *line)
{
    *n = 0;
    pd_buffer_clear(&csv->raw);
    while (peek(csv) != END && is_line_end(peek(csv)))
        (void)take(csv);
    if (peek(csv) == END)
        return PDOT_OK;
    *line = csv->line;
    for (;;) {
        const pdot_status status = read_cell(ctx, csv);
        if (status != PDOT_OK)
            return status;
        if (++*n > PD_LIMIT_COLUMNS)
            return at_line(ctx, csv, *line, pd_fail(ctx, PDOT_LIMIT, "more than %u cells", PD_LIMIT_COLUMNS));
        if (peek(csv) != csv->separator)
            break;
        (void)take(csv);
    }
    (void)take(csv); /* the line end */
    return pd_buffer_status(&csv->raw);
}

static int64_t line_ends(const char *text, size_t size)
{
    int64_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += text[i] == '\n';
    return n;
}

/* `bad` bytes into the raw record lies a byte the encoding does not have. */
static pdot_status fail_encoding(pdot_ctx *ctx, const pd_csv *csv, int64_t line, size_t bad)
{
    const int64_t at = line + line_ends(csv->raw.data, bad);
    const unsigned byte = (unsigned char)csv->raw.data[bad];
    if (csv->encoding == PD_ENCODING_UTF8)
        return at_line(
            ctx, csv, at,
            pd_fail(
                ctx, PDOT_FORMAT,
                "byte 0x%02X is not UTF-8: save the table as UTF-8, or write the encoding it has beside its "
                "path in the manifest, most often encoding: CP1252",
                byte));
    return at_line(ctx, csv, at,
                   pd_fail(ctx, PDOT_FORMAT,
                           "byte 0x%02X does not exist in %s: the table has another encoding (known: %s)",
                           byte, pd_encoding_name(csv->encoding), PD_ENCODINGS));
}

static pdot_status decode_record(pdot_ctx *ctx, pd_csv *csv, int64_t line)
{
    size_t bad = 0;
    pd_buffer_clear(&csv->text);
    if (csv->encoding == PD_ENCODING_UTF8) {
        if (!pd_utf8_is_valid(csv->raw.data, csv->raw.size, &bad))
            return fail_encoding(ctx, csv, line, bad);
        pd_buffer_add(&csv->text, csv->raw.data, csv->raw.size);
    } else {
        bad = pd_encoding_decode(csv->encoding, csv->raw.data, csv->raw.size, &csv->text);
        if (bad < csv->raw.size)
            return fail_encoding(ctx, csv, line, bad);
    }
    return pd_buffer_status(&csv->text);
}

pdot_status pd_csv_next(pdot_ctx *ctx, pd_csv *csv, const char *const **cells, size_t *n, int64_t *line)
{
    pdot_status status = read_record(ctx, csv, n, line);
    if (csv->has_failed)
        return at_line(ctx, csv, csv->line, pd_fail(ctx, PDOT_IO, "cannot be read: %s", strerror(errno)));
    if (status == PDOT_OK && *n > 0)
        status = decode_record(ctx, csv, *line);
    if (status != PDOT_OK)
        return status;
    if (!pd_grow(ctx, (void **)&csv->cells, &csv->cell_capacity, *n + 1, sizeof *csv->cells))
        return PDOT_NOMEM;
    const char *at = csv->text.data;
    for (size_t i = 0; i < *n; i++) {
        csv->cells[i] = at;
        at += strlen(at) + 1;
    }
    *cells = csv->cells;
    return PDOT_OK;
}

/* The separator of the first record, which must lie in the first READ_SIZE bytes. */
static char find_separator(const pd_csv *csv)
{
    static const char candidates[4] = {',', ';', '\t', '|'};
    size_t counts[4] = {0};
    bool is_quoted = false;
    for (size_t i = csv->at; i < csv->size; i++) {
        const char byte = (char)csv->bytes[i];
        if (byte == '"')
            is_quoted = !is_quoted;
        if (is_quoted)
            continue;
        if (byte == '\n' || byte == '\r')
            break;
        for (size_t k = 0; k < 4; k++)
            counts[k] += byte == candidates[k];
    }
    size_t best = 0;
    for (size_t k = 1; k < 4; k++) {
        if (counts[k] > counts[best])
            best = k;
    }
    return candidates[best];
}

static bool starts_with(const pd_csv *csv, const char *bytes, size_t n)
{
    return csv->size - csv->at >= n && memcmp(csv->bytes + csv->at, bytes, n) == 0;
}

static pdot_status read_start(pdot_ctx *ctx, pd_csv *csv)
{
    fill(csv);
    if (starts_with(csv, "\xFF\xFE", 2) || starts_with(csv, "\xFE\xFF", 2))
        return at_line(ctx, csv, 0,
                       pd_fail(ctx, PDOT_FORMAT, "the table is UTF-16: save it as \"CSV UTF-8\""));
    if (starts_with(csv, "PK\003\004", 4))
        return at_line(
            ctx, csv, 0,
            pd_fail(
                ctx, PDOT_FORMAT,
                "the file is a zip archive, maybe a spreadsheet: give it its own extension (.xlsx, .ods) or "
                "save it as CSV"));
    if (starts_with(csv, "\xEF\xBB\xBF", 3))
        csv->at += 3;
    while (csv->at < csv->size && (csv->bytes[csv->at] == '\n' || csv->bytes[csv->at] == '\r'))
        (void)take(csv);
    if (starts_with(csv, "sep=", 4) && csv->size - csv->at > 5 &&
        (csv->bytes[csv->at + 5] == '\r' || csv->bytes[csv->at + 5] == '\n')) {
        csv->separator = (char)csv->bytes[csv->at + 4];
        csv->at += 5;
    } else {
        csv->separator = find_separator(csv);
    }
    return PDOT_OK;
}

pdot_status pd_csv_open(pdot_ctx *ctx, const char *path, pd_encoding encoding, pd_csv **out)
{
    *out = NULL;
    pd_csv *csv = pd_alloc(ctx, sizeof *csv);
    if (csv == NULL)
        return PDOT_NOMEM;
    csv->encoding = encoding;
    csv->line = 1;
    pd_buffer_init(ctx, &csv->raw);
    pd_buffer_init(ctx, &csv->text);
    csv->path = pd_strdup(ctx, path);
    csv->bytes = pd_alloc(ctx, READ_SIZE);
    pdot_status status = csv->path != NULL && csv->bytes != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK) {
        csv->file = fopen(path, "rbe");
        if (csv->file == NULL)
            status = at_line(ctx, csv, 0, pd_fail(ctx, PDOT_IO, "cannot be read: %s", strerror(errno)));
    }
    if (status == PDOT_OK)
        status = read_start(ctx, csv);
    if (status == PDOT_OK) {
        *out = csv;
        csv = NULL;
    }
    pd_csv_close(csv);
    return status;
}

void pd_csv_close(pd_csv *csv)
{
    if (csv == NULL)
        return;
    if (csv->file != NULL)
        (void)fclose(csv->file);
    pd_buffer_release(&csv->raw);
    pd_buffer_release(&csv->text);
    pd_free(csv->cells);
    pd_free(csv->bytes);
    pd_free(csv->path);
    pd_free(csv);
}

char pd_csv_separator(const pd_csv *csv)
{
    return csv->separator;
}
