/* Values as text, and tables with columns of one run. */
#include "support.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "result/table.h"

static int set_up(void **state)
{
    *state = pdot_ctx_new();
    return *state == NULL;
}

static int tear_down(void **state)
{
    pdot_ctx_free(*state);
    return 0;
}

static void check_text(pdot_ctx *ctx, const pd_column *column, pd_value value, const char *expected)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pd_value_text(column, value, &text);
    assert_ok(ctx, pd_buffer_status(&text));
    assert_string_equal(text.data, expected);
    pd_buffer_release(&text);
}

static void values_become_text_with_the_decimals_of_their_column(void **state)
{
    const pd_table *table = pd_table_find("cobertura_amenaza");
    const pd_column *area = &table->columns[pd_table_column(table, "area_ha")];
    const pd_column *share = &table->columns[pd_table_column(table, "pct_territorio")];
    const pd_column *rank = &table->columns[pd_table_column(table, "rango")];
    const pd_table *links = pd_table_find("problema_territorio");
    const pd_column *confirmed = &links->columns[pd_table_column(links, "confirmado")];
    check_text(*state, area, pd_real(1234.56786), "1234.5679");
    check_text(*state, share, pd_real(33.0), "33.00");
    check_text(*state, rank, pd_integer(-4), "-4");
    check_text(*state, confirmed, pd_boolean(true), "true");
    check_text(*state, confirmed, pd_boolean(false), "false");
    check_text(*state, &table->columns[0], pd_text("110150-R"), "110150-R");
    check_text(*state, area, pd_null(), "");
    check_text(*state, area, pd_text(NULL), "");
}

static void an_extended_table_owns_its_columns(void **state)
{
    pdot_ctx *ctx = *state;
    pd_arena arena = {0};
    char name[] = "extra";
    const pd_column extra = {name, PD_TYPE_INTEGER, "", 0, "Extra", "Extra", "", "", false};
    const pd_table *base = pd_table_find("amenazas");
    const pd_table *table = NULL;
    assert_ok(ctx, pd_table_extend(ctx, &arena, base, &extra, 1, "rango", &table));
    name[0] = 'X';
    assert_int_equal(table->n_columns, base->n_columns + 1);
    assert_int_equal(pd_table_column(table, "extra"), pd_table_column(base, "rango"));
    assert_int_equal(pd_table_column(table, "rango"), pd_table_column(base, "rango") + 1);
    assert_ok(ctx, pd_table_extend(ctx, &arena, base, &extra, 1, NULL, &table));
    assert_int_equal(pd_table_column(table, "Xxtra"), base->n_columns);
    pd_arena_release(&arena);
}

static void territories_get_a_column_per_summary_hazard(void **state)
{
    pdot_ctx *ctx = *state;
    const pd_hazard hazards[] = {
        {.id = "masa", .title = "Movimientos en masa", .in_summary = true},
        {.id = "pendiente", .title = "Pendiente", .in_summary = false},
        {.id = "suelo", .title = "Suelo", .in_summary = true, .is_land = true},
        {.id = "inundacion", .title = "Inundación", .in_summary = true},
    };
    const pdot_plan plan = {.hazards = hazards, .n_hazards = 4};
    pd_arena arena = {0};
    const pd_table *table = NULL;
    assert_ok(ctx, pd_table_territories(ctx, &arena, &plan, "territorios", &table));
    assert_int_equal(table->n_columns, pd_table_find("territorios")->n_columns + 2);
    const int32_t at = pd_table_column(table, "alta_masa_pct");
    assert_int_equal(at, pd_table_column(table, "mapeada_pct") + 1);
    assert_int_equal(pd_table_column(table, "alta_inundacion_pct"), at + 1);
    assert_string_equal(table->columns[at].title_es, "Movimientos en masa, alta");
    assert_string_equal(table->columns[at].unit, "%");
    pd_arena_release(&arena);
}

static void a_plan_without_hazards_keeps_the_declared_table(void **state)
{
    const pdot_plan plan = {.n_hazards = 0};
    pd_arena arena = {0};
    const pd_table *table = NULL;
    assert_ok(*state, pd_table_territories(*state, &arena, &plan, "territorios_superiores", &table));
    assert_ptr_equal(table, pd_table_find("territorios_superiores"));
    pd_arena_release(&arena);
}

static void running_out_of_memory_gives_no_table(void **state)
{
    pdot_ctx *ctx = *state;
    const pd_hazard hazard = {.id = "masa", .title = "Masa", .in_summary = true};
    const pdot_plan plan = {.hazards = &hazard, .n_hazards = 1};
    for (uint64_t n = 1;; n++) {
        pd_arena arena = {0};
        const pd_table *table = NULL;
        pd_clear_error(ctx);
        pd_fail_allocation(ctx, n);
        const pdot_status status = pd_table_territories(ctx, &arena, &plan, "territorios", &table);
        pd_fail_allocation(ctx, 0);
        pd_arena_release(&arena);
        if (status == PDOT_OK) {
            assert_true(n > 1);
            return;
        }
        assert_int_equal(status, PDOT_NOMEM);
        assert_null(table);
    }
}

static void a_cell_is_found_by_the_name_of_its_column(void **state)
{
    (void)state;
    const pd_table *table = pd_table_find("cobertura_total");
    pd_value values[32];
    const pd_row row = {.values = values};
    assert_true(table->n_columns <= 32);
    for (int32_t i = 0; i < table->n_columns; i++)
        values[i] = pd_null();
    values[pd_table_column(table, "codigo")] = pd_text("110156");
    values[pd_table_column(table, "area_ha")] = pd_real(1.5);
    assert_string_equal(pd_row_text(table, &row, "codigo"), "110156");
    assert_true(pd_row_real(table, &row, "area_ha") > 1.4);
    assert_string_equal(pd_row_text(table, &row, "area_ha"), "");
    assert_int_equal(pd_row_integer(table, &row, "area_ha"), 0);
    assert_string_equal(pd_row_text(table, &row, "no_such_column"), "");
    assert_false(pd_row_real(table, &row, "alta_pct") > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_found_by_the_name_of_its_column),
        cmocka_unit_test_setup_teardown(values_become_text_with_the_decimals_of_their_column, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(an_extended_table_owns_its_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(territories_get_a_column_per_summary_hazard, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_plan_without_hazards_keeps_the_declared_table, set_up, tear_down),
        cmocka_unit_test_setup_teardown(running_out_of_memory_gives_no_table, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
