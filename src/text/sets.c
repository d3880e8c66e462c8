/* Sorted lists of units: union, common part, difference, each in one pass over both. */
#include "text/read.h"

typedef enum keep_rule { KEEP_LEFT = 1, KEEP_RIGHT = 2, KEEP_BOTH = 4 } keep_rule;

static pdot_status merge(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, unsigned keep, pd_set *out)
{
    int32_t *units = pd_arena_alloc(ctx, arena, ((size_t)a.n + (size_t)b.n + 1) * sizeof *units);
    if (units == NULL)
        return PDOT_NOMEM;
    int32_t n = 0, i = 0, j = 0;
    while (i < a.n || j < b.n) {
        if (j == b.n || (i < a.n && a.units[i] < b.units[j])) {
            if ((keep & KEEP_LEFT) != 0)
                units[n++] = a.units[i];
            i++;
        } else if (i == a.n || b.units[j] < a.units[i]) {
            if ((keep & KEEP_RIGHT) != 0)
                units[n++] = b.units[j];
            j++;
        } else {
            if ((keep & KEEP_BOTH) != 0)
                units[n++] = a.units[i];
            i++;
            j++;
        }
    }
    *out = (pd_set){units, n};
    return PDOT_OK;
}

pdot_status pd_set_union(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out)
{
    return merge(ctx, arena, a, b, KEEP_LEFT | KEEP_RIGHT | KEEP_BOTH, out);
}

pdot_status pd_set_common(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out)
{
    return merge(ctx, arena, a, b, KEEP_BOTH, out);
}

pdot_status pd_set_without(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out)
{
    return merge(ctx, arena, a, b, KEEP_LEFT, out);
}
