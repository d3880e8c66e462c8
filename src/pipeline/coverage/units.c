/* Units of the coverage stage and the digests that say whether they are fresh. A unit depends on units of the
 * stages before it: their digests go into its own. */
#include <string.h>

#include "pipeline/coverage/coverage.h"

/* Changes whenever the same input would be counted otherwise. */
#define LAYOUT "1"

/* ---- digests */

static pdot_status add_units(pdot_ctx *ctx, pd_store *store, const char *prefix, pd_digest *digest)
{
    char *names = NULL;
    size_t n = 0;
    pdot_status status = pd_store_unit_list(ctx, store, prefix, &names, &n);
    const char *name = names;
    for (size_t i = 0; i < n && status == PDOT_OK; i++, name += strlen(name) + 1) {
        char *value = NULL;
        status = pd_store_unit_load(ctx, store, name, &value);
        pd_digest_text(digest, name);
        pd_digest_text(digest, value);
        pd_free(value);
    }
    pd_free(names);
    return status;
}

/* The import unit of one hazard, land layer or asset. */
static pdot_status add_import(pdot_ctx *ctx, pd_store *store, const char *kind, const char *id,
                              pd_digest *digest)
{
    pd_buffer name;
    char *value = NULL;
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "import/%s/%s", kind, id);
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_store_unit_load(ctx, store, name.data, &value);
    pd_digest_text(digest, name.data);
    pd_digest_text(digest, value);
    pd_free(value);
    pd_buffer_release(&name);
    return status;
}

static pdot_status add_hazard(const pd_cover *cover, int32_t index, pd_digest *digest)
{
    const pd_hazard *hazard = &cover->plan->hazards[index];
    return add_import(cover->ctx, cover->run->store, hazard->is_land ? "land" : "hazards", hazard->id,
                      digest);
}

static pdot_status add_hazards(const pd_cover *cover, bool only_summary, pd_digest *digest)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < cover->plan->n_hazards && status == PDOT_OK; i++)
        if (!cover->plan->hazards[i].is_land && (cover->plan->hazards[i].in_summary || !only_summary))
            status = add_hazard(cover, i, digest);
    return status;
}

static pdot_status add_dependencies(const pd_cover *cover, const pd_cover_unit *unit, pd_digest *digest)
{
    pdot_ctx *ctx = cover->ctx;
    pd_store *store = cover->run->store;
    pdot_status status = add_units(ctx, store, "import/territories", digest);
    if (status == PDOT_OK && unit->hazard != PD_NONE)
        status = add_hazard(cover, unit->hazard, digest);
    if (status == PDOT_OK && unit->run == pd_cover_multiple)
        status = add_hazards(cover, true, digest);
    if (status == PDOT_OK && (unit->run == pd_cover_gaps || unit->run == pd_cover_summary))
        status = add_hazards(cover, false, digest);
    if (status == PDOT_OK && unit->run == pd_cover_land)
        status = add_hazard(cover, unit->other, digest);
    if (status == PDOT_OK && unit->run == pd_cover_works)
        status = add_units(ctx, store, "import/tables/works", digest);
    if (status == PDOT_OK && unit->run == pd_cover_services)
        status = add_units(ctx, store, "import/tables/services", digest);
    if (status == PDOT_OK && unit->run == pd_cover_asset)
        status = add_import(ctx, store, "assets", cover->plan->assets[unit->other].id, digest);
    if (status == PDOT_OK && unit->run == pd_cover_summary)
        status = add_units(ctx, store, "import/indicators", digest);
    const bool reads_links = unit->run == pd_cover_gaps || unit->run == pd_cover_summary ||
                             unit->run == pd_cover_works || unit->run == pd_cover_services;
    if (status == PDOT_OK && reads_links)
        status = add_units(ctx, store, "link", digest);
    return status;
}

static pdot_status compute_digest(const pd_cover *cover, pd_cover_unit *unit)
{
    pd_digest *digest = NULL;
    char *stored = NULL;
    pdot_status status = pd_digest_new(cover->ctx, &digest);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, unit->name);
        status = add_dependencies(cover, unit, digest);
    }
    if (status == PDOT_OK)
        status = pd_digest_end(cover->ctx, digest, unit->digest);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, unit->name, &stored);
    unit->is_stale = stored == NULL || strcmp(stored, unit->digest) != 0;
    pd_free(stored);
    pd_digest_free(digest);
    return status;
}

/* ---- the list */

typedef struct listing {
    pd_cover *cover;
    pd_cover_units *out;
    pdot_status status;
} listing;

/* kind, and one or two ids: "coverage/land/suelo/masa". */
static void add(listing *l, pd_cover_fn run, const char *kind, int32_t hazard, int32_t other,
                const char *other_id)
{
    if (l->status != PDOT_OK)
        return;
    pdot_ctx *ctx = l->cover->ctx;
    pd_buffer name;
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "coverage/%s", kind);
    if (other_id != NULL)
        pd_buffer_format(&name, "/%s", other_id);
    if (hazard != PD_NONE)
        pd_buffer_format(&name, "/%s", l->cover->plan->hazards[hazard].id);
    char *text = pd_buffer_take(&name);
    pd_buffer_release(&name);
    if (text == NULL ||
        !pd_grow(ctx, (void **)&l->out->items, &l->out->capacity, l->out->count + 1, sizeof *l->out->items)) {
        pd_free(text);
        l->status = PDOT_NOMEM;
        return;
    }
    pd_cover_unit *unit = &l->out->items[l->out->count++];
    *unit = (pd_cover_unit){.name = text, .run = run, .hazard = hazard, .other = other};
    l->status = compute_digest(l->cover, unit);
}

static void add_pairs(listing *l, int32_t hazard)
{
    const pdot_plan *plan = l->cover->plan;
    for (int32_t i = 0; i < plan->n_hazards; i++)
        if (plan->hazards[i].is_land)
            add(l, pd_cover_land, "land", hazard, i, plan->hazards[i].id);
    for (int32_t i = 0; i < plan->n_assets; i++)
        add(l, pd_cover_asset, "assets", hazard, i, plan->assets[i].id);
    add(l, pd_cover_works, "works", hazard, PD_NONE, NULL);
    add(l, pd_cover_services, "services", hazard, PD_NONE, NULL);
}

pdot_status pd_cover_list(pd_cover *cover, pd_cover_units *out)
{
    const pdot_plan *plan = cover->plan;
    listing l = {cover, out, PDOT_OK};
    *out = (pd_cover_units){0};
    for (int32_t i = 0; i < plan->n_hazards; i++)
        add(&l, pd_cover_hazard, plan->hazards[i].is_land ? "lands" : "hazards", i, PD_NONE, NULL);
    for (int32_t i = 0; i < plan->n_hazards; i++)
        if (!plan->hazards[i].is_land)
            add_pairs(&l, i);
    add(&l, pd_cover_limits, "limits", PD_NONE, PD_NONE, NULL);
    add(&l, pd_cover_multiple, "multiple", PD_NONE, PD_NONE, NULL);
    add(&l, pd_cover_gaps, "gaps", PD_NONE, PD_NONE, NULL);
    add(&l, pd_cover_summary, "summary", PD_NONE, PD_NONE, NULL);
    if (l.status != PDOT_OK)
        pd_cover_units_release(out);
    return l.status;
}

void pd_cover_units_release(pd_cover_units *units)
{
    for (size_t i = 0; i < units->count; i++)
        pd_free(units->items[i].name);
    pd_free(units->items);
    *units = (pd_cover_units){0};
}
