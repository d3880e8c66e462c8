/* CSV tables: any bytes become records of UTF-8 cells with rising lines, or a refusal that names a line; the
 * reader of the import and the inspection of the check come to an end on them too. */
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "fuzz_file.h"
#include "source/table/csv.h"
#include "source/inspect.h"
#include "source/table.h"

static void check_records(pdot_ctx *ctx, const char *path, pd_encoding encoding)
{
    pd_csv *csv = NULL;
    int64_t last = 0;
    pdot_status status = pd_csv_open(ctx, path, encoding, &csv);
    for (size_t n = 1; status == PDOT_OK && n > 0;) {
        const char *const *cells = NULL;
        int64_t line = 0;
        status = pd_csv_next(ctx, csv, &cells, &n, &line);
        if (status != PDOT_OK || n == 0)
            break;
        FUZZ_CHECK(line > last && n <= PD_LIMIT_COLUMNS);
        last = line;
        for (size_t i = 0; i < n; i++)
            FUZZ_CHECK(pd_utf8_is_valid(cells[i], strlen(cells[i]), NULL));
    }
    FUZZ_CHECK(status == PDOT_OK || status == PDOT_FORMAT || status == PDOT_LIMIT);
    FUZZ_CHECK(status == PDOT_OK || pdot_ctx_error(ctx)->message[0] != '\0');
    pd_csv_close(csv);
    pd_clear_error(ctx);
}

static void check_reader(pdot_ctx *ctx, const char *path)
{
    pd_findings findings;
    pd_reader *reader = NULL;
    pd_findings_init(ctx, &findings);
    pdot_status status = pd_reader_open(ctx, path, "", "", &findings, &reader);
    const char *const *cells = NULL;
    int64_t line = 0;
    while (status == PDOT_OK) {
        status = pd_reader_next(ctx, reader, &cells, &line);
        if (status != PDOT_OK || cells == NULL)
            break;
        for (int32_t i = 0; i < pd_reader_n_columns(reader); i++)
            FUZZ_CHECK(cells[i] != NULL);
    }
    FUZZ_CHECK(status == PDOT_OK || status == PDOT_FORMAT || status == PDOT_LIMIT || status == PDOT_SCHEMA);
    FUZZ_CHECK(findings.status == PDOT_OK);
    pd_reader_close(reader);
    pd_findings_release(&findings);
    pd_clear_error(ctx);
}

static void check_inspection(pdot_ctx *ctx, const char *path)
{
    pd_inspection *inspection = NULL;
    const pdot_status status = pd_inspect(ctx, path, &inspection);
    FUZZ_CHECK(status == PDOT_OK || status == PDOT_FORMAT || status == PDOT_LIMIT);
    FUZZ_CHECK(status != PDOT_OK || inspection->n_layers == 1);
    pd_inspection_free(inspection);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pdot_ctx *ctx = pdot_ctx_new();
    FUZZ_CHECK(ctx != NULL);
    const char *path = fuzz_file("t.csv", data, size);
    check_records(ctx, path, PD_ENCODING_UTF8);
    check_records(ctx, path, PD_ENCODING_CP1252);
    check_reader(ctx, path);
    check_inspection(ctx, path);
    pdot_ctx_free(ctx);
    return 0;
}
