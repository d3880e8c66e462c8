/* Boundary health: where the polygons of one level share ground, leave gaps between them, or disagree with
 * the outline of their parent. Pure geometry: the caller hands in valid polygons in one plane and gets
 * pieces, each with its polygons, place, width and area. Nothing is mended here.
 *
 *     pd_boundary health = {0};
 *     const pd_boundary_options options = {.area = area, .is_geographic = true, .jobs = 2};
 *     status = pd_boundary_health(ctx, wkb, n, &options, &health);
 *     ... health.pieces[0 .. health.count - 1] ...
 *     pd_boundary_release(&health); */
#ifndef PD_COVERAGE_BOUNDARY_BOUNDARY_H
#define PD_COVERAGE_BOUNDARY_BOUNDARY_H

#include "geo/equal_area.h"
#include "geo/shapes.h"

typedef enum pd_boundary_kind {
    PD_BOUNDARY_OVERLAP, /* ground of two polygons: one piece for each pair */
    PD_BOUNDARY_GAP, /* ground of none, enclosed by some: one piece for each hole of the union, and for each
                        place closed in by parts that meet in corners */
    PD_BOUNDARY_MISSING, /* ground of the outline that no polygon covers: one piece for each part */
    PD_BOUNDARY_BEYOND,  /* ground of the polygons outside the outline: one piece for each part */
    PD_BOUNDARY_KINDS
} pd_boundary_kind;

enum { PD_BOUNDARY_UNITS = 4 };

typedef struct pd_boundary_piece {
    pd_boundary_kind kind;
    size_t units[PD_BOUNDARY_UNITS]; /* indexes of polygons: the two of an overlap; those whose vertices a gap
                                        shares, most vertices first */
    size_t n_units;
    double area_m2;
    double width_m, length_m; /* of the rectangle with the area and outline of its widest part */
    double x, y;              /* a point inside, in the plane */
    bool is_sliver;           /* narrower than the stated width */
    pd_bytes wkb;             /* MULTIPOLYGON in the plane; lives with the result */
} pd_boundary_piece;

typedef struct pd_boundary {
    pd_boundary_piece *pieces; /* by kind, then area from the largest, then polygons */
    size_t count, capacity;
    size_t n_of_kind[PD_BOUNDARY_KINDS];
    double
        area_m2_of_kind[PD_BOUNDARY_KINDS]; /* plain sums: three polygons on one place count as three pairs */
    pd_arena arena;                         /* private */
} pd_boundary;

typedef struct pd_boundary_options {
    const pd_equal_area *area; /* of the plane; NULL: the plane is in metres and its own area is taken */
    bool is_geographic;        /* the plane is degrees: widths are taken with x shortened by the latitude */
    double sliver_width_m;     /* 0: PD_SLIVER_WIDTH_M */
    pd_bytes outline;          /* the parent's polygon in the same plane; size 0: none */
    bool without_gaps;         /* only overlaps: the union of very many polygons is dear */
    int jobs;                  /* worker threads; 0: one per core */
} pd_boundary_options;

/* Half a millimetre on a map 1:25 000, the scale of the country's thematic sheets: lines closer than that are
 * one line drawn twice. */
#define PD_SLIVER_WIDTH_M 12.5

/* `polygons` are valid WKB polygons or multipolygons (empty ones are passed over). GEOMETRY if GEOS cannot
 * overlay them. `out` is zero-initialised and ended by the caller, also after a failure. */
PDOT_MUST_CHECK pdot_status pd_boundary_health(pdot_ctx *ctx, const pd_bytes *polygons, size_t n,
                                               const pd_boundary_options *options, pd_boundary *out);
void pd_boundary_release(pd_boundary *boundary);

/* The rectangle that has the area and the length of outline of one polygon: how wide and how long a strip is.
 * A shape rounder than a square is a square. */
typedef struct pd_strip {
    double area, width, length; /* units of the plane */
} pd_strip;

/* Of the polygon whose rings are first .. end - 1 of `shapes` (one outer ring, then its holes); x is
 * multiplied by x_scale (1, or the cosine of the latitude for a plane of degrees). */
pd_strip pd_strip_of_rings(const pd_shapes *shapes, size_t first, size_t end, double x_scale);

/* 1, or the cosine of the latitude at the middle of the box for a plane of degrees. */
double pd_strip_x_scale(const pd_box *box, bool is_geographic);

#endif
