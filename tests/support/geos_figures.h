/* The figures of an overlay as GEOS has them, by the simplest recipe there is: cut every feature by every
 * territory, unite the pieces class by class. No grid, no clusters, no sweep; slow. One layer of classes.
 * GEOS rounds the corners it makes to what a double can hold there, so it is given the drawing moved to the
 * origin, by whole metres and so without rounding: its own error is then a thousandth of what it would be in
 * place. */
#ifndef PD_TEST_GEOS_FIGURES_H
#define PD_TEST_GEOS_FIGURES_H

#include "drawn.h"
#include "geo/shape_wkb.h"

typedef struct geos_figures {
    size_t n; /* zones * ids */
    int32_t n_ids;
    double *top, *any, *sum;
} geos_figures;

static inline void geos_figures_release(geos_figures *figures)
{
    free(figures->top);
    free(figures->any);
    free(figures->sum);
}

static inline double geos_area(drawn *d, const pd_byte_vector *wkb)
{
    double area = 0;
    if (wkb->size > 0)
        assert_ok(d->ctx, pd_geometry_planar_area(d->ctx, (pd_bytes){wkb->data, wkb->size}, &area));
    return area;
}

/* The union of the pieces whose class is from .. to. */
static inline double geos_union_area(drawn *d, const pd_byte_vector *piece, const int32_t *id, size_t n,
                                     int32_t from, int32_t to)
{
    pd_bytes *wkb = calloc(n + 1, sizeof *wkb);
    pd_byte_vector all = {0};
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (id[i] >= from && id[i] <= to)
            wkb[count++] = (pd_bytes){piece[i].data, piece[i].size};
    if (count > 0)
        assert_ok(d->ctx, pd_geometry_union(d->ctx, wkb, count, &all));
    const double area = geos_area(d, &all);
    pd_byte_vector_release(&all);
    free(wkb);
    return area;
}

static inline void geos_move(pd_shapes *shapes, double by_x, double by_y)
{
    for (size_t i = 0; i < shapes->n_points; i++) {
        shapes->xy[2 * i] += by_x;
        shapes->xy[2 * i + 1] += by_y;
    }
    for (size_t i = 0; i < shapes->n_shapes; i++) {
        shapes->box[i].min_x += by_x;
        shapes->box[i].max_x += by_x;
        shapes->box[i].min_y += by_y;
        shapes->box[i].max_y += by_y;
    }
}

/* Lower left corner of all zones, in whole metres. */
static inline void geos_origin(const drawn *d, double *x, double *y)
{
    *x = *y = INFINITY;
    for (size_t i = 0; i < d->zones.n_shapes; i++) {
        *x = fmin(*x, d->zones.box[i].min_x);
        *y = fmin(*y, d->zones.box[i].min_y);
    }
    *x = floor(*x);
    *y = floor(*y);
}

static inline void geos_zone(drawn *d, size_t zone, const pd_byte_vector *features, geos_figures *out)
{
    const size_t n = d->features.n_shapes, at = zone * (size_t)d->n_ids;
    pd_byte_vector ground = {0}, *piece = calloc(n + 1, sizeof *piece);
    int32_t *id = calloc(n + 1, sizeof *id);
    size_t count = 0;
    assert_ok(d->ctx, pd_shape_to_wkb(d->ctx, &d->zones, zone, PD_SHAPE_POLYGONS, &ground));
    for (size_t i = 0; i < n; i++) {
        if (!pd_boxes_overlap(&d->zones.box[zone], &d->features.box[i]))
            continue;
        assert_ok(d->ctx,
                  pd_geometry_intersection(d->ctx, (pd_bytes){ground.data, ground.size},
                                           (pd_bytes){features[i].data, features[i].size}, &piece[count]));
        out->sum[at + (size_t)d->id[i]] += geos_area(d, &piece[count]);
        id[count++] = d->id[i];
    }
    double above = 0;
    for (int32_t k = d->n_ids - 1; k >= 0; k--) {
        const double with = geos_union_area(d, piece, id, count, k, d->n_ids - 1);
        out->any[at + (size_t)k] = geos_union_area(d, piece, id, count, k, k);
        out->top[at + (size_t)k] = with - above;
        above = with;
    }
    for (size_t i = 0; i < count; i++)
        pd_byte_vector_release(&piece[i]);
    pd_byte_vector_release(&ground);
    free(piece);
    free(id);
}

/* Of a drawing that has been measured. */
static inline geos_figures geos_measure(drawn *d)
{
    double x, y;
    geos_origin(d, &x, &y);
    geos_move(&d->zones, -x, -y);
    geos_move(&d->features, -x, -y);
    geos_figures out = {.n = d->zones.n_shapes * (size_t)d->n_ids, .n_ids = d->n_ids};
    pd_byte_vector *features = calloc(d->features.n_shapes + 1, sizeof *features);
    out.top = calloc(out.n, sizeof *out.top);
    out.any = calloc(out.n, sizeof *out.any);
    out.sum = calloc(out.n, sizeof *out.sum);
    for (size_t i = 0; i < d->features.n_shapes; i++)
        assert_ok(d->ctx, pd_shape_to_wkb(d->ctx, &d->features, i, PD_SHAPE_POLYGONS, &features[i]));
    for (size_t zone = 0; zone < d->zones.n_shapes; zone++)
        geos_zone(d, zone, features, &out);
    for (size_t i = 0; i < d->features.n_shapes; i++)
        pd_byte_vector_release(&features[i]);
    free(features);
    geos_move(&d->zones, x, y);
    geos_move(&d->features, x, y);
    return out;
}

typedef double (*figure_fn)(const drawn *d, size_t zone, int32_t id);

static inline double any_of(const drawn *d, size_t zone, int32_t id)
{
    return pd_overlay_any(d->overlay, zone, id);
}

static inline double sum_of(const drawn *d, size_t zone, int32_t id)
{
    return pd_overlay_sum(d->overlay, zone, id);
}

static inline void compare_cells(const drawn *d, const char *what, figure_fn figure, const double *expected,
                                 double cell_m2, double sum_ratio)
{
    double worst = 0, total = 0, wanted = 0;
    size_t at = 0, worst_at = 0;
    for (size_t zone = 0; zone < d->zones.n_shapes; zone++)
        for (int32_t id = 0; id < d->n_ids; id++, at++) {
            const double error = fabs(figure(d, zone, id) - expected[at]);
            if (error > worst) {
                worst = error;
                worst_at = at;
            }
            total += figure(d, zone, id);
            wanted += expected[at];
        }
    const double off = fabs(total - wanted) / fmax(wanted, 1);
    print_message("  %s: worst cell %.2g m2 (zone %zu, class %zu), sum off by %.2g of %.6g m2\n", what, worst,
                  worst_at / (size_t)d->n_ids, worst_at % (size_t)d->n_ids, off, wanted);
    assert_true(worst <= cell_m2);
    assert_true(off <= sum_ratio);
}

/* Every cell of the three figures, and the sums of each, against GEOS. */
static inline void assert_agrees_with_geos(drawn *d, double cell_m2, double sum_ratio)
{
    geos_figures expected = geos_measure(d);
    compare_cells(d, "top", top_of, expected.top, cell_m2, sum_ratio);
    compare_cells(d, "any", any_of, expected.any, cell_m2, sum_ratio);
    compare_cells(d, "sum", sum_of, expected.sum, cell_m2, sum_ratio);
    geos_figures_release(&expected);
}

/* Buckets and rest of each territory add up to it, and the sweeps closed. */
static inline void assert_closes(const drawn *d, double ratio)
{
    for (size_t zone = 0; zone < d->zones.n_shapes; zone++) {
        double total = rest_of(d, zone);
        for (int32_t id = 0; id < d->n_ids; id++)
            total += top_of(d, zone, id);
        assert_close(total, d->overlay->area_m2[zone], 0, ratio);
        assert_true(d->overlay->residual_m2[zone] <= ratio * d->overlay->area_m2[zone]);
    }
}

#endif
