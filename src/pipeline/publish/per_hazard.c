/* The life of units of work of one hazard each. */
#include "pipeline/publish/per_hazard.h"

#include <string.h>

typedef pdot_status (*step_fn)(pd_cover *cover, const pd_per_hazard *work, const pd_hazard *hazard,
                               const char *digest);

static pdot_status in_transaction(pd_cover *cover, const pd_per_hazard *work, const pd_hazard *hazard,
                                  const char *digest, step_fn step)
{
    pd_store *store = cover->run->store;
    pdot_status status = pd_store_begin(cover->ctx, store);
    if (status != PDOT_OK)
        return status;
    status = step(cover, work, hazard, digest);
    if (status == PDOT_OK)
        status = pd_store_commit(cover->ctx, store);
    if (status != PDOT_OK)
        pd_store_rollback(store);
    return status;
}

static pdot_status put(pd_cover *cover, const pd_per_hazard *work, const pd_hazard *hazard,
                       const char *digest)
{
    return work->put(cover, hazard, digest);
}

static pdot_status bring_hazard(pd_cover *cover, const pd_per_hazard *work, const pd_hazard *hazard)
{
    char digest[PD_DIGEST_SIZE] = "";
    char *stored = NULL;
    pd_buffer unit;
    pd_buffer_init(cover->ctx, &unit);
    pd_buffer_format(&unit, "%s/%s", work->unit, hazard->id);
    pdot_status status = pd_buffer_status(&unit);
    cover->unit = unit.data;
    if (status == PDOT_OK)
        status = work->digest(cover, hazard, digest);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, unit.data, &stored);
    if (status == PDOT_OK && (stored == NULL || strcmp(stored, digest) != 0))
        status = in_transaction(cover, work, hazard, digest, put);
    pd_free(stored);
    pd_buffer_release(&unit);
    return status;
}

static bool is_wanted(const pd_cover *cover, const pd_per_hazard *work, const char *unit)
{
    const int32_t at = pdot_plan_find_hazard(cover->plan, unit + strlen(work->unit) + 1);
    return at != PD_NONE && !cover->plan->hazards[at].is_land;
}

/* hazard is NULL: the plan has none; cover->unit is what is forgotten. */
static pdot_status forget(pd_cover *cover, const pd_per_hazard *work, const pd_hazard *hazard,
                          const char *digest)
{
    pd_store *store = cover->run->store;
    (void)hazard;
    (void)digest;
    pdot_status status = pd_store_findings_clear(cover->ctx, store, cover->unit);
    if (status == PDOT_OK)
        status = pd_result_clear(cover->ctx, store, pd_table_find(work->table), cover->unit);
    return status == PDOT_OK ? pd_store_unit_remove(cover->ctx, store, cover->unit) : status;
}

static pdot_status forget_gone(pd_cover *cover, const pd_per_hazard *work)
{
    char *names = NULL;
    size_t n = 0;
    pd_buffer prefix;
    pd_buffer_init(cover->ctx, &prefix);
    pd_buffer_format(&prefix, "%s/", work->unit);
    pdot_status status = pd_buffer_status(&prefix);
    if (status == PDOT_OK)
        status = pd_store_unit_list(cover->ctx, cover->run->store, prefix.data, &names, &n);
    const char *name = names;
    for (size_t i = 0; status == PDOT_OK && i < n; i++, name += strlen(name) + 1) {
        cover->unit = name;
        if (!is_wanted(cover, work, name))
            status = in_transaction(cover, work, NULL, "", forget);
    }
    pd_free(names);
    pd_buffer_release(&prefix);
    return status;
}

pdot_status pd_per_hazard_bring(pdot_ctx *ctx, pd_run *run, const pd_per_hazard *work)
{
    pd_cover cover = {.ctx = ctx, .run = run};
    pdot_status status = pd_cover_open(&cover);
    if (status == PDOT_OK)
        status = forget_gone(&cover, work);
    for (int32_t i = 0; status == PDOT_OK && i < cover.plan->n_hazards; i++)
        if (!cover.plan->hazards[i].is_land)
            status = bring_hazard(&cover, work, &cover.plan->hazards[i]);
    pd_cover_close(&cover);
    return status;
}
