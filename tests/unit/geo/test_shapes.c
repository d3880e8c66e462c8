/* Geometry bytes to flat arrays and between WKB and SpatiaLite BLOB. The BLOBs in hex were written by
 * SpatiaLite 5. */
#include "support.h"

#include "geo/shapes.h"

typedef struct bytes {
    unsigned char data[512];
    size_t size;
} bytes;

static bytes from_hex(const char *hex)
{
    bytes out = {.size = 0};
    for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
        unsigned value = 0;
        assert_int_equal(sscanf(hex, "%2x", &value), 1);
        out.data[out.size++] = (unsigned char)value;
    }
    return out;
}

static pd_bytes view(const bytes *b)
{
    return (pd_bytes){b->data, b->size};
}

/* POLYGON((0 0,4 0,4 4,0 4,0 0),(1 1,2 1,2 2,1 1)): shell counter-clockwise, hole too (to be turned). */
#define SQUARE_WITH_HOLE                                                                                     \
    "010300000002000000"                                                                                     \
    "050000000000000000000000000000000000000000000000000010400000000000000000"                               \
    "000000000000104000000000000010400000000000000000000000000000104000000000000000000000000000000000"       \
    "04000000000000000000F03F000000000000F03F0000000000000040000000000000F03F"                               \
    "00000000000000400000000000000040000000000000F03F000000000000F03F"

#define POINT_1_2     "0101000000000000000000F03F0000000000000040"
#define POINT_BIG     "00000000013FF00000000000004000000000000000"
#define POINT_EWKB_ZM "01010000E0BD7F0000000000000000F03F000000000000004000000000000008400000000000001040"
#define POINT_ISO_Z   "01E9030000000000000000F03F00000000000000400000000000000840"

typedef struct fixture {
    pdot_ctx *ctx;
    pd_shapes shapes;
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    pd_shapes_release(&f->shapes);
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

static void polygon_becomes_oriented_rings_with_a_box(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex(SQUARE_WITH_HOLE);
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &f->shapes, view(&wkb)));
    assert_ok(f->ctx, pd_shapes_finish(f->ctx, &f->shapes, true));
    const pd_shapes *s = &f->shapes;
    assert_int_equal(s->n_shapes, 1);
    assert_int_equal(s->n_rings, 2);
    assert_int_equal(s->n_points, 9);
    assert_int_equal(s->ring_start[2], 9);
    assert_int_equal(s->shape_start[1], 2);
    assert_false(s->is_hole[0]);
    assert_true(s->is_hole[1]);
    assert_close(pd_ring_area(s->xy, 5), 16, 0, 0);
    assert_close(pd_ring_area(s->xy + 10, 4), -0.5, 0, 0);
    assert_close(s->box[0].max_x, 4, 0, 0);
    assert_close(s->box[0].min_y, 0, 0, 0);
}

static void byte_order_and_further_ordinates_do_not_matter(void **state)
{
    fixture *f = *state;
    static const char *const forms[] = {POINT_1_2, POINT_BIG, POINT_EWKB_ZM, POINT_ISO_Z};
    for (size_t i = 0; i < 4; i++) {
        const bytes wkb = from_hex(forms[i]);
        assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &f->shapes, view(&wkb)));
        assert_int_equal(f->shapes.n_points, i + 1);
        assert_close(f->shapes.xy[2 * i], 1, 0, 0);
        assert_close(f->shapes.xy[2 * i + 1], 2, 0, 0);
    }
    assert_int_equal(f->shapes.n_shapes, 4);
}

static void points_of_a_multipoint_are_one_ring(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex("010400000002000000" POINT_1_2 POINT_BIG);
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &f->shapes, view(&wkb)));
    assert_int_equal(f->shapes.n_rings, 1);
    assert_int_equal(f->shapes.n_points, 2);
}

static void empty_geometries_are_empty_shapes(void **state)
{
    fixture *f = *state;
    static const char *const forms[] = {"010300000000000000", "010600000000000000", "010700000000000000",
                                        "0101000000000000000000F87F000000000000F87F"};
    for (size_t i = 0; i < 4; i++) {
        const bytes wkb = from_hex(forms[i]);
        assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &f->shapes, view(&wkb)));
    }
    assert_int_equal(f->shapes.n_shapes, 4);
    assert_int_equal(f->shapes.n_points, 0);
    assert_ok(f->ctx, pd_shapes_finish(f->ctx, &f->shapes, true));
    assert_true(f->shapes.box[3].min_x > f->shapes.box[3].max_x);
}

/* Every prefix is refused and leaves the arrays as they were. */
static void cut_bytes_are_refused_without_a_trace(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex(SQUARE_WITH_HOLE);
    for (size_t size = 0; size < wkb.size; size++) {
        pdot_ctx *ctx = pdot_ctx_new();
        assert_int_equal(pd_shapes_add_wkb(ctx, &f->shapes, (pd_bytes){wkb.data, size}), PDOT_FORMAT);
        assert_int_equal(f->shapes.n_shapes, 0);
        assert_int_equal(f->shapes.n_points, 0);
        assert_int_equal(f->shapes.n_rings, 0);
        pdot_ctx_free(ctx);
    }
}

static void damaged_bytes_say_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *hex, *words;
    } cases[] = {
        {POINT_1_2 "00", "after its end"},
        {"0201000000000000000000F03F0000000000000040", "byte order"},
        {"0108000000000000000000F03F0000000000000040", "type 8"},
        {"0102000000FFFFFFFF", "more points"},
        {"0106000000FFFFFFFF", "more parts"},
        {"010600000001000000" POINT_1_2, "not of the kind"},
        {"0101000000000000000000F07F0000000000000040", "not a number"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_shapes shapes = {0};
        pdot_ctx *ctx = pdot_ctx_new();
        const bytes wkb = from_hex(cases[i].hex);
        assert_fails(ctx, pd_shapes_add_wkb(ctx, &shapes, view(&wkb)), PDOT_FORMAT, cases[i].words);
        pd_shapes_release(&shapes);
        pdot_ctx_free(ctx);
    }
}

static void an_open_ring_is_refused(void **state)
{
    fixture *f = *state;
    bytes wkb = from_hex(SQUARE_WITH_HOLE);
    wkb.data[20] ^= 1; /* the first x is no longer the last */
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &f->shapes, view(&wkb)));
    assert_fails(f->ctx, pd_shapes_finish(f->ctx, &f->shapes, true), PDOT_FORMAT, "not closed");
}

/* SELECT hex(GeomFromText('POINT(1 2)', 32717)) and of MULTIPOINT(1 2). */
#define BLOB_POINT                                                                                           \
    "0001CD7F0000000000000000F03F0000000000000040000000000000F03F00000000000000407C01000000"                 \
    "000000000000F03F0000000000000040FE"
#define BLOB_MULTI                                                                                           \
    "0001CD7F0000000000000000F03F0000000000000040000000000000F03F00000000000000407C04000000"                 \
    "010000006901000000000000000000F03F0000000000000040FE"

static void blobs_are_those_of_spatialite(void **state)
{
    fixture *f = *state;
    static const char *const pairs[2][2] = {{POINT_1_2, BLOB_POINT},
                                            {"010400000001000000" POINT_1_2, BLOB_MULTI}};
    for (size_t i = 0; i < 2; i++) {
        const bytes wkb = from_hex(pairs[i][0]), blob = from_hex(pairs[i][1]);
        pd_byte_vector out = {0};
        assert_ok(f->ctx, pd_blob_from_wkb(f->ctx, view(&wkb), 32717, &out));
        assert_int_equal(out.size, blob.size);
        assert_memory_equal(out.data, blob.data, blob.size);
        pd_byte_vector back = {0};
        assert_ok(f->ctx, pd_wkb_from_blob(f->ctx, (pd_bytes){out.data, out.size}, &back));
        assert_int_equal(back.size, wkb.size);
        assert_memory_equal(back.data, wkb.data, wkb.size);
        int srid = 0;
        assert_ok(f->ctx, pd_shapes_add_blob(f->ctx, &f->shapes, view(&blob), &srid));
        assert_int_equal(srid, 32717);
        pd_byte_vector_release(&out);
        pd_byte_vector_release(&back);
    }
    assert_int_equal(f->shapes.n_points, 2);
    assert_int_equal(f->shapes.n_shapes, 2); /* a point and a multi-point of one: alike but for their bytes */
    for (size_t i = 0; i < 2; i++) {
        const pd_box box = f->shapes.box[i];
        assert_int_equal(f->shapes.dimension[i], 0);
        assert_int_equal(f->shapes.shape_start[i + 1], i + 1);
        assert_int_equal(f->shapes.ring_start[i + 1], i + 1);
        assert_true(box.min_x == 1 && box.max_x == 1 && box.min_y == 2 && box.max_y == 2);
    }
}

static void polygons_come_back_from_the_blob_layout(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex(SQUARE_WITH_HOLE);
    pd_byte_vector blob = {0}, back = {0};
    assert_ok(f->ctx, pd_blob_from_wkb(f->ctx, view(&wkb), 4326, &blob));
    assert_ok(f->ctx, pd_wkb_from_blob(f->ctx, (pd_bytes){blob.data, blob.size}, &back));
    assert_int_equal(back.size, wkb.size);
    assert_memory_equal(back.data, wkb.data, wkb.size);
    for (size_t size = 0; size < blob.size; size++) {
        pdot_ctx *ctx = pdot_ctx_new();
        assert_int_equal(pd_wkb_from_blob(ctx, (pd_bytes){blob.data, size}, &back), PDOT_FORMAT);
        pdot_ctx_free(ctx);
    }
    assert_int_equal(back.size, wkb.size);
    pd_byte_vector_release(&blob);
    pd_byte_vector_release(&back);
}

/* The store keeps multi geometries and points: a collection in a collection has no BLOB form. */
static void nested_collections_have_no_blob(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex("010700000001000000"
                               "010400000001000000" POINT_1_2);
    pd_byte_vector out = {0};
    assert_fails(f->ctx, pd_blob_from_wkb(f->ctx, view(&wkb), 4326, &out), PDOT_FORMAT, "collections inside");
    assert_int_equal(out.size, 0);
    pd_byte_vector_release(&out);
}

/* Two slices of one array, filled the second first, then joined: nothing moves. A slice says when it is full.
 */
static void slices_fill_one_array(void **state)
{
    fixture *f = *state;
    const bytes wkb = from_hex(SQUARE_WITH_HOLE);
    pd_shapes whole = {0};
    assert_ok(f->ctx, pd_shapes_reserve_points(f->ctx, &whole, 18));
    pd_shapes first = pd_shapes_slice(&whole, 0, 9), second = pd_shapes_slice(&whole, 9, 9);
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &second, view(&wkb)));
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &first, view(&wkb)));
    const double *const xy = whole.xy;
    pdot_ctx *full = pdot_ctx_new();
    assert_fails(full, pd_shapes_add_wkb(full, &first, view(&wkb)), PDOT_LIMIT, "more vertices than");
    assert_int_equal(first.n_points, 9);
    assert_int_equal(first.n_shapes, 1);
    assert_ok(f->ctx, pd_shapes_join(f->ctx, &whole, &first));
    assert_ok(f->ctx, pd_shapes_join(f->ctx, &whole, &second));
    assert_ptr_equal(whole.xy, xy);
    assert_int_equal(whole.n_shapes, 2);
    assert_int_equal(whole.ring_start[4], 18);
    assert_memory_equal(whole.xy, whole.xy + 18, 9 * 16);
    pd_shapes_release(&first);
    pd_shapes_release(&second);
    pd_shapes_release(&whole);
    pdot_ctx_free(full);
}

/* Fewer than there was room for: the next slice moves up. */
static void a_slice_that_is_not_full_leaves_no_gap(void **state)
{
    fixture *f = *state;
    const bytes one = from_hex(POINT_1_2), wkb = from_hex(SQUARE_WITH_HOLE);
    pd_shapes whole = {0};
    assert_ok(f->ctx, pd_shapes_reserve_points(f->ctx, &whole, 20));
    pd_shapes first = pd_shapes_slice(&whole, 0, 5), second = pd_shapes_slice(&whole, 5, 15);
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &first, view(&one)));
    assert_ok(f->ctx, pd_shapes_add_wkb(f->ctx, &second, view(&wkb)));
    assert_ok(f->ctx, pd_shapes_join(f->ctx, &whole, &first));
    assert_ok(f->ctx, pd_shapes_join(f->ctx, &whole, &second));
    assert_int_equal(whole.n_points, 10);
    const double start[6] = {1, 2, 0, 0, 4, 0};
    assert_memory_equal(whole.xy, start, sizeof start);
    pd_shapes_release(&first);
    pd_shapes_release(&second);
    pd_shapes_release(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(polygon_becomes_oriented_rings_with_a_box, set_up, tear_down),
        cmocka_unit_test_setup_teardown(byte_order_and_further_ordinates_do_not_matter, set_up, tear_down),
        cmocka_unit_test_setup_teardown(points_of_a_multipoint_are_one_ring, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_geometries_are_empty_shapes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cut_bytes_are_refused_without_a_trace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(damaged_bytes_say_what_is_wrong, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_open_ring_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blobs_are_those_of_spatialite, set_up, tear_down),
        cmocka_unit_test_setup_teardown(polygons_come_back_from_the_blob_layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nested_collections_have_no_blob, set_up, tear_down),
        cmocka_unit_test_setup_teardown(slices_fill_one_array, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_slice_that_is_not_full_leaves_no_gap, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
