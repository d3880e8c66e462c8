/* From WKT to flat arrays to WKB and back: the same shape. And polygons on a grid. */
#include "support.h"

#include "geo/geometry.h"
#include "geo/shape_wkb.h"
#include "geo/snap.h"

static void round_trip(const char *wkt, pd_shape_kind kind, size_t n_rings)
{
    pdot_ctx *ctx = pdot_ctx_new();
    pd_byte_vector first = {0}, second = {0};
    pd_shapes shapes = {0}, again = {0};
    assert_ok(ctx,
              pd_geometry_from_wkt(ctx, "POINT(9 9)", &first)); /* a shape before it: offsets are not 0 */
    assert_ok(ctx, pd_shapes_add_wkb(ctx, &shapes, (pd_bytes){first.data, first.size}));
    first.size = 0;
    assert_ok(ctx, pd_geometry_from_wkt(ctx, wkt, &first));
    assert_ok(ctx, pd_shapes_add_wkb(ctx, &shapes, (pd_bytes){first.data, first.size}));
    assert_ok(ctx, pd_shape_to_wkb(ctx, &shapes, 1, kind, &second));
    assert_ok(ctx, pd_shapes_add_wkb(ctx, &again, (pd_bytes){second.data, second.size}));
    assert_int_equal(again.n_rings, n_rings);
    assert_int_equal(again.n_points + 1, shapes.n_points);
    assert_memory_equal(again.xy, shapes.xy + 2, 2 * again.n_points * sizeof *again.xy);
    assert_memory_equal(again.is_hole, shapes.is_hole + 1, n_rings);
    pd_shapes_release(&shapes);
    pd_shapes_release(&again);
    pd_byte_vector_release(&first);
    pd_byte_vector_release(&second);
    pdot_ctx_free(ctx);
}

static void every_kind_comes_back_as_it_was(void **state)
{
    (void)state;
    round_trip("POINT(1 2)", PD_SHAPE_POINT, 1);
    round_trip("MULTILINESTRING((0 0,1 1),(2 2,3 3,4 4))", PD_SHAPE_LINES, 2);
    round_trip("MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0),(1 1,1 2,2 2,2 1,1 1)),((20 0,29 0,29 9,20 0)))",
               PD_SHAPE_POLYGONS, 3);
    round_trip("MULTIPOLYGON EMPTY", PD_SHAPE_POLYGONS, 0);
}

/* A wedge that the grid closes: two squares joined by a sliver become two squares. */
static void snapped_polygons_lie_on_the_grid_and_are_valid(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_byte_vector wkb = {0}, snapped = {0};
    pd_shapes shapes = {0};
    bool is_valid = false;
    assert_ok(ctx,
              pd_geometry_from_wkt(
                  ctx,
                  "POLYGON((0 0,10.2 0,10 5,20 5.1,20 0,30 0,30 10.4,20 10,20 5.2,10 5.3,10 10,0 10,0 0))",
                  &wkb));
    assert_ok(ctx, pd_geometry_snap(ctx, (pd_bytes){wkb.data, wkb.size}, 1, &snapped));
    assert_ok(ctx, pd_geometry_is_valid(ctx, (pd_bytes){snapped.data, snapped.size}, &is_valid, NULL));
    assert_true(is_valid);
    assert_ok(ctx, pd_shapes_add_wkb(ctx, &shapes, (pd_bytes){snapped.data, snapped.size}));
    assert_int_equal(shapes.n_rings, 2);
    for (size_t i = 0; i < 2 * shapes.n_points; i++)
        assert_close(shapes.xy[i], round(shapes.xy[i]), 0, 0);
    pd_shapes_release(&shapes);
    pd_byte_vector_release(&wkb);
    pd_byte_vector_release(&snapped);
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_comes_back_as_it_was),
        cmocka_unit_test(snapped_polygons_lie_on_the_grid_and_are_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
