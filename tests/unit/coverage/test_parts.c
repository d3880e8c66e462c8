/* The small parts of the overlay: clusters of boxes, chains of a soup, tallies of tasks. */
#include "support.h"

#include "coverage/clusters.h"
#include "coverage/tally.h"
#include "drawn.h"

/* ---- clusters */

static size_t cluster_of(const pd_clusters *c, uint32_t item)
{
    for (size_t i = 0; i < c->n; i++)
        for (uint32_t k = c->start[i]; k < c->start[i + 1]; k++)
            if (c->item[k] == item)
                return i;
    return SIZE_MAX;
}

static void boxes_that_meet_are_together_and_in_order(void **state)
{
    (void)state;
    stream s = {5};
    for (int round = 0; round < 20; round++) {
        drawn d;
        pd_clusters c = {0};
        drawn_open(&d, 1);
        const int n = 1 + next_number(&s, 300);
        for (int i = 0; i < n; i++)
            draw_box(&d, &d.features, next_real(&s, 0, 100), next_real(&s, 0, 100), next_real(&s, 0.1, 4),
                     next_real(&s, 0.1, 4));
        assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.features, true));
        assert_ok(d.ctx, pd_clusters_new(d.ctx, &d.features, &c));
        assert_int_equal(c.start[c.n], n);
        for (size_t i = 0; i < c.n; i++) {
            if (i > 0)
                assert_true(c.item[c.start[i]] > c.item[c.start[i - 1]]);
            for (uint32_t k = c.start[i] + 1; k < c.start[i + 1]; k++)
                assert_true(c.item[k] > c.item[k - 1]);
        }
        for (uint32_t i = 0; i < (uint32_t)n; i++)
            for (uint32_t k = 0; k < i; k++) {
                const pd_box *a = &d.features.box[i], *b = &d.features.box[k];
                if (a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y)
                    assert_int_equal(cluster_of(&c, i), cluster_of(&c, k));
            }
        pd_clusters_release(&c);
        drawn_close(&d);
    }
}

static void boxes_far_apart_are_alone(void **state)
{
    (void)state;
    drawn d;
    pd_clusters c = {0};
    drawn_open(&d, 1);
    for (int i = 0; i < 50; i++)
        draw_box(&d, &d.features, 10 * (i % 7), 10 * (i / 7), 1, 1);
    assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.features, true));
    assert_ok(d.ctx, pd_clusters_new(d.ctx, &d.features, &c));
    assert_int_equal(c.n, 50);
    pd_clusters_release(&c);
    drawn_close(&d);
}

/* ---- soups */

/* Area left of the chains, which is that of what was drawn. */
static double soup_area(const pd_soup *soup)
{
    double area = 0;
    for (size_t i = 0; i < soup->n_chains; i++) {
        const pd_chain *c = &soup->chains[i];
        for (uint32_t k = c->first; k + 1 < c->first + c->n; k++) {
            const double *a = soup->xy + 2 * (size_t)k, *b = a + 2;
            assert_true(b[1] >= a[1]);
            area -= c->weight * (a[0] + b[0]) / 2 * (b[1] - a[1]);
        }
    }
    return area;
}

static void chains_rise_and_keep_the_area(void **state)
{
    (void)state;
    stream s = {6};
    for (int round = 0; round < 50; round++) {
        drawn d;
        pd_soup soup;
        drawn_open(&d, 1);
        draw_star(&d, &d.features, &s, 0, 0, 10, 3 + next_number(&s, 50));
        draw_wkt(&d, &d.features,
                 "POLYGON((0 0, 4 0, 4 1, 3 1, 3 2, 4 2, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))");
        assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.features, true));
        pd_soup_init(d.ctx, &soup);
        for (size_t i = 0; i < 2; i++) {
            pd_soup_clear(&soup);
            pd_soup_add_shape(&soup, &d.features, i, 0, 3, -2);
            assert_ok(d.ctx, pd_soup_status(&soup));
            assert_close(soup_area(&soup), pd_shapes_area(&d.features, i), 0, 1e-13);
        }
        pd_soup_release(&soup);
        drawn_close(&d);
    }
}

static void bands_add_up_to_the_shape(void **state)
{
    (void)state;
    stream s = {7};
    for (int round = 0; round < 50; round++) {
        drawn d;
        pd_soup soup;
        double sum = 0, lo = -11;
        drawn_open(&d, 1);
        draw_star(&d, &d.features, &s, 0, 0, 10, 3 + next_number(&s, 50));
        assert_ok(d.ctx, pd_shapes_finish(d.ctx, &d.features, true));
        pd_soup_init(d.ctx, &soup);
        while (lo < 11) {
            const double hi = lo + next_real(&s, 0.5, 6);
            pd_soup_clear(&soup);
            const double area = pd_soup_add_band(&soup, &d.features, 0, 0, 0, 0, lo, hi);
            assert_ok(d.ctx, pd_soup_status(&soup));
            assert_close(soup_area(&soup), area, 1e-10, 0);
            for (size_t i = 0; i < soup.n_points; i++)
                assert_true(soup.xy[2 * i + 1] >= lo && soup.xy[2 * i + 1] <= hi);
            sum += area;
            lo = hi;
        }
        assert_close(sum, pd_shapes_area(&d.features, 0), 1e-10, 0);
        pd_soup_release(&soup);
        drawn_close(&d);
    }
}

/* ---- tallies */

static void packs_are_sums_in_any_grouping(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_tally work = {0}, total = {0};
    pd_tally_pack pack = {0};
    assert_ok(ctx, pd_tally_init(ctx, 4, 2, &work));
    assert_ok(ctx, pd_tally_init(ctx, 4, 2, &total));
    for (int task = 0; task < 3; task++) {
        pd_sum_add(&pd_tally_row(&work, 3)[1], 1e16);
        pd_sum_add(&pd_tally_row(&work, 3)[1], 1);
        pd_sum_add(&pd_tally_row(&work, 1)[0], task);
        pd_sum_add(&pd_tally_row(&work, 3)[1], -1e16);
        assert_ok(ctx, pd_tally_take(ctx, &work, &pack));
        assert_int_equal(work.n_touched, 0);
        assert_int_equal(pack.n_rows, 2);
        assert_int_equal(pack.rows[0], 1);
        assert_int_equal(pack.rows[1], 3);
        pd_tally_add(&total, &pack);
        pd_tally_pack_release(&pack);
    }
    assert_close(pd_sum_total(&total.cells[3 * 2 + 1]), 3, 0, 0);
    assert_close(pd_sum_total(&total.cells[1 * 2]), 3, 0, 0);
    assert_close(pd_sum_total(&total.cells[0]), 0, 0, 0);
    pd_tally_release(&work);
    pd_tally_release(&total);
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes_that_meet_are_together_and_in_order),
        cmocka_unit_test(boxes_far_apart_are_alone),
        cmocka_unit_test(chains_rise_and_keep_the_area),
        cmocka_unit_test(bands_add_up_to_the_shape),
        cmocka_unit_test(packs_are_sums_in_any_grouping),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
