/* Features of an owner for the overlay, read by several threads: each reads parts of the rows through its own
 * handle and brings them to their plane; parts are joined in their order by whoever finds the next one ready.
 * The result is the same for any number of threads. Of each feature shape and class are kept, and as stored
 * its weight. */
#include "pipeline/coverage/load.h"

#include <stdatomic.h>
#include <string.h>

#include "base/parallel.h"

#define MAX_WORKERS        256
#define FEATURES_A_PART    4096
#define MAX_PARTS          512
#define WORTH_MORE_HANDLES 16384 /* features: below, opening a second handle costs more than it saves */

typedef struct part {
    pd_features features;
    atomic_bool is_ready;
} part;

typedef struct loading {
    pd_cover *cover;
    const char *owner;
    pd_cover_plane plane;
    int64_t n_parts;
    part *parts;
    pd_store *stores[MAX_WORKERS];
    pd_crs *crs[MAX_WORKERS]; /* and measures: only where threads cannot share the cover's */
    pd_equal_area *measures[MAX_WORKERS];
    atomic_flag is_joining;
    int64_t next; /* part to be joined; belongs to whoever set is_joining */
    pd_features *out;
} loading;

/* ---- joining */

static bool resize(pdot_ctx *ctx, void **block, size_t count, size_t size)
{
    void *grown = pd_realloc_array(ctx, *block, count, size);
    *block = grown != NULL ? grown : *block;
    return grown != NULL;
}

pdot_status pd_cover_join_features(pdot_ctx *ctx, pd_features *to, const pd_features *from)
{
    const size_t n = to->shapes.n_shapes, more = from->shapes.n_shapes;
    if (more == 0)
        return PDOT_OK;
    const pdot_status status = pd_shapes_join(ctx, &to->shapes, &from->shapes);
    if (status != PDOT_OK)
        return status;
    const size_t capacity = to->shapes.shape_capacity;
    if (capacity > to->capacity) {
        if (!resize(ctx, (void **)&to->class_index, capacity, sizeof *to->class_index) ||
            (from->weight != NULL && !resize(ctx, (void **)&to->weight, capacity, sizeof *to->weight)))
            return PDOT_NOMEM;
        to->capacity = capacity;
    }
    memcpy(to->class_index + n, from->class_index, more * sizeof *from->class_index);
    if (from->weight != NULL)
        memcpy(to->weight + n, from->weight, more * sizeof *from->weight);
    return PDOT_OK;
}

/* Joins the parts that are ready, in order. Another thread may be at it: then it will find this one's part
 * too. */
static pdot_status join_ready(pdot_ctx *ctx, loading *l)
{
    pdot_status status = PDOT_OK;
    bool has_more = true;
    while (has_more && status == PDOT_OK && !atomic_flag_test_and_set(&l->is_joining)) {
        while (status == PDOT_OK && l->next < l->n_parts && atomic_load(&l->parts[l->next].is_ready)) {
            status = pd_cover_join_features(ctx, l->out, &l->parts[l->next].features);
            pd_features_release(&l->parts[l->next].features);
            l->next++;
        }
        const int64_t next = l->next;
        atomic_flag_clear(&l->is_joining);
        has_more =
            next < l->n_parts && atomic_load(&l->parts[next].is_ready); /* it came while the flag was set */
    }
    return status;
}

/* ---- reading */

static pdot_status open_worker(pdot_ctx *ctx, loading *l, int worker)
{
    pdot_status status = pd_store_open_read(ctx, l->cover->run->store_path, &l->stores[worker]);
    if (l->plane != PD_EQUAL_AREA || pd_equal_area_is_shareable(l->cover->measure))
        return status;
    if (status == PDOT_OK)
        status = pd_crs_copy(ctx, l->cover->crs, &l->crs[worker]);
    if (status == PDOT_OK)
        status = pd_equal_area_new(ctx, l->crs[worker], &l->measures[worker]);
    return status;
}

static pdot_status bring_to_plane(pdot_ctx *ctx, const pd_equal_area *measure, int jobs, pd_cover_plane plane,
                                  pd_shapes *shapes)
{
    if (plane == PD_AS_STORED)
        return PDOT_OK;
    return plane == PD_PLAIN ? pd_shapes_finish(ctx, shapes, true)
                             : pd_equal_area_shapes(ctx, measure, jobs, true, shapes);
}

static const pd_equal_area *measure_of(const loading *l, int worker)
{
    return l->measures[worker] != NULL ? l->measures[worker] : l->cover->measure;
}

static pd_feature_columns columns_of(pd_cover_plane plane)
{
    return plane == PD_AS_STORED ? PD_FEATURE_WEIGHTS : PD_FEATURE_SHAPES;
}

static pdot_status run_part(const pd_task *task, void *user)
{
    loading *l = user;
    part *own = &l->parts[task->index];
    pdot_status status = l->stores[task->worker] == NULL ? open_worker(task->ctx, l, task->worker) : PDOT_OK;
    if (status == PDOT_OK)
        status =
            pd_store_load_feature_part(task->ctx, l->stores[task->worker], l->owner, (int64_t)task->index,
                                       l->n_parts, columns_of(l->plane), &own->features);
    if (status == PDOT_OK)
        status = bring_to_plane(task->ctx, measure_of(l, task->worker), 1, l->plane, &own->features.shapes);
    if (status != PDOT_OK)
        return status;
    atomic_store(&own->is_ready, true);
    return join_ready(task->ctx, l);
}

static void release(loading *l)
{
    for (int64_t i = 0; l->parts != NULL && i < l->n_parts; i++)
        pd_features_release(&l->parts[i].features);
    for (int i = 0; i < MAX_WORKERS; i++) {
        pd_store_close(l->stores[i]);
        pd_equal_area_free(l->measures[i]);
        pd_crs_free(l->crs[i]);
    }
    pd_free(l->parts);
}

static pdot_status load_parts(pd_cover *cover, const char *owner, pd_cover_plane plane, int64_t n,
                              pd_features *out)
{
    loading l = {.cover = cover, .owner = owner, .plane = plane, .out = out, .is_joining = ATOMIC_FLAG_INIT};
    l.n_parts = n / FEATURES_A_PART + 1 < MAX_PARTS ? n / FEATURES_A_PART + 1 : MAX_PARTS;
    l.parts = pd_alloc_array(cover->ctx, (size_t)l.n_parts, sizeof *l.parts);
    pdot_status status = l.parts != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_parallel(cover->ctx, cover->run->jobs, (size_t)l.n_parts, run_part, &l, "coverage");
    if (status == PDOT_OK)
        status = join_ready(cover->ctx, &l);
    PD_ASSERT(status != PDOT_OK || l.next == l.n_parts);
    release(&l);
    return status;
}

pdot_status pd_cover_load_owner(pd_cover *cover, const char *owner, pd_cover_plane plane, pd_features *out)
{
    int64_t n = 0;
    *out = (pd_features){0};
    pdot_status status = pd_store_count_features(cover->ctx, cover->run->store, owner, &n);
    if (status != PDOT_OK)
        return status;
    if (cover->run->jobs > 1 && n >= WORTH_MORE_HANDLES) {
        status = load_parts(cover, owner, plane, n, out);
    } else {
        status = pd_store_load_features(cover->ctx, cover->run->store, owner, NULL, columns_of(plane), out);
        if (status == PDOT_OK)
            status = bring_to_plane(cover->ctx, cover->measure, cover->run->jobs, plane, &out->shapes);
    }
    if (status != PDOT_OK)
        pd_features_release(out);
    return status;
}
