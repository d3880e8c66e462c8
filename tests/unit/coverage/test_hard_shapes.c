/* Shapes that break overlays. What is expected follows from how they are drawn, or from GEOS. */
#include "geos_figures.h"
#include "world.h"

#include "geo/equal_area.h"

#define TURN 6.283185307179586

static const world COUNTRY = {WORLD_X, WORLD_Y, 3000, 4, 25, 9};

/* Draws the territories of the country as features of a class. */
static void lay_country(drawn *d, const world *w, int32_t id)
{
    double *xy = calloc((size_t)(4 * w->steps + 1), 2 * sizeof *xy);
    for (int i = 0; i < w->across * w->across; i++) {
        world_ring(w, i % w->across, i / w->across, xy);
        draw_id(d, id);
        draw_ring(d, &d->features, xy, (size_t)(4 * w->steps + 1));
    }
    free(xy);
}

/* Every border six times: crooked lines, far from the origin, no edge level or upright. */
static void a_layer_laid_on_itself(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_world(&d, &d.zones, &COUNTRY);
    lay_country(&d, &COUNTRY, 1);
    lay_country(&d, &COUNTRY, 0);
    lay_country(&d, &COUNTRY, 1);
    measure_drawn(&d);
    for (size_t z = 0; z < d.zones.n_shapes; z++) {
        const double area = d.overlay->area_m2[z];
        assert_close(top_of(&d, z, 1), area, 1e-6, 0);
        assert_close(top_of(&d, z, 0), 0, 1e-6, 0);
        assert_close(rest_of(&d, z), 0, 1e-6, 0);
        assert_close(any_of(&d, z, 0), area, 1e-6, 0);
        assert_close(sum_of(&d, z, 0), area, 1e-6, 0);
        assert_close(sum_of(&d, z, 1), 2 * area, 1e-6, 0);
    }
    assert_closes(&d, 1e-12);
    drawn_close(&d);
}

/* ---- a polygonised raster */

enum { CELLS = 96, CLASSES = 3 };
static const double CELL = 30;

static int32_t class_of_cell(int column, int row)
{
    stream s = {(uint64_t)(column / 2 + 1000 * (row / 3))};
    next_bits(&s);
    return next_number(&s, CLASSES + 1) - 1; /* -1: none */
}

/* The cells of each class united by GEOS: one multipolygon of staircases that hold each other as islands. */
static void draw_staircases(drawn *d)
{
    for (int32_t id = 0; id < CLASSES; id++) {
        drawn cells;
        pd_byte_vector *box = calloc((size_t)CELLS * CELLS, sizeof *box), all = {0};
        pd_bytes *wkb = calloc((size_t)CELLS * CELLS, sizeof *wkb);
        drawn_open(&cells, 1);
        for (int i = 0; i < CELLS * CELLS; i++)
            if (class_of_cell(i % CELLS, i / CELLS) == id)
                draw_box(&cells, &cells.zones, WORLD_X + CELL * (i % CELLS),
                         WORLD_Y + CELL * (double)(i / CELLS), CELL, CELL);
        for (size_t i = 0; i < cells.zones.n_shapes; i++) {
            assert_ok(cells.ctx, pd_shape_to_wkb(cells.ctx, &cells.zones, i, PD_SHAPE_POLYGONS, &box[i]));
            wkb[i] = (pd_bytes){box[i].data, box[i].size};
        }
        assert_ok(cells.ctx, pd_geometry_union(cells.ctx, wkb, cells.zones.n_shapes, &all));
        draw_id(d, id);
        assert_ok(d->ctx, pd_shapes_add_wkb(d->ctx, &d->features, (pd_bytes){all.data, all.size}));
        for (size_t i = 0; i < cells.zones.n_shapes; i++)
            pd_byte_vector_release(&box[i]);
        pd_byte_vector_release(&all);
        free(box);
        free(wkb);
        drawn_close(&cells);
    }
}

static double cells_of_class(int32_t id, int column, int row, int side)
{
    int count = 0;
    for (int y = row; y < row + side; y++)
        for (int x = column; x < column + side; x++)
            count += class_of_cell(x, y) == id;
    return count;
}

/* Territories along the cells' sides: every border is shared, level or upright, and every count is whole. */
static void raster_staircases_in_territories_along_their_sides(void **state)
{
    (void)state;
    enum { SIDE = 24 };
    drawn d;
    drawn_open(&d, CLASSES);
    for (int i = 0; i < 16; i++)
        draw_box(&d, &d.zones, WORLD_X + CELL * SIDE * (i % 4), WORLD_Y + CELL * SIDE * (double)(i / 4),
                 CELL * SIDE, CELL * SIDE);
    draw_staircases(&d);
    measure_drawn(&d);
    for (int z = 0; z < 16; z++)
        for (int32_t id = 0; id < CLASSES; id++) {
            const double cells = cells_of_class(id, SIDE * (z % 4), SIDE * (z / 4), SIDE);
            assert_close(top_of(&d, (size_t)z, id), cells * CELL * CELL, 1e-7, 0);
            assert_close(any_of(&d, (size_t)z, id), cells * CELL * CELL, 1e-7, 0);
            assert_close(sum_of(&d, (size_t)z, id), cells * CELL * CELL, 1e-7, 0);
        }
    assert_closes(&d, 1e-12);
    drawn_close(&d);
}

static void raster_staircases_in_crooked_territories(void **state)
{
    (void)state;
    drawn d;
    const world w = {WORLD_X + 100, WORLD_Y + 100, 650, 4, 15, 31};
    drawn_open(&d, CLASSES);
    draw_world(&d, &d.zones, &w);
    draw_staircases(&d);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    drawn_close(&d);
}

/* The territories are the staircases themselves, the features cross them. */
static void territories_may_be_staircases(void **state)
{
    (void)state;
    drawn d;
    stream s = {41};
    const world w = {WORLD_X, WORLD_Y, CELL * CELLS, 1, 1, 0};
    drawn_open(&d, CLASSES);
    draw_staircases(&d);
    const pd_shapes staircases = d.features;
    d.features = (pd_shapes){0};
    d.zones = staircases;
    strew_stars(&d, &s, &w, 150, 200, 20);
    measure_drawn(&d);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    drawn_close(&d);
}

/* ---- thin and nearly parallel */

/* 300 triangles ten kilometres long and a micrometre to a metre wide, all from one point. */
static void a_fan_of_slivers(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_world(&d, &d.zones, &COUNTRY);
    const double x = WORLD_X + 200, y = WORLD_Y + 300;
    for (int i = 0; i < 300; i++) {
        const double angle = 0.1 + 0.004 * i, width = pow(10, -6 + i % 7);
        const double far_x = x + 10000 * cos(angle), far_y = y + 10000 * sin(angle);
        const double xy[8] = {x, y, far_x, far_y, far_x - width * sin(angle), far_y + width * cos(angle),
                              x, y};
        draw_id(&d, i % 2);
        draw_ring(&d, &d.features, xy, 4);
    }
    measure_drawn(&d);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    assert_closes(&d, 1e-12);
    drawn_close(&d);
}

/* Long strips side by side that share both edges, drawn with other vertices on either side: gaps and overlaps
 * of a nanometre all along. */
static void edges_nearly_on_top_of_each_other(void **state)
{
    (void)state;
    enum { STRIPS = 60, STEPS = 37 };
    drawn d;
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, WORLD_X - 100, WORLD_Y - 100, 10000, 10000);
    for (int i = 0; i < STRIPS; i++) {
        double xy[2 * (STEPS + 5)];
        size_t n = 0;
        for (int k = 0; k <= STEPS; k++, n++) { /* the lower edge in many steps */
            xy[2 * n] = WORLD_X + 9000.0 * k / STEPS;
            xy[2 * n + 1] = WORLD_Y + 50.0 * i + 700.0 * k / STEPS;
        }
        const double upper[6] = {WORLD_X + 9000, WORLD_Y + 50.0 * (i + 1) + 700, /* the upper one in one */
                                 WORLD_X,        WORLD_Y + 50.0 * (i + 1),       xy[0], xy[1]};
        memcpy(xy + 2 * n, upper, sizeof upper);
        draw_id(&d, i % 2);
        draw_ring(&d, &d.features, xy, n + 3);
    }
    measure_drawn(&d);
    const double each = 9000.0 * 50 * STRIPS / 2;
    assert_close(top_of(&d, 0, 1), each, 1e-3, 0); /* rounded vertices: 1e-9 m on 60 lines of 9 km */
    assert_close(top_of(&d, 0, 0) + top_of(&d, 0, 1), 2 * each, 1e-3, 0);
    assert_agrees_with_geos(&d, 1e-6, 1e-12);
    drawn_close(&d);
}

/* Corners repeated, edges cut where they run through whole metres: the same ground to the last bit of it. */
static void collinear_and_repeated_points_of_many(void **state)
{
    (void)state;
    drawn plain, dense;
    stream s = {51};
    drawn_open(&plain, 2);
    drawn_open(&dense, 2);
    draw_world(&plain, &plain.zones, &COUNTRY);
    draw_world(&dense, &dense.zones, &COUNTRY);
    for (int i = 0; i < 300; i++) {
        const double x = WORLD_X + floor(next_real(&s, 0, 12000)),
                     y = WORLD_Y + floor(next_real(&s, 0, 12000));
        const double w = 8.0 * (1 + next_number(&s, 60)), h = 8.0 * (1 + next_number(&s, 60));
        const double corner[10] = {x, y, x + w, y + h, x, y + 2 * h, x - w, y + h, x, y}; /* a diamond */
        double xy[2 * 4 * 16 + 2];
        size_t n = 0;
        for (int e = 0; e < 4; e++)
            for (int k = 0; k < 16; k++, n++) { /* eighths, each twice */
                xy[2 * n] = corner[2 * e] + (corner[2 * e + 2] - corner[2 * e]) * (k / 2) / 8;
                xy[2 * n + 1] = corner[2 * e + 1] + (corner[2 * e + 3] - corner[2 * e + 1]) * (k / 2) / 8;
            }
        memcpy(xy + 2 * n, corner, 2 * sizeof *xy);
        draw_id(&plain, i % 2);
        draw_id(&dense, i % 2);
        draw_ring(&plain, &plain.features, corner, 5);
        draw_ring(&dense, &dense.features, xy, n + 1);
    }
    measure_drawn(&plain);
    measure_drawn(&dense);
    for (size_t z = 0; z < plain.zones.n_shapes; z++)
        for (int32_t id = 0; id < 2; id++) {
            assert_close(top_of(&dense, z, id), top_of(&plain, z, id), 1e-7, 0);
            assert_close(any_of(&dense, z, id), any_of(&plain, z, id), 1e-7, 0);
            assert_close(sum_of(&dense, z, id), sum_of(&plain, z, id), 1e-7, 0);
        }
    assert_agrees_with_geos(&dense, 1e-6, 1e-12);
    drawn_close(&plain);
    drawn_close(&dense);
}

/* A net: diamond holes that touch the shell and each other in their corners, islands in every second. */
static void holes_that_touch_the_shell_and_each_other(void **state)
{
    (void)state;
    enum { HOLES = 40 };
    drawn d;
    drawn_open(&d, 2);
    for (int half = 0; half < 2; half++)
        draw_box(&d, &d.zones, WORLD_X + 5.0 * HOLES * half, WORLD_Y - 1, 5.0 * HOLES, 12);
    const double shell[10] = {WORLD_X,      WORLD_Y, WORLD_X + 10 * HOLES, WORLD_Y, WORLD_X + 10 * HOLES,
                              WORLD_Y + 10, WORLD_X, WORLD_Y + 10,         WORLD_X, WORLD_Y};
    draw_id(&d, 1);
    assert_ok(d.ctx, pd_shapes_add_ring(d.ctx, &d.features, shell, 5, false));
    for (int i = 0; i < HOLES; i++) { /* the first touches the left side, the last the right one */
        const double x = WORLD_X + 10.0 * i, y = WORLD_Y + 5;
        const double hole[10] = {x, y, x + 5, y + 5, x + 10, y, x + 5, y - 5, x, y}; /* top and bottom too */
        assert_ok(d.ctx, pd_shapes_add_ring(d.ctx, &d.features, hole, 5, true));
    }
    assert_ok(d.ctx, pd_shapes_end_shape(d.ctx, &d.features));
    for (int i = 0; i < HOLES; i += 2) { /* fills its hole to the edges */
        const double x = WORLD_X + 10.0 * i, y = WORLD_Y + 5;
        const double island[10] = {x, y, x + 5, y - 5, x + 10, y, x + 5, y + 5, x, y};
        draw_id(&d, 0);
        draw_ring(&d, &d.features, island, 5);
    }
    measure_drawn(&d);
    for (size_t z = 0; z < 2; z++) {
        assert_close(top_of(&d, z, 1), 25 * HOLES, 1e-9, 0);
        assert_close(top_of(&d, z, 0), 50.0 * HOLES / 4, 1e-9, 0);
        assert_close(sum_of(&d, z, 1), 25 * HOLES, 1e-9, 0);
        assert_close(rest_of(&d, z), 60 * HOLES - 25 * HOLES - 12.5 * HOLES, 1e-9, 0);
    }
    drawn_close(&d);
}

static void one_polygon_over_everything_with_holes_for_some(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_world(&d, &d.zones, &COUNTRY);
    const size_t n = (size_t)(4 * COUNTRY.steps + 1);
    double *xy = calloc(n, 2 * sizeof *xy);
    const double far[10] = {0, 0, 1e7, 0, 1e7, 2e7, 0, 2e7, 0, 0};
    draw_id(&d, 0);
    assert_ok(d.ctx, pd_shapes_add_ring(d.ctx, &d.features, far, 5, false));
    for (int i = 0; i < 16; i += 5) { /* territories on the diagonal are holes, border by border */
        world_ring(&COUNTRY, i % 4, i / 4, xy);
        assert_ok(d.ctx, pd_shapes_add_ring(d.ctx, &d.features, xy, n, true));
    }
    assert_ok(d.ctx, pd_shapes_end_shape(d.ctx, &d.features));
    measure_drawn(&d);
    for (size_t z = 0; z < 16; z++) {
        const double area = z % 5 == 0 ? 0 : d.overlay->area_m2[z];
        assert_close(top_of(&d, z, 0), area, 1e-6, 0);
        assert_close(sum_of(&d, z, 0), area, 1e-6, 0);
    }
    free(xy);
    drawn_close(&d);
}

static void empty_shapes_among_many(void **state)
{
    (void)state;
    drawn with, without;
    stream s = {61}, same = {61};
    drawn_open(&with, 2);
    drawn_open(&without, 2);
    draw_zone(&with, "POLYGON EMPTY");
    draw_world(&with, &with.zones, &COUNTRY);
    draw_zone(&with, "MULTIPOLYGON EMPTY");
    draw_world(&without, &without.zones, &COUNTRY);
    for (int i = 0; i < 50; i++) {
        strew_stars(&with, &s, &COUNTRY, 4, 500, 12);
        strew_stars(&without, &same, &COUNTRY, 4, 500, 12);
        draw_feature(&with, i % 2, i % 3 == 0 ? "POLYGON EMPTY" : "GEOMETRYCOLLECTION EMPTY");
    }
    measure_drawn(&with);
    measure_drawn(&without);
    for (size_t z = 0; z < 16; z++)
        for (int32_t id = 0; id < 2; id++)
            assert_close(top_of(&with, z + 1, id), top_of(&without, z, id), 1e-6, 0);
    for (size_t z = 0; z < 18; z += 17) {
        assert_close(with.overlay->area_m2[z], 0, 0, 0);
        assert_close(top_of(&with, z, 0) + top_of(&with, z, 1) + rest_of(&with, z), 0, 0, 0);
    }
    drawn_close(&with);
    drawn_close(&without);
}

/* Ten thousand kilometres from the origin a coordinate is known to 2e-9 m. */
static void ten_thousand_kilometres_from_the_origin(void **state)
{
    (void)state;
    static const double AT[3][2] = {{1e7, 1e7}, {-1e7, 1e7}, {1e7, -2e7}};
    for (int i = 0; i < 3; i++) {
        drawn d;
        stream s = {71 + (uint64_t)i};
        const world w = {AT[i][0], AT[i][1], 1000, 3, 20, 5};
        drawn_open(&d, 3);
        draw_world(&d, &d.zones, &w);
        strew_stars(&d, &s, &w, 150, 120, 20);
        measure_drawn(&d);
        assert_agrees_with_geos(&d, 1e-6, 1e-12);
        assert_closes(&d, 1e-12);
        drawn_close(&d);
    }
}

/* ---- islands a thousand kilometres west of the zone they are drawn in */

/* The same country in a CRS of its own zone and in UTM 17S; measured in the equal-area plane of each. */
static void draw_galapagos(drawn *d, const char *crs_name)
{
    stream s = {83};
    pd_crs *drawn_in = NULL, *crs = NULL;
    pd_equal_area *area = NULL;
    pd_transform *transform = NULL;
    const world w = {780000, 9920000, 4000, 3, 200, 13}; /* Santa Cruz, UTM 15S; edges of some 20 m */
    drawn_open(d, 3);
    draw_world(d, &d->zones, &w);
    strew_stars(d, &s, &w, 200, 500, 150);
    assert_ok(d->ctx, pd_crs_new(d->ctx, "EPSG:32715", &drawn_in));
    assert_ok(d->ctx, pd_crs_new(d->ctx, crs_name, &crs));
    assert_ok(d->ctx, pd_transform_new(d->ctx, drawn_in, crs, NULL, &transform));
    assert_ok(d->ctx, pd_transform_apply(d->ctx, transform, d->zones.xy, d->zones.n_points));
    assert_ok(d->ctx, pd_transform_apply(d->ctx, transform, d->features.xy, d->features.n_points));
    assert_ok(d->ctx, pd_equal_area_new(d->ctx, crs, &area));
    assert_ok(d->ctx, pd_equal_area_shapes(d->ctx, area, 1, true, &d->zones));
    assert_ok(d->ctx, pd_equal_area_shapes(d->ctx, area, 1, true, &d->features));
    pd_equal_area_free(area);
    pd_transform_free(transform);
    pd_crs_free(crs);
    pd_crs_free(drawn_in);
}

static void galapagos_in_the_zone_of_the_mainland(void **state)
{
    (void)state;
    drawn near, far;
    double worst = 0;
    draw_galapagos(&near, "EPSG:32715");
    draw_galapagos(&far, "EPSG:32717");
    measure_drawn(&near);
    measure_drawn(&far);
    assert_agrees_with_geos(&far, 1e-6, 1e-12);
    for (size_t z = 0; z < near.zones.n_shapes; z++)
        for (int32_t id = 0; id < 3; id++) {
            const double off = fabs(top_of(&far, z, id) - top_of(&near, z, id));
            worst = fmax(worst, off / near.overlay->area_m2[z]);
        }
    print_message("  17S against 15S: worst cell off by %.2g of its territory\n", worst);
    assert_true(worst <= 3e-7);
    drawn_close(&near);
    drawn_close(&far);
}

/* ---- rings that are no polygon: repaired as an import does, then measured */

static void draw_repaired(drawn *d, int32_t id, const double *xy, size_t n)
{
    drawn raw;
    pd_byte_vector wkb = {0}, valid = {0};
    pd_repair repair;
    drawn_open(&raw, 1);
    draw_ring(&raw, &raw.zones, xy, n);
    assert_ok(raw.ctx, pd_shape_to_wkb(raw.ctx, &raw.zones, 0, PD_SHAPE_POLYGONS, &wkb));
    assert_ok(raw.ctx, pd_geometry_repair(raw.ctx, (pd_bytes){wkb.data, wkb.size}, &repair, &valid));
    assert_false(repair.was_valid);
    draw_id(d, id);
    assert_ok(d->ctx, pd_shapes_add_wkb(d->ctx, &d->features, (pd_bytes){valid.data, valid.size}));
    pd_byte_vector_release(&wkb);
    pd_byte_vector_release(&valid);
    drawn_close(&raw);
}

/* Bow-ties of both windings through two territories: both wings count, once. */
static void bow_ties_keep_both_wings(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, WORLD_X - 20, WORLD_Y - 20, 25, 60); /* the border runs through the middle */
    draw_box(&d, &d.zones, WORLD_X + 5, WORLD_Y - 20, 25, 60);
    const double x = WORLD_X, y = WORLD_Y;
    const double level[10] = {x, y, x + 10, y + 10, x + 10, y, x, y + 10, x, y};
    const double upright[10] = {x, y + 20, x + 10, y + 20, x, y + 30, x + 10, y + 30, x, y + 20};
    draw_repaired(&d, 0, level, 5);
    draw_repaired(&d, 1, upright, 5);
    measure_drawn(&d);
    for (size_t z = 0; z < 2; z++)
        for (int32_t id = 0; id < 2; id++) {
            assert_close(top_of(&d, z, id), 25, 1e-8, 0);
            assert_close(sum_of(&d, z, id), 25, 1e-8, 0);
        }
    drawn_close(&d);
}

/* A ring that runs over its own ground covers it once: a square drawn twice around, a pentagram. */
static void rings_that_overlap_themselves(void **state)
{
    (void)state;
    drawn d;
    double star[12];
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, WORLD_X - 100, WORLD_Y - 100, 200, 200);
    const double x = WORLD_X, y = WORLD_Y;
    const double loop[18] = {x,     y,      x + 10, y,      x + 10, y + 10, x + 5, y + 10, x + 5,
                             y - 5, x + 15, y - 5,  x + 15, y + 5,  x,      y + 5, x,      y};
    draw_repaired(&d, 0, loop, 9);
    for (int i = 0; i <= 5; i++) { /* radius 10, every second corner */
        star[2 * i] = x - 50 + 10 * sin(TURN * (2 * (i % 5)) / 5);
        star[2 * i + 1] = y - 50 + 10 * cos(TURN * (2 * (i % 5)) / 5);
    }
    draw_repaired(&d, 1, star, 6);
    measure_drawn(&d);
    geos_figures expected = geos_measure(&d);
    for (int32_t id = 0; id < 2; id++) {
        assert_close(top_of(&d, 0, id), expected.top[id], 1e-7, 0);
        assert_close(sum_of(&d, 0, id), expected.sum[id], 1e-7, 0);
    }
    geos_figures_release(&expected);
    drawn_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_laid_on_itself),
        cmocka_unit_test(raster_staircases_in_territories_along_their_sides),
        cmocka_unit_test(raster_staircases_in_crooked_territories),
        cmocka_unit_test(territories_may_be_staircases),
        cmocka_unit_test(a_fan_of_slivers),
        cmocka_unit_test(edges_nearly_on_top_of_each_other),
        cmocka_unit_test(collinear_and_repeated_points_of_many),
        cmocka_unit_test(holes_that_touch_the_shell_and_each_other),
        cmocka_unit_test(one_polygon_over_everything_with_holes_for_some),
        cmocka_unit_test(empty_shapes_among_many),
        cmocka_unit_test(ten_thousand_kilometres_from_the_origin),
        cmocka_unit_test(galapagos_in_the_zone_of_the_mainland),
        cmocka_unit_test(bow_ties_keep_both_wings),
        cmocka_unit_test(rings_that_overlap_themselves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
