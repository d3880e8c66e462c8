/* The card of one zone text against the plan's gazetteer. */
#include "pipeline/engine.h"
#include "text/zone.h"

pdot_status pdot_engine_zone(pdot_ctx *ctx, pdot_engine *engine, const char *text, pdot_card **out)
{
    pdot_plan *plan = NULL;
    pd_gazetteer *gazetteer = NULL;
    *out = NULL;
    pd_clear_error(ctx);
    pdot_status status = pd_engine_bring(ctx, engine, PDOT_STAGE_IMPORT);
    if (status == PDOT_OK)
        status = pd_store_load_plan(ctx, engine->run.store, &plan);
    if (status == PDOT_OK)
        status = pd_gazetteer_new(ctx, plan, &gazetteer);
    if (status == PDOT_OK)
        status = pd_zone_resolve(ctx, gazetteer, text, out);
    pd_gazetteer_free(gazetteer);
    pdot_plan_free(plan);
    return status;
}
