/* Shapes of a size that breaks overlays; slow. What is expected follows from how they are drawn, or from
 * GEOS. */
#include "geos_figures.h"
#include "world.h"

#define TURN 6.283185307179586

/* 62,500 parts of 16 points each, as one feature: octagons with an octagonal hole on a lattice. Every part
 * lies wholly in one square territory or is halved by a border. */
static void one_multipolygon_of_a_million_vertices(void **state)
{
    (void)state;
    enum { SIDE = 250, CORNERS = 8, TERRITORIES = 10 };
    drawn d;
    drawn_open(&d, 2);
    for (int i = 0; i < TERRITORIES * TERRITORIES; i++) /* borders run through the middle of parts */
        draw_box(&d, &d.zones, WORLD_X + 250.0 * (i % TERRITORIES),
                 WORLD_Y + 250.0 * (double)(i / TERRITORIES), 250, 250);
    draw_id(&d, 0);
    for (int i = 0; i < SIDE * SIDE; i++) {
        const double x = WORLD_X + 10.0 * (i % SIDE), y = WORLD_Y + 10.0 * (double)(i / SIDE);
        for (int hole = 0; hole < 2; hole++) {
            double xy[2 * (CORNERS + 1)];
            const double a = hole ? 1 : 2, b = hole ? 2 : 4; /* an octagon between the squares b and a + b */
            const double corner[2 * CORNERS] = {b, a, a, b, -a, b, -b, a, -b, -a, -a, -b, a, -b, b, -a};
            for (int k = 0; k <= CORNERS; k++) {
                xy[2 * k] = x + corner[2 * (k % CORNERS)];
                xy[2 * k + 1] = y + corner[2 * (k % CORNERS) + 1];
            }
            assert_ok(d.ctx, pd_shapes_add_ring(d.ctx, &d.features, xy, CORNERS + 1, hole));
        }
    }
    assert_ok(d.ctx, pd_shapes_end_shape(d.ctx, &d.features));
    assert_true(d.features.n_points > 1000000);
    draw_id(&d, 1);
    draw_box(&d, &d.features, WORLD_X - 50, WORLD_Y - 50, 3000, 300); /* the lowest row of territories */
    measure_drawn(&d);
    const double part = (64 - 2 * 4) - (16 - 2); /* 8 x 8 less four corners of 2 x 2 / 2; half as wide */
    for (int z = 0; z < TERRITORIES * TERRITORIES; z++) {
        const int column = z % TERRITORIES,
                  row = z / TERRITORIES; /* 25 parts a side; one half at both ends */
        const double across = column == TERRITORIES - 1 ? 24.5 : 25, up = row == TERRITORIES - 1 ? 24.5 : 25;
        const double expected = part * across * up;
        assert_close(any_of(&d, (size_t)z, 0), expected, 1e-6, 0);
        assert_close(sum_of(&d, (size_t)z, 0), expected, 1e-6, 0);
        assert_close(top_of(&d, (size_t)z, 0), row == 0 ? 0 : expected, 1e-6, 0);
        assert_close(top_of(&d, (size_t)z, 1), row == 0 ? 62500 : 0, 1e-6, 0);
    }
    assert_closes(&d, 1e-12);
    drawn_close(&d);
}

/* A ring of n corners that waves 301 times around a centre; east and west are mirror images. */
static double *wave(double x, double y, double radius, size_t n)
{
    double *xy = calloc(n + 1, 2 * sizeof *xy);
    for (size_t i = 0; i <= n; i++) {
        const double angle = TURN * (double)(i % n) / (double)n, r = radius * (1 + 0.2 * sin(301 * angle));
        xy[2 * i] = x + r * cos(angle);
        xy[2 * i + 1] = y + r * sin(angle);
    }
    return xy;
}

static void one_ring_of_a_million_vertices(void **state)
{
    (void)state;
    enum { CORNERS = 1000000 };
    drawn d;
    double *xy = wave(WORLD_X, WORLD_Y, 10000, CORNERS);
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, WORLD_X - 20000, WORLD_Y - 20000, 20000, 40000);
    draw_box(&d, &d.zones, WORLD_X, WORLD_Y - 20000, 20000, 40000);
    draw_id(&d, 0);
    draw_ring(&d, &d.features, xy, CORNERS + 1);
    draw_id(&d, 1);
    draw_box(&d, &d.features, WORLD_X - 5000, WORLD_Y - 5000, 10000, 10000); /* inside all waves */
    measure_drawn(&d);
    const double half = pd_shapes_area(&d.features, 0) / 2;
    for (size_t z = 0; z < 2; z++) {
        assert_close(any_of(&d, z, 0), half, 1e-2, 0); /* the two halves' corners are rounded apart */
        assert_close(top_of(&d, z, 1), 5e7, 1e-6, 0);
        assert_close(any_of(&d, z, 0) - top_of(&d, z, 0), 5e7, 1e-6, 0);
    }
    assert_close(any_of(&d, 0, 0) + any_of(&d, 1, 0), 2 * half, 0, 1e-13);
    assert_closes(&d, 1e-12);
    free(xy);
    drawn_close(&d);
}

/* Two territories that share a border of 100,000 vertices, a third whose outline has as many, and features
 * across all of them. */
static void territories_of_a_hundred_thousand_vertices(void **state)
{
    (void)state;
    enum { CORNERS = 100000 };
    drawn d;
    stream s = {17};
    double *xy = calloc(CORNERS + 4, 2 * sizeof *xy), *ring = wave(WORLD_X, WORLD_Y, 3000, CORNERS);
    drawn_open(&d, 2);
    for (int side = -1; side <= 1; side += 2) {
        for (int i = 0; i <= CORNERS; i++) {
            const double t = (double)i / CORNERS;
            xy[2 * i] = WORLD_X + 300 * sin(TURN * 211 * t) + 100 * sin(TURN * 20011 * t);
            xy[2 * i + 1] = WORLD_Y - 5000 + 10000 * t;
        }
        const double rest[6] = {WORLD_X + 5000 * side, WORLD_Y + 5000, WORLD_X + 5000 * side,
                                WORLD_Y - 5000,        xy[0],          xy[1]};
        memcpy(xy + (size_t)2 * (CORNERS + 1), rest, sizeof rest);
        draw_ring(&d, &d.zones, xy, CORNERS + 4);
    }
    draw_ring(&d, &d.zones, ring, CORNERS + 1);
    for (int i = 0; i < 60; i++) {
        draw_id(&d, i % 2);
        draw_star(&d, &d.features, &s, WORLD_X + next_real(&s, -4000, 4000),
                  WORLD_Y + next_real(&s, -4000, 4000), next_real(&s, 50, 900), 30);
    }
    measure_drawn(&d);
    assert_close(d.overlay->area_m2[0] + d.overlay->area_m2[1], 1e8, 0, 1e-13);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    assert_closes(&d, 1e-12);
    free(xy);
    free(ring);
    drawn_close(&d);
}

typedef struct half_size {
    double x, y;
} half_size;

static int by_falling_x(const void *left, const void *right)
{
    const half_size *a = left, *b = right;
    return (a->x < b->x) - (a->x > b->x);
}

/* Area of the union of boxes around one middle: a staircase. */
static double staircase_area(half_size *boxes, size_t n)
{
    qsort(boxes, n, sizeof *boxes, by_falling_x);
    double area = 0, high = 0;
    for (size_t i = 0; i < n; i++)
        if (boxes[i].y > high) {
            area += 4 * boxes[i].x * (boxes[i].y - high);
            high = boxes[i].y;
        }
    return area;
}

/* 20,000 boxes around one middle: each overlaps each, and their union is a staircase. */
static void twenty_thousand_boxes_that_all_overlap(void **state)
{
    (void)state;
    enum { BOXES = 20000 };
    drawn d;
    stream s = {19};
    half_size *of_class[2] = {calloc(BOXES, sizeof(half_size)), calloc(BOXES, sizeof(half_size))};
    half_size *all = calloc(BOXES, sizeof *all);
    double sum[2] = {0, 0};
    drawn_open(&d, 2);
    for (int z = 0; z < 4; z++) /* the middle is the corner of four territories */
        draw_box(&d, &d.zones, WORLD_X - 5000.0 * (z % 2), WORLD_Y - 5000.0 * (double)(z / 2), 5000, 5000);
    size_t n[2] = {0, 0};
    for (int i = 0; i < BOXES; i++) {
        const int32_t id = next_number(&s, 2);
        const double angle = next_real(&s, 0.02, 1.55), r = next_real(&s, 500, 4000);
        const half_size h = {floor(r * cos(angle) * 1024) / 1024, floor(r * sin(angle) * 1024) / 1024};
        draw_id(&d, id);
        draw_box(&d, &d.features, WORLD_X - h.x, WORLD_Y - h.y, 2 * h.x, 2 * h.y);
        of_class[id][n[id]++] = h;
        all[i] = h;
        sum[id] += 4 * h.x * h.y;
    }
    measure_drawn(&d);
    const double any[2] = {staircase_area(of_class[0], n[0]), staircase_area(of_class[1], n[1])};
    const double both = staircase_area(all, BOXES);
    for (size_t z = 0; z < 4; z++) {
        assert_close(top_of(&d, z, 1), any[1] / 4, 1e-4, 0);
        assert_close(top_of(&d, z, 0), (both - any[1]) / 4, 1e-4, 0);
        for (int32_t id = 0; id < 2; id++) {
            assert_close(any_of(&d, z, id), any[id] / 4, 1e-4, 0);
            assert_close(sum_of(&d, z, id), sum[id] / 4, 0, 1e-12);
        }
    }
    assert_closes(&d, 1e-12);
    free(of_class[0]);
    free(of_class[1]);
    free(all);
    drawn_close(&d);
}

/* One cluster of 20,000 stars, each place some ten deep. */
static void twenty_thousand_stars_in_one_cluster(void **state)
{
    (void)state;
    drawn d;
    stream s = {23};
    const world w = {WORLD_X, WORLD_Y, 2000, 5, 30, 3};
    drawn_open(&d, 2);
    draw_world(&d, &d.zones, &w);
    strew_stars(&d, &s, &w, 20000, 200, 12);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    assert_closes(&d, 1e-12);
    drawn_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_multipolygon_of_a_million_vertices),
        cmocka_unit_test(one_ring_of_a_million_vertices),
        cmocka_unit_test(territories_of_a_hundred_thousand_vertices),
        cmocka_unit_test(twenty_thousand_boxes_that_all_overlap),
        cmocka_unit_test(twenty_thousand_stars_in_one_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
