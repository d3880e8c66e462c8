/* When the ground of which hazard is drawn anew: its unit of work. */
#include "pipeline/publish/ground.h"

#include <string.h>

#include "base/digest.h"
#include "pipeline/publish/ground_draw.h"

/* Changes whenever the same input would be drawn otherwise. */
#define LAYOUT "1"

/* All that the ground depends on is in the digest of the hazard's figures. */
static pdot_status compute_digest(const pd_cover *cover, const pd_hazard *hazard, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    char *figures = NULL;
    pd_buffer name;
    pd_buffer_init(cover->ctx, &name);
    pd_buffer_format(&name, "coverage/hazards/%s", hazard->id);
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, name.data, &figures);
    if (status == PDOT_OK)
        status = pd_digest_new(cover->ctx, &digest);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, figures);
        status = pd_digest_end(cover->ctx, digest, out);
    }
    pd_digest_free(digest);
    pd_free(figures);
    pd_buffer_release(&name);
    return status;
}

static pdot_status bring_hazard(pd_cover *cover, const pd_hazard *hazard)
{
    char digest[PD_DIGEST_SIZE] = "";
    char *stored = NULL;
    pd_buffer unit;
    pd_buffer_init(cover->ctx, &unit);
    pd_buffer_format(&unit, PD_GROUND_UNIT "/%s", hazard->id);
    pdot_status status = pd_buffer_status(&unit);
    cover->unit = unit.data;
    if (status == PDOT_OK)
        status = compute_digest(cover, hazard, digest);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, unit.data, &stored);
    if (status == PDOT_OK && (stored == NULL || strcmp(stored, digest) != 0)) {
        status = pd_store_begin(cover->ctx, cover->run->store);
        if (status == PDOT_OK)
            status = pd_ground_draw(cover, hazard, digest);
        if (status == PDOT_OK)
            status = pd_store_commit(cover->ctx, cover->run->store);
        if (status != PDOT_OK)
            pd_store_rollback(cover->run->store);
    }
    pd_free(stored);
    pd_buffer_release(&unit);
    return status;
}

static bool is_drawn(const pdot_plan *plan, const char *unit)
{
    const int32_t at = pdot_plan_find_hazard(plan, unit + strlen(PD_GROUND_UNIT "/"));
    return at != PD_NONE && !plan->hazards[at].is_land;
}

/* Ground of hazards that the plan no longer has. */
static pdot_status forget_gone(pd_cover *cover)
{
    char *names = NULL;
    size_t n = 0;
    pd_store *store = cover->run->store;
    pdot_status status = pd_store_unit_list(cover->ctx, store, PD_GROUND_UNIT "/", &names, &n);
    const char *name = names;
    for (size_t i = 0; status == PDOT_OK && i < n; i++, name += strlen(name) + 1) {
        if (is_drawn(cover->plan, name))
            continue;
        status = pd_store_begin(cover->ctx, store);
        if (status == PDOT_OK)
            status = pd_store_unit_clear(cover->ctx, store, name);
        if (status == PDOT_OK)
            status = pd_result_clear(cover->ctx, store, pd_table_find("amenazas"), name);
        if (status == PDOT_OK)
            status = pd_store_unit_remove(cover->ctx, store, name);
        if (status == PDOT_OK)
            status = pd_store_commit(cover->ctx, store);
        if (status != PDOT_OK)
            pd_store_rollback(store);
    }
    pd_free(names);
    return status;
}

pdot_status pd_ground_layer_bring(pdot_ctx *ctx, pd_run *run)
{
    pd_cover cover = {.ctx = ctx, .run = run};
    pdot_status status = pd_cover_open_with_ground(&cover);
    if (status == PDOT_OK)
        status = forget_gone(&cover);
    for (int32_t i = 0; status == PDOT_OK && i < cover.plan->n_hazards; i++)
        if (!cover.plan->hazards[i].is_land)
            status = bring_hazard(&cover, &cover.plan->hazards[i]);
    pd_cover_close(&cover);
    return status;
}
