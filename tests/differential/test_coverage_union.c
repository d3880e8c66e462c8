/* The overlay against GEOS: pieces cut by every territory, united class by class, both in one plane. */
#include "geos_figures.h"
#include "world.h"

#define CELL_M2    1e-7
#define CROWDED_M2 1e-6 /* a cluster of thousands, edges of kilometres */
#define SUM_RATIO  1e-13

static const world COUNTRY = {WORLD_X, WORLD_Y, 2000, 5, 24, 77};

static void scattered_features_agree(void **state)
{
    (void)state;
    drawn d;
    stream s = {101};
    drawn_open(&d, 4);
    draw_world(&d, &d.zones, &COUNTRY);
    strew_stars(&d, &s, &COUNTRY, 600, 350, 40);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, CELL_M2, SUM_RATIO);
    assert_closes(&d, SUM_RATIO);
    drawn_close(&d);
}

static void small_lone_features_agree(void **state)
{
    (void)state;
    drawn d;
    stream s = {102};
    drawn_open(&d, 2);
    draw_world(&d, &d.zones, &COUNTRY);
    strew_stars(&d, &s, &COUNTRY, 1500, 60, 16);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, CELL_M2, SUM_RATIO);
    drawn_close(&d);
}

static void features_larger_than_territories_agree(void **state)
{
    (void)state;
    drawn d;
    stream s = {103};
    drawn_open(&d, 3);
    draw_world(&d, &d.zones, &COUNTRY);
    strew_stars(&d, &s, &COUNTRY, 30, 6000, 200);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, CROWDED_M2, SUM_RATIO);
    drawn_close(&d);
}

/* Three levels at once, and a territory that disputes ground with all of them. */
static void overlapping_levels_agree(void **state)
{
    (void)state;
    drawn d;
    stream s = {104};
    drawn_open(&d, 3);
    const world coarse = {WORLD_X, WORLD_Y, 5000, 2, 40, 78}, whole = {WORLD_X, WORLD_Y, 10000, 1, 80, 79};
    draw_world(&d, &d.zones, &COUNTRY);
    draw_world(&d, &d.zones, &coarse);
    draw_world(&d, &d.zones, &whole);
    draw_holed_star(&d, &d.zones, &s, WORLD_X + 5000, WORLD_Y + 5000, 4500, 90);
    strew_stars(&d, &s, &COUNTRY, 400, 300, 30);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, CELL_M2, SUM_RATIO);
    assert_closes(&d, SUM_RATIO);
    drawn_close(&d);
}

/* Thousands through one another: many of the frame's strips, walls and bands. */
static void a_crowd_agrees(void **state)
{
    (void)state;
    drawn d;
    stream s = {105};
    drawn_open(&d, 3);
    const world country = {WORLD_X, WORLD_Y, 2000, 2, 24, 80};
    draw_world(&d, &d.zones, &country);
    strew_stars(&d, &s, &country, 4000, 300, 24);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, CROWDED_M2, SUM_RATIO);
    drawn_close(&d);
}

static void features_cut_along_borders_agree(void **state)
{
    (void)state;
    drawn whole, cut;
    stream s = {106};
    pd_byte_vector feature = {0}, zone = {0}, piece = {0};
    drawn_open(&whole, 3);
    drawn_open(&cut, 3);
    draw_world(&whole, &whole.zones, &COUNTRY);
    draw_world(&cut, &cut.zones, &COUNTRY);
    strew_stars(&whole, &s, &COUNTRY, 300, 700, 30);
    measure_drawn(&whole);
    for (size_t i = 0; i < whole.features.n_shapes; i++) {
        assert_ok(whole.ctx, pd_shape_to_wkb(whole.ctx, &whole.features, i, PD_SHAPE_POLYGONS, &feature));
        for (size_t z = 0; z < whole.zones.n_shapes; z++) {
            if (!pd_boxes_overlap(&whole.zones.box[z], &whole.features.box[i]))
                continue;
            assert_ok(whole.ctx, pd_shape_to_wkb(whole.ctx, &whole.zones, z, PD_SHAPE_POLYGONS, &zone));
            assert_ok(whole.ctx, pd_geometry_intersection(whole.ctx, (pd_bytes){feature.data, feature.size},
                                                          (pd_bytes){zone.data, zone.size}, &piece));
            draw_id(&cut, whole.id[i]);
            assert_ok(cut.ctx, pd_shapes_add_wkb(cut.ctx, &cut.features, (pd_bytes){piece.data, piece.size}));
        }
    }
    measure_drawn(&cut);
    double worst = 0;
    for (size_t z = 0; z < whole.zones.n_shapes; z++)
        for (int32_t id = 0; id < 3; id++) {
            worst = fmax(worst, fabs(top_of(&whole, z, id) - top_of(&cut, z, id)));
            worst = fmax(worst, fabs(any_of(&whole, z, id) - any_of(&cut, z, id)));
            worst = fmax(worst, fabs(sum_of(&whole, z, id) - sum_of(&cut, z, id)));
        }
    print_message("  %zu pieces, worst cell %.2g m2\n", cut.features.n_shapes, worst);
    assert_true(worst <= CROWDED_M2); /* the pieces' own corners are rounded to 1e-9 m */
    pd_byte_vector_release(&feature);
    pd_byte_vector_release(&zone);
    pd_byte_vector_release(&piece);
    drawn_close(&whole);
    drawn_close(&cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scattered_features_agree),
        cmocka_unit_test(small_lone_features_agree),
        cmocka_unit_test(features_larger_than_territories_agree),
        cmocka_unit_test(overlapping_levels_agree),
        cmocka_unit_test(a_crowd_agrees),
        cmocka_unit_test(features_cut_along_borders_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
