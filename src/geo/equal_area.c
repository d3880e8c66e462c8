/* Equal-area coordinates and lengths on the ellipsoid of WGS 84.
 *
 * Transverse Mercator. With u = (x - x0) / (k0 R), R = sqrt(rho nu) at the foot-point latitude phi1 (the
 * latitude on the central meridian at the same y), eta² = e'² cos² phi1 and t = tan phi1, the point scale is
 *     k / k0 = 1 + u²/2 + u⁴/24 (4 psi (1 - 6t²) - 3 (1 - 16t²) - 24 t²/psi) + u⁶/720,   psi = nu/rho = 1 +
 * eta² (Redfearn, "Transverse Mercator formulae", Empire Survey Review 9 (1948), as in the Geocentric Datum
 * of Australia Technical Manual, chapter 5). The u⁴ factor is 1 + 4 eta² - 24 t² eta⁴. On the sphere k/k0 =
 * cosh u, so 1 / (k/k0)² = sech² u + u⁴ (-eta²/3 + 2 t² eta⁴) + u⁶ eta² (17/45 + t²/5) + … where the u⁶ term,
 * which Redfearn leaves out, was expanded from the conformal mapping itself (analytic continuation of the
 * meridian arc) and checked against it at six latitudes. Integrated over x at constant y: F = R/k0 (tanh u +
 * u⁵ (-eta²/3 + 2 t² eta⁴)/5 + u⁷ eta² (17/45 + t²/5)/7). dF dy = dx dy / k² is the area element of the
 * ellipsoid. Against geodesic polygons: 5e-10 inside a zone, 5e-9 for Galápagos kept in zone 17
 * (tests/unit/geo/test_equal_area.c).
 *
 * The foot-point latitude from the rectifying latitude mu = M/A: Snyder, "Map Projections, a Working Manual"
 * (USGS PP 1395, 1987), (3-26), (7-19). Only its squared sine is needed, and only to 1e-6.
 *
 * Geographic: X = a lambda, Y = a q(phi)/2 with Snyder (3-12); X, Y are those of the authalic cylinder. */
#include "geo/equal_area.h"

#include <geodesic.h>
#include <math.h>

#include "geo/proj_handle.h"

#define WGS84_A     6378137.0
#define WGS84_F     (1 / 298.257223563)
#define DEGREE      0.017453292519943295 /* radians */
#define SAME_A_M    1e-3 /* WGS 84 and GRS 80 have the same axis; International 1924 is 251 m longer */
#define SAME_F      1e-9 /* GRS 80's flattening differs by 1.6e-11 */
#define BLOCK       64
#define U_OF_SERIES 0.3 /* beyond it (some 17 degrees from the meridian) tanh itself */
#define OTHER_CHORD_M                                                                                        \
    200.0                /* edge length at PD_CHORD_TOLERANCE_M for projections whose bending is not known */
#define MAX_PIECES 1e5   /* of one edge: a third of the meridian at the finest */
#define MARGIN     0.01  /* of a box, around what holds it in the equal-area plane */
#define MIDPOINT_M 300.0 /* a piece for which the scale at its middle is its mean to 1e-10 */

typedef enum family { TRANSVERSE_MERCATOR, AUTHALIC_CYLINDER, THROUGH_PROJ } family;

struct pd_equal_area {
    family family;
    pd_tmerc tm;
    double arc_m;             /* of the meridian, from the equator to the latitude of origin */
    double rectifying_m;      /* radius A: mu = arc / A */
    double n;                 /* third flattening */
    double e2, ep2;           /* first and second eccentricity, squared */
    double radius_m;          /* a sqrt(1 - e²): R = radius / (1 - e² sin² phi1) */
    double mu0, per_y;        /* mu = mu0 + (y - y0) per_y */
    double per_x;             /* u = (x - x0) per_x (1 - e² sin² phi1) */
    pd_transform *to_degrees; /* THROUGH_PROJ */
    double other_chord;       /* THROUGH_PROJ: OTHER_CHORD_M in units of the CRS */
    struct geod_geodesic geodesic;
};

/* ---- transverse Mercator */

static double meridian_arc(double a, double e2, double latitude)
{
    const double e4 = e2 * e2, e6 = e4 * e2; /* Snyder (3-21) */
    return a * ((1 - e2 / 4 - 3 * e4 / 64 - 5 * e6 / 256) * latitude -
                (3 * e2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024) * sin(2 * latitude) +
                (15 * e4 / 256 + 45 * e6 / 1024) * sin(4 * latitude) - 35 * e6 / 3072 * sin(6 * latitude));
}

static void prepare_tmerc(pd_equal_area *area)
{
    const double f = area->tm.flattening;
    area->e2 = f * (2 - f);
    area->ep2 = area->e2 / (1 - area->e2);
    area->n = f / (2 - f);
    const double n2 = area->n * area->n;
    area->rectifying_m = area->tm.semi_major_m / (1 + area->n) * (1 + n2 / 4 + n2 * n2 / 64);
    area->arc_m = meridian_arc(area->tm.semi_major_m, area->e2, area->tm.origin_latitude_deg * DEGREE);
    area->radius_m = area->tm.semi_major_m * sqrt(1 - area->e2);
    area->mu0 = area->arc_m / area->rectifying_m;
    area->per_y = 1 / (area->tm.scale * area->rectifying_m);
    area->per_x = 1 / (area->tm.scale * area->radius_m);
}

/* cos² of the foot-point latitude at y, to 1e-8 between the poles. */
static inline double foot_cos2(const pd_equal_area *area, double y)
{
    const double mu = area->mu0 + (y - area->tm.false_northing_m) * area->per_y, n = area->n;
    const double m2 = mu * mu; /* Taylor series of the sine */
    const double sine =
        mu * (1 + m2 * (-1.0 / 6 + m2 * (1.0 / 120 +
                                         m2 * (-1.0 / 5040 + m2 * (1.0 / 362880 + m2 * (-1.0 / 39916800))))));
    const double cos_2mu = 1 - 2 * sine * sine, sin2_2mu = 1 - cos_2mu * cos_2mu;
    /* phi1 = mu + 3n/2 sin 2mu + 21n²/16 sin 4mu: cos 2phi1 to second order in n */
    return (1 + cos_2mu - sin2_2mu * n * (3 + 9.75 * n * cos_2mu)) / 2;
}

static inline double tanh_series(double u, double u2)
{
    return u *
           (1 + u2 * (-1.0 / 3 +
                      u2 * (2.0 / 15 + u2 * (-17.0 / 315 +
                                             u2 * (62.0 / 2835 +
                                                   u2 * (-1382.0 / 155925 +
                                                         u2 * (21844.0 / 6081075 +
                                                               u2 * (-929569.0 / 638512875 +
                                                                     u2 * (6404582.0 / 10854718875.0)))))))));
}

/* F by the series, and u², which says whether the series holds there. No branch: the compiler computes
 * several points at once. */
static inline double tmerc_f(const pd_equal_area *area, double x, double y, double *square)
{
    const double cos2 = foot_cos2(area, y), w = 1 - area->e2 * (1 - cos2);
    const double u = (x - area->tm.false_easting_m) * area->per_x * w, u2 = u * u;
    const double eta2 = area->ep2 * cos2, t2_eta2 = area->ep2 * (1 - cos2);
    const double spheroidal =
        u2 * u2 * u * (eta2 * (2.0 / 5 * t2_eta2 - 1.0 / 15) + u2 * (17.0 / 315 * eta2 + 1.0 / 35 * t2_eta2));
    *square = u2;
    return area->radius_m / (area->tm.scale * w) * (tanh_series(u, u2) + spheroidal);
}

/* Beyond the series: tanh itself. */
static double tmerc_far_f(const pd_equal_area *area, double x, double y)
{
    const double cos2 = foot_cos2(area, y), w = 1 - area->e2 * (1 - cos2);
    const double u = (x - area->tm.false_easting_m) * area->per_x * w, u2 = u * u;
    const double eta2 = area->ep2 * cos2, t2_eta2 = area->ep2 * (1 - cos2);
    const double spheroidal =
        u2 * u2 * u * (eta2 * (2.0 / 5 * t2_eta2 - 1.0 / 15) + u2 * (17.0 / 315 * eta2 + 1.0 / 35 * t2_eta2));
    return area->radius_m / (area->tm.scale * w) * (tanh(u) + spheroidal);
}

static double tmerc_any_f(const pd_equal_area *area, double x, double y)
{
    double square = 0;
    const double f = tmerc_f(area, x, y, &square);
    return square < U_OF_SERIES * U_OF_SERIES ? f : tmerc_far_f(area, x, y);
}

/* Compiled again for processors that compute four or eight points at once. The compiler fuses no operations,
 * so that all give the same bits; the sanitizers cannot run what chooses between them. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&     \
    !defined(__SANITIZE_THREAD__)
#define ALSO_FOR_WIDE_REGISTERS __attribute__((target_clones("default", "avx2", "arch=x86-64-v4")))
#else
#define ALSO_FOR_WIDE_REGISTERS
#endif

ALSO_FOR_WIDE_REGISTERS
static void series_block(const pd_equal_area *area, const double *restrict x, const double *restrict y,
                         double *restrict f, double *restrict square)
{
    const pd_equal_area own = *area; /* a copy that the results cannot overwrite */
    for (int i = 0; i < BLOCK; i++)
        f[i] = tmerc_f(&own, x[i], y[i], &square[i]);
}

static void apply_tmerc(const pd_equal_area *area, double *xy, size_t n)
{
    double x[BLOCK], y[BLOCK], f[BLOCK], square[BLOCK];
    size_t first = 0;
    for (; first + BLOCK <= n; first += BLOCK) {
        double *at = xy + 2 * first;
        for (size_t i = 0; i < BLOCK; i++) {
            x[i] = at[2 * i];
            y[i] = at[2 * i + 1];
        }
        series_block(area, x, y, f, square);
        for (size_t i = 0; i < BLOCK; i++)
            at[2 * i] = square[i] < U_OF_SERIES * U_OF_SERIES ? f[i] : tmerc_far_f(area, x[i], y[i]);
    }
    for (; first < n; first++)
        xy[2 * first] = tmerc_any_f(area, xy[2 * first], xy[2 * first + 1]);
}

/* What depends on y alone is computed once. */
ALSO_FOR_WIDE_REGISTERS
static void series_row(const pd_equal_area *area, const double *restrict x, double y, double *restrict f,
                       double *restrict square)
{
    const pd_equal_area own = *area;
    for (int i = 0; i < BLOCK; i++)
        f[i] = tmerc_f(&own, x[i], y, &square[i]);
}

static void apply_tmerc_row(const pd_equal_area *area, double *xy, size_t n)
{
    double x[BLOCK], f[BLOCK], square[BLOCK];
    size_t first = 0;
    for (; first + BLOCK <= n; first += BLOCK) {
        double *at = xy + 2 * first;
        for (size_t i = 0; i < BLOCK; i++)
            x[i] = at[2 * i];
        series_row(area, x, at[1], f, square);
        for (size_t i = 0; i < BLOCK; i++)
            at[2 * i] = square[i] < U_OF_SERIES * U_OF_SERIES ? f[i] : tmerc_far_f(area, x[i], at[1]);
    }
    for (; first < n; first++)
        xy[2 * first] = tmerc_any_f(area, xy[2 * first], xy[2 * first + 1]);
}

static inline double tmerc_inverse_scale(const pd_equal_area *area, double x, double y)
{
    const double cos2 = foot_cos2(area, y), w = 1 - area->e2 * (1 - cos2);
    const double u = (x - area->tm.false_easting_m) * area->per_x * w, u2 = u * u;
    const double eta2 = area->ep2 * cos2, t2_eta2 = area->ep2 * (1 - cos2);
    return 1 / (area->tm.scale *
                (1 + u2 * (1.0 / 2 + u2 * ((1 + 4 * eta2 - 24 * t2_eta2 * eta2) / 24 + u2 / 720))));
}

/* Segments so short that the scale at their middle is their mean; longer ones come out wrong. */
ALSO_FOR_WIDE_REGISTERS
static void short_segments(const pd_equal_area *area, const double *restrict xy, size_t n,
                           double *restrict out)
{
    const pd_equal_area own = *area;
    for (size_t i = 0; i < n; i++) {
        const double *p = xy + 2 * i;
        const double dx = p[2] - p[0], dy = p[3] - p[1];
        out[i] = sqrt(dx * dx + dy * dy) * tmerc_inverse_scale(&own, p[0] + dx / 2, p[1] + dy / 2);
    }
}

static double tmerc_segment(const pd_equal_area *area, const double p[2], const double q[2])
{
    const double dx = q[0] - p[0], dy = q[1] - p[1], length = sqrt(dx * dx + dy * dy);
    if (fabs(dx) < MIDPOINT_M)
        return length * tmerc_inverse_scale(area, p[0] + dx / 2, p[1] + dy / 2);
    const int pieces = 1 + (int)fmin(fabs(dx) / MIDPOINT_M, 1e6);
    double inverse_scale = 0;
    for (int i = 0; i < pieces; i++) {
        const double t = (i + 0.5) / pieces;
        inverse_scale += tmerc_inverse_scale(area, p[0] + t * dx, p[1] + t * dy);
    }
    return length * inverse_scale / pieces;
}

/* ---- authalic cylinder */

static void apply_cylinder(const pd_equal_area *area, double *xy, size_t n)
{
    const double a = WGS84_A, e2 = area->e2;
    for (size_t i = 0; i < n; i++) {
        const double s = sin(xy[2 * i + 1] * DEGREE), z = e2 * s * s;
        /* atanh(e s)/e as its series in e² s² < 0.0067: to 1e-17 */
        const double half_log =
            s * (1 + z * (1.0 / 3 + z * (1.0 / 5 + z * (1.0 / 7 + z * (1.0 / 9 + z * (1.0 / 11 + z / 13))))));
        xy[2 * i] = a * DEGREE * xy[2 * i];
        xy[2 * i + 1] = a / 2 * (1 - e2) * (s / (1 - z) + half_log);
    }
}

static double geodesic_m(const pd_equal_area *area, const double p[2], const double q[2])
{
    double length = 0;
    geod_inverse(&area->geodesic, p[1], p[0], q[1], q[0], &length, NULL, NULL);
    return length;
}

/* ---- choice of the family */

static bool is_of_wgs84(double semi_major_m, double flattening)
{
    return fabs(semi_major_m - WGS84_A) < SAME_A_M && fabs(flattening - WGS84_F) < SAME_F;
}

static bool is_on_wgs84(const pd_crs *crs)
{
    PJ *ellipsoid = proj_get_ellipsoid(crs->context, crs->pj);
    double a = 0, b = 0, inverse_f = 0;
    int is_b_computed = 0;
    const bool is_read = ellipsoid != NULL && proj_ellipsoid_get_parameters(crs->context, ellipsoid, &a, &b,
                                                                            &is_b_computed, &inverse_f) != 0;
    proj_destroy(ellipsoid);
    return is_read && inverse_f > 0 && is_of_wgs84(a, 1 / inverse_f);
}

static pdot_status prepare_proj(pdot_ctx *ctx, const pd_crs *crs, pd_equal_area *area)
{
    pd_crs *degrees = NULL;
    pdot_status status = pd_crs_new(ctx, "EPSG:4326", &degrees);
    if (status == PDOT_OK)
        status = pd_transform_new(ctx, crs, degrees, NULL, &area->to_degrees);
    area->other_chord = pd_crs_is_geographic(crs) ? OTHER_CHORD_M / (WGS84_A * DEGREE) : OTHER_CHORD_M;
    pd_crs_free(degrees);
    return status;
}

pdot_status pd_equal_area_new(pdot_ctx *ctx, const pd_crs *crs, pd_equal_area **out)
{
    *out = NULL;
    pd_equal_area *area = pd_alloc(ctx, sizeof *area);
    if (area == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    geod_init(&area->geodesic, WGS84_A, WGS84_F);
    if (pd_crs_tmerc(crs, &area->tm) && is_of_wgs84(area->tm.semi_major_m, area->tm.flattening)) {
        area->family = TRANSVERSE_MERCATOR;
        prepare_tmerc(area);
    } else {
        area->e2 = WGS84_F * (2 - WGS84_F);
        area->family = pd_crs_is_geographic(crs) && is_on_wgs84(crs) ? AUTHALIC_CYLINDER : THROUGH_PROJ;
        if (area->family == THROUGH_PROJ)
            status = prepare_proj(ctx, crs, area);
    }
    if (status == PDOT_OK) {
        *out = area;
        area = NULL;
    }
    pd_equal_area_free(area);
    return status;
}

void pd_equal_area_free(pd_equal_area *area)
{
    if (area == NULL)
        return;
    pd_transform_free(area->to_degrees);
    pd_free(area);
}

pdot_status pd_equal_area_apply(pdot_ctx *ctx, const pd_equal_area *area, double *xy, size_t n)
{
    if (area->family == TRANSVERSE_MERCATOR) {
        apply_tmerc(area, xy, n);
        return PDOT_OK;
    }
    const pdot_status status =
        area->family == THROUGH_PROJ ? pd_transform_apply(ctx, area->to_degrees, xy, n) : PDOT_OK;
    if (status == PDOT_OK)
        apply_cylinder(area, xy, n);
    return status;
}

/* The closed forms grow with x and with y; that of transverse Mercator bends a meridian by less than 1e-3 of
 * a box's height. */
bool pd_equal_area_box(const pd_equal_area *area, const pd_box *box, pd_box *out)
{
    if (area->family == THROUGH_PROJ)
        return false;
    *out = *box;
    if (box->min_x > box->max_x)
        return true;
    double xy[8] = {box->min_x, box->min_y, box->max_x, box->min_y,
                    box->min_x, box->max_y, box->max_x, box->max_y};
    (area->family == TRANSVERSE_MERCATOR ? apply_tmerc : apply_cylinder)(area, xy, 4);
    const double margin = MARGIN * fmax(xy[2] - xy[0], xy[7] - xy[1]);
    *out = (pd_box){fmin(xy[0], xy[4]) - margin, xy[1] - margin, fmax(xy[2], xy[6]) + margin, xy[7] + margin};
    return true;
}

pdot_status pd_equal_area_apply_row(pdot_ctx *ctx, const pd_equal_area *area, double *xy, size_t n)
{
    if (area->family != TRANSVERSE_MERCATOR)
        return pd_equal_area_apply(ctx, area, xy, n);
    apply_tmerc_row(area, xy, n);
    return PDOT_OK;
}

pdot_status pd_segment_m(pdot_ctx *ctx, const pd_equal_area *area, const double p[2], const double q[2],
                         double *out)
{
    if (area->family == TRANSVERSE_MERCATOR) {
        *out = tmerc_segment(area, p, q);
        return PDOT_OK;
    }
    double ends[4] = {p[0], p[1], q[0], q[1]};
    const pdot_status status =
        area->family == THROUGH_PROJ ? pd_transform_apply(ctx, area->to_degrees, ends, 2) : PDOT_OK;
    if (status == PDOT_OK)
        *out = geodesic_m(area, ends, ends + 2);
    return status;
}

pdot_status pd_segments_m(pdot_ctx *ctx, const pd_equal_area *area, const double *xy, size_t n, double *out)
{
    pdot_status status = PDOT_OK;
    if (area->family == TRANSVERSE_MERCATOR)
        short_segments(area, xy, n, out);
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        if (area->family != TRANSVERSE_MERCATOR || !(fabs(xy[2 * i + 2] - xy[2 * i]) < MIDPOINT_M))
            status = pd_segment_m(ctx, area, xy + 2 * i, xy + 2 * i + 2, &out[i]);
    return status;
}

/* The image of an edge bends by at most |F_xx| dx²/8, with |F_xx| < 2 |x - x0| / (k0² R²). */
static int tmerc_pieces(const pd_equal_area *area, double tolerance_m, const double p[2], const double q[2])
{
    const double x = fmax(fabs(p[0] - area->tm.false_easting_m), fabs(q[0] - area->tm.false_easting_m));
    const double dx = q[0] - p[0], radius = area->tm.scale * area->tm.semi_major_m * (1 - area->e2);
    const double squared = dx * dx * x / (4 * tolerance_m * radius * radius);
    return squared <= 1 ? 1 : (int)ceil(fmin(sqrt(squared), MAX_PIECES));
}

/* Y = a q(phi)/2 bends by at most a |sin phi| dphi²/8. */
static int cylinder_pieces(double tolerance_m, const double p[2], const double q[2])
{
    const double phi = fmax(fabs(p[1]), fabs(q[1])) * DEGREE, dphi = (q[1] - p[1]) * DEGREE;
    const double squared = dphi * dphi * WGS84_A * fmin(phi, 1) / (8 * tolerance_m);
    return squared <= 1 ? 1 : (int)ceil(fmin(sqrt(squared), MAX_PIECES));
}

int pd_equal_area_pieces(const pd_equal_area *area, double tolerance_m, const double p[2], const double q[2])
{
    if (area->family == TRANSVERSE_MERCATOR)
        return tmerc_pieces(area, tolerance_m, p, q);
    if (area->family == AUTHALIC_CYLINDER)
        return cylinder_pieces(tolerance_m, p, q);
    const double dx = q[0] - p[0], dy = q[1] - p[1], length = sqrt(dx * dx + dy * dy);
    return (int)ceil(
        fmin(fmax(length / (area->other_chord * sqrt(tolerance_m / PD_CHORD_TOLERANCE_M)), 1), MAX_PIECES));
}

bool pd_equal_area_slope(const pd_equal_area *area, double y, pd_scale_slope *out)
{
    if (area->family != TRANSVERSE_MERCATOR)
        return false;
    *out =
        (pd_scale_slope){area->tm.false_easting_m, area->per_x * (1 - area->e2 * (1 - foot_cos2(area, y)))};
    return true;
}

bool pd_equal_area_is_shareable(const pd_equal_area *area)
{
    return area->family != THROUGH_PROJ;
}
