/* Ellipsoidal area (WGS 84) by an equal-area change of coordinates: in the new plane a planar area is the
 * area on the ellipsoid, in m². Chosen by the family of the CRS: transverse Mercator keeps y and maps x to
 * F(x, y), whose derivative is 1/k²; a geographic CRS goes to the authalic cylinder in closed form; anything
 * else, and any ellipsoid that is not WGS 84's or GRS 80's (which differ by 1e-10 of an area), through PROJ
 * to WGS 84 in degrees first. Sources of the formulas: equal_area.c.
 *
 * A straight edge of the CRS's plane is a slightly bent line of the equal-area plane. pd_equal_area_shapes
 * cuts edges so finely that the chord stays within PD_CHORD_TOLERANCE_M of it.
 *
 *     pd_equal_area *measure = NULL;
 *     status = pd_equal_area_new(ctx, crs, &measure);
 *     if (status == PDOT_OK)
 *         status = pd_equal_area_shapes(ctx, measure, jobs, true, &shapes);
 */
#ifndef PD_GEO_EQUAL_AREA_H
#define PD_GEO_EQUAL_AREA_H

#include "geo/crs.h"
#include "geo/shapes.h"

/* Below the width of any line on a map, so that a border drawn with more vertices on one side than on the
 * other leaves less than a square metre in a hundred kilometres. */
#define PD_CHORD_TOLERANCE_M 1e-4

typedef struct pd_equal_area pd_equal_area;

/* CRS: there is no sound way from the CRS to WGS 84. */
PDOT_MUST_CHECK pdot_status pd_equal_area_new(pdot_ctx *ctx, const pd_crs *crs, pd_equal_area **out);
void pd_equal_area_free(pd_equal_area *area);

/* n points x, y in place, from the CRS's plane (degrees for a geographic one, x = longitude) to the
 * equal-area plane. Thread-safe except for the PROJ family, whose object serves the thread that made it. */
PDOT_MUST_CHECK pdot_status pd_equal_area_apply(pdot_ctx *ctx, const pd_equal_area *area, double *xy,
                                                size_t n);
/* The same, bit by bit, for points that all have one y: in half the time. */
PDOT_MUST_CHECK pdot_status pd_equal_area_apply_row(pdot_ctx *ctx, const pd_equal_area *area, double *xy,
                                                    size_t n);

/* A box of the equal-area plane that holds what a box of the CRS's plane becomes, and a little more. False:
 * not known for this family. */
bool pd_equal_area_box(const pd_equal_area *area, const pd_box *box, pd_box *out);

/* How the scale of the equal-area plane changes from west to east near one y: (d²X/dx²) / (dX/dx) by the
 * sphere of that latitude's radius, of which X = R/k0 tanh u; to 1e-3 of itself within 500 km of y, |u| < 0.3
 * (17 degrees from the meridian). For corrections that are small themselves: how far a straight edge bends,
 * how unevenly a cell is divided. */
typedef struct pd_scale_slope {
    double x0, per_x; /* u = (x - x0) per_x */
} pd_scale_slope;
/* False: the family of the CRS has none. */
bool pd_equal_area_slope(const pd_equal_area *area, double y, pd_scale_slope *out);

static inline double pd_slope_at(const pd_scale_slope *slope, double x)
{
    const double u = (x - slope->x0) * slope->per_x, u2 = u * u; /* tanh by its series */
    return -2 * slope->per_x * u * (1 + u2 * (-1.0 / 3 + u2 * (2.0 / 15 - u2 * (17.0 / 315))));
}

/* Cuts long edges in the CRS's own plane, where nothing else changes, so that the chord stays within
 * tolerance_m; polygons and lines. A shape whose edges are short enough stays as it is. longest: of a piece,
 * in units of the CRS, for shapes that go on to another plane, which bends edges in its own way; 0: any. */
PDOT_MUST_CHECK pdot_status pd_equal_area_densify(pdot_ctx *ctx, const pd_equal_area *area,
                                                  double tolerance_m, double longest, pd_shapes *shapes);

/* Shapes, finished or not, to the equal-area plane: densified, moved, finished. jobs as in pd_parallel; the
 * result does not depend on it. */
PDOT_MUST_CHECK pdot_status pd_equal_area_shapes(pdot_ctx *ctx, const pd_equal_area *area, int jobs,
                                                 bool is_polygonal, pd_shapes *shapes);
/* The same to other shapes; *out need not be initialised. */
PDOT_MUST_CHECK pdot_status pd_equal_area_copy(pdot_ctx *ctx, const pd_equal_area *area, int jobs,
                                               bool is_polygonal, const pd_shapes *shapes, pd_shapes *out);

/* The one area function of the house: m² on the ellipsoid of a WKB (multi)polygon given in the CRS. Holes
 * subtract. */
PDOT_MUST_CHECK pdot_status pd_area_m2(pdot_ctx *ctx, const pd_equal_area *area, pd_bytes wkb, double *out);

/* m on the ellipsoid of the straight segment from p to q of the CRS's plane, to 1e-9 of itself up to a
 * hundred km. Threads as pd_equal_area_apply. */
PDOT_MUST_CHECK pdot_status pd_segment_m(pdot_ctx *ctx, const pd_equal_area *area, const double p[2],
                                         const double q[2], double *out);

/* The same of n segments that follow each other: from each of n + 1 points to the next. */
PDOT_MUST_CHECK pdot_status pd_segments_m(pdot_ctx *ctx, const pd_equal_area *area, const double *xy,
                                          size_t n, double *out);

/* Into how many equal pieces pd_equal_area_densify cuts the edge from p to q. */
int pd_equal_area_pieces(const pd_equal_area *area, double tolerance_m, const double p[2], const double q[2]);

/* False if the measure serves only the thread that made it (the PROJ family). */
bool pd_equal_area_is_shareable(const pd_equal_area *area);

#endif
