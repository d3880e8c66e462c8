/* Points and lines over a hazard and the territories. Polygons of a hazard are asked place by place; of a
 * raster each strip of rows answers for the objects that touch it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/parallel.h"
#include "coverage/least.h"
#include "coverage/locate.h"
#include "pipeline/coverage/raster.h"

#define OBJECTS_A_TASK 4096u
#define MAX_WORKERS    256

/* Scratch of one thread. */
typedef struct expose_worker {
    bool is_open;
    pd_locator territories, hazard;
    pd_stretches values, profile; /* of a segment: states + 1 */
    pd_tally tally;
    raster_worker raster;
} expose_worker;

/* A segment or point of an object: first point of it in the arrays. */
typedef struct piece {
    uint32_t object, point;
} piece;

typedef struct expose_job {
    pd_cover *cover;
    const pd_exposure *of;
    int32_t *level; /* of each territory: a border is shared within a level */
    size_t n_columns;
    pd_cover_layer layer; /* of a vector hazard */
    pd_ground *hazard_ground;
    raster_job raster;     /* of a raster */
    double *grid_xy;       /* objects in grid coordinates */
    uint32_t *strip_start; /* pieces by strip */
    piece *pieces;
    expose_worker *workers;
    pd_tally_pack *packs;
    size_t n_tasks;
} expose_job;

int32_t pd_cover_states(const pd_hazard *hazard)
{
    return hazard->n_classes + PD_EXTRA_STATES;
}

const char *pd_cover_state_label(const pd_hazard *hazard, int32_t state)
{
    if (state < hazard->n_classes)
        return hazard->classes[state].rank == PD_RANK_NONE && !hazard->is_land ? "sin dato"
                                                                               : hazard->classes[state].label;
    return state == hazard->n_classes + PD_STATE_FREE ? "libre" : "sin dato";
}

pd_value pd_cover_state_rank(const pd_hazard *hazard, int32_t state)
{
    const bool has_rank = state < hazard->n_classes && hazard->classes[state].rank != PD_RANK_NONE;
    return has_rank ? pd_integer(hazard->classes[state].rank) : pd_null();
}

/* ---- booking */

static void book(const expose_job *job, expose_worker *w, uint32_t object, uint32_t territory, uint32_t state,
                 double measure)
{
    const size_t n_zones = job->cover->plain_zones.n_shapes;
    pd_sum *row = pd_tally_row(&w->tally, job->of->key[object] * n_zones + territory);
    pd_sum_add(&row[state], measure);
    pd_sum_add(&row[job->n_columns / 2 + state], measure * job->of->objects->weight[object]);
}

static void book_point(const expose_job *job, expose_worker *w, uint32_t object, uint32_t state)
{
    for (size_t i = 0; i < w->territories.n_zones; i++)
        book(job, w, object, w->territories.zones[i], state, 1);
}

/* The length of p-q between two shares of it. */
static pdot_status part_length(pdot_ctx *ctx, const expose_job *job, const double *p, double from, double to,
                               double *out)
{
    const double dx = p[2] - p[0], dy = p[3] - p[1];
    const double a[2] = {from > 0 ? p[0] + from * dx : p[0], from > 0 ? p[1] + from * dy : p[1]};
    const double b[2] = {to < 1 ? p[0] + to * dx : p[2], to < 1 ? p[1] + to * dy : p[3]};
    return pd_segment_m(ctx, job->cover->measure, a, b, out);
}

/* Every territory's part of a segment with every state's part of it. Values of the profile are state + 1; 0
 * is no part of this task. */
static pdot_status book_segment(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                                const double *p)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < w->territories.found.count && status == PDOT_OK; i++) {
        const pd_stretch *in = &w->territories.found.items[i];
        for (size_t k = 0; k < w->profile.count && status == PDOT_OK; k++) {
            const pd_stretch *of = &w->profile.items[k];
            const double from = pd_most(in->from, of->from), to = pd_least(in->to, of->to);
            double length = 0;
            if (of->zone == 0 || !(to > from))
                continue;
            status = part_length(ctx, job, p, from, to, &length);
            book(job, w, object, in->zone, of->zone - 1, length);
        }
    }
    return status;
}

/* ---- polygons */

static uint32_t rest_state(const expose_job *job)
{
    const pd_hazard *hazard = job->of->hazard;
    const bool is_free = hazard->outside_is_free && !job->layer.has_extent;
    return (uint32_t)(hazard->n_classes + (is_free ? PD_STATE_FREE : PD_STATE_NODATA));
}

/* The state that an id of the layer means. */
static uint32_t state_of_id(const expose_job *job, int32_t id)
{
    if (!job->layer.has_extent)
        return (uint32_t)id;
    return id == 0 ? (uint32_t)(job->of->hazard->n_classes + PD_STATE_FREE) : (uint32_t)(id - 1);
}

static pdot_status expose_point(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                                const double *p)
{
    (void)ctx;
    int32_t worst = PD_NONE;
    pdot_status status = pd_locate_point(&w->territories, p[0], p[1], job->level, false);
    if (status != PDOT_OK || w->territories.n_zones == 0)
        return status;
    status = pd_locate_point(&w->hazard, p[0], p[1], NULL, true);
    for (size_t i = 0; i < w->hazard.n_zones; i++) {
        const int32_t id = job->layer.features.class_index[w->hazard.zones[i]];
        worst = id > worst ? id : worst;
    }
    if (status == PDOT_OK)
        book_point(job, w, object, worst == PD_NONE ? rest_state(job) : state_of_id(job, worst));
    return status;
}

static pdot_status expose_segment(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                                  const double *p)
{
    pdot_status status = pd_locate_segment(&w->territories, p, p + 2, job->level, false);
    if (status != PDOT_OK || w->territories.found.count == 0)
        return status;
    status = pd_locate_segment(&w->hazard, p, p + 2, NULL, true);
    w->values.count = 0;
    for (size_t i = 0; i < w->hazard.found.count && status == PDOT_OK; i++) {
        const pd_stretch *in = &w->hazard.found.items[i];
        status = pd_stretches_add(ctx, &w->values, (uint32_t)job->layer.features.class_index[in->zone] + 1,
                                  in->from, in->to);
    }
    if (status == PDOT_OK)
        status = pd_profile(ctx, &w->values, 0, &w->profile);
    for (size_t k = 0; status == PDOT_OK && k < w->profile.count; k++) {
        const uint32_t value = w->profile.items[k].zone; /* id + 1, or 0: outside all features */
        w->profile.items[k].zone = 1 + (value > 0 ? state_of_id(job, (int32_t)value - 1) : rest_state(job));
    }
    return status == PDOT_OK ? book_segment(ctx, job, w, object, p) : status;
}

static pdot_status expose_object(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object)
{
    const pd_shapes *shapes = &job->of->objects->shapes;
    pdot_status status = PDOT_OK;
    for (uint32_t r = shapes->shape_start[object]; r < shapes->shape_start[object + 1]; r++) {
        const uint32_t end = shapes->ring_start[r + 1] - (job->of->is_points ? 0 : 1);
        for (uint32_t i = shapes->ring_start[r]; i < end && status == PDOT_OK; i++)
            status = (job->of->is_points ? expose_point : expose_segment)(ctx, job, w, object,
                                                                          shapes->xy + 2 * (size_t)i);
    }
    return status;
}

static pdot_status open_worker(pdot_ctx *ctx, const expose_job *job, expose_worker *w)
{
    const size_t n_rows = job->of->n_keys * job->cover->plain_zones.n_shapes;
    pdot_status status = pd_locator_init(ctx, job->cover->plain_ground, &w->territories);
    if (status == PDOT_OK && job->hazard_ground != NULL)
        status = pd_locator_init(ctx, job->hazard_ground, &w->hazard);
    if (status == PDOT_OK)
        status = pd_tally_init(ctx, n_rows, job->n_columns, &w->tally);
    w->is_open = status == PDOT_OK;
    return status;
}

static pdot_status run_objects(const pd_task *task, void *user)
{
    expose_job *job = user;
    expose_worker *w = &job->workers[task->worker];
    const size_t n = job->of->objects->shapes.n_shapes, first = task->index * OBJECTS_A_TASK;
    pdot_status status = w->is_open ? PDOT_OK : open_worker(task->ctx, job, w);
    for (size_t i = first; i < n && i < first + OBJECTS_A_TASK && status == PDOT_OK; i++)
        status = expose_object(task->ctx, job, w, (uint32_t)i);
    return status == PDOT_OK ? pd_tally_take(task->ctx, &w->tally, &job->packs[task->index]) : status;
}

static pdot_status prepare_vector(expose_job *job)
{
    pd_cover *cover = job->cover;
    pdot_status status = pd_cover_load_layer(cover, job->of->hazard, true, &job->layer);
    if (status == PDOT_OK)
        status = pd_ground_new(cover->ctx, &job->layer.features.shapes, &job->hazard_ground);
    job->n_tasks = (job->of->objects->shapes.n_shapes + OBJECTS_A_TASK - 1) / OBJECTS_A_TASK;
    return status;
}

/* ---- rasters */

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
            job->pieces[b->next[strip]++] = (piece){object, point};
    }
}

static void each_piece(expose_job *job, bucketing *b)
{
    const pd_shapes *shapes = &job->of->objects->shapes;
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

static pdot_status expose_piece(pdot_ctx *ctx, const expose_job *job, expose_worker *w, piece at,
                                int64_t first, int64_t n)
{
    const double *p = job->of->objects->shapes.xy + 2 * (size_t)at.point,
                 *g = job->grid_xy + 2 * (size_t)at.point;
    pdot_status status;
    if (job->of->is_points) {
        status = pd_locate_point(&w->territories, p[0], p[1], job->level, false);
        const uint32_t value = value_of_cell(job, w, first, n, g[0], g[1]);
        if (status == PDOT_OK && value > 0)
            book_point(job, w, at.object, value - 1);
        return status;
    }
    status = profile_cells(ctx, job, w, g, first, n);
    if (status == PDOT_OK)
        status = pd_locate_segment(&w->territories, p, p + 2, job->level, false);
    return status == PDOT_OK ? book_segment(ctx, job, w, at.object, p) : status;
}

static pdot_status open_strip_worker(pdot_ctx *ctx, const expose_job *job, expose_worker *w)
{
    pdot_status status = open_worker(ctx, job, w);
    w->is_open = false;
    if (status == PDOT_OK)
        status = pd_raster_open(ctx, job->of->hazard->path, job->raster.crs_definition, &w->raster.raster);
    if (status == PDOT_OK)
        status = pd_cover_prepare_reading(ctx, &job->raster, &w->raster);
    w->is_open = status == PDOT_OK;
    return status;
}

static pdot_status run_strip(const pd_task *task, void *user)
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
        status = expose_piece(task->ctx, job, w, job->pieces[i], first, n);
    return status == PDOT_OK ? pd_tally_take(task->ctx, &w->tally, &job->packs[task->index]) : status;
}

/* Objects in grid coordinates; their long segments cut before, so that a straight piece stays straight. */
static pdot_status place_objects(expose_job *job)
{
    pdot_ctx *ctx = job->cover->ctx;
    raster_worker first;
    pd_shapes *shapes = &job->of->objects->shapes;
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

static pdot_status prepare_raster(expose_job *job)
{
    pdot_status status = place_objects(job);
    if (status != PDOT_OK)
        return status;
    job->n_tasks = (size_t)((job->raster.info.height + job->raster.strip_rows - 1) / job->raster.strip_rows);
    return bucket_pieces(job);
}

/* ---- the job */

static void close_worker(expose_worker *w)
{
    pd_locator_release(&w->territories);
    pd_locator_release(&w->hazard);
    pd_stretches_release(&w->values);
    pd_stretches_release(&w->profile);
    pd_tally_release(&w->tally);
    pd_cover_close_reading(&w->raster);
}

static void release_job(expose_job *job)
{
    for (int i = 0; job->workers != NULL && i < MAX_WORKERS; i++)
        close_worker(&job->workers[i]);
    for (size_t i = 0; job->packs != NULL && i < job->n_tasks; i++)
        pd_tally_pack_release(&job->packs[i]);
    pd_free(job->workers);
    pd_free(job->packs);
    pd_free(job->level);
    pd_free(job->grid_xy);
    pd_free(job->strip_start);
    pd_free(job->pieces);
    pd_ground_free(job->hazard_ground);
    pd_features_release(&job->layer.features);
}

static pdot_status prepare(expose_job *job)
{
    pd_cover *cover = job->cover;
    pdot_status status = pd_cover_prepare_plain(cover);
    if (status != PDOT_OK)
        return status;
    job->level = pd_alloc_array(cover->ctx, (size_t)cover->plan->n_territories, sizeof *job->level);
    if (job->level == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < cover->plan->n_territories; i++)
        job->level[i] = cover->plan->territories[i].level;
    status = pd_cover_is_raster(job->of->hazard) ? prepare_raster(job) : prepare_vector(job);
    job->workers = pd_alloc_array(cover->ctx, MAX_WORKERS, sizeof *job->workers);
    job->packs = pd_alloc_array(cover->ctx, job->n_tasks, sizeof *job->packs);
    if (status == PDOT_OK && (job->workers == NULL || job->packs == NULL))
        status = PDOT_NOMEM;
    return status;
}

pdot_status pd_cover_expose(pd_cover *cover, const pd_exposure *exposure, pd_tally *out)
{
    expose_job job = {.cover = cover, .of = exposure};
    job.n_columns = 2 * (size_t)pd_cover_states(exposure->hazard);
    *out = (pd_tally){0};
    pdot_status status = prepare(&job);
    if (status == PDOT_OK) {
        const int jobs = pd_equal_area_is_shareable(cover->measure) ? cover->run->jobs : 1;
        status =
            pd_parallel(cover->ctx, jobs, job.n_tasks,
                        pd_cover_is_raster(exposure->hazard) ? run_strip : run_objects, &job, "coverage");
    }
    if (status == PDOT_OK)
        status =
            pd_tally_init(cover->ctx, exposure->n_keys * cover->plain_zones.n_shapes, job.n_columns, out);
    for (size_t i = 0; i < job.n_tasks && status == PDOT_OK; i++)
        pd_tally_add(out, &job.packs[i]);
    release_job(&job);
    if (status != PDOT_OK)
        pd_tally_release(out);
    return status;
}
