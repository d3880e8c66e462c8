/* SpatiaLite on the writing handle: metadata of a new file, geometry columns with their triggers and indexes.
 * Nothing is computed with it. */
#include "store/sql.h"

#include <spatialite.h>
#include <string.h>
#include <sys/statvfs.h>

#include "base/buffer.h"

/* Of a plan CRS that has no EPSG code, or one that SpatiaLite's own list lacks. */
#define OWN_SRID 910001

#define LEAST_ROOM_BYTES (256u * 1024) /* some pages of the store and of its journal */

pdot_status pd_spatial_attach(pdot_ctx *ctx, pd_store *store)
{
    store->spatialite = spatialite_alloc_connection();
    if (store->spatialite == NULL)
        return pd_fail(ctx, PDOT_NOMEM, "Memory ran out.");
    spatialite_init_ex(store->db, store->spatialite, 0);
    spatialite_set_silent_mode(store->spatialite);
    return PDOT_OK;
}

void pd_spatial_detach(pd_store *store)
{
    if (store->spatialite != NULL)
        spatialite_cleanup_ex(store->spatialite);
    store->spatialite = NULL;
}

int pd_spatial_srid(const pd_store_identity *identity)
{
    return identity->srid > 0 ? identity->srid : OWN_SRID;
}

/* What SQLite told SpatiaLite is lost: only that the transaction has ended by itself, or that the disk has no
 * room left, says that it could not write. */
static pdot_status refused(pdot_ctx *ctx, const pd_store *store, bool was_open, const char *sql)
{
    struct statvfs disk;
    const bool is_full =
        statvfs(store->path, &disk) == 0 && (uint64_t)disk.f_bavail * disk.f_frsize < LEAST_ROOM_BYTES;
    if (is_full || (was_open && sqlite3_get_autocommit(store->db) != 0))
        return pd_sql_fail(ctx, store, SQLITE_FULL);
    return pd_fail(ctx, PDOT_INTERNAL, "SpatiaLite refused: %s", sql);
}

/* A SpatiaLite function answers 1 when it did its work. */
static pdot_status call(pdot_ctx *ctx, pd_store *store, const char *sql)
{
    int64_t answer = 0;
    const bool was_open = sqlite3_get_autocommit(store->db) == 0;
    const pdot_status status = pd_sql_integer(ctx, store, sql, &answer);
    if (status == PDOT_OK && answer != 1)
        return refused(ctx, store, was_open, sql);
    return status;
}

static pdot_status call_buffer(pdot_ctx *ctx, pd_store *store, pd_buffer *sql)
{
    pdot_status status = pd_buffer_status(sql);
    if (status == PDOT_OK)
        status = call(ctx, store, sql->data);
    pd_buffer_release(sql);
    return status;
}

static pdot_status put_reference_system(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    int64_t is_known = 0;
    if (identity->srid > 0) {
        pd_buffer sql;
        pd_buffer_init(ctx, &sql);
        pd_buffer_format(&sql, "SELECT InsertEpsgSrid(%d)", identity->srid);
        pdot_status status = pd_buffer_status(&sql);
        if (status == PDOT_OK)
            status = pd_sql_integer(ctx, store, sql.data, &is_known);
        pd_buffer_release(&sql);
        if (status != PDOT_OK)
            return status;
    }
    if (is_known == 1)
        return PDOT_OK;
    pd_bind bind;
    pdot_status status = pd_sql_prepare(
        ctx, store,
        "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, ref_sys_name, proj4text, srtext) "
        "VALUES (?1, ?2, ?1, ?3, '', ?4)",
        &bind);
    if (status == PDOT_OK) {
        pd_bind_integer(&bind, pd_spatial_srid(identity));
        pd_bind_text(&bind, identity->srid > 0 ? "epsg" : "pdot");
        pd_bind_text(&bind, identity->crs);
        pd_bind_text(&bind, identity->crs_wkt);
        status = pd_sql_finish(ctx, store, &bind);
    }
    pd_sql_end(&bind);
    return status;
}

/* The tables of geometry columns and reference systems. Those of coverages, styles, networks and topologies
 * (InitSpatialMetaDataFull) would stand empty, and every handle would read their two hundred definitions. */
pdot_status pd_spatial_init(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    pdot_status status = call(ctx, store, "SELECT InitSpatialMetaData(0, 'NONE')");
    if (status == PDOT_OK)
        status = put_reference_system(ctx, store, identity);
    return status;
}

pdot_status pd_spatial_add(pdot_ctx *ctx, pd_store *store, const char *table, const char *type,
                           bool with_index)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "SELECT AddGeometryColumn('%s', 'geom', %d, '%s', 'XY')", table, store->srid,
                     type);
    pdot_status status = call_buffer(ctx, store, &sql);
    if (status != PDOT_OK || !with_index)
        return status;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "SELECT CreateSpatialIndex('%s', 'geom')", table);
    return call_buffer(ctx, store, &sql);
}

pdot_status pd_spatial_drop(pdot_ctx *ctx, pd_store *store, const char *table)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "SELECT DropTable(NULL, '%s')", table);
    return call_buffer(ctx, store, &sql);
}

pdot_status pd_spatial_blob(pdot_ctx *ctx, pd_store *store, pd_bytes wkb, pd_bytes *out)
{
    store->blob.size = 0;
    const pdot_status status = pd_blob_from_wkb(ctx, wkb, store->srid, &store->blob);
    if (status == PDOT_OK)
        *out = (pd_bytes){store->blob.data, store->blob.size};
    return status;
}
