/* Windows of the first band of a raster. */
#include "source/raster.h"

#include <math.h>
#include <ogr_srs_api.h>
#include <cpl_conv.h>
#include <stdio.h>

#include "base/limits.h"
#include "source/gdal.h"

struct pd_raster {
    GDALDatasetH dataset;
    GDALRasterBandH band;
    GDALRasterBandH mask; /* a mask that is not the no-data value, or NULL */
    pd_crs *crs;
    char *path, *crs_text;
    double scale, offset; /* of stored values */
    bool is_scaled, is_byte;
    unsigned char *mask_bytes;
    size_t mask_capacity;
    pd_raster_info info;
};

static pdot_status at_file(pdot_ctx *ctx, const pd_raster *raster, pdot_status failure)
{
    return pd_locate(ctx, failure, &(pd_place){.file = raster->path});
}

static pdot_status settle_crs(pdot_ctx *ctx, pd_raster *raster, const char *declared)
{
    static const char *const format[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", NULL};
    OGRSpatialReferenceH srs = GDALGetSpatialRef(raster->dataset);
    const bool is_silent = srs == NULL || OSRIsLocal(srs);
    char *wkt = NULL;
    if (is_silent && declared[0] == '\0')
        return pd_fail(
            ctx, PDOT_CRS,
            "the raster does not say its coordinate reference system: write the one it has in the manifest, "
            "for example crs: EPSG:32717");
    if (is_silent)
        return pd_crs_new(ctx, declared, &raster->crs);
    pdot_status status = PDOT_OK;
    if (OSRExportToWktEx(srs, &wkt, format) != OGRERR_NONE || wkt == NULL)
        status = pd_fail(ctx, PDOT_CRS,
                         "the raster's coordinate reference system cannot be read: declare it with crs:");
    else
        status = pd_crs_new(ctx, wkt, &raster->crs);
    CPLFree(wkt);
    pd_crs *said = NULL;
    if (status == PDOT_OK && declared[0] != '\0')
        status = pd_crs_new(ctx, declared, &said);
    if (said != NULL && !pd_crs_equal(said, raster->crs))
        status = pd_fail(
            ctx, PDOT_CRS,
            "the raster says it is in %s, the manifest declares %s: drop crs: from the manifest, or correct "
            "the raster",
            pd_crs_name(raster->crs), declared);
    pd_crs_free(said);
    return status;
}

static pdot_status read_grid(pdot_ctx *ctx, pd_raster *raster)
{
    double grid[6];
    if (GDALGetGeoTransform(raster->dataset, grid) != CE_None)
        return pd_fail(
            ctx, PDOT_CRS,
            "the raster is not georeferenced: it says no position of its cells (a world file .tfw beside it "
            "would)");
    if (grid[2] != 0.0 || grid[4] != 0.0 || !(grid[1] > 0.0) || !(grid[5] < 0.0)) /* exact: stored zeros */
        return pd_fail(
            ctx, PDOT_UNSUPPORTED,
            "the raster's grid is rotated or not north-up: warp it first (gdalwarp, or QGIS: Warp)");
    pd_raster_info *info = &raster->info;
    info->width = GDALGetRasterXSize(raster->dataset);
    info->height = GDALGetRasterYSize(raster->dataset);
    if (info->width > (int64_t)PD_LIMIT_RASTER || info->height > (int64_t)PD_LIMIT_RASTER)
        return pd_fail(ctx, PDOT_LIMIT, "the raster has more than %u cells along a side", PD_LIMIT_RASTER);
    info->origin_x = grid[0];
    info->origin_y = grid[3];
    info->cell_x = grid[1];
    info->cell_y = grid[5];
    return PDOT_OK;
}

static pdot_status read_band(pdot_ctx *ctx, pd_raster *raster)
{
    pd_raster_info *info = &raster->info;
    if (GDALGetRasterCount(raster->dataset) < 1)
        return pd_fail(ctx, PDOT_FORMAT, "the raster has no band");
    for (int i = 1; i <= GDALGetRasterCount(raster->dataset); i++)
        info->n_bands +=
            GDALGetRasterColorInterpretation(GDALGetRasterBand(raster->dataset, i)) != GCI_AlphaBand;
    raster->band = GDALGetRasterBand(raster->dataset, 1);
    const GDALDataType type = GDALGetRasterDataType(raster->band);
    if (GDALDataTypeIsComplex(type))
        return pd_fail(ctx, PDOT_UNSUPPORTED, "the raster's cells are complex numbers");
    int has = 0;
    info->is_integer = GDALDataTypeIsInteger(type) != 0;
    raster->is_byte = type == GDT_Byte;
    GDALGetBlockSize(raster->band, &info->block_width, &info->block_height);
    const double nodata = GDALGetRasterNoDataValue(raster->band, &has);
    info->has_nodata = has != 0;
    info->nodata = has ? nodata : 0.0;
    if (type == GDT_Float32)
        info->nodata =
            (double)(float)info->nodata; /* a printed -3.4028235e+38 is another double than the cell's */
    const int flags = GDALGetMaskFlags(raster->band);
    if ((flags & (GMF_ALL_VALID | GMF_NODATA)) == 0)
        raster->mask = GDALGetMaskBand(raster->band);
    raster->scale = GDALGetRasterScale(raster->band, &has);
    raster->scale = has ? raster->scale : 1.0;
    raster->offset = GDALGetRasterOffset(raster->band, &has);
    raster->offset = has ? raster->offset : 0.0;
    raster->is_scaled =
        raster->scale != 1.0 || raster->offset != 0.0; /* exact: the values of an unscaled band */
    info->is_integer = info->is_integer && !raster->is_scaled;
    info->is_plain_bytes = raster->is_byte && !raster->is_scaled && raster->mask == NULL;
    return PDOT_OK;
}

/* What an opening knows before. */
typedef struct opening {
    const char *declared;   /* CRS of the manifest, or "" */
    const char *wkt;        /* CRS found at an earlier look, or NULL */
    const pd_raster *first; /* handle on the same file, or NULL */
} opening;

static pdot_status open_raster(pdot_ctx *ctx, pd_raster *raster, const opening *known)
{
    if (pd_format_of(raster->path) != PD_FORMAT_RASTER)
        return pd_fail(ctx, PDOT_UNSUPPORTED, "no raster: rasters come as .tif, .asc, .hgt");
    pdot_status status = pd_gdal_open(ctx, raster->path, NULL, &raster->dataset);
    if (status == PDOT_OK)
        status = read_grid(ctx, raster);
    if (status == PDOT_OK)
        status = known->wkt != NULL ? pd_crs_new(ctx, known->wkt, &raster->crs)
                                    : settle_crs(ctx, raster, known->declared);
    if (status == PDOT_OK)
        status = read_band(ctx, raster);
    if (status != PDOT_OK)
        return status;
    char code[24];
    const int epsg = pd_crs_epsg(raster->crs);
    (void)snprintf(code, sizeof code, "EPSG:%d", epsg);
    raster->crs_text = pd_strdup(ctx, epsg != 0 ? code : pd_crs_name(raster->crs));
    raster->info.crs = raster->crs_text;
    return raster->crs_text != NULL ? PDOT_OK : PDOT_NOMEM;
}

static bool is_same_grid(const pd_raster_info *a, const pd_raster_info *b)
{
    const double step = fabs(a->origin_x - b->origin_x) + fabs(a->origin_y - b->origin_y) +
                        fabs(a->cell_x - b->cell_x) + fabs(a->cell_y - b->cell_y);
    return a->width == b->width && a->height == b->height && a->is_plain_bytes == b->is_plain_bytes &&
           a->block_width == b->block_width && a->block_height == b->block_height && !(step > 0);
}

static pdot_status open_again(pdot_ctx *ctx, const pd_raster *first, pd_raster *raster)
{
    pdot_status status = pd_gdal_open(ctx, raster->path, NULL, &raster->dataset);
    if (status == PDOT_OK)
        status = read_grid(ctx, raster);
    if (status == PDOT_OK)
        status = read_band(ctx, raster);
    if (status == PDOT_OK && !is_same_grid(&raster->info, &first->info))
        status = pd_fail(ctx, PDOT_FORMAT, "the raster was changed while it was read: run the plan again");
    if (status != PDOT_OK)
        return status;
    raster->crs_text = pd_strdup(ctx, first->crs_text);
    raster->info.crs = raster->crs_text;
    return raster->crs_text != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status open_file(pdot_ctx *ctx, const char *path, const opening *known, pd_raster **out)
{
    *out = NULL;
    pd_raster *raster = pd_alloc(ctx, sizeof *raster);
    if (raster == NULL)
        return PDOT_NOMEM;
    raster->path = pd_strdup(ctx, path);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    pdot_status status = PDOT_NOMEM;
    if (raster->path != NULL)
        status =
            known->first != NULL ? open_again(ctx, known->first, raster) : open_raster(ctx, raster, known);
    pd_gdal_end();
    if (status == PDOT_OK) {
        *out = raster;
        raster = NULL;
    } else if (raster->path != NULL) {
        status = at_file(ctx, raster, status);
    }
    pd_raster_close(raster);
    return status;
}

pdot_status pd_raster_open(pdot_ctx *ctx, const char *path, const char *crs_definition, pd_raster **out)
{
    return open_file(ctx, path, &(opening){.declared = crs_definition}, out);
}

pdot_status pd_raster_open_known(pdot_ctx *ctx, const char *path, const char *crs_wkt, pd_raster **out)
{
    return open_file(ctx, path, &(opening){.declared = "", .wkt = crs_wkt}, out);
}

pdot_status pd_raster_open_again(pdot_ctx *ctx, const pd_raster *raster, pd_raster **out)
{
    return open_file(ctx, raster->path, &(opening){.declared = "", .first = raster}, out);
}

void pd_raster_close(pd_raster *raster)
{
    if (raster == NULL)
        return;
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    if (raster->dataset != NULL)
        GDALClose(raster->dataset);
    pd_gdal_end();
    pd_crs_free(raster->crs);
    pd_free(raster->mask_bytes);
    pd_free(raster->crs_text);
    pd_free(raster->path);
    pd_free(raster);
}

const pd_raster_info *pd_raster_get_info(const pd_raster *raster)
{
    return &raster->info;
}

const pd_crs *pd_raster_crs(const pd_raster *raster)
{
    return raster->crs;
}

/* Whoever reads on from this row needs none of the blocks before it. */
static bool ends_with_blocks(const pd_raster *raster, int64_t row)
{
    return row == raster->info.height || row % raster->info.block_height == 0;
}

/* Reads the window of one band, whole or not at all. */
static pdot_status read_window(pdot_ctx *ctx, pd_raster *raster, GDALRasterBandH band, int64_t column,
                               int64_t row, int64_t width, int64_t height, void *out, GDALDataType type)
{
    PD_ASSERT(column >= 0 && row >= 0 && width > 0 && height > 0 && column + width <= raster->info.width &&
              row + height <= raster->info.height);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    const CPLErr error = GDALRasterIO(band, GF_Read, (int)column, (int)row, (int)width, (int)height, out,
                                      (int)width, (int)height, type, 0, 0);
    pdot_status status = PDOT_OK;
    if (error >= CE_Failure) {
        const pd_place place = {.file = raster->path};
        status = pd_gdal_fail(ctx, &errors, PDOT_FORMAT, &place, N_("read the raster"));
    }
    if (ends_with_blocks(raster, row + height))
        (void)GDALFlushRasterCache(
            band); /* read-only: nothing is written, the blocks' memory is used again */
    pd_gdal_end();
    return status;
}

static pdot_status read_mask(pdot_ctx *ctx, pd_raster *raster, int64_t column, int64_t row, int64_t width,
                             int64_t height)
{
    if (!pd_grow(ctx, (void **)&raster->mask_bytes, &raster->mask_capacity, (size_t)(width * height), 1))
        return PDOT_NOMEM;
    return read_window(ctx, raster, raster->mask, column, row, width, height, raster->mask_bytes, GDT_Byte);
}

pdot_status pd_raster_read(pdot_ctx *ctx, pd_raster *raster, int64_t column, int64_t row, int64_t width,
                           int64_t height, float *out)
{
    pdot_status status = read_window(ctx, raster, raster->band, column, row, width, height, out, GDT_Float32);
    if (status == PDOT_OK && raster->mask != NULL)
        status = read_mask(ctx, raster, column, row, width, height);
    if (status != PDOT_OK)
        return status;
    const float nodata = (float)raster->info.nodata; /* as GDAL stored the cell in this type */
    for (int64_t i = 0; i < width * height; i++) {
        if ((raster->info.has_nodata && out[i] == nodata) ||
            (raster->mask != NULL && raster->mask_bytes[i] == 0))
            out[i] = NAN;
        else if (raster->is_scaled)
            out[i] = (float)(raster->scale * (double)out[i] + raster->offset);
    }
    return PDOT_OK;
}

pdot_status pd_raster_read_double(pdot_ctx *ctx, pd_raster *raster, int64_t column, int64_t row,
                                  int64_t width, int64_t height, double *out)
{
    pdot_status status = read_window(ctx, raster, raster->band, column, row, width, height, out, GDT_Float64);
    if (status == PDOT_OK && raster->mask != NULL)
        status = read_mask(ctx, raster, column, row, width, height);
    if (status != PDOT_OK)
        return status;
    for (int64_t i = 0; i < width * height; i++) {
        if ((raster->info.has_nodata && out[i] == raster->info.nodata) ||
            (raster->mask != NULL && raster->mask_bytes[i] == 0))
            out[i] = (double)NAN;
        else if (raster->is_scaled)
            out[i] = raster->scale * out[i] + raster->offset;
    }
    return PDOT_OK;
}

pdot_status pd_raster_read_bytes(pdot_ctx *ctx, pd_raster *raster, int64_t column, int64_t row, int64_t width,
                                 int64_t height, unsigned char *out)
{
    if (!raster->info.is_plain_bytes)
        return at_file(ctx, raster, pd_fail(ctx, PDOT_UNSUPPORTED, "the raster's cells are not plain bytes"));
    return read_window(ctx, raster, raster->band, column, row, width, height, out, GDT_Byte);
}
