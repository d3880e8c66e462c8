/* Change of the coordinates inside WKB, without a detour over GEOS. Only the form this layer writes: two
 * dimensions, little-endian. */
#include <string.h>

#include "geo/geometry.h"

typedef struct wkb_walk {
    pdot_ctx *ctx;
    pd_points_fn each;
    void *user;
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
static pdot_status change_points(wkb_walk *walk, uint64_t n)
{
    if (walk->left / 16 < n)
        return fail_damaged(walk->ctx);
    double xy[512];
    while (n > 0) {
        const size_t now = n < 256 ? (size_t)n : 256;
        memcpy(xy, walk->at, now * 16);
        const pdot_status status = walk->each(walk->user, xy, now);
        if (status != PDOT_OK)
            return status;
        memcpy(walk->at, xy, now * 16);
        walk->at += now * 16;
        walk->left -= now * 16;
        n -= now;
    }
    return PDOT_OK;
}

static pdot_status change_one(wkb_walk *walk, int depth)
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
        return change_points(walk, count);
    pdot_status status = PDOT_OK;
    for (uint32_t i = 0; i < count && status == PDOT_OK; i++) {
        uint32_t n = 0;
        if (type != WKB_POLYGON)
            status = change_one(walk, depth + 1);
        else
            status = take_count(walk, &n) ? change_points(walk, n) : fail_damaged(walk->ctx);
    }
    return status;
}

pdot_status pd_geometry_each_points(pdot_ctx *ctx, unsigned char *wkb, size_t size, pd_points_fn each,
                                    void *user)
{
    wkb_walk walk = {.ctx = ctx, .each = each, .user = user, .left = size};
    walk.at = wkb;
    return change_one(&walk, 0);
}

typedef struct transformation {
    pdot_ctx *ctx;
    pd_transform *transform;
} transformation;

static pdot_status transform_points(void *user, double *xy, size_t n)
{
    const transformation *self = user;
    return pd_transform_apply(self->ctx, self->transform, xy, n);
}

pdot_status pd_geometry_transform(pdot_ctx *ctx, pd_transform *transform, unsigned char *wkb, size_t size)
{
    transformation self = {ctx, transform};
    return pd_geometry_each_points(ctx, wkb, size, transform_points, &self);
}
