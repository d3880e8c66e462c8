/* The displacement by votes: every point of a line and every known point within reach vote for the vector
 * between them. Points that follow one another along the same boundary agree on the true vector; all other
 * votes scatter. (The generalised Hough transform: Ballard, Pattern Recognition 13 (1981) 111-122, for
 * translations only.) */
#include "source/inspect/detective_match.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define REACH_M    700.0 /* the largest displacement that is looked for: PSAD56 is off by 443 m */
#define BIN_M      20.0  /* of the votes: a line at 1:25 000 is good to 12.5 m */
#define MIDDLE     35    /* BINS / 2: the bin of no displacement */
#define BINS       71    /* 2 * REACH_M / BIN_M + 1 */
#define SPACING_M  40.0  /* of known points, wider if there would be too many */
#define MOST_KNOWN 400000u
#define REFINE_M   30.0 /* votes this near to the peak give its mean */
/* The peak is sure if it has so many times the votes that scattered ones would give, and this share of the
 * points agree with it: of a layer of parroquias only one line in seven is a limit of the canton. A layer
 * simplified to some ten vertices a parroquia still gives 4.5 and a twelfth; unrelated lines give 1 to 2. */
#define SURE_TIMES 4.0
#define SURE_SHARE 0.05

struct pd_line_points {
    double *xy; /* sorted by cell */
    size_t n;
    double origin_x, origin_y;
    size_t columns, rows;
    uint32_t *start; /* columns * rows + 1: first point of each cell; a cell is REACH_M wide */
};

static double length_of(const pd_shapes *shapes)
{
    double length = 0;
    for (size_t r = 0; r < shapes->n_rings; r++)
        for (size_t i = shapes->ring_start[r]; i + 1 < shapes->ring_start[r + 1]; i++)
            length += hypot(shapes->xy[2 * i + 2] - shapes->xy[2 * i],
                            shapes->xy[2 * i + 3] - shapes->xy[2 * i + 1]);
    return length;
}

static pdot_status points_every(pdot_ctx *ctx, const pd_shapes *shapes, double spacing, size_t most,
                                double **xy, size_t *n)
{
    *n = 0;
    *xy = pd_alloc_array(ctx, most + 1, 2 * sizeof **xy);
    if (*xy == NULL)
        return PDOT_NOMEM;
    double due =
        spacing / 2; /* way to go to the next point; carried over from edge to edge and ring to ring */
    for (size_t r = 0; r < shapes->n_rings; r++)
        for (size_t i = shapes->ring_start[r]; i + 1 < shapes->ring_start[r + 1]; i++) {
            const double *p = shapes->xy + 2 * i;
            const double dx = p[2] - p[0], dy = p[3] - p[1], length = hypot(dx, dy);
            for (; due <= length && *n < most; due += spacing) {
                (*xy)[2 * *n] = p[0] + dx * due / length;
                (*xy)[2 * *n + 1] = p[1] + dy * due / length;
                (*n)++;
            }
            due -= length;
        }
    return PDOT_OK;
}

pdot_status pd_points_along(pdot_ctx *ctx, const pd_shapes *shapes, size_t most, double **xy, size_t *n)
{
    const double length = length_of(shapes);
    *xy = NULL;
    *n = 0;
    if (!(length > 0) || !isfinite(length))
        return PDOT_OK;
    return points_every(ctx, shapes, length / (double)most, most, xy, n);
}

static size_t cell_of(const pd_line_points *points, double x, double y)
{
    const size_t column = (size_t)((x - points->origin_x) / REACH_M);
    const size_t row = (size_t)((y - points->origin_y) / REACH_M);
    return row * points->columns + column;
}

static pdot_status sort_by_cell(pdot_ctx *ctx, pd_line_points *points, const double *xy)
{
    const size_t n_cells = points->columns * points->rows;
    points->start = pd_alloc_array(ctx, n_cells + 2, sizeof *points->start);
    points->xy = pd_alloc_array(ctx, points->n + 1, 2 * sizeof *points->xy);
    if (points->start == NULL || points->xy == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < points->n; i++)
        points->start[cell_of(points, xy[2 * i], xy[2 * i + 1]) + 2]++;
    for (size_t c = 2; c < n_cells + 2; c++)
        points->start[c] += points->start[c - 1];
    for (size_t i = 0; i < points->n; i++) {
        const size_t at = points->start[cell_of(points, xy[2 * i], xy[2 * i + 1]) + 1]++;
        memcpy(points->xy + 2 * at, xy + 2 * i, 2 * sizeof *xy);
    }
    return PDOT_OK;
}

static void lay_grid(pd_line_points *points, const double *xy)
{
    pd_box box = {xy[0], xy[1], xy[0], xy[1]};
    for (size_t i = 1; i < points->n; i++) {
        box.min_x = fmin(box.min_x, xy[2 * i]);
        box.max_x = fmax(box.max_x, xy[2 * i]);
        box.min_y = fmin(box.min_y, xy[2 * i + 1]);
        box.max_y = fmax(box.max_y, xy[2 * i + 1]);
    }
    points->origin_x = box.min_x;
    points->origin_y = box.min_y;
    points->columns = (size_t)((box.max_x - box.min_x) / REACH_M) + 1;
    points->rows = (size_t)((box.max_y - box.min_y) / REACH_M) + 1;
}

pdot_status pd_line_points_new(pdot_ctx *ctx, const pd_shapes *shapes, pd_line_points **out)
{
    *out = NULL;
    pd_line_points *points = pd_alloc(ctx, sizeof *points);
    double *xy = NULL;
    if (points == NULL)
        return PDOT_NOMEM;
    const double length = length_of(shapes);
    const double spacing = fmax(SPACING_M, length / MOST_KNOWN);
    pdot_status status = points_every(ctx, shapes, spacing, (size_t)(length / spacing) + 1, &xy, &points->n);
    if (status == PDOT_OK && points->n > 0) {
        lay_grid(points, xy);
        status = sort_by_cell(ctx, points, xy);
    }
    pd_free(xy);
    if (status == PDOT_OK) {
        *out = points;
        points = NULL;
    }
    pd_line_points_free(points);
    return status;
}

void pd_line_points_free(pd_line_points *points)
{
    if (points == NULL)
        return;
    pd_free(points->xy);
    pd_free(points->start);
    pd_free(points);
}

typedef void (*near_fn)(void *user, double dx, double dy);

/* Calls `near` with the vector from every known point within reach to (x, y). */
static void each_near(const pd_line_points *points, double x, double y, near_fn near, void *user)
{
    const double column = floor((x - points->origin_x) / REACH_M),
                 row = floor((y - points->origin_y) / REACH_M);
    for (double r = fmax(row - 1, 0); r <= row + 1 && r < (double)points->rows; r++)
        for (double c = fmax(column - 1, 0); c <= column + 1 && c < (double)points->columns; c++) {
            const size_t cell = (size_t)r * points->columns + (size_t)c;
            for (uint32_t i = points->start[cell]; i < points->start[cell + 1]; i++) {
                const double dx = x - points->xy[2 * i], dy = y - points->xy[2 * i + 1];
                if (fabs(dx) < REACH_M && fabs(dy) < REACH_M)
                    near(user, dx, dy);
            }
        }
}

typedef struct ballot {
    uint32_t votes[BINS][BINS];
    uint64_t total;
} ballot;

static void vote(void *user, double dx, double dy)
{
    ballot *b = user;
    b->votes[(int)floor(dy / BIN_M + 0.5) + MIDDLE][(int)floor(dx / BIN_M + 0.5) + MIDDLE]++;
    b->total++;
}

/* The three by three bins with most votes; the earlier one of equals. */
static uint64_t find_peak(const ballot *b, double *east, double *north)
{
    uint64_t best = 0;
    for (int r = 1; r + 1 < BINS; r++)
        for (int c = 1; c + 1 < BINS; c++) {
            uint64_t sum = 0;
            for (int i = -1; i <= 1; i++)
                for (int k = -1; k <= 1; k++)
                    sum += b->votes[r + i][c + k];
            if (sum > best) {
                best = sum;
                *east = (c - MIDDLE) * BIN_M;
                *north = (r - MIDDLE) * BIN_M;
            }
        }
    return best;
}

typedef struct cluster {
    double east, north, radius;
    double sum_east, sum_north;
    uint64_t n;
    bool has_any; /* of the current point */
} cluster;

static void gather(void *user, double dx, double dy)
{
    cluster *c = user;
    if (hypot(dx - c->east, dy - c->north) > c->radius)
        return;
    c->sum_east += dx;
    c->sum_north += dy;
    c->n++;
    c->has_any = true;
}

/* Mean of the votes around the peak, a few times over; returns the points that agree with it. */
static size_t refine(const pd_line_points *known, const double *xy, size_t n, double *east, double *north)
{
    size_t agreeing = 0;
    for (int round = 0; round < 6; round++) {
        cluster c = {.east = *east, .north = *north, .radius = REFINE_M};
        agreeing = 0;
        for (size_t i = 0; i < n; i++) {
            c.has_any = false;
            each_near(known, xy[2 * i], xy[2 * i + 1], gather, &c);
            agreeing += c.has_any;
        }
        if (c.n == 0)
            return 0;
        *east = c.sum_east / (double)c.n;
        *north = c.sum_north / (double)c.n;
    }
    return agreeing;
}

static void keep_nearest(void *user, double dx, double dy)
{
    double *nearest = user;
    *nearest = fmin(*nearest, hypot(dx, dy));
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static pdot_status median_distance(pdot_ctx *ctx, const pd_line_points *known, const double *xy, size_t n,
                                   double *out)
{
    double *distances = pd_alloc_array(ctx, n, sizeof *distances);
    if (distances == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++) {
        distances[i] = (double)INFINITY;
        each_near(known, xy[2 * i], xy[2 * i + 1], keep_nearest, &distances[i]);
    }
    qsort(distances, n, sizeof *distances, compare_doubles);
    *out = isfinite(distances[n / 2]) ? distances[n / 2] : (double)NAN;
    pd_free(distances);
    return PDOT_OK;
}

pdot_status pd_line_points_match(pdot_ctx *ctx, const pd_line_points *known, const double *xy, size_t n,
                                 pd_displacement *out)
{
    *out = (pd_displacement){.east_m = (double)NAN, .north_m = (double)NAN, .distance_m = (double)NAN};
    if (n == 0 || known->n == 0)
        return PDOT_OK;
    ballot *b = pd_alloc(ctx, sizeof *b);
    if (b == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++)
        each_near(known, xy[2 * i], xy[2 * i + 1], vote, b);
    double east = 0, north = 0;
    const uint64_t peak = find_peak(b, &east, &north);
    const double scattered = (double)b->total * 9 / (BINS * BINS);
    pd_free(b);
    if (peak > 0 && (double)peak > SURE_TIMES * scattered) {
        const size_t agreeing = refine(known, xy, n, &east, &north);
        out->is_sure = (double)agreeing >= SURE_SHARE * (double)n;
    }
    if (out->is_sure) {
        out->east_m = east;
        out->north_m = north;
    }
    return median_distance(ctx, known, xy, n, &out->distance_m);
}
