/* WKB to SpatiaLite BLOB and back: sinks that write one layout while the walker reads the other. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "geo/wkb.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "results are written as they lie in memory");

#define LITTLE_ENDIAN_MARK 1
#define BLOB_BOX_AT        6 /* after 00, byte order, SRID */

void pd_byte_vector_release(pd_byte_vector *vector)
{
    pd_free(vector->data);
    *vector = (pd_byte_vector){0};
}

typedef struct byte_sink {
    pdot_ctx *ctx;
    pd_byte_vector *out;
    bool is_blob;
} byte_sink;

static unsigned char *append(byte_sink *s, size_t size)
{
    if (!pd_grow(s->ctx, (void **)&s->out->data, &s->out->capacity, s->out->size + size, 1))
        return NULL;
    unsigned char *room = s->out->data + s->out->size;
    s->out->size += size;
    return room;
}

static pdot_status append_byte(byte_sink *s, int byte)
{
    unsigned char *room = append(s, 1);
    if (room == NULL)
        return PDOT_NOMEM;
    *room = (unsigned char)byte;
    return PDOT_OK;
}

static pdot_status append_u32(byte_sink *s, uint32_t value)
{
    unsigned char *room = append(s, sizeof value);
    if (room == NULL)
        return PDOT_NOMEM;
    memcpy(room, &value, sizeof value);
    return PDOT_OK;
}

static pdot_status write_entity(void *user, int type, uint32_t count, bool is_member)
{
    byte_sink *s = user;
    if (s->is_blob && is_member && type > PD_WKB_POLYGON)
        return pd_fail(s->ctx, PDOT_FORMAT,
                       "Damaged geometry: the store keeps no collections inside collections");
    pdot_status status = PDOT_OK;
    if (!s->is_blob || is_member)
        status = append_byte(s, s->is_blob ? PD_BLOB_MEMBER : LITTLE_ENDIAN_MARK);
    if (status == PDOT_OK)
        status = append_u32(s, (uint32_t)type);
    if (status == PDOT_OK && type != PD_WKB_POINT && type != PD_WKB_LINE)
        status = append_u32(s, count);
    return status;
}

static pdot_status write_part(void *user, int type, uint32_t index, uint32_t n)
{
    (void)index;
    byte_sink *s = user;
    if (type != PD_WKB_POINT)
        return append_u32(s, n);
    if (n > 0)
        return PDOT_OK;
    const double nothing[2] = {(double)NAN, (double)NAN}; /* an empty point, as WKB writes it */
    unsigned char *room = append(s, sizeof nothing);
    if (room == NULL)
        return PDOT_NOMEM;
    memcpy(room, nothing, sizeof nothing);
    return PDOT_OK;
}

static unsigned char *write_points(void *user, uint32_t n)
{
    return append(user, n * PD_WKB_POINT_SIZE);
}

static pdot_status write_blob_head(byte_sink *s, int srid)
{
    unsigned char *room = append(s, PD_BLOB_HEAD_SIZE);
    if (room == NULL)
        return PDOT_NOMEM;
    memset(room, 0, PD_BLOB_HEAD_SIZE);
    room[0] = PD_BLOB_START;
    room[1] = LITTLE_ENDIAN_MARK;
    const int32_t code = srid;
    memcpy(room + 2, &code, sizeof code);
    room[PD_BLOB_HEAD_SIZE - 1] = PD_BLOB_BODY;
    return PDOT_OK;
}

pdot_status pd_blob_from_wkb(pdot_ctx *ctx, pd_bytes wkb, int srid, pd_byte_vector *out)
{
    byte_sink s = {ctx, out, true};
    const pd_wkb_sink sink = {write_entity, write_part, write_points, &s};
    const size_t start = out->size;
    pd_box box = {0};
    pdot_status status = write_blob_head(&s, srid);
    if (status == PDOT_OK)
        status = pd_wkb_walk(ctx, wkb, &sink, &box);
    if (status == PDOT_OK)
        status = append_byte(&s, PD_BLOB_END);
    if (status != PDOT_OK) {
        out->size = start;
        return status;
    }
    memcpy(out->data + start + BLOB_BOX_AT, &box, sizeof box); /* min x, min y, max x, max y in both */
    return PDOT_OK;
}

pdot_status pd_wkb_from_blob(pdot_ctx *ctx, pd_bytes blob, pd_byte_vector *out)
{
    byte_sink s = {ctx, out, false};
    const pd_wkb_sink sink = {write_entity, write_part, write_points, &s};
    const size_t start = out->size;
    int srid = 0;
    pd_box box = {0};
    const pdot_status status = pd_blob_walk(ctx, blob, &sink, &srid, &box);
    if (status != PDOT_OK)
        out->size = start;
    return status;
}
