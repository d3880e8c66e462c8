/* DBF files of one text field, byte by byte. */
#include "files.h"

#include "source/table/dbf.h"

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

enum { WIDTH = 6, HEADER = 32 + 32 + 1 };

/* A table of one field of WIDTH bytes and as many records as texts; type 'C' is text. */
static const char *write_dbf(char type, const char *const *texts)
{
    unsigned char bytes[512] = {3};
    size_t size = HEADER, n = 0;
    for (; texts[n] != NULL; n++) {
        bytes[size] = ' ';
        memset(bytes + size + 1, ' ', WIDTH);
        memcpy(bytes + size + 1, texts[n], strlen(texts[n]));
        size += 1 + WIDTH;
    }
    bytes[4] = (unsigned char)n;
    bytes[8] = HEADER;
    bytes[10] = 1 + WIDTH;
    memcpy(bytes + 32, "nombre", 6);
    bytes[32 + 11] = (unsigned char)type;
    bytes[32 + 16] = WIDTH;
    bytes[64] = 0x0D;
    return files_write(&dir, "t.dbf", bytes, size);
}

static void bytes_tell_the_encoding(void **state)
{
    (void)state;
    static const struct {
        char type;
        const char *texts[3];
        pd_dbf_text expected;
    } cases[] = {
        {'C', {"Loja", "Canar"}, PD_DBF_ASCII},
        {'C',
         {"Loja", "Ca\xC3\xB1"
                  "ar"},
         PD_DBF_UTF8},
        {'C',
         {"Ca\xC3\xB1"
          "ar",
          "Ca\xF1"
          "ar"},
         PD_DBF_SINGLE_BYTE},
        {'C', {"Zu\xC3\xB1ig\xC3"}, PD_DBF_UTF8}, /* the field's width cuts the last letter */
        {'C', {"Zu\xC3ig"}, PD_DBF_SINGLE_BYTE},
        {'N', {"\xFF\xFF"}, PD_DBF_ASCII}, /* no text field */
        {'C', {NULL}, PD_DBF_ASCII},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_dbf_text found = PD_DBF_ASCII;
        assert_ok(ctx, pd_dbf_look(ctx, write_dbf(cases[i].type, cases[i].texts), &found));
        assert_int_equal(found, cases[i].expected);
    }
}

static void damaged_headers_are_refused(void **state)
{
    (void)state;
    pd_dbf_text found = PD_DBF_ASCII;
    assert_fails(ctx, pd_dbf_look(ctx, files_text(&dir, "t.dbf", "dbf"), &found), PDOT_FORMAT,
                 "header of the DBF");
    pd_clear_error(ctx);
    static const unsigned char no_records[32] = {3, 0};
    assert_fails(ctx, pd_dbf_look(ctx, files_write(&dir, "t.dbf", no_records, 32), &found), PDOT_FORMAT,
                 "header of the DBF");
    pd_clear_error(ctx);
    assert_fails(ctx, pd_dbf_look(ctx, "/nowhere/t.dbf", &found), PDOT_IO, "cannot be read");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(bytes_tell_the_encoding, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_headers_are_refused, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/dbf", tests, NULL, NULL);
}
