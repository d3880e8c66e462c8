/* The quick yes to validity: it says yes to the shapes of every day and never to an invalid one. */
#include "support.h"

#include "geo/geometry.h"

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

static bool is_plain(pdot_ctx *ctx, const char *wkt)
{
    pd_byte_vector wkb = {0};
    bool plain = false;
    assert_ok(ctx, pd_geometry_from_wkt(ctx, wkt, &wkb));
    assert_ok(ctx, pd_geometry_is_plain(ctx, (pd_bytes){wkb.data, wkb.size}, &plain));
    pd_byte_vector_release(&wkb);
    return plain;
}

static void shapes_of_every_day_are_plain(void **state)
{
    const char *const shapes[] = {
        "POLYGON((0 0,4 0,4 4,0 4,0 0))",
        "POLYGON((0 0,0 4,4 4,4 0,0 0))",     /* the other way round */
        "POLYGON((0 0,4 0,4 0,4 4,0 4,0 0))", /* a point twice */
        "POLYGON((0 0,2 0,4 0,4 4,0 4,0 0))", /* a point along an edge */
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2,1 2,1 1),(5 5,8 5,8 8,5 5))",
        "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
        "POLYGON((700000.1 9550000.2,700100.3 9550000.2,700100.3 9550100.7,700000.1 9550000.2))",
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (!is_plain(*state, shapes[i]))
            print_error("%s\n", shapes[i]);
        assert_true(is_plain(*state, shapes[i]));
    }
}

static void what_is_invalid_or_in_doubt_is_left_to_geos(void **state)
{
    const char *const shapes[] = {
        "POLYGON((0 0,4 4,4 0,0 4,0 0))",                                     /* bow-tie */
        "POLYGON((0 0,4 0,4 4,4 0,0 4,0 0))",                                 /* spike */
        "POLYGON((0 0,4 0,2 0,2 2,0 0))",                                     /* back along an edge */
        "POLYGON((0 0,4 0,4 4,2 0,0 4,0 0))",                                 /* touches itself */
        "POLYGON((0 0,4 0,4 4,0 4,0 0),(5 5,6 5,6 6,5 5))",                   /* hole outside */
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,8 1,8 8,1 1),(5 3,6 3,6 4,5 3))", /* hole in a hole */
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(-1 -1,10 -1,10 10,-1 10,-1 -1))",     /* hole around the shell */
        "POLYGON((0 0,4 0,4 4,0 4,0 0),(0 0,2 1,1 2,0 0))",                   /* hole touches the shell */
        "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,5 1,5 5,1 1),(2 1.5,6 1.5,6 4,2 1.5))", /* holes cross */
        "MULTIPOLYGON(((0 0,4 0,4 4,0 0)),((1 0.5,5 0.5,5 3,1 0.5)))",              /* parts cross */
        "MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0)),((1 1,2 1,2 2,1 1)))",                /* a part in a part */
        "MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((1 0,2 0,2 1,1 1,1 0)))",            /* a shared edge */
        "POLYGON((0 0,1 1,2 2,0 0))",                                               /* no area */
        "POLYGON((3 3,3 3,3 3,3 3))",
        "POLYGON((0 0,2e12 0,2e12 4,0 4,0 0))", /* on no map */
        "POLYGON EMPTY",
        "MULTIPOLYGON EMPTY",
        "LINESTRING(0 0,4 0,4 4,0 0)",
        "POINT(1 1)",
        "GEOMETRYCOLLECTION(POLYGON((0 0,4 0,4 4,0 0)))",
    };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (is_plain(*state, shapes[i]))
            print_error("%s\n", shapes[i]);
        assert_false(is_plain(*state, shapes[i]));
    }
}

static void damaged_bytes_are_left_to_geos(void **state)
{
    pdot_ctx *ctx = *state;
    pd_byte_vector wkb = {0};
    bool plain = true;
    assert_ok(ctx,
              pd_geometry_from_wkt(ctx, "MULTIPOLYGON(((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1)))", &wkb));
    for (size_t size = 0; size < wkb.size; size++) {
        assert_ok(ctx, pd_geometry_is_plain(ctx, (pd_bytes){wkb.data, size}, &plain));
        assert_false(plain);
    }
    const double nan = (double)NAN;
    memcpy(wkb.data + wkb.size - sizeof nan, &nan, sizeof nan);
    assert_ok(ctx, pd_geometry_is_plain(ctx, (pd_bytes){wkb.data, wkb.size}, &plain));
    assert_false(plain);
    pd_byte_vector_release(&wkb);
}

/* --- against GEOS --- */

static uint64_t next_random(uint64_t *seed) /* xorshift64*, Vigna 2016 */
{
    *seed ^= *seed >> 12;
    *seed ^= *seed << 25;
    *seed ^= *seed >> 27;
    return *seed * 2685821657736338717u;
}

static unsigned char *put(unsigned char *at, const void *bytes, size_t size)
{
    memcpy(at, bytes, size);
    return at + size;
}

/* A star around a centre with n points; wildness moves points along the circle, which makes edges cross. */
static pd_bytes draw_star(uint64_t *seed, uint32_t n, double wildness, unsigned char *out)
{
    const uint32_t heads[] = {3, 1, n + 1};
    unsigned char *at = out;
    double first[2] = {0, 0};
    *at++ = 1;
    at = put(at, heads, sizeof heads);
    for (uint32_t i = 0; i <= n; i++) {
        const double turn = ((double)i + wildness * (double)(next_random(seed) % 1000) / 1000) * 2 * M_PI / n;
        const double radius = 50 + (double)(next_random(seed) % 100);
        double xy[2] = {700000 + round(radius * cos(turn)), 9550000 + round(radius * sin(turn))};
        if (i == 0)
            memcpy(first, xy, sizeof first);
        at = put(at, i == n ? first : xy, sizeof xy);
    }
    return (pd_bytes){out, (size_t)(at - out)};
}

/* Points lie on whole metres, so that touching and collinear edges come up often. */
static void geos_never_finds_a_plain_shape_invalid(void **state)
{
    pdot_ctx *ctx = *state;
    unsigned char wkb[16 + 16 * 64];
    uint64_t seed = 20231120;
    int n_plain = 0;
    int n_valid = 0;
    for (int i = 0; i < 20000; i++) {
        const uint32_t n = 3 + (uint32_t)(next_random(&seed) % 40);
        const pd_bytes shape = draw_star(&seed, n, (double)(i % 5) / 2, wkb);
        bool plain = false;
        bool valid = false;
        assert_ok(ctx, pd_geometry_is_plain(ctx, shape, &plain));
        assert_ok(ctx, pd_geometry_is_valid(ctx, shape, &valid, NULL));
        assert_true(valid || !plain);
        n_plain += plain;
        n_valid += valid;
    }
    assert_true(n_valid > 5000 && n_valid < 20000);
    assert_true(n_plain > n_valid * 95 / 100);
}

static void running_out_of_memory_is_told(void **state)
{
    pdot_ctx *ctx = *state;
    unsigned char wkb[16 + 16 * 64];
    uint64_t seed = 1;
    const pd_bytes shape = draw_star(&seed, 8, 0, wkb);
    bool plain = true;
    for (uint64_t n = 1; n <= 3; n++) {
        pd_fail_allocation(ctx, n);
        assert_int_equal(pd_geometry_is_plain(ctx, shape, &plain), PDOT_NOMEM);
        pd_fail_allocation(ctx, 0);
        pd_clear_error(ctx);
    }
    assert_ok(ctx, pd_geometry_is_plain(ctx, shape, &plain));
    assert_true(plain);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(shapes_of_every_day_are_plain),  TEST(what_is_invalid_or_in_doubt_is_left_to_geos),
        TEST(damaged_bytes_are_left_to_geos), TEST(geos_never_finds_a_plain_shape_invalid),
        TEST(running_out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
