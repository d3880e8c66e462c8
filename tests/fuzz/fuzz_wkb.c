/* Geometry bytes: WKB and SpatiaLite BLOB of any content are taken or refused, never believed. What is taken
 * is well formed: offsets rise, coordinates are finite, both byte layouts lead to the same arrays, and repair
 * ends in a polygon that GEOS calls valid. */
#include <math.h>
#include <string.h>

#include "fuzz.h"
#include "geo/geometry.h"

#define MOST_BYTES                                                                                           \
    20000u /* GEOS' repair of a knot of thousands of edges takes minutes; it is not what is looked for */

static bool is_refusal(pdot_status status)
{
    return status == PDOT_FORMAT || status == PDOT_GEOMETRY || status == PDOT_LIMIT;
}

static void check_shapes(const pd_shapes *shapes)
{
    FUZZ_CHECK(shapes->n_shapes == 1);
    FUZZ_CHECK(shapes->shape_start[0] == 0 && shapes->shape_start[1] == shapes->n_rings);
    for (size_t r = 0; r < shapes->n_rings; r++)
        FUZZ_CHECK(shapes->ring_start[r] < shapes->ring_start[r + 1]);
    FUZZ_CHECK(shapes->n_rings == 0 || shapes->ring_start[shapes->n_rings] == shapes->n_points);
    for (size_t i = 0; i < 2 * shapes->n_points; i++)
        FUZZ_CHECK(isfinite(shapes->xy[i]));
}

static void check_round_trip(pdot_ctx *ctx, pd_bytes wkb, const pd_shapes *first)
{
    pd_byte_vector blob = {0}, back = {0};
    pd_shapes second = {0};
    int srid = 0;
    const pdot_status status = pd_blob_from_wkb(ctx, wkb, 32717, &blob);
    if (status == PDOT_OK) {
        FUZZ_CHECK(pd_shapes_add_blob(ctx, &second, (pd_bytes){blob.data, blob.size}, &srid) == PDOT_OK);
        FUZZ_CHECK(srid == 32717 && second.n_points == first->n_points && second.n_rings == first->n_rings);
        FUZZ_CHECK(first->n_points == 0 ||
                   memcmp(second.xy, first->xy, 2 * first->n_points * sizeof *first->xy) == 0);
        FUZZ_CHECK(pd_wkb_from_blob(ctx, (pd_bytes){blob.data, blob.size}, &back) == PDOT_OK);
    } else {
        FUZZ_CHECK(is_refusal(status)); /* a collection in a collection has no BLOB */
        pd_clear_error(ctx);
    }
    pd_shapes_release(&second);
    pd_byte_vector_release(&blob);
    pd_byte_vector_release(&back);
}

static void check_repair(pdot_ctx *ctx, pd_bytes wkb)
{
    pd_byte_vector out = {0};
    pd_repair repair;
    bool is_valid = false;
    char reason[256];
    pdot_status status = pd_geometry_is_valid(ctx, wkb, &is_valid, reason);
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    FUZZ_CHECK(status != PDOT_OK || is_valid == (reason[0] == '\0'));
    pd_clear_error(ctx);
    status = pd_geometry_repair(ctx, wkb, &repair, &out);
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    pd_clear_error(ctx);
    if (status == PDOT_OK) {
        FUZZ_CHECK(pd_geometry_is_valid(ctx, (pd_bytes){out.data, out.size}, &is_valid, reason) == PDOT_OK);
        FUZZ_CHECK(is_valid);
    }
    pd_byte_vector_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST_BYTES)
        return 0;
    pdot_ctx *ctx = pdot_ctx_new();
    FUZZ_CHECK(ctx != NULL);
    const pd_bytes bytes = {data, size};
    pd_shapes shapes = {0};
    pdot_status status = pd_shapes_add_wkb(ctx, &shapes, bytes);
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    FUZZ_CHECK(status == PDOT_OK || pdot_ctx_error(ctx)->message[0] != '\0');
    pd_clear_error(ctx);
    if (status == PDOT_OK) {
        check_shapes(&shapes);
        check_round_trip(ctx, bytes, &shapes);
        check_repair(ctx, bytes);
    }
    pd_shapes_release(&shapes);
    shapes = (pd_shapes){0};
    status = pd_shapes_add_blob(ctx, &shapes, bytes, NULL);
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    if (status == PDOT_OK)
        check_shapes(&shapes);
    pd_shapes_release(&shapes);
    pdot_ctx_free(ctx);
    return 0;
}
