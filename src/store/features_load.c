/* Features, read back into flat arrays straight from the rows' BLOBs. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"

#define BLOB_BOX_OFFSET 6 /* SpatiaLite BLOB: start, byte order, SRID (4 bytes), then the box */

enum { COLUMN_GEOM, COLUMN_CLASS, COLUMN_WEIGHT, COLUMN_ID, COLUMN_SOURCE, COLUMN_FEATURE, COLUMN_KEY };

void pd_features_release(pd_features *features)
{
    pd_shapes_release(&features->shapes);
    pd_free(features->class_index);
    pd_free(features->weight);
    pd_free(features->source_id);
    pd_free(features->feature_id);
    pd_free(features->row_id);
    pd_free(features->key);
    pd_arena_release(&features->arena);
    *features = (pd_features){0};
}

/* The arrays grow in step with one capacity. */
static pdot_status grow_features(pdot_ctx *ctx, pd_features *out, pd_feature_columns columns)
{
    const size_t need = out->shapes.n_shapes + 1;
    size_t capacities[6];
    for (size_t i = 0; i < 6; i++)
        capacities[i] = out->capacity;
    const bool has_grown =
        pd_grow(ctx, (void **)&out->class_index, &capacities[0], need, sizeof *out->class_index) &&
        (columns < PD_FEATURE_WEIGHTS ||
         pd_grow(ctx, (void **)&out->weight, &capacities[1], need, sizeof *out->weight)) &&
        (columns < PD_FEATURE_IDS ||
         (pd_grow(ctx, (void **)&out->source_id, &capacities[2], need, sizeof *out->source_id) &&
          pd_grow(ctx, (void **)&out->feature_id, &capacities[3], need, sizeof *out->feature_id) &&
          pd_grow(ctx, (void **)&out->row_id, &capacities[4], need, sizeof *out->row_id))) &&
        (columns < PD_FEATURE_KEYS ||
         pd_grow(ctx, (void **)&out->key, &capacities[5], need, sizeof *out->key));
    if (has_grown)
        out->capacity = capacities[0];
    return has_grown ? PDOT_OK : PDOT_NOMEM;
}

static bool meets(pd_bytes blob, const pd_box *box)
{
    pd_box own;
    if (blob.size < BLOB_BOX_OFFSET + sizeof own)
        return true; /* damaged: the reader of the geometry says so */
    memcpy(&own, blob.data + BLOB_BOX_OFFSET, sizeof own);
    return own.min_x <= box->max_x && own.max_x >= box->min_x && own.min_y <= box->max_y &&
           own.max_y >= box->min_y;
}

static pdot_status add_feature(pdot_ctx *ctx, const pd_bind *bind, pd_feature_columns columns,
                               pd_features *out)
{
    const size_t at = out->shapes.n_shapes;
    if (at >= out->capacity) {
        const pdot_status status = grow_features(ctx, out, columns);
        if (status != PDOT_OK)
            return status;
    }
    if (columns >= PD_FEATURE_IDS) {
        out->row_id[at] = sqlite3_column_int64(bind->statement, COLUMN_ID);
        out->source_id[at] = sqlite3_column_int64(bind->statement, COLUMN_SOURCE);
        out->feature_id[at] = sqlite3_column_int64(bind->statement, COLUMN_FEATURE);
    }
    out->class_index[at] = sqlite3_column_int(bind->statement, COLUMN_CLASS);
    if (columns >= PD_FEATURE_WEIGHTS)
        out->weight[at] = sqlite3_column_double(bind->statement, COLUMN_WEIGHT);
    if (columns >= PD_FEATURE_KEYS) {
        out->key[at] = pd_arena_strdup(ctx, &out->arena, pd_column_text(bind, COLUMN_KEY));
        if (out->key[at] == NULL)
            return PDOT_NOMEM;
    }
    return pd_shapes_add_blob(ctx, &out->shapes, pd_column_blob(bind, COLUMN_GEOM), NULL);
}

static pdot_status read_rows(pdot_ctx *ctx, pd_store *store, pd_bind *bind, const pd_box *box,
                             pd_feature_columns columns, pd_features *out)
{
    bool has_row = true;
    pdot_status status = PDOT_OK;
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, bind, &has_row);
        if (status == PDOT_OK && has_row && (box == NULL || meets(pd_column_blob(bind, COLUMN_GEOM), box)))
            status = add_feature(ctx, bind, columns, out);
    }
    return status;
}

typedef struct owner_table {
    char *name; /* NULL: the owner has no features */
    bool is_sorted;
} owner_table;

static pdot_status find_owner(pdot_ctx *ctx, pd_store *store, const char *owner, owner_table *out)
{
    pd_bind bind;
    bool has_row = false;
    *out = (owner_table){0};
    pdot_status status = pd_bulk_finish(ctx, store);
    if (status == PDOT_OK)
        status = pd_sql_start(ctx, store, PD_SQL_OWNER_FIND, &bind);
    if (status != PDOT_OK)
        return status;
    pd_bind_text(&bind, owner);
    status = pd_sql_step(ctx, store, &bind, &has_row);
    if (status == PDOT_OK && has_row) {
        out->is_sorted = sqlite3_column_int(bind.statement, 1) != 0;
        out->name = pd_strdup(ctx, pd_column_text(&bind, 0));
        status = out->name != NULL ? PDOT_OK : PDOT_NOMEM;
        pd_sql_reset(&bind);
    }
    return status;
}

/* Rows of the table that a condition names, in the order of source and feature. */
static pdot_status prepare_select(pdot_ctx *ctx, pd_store *store, const owner_table *table,
                                  const char *condition, pd_feature_columns columns, pd_bind *out)
{
    static const char *const more[] = {"", ", weight", ", weight, id, source_id, feature_id",
                                       ", weight, id, source_id, feature_id, key"};
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "SELECT geom, class_index%s FROM ", more[columns]);
    pd_sql_identifier(&sql, table->name);
    pd_buffer_text(&sql, condition);
    pd_buffer_text(&sql, table->is_sorted ? " ORDER BY id" : " ORDER BY source_id, feature_id, id");
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, store, sql.data, out);
    pd_buffer_release(&sql);
    return status;
}

static pdot_status box_condition(pdot_ctx *ctx, const owner_table *table, pd_buffer *out)
{
    pd_buffer index;
    pd_buffer_init(ctx, &index);
    pd_buffer_format(&index, "idx_%s_geom", table->name);
    pd_buffer_text(out, " WHERE id IN (SELECT pkid FROM ");
    pd_sql_identifier(out, index.data);
    pd_buffer_text(out, " WHERE xmax >= ? AND xmin <= ? AND ymax >= ? AND ymin <= ?)");
    pdot_status status = pd_buffer_status(&index);
    if (status == PDOT_OK)
        status = pd_buffer_status(out);
    pd_buffer_release(&index);
    return status;
}

static pdot_status load_box(pdot_ctx *ctx, pd_store *store, const owner_table *table, const pd_box *box,
                            pd_feature_columns columns, pd_features *out)
{
    pd_buffer condition;
    pd_bind bind = {0};
    pd_buffer_init(ctx, &condition);
    pdot_status status = PDOT_OK;
    if (box != NULL)
        status = box_condition(ctx, table, &condition);
    if (status == PDOT_OK)
        status = prepare_select(ctx, store, table, condition.data, columns, &bind);
    if (status == PDOT_OK && box != NULL) {
        pd_bind_real(&bind, box->min_x);
        pd_bind_real(&bind, box->max_x);
        pd_bind_real(&bind, box->min_y);
        pd_bind_real(&bind, box->max_y);
    }
    if (status == PDOT_OK)
        status = read_rows(ctx, store, &bind, box, columns, out);
    pd_sql_end(&bind);
    pd_buffer_release(&condition);
    return status;
}

static pdot_status end_load(pd_features *out, pdot_status status)
{
    if (status != PDOT_OK)
        pd_features_release(out);
    return status;
}

pdot_status pd_store_load_features(pdot_ctx *ctx, pd_store *store, const char *owner, const pd_box *box,
                                   pd_feature_columns columns, pd_features *out)
{
    owner_table table;
    *out = (pd_features){0};
    pdot_status status = find_owner(ctx, store, owner, &table);
    if (status == PDOT_OK && table.name != NULL)
        status = load_box(ctx, store, &table, box, columns, out);
    pd_free(table.name);
    return end_load(out, status);
}

/* The table's last id: rows are numbered from 1 without gaps, since a unit's features come and go together.
 */
static pdot_status last_row(pdot_ctx *ctx, pd_store *store, const owner_table *table, int64_t *out)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "SELECT coalesce(max(id), 0) FROM ");
    pd_sql_identifier(&sql, table->name);
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_integer(ctx, store, sql.data, out);
    pd_buffer_release(&sql);
    return status;
}

pdot_status pd_store_count_features(pdot_ctx *ctx, pd_store *store, const char *owner, int64_t *out)
{
    owner_table table;
    *out = 0;
    pdot_status status = find_owner(ctx, store, owner, &table);
    if (status == PDOT_OK && table.name != NULL)
        status = last_row(ctx, store, &table, out);
    pd_free(table.name);
    return status;
}

static pdot_status load_part(pdot_ctx *ctx, pd_store *store, const owner_table *table, int64_t part,
                             int64_t parts, pd_feature_columns columns, pd_features *out)
{
    int64_t rows = 0;
    pd_bind bind = {0};
    pdot_status status = last_row(ctx, store, table, &rows);
    if (!table->is_sorted) /* only the whole can be put in order: it is part 0 */
        parts = 1;
    if (status != PDOT_OK || part >= parts)
        return status;
    const int64_t each = rows / parts;
    const int64_t more = rows % parts; /* the first parts have one row more */
    const int64_t first = part * each + (part < more ? part : more);
    status = prepare_select(ctx, store, table, " WHERE id > ? AND id <= ?", columns, &bind);
    if (status == PDOT_OK) {
        pd_bind_integer(&bind, first);
        pd_bind_integer(&bind, first + each + (part < more ? 1 : 0));
        status = read_rows(ctx, store, &bind, NULL, columns, out);
    }
    pd_sql_end(&bind);
    return status;
}

pdot_status pd_store_load_feature_part(pdot_ctx *ctx, pd_store *store, const char *owner, int64_t part,
                                       int64_t parts, pd_feature_columns columns, pd_features *out)
{
    PD_ASSERT(part >= 0 && part < parts);
    owner_table table;
    *out = (pd_features){0};
    pdot_status status = find_owner(ctx, store, owner, &table);
    if (status == PDOT_OK && table.name != NULL)
        status = load_part(ctx, store, &table, part, parts, columns, out);
    pd_free(table.name);
    return end_load(out, status);
}
