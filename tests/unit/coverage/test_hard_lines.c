/* Lines along borders: a road that follows the border of two classes, or of a class and free ground, is in
 * the worst of them, like a point there; a road along the border of two territories is in the first. */
#include "drawn.h"

#include "coverage/locate.h"

static size_t zones_along(drawn *d, bool is_closed, double *share)
{
    static const double FROM[2] = {0, 10}, TO[2] = {40, 10};
    pd_locator locator;
    assert_ok(d->ctx, pd_locator_init(d->ctx, d->ground, &locator));
    assert_ok(d->ctx, pd_locate_segment(&locator, FROM, TO, NULL, is_closed));
    memset(share, 0, d->zones.n_shapes * sizeof *share);
    for (size_t i = 0; i < locator.found.count; i++)
        share[locator.found.items[i].zone] += locator.found.items[i].to - locator.found.items[i].from;
    const size_t n = locator.found.count;
    pd_locator_release(&locator);
    return n;
}

/*      10 ......... 20 ......... 30
 *      |  second    |
 *   ---+------------+------------+---   the line, from 0 to 40
 *      |  first                  |                                     */
static void a_line_along_a_border(void **state)
{
    (void)state;
    drawn d;
    double share[2];
    drawn_open(&d, 1);
    draw_box(&d, &d.zones, 10, 0, 20, 10);
    draw_box(&d, &d.zones, 10, 10, 10, 10);
    measure_drawn(&d);
    assert_int_equal(zones_along(&d, true, share), 2);
    assert_close(share[0], 0.5, 1e-15, 0);
    assert_close(share[1], 0.25, 1e-15, 0);
    assert_int_equal(zones_along(&d, false, share), 1);
    assert_close(share[0], 0.5, 1e-15, 0);
    assert_close(share[1], 0, 0, 0);
    drawn_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_line_along_a_border)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
