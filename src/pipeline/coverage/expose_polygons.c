/* Points and lines over polygons. */
#include "coverage/least.h"
#include "pipeline/coverage/expose.h"

#define OBJECTS_A_TASK 4096u

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
        pd_expose_book_point(job, w, object, worst == PD_NONE ? rest_state(job) : state_of_id(job, worst));
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
    return status == PDOT_OK ? pd_expose_book_segment(ctx, job, w, object, p) : status;
}

/* ---- places that the grids answer at once */

/* The state where every zone of a set of the hazard's ground covers the place. */
static uint32_t state_of_set(const expose_job *job, uint32_t set)
{
    int32_t worst = PD_NONE;
    for (uint32_t at = set; at != 0; at = job->hazard_ground->sets[at].parent) {
        const int32_t id = job->layer.features.class_index[job->hazard_ground->sets[at].zone];
        worst = id > worst ? id : worst;
    }
    return worst == PD_NONE ? rest_state(job) : state_of_id(job, worst);
}

/* The set of the segment p-q (of a point: p is q) whose ends lie in these cells: one cell holds all of it. */
static uint32_t set_between(const pd_ground *ground, uint32_t from, uint32_t to, const double *p,
                            const double *q)
{
    if (from == to && to != PD_GROUND_NO_CELL)
        return pd_ground_set_of_cell(ground, to);
    const pd_box box = {pd_least(p[0], q[0]), pd_least(p[1], q[1]), pd_most(p[0], q[0]), pd_most(p[1], q[1])};
    return pd_ground_set_of_box(ground, &box);
}

static void book_set(const expose_job *job, expose_worker *w, uint32_t object, uint32_t set, uint32_t state,
                     double measure)
{
    const pd_ground *ground = w->territories.ground;
    for (uint32_t at = set; at != 0; at = ground->sets[at].parent)
        pd_expose_book(job, w, object, ground->sets[at].zone, state, measure);
}

static pdot_status expose_points(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                                 const double *xy, size_t n)
{
    const pd_ground *ground = w->territories.ground, *hazard = job->hazard_ground;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        const double *p = xy + 2 * i;
        const uint32_t cell = pd_ground_cell(ground, p[0], p[1]),
                       hazard_cell = pd_ground_cell(hazard, p[0], p[1]);
        const uint32_t set = set_between(ground, cell, cell, p, p);
        const uint32_t over = set_between(hazard, hazard_cell, hazard_cell, p, p);
        if (set == PD_GROUND_MIXED || over == PD_GROUND_MIXED)
            status = expose_point(ctx, job, w, object, p);
        else
            book_set(job, w, object, set, state_of_set(job, over), 1);
    }
    return status;
}

/* Segments that follow each other in one set of territories and one of the hazard. */
typedef struct stretch_of_sets {
    uint32_t set, over;
    pd_sum length;
    bool is_open;
} stretch_of_sets;

static void close_stretch(const expose_job *job, expose_worker *w, uint32_t object, stretch_of_sets *run)
{
    if (run->is_open)
        book_set(job, w, object, run->set, state_of_set(job, run->over), pd_sum_total(&run->length));
    *run = (stretch_of_sets){.is_open = false};
}

static void add_to_stretch(const expose_job *job, expose_worker *w, uint32_t object, stretch_of_sets *run,
                           uint32_t set, uint32_t over, double length)
{
    if (run->is_open && (run->set != set || run->over != over))
        close_stretch(job, w, object, run);
    run->is_open = true;
    run->set = set;
    run->over = over;
    pd_sum_add(&run->length, length);
}

static pdot_status expose_ring(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                               const double *xy, size_t n)
{
    const pd_ground *ground = w->territories.ground, *hazard = job->hazard_ground;
    stretch_of_sets run = {.is_open = false};
    if (!pd_grow(ctx, (void **)&w->lengths, &w->length_capacity, n, sizeof *w->lengths))
        return PDOT_NOMEM;
    pdot_status status = pd_segments_m(ctx, job->cover->measure, xy, n, w->lengths);
    uint32_t from = pd_ground_cell(ground, xy[0], xy[1]), from_hazard = pd_ground_cell(hazard, xy[0], xy[1]);
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        const double *p = xy + 2 * i, *q = p + 2;
        const uint32_t to = pd_ground_cell(ground, q[0], q[1]),
                       to_hazard = pd_ground_cell(hazard, q[0], q[1]);
        const uint32_t set = set_between(ground, from, to, p, q);
        const uint32_t over = set_between(hazard, from_hazard, to_hazard, p, q);
        if (set == PD_GROUND_MIXED || over == PD_GROUND_MIXED) {
            close_stretch(job, w, object, &run);
            status = expose_segment(ctx, job, w, object, p);
        } else {
            add_to_stretch(job, w, object, &run, set, over, w->lengths[i]);
        }
        from = to;
        from_hazard = to_hazard;
    }
    close_stretch(job, w, object, &run);
    return status;
}

static pdot_status expose_object(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object)
{
    const pd_shapes *shapes = &w->objects->shapes;
    pdot_status status = PDOT_OK;
    for (uint32_t r = shapes->shape_start[object]; r < shapes->shape_start[object + 1] && status == PDOT_OK;
         r++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->ring_start[r];
        const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
        if (job->of->is_points)
            status = expose_points(ctx, job, w, object, xy, n);
        else if (n > 1)
            status = expose_ring(ctx, job, w, object, xy, n - 1);
    }
    return status;
}

/* The part of the owner's objects that is the task. One alone is done on the calling thread. */
static pdot_status read_part(const pd_task *task, const expose_job *job, expose_worker *w)
{
    const bool is_alone = job->n_tasks == 1;
    pdot_status status = PDOT_OK;
    if (!is_alone && w->store == NULL)
        status = pd_store_open_read(task->ctx, job->cover->run->store_path, &w->store);
    pd_features_release(&w->part);
    w->objects = &w->part;
    if (status != PDOT_OK)
        return status;
    return pd_store_load_feature_part(
        task->ctx, is_alone ? job->cover->run->store : w->store, job->of->owner, (int64_t)task->index,
        (int64_t)job->n_tasks, job->of->has_weights ? PD_FEATURE_WEIGHTS : PD_FEATURE_SHAPES, &w->part);
}

pdot_status pd_expose_run_polygons(const pd_task *task, void *user)
{
    expose_job *job = user;
    expose_worker *w = &job->workers[task->worker];
    const bool is_part = job->objects == NULL;
    pdot_status status = w->is_open ? PDOT_OK : pd_expose_open_worker(task->ctx, job, w);
    if (status == PDOT_OK && is_part)
        status = read_part(task, job, w);
    if (status != PDOT_OK)
        return status;
    const size_t n = w->objects->shapes.n_shapes, first = is_part ? 0 : task->index * OBJECTS_A_TASK;
    const size_t end = is_part || n - first < OBJECTS_A_TASK ? n : first + OBJECTS_A_TASK;
    for (size_t i = first; i < end && status == PDOT_OK; i++)
        status = expose_object(task->ctx, job, w, (uint32_t)i);
    return status == PDOT_OK ? pd_tally_take(task->ctx, &w->tally, &job->packs[task->index]) : status;
}

pdot_status pd_expose_prepare_polygons(expose_job *job)
{
    pd_cover *cover = job->cover;
    pdot_status status = pd_cover_load_layer(cover, job->of->hazard, true, &job->layer);
    if (status == PDOT_OK)
        status = pd_ground_new(cover->ctx, &job->layer.features.shapes, cover->run->jobs, NULL,
                               &job->hazard_ground);
    int64_t n = 0;
    if (job->objects != NULL)
        n = (int64_t)job->objects->shapes.n_shapes;
    else if (status == PDOT_OK)
        status = pd_store_count_features(cover->ctx, cover->run->store, job->of->owner, &n);
    job->n_tasks = ((size_t)n + OBJECTS_A_TASK - 1) / OBJECTS_A_TASK;
    return status;
}
