/* What the files of boundary health share while one call runs. Private to boundary*.c. */
#ifndef PD_COVERAGE_BOUNDARY_WORK_H
#define PD_COVERAGE_BOUNDARY_WORK_H

#include "base/parallel.h"
#include "coverage/boundary/boundary.h"
#include "geo/geometry.h"

/* A vertex and the polygon it belongs to. */
typedef struct pd_boundary_vertex {
    double x, y;
    size_t unit;
} pd_boundary_vertex;

typedef struct pd_boundary_work {
    const pd_bytes *polygons;
    size_t n;
    const pd_boundary_options *options;
    double sliver_width_m;
    pd_shapes shapes;             /* the polygons, one shape each */
    pd_boundary_vertex *vertices; /* sorted by x, y, unit, each once; for the neighbours of a gap */
    size_t n_vertices;
    pd_boundary *out;
} pd_boundary_work;

/* Appends a piece with a copy of its geometry; the rest of it is filled by pd_boundary_measure. units may be
 * NULL. */
PDOT_MUST_CHECK pdot_status pd_boundary_add(pdot_ctx *ctx, pd_boundary_work *work, pd_boundary_kind kind,
                                            pd_bytes wkb, const size_t *units, size_t n_units);

/* gaps.c: the pieces of the union: gaps, and what is missing from the outline or lies beyond it. */
PDOT_MUST_CHECK pdot_status pd_boundary_find_gaps(pdot_ctx *ctx, pd_boundary_work *work);

/* corners.c: gaps enclosed by parts of the union (one shape, and its WKB) that meet in corners only.
 */
PDOT_MUST_CHECK pdot_status pd_boundary_find_corner_gaps(pdot_ctx *ctx, pd_boundary_work *work,
                                                         const pd_shapes *whole, pd_bytes wkb);

/* One closed ring of n points as WKB polygon; replaces what out held. */
PDOT_MUST_CHECK pdot_status pd_boundary_ring(pdot_ctx *ctx, const double *xy, size_t n, pd_byte_vector *out);

/* measure.c: areas, widths, places, neighbours of all pieces; then sorts and counts them. Pieces
 * without area go. */
PDOT_MUST_CHECK pdot_status pd_boundary_measure(pdot_ctx *ctx, pd_boundary_work *work);

#endif
