#include "support.h"
#include "text/years.h"

static const int32_t YEARS[] = {2023, 2024, 2025, 2026};

static void expect(const char *marks, const char *years)
{
    pdot_ctx *ctx = pdot_ctx_new();
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pd_years_write(marks, YEARS, 4, &out);
    assert_ok(ctx, pd_buffer_status(&out));
    assert_string_equal(out.data, years);
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

static void marks_that_fit_the_columns_are_years(void **unused)
{
    (void)unused;
    expect("X X X _", "2023 2024 2025");
    expect("_ x _ X", "2024 2026");
    expect("_ _ _ _", "");
    expect("  X\tX\nX  X ", "2023 2024 2025 2026");
}

static void more_or_fewer_marks_than_columns_give_no_years(void **unused)
{
    (void)unused;
    expect("X X X", "");
    expect("X X X X X X", "");
    expect("", "");
    assert_int_equal(pd_marks_count("X X X X X X"), 6);
    assert_int_equal(pd_marks_count(""), 0);
    assert_false(pd_marks_fit("X", 0));
}

static void anything_but_marks_is_unreadable(void **unused)
{
    (void)unused;
    expect("X X sí X", "");
    assert_int_equal(pd_marks_count("X XX"), PD_MARKS_UNREADABLE);
    assert_int_equal(pd_marks_count("2023"), PD_MARKS_UNREADABLE);
}

static void a_mark_is_found_by_its_column(void **unused)
{
    (void)unused;
    assert_true(pd_marks_at("X _ X", 0));
    assert_false(pd_marks_at("X _ X", 1));
    assert_true(pd_marks_at("X _ X", 2));
    assert_false(pd_marks_at("X _ X", 3));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_that_fit_the_columns_are_years),
        cmocka_unit_test(more_or_fewer_marks_than_columns_give_no_years),
        cmocka_unit_test(anything_but_marks_is_unreadable),
        cmocka_unit_test(a_mark_is_found_by_its_column),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
