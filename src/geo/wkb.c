/* The walker over geometry bytes.
 *
 * WKB (OGC 06-103r4 part 8, ISO 13249-3): byte order (0 big, 1 little), uint32 type, then the body. Z and M
 * as +1000/+2000/+3000 (ISO) or as the high bits of the type, with an optional SRID (EWKB). point: ordinates
 * | line: n, points | polygon: n rings, each n, points | others: n, members with their own head
 *
 * SpatiaLite BLOB: 00, byte order, int32 SRID, box (4 doubles), 7C, uint32 type, body, FE. Bodies are those
 * of WKB, but members of a collection start with 69 and a type, without byte order, and are never collections
 * themselves.
 *
 * The bytes may come from strangers: every count is checked against the bytes that are left before it is
 * believed. */
#include "geo/wkb.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "base/limits.h"

#define MAX_DEPTH       16 /* of collections in collections: real data have one or two */
#define WKB_MEMBER_SIZE 5  /* bytes of the smallest member: byte order and type (or mark and type) */
#define EWKB_Z          0x80000000u
#define EWKB_M          0x40000000u
#define EWKB_SRID       0x20000000u

typedef struct reader {
    pdot_ctx *ctx;
    const unsigned char *at, *end;
    bool is_blob, is_swapped;
    int ordinates; /* of the current entity: 2, 3 or 4 */
    const pd_wkb_sink *sink;
    pd_box box;
} reader;

static pdot_status damaged(const reader *r, const char *what)
{
    return pd_fail(r->ctx, PDOT_FORMAT, "Damaged geometry: %s", pd_translate(r->ctx, what));
}

static size_t bytes_left(const reader *r)
{
    return (size_t)(r->end - r->at);
}

static uint32_t swapped_u32(uint32_t v)
{
    return __builtin_bswap32(v);
}

static pdot_status read_u32(reader *r, uint32_t *out)
{
    if (bytes_left(r) < 4)
        return damaged(r, N_("it ends in the middle of a count"));
    memcpy(out, r->at, 4);
    if (r->is_swapped)
        *out = swapped_u32(*out);
    r->at += 4;
    return PDOT_OK;
}

static double read_ordinate(const reader *r, const unsigned char *at)
{
    uint64_t bits;
    memcpy(&bits, at, 8);
    if (r->is_swapped)
        bits = __builtin_bswap64(bits);
    double value;
    memcpy(&value, &bits, 8);
    return value;
}

/* n points of the current entity to `out`, x and y only. Fails on a coordinate that is not finite. */
static pdot_status copy_points(reader *r, uint32_t n, unsigned char *out)
{
    const size_t stride = (size_t)r->ordinates * 8;
    if (stride == PD_WKB_POINT_SIZE && !r->is_swapped)
        memcpy(out, r->at, n * PD_WKB_POINT_SIZE);
    else
        for (uint32_t i = 0; i < n; i++) {
            const double xy[2] = {read_ordinate(r, r->at + i * stride),
                                  read_ordinate(r, r->at + i * stride + 8)};
            memcpy(out + i * PD_WKB_POINT_SIZE, xy, sizeof xy);
        }
    r->at += n * stride;
    double odd = 0; /* stays 0 while every coordinate is finite */
    pd_box box = r->box;
    for (uint32_t i = 0; i < n; i++) {
        double xy[2];
        memcpy(xy, out + i * PD_WKB_POINT_SIZE, sizeof xy);
        odd += (xy[0] - xy[0]) + (xy[1] - xy[1]);
        box.min_x = xy[0] < box.min_x ? xy[0] : box.min_x;
        box.max_x = xy[0] > box.max_x ? xy[0] : box.max_x;
        box.min_y = xy[1] < box.min_y ? xy[1] : box.min_y;
        box.max_y = xy[1] > box.max_y ? xy[1] : box.max_y;
    }
    if (!(odd >= 0 && odd <= 0))
        return damaged(r, N_("a coordinate is not a number"));
    if (n > 0 && !(box.min_x >= -PD_LIMIT_COORDINATE && box.min_y >= -PD_LIMIT_COORDINATE &&
                   box.max_x <= PD_LIMIT_COORDINATE && box.max_y <= PD_LIMIT_COORDINATE))
        return damaged(r, N_("a coordinate is larger than any map"));
    r->box = box;
    return PDOT_OK;
}

static pdot_status walk_points(reader *r, int type, uint32_t index, uint32_t n)
{
    if (n > bytes_left(r) / ((size_t)r->ordinates * 8))
        return damaged(r, N_("it announces more points than it holds"));
    pdot_status status = r->sink->part(r->sink->user, type, index, n);
    if (status != PDOT_OK || n == 0)
        return status;
    unsigned char *room = r->sink->points(r->sink->user, n);
    return room == NULL ? PDOT_NOMEM : copy_points(r, n, room);
}

static bool is_empty_point(const reader *r)
{
    return bytes_left(r) >= PD_WKB_POINT_SIZE && isnan(read_ordinate(r, r->at)) &&
           isnan(read_ordinate(r, r->at + 8));
}

static pdot_status walk_point(reader *r)
{
    if (!is_empty_point(r))
        return walk_points(r, PD_WKB_POINT, 0, 1);
    if (bytes_left(r) < (size_t)r->ordinates * 8)
        return damaged(r, N_("it ends in the middle of a point"));
    r->at += (size_t)r->ordinates * 8;
    return r->sink->part(r->sink->user, PD_WKB_POINT, 0, 0);
}

static pdot_status walk_polygon(reader *r, uint32_t n_rings)
{
    for (uint32_t ring = 0; ring < n_rings; ring++) {
        uint32_t n = 0;
        pdot_status status = read_u32(r, &n);
        if (status == PDOT_OK)
            status = walk_points(r, PD_WKB_POLYGON, ring, n);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

/* Splits a type word into the plain type and the ordinates of its points; skips an EWKB SRID. */
static pdot_status read_type(reader *r, int *type)
{
    uint32_t word = 0;
    pdot_status status = read_u32(r, &word);
    if (status != PDOT_OK)
        return status;
    r->ordinates = 2;
    if (!r->is_blob && (word & (EWKB_Z | EWKB_M | EWKB_SRID)) != 0) {
        r->ordinates += ((word & EWKB_Z) != 0) + ((word & EWKB_M) != 0);
        if ((word & EWKB_SRID) != 0) {
            uint32_t srid = 0;
            status = read_u32(r, &srid);
        }
        word &= ~(EWKB_Z | EWKB_M | EWKB_SRID);
    } else if (word < 4000) {
        static const int more[4] = {0, 1, 1, 2};
        r->ordinates += more[word / 1000];
        word %= 1000;
    }
    if (status == PDOT_OK && (word < PD_WKB_POINT || word > PD_WKB_COLLECTION))
        status = pd_fail(r->ctx, PDOT_FORMAT,
                         "Geometry of type %u is not a point, line, polygon or collection", word);
    *type = (int)word;
    return status;
}

static pdot_status read_member_head(reader *r, bool is_first, int *type)
{
    if (r->is_blob && is_first)
        return read_type(r, type);
    if (bytes_left(r) < 1)
        return damaged(r, N_("a part is missing"));
    const unsigned char mark = *r->at++;
    if (r->is_blob) {
        if (mark != PD_BLOB_MEMBER)
            return damaged(r, N_("a part does not begin with its mark"));
    } else {
        if (mark > 1)
            return damaged(r, N_("its byte order is neither 0 nor 1"));
        r->is_swapped = mark == 0;
    }
    return read_type(r, type);
}

static bool is_allowed_member(int parent, int type)
{
    return parent == PD_WKB_COLLECTION || type == parent - 3;
}

/* `parent` is 0 for the whole geometry. */
static pdot_status walk(reader *r, int parent, int depth)
{
    int type = 0;
    pdot_status status = read_member_head(r, parent == 0, &type);
    if (status != PDOT_OK)
        return status;
    if (parent != 0 && !is_allowed_member(parent, type))
        return damaged(r, N_("a part is not of the kind its collection holds"));
    if (depth > MAX_DEPTH)
        return damaged(r, N_("collections are nested too deeply"));
    uint32_t count = 1;
    if (type != PD_WKB_POINT)
        status = read_u32(r, &count);
    if (status == PDOT_OK && type >= PD_WKB_MULTI_POINT && count > bytes_left(r) / WKB_MEMBER_SIZE)
        status = damaged(r, N_("it announces more parts than it holds"));
    if (status == PDOT_OK)
        status = r->sink->entity(r->sink->user, type, count, parent != 0);
    if (status != PDOT_OK)
        return status;
    if (type == PD_WKB_POINT)
        return walk_point(r);
    if (type == PD_WKB_LINE)
        return walk_points(r, PD_WKB_LINE, 0, count);
    if (type == PD_WKB_POLYGON)
        return walk_polygon(r, count);
    for (uint32_t i = 0; status == PDOT_OK && i < count; i++)
        status = walk(r, type, depth + 1);
    return status;
}

static pdot_status walk_all(reader *r)
{
    pdot_status status = walk(r, 0, 0);
    if (status == PDOT_OK && r->at != r->end)
        status = damaged(r, N_("there are bytes after its end"));
    return status;
}

static reader reader_of(pdot_ctx *ctx, pd_bytes bytes, const pd_wkb_sink *to)
{
    const pd_box none = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX};
    static const unsigned char nothing[1] = {0}; /* an empty blob of the store comes without an address */
    const unsigned char *data = bytes.data != NULL ? bytes.data : nothing;
    const size_t size = bytes.data != NULL ? bytes.size : 0;
    return (reader){ctx, data, data + size, false, false, 2, to, none};
}

pdot_status pd_wkb_walk(pdot_ctx *ctx, pd_bytes wkb, const pd_wkb_sink *to, pd_box *box)
{
    reader r = reader_of(ctx, wkb, to);
    const pdot_status status = walk_all(&r);
    *box = r.box;
    return status;
}

pdot_status pd_blob_walk(pdot_ctx *ctx, pd_bytes blob, const pd_wkb_sink *to, int *srid, pd_box *box)
{
    reader r = reader_of(ctx, blob, to);
    if (bytes_left(&r) < PD_BLOB_HEAD_SIZE + 6 || r.at[0] != PD_BLOB_START || r.at[1] > 1 ||
        r.at[PD_BLOB_HEAD_SIZE - 1] != PD_BLOB_BODY || r.end[-1] != PD_BLOB_END)
        return damaged(&r, "it is no SpatiaLite geometry");
    r.is_blob = true;
    r.is_swapped = r.at[1] == 0;
    r.end--;
    r.at += 2;
    uint32_t code = 0;
    pdot_status status = read_u32(&r, &code);
    if (status != PDOT_OK)
        return status;
    *srid = (int)code;
    r.at = blob.data + PD_BLOB_HEAD_SIZE;
    status = walk_all(&r);
    *box = r.box;
    return status;
}
