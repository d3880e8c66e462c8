/* Features, written: a table for each owner, filled without its triggers and indexed at the end. SpatiaLite's
 * triggers would look every geometry over and insert it into the index one by one; here geometry types are
 * checked by a look at the WKB, the index is packed at once (rtree.c), and the triggers are back before
 * anybody else sees the table. Reading is in features_load.c. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"

#define BLOB_BOX_OFFSET 6 /* SpatiaLite BLOB: start, byte order, SRID (4 bytes), then the box */

struct pd_bulk {
    char *owner, *table;
    bool is_new;             /* made in this transaction: triggers are off, the loader collects boxes */
    pd_buffer triggers;      /* their statements, to be made again */
    pd_rtree_loader *loader; /* NULL unless is_new */
    pd_bind insert;
    bool is_sorted;
    int64_t last_source, last_feature;
};

static void free_bulk(pd_bulk *bulk)
{
    if (bulk == NULL)
        return;
    pd_sql_end(&bulk->insert);
    pd_rtree_free(bulk->loader);
    pd_buffer_release(&bulk->triggers);
    pd_free(bulk->owner);
    pd_free(bulk->table);
    pd_free(bulk);
}

void pd_bulk_abandon(pd_store *store)
{
    free_bulk(store->bulk);
    store->bulk = NULL;
}

/* Owners with a slash are one layer and have one type; "work" and "service" may mix them. */
static const char *geometry_type(const char *owner, pd_bytes wkb)
{
    if (strchr(owner, '/') == NULL || wkb.size < 5)
        return "GEOMETRY";
    switch (wkb.data[0] == 1 ? wkb.data[1] : wkb.data[4]) {
    case 1:
        return "POINT";
    case 5:
        return "MULTILINESTRING";
    case 6:
        return "MULTIPOLYGON";
    default:
        return "GEOMETRY";
    }
}

/* "f7_hazard_masa": a number makes it unique, the owner's name makes it readable. */
static pdot_status name_table(pdot_ctx *ctx, pd_store *store, const char *owner, char **out)
{
    pd_buffer name;
    int64_t number = 0;
    pdot_status status =
        pd_sql_integer(ctx, store, "SELECT coalesce(max(id), 0) + 1 FROM feature_owner", &number);
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "f%lld_", (long long)number);
    for (const char *at = owner; *at != '\0'; at++) {
        const bool is_plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        pd_buffer_byte(&name, is_plain ? *at : '_');
    }
    if (status == PDOT_OK)
        status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        *out = pd_buffer_take(&name);
    pd_buffer_release(&name);
    return status;
}

static pdot_status run_with_table(pdot_ctx *ctx, pd_store *store, const char *before, const char *table,
                                  const char *after)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, before);
    pd_sql_identifier(&sql, table);
    pd_buffer_text(&sql, after);
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, sql.data);
    pd_buffer_release(&sql);
    return status;
}

static pdot_status put_owner(pdot_ctx *ctx, pd_store *store, const char *owner, const char *unit,
                             const char *table)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_OWNER_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, owner);
        pd_bind_text(&bind, unit);
        pd_bind_text(&bind, table);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

/* Remembers and drops the triggers of the new table. */
static pdot_status set_triggers_off(pdot_ctx *ctx, pd_store *store, pd_bulk *bulk)
{
    pd_buffer drops;
    pd_bind bind;
    bool has_row = true;
    pd_buffer_init(ctx, &drops);
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_TRIGGER_LIST, &bind);
    if (status == PDOT_OK)
        pd_bind_text(&bind, bulk->table);
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status != PDOT_OK || !has_row)
            break;
        pd_buffer_text(&drops, "DROP TRIGGER ");
        pd_sql_identifier(&drops, pd_column_text(&bind, 0));
        pd_buffer_text(&drops, ";\n");
        pd_buffer_text(&bulk->triggers, pd_column_text(&bind, 1));
        pd_buffer_text(&bulk->triggers, ";\n");
    }
    if (status == PDOT_OK)
        status = pd_buffer_status(&drops);
    if (status == PDOT_OK)
        status = pd_buffer_status(&bulk->triggers);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, drops.data);
    pd_buffer_release(&drops);
    return status;
}

static pdot_status start_index(pdot_ctx *ctx, pd_store *store, pd_bulk *bulk)
{
    pd_buffer index;
    pd_buffer_init(ctx, &index);
    pd_buffer_format(&index, "idx_%s_geom", bulk->table);
    pdot_status status = pd_buffer_status(&index);
    if (status == PDOT_OK)
        status = pd_rtree_new(ctx, store, index.data, &bulk->loader);
    pd_buffer_release(&index);
    return status;
}

static pdot_status make_table(pdot_ctx *ctx, pd_store *store, const char *unit, const pd_feature_row *row,
                              pd_bulk *bulk)
{
    pdot_status status = name_table(ctx, store, row->owner, &bulk->table);
    if (status == PDOT_OK)
        status = run_with_table(
            ctx, store, "CREATE TABLE ", bulk->table,
            " (id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, feature_id INTEGER NOT NULL, "
            "class_index INTEGER NOT NULL, weight REAL NOT NULL, key TEXT NOT NULL)");
    if (status == PDOT_OK)
        status = pd_spatial_add(ctx, store, bulk->table, geometry_type(row->owner, row->wkb), true);
    if (status == PDOT_OK)
        status = put_owner(ctx, store, row->owner, unit, bulk->table);
    if (status == PDOT_OK)
        status = set_triggers_off(ctx, store, bulk);
    if (status == PDOT_OK)
        status = start_index(ctx, store, bulk);
    bulk->is_new = true;
    return status;
}

static pdot_status find_table(pdot_ctx *ctx, pd_store *store, pd_bulk *bulk)
{
    pd_bind bind;
    bool has_row = false;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_OWNER_FIND, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, bulk->owner);
        status = pd_sql_step(ctx, store, &bind, &has_row);
    }
    if (status == PDOT_OK && has_row) {
        bulk->table = pd_strdup(ctx, pd_column_text(&bind, 0));
        status = bulk->table != NULL ? PDOT_OK : PDOT_NOMEM;
        pd_sql_reset(&bind);
    }
    return status;
}

static pdot_status prepare_insert(pdot_ctx *ctx, pd_store *store, pd_bulk *bulk)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "INSERT INTO ");
    pd_sql_identifier(&sql, bulk->table);
    pd_buffer_text(&sql,
                   " (source_id, feature_id, class_index, weight, key, geom) VALUES (?, ?, ?, ?, ?, ?)");
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, store, sql.data, &bulk->insert);
    pd_buffer_release(&sql);
    return status;
}

static pdot_status start_owner(pdot_ctx *ctx, pd_store *store, const char *unit, const pd_feature_row *row)
{
    pd_bulk *bulk = pd_alloc(ctx, sizeof *bulk);
    if (bulk == NULL)
        return PDOT_NOMEM;
    store->bulk = bulk;
    pd_buffer_init(ctx, &bulk->triggers);
    bulk->is_sorted = true;
    bulk->last_source = bulk->last_feature = INT64_MIN;
    bulk->owner = pd_strdup(ctx, row->owner);
    pdot_status status = bulk->owner != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = find_table(ctx, store, bulk);
    if (status == PDOT_OK && bulk->table == NULL)
        status = make_table(ctx, store, unit, row, bulk);
    else
        bulk->is_sorted = false; /* rows are added behind others: their order is not known to hold */
    if (status == PDOT_OK)
        status = prepare_insert(ctx, store, bulk);
    return status;
}

static void note_order(pd_bulk *bulk, const pd_feature_row *row)
{
    if (row->source_id < bulk->last_source ||
        (row->source_id == bulk->last_source && row->feature_id < bulk->last_feature))
        bulk->is_sorted = false;
    bulk->last_source = row->source_id;
    bulk->last_feature = row->feature_id;
}

static pdot_status put_row(pdot_ctx *ctx, pd_store *store, const pd_feature_row *row, pd_bytes blob)
{
    pd_bind *bind = &store->bulk->insert;
    bind->next = 1;
    pd_bind_integer(bind, row->source_id);
    pd_bind_integer(bind, row->feature_id);
    pd_bind_integer(bind, row->class_index);
    pd_bind_real(bind, row->weight);
    pd_bind_text(bind, row->key);
    pd_bind_blob(bind, blob);
    return pd_sql_finish(ctx, store, bind);
}

pdot_status pd_store_put_feature(pdot_ctx *ctx, pd_store *store, const char *unit, const pd_feature_row *row)
{
    pd_bytes blob = {0};
    pd_box box;
    pdot_status status = PDOT_OK;
    if (store->bulk != NULL && strcmp(store->bulk->owner, row->owner) != 0)
        status = pd_bulk_finish(ctx, store);
    if (status == PDOT_OK && store->bulk == NULL)
        status = start_owner(ctx, store, unit, row);
    if (status == PDOT_OK)
        status = pd_spatial_blob(ctx, store, row->wkb, &blob);
    if (status == PDOT_OK)
        status = put_row(ctx, store, row, blob);
    if (status != PDOT_OK)
        return status;
    note_order(store->bulk, row);
    memcpy(&box, blob.data + BLOB_BOX_OFFSET, sizeof box);
    if (store->bulk->loader != NULL && box.min_x <= box.max_x)
        status = pd_rtree_add(ctx, store->bulk->loader, sqlite3_last_insert_rowid(store->db), &box);
    return status;
}

static pdot_status note_unsorted(pdot_ctx *ctx, pd_store *store, const char *owner)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_OWNER_UNSORTED, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, owner);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_bulk_finish(pdot_ctx *ctx, pd_store *store)
{
    pd_bulk *bulk = store->bulk;
    if (bulk == NULL)
        return PDOT_OK;
    pdot_status status = PDOT_OK;
    if (bulk->is_new)
        status = pd_rtree_end(ctx, bulk->loader);
    if (status == PDOT_OK && bulk->is_new)
        status = pd_sql_run(ctx, store, bulk->triggers.data);
    if (status == PDOT_OK && !bulk->is_sorted)
        status = note_unsorted(ctx, store, bulk->owner);
    pd_bulk_abandon(store);
    return status;
}
