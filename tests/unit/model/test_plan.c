/* The snapshot: what freezing refuses, what it fills in, and the lookups. */
#include "support.h"

#include "model/plan.h"

enum { CANTON, SEAT, RURAL, URBAN, REST, N_TERRITORIES };

/* A canton with a seat of one urban parroquia and a rest, and a rural parroquia. */
typedef struct fixture {
    pdot_ctx *ctx;
    pd_level levels[3];
    pd_territory territories[N_TERRITORIES];
    pd_class classes[3];
    pd_class_value values[3];
    pd_hazard hazards[2];
    pdot_plan plan;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    const pd_level levels[] = {{"canton"}, {"cabecera"}, {"parroquia"}};
    const pd_territory territories[] = {
        {.code = "1101", .name = "Loja", .kind = "", .level = 0, .parent = PD_NONE, .area_m2 = 40},
        {.code = "110150", .name = "Loja", .kind = "", .level = 1, .parent = CANTON, .area_m2 = 20},
        {.code = "110151", .name = "Chantaco", .kind = "rural", .level = 2, .parent = CANTON, .area_m2 = 20},
        {.code = "110155", .name = "El Valle", .kind = "urbana", .level = 2, .parent = SEAT, .area_m2 = 5},
        {.code = "11015R", .name = "Resto", .kind = "resto", .level = 2, .parent = SEAT, .area_m2 = 15},
    };
    const pd_class classes[] = {
        {"sin dato", PD_RANK_NONE, false, ""}, {"baja", 2, false, ""}, {"alta", 4, true, ""}};
    const pd_class_value values[] = {{.folded = "", .class_index = 0},
                                     {.folded = "bajo", .class_index = 1},
                                     {.folded = "alto", .class_index = 2}};
    memcpy(f->levels, levels, sizeof levels);
    memcpy(f->territories, territories, sizeof territories);
    memcpy(f->classes, classes, sizeof classes);
    memcpy(f->values, values, sizeof values);
    f->hazards[0] = (pd_hazard){.id = "masa",
                                .title = "Masa",
                                .classes = f->classes,
                                .n_classes = 3,
                                .values = f->values,
                                .n_values = 3};
    f->hazards[1] = (pd_hazard){.id = "fallas", .title = "Fallas"};
    f->plan = (pdot_plan){.levels = f->levels,
                          .n_levels = 3,
                          .territories = f->territories,
                          .n_territories = N_TERRITORIES,
                          .hazards = f->hazards,
                          .n_hazards = 2};
    *state = f;
    return f->ctx == NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    pd_arena_release(&f->plan.arena);
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

static void freezing_marks_the_finest_units_and_the_rest(void **state)
{
    fixture *f = *state;
    assert_ok(f->ctx, pdot_plan_freeze(f->ctx, &f->plan));
    const bool finest[] = {false, false, true, true, true};
    for (int32_t i = 0; i < N_TERRITORIES; i++) {
        assert_int_equal(f->plan.territories[i].is_finest, finest[i]);
        assert_int_equal(f->plan.territories[i].is_rest, i == REST);
    }
}

static void an_empty_plan_freezes(void **state)
{
    fixture *f = *state;
    pdot_plan plan = {.id = "vacio"};
    assert_ok(f->ctx, pdot_plan_freeze(f->ctx, &plan));
    assert_int_equal(pdot_plan_find_territory(&plan, "1101"), PD_NONE);
    assert_int_equal(pdot_plan_find_hazard(&plan, "masa"), PD_NONE);
}

static void territories_are_found_by_code_at_any_level(void **state)
{
    fixture *f = *state;
    for (int32_t i = 0; i < N_TERRITORIES; i++)
        assert_int_equal(pdot_plan_find_territory(&f->plan, f->territories[i].code), i);
    assert_int_equal(pdot_plan_find_territory(&f->plan, "11015"), PD_NONE);
    assert_int_equal(pdot_plan_find_territory(&f->plan, ""), PD_NONE);
}

static void being_within_follows_the_parents(void **state)
{
    fixture *f = *state;
    assert_true(pdot_plan_is_within(&f->plan, URBAN, URBAN));
    assert_true(pdot_plan_is_within(&f->plan, URBAN, SEAT));
    assert_true(pdot_plan_is_within(&f->plan, URBAN, CANTON));
    assert_false(pdot_plan_is_within(&f->plan, RURAL, SEAT));
    assert_false(pdot_plan_is_within(&f->plan, CANTON, RURAL));
}

static void classes_are_found_by_folded_value(void **state)
{
    fixture *f = *state;
    assert_int_equal(pd_hazard_find_class(&f->hazards[0], "alto"), 2);
    assert_int_equal(pd_hazard_find_class(&f->hazards[0], ""), 0);
    assert_int_equal(pd_hazard_find_class(&f->hazards[0], "altisimo"), PD_NONE);
    assert_int_equal(pd_hazard_find_class(&f->hazards[1], "alto"), PD_NONE);
}

static void a_code_used_twice_at_one_level_is_refused(void **state)
{
    fixture *f = *state;
    f->territories[REST].code = "110155";
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "110155 is used twice");
}

static void a_code_used_at_two_levels_is_refused(void **state)
{
    fixture *f = *state;
    f->territories[RURAL].code = "110150";
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "110150 is used twice");
}

static void a_parent_must_exist_and_be_coarser(void **state)
{
    fixture *f = *state;
    f->territories[URBAN].parent = N_TERRITORIES;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "parent of territory 110155");
    pd_clear_error(f->ctx);
    f->territories[URBAN].parent = RURAL;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "not of a coarser level: 110151");
}

static void codes_levels_and_areas_must_be_given(void **state)
{
    fixture *f = *state;
    f->territories[CANTON].area_m2 = NAN;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "1101 has no area");
    pd_clear_error(f->ctx);
    f->territories[CANTON].code = "";
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "has no code");
    pd_clear_error(f->ctx);
    f->territories[CANTON].code = "1101";
    f->territories[CANTON].area_m2 = 1;
    f->territories[REST].level = 3;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "11015R is of no level");
}

static void hazards_must_have_sound_classes_and_unique_ids(void **state)
{
    fixture *f = *state;
    f->values[1].class_index = 3;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "\"bajo\" of masa");
    pd_clear_error(f->ctx);
    f->values[1].class_index = 1;
    f->classes[2].rank = 6;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "rank 6");
    pd_clear_error(f->ctx);
    f->classes[2].rank = 1;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "order of their ranks");
    pd_clear_error(f->ctx);
    f->classes[2].rank = 4;
    f->hazards[1].id = "masa";
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_SCHEMA, "masa is used twice");
}

static void sizes_beyond_the_limits_are_refused(void **state)
{
    fixture *f = *state;
    f->hazards[0].n_classes = 63;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_LIMIT, "63 classes");
    pd_clear_error(f->ctx);
    f->plan.n_hazards = 257;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_LIMIT, "257 hazards");
    pd_clear_error(f->ctx);
    f->plan.n_territories = 100001;
    assert_fails(f->ctx, pdot_plan_freeze(f->ctx, &f->plan), PDOT_LIMIT, "100001 territories");
}

static void running_out_of_memory_is_told(void **state)
{
    fixture *f = *state;
    pd_fail_allocation(f->ctx, 1);
    assert_int_equal(pdot_plan_freeze(f->ctx, &f->plan), PDOT_NOMEM);
    pd_fail_allocation(f->ctx, 0);
    pd_clear_error(f->ctx);
    assert_ok(f->ctx, pdot_plan_freeze(f->ctx, &f->plan));
}

static void freeing_takes_null_and_a_plan_of_the_heap(void **state)
{
    fixture *f = *state;
    pdot_plan_free(NULL);
    pdot_plan *plan = pd_alloc(f->ctx, sizeof *plan);
    plan->id = pd_arena_strdup(f->ctx, &plan->arena, "loja");
    assert_string_equal(plan->id, "loja");
    pdot_plan_free(plan);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(freezing_marks_the_finest_units_and_the_rest),
        TEST(an_empty_plan_freezes),
        TEST(territories_are_found_by_code_at_any_level),
        TEST(being_within_follows_the_parents),
        TEST(classes_are_found_by_folded_value),
        TEST(a_code_used_twice_at_one_level_is_refused),
        TEST(a_code_used_at_two_levels_is_refused),
        TEST(a_parent_must_exist_and_be_coarser),
        TEST(codes_levels_and_areas_must_be_given),
        TEST(hazards_must_have_sound_classes_and_unique_ids),
        TEST(sizes_beyond_the_limits_are_refused),
        TEST(running_out_of_memory_is_told),
        TEST(freeing_takes_null_and_a_plan_of_the_heap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
