/* The operations of geometry.h through GEOS' reentrant interface. */
#include "geo/geometry.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "geo/geos_handle.h"

enum { POLYGONS = 2 };

/* Reads one geometry; the handle is in *geos. */
static GEOSGeometry *read_one(pdot_ctx *ctx, pd_bytes wkb, pd_geos **geos)
{
    *geos = pd_geos_get(ctx);
    return *geos != NULL ? pd_geos_read(ctx, *geos, wkb) : NULL;
}

/* The status of a call whose reading or starting failed: it is recorded already. */
static pdot_status recorded(const pdot_ctx *ctx)
{
    return pdot_ctx_error(ctx)->status;
}

/* "reason at x y", to the millimetre. The reason is a text of GEOS, listed in cli/po/libraries.pot. */
static void format_place(pdot_ctx *ctx, char text[256], const char *why, double x, double y)
{
    char x_text[PD_NUMBER_SIZE], y_text[PD_NUMBER_SIZE];
    pd_number_format(pd_number_round(x, 3), x_text);
    pd_number_format(pd_number_round(y, 3), y_text);
    (void)snprintf(text, 256, "%.160s%.10s%s %s", pd_translate(ctx, why), pd_translate(ctx, " at "), x_text,
                   y_text);
}

pdot_status pd_geometry_is_valid(pdot_ctx *ctx, pd_bytes wkb, bool *is_valid, char reason[256])
{
    pd_geos *geos = pd_geos_get(ctx);
    if (geos == NULL)
        return PDOT_NOMEM;
    char text[256] = "";
    GEOSGeometry *geometry = pd_geos_parse(geos, geos->reader, wkb);
    bool valid = false;
    if (geometry != NULL) {
        char *why = NULL;
        GEOSGeometry *where = NULL;
        const char answer = GEOSisValidDetail_r(geos->handle, geometry, 0, &why, &where);
        valid = answer == 1;
        double x = 0.0, y = 0.0;
        if (answer == 0 && where != NULL && GEOSGeomGetX_r(geos->handle, where, &x) == 1 &&
            GEOSGeomGetY_r(geos->handle, where, &y) == 1)
            format_place(ctx, text, why != NULL ? why : "", x, y);
        else if (!valid)
            (void)snprintf(text, sizeof text, "%.200s", why != NULL ? pd_translate(ctx, why) : geos->message);
        GEOSGeom_destroy_r(geos->handle, where);
        GEOSFree_r(geos->handle, why);
    } else {
        (void)snprintf(text, sizeof text, "%s", geos->message);
        geometry = pd_geos_parse(geos, geos->mender, wkb);
        if (geometry == NULL)
            return pd_geos_fail(ctx, geos, PDOT_FORMAT, N_("read a geometry"));
    }
    GEOSGeom_destroy_r(geos->handle, geometry);
    *is_valid = valid;
    if (reason != NULL)
        memcpy(reason, text, sizeof text);
    return PDOT_OK;
}

pdot_status pd_geometry_make_valid(pdot_ctx *ctx, pd_bytes wkb, pd_byte_vector *out)
{
    pd_geos *geos = pd_geos_get(ctx);
    if (geos == NULL)
        return PDOT_NOMEM;
    GEOSGeometry *geometry = pd_geos_parse(geos, geos->mender, wkb);
    if (geometry == NULL)
        return pd_geos_fail(ctx, geos, PDOT_FORMAT, N_("read a geometry"));
    GEOSGeometry *valid = pd_geos_make_valid(geos, geometry, GEOS_MAKE_VALID_STRUCTURE);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return pd_geos_write(ctx, geos, valid, N_("repair a geometry"), out);
}

pdot_status pd_geometry_multi(pdot_ctx *ctx, pd_bytes wkb, int dimension, pd_byte_vector *out)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    return pd_geos_write(ctx, geos, pd_geos_multi(ctx, geos, geometry, dimension), N_("collect parts"), out);
}

pdot_status pd_geometry_buffer(pdot_ctx *ctx, pd_bytes wkb, double distance, int quadrant_segments,
                               pd_byte_vector *out)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    GEOSGeometry *buffer = GEOSBuffer_r(geos->handle, geometry, distance, quadrant_segments);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return pd_geos_write(ctx, geos, pd_geos_multi(ctx, geos, buffer, POLYGONS), N_("buffer a geometry"), out);
}

static void destroy_all(pd_geos *geos, GEOSGeometry **parts, size_t n)
{
    for (size_t i = 0; parts != NULL && i < n; i++)
        GEOSGeom_destroy_r(geos->handle, parts[i]);
}

pdot_status pd_geometry_union(pdot_ctx *ctx, const pd_bytes *wkb, size_t n, pd_byte_vector *out)
{
    pd_geos *geos = pd_geos_get(ctx);
    GEOSGeometry **parts = geos != NULL ? pd_alloc_array(ctx, n + 1, sizeof *parts) : NULL;
    if (parts == NULL)
        return PDOT_NOMEM;
    size_t read = 0;
    while (read < n && (parts[read] = pd_geos_read(ctx, geos, wkb[read])) != NULL)
        read++;
    pdot_status status = PDOT_OK;
    if (read < n) {
        destroy_all(geos, parts, read);
        status = recorded(ctx);
    } else {
        GEOSGeometry *all =
            GEOSGeom_createCollection_r(geos->handle, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)n);
        GEOSGeometry *whole = all != NULL ? GEOSUnaryUnion_r(geos->handle, all) : NULL;
        GEOSGeom_destroy_r(geos->handle, all);
        status =
            pd_geos_write(ctx, geos, pd_geos_multi(ctx, geos, whole, POLYGONS), N_("unite geometries"), out);
    }
    pd_free(parts);
    return status;
}

typedef GEOSGeometry *(*overlay_fn)(GEOSContextHandle_t handle, const GEOSGeometry *a, const GEOSGeometry *b);

static pdot_status overlay(pdot_ctx *ctx, pd_bytes a, pd_bytes b, overlay_fn operation, const char *doing,
                           pd_byte_vector *out)
{
    pd_geos *geos;
    GEOSGeometry *left = read_one(ctx, a, &geos);
    if (left == NULL)
        return recorded(ctx);
    GEOSGeometry *right = pd_geos_read(ctx, geos, b);
    pdot_status status;
    if (right == NULL) {
        status = recorded(ctx);
    } else {
        GEOSGeometry *result = operation(geos->handle, left, right);
        status = pd_geos_write(ctx, geos, pd_geos_multi(ctx, geos, result, POLYGONS), doing, out);
    }
    GEOSGeom_destroy_r(geos->handle, right);
    GEOSGeom_destroy_r(geos->handle, left);
    return status;
}

pdot_status pd_geometry_intersection(pdot_ctx *ctx, pd_bytes a, pd_bytes b, pd_byte_vector *out)
{
    return overlay(ctx, a, b, GEOSIntersection_r, N_("intersect geometries"), out);
}

pdot_status pd_geometry_difference(pdot_ctx *ctx, pd_bytes a, pd_bytes b, pd_byte_vector *out)
{
    return overlay(ctx, a, b, GEOSDifference_r, N_("subtract geometries"), out);
}

/* Takes over `point`, which is NULL or the answer of GEOS. */
static pdot_status take_point(pdot_ctx *ctx, const pd_geos *geos, GEOSGeometry *point, double *x, double *y)
{
    double px = 0.0, py = 0.0;
    const bool is_found = point != NULL && GEOSisEmpty_r(geos->handle, point) == 0 &&
                          GEOSGeomGetX_r(geos->handle, point, &px) == 1 &&
                          GEOSGeomGetY_r(geos->handle, point, &py) == 1;
    GEOSGeom_destroy_r(geos->handle, point);
    if (!is_found)
        return pd_fail(ctx, PDOT_GEOMETRY, "the geometry has no inner point: it is empty");
    *x = px;
    *y = py;
    return PDOT_OK;
}

pdot_status pd_geometry_inner_point(pdot_ctx *ctx, pd_bytes wkb, double *x, double *y)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    GEOSGeometry *point = GEOSPointOnSurface_r(geos->handle, geometry);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return take_point(ctx, geos, point, x, y);
}

#define LABEL_STEPS 100.0 /* of the box's longer side: nearer than that no reader sees */

/* The centre of the largest circle inside; NULL where GEOS finds none. */
static GEOSGeometry *widest_place(const pd_geos *geos, const GEOSGeometry *geometry)
{
    double x1, y1, x2, y2;
    if (GEOSisEmpty_r(geos->handle, geometry) != 0 || GEOSGeom_getXMin_r(geos->handle, geometry, &x1) != 1 ||
        GEOSGeom_getYMin_r(geos->handle, geometry, &y1) != 1 ||
        GEOSGeom_getXMax_r(geos->handle, geometry, &x2) != 1 ||
        GEOSGeom_getYMax_r(geos->handle, geometry, &y2) != 1)
        return NULL;
    const double side = x2 - x1 > y2 - y1 ? x2 - x1 : y2 - y1;
    GEOSGeometry *radius = GEOSMaximumInscribedCircle_r(geos->handle, geometry, side / LABEL_STEPS);
    GEOSGeometry *centre = radius != NULL ? GEOSGeomGetStartPoint_r(geos->handle, radius) : NULL;
    GEOSGeom_destroy_r(geos->handle, radius);
    return centre;
}

pdot_status pd_geometry_label_point(pdot_ctx *ctx, pd_bytes wkb, double *x, double *y)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    GEOSGeometry *point = widest_place(geos, geometry);
    if (point == NULL)
        point = GEOSPointOnSurface_r(geos->handle, geometry);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return take_point(ctx, geos, point, x, y);
}

pdot_status pd_geometry_box(pdot_ctx *ctx, pd_bytes wkb, pd_box *out)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    pd_box box = {1.0, 1.0, 0.0, 0.0};
    pdot_status status = PDOT_OK;
    if (GEOSisEmpty_r(geos->handle, geometry) == 0 &&
        GEOSGeom_getExtent_r(geos->handle, geometry, &box.min_x, &box.min_y, &box.max_x, &box.max_y) != 1)
        status = pd_geos_fail(ctx, geos, PDOT_GEOMETRY, N_("measure a geometry"));
    GEOSGeom_destroy_r(geos->handle, geometry);
    if (status == PDOT_OK)
        *out = box;
    return status;
}

typedef int (*measure_fn)(GEOSContextHandle_t handle, const GEOSGeometry *geometry, double *out);

static pdot_status measure(pdot_ctx *ctx, pd_bytes wkb, measure_fn function, double *out)
{
    pd_geos *geos;
    GEOSGeometry *geometry = read_one(ctx, wkb, &geos);
    if (geometry == NULL)
        return recorded(ctx);
    double value = 0.0;
    const int is_done = function(geos->handle, geometry, &value);
    GEOSGeom_destroy_r(geos->handle, geometry);
    if (is_done != 1)
        return pd_geos_fail(ctx, geos, PDOT_GEOMETRY, N_("measure a geometry"));
    *out = value;
    return PDOT_OK;
}

pdot_status pd_geometry_planar_area(pdot_ctx *ctx, pd_bytes wkb, double *out)
{
    return measure(ctx, wkb, GEOSArea_r, out);
}

pdot_status pd_geometry_length(pdot_ctx *ctx, pd_bytes wkb, double *out)
{
    return measure(ctx, wkb, GEOSLength_r, out);
}

pdot_status pd_geometry_from_wkt(pdot_ctx *ctx, const char *wkt, pd_byte_vector *out)
{
    pd_geos *geos = pd_geos_get(ctx);
    if (geos == NULL)
        return PDOT_NOMEM;
    GEOSWKTReader *reader = GEOSWKTReader_create_r(geos->handle);
    GEOSGeometry *geometry = reader != NULL ? GEOSWKTReader_read_r(geos->handle, reader, wkt) : NULL;
    if (reader != NULL)
        GEOSWKTReader_destroy_r(geos->handle, reader);
    if (geometry == NULL)
        return pd_geos_fail(ctx, geos, PDOT_FORMAT, N_("read a geometry"));
    return pd_geos_write(ctx, geos, geometry, N_("read a geometry"), out);
}
