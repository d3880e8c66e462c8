/* Transformation of the coordinates inside WKB, without a detour over GEOS. Only the form this layer writes:
 * two dimensions, little-endian. */
#include <string.h>

#include "geo/geometry.h"

typedef struct wkb_walk {
    pdot_ctx *ctx;
    pd_transform *transform;
    unsigned char *at;
    size_t left;
} wkb_walk;

enum { WKB_POINT = 1, WKB_LINESTRING, WKB_POLYGON, WKB_MULTIPOINT, WKB_COLLECTION = 7 };

#define DEEPEST 16 /* nested collections; GEOS writes one level */

static pdot_status fail_damaged(pdot_ctx *ctx)
{
    return pd_fail(ctx, PDOT_FORMAT, "damaged geometry: its bytes end too early or are of another kind");
}

static bool take_count(wkb_walk *walk, uint32_t *out)
{
    if (walk->left < 4)
        return false;
    const unsigned char *b = walk->at;
    *out = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
    walk->at += 4;
    walk->left -= 4;
    return true;
}

/* Through a small aligned buffer: WKB coordinates are not aligned. */
static pdot_status transform_points(wkb_walk *walk, uint64_t n)
{
    if (walk->left / 16 < n)
        return fail_damaged(walk->ctx);
    double xy[512];
    while (n > 0) {
        const size_t now = n < 256 ? (size_t)n : 256;
        memcpy(xy, walk->at, now * 16);
        const pdot_status status = pd_transform_apply(walk->ctx, walk->transform, xy, now);
        if (status != PDOT_OK)
            return status;
        memcpy(walk->at, xy, now * 16);
        walk->at += now * 16;
        walk->left -= now * 16;
        n -= now;
    }
    return PDOT_OK;
}

static pdot_status transform_one(wkb_walk *walk, int depth)
{
    uint32_t type = 0, count = 1;
    if (depth > DEEPEST || walk->left < 1 || *walk->at != 1)
        return fail_damaged(walk->ctx);
    walk->at++;
    walk->left--;
    if (!take_count(walk, &type) || type < WKB_POINT || type > WKB_COLLECTION ||
        (type != WKB_POINT && !take_count(walk, &count)))
        return fail_damaged(walk->ctx);
    if (type <= WKB_LINESTRING)
        return transform_points(walk, count);
    pdot_status status = PDOT_OK;
    for (uint32_t i = 0; i < count && status == PDOT_OK; i++) {
        uint32_t n = 0;
        if (type != WKB_POLYGON)
            status = transform_one(walk, depth + 1);
        else
            status = take_count(walk, &n) ? transform_points(walk, n) : fail_damaged(walk->ctx);
    }
    return status;
}

pdot_status pd_geometry_transform(pdot_ctx *ctx, pd_transform *transform, unsigned char *wkb, size_t size)
{
    wkb_walk walk = {ctx, transform, wkb, size};
    return transform_one(&walk, 0);
}
