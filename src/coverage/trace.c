/* Fragments by an overlay in which every feature is a class of its own. Features are taken some hundred at a
 * time, whole clusters together: features of different clusters share no ground. */
#include "coverage/trace.h"

#include <stdlib.h>

#include "coverage/clusters.h"
#include "coverage/overlay.h"

#define CHUNK 256u /* features at a time, unless one cluster is larger */

typedef struct ranked {
    uint32_t feature;
    uint32_t place; /* among the chunk's shapes */
    int32_t class_index;
} ranked;

typedef struct chunk {
    pd_shapes shapes;
    int32_t *id;            /* of each shape: its rank */
    int32_t *layer, *value; /* of each id */
    ranked *order;          /* of each id */
    size_t n, capacity;
} chunk;

typedef struct tracer {
    pdot_ctx *ctx;
    const pd_ground *ground;
    const pd_shapes *features;
    const int32_t *class_of;
    pd_fragment_fn each;
    void *user;
    chunk chunk;
} tracer;

/* Later wins: higher classes last, within a class the first feature last. */
static int compare_ranked(const void *left, const void *right)
{
    const ranked *a = left, *b = right;
    if (a->class_index != b->class_index)
        return a->class_index < b->class_index ? -1 : 1;
    return (a->feature < b->feature) - (a->feature > b->feature);
}

static pdot_status add_feature(tracer *t, uint32_t feature)
{
    chunk *c = &t->chunk;
    const pd_shapes *from = t->features;
    if (!pd_grow(t->ctx, (void **)&c->order, &c->capacity, c->n + 1, sizeof *c->order))
        return PDOT_NOMEM;
    for (uint32_t r = from->shape_start[feature]; r < from->shape_start[feature + 1]; r++) {
        const pdot_status status =
            pd_shapes_add_ring(t->ctx, &c->shapes, from->xy + 2 * (size_t)from->ring_start[r],
                               from->ring_start[r + 1] - from->ring_start[r], from->is_hole[r]);
        if (status != PDOT_OK)
            return status;
    }
    c->order[c->n] = (ranked){feature, (uint32_t)c->n, t->class_of[feature]};
    c->n++;
    return pd_shapes_end_shape(t->ctx, &c->shapes);
}

static void clear_chunk(chunk *c)
{
    pd_shapes_release(&c->shapes);
    pd_free(c->id);
    pd_free(c->value);
    pd_free(c->layer);
    pd_free(c->order);
    *c = (chunk){0};
}

/* Shapes stand in the order they were added; ids are ranks. order[i].place: the shape of rank i. */
static pdot_status rank_features(tracer *t)
{
    chunk *c = &t->chunk;
    c->id = pd_alloc_array(t->ctx, c->n, sizeof *c->id);
    c->value = pd_alloc_array(t->ctx, c->n, sizeof *c->value);
    c->layer = pd_alloc_array(t->ctx, c->n, sizeof *c->layer);
    if (c->id == NULL || c->value == NULL || c->layer == NULL)
        return PDOT_NOMEM;
    qsort(c->order, c->n, sizeof *c->order, compare_ranked);
    for (size_t rank = 0; rank < c->n; rank++) {
        c->id[c->order[rank].place] = (int32_t)rank;
        c->value[rank] = (int32_t)rank + 1;
    }
    return PDOT_OK;
}

static pdot_status give(tracer *t, const pd_overlay *overlay)
{
    for (size_t zone = 0; zone < overlay->n_zones; zone++)
        for (size_t rank = t->chunk.n; rank-- > 0;) { /* features of a class in their order */
            const pd_fragment f = {.zone = zone,
                                   .feature = t->chunk.order[rank].feature,
                                   .top_m2 = pd_overlay_bucket(overlay, zone, (int32_t)rank + 1),
                                   .own_m2 = pd_overlay_sum(overlay, zone, (int32_t)rank)};
            const pdot_status status = f.own_m2 > 0 ? t->each(t->user, &f) : PDOT_OK;
            if (status != PDOT_OK)
                return status;
        }
    return PDOT_OK;
}

static pdot_status run_chunk(tracer *t)
{
    const chunk *c = &t->chunk;
    pd_overlay *overlay = NULL;
    if (c->n == 0)
        return PDOT_OK;
    pdot_status status = rank_features(t);
    const pd_overlay_input input = {.ground = t->ground,
                                    .features = &c->shapes,
                                    .id = c->id,
                                    .plan = {.n_ids = (int32_t)c->n,
                                             .layer = c->layer,
                                             .n_layers = 1,
                                             .value = c->value,
                                             .n_buckets = (int32_t)c->n + 1,
                                             .with_parts = true},
                                    .jobs = 1};
    if (status == PDOT_OK)
        status = pd_shapes_finish(t->ctx, &t->chunk.shapes, true);
    if (status == PDOT_OK)
        status = pd_overlay_new(t->ctx, &input, &overlay);
    if (status == PDOT_OK)
        status = give(t, overlay);
    pd_overlay_free(overlay);
    clear_chunk(&t->chunk);
    return status;
}

pdot_status pd_trace(pdot_ctx *ctx, const pd_ground *ground, const pd_shapes *features,
                     const int32_t *class_of, pd_fragment_fn each, void *user)
{
    tracer t = {
        .ctx = ctx, .ground = ground, .features = features, .class_of = class_of, .each = each, .user = user};
    pd_clusters clusters;
    pdot_status status = pd_clusters_new(ctx, features, &clusters);
    if (status != PDOT_OK)
        return status;
    for (size_t c = 0; c < clusters.n && status == PDOT_OK; c++) {
        for (uint32_t i = clusters.start[c]; i < clusters.start[c + 1] && status == PDOT_OK; i++)
            status = add_feature(&t, clusters.item[i]);
        if (status == PDOT_OK && t.chunk.n >= CHUNK)
            status = run_chunk(&t);
        if (status == PDOT_OK)
            status = pd_progress(ctx, "trace", c, clusters.n);
    }
    if (status == PDOT_OK)
        status = run_chunk(&t);
    clear_chunk(&t.chunk);
    pd_clusters_release(&clusters);
    return status;
}
