/* Closing limits: overlaps and gaps between polygons that are narrower than a stated width go to one of the
 * neighbours, and every place that moved is told. Wide ones stay as they are: they are a question for a
 * person. */
#ifndef PD_COVERAGE_BOUNDARY_CLOSE_H
#define PD_COVERAGE_BOUNDARY_CLOSE_H

#include "coverage/boundary/boundary.h"

typedef struct pd_boundary_move {
    bool is_gap;     /* else an overlap */
    size_t to, from; /* polygons; of a gap `from` is `to` */
    double area_m2, width_m;
    double x, y; /* a point of it */
} pd_boundary_move;

typedef struct pd_boundary_closed {
    pd_byte_vector *polygons; /* n of them; size 0: that polygon is as it was */
    size_t n;
    pd_boundary_move *moves; /* overlaps, then gaps, the largest first */
    size_t n_moves, capacity;
} pd_boundary_closed;

/* An overlap narrower than width_m (and wider than the roundings of one line: a centimetre) stays with the
 * polygon that comes first, a gap goes to the polygon that shares most of its vertices. options as for
 * pd_boundary_health; its outline and sliver width are not used. `out` is zero-initialised and released by
 * the caller, also after a failure. */
PDOT_MUST_CHECK pdot_status pd_boundary_close(pdot_ctx *ctx, const pd_bytes *polygons, size_t n,
                                              double width_m, const pd_boundary_options *options,
                                              pd_boundary_closed *out);
void pd_boundary_closed_release(pd_boundary_closed *closed);

#endif
