#include "fixture.h"
#include "text/actors.h"

static const pd_actor_row ROWS[] = {
    {"Consejo Cantonal de Derechos", "", {PD_NONE, 2}},
    {"Concejo Cantonal", "Consejo Cantonal", {PD_NONE, 3}},
    {"Ministerio de Ambiente", "Ministerio del Ambiente", {PD_NONE, 4}},
    {"Gobiernos Parroquiales", "Gobierno Parroquial|Parroquias rurales", {PD_NONE, 5}},
};

static void check(const char *text, const char *names)
{
    pdot_ctx *ctx = pdot_ctx_new();
    const pdot_plan plan = {.actors = ROWS, .n_actors = 4};
    pd_actors *actors = NULL;
    pd_arena arena = {0};
    const pd_actor_mention *mentions = NULL;
    size_t n = 0;
    char found[512] = "";
    assert_ok(ctx, pd_actors_new(ctx, &plan, &actors));
    assert_ok(ctx, pd_actors_read(ctx, actors, &arena, text, &mentions, &n));
    for (size_t i = 0; i < n; i++) {
        assert_true(mentions[i].start < mentions[i].end && mentions[i].end <= strlen(text));
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", i > 0 ? " + " : "",
                 mentions[i].name != NULL ? mentions[i].name : "?");
    }
    assert_string_equal(found, names);
    pd_arena_release(&arena);
    pd_actors_free(actors);
    pdot_ctx_free(ctx);
}

static void a_cell_without_separators_is_read_by_longest_match(void **unused)
{
    (void)unused;
    check("Ministerio del ambiente Consejo cantonal de derechos Parroquias Rurales",
          "Ministerio de Ambiente + Consejo Cantonal de Derechos + Gobiernos Parroquiales");
    check("Consejo cantonal Gobierno parroquial.", "Concejo Cantonal + Gobiernos Parroquiales");
    check("Ministerio de Ambiente. Gobierno Parroquial", "Ministerio de Ambiente + Gobiernos Parroquiales");
    check("", "");
}

static void words_that_are_no_actor_stay_together_and_nameless(void **unused)
{
    (void)unused;
    check("Junta de agua Ministerio de Ambiente y la Cruz Roja", "? + Ministerio de Ambiente + ?");
    check("Junta, Cooperativa", "? + ?");
}

static void memory_may_run_out_anywhere(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    const pdot_plan plan = {.actors = ROWS, .n_actors = 4};
    pd_arena arena = {0};
    pd_actors *actors = NULL;
    const pd_actor_mention *mentions = NULL;
    size_t n = 0;
    pdot_status status = PDOT_NOMEM;
    for (uint64_t nth = 1; status != PDOT_OK; nth++) {
        pd_clear_error(ctx);
        pd_fail_allocation(ctx, nth);
        status = pd_actors_new(ctx, &plan, &actors);
        if (status == PDOT_OK)
            status = pd_actors_read(ctx, actors, &arena, "Junta Consejo cantonal", &mentions, &n);
        pd_fail_allocation(ctx, 0);
        if (status != PDOT_OK) {
            assert_int_equal(status, PDOT_NOMEM);
            assert_null(mentions);
        }
        pd_actors_free(actors);
        actors = NULL;
        pd_arena_release(&arena);
    }
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_without_separators_is_read_by_longest_match),
        cmocka_unit_test(words_that_are_no_actor_stay_together_and_nameless),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
