/* Territories that are small beside the cells of a raster: what the cells hold of them must be their ground.
 */
#include "drawn.h"

#include "coverage/raster/grid.h"
#include "coverage/raster/zonal.h"

enum { SIDE = 400 };

typedef struct placing {
    pdot_ctx *ctx;
    pd_crs *plan, *raster;
    pd_grid *grid;
    pd_grid_frame frame;
    double prefix[SIDE + 1], factor, total;
} placing;

static void add_run(void *user, size_t zone, int64_t row, int64_t first, int64_t end, double fraction)
{
    placing *p = user;
    (void)zone;
    assert_ok(p->ctx, pd_grid_weigh(p->ctx, p->grid, row, 1, p->prefix, &p->factor));
    p->total += (p->prefix[end] - p->prefix[first]) * p->factor * fraction;
}

static void open_placing(placing *p, const char *crs, double x, double y, double cell)
{
    *p = (placing){.ctx = pdot_ctx_new()};
    assert_ok(p->ctx, pd_crs_new(p->ctx, "EPSG:32717", &p->plan));
    assert_ok(p->ctx, pd_crs_new(p->ctx, crs, &p->raster));
    p->frame = (pd_grid_frame){SIDE, SIDE, x - cell * SIDE / 2, y + cell * SIDE / 2, cell, -cell};
    assert_ok(p->ctx, pd_grid_new(p->ctx, &p->frame, p->raster, p->plan, &p->grid));
}

static void close_placing(placing *p)
{
    pd_grid_free(p->grid);
    pd_crs_free(p->raster);
    pd_crs_free(p->plan);
    pdot_ctx_free(p->ctx);
}

/* What the cells do not account for of the zone's part inside the frame, as a share of the zone; and what the
 * two measures of a zone that lies in it do not. */
static double unclosed(placing *p, const pd_shapes *zone)
{
    pd_grid_zones placed = {0};
    pd_zonal *zonal = NULL;
    pd_zonal_work *work = NULL;
    assert_ok(p->ctx, pd_grid_place(p->ctx, p->grid, 1, zone, &placed));
    assert_ok(p->ctx, pd_zonal_new(p->ctx, placed.sets, placed.n_sets, SIDE, SIDE, SIDE, &zonal));
    assert_ok(p->ctx, pd_zonal_work_new(p->ctx, zonal, &work));
    p->total = 0;
    assert_ok(p->ctx, pd_zonal_visit(work, 0, add_run, p));
    const double by_cells = fabs(p->total - placed.inside_m2[0]) / placed.area_m2[0];
    const double by_ring = placed.is_inside[0] ? fabs(placed.inside_m2[0] / placed.area_m2[0] - 1) : 0;
    pd_zonal_work_free(work);
    pd_zonal_free(zonal);
    pd_grid_zones_release(&placed);
    return by_cells + by_ring;
}

/* The same of a ring of n points on a raster around (grid_x, grid_y). */
static double unclosed_ring(const char *crs, double grid_x, double grid_y, double cell, const double *xy,
                            size_t n)
{
    placing p;
    pd_shapes zone = {0};
    open_placing(&p, crs, grid_x, grid_y, cell);
    assert_ok(p.ctx, pd_shapes_add_ring(p.ctx, &zone, xy, n, false));
    assert_ok(p.ctx, pd_shapes_end_shape(p.ctx, &zone));
    assert_ok(p.ctx, pd_shapes_finish(p.ctx, &zone, true));
    const double off = unclosed(&p, &zone);
    pd_shapes_release(&zone);
    close_placing(&p);
    return off;
}

/* A right triangle over the corner of four cells, and the same as a thin one. */
static double worst_unclosed(const char *crs, double grid_x, double grid_y, double cell, double x, double y,
                             double size)
{
    double worst = 0;
    for (int thin = 0; thin < 2; thin++) {
        const double width = thin ? size / 8 : size;
        const double xy[8] = {x - 0.3 * width, y - 0.3 * size, x + 0.7 * width, y - 0.3 * size,
                              x - 0.3 * width, y + 0.7 * size, x - 0.3 * width, y - 0.3 * size};
        worst = fmax(worst, unclosed_ring(crs, grid_x, grid_y, cell, xy, 4));
    }
    return worst;
}

static const double CELLS_M[5] = {30, 90, 250, 1000, 10000};
static const double CELLS_WIDE[8] = {0.1, 0.3, 1, 3, 10, 25, 100, 250}; /* the territory, in cells */

#define LEAST_M  100 /* a territory of a hectare or less is none */
#define WIDEST_M 300000

/* Territories at a place of the plan, (700000, 9550000), on rasters of a CRS around the same place. */
static void expect_closed(const char *crs, double unit_m)
{
    pdot_ctx *ctx = pdot_ctx_new();
    pd_crs *from = NULL, *to = NULL;
    pd_transform *transform = NULL;
    double at[2] = {700000, 9550000}, worst = 0;
    assert_ok(ctx, pd_crs_new(ctx, "EPSG:32717", &from));
    assert_ok(ctx, pd_crs_new(ctx, crs, &to));
    assert_ok(ctx, pd_transform_new(ctx, from, to, NULL, &transform));
    assert_ok(ctx, pd_transform_apply(ctx, transform, at, 1));
    for (int c = 0; c < 5; c++)
        for (int i = 0; i < 8; i++) {
            const double wide_m = CELLS_WIDE[i] * CELLS_M[c];
            if (wide_m < LEAST_M || wide_m > WIDEST_M)
                continue;
            const double off =
                worst_unclosed(crs, at[0], at[1], CELLS_M[c] / unit_m, 700000, 9550000, wide_m);
            if (off > 1e-9)
                print_message("  %g m wide, cells of %g m: off by %.2g\n", wide_m, CELLS_M[c], off);
            worst = fmax(worst, off);
        }
    print_message("  %s: worst %.2g of the territory\n", crs, worst);
    assert_true(worst <= 1e-9);
    pd_transform_free(transform);
    pd_crs_free(from);
    pd_crs_free(to);
    pdot_ctx_free(ctx);
}

static void territories_close_on_a_raster_in_metres(void **state)
{
    (void)state;
    expect_closed("EPSG:32717", 1);
}

static void territories_close_on_a_raster_of_the_next_zone(void **state)
{
    (void)state;
    expect_closed("EPSG:32718", 1);
}

static void territories_close_on_a_raster_in_degrees(void **state)
{
    (void)state;
    expect_closed("EPSG:4326", 111000);
}

/* Its part inside has the frame's sides for edges: a hundred kilometres in one piece. */
static void a_territory_around_the_raster_closes(void **state)
{
    (void)state;
    const double x = 880000, y = 9550000, far = 90000; /* four degrees from the meridian */
    const double xy[10] = {x - far, y - far, x + far, y - far, x + far,
                           y + far, x - far, y + far, x - far, y - far};
    const double off = unclosed_ring("EPSG:32717", x, y, 250, xy, 5);
    print_message("  off by %.2g\n", off);
    assert_true(off <= 1e-10);
}

/* Galápagos in zone 17: nine degrees from its meridian edges bend due north too, and small territories with
 * long edges, cut by the raster's frame, tell. */
static void small_territories_far_from_the_meridian_close(void **state)
{
    (void)state;
    const double x = -700000, y = 9950000, cell = 250, left = x - cell * SIDE / 2, turn = 6.283185307179586;
    double worst = 0;
    for (int k = 0; k < 90; k++) {
        double xy[8];
        const double cx = left + (k * 7 % 10 - 5) * 72 + 0.37 * cell, cy = y - 45000 + 1000 * k + 0.21 * cell;
        for (int i = 0; i < 4; i++) {
            xy[2 * i] = cx + 425 * cos(turn * (k / 90.0 + i % 3 / 3.0));
            xy[2 * i + 1] = cy + 425 * sin(turn * (k / 90.0 + i % 3 / 3.0));
        }
        worst = fmax(worst, unclosed_ring("EPSG:32717", x, y, cell, xy, 4));
    }
    print_message("  off by %.2g\n", worst);
    assert_true(worst <= 5e-10);
}

/* Nobody's cells, but a file may say so: they are weighed and done with. */
static void cells_of_nothing_come_to_an_end(void **state)
{
    (void)state;
    placing p;
    open_placing(&p, "EPSG:32717", 700000, 9550000, 1e-16);
    assert_ok(p.ctx, pd_grid_weigh(p.ctx, p.grid, 0, pd_grid_block_rows(p.grid), p.prefix, &p.factor));
    close_placing(&p);
}

/* Cells weigh what their ground is: every row and the columns of both rims, against the cell's own four
 * corners. */
static void cells_have_their_ground(void **state)
{
    (void)state;
    static const double sizes[3] = {30, 60, 250};
    double worst = 0;
    for (int s = 0; s < 3; s++) {
        placing p;
        pd_equal_area *measure = NULL;
        open_placing(&p, "EPSG:32717", 880000, 9550000, sizes[s]);
        assert_ok(p.ctx, pd_equal_area_new(p.ctx, p.raster, &measure));
        for (int64_t row = 0; row < SIDE; row++) {
            assert_ok(p.ctx, pd_grid_weigh(p.ctx, p.grid, row, 1, p.prefix, &p.factor));
            for (int64_t column = 0; column < SIDE; column += SIDE - 1) {
                const double left = p.frame.origin_x + (double)column * sizes[s],
                             top = p.frame.origin_y - (double)row * sizes[s];
                double ring[10] = {
                    left, top - sizes[s], left + sizes[s], top - sizes[s], left + sizes[s], top, left,
                    top,  left,           top - sizes[s]};
                assert_ok(p.ctx, pd_equal_area_apply(p.ctx, measure, ring, 5));
                const double cell = (p.prefix[column + 1] - p.prefix[column]) * p.factor;
                worst = fmax(worst, fabs(cell / pd_ring_area(ring, 5) - 1));
            }
        }
        pd_equal_area_free(measure);
        close_placing(&p);
    }
    print_message("  worst %.2g of a cell\n", worst);
    assert_true(worst <= 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(territories_close_on_a_raster_in_metres),
        cmocka_unit_test(territories_close_on_a_raster_of_the_next_zone),
        cmocka_unit_test(territories_close_on_a_raster_in_degrees),
        cmocka_unit_test(a_territory_around_the_raster_closes),
        cmocka_unit_test(small_territories_far_from_the_meridian_close),
        cmocka_unit_test(cells_of_nothing_come_to_an_end),
        cmocka_unit_test(cells_have_their_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
