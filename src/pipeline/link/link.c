/* The link stage: zone texts become links between the plan's rows and the finest territories, and what can be
 * counted from them. It is redone as a whole when territories, gazetteer or a plan table changed; hazards and
 * assets do not concern it. */
#include "pipeline/link/link.h"

#include <string.h>

#include "base/digest.h"

/* Changes whenever the same input would be linked otherwise. */
#define LAYOUT "9"

static bool concerns_link(const char *unit)
{
    static const char *const others[] = {"import/hazards", "import/land", "import/assets"};
    if (strncmp(unit, "import/", 7) != 0)
        return false;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strncmp(unit, others[i], strlen(others[i])) == 0)
            return false;
    return true;
}

static pdot_status add_units(pdot_ctx *ctx, pd_store *store, pd_digest *digest)
{
    char *names = NULL;
    size_t n = 0;
    pdot_status status = pd_store_unit_list(ctx, store, "import/", &names, &n);
    const char *name = names;
    for (size_t i = 0; status == PDOT_OK && i < n; i++, name += strlen(name) + 1) {
        char *value = NULL;
        if (!concerns_link(name))
            continue;
        status = pd_store_unit_load(ctx, store, name, &value);
        pd_digest_text(digest, name);
        pd_digest_text(digest, value);
        pd_free(value);
    }
    pd_free(names);
    return status;
}

/* Digest of everything the stage depends on. */
static pdot_status compute_unit(pdot_ctx *ctx, const pd_run *run, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    pdot_status status = pd_digest_new(ctx, &digest);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, run->language);
        status = add_units(ctx, run->store, digest);
    }
    if (status == PDOT_OK)
        status = pd_digest_end(ctx, digest, out);
    pd_digest_free(digest);
    return status;
}

static pdot_status is_fresh(pdot_ctx *ctx, const pd_run *run, const char *unit, bool *out)
{
    char *stored = NULL;
    const pdot_status status = pd_store_unit_load(ctx, run->store, PD_LINK_UNIT, &stored);
    *out = status == PDOT_OK && stored != NULL && strcmp(stored, unit) == 0;
    pd_free(stored);
    return status;
}

static void release(pd_link *link)
{
    for (int32_t i = 0; link->problems != NULL && i < link->plan->n_problems; i++)
        pdot_card_free(link->problems[i].card);
    for (int32_t i = 0; link->activities != NULL && i < link->plan->n_activities; i++)
        pdot_card_free(link->activities[i].card);
    pd_gazetteer_free(link->gazetteer);
    pdot_plan_free(link->plan);
    pd_findings_release(&link->findings);
    pd_arena_release(&link->arena);
}

static pdot_status prepare(pd_link *link)
{
    pdot_status status = pd_store_load_plan(link->ctx, link->run->store, &link->plan);
    if (status == PDOT_OK)
        status = pd_gazetteer_new(link->ctx, link->plan, &link->gazetteer);
    if (status == PDOT_OK)
        status = pd_link_read(link);
    return status;
}

static pdot_status put_results(pd_link *link)
{
    static pdot_status (*const steps[])(pd_link *) = {
        pd_link_put_rows,   pd_link_put_zones,  pd_link_put_coverage, pd_link_put_works, pd_link_put_services,
        pd_link_put_tables, pd_link_put_listed, pd_link_put_actors,   pd_link_find};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && status == PDOT_OK; i++)
        status = steps[i](link);
    return status;
}

static pdot_status put_all(pd_link *link, const char *unit)
{
    pdot_ctx *ctx = link->ctx;
    pd_store *store = link->run->store;
    pdot_status status = pd_store_begin(ctx, store);
    if (status != PDOT_OK)
        return status;
    status = pd_store_findings_clear(ctx, store, PD_LINK_UNIT);
    if (status == PDOT_OK)
        status = put_results(link);
    if (status == PDOT_OK)
        status = pd_store_put_findings(ctx, store, PD_LINK_UNIT, &link->findings);
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, store, PD_LINK_UNIT, unit);
    if (status == PDOT_OK)
        status = pd_store_commit(ctx, store);
    if (status != PDOT_OK)
        pd_store_rollback(store);
    return status;
}

static void write_notes(const pd_link *link, pd_buffer *out)
{
    size_t placed = 0, n = 0;
    for (int32_t i = 0; i < link->plan->n_problems; i++, n++)
        placed += link->problems[i].card->n_certain + link->problems[i].card->n_possible > 0;
    for (int32_t i = 0; i < link->plan->n_activities; i++, n++)
        placed += link->activities[i].card->n_certain + link->activities[i].card->n_possible > 0;
    pd_buffer_format(out, pd_translate(link->ctx, "%zu of %zu rows have territories"), placed, n);
}

pdot_status pd_stage_link(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome)
{
    char unit[PD_DIGEST_SIZE];
    bool fresh = false;
    pdot_status status = compute_unit(ctx, run, unit);
    if (status == PDOT_OK)
        status = is_fresh(ctx, run, unit, &fresh);
    if (status != PDOT_OK || (fresh && !force))
        return status;
    pd_link link = {.ctx = ctx, .run = run};
    pd_findings_init(ctx, &link.findings);
    status = prepare(&link);
    if (status == PDOT_OK)
        status = put_all(&link, unit);
    if (status == PDOT_OK) {
        outcome->did_work = true;
        write_notes(&link, &outcome->notes);
    }
    release(&link);
    return status;
}
