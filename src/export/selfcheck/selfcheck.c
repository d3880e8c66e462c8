/* Reopening the delivery. */
#include "export/selfcheck/selfcheck.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>
#include <gdal.h>
#include <jansson.h>
#include <ogr_api.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "export/file.h"
#include "export/selfcheck/xml.h"

static pdot_status unsound(pdot_ctx *ctx, const char *file, const char *what, const char *name)
{
    const pd_place place = {.file = file};
    return pd_fail_at(ctx, PDOT_INTERNAL, &place, "the delivery is not sound: %s: %s \"%s\"", file,
                      pd_translate(ctx, what), name);
}

/* folder/name.ext, ended by pd_free. */
static char *delivery_path(pdot_ctx *ctx, const pd_delivery *delivery, const char *name, const char *ending)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/%s%s", delivery->folder, name, ending);
    char *text = pd_buffer_take(&path);
    pd_buffer_release(&path);
    return text;
}

/* ---- GeoPackage: tables */

static pdot_status know_table(pdot_ctx *ctx, pd_arena *arena, OGRLayerH layer, pd_known_table *out)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    const int n = OGR_FD_GetFieldCount(definition);
    out->name = pd_arena_strdup(ctx, arena, OGR_L_GetName(layer));
    out->columns = pd_arena_alloc(ctx, arena, ((size_t)n + 1) * sizeof *out->columns);
    if (out->name == NULL || out->columns == NULL)
        return PDOT_NOMEM;
    for (int i = 0; i < n; i++) {
        const char *name = OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i));
        out->columns[out->n_columns] = pd_arena_strdup(ctx, arena, name);
        if (out->columns[out->n_columns++] == NULL)
            return PDOT_NOMEM;
    }
    return PDOT_OK;
}

static pdot_status check_layer(pdot_ctx *ctx, const char *file, GDALDatasetH dataset,
                               const pd_selfcheck_table *table, pd_arena *arena, pd_known_table *known)
{
    OGRLayerH layer = GDALDatasetGetLayerByName(dataset, table->name);
    if (layer == NULL)
        return unsound(ctx, file, N_("there is no table"), table->name);
    if (OGR_L_GetFeatureCount(layer, TRUE) != table->n_rows)
        return unsound(ctx, file, N_("rows are missing from"), table->name);
    if (table->geometry != PD_GEOM_NONE && OGR_L_GetSpatialRef(layer) == NULL)
        return unsound(ctx, file, N_("there is no CRS for"), table->name);
    return know_table(ctx, arena, layer, known);
}

static pdot_status check_tables(pdot_ctx *ctx, const char *file, const pd_selfcheck_table *tables, size_t n,
                                pd_arena *arena, pd_known_table *known)
{
    static const char *const DRIVERS[] = {"GPKG", NULL};
    CPLPushErrorHandler(CPLQuietErrorHandler);
    GDALDatasetH dataset = GDALOpenEx(file, GDAL_OF_VECTOR | GDAL_OF_READONLY, DRIVERS, NULL, NULL);
    pdot_status status =
        dataset != NULL ? PDOT_OK : unsound(ctx, file, N_("cannot be opened:"), CPLGetLastErrorMsg());
    for (size_t i = 0; status == PDOT_OK && i < n; i++)
        status = check_layer(ctx, file, dataset, &tables[i], arena, &known[i]);
    if (dataset != NULL)
        (void)GDALClose(dataset);
    CPLPopErrorHandler();
    return status;
}

/* ---- GeoPackage: styles and project */

static pdot_status check_style_row(pdot_ctx *ctx, sqlite3_stmt *row, const pd_known *known)
{
    const char *table = (const char *)sqlite3_column_text(row, 0);
    const char *qml = (const char *)sqlite3_column_text(row, 1);
    const pd_known_table *of = table != NULL ? pd_known_find(known, table, strlen(table)) : NULL;
    if (of == NULL || qml == NULL)
        return unsound(ctx, "layer_styles", N_("a style has no table:"), table != NULL ? table : "");
    return pd_check_qml(ctx, table, qml, strlen(qml), of);
}

static pdot_status check_styles(pdot_ctx *ctx, const char *file, sqlite3 *db, const pd_known *known)
{
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(db, "SELECT f_table_name, styleQML FROM layer_styles ORDER BY id", -1, &row,
                           NULL) != SQLITE_OK)
        return unsound(ctx, file, N_("styles cannot be read:"), sqlite3_errmsg(db));
    pdot_status status = PDOT_OK;
    while (status == PDOT_OK && sqlite3_step(row) == SQLITE_ROW)
        status = check_style_row(ctx, row, known);
    (void)sqlite3_finalize(row);
    return status;
}

/* A default style for every layer with a geometry. */
static pdot_status check_defaults(pdot_ctx *ctx, const char *file, sqlite3 *db)
{
    sqlite3_stmt *row = NULL;
    if (sqlite3_prepare_v2(
            db,
            "SELECT table_name FROM gpkg_geometry_columns WHERE table_name NOT IN (SELECT f_table_name "
            "FROM layer_styles WHERE useAsDefault = 1 AND f_geometry_column = column_name) ORDER BY 1",
            -1, &row, NULL) != SQLITE_OK)
        return unsound(ctx, file, N_("layers cannot be read:"), sqlite3_errmsg(db));
    pdot_status status = PDOT_OK;
    if (sqlite3_step(row) == SQLITE_ROW)
        status = unsound(ctx, file, N_("there is no default style for"),
                         (const char *)sqlite3_column_text(row, 0));
    (void)sqlite3_finalize(row);
    return status;
}

/* The project inside the file is the one beside it, byte for byte. */
static pdot_status check_embedded(pdot_ctx *ctx, const char *file, sqlite3 *db, const char *archive)
{
    sqlite3_stmt *row = NULL;
    vsi_l_offset size = 0;
    GByte *bytes = NULL;
    if (VSIIngestFile(NULL, archive, &bytes, &size, -1) != TRUE)
        return unsound(ctx, archive, N_("cannot be read"), "");
    if (sqlite3_prepare_v2(db, "SELECT 1 FROM qgis_projects WHERE content = lower(hex(?1))", -1, &row,
                           NULL) != SQLITE_OK) {
        VSIFree(bytes);
        return unsound(ctx, file, N_("the project cannot be read:"), sqlite3_errmsg(db));
    }
    (void)sqlite3_bind_blob(row, 1, bytes, (int)size, SQLITE_STATIC);
    const pdot_status status = sqlite3_step(row) == SQLITE_ROW
                                   ? PDOT_OK
                                   : unsound(ctx, file, N_("the project is not that of"), archive);
    (void)sqlite3_finalize(row);
    VSIFree(bytes);
    return status;
}

static pdot_status check_database(pdot_ctx *ctx, const char *file, const char *archive, const pd_known *known)
{
    sqlite3 *db = NULL;
    pdot_status status = PDOT_OK;
    if (sqlite3_open_v2(file, &db, SQLITE_OPEN_READONLY, NULL) != SQLITE_OK)
        status = unsound(ctx, file, N_("cannot be opened:"), db != NULL ? sqlite3_errmsg(db) : "");
    if (status == PDOT_OK)
        status = check_styles(ctx, file, db, known);
    if (status == PDOT_OK)
        status = check_defaults(ctx, file, db);
    if (status == PDOT_OK)
        status = check_embedded(ctx, file, db, archive);
    (void)sqlite3_close(db);
    return status;
}

static pdot_status check_project(pdot_ctx *ctx, const pd_delivery *delivery, const char *archive,
                                 const pd_known *known)
{
    pd_buffer member;
    vsi_l_offset size = 0;
    GByte *bytes = NULL;
    pd_buffer_init(ctx, &member);
    pd_buffer_format(&member, "/vsizip/{%s}/%s.qgs", archive, delivery->name);
    pdot_status status = pd_buffer_status(&member);
    if (status == PDOT_OK && VSIIngestFile(NULL, member.data, &bytes, &size, -1) != TRUE)
        status = unsound(ctx, archive, N_("cannot be unpacked"), "");
    if (status == PDOT_OK)
        status = pd_check_qgs(ctx, archive, (const char *)bytes, (size_t)size, known);
    VSIFree(bytes);
    pd_buffer_release(&member);
    return status;
}

pdot_status pd_selfcheck_gpkg(pdot_ctx *ctx, const pd_delivery *delivery, const pd_selfcheck_table *tables,
                              size_t n_tables)
{
    pd_arena arena = {0};
    char *file = delivery_path(ctx, delivery, delivery->name, ".gpkg");
    char *archive = delivery_path(ctx, delivery, delivery->name, ".qgz");
    pd_known_table *list = pd_arena_alloc(ctx, &arena, (n_tables + 1) * sizeof *list);
    pdot_status status = file != NULL && archive != NULL && list != NULL ? PDOT_OK : PDOT_NOMEM;
    const pd_known known = {list, n_tables};
    if (status == PDOT_OK)
        status = check_tables(ctx, file, tables, n_tables, &arena, list);
    if (status == PDOT_OK)
        status = check_database(ctx, file, archive, &known);
    if (status == PDOT_OK)
        status = check_project(ctx, delivery, archive, &known);
    pd_free(archive);
    pd_free(file);
    pd_arena_release(&arena);
    return status;
}

/* ---- GeoJSON and report */

static pdot_status check_collection(pdot_ctx *ctx, const pd_delivery *delivery,
                                    const pd_selfcheck_table *table)
{
    json_error_t error;
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/geojson/%s.geojson", delivery->folder, table->name);
    pdot_status status = pd_buffer_status(&path);
    json_t *root = status == PDOT_OK ? json_load_file(path.data, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (status == PDOT_OK && root == NULL)
        status = unsound(ctx, path.data, N_("is no JSON:"), error.text);
    if (status == PDOT_OK && (int64_t)json_array_size(json_object_get(root, "features")) != table->n_rows)
        status = unsound(ctx, path.data, N_("features are missing from"), table->name);
    json_decref(root);
    pd_buffer_release(&path);
    return status;
}

pdot_status pd_selfcheck_geojson(pdot_ctx *ctx, const pd_delivery *delivery, const pd_selfcheck_table *tables,
                                 size_t n_tables)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; status == PDOT_OK && i < n_tables; i++)
        if (tables[i].geometry != PD_GEOM_NONE)
            status = check_collection(ctx, delivery, &tables[i]);
    return status;
}

static pdot_status check_report_data(pdot_ctx *ctx, const char *file, const char *page,
                                     const pd_selfcheck_table *tables, size_t n_tables)
{
    static const char OPEN[] = "id=\"datos\">";
    json_error_t error;
    const char *begin = strstr(page, OPEN);
    const char *end = begin != NULL ? strstr(begin, "</script>") : NULL;
    if (end == NULL)
        return unsound(ctx, file, N_("has no data"), "");
    begin += sizeof OPEN - 1;
    json_t *root = json_loadb(begin, (size_t)(end - begin), JSON_REJECT_DUPLICATES, &error);
    if (root == NULL)
        return unsound(ctx, file, N_("its data are no JSON:"), error.text);
    pdot_status status = PDOT_OK;
    size_t index;
    json_t *table;
    json_array_foreach(json_object_get(root, "tables"), index, table)
    {
        const char *name = json_string_value(json_object_get(table, "name"));
        for (size_t i = 0; status == PDOT_OK && i < n_tables; i++)
            if (name != NULL && strcmp(name, tables[i].name) == 0 &&
                (int64_t)json_array_size(json_object_get(table, "rows")) != tables[i].n_rows)
                status = unsound(ctx, file, N_("rows are missing from"), name);
    }
    json_decref(root);
    return status;
}

pdot_status pd_selfcheck_html(pdot_ctx *ctx, const pd_delivery *delivery, const pd_selfcheck_table *tables,
                              size_t n_tables)
{
    GByte *page = NULL;
    vsi_l_offset size = 0;
    char *file = delivery_path(ctx, delivery, "informe.html", "");
    pdot_status status = file != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK && VSIIngestFile(NULL, file, &page, &size, -1) != TRUE)
        status = unsound(ctx, file, N_("cannot be read"), "");
    if (status == PDOT_OK)
        status = check_report_data(ctx, file, (const char *)page, tables, n_tables);
    VSIFree(page);
    pd_free(file);
    return status;
}
