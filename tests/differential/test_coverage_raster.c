/* Cell fractions against brute force: every cell of a raster is drawn as a polygon and clipped by GEOS with
 * every territory: in the grid's own coordinates, where fractions must be equal, and in the raster's CRS with
 * both measured on the ellipsoid. An edge of a territory is straight in the raster's CRS; across a cell,
 * whose scale changes by some 1e-7 from side to side, the grid takes it as straight in its own. */
#include "geos_figures.h"
#include "world.h"

#include "coverage/raster/grid.h"
#include "coverage/raster/zonal.h"

enum { CLASSES = 4 };

#define FRACTION      1e-9 /* of a cell */
#define BENT_FRACTION 1e-7 /* of a cell's ground */
#define OF_TERRITORY  1e-9 /* of a territory's ground */

typedef struct raster_case {
    const char *crs;
    pd_grid_frame frame;
    int64_t strip_rows;
} raster_case;

typedef struct brute {
    drawn d;
    const raster_case *of;
    pd_crs *plan_crs, *crs;
    pd_equal_area *measure; /* of the raster's CRS */
    pd_grid *grid;
    pd_grid_zones placed;
    double *fraction; /* engine: zones * cells */
    double *expected;
    double *cell_m2;
    size_t n_cells;
} brute;

static unsigned char code_of_cell(size_t cell)
{
    stream s = {cell};
    return (unsigned char)next_number(&s, CLASSES);
}

static void note_run(void *user, size_t zone, int64_t row, int64_t first, int64_t end, double fraction)
{
    brute *b = user;
    for (int64_t column = first; column < end; column++)
        b->fraction[zone * b->n_cells + (size_t)(row * b->of->frame.width + column)] += fraction;
}

/* The territories as the engine gets them, with their edges cut to a metre and moved to the raster's CRS. */
static void move_zones(brute *b, pd_shapes *out)
{
    const pd_shapes *zones = &b->d.zones;
    pd_transform *transform = NULL;
    assert_ok(b->d.ctx, pd_transform_new(b->d.ctx, b->plan_crs, b->crs, NULL, &transform));
    for (size_t z = 0; z < zones->n_shapes; z++) {
        for (uint32_t r = zones->shape_start[z]; r < zones->shape_start[z + 1]; r++) {
            double *xy = NULL;
            size_t n = 0, capacity = 0;
            for (uint32_t i = zones->ring_start[r]; i + 1 < zones->ring_start[r + 1]; i++) {
                const double *p = zones->xy + 2 * (size_t)i;
                const bool is_same = pd_transform_is_identity(transform);
                const int pieces = is_same ? 1 : 1 + (int)hypot(p[2] - p[0], p[3] - p[1]);
                for (int k = 0; k < pieces; k++, n++) {
                    assert_true(pd_grow(b->d.ctx, (void **)&xy, &capacity, n + 2, 2 * sizeof *xy));
                    xy[2 * n] = p[0] + (p[2] - p[0]) * k / pieces;
                    xy[2 * n + 1] = p[1] + (p[3] - p[1]) * k / pieces;
                }
            }
            memcpy(xy + 2 * n, xy, 2 * sizeof *xy);
            assert_ok(b->d.ctx, pd_transform_apply(b->d.ctx, transform, xy, n + 1));
            assert_ok(b->d.ctx, pd_shapes_add_ring(b->d.ctx, out, xy, n + 1, zones->is_hole[r]));
            pd_free(xy);
        }
        assert_ok(b->d.ctx, pd_shapes_end_shape(b->d.ctx, out));
    }
    pd_transform_free(transform);
    assert_ok(b->d.ctx, pd_shapes_finish(b->d.ctx, out, true));
}

/* Cells as polygons: in grid coordinates, or in the raster's CRS. */
static void draw_cells(const brute *b, bool on_ground, drawn *cells)
{
    const pd_grid_frame *f = &b->of->frame;
    drawn_open(cells, 1);
    for (size_t i = 0; i < b->n_cells; i++) {
        const double column = (double)((int64_t)i % f->width), row = (double)((int64_t)i / f->width);
        if (on_ground)
            draw_box(cells, &cells->zones, f->origin_x + f->cell_x * column,
                     f->origin_y + f->cell_y * (row + 1), f->cell_x, -f->cell_y);
        else
            draw_box(cells, &cells->zones, column, row, 1, 1);
    }
    assert_ok(cells->ctx, pd_shapes_finish(cells->ctx, &cells->zones, true));
}

static double area_of(brute *b, bool on_ground, pd_bytes wkb)
{
    double area = 0;
    if (on_ground)
        assert_ok(b->d.ctx, pd_area_m2(b->d.ctx, b->measure, wkb, &area));
    else
        assert_ok(b->d.ctx, pd_geometry_planar_area(b->d.ctx, wkb, &area));
    return area;
}

static void clip_cells(brute *b, const pd_shapes *zones, bool on_ground)
{
    drawn cells;
    pd_byte_vector *zone = calloc(zones->n_shapes, sizeof *zone), cell = {0}, piece = {0};
    draw_cells(b, on_ground, &cells);
    memset(b->expected, 0, zones->n_shapes * b->n_cells * sizeof *b->expected);
    for (size_t z = 0; z < zones->n_shapes; z++)
        assert_ok(b->d.ctx, pd_shape_to_wkb(b->d.ctx, zones, z, PD_SHAPE_POLYGONS, &zone[z]));
    for (size_t i = 0; i < b->n_cells; i++) {
        assert_ok(b->d.ctx, pd_shape_to_wkb(b->d.ctx, &cells.zones, i, PD_SHAPE_POLYGONS, &cell));
        const pd_bytes box = {cell.data, cell.size};
        b->cell_m2[i] = area_of(b, on_ground, box);
        for (size_t z = 0; z < zones->n_shapes; z++) {
            if (!pd_boxes_overlap(&zones->box[z], &cells.zones.box[i]))
                continue;
            assert_ok(b->d.ctx, pd_geometry_intersection(b->d.ctx, (pd_bytes){zone[z].data, zone[z].size},
                                                         box, &piece));
            const double area = area_of(b, on_ground, (pd_bytes){piece.data, piece.size});
            b->expected[z * b->n_cells + i] = area / b->cell_m2[i];
        }
    }
    for (size_t z = 0; z < zones->n_shapes; z++)
        pd_byte_vector_release(&zone[z]);
    pd_byte_vector_release(&cell);
    pd_byte_vector_release(&piece);
    free(zone);
    drawn_close(&cells);
}

static void open_case(brute *b, const raster_case *of, const world *w, uint64_t seed)
{
    stream s = {seed};
    *b = (brute){.of = of, .n_cells = (size_t)(of->frame.width * of->frame.height)};
    drawn_open(&b->d, CLASSES);
    draw_world(&b->d, &b->d.zones, w);
    draw_holed_star(&b->d, &b->d.zones, &s, w->x + w->side, w->y + w->side, w->side * 0.8, 20);
    const size_t n = b->d.zones.n_shapes * b->n_cells;
    b->fraction = calloc(n, sizeof *b->fraction);
    b->expected = calloc(n, sizeof *b->expected);
    b->cell_m2 = calloc(b->n_cells, sizeof *b->cell_m2);
    assert_ok(b->d.ctx, pd_crs_new(b->d.ctx, "EPSG:32717", &b->plan_crs));
    assert_ok(b->d.ctx, pd_crs_new(b->d.ctx, of->crs, &b->crs));
    assert_ok(b->d.ctx, pd_equal_area_new(b->d.ctx, b->crs, &b->measure));
    assert_ok(b->d.ctx, pd_grid_new(b->d.ctx, &of->frame, b->crs, b->plan_crs, &b->grid));
    assert_ok(b->d.ctx, pd_shapes_finish(b->d.ctx, &b->d.zones, true));
    assert_ok(b->d.ctx, pd_grid_place(b->d.ctx, b->grid, 1, &b->d.zones, &b->placed));
}

static void close_case(brute *b)
{
    pd_grid_zones_release(&b->placed);
    pd_grid_free(b->grid);
    pd_equal_area_free(b->measure);
    pd_crs_free(b->crs);
    pd_crs_free(b->plan_crs);
    free(b->fraction);
    free(b->expected);
    free(b->cell_m2);
    drawn_close(&b->d);
}

static void compare_fractions(const brute *b, double tolerance)
{
    double worst = 0;
    size_t at = 0, partly = 0;
    for (size_t i = 0; i < b->d.zones.n_shapes * b->n_cells; i++) {
        const double error = fabs(b->fraction[i] - b->expected[i]);
        partly += b->expected[i] > 0 && b->expected[i] < 1 - 1e-9;
        if (error > worst) {
            worst = error;
            at = i;
        }
    }
    print_message("  %zu cells cut, worst fraction off by %.2g (zone %zu, cell %zu)\n", partly, worst,
                  at / b->n_cells, at % b->n_cells);
    assert_true(partly > 500);
    assert_true(worst <= tolerance);
}

/* What the engine adds up per zone and class, against the sum of what was clipped. */
static void compare_classes(brute *b, pd_zonal *zonal, pd_zonal_work *work, double tolerance)
{
    const pd_grid_frame *f = &b->of->frame;
    uint32_t column[PD_ZONAL_CODES];
    pd_tally tally = {0};
    unsigned char *code = calloc(b->n_cells, 1);
    double *prefix = calloc((size_t)(f->width + 1) * (size_t)b->of->strip_rows, sizeof *prefix);
    double *factor = calloc((size_t)b->of->strip_rows, sizeof *factor), worst = 0;
    for (uint32_t i = 0; i < PD_ZONAL_CODES; i++)
        column[i] = i < CLASSES ? i : 0;
    for (size_t i = 0; i < b->n_cells; i++)
        code[i] = code_of_cell(i);
    assert_ok(b->d.ctx, pd_tally_init(b->d.ctx, b->d.zones.n_shapes, CLASSES, &tally));
    for (int64_t strip = 0; strip < pd_zonal_strips(zonal); strip++) {
        const int64_t first = strip * b->of->strip_rows, left = f->height - first;
        for (int64_t row = 0; row < b->of->strip_rows && row < left; row++)
            assert_ok(b->d.ctx, pd_grid_weigh(b->d.ctx, b->grid, first + row, 1,
                                              prefix + row * (f->width + 1), &factor[row]));
        const pd_zonal_strip cells = {.index = strip,
                                      .code = code + first * f->width,
                                      .column = column,
                                      .prefix = prefix,
                                      .factor = factor,
                                      .block_rows = 1};
        assert_ok(b->d.ctx, pd_zonal_add(work, &cells, &tally));
    }
    for (size_t z = 0; z < b->d.zones.n_shapes; z++) {
        double expected[CLASSES] = {0}, total = 0;
        for (size_t i = 0; i < b->n_cells; i++) {
            expected[code[i]] += b->expected[z * b->n_cells + i] * b->cell_m2[i];
            total += b->expected[z * b->n_cells + i] * b->cell_m2[i];
        }
        for (int c = 0; c < CLASSES; c++) {
            const double got = pd_sum_total(&tally.cells[z * CLASSES + (size_t)c]);
            worst = fmax(worst, fabs(got - expected[c]) / total);
        }
    }
    print_message("  worst class off by %.2g of its territory\n", worst);
    assert_true(worst <= tolerance);
    pd_tally_release(&tally);
    free(code);
    free(prefix);
    free(factor);
}

static void measure_case(const raster_case *of, const world *w)
{
    brute b;
    pd_shapes moved = {0}, on_grid = {0};
    pd_zonal *zonal = NULL;
    pd_zonal_work *work = NULL;
    open_case(&b, of, w, 5);
    assert_ok(b.d.ctx, pd_zonal_new(b.d.ctx, b.placed.sets, b.placed.n_sets, of->frame.width,
                                    of->frame.height, of->strip_rows, &zonal));
    assert_ok(b.d.ctx, pd_zonal_work_new(b.d.ctx, zonal, &work));
    for (int64_t strip = 0; strip < pd_zonal_strips(zonal); strip++)
        assert_ok(b.d.ctx, pd_zonal_visit(work, strip, note_run, &b));
    for (size_t i = 0; i < b.placed.n_sets; i++)
        assert_ok(b.d.ctx, pd_shapes_join(b.d.ctx, &on_grid, &b.placed.sets[i]));
    clip_cells(&b, &on_grid, false);
    compare_fractions(&b, FRACTION);
    move_zones(&b, &moved);
    clip_cells(&b, &moved, true);
    compare_fractions(&b, BENT_FRACTION);
    compare_classes(&b, zonal, work, OF_TERRITORY);
    pd_shapes_release(&on_grid);
    pd_shapes_release(&moved);
    pd_zonal_work_free(work);
    pd_zonal_free(zonal);
    close_case(&b);
}

static const world COUNTRY = {696000, 9550000, 900, 3, 12, 21};

static void utm_cells_agree(void **state)
{
    (void)state;
    const raster_case of = {"EPSG:32717", {100, 96, 695900, 9552850, 30, -30}, 16};
    measure_case(&of, &COUNTRY);
}

/* The frame ends inside the territories on every side. */
static void utm_cells_of_a_small_raster_agree(void **state)
{
    (void)state;
    const raster_case of = {"EPSG:32717", {70, 61, 696310, 9552010, 25, -25}, 7};
    measure_case(&of, &COUNTRY);
}

/* Territories along the cells' sides and corners. */
static void cells_cut_along_their_sides_agree(void **state)
{
    (void)state;
    const raster_case of = {"EPSG:32717", {40, 40, 696000, 9552700, 67.5, -67.5}, 8};
    const world straight = {696000, 9550000, 900, 3, 12, 21};
    measure_case(&of, &straight);
}

static void geographic_cells_agree(void **state)
{
    (void)state;
    /* three seconds of arc: 92 m; lon -79.2, lat -4.07 */
    const raster_case of = {"EPSG:4326", {40, 40, -79.2405, -4.0430, 1.0 / 1200, -1.0 / 1200}, 16};
    measure_case(&of, &COUNTRY);
}

static void small_geographic_cells_agree(void **state)
{
    (void)state;
    const raster_case of = {"EPSG:4326", {90, 90, -79.2360, -4.0460, 1.0 / 3600, -1.0 / 3600}, 16};
    measure_case(&of, &COUNTRY);
}

/* The raster of the neighbouring zone's projection: cells lie aslant in the plan. */
static void cells_of_another_zone_agree(void **state)
{
    (void)state;
    const raster_case of = {"EPSG:32718", {60, 70, 29500, 9552900, 45, -45}, 16};
    measure_case(&of, &COUNTRY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utm_cells_agree),
        cmocka_unit_test(utm_cells_of_a_small_raster_agree),
        cmocka_unit_test(cells_cut_along_their_sides_agree),
        cmocka_unit_test(geographic_cells_agree),
        cmocka_unit_test(small_geographic_cells_agree),
        cmocka_unit_test(cells_of_another_zone_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
