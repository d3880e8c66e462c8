#include "ellipsoid.h"

#include <stdlib.h>
#include <string.h>

#include "geo/equal_area.h"
#include "memory.h"
#include "wkb.h"

struct ellipsoid {
    pdot_ctx *ctx;
    pd_equal_area *measure;
};

static void check(pdot_ctx *ctx, pdot_status status)
{
    if (status != PDOT_OK)
        die("%s", pdot_ctx_error(ctx)->message);
}

ellipsoid *ellipsoid_open(const char *crs)
{
    ellipsoid *self = need_zeroed(1, sizeof *self);
    pd_crs *parsed = NULL;
    self->ctx = pdot_ctx_new();
    if (self->ctx == NULL)
        die("out of memory");
    check(self->ctx, pd_crs_new(self->ctx, crs, &parsed));
    check(self->ctx, pd_equal_area_new(self->ctx, parsed, &self->measure));
    if (!pd_equal_area_is_shareable(self->measure))
        die("%s: only transverse Mercator and degrees can be measured by several threads", crs);
    pd_crs_free(parsed);
    return self;
}

/* ---- polygons */

static unsigned char *put_u32(unsigned char *at, size_t value)
{
    const uint32_t word = (uint32_t)value;
    return (unsigned char *)memcpy(at, &word, sizeof word) + sizeof word;
}

static unsigned char *put_head(unsigned char *at, uint32_t type, size_t count)
{
    *at = 1;
    return put_u32(put_u32(at + 1, type), count);
}

/* The shape's rings as a multipolygon. */
static unsigned char *to_wkb(const pd_shapes *shapes)
{
    size_t outer = 0;
    for (size_t r = 0; r < shapes->n_rings; r++)
        outer += !shapes->is_hole[r];
    unsigned char *wkb = need(9 + 9 * outer + 4 * shapes->n_rings + 16 * shapes->n_points, 1);
    unsigned char *at = put_head(wkb, 6, outer);
    for (size_t r = 0; r < shapes->n_rings; r++) {
        size_t next = r + 1;
        const size_t first = shapes->ring_start[r], n = shapes->ring_start[r + 1] - first;
        if (!shapes->is_hole[r]) {
            while (next < shapes->n_rings && shapes->is_hole[next])
                next++;
            at = put_head(at, 3, next - r);
        }
        at = put_u32(at, n);
        memcpy(at, shapes->xy + 2 * first, 16 * n);
        at += 16 * n;
    }
    return wkb;
}

void ellipsoid_move(const ellipsoid *self, feature_list *polygons)
{
    for (size_t i = 0; i < polygons->n; i++) {
        feature *f = &polygons->item[i];
        pd_shapes shapes = {0};
        check(self->ctx, pd_shapes_add_wkb(self->ctx, &shapes, (pd_bytes){f->wkb, f->size}));
        check(self->ctx, pd_equal_area_shapes(self->ctx, self->measure, 1, true, &shapes));
        f->wkb = to_wkb(&shapes);
        f->box = wkb_box(f->wkb);
        pd_shapes_release(&shapes);
    }
}

/* ---- lines */

static double sequence_length(const ellipsoid *self, const double *xy, size_t n)
{
    double length = 0;
    for (size_t i = 1; i < n; i++) {
        double segment = 0;
        check(self->ctx, pd_segment_m(self->ctx, self->measure, xy + 2 * i - 2, xy + 2 * i, &segment));
        length += segment;
    }
    return length;
}

static double line_length(const ellipsoid *self, GEOSContextHandle_t geos, const GEOSGeometry *line)
{
    const GEOSCoordSequence *sequence = GEOSGeom_getCoordSeq_r(geos, line);
    unsigned n = 0;
    GEOSCoordSeq_getSize_r(geos, sequence, &n);
    double *xy = need(n, 2 * sizeof *xy);
    GEOSCoordSeq_copyToBuffer_r(geos, sequence, xy, 0, 0);
    const double length = sequence_length(self, xy, n);
    free(xy);
    return length;
}

double ellipsoid_length(const ellipsoid *self, GEOSContextHandle_t geos, const GEOSGeometry *lines)
{
    const int type = GEOSGeomTypeId_r(geos, lines);
    double length = 0;
    if (type == GEOS_LINESTRING)
        return line_length(self, geos, lines);
    if (type == GEOS_POINT)
        return 0;
    for (int i = 0; i < GEOSGetNumGeometries_r(geos, lines); i++)
        length += ellipsoid_length(self, geos, GEOSGetGeometryN_r(geos, lines, i));
    return length;
}

double ellipsoid_wkb_length(const ellipsoid *self, GEOSContextHandle_t geos, const unsigned char *lines)
{
    GEOSGeometry *geometry = wkb_to_geos(geos, lines);
    const double length = ellipsoid_length(self, geos, geometry);
    GEOSGeom_destroy_r(geos, geometry);
    return length;
}
