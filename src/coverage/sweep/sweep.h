/* The scanbeam sweep: areas of a soup without building any geometry.
 *
 * Between two neighbouring heights at which a chain begins, turns or ends lies a beam; in it the chains are
 * straight. Where their order at the top of a beam differs from that at its foot they cross, and the beam is
 * cut at the crossings. From left to right a winding count per owner says what covers the ground; whenever
 * that changes, the trapezoid so far is booked. No intersection point is ever used again, so that nothing has
 * to be repaired or snapped: a pair of edges in the wrong order costs the sliver between them, about 1e-9 m
 * wide.
 *
 * Classes are grouped in layers. In each layer the highest class wins; every class has a value, and the sum
 * of the values of the winning classes of all layers is the bucket the ground belongs to (bucket 0: nothing).
 * Beside the buckets, and only if asked for, the ground of each class whatever lies above it (any) and the
 * plain sum of its polygons (sum) are booked, each per zone. Zones may overlap.
 *
 * Scratch memory of one worker. */
#ifndef PD_COVERAGE_SWEEP_SWEEP_H
#define PD_COVERAGE_SWEEP_SWEEP_H

#include "coverage/sweep/soup.h"

/* What the classes mean; the same for all sweeps of a job. */
typedef struct pd_sweep_plan {
    int32_t n_ids;        /* classes of all layers, ascending by layer, then by precedence */
    const int32_t *layer; /* of each id */
    int32_t n_layers;
    const int32_t *value; /* of each id */
    int32_t n_buckets;    /* 1 + largest sum of values */
    bool with_parts;      /* any and sum */
} pd_sweep_plan;

/* Columns of a zone's row: buckets, then any and sum of each id (with_parts), then the residual. */
int32_t pd_sweep_width(const pd_sweep_plan *plan);

/* Column of an id's `any` and `sum`; of the residual. */
int32_t pd_sweep_any(const pd_sweep_plan *plan, int32_t id);
int32_t pd_sweep_sum(const pd_sweep_plan *plan, int32_t id);
int32_t pd_sweep_residual(const pd_sweep_plan *plan);

typedef struct pd_sweep pd_sweep;
PDOT_MUST_CHECK pdot_status pd_sweep_new(pdot_ctx *ctx, const pd_sweep_plan *plan, pd_sweep **out);
void pd_sweep_free(pd_sweep *sweep);
int32_t pd_sweep_ids(const pd_sweep *sweep); /* classes of its plan */

/* Where the result of a sweep goes: one call for each zone that had ground, with its row. */
typedef struct pd_sweep_frame {
    double left, right; /* walls, in the soup's coordinates */
    int32_t n_zones;    /* zones of the soup: local numbers 0 .. n_zones-1 */
    int32_t n_covering; /* the first so many cover the whole frame and have no chains */
    bool with_sums;     /* book plain sums too (if the plan has parts); else the caller knows them */
    void (*book)(void *user, int32_t zone, const double *row);
    void *user;
} pd_sweep_frame;

/* Sweeps the chains first .. end-1 of the soup. The chains' order is changed. */
PDOT_MUST_CHECK pdot_status pd_sweep_run(pd_sweep *sweep, pd_soup *soup, size_t first, size_t end,
                                         const pd_sweep_frame *frame);

/* The same for the whole soup, its frame divided into strips until few chains lie side by side
 * (split.c). */
PDOT_MUST_CHECK pdot_status pd_sweep_run_split(pd_sweep *sweep, pd_soup *soup, const pd_sweep_frame *frame);

#endif
