/* The few SQLite calls of the GeoPackage writer. */
#include "export/sql.h"

#include <sqlite3.h>
#include <string.h>

static void check(pd_sql *sql, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || sql->status != PDOT_OK)
        return;
    const pd_place place = {.file = sql->path};
    sql->status =
        pd_fail_at(sql->ctx, code == SQLITE_NOMEM ? PDOT_NOMEM : PDOT_IO, &place, "cannot complete %s: %s",
                   sql->path, sql->db != NULL ? sqlite3_errmsg(sql->db) : "out of memory");
}

pdot_status pd_sql_open(pdot_ctx *ctx, const char *path, pd_sql *sql)
{
    sqlite3 *db = NULL;
    *sql = (pd_sql){.ctx = ctx, .path = path};
    const int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    sql->db = db;
    check(sql, code);
    pd_sql_run(sql, "BEGIN IMMEDIATE");
    if (sql->status != PDOT_OK)
        return pd_sql_close(sql);
    return PDOT_OK;
}

void pd_sql_run(pd_sql *sql, const char *statements)
{
    if (sql->status == PDOT_OK)
        check(sql, sqlite3_exec(sql->db, statements, NULL, NULL, NULL));
}

void pd_sql_put(pd_sql *sql, const char *statement, int n, const char *const *texts)
{
    sqlite3_stmt *prepared = NULL;
    if (sql->status != PDOT_OK)
        return;
    check(sql, sqlite3_prepare_v2(sql->db, statement, -1, &prepared, NULL));
    for (int i = 0; sql->status == PDOT_OK && i < n; i++)
        check(sql, sqlite3_bind_text(prepared, i + 1, texts[i], -1, SQLITE_STATIC));
    if (sql->status == PDOT_OK)
        check(sql, sqlite3_step(prepared));
    (void)sqlite3_finalize(prepared);
}

pdot_status pd_sql_close(pd_sql *sql)
{
    pd_sql_run(sql, "COMMIT");
    if (sql->db != NULL && sqlite3_close(sql->db) != SQLITE_OK && sql->status == PDOT_OK)
        sql->status = pd_fail(sql->ctx, PDOT_INTERNAL, "%s was left open", sql->path);
    sql->db = NULL;
    return sql->status;
}
