/* The territories as zones: of all levels at once, each on its own ground. */
#include "pipeline/coverage/coverage.h"

pdot_status pd_cover_plain_territories(pdot_ctx *ctx, pd_cover *cover, pd_shapes *out)
{
    pd_store *store = NULL;
    *out = (pd_shapes){0};
    pdot_status status = pd_store_open_read(ctx, cover->run->store_path, &store);
    if (status == PDOT_OK)
        status = pd_store_load_territories(ctx, store, cover->plan, out);
    pd_store_close(store);
    if (status != PDOT_OK)
        pd_shapes_release(out);
    return status;
}

pdot_status pd_cover_prepare_zones(pdot_ctx *ctx, pd_cover *cover, int jobs)
{
    if (cover->zones.n_shapes > 0)
        return PDOT_OK;
    pdot_status status = pd_cover_plain_territories(ctx, cover, &cover->zones);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(ctx, cover->measure, jobs, true, &cover->zones);
    return status;
}

pdot_status pd_cover_prepare_ground(pdot_ctx *ctx, pd_cover *cover, int jobs)
{
    if (cover->ground != NULL)
        return PDOT_OK;
    const pdot_status status = pd_cover_prepare_zones(ctx, cover, jobs);
    return status == PDOT_OK ? pd_ground_new(ctx, &cover->zones, &cover->ground) : status;
}

pdot_status pd_cover_prepare_plain(pdot_ctx *ctx, pd_cover *cover)
{
    if (cover->plain_ground != NULL)
        return PDOT_OK;
    pdot_status status = pd_cover_plain_territories(ctx, cover, &cover->plain_zones);
    if (status == PDOT_OK)
        status = pd_shapes_finish(ctx, &cover->plain_zones, true);
    if (status == PDOT_OK)
        status = pd_ground_new(ctx, &cover->plain_zones, &cover->plain_ground);
    return status;
}
