/* Who is covered by what, how much: polygons of one or several layers over zones, each zone on its own
 * ground, nothing counted twice. All in the equal-area plane, so that planar area is ellipsoidal area in m².
 * No I/O.
 *
 *     pd_overlay_input input = {.ground = ground, .features = &shapes, .id = classes, .plan = plan, .jobs =
 * jobs}; pd_overlay *overlay = NULL; status = pd_overlay_new(ctx, &input, &overlay);
 *     ... pd_overlay_bucket(overlay, zone, bucket) ...
 *
 * The result is the same bytes for any number of jobs. Preconditions: rings valid and finished. */
#ifndef PD_COVERAGE_OVERLAY_H
#define PD_COVERAGE_OVERLAY_H

#include "coverage/ground.h"
#include "coverage/sweep/sweep.h"

typedef struct pd_overlay_input {
    const pd_ground *ground;
    const pd_shapes *features;
    const int32_t *id; /* class of each feature, an id of the plan */
    pd_sweep_plan plan;
    int jobs;          /* as in pd_parallel */
    const char *stage; /* of the progress, or NULL */
} pd_overlay_input;

typedef struct pd_overlay {
    size_t n_zones;
    int32_t n_ids, n_buckets;
    double *area_m2;     /* of each zone, by its own rings */
    double *bucket_m2;   /* n_zones * n_buckets; bucket 0 is the rest of the zone */
    double *any_m2;      /* n_zones * n_ids, or NULL: covered by the class, whatever lies above */
    double *sum_m2;      /* n_zones * n_ids, or NULL: of the class's polygons, repetitions included */
    double *residual_m2; /* of each zone: what the sweeps did not close, in absolute terms */
} pd_overlay;

PDOT_MUST_CHECK pdot_status pd_overlay_new(pdot_ctx *ctx, const pd_overlay_input *input, pd_overlay **out);
void pd_overlay_free(pd_overlay *overlay);

double pd_overlay_bucket(const pd_overlay *overlay, size_t zone, int32_t bucket);
double pd_overlay_any(const pd_overlay *overlay, size_t zone, int32_t id);
double pd_overlay_sum(const pd_overlay *overlay, size_t zone, int32_t id);

#endif
