/* CRS of layers. OGR hands coordinates over in the order x, y unless the layer's own axis mapping says
 * otherwise. */
#include "source/vector/crs.h"

#include <cpl_conv.h>
#include <ogr_srs_api.h>
#include <string.h>

#include "base/number.h"

/* A local CRS, or an "undefined" one (srs_id -1 and 0 of GeoPackage), says nothing. */
static bool says_nothing(OGRSpatialReferenceH srs)
{
    if (srs == NULL || OSRIsLocal(srs))
        return true;
    const char *name = OSRGetName(srs);
    return name != NULL && (strstr(name, "ndefined") != NULL || strcmp(name, "unknown") == 0);
}

/* True if the data's first axis is a northing: the mapping gives the CRS axis each data axis is. */
static bool has_swapped_axes(OGRSpatialReferenceH srs)
{
    int count = 0;
    const int *mapping = OSRGetDataAxisToSRSAxisMapping(srs, &count);
    if (mapping == NULL || count < 2 || mapping[0] < 1)
        return false;
    OGRAxisOrientation orientation = OAO_Other;
    (void)OSRGetAxis(srs, NULL, mapping[0] - 1, &orientation);
    return orientation == OAO_North || orientation == OAO_South;
}

static pdot_status crs_of_srs(pdot_ctx *ctx, OGRSpatialReferenceH srs, pd_crs **out)
{
    static const char *const format[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", NULL};
    char *wkt = NULL;
    if (OSRExportToWktEx(srs, &wkt, format) != OGRERR_NONE || wkt == NULL) {
        CPLFree(wkt);
        return pd_fail(ctx, PDOT_CRS,
                       "the layer's coordinate reference system cannot be read: declare it with crs:");
    }
    const pdot_status status = pd_crs_new(ctx, wkt, out);
    CPLFree(wkt);
    return status;
}

/* What to write, with what the coordinates look like. */
static pdot_status fail_missing(pdot_ctx *ctx, const pd_layer *layer)
{
    OGREnvelope box = {0};
    if (OGR_L_GetExtent(layer->handle, &box, 1) != OGRERR_NONE)
        return pd_fail(ctx, PDOT_CRS,
                       "the layer does not say its coordinate reference system: write the one it has in the "
                       "manifest, for "
                       "example crs: EPSG:32717");
    char x[PD_NUMBER_SIZE], y[PD_NUMBER_SIZE];
    const bool is_degrees = box.MinX >= -180.0 && box.MaxX <= 180.0 && box.MinY >= -90.0 && box.MaxY <= 90.0;
    (void)pd_number_fixed(box.MinX, is_degrees ? 4 : 0, x);
    (void)pd_number_fixed(box.MinY, is_degrees ? 4 : 0, y);
    if (is_degrees)
        return pd_fail(ctx, PDOT_CRS,
                       "the layer does not say its coordinate reference system: write the one it has in the "
                       "manifest. Its "
                       "coordinates, from %s %s, look like degrees: crs: EPSG:4326 if they are WGS 84",
                       x, y);
    return pd_fail(
        ctx, PDOT_CRS,
        "the layer does not say its coordinate reference system: write the one it has in the manifest. Its "
        "coordinates, from %s %s, look like metres: crs: EPSG:32717 if they are WGS 84 / UTM 17S, EPSG:24877 "
        "if "
        "PSAD56; a wrong choice moves the layer by some 440 m",
        x, y);
}

static pdot_status fail_contradiction(pdot_ctx *ctx, const pd_crs *own, const char *declared)
{
    return pd_fail(ctx, PDOT_CRS,
                   "the layer says it is in %s, the manifest declares %s: a layer's own system is never "
                   "overridden; drop "
                   "crs: from the manifest, or correct the layer",
                   pd_crs_name(own), declared);
}

static pdot_status settle(pdot_ctx *ctx, const pd_layer *layer, const char *declared, pd_layer_crs *out)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(layer->handle);
    const bool is_silent = says_nothing(srs);
    if (is_silent && declared[0] == '\0')
        return fail_missing(ctx, layer);
    if (is_silent)
        return pd_crs_new(ctx, declared, &out->crs);
    out->is_swapped = has_swapped_axes(srs);
    pdot_status status = crs_of_srs(ctx, srs, &out->crs);
    if (status != PDOT_OK || declared[0] == '\0')
        return status;
    pd_crs *said = NULL;
    status = pd_crs_new(ctx, declared, &said);
    if (status == PDOT_OK && !pd_crs_equal(out->crs, said))
        status = fail_contradiction(ctx, out->crs, declared);
    pd_crs_free(said);
    return status;
}

pdot_status pd_layer_settle_crs(pdot_ctx *ctx, const pd_layer *layer, const char *declared, pd_layer_crs *out)
{
    pd_layer_crs found = {0};
    const pdot_status status = settle(ctx, layer, declared, &found);
    if (status != PDOT_OK) {
        pd_crs_free(found.crs);
        const pd_place place = pd_layer_place(layer);
        return pd_locate(ctx, status, &place);
    }
    *out = found;
    return PDOT_OK;
}

/* The extent in degrees; false if it is not known or has no image there (the transformation then speaks of
 * the CRS). */
static bool extent_in_degrees(pdot_ctx *ctx, const pd_layer *layer, const pd_layer_crs *from, pd_box *out)
{
    OGREnvelope box = {0};
    if (OGR_L_GetExtent(layer->handle, &box, 1) != OGRERR_NONE)
        return false;
    pd_box extent = {box.MinX, box.MinY, box.MaxX, box.MaxY};
    if (from->is_swapped)
        extent = (pd_box){box.MinY, box.MinX, box.MaxY, box.MaxX};
    if (pd_crs_degrees(ctx, from->crs, &extent, out) == PDOT_OK)
        return true;
    pd_clear_error(ctx);
    return false;
}

pdot_status pd_layer_transform(pdot_ctx *ctx, const pd_layer *layer, const pd_layer_crs *from,
                               const pd_crs *to, pd_transform **out)
{
    pd_box area;
    const bool is_known = !pd_crs_equal(from->crs, to) && extent_in_degrees(ctx, layer, from, &area);
    const pd_place place = pd_layer_place(layer);
    return pd_locate(ctx, pd_transform_new(ctx, from->crs, to, is_known ? &area : NULL, out), &place);
}
