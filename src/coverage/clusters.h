/* Clusters: features whose boxes overlap, directly or by way of others. Different clusters share no ground,
 * so each is measured alone. Where boxes are very crowded a cluster may hold features that do not meet: that
 * costs time, never truth. Features keep their order inside a cluster, clusters come in the order of their
 * first feature. */
#ifndef PD_COVERAGE_CLUSTERS_H
#define PD_COVERAGE_CLUSTERS_H

#include "geo/shapes.h"

typedef struct pd_clusters {
    uint32_t *start; /* n + 1 */
    uint32_t *item;  /* features; empty ones are in no cluster */
    size_t n;
} pd_clusters;

PDOT_MUST_CHECK pdot_status pd_clusters_new(pdot_ctx *ctx, const pd_shapes *features, pd_clusters *out);
void pd_clusters_release(pd_clusters *clusters);

#endif
