/* Geometries from OGR to the plan. Order: linear and flat (OGR), transformed, then repaired in the plan CRS,
 * where the engine needs it valid. */
#include "source/vector/geometry.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/number.h"

static const char *const KINDS[] = {N_("points"), N_("lines"), N_("polygons")};

void pd_fitter_release(pd_fitter *fitter)
{
    pd_byte_vector_release(&fitter->raw);
    pd_byte_vector_release(&fitter->fit);
    pd_transform_free(fitter->transform);
    fitter->transform = NULL;
}

typedef struct point_pass {
    pdot_ctx *ctx;
    pd_fitter *fitter;
    bool is_on_a_map; /* numbers that are none, or larger than any map, are not */
} point_pass;

static pdot_status move_points(void *user, double *xy, size_t n)
{
    point_pass *pass = user;
    for (size_t i = 0; i < 2 * n; i++)
        pass->is_on_a_map = pass->is_on_a_map && fabs(xy[i]) <= PD_LIMIT_COORDINATE;
    if (!pass->is_on_a_map)
        return PDOT_OK;
    for (size_t i = 0; pass->fitter->is_swapped && i < n; i++) {
        const double first = xy[2 * i];
        xy[2 * i] = xy[2 * i + 1];
        xy[2 * i + 1] = first;
    }
    return pd_transform_apply(pass->ctx, pass->fitter->transform, xy, n);
}

enum { AREA_SIZE = PD_NUMBER_SIZE + 4 };

static void format_area(const pd_fitter *fitter, double area, char out[AREA_SIZE])
{
    char number[PD_NUMBER_SIZE];
    (void)pd_number_fixed(fitter->is_metric ? area / 1e4 : area, 4, number);
    (void)snprintf(out, AREA_SIZE, "%s%s", number, fitter->is_metric ? " ha" : "");
}

/* A feature's id as the subject of what is said of it; a row of a table has its line. */
static const char *subject_of(pd_fitter *fitter, const pd_place *place)
{
    (void)snprintf(fitter->subject, sizeof fitter->subject, "%lld", (long long)place->row);
    return place->is_feature ? fitter->subject : "";
}

/* The shape was invalid: says what the repair did, and whether it is accepted. */
static bool report_repair(pd_fitter *fitter, const pd_repair *repair, const pd_place *place)
{
    char before[AREA_SIZE], after[AREA_SIZE], share[PD_NUMBER_SIZE];
    format_area(fitter, repair->area_before, before);
    format_area(fitter, repair->area_after, after);
    (void)pd_number_fixed(100.0 * repair->change, 2, share);
    const bool is_accepted = repair->change <= fitter->max_area_change;
    if (is_accepted)
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_repaired", subject_of(fitter, place),
                       place, "Invalid polygon (%s) repaired: area %s before, %s after.", repair->reason,
                       before, after);
    else
        pd_finding_add(fitter->findings, PDOT_SEVERITY_ERROR, "geom_invalid", subject_of(fitter, place),
                       place,
                       "Invalid polygon (%s) left out: a repair would change it by %s %% (area %s before, %s "
                       "after). Mend "
                       "it in the source.",
                       repair->reason, share, before, after);
    pd_finding_values(fitter->findings, before, after);
    return is_accepted;
}

enum { WKB_POLYGON = 3, WKB_MULTIPOLYGON = 6 };

/* A valid polygon needs no GEOS: its bytes are kept, with the head of a multi geometry where it has none. */
static pdot_status keep_polygon(pdot_ctx *ctx, pd_fitter *fitter)
{
    static const unsigned char multi_of_one[9] = {1, WKB_MULTIPOLYGON, 0, 0, 0, 1, 0, 0, 0};
    const size_t head = fitter->raw.data[1] == WKB_POLYGON ? sizeof multi_of_one : 0;
    if (!pd_grow(ctx, (void **)&fitter->fit.data, &fitter->fit.capacity, head + fitter->raw.size, 1))
        return PDOT_NOMEM;
    memcpy(fitter->fit.data, multi_of_one, head);
    memcpy(fitter->fit.data + head, fitter->raw.data, fitter->raw.size);
    fitter->fit.size = head + fitter->raw.size;
    return PDOT_OK;
}

static pdot_status fit_polygon(pdot_ctx *ctx, pd_fitter *fitter, const pd_place *place)
{
    const pd_bytes raw = {fitter->raw.data, fitter->raw.size};
    const bool is_polygon = raw.data[1] == WKB_POLYGON || raw.data[1] == WKB_MULTIPOLYGON;
    pd_repair repair = {.was_valid = false};
    pdot_status status = pd_geometry_is_plain(ctx, raw, &repair.was_valid);
    if (status == PDOT_OK && !repair.was_valid)
        status = pd_geometry_is_valid(ctx, raw, &repair.was_valid, NULL);
    if (status == PDOT_OK && repair.was_valid && is_polygon)
        return keep_polygon(ctx, fitter);
    if (status == PDOT_OK)
        status = pd_geometry_repair(ctx, raw, &repair, &fitter->fit);
    if (status != PDOT_OK)
        return status;
    if (!repair.was_valid && !report_repair(fitter, &repair, place)) {
        fitter->fit.size = 0;
    } else if (!(repair.area_after > 0.0)) {
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_empty", subject_of(fitter, place), place,
                       "Left out: the polygon has no area.");
        fitter->fit.size = 0;
    }
    return PDOT_OK;
}

/* Lines may cross themselves; only parts that are a single point are invalid, and they have no length to
 * lose. */
static pdot_status fit_line(pdot_ctx *ctx, pd_fitter *fitter, const pd_place *place)
{
    bool is_valid = false;
    char reason[256];
    double length = 0.0;
    const pd_bytes raw = {fitter->raw.data, fitter->raw.size};
    pdot_status status = pd_geometry_is_valid(ctx, raw, &is_valid, reason);
    if (status == PDOT_OK && is_valid)
        status = pd_geometry_multi(ctx, raw, 1, &fitter->fit);
    else if (status == PDOT_OK)
        status = pd_geometry_make_valid(ctx, raw, &fitter->fit);
    if (status == PDOT_OK && !is_valid) {
        pd_byte_vector valid = fitter->fit;
        fitter->fit = (pd_byte_vector){0};
        status = pd_geometry_multi(ctx, (pd_bytes){valid.data, valid.size}, 1, &fitter->fit);
        pd_byte_vector_release(&valid);
    }
    if (status == PDOT_OK)
        status = pd_geometry_length(ctx, (pd_bytes){fitter->fit.data, fitter->fit.size}, &length);
    if (status != PDOT_OK)
        return status;
    if (!(length > 0.0)) {
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_invalid", subject_of(fitter, place),
                       place, "Left out: the line has no length, all its points are one.");
        fitter->fit.size = 0;
    } else if (!is_valid) {
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_repaired", subject_of(fitter, place),
                       place, "Invalid line (%s) repaired: parts that are a single point were dropped.",
                       reason);
    }
    return PDOT_OK;
}

static pdot_status fit_points(pdot_ctx *ctx, pd_fitter *fitter, const pd_place *place)
{
    const pdot_status status =
        pd_geometry_multi(ctx, (pd_bytes){fitter->raw.data, fitter->raw.size}, 0, &fitter->fit);
    if (status == PDOT_OK && fitter->fit.size < 9 + 21) { /* head of a MULTIPOINT, one POINT */
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_empty", subject_of(fitter, place), place,
                       "Left out: the feature has no geometry.");
        fitter->fit.size = 0;
    }
    return status;
}

static pdot_status fit_wanted(pdot_ctx *ctx, pd_fitter *fitter, int dimension, const pd_place *place)
{
    if (dimension == 2)
        return fit_polygon(ctx, fitter, place);
    return dimension == 1 ? fit_line(ctx, fitter, place) : fit_points(ctx, fitter, place);
}

pdot_status pd_fitter_fit_raw(pdot_ctx *ctx, pd_fitter *fitter, int dimension, const pd_place *place)
{
    fitter->fit.size = 0;
    point_pass pass = {ctx, fitter, true};
    pdot_status status = pd_geometry_each_points(ctx, fitter->raw.data, fitter->raw.size, move_points, &pass);
    if (status == PDOT_CRS) { /* one stray feature does not stop a layer; all of them do (the reader looks) */
        fitter->n_without_image++;
        pd_finding_add(fitter->findings, PDOT_SEVERITY_ERROR, "outside_extent", subject_of(fitter, place),
                       place, "Left out: %s.", pdot_ctx_error(ctx)->message);
        pd_clear_error(ctx);
        return PDOT_OK;
    }
    if (status != PDOT_OK)
        return status;
    if (!pass.is_on_a_map) {
        pd_finding_add(fitter->findings, PDOT_SEVERITY_ERROR, "geom_invalid", subject_of(fitter, place),
                       place, "Left out: a coordinate is no number, or larger than any map.");
        return PDOT_OK;
    }
    return fit_wanted(ctx, fitter, dimension, place);
}

static pdot_status export_wkb(pdot_ctx *ctx, pd_fitter *fitter, OGRGeometryH flat)
{
    const size_t size = (size_t)OGR_G_WkbSize(flat);
    if (!pd_grow(ctx, (void **)&fitter->raw.data, &fitter->raw.capacity, size, 1))
        return PDOT_NOMEM;
    if (OGR_G_ExportToIsoWkb(flat, wkbNDR, fitter->raw.data) != OGRERR_NONE)
        return pd_fail(ctx, PDOT_GEOMETRY, "a geometry cannot be read");
    fitter->raw.size = size;
    return PDOT_OK;
}

/* A linear, flat copy with closed rings. */
static OGRGeometryH flatten(pd_fitter *fitter, OGRGeometryH geometry)
{
    const OGRwkbGeometryType type = OGR_G_GetGeometryType(geometry);
    const OGRwkbGeometryType flat_type = wkbFlatten(type);
    OGRGeometryH copy;
    if (OGR_G_HasCurveGeometry(geometry, 0)) {
        fitter->n_curves++;
        copy = OGR_G_GetLinearGeometry(geometry, 0.0, NULL);
    } else {
        copy = OGR_G_Clone(geometry);
    }
    fitter->n_heights += OGR_GT_HasZ(type) || OGR_GT_HasM(type);
    if (copy != NULL &&
        (flat_type == wkbTIN || flat_type == wkbPolyhedralSurface || flat_type == wkbTriangle))
        copy = OGR_G_ForceToMultiPolygon(copy);
    if (copy != NULL) {
        OGR_G_FlattenTo2D(copy);
        OGR_G_CloseRings(copy);
    }
    return copy;
}

/* Parts of another dimension than wanted; of a geometry that is no collection itself one or none. */
static int count_unwanted(OGRGeometryH geometry, int wanted)
{
    if (wkbFlatten(OGR_G_GetGeometryType(geometry)) != wkbGeometryCollection)
        return OGR_G_GetDimension(geometry) != wanted;
    int unwanted = 0;
    const int n = OGR_G_GetGeometryCount(geometry);
    for (int i = 0; i < n; i++)
        unwanted += OGR_G_GetDimension(OGR_G_GetGeometryRef(geometry, i)) != wanted;
    return unwanted;
}

/* False if the feature holds nothing of the wanted dimension. */
static bool check_kind(pd_fitter *fitter, OGRGeometryH geometry, int wanted, const pd_place *place)
{
    const pdot_ctx *ctx = fitter->findings->ctx;
    const bool is_collection = wkbFlatten(OGR_G_GetGeometryType(geometry)) == wkbGeometryCollection;
    const int parts = is_collection ? OGR_G_GetGeometryCount(geometry) : 1;
    const int unwanted = count_unwanted(geometry, wanted);
    if (unwanted == parts)
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_mixed", subject_of(fitter, place), place,
                       "Left out: the feature holds %s where %s are wanted.",
                       pd_translate(ctx, KINDS[OGR_G_GetDimension(geometry)]),
                       pd_translate(ctx, KINDS[wanted]));
    else if (unwanted > 0)
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, "geom_mixed", subject_of(fitter, place), place,
                       "%d of the feature's %d parts are no %s and were left out.", unwanted, parts,
                       pd_translate(ctx, KINDS[wanted]));
    return unwanted < parts;
}

pdot_status pd_fitter_fit(pdot_ctx *ctx, pd_fitter *fitter, OGRGeometryH geometry, const pd_place *place)
{
    fitter->fit.size = 0;
    if (geometry == NULL || OGR_G_IsEmpty(geometry)) {
        pd_finding_add(fitter->findings, PDOT_SEVERITY_REVIEW, geometry == NULL ? "geom_null" : "geom_empty",
                       subject_of(fitter, place), place, "Left out: the feature has no geometry.");
        return PDOT_OK;
    }
    const int wanted = fitter->dimension >= 0 ? fitter->dimension : OGR_G_GetDimension(geometry);
    if (!check_kind(fitter, geometry, wanted, place))
        return PDOT_OK;
    OGRGeometryH flat = flatten(fitter, geometry);
    pdot_status status = flat != NULL ? export_wkb(ctx, fitter, flat)
                                      : pd_fail(ctx, PDOT_GEOMETRY, "a geometry cannot be read");
    if (flat != NULL)
        OGR_G_DestroyGeometry(flat);
    if (status == PDOT_OK)
        status = pd_fitter_fit_raw(ctx, fitter, wanted, place);
    return status;
}

void pd_fitter_report(pd_fitter *fitter, const pd_place *place)
{
    if (fitter->n_curves > 0)
        pd_finding_add(fitter->findings, PDOT_SEVERITY_INFO, "geom_curve", "", place,
                       "%lld features have curves: made of straight pieces.", (long long)fitter->n_curves);
    if (fitter->n_heights > 0)
        pd_finding_add(fitter->findings, PDOT_SEVERITY_INFO, "geom_zm", "", place,
                       "%lld features have heights or measures: dropped.", (long long)fitter->n_heights);
    fitter->n_curves = fitter->n_heights = 0;
}
