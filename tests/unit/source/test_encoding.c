/* Each encoding by the letters Spanish text needs. */
#include "support.h"

#include "source/encoding.h"

static void names_are_read_in_their_usual_spellings(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        pd_encoding encoding;
    } cases[] = {{"", PD_ENCODING_UTF8},
                 {"UTF-8", PD_ENCODING_UTF8},
                 {"utf8", PD_ENCODING_UTF8},
                 {"CP1252", PD_ENCODING_CP1252},
                 {"windows-1252", PD_ENCODING_CP1252},
                 {"1252", PD_ENCODING_CP1252},
                 {"ISO-8859-1", PD_ENCODING_LATIN1},
                 {"latin1", PD_ENCODING_LATIN1},
                 {"ISO_8859-15", PD_ENCODING_LATIN9}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_encoding found = PD_ENCODING_LATIN9;
        assert_true(pd_encoding_parse(cases[i].name, &found));
        assert_int_equal(found, cases[i].encoding);
    }
    pd_encoding untouched = PD_ENCODING_LATIN9;
    assert_false(pd_encoding_parse("EBCDIC", &untouched));
    assert_false(pd_encoding_parse("--", &untouched));
    assert_false(pd_encoding_parse("a name that is much longer than any encoding has", &untouched));
    assert_int_equal(untouched, PD_ENCODING_LATIN9);
}

static void bytes_become_utf8(void **state)
{
    (void)state;
    static const struct {
        pd_encoding encoding;
        const char *bytes, *text;
        size_t decoded;
    } cases[] = {
        {PD_ENCODING_CP1252,
         "Ca\xF1"
         "ar \x93x\x94 \x80",
         "Cañar “x” €", 11},
        {PD_ENCODING_LATIN1,
         "\xD1"
         "a\xBC",
         "Ña¼", 3},
        {PD_ENCODING_LATIN9, "\xA4\xBC", "€Œ", 2},
        {PD_ENCODING_UTF8, "ñ", "ñ", 2},
        {PD_ENCODING_CP1252,
         "ab\x81"
         "c",
         "ab", 2}, /* not assigned */
    };
    pdot_ctx *ctx = pdot_ctx_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_buffer out;
        pd_buffer_init(ctx, &out);
        const size_t size = strlen(cases[i].bytes);
        assert_int_equal(pd_encoding_decode(cases[i].encoding, cases[i].bytes, size, &out), cases[i].decoded);
        assert_string_equal(out.data, cases[i].text);
        pd_buffer_release(&out);
    }
    pdot_ctx_free(ctx);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_in_their_usual_spellings),
        cmocka_unit_test(bytes_become_utf8),
    };
    return cmocka_run_group_tests_name("source/encoding", tests, NULL, NULL);
}
