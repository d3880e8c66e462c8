/* Statements, binding, and the translation of SQLite's codes. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"

pdot_status pd_sql_fail(pdot_ctx *ctx, const pd_store *store, int code)
{
    const pd_place place = {.file = store->path};
    switch (code & 0xff) {
    case SQLITE_NOMEM:
        return pd_fail_at(ctx, PDOT_NOMEM, &place, "Memory ran out.");
    case SQLITE_INTERRUPT:
        return pd_fail(ctx, PDOT_CANCELLED, "Stopped on request; nothing of this stage was kept.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return pd_fail_at(ctx, PDOT_STORE, &place,
                          "The store %s is in use by another program; wait for it to end, or close it.",
                          store->path);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
        return pd_fail_at(ctx, PDOT_STORE, &place,
                          "The store %s is damaged; delete it and run again: it is rebuilt from the sources.",
                          store->path);
    case SQLITE_FULL:
        return pd_fail_at(ctx, PDOT_IO, &place, "No space is left on the disk for the store %s.",
                          store->path);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return pd_fail_at(ctx, PDOT_IO, &place, "The store %s may not be written.", store->path);
    case SQLITE_CANTOPEN:
        return pd_fail_at(ctx, PDOT_IO, &place, "The store %s cannot be opened.", store->path);
    case SQLITE_IOERR:
        return pd_fail_at(ctx, PDOT_IO, &place, "Reading or writing the store %s failed: %s.", store->path,
                          sqlite3_errmsg(store->db));
    case SQLITE_TOOBIG:
        return pd_fail_at(ctx, PDOT_LIMIT, &place, "A text or geometry is too large for the store.");
    default:
        return pd_fail_at(ctx, PDOT_INTERNAL, &place, "The store answered: %s.", sqlite3_errmsg(store->db));
    }
}

pdot_status pd_sql_prepare(pdot_ctx *ctx, pd_store *store, const char *sql, pd_bind *out)
{
    *out = (pd_bind){.next = 1};
    const int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &out->statement, NULL);
    return code == SQLITE_OK ? PDOT_OK : pd_sql_fail(ctx, store, code);
}

pdot_status pd_sql_start(pdot_ctx *ctx, pd_store *store, pd_sql which, pd_bind *out)
{
    *out = (pd_bind){.statement = store->statements[which], .next = 1};
    if (out->statement != NULL) {
        sqlite3_reset(out->statement);
        return PDOT_OK;
    }
    const pdot_status status = pd_sql_prepare(ctx, store, pd_sql_text[which], out);
    store->statements[which] = out->statement;
    return status;
}

void pd_sql_end(pd_bind *bind)
{
    sqlite3_finalize(bind->statement);
    *bind = (pd_bind){0};
}

static void note_bind(pd_bind *bind, int code)
{
    if (bind->code == SQLITE_OK)
        bind->code = code;
    bind->next++;
}

void pd_bind_text(pd_bind *bind, const char *text)
{
    note_bind(bind,
              sqlite3_bind_text(bind->statement, bind->next, text != NULL ? text : "", -1, SQLITE_STATIC));
}

void pd_bind_text_or_null(pd_bind *bind, const char *text)
{
    note_bind(bind, sqlite3_bind_text(bind->statement, bind->next, text, -1, SQLITE_STATIC));
}

void pd_bind_integer(pd_bind *bind, int64_t value)
{
    note_bind(bind, sqlite3_bind_int64(bind->statement, bind->next, value));
}

void pd_bind_real(pd_bind *bind, double value)
{
    note_bind(bind, sqlite3_bind_double(bind->statement, bind->next, value));
}

void pd_bind_null(pd_bind *bind)
{
    note_bind(bind, sqlite3_bind_null(bind->statement, bind->next));
}

void pd_bind_blob(pd_bind *bind, pd_bytes bytes)
{
    note_bind(bind, sqlite3_bind_blob64(bind->statement, bind->next, bytes.data, bytes.size, SQLITE_STATIC));
}

pdot_status pd_sql_step(pdot_ctx *ctx, pd_store *store, pd_bind *bind, bool *has_row)
{
    *has_row = false;
    const int code = bind->code != SQLITE_OK ? bind->code : sqlite3_step(bind->statement);
    if (code == SQLITE_ROW) {
        *has_row = true;
        return PDOT_OK;
    }
    const pdot_status status = code == SQLITE_DONE ? PDOT_OK : pd_sql_fail(ctx, store, code);
    sqlite3_reset(bind->statement);
    return status;
}

pdot_status pd_sql_finish(pdot_ctx *ctx, pd_store *store, pd_bind *bind)
{
    bool has_row = false;
    const pdot_status status = pd_sql_step(ctx, store, bind, &has_row);
    PD_ASSERT(!has_row);
    return status;
}

void pd_sql_reset(pd_bind *bind)
{
    sqlite3_reset(bind->statement);
}

pdot_status pd_sql_run(pdot_ctx *ctx, pd_store *store, const char *sql)
{
    const int code = sqlite3_exec(store->db, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? PDOT_OK : pd_sql_fail(ctx, store, code);
}

pdot_status pd_sql_integer(pdot_ctx *ctx, pd_store *store, const char *sql, int64_t *out)
{
    pd_bind bind;
    pdot_status status = pd_sql_prepare(ctx, store, sql, &bind);
    bool has_row = false;
    if (status == PDOT_OK)
        status = pd_sql_step(ctx, store, &bind, &has_row);
    if (status == PDOT_OK)
        *out = has_row ? sqlite3_column_int64(bind.statement, 0) : 0;
    pd_sql_end(&bind);
    return status;
}

const char *pd_column_text(const pd_bind *bind, int column)
{
    const unsigned char *text = sqlite3_column_text(bind->statement, column);
    return text != NULL ? (const char *)text : "";
}

const char *pd_column_copy(pdot_ctx *ctx, pd_arena *arena, const pd_bind *bind, int column)
{
    return pd_arena_strdup(ctx, arena, pd_column_text(bind, column));
}

pd_bytes pd_column_blob(const pd_bind *bind, int column)
{
    const void *data = sqlite3_column_blob(bind->statement, column);
    return (pd_bytes){data, (size_t)sqlite3_column_bytes(bind->statement, column)};
}

void pd_sql_identifier(struct pd_buffer *sql, const char *name)
{
    pd_buffer_byte(sql, '"');
    for (; *name != '\0'; name++) {
        if (*name == '"')
            pd_buffer_byte(sql, '"');
        pd_buffer_byte(sql, *name);
    }
    pd_buffer_byte(sql, '"');
}
