/* Records are written as "a|b|c" per line with their line number in front, so that a case can be read at a
 * glance. */
#include "files.h"

#include "source/table/csv.h"

static pdot_ctx *ctx;
static files dir;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    files_make(&dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    files_remove(&dir);
    pdot_ctx_free(ctx);
    return 0;
}

/* Reads all records into out; the first failure ends it. */
static pdot_status read_all(const void *bytes, size_t size, pd_encoding encoding, char out[1024])
{
    pd_csv *csv = NULL;
    pdot_status status = pd_csv_open(ctx, files_write(&dir, "t.csv", bytes, size), encoding, &csv);
    size_t used = 0;
    out[0] = '\0';
    while (status == PDOT_OK) {
        const char *const *cells = NULL;
        size_t n = 0;
        int64_t line = 0;
        status = pd_csv_next(ctx, csv, &cells, &n, &line);
        if (status != PDOT_OK || n == 0)
            break;
        used += (size_t)snprintf(out + used, 1024 - used, "%d:", (int)line);
        for (size_t i = 0; i < n; i++)
            used += (size_t)snprintf(out + used, 1024 - used, "%s%s", i > 0 ? "|" : "", cells[i]);
        used += (size_t)snprintf(out + used, 1024 - used, "/");
    }
    pd_csv_close(csv);
    return status;
}

static void records_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *records;
    } cases[] = {
        {"a,b\n1,2\n", "1:a|b/2:1|2/"},
        {"a,b\r\n1,2\r\n", "1:a|b/2:1|2/"},
        {"a,b\r1,2\r", "1:a|b/2:1|2/"},
        {"a,b\n1,2", "1:a|b/2:1|2/"}, /* no line end at the end */
        {"\xEF\xBB\xBF"
         "a,b\n",
         "1:a|b/"},                         /* byte order mark */
        {"a;b\n1,5;2\n", "1:a|b/2:1,5|2/"}, /* decimal commas */
        {"a\tb\n1\t2\n", "1:a|b/2:1|2/"},
        {"a|b\n1|2\n", "1:a|b/2:1|2/"},
        {"solo una columna\nx y\n", "1:solo una columna/2:x y/"},
        {"\"a;b\",c\n", "1:a;b|c/"}, /* separators inside quotes do not count */
        {"a,b;c;d\n", "1:a,b|c|d/"}, /* the most frequent one */
        {"sep=;\na,b;c\n", "2:a,b|c/"},
        {"a,b\n\"x, y\",\"he said \"\"no\"\"\"\n", "1:a|b/2:x, y|he said \"no\"/"},
        {"a,b\n\"l1\r\nl2\",2\nc,d\n", "1:a|b/2:l1\nl2|2/4:c|d/"},
        {"a,b\n\n\n1,2\n", "1:a|b/4:1|2/"}, /* empty lines */
        {"\n\na,b\n", "3:a|b/"},
        {"a,b\n,\n", "1:a|b/2:|/"}, /* empty cells are cells */
        {"a,b\n\"\",x\n", "1:a|b/2:|x/"},
        {"a,b\n1, \"x, y\" \n", "1:a|b/2:1|x, y/"},   /* blanks around quotes */
        {"a,b\n5\" pipe,2\n", "1:a|b/2:5\" pipe|2/"}, /* a quote inside is text */
        {"a,b\n 1 , 2 \n", "1:a|b/2: 1 | 2 /"},
        {"a,b\n1\n1,2,3\n", "1:a|b/2:1/3:1|2|3/"},
        {"", ""},
        {"\n\r\n", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char records[1024];
        assert_ok(ctx, read_all(cases[i].text, strlen(cases[i].text), PD_ENCODING_UTF8, records));
        assert_string_equal(records, cases[i].records);
    }
}

static void what_is_no_csv_says_line_and_remedy(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t size;
        int row;
        const char *words;
    } cases[] = {
        {"a,b\n1,2\n3,\"open\n4,5\n", 0, 3, ":3: the quote that opens here is never closed"},
        {"a,b\n\"x\"y,2\n", 0, 2, ":2: text after a closing quote"},
        {"a,b\n1,\0\n", 8, 2, ":2: byte 0x00 is not text"},
        {"a,b\n1,\x1B\n", 0, 2, "byte 0x1B is not text"},
        {"a,b\nok,2\nCa\xF1"
         "ar,1\n",
         0, 3, ":3: byte 0xF1 is not UTF-8: save the table as UTF-8, or write"},
        {"a,b\n\"x\ny\nCa\xF1"
         "ar\",1\n",
         0, 4, ":4: byte 0xF1"},
        {"\xFF\xFE"
         "a\0,\0",
         6, 0, "UTF-16"},
        {"PK\003\004xyz", 0, 0, "zip archive"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char records[1024];
        const size_t size = cases[i].size > 0 ? cases[i].size : strlen(cases[i].text);
        pdot_ctx *kept = ctx;
        ctx = pdot_ctx_new();
        assert_fails(ctx, read_all(cases[i].text, size, PD_ENCODING_UTF8, records), PDOT_FORMAT,
                     cases[i].words);
        assert_int_equal(pdot_ctx_error(ctx)->row, cases[i].row);
        assert_string_equal(pdot_ctx_error(ctx)->file, dir.path);
        pdot_ctx_free(ctx);
        ctx = kept;
    }
}

static void a_declared_encoding_is_used(void **state)
{
    (void)state;
    char records[1024];
    static const char text[] = "a,b\nCa\xF1"
                               "ar,\x93x\x94\n";
    assert_ok(ctx, read_all(text, sizeof text - 1, PD_ENCODING_CP1252, records));
    assert_string_equal(records, "1:a|b/2:Cañar|“x”/");
    static const char undefined[] = "a\n\x81\n";
    assert_fails(ctx, read_all(undefined, sizeof undefined - 1, PD_ENCODING_CP1252, records), PDOT_FORMAT,
                 "byte 0x81 does not exist in CP1252");
}

static void records_span_the_read_buffer(void **state)
{
    (void)state;
    enum { ROWS = 40000 };
    char *text = malloc(ROWS * 16);
    size_t size = (size_t)snprintf(text, 16, "n,v\r\n");
    for (int i = 0; i < ROWS; i++)
        size += (size_t)snprintf(text + size, 16, "%d,\"v\"\"%d\"\r\n", i, i % 10);
    pd_csv *csv = NULL;
    assert_ok(ctx, pd_csv_open(ctx, files_write(&dir, "big.csv", text, size), PD_ENCODING_UTF8, &csv));
    free(text);
    const char *const *cells = NULL;
    size_t n = 0;
    int64_t line = 0;
    assert_ok(ctx, pd_csv_next(ctx, csv, &cells, &n, &line));
    for (int i = 0; i < ROWS; i++) {
        char number[16], value[16];
        assert_ok(ctx, pd_csv_next(ctx, csv, &cells, &n, &line));
        (void)snprintf(number, sizeof number, "%d", i);
        (void)snprintf(value, sizeof value, "v\"%d", i % 10);
        assert_int_equal(n, 2);
        assert_int_equal(line, i + 2);
        assert_string_equal(cells[0], number);
        assert_string_equal(cells[1], value);
    }
    assert_ok(ctx, pd_csv_next(ctx, csv, &cells, &n, &line));
    assert_int_equal(n, 0);
    pd_csv_close(csv);
}

static void a_cell_beyond_the_limit_is_refused(void **state)
{
    (void)state;
    const size_t size = (1u << 20) + 16;
    char *text = malloc(size), records[1024];
    memset(text, 'x', size);
    memcpy(text, "a\n", 2);
    assert_fails(ctx, read_all(text, size, PD_ENCODING_UTF8, records), PDOT_LIMIT,
                 ":2: a cell has more than 1048576");
    free(text);
}

static void a_quote_left_open_does_not_swallow_a_large_file(void **state)
{
    (void)state;
    const size_t size = (1u << 20) + 4096;
    char *text = malloc(size), records[1024];
    memset(text, '\n', size);
    memcpy(text, "a\n\"", 3);
    assert_fails(ctx, read_all(text, size, PD_ENCODING_UTF8, records), PDOT_FORMAT,
                 ":2: the quote that opens here");
    free(text);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(records_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_csv_says_line_and_remedy, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_declared_encoding_is_used, set_up, tear_down),
        cmocka_unit_test_setup_teardown(records_span_the_read_buffer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_beyond_the_limit_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quote_left_open_does_not_swallow_a_large_file, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/csv", tests, NULL, NULL);
}
