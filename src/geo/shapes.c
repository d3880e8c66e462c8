/* Flat arrays of geometries: their memory, appending from bytes and from each other. */
#include "geo/shapes.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/limits.h"
#include "geo/wkb.h"

void pd_shapes_release(pd_shapes *shapes)
{
    if (!shapes->is_slice)
        pd_free(shapes->xy);
    pd_free(shapes->ring_start);
    pd_free(shapes->is_hole);
    pd_free(shapes->shape_start);
    pd_free(shapes->box);
    pd_free(shapes->dimension);
    *shapes = (pd_shapes){0};
}

void pd_shapes_clear(pd_shapes *shapes)
{
    shapes->n_points = shapes->n_rings = shapes->n_shapes = 0;
}

/* Two arrays that grow together under one capacity; the second one decides. */
static bool grow_pair(pdot_ctx *ctx, void **first, size_t first_size, uint32_t **starts, size_t *capacity,
                      size_t need)
{
    size_t other = *capacity;
    return pd_grow(ctx, first, &other, need, first_size) &&
           pd_grow(ctx, (void **)starts, capacity, need, sizeof **starts);
}

/* Room for `more` rings and the end mark. */
static bool grow_rings(pdot_ctx *ctx, pd_shapes *shapes, size_t more)
{
    return grow_pair(ctx, (void **)&shapes->is_hole, sizeof *shapes->is_hole, &shapes->ring_start,
                     &shapes->ring_capacity, shapes->n_rings + more + 1);
}

static bool grow_shapes(pdot_ctx *ctx, pd_shapes *shapes, size_t more)
{
    size_t other = shapes->shape_capacity;
    const size_t need = shapes->n_shapes + more + 1;
    return pd_grow(ctx, (void **)&shapes->dimension, &other, need, sizeof *shapes->dimension) &&
           grow_pair(ctx, (void **)&shapes->box, sizeof *shapes->box, &shapes->shape_start,
                     &shapes->shape_capacity, need);
}

static pdot_status check_points(pdot_ctx *ctx, size_t n_points, size_t more)
{
    if (n_points > PD_LIMIT_POINTS || more > PD_LIMIT_POINTS - n_points)
        return pd_fail(ctx, PDOT_LIMIT, "A layer has more than %u vertices", PD_LIMIT_POINTS);
    return PDOT_OK;
}

pd_shapes pd_shapes_slice(const pd_shapes *whole, size_t first, size_t n_points)
{
    PD_ASSERT(first + n_points <= whole->point_capacity);
    return (pd_shapes){
        .xy = whole->xy != NULL ? whole->xy + 2 * first : NULL, .point_capacity = n_points, .is_slice = true};
}

static pdot_status grow_points(pdot_ctx *ctx, pd_shapes *shapes, size_t more)
{
    const pdot_status status = check_points(ctx, shapes->n_points, more);
    if (status != PDOT_OK)
        return status;
    if (shapes->is_slice && shapes->n_points + more > shapes->point_capacity)
        return pd_fail(ctx, PDOT_LIMIT, "A layer has more vertices than it was said to have");
    return pd_grow(ctx, (void **)&shapes->xy, &shapes->point_capacity, shapes->n_points + more,
                   2 * sizeof *shapes->xy)
               ? PDOT_OK
               : PDOT_NOMEM;
}

pdot_status pd_shapes_reserve_points(pdot_ctx *ctx, pd_shapes *shapes, size_t n_points)
{
    const pdot_status status = check_points(ctx, n_points, 0);
    if (status != PDOT_OK || n_points <= shapes->point_capacity)
        return status;
    PD_ASSERT(!shapes->is_slice);
    double *grown = pd_realloc_array(ctx, shapes->xy, n_points, 2 * sizeof *grown);
    if (grown == NULL)
        return PDOT_NOMEM;
    shapes->xy = grown;
    shapes->point_capacity = n_points;
    return PDOT_OK;
}

static pdot_status copy_block(pdot_ctx *ctx, const void *from, size_t count, size_t size, void **out)
{
    *out = pd_realloc_array(ctx, NULL, count, size);
    if (*out == NULL)
        return PDOT_NOMEM;
    if (count > 0)
        memcpy(*out, from, count * size);
    return PDOT_OK;
}

pdot_status pd_shapes_copy_frame(pdot_ctx *ctx, const pd_shapes *shapes, pd_shapes *out)
{
    *out = (pd_shapes){0};
    if (shapes->n_shapes == 0)
        return PDOT_OK;
    pdot_status status = pd_shapes_reserve_points(ctx, out, shapes->n_points);
    if (status == PDOT_OK)
        status = copy_block(ctx, shapes->ring_start, shapes->n_rings + 1, sizeof *shapes->ring_start,
                            (void **)&out->ring_start);
    if (status == PDOT_OK)
        status = copy_block(ctx, shapes->is_hole, shapes->n_rings + 1, sizeof *shapes->is_hole,
                            (void **)&out->is_hole);
    if (status == PDOT_OK)
        status = copy_block(ctx, shapes->shape_start, shapes->n_shapes + 1, sizeof *shapes->shape_start,
                            (void **)&out->shape_start);
    if (status == PDOT_OK)
        status = copy_block(ctx, shapes->dimension, shapes->n_shapes + 1, sizeof *shapes->dimension,
                            (void **)&out->dimension);
    if (status == PDOT_OK)
        status = copy_block(ctx, shapes->box, shapes->n_shapes + 1, sizeof *shapes->box, (void **)&out->box);
    if (status != PDOT_OK) {
        pd_shapes_release(out);
        return status;
    }
    out->n_points = shapes->n_points;
    out->n_rings = shapes->n_rings;
    out->n_shapes = shapes->n_shapes;
    out->ring_capacity = shapes->n_rings + 1;
    out->shape_capacity = shapes->n_shapes + 1;
    return PDOT_OK;
}

/* Big arrays: no more room than a quarter is left over. */
static bool grow_to(pdot_ctx *ctx, void **block, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return true;
    const size_t wanted = need + need / 4;
    void *grown = pd_realloc_array(ctx, *block, wanted, size);
    if (grown == NULL)
        return false;
    *block = grown;
    *capacity = wanted;
    return true;
}

static pdot_status make_room(pdot_ctx *ctx, pd_shapes *to, const pd_shapes *from)
{
    const pdot_status status = check_points(ctx, to->n_points, from->n_points);
    if (status != PDOT_OK)
        return status;
    PD_ASSERT(!to->is_slice);
    size_t rings = to->ring_capacity, shapes[2] = {to->shape_capacity, to->shape_capacity};
    const size_t n_rings = to->n_rings + from->n_rings + 1, n = to->n_shapes + from->n_shapes + 1;
    const bool is_ok =
        grow_to(ctx, (void **)&to->xy, &to->point_capacity, to->n_points + from->n_points,
                2 * sizeof *to->xy) &&
        grow_to(ctx, (void **)&to->is_hole, &rings, n_rings, sizeof *to->is_hole) &&
        grow_to(ctx, (void **)&to->ring_start, &to->ring_capacity, n_rings, sizeof *to->ring_start) &&
        grow_to(ctx, (void **)&to->box, &shapes[0], n, sizeof *to->box) &&
        grow_to(ctx, (void **)&to->dimension, &shapes[1], n, sizeof *to->dimension) &&
        grow_to(ctx, (void **)&to->shape_start, &to->shape_capacity, n, sizeof *to->shape_start);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_shapes_join(pdot_ctx *ctx, pd_shapes *to, const pd_shapes *from)
{
    if (from->n_shapes == 0)
        return PDOT_OK;
    const pdot_status status = make_room(ctx, to, from);
    if (status != PDOT_OK)
        return status;
    if (from->n_points > 0 && from->xy != to->xy + 2 * to->n_points)
        memmove(to->xy + 2 * to->n_points, from->xy, from->n_points * 2 * sizeof *from->xy);
    memcpy(to->is_hole + to->n_rings, from->is_hole, from->n_rings * sizeof *from->is_hole);
    memcpy(to->box + to->n_shapes, from->box, from->n_shapes * sizeof *from->box);
    memcpy(to->dimension + to->n_shapes, from->dimension, from->n_shapes);
    for (size_t r = 0; r <= from->n_rings; r++)
        to->ring_start[to->n_rings + r] = (uint32_t)to->n_points + from->ring_start[r];
    for (size_t s = 0; s <= from->n_shapes; s++)
        to->shape_start[to->n_shapes + s] = (uint32_t)to->n_rings + from->shape_start[s];
    to->n_points += from->n_points;
    to->n_rings += from->n_rings;
    to->n_shapes += from->n_shapes;
    return PDOT_OK;
}

pdot_status pd_shapes_add_ring(pdot_ctx *ctx, pd_shapes *shapes, const double *xy, size_t n, bool is_hole)
{
    const pdot_status status = grow_points(ctx, shapes, n);
    if (status != PDOT_OK)
        return status;
    if (!grow_shapes(ctx, shapes, 1) || !grow_rings(ctx, shapes, 1))
        return PDOT_NOMEM;
    if (shapes->n_shapes == 0)
        shapes->shape_start[0] = 0;
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    shapes->is_hole[shapes->n_rings++] = is_hole;
    memcpy(shapes->xy + 2 * shapes->n_points, xy, n * 2 * sizeof *xy);
    shapes->n_points += n;
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    return PDOT_OK;
}

pdot_status pd_shapes_end_shape(pdot_ctx *ctx, pd_shapes *shapes)
{
    if (!grow_shapes(ctx, shapes, 1) || !grow_rings(ctx, shapes, 0))
        return PDOT_NOMEM;
    if (shapes->n_shapes == 0)
        shapes->shape_start[0] = 0;
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    shapes->box[shapes->n_shapes] = (pd_box){DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    shapes->dimension[shapes->n_shapes] = 2;
    shapes->shape_start[++shapes->n_shapes] = (uint32_t)shapes->n_rings;
    return PDOT_OK;
}

typedef struct shape_sink {
    pdot_ctx *ctx;
    pd_shapes *shapes;
    bool is_after_point; /* the ring before is one of points: the next point joins it */
    unsigned char dimension;
} shape_sink;

/* Polygons decide over lines, lines over points. */
static pdot_status take_entity(void *user, int type, uint32_t count, bool is_member)
{
    (void)count;
    (void)is_member;
    shape_sink *s = user;
    const unsigned char dimension = type == PD_WKB_COLLECTION ? 0 : (unsigned char)((type - 1) % 3);
    s->dimension = dimension > s->dimension ? dimension : s->dimension;
    return PDOT_OK;
}

static pdot_status take_part(void *user, int type, uint32_t index, uint32_t n)
{
    shape_sink *s = user;
    pd_shapes *shapes = s->shapes;
    const bool joins = type == PD_WKB_POINT && s->is_after_point;
    const pdot_status status = grow_points(s->ctx, shapes, n);
    if (status != PDOT_OK || n == 0 || joins)
        return status;
    if (!grow_rings(s->ctx, shapes, 1))
        return PDOT_NOMEM;
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    shapes->is_hole[shapes->n_rings] = type == PD_WKB_POLYGON && index > 0;
    shapes->n_rings++;
    s->is_after_point = type == PD_WKB_POINT;
    return PDOT_OK;
}

/* There is room: its part has seen to it. */
static unsigned char *take_points(void *user, uint32_t n)
{
    shape_sink *s = user;
    pd_shapes *shapes = s->shapes;
    unsigned char *room = (unsigned char *)(shapes->xy + 2 * shapes->n_points);
    shapes->n_points += n;
    return room;
}

/* Ends the shape that a walk has appended, or takes its traces away if the walk failed. */
static pdot_status end_shape(pd_shapes *shapes, size_t n_points, size_t n_rings, pd_box box,
                             pdot_status status)
{
    if (status != PDOT_OK) {
        shapes->n_points = n_points;
        shapes->n_rings = n_rings;
    } else {
        shapes->box[shapes->n_shapes] = box;
        shapes->n_shapes++;
    }
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    shapes->shape_start[shapes->n_shapes] = (uint32_t)shapes->n_rings;
    return status;
}

/* srid NULL: the bytes are WKB. */
static pdot_status add_bytes(pdot_ctx *ctx, pd_shapes *shapes, pd_bytes bytes, int *srid)
{
    if (!grow_shapes(ctx, shapes, 1) || !grow_rings(ctx, shapes, 0))
        return PDOT_NOMEM;
    const size_t n_points = shapes->n_points, n_rings = shapes->n_rings;
    shapes->shape_start[shapes->n_shapes] = (uint32_t)n_rings;
    shape_sink to = {ctx, shapes, false, 0};
    const pd_wkb_sink sink = {take_entity, take_part, take_points, &to};
    pd_box box = {0};
    const pdot_status status =
        srid != NULL ? pd_blob_walk(ctx, bytes, &sink, srid, &box) : pd_wkb_walk(ctx, bytes, &sink, &box);
    shapes->dimension[shapes->n_shapes] = to.dimension;
    return end_shape(shapes, n_points, n_rings, box, status);
}

/* The BLOB of a single point, as the store writes it: head, type, x, y, end. A layer of points is a million
 * of them. Anything else, and a point that is none, is left to the walk. */
static bool is_plain_point(pd_bytes blob, double xy[2])
{
    uint32_t type;
    if (blob.size != PD_BLOB_HEAD_SIZE + sizeof type + PD_WKB_POINT_SIZE + 1 ||
        blob.data[0] != PD_BLOB_START || blob.data[1] != 1 ||
        blob.data[PD_BLOB_HEAD_SIZE - 1] != PD_BLOB_BODY || blob.data[blob.size - 1] != PD_BLOB_END)
        return false;
    memcpy(&type, blob.data + PD_BLOB_HEAD_SIZE, sizeof type);
    memcpy(xy, blob.data + PD_BLOB_HEAD_SIZE + sizeof type, PD_WKB_POINT_SIZE);
    return type == PD_WKB_POINT && fabs(xy[0]) <= PD_LIMIT_COORDINATE && fabs(xy[1]) <= PD_LIMIT_COORDINATE;
}

static pdot_status add_point(pdot_ctx *ctx, pd_shapes *shapes, const double xy[2])
{
    const bool has_room = shapes->n_points < shapes->point_capacity &&
                          shapes->n_rings + 1 < shapes->ring_capacity &&
                          shapes->n_shapes + 1 < shapes->shape_capacity;
    if (!has_room) {
        const pdot_status status = grow_points(ctx, shapes, 1);
        if (status != PDOT_OK)
            return status;
        if (!grow_shapes(ctx, shapes, 1) || !grow_rings(ctx, shapes, 1))
            return PDOT_NOMEM;
    }
    shapes->shape_start[shapes->n_shapes] = (uint32_t)shapes->n_rings;
    shapes->ring_start[shapes->n_rings] = (uint32_t)shapes->n_points;
    shapes->is_hole[shapes->n_rings++] = false;
    memcpy(shapes->xy + 2 * shapes->n_points++, xy, 2 * sizeof *xy);
    shapes->dimension[shapes->n_shapes] = 0;
    return end_shape(shapes, shapes->n_points, shapes->n_rings, (pd_box){xy[0], xy[1], xy[0], xy[1]},
                     PDOT_OK);
}

pdot_status pd_shapes_add_wkb(pdot_ctx *ctx, pd_shapes *shapes, pd_bytes wkb)
{
    return add_bytes(ctx, shapes, wkb, NULL);
}

pdot_status pd_shapes_add_blob(pdot_ctx *ctx, pd_shapes *shapes, pd_bytes blob, int *srid)
{
    int32_t code = 0;
    double xy[2];
    int *const found = srid != NULL ? srid : &code;
    if (!is_plain_point(blob, xy))
        return add_bytes(ctx, shapes, blob, found);
    memcpy(&code, blob.data + 2, sizeof code); /* after the mark and the byte order */
    *found = code;
    return add_point(ctx, shapes, xy);
}
