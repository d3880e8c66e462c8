/* Sources, levels, territories, hazards and assets into the store; a unit's rows out of it. */
#include "store/sql.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"

static void bind_source(pd_bind *bind, const pd_source *source)
{
    pd_bind_text(bind, source->role);
    pd_bind_text(bind, source->path);
    pd_bind_text(bind, source->layer);
    pd_bind_text(bind, source->sha256);
    pd_bind_text(bind, source->crs);
    pd_bind_text(bind, source->operation);
    pd_bind_real(bind, source->accuracy_m);
    pd_bind_text(bind, source->encoding);
    pd_bind_integer(bind, source->rows);
}

pdot_status pd_store_put_source(pdot_ctx *ctx, pd_store *store, const char *unit, const pd_source *source,
                                int64_t *id)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_SOURCE_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, unit);
        bind_source(&bind, source);
        status = pd_sql_finish(ctx, store, &bind);
    }
    if (status == PDOT_OK)
        *id = sqlite3_last_insert_rowid(store->db);
    return status;
}

pdot_status pd_store_update_source(pdot_ctx *ctx, pd_store *store, int64_t id, const pd_source *source)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_SOURCE_UPDATE, &bind);
    if (status == PDOT_OK) {
        bind_source(&bind, source);
        pd_bind_integer(&bind, id);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_level(pdot_ctx *ctx, pd_store *store, const char *unit, int32_t position,
                               const char *name)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_LEVEL_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, unit);
        pd_bind_text(&bind, name);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_territory(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                                   const pd_territory *territory, const char *parent_code)
{
    PD_ASSERT(isfinite(territory->area_m2));
    pd_bind bind;
    pd_bytes blob = {0};
    pdot_status status = pd_spatial_blob(ctx, store, territory->wkb, &blob);
    if (status == PDOT_OK)
        status = pd_sql_start(ctx, store, PD_SQL_TERRITORY_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, unit);
        pd_bind_integer(&bind, source_id);
        pd_bind_integer(&bind, territory->origin.row);
        pd_bind_text(&bind, territory->code);
        pd_bind_text(&bind, territory->name);
        pd_bind_text(&bind, territory->kind);
        pd_bind_integer(&bind, territory->level);
        pd_bind_text_or_null(&bind, parent_code);
        pd_bind_real(&bind, territory->area_m2);
        pd_bind_blob(&bind, blob);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status put_class(pdot_ctx *ctx, pd_store *store, const char *hazard, int32_t position,
                             const pd_class *one)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_HAZARD_CLASS_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, hazard);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, one->label);
        pd_bind_integer(&bind, one->rank);
        pd_bind_integer(&bind, one->is_high);
        pd_bind_text(&bind, one->color);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status put_value(pdot_ctx *ctx, pd_store *store, const char *hazard, int32_t position,
                             const pd_class_value *value)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_HAZARD_VALUE_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, hazard);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, value->folded);
        if (value->has_number)
            pd_bind_real(&bind, value->number);
        else
            pd_bind_null(&bind);
        pd_bind_integer(&bind, value->class_index);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_hazard(pdot_ctx *ctx, pd_store *store, const char *unit, int32_t position,
                                int64_t source_id, const pd_hazard *hazard)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_HAZARD_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, hazard->id);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, unit);
        pd_bind_integer(&bind, source_id);
        pd_bind_text(&bind, hazard->title);
        pd_bind_integer(&bind, hazard->kind);
        pd_bind_integer(&bind, hazard->is_land);
        pd_bind_integer(&bind, hazard->outside_is_free);
        pd_bind_integer(&bind, hazard->in_summary);
        pd_bind_real(&bind, hazard->distance_m);
        pd_bind_text(&bind, hazard->path);
        pd_bind_text(&bind, hazard->grid_crs);
        pd_bind_text(&bind, hazard->extent_id);
        status = pd_sql_finish(ctx, store, &bind);
    }
    for (int32_t i = 0; i < hazard->n_classes && status == PDOT_OK; i++)
        status = put_class(ctx, store, hazard->id, i, &hazard->classes[i]);
    for (int32_t i = 0; i < hazard->n_values && status == PDOT_OK; i++)
        status = put_value(ctx, store, hazard->id, i, &hazard->values[i]);
    return status;
}

pdot_status pd_store_put_asset(pdot_ctx *ctx, pd_store *store, const char *unit, int32_t position,
                               int64_t source_id, const pd_asset *asset)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_ASSET_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, asset->id);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, unit);
        pd_bind_integer(&bind, source_id);
        pd_bind_text(&bind, asset->title);
        pd_bind_integer(&bind, asset->is_points);
        pd_bind_integer(&bind, asset->has_weight);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status move(pdot_ctx *ctx, pd_store *store, pd_sql which, const char *id, int32_t position)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, which, &bind);
    if (status == PDOT_OK) {
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, id);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_move_hazard(pdot_ctx *ctx, pd_store *store, const char *id, int32_t position)
{
    return move(ctx, store, PD_SQL_HAZARD_MOVE, id, position);
}

pdot_status pd_store_move_asset(pdot_ctx *ctx, pd_store *store, const char *id, int32_t position)
{
    return move(ctx, store, PD_SQL_ASSET_MOVE, id, position);
}

/* --- a unit's rows go --- */

static pdot_status run_for_unit(pdot_ctx *ctx, pd_store *store, const char *sql, const char *unit)
{
    pd_bind bind;
    pdot_status status = pd_sql_prepare(ctx, store, sql, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, unit);
        status = pd_sql_finish(ctx, store, &bind);
    }
    pd_sql_end(&bind);
    return status;
}

static pdot_status drop_owner(pdot_ctx *ctx, pd_store *store, const char *table)
{
    pd_bind bind;
    pdot_status status = pd_spatial_drop(ctx, store, table);
    if (status == PDOT_OK)
        status = pd_sql_start(ctx, store, PD_SQL_OWNER_DELETE, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, table);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status clear_features(pdot_ctx *ctx, pd_store *store, const char *unit)
{
    pdot_status status = pd_bulk_finish(ctx, store);
    bool has_row = true;
    while (status == PDOT_OK && has_row) {
        pd_bind bind;
        char *table = NULL;
        status = pd_sql_start(ctx, store, PD_SQL_OWNER_OF_UNIT, &bind);
        if (status != PDOT_OK)
            break;
        pd_bind_text(&bind, unit);
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status == PDOT_OK && has_row) {
            table = pd_strdup(ctx, pd_column_text(&bind, 0));
            pd_sql_reset(&bind);
            status = table != NULL ? drop_owner(ctx, store, table) : PDOT_NOMEM;
        }
        pd_free(table);
    }
    return status;
}

pdot_status pd_store_findings_clear(pdot_ctx *ctx, pd_store *store, const char *unit)
{
    return run_for_unit(ctx, store, "DELETE FROM finding WHERE unit = ?", unit);
}

pdot_status pd_store_unit_clear(pdot_ctx *ctx, pd_store *store, const char *unit)
{
    static const char *const deletions[] = {
        "DELETE FROM hazard_class WHERE hazard IN (SELECT id FROM hazard WHERE unit = ?)",
        "DELETE FROM hazard_value WHERE hazard IN (SELECT id FROM hazard WHERE unit = ?)",
        "DELETE FROM record_cell WHERE record IN (SELECT id FROM record WHERE unit = ?)",
        "DELETE FROM source WHERE unit = ?",
        "DELETE FROM level WHERE unit = ?",
        "DELETE FROM territory WHERE unit = ?",
        "DELETE FROM hazard WHERE unit = ?",
        "DELETE FROM asset WHERE unit = ?",
        "DELETE FROM problem WHERE unit = ?",
        "DELETE FROM activity WHERE unit = ?",
        "DELETE FROM zone WHERE unit = ?",
        "DELETE FROM place WHERE unit = ?",
        "DELETE FROM actor WHERE unit = ?",
        "DELETE FROM decision WHERE unit = ?",
        "DELETE FROM record WHERE unit = ?",
    };
    pdot_status status = clear_features(ctx, store, unit);
    for (size_t i = 0; i < sizeof deletions / sizeof deletions[0] && status == PDOT_OK; i++)
        status = run_for_unit(ctx, store, deletions[i], unit);
    return status == PDOT_OK ? pd_store_findings_clear(ctx, store, unit) : status;
}
