/* Area and length on the ellipsoid against PROJ's geodesic polygons, whose edges are cut to 50 m so that a
 * geodesic and the straight edge of the plane are the same line. Bounds per family and place are the ones the
 * header states. */
#include "support.h"

#include <geodesic.h>

#include "geo/equal_area.h"

typedef struct fixture {
    pdot_ctx *ctx;
    pd_crs *crs, *degrees;
    pd_equal_area *area;
    pd_transform *to_degrees;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    *state = f;
    return 0;
}

static void close_crs(fixture *f)
{
    pd_equal_area_free(f->area);
    pd_transform_free(f->to_degrees);
    pd_crs_free(f->crs);
    pd_crs_free(f->degrees);
    f->area = NULL;
    f->to_degrees = NULL;
    f->crs = f->degrees = NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    close_crs(f);
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

static void open_crs(fixture *f, const char *definition)
{
    close_crs(f);
    assert_ok(f->ctx, pd_crs_new(f->ctx, definition, &f->crs));
    assert_ok(f->ctx, pd_crs_new(f->ctx, "EPSG:4326", &f->degrees));
    assert_ok(f->ctx, pd_equal_area_new(f->ctx, f->crs, &f->area));
    assert_ok(f->ctx, pd_transform_new(f->ctx, f->crs, f->degrees, NULL, &f->to_degrees));
}

/* A ring as WKB: all the house takes. */
static pd_byte_vector ring_wkb(const double *xy, uint32_t n)
{
    pd_byte_vector out = {.size = 13 + 16 * (size_t)n};
    const unsigned char head[9] = {1, 3, 0, 0, 0, 1, 0, 0, 0};
    out.data = malloc(out.size);
    memcpy(out.data, head, sizeof head);
    memcpy(out.data + 9, &n, 4);
    memcpy(out.data + 13, xy, 16 * (size_t)n);
    return out;
}

static double measured(fixture *f, const double *xy, uint32_t n)
{
    pd_byte_vector wkb = ring_wkb(xy, n);
    double area = 0;
    assert_ok(f->ctx, pd_area_m2(f->ctx, f->area, (pd_bytes){wkb.data, wkb.size}, &area));
    free(wkb.data);
    return area;
}

/* Truth: every edge cut to steps of `step` units, moved to degrees, summed by geodesics. */
static double geodesic_area(fixture *f, const double *xy, uint32_t n, double step)
{
    struct geod_geodesic earth;
    struct geod_polygon polygon;
    geod_init(&earth, 6378137.0, 1 / 298.257223563);
    geod_polygon_init(&polygon, 0);
    for (uint32_t i = 0; i + 1 < n; i++) {
        const double dx = xy[2 * i + 2] - xy[2 * i], dy = xy[2 * i + 3] - xy[2 * i + 1];
        const int pieces = 1 + (int)(hypot(dx, dy) / step);
        for (int k = 0; k < pieces; k++) {
            double p[2] = {xy[2 * i] + dx * k / pieces, xy[2 * i + 1] + dy * k / pieces};
            assert_ok(f->ctx, pd_transform_apply(f->ctx, f->to_degrees, p, 1));
            geod_polygon_addpoint(&earth, &polygon, p[1], p[0]);
        }
    }
    double area = 0, perimeter = 0;
    geod_polygon_compute(&earth, &polygon, 0, 1, &area, &perimeter);
    return fabs(area);
}

#define CORNERS 2000 /* so many that the chords of the equal-area plane hide nothing of the formulas */
#define FEW     60

/* A wiggly ring of n points and its closing one around a centre. */
static void wiggle(double x, double y, double radius, int n, double *xy)
{
    for (int i = 0; i <= n; i++) {
        const double a = 6.283185307179586 * (i % n) / n,
                     r = radius * (1 + 0.3 * sin(5 * a) + 0.1 * cos(11 * a));
        xy[2 * i] = x + r * cos(a);
        xy[2 * i + 1] = y + r * sin(a);
    }
}

typedef struct place {
    const char *crs;
    double x, y, radius, step, bound;
} place;

static void check_place(fixture *f, const place *p)
{
    double *xy = malloc((CORNERS + 1) * 2 * sizeof *xy);
    open_crs(f, p->crs);
    wiggle(p->x, p->y, p->radius, CORNERS, xy);
    const double truth = geodesic_area(f, xy, CORNERS + 1, p->step), area = measured(f, xy, CORNERS + 1);
    free(xy);
    if (!(fabs(area / truth - 1) <= p->bound))
        print_error("%s at %.0f %.0f: off by %.2e\n", p->crs, p->x, p->y, area / truth - 1);
    assert_close(area, truth, 0, p->bound);
}

static void areas_in_utm_are_those_of_geodesic_polygons(void **state)
{
    static const place places[] = {
        {"EPSG:32717", 699445, 9558417, 12000, 50, 5e-10}, /* Loja */
        {"EPSG:32717", 500000, 9999000, 60000, 50, 5e-10}, /* on the meridian, over the equator */
        {"EPSG:32717", 1050000, 9900000, 30000, 50,
         1e-9}, /* the eastern edge of Ecuador, 5° out of the zone */
        {"EPSG:32717", -700000, 9950000, 40000, 50, 5e-9}, /* Galápagos kept in zone 17 */
        {"EPSG:32718", 300000, 9800000, 30000, 50, 5e-10}, /* Amazonia in its own zone */
        {"EPSG:32715", 800000, 9950000, 30000, 50, 5e-10}, /* Isabela */
        {"EPSG:32716", 200000, 9930000, 30000, 50, 5e-10}, /* San Cristóbal */
        {"EPSG:31992", 699445, 9558417, 12000, 50, 5e-10}, /* SIRGAS 1995: GRS 80 */
        {"EPSG:32719", 500000, 4000000, 60000, 50, 1e-9},  /* far south: the foot-point latitude matters */
        {"EPSG:25832", 800000, 6000000, 60000, 50, 1e-9},  /* northern hemisphere, 54° */
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        check_place(*state, &places[i]);
}

static void areas_in_degrees_are_those_of_geodesic_polygons(void **state)
{
    static const place places[] = {
        {"EPSG:4326", -79.2, -4.0, 0.1, 2e-4, 2e-10},
        {"EPSG:4326", -90.5, -0.5, 0.5, 5e-4, 2e-10},
        {"EPSG:4674", -79.2, 40.0, 0.2, 2e-4, 1e-9}, /* SIRGAS 2000 */
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        check_place(*state, &places[i]);
}

/* The ellipsoid of PSAD56 is 250 m larger: a hectare is one of WGS 84 all the same. */
static void areas_in_other_systems_are_those_of_wgs84(void **state)
{
    static const place places[] = {
        {"EPSG:24877", 699697, 9558782, 12000, 50, 1e-9},
        {"EPSG:6933", -7641000, -509000, 12000, 50, 1e-9},
    };
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        check_place(*state, &places[i]);
}

/* The check square of the reference values: planar 30 703 761.6 m², on the ellipsoid 30 698 804.0 m². */
static void the_reference_square_has_its_published_area(void **state)
{
    fixture *f = *state;
    double xy[10] = {-79.25, -4.05, -79.20, -4.05, -79.20, -4.00, -79.25, -4.00, -79.25, -4.05};
    open_crs(f, "EPSG:32717");
    pd_transform *to_utm = NULL;
    assert_ok(f->ctx, pd_transform_new(f->ctx, f->degrees, f->crs, NULL, &to_utm));
    assert_ok(f->ctx, pd_transform_apply(f->ctx, to_utm, xy, 5));
    pd_transform_free(to_utm);
    assert_close(fabs(pd_ring_area(xy, 5)), 30703761.6, 0.5, 0);
    assert_close(measured(f, xy, 5), 30698804.0, 0.1, 0);
}

static void a_hole_subtracts_whatever_its_direction(void **state)
{
    fixture *f = *state;
    pd_shapes shapes = {0};
    open_crs(f, "EPSG:32717");
    double outer[10] = {700000, 9550000, 710000, 9550000, 710000, 9560000, 700000, 9560000, 700000, 9550000};
    double inner[10] = {702000, 9552000, 704000, 9552000, 704000, 9554000, 702000, 9554000, 702000, 9552000};
    pd_byte_vector wkb = ring_wkb(outer, 5);
    const uint32_t two = 2, five = 5;
    wkb.data = realloc(wkb.data, wkb.size + 84);
    memcpy(wkb.data + 5, &two, 4);
    memcpy(wkb.data + wkb.size, &five, 4);
    memcpy(wkb.data + wkb.size + 4, inner, 80);
    double area = 0;
    assert_ok(f->ctx, pd_area_m2(f->ctx, f->area, (pd_bytes){wkb.data, wkb.size + 84}, &area));
    assert_close(area, measured(f, outer, 5) - measured(f, inner, 5), 1e-6, 0);
    free(wkb.data);
    pd_shapes_release(&shapes);
}

/* An edge of 40 km, drawn once and once with a vertex in its middle: the same ground on both sides. */
static void a_long_edge_may_be_drawn_with_more_vertices(void **state)
{
    fixture *f = *state;
    open_crs(f, "EPSG:32717");
    const double straight[8] = {700000, 9500000, 740000, 9500000, 700000, 9540000, 700000, 9500000};
    const double bent[10] = {700000,  9500000, 740000,  9500000, 723000,
                             9517000, 700000,  9540000, 700000,  9500000};
    assert_close(measured(f, straight, 4), measured(f, bent, 5), 5.0, 0); /* of 8e8 m² */
}

static void many_jobs_move_the_same_bytes(void **state)
{
    fixture *f = *state;
    open_crs(f, "EPSG:32717");
    pd_shapes one = {0}, many = {0};
    for (int i = 0; i < 4000; i++) {
        double xy[2 * FEW + 2];
        wiggle(660000 + 20 * i, 9500000 + 10 * i, 900, FEW, xy);
        pd_byte_vector wkb = ring_wkb(xy, FEW + 1);
        assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &one, (pd_bytes){wkb.data, wkb.size}));
        assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &many, (pd_bytes){wkb.data, wkb.size}));
        free(wkb.data);
    }
    assert_ok(f->ctx, pd_equal_area_shapes(f->ctx, f->area, 1, true, &one));
    assert_ok(f->ctx, pd_equal_area_shapes(f->ctx, f->area, 3, true, &many));
    assert_int_equal(one.n_points, many.n_points);
    assert_memory_equal(one.xy, many.xy, one.n_points * 16);
    assert_memory_equal(one.box, many.box, one.n_shapes * sizeof *one.box);
    pd_shapes_release(&one);
    pd_shapes_release(&many);
}

/* In UTM near and beyond its series, and in degrees. */
static void a_row_moves_the_same_bits(void **state)
{
    static const struct {
        const char *crs;
        double x, y, step;
    } rows[] = {
        {"EPSG:32717", 480000, 9550000, 731}, {"EPSG:32717", -3e6, 9e6, 50021}, {"EPSG:4326", -81, -4, 0.01}};
    fixture *f = *state;
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        double one[2 * 301], all[2 * 301];
        open_crs(f, rows[r].crs);
        for (size_t i = 0; i < 301; i++) {
            one[2 * i] = all[2 * i] = rows[r].x + rows[r].step * (double)i;
            one[2 * i + 1] = all[2 * i + 1] = rows[r].y;
        }
        for (size_t i = 0; i < 301; i++)
            assert_ok(f->ctx, pd_equal_area_apply(f->ctx, f->area, one + 2 * i, 1));
        assert_ok(f->ctx, pd_equal_area_apply_row(f->ctx, f->area, all, 301));
        assert_memory_equal(one, all, sizeof one);
    }
}

static void lengths_are_geodesic(void **state)
{
    static const char *const systems[] = {"EPSG:32717", "EPSG:24877", "EPSG:31992"};
    fixture *f = *state;
    struct geod_geodesic earth;
    geod_init(&earth, 6378137.0, 1 / 298.257223563);
    for (size_t i = 0; i < 3; i++) {
        open_crs(f, systems[i]);
        const double p[2] = {699445, 9558417}, q[2] = {702445, 9559917};
        double ends[4] = {p[0], p[1], q[0], q[1]}, truth = 0, length = 0;
        assert_ok(f->ctx, pd_transform_apply(f->ctx, f->to_degrees, ends, 2));
        geod_inverse(&earth, ends[1], ends[0], ends[3], ends[2], &truth, NULL, NULL);
        assert_ok(f->ctx, pd_segment_m(f->ctx, f->area, p, q, &length));
        assert_close(length, truth, 0, 2e-9);
    }
}

/* Against differences of the plane itself, within 500 km of the y it was asked for. */
static void the_scale_changes_as_its_slope_says(void **state)
{
    fixture *f = *state;
    const double step = 20000;
    open_crs(f, "EPSG:32717");
    for (double y = 9000000; y <= 10000000; y += 250000)
        for (double x = -1400000; x <= 2400000; x += 100000) { /* |u| < 0.3 */
            pd_scale_slope slope;
            double xy[6] = {x - step, y, x, y, x + step, y};
            assert_true(pd_equal_area_slope(f->area, 9500000, &slope));
            assert_ok(f->ctx, pd_equal_area_apply(f->ctx, f->area, xy, 3));
            const double first = (xy[4] - xy[0]) / (2 * step),
                         second = (xy[4] - 2 * xy[2] + xy[0]) / (step * step);
            assert_close(pd_slope_at(&slope, x), second / first, 1e-12, 1e-3);
        }
    pd_scale_slope none;
    open_crs(f, "EPSG:4326");
    assert_false(pd_equal_area_slope(f->area, -4, &none));
}

/* Every point of a box lies in the box it becomes, which is hardly larger. */
static void a_box_holds_what_it_becomes(void **state)
{
    static const struct {
        const char *crs;
        pd_box box;
    } boxes[] = {{"EPSG:32717", {480000, 9400000, 900000, 9900000}},
                 {"EPSG:32717", {-600000, 9900000, -400000, 10100000}},
                 {"EPSG:32717", {300000, 9999000, 700000, 10001000}},
                 {"EPSG:4326", {-81, -5, -75, 1.5}}};
    fixture *f = *state;
    for (size_t i = 0; i < sizeof boxes / sizeof *boxes; i++) {
        const pd_box *b = &boxes[i].box;
        pd_box found, tight = {INFINITY, INFINITY, -INFINITY, -INFINITY};
        open_crs(f, boxes[i].crs);
        assert_true(pd_equal_area_box(f->area, b, &found));
        for (int k = 0; k < 400; k++) {
            double xy[2] = {b->min_x + (b->max_x - b->min_x) * (k % 20) / 19,
                            b->min_y + (b->max_y - b->min_y) * (k / 20) / 19.0};
            assert_ok(f->ctx, pd_equal_area_apply(f->ctx, f->area, xy, 1));
            assert_true(xy[0] >= found.min_x && xy[0] <= found.max_x && xy[1] >= found.min_y &&
                        xy[1] <= found.max_y);
            tight = (pd_box){fmin(tight.min_x, xy[0]), fmin(tight.min_y, xy[1]), fmax(tight.max_x, xy[0]),
                             fmax(tight.max_y, xy[1])};
        }
        const double side = fmax(tight.max_x - tight.min_x, tight.max_y - tight.min_y);
        assert_true(found.max_x - found.min_x <= tight.max_x - tight.min_x + 0.03 * side);
        assert_true(found.max_y - found.min_y <= tight.max_y - tight.min_y + 0.03 * side);
    }
    pd_box any = boxes[0].box;
    open_crs(f, "EPSG:24877"); /* PSAD56: through PROJ */
    assert_false(pd_equal_area_box(f->area, &any, &any));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(areas_in_utm_are_those_of_geodesic_polygons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(areas_in_degrees_are_those_of_geodesic_polygons, set_up, tear_down),
        cmocka_unit_test_setup_teardown(areas_in_other_systems_are_those_of_wgs84, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_reference_square_has_its_published_area, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_hole_subtracts_whatever_its_direction, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_long_edge_may_be_drawn_with_more_vertices, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_jobs_move_the_same_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_row_moves_the_same_bits, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lengths_are_geodesic, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_scale_changes_as_its_slope_says, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_box_holds_what_it_becomes, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
