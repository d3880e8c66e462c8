/* The readings, what each gives, and their order. */
#include "source/detective.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "source/inspect/detective_match.h"
#include "source/inspect/extents.h"

#define MOST_SAMPLED 4000u /* vertices, or points along lines, of a layer under each reading */
#define KNOWN_MARGIN 0.03  /* degrees around known ground that still count as on it: 3 km */
#define SAME_PLACE_M                                                                                         \
    30.0 /* residuals that differ by less are equal: what editions of a boundary differ by                   \
          */
#define DISPLACED_M   100.0 /* a declared CRS is doubted beyond it … */
#define DISPLACED_FIT 0.25  /* … if another reading leaves less than this share of it */

/* Ecuador by land and islands, degrees west south east north, with a margin of some 5 km. */
static const pd_box COUNTRY[] = {{-81.15, -5.07, -75.14, 1.52}, {-92.10, -1.50, -89.15, 1.75}};

#define EXTENT_M       2000.0  /* a layer whose sides are all this near to an extent is that unit */
#define MOST_OF_EXTENT 100000u /* vertices looked at for it */

/* The systems met in Ecuador, the usual ones first. twin: the usual system with the same axes, for which the
 * numbers would be taken. */
static const struct {
    int epsg, twin;
    bool is_swapped;
} READINGS[] = {
    {32717, 32717, false}, {4326, 4326, false},   {24877, 32717, false}, {32718, 32718, false},
    {31992, 32717, false}, {31977, 32717, false}, {24878, 32718, false}, {4248, 4326, false},
    {3857, 3857, false},   {32715, 32715, false}, {32716, 32716, false}, {4326, 4326, true},
    {32717, 32717, true},
};
enum { N_READINGS = sizeof READINGS / sizeof *READINGS };

struct pd_known {
    pd_box degrees;
    pd_crs *plane; /* metres */
    pd_line_points *lines;
};

/* A reading on trial. */
typedef struct trial {
    pdot_check_candidate row;
    size_t order;    /* in READINGS: how usual it is */
    bool is_sure;    /* the residual is */
    bool is_on_spot; /* most vertices lie in the country: beside the known ground is no reason to doubt */
} trial;

typedef struct detection {
    pdot_ctx *ctx;
    const pd_shapes *shapes;
    const pd_known *known;
    pd_crs *wgs84, *plane; /* metres, where the layer seems to lie */
    double *vertices;      /* sampled, as the numbers are */
    size_t n_vertices;
    double *along; /* points along its lines; none for a layer of points */
    size_t n_along;
    pd_box box;
    double *scratch; /* MOST_SAMPLED points */
    pd_arena *arena;
} detection;

static const pd_box ECUADOR = {-92.1, -5.07, -75.14, 1.75};

static bool is_in(const pd_box *box, double x, double y, double margin)
{
    return x >= box->min_x - margin && x <= box->max_x + margin && y >= box->min_y - margin &&
           y <= box->max_y + margin;
}

static bool is_in_country(double x, double y)
{
    return is_in(&COUNTRY[0], x, y, 0) || is_in(&COUNTRY[1], x, y, 0);
}

static bool is_on_known_ground(const pd_known *known, double x, double y)
{
    return known != NULL ? is_in(&known->degrees, x, y, KNOWN_MARGIN) : is_in_country(x, y);
}

static pdot_status new_epsg(pdot_ctx *ctx, int epsg, pd_crs **out)
{
    char definition[24];
    (void)snprintf(definition, sizeof definition, "EPSG:%d", epsg);
    return pd_crs_new(ctx, definition, out);
}

static pd_box box_of(const pd_shapes *shapes)
{
    pd_box box = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < shapes->n_points; i++) {
        box.min_x = fmin(box.min_x, shapes->xy[2 * i]);
        box.max_x = fmax(box.max_x, shapes->xy[2 * i]);
        box.min_y = fmin(box.min_y, shapes->xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, shapes->xy[2 * i + 1]);
    }
    return box;
}

/* The zone of UTM of a longitude, south: its coordinates go on north of the equator. */
static int utm_south(double longitude)
{
    const int zone = (int)floor((longitude + 180) / 6) + 1;
    return 32700 + (zone < 1 ? 1 : zone > 60 ? 60 : zone);
}

static void forget_point(double *xy)
{
    xy[0] = xy[1] = (double)NAN;
}

/* Takes points from `from` to `to`, one by one: what has no image becomes NaN instead of failing all. */
static pdot_status project(pdot_ctx *ctx, const pd_crs *from, const pd_crs *to, double *xy, size_t n)
{
    pd_transform *transform = NULL;
    pdot_status status = pd_transform_new(ctx, from, to, &ECUADOR, &transform);
    const bool has_way = status == PDOT_OK;
    if (status == PDOT_CRS || status == PDOT_UNSUPPORTED) {
        pd_clear_error(ctx);
        status = PDOT_OK;
    }
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        const pdot_status point = has_way ? pd_transform_apply(ctx, transform, xy + 2 * i, 1) : PDOT_CRS;
        if (point == PDOT_CRS) {
            pd_clear_error(ctx);
            forget_point(xy + 2 * i);
        } else {
            status = point;
        }
    }
    pd_transform_free(transform);
    return status;
}

static void copy_points(double *out, const double *xy, size_t n, bool is_swapped)
{
    for (size_t i = 0; i < n; i++) {
        out[2 * i] = xy[2 * i + (is_swapped ? 1 : 0)];
        out[2 * i + 1] = xy[2 * i + (is_swapped ? 0 : 1)];
    }
}

/* ---- known ground */

pdot_status pd_known_new(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs, pd_known **out)
{
    *out = NULL;
    pd_known *known = pd_alloc(ctx, sizeof *known);
    pd_crs *from = NULL;
    pd_transform *transform = NULL;
    const pd_box box = box_of(shapes);
    pd_shapes plane = *shapes; /* the same rings over other coordinates */
    plane.xy = NULL;
    pdot_status status = known != NULL ? pd_crs_new(ctx, crs, &from) : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_crs_degrees(ctx, from, &box, &known->degrees);
    if (status == PDOT_OK)
        status = new_epsg(ctx, utm_south((known->degrees.min_x + known->degrees.max_x) / 2), &known->plane);
    if (status == PDOT_OK)
        status = pd_transform_new(ctx, from, known->plane, &known->degrees, &transform);
    if (status == PDOT_OK &&
        (plane.xy = pd_alloc_array(ctx, shapes->n_points + 1, 2 * sizeof *plane.xy)) == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK) {
        memcpy(plane.xy, shapes->xy, shapes->n_points * 2 * sizeof *plane.xy);
        status = pd_transform_apply(ctx, transform, plane.xy, shapes->n_points);
    }
    if (status == PDOT_OK)
        status = pd_line_points_new(ctx, &plane, &known->lines);
    pd_free(plane.xy);
    pd_transform_free(transform);
    pd_crs_free(from);
    if (status == PDOT_OK) {
        *out = known;
        known = NULL;
    }
    pd_known_free(known);
    return status;
}

void pd_known_free(pd_known *known)
{
    if (known == NULL)
        return;
    pd_line_points_free(known->lines);
    pd_crs_free(known->plane);
    pd_free(known);
}

pd_box pd_known_degrees(const pd_known *known)
{
    return known->degrees;
}

/* ---- one reading */

/* Shares of the sampled vertices on known ground and in the country, and the degrees that those on it span.
 */
static pdot_status place_reading(detection *d, const pd_crs *crs, bool is_swapped, trial *one,
                                 pd_box *degrees)
{
    *degrees = (pd_box){DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    copy_points(d->scratch, d->vertices, d->n_vertices, is_swapped);
    const pdot_status status = project(d->ctx, crs, d->wgs84, d->scratch, d->n_vertices);
    size_t n = 0, in_country = 0;
    for (size_t i = 0; i < d->n_vertices; i++) {
        const double x = d->scratch[2 * i], y = d->scratch[2 * i + 1];
        if (!isfinite(x) || !isfinite(y))
            continue;
        in_country += is_in_country(x, y);
        if (!is_on_known_ground(d->known, x, y))
            continue;
        n++;
        degrees->min_x = fmin(degrees->min_x, x);
        degrees->max_x = fmax(degrees->max_x, x);
        degrees->min_y = fmin(degrees->min_y, y);
        degrees->max_y = fmax(degrees->max_y, y);
    }
    one->row.inside_ratio = d->n_vertices > 0 ? (double)n / (double)d->n_vertices : 0;
    one->is_on_spot = d->n_vertices > 0 && 2 * in_country >= d->n_vertices;
    return status;
}

static pdot_status match_lines(detection *d, const pd_crs *crs, bool is_swapped, trial *one)
{
    if (d->known == NULL || d->n_along == 0)
        return PDOT_OK;
    copy_points(d->scratch, d->along, d->n_along, is_swapped);
    pdot_status status = project(d->ctx, crs, d->known->plane, d->scratch, d->n_along);
    size_t n = 0;
    for (size_t i = 0; i < d->n_along; i++)
        if (isfinite(d->scratch[2 * i]) && isfinite(d->scratch[2 * i + 1])) {
            memmove(d->scratch + 2 * n, d->scratch + 2 * i, 2 * sizeof *d->scratch);
            n++;
        }
    pd_displacement found = {.is_sure = false};
    if (status == PDOT_OK)
        status = pd_line_points_match(d->ctx, d->known->lines, d->scratch, n, &found);
    if (status != PDOT_OK)
        return status;
    one->is_sure = found.is_sure;
    one->row.residual_e_m = found.east_m;
    one->row.residual_n_m = found.north_m;
    one->row.distance_m = found.distance_m;
    return PDOT_OK;
}

/* The degrees that all vertices span under a reading (every k-th of very many); empty if one has no image. */
static pdot_status span_degrees(detection *d, const pd_crs *crs, bool is_swapped, pd_box *out)
{
    const size_t step = d->shapes->n_points / MOST_OF_EXTENT + 1;
    size_t n = 0;
    double *xy = pd_alloc_array(d->ctx, d->shapes->n_points / step + 1, 2 * sizeof *xy);
    if (xy == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < d->shapes->n_points; i += step)
        copy_points(xy + 2 * n++, d->shapes->xy + 2 * i, 1, is_swapped);
    const pdot_status status = project(d->ctx, crs, d->wgs84, xy, n);
    *out = (pd_box){DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < n; i++) {
        out->min_x = fmin(out->min_x, xy[2 * i]);
        out->max_x = fmax(out->max_x, xy[2 * i]);
        out->min_y = fmin(out->min_y, xy[2 * i + 1]);
        out->max_y = fmax(out->max_y, xy[2 * i + 1]);
    }
    pd_free(xy);
    return status;
}

/* Where no known boundaries tell: the sides of the layer against those of a unit whose extent is published.
 */
static pdot_status match_extent(detection *d, const pd_crs *crs, bool is_swapped, trial *one)
{
    pd_box span;
    const pdot_status status = span_degrees(d, crs, is_swapped, &span);
    pd_box known;
    for (int i = 0; status == PDOT_OK && pd_known_extent(i, &known); i++) {
        const double degree_n_m = 110574, degree_e_m = 111320 * cos(known.min_y * 0.017453292519943295);
        const double west = (span.min_x - known.min_x) * degree_e_m;
        const double east = (span.max_x - known.max_x) * degree_e_m;
        const double south = (span.min_y - known.min_y) * degree_n_m;
        const double north = (span.max_y - known.max_y) * degree_n_m;
        if (!(fabs(west) < EXTENT_M && fabs(east) < EXTENT_M && fabs(south) < EXTENT_M &&
              fabs(north) < EXTENT_M))
            continue;
        one->is_sure = true;
        one->row.residual_e_m = (west + east) / 2;
        one->row.residual_n_m = (south + north) / 2;
    }
    return status;
}

/* How far this reading and that of the usual twin lie apart, at the middle of the layer. */
static pdot_status measure_shift(detection *d, const pd_crs *crs, const pd_crs *twin, trial *one)
{
    double here[2] = {(d->box.min_x + d->box.max_x) / 2, (d->box.min_y + d->box.max_y) / 2};
    if (one->row.is_swapped) {
        const double x = here[0];
        here[0] = here[1];
        here[1] = x;
    }
    double there[2] = {here[0], here[1]};
    pdot_status status = project(d->ctx, crs, d->plane, here, 1);
    if (status == PDOT_OK)
        status = project(d->ctx, twin, d->plane, there, 1);
    one->row.shift_e_m = there[0] - here[0];
    one->row.shift_n_m = there[1] - here[1];
    return status;
}

static pdot_status try_reading(detection *d, const pd_crs *crs, bool is_swapped, trial *one, pd_box *degrees)
{
    one->row.is_swapped = is_swapped;
    one->row.residual_e_m = one->row.residual_n_m = one->row.distance_m = (double)NAN;
    one->row.shift_e_m = one->row.shift_n_m = (double)NAN;
    pdot_status status = place_reading(d, crs, is_swapped, one, degrees);
    if (status == PDOT_OK && one->row.inside_ratio > 0)
        status = match_lines(d, crs, is_swapped, one);
    if (status == PDOT_OK && !one->is_sure && one->row.inside_ratio > 0)
        status = match_extent(d, crs, is_swapped, one);
    return status;
}

/* ---- all readings */

static double residual(const trial *one)
{
    return one->is_sure ? hypot(one->row.residual_e_m, one->row.residual_n_m) : (double)INFINITY;
}

/* Ground first, in steps of a twentieth; then displacement, in steps of what editions differ by; then custom.
 */
static bool is_better(const trial *a, const trial *b)
{
    const int ground_a = (int)(a->row.inside_ratio * 20 + 0.5),
              ground_b = (int)(b->row.inside_ratio * 20 + 0.5);
    if (ground_a != ground_b)
        return ground_a > ground_b;
    if (a->is_sure != b->is_sure)
        return a->is_sure;
    if (a->is_sure && fabs(residual(a) - residual(b)) > SAME_PLACE_M)
        return residual(a) < residual(b);
    return a->order < b->order;
}

static void sort_trials(trial *trials, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const trial one = trials[i];
        size_t k = i;
        for (; k > 0 && is_better(&one, &trials[k - 1]); k--)
            trials[k] = trials[k - 1];
        trials[k] = one;
    }
}

static pdot_status try_row(detection *d, size_t row, trial *trials, size_t *n)
{
    trial one = {.order = row};
    pd_crs *crs = NULL, *twin = NULL;
    pd_box degrees = {0};
    pdot_status status = new_epsg(d->ctx, READINGS[row].epsg, &crs);
    if (status == PDOT_OK)
        status = new_epsg(d->ctx, READINGS[row].twin, &twin);
    if (status == PDOT_OK)
        status = try_reading(d, crs, READINGS[row].is_swapped, &one, &degrees);
    if (status == PDOT_OK && one.row.inside_ratio > 0) {
        pd_crs_free(d->plane);
        d->plane = NULL;
        status = new_epsg(d->ctx, utm_south((degrees.min_x + degrees.max_x) / 2), &d->plane);
        if (status == PDOT_OK)
            status = measure_shift(d, crs, twin, &one);
        char text[24];
        (void)snprintf(text, sizeof text, "EPSG:%d", READINGS[row].epsg);
        one.row.epsg = READINGS[row].epsg;
        one.row.crs = pd_arena_strdup(d->ctx, d->arena, text);
        one.row.name = pd_arena_strdup(d->ctx, d->arena, pd_crs_name(crs));
        if (one.row.crs == NULL || one.row.name == NULL)
            status = PDOT_NOMEM;
        trials[(*n)++] = one;
    }
    pd_crs_free(crs);
    pd_crs_free(twin);
    return status;
}

static pd_crs_doubt judge(const trial *declared, const trial *trials, size_t n)
{
    const bool has_fit = n > 0 && trials[0].is_on_spot;
    if (declared == NULL)
        return has_fit ? PD_CRS_MISSING : PD_CRS_FOREIGN;
    if (!declared->is_on_spot) {
        if (!has_fit)
            return PD_CRS_FOREIGN;
        return trials[0].row.is_swapped ? PD_CRS_SWAPPED : PD_CRS_ELSEWHERE;
    }
    const double off = residual(declared);
    if (declared->is_sure && off > DISPLACED_M && has_fit && residual(&trials[0]) < DISPLACED_FIT * off)
        return PD_CRS_DISPLACED;
    return PD_CRS_SOUND;
}

static pdot_status fill_evidence(detection *d, const trial *declared, trial *trials, size_t n,
                                 pd_evidence *out)
{
    sort_trials(trials, n);
    out->doubt = judge(declared, trials, n);
    out->candidates = pd_arena_alloc(d->ctx, d->arena, (n + 1) * sizeof *out->candidates);
    if (out->candidates == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++) {
        out->candidates[i] = trials[i].row;
        out->candidates[i].rank = (int)i + 1;
    }
    out->n_candidates = n;
    if (declared != NULL)
        out->declared = declared->row;
    return PDOT_OK;
}

/* Every k-th vertex, so that all parts of the layer speak. */
static pdot_status sample(detection *d, const pd_shapes *shapes)
{
    const size_t step = shapes->n_points / MOST_SAMPLED + 1;
    d->vertices = pd_alloc_array(d->ctx, MOST_SAMPLED + 1, 2 * sizeof *d->vertices);
    d->scratch = pd_alloc_array(d->ctx, MOST_SAMPLED + 1, 2 * sizeof *d->scratch);
    if (d->vertices == NULL || d->scratch == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < shapes->n_points && d->n_vertices < MOST_SAMPLED; i += step)
        memcpy(d->vertices + 2 * d->n_vertices++, shapes->xy + 2 * i, 2 * sizeof *d->vertices);
    return pd_points_along(d->ctx, shapes, MOST_SAMPLED, &d->along, &d->n_along);
}

static pdot_status try_declared(detection *d, const char *definition, trial *out)
{
    pd_crs *crs = NULL;
    pd_box degrees = {0};
    pdot_status status = pd_crs_new(d->ctx, definition, &crs);
    if (status == PDOT_OK)
        status = try_reading(d, crs, false, out, &degrees);
    pd_crs_free(crs);
    return status;
}

pdot_status pd_detect(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs, const pd_known *known,
                      pd_arena *arena, pd_evidence *out)
{
    detection d = {.ctx = ctx, .shapes = shapes, .known = known, .box = box_of(shapes), .arena = arena};
    trial trials[N_READINGS], declared = {.order = N_READINGS};
    size_t n = 0;
    *out = (pd_evidence){.doubt = crs != NULL ? PD_CRS_SOUND : PD_CRS_MISSING};
    if (shapes->n_points == 0)
        return PDOT_OK;
    pdot_status status = new_epsg(ctx, 4326, &d.wgs84);
    if (status == PDOT_OK)
        status = sample(&d, shapes);
    if (status == PDOT_OK && crs != NULL)
        status = try_declared(&d, crs, &declared);
    for (size_t row = 0; row < N_READINGS && status == PDOT_OK; row++)
        status = try_row(&d, row, trials, &n);
    if (status == PDOT_OK)
        status = fill_evidence(&d, crs != NULL ? &declared : NULL, trials, n, out);
    pd_free(d.vertices);
    pd_free(d.along);
    pd_free(d.scratch);
    pd_crs_free(d.plane);
    pd_crs_free(d.wgs84);
    return status;
}

static bool meets(const pd_box *a, const pd_box *b, double margin)
{
    return a->min_x <= b->max_x + margin && a->max_x >= b->min_x - margin && a->min_y <= b->max_y + margin &&
           a->max_y >= b->min_y - margin;
}

/* Three points of a box: their box in degrees; without an image it meets nothing. */
static bool meets_known_ground(const pd_known *known, const double *points)
{
    pd_box box = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < 3; i++) {
        box.min_x = fmin(box.min_x, points[2 * i]);
        box.max_x = fmax(box.max_x, points[2 * i]);
        box.min_y = fmin(box.min_y, points[2 * i + 1]);
        box.max_y = fmax(box.max_y, points[2 * i + 1]);
    }
    return known != NULL ? meets(&box, &known->degrees, KNOWN_MARGIN)
                         : meets(&box, &COUNTRY[0], 0) || meets(&box, &COUNTRY[1], 0);
}

pdot_status pd_find_outside(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs, const pd_known *known,
                            bool *outside)
{
    pd_crs *from = NULL, *wgs84 = NULL;
    const size_t n = shapes->n_shapes;
    double *points = pd_alloc_array(ctx, n + 1, 6 * sizeof *points); /* lower left, middle, upper right */
    pdot_status status = points != NULL ? pd_crs_new(ctx, crs, &from) : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = new_epsg(ctx, 4326, &wgs84);
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        const pd_box *box = &shapes->box[i];
        const double three[6] = {
            box->min_x, box->min_y, (box->min_x + box->max_x) / 2, (box->min_y + box->max_y) / 2,
            box->max_x, box->max_y};
        memcpy(points + 6 * i, three, sizeof three);
    }
    if (status == PDOT_OK)
        status = project(ctx, from, wgs84, points, 3 * n);
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        outside[i] =
            shapes->shape_start[i] < shapes->shape_start[i + 1] && !meets_known_ground(known, points + 6 * i);
    pd_free(points);
    pd_crs_free(from);
    pd_crs_free(wgs84);
    return status;
}
