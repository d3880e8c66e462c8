/* Writing WKB. The size is known beforehand, so that writing cannot fail. */
#include "geo/shape_wkb.h"

#include <string.h>

#include "geo/wkb.h"

enum { HEAD_SIZE = 1 + 4, COUNT_SIZE = 4, LITTLE_ENDIAN_MARK = 1 };

static unsigned char *put_count(unsigned char *at, uint32_t value)
{
    for (int i = 0; i < COUNT_SIZE; i++)
        *at++ = (unsigned char)(value >> (8 * i));
    return at;
}

static unsigned char *put_head(unsigned char *at, uint32_t type)
{
    *at++ = LITTLE_ENDIAN_MARK;
    return put_count(at, type);
}

static unsigned char *put_points(unsigned char *at, const double *xy, size_t n)
{
    for (size_t i = 0; i < 2 * n; i++) {
        uint64_t bits;
        memcpy(&bits, &xy[i], sizeof bits);
        at = put_count(at, (uint32_t)bits);
        at = put_count(at, (uint32_t)(bits >> 32));
    }
    return at;
}

static unsigned char *put_ring(unsigned char *at, const pd_shapes *shapes, uint32_t ring)
{
    const uint32_t n = shapes->ring_start[ring + 1] - shapes->ring_start[ring];
    return put_points(put_count(at, n), &shapes->xy[2 * (size_t)shapes->ring_start[ring]], n);
}

static unsigned char *put_lines(unsigned char *at, const pd_shapes *shapes, uint32_t first, uint32_t end)
{
    at = put_count(put_head(at, PD_WKB_MULTI_LINE), end - first);
    for (uint32_t ring = first; ring < end; ring++)
        at = put_ring(put_head(at, PD_WKB_LINE), shapes, ring);
    return at;
}

static unsigned char *put_polygons(unsigned char *at, const pd_shapes *shapes, uint32_t first, uint32_t end)
{
    uint32_t n_polygons = 0;
    for (uint32_t ring = first; ring < end; ring++)
        n_polygons += shapes->is_hole[ring] == 0;
    at = put_count(put_head(at, PD_WKB_MULTI_POLYGON), n_polygons);
    for (uint32_t ring = first; ring < end;) {
        uint32_t n = 1;
        while (ring + n < end && shapes->is_hole[ring + n] != 0)
            n++;
        at = put_count(put_head(at, PD_WKB_POLYGON), n);
        for (uint32_t i = 0; i < n; i++)
            at = put_ring(at, shapes, ring + i);
        ring += n;
    }
    return at;
}

pdot_status pd_shape_to_wkb(pdot_ctx *ctx, const pd_shapes *shapes, size_t shape, pd_shape_kind kind,
                            pd_byte_vector *out)
{
    const uint32_t first = shapes->shape_start[shape], end = shapes->shape_start[shape + 1];
    const size_t n_points = shapes->ring_start[end] - shapes->ring_start[first];
    /* every ring has at most a head of its own and two counts */
    const size_t most = HEAD_SIZE + COUNT_SIZE + (size_t)(end - first) * (HEAD_SIZE + 2 * COUNT_SIZE) +
                        n_points * PD_WKB_POINT_SIZE;
    if (!pd_grow(ctx, (void **)&out->data, &out->capacity, most, 1))
        return PDOT_NOMEM;
    unsigned char *at = out->data;
    if (kind == PD_SHAPE_POINT) {
        PD_ASSERT(n_points > 0);
        at = put_points(put_head(at, PD_WKB_POINT), &shapes->xy[2 * (size_t)shapes->ring_start[first]], 1);
    } else if (kind == PD_SHAPE_LINES) {
        at = put_lines(at, shapes, first, end);
    } else {
        at = put_polygons(at, shapes, first, end);
    }
    out->size = (size_t)(at - out->data);
    PD_ASSERT(out->size <= most);
    return PDOT_OK;
}
