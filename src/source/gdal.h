/* GDAL and OGR behind one face for this layer: started once per process with the few drivers the house reads,
 * silent, and with one function that translates its failures.
 *
 * Files come from strangers. GDAL would open any text that looks like a data set, follow references to other
 * files and fetch URLs; so a path must be an existing regular file, each extension has its own short list of
 * drivers, and no driver that refers to other files (VRT) is among them. */
#ifndef PD_SOURCE_GDAL_H
#define PD_SOURCE_GDAL_H

#include <gdal.h>

#include "base/context.h"

/* What is read, by extension. */
typedef enum pd_format {
    PD_FORMAT_UNKNOWN,
    PD_FORMAT_CSV,    /* own reader */
    PD_FORMAT_SHEET,  /* XLSX, ODS */
    PD_FORMAT_DBF,    /* a table of its own */
    PD_FORMAT_VECTOR, /* layers */
    PD_FORMAT_RASTER
} pd_format;

pd_format pd_format_of(const char *path);

/* GDAL's messages of one operation. */
typedef struct pd_gdal_errors {
    char first[512]; /* first failure, or the first warning if nothing failed */
    int n_failures, n_warnings;
} pd_gdal_errors;

/* Brackets every use of GDAL: errors are collected instead of printed. Calls nest. */
void pd_gdal_begin(pd_gdal_errors *errors);
void pd_gdal_end(void);

/* The one translation of GDAL's failures: "cannot <doing>: <GDAL's words>". `doing` is an English literal. */
pdot_status pd_gdal_fail(pdot_ctx *ctx, const pd_gdal_errors *errors, pdot_status status,
                         const pd_place *place, const char *doing);

/* PDOT_OK if the path is an existing regular file that can be read; IO otherwise. */
PDOT_MUST_CHECK pdot_status pd_gdal_check_path(pdot_ctx *ctx, const char *path);

/* Opens read-only with the drivers of the path's extension; options may be NULL. UNSUPPORTED: no such format;
 * FORMAT: the content is of another kind or damaged, or names other files. Ended by GDALClose. */
PDOT_MUST_CHECK pdot_status pd_gdal_open(pdot_ctx *ctx, const char *path, const char *const *options,
                                         GDALDatasetH *out);

#endif
