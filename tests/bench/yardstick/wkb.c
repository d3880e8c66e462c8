#include "wkb.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { WKB_POINT = 1, WKB_LINE = 2, WKB_POLYGON = 3 };

static uint32_t take_u32(const unsigned char **at)
{
    uint32_t value;
    memcpy(&value, *at, sizeof value);
    *at += sizeof value;
    return value;
}

/* Type, behind the byte order. */
static uint32_t take_type(const unsigned char **at)
{
    *at += 1;
    return take_u32(at);
}

static void take_point(const unsigned char **at, double xy[2])
{
    memcpy(xy, *at, 2 * sizeof *xy);
    *at += 2 * sizeof *xy;
}

static void widen(const unsigned char **at, box *b)
{
    const uint32_t type = take_type(at);
    uint32_t parts = type == WKB_POINT || type == WKB_LINE ? 1 : take_u32(at);
    for (; parts > 0; parts--) {
        if (type > WKB_POLYGON) {
            widen(at, b);
            continue;
        }
        for (uint32_t n = type == WKB_POINT ? 1 : take_u32(at); n > 0; n--) {
            double p[2];
            take_point(at, p);
            *b =
                (box){fmin(b->min_x, p[0]), fmin(b->min_y, p[1]), fmax(b->max_x, p[0]), fmax(b->max_y, p[1])};
        }
    }
}

box wkb_box(const unsigned char *wkb)
{
    box b = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    widen(&wkb, &b);
    return b;
}

/* Coordinates are taken relative to the first point. */
static double ring_area(const unsigned char **at)
{
    uint32_t n = take_u32(at);
    double first[2] = {0, 0}, last[2] = {0, 0}, twice = 0;
    if (n > 0)
        memcpy(first, *at, sizeof first);
    for (; n > 0; n--) {
        double p[2];
        take_point(at, p);
        p[0] -= first[0];
        p[1] -= first[1];
        twice += last[0] * p[1] - p[0] * last[1];
        memcpy(last, p, sizeof last);
    }
    return fabs(twice) / 2;
}

static double line_length(const unsigned char **at)
{
    uint32_t n = take_u32(at);
    double last[2] = {0, 0}, length = 0;
    if (n > 0)
        memcpy(last, *at, sizeof last);
    for (; n > 0; n--) {
        double p[2];
        take_point(at, p);
        length += sqrt((p[0] - last[0]) * (p[0] - last[0]) + (p[1] - last[1]) * (p[1] - last[1]));
        memcpy(last, p, sizeof last);
    }
    return length;
}

static double take_measure(const unsigned char **at)
{
    const uint32_t type = take_type(at);
    if (type == WKB_LINE)
        return line_length(at);
    const uint32_t parts = take_u32(at);
    double measure = 0;
    for (uint32_t i = 0; i < parts; i++) {
        if (type > WKB_POLYGON)
            measure += take_measure(at);
        else
            measure += i == 0 ? ring_area(at) : -ring_area(at);
    }
    return measure;
}

double wkb_measure(const unsigned char *wkb)
{
    return take_measure(&wkb);
}

/* GEOS wants aligned doubles. */
static GEOSCoordSequence *take_sequence(GEOSContextHandle_t geos, const unsigned char **at)
{
    const uint32_t n = take_u32(at);
    double *aligned = need(n, 2 * sizeof *aligned);
    memcpy(aligned, *at, n * 2 * sizeof *aligned);
    *at += n * 2 * sizeof *aligned;
    GEOSCoordSequence *sequence = GEOSCoordSeq_copyFromBuffer_r(geos, aligned, n, 0, 0);
    free(aligned);
    return sequence;
}

static GEOSGeometry *take_geometry(GEOSContextHandle_t geos, const unsigned char **at)
{
    const uint32_t type = take_type(at);
    if (type == WKB_LINE)
        return GEOSGeom_createLineString_r(geos, take_sequence(geos, at));
    const uint32_t n = take_u32(at);
    GEOSGeometry **part = need(n, sizeof *part), *whole;
    for (uint32_t i = 0; i < n; i++)
        part[i] = type == WKB_POLYGON ? GEOSGeom_createLinearRing_r(geos, take_sequence(geos, at))
                                      : take_geometry(geos, at);
    if (type == WKB_POLYGON)
        whole = n > 0 ? GEOSGeom_createPolygon_r(geos, part[0], part + 1, n - 1)
                      : GEOSGeom_createEmptyPolygon_r(geos);
    else
        whole =
            GEOSGeom_createCollection_r(geos, type == 5 ? GEOS_MULTILINESTRING : GEOS_MULTIPOLYGON, part, n);
    free(part);
    return whole;
}

GEOSGeometry *wkb_to_geos(GEOSContextHandle_t geos, const unsigned char *wkb)
{
    GEOSGeometry *geometry = take_geometry(geos, &wkb);
    if (geometry == NULL)
        die("GEOS refuses a geometry");
    return geometry;
}
