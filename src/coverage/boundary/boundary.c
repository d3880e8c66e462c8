/* Boundary health: pairs of polygons that share ground, and the order of the whole. Candidates are pairs
 * whose boxes meet, found by a sweep over x; each is intersected by GEOS, in parallel. */
#include "coverage/boundary/boundary.h"

#include <stdlib.h>
#include <string.h>

#include "coverage/boundary/work.h"

#define PAIRS_OF_TASK 16
#define MOST_PAIRS    20000000u /* beyond it the layer is no tessellation, and the answer would take hours */

typedef struct pair {
    size_t a, b; /* a < b */
} pair;

typedef struct pair_list {
    pair *items;
    size_t count, capacity;
    pd_byte_vector *shared; /* of each pair: the common ground, size 0 if there is none */
    const pd_bytes *polygons;
} pair_list;

typedef struct box_order {
    double min_x;
    size_t index;
} box_order;

static int compare_boxes(const void *left, const void *right)
{
    const box_order *a = left, *b = right;
    if (a->min_x < b->min_x || a->min_x > b->min_x)
        return a->min_x < b->min_x ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

static int compare_pairs(const void *left, const void *right)
{
    const pair *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    return a->b < b->b ? -1 : a->b > b->b;
}

static pdot_status add_pair(pdot_ctx *ctx, pair_list *list, size_t a, size_t b)
{
    if (list->count == MOST_PAIRS)
        return pd_fail(ctx, PDOT_LIMIT,
                       "More than %u pairs of polygons lie on each other: this is no layer of territories.",
                       MOST_PAIRS);
    if (!pd_grow(ctx, (void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return PDOT_NOMEM;
    list->items[list->count++] = a < b ? (pair){a, b} : (pair){b, a};
    return PDOT_OK;
}

static bool is_empty_shape(const pd_shapes *shapes, size_t i)
{
    return shapes->shape_start[i] == shapes->shape_start[i + 1];
}

static pdot_status find_pairs(pdot_ctx *ctx, const pd_shapes *shapes, pair_list *list)
{
    const pd_box *box = shapes->box;
    box_order *order = pd_alloc_array(ctx, shapes->n_shapes + 1, sizeof *order);
    if (order == NULL)
        return PDOT_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < shapes->n_shapes; i++)
        if (!is_empty_shape(shapes, i))
            order[n++] = (box_order){box[i].min_x, i};
    qsort(order, n, sizeof *order, compare_boxes);
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n; i++) {
        const pd_box *a = &box[order[i].index];
        for (size_t k = i + 1; k < n && order[k].min_x < a->max_x && status == PDOT_OK; k++) {
            const pd_box *b = &box[order[k].index];
            if (b->min_y < a->max_y && b->max_y > a->min_y)
                status = add_pair(ctx, list, order[i].index, order[k].index);
        }
    }
    pd_free(order);
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_pairs);
    return status;
}

static pdot_status intersect_pairs(const pd_task *task, void *user)
{
    pair_list *list = user;
    const size_t first = task->index * PAIRS_OF_TASK;
    for (size_t i = first; i < first + PAIRS_OF_TASK && i < list->count; i++) {
        const pair *one = &list->items[i];
        const pdot_status status = pd_geometry_intersection(task->ctx, list->polygons[one->a],
                                                            list->polygons[one->b], &list->shared[i]);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

static pdot_status find_overlaps(pdot_ctx *ctx, pd_boundary_work *work)
{
    pair_list list = {.polygons = work->polygons};
    pdot_status status = find_pairs(ctx, &work->shapes, &list);
    if (status == PDOT_OK && (list.shared = pd_alloc_array(ctx, list.count + 1, sizeof *list.shared)) == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_parallel(ctx, work->options->jobs, (list.count + PAIRS_OF_TASK - 1) / PAIRS_OF_TASK,
                             intersect_pairs, &list, "boundaries");
    for (size_t i = 0; i < list.count && status == PDOT_OK; i++) {
        const size_t units[2] = {list.items[i].a, list.items[i].b};
        status = pd_boundary_add(ctx, work, PD_BOUNDARY_OVERLAP,
                                 (pd_bytes){list.shared[i].data, list.shared[i].size}, units, 2);
    }
    for (size_t i = 0; list.shared != NULL && i < list.count; i++)
        pd_byte_vector_release(&list.shared[i]);
    pd_free(list.shared);
    pd_free(list.items);
    return status;
}

enum { WKB_POLYGON = 3, WKB_MULTI_POLYGON = 6, WKB_HEAD = 9 };

/* A copy in the arena, a polygon as a multipolygon of one. */
static pd_bytes keep_wkb(pdot_ctx *ctx, pd_arena *arena, pd_bytes wkb)
{
    static const unsigned char head[WKB_HEAD] = {1, WKB_MULTI_POLYGON, 0, 0, 0, 1, 0, 0, 0};
    const size_t extra = wkb.data[1] == WKB_POLYGON ? WKB_HEAD : 0;
    unsigned char *copy = pd_arena_alloc(ctx, arena, wkb.size + extra);
    if (copy == NULL)
        return (pd_bytes){NULL, 0};
    memcpy(copy, head, extra);
    memcpy(copy + extra, wkb.data, wkb.size);
    return (pd_bytes){copy, wkb.size + extra};
}

pdot_status pd_boundary_add(pdot_ctx *ctx, pd_boundary_work *work, pd_boundary_kind kind, pd_bytes wkb,
                            const size_t *units, size_t n_units)
{
    pd_boundary *out = work->out;
    if (wkb.size == 0)
        return PDOT_OK;
    const pd_bytes copy = keep_wkb(ctx, &out->arena, wkb);
    if (copy.data == NULL ||
        !pd_grow(ctx, (void **)&out->pieces, &out->capacity, out->count + 1, sizeof *out->pieces))
        return PDOT_NOMEM;
    pd_boundary_piece *piece = &out->pieces[out->count++];
    *piece = (pd_boundary_piece){.kind = kind, .wkb = copy, .n_units = n_units};
    for (size_t i = 0; i < n_units; i++)
        piece->units[i] = units[i];
    return PDOT_OK;
}

static pdot_status load_shapes(pdot_ctx *ctx, pd_boundary_work *work)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < work->n && status == PDOT_OK; i++)
        status = pd_shapes_add_wkb(ctx, &work->shapes, work->polygons[i]);
    return status == PDOT_OK ? pd_shapes_finish(ctx, &work->shapes, true) : status;
}

pdot_status pd_boundary_health(pdot_ctx *ctx, const pd_bytes *polygons, size_t n,
                               const pd_boundary_options *options, pd_boundary *out)
{
    pd_boundary_work work = {.polygons = polygons, .n = n, .options = options, .out = out};
    work.sliver_width_m = options->sliver_width_m > 0 ? options->sliver_width_m : PD_SLIVER_WIDTH_M;
    pdot_status status = load_shapes(ctx, &work);
    if (status == PDOT_OK)
        status = find_overlaps(ctx, &work);
    if (status == PDOT_OK && !options->without_gaps)
        status = pd_boundary_find_gaps(ctx, &work);
    if (status == PDOT_OK)
        status = pd_boundary_measure(ctx, &work);
    pd_free(work.vertices);
    pd_shapes_release(&work.shapes);
    return status;
}

void pd_boundary_release(pd_boundary *boundary)
{
    pd_arena_release(&boundary->arena);
    pd_free(boundary->pieces);
    *boundary = (pd_boundary){0};
}
