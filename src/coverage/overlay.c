/* The overlay: clusters become tasks, tasks become rows, rows become the result. How one cluster is measured
 * is in overlay_cluster.c. */
#include "coverage/overlay.h"

#include <math.h>

#include "base/parallel.h"
#include "coverage/overlay_work.h"

#define MAX_WORKERS 256
#define TASK_POINTS 32768u /* some milliseconds */
#define MAX_TASKS   64u    /* for small clusters together: bounds the packed rows */
#define BAND_POINTS 65536u /* a cluster with more is shared out in bands */
#define MAX_BANDS   64u

/* ---- tasks: runs of clusters, or one band of a big cluster; they depend on the input alone */

static size_t points_of(const pd_shapes *shapes, size_t shape)
{
    return shapes->ring_start[shapes->shape_start[shape + 1]] -
           shapes->ring_start[shapes->shape_start[shape]];
}

static size_t cluster_points(const overlay_work *w, size_t cluster)
{
    size_t points = 0;
    for (uint32_t i = w->clusters.start[cluster]; i < w->clusters.start[cluster + 1]; i++)
        points += points_of(w->input->features, w->clusters.item[i]);
    return points;
}

static bool add_task(pdot_ctx *ctx, overlay_work *w, overlay_task task)
{
    if (!pd_grow(ctx, (void **)&w->tasks, &w->task_capacity, w->n_tasks + 1, sizeof *w->tasks))
        return false;
    w->tasks[w->n_tasks++] = task;
    return true;
}

static bool add_bands(pdot_ctx *ctx, overlay_work *w, size_t cluster, size_t points)
{
    const uint32_t n_bands = (uint32_t)fmin(MAX_BANDS, ceil((double)points / TASK_POINTS));
    for (uint32_t band = 0; band < n_bands; band++)
        if (!add_task(ctx, w, (overlay_task){cluster, cluster + 1, band, n_bands}))
            return false;
    return true;
}

static pdot_status plan_tasks(pdot_ctx *ctx, overlay_work *w)
{
    const size_t target = w->input->features->n_points / MAX_TASKS > TASK_POINTS
                              ? w->input->features->n_points / MAX_TASKS
                              : TASK_POINTS;
    size_t first = 0, points = 0;
    bool is_ok = true;
    for (size_t c = 0; c < w->clusters.n && is_ok; c++) {
        const size_t own = cluster_points(w, c);
        const bool is_big = own > BAND_POINTS;
        if (first < c && (is_big || points + own > target)) {
            is_ok = add_task(ctx, w, (overlay_task){first, c, 0, 1});
            first = c;
            points = 0;
        }
        points += own;
        if (is_ok && is_big) {
            is_ok = add_bands(ctx, w, c, own);
            first = c + 1;
            points = 0;
        }
    }
    if (is_ok && first < w->clusters.n)
        is_ok = add_task(ctx, w, (overlay_task){first, w->clusters.n, 0, 1});
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

/* ---- running them */

static pdot_status run_task(const pd_task *task, void *user)
{
    overlay_work *w = user;
    pdot_status status = PDOT_OK;
    if (w->workers[task->worker] == NULL)
        status = pd_overlay_worker_new(task->ctx, w->input, &w->workers[task->worker]);
    overlay_worker *worker = w->workers[task->worker];
    const overlay_task *t = &w->tasks[task->index];
    for (size_t c = t->first_cluster; c < t->end_cluster && status == PDOT_OK; c++)
        status = pd_overlay_measure(worker, &w->clusters, c, t->band, t->n_bands);
    if (status == PDOT_OK)
        status = pd_tally_take(task->ctx, &worker->tally, &w->packs[task->index]);
    return status;
}

static pdot_status run_tasks(pdot_ctx *ctx, overlay_work *w)
{
    w->packs = pd_alloc_array(ctx, w->n_tasks, sizeof *w->packs);
    w->workers = pd_alloc_array(ctx, MAX_WORKERS, sizeof *w->workers);
    if (w->packs == NULL || w->workers == NULL)
        return PDOT_NOMEM;
    return pd_parallel(ctx, w->input->jobs, w->n_tasks, run_task, w, w->input->stage);
}

static void release_work(overlay_work *w)
{
    for (size_t i = 0; w->packs != NULL && i < w->n_tasks; i++)
        pd_tally_pack_release(&w->packs[i]);
    for (size_t i = 0; w->workers != NULL && i < MAX_WORKERS; i++)
        pd_overlay_worker_free(w->workers[i]);
    pd_free(w->packs);
    pd_free(w->workers);
    pd_free(w->tasks);
    pd_clusters_release(&w->clusters);
}

/* ---- the result */

static pdot_status allocate_result(pdot_ctx *ctx, const pd_overlay_input *input, pd_overlay **out)
{
    const size_t n = input->ground->zones->n_shapes, n_ids = (size_t)input->plan.n_ids;
    pd_overlay *o = pd_alloc(ctx, sizeof *o);
    *out = o;
    if (o == NULL)
        return PDOT_NOMEM;
    o->n_zones = n;
    o->n_ids = input->plan.n_ids;
    o->n_buckets = input->plan.n_buckets;
    o->area_m2 = pd_alloc_array(ctx, n, sizeof *o->area_m2);
    o->bucket_m2 = pd_alloc_array(ctx, n * (size_t)o->n_buckets, sizeof *o->bucket_m2);
    o->residual_m2 = pd_alloc_array(ctx, n, sizeof *o->residual_m2);
    if (input->plan.with_parts) {
        o->any_m2 = pd_alloc_array(ctx, n * n_ids, sizeof *o->any_m2);
        o->sum_m2 = pd_alloc_array(ctx, n * n_ids, sizeof *o->sum_m2);
        if (o->any_m2 == NULL || o->sum_m2 == NULL)
            return PDOT_NOMEM;
    }
    return o->area_m2 != NULL && o->bucket_m2 != NULL && o->residual_m2 != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* Rows of sets are shared out to their zones. */
static void spread_sets(const pd_ground *ground, pd_tally *total)
{
    const size_t n = ground->zones->n_shapes;
    for (size_t set = 1; set < ground->n_sets; set++) {
        if (!total->is_touched[n + set])
            continue;
        const pd_sum *from = pd_tally_row(total, n + set);
        for (size_t at = set; at != 0; at = ground->sets[at].parent) {
            pd_sum *to = pd_tally_row(total, ground->sets[at].zone);
            for (size_t c = 0; c < total->n_columns; c++)
                pd_sum_add(&to[c], pd_sum_total(&from[c]));
        }
    }
}

static void fill_zone(const pd_overlay_input *input, const pd_tally *total, size_t zone, pd_overlay *o)
{
    const pd_sum *row = total->cells + zone * total->n_columns;
    double *buckets = o->bucket_m2 + zone * (size_t)o->n_buckets;
    pd_sum covered = {0};
    o->area_m2[zone] = pd_shapes_area(input->ground->zones, zone);
    if (input->ground->elsewhere_m2 != NULL)
        o->area_m2[zone] += input->ground->elsewhere_m2[zone];
    o->residual_m2[zone] = pd_sum_total(&row[pd_sweep_residual(&input->plan)]);
    for (int32_t b = 1; b < o->n_buckets; b++) {
        buckets[b] = pd_sum_total(&row[b]);
        pd_sum_add(&covered, buckets[b]);
    }
    const double rest = o->area_m2[zone] - pd_sum_total(&covered);
    buckets[0] = rest > 0 ? rest : 0;
    if (rest < 0)
        o->residual_m2[zone] -= rest;
    for (int32_t id = 0; input->plan.with_parts && id < o->n_ids; id++) {
        const size_t at = zone * (size_t)o->n_ids + (size_t)id;
        o->any_m2[at] = pd_sum_total(&row[pd_sweep_any(&input->plan, id)]);
        o->sum_m2[at] = pd_sum_total(&row[pd_sweep_sum(&input->plan, id)]);
    }
}

static pdot_status reduce(pdot_ctx *ctx, const overlay_work *w, pd_overlay **out)
{
    const pd_ground *ground = w->input->ground;
    pd_tally total = {0};
    pdot_status status = allocate_result(ctx, w->input, out);
    if (status == PDOT_OK)
        status = pd_tally_init(ctx, ground->zones->n_shapes + ground->n_sets,
                               (size_t)pd_sweep_width(&w->input->plan), &total);
    if (status == PDOT_OK) {
        for (size_t i = 0; i < w->n_tasks; i++)
            pd_tally_add(&total, &w->packs[i]);
        spread_sets(ground, &total);
        for (size_t z = 0; z < (*out)->n_zones; z++)
            fill_zone(w->input, &total, z, *out);
    }
    pd_tally_release(&total);
    return status;
}

pdot_status pd_overlay_new(pdot_ctx *ctx, const pd_overlay_input *input, pd_overlay **out)
{
    pd_overlay *overlay = NULL;
    overlay_work work = {.input = input};
    *out = NULL;
    pdot_status status = pd_clusters_new(ctx, input->features, &work.clusters);
    if (status == PDOT_OK)
        status = plan_tasks(ctx, &work);
    if (status == PDOT_OK)
        status = run_tasks(ctx, &work);
    if (status == PDOT_OK)
        status = reduce(ctx, &work, &overlay);
    release_work(&work);
    if (status == PDOT_OK) {
        *out = overlay;
        overlay = NULL;
    }
    pd_overlay_free(overlay);
    return status;
}

void pd_overlay_free(pd_overlay *overlay)
{
    if (overlay == NULL)
        return;
    pd_free(overlay->area_m2);
    pd_free(overlay->bucket_m2);
    pd_free(overlay->any_m2);
    pd_free(overlay->sum_m2);
    pd_free(overlay->residual_m2);
    pd_free(overlay);
}

double pd_overlay_bucket(const pd_overlay *overlay, size_t zone, int32_t bucket)
{
    return overlay->bucket_m2[zone * (size_t)overlay->n_buckets + (size_t)bucket];
}

double pd_overlay_any(const pd_overlay *overlay, size_t zone, int32_t id)
{
    return overlay->any_m2[zone * (size_t)overlay->n_ids + (size_t)id];
}

double pd_overlay_sum(const pd_overlay *overlay, size_t zone, int32_t id)
{
    return overlay->sum_m2[zone * (size_t)overlay->n_ids + (size_t)id];
}
