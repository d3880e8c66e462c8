/* Zones brought to the grid: cut, measured, moved, bent. */
#include "coverage/raster/grid_work.h"

#include <math.h>
#include <string.h>

#include "base/parallel.h"
#include "coverage/least.h"

#define FINE_CHORD_M 1e-7  /* between planes that differ: a zone then has one area in both */
#define CLOSE        3e-10 /* of a zone: its cells may miss that much of it */
#define CLOSE_FEW    2e-11 /* of a zone of few cells, whose misses do not cancel each other */
#define FEW_CELLS    30    /* across it */
#define CHORD_RATIO  1e-11 /* of a zone's extent: the same for small zones */
#define LONGEST_M    25    /* pieces of an edge that goes to another plane: due north bends only there */
#define LEAST_PIECES 128   /* of an edge as long as its zone, on that way */
#define ZONES_A_TASK 16
#define NORTH_BEND   0.03  /* in d²X/dy² and 2 d²X/dxdy together, at any latitude: 0.027 u² + 0.009 u³ */
#define CLOSE_BENDS  3e-11 /* of a ring */
#define FAR_U        0.3   /* of pd_scale_slope */
#define TALL_M       2000  /* cells beyond are not equally wide from top to bottom */

/* ---- zones inside the frame: rings cut by a half-plane at a time (Sutherland and Hodgman, 1974) */

typedef struct ring {
    double *xy;
    size_t n, capacity;
} ring;

static bool ring_put(pdot_ctx *ctx, ring *r, double x, double y)
{
    if (!pd_grow(ctx, (void **)&r->xy, &r->capacity, r->n + 1, 2 * sizeof *r->xy))
        return false;
    r->xy[2 * r->n] = x;
    r->xy[2 * r->n + 1] = y;
    r->n++;
    return true;
}

/* Keeps what lies on the positive side: sign * (coordinate - at) >= 0 on the axis. */
static pdot_status cut_half(pdot_ctx *ctx, const ring *from, int axis, double at, double sign, ring *to)
{
    to->n = 0;
    for (size_t i = 0; i + 1 < from->n; i++) {
        const double *p = from->xy + 2 * i, *q = p + 2;
        const double dp = sign * (p[axis] - at), dq = sign * (q[axis] - at);
        if (dp >= 0 && !ring_put(ctx, to, p[0], p[1]))
            return PDOT_NOMEM;
        if ((dp >= 0) != (dq >= 0)) {
            const double t = dp / (dp - dq);
            double cut[2] = {p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])};
            cut[axis] = at;
            if (!ring_put(ctx, to, cut[0], cut[1]))
                return PDOT_NOMEM;
        }
    }
    if (to->n > 0 && !ring_put(ctx, to, to->xy[0], to->xy[1]))
        return PDOT_NOMEM;
    return PDOT_OK;
}

static pd_box frame_box(const pd_grid_frame *f)
{
    const double x1 = f->origin_x + (double)f->width * f->cell_x,
                 y1 = f->origin_y + (double)f->height * f->cell_y;
    return (pd_box){fmin(f->origin_x, x1), fmin(f->origin_y, y1), fmax(f->origin_x, x1),
                    fmax(f->origin_y, y1)};
}

typedef struct cutter {
    ring a, b;
    double *plane; /* of a ring's points and the middles of its edges */
    size_t capacity;
} cutter;

/* Edges bend due north too, by at most NORTH_BEND u² of their length squared over the radius: whether all of
 * them together bend the ring's area by less than matters. */
static bool bends_eastwards(const pd_scale_slope *slope, const double *xy, size_t n, double area)
{
    double squared = 0, far = 0;
    for (size_t i = 0; i + 1 < n; i++) {
        const double dx = xy[2 * i + 2] - xy[2 * i], dy = xy[2 * i + 3] - xy[2 * i + 1];
        squared = pd_most(squared, dx * dx + dy * dy);
        far = pd_most(far, fabs(xy[2 * i] - slope->x0));
    }
    const double u = far * slope->per_x;
    return u < FAR_U && (double)n * squared * sqrt(squared) * NORTH_BEND * u * u * slope->per_x / 12 <=
                            CLOSE_BENDS * fabs(area);
}

/* bent_area of edges that bend eastwards: the middle lies off its chord by an eighth of d²X/dx² dx². False:
 * they bend otherwise, or too far from the meridian. */
static bool sloped_area(const pd_scale_slope *slope, const double *xy, const double *plane, size_t n,
                        double *area)
{
    const double chords = pd_ring_area(plane, n);
    double bent = 0;
    if (!bends_eastwards(slope, xy, n, chords))
        return false;
    for (size_t i = 0; i + 1 < n; i++) {
        const double *p = xy + 2 * i, *q = p + 2, *moved = plane + 2 * i;
        bent += pd_slope_at(slope, (p[0] + q[0]) / 2) * (moved[2] - moved[0]) * (q[0] - p[0]) * (q[1] - p[1]);
    }
    *area = chords - bent / 12;
    return true;
}

/* Signed area of a ring whose edges are straight in the CRS of the measure, where they bend a little in the
 * equal-area plane: the chords' area, and for each edge that of the parabola through its ends and its middle.
 */
static pdot_status bent_area(pdot_ctx *ctx, const pd_equal_area *measure, const double *xy, size_t n,
                             cutter *c, double *area)
{
    pd_scale_slope slope;
    if (!pd_grow(ctx, (void **)&c->plane, &c->capacity, 2 * n, 2 * sizeof *c->plane))
        return PDOT_NOMEM;
    memcpy(c->plane, xy, n * 2 * sizeof *xy);
    pdot_status status = pd_equal_area_apply(ctx, measure, c->plane, n);
    if (status != PDOT_OK ||
        (pd_equal_area_slope(measure, xy[1], &slope) && sloped_area(&slope, xy, c->plane, n, area)))
        return status;
    double *middles = c->plane + 2 * n, bent = 0;
    for (size_t i = 0; i + 1 < n; i++)
        for (size_t k = 0; k < 2; k++)
            middles[2 * i + k] = (xy[2 * i + k] + xy[2 * i + 2 + k]) / 2;
    status = pd_equal_area_apply(ctx, measure, middles, n - 1);
    for (size_t i = 0; status == PDOT_OK && i + 1 < n; i++) {
        const double *p = c->plane + 2 * i, *q = p + 2, *m = middles + 2 * i;
        bent += (m[0] - (p[0] + q[0]) / 2) * (q[1] - p[1]) - (m[1] - (p[1] + q[1]) / 2) * (q[0] - p[0]);
    }
    *area = pd_ring_area(c->plane, n) + 2.0 / 3 * bent;
    return status;
}

/* Area in the raster's measure of a ring's part inside the frame; signed as the ring runs. */
static pdot_status ring_inside(pdot_ctx *ctx, const pd_grid *g, const double *xy, size_t n, cutter *c,
                               double *area)
{
    const pd_box box = frame_box(&g->frame);
    const struct {
        int axis;
        double at, sign;
    } sides[4] = {{0, box.min_x, 1}, {0, box.max_x, -1}, {1, box.min_y, 1}, {1, box.max_y, -1}};
    c->a.n = 0;
    if (!pd_grow(ctx, (void **)&c->a.xy, &c->a.capacity, n, 2 * sizeof *c->a.xy))
        return PDOT_NOMEM;
    memcpy(c->a.xy, xy, n * 2 * sizeof *xy);
    c->a.n = n;
    for (int i = 0; i < 4; i++) {
        const pdot_status status = cut_half(ctx, &c->a, sides[i].axis, sides[i].at, sides[i].sign, &c->b);
        if (status != PDOT_OK)
            return status;
        const ring swap = c->a;
        c->a = c->b;
        c->b = swap;
    }
    *area = 0;
    return c->a.n < 4 ? PDOT_OK : bent_area(ctx, g->measure, c->a.xy, c->a.n, c, area);
}

static bool is_in_frame(const pd_grid *g, const double *xy, size_t n)
{
    const pd_box box = frame_box(&g->frame);
    for (size_t i = 0; i < n; i++)
        if (!(xy[2 * i] >= box.min_x && xy[2 * i] <= box.max_x && xy[2 * i + 1] >= box.min_y &&
              xy[2 * i + 1] <= box.max_y))
            return false;
    return true;
}

/* The zone's ground inside the frame; its rings in the raster's CRS. */
static pdot_status zone_inside(pdot_ctx *ctx, const pd_grid *g, const pd_shapes *own, size_t zone, cutter *c,
                               const pd_grid_zones *out)
{
    const bool is_inside = is_in_frame(g, own->xy, own->n_points);
    out->is_inside[zone] = is_inside;
    out->inside_m2[zone] = is_inside && pd_transform_is_identity(g->to_raster) ? out->area_m2[zone] : 0;
    if (is_inside && pd_transform_is_identity(g->to_raster))
        return PDOT_OK; /* measured already: it is one plane */
    for (uint32_t r = 0; r < own->n_rings; r++) {
        const double *xy = own->xy + 2 * (size_t)own->ring_start[r];
        const size_t n = own->ring_start[r + 1] - own->ring_start[r];
        double area = 0;
        const pdot_status status =
            is_inside ? bent_area(ctx, g->measure, xy, n, c, &area) : ring_inside(ctx, g, xy, n, c, &area);
        if (status != PDOT_OK)
            return status;
        out->inside_m2[zone] += own->is_hole[r] ? -fabs(area) : fabs(area);
    }
    return PDOT_OK;
}

/* ---- grid coordinates */

/* Points bent together: each needs three points of the equal-area plane. */
#define BATCH 64

/* y of the authalic cylinder at a latitude: a share of a row's height is a share of its area. */
static pdot_status bend_rows(pdot_ctx *ctx, const pd_grid *g, double *xy, size_t n)
{
    const pd_grid_frame *f = &g->frame;
    double at[6 * BATCH], rows[BATCH];
    for (size_t i = 0; i < n; i++) {
        rows[i] = floor((xy[2 * i + 1] - f->origin_y) / f->cell_y);
        const double top = f->origin_y + rows[i] * f->cell_y;
        const double points[6] = {0, top, 0, xy[2 * i + 1], 0, top + f->cell_y};
        memcpy(at + 6 * i, points, sizeof points);
    }
    const pdot_status status = pd_equal_area_apply(ctx, g->measure, at, 3 * n);
    for (size_t i = 0; status == PDOT_OK && i < n; i++) {
        const double *p = at + 6 * i;
        xy[2 * i] = (xy[2 * i] - f->origin_x) / f->cell_x;
        xy[2 * i + 1] = rows[i] + (p[3] - p[1]) / (p[5] - p[1]);
    }
    return status;
}

/* Rows of tall cells: a column's width changes evenly from their top to their bottom, by up to 3e-9 in 10 km,
 * and a share of their height is a share of their area only when that is taken into account. */
static pdot_status bend_tall(pdot_ctx *ctx, const pd_grid *g, double left, double *row)
{
    const pd_grid_frame *f = &g->frame;
    const double first = floor(*row), share = *row - first;
    const double top = f->origin_y + first * f->cell_y, bottom = top + f->cell_y, right = left + f->cell_x;
    double at[8] = {left, top, right, top, left, bottom, right, bottom};
    const pdot_status status = pd_equal_area_apply(ctx, g->measure, at, 4);
    const double upper = at[2] - at[0], lower = at[6] - at[4];
    *row += (lower - upper) / (lower + upper) * share * (share - 1);
    return status;
}

/* F at an x: a share of a column's width is a share of its area. */
static pdot_status bend_columns(pdot_ctx *ctx, const pd_grid *g, double *xy, size_t n)
{
    const pd_grid_frame *f = &g->frame;
    const double per_x = 1 / f->cell_x, per_y = 1 / f->cell_y;
    double at[6 * BATCH], columns[BATCH];
    for (size_t i = 0; i < n; i++) {
        const double x = xy[2 * i], y = xy[2 * i + 1];
        columns[i] = floor((x - f->origin_x) * per_x);
        const double left = f->origin_x + columns[i] * f->cell_x;
        const double points[6] = {left, y, x, y, left + f->cell_x, y};
        memcpy(at + 6 * i, points, sizeof points);
    }
    const bool is_tall = fabs(f->cell_y) > TALL_M;
    pdot_status status = pd_equal_area_apply(ctx, g->measure, at, 3 * n);
    for (size_t i = 0; status == PDOT_OK && i < n; i++) {
        const double *p = at + 6 * i;
        xy[2 * i] = columns[i] + (p[2] - p[0]) / (p[4] - p[0]);
        xy[2 * i + 1] = (xy[2 * i + 1] - f->origin_y) * per_y;
        if (is_tall)
            status = bend_tall(ctx, g, f->origin_x + columns[i] * f->cell_x, &xy[2 * i + 1]);
    }
    return status;
}

/* Cells so narrow that the scale changes evenly across them. */
static void bend_evenly(const pd_grid *g, const pd_scale_slope *slope, double *xy, size_t n)
{
    const pd_grid_frame *f = &g->frame;
    const double per_x = 1 / f->cell_x, per_y = 1 / f->cell_y, half = f->cell_x / 2;
    for (size_t i = 0; i < n; i++) {
        const double x = xy[2 * i], column = (x - f->origin_x) * per_x;
        const double share = column - (double)(int64_t)column; /* left of the raster nothing is counted */
        xy[2 * i] = column + pd_slope_at(slope, x) * half * share * (share - 1);
        xy[2 * i + 1] = (xy[2 * i + 1] - f->origin_y) * per_y;
    }
}

static pdot_status bend(pdot_ctx *ctx, const pd_grid *g, double *xy, size_t n)
{
    pdot_status status = PDOT_OK;
    pd_scale_slope slope;
    if (n > 0 && g->is_even && pd_equal_area_slope(g->measure, xy[1], &slope)) {
        bend_evenly(g, &slope, xy, n);
        return PDOT_OK;
    }
    if (!g->is_geographic && !pd_equal_area_is_shareable(g->measure)) {
        for (size_t i = 0; i < n; i++) { /* no closed form: cells are taken as uniform inside */
            xy[2 * i] = (xy[2 * i] - g->frame.origin_x) / g->frame.cell_x;
            xy[2 * i + 1] = (xy[2 * i + 1] - g->frame.origin_y) / g->frame.cell_y;
        }
        return PDOT_OK;
    }
    for (size_t i = 0; i < n && status == PDOT_OK; i += BATCH)
        status =
            (g->is_geographic ? bend_rows : bend_columns)(ctx, g, xy + 2 * i, n - i < BATCH ? n - i : BATCH);
    return status;
}

/* How far the middle of a cell moves when it is bent, as a share of the cell; the most of the frame's
 * corners.
 */
static pdot_status most_bent(pdot_ctx *ctx, const pd_grid *g, double *out)
{
    const pd_grid_frame *f = &g->frame;
    *out = 0;
    for (int corner = 0; corner < 4; corner++) {
        const double column = corner % 2 ? (double)f->width - 0.5 : 0.5,
                     row = corner / 2 ? (double)f->height - 0.5 : 0.5;
        double xy[2] = {f->origin_x + column * f->cell_x, f->origin_y + row * f->cell_y};
        const pdot_status status = bend(ctx, g, xy, 1);
        if (status != PDOT_OK)
            return status;
        *out = fmax(*out, fmax(fabs(xy[0] - column), fabs(xy[1] - row)));
    }
    return PDOT_OK;
}

/* The longest piece of an edge, in metres, so that the cells of a zone of this extent add up to it. An edge
 * is bent at its ends only: a piece of p cells misses about bend * p^3 of a cell, either way, so that a
 * border of 4 n / p pieces around n^2 / 2 cells misses 4 * bend * p^2.5 / n^1.5 of them. */
static double longest_piece(const pd_grid *g, double extent_m)
{
    double dx_m, dy_m;
    pd_grid_cell_m(g, g->frame.height / 2, &dx_m, &dy_m);
    const double cell_m = fmax(dx_m, dy_m), n = extent_m / cell_m;
    const double close = n < FEW_CELLS ? CLOSE_FEW : CLOSE;
    return g->bend > 0 ? cell_m * pow(close * pow(n, 1.5) / (4 * g->bend), 0.4) : INFINITY;
}

/* Edges of one zone that is near the raster cut as finely as its size and the cells' ask for. */
static pdot_status cut_edges(pdot_ctx *ctx, const pd_grid *g, const pd_box *box, pd_shapes *zone)
{
    const double extent = fmax(box->max_x - box->min_x, box->max_y - box->min_y);
    double longest = longest_piece(g, extent), chord = PD_CHORD_TOLERANCE_M;
    if (!(extent > 0))
        return PDOT_OK;
    if (!pd_transform_is_identity(g->to_raster)) {
        longest = fmin(longest, fmin(LONGEST_M, extent / LEAST_PIECES));
        chord = fmin(FINE_CHORD_M, CHORD_RATIO * extent);
    }
    return pd_equal_area_densify(ctx, g->plan_measure, chord, longest < extent ? longest : 0, zone);
}

/* Area in the plan's measure of a zone whose edges are straight in the plan's CRS. */
static pdot_status measure_zone(pdot_ctx *ctx, const pd_grid *g, const pd_shapes *zone, cutter *c,
                                double *out)
{
    *out = 0;
    for (uint32_t r = 0; r < zone->n_rings; r++) {
        double area = 0;
        const pdot_status status = bent_area(ctx, g->plan_measure, zone->xy + 2 * (size_t)zone->ring_start[r],
                                             zone->ring_start[r + 1] - zone->ring_start[r], c, &area);
        if (status != PDOT_OK)
            return status;
        *out += zone->is_hole[r] ? -fabs(area) : fabs(area);
    }
    return PDOT_OK;
}

/* Whether the zone's vertices are anywhere near the raster: only then its edges need to be cut finely. */
static pdot_status is_near(pdot_ctx *ctx, pd_grid *g, const pd_shapes *zones, size_t zone, cutter *c,
                           bool *out)
{
    const size_t from = zones->ring_start[zones->shape_start[zone]];
    const size_t n = zones->ring_start[zones->shape_start[zone + 1]] - from;
    const pd_box frame = frame_box(&g->frame);
    const double margin_x = (frame.max_x - frame.min_x) / 8, margin_y = (frame.max_y - frame.min_y) / 8;
    pd_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    if (!pd_grow(ctx, (void **)&c->plane, &c->capacity, n, 2 * sizeof *c->plane))
        return PDOT_NOMEM;
    memcpy(c->plane, zones->xy + 2 * from, n * 2 * sizeof *c->plane);
    const pdot_status status = pd_transform_apply(ctx, g->to_raster, c->plane, n);
    for (size_t i = 0; i < n; i++) {
        box.min_x = fmin(box.min_x, c->plane[2 * i]);
        box.max_x = fmax(box.max_x, c->plane[2 * i]);
        box.min_y = fmin(box.min_y, c->plane[2 * i + 1]);
        box.max_y = fmax(box.max_y, c->plane[2 * i + 1]);
    }
    *out = box.min_x < frame.max_x + margin_x && box.max_x > frame.min_x - margin_x &&
           box.min_y < frame.max_y + margin_y && box.max_y > frame.min_y - margin_y;
    return status;
}

/* One zone to `own`, its rings alone: cut as finely as needed, measured, moved, measured again, bent,
 * finished. */
static pdot_status place_zone(pdot_ctx *ctx, pd_grid *g, const pd_shapes *zones, size_t zone, cutter *c,
                              const pd_grid_zones *out, pd_shapes *own)
{
    const bool is_same = pd_transform_is_identity(g->to_raster);
    bool needs_cuts = true;
    pdot_status status = PDOT_OK;
    for (uint32_t r = zones->shape_start[zone]; r < zones->shape_start[zone + 1] && status == PDOT_OK; r++)
        status = pd_shapes_add_ring(ctx, own, zones->xy + 2 * (size_t)zones->ring_start[r],
                                    zones->ring_start[r + 1] - zones->ring_start[r], zones->is_hole[r]);
    if (status == PDOT_OK)
        status = pd_shapes_end_shape(ctx, own);
    if (status == PDOT_OK && !is_same && own->n_points > 0)
        status = is_near(ctx, g, zones, zone, c, &needs_cuts);
    if (status == PDOT_OK)
        status = needs_cuts ? cut_edges(ctx, g, &zones->box[zone], own)
                            : pd_equal_area_densify(ctx, g->plan_measure, PD_CHORD_TOLERANCE_M, 0, own);
    if (status == PDOT_OK)
        status = measure_zone(ctx, g, own, c, &out->area_m2[zone]);
    if (status == PDOT_OK && !is_same && own->n_points > 0)
        status = pd_transform_apply(ctx, g->to_raster, own->xy, own->n_points);
    if (status == PDOT_OK)
        status = zone_inside(ctx, g, own, zone, c, out);
    if (status == PDOT_OK)
        status = bend(ctx, g, own->xy, own->n_points);
    return status == PDOT_OK ? pd_shapes_finish(ctx, own, true) : status;
}

typedef struct placing {
    pd_grid *grid;
    const pd_shapes *zones;
    const pd_grid_zones *out;
} placing;

/* Zone after zone in the same memory; the set takes it as it is then. */
static pdot_status run_zones(const pd_task *task, void *user)
{
    const placing *p = user;
    const pd_shapes *zones = p->zones;
    const size_t first = task->index * ZONES_A_TASK,
                 end = first + ZONES_A_TASK < zones->n_shapes ? first + ZONES_A_TASK : zones->n_shapes;
    cutter c = {.capacity = 0};
    pd_shapes own = {0}, *set = &p->out->sets[task->index];
    pdot_status status = pd_shapes_reserve_points(task->ctx, set,
                                                  zones->ring_start[zones->shape_start[end]] -
                                                      zones->ring_start[zones->shape_start[first]]);
    for (size_t zone = first; zone < end && status == PDOT_OK; zone++) {
        pd_shapes_clear(&own);
        status = place_zone(task->ctx, p->grid, zones, zone, &c, p->out, &own);
        if (status == PDOT_OK)
            status = pd_shapes_join(task->ctx, set, &own);
    }
    pd_shapes_release(&own);
    pd_free(c.a.xy);
    pd_free(c.b.xy);
    pd_free(c.plane);
    return status;
}

pdot_status pd_grid_place(pdot_ctx *ctx, pd_grid *grid, int jobs, const pd_shapes *zones, pd_grid_zones *out)
{
    placing p = {grid, zones, out};
    const bool is_shareable =
        pd_transform_is_identity(grid->to_raster) && pd_equal_area_is_shareable(grid->measure);
    *out = (pd_grid_zones){.n_sets = (zones->n_shapes + ZONES_A_TASK - 1) / ZONES_A_TASK};
    out->sets = pd_alloc_array(ctx, out->n_sets, sizeof *out->sets);
    out->area_m2 = pd_alloc_array(ctx, zones->n_shapes, sizeof *out->area_m2);
    out->inside_m2 = pd_alloc_array(ctx, zones->n_shapes, sizeof *out->inside_m2);
    out->is_inside = pd_alloc_array(ctx, zones->n_shapes, sizeof *out->is_inside);
    pdot_status status =
        out->sets != NULL && out->area_m2 != NULL && out->inside_m2 != NULL && out->is_inside != NULL
            ? PDOT_OK
            : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = most_bent(ctx, grid, &grid->bend);
    if (status == PDOT_OK)
        status = pd_parallel(ctx, is_shareable ? jobs : 1, out->n_sets, run_zones, &p, NULL);
    if (status != PDOT_OK)
        pd_grid_zones_release(out);
    return status;
}

void pd_grid_zones_release(pd_grid_zones *zones)
{
    for (size_t i = 0; zones->sets != NULL && i < zones->n_sets; i++)
        pd_shapes_release(&zones->sets[i]);
    pd_free(zones->sets);
    pd_free(zones->area_m2);
    pd_free(zones->inside_m2);
    pd_free(zones->is_inside);
    *zones = (pd_grid_zones){0};
}
