/* Points and lines over a raster. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage/least.h"
#include "pipeline/coverage/expose.h"
#include "pipeline/coverage/load.h"

static size_t strip_of(const expose_job *job, double row)
{
    const double strip = floor(row / (double)job->raster.strip_rows);
    return !(strip > 0) ? 0 : strip >= (double)job->n_tasks ? job->n_tasks - 1 : (size_t)strip;
}

typedef struct bucketing {
    uint32_t *next; /* NULL: counting */
} bucketing;

static void bucket_piece(expose_job *job, bucketing *b, uint32_t object, uint32_t point)
{
    const double *g = job->grid_xy + 2 * (size_t)point;
    const double low = job->of->is_points ? g[1] : pd_least(g[1], g[3]),
                 high = job->of->is_points ? g[1] : pd_most(g[1], g[3]);
    const size_t last = strip_of(job, high);
    for (size_t strip = strip_of(job, low); strip <= last; strip++) {
        if (b->next == NULL)
            job->strip_start[strip + 1]++;
        else
            job->pieces[b->next[strip]++] = (expose_piece){object, point};
    }
}

static void each_piece(expose_job *job, bucketing *b)
{
    const pd_shapes *shapes = &job->objects->shapes;
    for (size_t s = 0; s < shapes->n_shapes; s++)
        for (uint32_t r = shapes->shape_start[s]; r < shapes->shape_start[s + 1]; r++)
            for (uint32_t i = shapes->ring_start[r];
                 i + (job->of->is_points ? 0 : 1) < shapes->ring_start[r + 1]; i++)
                bucket_piece(job, b, (uint32_t)s, i);
}

static pdot_status bucket_pieces(expose_job *job)
{
    pdot_ctx *ctx = job->cover->ctx;
    bucketing b = {NULL};
    job->strip_start = pd_alloc_array(ctx, job->n_tasks + 1, sizeof *job->strip_start);
    if (job->strip_start == NULL)
        return PDOT_NOMEM;
    each_piece(job, &b);
    for (size_t i = 0; i < job->n_tasks; i++)
        job->strip_start[i + 1] += job->strip_start[i];
    job->pieces = pd_alloc_array(ctx, job->strip_start[job->n_tasks], sizeof *job->pieces);
    b.next = pd_alloc_array(ctx, job->n_tasks, sizeof *b.next);
    if (job->pieces != NULL && b.next != NULL) {
        memcpy(b.next, job->strip_start, job->n_tasks * sizeof *b.next);
        each_piece(job, &b);
    }
    const bool is_ok = job->pieces != NULL && b.next != NULL;
    pd_free(b.next);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

/* State + 1 of the cell, 0 if the row is not of this strip. Beyond the raster there is no data; its rows
 * belong to the first and last strip. */
static uint32_t value_of_cell(const expose_job *job, const expose_worker *w, int64_t first, int64_t n,
                              double column, double row)
{
    const pd_raster_info *info = &job->raster.info;
    const uint32_t nodata = (uint32_t)(job->of->hazard->n_classes + PD_STATE_NODATA) + 1;
    if (row < (double)first)
        return first == 0 ? nodata : 0;
    if (row >= (double)(first + n))
        return first + n == info->height ? nodata : 0;
    if (!(column >= 0 && column < (double)info->width))
        return nodata;
    const unsigned char code = w->raster.code[((int64_t)row - first) * info->width + (int64_t)column];
    const uint32_t state = job->raster.column[code];
    return state >= nodata ? nodata
                           : state + 1; /* an unknown value was an error when the hazard was counted */
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Shares of the segment where it crosses lines of the grid, within the strip's rows and one beyond. */
static pdot_status cut_at_lines(pdot_ctx *ctx, expose_worker *w, const double *g, int axis, double low,
                                double high)
{
    const double from = g[axis], d = g[2 + axis] - from;
    if (!(d < 0 || d > 0))
        return PDOT_OK;
    pd_locator *l = &w->territories; /* its cuts are free between two questions */
    const double first = pd_most(ceil(pd_least(from, from + d)), low),
                 last = pd_least(floor(pd_most(from, from + d)), high);
    for (double line = first; line <= last; line++) {
        if (!pd_grow(ctx, (void **)&l->cuts, &l->cut_capacity, l->n_cuts + 2, sizeof *l->cuts))
            return PDOT_NOMEM;
        l->cuts[l->n_cuts++] = (line - from) / d;
    }
    return PDOT_OK;
}

static pdot_status profile_cells(pdot_ctx *ctx, const expose_job *job, expose_worker *w, const double *g,
                                 int64_t first, int64_t n)
{
    pd_locator *l = &w->territories;
    l->n_cuts = 0;
    pdot_status status = cut_at_lines(ctx, w, g, 0, 0, (double)job->raster.info.width);
    if (status == PDOT_OK)
        status = cut_at_lines(ctx, w, g, 1, (double)first, (double)(first + n));
    if (status == PDOT_OK &&
        !pd_grow(ctx, (void **)&l->cuts, &l->cut_capacity, l->n_cuts + 1, sizeof *l->cuts))
        status = PDOT_NOMEM;
    if (status != PDOT_OK)
        return status;
    l->cuts[l->n_cuts++] = 1;
    qsort(l->cuts, l->n_cuts, sizeof *l->cuts, compare_doubles);
    double from = 0;
    w->profile.count = 0;
    for (size_t i = 0; i < l->n_cuts && status == PDOT_OK; i++) {
        const double to = l->cuts[i], t = (from + to) / 2;
        if (!(to > from))
            continue;
        const uint32_t value =
            value_of_cell(job, w, first, n, g[0] + t * (g[2] - g[0]), g[1] + t * (g[3] - g[1]));
        status = pd_stretches_add(ctx, &w->profile, value, from, to);
        from = to;
    }
    return status;
}

static pdot_status ask_strip(pdot_ctx *ctx, const expose_job *job, expose_worker *w, expose_piece at,
                             int64_t first, int64_t n)
{
    const double *p = job->objects->shapes.xy + 2 * (size_t)at.point,
                 *g = job->grid_xy + 2 * (size_t)at.point;
    pdot_status status;
    if (job->of->is_points) {
        status = pd_locate_point(&w->territories, p[0], p[1], job->level, false);
        const uint32_t value = value_of_cell(job, w, first, n, g[0], g[1]);
        if (status == PDOT_OK && value > 0)
            pd_expose_book_point(job, w, at.object, value - 1);
        return status;
    }
    status = profile_cells(ctx, job, w, g, first, n);
    if (status == PDOT_OK)
        status = pd_locate_segment(&w->territories, p, p + 2, job->level, false);
    return status == PDOT_OK ? pd_expose_book_segment(ctx, job, w, at.object, p) : status;
}

static pdot_status open_strip_worker(pdot_ctx *ctx, const expose_job *job, expose_worker *w)
{
    pdot_status status = pd_expose_open_worker(ctx, job, w);
    w->is_open = false;
    if (status == PDOT_OK)
        status =
            pd_raster_open_known(ctx, job->of->hazard->path, job->of->hazard->grid_crs, &w->raster.raster);
    if (status == PDOT_OK)
        status = pd_cover_prepare_reading(ctx, &job->raster, &w->raster);
    w->is_open = status == PDOT_OK;
    return status;
}

pdot_status pd_expose_run_raster(const pd_task *task, void *user)
{
    expose_job *job = user;
    expose_worker *w = &job->workers[task->worker];
    const uint32_t begin = job->strip_start[task->index], end = job->strip_start[task->index + 1];
    const int64_t first = (int64_t)task->index * job->raster.strip_rows;
    int64_t n = 0;
    pdot_status status = w->is_open ? PDOT_OK : open_strip_worker(task->ctx, job, w);
    if (status == PDOT_OK && begin < end)
        status = pd_cover_read_codes(task->ctx, &job->raster, &w->raster, first, &n);
    for (uint32_t i = begin; i < end && status == PDOT_OK; i++)
        status = ask_strip(task->ctx, job, w, job->pieces[i], first, n);
    return status == PDOT_OK ? pd_tally_take(task->ctx, &w->tally, &job->packs[task->index]) : status;
}

/* Objects in grid coordinates; their long segments cut before, so that a straight piece stays straight. */
static pdot_status place_objects(expose_job *job)
{
    pdot_ctx *ctx = job->cover->ctx;
    raster_worker first;
    pd_shapes *shapes = &job->objects->shapes;
    pdot_status status = pd_cover_open_raster(job->cover, job->of->hazard, &job->raster, &first);
    if (status == PDOT_OK)
        status = pd_cover_prepare_reading(ctx, &job->raster, &first);
    if (status == PDOT_OK && !job->of->is_points)
        status = pd_equal_area_densify(ctx, job->cover->measure, PD_CHORD_TOLERANCE_M, 0, shapes);
    if (status == PDOT_OK) {
        job->grid_xy = pd_alloc_array(ctx, shapes->n_points, 2 * sizeof *job->grid_xy);
        status = job->grid_xy != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    if (status == PDOT_OK && shapes->n_points > 0) {
        memcpy(job->grid_xy, shapes->xy, shapes->n_points * 2 * sizeof *job->grid_xy);
        status = pd_grid_locate(ctx, first.grid, job->grid_xy, shapes->n_points);
    }
    pd_cover_close_reading(&first);
    return status;
}

/* Every strip of rows asks for the objects that touch it: they are all there before. */
static pdot_status load_objects(expose_job *job)
{
    if (job->objects != NULL)
        return PDOT_OK;
    job->objects = &job->loaded;
    return pd_cover_load_owner(job->cover, job->of->owner, PD_AS_STORED, &job->loaded);
}

pdot_status pd_expose_prepare_raster(expose_job *job)
{
    pdot_status status = load_objects(job);
    if (status == PDOT_OK)
        status = place_objects(job);
    if (status != PDOT_OK)
        return status;
    job->n_tasks = (size_t)((job->raster.info.height + job->raster.strip_rows - 1) / job->raster.strip_rows);
    return bucket_pieces(job);
}
