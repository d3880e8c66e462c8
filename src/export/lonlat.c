/* Longitude and latitude for GeoJSON and the report. */
#include "export/lonlat.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "geo/geometry.h"
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
    pd_byte_vector_release(&lonlat->wkb);
    pd_byte_vector_release(&lonlat->fixed);
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

static void add_bytes(pd_buffer *out, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        pd_buffer_byte(out, (char)(value >> (8 * i)));
}

static void add_double(pd_buffer *out, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    add_bytes(out, (uint32_t)bits);
    add_bytes(out, (uint32_t)(bits >> 32));
}

static uint32_t count_rings(const pd_shapes *shapes, size_t outer)
{
    size_t n = 1;
    while (outer + n < shapes->n_rings && shapes->is_hole[outer + n] != 0)
        n++;
    return (uint32_t)n;
}

/* The shape as WKB MULTIPOLYGON, little-endian. */
static void add_polygons(const pd_shapes *shapes, pd_buffer *out)
{
    uint32_t n_polygons = 0;
    for (size_t ring = 0; ring < shapes->n_rings; ring++)
        n_polygons += shapes->is_hole[ring] == 0;
    pd_buffer_byte(out, 1);
    add_bytes(out, 6);
    add_bytes(out, n_polygons);
    for (size_t ring = 0; ring < shapes->n_rings; ring++) {
        if (shapes->is_hole[ring] == 0) {
            pd_buffer_byte(out, 1);
            add_bytes(out, 3);
            add_bytes(out, count_rings(shapes, ring));
        }
        const uint32_t begin = shapes->ring_start[ring], end = shapes->ring_start[ring + 1];
        add_bytes(out, end - begin);
        for (size_t i = 2 * (size_t)begin; i < 2 * (size_t)end; i++)
            add_double(out, shapes->xy[i]);
    }
}

/* Snaps polygons that rounding broke: `exact` is the geometry before rounding. */
static pdot_status load_snapped(pdot_ctx *ctx, pd_lonlat *lonlat, pd_bytes exact)
{
    lonlat->fixed.size = 0;
    pdot_status status = pd_geometry_snap(ctx, exact, pow(10, -lonlat->decimals), &lonlat->fixed);
    clear_shapes(&lonlat->shapes);
    if (status == PDOT_OK)
        status = pd_shapes_add_wkb(ctx, &lonlat->shapes, (pd_bytes){lonlat->fixed.data, lonlat->fixed.size});
    if (status == PDOT_OK)
        round_shape(&lonlat->shapes, lonlat->decimals, 4);
    return status;
}

static pdot_status load_polygons(pdot_ctx *ctx, pd_lonlat *lonlat)
{
    pd_buffer exact, rounded;
    bool is_valid = true;
    pd_buffer_init(ctx, &exact);
    pd_buffer_init(ctx, &rounded);
    add_polygons(&lonlat->shapes, &exact);
    round_shape(&lonlat->shapes, lonlat->decimals, 4);
    add_polygons(&lonlat->shapes, &rounded);
    pdot_status status = pd_buffer_status(&exact);
    if (status == PDOT_OK)
        status = pd_buffer_status(&rounded);
    if (status == PDOT_OK && lonlat->shapes.n_rings > 0)
        status = pd_geometry_is_valid(ctx, (pd_bytes){(const unsigned char *)rounded.data, rounded.size},
                                      &is_valid, NULL);
    if (status == PDOT_OK && !is_valid)
        status = load_snapped(ctx, lonlat, (pd_bytes){(const unsigned char *)exact.data, exact.size});
    pd_buffer_release(&exact);
    pd_buffer_release(&rounded);
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
