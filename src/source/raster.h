/* Rasters through GDAL, one band, by windows, so that a raster larger than memory works. Values come as
 * doubles or as class bytes. */
#ifndef PD_SOURCE_RASTER_H
#define PD_SOURCE_RASTER_H

#include "base/finding.h"
#include "geo/crs.h"

typedef struct pd_raster pd_raster;

typedef struct pd_raster_info {
    int64_t width, height;         /* cells */
    double origin_x, origin_y;     /* upper left corner of the upper left cell, raster CRS */
    double cell_x, cell_y;         /* size; cell_y is negative for north-up */
    int block_width, block_height; /* natural windows of the file */
    bool has_nodata;
    double nodata;       /* NaN cells never count as data either */
    bool is_integer;     /* cell type is an integer */
    bool is_plain_bytes; /* pd_raster_read_bytes works */
    int n_bands;         /* without transparency; only the first is read */
    const char *crs;     /* name or EPSG, as found */
} pd_raster_info;

/* IO, FORMAT; CRS: none; UNSUPPORTED: rotated grid. crs_definition "" : the file's own. */
PDOT_MUST_CHECK pdot_status pd_raster_open(pdot_ctx *ctx, const char *path, const char *crs_definition,
                                           pd_raster **out);
/* A file that was looked at before, by the CRS found then (pd_crs_wkt): finding it in the file takes 7 ms. */
PDOT_MUST_CHECK pdot_status pd_raster_open_known(pdot_ctx *ctx, const char *path, const char *crs_wkt,
                                                 pd_raster **out);
/* The same file once more for another thread, without asking again for its CRS: it has none. FORMAT: it is
 * not the same any more. */
PDOT_MUST_CHECK pdot_status pd_raster_open_again(pdot_ctx *ctx, const pd_raster *raster, pd_raster **out);
void pd_raster_close(pd_raster *raster);
const pd_raster_info *pd_raster_get_info(const pd_raster *raster);
const pd_crs *pd_raster_crs(const pd_raster *raster); /* borrowed */

/* Window as float (row-major, width*height); no-data cells become NaN. */
PDOT_MUST_CHECK pdot_status pd_raster_read(pdot_ctx *ctx, pd_raster *raster, int64_t column, int64_t row,
                                           int64_t width, int64_t height, float *out);
/* Window as double, for integer class codes beyond float's exactness; no data as NaN. */
PDOT_MUST_CHECK pdot_status pd_raster_read_double(pdot_ctx *ctx, pd_raster *raster, int64_t column,
                                                  int64_t row, int64_t width, int64_t height, double *out);
/* Window as bytes, for Byte rasters (the fast path); UNSUPPORTED for other cell types. No data stays as it
 * is. */
PDOT_MUST_CHECK pdot_status pd_raster_read_bytes(pdot_ctx *ctx, pd_raster *raster, int64_t column,
                                                 int64_t row, int64_t width, int64_t height,
                                                 unsigned char *out);

#endif
