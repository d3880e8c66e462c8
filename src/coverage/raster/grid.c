/* Grid coordinates and cell areas. */
#include "coverage/raster/grid_work.h"

#include <math.h>

#define BLOCK_ROWS 64   /* of cells taken for equal in a column */
#define BLOCK_M    2000 /* from north to south, where they change by less than 1e-9 */
#define DEGREE     0.017453292519943295
#define WGS84_A    6378137.0
#define WGS84_E2   0.0066943799901413165

static pdot_status new_lines(pdot_ctx *ctx, pd_grid *g)
{
    g->upper = pd_alloc_array(ctx, (size_t)g->frame.width + 1, 2 * sizeof *g->upper);
    g->lower = pd_alloc_array(ctx, (size_t)g->frame.width + 1, 2 * sizeof *g->lower);
    g->lower_row = -1;
    return g->upper != NULL && g->lower != NULL ? PDOT_OK : PDOT_NOMEM;
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

/* Between the block's upper and lower line each column's strip is a quadrangle. The upper line is mostly the
 * lower one of the block before. */
static pdot_status weigh_projected(pdot_ctx *ctx, pd_grid *g, int64_t row, int64_t n_rows, double *prefix)
{
    const pd_grid_frame *f = &g->frame;
    const size_t n = (size_t)f->width + 1;
    double *const last = g->lower;
    g->lower = g->upper;
    g->upper = last;
    pdot_status status = g->lower_row == row ? PDOT_OK : draw_line(ctx, g, row, g->upper);
    if (status == PDOT_OK)
        status = draw_line(ctx, g, row + n_rows, g->lower);
    g->lower_row = status == PDOT_OK ? row + n_rows : -1;
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
    return grid->is_geographic ? weigh_geographic(ctx, grid, row, prefix, factor)
                               : weigh_projected(ctx, grid, row, n_rows, prefix);
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
