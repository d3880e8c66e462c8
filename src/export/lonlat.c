/* Longitude and latitude for GeoJSON and the report. */
#include "export/lonlat.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "geo/geometry.h"
#include "geo/shape_wkb.h"
#include "geo/snap.h"

pdot_status pd_lonlat_init(pdot_ctx *ctx, const pdot_plan *plan, int decimals, pd_lonlat *lonlat)
{
    memset(lonlat, 0, sizeof *lonlat);
    lonlat->decimals = decimals;
    pdot_status status = pd_crs_new(ctx, plan->crs, &lonlat->plan_crs);
    if (status == PDOT_OK)
        status = pd_crs_new(ctx, "EPSG:4326", &lonlat->wgs84);
    if (status == PDOT_OK)
        status = pd_transform_new(ctx, lonlat->plan_crs, lonlat->wgs84, NULL, &lonlat->transform);
    if (status != PDOT_OK)
        pd_lonlat_release(lonlat);
    return status;
}

void pd_lonlat_release(pd_lonlat *lonlat)
{
    pd_transform_free(lonlat->transform);
    pd_crs_free(lonlat->wgs84);
    pd_crs_free(lonlat->plan_crs);
    pd_shapes_release(&lonlat->shapes);
    pd_byte_vector_release(&lonlat->exact);
    pd_byte_vector_release(&lonlat->rounded);
    memset(lonlat, 0, sizeof *lonlat);
}

static void clear_shapes(pd_shapes *shapes)
{
    shapes->n_points = shapes->n_rings = shapes->n_shapes = 0;
}

/* Rounds all points, drops repeated ones, and parts left with fewer than `least` points; a polygon whose
 * outer ring goes takes its holes along. */
static void round_shape(pd_shapes *shapes, int decimals, uint32_t least)
{
    uint32_t n_points = 0, n_rings = 0;
    bool is_outer_gone = false;
    for (size_t ring = 0; ring < shapes->n_rings; ring++) {
        const uint32_t begin = shapes->ring_start[ring], end = shapes->ring_start[ring + 1];
        const bool is_hole = shapes->is_hole[ring] != 0;
        const uint32_t first = n_points;
        for (uint32_t i = begin; i < end; i++) {
            const double x = pd_number_round(shapes->xy[2 * (size_t)i], decimals);
            const double y = pd_number_round(shapes->xy[2 * (size_t)i + 1], decimals);
            const double *last = n_points > first ? &shapes->xy[2 * ((size_t)n_points - 1)] : NULL;
            if (last != NULL && !(last[0] < x || last[0] > x || last[1] < y || last[1] > y))
                continue;
            shapes->xy[2 * (size_t)n_points] = x;
            shapes->xy[2 * (size_t)n_points + 1] = y;
            n_points++;
        }
        const bool is_gone = n_points - first < least || (is_hole && is_outer_gone);
        if (!is_hole)
            is_outer_gone = is_gone;
        if (is_gone) {
            n_points = first;
            continue;
        }
        shapes->ring_start[n_rings] = first;
        shapes->is_hole[n_rings] = is_hole;
        n_rings++;
    }
    shapes->ring_start[n_rings] = n_points;
    shapes->shape_start[1] = n_rings;
    shapes->n_rings = n_rings;
    shapes->n_points = n_points;
}

/* Snaps polygons that rounding broke: `exact` is the geometry before rounding. */
static pdot_status load_snapped(pdot_ctx *ctx, pd_lonlat *lonlat, pd_bytes exact)
{
    lonlat->rounded.size = 0;
    pdot_status status = pd_geometry_snap(ctx, exact, pow(10, -lonlat->decimals), &lonlat->rounded);
    clear_shapes(&lonlat->shapes);
    if (status == PDOT_OK)
        status =
            pd_shapes_add_wkb(ctx, &lonlat->shapes, (pd_bytes){lonlat->rounded.data, lonlat->rounded.size});
    if (status == PDOT_OK)
        round_shape(&lonlat->shapes, lonlat->decimals, 4);
    return status;
}

static pdot_status load_polygons(pdot_ctx *ctx, pd_lonlat *lonlat)
{
    bool is_valid = true;
    pdot_status status = pd_shape_to_wkb(ctx, &lonlat->shapes, 0, PD_SHAPE_POLYGONS, &lonlat->exact);
    if (status != PDOT_OK)
        return status;
    round_shape(&lonlat->shapes, lonlat->decimals, 4);
    status = pd_shape_to_wkb(ctx, &lonlat->shapes, 0, PD_SHAPE_POLYGONS, &lonlat->rounded);
    if (status == PDOT_OK && lonlat->shapes.n_rings > 0)
        status = pd_geometry_is_valid(ctx, (pd_bytes){lonlat->rounded.data, lonlat->rounded.size}, &is_valid,
                                      NULL);
    if (status == PDOT_OK && !is_valid)
        status = load_snapped(ctx, lonlat, (pd_bytes){lonlat->exact.data, lonlat->exact.size});
    return status;
}

pdot_status pd_lonlat_load(pdot_ctx *ctx, pd_lonlat *lonlat, pd_geometry_type type, pd_bytes wkb)
{
    clear_shapes(&lonlat->shapes);
    if (wkb.size == 0)
        return PDOT_OK;
    pdot_status status = pd_shapes_add_wkb(ctx, &lonlat->shapes, wkb);
    if (status == PDOT_OK)
        status = pd_transform_apply(ctx, lonlat->transform, lonlat->shapes.xy, lonlat->shapes.n_points);
    if (status != PDOT_OK)
        return status;
    if (type == PD_GEOM_POLYGON)
        status = load_polygons(ctx, lonlat);
    else
        round_shape(&lonlat->shapes, lonlat->decimals, type == PD_GEOM_LINE ? 2 : 1);
    return status == PDOT_OK ? pd_shapes_finish(ctx, &lonlat->shapes, type == PD_GEOM_POLYGON) : status;
}

static void add_point(const pd_lonlat *lonlat, uint32_t index, pd_buffer *out, pd_box *box)
{
    const double x = lonlat->shapes.xy[2 * (size_t)index], y = lonlat->shapes.xy[2 * (size_t)index + 1];
    char number[PD_NUMBER_SIZE];
    pd_buffer_byte(out, '[');
    pd_buffer_text(out, pd_number_format(x, number));
    pd_buffer_byte(out, ',');
    pd_buffer_text(out, pd_number_format(y, number));
    pd_buffer_byte(out, ']');
    box->min_x = fmin(box->min_x, x);
    box->min_y = fmin(box->min_y, y);
    box->max_x = fmax(box->max_x, x);
    box->max_y = fmax(box->max_y, y);
}

static void add_ring(const pd_lonlat *lonlat, size_t ring, pd_buffer *out, pd_box *box)
{
    pd_buffer_byte(out, '[');
    for (uint32_t i = lonlat->shapes.ring_start[ring]; i < lonlat->shapes.ring_start[ring + 1]; i++) {
        if (i > lonlat->shapes.ring_start[ring])
            pd_buffer_byte(out, ',');
        add_point(lonlat, i, out, box);
    }
    pd_buffer_byte(out, ']');
}

void pd_lonlat_json(const pd_lonlat *lonlat, pd_geometry_type type, pd_buffer *out, pd_box *box)
{
    static const char *const NAMES[] = {"", "Point", "MultiLineString", "MultiPolygon"};
    const pd_shapes *shapes = &lonlat->shapes;
    if (shapes->n_shapes == 0 || shapes->n_rings == 0) {
        pd_buffer_text(out, "null");
        return;
    }
    pd_buffer_format(out, "{\"type\":\"%s\",\"coordinates\":", NAMES[type]);
    if (type == PD_GEOM_POINT) {
        add_point(lonlat, 0, out, box);
        pd_buffer_byte(out, '}');
        return;
    }
    pd_buffer_byte(out, '[');
    for (size_t ring = 0; ring < shapes->n_rings; ring++) {
        const bool opens = type == PD_GEOM_POLYGON && shapes->is_hole[ring] == 0;
        if (ring > 0)
            pd_buffer_text(out, opens ? "],[" : ",");
        else if (opens)
            pd_buffer_byte(out, '[');
        add_ring(lonlat, ring, out, box);
    }
    pd_buffer_text(out, type == PD_GEOM_POLYGON ? "]]}" : "]}");
}
