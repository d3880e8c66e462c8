/* A small made-up country: crooked territories that share their borders vertex by vertex, and features strewn
 * over them. Drawn by a stream of numbers, so the same everywhere. The plane is taken as equal-area. */
#ifndef PD_TEST_WORLD_H
#define PD_TEST_WORLD_H

#include "drawn.h"

/* As in the mainland's UTM zone: large numbers, so that rounding shows. */
#define WORLD_X 600000.0
#define WORLD_Y 9550000.0

typedef struct world {
    double x, y, side; /* lower left corner; side of a territory */
    int across;        /* territories in a row, and rows */
    int steps;         /* edges of a border between two corners */
    uint64_t seed;
} world;

static inline double world_size(const world *w)
{
    return w->side * w->across;
}

static inline double world_noise(const world *w, uint64_t key, double most)
{
    stream s = {w->seed ^ (key * 0xD1B54A32D192ED03u)};
    next_bits(&s);
    return next_real(&s, -most, most);
}

static inline void world_corner(const world *w, int column, int row, double *xy)
{
    const uint64_t key = 1 + 2 * ((uint64_t)column + (uint64_t)row * 4096);
    xy[0] = w->x + w->side * (column + world_noise(w, key, 0.1));
    xy[1] = w->y + w->side * (row + world_noise(w, key + 1, 0.1));
}

/* Point `step` of the border from a corner to the next one to the right or upwards. Near corners it strays
 * less, so that borders meet only there. */
static inline void world_border(const world *w, int column, int row, bool is_up, int step, double *xy)
{
    double from[2], to[2];
    world_corner(w, column, row, from);
    world_corner(w, column + !is_up, row + is_up, to);
    const double t = (double)step / w->steps;
    const uint64_t key = ((uint64_t)column + (uint64_t)row * 4096) * 2 + is_up;
    const double stray = fmin(t, 1 - t) * world_noise(w, (key << 24) + (uint64_t)step + 0x5000000000u, 0.25);
    xy[0] = from[0] + t * (to[0] - from[0]) - stray * (to[1] - from[1]);
    xy[1] = from[1] + t * (to[1] - from[1]) + stray * (to[0] - from[0]);
    if (step == w->steps)
        memcpy(xy, to, sizeof to);
}

/* Ring of a territory: 4 * steps + 1 points. */
static inline void world_ring(const world *w, int column, int row, double *xy)
{
    for (int i = 0; i < w->steps; i++) {
        world_border(w, column, row, false, i, xy + 2 * i);
        world_border(w, column + 1, row, true, i, xy + 2 * (w->steps + i));
        world_border(w, column, row + 1, false, w->steps - i, xy + 2 * (2 * w->steps + i));
        world_border(w, column, row, true, w->steps - i, xy + 2 * (3 * w->steps + i));
    }
    memcpy(xy + (size_t)8 * (size_t)w->steps, xy, 2 * sizeof *xy);
}

static inline void draw_world(drawn *d, pd_shapes *to, const world *w)
{
    double *xy = calloc((size_t)(4 * w->steps + 1), 2 * sizeof *xy);
    for (int row = 0; row < w->across; row++)
        for (int column = 0; column < w->across; column++) {
            world_ring(w, column, row, xy);
            draw_ring(d, to, xy, (size_t)(4 * w->steps + 1));
        }
    free(xy);
}

/* A star with a star-shaped hole in it. */
static inline void draw_holed_star(drawn *d, pd_shapes *to, stream *s, double x, double y, double radius,
                                   int corners)
{
    double *xy = calloc((size_t)corners + 1, 2 * sizeof *xy);
    for (int ring = 0; ring < 2; ring++) {
        for (int i = 0; i < corners; i++) {
            const double angle = 6.283185307179586 * (i + next_real(s, 0, 0.6)) / corners;
            const double r = radius * (ring == 0 ? next_real(s, 0.5, 1) : next_real(s, 0.1, 0.3));
            xy[2 * i] = x + r * cos(angle);
            xy[2 * i + 1] = y + r * sin(angle);
        }
        memcpy(xy + 2 * (size_t)corners, xy, 2 * sizeof *xy);
        assert_ok(d->ctx, pd_shapes_add_ring(d->ctx, to, xy, (size_t)corners + 1, ring == 1));
    }
    assert_ok(d->ctx, pd_shapes_end_shape(d->ctx, to));
    free(xy);
}

/* Stars all over the world, some beyond its rim, every fifth with a hole. */
static inline void strew_stars(drawn *d, stream *s, const world *w, int n, double most_radius, int corners)
{
    const double size = world_size(w);
    for (int i = 0; i < n; i++) {
        const double x = w->x + next_real(s, -0.02, 1.02) * size;
        const double y = w->y + next_real(s, -0.02, 1.02) * size;
        const double radius = most_radius * next_real(s, 0.02, 1);
        draw_id(d, next_number(s, d->n_ids));
        if (i % 5 == 0)
            draw_holed_star(d, &d->features, s, x, y, radius, corners);
        else
            draw_star(d, &d->features, s, x, y, radius, corners);
    }
}

#endif
