/* The published extents inside the program. */
#include "support.h"

#include "source/inspect/extents.h"

static void every_row_is_an_extent_and_there_is_an_end(void **state)
{
    (void)state;
    pd_box box;
    int n = 0;
    for (; pd_known_extent(n, &box); n++) {
        assert_true(box.min_x < box.max_x && box.min_y < box.max_y);
        assert_true(box.min_x > -93 && box.max_x < -75 && box.min_y > -5.1 && box.max_y < 1.8); /* Ecuador */
    }
    assert_true(n >= 1);
    assert_false(pd_known_extent(n + 1, &box));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_is_an_extent_and_there_is_an_end)};
    return cmocka_run_group_tests_name("source/extents", tests, NULL, NULL);
}
