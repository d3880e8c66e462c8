/* Drawing shapes into chains, cutting chains at vertical lines. */
#include "coverage/sweep/soup.h"

#include <stdlib.h>
#include <string.h>

void pd_soup_init(pdot_ctx *ctx, pd_soup *soup)
{
    *soup = (pd_soup){.ctx = ctx};
}

void pd_soup_release(pd_soup *soup)
{
    pd_free(soup->xy);
    pd_free(soup->chains);
    pd_free(soup->steps);
    *soup = (pd_soup){0};
}

void pd_soup_clear(pd_soup *soup)
{
    soup->n_points = soup->n_chains = soup->n_steps = 0;
}

pdot_status pd_soup_status(const pd_soup *soup)
{
    return soup->status;
}

/* A path of n points has at most n chains, and each turn repeats a point. */
bool pd_soup_reserve(pd_soup *soup, size_t n)
{
    if (soup->status != PDOT_OK)
        return false;
    if (soup->n_points + 2 * n <= soup->point_capacity && soup->n_chains + n <= soup->chain_capacity)
        return true;
    if (!pd_grow(soup->ctx, (void **)&soup->xy, &soup->point_capacity, soup->n_points + 2 * n,
                 2 * sizeof *soup->xy) ||
        !pd_grow(soup->ctx, (void **)&soup->chains, &soup->chain_capacity, soup->n_chains + n,
                 sizeof *soup->chains))
        soup->status = PDOT_NOMEM;
    return soup->status == PDOT_OK;
}

void pd_soup_add_shape(pd_soup *soup, const pd_shapes *shapes, size_t shape, int32_t id, double ox, double oy)
{
    for (uint32_t r = shapes->shape_start[shape]; r < shapes->shape_start[shape + 1]; r++) {
        const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[r];
        const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
        if (!pd_soup_reserve(soup, n))
            return;
        pd_pen pen = pd_pen_of(soup, id);
        pd_pen_move(&pen, p[0] - ox, p[1] - oy);
        for (size_t i = 1; i < n; i++)
            pd_pen_line(&pen, p[2 * i] - ox, p[2 * i + 1] - oy);
        pd_pen_end(&pen);
    }
}

/* One edge between two heights; the pen is lifted where the path leaves them. Returns the ground between it
 * and x = 0. */
static double draw_in_band(pd_pen *pen, double x0, double y0, double x1, double y1, double lo, double hi)
{
    if ((y0 <= lo && y1 <= lo) || (y0 >= hi && y1 >= hi))
        return 0;
    const double slope = (x1 - x0) / (y1 - y0);
    double from_x = x0, from_y = y0, to_x = x1, to_y = y1;
    if (y0 < lo || y0 > hi) {
        from_y = y0 < lo ? lo : hi;
        from_x = x0 + (from_y - y0) * slope;
    }
    if (y1 < lo || y1 > hi) {
        to_y = y1 < lo ? lo : hi;
        to_x = x0 + (to_y - y0) * slope;
    }
    if (pen->x < from_x || pen->x > from_x || pen->y < from_y || pen->y > from_y)
        pd_pen_move(pen, from_x, from_y);
    pd_pen_line(pen, to_x, to_y);
    return (from_x + to_x) / 2 * (to_y - from_y);
}

double pd_soup_add_band(pd_soup *soup, const pd_shapes *shapes, size_t shape, int32_t id, double ox,
                        double oy, double lo, double hi)
{
    double area = 0;
    for (uint32_t r = shapes->shape_start[shape]; r < shapes->shape_start[shape + 1]; r++) {
        const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[r];
        const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
        if (!pd_soup_reserve(soup, n))
            return 0;
        pd_pen pen = pd_pen_of(soup, id);
        double x0 = p[0] - ox, y0 = p[1] - oy;
        pd_pen_move(&pen, x0, y0);
        for (size_t i = 1; i < n; i++) {
            const double x1 = p[2 * i] - ox, y1 = p[2 * i + 1] - oy;
            area += draw_in_band(&pen, x0, y0, x1, y1, lo, hi);
            x0 = x1;
            y0 = y1;
        }
        pd_pen_end(&pen);
    }
    return area;
}

/* ---- vertical cuts */

void pd_soup_wall_step(pd_soup *soup, double y, int32_t id, int32_t weight)
{
    if (soup->status != PDOT_OK)
        return;
    if (!pd_grow(soup->ctx, (void **)&soup->steps, &soup->step_capacity, soup->n_steps + 1,
                 sizeof *soup->steps)) {
        soup->status = PDOT_NOMEM;
        return;
    }
    soup->steps[soup->n_steps++] = (pd_wall_step){y, id, weight};
}

static int compare_steps(const void *left, const void *right)
{
    const pd_wall_step *a = left, *b = right;
    if (a->id != b->id)
        return a->id < b->id ? -1 : 1;
    if (a->y < b->y || a->y > b->y)
        return a->y < b->y ? -1 : 1;
    return (a->weight > b->weight) - (a->weight < b->weight);
}

void pd_soup_sort_steps(pd_soup *soup, size_t first)
{
    pd_wall_step *steps = soup->steps + first;
    const size_t n = soup->n_steps - first;
    size_t kept = 0;
    if (n == 0)
        return;
    qsort(steps, n, sizeof *steps, compare_steps);
    for (size_t i = 0; i < n; i++) {
        pd_wall_step *last = kept > 0 ? &steps[kept - 1] : NULL;
        if (last != NULL && last->id == steps[i].id && !(last->y < steps[i].y))
            last->weight += steps[i].weight;
        else
            steps[kept++] = steps[i];
        if (steps[kept - 1].weight == 0 &&
            (i + 1 == n || steps[i + 1].id != steps[kept - 1].id || steps[kept - 1].y < steps[i + 1].y))
            kept--;
    }
    soup->n_steps = first + kept;
}

static void add_wall(pd_soup *soup, double wall, double from, double to, int32_t id, int32_t weight)
{
    if (weight == 0 || !(from < to) || !pd_soup_reserve(soup, 2))
        return;
    const uint32_t first = (uint32_t)soup->n_points;
    const double points[4] = {wall, from, wall, to};
    memcpy(soup->xy + 2 * soup->n_points, points, sizeof points);
    soup->n_points += 2;
    soup->chains[soup->n_chains++] = (pd_chain){first, 2, id, weight};
}

void pd_soup_build_wall(pd_soup *soup, size_t first, double wall, const int32_t *most)
{
    int32_t count = 0, weight = 0;
    double from = 0;
    for (size_t i = first; i < soup->n_steps; i++) {
        const pd_wall_step at = soup->steps[i];
        const bool is_last = i + 1 == soup->n_steps || soup->steps[i + 1].id != at.id;
        count += at.weight;
        const int32_t now = most != NULL && at.id >= 0 && count > most[at.id] ? most[at.id] : count;
        if (now != weight || is_last) {
            add_wall(soup, wall, from, at.y, at.id, weight);
            from = at.y;
            weight = now;
        }
        if (is_last) /* what rounding has left open ends here */
            count = weight = 0;
    }
}

/* A copy of one chain between two verticals. A chain rises, so that the copy needs no pen: a piece is a run
 * of points that ends where the chain leaves the strip. */
typedef struct strip {
    pd_soup *soup;
    double left, right;
    int32_t id, weight;
    uint32_t first; /* point where the piece began */
    bool is_inside;
} strip;

static void strip_point(strip *s, double x, double y)
{
    pd_soup *soup = s->soup;
    if (!s->is_inside) {
        s->first = (uint32_t)soup->n_points;
        s->is_inside = true;
    }
    soup->xy[2 * soup->n_points] = x;
    soup->xy[2 * soup->n_points + 1] = y;
    soup->n_points++;
}

static void strip_end(strip *s)
{
    pd_soup *soup = s->soup;
    if (!s->is_inside)
        return;
    s->is_inside = false;
    const uint32_t n = (uint32_t)soup->n_points - s->first;
    if (n > 1 && soup->xy[2 * (size_t)s->first + 1] < soup->xy[2 * (size_t)(s->first + n) - 1])
        soup->chains[soup->n_chains++] = (pd_chain){s->first, n, s->id, s->weight};
    else
        soup->n_points = s->first;
}

/* -1 left of the strip, 0 in it, 1 right of it. */
static int side_of(const strip *s, double x)
{
    return (x >= s->right) - (x < s->left);
}

/* The point where p-q meets the boundary between the strip and `side`. */
static void cross(strip *s, const double *p, const double *q, int side)
{
    const double wall = side < 0 ? s->left : s->right;
    strip_point(s, wall, p[1] + (wall - p[0]) * (q[1] - p[1]) / (q[0] - p[0]));
}

void pd_soup_cut(pd_soup *soup, const pd_chain *chain, double left, double right)
{
    strip s = {soup, left, right, chain->id, chain->weight, 0, false};
    if (!pd_soup_reserve(soup, 2 * (size_t)chain->n))
        return;
    const double *p = soup->xy + 2 * (size_t)chain->first;
    int side = side_of(&s, p[0]);
    if (side == 0)
        strip_point(&s, p[0], p[1]);
    for (uint32_t i = 1; i < chain->n; i++, p += 2) {
        const double *q = p + 2;
        const int next = side_of(&s, q[0]);
        if (next != side && side != 0)
            cross(&s, p, q, side);
        if (next != side && next != 0) {
            cross(&s, p, q, next);
            strip_end(&s);
        }
        if (next == 0)
            strip_point(&s, q[0], q[1]);
        side = next;
    }
    strip_end(&s);
}
