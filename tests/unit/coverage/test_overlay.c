/* The overlay on drawings whose areas can be read off, and on the shapes that break overlays. */
#include "drawn.h"

#define LOW  0
#define HIGH 1

static void the_worst_class_wins_and_nothing_counts_twice(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_zone(&d, "POLYGON((0 0,4 0,4 4,0 4,0 0))");
    draw_feature(&d, LOW, "POLYGON((0 0,3 0,3 2,0 2,0 0))");
    draw_feature(&d, LOW, "POLYGON((1 0,4 0,4 2,1 2,1 0))");
    draw_feature(&d, HIGH, "POLYGON((2 1,3 1,3 3,2 3,2 1))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, HIGH), 2, 1e-12, 0);
    assert_close(top_of(&d, 0, LOW), 8 - 1, 1e-12, 0);
    assert_close(rest_of(&d, 0), 16 - 9, 1e-12, 0);
    assert_close(pd_overlay_any(d.overlay, 0, LOW), 8, 1e-12, 0);
    assert_close(pd_overlay_sum(d.overlay, 0, LOW), 12, 1e-12, 0);
    assert_close(d.overlay->residual_m2[0], 0, 1e-12, 0);
    drawn_close(&d);
}

static void features_are_cut_at_borders(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_zone(&d, "POLYGON((0 0,4 0,4 4,0 4,0 0))");
    draw_zone(&d, "POLYGON((4 0,8 0,8 4,4 4,4 0))");
    draw_feature(&d, LOW, "POLYGON((3 1,5 1,5 2,3 2,3 1))");
    draw_feature(&d, HIGH, "POLYGON((6 1,7 1,7 2,6 2,6 1))");
    draw_feature(&d, HIGH, "POLYGON((-1 -1,1 -1,1 1,-1 1,-1 -1))");
    draw_feature(&d, LOW, "POLYGON((7 3,9 3,9 5,7 5,7 3))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, LOW), 1, 1e-12, 0);
    assert_close(top_of(&d, 0, HIGH), 1, 1e-12, 0);
    assert_close(top_of(&d, 1, LOW), 2, 1e-12, 0);
    assert_close(top_of(&d, 1, HIGH), 1, 1e-12, 0);
    drawn_close(&d);
}

static void overlapping_territories_keep_to_their_own_ground(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,10 0,10 10,0 10,0 0))"); /* a canton */
    draw_zone(&d, "POLYGON((0 0,6 0,6 10,0 10,0 0))");
    draw_zone(&d, "POLYGON((5 0,10 0,10 10,5 10,5 0))"); /* a metre of disputed ground */
    draw_feature(&d, 0, "POLYGON((4 4,7 4,7 6,4 6,4 4))");
    draw_feature(&d, 0, "POLYGON((1 1,2 1,2 2,1 2,1 1))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, 0), 7, 1e-12, 0);
    assert_close(top_of(&d, 1, 0), 5, 1e-12, 0);
    assert_close(top_of(&d, 2, 0), 4, 1e-12, 0);
    assert_close(rest_of(&d, 0), 93, 1e-12, 0);
    drawn_close(&d);
}

static void holes_parts_and_rings_of_either_direction_are_one_shape(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,0 10,10 10,10 0,0 0),(4 4,6 4,6 6,4 6,4 4))");
    draw_feature(&d, 0,
                 "MULTIPOLYGON(((1 1,9 1,9 9,1 9,1 1),(2 2,2 8,8 8,8 2,2 2)),((3 3,7 3,7 7,3 7,3 3)))");
    measure_drawn(&d);
    assert_close(d.overlay->area_m2[0], 96, 1e-12, 0);
    assert_close(top_of(&d, 0, 0), 28 + 16 - 4, 1e-12, 0);
    drawn_close(&d);
}

static void a_hole_may_touch_its_shell(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,10 0,10 10,0 10,0 0),(5 0,7 3,3 3,5 0))");
    draw_feature(&d, 0, "POLYGON((0 0,10 0,10 10,0 10,0 0),(5 10,3 7,7 7,5 10))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, 0), 100 - 12, 1e-12, 0);
    assert_close(rest_of(&d, 0), 6, 1e-12, 0);
    drawn_close(&d);
}

/* Every edge four times: a layer laid on itself, along the borders of the territories. */
static void coincident_edges_cost_nothing(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    for (int y = 0; y < 7; y++)
        for (int x = 0; x < 7; x++) {
            const double left = 0.1 * x, low = 0.3 * y;
            draw_box(&d, &d.zones, left, low, 0.1, 0.3);
            for (int k = 0; k < 2; k++) {
                draw_id(&d, k);
                draw_box(&d, &d.features, left, low, 0.1, 0.3);
            }
        }
    measure_drawn(&d);
    for (size_t zone = 0; zone < 49; zone++) {
        assert_close(top_of(&d, zone, HIGH), 0.03, 1e-15, 0);
        assert_close(pd_overlay_any(d.overlay, zone, LOW), 0.03, 1e-15, 0);
        assert_close(top_of(&d, zone, LOW), 0, 1e-15, 0);
        assert_close(rest_of(&d, zone), 0, 1e-15, 0);
    }
    drawn_close(&d);
}

static void collinear_and_repeated_vertices_do_not_matter(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,1 0,1 0,2 0,4 0,4 4,4 4,0 4,0 3,0 1,0 0))");
    draw_feature(&d, 0, "POLYGON((1 1,2 1,3 1,3 1,3 2,3 3,1 3,1 2,1 1))");
    draw_feature(&d, 0, "POLYGON((1 1,3 1,3 3,1 3,1 1))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, 0), 4, 1e-12, 0);
    assert_close(pd_overlay_sum(d.overlay, 0, 0), 8, 1e-12, 0);
    drawn_close(&d);
}

static void slivers_are_measured(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_zone(&d, "POLYGON((0 0,1000 0,1000 1000,0 1000,0 0))");
    draw_feature(&d, LOW, "POLYGON((0 0,1000 500,1000 500.000001,0 0))");
    draw_feature(&d, HIGH, "POLYGON((0 999,1000 999,1000 999.000001,0 999))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, LOW), 0.0005, 1e-9, 0);
    assert_close(top_of(&d, 0, HIGH), 0.0005, 1e-9, 0);
    drawn_close(&d);
}

static void empty_shapes_and_empty_layers_cover_nothing(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,1 0,1 1,0 1,0 0))");
    draw_zone(&d, "POLYGON EMPTY");
    measure_drawn(&d);
    assert_close(rest_of(&d, 0), 1, 0, 0);
    assert_close(d.overlay->area_m2[1], 0, 0, 0);
    draw_feature(&d, 0, "POLYGON EMPTY");
    draw_feature(&d, 0, "MULTIPOLYGON EMPTY");
    draw_feature(&d, 0, "POLYGON((0 0,0.5 0,0.5 1,0 1,0 0))");
    measure_drawn(&d);
    assert_close(top_of(&d, 0, 0), 0.5, 1e-15, 0);
    drawn_close(&d);
}

static void one_polygon_may_cover_everything(void **state)
{
    (void)state;
    drawn d;
    stream s = {7};
    drawn_open(&d, 2);
    for (int i = 0; i < 16; i++)
        draw_box(&d, &d.zones, i % 4, (double)(i / 4), 1, 1);
    draw_id(&d, LOW);
    draw_box(&d, &d.features, -50, -50, 100, 100);
    for (int i = 0; i < 300; i++) {
        draw_id(&d, HIGH);
        draw_star(&d, &d.features, &s, next_real(&s, 0, 4), next_real(&s, 0, 4), 0.1, 12);
    }
    measure_drawn(&d);
    for (size_t zone = 0; zone < 16; zone++) {
        assert_close(pd_overlay_any(d.overlay, zone, LOW), 1, 1e-12, 0);
        assert_close(top_of(&d, zone, LOW) + top_of(&d, zone, HIGH), 1, 1e-12, 0);
    }
    drawn_close(&d);
}

/* Ground of several layers: high in none, one or two of them. */
static void layers_add_up_their_values(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 4);
    const int32_t layers[4] = {0, 0, 1, 1}, values[4] = {0, 1, 0, 1};
    memcpy(d.layer, layers, sizeof layers);
    memcpy(d.value, values, sizeof values);
    d.n_layers = 2;
    d.n_buckets = 3;
    draw_zone(&d, "POLYGON((0 0,10 0,10 1,0 1,0 0))");
    draw_feature(&d, 1, "POLYGON((0 0,6 0,6 1,0 1,0 0))"); /* high in the first */
    draw_feature(&d, 0, "POLYGON((5 0,8 0,8 1,5 1,5 0))"); /* low, partly under it */
    draw_feature(&d, 3, "POLYGON((4 0,9 0,9 1,4 1,4 0))"); /* high in the second */
    measure_drawn(&d);
    assert_close(pd_overlay_bucket(d.overlay, 0, 2), 2, 1e-12, 0);
    assert_close(pd_overlay_bucket(d.overlay, 0, 1), 4 + 3, 1e-12, 0);
    assert_close(pd_overlay_bucket(d.overlay, 0, 0), 1, 1e-12, 0);
    drawn_close(&d);
}

/* More classes than fit a machine word. */
static void a_hundred_classes_are_told_apart(void **state)
{
    (void)state;
    drawn d;
    int32_t layer[100] = {0}, value[100];
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,101 0,101 1,0 1,0 0))");
    for (int32_t i = 0; i < 100; i++) {
        value[i] = i + 1;
        draw_id(&d, i);
        draw_box(&d, &d.features, i, 0, 2, 1); /* each half under the next one */
    }
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.zones, true));
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.features, true));
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 1, NULL, &d.ground));
    const pd_overlay_input input = {.ground = d.ground,
                                    .features = &d.features,
                                    .id = d.id,
                                    .plan = {100, layer, 1, value, 101, true},
                                    .jobs = 1};
    assert_ok(d.ctx, pd_overlay_new(d.ctx, &input, &d.overlay));
    for (int32_t i = 0; i < 100; i++) {
        assert_close(pd_overlay_bucket(d.overlay, 0, i + 1), i == 99 ? 2 : 1, 1e-12, 0);
        assert_close(pd_overlay_any(d.overlay, 0, i), 2, 1e-12, 0);
    }
    drawn_close(&d);
}

static void far_from_the_origin_nothing_is_lost(void **state)
{
    (void)state;
    for (int far = 0; far < 2; far++) {
        drawn d;
        const double at = far ? 1e7 : 0;
        drawn_open(&d, 2);
        draw_box(&d, &d.zones, at, at, 1000, 1000);
        draw_id(&d, LOW);
        draw_box(&d, &d.features, at + 100, at + 100, 500.25, 500.5);
        draw_id(&d, HIGH);
        draw_box(&d, &d.features, at + 300, at + 300, 500.25, 500.5);
        measure_drawn(&d);
        assert_close(top_of(&d, 0, HIGH), 500.25 * 500.5, 1e-6, 0);
        assert_close(top_of(&d, 0, LOW), 500.25 * 500.5 - 300.25 * 300.5, 1e-6, 0);
        drawn_close(&d);
    }
}

/* 20,000 polygons through one another, thousands of crossings in each strip: against the same drawn coarser,
 * their union is the disc they all fill. */
static void twenty_thousand_polygons_may_overlap(void **state)
{
    (void)state;
    drawn d;
    stream s = {11};
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, -10, -10, 20, 20);
    for (int i = 0; i < 20000; i++) {
        const double x = next_real(&s, -1, 1), y = next_real(&s, -1, 1);
        draw_id(&d, i % 2);
        draw_box(&d, &d.features, -3 + x, -3 + y, 6, 6); /* all hold the middle */
    }
    measure_drawn(&d);
    double min_x[2] = {10, 10}, max_x[2] = {-10, -10};
    for (size_t i = 0; i < d.features.n_shapes; i++) {
        const pd_box *box = &d.features.box[i];
        min_x[d.id[i]] = fmin(min_x[d.id[i]], box->min_x);
        max_x[d.id[i]] = fmax(max_x[d.id[i]], box->max_x);
    }
    const double high = pd_overlay_any(d.overlay, 0, HIGH);
    assert_true(high > 36 && high < (max_x[1] - min_x[1]) * 8);
    assert_close(top_of(&d, 0, HIGH), high, 0, 1e-12);
    assert_close(pd_overlay_sum(d.overlay, 0, HIGH), 360000, 0, 1e-12);
    assert_true(d.overlay->residual_m2[0] < 1e-6);
    drawn_close(&d);
}

/* One shape of a million vertices: a comb whose teeth all cross a second comb. */
static void one_shape_may_have_a_million_vertices(void **state)
{
    (void)state;
    enum { TEETH = 250000 };
    drawn d;
    double *xy = calloc(4 * TEETH + 3, 2 * sizeof *xy);
    size_t n = 0;
    for (int i = 0; i < TEETH; i++) { /* teeth of width 1, gaps of width 1, from y = 1 up to 2 */
        const double corners[8] = {2.0 * i, 1, 2.0 * i, 2, 2.0 * i + 1, 2, 2.0 * i + 1, 1};
        memcpy(xy + 2 * n, corners, sizeof corners);
        n += 4;
    }
    const double base[6] = {2.0 * TEETH - 1, 0, 0, 0, xy[0], xy[1]};
    memcpy(xy + 2 * n, base, sizeof base);
    n += 3;
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, 0, 0, TEETH, 10);
    draw_box(&d, &d.zones, TEETH, 0, TEETH, 10);
    draw_id(&d, LOW);
    draw_ring(&d, &d.features, xy, n);
    draw_id(&d, HIGH);
    draw_box(&d, &d.features, -1, 1.5, 3.0 * TEETH, 0.25); /* a band through all teeth */
    measure_drawn(&d);
    for (size_t zone = 0; zone < 2; zone++) {
        assert_close(top_of(&d, zone, HIGH), 0.25 * TEETH, 0, 1e-12);
        assert_close(top_of(&d, zone, LOW), TEETH - (double)zone + 0.75 * TEETH / 2, 0, 1e-12);
    }
    free(xy);
    drawn_close(&d);
}

static void a_territory_may_have_a_hundred_thousand_vertices(void **state)
{
    (void)state;
    enum { CORNERS = 100000 };
    drawn d;
    stream s = {5};
    double *xy = calloc(CORNERS + 1, 2 * sizeof *xy);
    for (int i = 0; i <= CORNERS; i++) {
        const double angle = 6.283185307179586 * (i % CORNERS) / CORNERS,
                     r = 1000 * (1 + 0.3 * sin(700 * angle));
        xy[2 * i] = r * cos(angle);
        xy[2 * i + 1] = r * sin(angle);
    }
    drawn_open(&d, 1);
    draw_ring(&d, &d.zones, xy, CORNERS + 1);
    draw_id(&d, 0);
    draw_box(&d, &d.features, -2000, -2000, 2000, 4000); /* the left half */
    for (int i = 0; i < 200; i++) {
        draw_id(&d, 0);
        draw_star(&d, &d.features, &s, next_real(&s, 100, 1000), next_real(&s, -1000, 1000), 40, 30);
    }
    measure_drawn(&d);
    const double area = d.overlay->area_m2[0];
    assert_close(top_of(&d, 0, 0) + rest_of(&d, 0), area, 0, 1e-12);
    assert_true(top_of(&d, 0, 0) > area / 2);
    assert_true(d.overlay->residual_m2[0] < 1e-9 * area);
    free(xy);
    drawn_close(&d);
}

/* The same polygon repaired by GEOS: what an import does before anything is measured. */
static double repaired_area(const char *wkt)
{
    drawn d;
    pd_byte_vector broken = {0}, valid = {0};
    drawn_open(&d, 1);
    assert_ok(d.ctx, pd_geometry_from_wkt(d.ctx, wkt, &broken));
    assert_ok(d.ctx, pd_geometry_make_valid(d.ctx, (pd_bytes){broken.data, broken.size}, &valid));
    draw_zone(&d, "POLYGON((-100 -100,100 -100,100 100,-100 100,-100 -100))");
    draw_id(&d, 0);
    assert_ok(d.ctx, pd_shapes_add_wkb(d.ctx, &d.features, (pd_bytes){valid.data, valid.size}));
    measure_drawn(&d);
    const double area = top_of(&d, 0, 0);
    pd_byte_vector_release(&broken);
    pd_byte_vector_release(&valid);
    drawn_close(&d);
    return area;
}

static void invalid_rings_give_what_their_repaired_polygon_gives(void **state)
{
    (void)state;
    assert_close(repaired_area("POLYGON((0 0,10 10,10 0,0 10,0 0))"), 50, 1e-9,
                 0); /* a bow-tie keeps both wings */
    assert_close(repaired_area("POLYGON((0 0,10 0,10 10,5 10,5 -5,0 -5,0 0))"), 50 + 25, 1e-9, 0);
}

static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    (void)state;
    drawn d;
    stream s = {3};
    drawn_open(&d, 5);
    for (int i = 0; i < 100; i++)
        draw_box(&d, &d.zones, 10.0 * (i % 10), 10.0 * (double)(i / 10), 10, 10);
    for (int i = 0; i < 6000; i++) {
        draw_id(&d, next_number(&s, 5));
        draw_star(&d, &d.features, &s, next_real(&s, 0, 100), next_real(&s, 0, 100), next_real(&s, 0.1, 2),
                  40);
    }
    measure_drawn(&d);
    const size_t size = 100 * 6 * sizeof(double);
    double *first = malloc(size);
    memcpy(first, d.overlay->bucket_m2, size);
    for (d.jobs = 2; d.jobs <= 5; d.jobs++) {
        measure_drawn(&d);
        assert_memory_equal(first, d.overlay->bucket_m2, size);
    }
    free(first);
    drawn_close(&d);
}

static void cancelling_stops_the_work(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_zone(&d, "POLYGON((0 0,1 0,1 1,0 1,0 0))");
    draw_feature(&d, 0, "POLYGON((0 0,1 0,1 1,0 1,0 0))");
    measure_drawn(&d);
    pdot_ctx_cancel(d.ctx);
    pd_overlay *overlay = NULL;
    const pd_overlay_input input = {.ground = d.ground,
                                    .features = &d.features,
                                    .id = d.id,
                                    .plan = {1, d.layer, 1, d.value, 2, false},
                                    .jobs = 1};
    assert_int_equal(pd_overlay_new(d.ctx, &input, &overlay), PDOT_CANCELLED);
    assert_null(overlay);
    drawn_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_class_wins_and_nothing_counts_twice),
        cmocka_unit_test(features_are_cut_at_borders),
        cmocka_unit_test(overlapping_territories_keep_to_their_own_ground),
        cmocka_unit_test(holes_parts_and_rings_of_either_direction_are_one_shape),
        cmocka_unit_test(a_hole_may_touch_its_shell),
        cmocka_unit_test(coincident_edges_cost_nothing),
        cmocka_unit_test(collinear_and_repeated_vertices_do_not_matter),
        cmocka_unit_test(slivers_are_measured),
        cmocka_unit_test(empty_shapes_and_empty_layers_cover_nothing),
        cmocka_unit_test(one_polygon_may_cover_everything),
        cmocka_unit_test(layers_add_up_their_values),
        cmocka_unit_test(a_hundred_classes_are_told_apart),
        cmocka_unit_test(far_from_the_origin_nothing_is_lost),
        cmocka_unit_test(twenty_thousand_polygons_may_overlap),
        cmocka_unit_test(one_shape_may_have_a_million_vertices),
        cmocka_unit_test(a_territory_may_have_a_hundred_thousand_vertices),
        cmocka_unit_test(invalid_rings_give_what_their_repaired_polygon_gives),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
        cmocka_unit_test(cancelling_stops_the_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
