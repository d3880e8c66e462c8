#include "fixture.h"
#include "text/gazetteer.h"

static const pd_level LEVELS[] = {{"canton"}, {"parroquia"}};
static const pd_territory TERRITORIES[] = {
    {.code = "01", .name = "Alba", .kind = "", .level = 0, .parent = PD_NONE, .area_m2 = 1},
    {.code = "0101", .name = "El Prado", .kind = "rural", .level = 1, .parent = 0, .area_m2 = 1},
    {.code = "0102", .name = "Monte Claro", .kind = "rural", .level = 1, .parent = 0, .area_m2 = 1},
    {.code = "0102-R", .name = "resto", .kind = "resto", .level = 1, .parent = 0, .area_m2 = 1},
};

/* A plan on the stack with room for one row of each table of the gazetteer. */
typedef struct small_plan {
    pdot_plan plan;
    pd_territory territories[4];
    pd_zone_row zone;
    pd_place_row place;
    pd_decision_row decision;
} small_plan;

static void make_plan(pdot_ctx *ctx, small_plan *out)
{
    *out = (small_plan){
        .zone = {.name = "", .aliases = "", .rule = "list", .codes = "", .grade = "", .note = ""},
        .place = {.name = "", .aliases = "", .kind = "", .code = "", .grade = "", .note = ""},
        .decision = {.text = "", .codes = "", .grade = "", .by = "", .date = "", .note = ""}};
    memcpy(out->territories, TERRITORIES, sizeof TERRITORIES);
    out->plan.levels = LEVELS;
    out->plan.n_levels = 2;
    out->plan.territories = out->territories;
    out->plan.n_territories = 4;
    out->plan.zones = &out->zone;
    out->plan.places = &out->place;
    out->plan.decisions = &out->decision;
    assert_ok(ctx, pdot_plan_freeze(ctx, &out->plan));
}

static void refuse(pdot_ctx *ctx, const small_plan *from, const char *words)
{
    pd_gazetteer *gazetteer = NULL;
    pd_clear_error(ctx);
    assert_fails(ctx, pd_gazetteer_new(ctx, &from->plan, &gazetteer), PDOT_SCHEMA, words);
    assert_null(gazetteer);
}

static void a_row_that_means_nothing_of_the_plan_is_refused(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    small_plan from;
    make_plan(ctx, &from);
    from.plan.n_zones = 1;
    from.zone = (pd_zone_row){"sierra", "", "list", "0199", "", "", {PD_NONE, 2}};
    refuse(ctx, &from, "\"0199\"");
    assert_int_equal(pdot_ctx_error(ctx)->row, 2);
    assert_string_equal(pdot_ctx_error(ctx)->field, "codes");
    from.zone.codes = "0101";
    from.zone.rule = "union";
    refuse(ctx, &from, "\"union\"");
    from.zone.rule = "list";
    from.zone.grade = "sure";
    refuse(ctx, &from, "\"sure\"");
    from.plan.n_zones = 0;
    from.plan.n_places = 1;
    from.place = (pd_place_row){"Loma", "", "barrio", "77", "", "", false, 0, 0, {PD_NONE, 5}};
    refuse(ctx, &from, "\"77\"");
    from.place.code = "0101";
    from.place.grade = "sure";
    refuse(ctx, &from, "\"sure\"");
    from.plan.n_places = 0;
    from.plan.n_decisions = 1;
    from.decision = (pd_decision_row){"allá", "77", "", "", "", "", {PD_NONE, 3}};
    refuse(ctx, &from, "\"77\"");
    from.decision.codes = "0101";
    from.decision.grade = "sure";
    refuse(ctx, &from, "\"sure\"");
    pd_arena_release(&from.plan.arena);
    pdot_ctx_free(ctx);
}

static size_t units_of(const small_plan *from, pdot_ctx *ctx, const char *text, const char **grade)
{
    static char kept[32];
    pd_gazetteer *gazetteer = NULL;
    pdot_card *card = NULL;
    assert_ok(ctx, pd_gazetteer_new(ctx, &from->plan, &gazetteer));
    assert_ok(ctx, pd_zone_resolve(ctx, gazetteer, text, &card));
    const size_t n = card->n_certain + card->n_possible;
    snprintf(kept, sizeof kept, "%s", card->grade);
    *grade = kept;
    pdot_card_free(card);
    pd_gazetteer_free(gazetteer);
    return n;
}

static void groups_mean_what_the_plan_has(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    const char *grade = NULL;
    small_plan from;
    make_plan(ctx, &from);
    from.plan.n_zones = 1;
    from.zone = (pd_zone_row){"campo", "", "kind", "rural urbana", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 2);
    assert_string_equal(grade, "exact");
    from.zone = (pd_zone_row){"campo", "", "list", "0101 0155", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 1);
    from.zone = (pd_zone_row){"campo", "", "list", "0155/0102", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 1);
    assert_string_equal(grade, "approximate");
    from.zone = (pd_zone_row){"campo", "", "rest", "", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 1);
    from.zone = (pd_zone_row){"campo", "", "kind", "urbana", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 0);
    assert_string_equal(grade, "unresolved");
    from.zone = (pd_zone_row){"campo", "", "all", "01", "", "", {PD_NONE, 2}};
    assert_int_equal(units_of(&from, ctx, "campo", &grade), 3);
    pd_arena_release(&from.plan.arena);
    pdot_ctx_free(ctx);
}

static void the_article_of_a_name_may_be_left_out_only_of_a_whole_element(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    const char *grade = NULL;
    small_plan from;
    make_plan(ctx, &from);
    assert_int_equal(units_of(&from, ctx, "Prado", &grade), 1);
    assert_int_equal(units_of(&from, ctx, "Prado, Monte Claro", &grade), 2);
    assert_int_equal(units_of(&from, ctx, "hermoso Prado", &grade), 0);
    pd_arena_release(&from.plan.arena);
    pdot_ctx_free(ctx);
}

static void memory_may_run_out_anywhere(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    const plan_files files = {PDOT_TESTDATA "/golden/inputs/second/territorios.csv",
                              PDOT_TESTDATA "/golden/inputs/second/zonas.csv",
                              PDOT_TESTDATA "/golden/inputs/second/lugares.csv",
                              PDOT_TESTDATA "/golden/inputs/second/decisiones.csv"};
    pdot_plan *plan = plan_read(ctx, &files);
    pd_gazetteer *gazetteer = NULL;
    pdot_status status = PDOT_NOMEM;
    uint64_t nth = 1;
    for (; status != PDOT_OK; nth++) {
        pd_clear_error(ctx);
        pd_fail_allocation(ctx, nth);
        status = pd_gazetteer_new(ctx, plan, &gazetteer);
        pd_fail_allocation(ctx, 0);
        if (status != PDOT_OK) {
            assert_int_equal(status, PDOT_NOMEM);
            assert_null(gazetteer);
        }
    }
    assert_true(nth > 20);
    pd_gazetteer_free(gazetteer);
    pdot_plan_free(plan);
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_that_means_nothing_of_the_plan_is_refused),
        cmocka_unit_test(groups_mean_what_the_plan_has),
        cmocka_unit_test(the_article_of_a_name_may_be_left_out_only_of_a_whole_element),
        cmocka_unit_test(memory_may_run_out_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
