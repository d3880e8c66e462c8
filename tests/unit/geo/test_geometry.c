/* Geometries small enough to check by eye. */
#include "support.h"

#include "geo/geometry.h"

static pdot_ctx *ctx;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    return ctx != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pdot_ctx_free(ctx);
    return 0;
}

static pd_byte_vector wkb_of(const char *wkt)
{
    pd_byte_vector out = {0};
    assert_ok(ctx, pd_geometry_from_wkt(ctx, wkt, &out));
    return out;
}

static pd_bytes bytes(const pd_byte_vector *vector)
{
    return (pd_bytes){vector->data, vector->size};
}

static void release(pd_byte_vector *vector)
{
    pd_free(vector->data);
    *vector = (pd_byte_vector){0};
}

static double area_of(const pd_byte_vector *vector)
{
    double area = NAN;
    assert_ok(ctx, pd_geometry_planar_area(ctx, bytes(vector), &area));
    return area;
}

#define SQUARE       "POLYGON((0 0,10 0,10 10,0 10,0 0))"
#define SHIFTED      "POLYGON((5 5,15 5,15 15,5 15,5 5))"
#define BOW_TIE      "POLYGON((0 0,10 10,10 0,0 10,0 0))"
#define SPIKE        "POLYGON((0 0,10 0,10 10,5 10,5 20,5 10,0 10,0 0))"
#define OVERLAPPING  "MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0)),((5 5,15 5,15 15,5 15,5 5)))"
#define HOLE_OUTSIDE "POLYGON((0 0,10 0,10 10,0 10,0 0),(20 20,25 20,25 25,20 25,20 20))"

static void validity_has_a_reason(void **state)
{
    (void)state;
    bool valid = false;
    char reason[256];
    pd_byte_vector wkb = wkb_of(SQUARE);
    assert_ok(ctx, pd_geometry_is_valid(ctx, bytes(&wkb), &valid, reason));
    assert_true(valid);
    assert_string_equal(reason, "");
    release(&wkb);
    wkb = wkb_of(BOW_TIE);
    assert_ok(ctx, pd_geometry_is_valid(ctx, bytes(&wkb), &valid, reason));
    assert_false(valid);
    assert_string_equal(reason, "Self-intersection at 5 5");
    release(&wkb);
}

static void repair_tells_what_it_changed(void **state)
{
    (void)state;
    static const struct {
        const char *wkt;
        bool was_valid;
        double before, after, change;
    } cases[] = {
        {SQUARE, true, 100, 100, 0},
        {BOW_TIE, false, 50, 50, 0},
        {SPIKE, false, 100, 100, 0},
        {OVERLAPPING, false, 200, 175, 0},
        {HOLE_OUTSIDE, false, 125, 125, 0},
        {"POLYGON((0 0,10 0,5 0,0 0))", false, 0, 0, 0},
        /* a loop drawn twice is ground once */
        {"POLYGON((0 0,4 0,4 4,0 4,0 0,4 0,4 4,0 4,0 0))", false, 16, 16, 0},
        /* holes that overlap: 100 - 16 - 16 as drawn, 4 of it twice */
        {"POLYGON((0 0,10 0,10 10,0 10,0 0),(2 2,6 2,6 6,2 6,2 2),(4 4,8 4,8 8,4 8,4 4))", false, 68, 72,
         4.0 / 72.0},
        /* a hole that holds its polygon: nothing is left */
        {"POLYGON((0 0,10 0,10 10,0 10,0 0),(-5 -5,15 -5,15 15,-5 15,-5 -5))", false, 300, 0, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_byte_vector wkb = wkb_of(cases[i].wkt), out = {0};
        pd_repair repair;
        assert_ok(ctx, pd_geometry_repair(ctx, bytes(&wkb), &repair, &out));
        print_message("%s: %s %g -> %g, %g\n", cases[i].wkt, repair.reason, repair.area_before,
                      repair.area_after, repair.change);
        assert_int_equal(repair.was_valid, cases[i].was_valid);
        assert_close(repair.area_before, cases[i].before, 1e-9, 0.0);
        assert_close(repair.area_after, cases[i].after, 1e-9, 0.0);
        assert_close(repair.change, cases[i].change, 1e-9, 0.0);
        assert_close(area_of(&out), cases[i].after, 1e-9, 0.0);
        bool valid = false;
        assert_ok(ctx, pd_geometry_is_valid(ctx, bytes(&out), &valid, NULL));
        assert_true(valid);
        release(&wkb);
        release(&out);
    }
}

/* WKB as some writers leave it: byte order 1, polygon, one ring of n points. */
static size_t write_ring(unsigned char *out, const double *xy, uint32_t n)
{
    const unsigned char head[9] = {1, 3, 0, 0, 0, 1, 0, 0, 0};
    memcpy(out, head, sizeof head);
    memcpy(out + 9, &n, 4);
    memcpy(out + 13, xy, (size_t)n * 16);
    return 13 + (size_t)n * 16;
}

static void a_ring_that_is_not_closed_is_invalid_and_mended(void **state)
{
    (void)state;
    unsigned char data[128];
    const double open[8] = {0, 0, 10, 0, 10, 10, 0, 10};
    const pd_bytes wkb = {data, write_ring(data, open, 4)};
    pd_repair repair;
    pd_byte_vector out = {0};
    assert_ok(ctx, pd_geometry_repair(ctx, wkb, &repair, &out));
    assert_false(repair.was_valid);
    assert_non_null(strstr(repair.reason, "closed"));
    assert_close(area_of(&out), 100.0, 1e-12, 0.0);
    release(&out);
}

static void a_ring_of_two_points_becomes_nothing(void **state)
{
    (void)state;
    unsigned char data[128];
    const double two[4] = {0, 0, 10, 0};
    const pd_bytes wkb = {data, write_ring(data, two, 2)};
    pd_repair repair;
    pd_byte_vector out = {0};
    assert_ok(ctx, pd_geometry_repair(ctx, wkb, &repair, &out));
    assert_false(repair.was_valid);
    pd_box box;
    assert_ok(ctx, pd_geometry_box(ctx, bytes(&out), &box));
    assert_true(box.min_x > box.max_x);
    release(&out);
}

static void damaged_bytes_are_refused(void **state)
{
    (void)state;
    static const unsigned char junk[5] = {1, 3, 0, 0, 0};
    pd_byte_vector out = {0};
    assert_fails(ctx, pd_geometry_make_valid(ctx, (pd_bytes){junk, sizeof junk}, &out), PDOT_FORMAT,
                 "cannot read a geometry");
    assert_null(out.data);
}

static void parts_of_one_dimension_are_collected(void **state)
{
    (void)state;
    pd_byte_vector wkb = wkb_of("GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,3 4),GEOMETRYCOLLECTION(" SQUARE
                                ",POINT(2 2)))");
    pd_byte_vector out = {0};
    assert_ok(ctx, pd_geometry_multi(ctx, bytes(&wkb), 2, &out));
    assert_int_equal(out.data[1], 6); /* MULTIPOLYGON */
    assert_close(area_of(&out), 100.0, 0.0, 0.0);
    assert_ok(ctx, pd_geometry_multi(ctx, bytes(&wkb), 1, &out));
    double length = 0.0;
    assert_int_equal(out.data[1], 5); /* MULTILINESTRING */
    assert_ok(ctx, pd_geometry_length(ctx, bytes(&out), &length));
    assert_close(length, 5.0, 0.0, 0.0);
    assert_ok(ctx, pd_geometry_multi(ctx, bytes(&wkb), 0, &out));
    assert_int_equal(out.data[1], 4); /* MULTIPOINT */
    assert_int_equal(out.data[5], 2); /* of two points */
    release(&wkb);
    release(&out);
}

static void overlays_measure_as_drawn(void **state)
{
    (void)state;
    pd_byte_vector a = wkb_of(SQUARE), b = wkb_of(SHIFTED), out = {0};
    assert_ok(ctx, pd_geometry_intersection(ctx, bytes(&a), bytes(&b), &out));
    assert_close(area_of(&out), 25.0, 0.0, 0.0);
    assert_ok(ctx, pd_geometry_difference(ctx, bytes(&a), bytes(&b), &out));
    assert_close(area_of(&out), 75.0, 0.0, 0.0);
    const pd_bytes both[2] = {bytes(&a), bytes(&b)};
    assert_ok(ctx, pd_geometry_union(ctx, both, 2, &out));
    assert_close(area_of(&out), 175.0, 0.0, 0.0);
    assert_ok(ctx, pd_geometry_union(ctx, NULL, 0, &out));
    assert_close(area_of(&out), 0.0, 0.0, 0.0);
    release(&a);
    release(&b);
    release(&out);
}

static void a_buffer_of_a_line_is_a_polygon(void **state)
{
    (void)state;
    pd_byte_vector line = wkb_of("LINESTRING(0 0,100 0)"), out = {0};
    assert_ok(ctx, pd_geometry_buffer(ctx, bytes(&line), 10.0, 64, &out));
    assert_int_equal(out.data[1], 6);
    assert_close(area_of(&out), 2000.0 + 3.14159265358979 * 100.0, 0.1, 0.0);
    release(&line);
    release(&out);
}

static void an_inner_point_lies_inside(void **state)
{
    (void)state;
    pd_byte_vector ring = wkb_of("POLYGON((0 0,10 0,10 10,0 10,0 0),(1 1,9 1,9 9,1 9,1 1))");
    double x = 5.0, y = 5.0;
    assert_ok(ctx, pd_geometry_inner_point(ctx, bytes(&ring), &x, &y));
    assert_true(x < 1.0 || x > 9.0 || y < 1.0 || y > 9.0);
    release(&ring);
    pd_byte_vector empty = wkb_of("POLYGON EMPTY");
    assert_fails(ctx, pd_geometry_inner_point(ctx, bytes(&empty), &x, &y), PDOT_GEOMETRY, "empty");
    release(&empty);
}

/* A frame with one broad side: the name goes there, not into the hole nor the narrow sides. */
static void a_label_stands_where_there_is_room(void **state)
{
    (void)state;
    pd_byte_vector ring = wkb_of("POLYGON((0 0,40 0,40 20,0 20,0 0),(1 1,20 1,20 19,1 19,1 1))");
    double x = 0.0, y = 0.0;
    assert_ok(ctx, pd_geometry_label_point(ctx, bytes(&ring), &x, &y));
    assert_close(x, 30.0, 0.5, 0.0);
    assert_close(y, 10.0, 0.5, 0.0);
    release(&ring);
    pd_byte_vector empty = wkb_of("POLYGON EMPTY");
    assert_fails(ctx, pd_geometry_label_point(ctx, bytes(&empty), &x, &y), PDOT_GEOMETRY, "empty");
    release(&empty);
}

static void heights_are_dropped(void **state)
{
    (void)state;
    pd_byte_vector wkb = wkb_of("POINT Z(1 2 3)");
    assert_int_equal(wkb.size, 21);
    release(&wkb);
}

static void coordinates_inside_wkb_are_transformed(void **state)
{
    (void)state;
    pd_crs *degrees = NULL, *plan = NULL;
    pd_transform *transform = NULL;
    assert_ok(ctx, pd_crs_new(ctx, "EPSG:4326", &degrees));
    assert_ok(ctx, pd_crs_new(ctx, "EPSG:32717", &plan));
    assert_ok(ctx, pd_transform_new(ctx, degrees, plan, NULL, &transform));
    pd_byte_vector wkb = wkb_of("MULTIPOLYGON(((-79.25 -4.05,-79.2 -4.05,-79.2 -4,-79.25 -4,-79.25 -4.05)))");
    assert_ok(ctx, pd_geometry_transform(ctx, transform, wkb.data, wkb.size));
    assert_close(area_of(&wkb), 30703761.6, 0.5, 0.0);
    assert_fails(ctx, pd_geometry_transform(ctx, transform, wkb.data, wkb.size - 1), PDOT_FORMAT,
                 "damaged geometry");
    release(&wkb);
    pd_transform_free(transform);
    pd_crs_free(plan);
    pd_crs_free(degrees);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(validity_has_a_reason, set_up, tear_down),
        cmocka_unit_test_setup_teardown(repair_tells_what_it_changed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_ring_that_is_not_closed_is_invalid_and_mended, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_ring_of_two_points_becomes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_bytes_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(parts_of_one_dimension_are_collected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(overlays_measure_as_drawn, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_buffer_of_a_line_is_a_polygon, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_inner_point_lies_inside, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_label_stands_where_there_is_room, set_up, tear_down),
        cmocka_unit_test_setup_teardown(heights_are_dropped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(coordinates_inside_wkb_are_transformed, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("geo/geometry", tests, NULL, NULL);
}
