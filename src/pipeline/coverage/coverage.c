/* The coverage stage: the hazards of the store become figures per territory. One unit of work for each hazard
 * and for each pair it is crossed with, so that one changed layer redoes what depends on it and nothing else;
 * all that is stale is done in one transaction. */
#include "pipeline/coverage/coverage.h"

#include <string.h>

/* Every table that units of this stage fill: a unit that is gone leaves none of its rows behind. */
static const char *const TABLES[] = {
    "cobertura_amenaza", "cobertura_total",     "cobertura_multiple", "cobertura_suelo",
    "cobertura_lineas",  "cobertura_puntos",    "actividad_amenaza",  "servicio_amenaza",
    "amenazas",          "estadisticas_raster", "territorios",        "territorios_superiores",
    "brechas",           "indicadores",         "salud_limites",
};

static pdot_status forget_unit(pd_cover *cover, const char *name)
{
    pdot_status status = pd_store_findings_clear(cover->ctx, cover->run->store, name);
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES && status == PDOT_OK; i++) {
        int64_t rows = 0;
        status = pd_result_count(cover->ctx, cover->run->store, TABLES[i], &rows);
        if (status == PDOT_OK && rows > 0)
            status = pd_result_clear(cover->ctx, cover->run->store, pd_table_find(TABLES[i]), name);
    }
    return status == PDOT_OK ? pd_store_unit_remove(cover->ctx, cover->run->store, name) : status;
}

static bool is_listed(const pd_cover_units *units, const char *name)
{
    for (size_t i = 0; i < units->count; i++)
        if (strcmp(units->items[i].name, name) == 0)
            return true;
    return false;
}

/* Units of hazards, layers and assets that the plan no longer has. */
static pdot_status forget_gone(pd_cover *cover, const pd_cover_units *units, size_t *n_gone)
{
    char *names = NULL;
    size_t n = 0;
    pdot_status status = pd_store_unit_list(cover->ctx, cover->run->store, "coverage/", &names, &n);
    const char *name = names;
    for (size_t i = 0; i < n && status == PDOT_OK; i++, name += strlen(name) + 1)
        if (!is_listed(units, name)) {
            status = forget_unit(cover, name);
            ++*n_gone;
        }
    pd_free(names);
    return status;
}

static pdot_status run_unit(pd_cover *cover, const pd_cover_unit *unit)
{
    pdot_ctx *ctx = cover->ctx;
    pd_store *store = cover->run->store;
    cover->unit = unit->name;
    pd_findings_init(ctx, &cover->findings);
    pdot_status status = pd_store_findings_clear(ctx, store, unit->name);
    if (status == PDOT_OK)
        status = unit->run(cover, unit);
    if (status == PDOT_OK)
        status = cover->findings.status;
    if (status == PDOT_OK)
        status = pd_store_put_findings(ctx, store, unit->name, &cover->findings);
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, store, unit->name, unit->digest);
    pd_findings_release(&cover->findings);
    return status;
}

/* Assets and rasters are looked at in the plan's plane, polygons in the equal-area plane: territories that
 * are wanted in both are read once. (Projects and services, which few plans draw, may read them again.) */
static pdot_status prepare_territories(pd_cover *cover, const pd_cover_units *units)
{
    bool wants_plain = false;
    for (size_t i = 0; i < units->count; i++) {
        const pd_cover_unit *unit = &units->items[i];
        wants_plain =
            wants_plain ||
            (unit->is_stale &&
             (unit->run == pd_cover_asset ||
              (unit->run == pd_cover_hazard && pd_cover_is_raster(&cover->plan->hazards[unit->hazard]))));
    }
    return wants_plain ? pd_cover_prepare_plain_zones(cover->ctx, cover, cover->run->jobs) : PDOT_OK;
}

static pdot_status run_stale(pd_cover *cover, const pd_cover_units *units, size_t *n_done)
{
    pd_store *store = cover->run->store;
    size_t n_gone = 0;
    pdot_status status = pd_store_begin(cover->ctx, store);
    if (status != PDOT_OK)
        return status;
    status = forget_gone(cover, units, &n_gone);
    if (status == PDOT_OK)
        status = prepare_territories(cover, units);
    for (size_t i = 0; i < units->count && status == PDOT_OK; i++)
        if (units->items[i].is_stale) {
            status = run_unit(cover, &units->items[i]);
            ++*n_done;
        }
    if (status == PDOT_OK)
        status = pd_store_commit(cover->ctx, store);
    if (status != PDOT_OK)
        pd_store_rollback(store);
    return status;
}

pdot_status pd_cover_open(pd_cover *cover)
{
    pdot_status status = pd_store_load_plan_without_ground(cover->ctx, cover->run->store, &cover->plan);
    if (status == PDOT_OK)
        status = pd_crs_new(cover->ctx, cover->plan->crs, &cover->crs);
    if (status == PDOT_OK)
        status = pd_equal_area_new(cover->ctx, cover->crs, &cover->measure);
    return status;
}

pdot_status pd_cover_open_with_ground(pd_cover *cover)
{
    const pdot_status status = pd_cover_open(cover);
    return status == PDOT_OK ? pd_store_load_ground(cover->ctx, cover->run->store, cover->plan) : status;
}

void pd_cover_close(pd_cover *cover)
{
    pd_ground_free(cover->ground);
    pd_ground_free(cover->plain_ground);
    pd_shapes_release(&cover->zones);
    pd_free(cover->elsewhere_m2);
    pd_shapes_release(&cover->plain_zones);
    pd_equal_area_free(cover->measure);
    pd_crs_free(cover->crs);
    pdot_plan_free(cover->plan);
}

static size_t count_stale(const pd_cover_units *units)
{
    size_t n = 0;
    for (size_t i = 0; i < units->count; i++)
        n += units->items[i].is_stale;
    return n;
}

/* Units that the store knows and the plan does not ask for. */
static pdot_status has_gone(pd_cover *cover, const pd_cover_units *units, bool *out)
{
    char *names = NULL;
    size_t n = 0;
    const pdot_status status = pd_store_unit_list(cover->ctx, cover->run->store, "coverage/", &names, &n);
    const char *name = names;
    *out = false;
    for (size_t i = 0; i < n && status == PDOT_OK; i++, name += strlen(name) + 1)
        *out = *out || !is_listed(units, name);
    pd_free(names);
    return status;
}

static pdot_status bring(pd_cover *cover, bool force, pd_outcome *outcome)
{
    pd_cover_units units = {0};
    size_t n_done = 0;
    bool is_outdated = false;
    pdot_status status = pd_cover_list(cover, &units);
    for (size_t i = 0; i < units.count; i++) /* limits speak of the imported territories, not of coverage */
        units.items[i].is_stale = units.items[i].is_stale || (force && units.items[i].run != pd_cover_limits);
    if (status == PDOT_OK)
        status = has_gone(cover, &units, &is_outdated);
    if (status == PDOT_OK && (is_outdated || count_stale(&units) > 0)) {
        outcome->did_work = true;
        status = run_stale(cover, &units, &n_done);
        if (status == PDOT_OK)
            pd_buffer_format(&outcome->notes,
                             pd_translate(cover->ctx, "%zu of %zu tables of figures computed"), n_done,
                             units.count);
    }
    pd_cover_units_release(&units);
    return status;
}

pdot_status pd_stage_coverage(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome)
{
    pd_cover cover = {.ctx = ctx, .run = run};
    pdot_status status = pd_cover_open(&cover);
    if (status == PDOT_OK)
        status = bring(&cover, force, outcome);
    pd_cover_close(&cover);
    return status;
}
