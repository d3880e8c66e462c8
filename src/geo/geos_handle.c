/* The context slot of GEOS, and geometries between WKB and GEOS. */
#include "geo/geos_handle.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

static void keep_message(const char *message, void *user)
{
    pd_geos *geos = user;
    (void)snprintf(geos->message, sizeof geos->message, "%s", message);
}

static void ignore_notice(const char *message, void *user)
{
    (void)message;
    (void)user;
}

static void destroy_geos(void *handle)
{
    pd_geos *geos = handle;
    if (geos->reader != NULL)
        GEOSWKBReader_destroy_r(geos->handle, geos->reader);
    if (geos->mender != NULL)
        GEOSWKBReader_destroy_r(geos->handle, geos->mender);
    if (geos->writer != NULL)
        GEOSWKBWriter_destroy_r(geos->handle, geos->writer);
    GEOS_finish_r(geos->handle);
    pd_free(geos);
}

static bool make_tools(pd_geos *geos)
{
    geos->reader = GEOSWKBReader_create_r(geos->handle);
    geos->mender = GEOSWKBReader_create_r(geos->handle);
    geos->writer = GEOSWKBWriter_create_r(geos->handle);
    if (geos->reader == NULL || geos->mender == NULL || geos->writer == NULL)
        return false;
    GEOSWKBReader_setFixStructure_r(geos->handle, geos->mender, 1);
    GEOSWKBWriter_setOutputDimension_r(geos->handle, geos->writer, 2);
    GEOSWKBWriter_setByteOrder_r(geos->handle, geos->writer, GEOS_WKB_NDR);
    return true;
}

pd_geos *pd_geos_get(pdot_ctx *ctx)
{
    pd_geos *geos = pd_slot_get(ctx, PD_SLOT_GEOS);
    if (geos != NULL) {
        geos->message[0] = '\0';
        return geos;
    }
    geos = pd_alloc(ctx, sizeof *geos);
    if (geos == NULL)
        return NULL;
    geos->handle = GEOS_init_r();
    if (geos->handle == NULL) {
        pd_free(geos);
        (void)pd_fail(ctx, PDOT_NOMEM, "GEOS cannot start: out of memory");
        return NULL;
    }
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    GEOSContext_setNoticeMessageHandler_r(geos->handle, ignore_notice, geos);
    if (!make_tools(geos)) {
        destroy_geos(geos);
        (void)pd_fail(ctx, PDOT_NOMEM, "GEOS cannot start: out of memory");
        return NULL;
    }
    pd_slot_set(ctx, PD_SLOT_GEOS, geos, destroy_geos);
    return geos;
}

pdot_status pd_geos_fail(pdot_ctx *ctx, const pd_geos *geos, pdot_status status, const char *doing)
{
    if (strstr(geos->message, "bad_alloc") != NULL)
        return pd_fail(ctx, PDOT_NOMEM, "out of memory");
    return pd_fail(ctx, status, "cannot %s: %s", pd_translate(ctx, doing), pd_translate(ctx, geos->message));
}

static bool is_on_a_map(pd_geos *geos, const GEOSGeometry *geometry)
{
    double box[4] = {0, 0, 0, 0};
    if (GEOSisEmpty_r(geos->handle, geometry) == 1)
        return true;
    if (GEOSGeom_getExtent_r(geos->handle, geometry, &box[0], &box[1], &box[2], &box[3]) != 1)
        return false;
    for (int i = 0; i < 4; i++)
        if (!(fabs(box[i]) <= PD_LIMIT_COORDINATE))
            return false;
    return true;
}

GEOSGeometry *pd_geos_parse(pd_geos *geos, GEOSWKBReader *reader, pd_bytes wkb)
{
    GEOSGeometry *geometry = GEOSWKBReader_read_r(geos->handle, reader, wkb.data, wkb.size);
    if (geometry == NULL || is_on_a_map(geos, geometry))
        return geometry;
    GEOSGeom_destroy_r(geos->handle, geometry);
    (void)snprintf(geos->message, sizeof geos->message, "%s", N_("a coordinate is larger than any map"));
    return NULL;
}

GEOSGeometry *pd_geos_read(pdot_ctx *ctx, pd_geos *geos, pd_bytes wkb)
{
    GEOSGeometry *geometry = pd_geos_parse(geos, geos->reader, wkb);
    if (geometry == NULL)
        (void)pd_geos_fail(ctx, geos, PDOT_FORMAT, N_("read a geometry"));
    return geometry;
}

static pdot_status copy_bytes(pdot_ctx *ctx, const unsigned char *data, size_t size, pd_byte_vector *out)
{
    if (!pd_grow(ctx, (void **)&out->data, &out->capacity, size, 1))
        return PDOT_NOMEM;
    memcpy(out->data, data, size);
    out->size = size;
    return PDOT_OK;
}

pdot_status pd_geos_write(pdot_ctx *ctx, pd_geos *geos, GEOSGeometry *geometry, const char *doing,
                          pd_byte_vector *out)
{
    if (geometry == NULL)
        return pd_geos_fail(ctx, geos, PDOT_GEOMETRY, doing);
    size_t size = 0;
    unsigned char *data = GEOSWKBWriter_write_r(geos->handle, geos->writer, geometry, &size);
    GEOSGeom_destroy_r(geos->handle, geometry);
    if (data == NULL)
        return pd_geos_fail(ctx, geos, PDOT_GEOMETRY, N_("write a geometry"));
    const pdot_status status = copy_bytes(ctx, data, size, out);
    GEOSFree_r(geos->handle, data);
    return status;
}

/* Puts copies of the simple parts of `dimension` into parts[*n…]; parts has room for all. */
static bool collect_parts(pd_geos *geos, const GEOSGeometry *geometry, int dimension, GEOSGeometry **parts,
                          unsigned *n)
{
    const int type = GEOSGeomTypeId_r(geos->handle, geometry);
    if (type >= GEOS_MULTIPOINT) {
        const int count = GEOSGetNumGeometries_r(geos->handle, geometry);
        for (int i = 0; i < count; i++) {
            if (!collect_parts(geos, GEOSGetGeometryN_r(geos->handle, geometry, i), dimension, parts, n))
                return false;
        }
        return true;
    }
    if (GEOSisEmpty_r(geos->handle, geometry) != 0 ||
        GEOSGeom_getDimensions_r(geos->handle, geometry) != dimension)
        return true;
    parts[*n] = GEOSGeom_clone_r(geos->handle, geometry);
    return parts[(*n)++] != NULL;
}

static int count_parts(pd_geos *geos, const GEOSGeometry *geometry)
{
    if (GEOSGeomTypeId_r(geos->handle, geometry) < GEOS_MULTIPOINT)
        return 1;
    int total = 0;
    const int count = GEOSGetNumGeometries_r(geos->handle, geometry);
    for (int i = 0; i < count; i++)
        total += count_parts(geos, GEOSGetGeometryN_r(geos->handle, geometry, i));
    return total;
}

GEOSGeometry *pd_geos_multi(pdot_ctx *ctx, pd_geos *geos, GEOSGeometry *geometry, int dimension)
{
    static const int types[] = {GEOS_MULTIPOINT, GEOS_MULTILINESTRING, GEOS_MULTIPOLYGON};
    if (geometry == NULL)
        return NULL;
    const int type = types[dimension];
    if (GEOSGeomTypeId_r(geos->handle, geometry) == type)
        return geometry;
    const int room = count_parts(geos, geometry);
    GEOSGeometry **parts = pd_alloc_array(ctx, (size_t)room + 1, sizeof *parts);
    unsigned n = 0;
    GEOSGeometry *multi = NULL;
    if (parts != NULL && collect_parts(geos, geometry, dimension, parts, &n))
        multi = GEOSGeom_createCollection_r(geos->handle, type, parts, n);
    else if (parts != NULL) {
        for (unsigned i = 0; i < n; i++)
            GEOSGeom_destroy_r(geos->handle, parts[i]);
    }
    pd_free(parts);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return multi;
}
