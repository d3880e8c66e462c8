/* Slope classes of rows of elevations drawn by hand, and of random terrain against the same formula in
 * doubles. */
#include "support.h"

#include "coverage/raster/slope.h"
#include "drawn.h"

enum { WIDE = 1300, NONE = 255 };

static pd_slope_row row_of(const float *z, int64_t width, double cell, const double *limits, int32_t n)
{
    return (pd_slope_row){.above = z,
                          .here = z + width,
                          .below = z + 2 * width,
                          .width = width,
                          .dx_m = cell,
                          .dy_m = cell,
                          .limits = limits,
                          .n_limits = n,
                          .none = NONE};
}

static void a_slope_at_a_bound_belongs_to_the_class_above(void **state)
{
    (void)state;
    static const double limits[3] = {0.25, 0.5, 0.75};
    float z[3 * 4];
    unsigned char code[4];
    for (int i = 0; i < 12; i++)
        z[i] = 0.5f * (float)(i % 4);
    const pd_slope_row row = row_of(z, 4, 1, limits, 3);
    pd_slope_classify(&row, code);
    assert_int_equal(code[1], 2);
    assert_int_equal(code[2], 2);
}

static void level_ground_is_below_every_bound_but_zero(void **state)
{
    (void)state;
    static const double limits[2] = {0.1, 0.2}, from_zero[1] = {0};
    const float z[9] = {7, 7, 7, 7, 7, 7, 7, 7, 7};
    unsigned char code[3];
    pd_slope_row row = row_of(z, 3, 30, limits, 2);
    pd_slope_classify(&row, code);
    assert_int_equal(code[1], 0);
    row = row_of(z, 3, 30, from_zero, 1);
    pd_slope_classify(&row, code);
    assert_int_equal(code[1], 1);
}

static void cells_beside_a_gap_have_no_slope(void **state)
{
    (void)state;
    static const double limits[1] = {0.5};
    for (int gap = 0; gap < 9; gap++) { /* any of the nine cells */
        float z[9] = {0};
        unsigned char code[3];
        z[gap] = NAN;
        const pd_slope_row row = row_of(z, 3, 1, limits, 1);
        pd_slope_classify(&row, code);
        assert_int_equal(code[0], NONE);
        assert_int_equal(code[1], NONE);
        assert_int_equal(code[2], NONE);
    }
}

/* Horn's formula as printed, in doubles. */
static double slope_of(const float *z, int64_t width, int64_t x, double cell)
{
    const float *u = z + x, *m = u + width, *d = m + width;
    const double dx = (((double)u[1] + 2 * (double)m[1] + (double)d[1]) -
                       ((double)u[-1] + 2 * (double)m[-1] + (double)d[-1])) /
                      (8 * cell);
    const double dy = (((double)d[-1] + 2 * (double)d[0] + (double)d[1]) -
                       ((double)u[-1] + 2 * (double)u[0] + (double)u[1])) /
                      (8 * cell);
    return sqrt(dx * dx + dy * dy);
}

static void random_terrain_by_the_printed_formula(void **state)
{
    (void)state;
    static const double limits[5] = {0.02, 0.05, 0.12, 0.25, 0.5};
    static float z[3 * WIDE];
    static unsigned char code[WIDE];
    stream s = {1981};
    for (int i = 0; i < 3 * WIDE; i++)
        z[i] = (float)next_real(&s, 100, 108);
    const pd_slope_row row = row_of(z, WIDE, 30, limits, 5);
    pd_slope_classify(&row, code);
    assert_int_equal(code[0], NONE);
    assert_int_equal(code[WIDE - 1], NONE);
    for (int64_t x = 1; x + 1 < WIDE; x++) {
        const double slope = slope_of(z, WIDE, x, 30);
        int wanted = 0, is_near = 0;
        for (int i = 0; i < 5; i++) {
            wanted += slope >= limits[i];
            is_near |= fabs(slope - limits[i]) < 1e-6;
        }
        if (!is_near)
            assert_int_equal(code[x], wanted);
    }
}

static void cells_that_are_not_square(void **state)
{
    (void)state;
    static const double limits[2] = {0.1, 0.3};
    const float z[9] = {0, 0, 0, 4, 4, 4, 8, 8, 8}; /* 4 per row */
    unsigned char code[3];
    pd_slope_row row = row_of(z, 3, 10, limits, 2); /* 0.4 */
    pd_slope_classify(&row, code);
    assert_int_equal(code[1], 2);
    row.dy_m = 20; /* 0.2 */
    pd_slope_classify(&row, code);
    assert_int_equal(code[1], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slope_at_a_bound_belongs_to_the_class_above),
        cmocka_unit_test(level_ground_is_below_every_bound_but_zero),
        cmocka_unit_test(cells_beside_a_gap_have_no_slope),
        cmocka_unit_test(random_terrain_by_the_printed_formula),
        cmocka_unit_test(cells_that_are_not_square),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
