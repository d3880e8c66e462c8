/* Reading rasters of hazards: opened once for all and once for each worker, strip by strip as codes of
 * classes, slopes classified on the fly. */
#include <math.h>
#include <string.h>

#include "pipeline/coverage/raster.h"

#define MIN_ROWS  64 /* of a strip */
#define MAX_ROWS  512
#define MAX_CELLS (1 << 26) /* of a strip: 64 MB of codes, 256 MB of elevations for each worker */

/* ---- workers */

static int64_t cells_of_strip(const raster_job *job)
{
    return job->strip_rows * job->info.width;
}

pdot_status pd_cover_open_grid(pdot_ctx *ctx, const raster_job *job, raster_worker *worker)
{
    raster_worker *const w = worker;
    const pd_raster_info *info = &job->info;
    const pd_grid_frame frame = {info->width,    info->height, info->origin_x,
                                 info->origin_y, info->cell_x, info->cell_y};
    pd_crs *plan = NULL;
    pdot_status status = pd_crs_copy(ctx, job->cover->crs, &plan);
    if (status == PDOT_OK)
        status = pd_grid_new(ctx, &frame, pd_raster_crs(w->raster), plan, &w->grid);
    pd_crs_free(plan);
    return status;
}

static pdot_status make_buffers(pdot_ctx *ctx, const raster_job *job, raster_worker *w)
{
    const size_t cells = (size_t)cells_of_strip(job), width = (size_t)job->info.width;
    w->code = pd_alloc_array(ctx, cells, 1);
    w->value = job->is_slope ? pd_alloc_array(ctx, cells + 2 * width, sizeof *w->value) : NULL;
    w->wide = !job->is_slope && !job->is_bytes ? pd_alloc_array(ctx, cells, sizeof *w->wide) : NULL;
    const bool has_cells = job->is_slope ? w->value != NULL : job->is_bytes || w->wide != NULL;
    return w->code != NULL && has_cells ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_cover_prepare_reading(pdot_ctx *ctx, const raster_job *job, raster_worker *worker)
{
    const pdot_status status = pd_cover_open_grid(ctx, job, worker);
    return status == PDOT_OK ? make_buffers(ctx, job, worker) : status;
}

pdot_status pd_cover_open_reading(pdot_ctx *ctx, const raster_job *job, raster_worker *worker)
{
    raster_worker *const w = worker;
    pdot_status status;
    if (!pd_grid_is_shareable(job->first->grid)) {
        status = pd_raster_open_known(ctx, job->hazard->path, job->hazard->grid_crs, &w->raster);
        return status == PDOT_OK ? pd_cover_prepare_reading(ctx, job, w) : status;
    }
    status = pd_raster_open_again(ctx, job->first->raster, &w->raster);
    if (status == PDOT_OK)
        status = pd_grid_share(ctx, job->first->grid, &w->grid);
    return status == PDOT_OK ? make_buffers(ctx, job, w) : status;
}

void pd_cover_close_reading(raster_worker *worker)
{
    raster_worker *const w = worker;
    pd_raster_close(w->raster);
    pd_grid_free(w->grid);
    pd_zonal_work_free(w->work);
    pd_tally_release(&w->tally);
    pd_free(w->range);
    pd_free(w->code);
    pd_free(w->value);
    pd_free(w->wide);
    pd_free(w->prefix);
    pd_free(w->factor);
    *w = (raster_worker){0};
}

/* ---- one strip */

typedef struct strip_rows {
    int64_t first, n;
} strip_rows;

static strip_rows rows_of_strip(const raster_job *job, size_t strip)
{
    strip_rows r = {(int64_t)strip * job->strip_rows, job->strip_rows};
    if (r.first + r.n > job->info.height)
        r.n = job->info.height - r.first;
    return r;
}

/* The two rows above the strip's. */
static pdot_status read_seam(pdot_ctx *ctx, const raster_job *job, raster_worker *w, strip_rows r)
{
    const int64_t width = job->info.width;
    for (int64_t i = 0; i < 2 * width; i++)
        w->value[i] = NAN;
    if (r.first == 0 ||
        (job->seams != NULL && pd_seams_take(job->seams, (size_t)(r.first / job->strip_rows) - 1, w->value)))
        return PDOT_OK;
    return pd_raster_read(ctx, w->raster, 0, r.first - 2, width, 2, w->value);
}

/* Elevations, then slope codes. A slope needs the row below, so that row y of the job is row y - 1 of the
 * file: a strip needs the blocks of its own rows only, and two rows of the strip above. */
static pdot_status read_slopes(pdot_ctx *ctx, const raster_job *job, raster_worker *w, strip_rows r)
{
    const int64_t width = job->info.width, height = job->info.height - 1;
    const int64_t n = r.first + r.n < height ? r.n : height - r.first;
    pdot_status status =
        n > 0 ? pd_raster_read(ctx, w->raster, 0, r.first, width, n, w->value + 2 * width) : PDOT_OK;
    for (int64_t i = (n + 2) * width; i < (r.n + 2) * width; i++)
        w->value[i] = NAN;
    if (status == PDOT_OK && job->seams != NULL && n == job->strip_rows)
        status = pd_seams_put(ctx, job->seams, (size_t)(r.first / job->strip_rows), w->value + n * width);
    if (status == PDOT_OK)
        status = read_seam(ctx, job, w, r);
    for (int64_t y = 0; status == PDOT_OK && y < r.n; y++) {
        const float *above = w->value + y * width;
        pd_slope_row row = {.above = above,
                            .here = above + width,
                            .below = above + 2 * width,
                            .width = width,
                            .limits = job->limits,
                            .n_limits = job->n_limits,
                            .none = CODE_NODATA};
        pd_grid_cell_m(w->grid, r.first + y, &row.dx_m, &row.dy_m);
        pd_slope_classify(&row, w->code + y * width);
    }
    return status;
}

static pdot_status read_codes(pdot_ctx *ctx, const raster_job *job, raster_worker *w, strip_rows r)
{
    if (job->is_slope)
        return read_slopes(ctx, job, w, r);
    if (job->is_bytes)
        return pd_raster_read_bytes(ctx, w->raster, 0, r.first, job->info.width, r.n, w->code);
    const pdot_status status =
        pd_raster_read_double(ctx, w->raster, 0, r.first, job->info.width, r.n, w->wide);
    for (int64_t i = 0; status == PDOT_OK && i < r.n * job->info.width; i++)
        w->code[i] = i > 0 && w->wide[i] >= w->wide[i - 1] && w->wide[i] <= w->wide[i - 1]
                         ? w->code[i - 1]
                         : pd_cover_code_of(job->hazard, w->wide[i]);
    return status;
}

pdot_status pd_cover_read_codes(pdot_ctx *ctx, const raster_job *job, raster_worker *worker, int64_t first,
                                int64_t *n)
{
    const strip_rows r = rows_of_strip(job, (size_t)(first / job->strip_rows));
    *n = r.n;
    return read_codes(ctx, job, worker, r);
}

/* ---- the whole */

static int64_t choose_rows(const pd_raster_info *info)
{
    int64_t rows = info->block_height > 0 && info->block_height <= MAX_ROWS ? info->block_height : 1;
    while (rows < MIN_ROWS)
        rows *= 2;
    while (rows > 2 && rows * info->width > MAX_CELLS)
        rows /= 2;
    return rows < info->height ? rows : info->height;
}

pdot_status pd_cover_open_raster(pd_cover *cover, const pd_hazard *hazard, raster_job *job,
                                 raster_worker *first)
{
    pdot_ctx *ctx = cover->ctx;
    *job = (raster_job){.cover = cover, .hazard = hazard};
    *first = (raster_worker){0};
    if (hazard->extent_id[0] != '\0')
        return pd_fail(
            ctx, PDOT_UNSUPPORTED,
            "%s: extent: is for polygons; a raster says by its no-data cells where it was not mapped",
            hazard->id);
    pdot_status status = pd_raster_open_known(ctx, hazard->path, hazard->grid_crs, &first->raster);
    if (status != PDOT_OK)
        return status;
    job->info = *pd_raster_get_info(first->raster);
    job->is_slope = hazard->kind == PD_HAZARD_SLOPE_PERCENT || hazard->kind == PD_HAZARD_SLOPE_DEGREES;
    job->is_bytes = !job->is_slope && job->info.is_plain_bytes;
    job->n_columns = (size_t)hazard->n_classes + EXTRA_COLUMNS;
    if (job->is_slope) {
        job->info.height++;
        job->info.origin_y -= job->info.cell_y;
    }
    job->strip_rows = choose_rows(&job->info);
    return pd_cover_set_meaning(ctx, job);
}
