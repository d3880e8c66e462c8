/* How lines lie against known lines: the displacement that most of them share. Private to detective*.c. */
#ifndef PD_SOURCE_DETECTIVE_MATCH_H
#define PD_SOURCE_DETECTIVE_MATCH_H

#include "geo/shapes.h"

/* Points along known lines, in metres, by cell of a grid. */
typedef struct pd_line_points pd_line_points;

/* Points of the lines of `shapes` (metres), at most `most` of them, evenly spaced. *xy ended by pd_free. */
PDOT_MUST_CHECK pdot_status pd_points_along(pdot_ctx *ctx, const pd_shapes *shapes, size_t most, double **xy,
                                            size_t *n);

PDOT_MUST_CHECK pdot_status pd_line_points_new(pdot_ctx *ctx, const pd_shapes *shapes, pd_line_points **out);
void pd_line_points_free(pd_line_points *points);

typedef struct pd_displacement {
    bool is_sure; /* the lines follow the known ones, displaced by east_m, north_m */
    double east_m, north_m;
    double distance_m; /* median distance to the nearest known line as things lie; NaN if most are too far */
} pd_displacement;

/* n points in the plane of the known ones. */
PDOT_MUST_CHECK pdot_status pd_line_points_match(pdot_ctx *ctx, const pd_line_points *known, const double *xy,
                                                 size_t n, pd_displacement *out);

#endif
