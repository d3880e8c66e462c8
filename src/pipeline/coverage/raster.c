/* Figures of hazards that are rasters: cells by the exact fraction inside each zone, slope classes on the
 * fly. Strips of rows are the tasks; every worker opens the raster for itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/parallel.h"
#include "pipeline/coverage/raster.h"

#define MAX_WORKERS 256
#define MIN_ROWS    64 /* of a strip */
#define MAX_ROWS    512
#define MAX_CELLS   (1 << 26) /* of a strip: 64 MB of codes, 256 MB of elevations for each worker */

/* ---- workers */

static int64_t cells_of_strip(const raster_job *job)
{
    return job->strip_rows * job->info.width;
}

static pdot_status open_grid(pdot_ctx *ctx, const raster_job *job, raster_worker *w)
{
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
    const pdot_status status = open_grid(ctx, job, worker);
    return status == PDOT_OK ? make_buffers(ctx, job, worker) : status;
}

/* The raster and the grid of the calling thread's once more; or from the beginning where threads cannot share
 * what these know. */
static pdot_status open_reading(pdot_ctx *ctx, const raster_job *job, raster_worker *w)
{
    pdot_status status;
    if (!pd_grid_is_shareable(job->first->grid)) {
        status = pd_raster_open(ctx, job->hazard->path, job->crs_definition, &w->raster);
        return status == PDOT_OK ? pd_cover_prepare_reading(ctx, job, w) : status;
    }
    status = pd_raster_open_again(ctx, job->first->raster, &w->raster);
    if (status == PDOT_OK)
        status = pd_grid_share(ctx, job->first->grid, &w->grid);
    return status == PDOT_OK ? make_buffers(ctx, job, w) : status;
}

static pdot_status open_worker(pdot_ctx *ctx, const raster_job *job, raster_worker *w)
{
    const size_t width = (size_t)job->info.width;
    const size_t blocks =
        (size_t)(job->strip_rows / (job->block_rows > 0 ? job->block_rows : job->strip_rows)) + 1;
    pdot_status status = open_reading(ctx, job, w);
    if (status == PDOT_OK)
        status = pd_zonal_work_new(ctx, job->zonal, &w->work);
    if (status == PDOT_OK)
        status = pd_tally_init(ctx, job->n_zones, job->n_columns, &w->tally);
    if (status != PDOT_OK)
        return status;
    w->range = pd_alloc_array(ctx, job->n_zones, sizeof *w->range);
    w->prefix = pd_alloc_array(ctx, blocks * (width + 1), sizeof *w->prefix);
    w->factor = pd_alloc_array(ctx, (size_t)job->strip_rows, sizeof *w->factor);
    return w->range != NULL && w->prefix != NULL && w->factor != NULL ? PDOT_OK : PDOT_NOMEM;
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

/* ---- one strip: read, classify, weigh, add */

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

static pdot_status weigh_rows(pdot_ctx *ctx, const raster_job *job, raster_worker *w, strip_rows r)
{
    const int64_t step = job->block_rows > 0 ? job->block_rows : 1;
    pdot_status status = PDOT_OK;
    for (int64_t y = 0; y < r.n && status == PDOT_OK; y += step) {
        const int64_t n = r.n - y < step ? r.n - y : step;
        double factor = 0;
        double *prefix = w->prefix + (job->block_rows > 0 ? y / step * (job->info.width + 1) : 0);
        status = pd_grid_weigh(ctx, w->grid, r.first + y, n, prefix, &factor);
        for (int64_t k = y; k < y + n; k++)
            w->factor[k] = factor;
    }
    return status;
}

/* Some zone holds a cell whose value the class table lacks: which value? */
static pdot_status check_unknown(pdot_ctx *ctx, const raster_job *job, const raster_worker *w, strip_rows r)
{
    const uint32_t column = (uint32_t)job->hazard->n_classes + COLUMN_UNKNOWN;
    bool is_met = false;
    for (size_t i = 0; i < w->tally.n_touched && !is_met; i++)
        is_met = pd_sum_total(&w->tally.cells[w->tally.touched[i] * w->tally.n_columns + column]) > 0;
    for (int64_t i = 0; is_met && i < r.n * job->info.width; i++)
        if (job->column[w->code[i]] == column) {
            char text[PD_NUMBER_SIZE];
            const double value = job->is_bytes ? (double)w->code[i] : w->wide[i];
            return pd_fail_at(
                ctx, PDOT_SCHEMA, &(pd_place){.file = job->hazard->path},
                "The raster of %s has cells of value %s, which its class table lacks: add the value "
                "(with an empty rank if it means no data)",
                job->hazard->id, pd_number_format(value, text));
        }
    return PDOT_OK;
}

static pdot_status run_strip(const pd_task *task, void *user)
{
    raster_job *job = user;
    raster_worker *w = &job->workers[task->worker];
    const strip_rows r = rows_of_strip(job, task->index);
    pdot_status status = w->raster == NULL ? open_worker(task->ctx, job, w) : PDOT_OK;
    if (status == PDOT_OK)
        status = read_codes(task->ctx, job, w, r);
    if (status == PDOT_OK)
        status = weigh_rows(task->ctx, job, w, r);
    if (status != PDOT_OK)
        return status;
    const pd_zonal_strip strip = {.index = (int64_t)task->index,
                                  .code = w->code,
                                  .column = job->column,
                                  .value = job->is_slope ? w->value + job->info.width : NULL,
                                  .value_column = (uint32_t)job->hazard->n_classes + COLUMN_VALUE,
                                  .range = w->range,
                                  .prefix = w->prefix,
                                  .factor = w->factor,
                                  .block_rows = job->block_rows};
    status = pd_zonal_add(w->work, &strip, &w->tally);
    if (status == PDOT_OK)
        status = check_unknown(task->ctx, job, w, r);
    return status == PDOT_OK ? pd_tally_take(task->ctx, &w->tally, &job->packs[task->index]) : status;
}

/* ---- from cells to figures */

static void fill_zone(const raster_job *job, const pd_sum *row, const pd_grid_zones *placed, size_t zone,
                      double area_m2, pd_figures *out)
{
    const int32_t n = job->hazard->n_classes;
    pd_sum cells = {0};
    for (int32_t c = 0; c < n + COLUMN_UNKNOWN; c++)
        pd_sum_add(&cells, pd_sum_total(&row[c]));
    const double fine = placed->area_m2[zone], inside = placed->inside_m2[zone];
    const double outside = fine > inside && !placed->is_inside[zone] ? fine - inside : 0;
    double residual = fabs(pd_sum_total(&cells) - inside);
    if (placed->is_inside[zone])
        residual += fabs(inside - fine);
    /* the same ground in the measure of all other figures: chords a tenth of a millimetre off */
    const double scale = fine > 0 ? area_m2 / (pd_sum_total(&cells) + outside) : 1;
    out->area_m2[zone] = area_m2;
    out->residual_m2[zone] = residual;
    out->free_m2[zone] = pd_sum_total(&row[n + COLUMN_FREE]) * scale;
    out->nodata_m2[zone] = (pd_sum_total(&row[n + COLUMN_NODATA]) + outside) * scale;
    for (int32_t c = 0; c < n; c++) {
        const size_t at = zone * (size_t)n + (size_t)c;
        out->class_m2[at] = out->any_m2[at] = out->sum_m2[at] = pd_sum_total(&row[c]) * scale;
    }
}

static void fill_value(const raster_job *job, const pd_sum *row, size_t zone, pd_cover_value *out)
{
    const double weight = pd_sum_total(&row[job->hazard->n_classes + COLUMN_WEIGHT]);
    *out = (pd_cover_value){.is_known = weight > 0};
    if (!out->is_known)
        return;
    out->area_m2 = weight;
    out->mean = pd_sum_total(&row[job->hazard->n_classes + COLUMN_VALUE]) / weight;
    out->least = INFINITY;
    out->most = -INFINITY;
    for (int i = 0; i < MAX_WORKERS; i++) {
        const pd_zonal_range *range = job->workers[i].range;
        if (range == NULL || !range[zone].is_known)
            continue;
        out->least = fmin(out->least, range[zone].least);
        out->most = fmax(out->most, range[zone].most);
    }
}

static pdot_status reduce(pdot_ctx *ctx, const raster_job *job, const pd_grid_zones *placed,
                          const double *area_m2, pd_figures *out, pd_cover_value *values)
{
    pd_tally total = {0};
    pdot_status status = pd_tally_init(ctx, job->n_zones, job->n_columns, &total);
    if (status == PDOT_OK)
        status = pd_figures_init(ctx, job->n_zones, job->hazard->n_classes, out);
    for (size_t i = 0; status == PDOT_OK && i < (size_t)pd_zonal_strips(job->zonal); i++)
        pd_tally_add(&total, &job->packs[i]);
    for (size_t zone = 0; status == PDOT_OK && zone < job->n_zones; zone++) {
        const pd_sum *row = total.cells + zone * total.n_columns;
        fill_zone(job, row, placed, zone, area_m2[zone], out);
        if (values != NULL && job->is_slope)
            fill_value(job, row, zone, &values[zone]);
    }
    pd_tally_release(&total);
    return status;
}

/* ---- the job */

static int64_t choose_rows(const pd_raster_info *info)
{
    int64_t rows = info->block_height > 0 && info->block_height <= MAX_ROWS ? info->block_height : 1;
    while (rows < MIN_ROWS)
        rows *= 2;
    while (rows > 2 && rows * info->width > MAX_CELLS)
        rows /= 2;
    return rows < info->height ? rows : info->height;
}

static pdot_status place_zones(pdot_ctx *ctx, raster_job *job, raster_worker *first, const pd_shapes *plain,
                               pd_grid_zones *placed)
{
    pdot_status status = open_grid(ctx, job, first);
    if (status != PDOT_OK)
        return status;
    job->block_rows = pd_grid_block_rows(first->grid);
    status = pd_grid_place(ctx, first->grid, job->cover->run->jobs, plain, placed);
    if (status == PDOT_OK)
        status = pd_zonal_new(ctx, placed->zones, placed->n_zones, job->info.width, job->info.height,
                              job->strip_rows, &job->zonal);
    return status;
}

/* The areas all other figures of these zones use. */
static pdot_status measure_zones(pd_cover *cover, const pd_cover_zones *zones, double **out)
{
    const size_t n = zones->plain->n_shapes;
    *out = pd_alloc_array(cover->ctx, n, sizeof **out);
    if (*out == NULL)
        return PDOT_NOMEM;
    for (size_t z = 0; z < n && zones->are_territories; z++)
        (*out)[z] = cover->plan->territories[z].area_m2;
    if (zones->are_territories)
        return PDOT_OK;
    pd_shapes moved = {0};
    const pdot_status status =
        pd_equal_area_copy(cover->ctx, cover->measure, cover->run->jobs, true, zones->plain, &moved);
    for (size_t z = 0; status == PDOT_OK && z < n; z++)
        (*out)[z] = pd_shapes_area(&moved, z);
    pd_shapes_release(&moved);
    return status;
}

static pdot_status run_job(pdot_ctx *ctx, raster_job *job)
{
    const size_t n_strips = (size_t)pd_zonal_strips(job->zonal);
    job->workers = pd_alloc_array(ctx, MAX_WORKERS, sizeof *job->workers);
    job->packs = pd_alloc_array(ctx, n_strips, sizeof *job->packs);
    if (job->workers == NULL || job->packs == NULL)
        return PDOT_NOMEM;
    const pdot_status status =
        job->is_slope ? pd_seams_new(ctx, n_strips, (size_t)job->info.width, &job->seams) : PDOT_OK;
    if (status != PDOT_OK)
        return status;
    return pd_parallel(ctx, job->cover->run->jobs, n_strips, run_strip, job, "coverage");
}

static void release_job(raster_job *job)
{
    const size_t n_strips = job->zonal != NULL ? (size_t)pd_zonal_strips(job->zonal) : 0;
    for (int i = 0; job->workers != NULL && i < MAX_WORKERS; i++)
        pd_cover_close_reading(&job->workers[i]);
    for (size_t i = 0; job->packs != NULL && i < n_strips; i++)
        pd_tally_pack_release(&job->packs[i]);
    pd_seams_free(job->seams);
    pd_free(job->workers);
    pd_free(job->packs);
    pd_zonal_free(job->zonal);
}

static const pd_hazard_spec *find_spec(const pd_manifest *manifest, const pd_hazard *hazard)
{
    for (size_t i = 0; i < manifest->n_hazards + manifest->n_land; i++) {
        const pd_hazard_spec *spec =
            i < manifest->n_hazards ? &manifest->hazards[i] : &manifest->land[i - manifest->n_hazards];
        if (strcmp(spec->id, hazard->id) == 0)
            return spec;
    }
    return NULL;
}

pdot_status pd_cover_open_raster(pd_cover *cover, const pd_hazard *hazard, raster_job *job,
                                 raster_worker *first)
{
    pdot_ctx *ctx = cover->ctx;
    const pd_hazard_spec *spec = find_spec(cover->run->manifest, hazard);
    *job = (raster_job){.cover = cover, .hazard = hazard, .crs_definition = spec != NULL ? spec->crs : ""};
    *first = (raster_worker){0};
    if (hazard->extent_id[0] != '\0')
        return pd_fail(
            ctx, PDOT_UNSUPPORTED,
            "%s: extent: is for polygons; a raster says by its no-data cells where it was not mapped",
            hazard->id);
    pdot_status status = pd_raster_open(ctx, hazard->path, job->crs_definition, &first->raster);
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

pdot_status pd_cover_measure_raster(pd_cover *cover, const pd_hazard *hazard, const pd_cover_zones *zones,
                                    pd_figures *out, pd_cover_value *values)
{
    raster_job job;
    raster_worker first;
    pd_grid_zones placed = {0};
    double *area_m2 = NULL;
    pdot_status status = pd_cover_open_raster(cover, hazard, &job, &first);
    job.first = &first;
    job.n_zones = zones->plain->n_shapes;
    if (status == PDOT_OK)
        status = place_zones(cover->ctx, &job, &first, zones->plain, &placed);
    if (status == PDOT_OK)
        status = measure_zones(cover, zones, &area_m2);
    if (status == PDOT_OK)
        status = run_job(cover->ctx, &job);
    if (status == PDOT_OK)
        status = reduce(cover->ctx, &job, &placed, area_m2, out, values);
    release_job(&job);
    pd_cover_close_reading(&first);
    pd_grid_zones_release(&placed);
    pd_free(area_m2);
    return status;
}
