/* Flat arrays of geometries once their coordinates are in a plane: orienting rings, boxes, areas. */
#include <float.h>

#include "base/number.h"
#include "geo/shapes.h"

/* Twice the signed area; relative to the first point, so that far from the origin no digits are lost. */
static double ring_area2(const double *p, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i + 1 < n; i++)
        sum += (p[2 * i] - p[0]) * (p[2 * i + 3] - p[1]) - (p[2 * i + 2] - p[0]) * (p[2 * i + 1] - p[1]);
    return sum;
}

double pd_ring_area(const double *xy, size_t n)
{
    return ring_area2(xy, n) / 2;
}

double pd_shapes_area(const pd_shapes *shapes, size_t shape)
{
    pd_sum sum = {0};
    for (size_t r = shapes->shape_start[shape]; r < shapes->shape_start[shape + 1]; r++)
        pd_sum_add(&sum, pd_ring_area(shapes->xy + 2 * (size_t)shapes->ring_start[r],
                                      shapes->ring_start[r + 1] - shapes->ring_start[r]));
    return pd_sum_total(&sum);
}

static void reverse_ring(double *p, size_t n)
{
    for (size_t i = 0, k = n; i + 1 < k; i++) {
        k--;
        const double x = p[2 * i], y = p[2 * i + 1];
        p[2 * i] = p[2 * k];
        p[2 * i + 1] = p[2 * k + 1];
        p[2 * k] = x;
        p[2 * k + 1] = y;
    }
}

static pd_box box_of(const double *xy, size_t n)
{
    pd_box box = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < n; i++) {
        const double x = xy[2 * i], y = xy[2 * i + 1];
        box.min_x = x < box.min_x ? x : box.min_x;
        box.max_x = x > box.max_x ? x : box.max_x;
        box.min_y = y < box.min_y ? y : box.min_y;
        box.max_y = y > box.max_y ? y : box.max_y;
    }
    return box;
}

static pdot_status finish_ring(pdot_ctx *ctx, const pd_shapes *shapes, size_t r)
{
    double *p = shapes->xy + 2 * (size_t)shapes->ring_start[r];
    const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
    const double *last = p + 2 * (n - 1);
    if (p[0] < last[0] || p[0] > last[0] || p[1] < last[1] || p[1] > last[1])
        return pd_fail(ctx, PDOT_FORMAT, "Damaged geometry: a ring is not closed");
    const double area2 = ring_area2(p, n);
    if (shapes->is_hole[r] ? area2 > 0 : area2 < 0)
        reverse_ring(p, n);
    return PDOT_OK;
}

pdot_status pd_shapes_finish_range(pdot_ctx *ctx, pd_shapes *shapes, size_t first, size_t end,
                                   bool is_polygonal)
{
    pdot_status status = PDOT_OK;
    for (size_t s = first; s < end; s++) {
        for (size_t r = shapes->shape_start[s];
             is_polygonal && status == PDOT_OK && r < shapes->shape_start[s + 1]; r++)
            status = finish_ring(ctx, shapes, r);
        const size_t from = shapes->ring_start[shapes->shape_start[s]];
        const size_t to = shapes->ring_start[shapes->shape_start[s + 1]];
        shapes->box[s] = box_of(shapes->xy + 2 * from, to - from);
    }
    return status;
}

pdot_status pd_shapes_finish(pdot_ctx *ctx, pd_shapes *shapes, bool is_polygonal)
{
    return pd_shapes_finish_range(ctx, shapes, 0, shapes->n_shapes, is_polygonal);
}

pdot_status pd_shapes_split(pdot_ctx *ctx, const pd_shapes *shapes, size_t n_points, size_t **start,
                            size_t *n_runs)
{
    *n_runs = 0;
    *start = pd_alloc_array(ctx, shapes->n_points / n_points + 3, sizeof **start);
    if (*start == NULL)
        return PDOT_NOMEM;
    size_t points = 0;
    for (size_t s = 0; s < shapes->n_shapes; s++) {
        points += shapes->ring_start[shapes->shape_start[s + 1]] - shapes->ring_start[shapes->shape_start[s]];
        if (points >= n_points || s + 1 == shapes->n_shapes) {
            (*start)[++*n_runs] = s + 1;
            points = 0;
        }
    }
    return PDOT_OK;
}

pd_box pd_shapes_box(const pd_shapes *shapes)
{
    pd_box all = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    for (size_t i = 0; i < shapes->n_shapes; i++) {
        const pd_box *box = &shapes->box[i];
        if (box->min_x > box->max_x)
            continue;
        all.min_x = box->min_x < all.min_x ? box->min_x : all.min_x;
        all.min_y = box->min_y < all.min_y ? box->min_y : all.min_y;
        all.max_x = box->max_x > all.max_x ? box->max_x : all.max_x;
        all.max_y = box->max_y > all.max_y ? box->max_y : all.max_y;
    }
    return all;
}
