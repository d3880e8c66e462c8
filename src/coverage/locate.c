/* Points by the grid or a ray, segments by their crossings with borders. */
#include "coverage/locate.h"

#include <math.h>
#include <stdlib.h>

#include "coverage/least.h"

void pd_stretches_release(pd_stretches *stretches)
{
    pd_free(stretches->items);
    *stretches = (pd_stretches){0};
}

pdot_status pd_stretches_add(pdot_ctx *ctx, pd_stretches *stretches, uint32_t zone, double from, double to)
{
    if (!pd_grow(ctx, (void **)&stretches->items, &stretches->capacity, stretches->count + 1,
                 sizeof *stretches->items))
        return PDOT_NOMEM;
    stretches->items[stretches->count++] = (pd_stretch){zone, from, to};
    return PDOT_OK;
}

pdot_status pd_locator_init(pdot_ctx *ctx, const pd_ground *ground, pd_locator *locator)
{
    *locator = (pd_locator){.ctx = ctx, .ground = ground};
    return pd_ground_pick_init(ctx, ground, &locator->pick);
}

void pd_locator_release(pd_locator *locator)
{
    pd_ground_pick_release(&locator->pick);
    pd_stretches_release(&locator->found);
    pd_free(locator->cuts);
    pd_free(locator->zones);
    *locator = (pd_locator){0};
}

/* ---- points */

static pdot_status add_zone(pd_locator *l, uint32_t zone)
{
    if (!pd_grow(l->ctx, (void **)&l->zones, &l->zone_capacity, l->n_zones + 1, sizeof *l->zones))
        return PDOT_NOMEM;
    l->zones[l->n_zones++] = zone;
    return PDOT_OK;
}

static int32_t group_of(const int32_t *group, uint32_t zone)
{
    return group != NULL ? group[zone] : 0;
}

/* A zone on whose border the point lies has it if no zone of its group has it inside, nor an earlier one on
 * its border. */
static bool has_border_point(const pd_locator *l, uint32_t zone, double x, double y, const int32_t *group)
{
    for (size_t i = 0; i < l->pick.n_zones; i++) {
        const uint32_t other = l->pick.zone[i];
        bool is_on = false;
        if (other == zone || group_of(group, other) != group_of(group, zone))
            continue;
        const bool is_in = i < l->pick.n_covering || pd_ground_contains(l->ground, other, x, y, &is_on);
        if (is_in && (!is_on || other < zone))
            return false;
    }
    return true;
}

pdot_status pd_locate_point(pd_locator *locator, double x, double y, const int32_t *group, bool is_closed)
{
    const pd_box box = {x, y, x, y};
    const uint32_t set = pd_ground_set_of_box(locator->ground, &box);
    pdot_status status = PDOT_OK;
    locator->n_zones = 0;
    if (set != PD_GROUND_MIXED) {
        for (uint32_t at = set; at != 0 && status == PDOT_OK; at = locator->ground->sets[at].parent)
            status = add_zone(locator, locator->ground->sets[at].zone);
    } else {
        pd_ground_pick_box(locator->ground, &box, &locator->pick);
        for (size_t i = 0; i < locator->pick.n_zones && status == PDOT_OK; i++) {
            const uint32_t zone = locator->pick.zone[i];
            bool is_on = false;
            const bool is_in =
                i < locator->pick.n_covering || pd_ground_contains(locator->ground, zone, x, y, &is_on);
            if (is_in && (!is_on || is_closed || has_border_point(locator, zone, x, y, group)))
                status = add_zone(locator, zone);
        }
    }
    pd_ground_sort_zones(locator->zones, locator->n_zones);
    return status;
}

/* ---- segments */

static pdot_status add_cut(pd_locator *l, double at)
{
    if (!(at > 0 && at < 1))
        return PDOT_OK;
    if (!pd_grow(l->ctx, (void **)&l->cuts, &l->cut_capacity, l->n_cuts + 1, sizeof *l->cuts))
        return PDOT_NOMEM;
    l->cuts[l->n_cuts++] = at;
    return PDOT_OK;
}

/* Where the edge a-b meets the segment p + t d; an edge along the segment cuts it at both its ends. */
static pdot_status cut_by_edge(pd_locator *l, const double *p, const double *d, const double *a)
{
    const double *b = a + 2;
    const double side_a = d[0] * (a[1] - p[1]) - d[1] * (a[0] - p[0]);
    const double side_b = d[0] * (b[1] - p[1]) - d[1] * (b[0] - p[0]);
    if ((side_a > 0 && side_b > 0) || (side_a < 0 && side_b < 0))
        return PDOT_OK;
    const double square = d[0] * d[0] + d[1] * d[1];
    if (!(side_a < 0 || side_a > 0) && !(side_b < 0 || side_b > 0)) {
        const pdot_status status = add_cut(l, ((a[0] - p[0]) * d[0] + (a[1] - p[1]) * d[1]) / square);
        return status == PDOT_OK ? add_cut(l, ((b[0] - p[0]) * d[0] + (b[1] - p[1]) * d[1]) / square)
                                 : status;
    }
    const double t = side_a / (side_a - side_b);
    const double x = a[0] + t * (b[0] - a[0]) - p[0], y = a[1] + t * (b[1] - a[1]) - p[1];
    return add_cut(l, (x * d[0] + y * d[1]) / square);
}

static pdot_status cut_by_zone(pd_locator *l, uint32_t zone, const double *p, const double *q)
{
    const pd_ground *g = l->ground;
    const double d[2] = {q[0] - p[0], q[1] - p[1]};
    const double min_x = pd_least(p[0], q[0]), max_x = pd_most(p[0], q[0]);
    const int32_t last = pd_ground_row(g, pd_most(p[1], q[1]));
    for (int32_t row = pd_ground_row(g, pd_least(p[1], q[1])); row <= last; row++) {
        uint32_t first, end;
        pd_ground_row_edges(g, zone, row, &first, &end);
        for (uint32_t k = first; k < end; k++) {
            const double *a = g->zones->xy + 2 * (size_t)(g->row_edge[k] & PD_GROUND_POINT);
            if (pd_least(a[0], a[2]) > max_x || pd_most(a[0], a[2]) < min_x)
                continue;
            const pdot_status status = cut_by_edge(l, p, d, a);
            if (status != PDOT_OK)
                return status;
        }
    }
    return PDOT_OK;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Between two cuts of any zone's border a part lies wholly in or out of every zone: its middle says. Parts of
 * a zone that follow each other are joined. */
static pdot_status assign_parts(pd_locator *l, const double *p, const double *q, const int32_t *group,
                                bool is_closed, size_t zone_at)
{
    const uint32_t zone = l->pick.zone[zone_at];
    double from = 0, begun = -1;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i <= l->n_cuts && status == PDOT_OK; i++) {
        const double to = i < l->n_cuts ? l->cuts[i] : 1;
        if (!(to > from))
            continue;
        const double t = (from + to) / 2, x = p[0] + t * (q[0] - p[0]), y = p[1] + t * (q[1] - p[1]);
        bool is_on = false;
        bool is_in = pd_ground_contains(l->ground, zone, x, y, &is_on);
        if (is_in && is_on && !is_closed)
            is_in = has_border_point(l, zone, x, y, group);
        if (is_in && begun < 0)
            begun = from;
        if (!is_in && begun >= 0) {
            status = pd_stretches_add(l->ctx, &l->found, zone, begun, from);
            begun = -1;
        }
        from = to;
    }
    return status == PDOT_OK && begun >= 0 ? pd_stretches_add(l->ctx, &l->found, zone, begun, 1) : status;
}

static pdot_status locate_mixed(pd_locator *l, const double *p, const double *q, const int32_t *group,
                                bool is_closed)
{
    pdot_status status = PDOT_OK;
    l->n_cuts = 0;
    for (size_t i = l->pick.n_covering; i < l->pick.n_zones && status == PDOT_OK; i++)
        status = cut_by_zone(l, l->pick.zone[i], p, q);
    if (l->n_cuts > 1)
        qsort(l->cuts, l->n_cuts, sizeof *l->cuts, compare_doubles);
    for (size_t i = 0; i < l->pick.n_zones && status == PDOT_OK; i++)
        status = i < l->pick.n_covering ? pd_stretches_add(l->ctx, &l->found, l->pick.zone[i], 0, 1)
                                        : assign_parts(l, p, q, group, is_closed, i);
    return status;
}

pdot_status pd_locate_segment(pd_locator *locator, const double p[2], const double q[2], const int32_t *group,
                              bool is_closed)
{
    const pd_box box = {pd_least(p[0], q[0]), pd_least(p[1], q[1]), pd_most(p[0], q[0]), pd_most(p[1], q[1])};
    const uint32_t set = pd_ground_set_of_box(locator->ground, &box);
    pdot_status status = PDOT_OK;
    locator->found.count = 0;
    if (set == PD_GROUND_MIXED) {
        pd_ground_pick_box(locator->ground, &box, &locator->pick);
        return locate_mixed(locator, p, q, group, is_closed);
    }
    for (uint32_t at = set; at != 0 && status == PDOT_OK; at = locator->ground->sets[at].parent)
        status = pd_stretches_add(locator->ctx, &locator->found, locator->ground->sets[at].zone, 0, 1);
    return status;
}

/* ---- profiles */

static int compare_from(const void *left, const void *right)
{
    const pd_stretch *a = left, *b = right;
    return (a->from > b->from) - (a->from < b->from);
}

pdot_status pd_profile(pdot_ctx *ctx, const pd_stretches *stretches, uint32_t rest, pd_stretches *out)
{
    pd_stretches starts = {0}; /* every place where the answer may change */
    out->count = 0;
    if (stretches->count == 0)
        return pd_stretches_add(ctx, out, rest, 0, 1);
    pdot_status status = pd_stretches_add(ctx, &starts, 0, 0, 0);
    for (size_t i = 0; i < stretches->count && status == PDOT_OK; i++) {
        status = pd_stretches_add(ctx, &starts, 0, stretches->items[i].from, 0);
        if (status == PDOT_OK)
            status = pd_stretches_add(ctx, &starts, 0, stretches->items[i].to, 0);
    }
    qsort(starts.items, starts.count, sizeof *starts.items, compare_from);
    for (size_t i = 0; i < starts.count && status == PDOT_OK; i++) {
        const double from = starts.items[i].from, to = i + 1 < starts.count ? starts.items[i + 1].from : 1;
        uint32_t value = rest;
        if (!(to > from))
            continue;
        for (size_t k = 0; k < stretches->count; k++)
            if (stretches->items[k].from <= from && stretches->items[k].to >= to &&
                stretches->items[k].zone > value)
                value = stretches->items[k].zone;
        pd_stretch *last = out->count > 0 ? &out->items[out->count - 1] : NULL;
        if (last != NULL && last->zone == value)
            last->to = to;
        else
            status = pd_stretches_add(ctx, out, value, from, to);
    }
    pd_stretches_release(&starts);
    return status;
}
