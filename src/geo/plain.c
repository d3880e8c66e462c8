/* A quick yes to validity. Nearly all polygons of a layer are valid beyond doubt: no two of their edges come
 * near each other but where they follow each other. That is proved here in a fraction of the time GEOS takes
 * to find it out; whatever is not proved (an edge that touches another, a point on an edge, a spike) is left
 * to GEOS.
 *
 * Edges are compared block by block, where the boxes of blocks of edges meet. Orientation is decided by the
 * sign of a determinant that is larger than its rounding error can be (Shewchuk, Adaptive Precision
 * Floating-Point Arithmetic and Fast Robust Geometric Predicates, 1997: bound A of orient2d); else it is in
 * doubt. */
#include "geo/geometry.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"

#define POLYGON        3u
#define MULTI_POLYGON  6u
#define BLOCK_EDGES    8u
#define MAX_POINTS     65536u                 /* beyond, GEOS' index wins over pairs of blocks */
#define MAX_RINGS      64u                    /* nesting is looked at ring by ring */
#define ORIENT_ERROR_A 3.3306690738754716e-16 /* (3 + 16 eps) eps, eps = 2^-53 */

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "coordinates are read as they lie in memory");

typedef struct point {
    double x, y;
} point;

typedef struct ring {
    uint32_t first, count; /* count edges, count + 1 points: the first again at the end */
    uint32_t polygon;
    bool is_hole;
    pd_box box;
} ring;

typedef struct block {
    pd_box box;
    uint32_t first, count; /* edges */
    uint32_t ring;
} block;

typedef struct plain {
    point *points;
    size_t n_points;
    ring rings[MAX_RINGS];
    uint32_t n_rings;
    pd_box *edges; /* box of edge i, which goes from point i to point i + 1 */
    block *blocks;
    size_t n_blocks;
} plain;

/* The very same coordinates: copies of one point, no tolerance meant. */
static bool is_same(point a, point b)
{
    return !(a.x < b.x || a.x > b.x || a.y < b.y || a.y > b.y);
}

/* --- bytes to rings --- */

typedef struct bytes_reader {
    const unsigned char *at, *end;
} bytes_reader;

static bool read_u32(bytes_reader *reader, uint32_t *out)
{
    if ((size_t)(reader->end - reader->at) < sizeof *out)
        return false;
    memcpy(out, reader->at, sizeof *out);
    reader->at += sizeof *out;
    return true;
}

static bool read_head(bytes_reader *reader, uint32_t type)
{
    uint32_t found = 0;
    if (reader->at == reader->end || *reader->at++ != 1)
        return false;
    return read_u32(reader, &found) && found == type;
}

static void extend_box(pd_box *box, point with)
{
    box->min_x = with.x < box->min_x ? with.x : box->min_x;
    box->max_x = with.x > box->max_x ? with.x : box->max_x;
    box->min_y = with.y < box->min_y ? with.y : box->min_y;
    box->max_y = with.y > box->max_y ? with.y : box->max_y;
}

/* One ring, points that repeat the one before them left out. */
static bool read_ring(bytes_reader *reader, plain *p, uint32_t polygon, bool is_hole)
{
    uint32_t n = 0;
    if (p->n_rings == MAX_RINGS || !read_u32(reader, &n) || n < 4 ||
        (size_t)(reader->end - reader->at) / sizeof(point) < n)
        return false;
    ring *r = &p->rings[p->n_rings++];
    *r = (ring){.first = (uint32_t)p->n_points,
                .polygon = polygon,
                .is_hole = is_hole,
                .box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    for (uint32_t i = 0; i < n; i++, reader->at += sizeof(point)) {
        point now;
        memcpy(&now, reader->at, sizeof now);
        const point *last = i > 0 ? &p->points[p->n_points - 1] : NULL;
        if (!(fabs(now.x) <= PD_LIMIT_COORDINATE && fabs(now.y) <= PD_LIMIT_COORDINATE))
            return false; /* GEOS' door refuses it: it lies on no map, or is no number */
        if (last != NULL && is_same(now, *last))
            continue;
        extend_box(&r->box, now);
        p->points[p->n_points++] = now;
    }
    r->count = (uint32_t)p->n_points - r->first - 1;
    return r->count >= 3 && is_same(p->points[r->first], p->points[p->n_points - 1]);
}

static bool read_polygon(bytes_reader *reader, plain *p, uint32_t polygon)
{
    uint32_t n = 0;
    if (!read_u32(reader, &n) || n == 0)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!read_ring(reader, p, polygon, i > 0))
            return false;
    return true;
}

static bool read_wkb(pd_bytes wkb, plain *p)
{
    bytes_reader reader = {wkb.data, wkb.data + wkb.size};
    uint32_t n = 0;
    if (read_head(&reader, POLYGON))
        return read_polygon(&reader, p, 0) && reader.at == reader.end;
    reader.at = wkb.data;
    if (!read_head(&reader, MULTI_POLYGON) || !read_u32(&reader, &n) || n == 0)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!read_head(&reader, POLYGON) || !read_polygon(&reader, p, i))
            return false;
    return reader.at == reader.end;
}

/* --- predicates --- */

/* 1: c lies left of the line from a to b; -1: right; 0: in doubt. */
static int orient(point a, point b, point c)
{
    const double left = (a.x - c.x) * (b.y - c.y);
    const double right = (a.y - c.y) * (b.x - c.x);
    const double det = left - right;
    const double error = ORIENT_ERROR_A * (fabs(left) + fabs(right));
    return det > error ? 1 : det < -error ? -1 : 0;
}

/* True if it is sure that the edges have no point in common. */
static bool are_apart(point a, point b, point c, point d)
{
    const int abc = orient(a, b, c);
    if (abc != 0 && abc == orient(a, b, d))
        return true;
    const int cda = orient(c, d, a);
    return cda != 0 && cda == orient(c, d, b);
}

/* True if it is sure that the edges a-b and b-c have only b in common. */
static bool goes_on(point a, point b, point c)
{
    return orient(a, b, c) != 0 || (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) > 0;
}

/* --- edges against edges --- */

static bool turns_are_plain(const plain *p)
{
    for (uint32_t i = 0; i < p->n_rings; i++) {
        const ring *r = &p->rings[i];
        const point *at = &p->points[r->first];
        for (uint32_t k = 0; k < r->count; k++) /* the last turn is at the first point */
            if (!goes_on(at[k], at[k + 1], at[k + 2 <= r->count ? k + 2 : 1]))
                return false;
    }
    return true;
}

static pd_box box_of(point a, point b)
{
    return (pd_box){a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, a.x < b.x ? b.x : a.x,
                    a.y < b.y ? b.y : a.y};
}

static void cover(pd_box *box, const pd_box *with)
{
    extend_box(box, (point){with->min_x, with->min_y});
    extend_box(box, (point){with->max_x, with->max_y});
}

static void make_blocks(plain *p)
{
    for (uint32_t i = 0; i < p->n_rings; i++) {
        const ring *r = &p->rings[i];
        for (uint32_t k = 0; k < r->count; k += BLOCK_EDGES) {
            block *b = &p->blocks[p->n_blocks++];
            *b = (block){.box = {INFINITY, INFINITY, -INFINITY, -INFINITY},
                         .first = r->first + k,
                         .count = r->count - k < BLOCK_EDGES ? r->count - k : BLOCK_EDGES,
                         .ring = i};
            for (uint32_t e = b->first; e < b->first + b->count; e++) {
                p->edges[e] = box_of(p->points[e], p->points[e + 1]);
                cover(&b->box, &p->edges[e]);
            }
        }
    }
}

static bool are_neighbours(const plain *p, uint32_t ring_index, uint32_t e, uint32_t f)
{
    const ring *r = &p->rings[ring_index];
    return f - e == 1 || (e == r->first && f == r->first + r->count - 1);
}

/* Block b lies behind a, or is a. */
static bool blocks_are_apart(const plain *p, const block *a, const block *b)
{
    const uint32_t end = b->first + b->count;
    for (uint32_t e = a->first; e < a->first + a->count; e++) {
        const pd_box box = p->edges[e];
        if (!pd_boxes_meet(&box, &b->box))
            continue;
        for (uint32_t f = a == b ? e + 1 : b->first; f < end; f++) {
            if (!pd_boxes_meet(&box, &p->edges[f]) ||
                (a->ring == b->ring && are_neighbours(p, a->ring, e, f)))
                continue;
            if (!are_apart(p->points[e], p->points[e + 1], p->points[f], p->points[f + 1]))
                return false;
        }
    }
    return true;
}

static bool edges_are_apart(const plain *p)
{
    for (size_t i = 0; i < p->n_blocks; i++)
        for (size_t k = i; k < p->n_blocks; k++)
            if (pd_boxes_meet(&p->blocks[i].box, &p->blocks[k].box) &&
                !blocks_are_apart(p, &p->blocks[i], &p->blocks[k]))
                return false;
    return true;
}

/* --- rings in rings: no edges meet, so one point speaks for its ring --- */

typedef enum side { OUTSIDE, INSIDE, IN_DOUBT } side;

/* By the number of edges a ray to the right crosses. */
static side side_of_ring(const plain *p, const ring *r, point at)
{
    bool is_inside = false;
    if (at.x < r->box.min_x || at.x > r->box.max_x || at.y < r->box.min_y || at.y > r->box.max_y)
        return OUTSIDE;
    for (uint32_t i = r->first; i < r->first + r->count; i++) {
        const point a = p->points[i];
        const point b = p->points[i + 1];
        if ((a.y > at.y) == (b.y > at.y))
            continue;
        const int turn = orient(a, b, at);
        if (turn == 0)
            return IN_DOUBT;
        is_inside = is_inside != ((turn > 0) == (b.y > a.y));
    }
    return is_inside ? INSIDE : OUTSIDE;
}

/* Where ring r should lie seen from ring s. */
static bool lies_right(const plain *p, const ring *r, const ring *s, bool *is_in_foreign_shell)
{
    const side found = side_of_ring(p, s, p->points[r->first]);
    if (found == IN_DOUBT)
        return false;
    if (r->polygon == s->polygon)
        return (found == INSIDE) == (r->is_hole && !s->is_hole);
    if (found == INSIDE) /* a part in a part is only right in its hole, which GEOS may look at */
        *is_in_foreign_shell = true;
    return true;
}

static bool rings_lie_right(const plain *p)
{
    for (uint32_t i = 0; i < p->n_rings; i++) {
        for (uint32_t k = 0; k < p->n_rings; k++) {
            bool is_in_foreign_shell = false;
            if (i != k &&
                (!lies_right(p, &p->rings[i], &p->rings[k], &is_in_foreign_shell) || is_in_foreign_shell))
                return false;
        }
    }
    return true;
}

/* Arrays are not zeroed, nor are the rings: all of it is written before it is read, and this runs for every
 * polygon. */
static bool make_room(pdot_ctx *ctx, plain *p, size_t most)
{
    p->n_points = p->n_blocks = 0;
    p->n_rings = 0;
    p->points = pd_realloc_array(ctx, NULL, most, sizeof *p->points);
    p->edges = pd_realloc_array(ctx, NULL, most, sizeof *p->edges);
    p->blocks = pd_realloc_array(ctx, NULL, most / BLOCK_EDGES + MAX_RINGS, sizeof *p->blocks);
    return p->points != NULL && p->edges != NULL && p->blocks != NULL;
}

pdot_status pd_geometry_is_plain(pdot_ctx *ctx, pd_bytes wkb, bool *is_plain)
{
    plain p;
    *is_plain = false;
    const size_t most = wkb.size / sizeof(point);
    if (most < 4 || most > MAX_POINTS)
        return PDOT_OK;
    const bool has_room = make_room(ctx, &p, most);
    if (has_room && read_wkb(wkb, &p) && turns_are_plain(&p)) {
        make_blocks(&p);
        *is_plain = edges_are_apart(&p) && rings_lie_right(&p);
    }
    pd_free(p.points);
    pd_free(p.edges);
    pd_free(p.blocks);
    return has_room ? PDOT_OK : PDOT_NOMEM;
}
