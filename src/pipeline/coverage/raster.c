/* Figures of hazards that are rasters: cells by the exact fraction inside each zone. Strips of rows are the
 * tasks; every worker opens the raster for itself. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "base/parallel.h"
#include "pipeline/coverage/raster.h"

#define MAX_WORKERS 256

/* ---- one strip: read, weigh, add */

static pdot_status open_worker(pdot_ctx *ctx, const raster_job *job, raster_worker *w)
{
    const size_t width = (size_t)job->info.width;
    const size_t blocks =
        (size_t)(job->strip_rows / (job->block_rows > 0 ? job->block_rows : job->strip_rows)) + 1;
    pdot_status status = pd_cover_open_reading(ctx, job, w);
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

static pdot_status weigh_rows(pdot_ctx *ctx, const raster_job *job, raster_worker *w, int64_t first,
                              int64_t n_rows)
{
    const int64_t step = job->block_rows > 0 ? job->block_rows : 1;
    pdot_status status = PDOT_OK;
    for (int64_t y = 0; y < n_rows && status == PDOT_OK; y += step) {
        const int64_t n = n_rows - y < step ? n_rows - y : step;
        double factor = 0;
        double *prefix = w->prefix + (job->block_rows > 0 ? y / step * (job->info.width + 1) : 0);
        status = pd_grid_weigh(ctx, w->grid, first + y, n, prefix, &factor);
        for (int64_t k = y; k < y + n; k++)
            w->factor[k] = factor;
    }
    return status;
}

/* Some zone holds a cell whose value the class table lacks: which value? */
static pdot_status check_unknown(pdot_ctx *ctx, const raster_job *job, const raster_worker *w, int64_t n_rows)
{
    const uint32_t column = (uint32_t)job->hazard->n_classes + COLUMN_UNKNOWN;
    bool is_met = false;
    for (size_t i = 0; i < w->tally.n_touched && !is_met; i++)
        is_met = pd_sum_total(&w->tally.cells[w->tally.touched[i] * w->tally.n_columns + column]) > 0;
    for (int64_t i = 0; is_met && i < n_rows * job->info.width; i++)
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
    const int64_t first = (int64_t)task->index * job->strip_rows;
    int64_t n_rows = 0;
    pdot_status status = w->raster == NULL ? open_worker(task->ctx, job, w) : PDOT_OK;
    if (status == PDOT_OK)
        status = pd_cover_read_codes(task->ctx, job, w, first, &n_rows);
    if (status == PDOT_OK)
        status = weigh_rows(task->ctx, job, w, first, n_rows);
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
        status = check_unknown(task->ctx, job, w, n_rows);
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

static pdot_status place_zones(pdot_ctx *ctx, raster_job *job, raster_worker *first, const pd_shapes *plain,
                               pd_grid_zones *placed)
{
    pdot_status status = pd_cover_open_grid(ctx, job, first);
    if (status != PDOT_OK)
        return status;
    job->block_rows = pd_grid_block_rows(first->grid);
    status = pd_grid_place(ctx, first->grid, job->cover->run->jobs, plain, placed);
    if (status == PDOT_OK)
        status = pd_zonal_new(ctx, placed->sets, placed->n_sets, job->info.width, job->info.height,
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
