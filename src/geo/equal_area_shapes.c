/* Whole geometries to the equal-area plane, in parallel where the measure allows it. */
#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "geo/equal_area.h"

#define POINTS_A_TASK 65536u /* some milliseconds of work */
#define MAX_PIECES    1e5    /* of one edge */

typedef struct shape_job {
    const pd_equal_area *area;
    double tolerance_m; /* of chords */
    double longest;     /* of a piece; 0: any */
    pd_shapes *shapes;
    const double *from; /* where the coordinates still are, or NULL: in shapes */
    size_t *start;      /* first shape of each task, and the end */
    size_t *points;     /* after cutting, of each task; NULL while moving */
    bool is_polygonal;
} shape_job;

/* ---- cutting long edges: count first, then spread the points from the end so that one array suffices */

/* The greatest steps in x and y from a point to the next. Two at a time, so that one comparison need not wait
 * for the other. */
static void longest_steps(const double *p, size_t n, double step[2])
{
    double dx[2] = {0}, dy[2] = {0};
    for (size_t i = 0; i + 1 < n; i++) {
        const double x = fabs(p[2 * i + 2] - p[2 * i]), y = fabs(p[2 * i + 3] - p[2 * i + 1]);
        dx[i % 2] = x > dx[i % 2] ? x : dx[i % 2];
        dy[i % 2] = y > dy[i % 2] ? y : dy[i % 2];
    }
    step[0] = dx[0] > dx[1] ? dx[0] : dx[1];
    step[1] = dy[0] > dy[1] ? dy[0] : dy[1];
}

/* Most rings have edges whose chords are close enough. None is longer than both greatest steps together, none
 * lies farther out than n of them from the first point, and pieces grow with either. */
static bool has_close_chords(const shape_job *job, const double *p, size_t n)
{
    double step[2];
    longest_steps(p, n, step);
    for (int side = -1; side <= 1; side += 2) {
        const double from[2] = {p[0] + side * (double)n * step[0], p[1] + side * (double)n * step[1]};
        const double to[2] = {from[0] - side * step[0], from[1] - side * step[1]};
        if (pd_equal_area_pieces(job->area, job->tolerance_m, from, to) > 1)
            return false;
    }
    return true;
}

static int edge_pieces(const shape_job *job, bool is_close, const double *p, const double *q)
{
    const int pieces = is_close ? 1 : pd_equal_area_pieces(job->area, job->tolerance_m, p, q);
    const double dx = q[0] - p[0], dy = q[1] - p[1], squared = dx * dx + dy * dy;
    if (job->longest <= 0 || squared <= job->longest * job->longest)
        return pieces;
    return (int)fmax(pieces, fmin(ceil(sqrt(squared) / job->longest), MAX_PIECES));
}

static size_t ring_pieces(const shape_job *job, const double *p, size_t n)
{
    size_t pieces = 0;
    const bool is_close = n < 2 || has_close_chords(job, p, n);
    if (n < 2 || (is_close && job->longest <= 0))
        return n > 0 ? n - 1 : 0;
    for (size_t i = 0; i + 1 < n; i++)
        pieces += (size_t)edge_pieces(job, is_close, p + 2 * i, p + 2 * i + 2);
    return pieces;
}

/* The inner points of an edge, the same bits whichever way it is drawn: neighbours that share it cut it
 * alike. */
static void inner_point(const double *p, const double *q, int i, int pieces, double *out)
{
    const bool is_forward = p[0] < q[0] || (p[0] <= q[0] && p[1] <= q[1]);
    const double *a = is_forward ? p : q, *b = is_forward ? q : p;
    const double t = (double)(is_forward ? i : pieces - i) / pieces;
    out[0] = a[0] + t * (b[0] - a[0]);
    out[1] = a[1] + t * (b[1] - a[1]);
}

/* Copies a ring of n points from p to the points before `end`, cut; they may be the same array further on.
 * Returns the new start. */
static double *spread_ring(const shape_job *job, const double *p, size_t n, double *end)
{
    const bool is_close = has_close_chords(job, p, n);
    double q[2] = {p[2 * n - 2], p[2 * n - 1]};
    end -= 2;
    memcpy(end, q, sizeof q);
    for (size_t i = n - 1; i-- > 0;) {
        const double from[2] = {p[2 * i], p[2 * i + 1]};
        const int pieces = edge_pieces(job, is_close, from, q);
        for (int k = pieces - 1; k > 0; k--) {
            end -= 2;
            inner_point(from, q, k, pieces, end);
        }
        end -= 2;
        memcpy(end, from, sizeof from);
        memcpy(q, from, sizeof q);
    }
    return end;
}

/* The coordinates of the shapes before they are moved. */
static const double *given_xy(const shape_job *job)
{
    return job->from != NULL ? job->from : job->shapes->xy;
}

static void spread(shape_job *job, size_t total)
{
    pd_shapes *shapes = job->shapes;
    const double *xy = given_xy(job);
    uint32_t end = shapes->ring_start[shapes->n_rings];
    shapes->ring_start[shapes->n_rings] = (uint32_t)total;
    double *to = shapes->xy + 2 * total;
    for (size_t r = shapes->n_rings; r-- > 0;) {
        const uint32_t start = shapes->ring_start[r];
        to = spread_ring(job, xy + 2 * (size_t)start, end - start, to);
        end = start;
        shapes->ring_start[r] = (uint32_t)((to - shapes->xy) / 2);
    }
    shapes->n_points = total;
    job->from = NULL;
}

/* ---- ranges of shapes as tasks */

static size_t first_ring(const pd_shapes *shapes, size_t shape)
{
    return shapes->shape_start[shape];
}

static pdot_status count_task(const pd_task *task, void *user)
{
    const shape_job *job = user;
    const pd_shapes *shapes = job->shapes;
    size_t points = 0;
    for (size_t r = first_ring(shapes, job->start[task->index]);
         r < first_ring(shapes, job->start[task->index + 1]); r++)
        points += 1 + ring_pieces(job, given_xy(job) + 2 * (size_t)shapes->ring_start[r],
                                  shapes->ring_start[r + 1] - shapes->ring_start[r]);
    job->points[task->index] = points;
    return PDOT_OK;
}

static pdot_status move_task(const pd_task *task, void *user)
{
    const shape_job *job = user;
    const size_t first = job->start[task->index], end = job->start[task->index + 1];
    const pd_shapes *shapes = job->shapes;
    const size_t from = shapes->ring_start[first_ring(shapes, first)],
                 to = shapes->ring_start[first_ring(shapes, end)];
    if (job->from != NULL)
        memcpy(shapes->xy + 2 * from, job->from + 2 * from, (to - from) * 2 * sizeof *shapes->xy);
    const pdot_status status = pd_equal_area_apply(task->ctx, job->area, shapes->xy + 2 * from, to - from);
    return status == PDOT_OK ? pd_shapes_finish_range(task->ctx, job->shapes, first, end, job->is_polygonal)
                             : status;
}

static pdot_status densify(pdot_ctx *ctx, int jobs, shape_job *job, size_t n_tasks)
{
    job->points = pd_alloc_array(ctx, n_tasks + 1, sizeof *job->points);
    if (job->points == NULL)
        return PDOT_NOMEM;
    pdot_status status = pd_parallel(ctx, jobs, n_tasks, count_task, job, NULL);
    size_t total = 0;
    for (size_t i = 0; i < n_tasks; i++)
        total += job->points[i];
    if (status == PDOT_OK && total > job->shapes->n_points) {
        status = pd_shapes_reserve_points(ctx, job->shapes, total);
        if (status == PDOT_OK)
            spread(job, total);
    }
    pd_free(job->points);
    job->points = NULL;
    return status;
}

static int allowed_jobs(const pd_equal_area *area, int jobs)
{
    return pd_equal_area_is_shareable(area) ? jobs : 1;
}

/* Cuts, and unless only that is wanted moves and finishes. */
static pdot_status run(pdot_ctx *ctx, int jobs, bool only_densify, shape_job *job)
{
    size_t n_tasks = 0;
    if (job->shapes->n_shapes == 0)
        return PDOT_OK;
    pdot_status status = pd_shapes_split(ctx, job->shapes, POINTS_A_TASK, &job->start, &n_tasks);
    if (status == PDOT_OK)
        status = densify(ctx, jobs, job, n_tasks);
    if (status == PDOT_OK && !only_densify)
        status = pd_parallel(ctx, allowed_jobs(job->area, jobs), n_tasks, move_task, job, NULL);
    pd_free(job->start);
    return status;
}

pdot_status pd_equal_area_densify(pdot_ctx *ctx, const pd_equal_area *area, double tolerance_m,
                                  double longest, pd_shapes *shapes)
{
    shape_job job = {.area = area, .tolerance_m = tolerance_m, .longest = longest, .shapes = shapes};
    return run(ctx, 1, true, &job);
}

pdot_status pd_equal_area_shapes(pdot_ctx *ctx, const pd_equal_area *area, int jobs, bool is_polygonal,
                                 pd_shapes *shapes)
{
    shape_job job = {
        .area = area, .tolerance_m = PD_CHORD_TOLERANCE_M, .shapes = shapes, .is_polygonal = is_polygonal};
    return run(ctx, jobs, false, &job);
}

pdot_status pd_equal_area_copy(pdot_ctx *ctx, const pd_equal_area *area, int jobs, bool is_polygonal,
                               const pd_shapes *shapes, pd_shapes *out)
{
    const pdot_status status = pd_shapes_copy_frame(ctx, shapes, out);
    shape_job job = {.area = area,
                     .tolerance_m = PD_CHORD_TOLERANCE_M,
                     .shapes = out,
                     .from = shapes->xy,
                     .is_polygonal = is_polygonal};
    return status == PDOT_OK ? run(ctx, jobs, false, &job) : status;
}

pdot_status pd_area_m2(pdot_ctx *ctx, const pd_equal_area *area, pd_bytes wkb, double *out)
{
    pd_shapes shapes = {0};
    pdot_status status = pd_shapes_add_wkb(ctx, &shapes, wkb);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(ctx, area, 1, true, &shapes);
    if (status == PDOT_OK)
        *out = pd_shapes_area(&shapes, 0);
    pd_shapes_release(&shapes);
    return status;
}
