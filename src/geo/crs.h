/* Coordinate reference systems and the transformation between them. Axis order is always x east, y north
 * (longitude, latitude). A transformation is only made if PROJ has a real operation for the area of use;
 * ballpark ones are refused. */
#ifndef PD_GEO_CRS_H
#define PD_GEO_CRS_H

#include "geo/shapes.h"

typedef struct pd_crs pd_crs;

/* From "EPSG:32717", WKT or a PROJ string. CRS if unknown, with what was given in the message. */
PDOT_MUST_CHECK pdot_status pd_crs_new(pdot_ctx *ctx, const char *definition, pd_crs **out);
void pd_crs_free(pd_crs *crs);
PDOT_MUST_CHECK pdot_status pd_crs_copy(pdot_ctx *ctx, const pd_crs *crs,
                                        pd_crs **out); /* for a worker's context */

bool pd_crs_is_projected(const pd_crs *crs);
bool pd_crs_is_geographic(const pd_crs *crs);
bool pd_crs_is_metric(const pd_crs *crs); /* projected, both axes in metres */
int pd_crs_epsg(const pd_crs *crs);       /* of an equivalent definition; 0 if there is none */
const char *pd_crs_name(const pd_crs *crs);
const char *pd_crs_wkt(const pd_crs *crs);           /* WKT2:2019 */
bool pd_crs_equal(const pd_crs *a, const pd_crs *b); /* equivalent, axis order aside */

/* Transverse Mercator parameters. false if the CRS is of another family. */
typedef struct pd_tmerc {
    double semi_major_m, flattening; /* ellipsoid */
    double scale;                    /* k0 */
    double central_meridian_deg, origin_latitude_deg;
    double false_easting_m, false_northing_m;
} pd_tmerc;
bool pd_crs_tmerc(const pd_crs *crs, pd_tmerc *out);

/* The box in degrees of WGS 84 that holds `box`, given in the CRS: the area argument of pd_transform_new. CRS
 * if the box has no image there. */
PDOT_MUST_CHECK pdot_status pd_crs_degrees(pdot_ctx *ctx, const pd_crs *crs, const pd_box *box, pd_box *out);

typedef struct pd_transform pd_transform;

/* area: where the data lie, in degrees of WGS 84 (helps PROJ choose the datum operation); NULL: the area of
 * use of `from`. Ends before its context. Of one context, transformations between the same systems in the
 * same area share one operation. */
PDOT_MUST_CHECK pdot_status pd_transform_new(pdot_ctx *ctx, const pd_crs *from, const pd_crs *to,
                                             const pd_box *area, pd_transform **out);
void pd_transform_free(pd_transform *transform);
bool pd_transform_is_identity(const pd_transform *transform);
/* n points in place; CRS names the first point that has no image. */
PDOT_MUST_CHECK pdot_status pd_transform_apply(pdot_ctx *ctx, pd_transform *transform, double *xy, size_t n);
/* For provenance: the operation chosen ("PSAD56 to WGS 84 (14) + …") and its accuracy in metres (0: exact;
 * -1: unknown). */
const char *pd_transform_operation(const pd_transform *transform);
double pd_transform_accuracy_m(const pd_transform *transform);

#endif
