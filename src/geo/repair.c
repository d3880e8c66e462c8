/* Repair of polygons, part by part, so that what each repair changed can be told from what overlapping parts
 * share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "geo/geos_handle.h"

GEOSGeometry *pd_geos_make_valid(pd_geos *geos, const GEOSGeometry *geometry, int method)
{
    GEOSMakeValidParams *params = GEOSMakeValidParams_create_r(geos->handle);
    GEOSGeometry *valid = NULL;
    if (params != NULL && GEOSMakeValidParams_setMethod_r(geos->handle, params, method) == 1 &&
        GEOSMakeValidParams_setKeepCollapsed_r(geos->handle, params, 0) == 1)
        valid = GEOSMakeValidWithParams_r(geos->handle, geometry, params);
    if (params != NULL)
        GEOSMakeValidParams_destroy_r(geos->handle, params);
    return valid;
}

static double area_of(pd_geos *geos, const GEOSGeometry *geometry)
{
    double area = 0.0;
    if (geometry == NULL || GEOSArea_r(geos->handle, geometry, &area) != 1)
        return NAN;
    return area;
}

/* The valid form of one polygon, and what it changed. NULL if GEOS fails. */
static GEOSGeometry *repair_part(pd_geos *geos, const GEOSGeometry *part, double *before, double *changed)
{
    if (GEOSisValid_r(geos->handle, part) == 1) {
        *before += area_of(geos, part);
        return GEOSGeom_clone_r(geos->handle, part);
    }
    GEOSGeometry *valid = pd_geos_make_valid(geos, part, GEOS_MAKE_VALID_STRUCTURE);
    GEOSGeometry *odd = pd_geos_make_valid(geos, part, GEOS_MAKE_VALID_LINEWORK);
    const double after = area_of(geos, valid);
    const double drawn = fabs(area_of(geos, part));
    const double odd_area = area_of(geos, odd);
    GEOSGeom_destroy_r(geos->handle, odd);
    const bool is_drawn_nearer = !(fabs(after - odd_area) < fabs(after - drawn));
    *before += is_drawn_nearer ? drawn : odd_area;
    *changed += is_drawn_nearer ? fabs(after - drawn) : fabs(after - odd_area);
    return valid;
}

/* Takes polygons. */
static GEOSGeometry *repair_parts(pdot_ctx *ctx, pd_geos *geos, GEOSGeometry *polygons, pd_repair *repair)
{
    const int n = GEOSGetNumGeometries_r(geos->handle, polygons);
    GEOSGeometry **parts = pd_alloc_array(ctx, (size_t)n + 1, sizeof *parts);
    int done = 0;
    double changed = 0.0;
    while (parts != NULL && done < n &&
           (parts[done] = repair_part(geos, GEOSGetGeometryN_r(geos->handle, polygons, done),
                                      &repair->area_before, &changed)) != NULL)
        done++;
    GEOSGeometry *all = NULL;
    if (parts != NULL && done == n)
        all = GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)n);
    else
        for (int i = 0; i < done; i++)
            GEOSGeom_destroy_r(geos->handle, parts[i]);
    GEOSGeometry *whole = all != NULL ? GEOSUnaryUnion_r(geos->handle, all) : NULL;
    GEOSGeom_destroy_r(geos->handle, all);
    GEOSGeom_destroy_r(geos->handle, polygons);
    pd_free(parts);
    repair->area_after = area_of(geos, whole);
    const double larger = fmax(repair->area_before, repair->area_after);
    repair->change = larger > 0.0 ? changed / larger : 0.0;
    return whole;
}

pdot_status pd_geometry_repair(pdot_ctx *ctx, pd_bytes wkb, pd_repair *repair, pd_byte_vector *out)
{
    pd_repair found = {0};
    pdot_status status = pd_geometry_is_valid(ctx, wkb, &found.was_valid, found.reason);
    if (status != PDOT_OK)
        return status;
    pd_geos *geos = pd_geos_get(ctx);
    GEOSGeometry *geometry = pd_geos_parse(geos, geos->mender, wkb);
    GEOSGeometry *polygons = pd_geos_multi(ctx, geos, geometry, 2);
    if (polygons == NULL)
        return pd_geos_fail(ctx, geos, PDOT_GEOMETRY, N_("repair a geometry"));
    if (found.was_valid &&
        GEOSisValid_r(geos->handle, polygons) != 1) { /* a collection of polygons that overlap */
        found.was_valid = false;
        (void)snprintf(found.reason, sizeof found.reason, "%.200s", pd_translate(ctx, "overlapping parts"));
    }
    if (found.was_valid)
        found.area_before = found.area_after = area_of(geos, polygons);
    else
        polygons = pd_geos_multi(ctx, geos, repair_parts(ctx, geos, polygons, &found), 2);
    /* Coordinates of all sizes at once are beyond what doubles can mend: better none than a wrong one. */
    if (polygons != NULL && !found.was_valid && GEOSisValid_r(geos->handle, polygons) != 1) {
        GEOSGeom_destroy_r(geos->handle, polygons);
        polygons = NULL;
    }
    status = pd_geos_write(ctx, geos, polygons, N_("repair a geometry"), out);
    if (status == PDOT_OK)
        *repair = found;
    return status;
}
