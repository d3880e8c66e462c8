/* GEOS behind one face: repair, buffer, union of WKB geometries. Results are new WKB (2D, little-endian) that
 * replaces what the byte vector held; a vector may be used again and again. The GEOS handle lives in the
 * context, so each thread has its own. FORMAT: damaged WKB; GEOMETRY: GEOS cannot do it. */
#ifndef PD_GEO_GEOMETRY_H
#define PD_GEO_GEOMETRY_H

#include "geo/crs.h"
#include "geo/shapes.h"

/* Validity and its reason ("Self-intersection at x y", "" if valid). reason has room for 256 bytes; may be
 * NULL. Rings that are open or have too few points are invalid, not damaged. */
PDOT_MUST_CHECK pdot_status pd_geometry_is_valid(pdot_ctx *ctx, pd_bytes wkb, bool *is_valid,
                                                 char reason[256]);

/* True if the (multi)polygon (2D, little-endian WKB) is valid beyond doubt: proved without GEOS, in a tenth
 * of its time. False says nothing: ask pd_geometry_is_valid. */
PDOT_MUST_CHECK pdot_status pd_geometry_is_plain(pdot_ctx *ctx, pd_bytes wkb, bool *is_plain);

/* GEOS' structure method: overlapping parts are united, bow-ties keep both wings, collapsed parts go. */
PDOT_MUST_CHECK pdot_status pd_geometry_make_valid(pdot_ctx *ctx, pd_bytes wkb, pd_byte_vector *out);

/* What a repair did to a polygon. The areas are planar, in units of the plane. `change` is the share of the
 * result that the drawing does not account for: each part is compared with its area as drawn (outer ring less
 * holes) and with the ground that lies inside an odd number of its rings (a bow-tie: both wings), whichever
 * is nearer; that parts overlap is no change. */
typedef struct pd_repair {
    bool was_valid;
    char reason[256]; /* why it was invalid */
    double area_before, area_after;
    double change; /* 0: nothing; 1: all of it */
} pd_repair;

/* A polygon, or the polygons of a collection, as a valid MULTIPOLYGON, made valid if need be; may be empty.
 */
PDOT_MUST_CHECK pdot_status pd_geometry_repair(pdot_ctx *ctx, pd_bytes wkb, pd_repair *repair,
                                               pd_byte_vector *out);

/* Only the parts of the given dimension (0 points, 1 lines, 2 polygons), promoted to the multi type; may be
 * empty. */
PDOT_MUST_CHECK pdot_status pd_geometry_multi(pdot_ctx *ctx, pd_bytes wkb, int dimension,
                                              pd_byte_vector *out);

/* Round buffer, `quadrant_segments` per quarter circle, distance in units of the plane. */
PDOT_MUST_CHECK pdot_status pd_geometry_buffer(pdot_ctx *ctx, pd_bytes wkb, double distance,
                                               int quadrant_segments, pd_byte_vector *out);

/* Union of n polygons, as MULTIPOLYGON. */
PDOT_MUST_CHECK pdot_status pd_geometry_union(pdot_ctx *ctx, const pd_bytes *wkb, size_t n,
                                              pd_byte_vector *out);

/* Intersection, difference of two polygons, polygonal part as MULTIPOLYGON. */
PDOT_MUST_CHECK pdot_status pd_geometry_intersection(pdot_ctx *ctx, pd_bytes a, pd_bytes b,
                                                     pd_byte_vector *out);
PDOT_MUST_CHECK pdot_status pd_geometry_difference(pdot_ctx *ctx, pd_bytes a, pd_bytes b,
                                                   pd_byte_vector *out);

/* A point inside the polygon (GEOS PointOnSurface). */
PDOT_MUST_CHECK pdot_status pd_geometry_inner_point(pdot_ctx *ctx, pd_bytes wkb, double *x, double *y);
/* The point inside that is farthest from the boundary, to a hundredth of the box: where a name stands best.
 */
PDOT_MUST_CHECK pdot_status pd_geometry_label_point(pdot_ctx *ctx, pd_bytes wkb, double *x, double *y);

/* Transforms the coordinates of 2D little-endian WKB (what this layer writes) in place. CRS: a point has no
 * image. */
PDOT_MUST_CHECK pdot_status pd_geometry_transform(pdot_ctx *ctx, pd_transform *transform, unsigned char *wkb,
                                                  size_t size);

/* Hands all coordinates of such WKB to `each`, in pieces of some hundred points, and writes back what it
 * makes of them. */
typedef pdot_status (*pd_points_fn)(void *user, double *xy, size_t n);
PDOT_MUST_CHECK pdot_status pd_geometry_each_points(pdot_ctx *ctx, unsigned char *wkb, size_t size,
                                                    pd_points_fn each, void *user);

/* Empty (min > max) for an empty geometry. */
PDOT_MUST_CHECK pdot_status pd_geometry_box(pdot_ctx *ctx, pd_bytes wkb, pd_box *out);

/* Planar area and length in units of the plane: for repairs and tests, never for a delivered figure. */
PDOT_MUST_CHECK pdot_status pd_geometry_planar_area(pdot_ctx *ctx, pd_bytes wkb, double *out);
PDOT_MUST_CHECK pdot_status pd_geometry_length(pdot_ctx *ctx, pd_bytes wkb, double *out);

PDOT_MUST_CHECK pdot_status pd_geometry_from_wkt(pdot_ctx *ctx, const char *wkt, pd_byte_vector *out);

#endif
