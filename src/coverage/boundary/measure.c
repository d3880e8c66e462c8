/* Every piece gets its area, width, place and neighbours; then the pieces are put in order and counted. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "coverage/boundary/work.h"

#define PIECES_OF_TASK 64
#define NEAR_SHARE     1e-6 /* of a gap's size: an edge as near as this is the same */

static int compare_vertices(const void *left, const void *right)
{
    const pd_boundary_vertex *a = left, *b = right;
    if (a->x < b->x || a->x > b->x)
        return a->x < b->x ? -1 : 1;
    if (a->y < b->y || a->y > b->y)
        return a->y < b->y ? -1 : 1;
    return a->unit < b->unit ? -1 : a->unit > b->unit;
}

static pdot_status list_vertices(pdot_ctx *ctx, pd_boundary_work *work)
{
    const pd_shapes *shapes = &work->shapes;
    if ((work->vertices = pd_alloc_array(ctx, shapes->n_points + 1, sizeof *work->vertices)) == NULL)
        return PDOT_NOMEM;
    size_t n = 0;
    for (size_t s = 0; s < shapes->n_shapes; s++) {
        const size_t end = shapes->ring_start[shapes->shape_start[s + 1]];
        for (size_t i = shapes->ring_start[shapes->shape_start[s]]; i < end; i++)
            work->vertices[n++] = (pd_boundary_vertex){shapes->xy[2 * i], shapes->xy[2 * i + 1], s};
    }
    if (n > 0)
        qsort(work->vertices, n, sizeof *work->vertices, compare_vertices);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || compare_vertices(&work->vertices[i - 1], &work->vertices[i]) != 0)
            work->vertices[work->n_vertices++] = work->vertices[i];
    return PDOT_OK;
}

static size_t first_vertex_at(const pd_boundary_work *work, double x, double y)
{
    const pd_boundary_vertex key = {x, y, 0};
    size_t low = 0, high = work->n_vertices;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (compare_vertices(&work->vertices[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Units seen along a gap and how often; more than these are not told apart. */
enum { TALLY = 32 };
typedef struct tally {
    size_t unit[TALLY], count[TALLY], n;
} tally;

static void count_unit(tally *seen, size_t unit)
{
    size_t i = 0;
    while (i < seen->n && seen->unit[i] != unit)
        i++;
    if (i == TALLY)
        return;
    if (i == seen->n) {
        seen->unit[i] = unit;
        seen->count[seen->n++] = 0;
    }
    seen->count[i]++;
}

/* Most vertices first, then the lower index. */
static void take_neighbours(const tally *seen, pd_boundary_piece *piece)
{
    bool is_taken[TALLY] = {false};
    while (piece->n_units < PD_BOUNDARY_UNITS && piece->n_units < seen->n) {
        size_t best = TALLY;
        for (size_t i = 0; i < seen->n; i++)
            if (!is_taken[i] && (best == TALLY || seen->count[i] > seen->count[best] ||
                                 (seen->count[i] == seen->count[best] && seen->unit[i] < seen->unit[best])))
                best = i;
        is_taken[best] = true;
        piece->units[piece->n_units++] = seen->unit[best];
    }
}

static double square_distance(const double *a, const double *b, double x, double y)
{
    const double dx = b[0] - a[0], dy = b[1] - a[1], length2 = dx * dx + dy * dy;
    double t = length2 > 0 ? ((x - a[0]) * dx + (y - a[1]) * dy) / length2 : 0;
    t = t < 0 ? 0 : t > 1 ? 1 : t;
    const double off_x = a[0] + t * dx - x, off_y = a[1] + t * dy - y;
    return off_x * off_x + off_y * off_y;
}

static bool passes_by(const pd_shapes *units, size_t unit, double x, double y, double near)
{
    const pd_box *box = &units->box[unit];
    if (x < box->min_x - near || x > box->max_x + near || y < box->min_y - near || y > box->max_y + near)
        return false;
    for (size_t r = units->shape_start[unit]; r < units->shape_start[unit + 1]; r++)
        for (size_t i = units->ring_start[r]; i + 1 < units->ring_start[r + 1]; i++)
            if (square_distance(units->xy + 2 * i, units->xy + 2 * (i + 1), x, y) <= near * near)
                return true;
    return false;
}

/* Where edges only cross, a gap has no vertex of any unit: its edges still lie on theirs. */
static void count_edges(const pd_boundary_work *work, const pd_shapes *gap, tally *seen)
{
    const pd_box *box = &gap->box[0];
    const double near = NEAR_SHARE * hypot(box->max_x - box->min_x, box->max_y - box->min_y);
    for (size_t i = 0; i + 1 < gap->n_points; i++) {
        const double *p = gap->xy + 2 * i;
        for (size_t unit = 0; unit < work->shapes.n_shapes; unit++)
            if (passes_by(&work->shapes, unit, (p[0] + p[2]) / 2, (p[1] + p[3]) / 2, near))
                count_unit(seen, unit);
    }
}

static void find_neighbours(const pd_boundary_work *work, const pd_shapes *shapes, pd_boundary_piece *piece)
{
    tally seen = {.n = 0};
    for (size_t i = 0; i < shapes->n_points; i++) {
        const double x = shapes->xy[2 * i], y = shapes->xy[2 * i + 1];
        for (size_t v = first_vertex_at(work, x, y); v < work->n_vertices; v++) {
            const pd_boundary_vertex *vertex = &work->vertices[v];
            if (vertex->x > x || vertex->y > y)
                break;
            count_unit(&seen, vertex->unit);
        }
    }
    if (seen.n == 0)
        count_edges(work, shapes, &seen);
    take_neighbours(&seen, piece);
}

/* The strip of the widest part; its lengths are still in units of the plane. area_m2 is set to the planar
 * area. */
static void find_widest(const pd_boundary_work *work, const pd_shapes *shapes, pd_boundary_piece *piece)
{
    const double x_scale = pd_strip_x_scale(&shapes->box[0], work->options->is_geographic);
    for (size_t r = 0; r < shapes->n_rings;) {
        size_t end = r + 1;
        while (end < shapes->n_rings && shapes->is_hole[end])
            end++;
        const pd_strip strip = pd_strip_of_rings(shapes, r, end, x_scale);
        piece->area_m2 += strip.area;
        if (strip.width > piece->width_m) {
            piece->width_m = strip.width;
            piece->length_m = strip.length;
        }
        r = end;
    }
}

static pdot_status measure_piece(pdot_ctx *ctx, const pd_boundary_work *work, pd_boundary_piece *piece)
{
    pd_shapes shapes = {0};
    pdot_status status = pd_shapes_add_wkb(ctx, &shapes, piece->wkb);
    if (status == PDOT_OK)
        status = pd_shapes_finish(ctx, &shapes, true);
    if (status == PDOT_OK && shapes.n_rings > 0) {
        find_widest(work, &shapes, piece);
        if (piece->kind != PD_BOUNDARY_OVERLAP)
            find_neighbours(work, &shapes, piece);
        if (piece->area_m2 > 0)
            status = pd_geometry_inner_point(ctx, piece->wkb, &piece->x, &piece->y);
    }
    pd_shapes_release(&shapes);
    return status;
}

static pdot_status measure_pieces(const pd_task *task, void *user)
{
    pd_boundary_work *work = user;
    const size_t first = task->index * PIECES_OF_TASK;
    pdot_status status = PDOT_OK;
    for (size_t i = first; i < first + PIECES_OF_TASK && i < work->out->count && status == PDOT_OK; i++)
        status = measure_piece(task->ctx, work, &work->out->pieces[i]);
    return status;
}

/* From the plane's units to the ellipsoid: lengths by the root of what the area changes by. */
static pdot_status to_metres(pdot_ctx *ctx, const pd_boundary_work *work, pd_boundary_piece *piece)
{
    const double planar = piece->area_m2;
    if (work->options->area != NULL) {
        const pdot_status status = pd_area_m2(ctx, work->options->area, piece->wkb, &piece->area_m2);
        if (status != PDOT_OK)
            return status;
    }
    const double scale = sqrt(piece->area_m2 / planar);
    piece->width_m *= scale;
    piece->length_m *= scale;
    piece->is_sliver = piece->width_m < work->sliver_width_m;
    return PDOT_OK;
}

static int compare_pieces(const void *left, const void *right)
{
    const pd_boundary_piece *a = left, *b = right;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->area_m2 < b->area_m2 || a->area_m2 > b->area_m2)
        return a->area_m2 > b->area_m2 ? -1 : 1;
    for (size_t i = 0; i < PD_BOUNDARY_UNITS; i++)
        if (a->units[i] != b->units[i])
            return a->units[i] < b->units[i] ? -1 : 1;
    if (a->x < b->x || a->x > b->x)
        return a->x < b->x ? -1 : 1;
    return a->y < b->y ? -1 : a->y > b->y;
}

static void sort_and_count(pd_boundary *out)
{
    if (out->count > 0)
        qsort(out->pieces, out->count, sizeof *out->pieces, compare_pieces);
    pd_sum sums[PD_BOUNDARY_KINDS] = {{0, 0}};
    for (size_t i = 0; i < out->count; i++) {
        out->n_of_kind[out->pieces[i].kind]++;
        pd_sum_add(&sums[out->pieces[i].kind], out->pieces[i].area_m2);
    }
    for (int kind = 0; kind < PD_BOUNDARY_KINDS; kind++)
        out->area_m2_of_kind[kind] = pd_sum_total(&sums[kind]);
}

pdot_status pd_boundary_measure(pdot_ctx *ctx, pd_boundary_work *work)
{
    pd_boundary *out = work->out;
    pdot_status status = list_vertices(ctx, work);
    if (status == PDOT_OK)
        status = pd_parallel(ctx, work->options->jobs, (out->count + PIECES_OF_TASK - 1) / PIECES_OF_TASK,
                             measure_pieces, work, "boundaries");
    size_t kept = 0;
    for (size_t i = 0; i < out->count && status == PDOT_OK; i++) {
        if (!(out->pieces[i].area_m2 > 0))
            continue;
        status = to_metres(ctx, work, &out->pieces[i]);
        out->pieces[kept++] = out->pieces[i];
    }
    if (status != PDOT_OK)
        return status;
    out->count = kept;
    sort_and_count(out);
    return PDOT_OK;
}
