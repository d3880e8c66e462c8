/* Names found and names that may have been meant. */
#include "support.h"

#include "source/names.h"

static const char *const COLUMNS[] = {"codigo", "Nombre", "NOMBRE", "Área (ha)", "grado"};
enum { N = sizeof COLUMNS / sizeof *COLUMNS };

static void a_name_is_found_exactly_or_but_for_case_accents_and_blanks(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    assert_int_equal(pd_names_find(ctx, "codigo", COLUMNS, N), 0);
    assert_int_equal(pd_names_find(ctx, "NOMBRE", COLUMNS, N), 2);
    assert_int_equal(pd_names_find(ctx, "CÓDIGO", COLUMNS, N), 0);
    assert_int_equal(pd_names_find(ctx, "area  (HA)", COLUMNS, N), 3);
    assert_int_equal(pd_names_find(ctx, "nombre", COLUMNS, N), -2); /* two are equal */
    assert_int_equal(pd_names_find(ctx, "cod", COLUMNS, N), -1);
    assert_int_equal(pd_names_find(ctx, "\xF1", COLUMNS, N), -1); /* not UTF-8 */
    pdot_ctx_free(ctx);
}

static void the_nearest_name_differs_in_a_third_at_most(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    assert_int_equal(pd_names_nearest(ctx, "codgo", COLUMNS, N), 0);
    assert_int_equal(pd_names_nearest(ctx, "GRADOS", COLUMNS, N), 4);
    assert_int_equal(pd_names_nearest(ctx, "poblacion", COLUMNS, N), -1);
    assert_int_equal(pd_names_nearest(ctx, "", COLUMNS, N), -1);
    assert_int_equal(pd_names_nearest(ctx, "codigo", COLUMNS, 0), -1);
    pdot_ctx_free(ctx);
}

static void long_lists_are_cut(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    const char *many[50];
    for (int i = 0; i < 50; i++)
        many[i] = "x";
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pd_names_list(&out, many, 50);
    assert_int_equal(strlen(out.data), 40 * 3 - 2 + strlen(", …"));
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

static void what_is_needed_and_missing_is_said(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    int32_t index = 7;
    assert_fails(ctx, pd_names_need(ctx, "x", COLUMNS, 0, &index), PDOT_SCHEMA,
                 "no column \"x\", nor any other");
    pd_clear_error(ctx);
    assert_fails(ctx, pd_names_need(ctx, "grad", COLUMNS, N, &index), PDOT_SCHEMA, "is \"grado\" meant?");
    assert_int_equal(index, 7);
    pdot_ctx_free(ctx);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_found_exactly_or_but_for_case_accents_and_blanks),
        cmocka_unit_test(the_nearest_name_differs_in_a_third_at_most),
        cmocka_unit_test(long_lists_are_cut),
        cmocka_unit_test(what_is_needed_and_missing_is_said),
    };
    return cmocka_run_group_tests_name("source/names", tests, NULL, NULL);
}
