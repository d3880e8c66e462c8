/* Overlays small enough to check by eye: zones and features from short WKT, figures back by number. The plane
 * is taken as equal-area, in metres. */
#ifndef PD_TEST_DRAWN_H
#define PD_TEST_DRAWN_H

#include "support.h"

#include "coverage/overlay.h"
#include "geo/geometry.h"

enum { DRAWN_IDS = 64 };

typedef struct drawn {
    pdot_ctx *ctx;
    pd_shapes zones, features;
    int32_t *id;
    size_t id_capacity;
    pd_ground *ground;
    pd_overlay *overlay;
    int32_t n_ids, layer[DRAWN_IDS], value[DRAWN_IDS], n_layers, n_buckets;
    int jobs;
} drawn;

static inline void drawn_open(drawn *d, int32_t n_ids)
{
    *d = (drawn){.ctx = pdot_ctx_new(), .n_ids = n_ids, .n_layers = 1, .n_buckets = n_ids + 1, .jobs = 1};
    assert_non_null(d->ctx);
    for (int32_t i = 0; i < n_ids && i < DRAWN_IDS; i++)
        d->value[i] = i + 1;
}

static inline void drawn_forget(drawn *d)
{
    pd_overlay_free(d->overlay);
    pd_ground_free(d->ground);
    d->overlay = NULL;
    d->ground = NULL;
}

static inline void drawn_close(drawn *d)
{
    drawn_forget(d);
    pd_shapes_release(&d->zones);
    pd_shapes_release(&d->features);
    pd_free(d->id);
    pdot_ctx_free(d->ctx);
}

static inline void draw_wkt(drawn *d, pd_shapes *to, const char *wkt)
{
    pd_byte_vector wkb = {0};
    assert_ok(d->ctx, pd_geometry_from_wkt(d->ctx, wkt, &wkb));
    assert_ok(d->ctx, pd_shapes_add_wkb(d->ctx, to, (pd_bytes){wkb.data, wkb.size}));
    pd_byte_vector_release(&wkb);
}

static inline void draw_zone(drawn *d, const char *wkt)
{
    draw_wkt(d, &d->zones, wkt);
}

static inline void draw_id(drawn *d, int32_t id)
{
    assert_true(pd_grow(d->ctx, (void **)&d->id, &d->id_capacity, d->features.n_shapes + 1, sizeof *d->id));
    d->id[d->features.n_shapes] = id;
}

static inline void draw_feature(drawn *d, int32_t id, const char *wkt)
{
    draw_id(d, id);
    draw_wkt(d, &d->features, wkt);
}

static inline void draw_ring(drawn *d, pd_shapes *to, const double *xy, size_t n)
{
    assert_ok(d->ctx, pd_shapes_add_ring(d->ctx, to, xy, n, false));
    assert_ok(d->ctx, pd_shapes_end_shape(d->ctx, to));
}

static inline void draw_box(drawn *d, pd_shapes *to, double x, double y, double width, double height)
{
    const double xy[10] = {x, y, x + width, y, x + width, y + height, x, y + height, x, y};
    draw_ring(d, to, xy, 5);
}

/* Finishes what was drawn and measures it. May be called again after more was drawn. */
static inline void measure_drawn(drawn *d)
{
    drawn_forget(d);
    assert_ok(d->ctx, pd_shapes_finish(d->ctx, &d->zones, true));
    assert_ok(d->ctx, pd_shapes_finish(d->ctx, &d->features, true));
    assert_ok(d->ctx, pd_ground_new(d->ctx, &d->zones, 1, NULL, &d->ground));
    const pd_overlay_input input = {
        .ground = d->ground,
        .features = &d->features,
        .id = d->id,
        .plan = {d->n_ids, d->layer, d->n_layers, d->value, d->n_buckets, true},
        .jobs = d->jobs,
    };
    assert_ok(d->ctx, pd_overlay_new(d->ctx, &input, &d->overlay));
}

static inline double top_of(const drawn *d, size_t zone, int32_t id)
{
    return pd_overlay_bucket(d->overlay, zone, d->value[id]);
}

static inline double rest_of(const drawn *d, size_t zone)
{
    return pd_overlay_bucket(d->overlay, zone, 0);
}

/* A repeatable stream of numbers (SplitMix64): the same on every machine. */
typedef struct stream {
    uint64_t state;
} stream;

static inline uint64_t next_bits(stream *s)
{
    uint64_t z = s->state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* From low up to high. */
static inline double next_real(stream *s, double low, double high)
{
    return low + (high - low) * ((double)(next_bits(s) >> 11) * 0x1p-53);
}

static inline int32_t next_number(stream *s, int32_t below)
{
    return (int32_t)(next_bits(s) % (uint64_t)below);
}

/* A star-shaped ring, always simple. */
static inline void draw_star(drawn *d, pd_shapes *to, stream *s, double x, double y, double radius,
                             int corners)
{
    double *xy = calloc((size_t)corners + 1, 2 * sizeof *xy);
    for (int i = 0; i < corners; i++) {
        const double angle = 6.283185307179586 * (i + next_real(s, 0, 0.6)) / corners;
        const double r = radius * next_real(s, 0.3, 1);
        xy[2 * i] = x + r * cos(angle);
        xy[2 * i + 1] = y + r * sin(angle);
    }
    xy[2 * corners] = xy[0];
    xy[2 * corners + 1] = xy[1];
    draw_ring(d, to, xy, (size_t)corners + 1);
    free(xy);
}

#endif
