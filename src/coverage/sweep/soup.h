/* A soup: edges of many polygons without their order in rings, as chains that rise in y. It is all a sweep
 * needs. Each chain has the identity of its owner (a class >= 0, or a zone as -1 - local number) and a
 * weight: how much the winding count of that owner grows when the chain is crossed from left to right.
 *
 * Chains are drawn with a pen that follows a ring (counter-clockwise outside, clockwise holes):
 *     pd_pen pen = pd_pen_of(&soup, id);
 *     if (pd_soup_reserve(&soup, n)) { pd_pen_move(&pen, x, y); pd_pen_line(&pen, …); pd_pen_end(&pen); }
 * Memory failure is sticky: draw freely, check pd_soup_status once. Scratch memory of one worker. */
#ifndef PD_COVERAGE_SWEEP_SOUP_H
#define PD_COVERAGE_SWEEP_SOUP_H

#include "base/memory.h"
#include "geo/shapes.h"

typedef struct pd_chain {
    uint32_t first, n; /* points, y never falling; horizontal steps occur */
    int32_t id, weight;
} pd_chain;

/* Winding of an owner on the left wall changes by `weight` at height y. */
typedef struct pd_wall_step {
    double y;
    int32_t id, weight;
} pd_wall_step;

typedef struct pd_soup {
    pdot_ctx *ctx;
    double *xy;
    size_t n_points, point_capacity;
    pd_chain *chains;
    size_t n_chains, chain_capacity;
    pd_wall_step *steps; /* of the wall being built */
    size_t n_steps, step_capacity;
    pdot_status status;
} pd_soup;

void pd_soup_init(pdot_ctx *ctx, pd_soup *soup);
void pd_soup_release(pd_soup *soup);
void pd_soup_clear(pd_soup *soup);

/* Room to draw a path of n points without further checks; false after a failure. */
bool pd_soup_reserve(pd_soup *soup, size_t n);

typedef struct pd_pen {
    pd_soup *soup;
    int32_t id;
    int direction; /* 1 rising, -1 falling, 0 no chain begun */
    double x, y;
    uint32_t first; /* point of the chain begun */
    bool has_level_step;
} pd_pen;

static inline pd_pen pd_pen_of(pd_soup *soup, int32_t id)
{
    return (pd_pen){soup, id, 0, 0, 0, 0, false};
}

static inline void pd_pen_end(pd_pen *pen)
{
    pd_soup *soup = pen->soup;
    if (pen->direction == 0)
        return;
    const uint32_t n = (uint32_t)soup->n_points - pen->first;
    if (pen->direction < 0)
        for (size_t i = pen->first, k = soup->n_points - 1; i < k; i++, k--) {
            const double x = soup->xy[2 * i], y = soup->xy[2 * i + 1];
            soup->xy[2 * i] = soup->xy[2 * k];
            soup->xy[2 * i + 1] = soup->xy[2 * k + 1];
            soup->xy[2 * k] = x;
            soup->xy[2 * k + 1] = y;
        }
    soup->chains[soup->n_chains++] = (pd_chain){pen->first, n, pen->id, -pen->direction};
    pen->direction = 0;
    pen->has_level_step = false;
}

static inline void pd_pen_put(pd_pen *pen, double x, double y)
{
    pd_soup *soup = pen->soup;
    soup->xy[2 * soup->n_points] = x;
    soup->xy[2 * soup->n_points + 1] = y;
    soup->n_points++;
}

/* Lifts the pen and sets it down. */
static inline void pd_pen_move(pd_pen *pen, double x, double y)
{
    pd_pen_end(pen);
    pen->x = x;
    pen->y = y;
}

static inline void pd_pen_line(pd_pen *pen, double x, double y)
{
    const int direction = (y > pen->y) - (y < pen->y);
    if (direction == 0) { /* drawn only if the chain goes on: a level end would make it wide for nothing */
        pen->has_level_step = pen->direction != 0;
        pen->x = x;
        return;
    }
    if (direction != pen->direction) {
        pd_pen_end(pen);
        pen->first = (uint32_t)pen->soup->n_points;
        pd_pen_put(pen, pen->x, pen->y);
        pen->direction = direction;
    } else if (pen->has_level_step) {
        pd_pen_put(pen, pen->x, pen->y);
    }
    pen->has_level_step = false;
    pd_pen_put(pen, x, y);
    pen->x = x;
    pen->y = y;
}

/* Draws a whole shape relative to (ox, oy). */
void pd_soup_add_shape(pd_soup *soup, const pd_shapes *shapes, size_t shape, int32_t id, double ox,
                       double oy);

/* Draws what of a shape lies between the heights lo and hi (relative to oy, like everything drawn); returns
 * its plain area. */
double pd_soup_add_band(pd_soup *soup, const pd_shapes *shapes, size_t shape, int32_t id, double ox,
                        double oy, double lo, double hi);

/* Copies what of a chain lies at left <= x < right behind the last chain. */
void pd_soup_cut(pd_soup *soup, const pd_chain *chain, double left, double right);

/* The wall: steps from `first` on are put in order, those at one height joined. */
void pd_soup_wall_step(pd_soup *soup, double y, int32_t id, int32_t weight);
void pd_soup_sort_steps(pd_soup *soup, size_t first);

/* Ordered steps from `first` on as vertical chains at x = wall. most: of each class >= 0, the winding count
 * beyond which more makes no difference; NULL: all counts matter. The steps stay. */
void pd_soup_build_wall(pd_soup *soup, size_t first, double wall, const int32_t *most);

PDOT_MUST_CHECK pdot_status pd_soup_status(const pd_soup *soup);

#endif
