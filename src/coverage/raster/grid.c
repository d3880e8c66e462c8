/* Grid coordinates and cell areas. */
#include "coverage/raster/grid_work.h"

#include <math.h>

#define BLOCK_ROWS 64   /* of cells taken for equal in a column */
#define BLOCK_M    2000 /* from north to south, where they change by less than 1e-9 */
#define LINES_M    8000 /* from north to south, between which the width of columns changes evenly */
#define EVEN_M     250  /* cells across which the scale changes evenly */
#define LEAST_M    0.01 /* of their sides */
#define MOST_U     0.25 /* of pd_scale_slope: 14 degrees from the meridian */
#define DEGREE     0.017453292519943295
#define WGS84_A    6378137.0
#define WGS84_E2   0.0066943799901413165

static pdot_status new_lines(pdot_ctx *ctx, pd_grid *g)
{
    g->upper = pd_alloc_array(ctx, (size_t)g->frame.width + 1, 2 * sizeof *g->upper);
    g->lower = pd_alloc_array(ctx, (size_t)g->frame.width + 1, 2 * sizeof *g->lower);
    g->upper_row = g->lower_row = -1;
    return g->upper != NULL && g->lower != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* The cubic term of the scale leaves 3e-11 of a cell of 250 m. Cells of less than a centimetre are nobody's.
 */
static bool is_even(const pd_grid *g)
{
    const pd_grid_frame *f = &g->frame;
    const double east = f->origin_x + (double)f->width * f->cell_x,
                 south = f->origin_y + (double)f->height * f->cell_y;
    pd_scale_slope at_top, at_bottom;
    if (f->cell_x > EVEN_M || fabs(f->cell_y) > EVEN_M || f->cell_x < LEAST_M || fabs(f->cell_y) < LEAST_M ||
        !pd_equal_area_slope(g->measure, f->origin_y, &at_top) ||
        !pd_equal_area_slope(g->measure, south, &at_bottom))
        return false;
    const double per_x = fmax(at_top.per_x, at_bottom.per_x);
    return fmax(fabs(f->origin_x - at_top.x0), fabs(east - at_top.x0)) * per_x < MOST_U;
}

pdot_status pd_grid_new(pdot_ctx *ctx, const pd_grid_frame *frame, const pd_crs *raster_crs,
                        const pd_crs *plan_crs, pd_grid **out)
{
    *out = NULL;
    pd_grid *g = pd_alloc(ctx, sizeof *g);
    if (g == NULL)
        return PDOT_NOMEM;
    g->frame = *frame;
    g->is_geographic = pd_crs_is_geographic(raster_crs);
    pdot_status status = new_lines(ctx, g);
    if (status == PDOT_OK)
        status = pd_equal_area_new(ctx, plan_crs, &g->plan_measure);
    if (status == PDOT_OK)
        status = pd_equal_area_new(ctx, raster_crs, &g->measure);
    if (status == PDOT_OK)
        status = pd_transform_new(ctx, plan_crs, raster_crs, NULL, &g->to_raster);
    if (status == PDOT_OK) {
        g->is_even = is_even(g);
        *out = g;
        g = NULL;
    }
    pd_grid_free(g);
    return status;
}

bool pd_grid_is_shareable(const pd_grid *grid)
{
    return pd_equal_area_is_shareable(grid->measure);
}

pdot_status pd_grid_share(pdot_ctx *ctx, const pd_grid *grid, pd_grid **out)
{
    PD_ASSERT(pd_grid_is_shareable(grid));
    *out = NULL;
    pd_grid *g = pd_alloc(ctx, sizeof *g);
    if (g == NULL)
        return PDOT_NOMEM;
    *g = *grid;
    g->is_sharing = true;
    g->to_raster = NULL;
    const pdot_status status = new_lines(ctx, g);
    if (status == PDOT_OK) {
        *out = g;
        g = NULL;
    }
    pd_grid_free(g);
    return status;
}

void pd_grid_free(pd_grid *grid)
{
    if (grid == NULL)
        return;
    if (!grid->is_sharing) {
        pd_equal_area_free(grid->plan_measure);
        pd_equal_area_free(grid->measure);
    }
    pd_transform_free(grid->to_raster);
    pd_free(grid->upper);
    pd_free(grid->lower);
    pd_free(grid);
}

/* ---- coordinates and areas of cells */

pdot_status pd_grid_locate(pdot_ctx *ctx, pd_grid *grid, double *xy, size_t n)
{
    const pdot_status status = pd_transform_apply(ctx, grid->to_raster, xy, n);
    for (size_t i = 0; status == PDOT_OK && i < n; i++) {
        xy[2 * i] = (xy[2 * i] - grid->frame.origin_x) / grid->frame.cell_x;
        xy[2 * i + 1] = (xy[2 * i + 1] - grid->frame.origin_y) / grid->frame.cell_y;
    }
    return status;
}

int64_t pd_grid_block_rows(const pd_grid *grid)
{
    int64_t rows = 1;
    if (grid->is_geographic)
        return 0;
    while (rows < BLOCK_ROWS && (double)(2 * rows) * fabs(grid->frame.cell_y) <= BLOCK_M)
        rows *= 2;
    return rows;
}

static pdot_status weigh_geographic(pdot_ctx *ctx, pd_grid *g, int64_t row, double *prefix, double *factor)
{
    const pd_grid_frame *f = &g->frame;
    const double top = f->origin_y + (double)row * f->cell_y;
    double at[4] = {f->origin_x, top, f->origin_x + f->cell_x, top + f->cell_y};
    const pdot_status status = pd_equal_area_apply(ctx, g->measure, at, 2);
    *factor = fabs((at[2] - at[0]) * (at[3] - at[1]));
    for (int64_t c = 0; c <= f->width; c++)
        prefix[c] = (double)c;
    return status;
}

/* The corners of the cells above a row, in the equal-area plane. */
static pdot_status draw_line(pdot_ctx *ctx, const pd_grid *g, int64_t row, double *line)
{
    const pd_grid_frame *f = &g->frame;
    const size_t n = (size_t)f->width + 1;
    for (size_t c = 0; c < n; c++) {
        line[2 * c] = f->origin_x + (double)c * f->cell_x;
        line[2 * c + 1] = f->origin_y + (double)row * f->cell_y;
    }
    return pd_equal_area_apply_row(ctx, g->measure, line, n);
}

/* The lines above two rows; mostly the upper one was the lower one before. */
static pdot_status draw_lines(pdot_ctx *ctx, pd_grid *g, int64_t upper_row, int64_t lower_row)
{
    if (g->upper_row == upper_row && g->lower_row == lower_row)
        return PDOT_OK;
    const bool has_upper = g->lower_row == upper_row;
    double *const last = g->lower;
    g->lower = g->upper;
    g->upper = last;
    g->upper_row = g->lower_row = -1;
    pdot_status status = has_upper ? PDOT_OK : draw_line(ctx, g, upper_row, g->upper);
    if (status == PDOT_OK)
        status = draw_line(ctx, g, lower_row, g->lower);
    if (status == PDOT_OK) {
        g->upper_row = upper_row;
        g->lower_row = lower_row;
    }
    return status;
}

/* Where the scale changes evenly: columns are as wide in the middle of the block as a straight line between
 * two lines some kilometres apart says, to 5e-11 in a zone of UTM and 3e-10 at MOST_U. Both lines run due
 * east. */
static pdot_status weigh_evenly(pdot_ctx *ctx, pd_grid *g, int64_t row, int64_t n_rows, double *prefix)
{
    int64_t step = pd_grid_block_rows(g);
    while ((double)(2 * step) * fabs(g->frame.cell_y) <= LINES_M)
        step *= 2;
    const int64_t above = row - row % step;
    const pdot_status status = draw_lines(ctx, g, above, above + step);
    if (status != PDOT_OK)
        return status;
    const double *upper = g->upper, *lower = g->lower;
    const double share = ((double)(row - above) + (double)n_rows / 2) / (double)step,
                 height = fabs(lower[1] - upper[1]) / (double)step;
    const double of_upper = (1 - share) * height, of_lower = share * height,
                 start = of_upper * upper[0] + of_lower * lower[0];
    for (int64_t c = 0; c <= g->frame.width; c++)
        prefix[c] = of_upper * upper[2 * c] + of_lower * lower[2 * c] - start;
    return PDOT_OK;
}

/* Between the block's upper and lower line each column's strip is a quadrangle. */
static pdot_status weigh_projected(pdot_ctx *ctx, pd_grid *g, int64_t row, int64_t n_rows, double *prefix)
{
    const size_t n = (size_t)g->frame.width + 1;
    const pdot_status status = draw_lines(ctx, g, row, row + n_rows);
    const double per_row = 0.5 / (double)n_rows;
    prefix[0] = 0;
    for (size_t c = 0; status == PDOT_OK && c + 1 < n; c++) {
        const double *a = g->upper + 2 * c,
                     *b = g->lower + 2 * c; /* diagonals of the quadrangle a, a+2, b+2, b */
        const double cross = (b[2] - a[0]) * (b[1] - a[3]) - (b[0] - a[2]) * (b[3] - a[1]);
        prefix[c + 1] = prefix[c] + fabs(cross) * per_row;
    }
    return status;
}

pdot_status pd_grid_weigh(pdot_ctx *ctx, pd_grid *grid, int64_t row, int64_t n_rows, double *prefix,
                          double *factor)
{
    *factor = 1;
    if (grid->is_geographic)
        return weigh_geographic(ctx, grid, row, prefix, factor);
    return (grid->is_even ? weigh_evenly : weigh_projected)(ctx, grid, row, n_rows, prefix);
}

/* Radii of curvature of the ellipsoid: Snyder (4-20), (4-21). */
void pd_grid_cell_m(const pd_grid *grid, int64_t row, double *dx_m, double *dy_m)
{
    const pd_grid_frame *f = &grid->frame;
    *dx_m = fabs(f->cell_x);
    *dy_m = fabs(f->cell_y);
    if (!grid->is_geographic)
        return;
    const double latitude = (f->origin_y + ((double)row + 0.5) * f->cell_y) * DEGREE, s = sin(latitude);
    const double w2 = 1 - WGS84_E2 * s * s, nu = WGS84_A / sqrt(w2), rho = nu * (1 - WGS84_E2) / w2;
    *dx_m *= DEGREE * nu * cos(latitude);
    *dy_m *= DEGREE * rho;
}
