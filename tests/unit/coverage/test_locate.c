/* Places of points and segments in zones, against every zone asked one by one. */
#include "support.h"

#include "coverage/locate.h"
#include "drawn.h"

static void open_places(drawn *d, pd_locator *locator)
{
    assert_ok(d->ctx, pd_shapes_finish(d->ctx, &d->zones, true));
    assert_ok(d->ctx, pd_ground_new(d->ctx, &d->zones, 1, NULL, &d->ground));
    assert_ok(d->ctx, pd_locator_init(d->ctx, d->ground, locator));
}

static void close_places(drawn *d, pd_locator *locator)
{
    pd_locator_release(locator);
    drawn_close(d);
}

static void expect_zones(const pd_locator *l, size_t n, uint32_t a, uint32_t b)
{
    assert_int_equal(l->n_zones, n);
    if (n > 0)
        assert_int_equal(l->zones[0], a);
    if (n > 1)
        assert_int_equal(l->zones[1], b);
}

/* Two squares side by side, and a third of another level over both. */
static void draw_neighbours(drawn *d)
{
    drawn_open(d, 1);
    draw_box(d, &d->zones, 0, 0, 10, 10);
    draw_box(d, &d->zones, 10, 0, 10, 10);
    draw_box(d, &d->zones, 0, 0, 20, 10);
}

static const int32_t LEVELS[3] = {1, 1, 0};

static void a_point_on_a_border_belongs_to_the_first_of_its_level(void **state)
{
    (void)state;
    drawn d;
    pd_locator l;
    draw_neighbours(&d);
    open_places(&d, &l);
    assert_ok(d.ctx, pd_locate_point(&l, 3, 3, LEVELS, false));
    expect_zones(&l, 2, 0, 2);
    assert_ok(d.ctx, pd_locate_point(&l, 10, 5, LEVELS, false));
    expect_zones(&l, 2, 0, 2);
    assert_ok(d.ctx, pd_locate_point(&l, 20, 5, LEVELS, false));
    expect_zones(&l, 2, 1, 2);
    assert_ok(d.ctx, pd_locate_point(&l, 10, 10, LEVELS, true));
    assert_int_equal(l.n_zones, 3);
    assert_ok(d.ctx, pd_locate_point(&l, 20.001, 5, LEVELS, true));
    assert_int_equal(l.n_zones, 0);
    close_places(&d, &l);
}

static void a_border_inside_another_zone_of_the_level_gives_nothing(void **state)
{
    (void)state;
    drawn d;
    pd_locator l;
    drawn_open(&d, 1);
    draw_box(&d, &d.zones, 4, 4, 2, 2); /* lies inside the next one */
    draw_box(&d, &d.zones, 0, 0, 10, 10);
    open_places(&d, &l);
    assert_ok(d.ctx, pd_locate_point(&l, 4, 5, NULL, false));
    expect_zones(&l, 1, 1, 0);
    assert_ok(d.ctx, pd_locate_point(&l, 5, 5, NULL, false));
    expect_zones(&l, 2, 0, 1);
    close_places(&d, &l);
}

static double length_in(const pd_locator *l, uint32_t zone)
{
    double sum = 0;
    for (size_t i = 0; i < l->found.count; i++)
        if (l->found.items[i].zone == zone)
            sum += l->found.items[i].to - l->found.items[i].from;
    return sum;
}

static void a_segment_across_and_one_along_a_border(void **state)
{
    (void)state;
    drawn d;
    pd_locator l;
    draw_neighbours(&d);
    open_places(&d, &l);
    assert_ok(d.ctx, pd_locate_segment(&l, (const double[2]){5, 5}, (const double[2]){25, 5}, LEVELS, false));
    assert_close(length_in(&l, 0), 0.25, 1e-15, 0);
    assert_close(length_in(&l, 1), 0.5, 1e-15, 0);
    assert_close(length_in(&l, 2), 0.75, 1e-15, 0);
    assert_ok(d.ctx,
              pd_locate_segment(&l, (const double[2]){10, -10}, (const double[2]){10, 10}, LEVELS, false));
    assert_close(length_in(&l, 0), 0.5, 1e-15, 0);
    assert_close(length_in(&l, 1), 0, 0, 0);
    assert_close(length_in(&l, 2), 0.5, 1e-15, 0);
    assert_ok(d.ctx,
              pd_locate_segment(&l, (const double[2]){10, -10}, (const double[2]){10, 10}, LEVELS, true));
    assert_close(length_in(&l, 0), 0.5, 1e-15, 0);
    assert_close(length_in(&l, 1), 0.5, 1e-15, 0);
    close_places(&d, &l);
}

/* ---- random zones */

static void draw_many(drawn *d, stream *s, int n)
{
    drawn_open(d, 1);
    for (int i = 0; i < n; i++)
        draw_star(d, &d->zones, s, next_real(s, 0, 100), next_real(s, 0, 100), next_real(s, 1, 30),
                  3 + next_number(s, 60));
}

static bool holds(const pd_locator *l, uint32_t zone)
{
    for (size_t i = 0; i < l->n_zones; i++)
        if (l->zones[i] == zone)
            return true;
    return false;
}

static void points_by_a_ray_through_each_zone(void **state)
{
    (void)state;
    drawn d;
    pd_locator l;
    stream s = {3};
    draw_many(&d, &s, 60);
    open_places(&d, &l);
    for (int i = 0; i < 5000; i++) {
        const double x = next_real(&s, -20, 120), y = next_real(&s, -20, 120);
        assert_ok(d.ctx, pd_locate_point(&l, x, y, NULL, true));
        for (uint32_t zone = 0; zone < d.zones.n_shapes; zone++) {
            bool is_in = false;
            for (uint32_t k = d.zones.ring_start[zone]; k + 1 < d.zones.ring_start[zone + 1]; k++) {
                const double *a = d.zones.xy + 2 * (size_t)k, *b = a + 2;
                if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                    is_in = !is_in;
            }
            assert_int_equal(holds(&l, zone), is_in);
        }
    }
    close_places(&d, &l);
}

/* Its rows have no middle that the border crosses. */
static void a_zone_flatter_than_a_cell_has_its_border(void **state)
{
    (void)state;
    drawn d;
    drawn_open(&d, 1);
    draw_box(&d, &d.zones, 0, 0, 1000, 5);
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.zones, true));
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 1, NULL, &d.ground));
    assert_int_equal(d.ground->height, 1);
    assert_int_equal(d.ground->list_start[d.ground->width], d.ground->width);
    assert_true(pd_ground_contains(d.ground, 0, 500, 2, NULL));
    drawn_close(&d);
}

static void expect_equal_grounds(const pd_ground *a, const pd_ground *b)
{
    const size_t n_cells = (size_t)a->width * (size_t)a->height, n = a->zones->n_shapes;
    assert_memory_equal(a->cover, b->cover, n_cells * sizeof *a->cover);
    assert_memory_equal(a->list_start, b->list_start, (n_cells + 1) * sizeof *a->list_start);
    assert_memory_equal(a->list, b->list, a->list_start[n_cells] * sizeof *a->list);
    assert_int_equal(a->n_sets, b->n_sets);
    assert_memory_equal(a->sets, b->sets, a->n_sets * sizeof *a->sets);
    const size_t n_rows = a->zone_rows[n];
    assert_memory_equal(a->row_start, b->row_start, (n_rows + 1) * sizeof *a->row_start);
    assert_memory_equal(a->row_edge, b->row_edge, a->row_start[n_rows] * sizeof *a->row_edge);
}

static void the_ground_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    drawn d;
    pd_ground *shared = NULL;
    stream s = {9};
    drawn_open(&d, 1);
    for (int i = 0; i < 200; i++) /* some tasks of points */
        draw_star(&d, &d.zones, &s, next_real(&s, 0, 100), next_real(&s, 0, 100), next_real(&s, 1, 6), 500);
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.zones, true));
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 1, NULL, &d.ground));
    assert_true(d.zones.n_points > 65536);
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 3, NULL, &shared));
    expect_equal_grounds(d.ground, shared);
    pd_ground_free(shared);
    drawn_close(&d);
}

/* What the ground of a window says of a box in it is what the whole ground says. */
static void a_window_answers_for_its_places(void **state)
{
    (void)state;
    const pd_box window = {35, 40, 62, 55};
    drawn d;
    pd_ground *part = NULL;
    pd_ground_pick of_part, of_all;
    stream s = {10};
    draw_many(&d, &s, 60);
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.zones, true));
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 1, NULL, &d.ground));
    assert_ok(d.ctx, pd_ground_new(d.ctx, &d.zones, 1, &(pd_ground_place){.window = &window}, &part));
    assert_true(part->zone_rows[60] > 0 && part->zone_rows[60] < d.ground->zone_rows[60]);
    assert_ok(d.ctx, pd_ground_pick_init(d.ctx, part, &of_part));
    assert_ok(d.ctx, pd_ground_pick_init(d.ctx, d.ground, &of_all));
    for (int i = 0; i < 2000; i++) {
        const bool is_at_rim = i % 2 != 0;
        const double x = is_at_rim ? 35 : next_real(&s, 35, 61), y = is_at_rim ? 54.9 : next_real(&s, 40, 54);
        const pd_box box = {x, y, next_real(&s, x, 62), next_real(&s, y, 55)};
        assert_int_equal(pd_ground_set_of_box(part, &box) == PD_GROUND_MIXED,
                         pd_ground_set_of_box(d.ground, &box) == PD_GROUND_MIXED);
        pd_ground_pick_box(part, &box, &of_part);
        pd_ground_pick_box(d.ground, &box, &of_all);
        assert_int_equal(of_part.n_zones, of_all.n_zones);
        assert_int_equal(of_part.n_covering, of_all.n_covering);
        assert_memory_equal(of_part.zone, of_all.zone, of_all.n_zones * sizeof *of_all.zone);
        for (uint32_t zone = 0; zone < 60; zone++)
            if (pd_boxes_meet(&d.zones.box[zone], &window))
                assert_int_equal(pd_ground_contains(part, zone, x, y, NULL),
                                 pd_ground_contains(d.ground, zone, x, y, NULL));
    }
    pd_ground_pick_release(&of_part);
    pd_ground_pick_release(&of_all);
    pd_ground_free(part);
    drawn_close(&d);
}

/* Points of a segment lie in the zones that its stretches say; ends of stretches are left out. */
static void segments_by_their_points(void **state)
{
    (void)state;
    drawn d;
    pd_locator segment, point;
    stream s = {4};
    draw_many(&d, &s, 60);
    open_places(&d, &segment);
    assert_ok(d.ctx, pd_locator_init(d.ctx, d.ground, &point));
    for (int i = 0; i < 400; i++) {
        const double p[2] = {next_real(&s, -20, 120), next_real(&s, -20, 120)};
        const double q[2] = {p[0] + next_real(&s, -40, 40), p[1] + next_real(&s, -40, 40)};
        assert_ok(d.ctx, pd_locate_segment(&segment, p, q, NULL, false));
        for (int k = 0; k < 40; k++) {
            const double t = next_real(&s, 0, 1);
            bool in[60] = {0}, is_near_end = false;
            assert_ok(d.ctx, pd_locate_point(&point, p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), NULL,
                                             false));
            for (size_t j = 0; j < segment.found.count; j++) {
                const pd_stretch *part = &segment.found.items[j];
                is_near_end |= fabs(part->from - t) < 1e-9 || fabs(part->to - t) < 1e-9;
                in[part->zone] |= t > part->from && t < part->to;
            }
            for (uint32_t zone = 0; zone < 60 && !is_near_end; zone++)
                assert_int_equal(in[zone], holds(&point, zone));
        }
    }
    pd_locator_release(&point);
    close_places(&d, &segment);
}

/* ---- profiles */

static void the_greatest_value_has_each_part(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_stretches in = {0}, out = {0};
    assert_ok(ctx, pd_stretches_add(ctx, &in, 2, 0.25, 0.75));
    assert_ok(ctx, pd_stretches_add(ctx, &in, 5, 0.5, 0.6));
    assert_ok(ctx, pd_stretches_add(ctx, &in, 2, 0.75, 0.8));
    assert_ok(ctx, pd_profile(ctx, &in, 1, &out));
    static const pd_stretch wanted[5] = {
        {1, 0, 0.25}, {2, 0.25, 0.5}, {5, 0.5, 0.6}, {2, 0.6, 0.8}, {1, 0.8, 1}};
    assert_int_equal(out.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(out.items[i].zone, wanted[i].zone);
        assert_close(out.items[i].from, wanted[i].from, 0, 0);
        assert_close(out.items[i].to, wanted[i].to, 0, 0);
    }
    in.count = 0;
    assert_ok(ctx, pd_profile(ctx, &in, 7, &out));
    assert_int_equal(out.count, 1);
    assert_int_equal(out.items[0].zone, 7);
    pd_stretches_release(&in);
    pd_stretches_release(&out);
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_point_on_a_border_belongs_to_the_first_of_its_level),
        cmocka_unit_test(a_border_inside_another_zone_of_the_level_gives_nothing),
        cmocka_unit_test(a_segment_across_and_one_along_a_border),
        cmocka_unit_test(points_by_a_ray_through_each_zone),
        cmocka_unit_test(the_ground_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(a_window_answers_for_its_places),
        cmocka_unit_test(a_zone_flatter_than_a_cell_has_its_border),
        cmocka_unit_test(segments_by_their_points),
        cmocka_unit_test(the_greatest_value_has_each_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
