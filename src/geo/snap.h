/* Polygons on a grid: for outputs that state few decimals and must stay valid. */
#ifndef PD_GEO_SNAP_H
#define PD_GEO_SNAP_H

#include "geo/shapes.h"

/* The polygons with every vertex on a multiple of grid (units of the plane), valid, what is smaller than the
 * grid gone; as MULTIPOLYGON, maybe empty. */
PDOT_MUST_CHECK pdot_status pd_geometry_snap(pdot_ctx *ctx, pd_bytes wkb, double grid, pd_byte_vector *out);

#endif
