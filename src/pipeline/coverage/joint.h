/* Hazards and land layers laid over each other: an overlay being put together. */
#ifndef PD_PIPELINE_COVERAGE_JOINT_H
#define PD_PIPELINE_COVERAGE_JOINT_H

#include "base/limits.h"
#include "pipeline/coverage/coverage.h"

#define PD_LIMIT_CLASSES_OF_JOINT (PD_LIMIT_CLASSES + 1) /* and free ground */

typedef struct pd_joint {
    pd_shapes shapes; /* plan CRS, not finished, until measured */
    int32_t *id;      /* of each shape */
    size_t capacity;
    int32_t n_ids, n_layers, n_buckets;
    int32_t *layer, *value; /* of each id */
    size_t id_capacity;
} pd_joint;
void pd_joint_release(pd_joint *joint);

/* Adds a layer. values: of ground that is mapped and free, then of each class; the values of the winning
 * classes of all layers add up to the bucket. Ground that is free by `outside: free` without an extent is no
 * feature: its value is that of bucket 0, whatever values[0] says. */
PDOT_MUST_CHECK pdot_status pd_joint_add(pd_cover *cover, pd_joint *joint, const pd_hazard *hazard,
                                         const int32_t *values);
PDOT_MUST_CHECK pdot_status pd_joint_add_ring(pdot_ctx *ctx, pd_joint *joint, const double *xy, size_t n,
                                              int32_t id);

/* Over the territories. The joint can only be released afterwards. */
PDOT_MUST_CHECK pdot_status pd_joint_measure(pd_cover *cover, pd_joint *joint, pd_overlay **out);

/* rectangles.c: the cells of a raster as rectangles of equal id, in the plan CRS. id_of_class: of
 * free ground, then of each class; PD_NONE: left out. */
PDOT_MUST_CHECK pdot_status pd_cover_add_rectangles(pd_cover *cover, const pd_hazard *hazard,
                                                    const int32_t *id_of_class, pd_joint *joint);

#endif
