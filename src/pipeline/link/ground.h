/* The finest territories as ground to look places up in: plan plane, borders shared by neighbours. */
#ifndef PD_PIPELINE_LINK_GROUND_H
#define PD_PIPELINE_LINK_GROUND_H

#include "coverage/locate.h"
#include "model/plan.h"

typedef struct pd_units {
    pd_shapes zones;    /* the finest territories, in the plan's order */
    int32_t *territory; /* of each zone */
    pd_ground *ground;
    pd_locator locator;
    bool is_open;
} pd_units;

/* Zero-initialised before; closed after a failure too. */
PDOT_MUST_CHECK pdot_status pd_units_open(pdot_ctx *ctx, const pdot_plan *plan, pd_units *out);
void pd_units_close(pd_units *units);
/* The finest territory of a point; PD_NONE outside all. On a shared border it is the first. */
PDOT_MUST_CHECK pdot_status pd_units_find(pd_units *units, double x, double y, int32_t *out);

#endif
