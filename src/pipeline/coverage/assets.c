/* Lines and points of an asset over a hazard: cobertura_lineas, cobertura_puntos. */
#include <string.h>

#include "base/number.h"
#include "pipeline/coverage/coverage.h"

typedef struct asset_rows {
    pd_cover *cover;
    const pd_asset *asset;
    const pd_hazard *hazard;
    const pd_tally *tally;
    pd_maker maker;
} asset_rows;

/* States that share a label (a class without rank, and ground without data) are one row. */
static bool is_repeated(const asset_rows *r, int32_t state)
{
    for (int32_t before = 0; before < state; before++)
        if (pd_cover_state_label(r->hazard, before)[0] != '\0' &&
            strcmp(pd_cover_state_label(r->hazard, before), pd_cover_state_label(r->hazard, state)) == 0)
            return true;
    return false;
}

static double total_of(const asset_rows *r, size_t zone, int32_t state, size_t offset)
{
    const pd_sum *row = r->tally->cells + zone * r->tally->n_columns + offset;
    pd_sum total = {0};
    for (int32_t s = state; s < pd_cover_states(r->hazard); s++)
        if (strcmp(pd_cover_state_label(r->hazard, s), pd_cover_state_label(r->hazard, state)) == 0)
            pd_sum_add(&total, pd_sum_total(&row[s]));
    return pd_sum_total(&total);
}

static pdot_status put_state(asset_rows *r, size_t zone, int32_t state)
{
    const double measure = total_of(r, zone, state, 0);
    if (!(measure > 0) || is_repeated(r, state))
        return PDOT_OK;
    pd_maker_set(&r->maker, "activo", pd_text(r->asset->id));
    pd_maker_set(&r->maker, "codigo", pd_text(r->cover->plan->territories[zone].code));
    pd_maker_set(&r->maker, "amenaza", pd_text(r->hazard->id));
    pd_maker_set(&r->maker, "clase", pd_text(pd_cover_state_label(r->hazard, state)));
    pd_maker_set(&r->maker, "rango", pd_cover_state_rank(r->hazard, state));
    if (r->asset->is_points) {
        pd_maker_set(&r->maker, "cantidad", pd_integer((int64_t)(measure + 0.5)));
        pd_maker_set(&r->maker, "peso",
                     r->asset->has_weight ? pd_real(total_of(r, zone, state, r->tally->n_columns / 2))
                                          : pd_null());
    } else {
        pd_maker_set(&r->maker, "longitud_m", pd_real(measure));
    }
    return pd_maker_put(&r->maker, (pd_bytes){0});
}

static pdot_status put_rows(asset_rows *r)
{
    pdot_status status = pd_maker_begin(r->cover->ctx, r->cover->run->store,
                                        r->asset->is_points ? "cobertura_puntos" : "cobertura_lineas",
                                        r->cover->unit, &r->maker);
    for (size_t zone = 0; zone < r->tally->n_rows; zone++)
        for (int32_t state = 0; state < pd_cover_states(r->hazard) && status == PDOT_OK; state++)
            status = put_state(r, zone, state);
    return pd_maker_end(&r->maker, status);
}

pdot_status pd_cover_asset(pd_cover *cover, const pd_cover_unit *unit)
{
    pd_tally tally = {0};
    pd_buffer owner;
    asset_rows r = {.cover = cover,
                    .asset = &cover->plan->assets[unit->other],
                    .hazard = &cover->plan->hazards[unit->hazard],
                    .tally = &tally};
    pd_buffer_init(cover->ctx, &owner);
    pd_buffer_format(&owner, "asset/%s", r.asset->id);
    pdot_status status = pd_buffer_status(&owner);
    const pd_exposure exposure = {.hazard = r.hazard,
                                  .owner = owner.data,
                                  .n_keys = 1,
                                  .is_points = r.asset->is_points,
                                  .has_weights = r.asset->has_weight};
    if (status == PDOT_OK)
        status = pd_cover_expose(cover, &exposure, &tally);
    if (status == PDOT_OK)
        status = put_rows(&r);
    pd_tally_release(&tally);
    pd_buffer_release(&owner);
    return status;
}
