/* Zones over cells: fractions by hand on a few cells, then what must hold for any shape. */
#include "support.h"

#include "coverage/raster/zonal.h"
#include "drawn.h"

enum { MOST = 64 };

typedef struct picture {
    drawn d; /* zones in grid coordinates: rows go down */
    int64_t width, height, strip_rows;
    double fraction[MOST * MOST];
    size_t zone; /* whose fractions are wanted */
} picture;

static void open_picture(picture *p, int64_t width, int64_t height, int64_t strip_rows)
{
    drawn_open(&p->d, 1);
    p->width = width;
    p->height = height;
    p->strip_rows = strip_rows;
    p->zone = 0;
}

static void note_run(void *user, size_t zone, int64_t row, int64_t first, int64_t end, double fraction)
{
    picture *p = user;
    assert_true(row >= 0 && row < p->height && first >= 0 && first < end && end <= p->width);
    for (int64_t x = first; zone == p->zone && x < end; x++)
        p->fraction[row * p->width + x] += fraction;
}

static void take_fractions(picture *p)
{
    pd_zonal *zonal = NULL;
    pd_zonal_work *work = NULL;
    memset(p->fraction, 0, sizeof p->fraction);
    assert_ok(p->d.ctx, pd_shapes_finish(p->d.ctx, &p->d.zones, true));
    assert_ok(p->d.ctx, pd_zonal_new(p->d.ctx, &p->d.zones, 1, p->width, p->height, p->strip_rows, &zonal));
    assert_ok(p->d.ctx, pd_zonal_work_new(p->d.ctx, zonal, &work));
    for (int64_t strip = 0; strip < pd_zonal_strips(zonal); strip++)
        assert_ok(p->d.ctx, pd_zonal_visit(work, strip, note_run, p));
    pd_zonal_work_free(work);
    pd_zonal_free(zonal);
}

static void expect_fractions(const picture *p, const double *wanted)
{
    for (int64_t i = 0; i < p->width * p->height; i++)
        assert_close(p->fraction[i], wanted[i], 1e-15, 0);
}

static void a_square_over_nine_cells(void **state)
{
    (void)state;
    picture p;
    open_picture(&p, 3, 3, 3);
    draw_zone(&p.d, "POLYGON((0.5 0.5, 2.5 0.5, 2.5 2.5, 0.5 2.5, 0.5 0.5))");
    take_fractions(&p);
    expect_fractions(&p, (const double[9]){.25, .5, .25, .5, 1, .5, .25, .5, .25});
    drawn_close(&p.d);
}

static void a_triangle_along_the_diagonal(void **state)
{
    (void)state;
    picture p;
    open_picture(&p, 3, 3, 1);
    draw_zone(&p.d, "POLYGON((0 0, 3 3, 0 3, 0 0))");
    take_fractions(&p);
    expect_fractions(&p, (const double[9]){.5, 0, 0, 1, .5, 0, 1, 1, .5});
    drawn_close(&p.d);
}

static void a_hole_is_left_out(void **state)
{
    (void)state;
    picture p;
    open_picture(&p, 3, 3, 2);
    draw_zone(&p.d, "POLYGON((0 0, 3 0, 3 3, 0 3, 0 0), (1 1, 2 1, 2 1.5, 1 1.5, 1 1))");
    take_fractions(&p);
    expect_fractions(&p, (const double[9]){1, 1, 1, 1, .5, 1, 1, 1, 1});
    drawn_close(&p.d);
}

static void what_lies_beyond_the_frame_is_cut_off(void **state)
{
    (void)state;
    picture p;
    open_picture(&p, 2, 2, 2);
    draw_zone(&p.d, "POLYGON((-5 -5, 1.5 -5, 1.5 9, -5 9, -5 -5))");
    draw_zone(&p.d, "POLYGON((3 3, 4 3, 4 4, 3 4, 3 3))");
    take_fractions(&p);
    expect_fractions(&p, (const double[4]){1, .5, 1, .5});
    p.zone = 1;
    take_fractions(&p);
    expect_fractions(&p, (const double[4]){0, 0, 0, 0});
    drawn_close(&p.d);
}

/* Every cell as a zone of an overlay, the shape as its only feature: the same fractions by another way. */
static void expect_overlay(picture *p, const drawn *shape)
{
    drawn cells;
    drawn_open(&cells, 1);
    for (int64_t y = 0; y < p->height; y++)
        for (int64_t x = 0; x < p->width; x++)
            draw_box(&cells, &cells.zones, (double)x, (double)y, 1, 1);
    for (size_t r = 0; r < shape->zones.n_rings; r++) {
        const uint32_t from = shape->zones.ring_start[r], end = shape->zones.ring_start[r + 1];
        draw_id(&cells, 0);
        draw_ring(&cells, &cells.features, shape->zones.xy + 2 * (size_t)from, end - from);
    }
    measure_drawn(&cells);
    for (int64_t i = 0; i < p->width * p->height; i++)
        assert_close(p->fraction[i], top_of(&cells, (size_t)i, 0), 1e-12, 0);
    drawn_close(&cells);
}

static void random_shapes_as_the_overlay_has_them(void **state)
{
    (void)state;
    stream s = {11};
    for (int round = 0; round < 40; round++) {
        picture p;
        open_picture(&p, 12, 9, 1 + next_number(&s, 9));
        draw_star(&p.d, &p.d.zones, &s, next_real(&s, 0, 12), next_real(&s, 0, 9), next_real(&s, 0.2, 14),
                  3 + next_number(&s, 40));
        take_fractions(&p);
        expect_overlay(&p, &p.d);
        drawn_close(&p.d);
    }
}

static void corners_and_edges_on_the_lines_of_the_grid(void **state)
{
    (void)state;
    stream s = {12};
    for (int round = 0; round < 40; round++) {
        picture p;
        double xy[8];
        open_picture(&p, 8, 8, 3);
        for (int i = 0; i < 6; i++)
            xy[i] = next_number(&s, 9);
        xy[6] = xy[0];
        xy[7] = xy[1];
        draw_ring(&p.d, &p.d.zones, xy, 4); /* some of them are flat */
        take_fractions(&p);
        expect_overlay(&p, &p.d);
        drawn_close(&p.d);
    }
}

/* ---- codes, values and weights */

typedef struct counted {
    pd_tally tally;
    pd_zonal_range range[1];
} counted;

static void count(picture *p, const pd_zonal_strip *strip, counted *out)
{
    pd_zonal *zonal = NULL;
    pd_zonal_work *work = NULL;
    assert_ok(p->d.ctx, pd_shapes_finish(p->d.ctx, &p->d.zones, true));
    assert_ok(p->d.ctx, pd_tally_init(p->d.ctx, 1, 4, &out->tally));
    assert_ok(p->d.ctx, pd_zonal_new(p->d.ctx, &p->d.zones, 1, p->width, p->height, p->height, &zonal));
    assert_ok(p->d.ctx, pd_zonal_work_new(p->d.ctx, zonal, &work));
    assert_ok(p->d.ctx, pd_zonal_add(work, strip, &out->tally));
    pd_zonal_work_free(work);
    pd_zonal_free(zonal);
}

static void codes_by_weight_and_values_by_area(void **state)
{
    (void)state;
    static const unsigned char code[9] = {0, 0, 1, 1, 0, 1, 9, 9, 9};
    static const float value[9] = {1, 2, 3, 4, 5, 6, 7, NAN, 9};
    static const double prefix[4] = {0, 10, 30, 60}, factor[3] = {1, 2, 3};
    uint32_t column[PD_ZONAL_CODES] = {0, 1};
    counted c = {0};
    picture p;
    column[9] = 1;
    open_picture(&p, 3, 3, 3);
    draw_zone(&p.d, "POLYGON((0 0, 3 0, 3 2.5, 0 2.5, 0 0))");
    const pd_zonal_strip strip = {.code = code,
                                  .column = column,
                                  .value = value,
                                  .value_column = 2,
                                  .range = c.range,
                                  .prefix = prefix,
                                  .factor = factor};
    count(&p, &strip, &c);
    const double half = 0.5 * 3 * 60;
    assert_close(pd_sum_total(&c.tally.cells[0]), 30 + 2 * 20, 0, 1e-14);
    assert_close(pd_sum_total(&c.tally.cells[1]), 30 + 2 * (10 + 30) + half, 0, 1e-14);
    const double sum = 10 + 2 * 20 + 3 * 30 + 2 * (4 * 10 + 5 * 20 + 6 * 30) + 1.5 * (7 * 10 + 9 * 30);
    assert_close(pd_sum_total(&c.tally.cells[2]), sum, 0, 1e-14);
    assert_close(pd_sum_total(&c.tally.cells[3]), 60 + 120 + 1.5 * 40, 0, 1e-14);
    assert_true(c.range[0].is_known);
    assert_close(c.range[0].least, 1, 0, 0);
    assert_close(c.range[0].most, 9, 0, 0);
    pd_tally_release(&c.tally);
    drawn_close(&p.d);
}

/* Long rows: changes of code are looked for eight cells at a time, values are summed four at a time. */
static void long_rows_cell_by_cell(void **state)
{
    (void)state;
    enum { WIDE = 53 };
    stream s = {53};
    for (int round = 0; round < 60; round++) {
        unsigned char code[WIDE];
        float value[WIDE];
        double prefix[WIDE + 1] = {0}, wanted[4] = {0};
        const double factor[1] = {1};
        uint32_t column[PD_ZONAL_CODES] = {0, 1};
        counted c = {0};
        picture p;
        const int first = next_number(&s, WIDE), end = first + 1 + next_number(&s, WIDE - first);
        for (int x = 0; x < WIDE; x++) {
            code[x] = (unsigned char)(next_number(&s, 8) / 7);
            value[x] = next_number(&s, 9) == 0 ? NAN : (float)next_real(&s, -5, 5);
            prefix[x + 1] = prefix[x] + next_real(&s, 1, 2);
            const double cell = x >= first && x < end ? prefix[x + 1] - prefix[x] : 0;
            wanted[code[x]] += cell;
            wanted[2] += isnan(value[x]) ? 0 : cell * (double)value[x];
            wanted[3] += isnan(value[x]) ? 0 : cell;
        }
        open_picture(&p, WIDE, 1, 1);
        draw_box(&p.d, &p.d.zones, first, 0, end - first, 1);
        const pd_zonal_strip strip = {.code = code,
                                      .column = column,
                                      .value = value,
                                      .value_column = 2,
                                      .range = c.range,
                                      .prefix = prefix,
                                      .factor = factor};
        count(&p, &strip, &c);
        for (int i = 0; i < 4; i++)
            assert_close(pd_sum_total(&c.tally.cells[i]), wanted[i], 1e-12, 0);
        pd_tally_release(&c.tally);
        drawn_close(&p.d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_square_over_nine_cells),
        cmocka_unit_test(a_triangle_along_the_diagonal),
        cmocka_unit_test(a_hole_is_left_out),
        cmocka_unit_test(what_lies_beyond_the_frame_is_cut_off),
        cmocka_unit_test(random_shapes_as_the_overlay_has_them),
        cmocka_unit_test(corners_and_edges_on_the_lines_of_the_grid),
        cmocka_unit_test(codes_by_weight_and_values_by_area),
        cmocka_unit_test(long_rows_cell_by_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
