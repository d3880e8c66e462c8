/* The parts of an overlay at work. Private to overlay.c and overlay_cluster.c. */
#ifndef PD_COVERAGE_OVERLAY_WORK_H
#define PD_COVERAGE_OVERLAY_WORK_H

#include "coverage/clusters.h"
#include "coverage/overlay.h"
#include "coverage/tally.h"

/* Clusters first .. end-1 whole, or one band of a single cluster. */
typedef struct overlay_task {
    size_t first_cluster, end_cluster;
    uint32_t band, n_bands;
} overlay_task;

/* Scratch memory of one thread. The tally's rows are the zones, then the sets of the ground. */
typedef struct overlay_worker {
    pdot_ctx *ctx;
    const pd_overlay_input *input;
    pd_soup soup;
    pd_sweep *sweep;
    pd_ground_pick pick;
    pd_tally tally;
    size_t single_row; /* tally row of the frame's only zone, when the frame lies in one set */
} overlay_worker;

typedef struct overlay_work {
    const pd_overlay_input *input;
    pd_clusters clusters;
    overlay_task *tasks;
    size_t n_tasks, task_capacity;
    pd_tally_pack *packs;     /* of each task */
    overlay_worker **workers; /* made when first needed */
} overlay_work;

PDOT_MUST_CHECK pdot_status pd_overlay_worker_new(pdot_ctx *ctx, const pd_overlay_input *input,
                                                  overlay_worker **out);
void pd_overlay_worker_free(overlay_worker *worker);

/* Adds the ground of one cluster (or of one of its bands) to the worker's tally. */
PDOT_MUST_CHECK pdot_status pd_overlay_measure(overlay_worker *worker, const pd_clusters *clusters,
                                               size_t cluster, uint32_t band, uint32_t n_bands);

#endif
