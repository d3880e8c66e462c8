/* The border of a zone inside a box. Only the edges of the box's grid rows are looked at. The winding of the
 * zone on the left wall is known at the wall's foot from the edges left of it, and changes where the border
 * crosses the wall: up by one where it comes out of the left, down by one where it goes in. */
#include <math.h>

#include "coverage/ground.h"
#include "coverage/least.h"

/* The box relative to the soup's origin, and what is learnt on the way. */
typedef struct clip {
    double left, bottom, right, top;
    double ox, oy;
    int32_t id;
    pd_soup *soup;
    pd_pen pen;
    int32_t at_bottom, at_top; /* winding left of the wall just above these heights */
    int32_t steps;             /* sum of the crossings between them */
} clip;

static bool spans(double y0, double y1, double y)
{
    return (y0 <= y) != (y1 <= y);
}

/* An edge wholly left of the wall. */
static void pass_left(clip *c, double y0, double y1)
{
    const int32_t weight = y1 > y0 ? -1 : 1;
    if (spans(y0, y1, c->bottom))
        c->at_bottom += weight;
    if (spans(y0, y1, c->top))
        c->at_top += weight;
}

/* Is the left part of an edge that crosses the wall at height `crossing` found just above y? */
static bool is_left_above(bool lower_end_is_left, double crossing, double y)
{
    return lower_end_is_left ? crossing > y : crossing <= y;
}

/* An edge that crosses the wall: the step, and its left part's share of the winding at bottom and top. */
static void pass_wall(clip *c, double y0, double y1, bool start_is_left, double crossing)
{
    const int32_t weight = y1 > y0 ? -1 : 1;
    const bool lower_end_is_left = (y0 < y1) == start_is_left;
    if (spans(y0, y1, c->bottom) && is_left_above(lower_end_is_left, crossing, c->bottom))
        c->at_bottom += weight;
    if (spans(y0, y1, c->top) && is_left_above(lower_end_is_left, crossing, c->top))
        c->at_top += weight;
    if (crossing > c->bottom && crossing <= c->top) {
        const int32_t step = start_is_left ? 1 : -1;
        c->steps += step;
        pd_soup_wall_step(c->soup, crossing, c->id, step);
    }
}

typedef struct edge_end {
    double x, y;
} edge_end;

static double between(double value, double least, double most)
{
    return pd_least(most, pd_most(least, value));
}

/* An end of the edge p-q brought into the box: first its height, then its x. Where it meets a wall, it does
 * so at the very height that pass_wall computes. */
static edge_end bring_in(const clip *c, const edge_end *p, const edge_end *q, const edge_end *at)
{
    edge_end in = *at;
    if (in.y < c->bottom || in.y > c->top) {
        in.y = between(in.y, c->bottom, c->top);
        in.x = p->x + (in.y - p->y) * (q->x - p->x) / (q->y - p->y);
    }
    if (in.x < c->left || in.x > c->right) {
        in.x = between(in.x, c->left, c->right);
        in.y = between(p->y + (in.x - p->x) * (q->y - p->y) / (q->x - p->x), c->bottom, c->top);
    }
    return in;
}

/* Draws the part of an edge that lies in the box. */
static void draw(clip *c, const edge_end *p, const edge_end *q)
{
    if ((p->y <= c->bottom && q->y <= c->bottom) || (p->y >= c->top && q->y >= c->top))
        return;
    const edge_end from = bring_in(c, p, q, p), to = bring_in(c, p, q, q);
    const bool is_behind = (from.x >= c->right && to.x >= c->right) || (from.x <= c->left && to.x <= c->left);
    if (is_behind)
        return; /* it passes a corner of the box outside */
    if (c->pen.x < from.x || c->pen.x > from.x || c->pen.y < from.y || c->pen.y > from.y)
        pd_pen_move(&c->pen, from.x, from.y);
    pd_pen_line(&c->pen, to.x, to.y);
}

static void pass_edge(clip *c, const double *p)
{
    const double x0 = p[0] - c->ox, y0 = p[1] - c->oy, x1 = p[2] - c->ox, y1 = p[3] - c->oy;
    const bool start_is_left = x0 <= c->left, end_is_left = x1 <= c->left;
    if (x0 >= c->right && x1 >= c->right)
        return;
    if (start_is_left && end_is_left) {
        pass_left(c, y0, y1);
        return;
    }
    if (start_is_left != end_is_left)
        pass_wall(c, y0, y1, start_is_left, y0 + (c->left - x0) * (y1 - y0) / (x1 - x0));
    draw(c, &(edge_end){x0, y0}, &(edge_end){x1, y1});
}

static pdot_status close_wall(pdot_ctx *ctx, clip *c, uint32_t zone)
{
    if (c->at_bottom + c->steps != c->at_top)
        return pd_fail(ctx, PDOT_INTERNAL, "The border of unit %u does not close at the wall of a box", zone);
    pd_soup_wall_step(c->soup, c->bottom, c->id, c->at_bottom);
    pd_soup_wall_step(c->soup, c->top, c->id, -c->at_top);
    pd_soup_sort_steps(c->soup, 0);
    pd_soup_build_wall(c->soup, 0, c->left, NULL);
    c->soup->n_steps = 0;
    return pd_soup_status(c->soup);
}

pdot_status pd_ground_add_border(pdot_ctx *ctx, const pd_ground *ground, uint32_t zone, const pd_box *box,
                                 double ox, double oy, int32_t id, pd_soup *soup)
{
    clip c = {box->min_x - ox,
              box->min_y - oy,
              box->max_x - ox,
              box->max_y - oy,
              ox,
              oy,
              id,
              soup,
              pd_pen_of(soup, id),
              0,
              0,
              0};
    const int32_t first_row = pd_ground_row(ground, box->min_y), last_row = pd_ground_row(ground, box->max_y);
    c.pen.x = INFINITY; /* nothing drawn yet */
    for (int32_t row = first_row; row <= last_row; row++) {
        uint32_t first, end;
        pd_ground_row_edges(ground, zone, row, &first, &end);
        if (!pd_soup_reserve(soup, 2 * (size_t)(end - first)))
            return pd_soup_status(soup);
        for (uint32_t k = first; k < end; k++) {
            const uint32_t edge = ground->row_edge[k];
            if (row == first_row ||
                (edge & PD_GROUND_AGAIN) == 0) /* each edge once: in its lowest row of the box */
                pass_edge(&c, ground->zones->xy + 2 * (size_t)(edge & PD_GROUND_POINT));
        }
    }
    pd_pen_end(&c.pen);
    return close_wall(ctx, &c, zone);
}
