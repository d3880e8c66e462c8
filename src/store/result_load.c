/* Result tables, read in the order of their key, with the declaration they were stored with. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"

struct pd_result_reader {
    pd_store *store;
    pd_arena arena; /* of the declaration */
    pd_table table;
    pd_bind rows;
    bool with_shapes;
    pd_value *values;
    pd_byte_vector wkb;
    pd_row row;
};

void pd_result_close(pd_result_reader *reader)
{
    if (reader == NULL)
        return;
    pd_sql_end(&reader->rows);
    pd_free(reader->values);
    pd_byte_vector_release(&reader->wkb);
    pd_arena_release(&reader->arena);
    pd_free(reader);
}

const pd_table *pd_result_table(const pd_result_reader *reader)
{
    return &reader->table;
}

static pdot_status load_table(pdot_ctx *ctx, pd_store *store, const char *name, pd_result_reader *reader)
{
    pd_bind bind;
    bool has_row = false;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_FIND, &bind);
    if (status != PDOT_OK)
        return status;
    pd_bind_text(&bind, name);
    status = pd_sql_step(ctx, store, &bind, &has_row);
    if (status == PDOT_OK && !has_row)
        return pd_fail(ctx, PDOT_NOTFOUND, "There is no stored result %s.", name);
    if (status == PDOT_OK) {
        pd_table *table = &reader->table;
        table->name = pd_arena_strdup(ctx, &reader->arena, name);
        table->title_es = pd_column_copy(ctx, &reader->arena, &bind, 1);
        table->title_en = pd_column_copy(ctx, &reader->arena, &bind, 2);
        table->about_es = pd_column_copy(ctx, &reader->arena, &bind, 3);
        table->geometry = (pd_geometry_type)sqlite3_column_int(bind.statement, 4);
        table->group = pd_column_copy(ctx, &reader->arena, &bind, 5);
        table->is_of_territories = sqlite3_column_int(bind.statement, 6) != 0;
        if (table->name == NULL || table->title_es == NULL || table->title_en == NULL ||
            table->about_es == NULL || table->group == NULL)
            status = PDOT_NOMEM;
    }
    pd_sql_reset(&bind);
    return status;
}

static pdot_status read_column(pdot_ctx *ctx, pd_arena *arena, const pd_bind *bind, pd_column *to)
{
    *to = (pd_column){.name = pd_column_copy(ctx, arena, bind, 0),
                      .type = (pd_type)sqlite3_column_int(bind->statement, 1),
                      .unit = pd_column_copy(ctx, arena, bind, 2),
                      .decimals = sqlite3_column_int(bind->statement, 3),
                      .title_es = pd_column_copy(ctx, arena, bind, 4),
                      .title_en = pd_column_copy(ctx, arena, bind, 5),
                      .about_es = pd_column_copy(ctx, arena, bind, 6),
                      .domain = pd_column_copy(ctx, arena, bind, 7),
                      .is_key = sqlite3_column_int(bind->statement, 8) != 0};
    const bool is_whole = to->name != NULL && to->unit != NULL && to->title_es != NULL &&
                          to->title_en != NULL && to->about_es != NULL && to->domain != NULL;
    return is_whole ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status load_columns(pdot_ctx *ctx, pd_store *store, pd_result_reader *reader)
{
    pd_bind bind;
    bool has_row = true;
    pd_column *columns = NULL;
    size_t capacity = 0;
    size_t count = 0;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_COLUMN_LOAD, &bind);
    if (status == PDOT_OK)
        pd_bind_text(&bind, reader->table.name);
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status != PDOT_OK || !has_row)
            break;
        if (pd_grow(ctx, (void **)&columns, &capacity, count + 1, sizeof *columns))
            status = read_column(ctx, &reader->arena, &bind, &columns[count++]);
        else
            status = PDOT_NOMEM;
    }
    pd_column *kept = status == PDOT_OK ? pd_arena_alloc(ctx, &reader->arena, count * sizeof *kept) : NULL;
    if (kept != NULL && columns != NULL) {
        memcpy(kept, columns, count * sizeof *kept);
        reader->table.columns = kept;
        reader->table.n_columns = (int32_t)count;
        reader->values = pd_alloc_array(ctx, count, sizeof *reader->values);
    }
    if (status == PDOT_OK && reader->values == NULL)
        status = PDOT_NOMEM;
    pd_free(columns);
    return status;
}

static pdot_status prepare_rows(pdot_ctx *ctx, pd_store *store, pd_result_reader *reader)
{
    const pd_table *table = &reader->table;
    const char *before = " ORDER BY ";
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "SELECT ");
    for (int32_t i = 0; i < table->n_columns; i++) {
        pd_buffer_text(&sql, i > 0 ? ", " : "");
        pd_sql_identifier(&sql, table->columns[i].name);
    }
    if (reader->with_shapes)
        pd_buffer_text(&sql, table->is_of_territories ? ", (SELECT geom FROM territory WHERE code = codigo)"
                                                      : ", geom");
    pd_buffer_text(&sql, " FROM ");
    pd_sql_identifier(&sql, table->name);
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!table->columns[i].is_key)
            continue;
        pd_buffer_text(&sql, before);
        pd_sql_identifier(&sql, table->columns[i].name);
        before = ", ";
    }
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, store, sql.data, &reader->rows);
    pd_buffer_release(&sql);
    return status;
}

static pdot_status open_reader(pdot_ctx *ctx, pd_store *store, const char *table, bool with_shapes,
                               pd_result_reader **out)
{
    *out = NULL;
    pd_result_reader *reader = pd_alloc(ctx, sizeof *reader);
    if (reader == NULL)
        return PDOT_NOMEM;
    reader->store = store;
    pdot_status status = load_table(ctx, store, table, reader);
    if (status == PDOT_OK)
        status = load_columns(ctx, store, reader);
    reader->with_shapes = with_shapes && reader->table.geometry != PD_GEOM_NONE;
    if (status == PDOT_OK)
        status = prepare_rows(ctx, store, reader);
    if (status != PDOT_OK) {
        pd_result_close(reader);
        return status;
    }
    *out = reader;
    return PDOT_OK;
}

pdot_status pd_result_open(pdot_ctx *ctx, pd_store *store, const char *table, pd_result_reader **out)
{
    return open_reader(ctx, store, table, false, out);
}

pdot_status pd_result_open_shapes(pdot_ctx *ctx, pd_store *store, const char *table, pd_result_reader **out)
{
    return open_reader(ctx, store, table, true, out);
}

static pd_value read_value(const pd_result_reader *reader, int32_t column)
{
    sqlite3_stmt *statement = reader->rows.statement;
    if (sqlite3_column_type(statement, column) == SQLITE_NULL)
        return pd_null();
    switch (reader->table.columns[column].type) {
    case PD_TYPE_TEXT:
        return pd_text((const char *)sqlite3_column_text(statement, column));
    case PD_TYPE_REAL:
        return pd_real(sqlite3_column_double(statement, column));
    default:
        return pd_integer(sqlite3_column_int64(statement, column));
    }
}

pdot_status pd_result_next(pdot_ctx *ctx, pd_result_reader *reader, const pd_row **row)
{
    bool has_row = false;
    *row = NULL;
    pdot_status status = pd_sql_step(ctx, reader->store, &reader->rows, &has_row);
    if (status != PDOT_OK || !has_row)
        return status;
    const int32_t count = reader->table.n_columns;
    for (int32_t i = 0; i < count; i++)
        reader->values[i] = read_value(reader, i);
    reader->wkb.size = 0;
    if (reader->with_shapes && sqlite3_column_type(reader->rows.statement, count) != SQLITE_NULL)
        status = pd_wkb_from_blob(ctx, pd_column_blob(&reader->rows, count), &reader->wkb);
    if (status != PDOT_OK)
        return status;
    reader->row = (pd_row){reader->values, {reader->wkb.data, reader->wkb.size}};
    *row = &reader->row;
    return PDOT_OK;
}

pdot_status pd_result_count(pdot_ctx *ctx, pd_store *store, const char *table, int64_t *out)
{
    pd_bind bind;
    bool has_row = false;
    *out = 0;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RESULT_FIND, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, table);
        status = pd_sql_step(ctx, store, &bind, &has_row);
        pd_sql_reset(&bind);
    }
    if (status != PDOT_OK || !has_row)
        return status;
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_text(&sql, "SELECT count(*) FROM ");
    pd_sql_identifier(&sql, table);
    status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_integer(ctx, store, sql.data, out);
    pd_buffer_release(&sql);
    return status;
}

pdot_status pd_result_each(pdot_ctx *ctx, pd_store *store, const char *table, pd_result_fn each, void *user)
{
    pd_result_reader *reader = NULL;
    int64_t n = 0;
    pdot_status status = pd_result_count(ctx, store, table, &n);
    if (status != PDOT_OK || n == 0)
        return status;
    status = pd_result_open(ctx, store, table, &reader);
    while (status == PDOT_OK) {
        const pd_row *row = NULL;
        status = pd_result_next(ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = each(user, pd_result_table(reader), row);
    }
    pd_result_close(reader);
    return status;
}
