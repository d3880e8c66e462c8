/* What must hold for any overlay. The seed is printed and may be set by PDOT_SEED. */
#include "geos_figures.h"
#include "world.h"

#define ROUNDS 6

static uint64_t seed = 20261120;

/* A country with features, its own every round. */
static world draw_country(drawn *d, stream *s, int n_ids)
{
    const world w = {.x = WORLD_X,
                     .y = WORLD_Y,
                     .side = next_real(s, 500, 3000),
                     .across = 2 + next_number(s, 4),
                     .steps = 2 + next_number(s, 30),
                     .seed = next_bits(s)};
    drawn_open(d, n_ids);
    draw_world(d, &d->zones, &w);
    const int n = 20 + next_number(s, 400);
    const double radius = w.side * next_real(s, 0.05, 0.6);
    strew_stars(d, s, &w, n, radius, 5 + next_number(s, 40));
    return w;
}

/* Copies one shape of `from`, each point by x, y -> at + scale * (x, y). */
static void draw_copy(drawn *d, pd_shapes *to, const pd_shapes *from, size_t shape, double scale,
                      const double at[2])
{
    for (uint32_t r = from->shape_start[shape]; r < from->shape_start[shape + 1]; r++) {
        const size_t n = from->ring_start[r + 1] - from->ring_start[r];
        double *xy = calloc(n, 2 * sizeof *xy);
        for (size_t i = 0; i < 2 * n; i++)
            xy[i] = at[i % 2] + scale * from->xy[2 * (size_t)from->ring_start[r] + i];
        assert_ok(d->ctx, pd_shapes_add_ring(d->ctx, to, xy, n, from->is_hole[r]));
        free(xy);
    }
    assert_ok(d->ctx, pd_shapes_end_shape(d->ctx, to));
}

static void draw_moved(drawn *d, const drawn *from, double scale, const double at[2])
{
    drawn_open(d, from->n_ids);
    for (size_t z = 0; z < from->zones.n_shapes; z++)
        draw_copy(d, &d->zones, &from->zones, z, scale, at);
    for (size_t i = 0; i < from->features.n_shapes; i++) {
        draw_id(d, from->id[i]);
        draw_copy(d, &d->features, &from->features, i, scale, at);
    }
}

static double worst_difference(const drawn *a, const drawn *b, double scale)
{
    const figure_fn figures[3] = {top_of, any_of, sum_of};
    double worst = 0;
    for (size_t zone = 0; zone < a->zones.n_shapes; zone++)
        for (int32_t id = 0; id < a->n_ids; id++)
            for (int f = 0; f < 3; f++)
                worst = fmax(worst, fabs(figures[f](a, zone, id) * scale - figures[f](b, zone, id)));
    return worst;
}

static double area_of_zones(const drawn *d)
{
    double total = 0;
    for (size_t z = 0; z < d->zones.n_shapes; z++)
        total += d->overlay->area_m2[z];
    return total;
}

/* By powers of two that make the coordinates smaller, so that none is rounded on the way. */
static void moving_changes_nothing(void **state)
{
    (void)state;
    stream s = {seed};
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        drawn here, there;
        draw_country(&here, &s, 3);
        const double at[2] = {-0x1p18, -0x1p20}; /* 262 km west, 1,049 km south */
        draw_moved(&there, &here, 1, at);
        measure_drawn(&here);
        measure_drawn(&there);
        most = fmax(most, worst_difference(&here, &there, 1));
        drawn_close(&here);
        drawn_close(&there);
    }
    print_message("  worst cell %.2g m2\n", most);
    assert_true(most <= 1e-6);
}

static void scaling_scales_areas(void **state)
{
    (void)state;
    static const double SCALES[ROUNDS] = {0x1p-20, 0.125, 2, 1024, 0x1p20, 0x1p-40};
    stream s = {seed + 1};
    for (int round = 0; round < ROUNDS; round++) {
        drawn one, other;
        draw_country(&one, &s, 3);
        draw_moved(&other, &one, SCALES[round], (const double[2]){0, 0});
        measure_drawn(&one);
        measure_drawn(&other);
        const double square = SCALES[round] * SCALES[round];
        assert_true(worst_difference(&one, &other, square) <= 1e-6 * square);
        drawn_close(&one);
        drawn_close(&other);
    }
}

static void the_order_of_features_does_not_matter(void **state)
{
    (void)state;
    stream s = {seed + 2};
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        drawn one, other;
        draw_country(&one, &s, 3);
        drawn_open(&other, 3);
        const size_t n = one.features.n_shapes, n_zones = one.zones.n_shapes;
        const size_t from = (size_t)next_number(&s, (int32_t)n);
        for (size_t z = 0; z < n_zones; z++)
            draw_copy(&other, &other.zones, &one.zones, z, 1, (const double[2]){0, 0});
        for (size_t i = 0; i < n; i++) { /* 7,919 is prime and no n reaches it: every feature once */
            const size_t k = (from + i * 7919) % n;
            draw_id(&other, one.id[k]);
            draw_copy(&other, &other.features, &one.features, k, 1, (const double[2]){0, 0});
        }
        measure_drawn(&one);
        measure_drawn(&other);
        most = fmax(most, worst_difference(&one, &other, 1));
        drawn_close(&one);
        drawn_close(&other);
    }
    print_message("  worst cell %.2g m2\n", most);
    assert_true(most <= 1e-6);
}

static void the_order_of_territories_does_not_matter(void **state)
{
    (void)state;
    stream s = {seed + 3};
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        drawn one, other;
        draw_country(&one, &s, 3);
        drawn_open(&other, 3);
        const size_t n = one.zones.n_shapes;
        for (size_t z = n; z-- > 0;)
            draw_copy(&other, &other.zones, &one.zones, z, 1, (const double[2]){0, 0});
        for (size_t i = 0; i < one.features.n_shapes; i++) {
            draw_id(&other, one.id[i]);
            draw_copy(&other, &other.features, &one.features, i, 1, (const double[2]){0, 0});
        }
        measure_drawn(&one);
        measure_drawn(&other);
        for (size_t z = 0; z < n; z++)
            for (int32_t id = 0; id < 3; id++) {
                most = fmax(most, fabs(top_of(&one, z, id) - top_of(&other, n - 1 - z, id)));
                most = fmax(most, fabs(sum_of(&one, z, id) - sum_of(&other, n - 1 - z, id)));
            }
        drawn_close(&one);
        drawn_close(&other);
    }
    print_message("  worst cell %.2g m2\n", most);
    assert_true(most <= 1e-6);
}

/* Each feature cut in two by a line through its middle: the line's points on the outline are rounded, which
 * moves the outline by a nanometre. */
static void splitting_a_polygon_changes_nothing(void **state)
{
    (void)state;
    stream s = {seed + 4};
    pd_byte_vector whole = {0}, half = {0}, piece = {0};
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        drawn one, other;
        const world w = draw_country(&one, &s, 3);
        drawn_open(&other, 3);
        draw_world(&other, &other.zones, &w);
        assert_ok(one.ctx, pd_shapes_finish(one.ctx, &one.features, true));
        for (size_t i = 0; i < one.features.n_shapes; i++) {
            const pd_box *box = &one.features.box[i];
            const double x = (box->min_x + box->max_x) / 2, far = 1e5;
            assert_ok(one.ctx, pd_shape_to_wkb(one.ctx, &one.features, i, PD_SHAPE_POLYGONS, &whole));
            for (int side = 0; side < 2; side++) {
                drawn scratch;
                drawn_open(&scratch, 1);
                draw_box(&scratch, &scratch.zones, side ? x : x - far, box->min_y - 1, far,
                         box->max_y - box->min_y + 2);
                assert_ok(scratch.ctx,
                          pd_shape_to_wkb(scratch.ctx, &scratch.zones, 0, PD_SHAPE_POLYGONS, &half));
                assert_ok(one.ctx, pd_geometry_intersection(one.ctx, (pd_bytes){whole.data, whole.size},
                                                            (pd_bytes){half.data, half.size}, &piece));
                draw_id(&other, one.id[i]);
                assert_ok(other.ctx,
                          pd_shapes_add_wkb(other.ctx, &other.features, (pd_bytes){piece.data, piece.size}));
                drawn_close(&scratch);
            }
        }
        measure_drawn(&one);
        measure_drawn(&other);
        most = fmax(most, worst_difference(&one, &other, 1));
        drawn_close(&one);
        drawn_close(&other);
    }
    pd_byte_vector_release(&whole);
    pd_byte_vector_release(&half);
    pd_byte_vector_release(&piece);
    print_message("  worst cell %.2g m2\n", most);
    assert_true(most <= 1e-5);
}

/* More of class 0 laid only where class 1 or 2 lies already: what counts stays, gross and sum of class 0
 * grow. */
static void a_lower_class_under_a_higher_changes_gross_and_sum_only(void **state)
{
    (void)state;
    stream s = {seed + 5};
    for (int round = 0; round < ROUNDS; round++) {
        drawn before, after;
        draw_country(&before, &s, 3);
        draw_moved(&after, &before, 1, (const double[2]){0, 0});
        for (size_t i = 0; i < before.features.n_shapes; i++)
            if (before.id[i] > 0) {
                draw_id(&after, 0);
                draw_copy(&after, &after.features, &before.features, i, 1, (const double[2]){0, 0});
            }
        measure_drawn(&before);
        measure_drawn(&after);
        double gross = 0, sum = 0;
        for (size_t z = 0; z < before.zones.n_shapes; z++) {
            assert_close(rest_of(&after, z), rest_of(&before, z), 1e-6, 0);
            for (int32_t id = 0; id < 3; id++) {
                assert_close(top_of(&after, z, id), top_of(&before, z, id), 1e-6, 0);
                if (id > 0) {
                    assert_close(any_of(&after, z, id), any_of(&before, z, id), 1e-6, 0);
                    assert_close(sum_of(&after, z, id), sum_of(&before, z, id), 1e-6, 0);
                }
            }
            const double added = sum_of(&before, z, 1) + sum_of(&before, z, 2);
            assert_close(sum_of(&after, z, 0), sum_of(&before, z, 0) + added, 1e-6, 0);
            gross += any_of(&after, z, 0) - any_of(&before, z, 0);
            sum += added;
        }
        assert_true(gross > 1 && sum >= gross - 1e-6);
        drawn_close(&before);
        drawn_close(&after);
    }
}

/* The territories of a tessellation together, and one territory that is all of them. */
static void the_parts_add_up_to_the_whole(void **state)
{
    (void)state;
    stream s = {seed + 6};
    double most = 0;
    for (int round = 0; round < ROUNDS; round++) {
        drawn parts, whole;
        pd_byte_vector *zone, all = {0};
        draw_country(&parts, &s, 3);
        measure_drawn(&parts);
        const size_t n = parts.zones.n_shapes;
        pd_bytes *wkb = calloc(n, sizeof *wkb);
        zone = calloc(n, sizeof *zone);
        for (size_t z = 0; z < n; z++) {
            assert_ok(parts.ctx, pd_shape_to_wkb(parts.ctx, &parts.zones, z, PD_SHAPE_POLYGONS, &zone[z]));
            wkb[z] = (pd_bytes){zone[z].data, zone[z].size};
        }
        assert_ok(parts.ctx, pd_geometry_union(parts.ctx, wkb, n, &all));
        draw_moved(&whole, &parts, 1, (const double[2]){0, 0});
        pd_shapes_release(&whole.zones);
        assert_ok(whole.ctx, pd_shapes_add_wkb(whole.ctx, &whole.zones, (pd_bytes){all.data, all.size}));
        measure_drawn(&whole);
        assert_close(area_of_zones(&parts), area_of_zones(&whole), 0, 1e-12);
        for (int32_t id = 0; id < 3; id++) {
            double top = 0, any = 0, sum = 0;
            for (size_t z = 0; z < n; z++) {
                top += top_of(&parts, z, id);
                any += any_of(&parts, z, id);
                sum += sum_of(&parts, z, id);
            }
            const double off[3] = {top - top_of(&whole, 0, id), any - any_of(&whole, 0, id),
                                   sum - sum_of(&whole, 0, id)};
            for (int f = 0; f < 3; f++)
                most = fmax(most, fabs(off[f]) / area_of_zones(&whole));
        }
        for (size_t z = 0; z < n; z++)
            pd_byte_vector_release(&zone[z]);
        pd_byte_vector_release(&all);
        free(zone);
        free(wkb);
        drawn_close(&parts);
        drawn_close(&whole);
    }
    print_message("  worst %.2g of the whole\n", most);
    assert_true(most <= 1e-12);
}

/* Gross is at least what counts and at most the sum; ground counts once; territories close. */
static void figures_keep_their_order(void **state)
{
    (void)state;
    stream s = {seed + 7};
    for (int round = 0; round < 4 * ROUNDS; round++) {
        drawn d;
        draw_country(&d, &s, 1 + next_number(&s, 6));
        measure_drawn(&d);
        for (size_t z = 0; z < d.zones.n_shapes; z++) {
            for (int32_t id = 0; id < d.n_ids; id++) {
                assert_true(top_of(&d, z, id) >= -1e-6);
                assert_true(any_of(&d, z, id) >= top_of(&d, z, id) - 1e-6);
                assert_true(sum_of(&d, z, id) >= any_of(&d, z, id) - 1e-6);
                assert_true(any_of(&d, z, id) <= d.overlay->area_m2[z] * (1 + 1e-12));
            }
            assert_close(top_of(&d, z, d.n_ids - 1), any_of(&d, z, d.n_ids - 1), 1e-6, 0);
        }
        assert_closes(&d, 1e-12);
        drawn_close(&d);
    }
}

static void assert_same_bytes(const pd_overlay *a, const pd_overlay *b)
{
    const size_t buckets = a->n_zones * (size_t)a->n_buckets, ids = a->n_zones * (size_t)a->n_ids;
    assert_memory_equal(a->area_m2, b->area_m2, a->n_zones * sizeof(double));
    assert_memory_equal(a->bucket_m2, b->bucket_m2, buckets * sizeof(double));
    assert_memory_equal(a->any_m2, b->any_m2, ids * sizeof(double));
    assert_memory_equal(a->sum_m2, b->sum_m2, ids * sizeof(double));
    assert_memory_equal(a->residual_m2, b->residual_m2, a->n_zones * sizeof(double));
}

/* Few large clusters (shared out in bands) and many small ones (shared out in runs). */
static void any_number_of_threads_gives_the_same_bytes(void **state)
{
    (void)state;
    static const int JOBS[4] = {1, 2, 3, 7};
    stream s = {seed + 8};
    for (int crowded = 0; crowded < 2; crowded++) {
        drawn d;
        const world w = {WORLD_X, WORLD_Y, 1000, 4, 30, next_bits(&s)};
        drawn_open(&d, 3);
        draw_world(&d, &d.zones, &w);
        strew_stars(&d, &s, &w, 5000, crowded ? 200 : 10, 30);
        measure_drawn(&d);
        pd_overlay *first = d.overlay;
        d.overlay = NULL;
        for (int i = 1; i < 4; i++) {
            d.jobs = JOBS[i];
            measure_drawn(&d);
            assert_same_bytes(first, d.overlay);
        }
        pd_overlay_free(first);
        drawn_close(&d);
    }
}

int main(void)
{
    const char *given = getenv("PDOT_SEED");
    if (given != NULL)
        seed = strtoull(given, NULL, 10);
    print_message("PDOT_SEED=%llu\n", (unsigned long long)seed);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moving_changes_nothing),
        cmocka_unit_test(scaling_scales_areas),
        cmocka_unit_test(the_order_of_features_does_not_matter),
        cmocka_unit_test(the_order_of_territories_does_not_matter),
        cmocka_unit_test(splitting_a_polygon_changes_nothing),
        cmocka_unit_test(a_lower_class_under_a_higher_changes_gross_and_sum_only),
        cmocka_unit_test(the_parts_add_up_to_the_whole),
        cmocka_unit_test(figures_keep_their_order),
        cmocka_unit_test(any_number_of_threads_gives_the_same_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
