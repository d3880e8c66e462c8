/* <name>.gpkg: every layer and table in one GeoPackage 1.3, written by GDAL, in the plan CRS. Rows come in
 * key order, so that the feature ids are the same each time; the stable ids are the key columns. */
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "base/buffer.h"
#include "export/file.h"
#include "export/gpkg/gpkg.h"
#include "export/selfcheck/selfcheck.h"

struct pd_writer {
    const pd_delivery *delivery;
    char *path;
    GDALDatasetH dataset;
    OGRSpatialReferenceH srs;
    OGRLayerH layer;
    pd_gpkg_table *tables;
    size_t n_tables, capacity;
    pd_arena arena; /* declarations of the written tables */
};

/* GDAL's complaints stay off stderr; the last one goes into our message. */
static void CPL_STDCALL keep_quiet(CPLErr class, CPLErrorNum number, const char *message)
{
    (void)class;
    (void)number;
    (void)message;
}

static void gdal_enter(void)
{
    CPLPushErrorHandler(keep_quiet);
    CPLErrorReset();
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", PD_DELIVERY_DATE);
}

static pdot_status gdal_leave(pdot_ctx *ctx, const pd_writer *writer, bool is_good, const char *table)
{
    pdot_status status = PDOT_OK;
    if (!is_good) {
        const pd_place place = {.file = writer->path, .layer = table};
        status = pd_fail_at(ctx, PDOT_IO, &place, "cannot write table \"%s\" into %s: %s", table,
                            writer->path, CPLGetLastErrorMsg());
    }
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    CPLPopErrorHandler();
    return status;
}

static void gpkg_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    gdal_enter();
    if (writer->dataset != NULL)
        (void)GDALClose(writer->dataset);
    if (writer->srs != NULL)
        OSRRelease(writer->srs);
    CPLSetThreadLocalConfigOption("OGR_CURRENT_DATE", NULL);
    CPLPopErrorHandler();
    pd_free(writer->tables);
    pd_arena_release(&writer->arena);
    pd_free(writer->path);
    pd_free(writer);
}

static bool make_srs(pd_writer *writer)
{
    const pd_delivery *delivery = writer->delivery;
    writer->srs = OSRNewSpatialReference(NULL);
    if (writer->srs == NULL)
        return false;
    OSRSetAxisMappingStrategy(writer->srs, OAMS_TRADITIONAL_GIS_ORDER);
    return delivery->epsg > 0 ? OSRImportFromEPSG(writer->srs, delivery->epsg) == OGRERR_NONE
                              : OSRSetFromUserInput(writer->srs, delivery->crs_wkt) == OGRERR_NONE;
}

static bool make_file(pd_writer *writer)
{
    GDALDriverH driver = GDALGetDriverByName("GPKG");
    if (driver == NULL) {
        GDALAllRegister();
        driver = GDALGetDriverByName("GPKG");
    }
    char **options = CSLSetNameValue(NULL, "VERSION", "1.3");
    options = CSLSetNameValue(options, "ADD_GPKG_OGR_CONTENTS", "YES");
    if (driver != NULL)
        writer->dataset = GDALCreate(driver, writer->path, 0, 0, 0, GDT_Unknown, options);
    CSLDestroy(options);
    return writer->dataset != NULL;
}

static pdot_status gpkg_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->delivery = delivery;
    pd_buffer name;
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "%s.gpkg", delivery->name);
    writer->path = pd_path_join(ctx, delivery->folder, name.data);
    pdot_status status = pd_buffer_status(&name);
    pd_buffer_release(&name);
    if (status == PDOT_OK && writer->path == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK) {
        gdal_enter();
        const bool is_good = make_srs(writer) && make_file(writer);
        status = gdal_leave(ctx, writer, is_good, "");
    }
    if (status == PDOT_OK) {
        *out = writer;
        writer = NULL;
    }
    gpkg_close(writer);
    return status;
}

static OGRwkbGeometryType layer_type(pd_geometry_type type)
{
    static const OGRwkbGeometryType TYPES[] = {wkbNone, wkbPoint, wkbMultiLineString, wkbMultiPolygon};
    return TYPES[type];
}

static bool make_field(OGRLayerH layer, const pd_column *column)
{
    static const OGRFieldType TYPES[] = {OFTString, OFTInteger64, OFTReal, OFTInteger};
    OGRFieldDefnH field = OGR_Fld_Create(column->name, TYPES[column->type]);
    if (column->type == PD_TYPE_BOOLEAN)
        OGR_Fld_SetSubType(field, OFSTBoolean);
    const bool is_good = OGR_L_CreateField(layer, field, FALSE) == OGRERR_NONE;
    OGR_Fld_Destroy(field);
    return is_good;
}

static bool make_layer(pd_writer *writer, const pd_table *table, const char *about)
{
    const bool is_spatial = table->geometry != PD_GEOM_NONE;
    char **options = CSLSetNameValue(NULL, "FID", "fid");
    options = CSLSetNameValue(options, "IDENTIFIER", table->name);
    options = CSLSetNameValue(options, "DESCRIPTION", about);
    if (is_spatial)
        options = CSLSetNameValue(options, "GEOMETRY_NAME", "geom");
    else
        options = CSLSetNameValue(options, "ASPATIAL_VARIANT", "GPKG_ATTRIBUTES");
    writer->layer = GDALDatasetCreateLayer(writer->dataset, table->name, is_spatial ? writer->srs : NULL,
                                           layer_type(table->geometry), options);
    CSLDestroy(options);
    bool is_good = writer->layer != NULL;
    for (int32_t i = 0; is_good && i < table->n_columns; i++)
        is_good = make_field(writer->layer, &table->columns[i]);
    return is_good && GDALDatasetStartTransaction(writer->dataset, FALSE) == OGRERR_NONE;
}

static pdot_status gpkg_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    if (!pd_grow(ctx, (void **)&writer->tables, &writer->capacity, writer->n_tables + 1,
                 sizeof *writer->tables))
        return PDOT_NOMEM;
    pd_gpkg_table *one = &writer->tables[writer->n_tables];
    *one = (pd_gpkg_table){.box = {INFINITY, INFINITY, -INFINITY, -INFINITY}};
    pdot_status status = pd_table_copy(ctx, &writer->arena, table, &one->table);
    if (status == PDOT_OK && strcmp(table->name, "amenazas") == 0) {
        one->hazards = pd_arena_alloc(ctx, &writer->arena,
                                      ((size_t)writer->delivery->plan->n_hazards + 1) * sizeof *one->hazards);
        status = one->hazards != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    if (status != PDOT_OK)
        return status;
    writer->n_tables++;
    pd_buffer about;
    pd_buffer_init(ctx, &about);
    pd_buffer_format(&about, "%s. %s", pd_table_title(writer->delivery, table),
                     pd_table_about(writer->delivery, table));
    status = pd_buffer_status(&about);
    if (status == PDOT_OK) {
        gdal_enter();
        status = gdal_leave(ctx, writer, make_layer(writer, one->table, about.data), table->name);
    }
    pd_buffer_release(&about);
    return status;
}

static void set_field(OGRFeatureH feature, int index, const pd_column *column, pd_value value)
{
    value = pd_value_delivered(column, value);
    switch (value.kind) {
    case PD_VALUE_NULL:
        OGR_F_SetFieldNull(feature, index);
        break;
    case PD_VALUE_TEXT:
        OGR_F_SetFieldString(feature, index, value.as.text);
        break;
    case PD_VALUE_INTEGER:
        OGR_F_SetFieldInteger64(feature, index, value.as.integer);
        break;
    case PD_VALUE_REAL:
        OGR_F_SetFieldDouble(feature, index, value.as.real);
        break;
    }
}

static bool set_geometry(OGRFeatureH feature, pd_geometry_type type, pd_bytes wkb)
{
    OGRGeometryH geometry = NULL;
    if (OGR_G_CreateFromWkb(wkb.data, NULL, &geometry, (int)wkb.size) != OGRERR_NONE)
        return false;
    geometry = OGR_G_ForceTo(geometry, layer_type(type), NULL);
    return geometry != NULL && OGR_F_SetGeometryDirectly(feature, geometry) == OGRERR_NONE;
}

/* Notes whose ground a row of amenazas is. */
static void note_hazard(const pd_writer *writer, const pd_gpkg_table *one, const pd_row *row)
{
    const int32_t at = pd_table_column(one->table, "amenaza");
    const int32_t hazard = at != PD_NONE && row->values[at].kind == PD_VALUE_TEXT
                               ? pdot_plan_find_hazard(writer->delivery->plan, row->values[at].as.text)
                               : PD_NONE;
    if (hazard != PD_NONE)
        one->hazards[hazard] = true;
}

static pdot_status gpkg_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    pd_gpkg_table *one = &writer->tables[writer->n_tables - 1];
    gdal_enter();
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(writer->layer));
    bool is_good = feature != NULL;
    for (int32_t i = 0; is_good && i < one->table->n_columns; i++)
        set_field(feature, i, &one->table->columns[i], row->values[i]);
    if (is_good && row->wkb.size > 0)
        is_good = set_geometry(feature, one->table->geometry, row->wkb);
    is_good = is_good && OGR_L_CreateFeature(writer->layer, feature) == OGRERR_NONE;
    if (feature != NULL)
        OGR_F_Destroy(feature);
    one->n_rows++;
    if (one->hazards != NULL)
        note_hazard(writer, one, row);
    return gdal_leave(ctx, writer, is_good, one->table->name);
}

static pdot_status gpkg_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    pd_gpkg_table *one = &writer->tables[writer->n_tables - 1];
    OGREnvelope box;
    gdal_enter();
    const bool is_good = GDALDatasetCommitTransaction(writer->dataset) == OGRERR_NONE;
    if (is_good && one->n_rows > 0 && one->table->geometry != PD_GEOM_NONE &&
        OGR_L_GetExtent(writer->layer, &box, TRUE) == OGRERR_NONE)
        one->box = (pd_box){box.MinX, box.MinY, box.MaxX, box.MaxY};
    writer->layer = NULL;
    return gdal_leave(ctx, writer, is_good, one->table->name);
}

static pdot_status gpkg_finish(pdot_ctx *ctx, pd_writer *writer)
{
    gdal_enter();
    (void)GDALClose(writer->dataset);
    writer->dataset = NULL;
    const bool is_good = CPLGetLastErrorType() < CE_Failure;
    const pdot_status status = gdal_leave(ctx, writer, is_good, "");
    return status == PDOT_OK ? pd_gpkg_complete(ctx, writer->delivery, writer->path, writer->tables,
                                                (int32_t)writer->n_tables)
                             : status;
}

const pd_format pd_format_gpkg = {"gpkg",         gpkg_open,   gpkg_begin_table, gpkg_put_row,
                                  gpkg_end_table, gpkg_finish, gpkg_close,       pd_selfcheck_gpkg};
