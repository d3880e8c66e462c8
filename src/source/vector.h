/* Vector layers as features in the plan CRS: opened read-only through OGR with an allowed-driver list, CRS
 * and encoding settled, geometry linearised, 2D, repaired if need be (each repair a finding), promoted to the
 * multi type of the wanted dimension. Streaming. */
#ifndef PD_SOURCE_VECTOR_H
#define PD_SOURCE_VECTOR_H

#include "base/finding.h"
#include "geo/crs.h"

typedef struct pd_vector pd_vector;

/* Texts may be NULL instead of "". */
typedef struct pd_vector_options {
    const char *layer;      /* "" : the only one */
    const char *crs;        /* declared CRS, used only if the layer has none; a contradiction is an error */
    const char *encoding;   /* of a DBF; "" */
    const char *x, *y;      /* a CSV with points: coordinate columns; crs is then required */
    bool is_place_optional; /* of such a table: rows without coordinates are counted, not told one by one */
    int dimension;          /* wanted: 0 points, 1 lines, 2 polygons; -1 any */
    const char *const *columns; /* attributes wanted; SCHEMA if one is missing, naming those there are */
    size_t n_columns;
    double max_area_change; /* a repair that changes a polygon's area by more than this share is rejected
                               instead; 0: default 0.01 */
} pd_vector_options;

typedef struct pd_vector_feature {
    int64_t id;               /* OGR feature id, or line of a CSV */
    const char *const *cells; /* n_columns texts, never NULL; "" for null */
    pd_bytes wkb;             /* plan CRS; for points WKB POINT, else multi type */
} pd_vector_feature;

/* What was settled, for the source row. */
typedef struct pd_vector_info {
    const char *crs; /* as found: "EPSG:4326", or a name */
    const char *operation, *encoding;
    const char *layer; /* its name in the file; "" for a table */
    double accuracy_m;
    int64_t features; /* in the layer, -1 unknown */
} pd_vector_info;

/* IO, FORMAT, UNSUPPORTED: the file; SCHEMA, AMBIGUOUS: layer or columns; CRS: none, or one that contradicts
 * the declared one, or no sound transformation. findings must outlive the vector. An empty layer opens (info:
 * features 0). */
PDOT_MUST_CHECK pdot_status pd_vector_open(pdot_ctx *ctx, const char *path, const pd_vector_options *options,
                                           const pd_crs *plan_crs, pd_findings *findings, pd_vector **out);
void pd_vector_close(pd_vector *vector);
const pd_vector_info *pd_vector_get_info(const pd_vector *vector);
/* *feature NULL at the end. Features without usable geometry are skipped, each with a finding that says which
 * and why: geom_null, geom_empty, geom_mixed, geom_invalid (error: not repaired), outside_extent (error: its
 * coordinates have no image). Repairs: geom_repaired; once per layer: geom_curve, geom_zm. A MULTIPOINT comes
 * as points one by one with the same id. CRS at the end if there were features and none has an image. */
PDOT_MUST_CHECK pdot_status pd_vector_next(pdot_ctx *ctx, pd_vector *vector,
                                           const pd_vector_feature **feature);

#endif
