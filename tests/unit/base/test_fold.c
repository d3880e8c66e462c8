#include "support.h"

#include "base/fold.h"
#include "oom.h"

static int make_ctx(void **state)
{
    *state = pdot_ctx_new();
    return *state == NULL;
}

static int free_ctx(void **state)
{
    pdot_ctx_free(*state);
    return 0;
}

static void assert_folds(pdot_ctx *ctx, const char *text, const char *expected)
{
    char *folded = NULL;
    assert_ok(ctx, pd_fold_text(ctx, text, &folded));
    assert_string_equal(folded, expected);
    char *again = NULL;
    assert_ok(ctx, pd_fold_text(ctx, folded, &again));
    assert_string_equal(again, expected); /* idempotent */
    pd_free(folded);
    pd_free(again);
}

static void spellings_of_one_name_fold_to_one_text(void **state)
{
    pdot_ctx *ctx = *state;
    assert_folds(ctx, "JIMBILLÁ", "jimbilla");
    assert_folds(ctx, "Carigán", "carigan");
    assert_folds(ctx, "  San\t Sebastián \n", "san sebastian");
    assert_folds(ctx, "NÚÑEZ", "nunez");
    assert_folds(ctx, "Todo el cantón.", "todo el canton");
    assert_folds(ctx, "a.. .", "a");
    assert_folds(ctx, "\xC2\xA0Zona\xC2\xA0urbana", "zona urbana");
    assert_folds(ctx, "“El Valle” – ‘norte’", "\"el valle\" - 'norte'");
    assert_folds(ctx, "Ⅲ ℡ ﬁn Æsir straße", "iii tel fin aesir strasse");
    assert_folds(ctx, "Caribe\xCC\x81", "caribe");
    assert_folds(ctx, "", "");
    assert_folds(ctx, " . ", "");
}

static void each_folded_byte_knows_its_origin(void **state)
{
    pdot_ctx *ctx = *state;
    const char *text = "  Ñato \xEF\xAC\x81n.";
    pd_folded folded;
    assert_ok(ctx, pd_fold(ctx, text, strlen(text), &folded));
    assert_string_equal(folded.text, "nato fin");
    assert_int_equal(folded.start[0], 2);
    assert_int_equal(folded.end[0], 4);
    assert_int_equal(folded.start[1], 4);
    assert_int_equal(folded.start[4], 7); /* the blank */
    assert_int_equal(folded.start[5], 8); /* both letters of the ligature */
    assert_int_equal(folded.end[6], 11);
    assert_int_equal(folded.start[6], 8);
    assert_int_equal(folded.start[7], 11);
    pd_folded_release(&folded);
}

static void bytes_that_are_not_utf8_are_refused_with_their_place(void **state)
{
    pdot_ctx *ctx = *state;
    pd_folded folded;
    size_t bad = 0;
    assert_false(pd_utf8_is_valid("Jimbill\xE1", 8, &bad));
    assert_int_equal(bad, 7);
    assert_true(pd_utf8_is_valid("Jimbillá", strlen("Jimbillá"), NULL));
    assert_fails(ctx, pd_fold(ctx, "Jimbill\xE1", 8, &folded), PDOT_FORMAT, "byte 7");
    assert_null(folded.text);
}

static void spans_lie_in_the_text_for_random_bytes(void **state)
{
    pdot_ctx *ctx = *state;
    uint64_t seed = 20231231;
    for (int round = 0; round < 3000; round++) {
        char text[40];
        size_t n = 0;
        while (n < 30) {
            static const char *const PIECES[] = {"a", "Á",        "ñ",  " ", ".", "\xC2\xA0", "ﬁ",
                                                 "Ⅲ", "\xCC\x81", "文", "’", "Z", "\t",       "İ"};
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            const char *piece = PIECES[(seed >> 33) % (sizeof PIECES / sizeof *PIECES)];
            memcpy(text + n, piece, strlen(piece) + 1);
            n += strlen(piece);
        }
        pd_folded folded;
        pd_clear_error(ctx);
        assert_ok(ctx, pd_fold(ctx, text, n, &folded));
        for (size_t i = 0; i < folded.length; i++) {
            assert_true(folded.start[i] < folded.end[i] && folded.end[i] <= n);
            assert_true(i == 0 || folded.start[i] >= folded.start[i - 1]);
        }
        char *again = NULL;
        assert_ok(ctx, pd_fold_text(ctx, folded.text, &again));
        assert_string_equal(again, folded.text);
        pd_free(again);
        pd_folded_release(&folded);
    }
}

static void folding_survives_lack_of_memory(void **state)
{
    pdot_ctx *ctx = *state;
    pd_folded folded;
    assert_survives_oom(ctx, pd_fold(ctx, "ﷺﷺﷺﷺ", strlen("ﷺﷺﷺﷺ"), &folded), assert_null(folded.text));
    pd_folded_release(&folded);
    char *text = NULL;
    assert_survives_oom(ctx, pd_fold_text(ctx, "Carigán", &text), assert_null(text));
    pd_free(text);
}

static unsigned distance(const char *a, const char *b, unsigned limit)
{
    return pd_edit_distance(a, strlen(a), b, strlen(b), limit);
}

static void edits_count_letters_and_swaps(void **state)
{
    (void)state;
    assert_int_equal(distance("punzara", "punzra", 2), 1);
    assert_int_equal(distance("el cisne", "el cine", 2), 1);
    assert_int_equal(distance("periferia", "periferie", 2), 1);
    assert_int_equal(distance("valle", "vlale", 2), 1);
    assert_int_equal(distance("abc", "abc", 0), 0);
    assert_int_equal(distance("abc", "xyz", 1), 2);
    assert_int_equal(distance("", "ab", 5), 2);
    assert_int_equal(distance("año", "ano", 1), 1);
    assert_int_equal(distance("kitten", "sitting", 5), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spellings_of_one_name_fold_to_one_text, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(each_folded_byte_knows_its_origin, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(bytes_that_are_not_utf8_are_refused_with_their_place, make_ctx,
                                        free_ctx),
        cmocka_unit_test_setup_teardown(spans_lie_in_the_text_for_random_bytes, make_ctx, free_ctx),
        cmocka_unit_test_setup_teardown(folding_survives_lack_of_memory, make_ctx, free_ctx),
        cmocka_unit_test(edits_count_letters_and_swaps),
    };
    return cmocka_run_group_tests_name("base/fold", tests, NULL, NULL);
}
