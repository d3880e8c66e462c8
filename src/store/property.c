/* Properties, units of work and digests of files. */
#include "store/sql.h"

#include <string.h>

#include "base/buffer.h"

/* The first column of the first row as text, or NULL. */
static pdot_status load_text(pdot_ctx *ctx, pd_store *store, pd_bind *bind, char **out)
{
    bool has_row = false;
    pdot_status status = pd_sql_step(ctx, store, bind, &has_row);
    if (status == PDOT_OK && has_row) {
        *out = pd_strdup(ctx, pd_column_text(bind, 0));
        if (*out == NULL)
            status = PDOT_NOMEM;
    }
    pd_sql_reset(bind);
    return status;
}

static pdot_status put_pair(pdot_ctx *ctx, pd_store *store, pd_sql which, const char *key, const char *value)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, which, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, key);
        pd_bind_text(&bind, value);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

static pdot_status load_one(pdot_ctx *ctx, pd_store *store, pd_sql which, const char *key, char **out)
{
    pd_bind bind;
    *out = NULL;
    pdot_status status = pd_sql_start(ctx, store, which, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, key);
        status = load_text(ctx, store, &bind, out);
    }
    return status;
}

pdot_status pd_store_property_put(pdot_ctx *ctx, pd_store *store, const char *key, const char *value)
{
    return put_pair(ctx, store, PD_SQL_PROPERTY_PUT, key, value);
}

pdot_status pd_store_property_load(pdot_ctx *ctx, pd_store *store, const char *key, char **out)
{
    return load_one(ctx, store, PD_SQL_PROPERTY_LOAD, key, out);
}

pdot_status pd_store_unit_put(pdot_ctx *ctx, pd_store *store, const char *unit, const char *digest)
{
    return put_pair(ctx, store, PD_SQL_UNIT_PUT, unit, digest);
}

pdot_status pd_store_unit_load(pdot_ctx *ctx, pd_store *store, const char *unit, char **digest)
{
    return load_one(ctx, store, PD_SQL_UNIT_LOAD, unit, digest);
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

pdot_status pd_store_unit_remove(pdot_ctx *ctx, pd_store *store, const char *unit)
{
    return run_with_name(ctx, store, PD_SQL_UNIT_REMOVE, unit);
}

pdot_status pd_store_unit_delete(pdot_ctx *ctx, pd_store *store, const char *prefix)
{
    return run_with_name(ctx, store, PD_SQL_UNIT_DELETE, prefix);
}

pdot_status pd_store_unit_list(pdot_ctx *ctx, pd_store *store, const char *prefix, char **block,
                               size_t *count)
{
    pd_bind bind;
    pd_buffer names;
    bool has_row = true;
    size_t found = 0;
    *block = NULL;
    pd_buffer_init(ctx, &names);
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_UNIT_LIST, &bind);
    if (status == PDOT_OK)
        pd_bind_text(&bind, prefix);
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status == PDOT_OK && has_row) {
            const char *name = pd_column_text(&bind, 0);
            pd_buffer_add(&names, name, strlen(name) + 1);
            found++;
        }
    }
    if (status == PDOT_OK)
        status = pd_buffer_status(&names);
    if (status == PDOT_OK) {
        *block = pd_buffer_take(&names);
        *count = found;
    }
    pd_buffer_release(&names);
    return status;
}

pdot_status pd_store_file_load(pdot_ctx *ctx, pd_store *store, const char *path, uint64_t size,
                               int64_t mtime_ns, char **digest)
{
    pd_bind bind;
    *digest = NULL;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_FILE_LOAD, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, path);
        pd_bind_integer(&bind, (int64_t)size);
        pd_bind_integer(&bind, mtime_ns);
        status = load_text(ctx, store, &bind, digest);
    }
    return status;
}

pdot_status pd_store_file_put(pdot_ctx *ctx, pd_store *store, const char *path, uint64_t size,
                              int64_t mtime_ns, const char *digest)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_FILE_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, path);
        pd_bind_integer(&bind, (int64_t)size);
        pd_bind_integer(&bind, mtime_ns);
        pd_bind_text(&bind, digest);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}
