/* The few SQLite calls of the GeoPackage writer. */
#include "export/gpkg/patch.h"

#include <sqlite3.h>
#include <string.h>

static void check(pd_patch *patch, int code)
{
    if (code == SQLITE_OK || code == SQLITE_DONE || patch->status != PDOT_OK)
        return;
    const pd_place place = {.file = patch->path};
    patch->status =
        pd_fail_at(patch->ctx, code == SQLITE_NOMEM ? PDOT_NOMEM : PDOT_IO, &place, "cannot complete %s: %s",
                   patch->path, patch->db != NULL ? sqlite3_errmsg(patch->db) : "out of memory");
}

pdot_status pd_patch_open(pdot_ctx *ctx, const char *path, pd_patch *patch)
{
    sqlite3 *db = NULL;
    *patch = (pd_patch){.ctx = ctx, .path = path};
    const int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    patch->db = db;
    check(patch, code);
    pd_patch_run(patch, "BEGIN IMMEDIATE");
    if (patch->status != PDOT_OK)
        return pd_patch_close(patch);
    return PDOT_OK;
}

void pd_patch_run(pd_patch *patch, const char *statements)
{
    if (patch->status == PDOT_OK)
        check(patch, sqlite3_exec(patch->db, statements, NULL, NULL, NULL));
}

void pd_patch_put(pd_patch *patch, const char *statement, int n, const char *const *texts)
{
    sqlite3_stmt *prepared = NULL;
    if (patch->status != PDOT_OK)
        return;
    check(patch, sqlite3_prepare_v2(patch->db, statement, -1, &prepared, NULL));
    for (int i = 0; patch->status == PDOT_OK && i < n; i++)
        check(patch, sqlite3_bind_text(prepared, i + 1, texts[i], -1, SQLITE_STATIC));
    if (patch->status == PDOT_OK)
        check(patch, sqlite3_step(prepared));
    (void)sqlite3_finalize(prepared);
}

pdot_status pd_patch_close(pd_patch *patch)
{
    pd_patch_run(patch, "COMMIT");
    if (patch->db != NULL && sqlite3_close(patch->db) != SQLITE_OK && patch->status == PDOT_OK)
        patch->status = pd_fail(patch->ctx, PDOT_INTERNAL, "%s was left open", patch->path);
    patch->db = NULL;
    return patch->status;
}
