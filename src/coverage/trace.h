/* Fragments: which feature stands behind which ground. Where several features share ground, the highest class
 * has it; within that class the first feature in the given order (lowest layer and feature id). The fragments
 * of a class in a zone add up to the class's area there; if only the features of one class are given, to its
 * union. */
#ifndef PD_COVERAGE_TRACE_H
#define PD_COVERAGE_TRACE_H

#include "coverage/ground.h"

typedef struct pd_fragment {
    size_t zone, feature;
    double top_m2; /* the feature's by the rule above; may be 0 */
    double own_m2; /* all of the feature that lies in the zone */
} pd_fragment;
typedef pdot_status (*pd_fragment_fn)(void *user, const pd_fragment *fragment);

/* features: finished, equal-area plane, in the order of precedence within a class. class_of: of each feature.
 * Calls `each` for every feature and zone that share ground, features of a cluster together, on the calling
 * thread. */
PDOT_MUST_CHECK pdot_status pd_trace(pdot_ctx *ctx, const pd_ground *ground, const pd_shapes *features,
                                     const int32_t *class_of, pd_fragment_fn each, void *user);

#endif
