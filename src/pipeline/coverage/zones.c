/* The territories as zones: of all levels at once, each on its own ground. */
#include "pipeline/coverage/coverage.h"

pdot_status pd_cover_plain_territories(pd_cover *cover, pd_shapes *out)
{
    pdot_status status = PDOT_OK;
    *out = (pd_shapes){0};
    for (int32_t i = 0; i < cover->plan->n_territories && status == PDOT_OK; i++)
        status = pd_shapes_add_wkb(cover->ctx, out, cover->plan->territories[i].wkb);
    if (status != PDOT_OK)
        pd_shapes_release(out);
    return status;
}

pdot_status pd_cover_prepare_zones(pd_cover *cover)
{
    if (cover->ground != NULL)
        return PDOT_OK;
    pdot_status status = pd_cover_plain_territories(cover, &cover->zones);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(cover->ctx, cover->measure, cover->run->jobs, true, &cover->zones);
    if (status == PDOT_OK)
        status = pd_ground_new(cover->ctx, &cover->zones, &cover->ground);
    return status;
}

pdot_status pd_cover_prepare_plain(pd_cover *cover)
{
    if (cover->plain_ground != NULL)
        return PDOT_OK;
    pdot_status status = pd_cover_plain_territories(cover, &cover->plain_zones);
    if (status == PDOT_OK)
        status = pd_shapes_finish(cover->ctx, &cover->plain_zones, true);
    if (status == PDOT_OK)
        status = pd_ground_new(cover->ctx, &cover->plain_zones, &cover->plain_ground);
    return status;
}
