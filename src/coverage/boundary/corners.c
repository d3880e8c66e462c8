/* Gaps enclosed by parts of the union that meet only in corners: no part has a hole there, yet nobody gets
 * in. The outer rings are walked with the outside on the left; where rings meet, the walk takes the next edge
 * clockwise, so it stays in the same face of the outside. A walk that turns counter-clockwise went round a
 * bounded face: a gap. (Face tracing of a planar graph: de Berg et al., Computational Geometry, 3rd ed. 2008,
 * section 2.2.) */
#include <math.h>
#include <stdlib.h>

#include "coverage/boundary/work.h"

/* An edge from point `from` to the point before it in its ring: outside on the left. */
typedef struct walk_edge {
    double x, y;       /* where it starts */
    double to_x, to_y; /* where it ends */
    bool is_walked;
} walk_edge;

typedef struct walk_map {
    walk_edge *edges; /* sorted by start */
    size_t n;
    bool has_corners; /* two edges start at one point */
} walk_map;

static int compare_starts(const void *left, const void *right)
{
    const walk_edge *a = left, *b = right;
    if (a->x < b->x || a->x > b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y < b->y || a->y > b->y)
        return a->y < b->y ? -1 : 1;
    if (a->to_x < b->to_x || a->to_x > b->to_x)
        return a->to_x < b->to_x ? -1 : 1;
    return a->to_y < b->to_y ? -1 : a->to_y > b->to_y;
}

static bool starts_at(const walk_edge *edge, double x, double y)
{
    return edge->x <= x && edge->x >= x && edge->y <= y && edge->y >= y;
}

static pdot_status draw_map(pdot_ctx *ctx, const pd_shapes *shapes, walk_map *map)
{
    map->edges = pd_alloc_array(ctx, shapes->n_points + 1, sizeof *map->edges);
    if (map->edges == NULL)
        return PDOT_NOMEM;
    for (size_t r = 0; r < shapes->n_rings; r++) {
        const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[r];
        const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
        const bool is_ccw = pd_ring_area(p, n) > 0;
        for (size_t i = 0; i + 1 < n && !shapes->is_hole[r]; i++) {
            const double *a = p + 2 * (is_ccw ? i + 1 : i), *b = p + 2 * (is_ccw ? i : i + 1);
            map->edges[map->n++] = (walk_edge){a[0], a[1], b[0], b[1], false};
        }
    }
    if (map->n > 0)
        qsort(map->edges, map->n, sizeof *map->edges, compare_starts);
    for (size_t i = 1; i < map->n && !map->has_corners; i++)
        map->has_corners = starts_at(&map->edges[i - 1], map->edges[i].x, map->edges[i].y);
    return PDOT_OK;
}

static size_t first_at(const walk_map *map, double x, double y)
{
    size_t low = 0, high = map->n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const walk_edge *edge = &map->edges[middle];
        if (edge->x < x || (edge->x <= x && edge->y < y))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* How far one turns clockwise from the way back along `from` to the way along `to`: over 0, up to a full
 * turn. */
static double turn(const walk_edge *from, const walk_edge *to)
{
    const double back = atan2(from->y - from->to_y, from->x - from->to_x);
    const double on = atan2(to->to_y - to->y, to->to_x - to->x);
    const double angle = back - on;
    const double full = 6.283185307179586;
    return angle > 0 ? angle : angle + full;
}

static walk_edge *next_edge(const walk_map *map, const walk_edge *edge)
{
    walk_edge *best = NULL;
    for (size_t i = first_at(map, edge->to_x, edge->to_y);
         i < map->n && starts_at(&map->edges[i], edge->to_x, edge->to_y); i++)
        if (best == NULL || turn(edge, &map->edges[i]) < turn(edge, best))
            best = &map->edges[i];
    return best;
}

/* Walks from `edge` until it comes back; the points are in *xy, closed. */
static pdot_status walk(pdot_ctx *ctx, const walk_map *map, walk_edge *edge, double **xy, size_t *n,
                        size_t *capacity)
{
    *n = 0;
    for (walk_edge *at = edge; at != NULL && !at->is_walked; at = next_edge(map, at)) {
        if (!pd_grow(ctx, (void **)xy, capacity, *n + 2, 2 * sizeof **xy))
            return PDOT_NOMEM;
        at->is_walked = true;
        (*xy)[2 * *n] = at->x;
        (*xy)[2 * *n + 1] = at->y;
        (*n)++;
    }
    (*xy)[2 * *n] = (*xy)[0];
    (*xy)[2 * *n + 1] = (*xy)[1];
    (*n)++;
    return PDOT_OK;
}

/* The walk may touch itself in corners; and islands may stand in the gap. */
static pdot_status add_gap(pdot_ctx *ctx, pd_boundary_work *work, pd_bytes whole, const double *xy, size_t n)
{
    pd_byte_vector ring = {0}, valid = {0}, gap = {0};
    pdot_status status = pd_boundary_ring(ctx, xy, n, &ring);
    if (status == PDOT_OK)
        status = pd_geometry_make_valid(ctx, (pd_bytes){ring.data, ring.size}, &valid);
    if (status == PDOT_OK)
        status = pd_geometry_difference(ctx, (pd_bytes){valid.data, valid.size}, whole, &gap);
    if (status == PDOT_OK)
        status = pd_boundary_add(ctx, work, PD_BOUNDARY_GAP, (pd_bytes){gap.data, gap.size}, NULL, 0);
    pd_byte_vector_release(&ring);
    pd_byte_vector_release(&valid);
    pd_byte_vector_release(&gap);
    return status;
}

pdot_status pd_boundary_find_corner_gaps(pdot_ctx *ctx, pd_boundary_work *work, const pd_shapes *whole,
                                         pd_bytes wkb)
{
    walk_map map = {.n = 0};
    double *xy = NULL;
    size_t n = 0, capacity = 0;
    pdot_status status = draw_map(ctx, whole, &map);
    for (size_t i = 0; i < map.n && status == PDOT_OK && map.has_corners; i++) {
        if (map.edges[i].is_walked)
            continue;
        status = walk(ctx, &map, &map.edges[i], &xy, &n, &capacity);
        if (status == PDOT_OK && pd_ring_area(xy, n) > 0)
            status = add_gap(ctx, work, wkb, xy, n);
    }
    pd_free(xy);
    pd_free(map.edges);
    return status;
}
