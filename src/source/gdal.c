/* Start, formats, paths and messages of GDAL. */
#include "source/gdal.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <errno.h>
#include <ogr_api.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct format_row {
    const char *extension;
    pd_format format;
    const char *drivers[3];     /* ends with NULL */
    const char *const *options; /* of opening, or NULL */
} format_row;

/* Nothing is written beside a source, nothing is fetched. */
static const char *const GML_OPTIONS[] = {"WRITE_GFS=NO", "DOWNLOAD_SCHEMA=NO", NULL};

static const format_row FORMATS[] = {
    {"gpkg", PD_FORMAT_VECTOR, {"GPKG"}, NULL},
    {"shp", PD_FORMAT_VECTOR, {"ESRI Shapefile"}, NULL},
    {"geojson", PD_FORMAT_VECTOR, {"GeoJSON"}, NULL},
    {"json", PD_FORMAT_VECTOR, {"GeoJSON"}, NULL},
    {"fgb", PD_FORMAT_VECTOR, {"FlatGeobuf"}, NULL},
    {"kml",
     PD_FORMAT_VECTOR,
     {"LIBKML", "KML"},
     NULL}, /* the second reads no attributes but needs no libkml */
    {"gml", PD_FORMAT_VECTOR, {"GML"}, GML_OPTIONS},
    {"csv", PD_FORMAT_CSV, {NULL}, NULL},
    {"tsv", PD_FORMAT_CSV, {NULL}, NULL},
    {"txt", PD_FORMAT_CSV, {NULL}, NULL},
    {"xlsx", PD_FORMAT_SHEET, {"XLSX"}, NULL},
    {"ods", PD_FORMAT_SHEET, {"ODS"}, NULL},
    {"dbf", PD_FORMAT_DBF, {"ESRI Shapefile"}, NULL},
    {"tif", PD_FORMAT_RASTER, {"GTiff"}, NULL},
    {"tiff", PD_FORMAT_RASTER, {"GTiff"}, NULL},
    {"asc", PD_FORMAT_RASTER, {"AAIGrid"}, NULL},
    {"hgt", PD_FORMAT_RASTER, {"SRTMHGT"}, NULL},
};

/* Kept beside those of FORMATS because the delivery writes them. */
static const char *const WRITERS[] = {"MEM", "Memory", "PNG"};

static const format_row *find_format(const char *path)
{
    const char *dot = strrchr(path, '.'), *slash = strrchr(path, '/');
    if (dot == NULL || (slash != NULL && dot < slash))
        return NULL;
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        if (strcasecmp(dot + 1, FORMATS[i].extension) == 0)
            return &FORMATS[i];
    }
    return NULL;
}

pd_format pd_format_of(const char *path)
{
    const format_row *row = find_format(path);
    return row != NULL ? row->format : PD_FORMAT_UNKNOWN;
}

static bool is_used(const char *driver)
{
    for (size_t i = 0; i < sizeof WRITERS / sizeof *WRITERS; i++) {
        if (strcmp(driver, WRITERS[i]) == 0)
            return true;
    }
    for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
        for (size_t j = 0; FORMATS[i].drivers[j] != NULL; j++) {
            if (strcmp(driver, FORMATS[i].drivers[j]) == 0)
                return true;
        }
    }
    return false;
}

static void register_drivers(void)
{
    GDALAllRegister();
    for (int i = GDALGetDriverCount() - 1; i >= 0; i--) {
        GDALDriverH driver = GDALGetDriver(i);
        if (is_used(GDALGetDriverShortName(driver)))
            continue;
        GDALDeregisterDriver(driver);
        GDALDestroyDriver(driver);
    }
}

static void CPL_STDCALL collect(CPLErr severity, CPLErrorNum number, const char *message)
{
    (void)number;
    pd_gdal_errors *errors = CPLGetErrorHandlerUserData();
    if (severity < CE_Warning)
        return;
    const bool is_failure = severity >= CE_Failure;
    if ((is_failure && errors->n_failures == 0) || (errors->n_failures == 0 && errors->n_warnings == 0))
        (void)snprintf(errors->first, sizeof errors->first, "%s", message);
    if (is_failure)
        errors->n_failures++;
    else
        errors->n_warnings++;
}

void pd_gdal_begin(pd_gdal_errors *errors)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, register_drivers);
    *errors = (pd_gdal_errors){0};
    CPLPushErrorHandlerEx(collect, errors);
}

void pd_gdal_end(void)
{
    CPLPopErrorHandler();
    CPLErrorReset();
}

pdot_status pd_gdal_fail(pdot_ctx *ctx, const pd_gdal_errors *errors, pdot_status status,
                         const pd_place *place, const char *doing)
{
    if (errors->first[0] == '\0')
        return pd_locate(ctx, pd_fail(ctx, status, "cannot %s", pd_translate(ctx, doing)), place);
    return pd_locate(ctx, pd_fail(ctx, status, "cannot %s: %s", pd_translate(ctx, doing), errors->first),
                     place);
}

pdot_status pd_gdal_check_path(pdot_ctx *ctx, const char *path)
{
    const pd_place place = {.file = path};
    struct stat info;
    if (strncmp(path, "/vsi", 4) == 0 || strstr(path, "://") != NULL)
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "not a file on this machine: addresses are not followed"),
                         &place);
    if (stat(path, &info) != 0 || access(path, R_OK) != 0)
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "cannot be read: %s", strerror(errno)), &place);
    if (!S_ISREG(info.st_mode))
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "not a regular file"), &place);
    return PDOT_OK;
}

static bool is_archive(const char *path)
{
    static const char *const ENDS[] = {".zip", ".kmz", ".rar", ".7z", ".gz", ".tgz"};
    const char *end = strrchr(path, '.');
    for (size_t i = 0; end != NULL && i < sizeof ENDS / sizeof *ENDS; i++)
        if (strcasecmp(end, ENDS[i]) == 0)
            return true;
    return false;
}

static pdot_status fail_unsupported(pdot_ctx *ctx, const char *path)
{
    if (is_archive(path))
        return pd_locate(ctx,
                         pd_fail(ctx, PDOT_UNSUPPORTED,
                                 "an archive is not looked into: unpack it, and name the file inside"),
                         &(pd_place){.file = path});
    return pd_locate(
        ctx,
        pd_fail(
            ctx, PDOT_UNSUPPORTED,
            "of no format that is read: layers come as .gpkg, .shp, .geojson, .fgb, .kml, .gml; tables as "
            ".csv, .xlsx, .ods, .dbf; rasters as .tif, .asc, .hgt. Export it to one of these"),
        &(pd_place){.file = path});
}

/* A GeoPackage is a database and may hold virtual tables over other files, or views that call functions which
 * open them. Only its own spatial indexes are virtual tables of good faith. */
static pdot_status check_database(pdot_ctx *ctx, const char *path, GDALDatasetH dataset)
{
    static const char sql[] =
        "SELECT name FROM sqlite_master WHERE (lower(sql) LIKE 'create virtual table%' AND "
        "lower(sql) NOT LIKE '%using%rtree%(%' AND lower(sql) NOT LIKE '%using%fts_%(%') OR "
        "(type = 'view' AND (instr(lower(sql), 'ogr_') > 0 OR instr(lower(sql), 'gdal_') > 0 OR "
        "instr(lower(sql), 'load_extension') > 0)) ORDER BY name";
    if (strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(dataset)), "GPKG") != 0)
        return PDOT_OK;
    OGRLayerH rows = GDALDatasetExecuteSQL(dataset, sql, NULL, "");
    if (rows == NULL)
        return PDOT_OK;
    OGRFeatureH row = OGR_L_GetNextFeature(rows);
    pdot_status status = PDOT_OK;
    if (row != NULL)
        status = pd_locate(
            ctx,
            pd_fail(ctx, PDOT_FORMAT,
                    "the GeoPackage holds \"%s\", which can open other files: it is not read. Export its "
                    "layers to a new file",
                    OGR_F_GetFieldAsString(row, 0)),
            &(pd_place){.file = path});
    OGR_F_Destroy(row);
    GDALDatasetReleaseResultSet(dataset, rows);
    return status;
}

/* The drivers of spreadsheets read a sheet when it is first asked for something: now, while they are told
 * how. */
static void read_sheets(GDALDatasetH dataset)
{
    const int n = GDALDatasetGetLayerCount(dataset);
    for (int i = 0; i < n; i++)
        (void)OGR_L_GetLayerDefn(GDALDatasetGetLayer(dataset, i));
}

static pdot_status open_dataset(pdot_ctx *ctx, const char *path, const format_row *row,
                                const char *const *options, GDALDatasetH *out)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    /* Spreadsheets: every cell a text, the header found by the house. GML: no reference is followed. */
    static const char *const config[][2] = {
        {"OGR_XLSX_HEADERS", "DISABLE"},      {"OGR_XLSX_FIELD_TYPES", "STRING"},
        {"OGR_ODS_HEADERS", "DISABLE"},       {"OGR_ODS_FIELD_TYPES", "STRING"},
        {"GML_SKIP_RESOLVE_ELEMS", "ALL"},    {"GDAL_HTTP_TIMEOUT", "1"},
        {"OGR_SQLITE_LOAD_EXTENSIONS", NULL}, {"SHAPE_ENCODING", NULL}};
    for (size_t i = 0; i < sizeof config / sizeof *config; i++)
        CPLSetThreadLocalConfigOption(config[i][0], config[i][1]);
    const unsigned kind = row->format == PD_FORMAT_RASTER ? GDAL_OF_RASTER : GDAL_OF_VECTOR;
    GDALDatasetH dataset = GDALOpenEx(path, kind | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, row->drivers,
                                      options != NULL ? options : row->options, NULL);
    const pd_place place = {.file = path};
    pdot_status status = PDOT_OK;
    if (dataset == NULL)
        status = pd_gdal_fail(ctx, &errors, PDOT_FORMAT, &place, N_("open the file"));
    else
        status = check_database(ctx, path, dataset);
    if (status == PDOT_OK && row->format == PD_FORMAT_SHEET)
        read_sheets(dataset);
    for (size_t i = 0; i < sizeof config / sizeof *config; i++)
        CPLSetThreadLocalConfigOption(config[i][0], NULL);
    if (status != PDOT_OK && dataset != NULL) {
        GDALClose(dataset);
        dataset = NULL;
    }
    pd_gdal_end();
    *out = dataset;
    return status;
}

pdot_status pd_gdal_open(pdot_ctx *ctx, const char *path, const char *const *options, GDALDatasetH *out)
{
    *out = NULL;
    const pdot_status status = pd_gdal_check_path(ctx, path);
    if (status != PDOT_OK)
        return status;
    const format_row *row = find_format(path);
    if (row == NULL || row->drivers[0] == NULL)
        return fail_unsupported(ctx, path);
    return open_dataset(ctx, path, row, options, out);
}
