/* Geometries for the web: from the plan CRS to longitude and latitude of WGS 84, rounded, and still valid.
 * Owned and released by its user; serves one thread. */
#ifndef PD_EXPORT_LONLAT_H
#define PD_EXPORT_LONLAT_H

#include "base/buffer.h"
#include "export/writer.h"
#include "geo/crs.h"

#define PD_LONLAT_DECIMALS 7 /* about a centimetre; RFC 7946 section 11.2 asks for no more than needed */

typedef struct pd_lonlat {
    pd_crs *plan_crs, *wgs84;
    pd_transform *transform;
    int decimals;
    pd_shapes shapes;              /* of the newest geometry: one shape */
    pd_byte_vector exact, rounded; /* scratch */
} pd_lonlat;

PDOT_MUST_CHECK pdot_status pd_lonlat_init(pdot_ctx *ctx, const pdot_plan *plan, int decimals,
                                           pd_lonlat *lonlat);
void pd_lonlat_release(pd_lonlat *lonlat);

/* Brings a geometry of the plan CRS into lonlat->shapes: rounded, without repeated points, rings closed,
 * outer rings counter-clockwise, polygons valid (a polygon that rounding would break is snapped to the grid
 * of the last decimal instead). What is smaller than the grid goes; the shape may end up empty. */
PDOT_MUST_CHECK pdot_status pd_lonlat_load(pdot_ctx *ctx, pd_lonlat *lonlat, pd_geometry_type type,
                                           pd_bytes wkb);

/* The loaded geometry as a GeoJSON geometry object (multi types; points single); "null" if it is empty.
 * Widens box. */
void pd_lonlat_json(const pd_lonlat *lonlat, pd_geometry_type type, pd_buffer *out, pd_box *box);

#endif
