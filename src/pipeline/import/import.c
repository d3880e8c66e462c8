/* The import stage: what the manifest names goes into the store. Units whose digest is as stored are left
 * alone; the others are read again, those the manifest no longer names are removed, all in one transaction.
 */
#include "pipeline/import/import.h"

#include <string.h>

#include "base/number.h"

/* --- properties of the plan --- */

static pdot_status put_numbers(pd_import *import, const char *key, const int *numbers, size_t n)
{
    pd_buffer text;
    pd_buffer_init(import->ctx, &text);
    for (size_t i = 0; i < n; i++)
        pd_buffer_format(&text, "%s%d", i > 0 ? " " : "", numbers[i]);
    pdot_status status = pd_buffer_status(&text);
    if (status == PDOT_OK)
        status = pd_store_property_put(import->ctx, import->store, key, text.data);
    pd_buffer_release(&text);
    return status;
}

static pdot_status put_years(pd_import *import)
{
    const pd_manifest *manifest = import->manifest;
    for (size_t i = 0; i < manifest->n_tables; i++)
        if (strcmp(manifest->tables[i].word, "activities") == 0)
            return put_numbers(import, "plan.years", manifest->tables[i].years, manifest->tables[i].n_years);
    return put_numbers(import, "plan.years", NULL, 0);
}

static pdot_status put_order(pd_import *import)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < manifest->n_hazards && status == PDOT_OK; i++)
        status = pd_store_move_hazard(import->ctx, import->store, manifest->hazards[i].id, (int32_t)i);
    for (size_t i = 0; i < manifest->n_land && status == PDOT_OK; i++)
        status = pd_store_move_hazard(import->ctx, import->store, manifest->land[i].id, (int32_t)i);
    for (size_t i = 0; i < manifest->n_assets && status == PDOT_OK; i++)
        status = pd_store_move_asset(import->ctx, import->store, manifest->assets[i].id, (int32_t)i);
    return status;
}

pdot_status pd_import_read_plan(pd_import *import, const pd_import_unit *unit)
{
    (void)unit;
    const pd_plan_spec *plan = &import->manifest->plan;
    const int period[] = {plan->first_year, plan->last_year};
    pdot_status status = pd_store_property_put(import->ctx, import->store, "plan.title", plan->title);
    if (status == PDOT_OK)
        status = pd_store_property_put(import->ctx, import->store, "plan.language", plan->language);
    if (status == PDOT_OK)
        status = put_numbers(import, "plan.period", period, plan->first_year != 0 ? 2 : 0);
    if (status == PDOT_OK)
        status = put_years(import);
    if (status == PDOT_OK)
        status = put_order(import);
    return status;
}

/* --- what is to be done --- */

static pdot_status is_stale(pd_import *import, const pd_import_unit *unit, bool *out)
{
    char *stored = NULL;
    const pdot_status status = pd_store_unit_load(import->ctx, import->store, unit->name, &stored);
    *out = stored == NULL || strcmp(stored, unit->digest) != 0;
    pd_free(stored);
    return status;
}

/* What is to be done: n_stale units that read files, and maybe the one of the plan's own properties. */
static pdot_status find_stale(pd_import *import, pd_import_units *units, bool force, size_t *n_stale,
                              bool *has_work)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < units->count && status == PDOT_OK; i++) {
        pd_import_unit *unit = &units->items[i];
        status = is_stale(import, unit, &unit->is_stale);
        unit->is_stale = unit->is_stale || force;
        if (unit->is_stale) {
            *has_work = true;
            *n_stale += unit->n_files > 0;
            import->bytes_total += pd_import_size(import, unit);
        }
    }
    return status;
}

static bool is_named(const pd_import_units *units, const char *name)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->items[i].name, name) == 0)
            return true;
    return false;
}

/* Units of the store that the manifest no longer names. */
typedef struct leftovers {
    char *block;
    const char **names; /* into the block */
    size_t count;
} leftovers;

static pdot_status find_leftovers(pd_import *import, const pd_import_units *units, leftovers *out)
{
    size_t n = 0;
    pdot_status status = pd_store_unit_list(import->ctx, import->store, "import/", &out->block, &n);
    if (status != PDOT_OK)
        return status;
    out->names = pd_alloc_array(import->ctx, n, sizeof *out->names);
    if (out->names == NULL)
        return PDOT_NOMEM;
    const char *name = out->block;
    for (size_t i = 0; i < n; i++, name += strlen(name) + 1)
        if (!is_named(units, name))
            out->names[out->count++] = name;
    return PDOT_OK;
}

static pdot_status remove_leftovers(pd_import *import, const leftovers *left)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < left->count && status == PDOT_OK; i++) {
        status = pd_store_unit_clear(import->ctx, import->store, left->names[i]);
        if (status == PDOT_OK)
            status = pd_store_unit_remove(import->ctx, import->store, left->names[i]);
    }
    return status;
}

/* --- doing it --- */

/* Findings name files as the manifest writes them: what is delivered holds no path of this machine. */
static void name_files_as_written(pd_import *import, const pd_import_unit *unit)
{
    for (size_t i = 0; i < import->findings.count; i++)
        for (size_t k = 0; k < unit->n_files; k++)
            if (strcmp(import->findings.items[i].file, unit->files[k]->path) == 0)
                import->findings.items[i].file = unit->files[k]->written;
}

static pdot_status read_unit(pd_import *import, const pd_import_unit *unit)
{
    pdot_ctx *ctx = import->ctx;
    import->unit = unit->name;
    import->bytes_unit = pd_import_size(import, unit);
    pd_findings_init(ctx, &import->findings);
    pd_log(ctx, PDOT_LOG_DEBUG, "reading %s", unit->name);
    pdot_status status = pd_store_unit_clear(ctx, import->store, unit->name);
    if (status == PDOT_OK)
        status = unit->read(import, unit);
    if (status == PDOT_OK)
        status = pd_import_check_files(import, unit);
    if (status == PDOT_OK) {
        name_files_as_written(import, unit);
        status = pd_store_put_findings(ctx, import->store, unit->name, &import->findings);
    }
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, import->store, unit->name, unit->digest);
    import->bytes_done += import->bytes_unit;
    pd_findings_release(&import->findings);
    pd_arena_release(&import->arena);
    return status;
}

static pdot_status read_units(pd_import *import, const pd_import_units *units, const leftovers *left)
{
    pdot_status status = pd_store_begin(import->ctx, import->store);
    if (status != PDOT_OK)
        return status;
    status = remove_leftovers(import, left);
    for (size_t i = 0; i < units->count && status == PDOT_OK; i++)
        if (units->items[i].is_stale)
            status = read_unit(import, &units->items[i]);
    if (status == PDOT_OK)
        status = pd_import_keep_digests(import);
    if (status == PDOT_OK)
        status = pd_store_commit(import->ctx, import->store);
    if (status != PDOT_OK)
        pd_store_rollback(import->store);
    return status;
}

/* A file whose time changed but not its content: its digest is remembered under the new time. */
static pdot_status remember_files(pd_import *import)
{
    bool has_new = false;
    for (size_t i = 0; i < import->n_files; i++)
        has_new = has_new || import->files[i].is_new;
    if (!has_new)
        return PDOT_OK;
    pdot_status status = pd_store_begin(import->ctx, import->store);
    if (status == PDOT_OK)
        status = pd_import_keep_digests(import);
    if (status == PDOT_OK)
        status = pd_store_commit(import->ctx, import->store);
    if (status != PDOT_OK)
        pd_store_rollback(import->store);
    return status;
}

static pdot_status import_units(pd_import *import, bool force, pd_outcome *outcome)
{
    pd_import_units units = {0};
    leftovers left = {0};
    size_t n_stale = 0;
    bool has_work = false;
    pdot_status status = pd_import_list(import, &units);
    if (status == PDOT_OK)
        status = find_stale(import, &units, force, &n_stale, &has_work);
    if (status == PDOT_OK)
        status = find_leftovers(import, &units, &left);
    if (status == PDOT_OK && !has_work && left.count == 0) {
        status = remember_files(import);
    } else if (status == PDOT_OK) {
        status = read_units(import, &units, &left);
        outcome->did_work = status == PDOT_OK;
        if (status == PDOT_OK)
            pd_buffer_format(&outcome->notes,
                             pd_translate(import->ctx, "%zu read, %zu unchanged, %zu removed"), n_stale,
                             units.count - 1 - n_stale, left.count);
    }
    pd_import_units_release(&units);
    pd_free(left.names);
    pd_free(left.block);
    return status;
}

pdot_status pd_stage_import(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome)
{
    pd_import import = {.ctx = ctx, .run = run, .manifest = run->manifest, .store = run->store};
    pdot_status status = pd_crs_new(ctx, run->manifest->plan.crs, &import.crs);
    if (status == PDOT_OK)
        status = pd_equal_area_new(ctx, import.crs, &import.area);
    if (status == PDOT_OK)
        status = import_units(&import, force, outcome);
    pd_import_files_release(&import);
    pd_equal_area_free(import.area);
    pd_crs_free(import.crs);
    return status;
}
