/* What the two halves of the GeoPackage writer share: gpkg.c puts layers and rows through GDAL, tables.c
 * completes the closed file with SQL (aliases, value lists, styles, metadata, indexes). */
#ifndef PD_EXPORT_GPKG_GPKG_H
#define PD_EXPORT_GPKG_GPKG_H

#include "export/writer.h"

/* A written table. */
typedef struct pd_gpkg_table {
    const pd_table *table;
    int64_t n_rows;
    pd_box box;    /* of its geometries, plan CRS; empty if it has none */
    bool *hazards; /* of the layer amenazas: which hazards of the plan have ground there; else NULL */
} pd_gpkg_table;

PDOT_MUST_CHECK pdot_status pd_gpkg_complete(pdot_ctx *ctx, const pd_delivery *delivery, const char *path,
                                             const pd_gpkg_table *tables, int32_t n_tables);

#endif
