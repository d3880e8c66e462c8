#include "support.h"
#include "text/grammar.h"

static void the_table_is_sorted_and_found_word_by_word(void **unused)
{
    (void)unused;
    const pd_grammar_word *before = NULL, *word = NULL;
    size_t n = 0;
    for (; (word = pd_grammar_at(n)) != NULL; n++) {
        if (before != NULL && strcmp(before->word, word->word) >= 0)
            fail_msg("%s stands after %s", word->word, before->word);
        assert_ptr_equal(pd_grammar_find(word->word, strlen(word->word)), word);
        assert_int_not_equal(word->class, PD_WORD_NONE);
        before = word;
    }
    assert_true(n > 100);
}

static void kinds_know_their_singular_and_numbers_their_value(void **unused)
{
    (void)unused;
    for (size_t i = 0; pd_grammar_at(i) != NULL; i++) {
        const pd_grammar_word *word = pd_grammar_at(i);
        const bool is_noun = word->class >= PD_WORD_UNIT;
        assert_int_equal(is_noun, word->singular != NULL);
        assert_int_equal(word->class == PD_WORD_NUMBER, word->number > 0);
        if (is_noun && word->is_plural)
            assert_non_null(pd_grammar_find(word->singular, strlen(word->singular)));
    }
}

static void other_words_and_parts_of_words_are_not_found(void **unused)
{
    (void)unused;
    assert_null(pd_grammar_find("parroquiano", 11));
    assert_null(pd_grammar_find("parro", 5));
    assert_null(pd_grammar_find("", 0));
    assert_null(pd_grammar_find("zzz", 3));
    assert_non_null(pd_grammar_find("parroquianos", 9));
}

static void words_that_say_nothing_are_missing_texts(void **unused)
{
    (void)unused;
    assert_true(pd_grammar_is_missing("no aplica"));
    assert_true(pd_grammar_is_missing("s/d"));
    assert_false(pd_grammar_is_missing("zona urbana"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_found_word_by_word),
        cmocka_unit_test(kinds_know_their_singular_and_numbers_their_value),
        cmocka_unit_test(other_words_and_parts_of_words_are_not_found),
        cmocka_unit_test(words_that_say_nothing_are_missing_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
