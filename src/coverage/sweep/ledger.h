/* The ledger of a sweep: winding counts from left to right through one beam, and the areas that follow from
 * them, per zone of the soup. Areas are booked as differences: when something begins at x, the ground between
 * the left wall and x is taken away, when it ends it is added. Private to the sweep. */
#ifndef PD_COVERAGE_SWEEP_LEDGER_H
#define PD_COVERAGE_SWEEP_LEDGER_H

#include "coverage/sweep/sweep.h"

/* A chain met in a beam: x in the middle of the beam's height. */
typedef struct pd_hit {
    double x;
    int32_t id, weight;
} pd_hit;

/* The classes of a layer that cover the place, as a bit set if all ids fit one word, else as an ascending
 * list. */
typedef struct pd_layer_state {
    uint64_t mask;
    int32_t *list; /* NULL: the mask is used */
    int32_t n, capacity;
} pd_layer_state;

typedef struct pd_ledger {
    pdot_ctx *ctx;
    const pd_sweep_plan *plan;
    int32_t width;  /* columns of a zone's row */
    int32_t *count; /* winding of each id at the place */
    pd_layer_state *layers;
    bool uses_masks, with_sums;
    bool is_single; /* one zone that covers the frame, one layer, no sums */
    double left, right;
    int32_t bucket;      /* of the place */
    int32_t n_counting;  /* owners whose count is not zero */
    int32_t *zone_count; /* winding of each zone */
    int32_t *active;     /* zones that cover the place */
    int32_t n_active, n_covering;
    double *rows;      /* of the soup's zones */
    bool *is_open;     /* zones whose row is in use */
    double *reference; /* of each zone: its area in the frame by its chains alone */
    size_t zone_capacity;
    int32_t n_zones;
    double plain,
        plain_reference; /* plain sum of the classes' polygons: as swept, and by their chains alone */
    double frame_area;   /* of the part of the frame that has chains */
    pdot_status status;
} pd_ledger;

PDOT_MUST_CHECK pdot_status pd_ledger_init(pdot_ctx *ctx, const pd_sweep_plan *plan, pd_ledger *ledger);
void pd_ledger_release(pd_ledger *ledger);

/* Begins a sweep of these chains; walks them once for the references. */
PDOT_MUST_CHECK pdot_status pd_ledger_open(pd_ledger *ledger, const pd_soup *soup, size_t first, size_t end,
                                           const pd_sweep_frame *frame);
/* hits in the order of x. */
void pd_ledger_beam(pd_ledger *ledger, const pd_hit *hits, size_t n, double height);
/* Hands out the rows, residual included. NOMEM if a list could not grow. */
PDOT_MUST_CHECK pdot_status pd_ledger_close(pd_ledger *ledger, const pd_sweep_frame *frame);

#endif
