#include "pipeline/link/ground.h"

static pdot_status add_zones(pdot_ctx *ctx, const pdot_plan *plan, pd_units *out)
{
    pdot_status status = PDOT_OK;
    out->territory = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, sizeof *out->territory);
    if (out->territory == NULL)
        return PDOT_NOMEM;
    for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
        if (plan->territories[t].is_finest) {
            out->territory[out->zones.n_shapes] = t;
            status = pd_shapes_add_wkb(ctx, &out->zones, plan->territories[t].wkb);
        }
    return status;
}

pdot_status pd_units_open(pdot_ctx *ctx, const pdot_plan *plan, pd_units *out)
{
    pdot_status status = add_zones(ctx, plan, out);
    if (status == PDOT_OK)
        status = pd_shapes_finish(ctx, &out->zones, true);
    if (status == PDOT_OK)
        status = pd_ground_new(ctx, &out->zones, 1, NULL, &out->ground);
    if (status == PDOT_OK) {
        out->is_open = true;
        status = pd_locator_init(ctx, out->ground, &out->locator);
    }
    return status;
}

void pd_units_close(pd_units *units)
{
    if (units->is_open)
        pd_locator_release(&units->locator);
    pd_ground_free(units->ground);
    pd_shapes_release(&units->zones);
    pd_free(units->territory);
    *units = (pd_units){0};
}

pdot_status pd_units_find(pd_units *units, double x, double y, int32_t *out)
{
    const pdot_status status = pd_locate_point(&units->locator, x, y, NULL, false);
    *out =
        status == PDOT_OK && units->locator.n_zones > 0 ? units->territory[units->locator.zones[0]] : PD_NONE;
    return status;
}
