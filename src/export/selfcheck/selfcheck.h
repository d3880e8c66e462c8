/* Reopens what was written, as its readers will, before anybody sees it: tables and rows of the GeoPackage,
 * every style and the project (whatever they name must exist), the GeoJSON files, the data of the report.
 * What does not hold is a defect of pdot or of a library, and fails the run: INTERNAL, with the file and what
 * is wrong. */
#ifndef PD_EXPORT_SELFCHECK_SELFCHECK_H
#define PD_EXPORT_SELFCHECK_SELFCHECK_H

#include "export/writer.h"

/* A table as it was fed to the writers. */
typedef struct pd_selfcheck_table {
    const char *name;
    int64_t n_rows;
    pd_geometry_type geometry;
} pd_selfcheck_table;

/* Each checks one format's files in the delivery's folder. */
PDOT_MUST_CHECK pdot_status pd_selfcheck_gpkg(pdot_ctx *ctx, const pd_delivery *delivery,
                                              const pd_selfcheck_table *tables, size_t n_tables);
PDOT_MUST_CHECK pdot_status pd_selfcheck_geojson(pdot_ctx *ctx, const pd_delivery *delivery,
                                                 const pd_selfcheck_table *tables, size_t n_tables);
PDOT_MUST_CHECK pdot_status pd_selfcheck_html(pdot_ctx *ctx, const pd_delivery *delivery,
                                              const pd_selfcheck_table *tables, size_t n_tables);

#endif
