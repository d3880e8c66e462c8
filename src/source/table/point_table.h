/* A table whose rows are points: two of its columns are coordinates. For the vector reader only. */
#ifndef PD_SOURCE_POINT_TABLE_H
#define PD_SOURCE_POINT_TABLE_H

#include "geo/crs.h"
#include "source/table.h"
#include "source/vector.h"

typedef struct pd_point_table {
    pd_reader *reader;
    int32_t x, y; /* columns */
    bool is_place_optional;
    int64_t n_rows, n_without; /* so far: rows, those without coordinates */
} pd_point_table;

typedef struct pd_point_row {
    const char *const *cells; /* of all columns; NULL at the end of the table */
    int64_t line;
    bool has_point; /* else a finding says why not */
    double x, y;    /* as in the table */
} pd_point_row;

/* Of the options: layer, encoding, x, y, crs. CRS: none is declared; SCHEMA: columns. Released even after a
 * failure. */
PDOT_MUST_CHECK pdot_status pd_point_table_open(pdot_ctx *ctx, const char *path,
                                                const pd_vector_options *options, pd_findings *findings,
                                                pd_point_table *out);
void pd_point_table_release(pd_point_table *table);

PDOT_MUST_CHECK pdot_status pd_point_table_next(pdot_ctx *ctx, pd_point_table *table, const char *path,
                                                pd_findings *findings, pd_point_row *out);

/* The transformation from the declared CRS; where it depends on the area (another datum), a first reading of
 * the table says where the points lie. */
PDOT_MUST_CHECK pdot_status pd_point_table_transform(pdot_ctx *ctx, const char *path,
                                                     const pd_vector_options *options, const pd_crs *from,
                                                     const pd_crs *to, pd_transform **out);

#endif
