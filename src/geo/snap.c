/* Snapping through GEOS' precision reduction. An input that is itself invalid is repaired first. */
#include "geo/snap.h"

#include "geo/geos_handle.h"

enum { POLYGONS = 2 };

pdot_status pd_geometry_snap(pdot_ctx *ctx, pd_bytes wkb, double grid, pd_byte_vector *out)
{
    pd_geos *geos = pd_geos_get(ctx);
    if (geos == NULL)
        return PDOT_NOMEM;
    GEOSGeometry *geometry = pd_geos_read(ctx, geos, wkb);
    if (geometry == NULL)
        return PDOT_FORMAT;
    if (GEOSisValid_r(geos->handle, geometry) != 1) {
        GEOSGeometry *valid = pd_geos_make_valid(geos, geometry, GEOS_MAKE_VALID_STRUCTURE);
        GEOSGeom_destroy_r(geos->handle, geometry);
        geometry = valid;
    }
    GEOSGeometry *snapped =
        geometry != NULL ? GEOSGeom_setPrecision_r(geos->handle, geometry, grid, 0) : NULL;
    GEOSGeom_destroy_r(geos->handle, geometry);
    return pd_geos_write(ctx, geos, pd_geos_multi(ctx, geos, snapped, POLYGONS), "snap a geometry to a grid",
                         out);
}
