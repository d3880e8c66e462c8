/* Where points and segments lie: in which zones of a ground, exactly. Most places are answered by the grid
 * alone. Scratch memory of one worker. */
#ifndef PD_COVERAGE_LOCATE_H
#define PD_COVERAGE_LOCATE_H

#include "coverage/ground.h"

/* A part of a segment, as shares of it: inside zone `zone`, or of value `zone` in a profile. */
typedef struct pd_stretch {
    uint32_t zone;
    double from, to;
} pd_stretch;

typedef struct pd_stretches {
    pd_stretch *items;
    size_t count, capacity;
} pd_stretches;
void pd_stretches_release(pd_stretches *stretches);
PDOT_MUST_CHECK pdot_status pd_stretches_add(pdot_ctx *ctx, pd_stretches *stretches, uint32_t zone,
                                             double from, double to);

typedef struct pd_locator {
    pdot_ctx *ctx;
    const pd_ground *ground;
    pd_ground_pick pick;
    double *cuts;
    size_t n_cuts, cut_capacity;
    pd_stretches found; /* of the last segment: by zone, then from */
    uint32_t *zones;    /* of the last point, ascending */
    size_t n_zones, zone_capacity;
} pd_locator;
PDOT_MUST_CHECK pdot_status pd_locator_init(pdot_ctx *ctx, const pd_ground *ground, pd_locator *locator);
void pd_locator_release(pd_locator *locator);

/* The zones a point lies in, to locator->zones. group: of each zone, or NULL for one group. Of the zones of a
 * group whose border the point lies on, it belongs to the first alone, and to none if it lies inside another
 * of them. With `is_closed` borders belong to every zone. */
PDOT_MUST_CHECK pdot_status pd_locate_point(pd_locator *locator, double x, double y, const int32_t *group,
                                            bool is_closed);

/* The parts of the segment from p to q that lie in zones, to locator->found. A part along a border goes to
 * the first zone of the group that has it on its border; with `is_closed` to all of them. */
PDOT_MUST_CHECK pdot_status pd_locate_segment(pd_locator *locator, const double p[2], const double q[2],
                                              const int32_t *group, bool is_closed);

/* From stretches with values to disjoint ascending ones with the greatest value of each part; parts that none
 * covers get `rest`. Values are rank + 1, so that 0 may be the rest. */
PDOT_MUST_CHECK pdot_status pd_profile(pdot_ctx *ctx, const pd_stretches *stretches, uint32_t rest,
                                       pd_stretches *out);

#endif
