/* Result tables, written: the table is made from its declaration, which is kept beside it (result_load.c
 * reads it back). Tables without geometry are ordered by their key on disk; layers need a rowid and have a
 * unique index. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"
#include "base/digest.h"

#define UNIT_COLUMN "pdot_unit" /* the unit of work a row belongs to */

struct pd_result_writer {
    pd_store *store;
    const pd_table *table; /* the caller's */
    char *unit;
    pd_bind insert;
};

static bool has_key(const pd_table *table)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key)
            return true;
    return false;
}

/* --- the declaration --- */

/* A digest of all that is declared: another declaration means another table. */
static pdot_status sign(pdot_ctx *ctx, const pd_table *table, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    pdot_status status = pd_digest_new(ctx, &digest);
    if (status != PDOT_OK)
        return status;
    const char *const texts[] = {table->title_es, table->title_en, table->about_es, table->group};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        pd_digest_text(digest, texts[i]);
    pd_digest_number(digest, table->geometry);
    pd_digest_number(digest, table->is_of_territories);
    for (int32_t i = 0; i < table->n_columns; i++) {
        const pd_column *column = &table->columns[i];
        const char *const parts[] = {
            column->name,     column->unit,   column->title_es,           column->title_en,
            column->about_es, column->domain, column->is_key ? "key" : ""};
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++)
            pd_digest_text(digest, parts[k]);
        pd_digest_number(digest, column->type);
        pd_digest_number(digest, column->decimals);
    }
    status = pd_digest_end(ctx, digest, out);
    pd_digest_free(digest);
    return status;
}

static pdot_status put_column(pdot_ctx *ctx, pd_store *store, const char *table, int32_t position,
                              const pd_column *column)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_COLUMN_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, table);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, column->name);
        pd_bind_integer(&bind, column->type);
        pd_bind_text(&bind, column->unit);
        pd_bind_integer(&bind, column->decimals);
        pd_bind_text(&bind, column->title_es);
        pd_bind_text(&bind, column->title_en);
        pd_bind_text(&bind, column->about_es);
        pd_bind_text(&bind, column->domain);
        pd_bind_integer(&bind, column->is_key);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status put_declaration(pdot_ctx *ctx, pd_store *store, const pd_table *table,
                                   const char *signature)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, table->name);
        pd_bind_text(&bind, signature);
        pd_bind_text(&bind, table->title_es);
        pd_bind_text(&bind, table->title_en);
        pd_bind_text(&bind, table->about_es);
        pd_bind_integer(&bind, table->geometry);
        pd_bind_text(&bind, table->group);
        pd_bind_integer(&bind, table->is_of_territories);
        status = pd_sql_finish(ctx, store, &bind);
    }
    for (int32_t i = 0; i < table->n_columns && status == PDOT_OK; i++)
        status = put_column(ctx, store, table->name, i, &table->columns[i]);
    return status;
}

/* --- the table --- */

static pdot_status run_buffer(pdot_ctx *ctx, pd_store *store, pd_buffer *sql)
{
    pdot_status status = pd_buffer_status(sql);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, sql->data);
    pd_buffer_release(sql);
    return status;
}

static void write_key(pd_buffer *sql, const pd_table *table, const char *word)
{
    const char *before = word;
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!table->columns[i].is_key)
            continue;
        pd_buffer_text(sql, before);
        pd_sql_identifier(sql, table->columns[i].name);
        before = ", ";
    }
}

static pdot_status create_table(pdot_ctx *ctx, pd_store *store, const pd_table *table)
{
    static const char *const types[] = {"TEXT", "INTEGER", "REAL", "INTEGER"};
    static const char *const geometries[] = {"", "POINT", "MULTILINESTRING", "MULTIPOLYGON"};
    const bool is_layer = pd_table_has_own_geometry(table);
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "CREATE TABLE ");
    pd_sql_identifier(&sql, table->name);
    pd_buffer_text(&sql, is_layer ? " (" UNIT_COLUMN " TEXT NOT NULL, pdot_id INTEGER PRIMARY KEY"
                                  : " (" UNIT_COLUMN " TEXT NOT NULL");
    for (int32_t i = 0; i < table->n_columns; i++) {
        const pd_column *column = &table->columns[i];
        pd_buffer_text(&sql, ", ");
        pd_sql_identifier(&sql, column->name);
        pd_buffer_format(&sql, " %s%s", types[column->type], column->is_key ? " NOT NULL" : "");
    }
    if (has_key(table)) {
        write_key(&sql, table, is_layer ? ", UNIQUE (" : ", PRIMARY KEY (");
        pd_buffer_byte(&sql, ')');
    }
    pd_buffer_text(&sql, !is_layer && has_key(table) ? ") WITHOUT ROWID" : ")");
    pdot_status status = run_buffer(ctx, store, &sql);
    if (status == PDOT_OK && is_layer)
        status = pd_spatial_add(ctx, store, table->name, geometries[table->geometry], false);
    return status;
}

static pdot_status run_with_name(pdot_ctx *ctx, pd_store *store, pd_sql which, const char *name)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, which, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, name);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

/* An older declaration's table goes, and with it the freshness of every unit that had rows in it. */
static pdot_status drop_table(pdot_ctx *ctx, pd_store *store, const char *name)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "DELETE FROM work_unit WHERE name IN (SELECT DISTINCT " UNIT_COLUMN " FROM ");
    pd_sql_identifier(&sql, name);
    pd_buffer_byte(&sql, ')');
    pdot_status status = run_buffer(ctx, store, &sql);
    if (status == PDOT_OK)
        status = pd_spatial_drop(ctx, store, name);
    if (status == PDOT_OK)
        status = run_with_name(ctx, store, PD_SQL_RESULT_DELETE, name);
    if (status == PDOT_OK)
        status = run_with_name(ctx, store, PD_SQL_RESULT_COLUMN_DELETE, name);
    return status;
}

static pdot_status compare_declaration(pdot_ctx *ctx, pd_store *store, const char *name,
                                       const char *signature, bool *is_stored, bool *is_equal)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_FIND, &bind);
    if (status != PDOT_OK)
        return status;
    pd_bind_text(&bind, name);
    status = pd_sql_step(ctx, store, &bind, is_stored);
    *is_equal = status == PDOT_OK && *is_stored && strcmp(pd_column_text(&bind, 0), signature) == 0;
    pd_sql_reset(&bind);
    return status;
}

static pdot_status clear_unit(pdot_ctx *ctx, pd_store *store, const char *name, const char *unit)
{
    pd_buffer sql;
    pd_bind bind = {0};
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "DELETE FROM ");
    pd_sql_identifier(&sql, name);
    pd_buffer_text(&sql, " WHERE " UNIT_COLUMN " = ?");
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, store, sql.data, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, unit);
        status = pd_sql_finish(ctx, store, &bind);
    }
    pd_sql_end(&bind);
    pd_buffer_release(&sql);
    return status;
}

/* The table as declared, without rows of the unit. */
static pdot_status settle_table(pdot_ctx *ctx, pd_store *store, const pd_table *table, const char *unit)
{
    char signature[PD_DIGEST_SIZE];
    bool is_stored = false;
    bool is_equal = false;
    pdot_status status = sign(ctx, table, signature);
    if (status == PDOT_OK)
        status = compare_declaration(ctx, store, table->name, signature, &is_stored, &is_equal);
    if (status != PDOT_OK)
        return status;
    if (is_equal)
        return clear_unit(ctx, store, table->name, unit);
    if (is_stored)
        status = drop_table(ctx, store, table->name);
    if (status == PDOT_OK)
        status = create_table(ctx, store, table);
    if (status == PDOT_OK)
        status = put_declaration(ctx, store, table, signature);
    return status;
}

/* --- the writer --- */

static pdot_status prepare_insert(pdot_ctx *ctx, pd_result_writer *writer)
{
    const pd_table *table = writer->table;
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "INSERT INTO ");
    pd_sql_identifier(&sql, table->name);
    pd_buffer_text(&sql, " (" UNIT_COLUMN);
    for (int32_t i = 0; i < table->n_columns; i++) {
        pd_buffer_text(&sql, ", ");
        pd_sql_identifier(&sql, table->columns[i].name);
    }
    pd_buffer_text(&sql, pd_table_has_own_geometry(table) ? ", geom) VALUES (?, ?" : ") VALUES (?");
    for (int32_t i = 0; i < table->n_columns; i++)
        pd_buffer_text(&sql, ", ?");
    pd_buffer_byte(&sql, ')');
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, writer->store, sql.data, &writer->insert);
    pd_buffer_release(&sql);
    return status;
}

pdot_status pd_result_begin(pdot_ctx *ctx, pd_store *store, const pd_table *table, const char *unit,
                            pd_result_writer **out)
{
    PD_ASSERT(store->is_in_transaction);
    *out = NULL;
    pd_result_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->store = store;
    writer->table = table;
    writer->unit = pd_strdup(ctx, unit);
    pdot_status status = writer->unit != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = settle_table(ctx, store, table, unit);
    if (status == PDOT_OK)
        status = prepare_insert(ctx, writer);
    if (status != PDOT_OK) {
        pd_result_abandon(writer);
        return status;
    }
    *out = writer;
    return PDOT_OK;
}

static void bind_value(pd_bind *bind, const pd_column *column, pd_value value)
{
    PD_ASSERT(value.kind != PD_VALUE_TEXT || column->type == PD_TYPE_TEXT);
    PD_ASSERT(value.kind != PD_VALUE_REAL || column->type == PD_TYPE_REAL);
    PD_ASSERT(value.kind != PD_VALUE_INTEGER || column->type != PD_TYPE_TEXT);
    switch (value.kind) {
    case PD_VALUE_NULL:
        pd_bind_null(bind);
        return;
    case PD_VALUE_TEXT:
        pd_bind_text(bind, value.as.text);
        return;
    case PD_VALUE_INTEGER:
        pd_bind_integer(bind, value.as.integer);
        return;
    case PD_VALUE_REAL:
        pd_bind_real(bind, value.as.real);
        return;
    }
}

/* The row's key as text, for a message. */
static pdot_status fail_on_key(pdot_ctx *ctx, const pd_table *table, const pd_row *row)
{
    pd_buffer key;
    pd_buffer_init(ctx, &key);
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!table->columns[i].is_key)
            continue;
        if (key.size > 0)
            pd_buffer_byte(&key, '/');
        pd_value_text(&table->columns[i], row->values[i], &key);
    }
    const pdot_status status = pd_fail(
        ctx, PDOT_INTERNAL, "Table %s: a row's key is empty or there twice: %s.", table->name, key.data);
    pd_buffer_release(&key);
    return status;
}

pdot_status pd_result_put(pdot_ctx *ctx, pd_result_writer *writer, const pd_row *row)
{
    const pd_table *table = writer->table;
    pd_bind *bind = &writer->insert;
    pdot_status status = PDOT_OK;
    pd_bytes blob = {0};
    if (row->wkb.size > 0) {
        PD_ASSERT(pd_table_has_own_geometry(table));
        status = pd_spatial_blob(ctx, writer->store, row->wkb, &blob);
    }
    if (status != PDOT_OK)
        return status;
    bind->next = 1;
    pd_bind_text(bind, writer->unit);
    for (int32_t i = 0; i < table->n_columns; i++)
        bind_value(bind, &table->columns[i], row->values[i]);
    if (blob.size > 0)
        pd_bind_blob(bind, blob);
    else if (pd_table_has_own_geometry(table))
        pd_bind_null(bind);
    if (bind->code != SQLITE_OK)
        return pd_sql_fail(ctx, writer->store, bind->code);
    const int code = sqlite3_step(bind->statement);
    sqlite3_reset(bind->statement);
    if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY ||
        code == SQLITE_CONSTRAINT_NOTNULL)
        return fail_on_key(ctx, table, row);
    return code == SQLITE_DONE ? PDOT_OK : pd_sql_fail(ctx, writer->store, code);
}

void pd_result_abandon(pd_result_writer *writer)
{
    if (writer == NULL)
        return;
    pd_sql_end(&writer->insert);
    pd_free(writer->unit);
    pd_free(writer);
}

pdot_status pd_result_end(pdot_ctx *ctx, pd_result_writer **writer)
{
    (void)ctx;
    pd_result_abandon(*writer);
    *writer = NULL;
    return PDOT_OK;
}

pdot_status pd_result_clear(pdot_ctx *ctx, pd_store *store, const pd_table *table, const char *unit)
{
    bool is_stored = false;
    bool is_equal = false;
    pdot_status status = compare_declaration(ctx, store, table->name, "", &is_stored, &is_equal);
    if (status == PDOT_OK && is_stored)
        status = clear_unit(ctx, store, table->name, unit);
    return status;
}
