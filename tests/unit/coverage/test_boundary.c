/* Boundary health on squares whose answers can be read off the drawing. The plane is in metres. */
#include "coverage/boundary/boundary.h"

#include "coverage/boundary/close.h"
#include "geo/geometry.h"
#include "support.h"

enum { MOST = 8 };

typedef struct level {
    pdot_ctx *ctx;
    pd_byte_vector wkb[MOST];
    pd_bytes polygons[MOST];
    size_t n;
    pd_boundary health;
} level;

static void draw(level *self, const char *wkt)
{
    assert_true(self->n < MOST);
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, wkt, &self->wkb[self->n]));
    self->polygons[self->n] = (pd_bytes){self->wkb[self->n].data, self->wkb[self->n].size};
    self->n++;
}

static void box(level *self, int x, int y, int width, int height)
{
    char wkt[200];
    (void)snprintf(wkt, sizeof wkt, "POLYGON((%d %d,%d %d,%d %d,%d %d,%d %d))", x, y, x + width, y, x + width,
                   y + height, x, y + height, x, y);
    draw(self, wkt);
}

static const pd_boundary *examine(level *self, const pd_boundary_options *options)
{
    pd_boundary_release(&self->health);
    assert_ok(self->ctx, pd_boundary_health(self->ctx, self->polygons, self->n, options, &self->health));
    return &self->health;
}

static int setup(void **state)
{
    static level one;
    one = (level){.ctx = pdot_ctx_new()};
    *state = &one;
    return one.ctx == NULL;
}

static int teardown(void **state)
{
    level *self = *state;
    pd_boundary_release(&self->health);
    for (size_t i = 0; i < self->n; i++)
        pd_byte_vector_release(&self->wkb[i]);
    pdot_ctx_free(self->ctx);
    return 0;
}

static const pd_boundary_options PLAIN = {.jobs = 1};

static void neighbours_that_share_an_edge_are_healthy(void **state)
{
    level *self = *state;
    box(self, 0, 0, 100, 100);
    box(self, 100, 0, 100, 100);
    assert_int_equal(examine(self, &PLAIN)->count, 0);
}

static void an_overlap_has_its_pair_area_width_and_place(void **state)
{
    level *self = *state;
    box(self, 0, 0, 100, 100);
    box(self, 0, 200, 10, 10);
    box(self, 95, 0, 100, 100);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->count, 1);
    assert_int_equal(health->n_of_kind[PD_BOUNDARY_OVERLAP], 1);
    const pd_boundary_piece *piece = &health->pieces[0];
    assert_int_equal(piece->units[0], 0);
    assert_int_equal(piece->units[1], 2);
    assert_close(piece->area_m2, 500, 1e-9, 0);
    assert_close(piece->width_m, 5, 1e-9, 0);
    assert_close(piece->length_m, 100, 1e-9, 0);
    assert_true(piece->is_sliver);
    assert_true(piece->x > 95 && piece->x < 100 && piece->y > 0 && piece->y < 100);
}

static void a_wide_overlap_is_no_sliver_unless_the_stated_width_says_so(void **state)
{
    level *self = *state;
    box(self, 0, 0, 100, 100);
    box(self, 80, 0, 100, 100);
    assert_false(examine(self, &PLAIN)->pieces[0].is_sliver);
    const pd_boundary_options wide = {.jobs = 1, .sliver_width_m = 25};
    assert_true(examine(self, &wide)->pieces[0].is_sliver);
}

static void three_on_one_place_are_three_pairs(void **state)
{
    level *self = *state;
    for (int i = 0; i < 3; i++)
        box(self, 0, 0, 10, 10);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->n_of_kind[PD_BOUNDARY_OVERLAP], 3);
    assert_close(health->area_m2_of_kind[PD_BOUNDARY_OVERLAP], 300, 1e-9, 0);
}

/* Four boxes around an empty place of 10 by 10. */
static void draw_frame(level *self)
{
    box(self, 0, 0, 30, 10);
    box(self, 0, 10, 10, 10);
    box(self, 20, 10, 10, 10);
    box(self, 0, 20, 30, 10);
}

static void an_enclosed_gap_names_the_units_around_it(void **state)
{
    level *self = *state;
    draw_frame(self);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->count, 1);
    const pd_boundary_piece *gap = &health->pieces[0];
    assert_int_equal(gap->kind, PD_BOUNDARY_GAP);
    assert_close(gap->area_m2, 100, 1e-9, 0);
    assert_close(gap->width_m, 10, 1e-9, 0);
    assert_int_equal(gap->wkb.data[1], 6); /* every piece is a multipolygon */
    assert_int_equal(gap->n_units, 2); /* the boxes left and right; the long ones pass by without a vertex */
    assert_int_equal(gap->units[0], 1);
    assert_int_equal(gap->units[1], 2);
}

static void an_island_in_a_gap_is_no_gap(void **state)
{
    level *self = *state;
    draw_frame(self);
    box(self, 12, 12, 4, 4);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->count, 1);
    assert_close(health->pieces[0].area_m2, 84, 1e-9, 0);
}

static void an_island_that_fills_its_hole_leaves_no_gap(void **state)
{
    level *self = *state;
    draw(self, "POLYGON((0 0,30 0,30 30,0 30,0 0),(10 10,20 10,20 20,10 20,10 10))");
    box(self, 10, 10, 10, 10);
    assert_int_equal(examine(self, &PLAIN)->count, 0);
}

/* Four boxes that meet in corners only, like a chessboard's, close in the box between them. */
static void a_gap_behind_corners_is_enclosed_too(void **state)
{
    level *self = *state;
    box(self, 10, 0, 10, 10);
    box(self, 0, 10, 10, 10);
    box(self, 20, 10, 10, 10);
    box(self, 10, 20, 10, 10);
    box(self, 12, 12, 2, 2);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->count, 1);
    assert_int_equal(health->pieces[0].kind, PD_BOUNDARY_GAP);
    assert_close(health->pieces[0].area_m2, 96, 1e-9, 0);
    assert_int_equal(health->pieces[0].n_units, 4);
}

static void two_boxes_that_meet_in_a_corner_enclose_nothing(void **state)
{
    level *self = *state;
    box(self, 0, 0, 10, 10);
    box(self, 10, 10, 10, 10);
    assert_int_equal(examine(self, &PLAIN)->count, 0);
}

static void an_open_bay_is_a_gap_only_against_the_outline(void **state)
{
    level *self = *state;
    box(self, 0, 0, 10, 30);
    box(self, 10, 0, 10, 10);
    assert_int_equal(examine(self, &PLAIN)->count, 0);
    pd_byte_vector outline = {0};
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, "POLYGON((2 0,20 0,20 30,2 30,2 0))", &outline));
    const pd_boundary_options with = {.jobs = 1, .outline = {outline.data, outline.size}};
    const pd_boundary *health = examine(self, &with);
    assert_int_equal(health->n_of_kind[PD_BOUNDARY_MISSING], 1);
    assert_close(health->area_m2_of_kind[PD_BOUNDARY_MISSING], 200, 1e-9, 0);
    assert_int_equal(health->n_of_kind[PD_BOUNDARY_BEYOND], 1);
    assert_close(health->area_m2_of_kind[PD_BOUNDARY_BEYOND], 60, 1e-9, 0);
    pd_byte_vector_release(&outline);
}

static void an_enclosed_gap_is_not_missing_a_second_time(void **state)
{
    level *self = *state;
    draw_frame(self);
    pd_byte_vector outline = {0};
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, "POLYGON((0 0,30 0,30 30,0 30,0 0))", &outline));
    const pd_boundary_options with = {.jobs = 1, .outline = {outline.data, outline.size}};
    const pd_boundary *health = examine(self, &with);
    assert_int_equal(health->count, 1);
    assert_int_equal(health->pieces[0].kind, PD_BOUNDARY_GAP);
    pd_byte_vector_release(&outline);
}

static void empty_polygons_and_empty_levels_are_passed_over(void **state)
{
    level *self = *state;
    assert_int_equal(examine(self, &PLAIN)->count, 0);
    draw(self, "MULTIPOLYGON EMPTY");
    box(self, 0, 0, 10, 10);
    assert_int_equal(examine(self, &PLAIN)->count, 0);
}

static void the_largest_comes_first_and_threads_change_nothing(void **state)
{
    level *self = *state;
    box(self, 0, 0, 100, 100);
    box(self, 90, 0, 100, 50);
    box(self, 0, 95, 50, 100);
    box(self, 200, 0, 10, 10);
    box(self, 205, 0, 10, 10);
    const pd_boundary *health = examine(self, &PLAIN);
    assert_int_equal(health->count, 3);
    assert_close(health->pieces[0].area_m2, 500, 1e-9, 0);
    assert_close(health->pieces[1].area_m2, 250, 1e-9, 0);
    assert_close(health->pieces[2].area_m2, 50, 1e-9, 0);
    level again = {.ctx = self->ctx, .n = self->n};
    memcpy(again.polygons, self->polygons, sizeof again.polygons);
    const pd_boundary_options three = {.jobs = 3};
    (void)examine(&again, &three);
    assert_int_equal(again.health.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_memory_equal(again.health.pieces[i].units, health->pieces[i].units,
                            sizeof health->pieces[i].units);
    pd_boundary_release(&again.health);
}

/* ---- closing */

static double area_of(level *self, pd_bytes wkb)
{
    double area = 0;
    assert_ok(self->ctx, pd_geometry_planar_area(self->ctx, wkb, &area));
    return area;
}

/* Polygon i after closing. */
static pd_bytes after(const level *self, const pd_boundary_closed *closed, size_t i)
{
    const pd_byte_vector *changed = &closed->polygons[i];
    return changed->size > 0 ? (pd_bytes){changed->data, changed->size} : self->polygons[i];
}

static void a_narrow_overlap_stays_with_the_first_and_a_wide_one_with_both(void **state)
{
    level *self = *state;
    pd_boundary_closed closed = {0};
    box(self, 0, 0, 100, 100);
    box(self, 98, 0, 100, 100); /* 2 wide */
    box(self, 0, 80, 100, 100); /* 20 wide */
    assert_ok(self->ctx, pd_boundary_close(self->ctx, self->polygons, self->n, 5, &PLAIN, &closed));
    assert_int_equal(closed.n_moves, 2); /* the third box laps over the second one too, 2 wide */
    assert_int_equal(closed.moves[0].to, 0);
    assert_int_equal(closed.moves[0].from, 1);
    assert_false(closed.moves[0].is_gap);
    assert_close(closed.moves[0].area_m2, 200, 1e-9, 0);
    assert_int_equal(closed.polygons[0].size, 0);
    assert_close(area_of(self, after(self, &closed, 1)), 9800, 1e-6, 0);
    assert_close(area_of(self, after(self, &closed, 2)), 9960, 1e-6, 0);
    pd_boundary_closed_release(&closed);
}

static void a_narrow_gap_goes_to_the_neighbour_that_shares_most_of_it(void **state)
{
    level *self = *state;
    pd_boundary_closed closed = {0};
    draw(self, "POLYGON((0 0,50 0,50 1,40 1,30 1,20 1,10 1,10 20,0 20,0 0))");
    draw(self, "POLYGON((50 1,50 20,10 20,10 3,50 3,50 1))");
    draw(self, "POLYGON((50 0,60 0,60 20,50 20,50 3,50 1,50 0))");
    assert_ok(self->ctx, pd_boundary_close(self->ctx, self->polygons, self->n, 5, &PLAIN, &closed));
    assert_int_equal(closed.n_moves, 1);
    assert_true(closed.moves[0].is_gap);
    assert_int_equal(closed.moves[0].to, 0);
    assert_close(closed.moves[0].area_m2, 80, 1e-9, 0);
    pd_bytes all[3];
    double sum = 0;
    for (size_t i = 0; i < 3; i++) {
        all[i] = after(self, &closed, i);
        sum += area_of(self, all[i]);
    }
    assert_close(sum, 1200, 1e-6, 0);
    pd_boundary health = {0};
    assert_ok(self->ctx, pd_boundary_health(self->ctx, all, 3, &PLAIN, &health));
    assert_int_equal(health.count, 0);
    pd_boundary_release(&health);
    pd_boundary_closed_release(&closed);
}

static void a_polygon_is_not_closed_away(void **state)
{
    level *self = *state;
    pd_boundary_closed closed = {0};
    box(self, 0, 0, 100, 100);
    box(self, 98, 20, 2, 60); /* narrow, and all of it lies on the first */
    assert_ok(self->ctx, pd_boundary_close(self->ctx, self->polygons, self->n, 5, &PLAIN, &closed));
    assert_int_equal(closed.n_moves, 0);
    assert_int_equal(closed.polygons[1].size, 0);
    pd_boundary_closed_release(&closed);
}

/* No corner of the gap is a corner of a box: its units are found by their edges. */
static void a_gap_between_crossing_edges_names_its_units(void **state)
{
    level *self = *state;
    draw(self, "POLYGON((-20 -20,120 -20,120 3,-20 -1,-20 -20))");
    draw(self, "POLYGON((-30 -10,20 -10,60 110,-30 110,-30 -10))");
    draw(self, "POLYGON((130 -10,80 -10,40 110,130 110,130 -10))");
    const pd_boundary *health = examine(self, &PLAIN);
    const pd_boundary_piece *gap = &health->pieces[health->count - 1];
    assert_int_equal(gap->kind, PD_BOUNDARY_GAP);
    assert_int_equal(gap->n_units, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(gap->units[i], i);
}

static void sound_limits_are_not_touched(void **state)
{
    level *self = *state;
    pd_boundary_closed closed = {0};
    box(self, 0, 0, 100, 100);
    box(self, 100, 0, 100, 100);
    assert_ok(self->ctx, pd_boundary_close(self->ctx, self->polygons, self->n, 5, &PLAIN, &closed));
    assert_int_equal(closed.n_moves, 0);
    assert_int_equal(closed.polygons[0].size + closed.polygons[1].size, 0);
    pd_boundary_closed_release(&closed);
}

static void areas_of_degrees_are_those_of_the_ellipsoid(void **state)
{
    level *self = *state;
    pd_crs *crs = NULL;
    pd_equal_area *area = NULL;
    assert_ok(self->ctx, pd_crs_new(self->ctx, "EPSG:4326", &crs));
    assert_ok(self->ctx, pd_equal_area_new(self->ctx, crs, &area));
    draw(self, "POLYGON((-79.30 -4.05,-79.20 -4.05,-79.20 -4.00,-79.30 -4.00,-79.30 -4.05))");
    draw(self, "POLYGON((-79.25 -4.05,-79.10 -4.05,-79.10 -4.00,-79.25 -4.00,-79.25 -4.05))");
    const pd_boundary_options options = {.jobs = 1, .area = area, .is_geographic = true};
    const pd_boundary *health = examine(self, &options);
    assert_int_equal(health->count, 1);
    assert_close(health->pieces[0].area_m2, 30698804.0, 1, 0); /* GeographicLib, geodesic polygon */
    assert_close(health->pieces[0].width_m, 5529, 30, 0);      /* 0.05 degrees of latitude */
    pd_equal_area_free(area);
    pd_crs_free(crs);
}

static void a_strip_is_the_rectangle_of_its_area_and_outline(void **state)
{
    (void)state;
    double xy[] = {0, 0, 200, 0, 200, 3, 0, 3, 0, 0};
    uint32_t ring_start[] = {0, 5};
    unsigned char is_hole[] = {0};
    const pd_shapes shapes = {
        .xy = xy, .ring_start = ring_start, .is_hole = is_hole, .n_points = 5, .n_rings = 1};
    pd_strip strip = pd_strip_of_rings(&shapes, 0, 1, 1);
    assert_close(strip.width, 3, 1e-12, 0);
    assert_close(strip.length, 200, 1e-12, 0);
    strip = pd_strip_of_rings(&shapes, 0, 1, 0.5);
    assert_close(strip.length, 100, 1e-12, 0);
    xy[2] = xy[4] = 3; /* a square */
    strip = pd_strip_of_rings(&shapes, 0, 1, 1);
    assert_close(strip.width, 3, 1e-12, 0);
    assert_close(strip.length, 3, 1e-12, 0);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ONE(neighbours_that_share_an_edge_are_healthy),
        ONE(an_overlap_has_its_pair_area_width_and_place),
        ONE(a_wide_overlap_is_no_sliver_unless_the_stated_width_says_so),
        ONE(three_on_one_place_are_three_pairs),
        ONE(an_enclosed_gap_names_the_units_around_it),
        ONE(an_island_in_a_gap_is_no_gap),
        ONE(an_island_that_fills_its_hole_leaves_no_gap),
        ONE(a_gap_behind_corners_is_enclosed_too),
        ONE(two_boxes_that_meet_in_a_corner_enclose_nothing),
        ONE(an_open_bay_is_a_gap_only_against_the_outline),
        ONE(an_enclosed_gap_is_not_missing_a_second_time),
        ONE(empty_polygons_and_empty_levels_are_passed_over),
        ONE(the_largest_comes_first_and_threads_change_nothing),
        ONE(a_narrow_overlap_stays_with_the_first_and_a_wide_one_with_both),
        ONE(a_narrow_gap_goes_to_the_neighbour_that_shares_most_of_it),
        ONE(a_polygon_is_not_closed_away),
        ONE(a_gap_between_crossing_edges_names_its_units),
        ONE(sound_limits_are_not_touched),
        ONE(areas_of_degrees_are_those_of_the_ellipsoid),
        ONE(a_strip_is_the_rectangle_of_its_area_and_outline),
    };
#undef ONE
    return cmocka_run_group_tests(tests, NULL, NULL);
}
