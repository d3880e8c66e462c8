/* The features behind each class's ground, and that they add up to it. */
#include "support.h"

#include "coverage/trace.h"
#include "drawn.h"

enum { MOST_ROWS = 4096 };

typedef struct fragments {
    pd_fragment row[MOST_ROWS];
    size_t n;
} fragments;

static pdot_status note(void *user, const pd_fragment *fragment)
{
    fragments *f = user;
    assert_true(f->n < MOST_ROWS);
    f->row[f->n++] = *fragment;
    return PDOT_OK;
}

static void trace_drawn(drawn *d, fragments *f)
{
    measure_drawn(d);
    f->n = 0;
    assert_ok(d->ctx, pd_trace(d->ctx, d->ground, &d->features, d->id, note, f));
}

static const pd_fragment *row_of(const fragments *f, size_t zone, size_t feature)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->row[i].zone == zone && f->row[i].feature == feature)
            return &f->row[i];
    return NULL;
}

static void expect_row(const fragments *f, size_t zone, size_t feature, double top, double own)
{
    const pd_fragment *row = row_of(f, zone, feature);
    assert_non_null(row);
    assert_close(row->top_m2, top, 1e-9, 0);
    assert_close(row->own_m2, own, 1e-9, 0);
}

static void shared_ground_is_the_first_feature_s(void **state)
{
    (void)state;
    static fragments f;
    drawn d;
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, 0, 0, 10, 10);
    draw_feature(&d, 0, "POLYGON((0 0, 4 0, 4 4, 0 4, 0 0))");
    draw_feature(&d, 0, "POLYGON((2 0, 6 0, 6 4, 2 4, 2 0))");
    draw_feature(&d, 0, "POLYGON((1 1, 3 1, 3 3, 1 3, 1 1))"); /* under the first two */
    trace_drawn(&d, &f);
    assert_int_equal(f.n, 3);
    expect_row(&f, 0, 0, 16, 16);
    expect_row(&f, 0, 1, 8, 16);
    expect_row(&f, 0, 2, 0, 4);
    drawn_close(&d);
}

static void the_higher_class_comes_before_the_first_feature(void **state)
{
    (void)state;
    static fragments f;
    drawn d;
    drawn_open(&d, 2);
    draw_box(&d, &d.zones, 0, 0, 10, 10);
    draw_box(&d, &d.zones, 10, 0, 10, 10);
    draw_feature(&d, 0, "POLYGON((5 0, 15 0, 15 4, 5 4, 5 0))");
    draw_feature(&d, 1, "POLYGON((8 0, 12 0, 12 4, 8 4, 8 0))");
    trace_drawn(&d, &f);
    assert_int_equal(f.n, 4);
    expect_row(&f, 0, 0, 12, 20);
    expect_row(&f, 0, 1, 8, 8);
    expect_row(&f, 1, 0, 12, 20);
    expect_row(&f, 1, 1, 8, 8);
    drawn_close(&d);
}

static void a_feature_beyond_the_zones_has_no_row(void **state)
{
    (void)state;
    static fragments f;
    drawn d;
    drawn_open(&d, 1);
    draw_box(&d, &d.zones, 0, 0, 10, 10);
    draw_feature(&d, 0, "POLYGON((20 0, 24 0, 24 4, 20 4, 20 0))");
    draw_feature(&d, 0, "POLYGON((10 0, 14 0, 14 4, 10 4, 10 0))"); /* touches only */
    trace_drawn(&d, &f);
    for (size_t i = 0; i < f.n; i++)
        assert_close(f.row[i].own_m2, 0, 0, 0);
    drawn_close(&d);
}

static void fragments_add_up_to_the_classes(void **state)
{
    (void)state;
    static fragments f;
    stream s = {77};
    for (int round = 0; round < 12; round++) {
        drawn d;
        drawn_open(&d, 3);
        draw_box(&d, &d.zones, 0, 0, 50, 100);
        draw_box(&d, &d.zones, 50, 0, 50, 100);
        draw_star(&d, &d.zones, &s, 50, 50, 60, 30); /* disputed ground */
        for (int i = 0; i < 80; i++) {
            draw_id(&d, next_number(&s, 3));
            draw_star(&d, &d.features, &s, next_real(&s, 0, 100), next_real(&s, 0, 100), next_real(&s, 1, 25),
                      3 + next_number(&s, 20));
        }
        trace_drawn(&d, &f);
        for (size_t zone = 0; zone < 3; zone++)
            for (int32_t id = 0; id < 3; id++) {
                double sum = 0;
                for (size_t i = 0; i < f.n; i++)
                    if (f.row[i].zone == zone && d.id[f.row[i].feature] == id)
                        sum += f.row[i].top_m2;
                assert_close(sum, top_of(&d, zone, id), 1e-9, 1e-12);
            }
        drawn_close(&d);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shared_ground_is_the_first_feature_s),
        cmocka_unit_test(the_higher_class_comes_before_the_first_feature),
        cmocka_unit_test(a_feature_beyond_the_zones_has_no_row),
        cmocka_unit_test(fragments_add_up_to_the_classes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
