/* Ellipsoidal area (WGS 84) by an equal-area change of coordinates: in the new plane a planar area is the
 * area on the ellipsoid, in m². Chosen by the family of the CRS: transverse Mercator keeps y and maps x to
 * F(x, y), whose derivative is 1/k²; a geographic CRS goes to the authalic cylinder in closed form; anything
 * else through PROJ to geographic first. Sources of the formulas: equal_area.c. */
#ifndef PD_GEO_EQUAL_AREA_H
#define PD_GEO_EQUAL_AREA_H

#include "geo/crs.h"
#include "geo/shapes.h"

typedef struct pd_equal_area pd_equal_area;

PDOT_MUST_CHECK pdot_status pd_equal_area_new(pdot_ctx *ctx, const pd_crs *crs, pd_equal_area **out);
void pd_equal_area_free(pd_equal_area *area);

/* n points x, y in place, from the CRS's plane (degrees for a geographic one, x = longitude) to the
 * equal-area plane. Thread-safe except for the PROJ family, whose object serves the thread that made it. */
PDOT_MUST_CHECK pdot_status pd_equal_area_apply(pdot_ctx *ctx, const pd_equal_area *area, double *xy,
                                                size_t n);

/* The one area function of the house: m² on the ellipsoid of a WKB (multi)polygon given in the CRS. Holes
 * subtract. */
PDOT_MUST_CHECK pdot_status pd_area_m2(pdot_ctx *ctx, const pd_equal_area *area, pd_bytes wkb, double *out);

#endif
