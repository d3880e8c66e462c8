/* Many geometries of one kind as flat arrays: what the engine computes on. Coordinates are x, y doubles in
 * one plane that the owner names. Polygons: rings closed (first point repeated at the end), outer rings
 * counter-clockwise and holes clockwise after pd_shapes_finish. Lines: each part is a "ring" that is not
 * closed. Points: one ring of n points. The owner frees with _release. */
#ifndef PD_GEO_SHAPES_H
#define PD_GEO_SHAPES_H

#include "base/memory.h"

/* Borrowed bytes. */
typedef struct pd_bytes {
    const unsigned char *data;
    size_t size;
} pd_bytes;

typedef struct pd_box {
    double min_x, min_y, max_x, max_y; /* empty: min > max */
} pd_box;

/* Whether two boxes share a point; whether they share more than their rims. */
static inline bool pd_boxes_meet(const pd_box *a, const pd_box *b)
{
    return a->min_x <= b->max_x && b->min_x <= a->max_x && a->min_y <= b->max_y && b->min_y <= a->max_y;
}

static inline bool pd_boxes_overlap(const pd_box *a, const pd_box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

typedef struct pd_shapes {
    double *xy;               /* 2 * n_points */
    uint32_t *ring_start;     /* n_rings + 1: first point of each ring */
    unsigned char *is_hole;   /* n_rings; as the input said: position in the polygon, not orientation */
    uint32_t *shape_start;    /* n_shapes + 1: first ring of each shape */
    unsigned char *dimension; /* n_shapes: 0 points, 1 lines, 2 polygons; of a collection the highest */
    pd_box *box;              /* n_shapes; filled by pd_shapes_finish */
    size_t n_points, n_rings, n_shapes;
    size_t point_capacity, ring_capacity, shape_capacity; /* private */
    bool is_slice;                                        /* private: see pd_shapes_slice */
} pd_shapes;

void pd_shapes_release(pd_shapes *shapes);

/* Takes all shapes out; their memory stays for the next ones. */
void pd_shapes_clear(pd_shapes *shapes);

/* Appends one shape from WKB (ISO or EWKB, either byte order, Z and M dropped; (Multi)Polygon,
 * (Multi)LineString, (Multi)Point, GeometryCollection of those). An empty geometry appends an empty shape.
 * FORMAT: damaged WKB or a curve. */
PDOT_MUST_CHECK pdot_status pd_shapes_add_wkb(pdot_ctx *ctx, pd_shapes *shapes, pd_bytes wkb);

/* The same from a SpatiaLite BLOB (the store's geometry columns); srid may be NULL. */
PDOT_MUST_CHECK pdot_status pd_shapes_add_blob(pdot_ctx *ctx, pd_shapes *shapes, pd_bytes blob, int *srid);

/* Orients rings and fills boxes; again after coordinates have moved to another plane. */
PDOT_MUST_CHECK pdot_status pd_shapes_finish(pdot_ctx *ctx, pd_shapes *shapes, bool is_polygonal);

/* The same for shapes first .. end-1 only, so that tasks can share the work. */
PDOT_MUST_CHECK pdot_status pd_shapes_finish_range(pdot_ctx *ctx, pd_shapes *shapes, size_t first, size_t end,
                                                   bool is_polygonal);

/* Room for n_points in all, without more than that. LIMIT beyond PD_LIMIT_POINTS. */
PDOT_MUST_CHECK pdot_status pd_shapes_reserve_points(pdot_ctx *ctx, pd_shapes *shapes, size_t n_points);

/* Empty shapes that put their coordinates into the room `whole` has reserved, from its point `first` on,
 * n_points at most: so that threads fill one array together. LIMIT if there are more. pd_shapes_join, slice
 * by slice, then has no coordinates to move. whole stays where it is until then. */
pd_shapes pd_shapes_slice(const pd_shapes *whole, size_t first, size_t n_points);

/* A deep copy but for the coordinates: there is room for them, the caller fills it. *out need not be
 * initialised. */
PDOT_MUST_CHECK pdot_status pd_shapes_copy_frame(pdot_ctx *ctx, const pd_shapes *shapes, pd_shapes *out);

/* Appends all shapes of `from`, as they are. */
PDOT_MUST_CHECK pdot_status pd_shapes_join(pdot_ctx *ctx, pd_shapes *to, const pd_shapes *from);

/* Appends a ring to the polygon that is being built (is_hole: position in the polygon); pd_shapes_end_shape
 * ends it. */
PDOT_MUST_CHECK pdot_status pd_shapes_add_ring(pdot_ctx *ctx, pd_shapes *shapes, const double *xy, size_t n,
                                               bool is_hole);
PDOT_MUST_CHECK pdot_status pd_shapes_end_shape(pdot_ctx *ctx, pd_shapes *shapes);

/* Runs of shapes of n_points each or a little more: start has n_runs + 1 entries, the first shape of each and
 * the end. The caller frees start. */
PDOT_MUST_CHECK pdot_status pd_shapes_split(pdot_ctx *ctx, const pd_shapes *shapes, size_t n_points,
                                            size_t **start, size_t *n_runs);

/* The box around all finished shapes. */
pd_box pd_shapes_box(const pd_shapes *shapes);

/* Planar area of a finished polygon shape: holes are clockwise and subtract. */
double pd_shapes_area(const pd_shapes *shapes, size_t shape);

/* Signed area of a closed ring of n points, positive if counter-clockwise, in square units of its plane. */
double pd_ring_area(const double *xy, size_t n);

/* WKB (2D, little-endian) to and from the SpatiaLite BLOB layout, without SpatiaLite. The result is appended
 * to a vector of bytes. */
typedef struct pd_byte_vector {
    unsigned char *data;
    size_t size, capacity;
} pd_byte_vector;
void pd_byte_vector_release(pd_byte_vector *vector);
PDOT_MUST_CHECK pdot_status pd_blob_from_wkb(pdot_ctx *ctx, pd_bytes wkb, int srid, pd_byte_vector *out);
PDOT_MUST_CHECK pdot_status pd_wkb_from_blob(pdot_ctx *ctx, pd_bytes blob, pd_byte_vector *out);

#endif
