/* Building the ground: the grid over the zones, the edges of each zone by grid row, the zones of each cell.
 */
#include "coverage/ground.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage/least.h"

#define CELLS_PER_ZONE 24.0 /* across a zone, so that most of its cells are pure */
#define MIN_SIDE       48
#define MAX_SIDE       1200 /* 1.4 million cells: 12 MB */
#define SLACK          1e-7 /* of a cell: a border so near a cell's side belongs to both cells */

/* ---- grid */

static pd_box box_of_zones(const pd_shapes *zones)
{
    pd_box all = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (size_t z = 0; z < zones->n_shapes; z++) {
        const pd_box *box = &zones->box[z];
        if (box->min_x > box->max_x)
            continue;
        all.min_x = pd_least(all.min_x, box->min_x);
        all.min_y = pd_least(all.min_y, box->min_y);
        all.max_x = pd_most(all.max_x, box->max_x);
        all.max_y = pd_most(all.max_y, box->max_y);
    }
    if (all.min_x > all.max_x)
        all = (pd_box){0, 0, 0, 0};
    return all;
}

static void lay_grid(pd_ground *g)
{
    const pd_box all = box_of_zones(g->zones);
    const double wanted = CELLS_PER_ZONE * sqrt((double)g->zones->n_shapes);
    const double side = pd_least(MAX_SIDE, pd_most(MIN_SIDE, wanted));
    const double extent = pd_most(all.max_x - all.min_x, all.max_y - all.min_y);
    g->x0 = all.min_x;
    g->y0 = all.min_y;
    g->cell = extent > 0 ? extent / side * (1 + SLACK) : 1;
    g->width = (int32_t)((all.max_x - all.min_x) / g->cell) + 1;
    g->height = (int32_t)((all.max_y - all.min_y) / g->cell) + 1;
}

/* ---- borders */

/* A zone's border in a cell. */
typedef struct mark {
    uint32_t cell, zone;
} mark;

typedef struct builder {
    pdot_ctx *ctx;
    pd_ground *g;
    double per_cell;  /* 1 / cell */
    uint32_t *marked; /* per cell: zone + 1 whose border was last seen there */
    mark *marks;      /* in the order of zones */
    size_t n_marks, mark_capacity;
    bool is_filling;   /* second pass over the rows: edges are written, not counted */
    double *crossings; /* of one zone with the middles of its rows */
    size_t crossing_capacity;
    size_t first_set; /* sets made for the zone at work */
    pdot_status status;
} builder;

static void mark_cell(builder *b, int32_t row, int32_t column, uint32_t zone)
{
    const size_t cell = (size_t)row * (size_t)b->g->width + (size_t)column;
    if (b->marked[cell] == zone + 1)
        return;
    b->marked[cell] = zone + 1;
    if (!pd_grow(b->ctx, (void **)&b->marks, &b->mark_capacity, b->n_marks + 1, sizeof *b->marks)) {
        b->status = PDOT_NOMEM;
        return;
    }
    b->marks[b->n_marks++] = (mark){(uint32_t)cell, zone};
}

/* The columns that the edge p-q touches between two heights of the grid, with slack. */
static void mark_row(builder *b, const double *p, const double *q, int32_t row, uint32_t zone)
{
    const pd_ground *g = b->g;
    double from = p[0], to = q[0];
    const double dy = q[1] - p[1];
    const double lo = g->y0 + (row - SLACK) * g->cell, hi = g->y0 + (row + 1 + SLACK) * g->cell;
    if (dy > 0 || dy < 0) {
        const double slope = (q[0] - p[0]) / dy;
        const double at_lo = p[0] + (lo - p[1]) * slope, at_hi = p[0] + (hi - p[1]) * slope;
        const double least = pd_least(p[0], q[0]), most = pd_most(p[0], q[0]);
        if (pd_least(p[1], q[1]) < lo)
            *(p[1] < q[1] ? &from : &to) = pd_least(most, pd_most(least, at_lo));
        if (pd_most(p[1], q[1]) > hi)
            *(p[1] < q[1] ? &to : &from) = pd_least(most, pd_most(least, at_hi));
    }
    const int32_t first = pd_ground_clamp((pd_least(from, to) - g->x0) / g->cell - SLACK, g->width);
    const int32_t last = pd_ground_clamp((pd_most(from, to) - g->x0) / g->cell + SLACK, g->width);
    for (int32_t column = first; column <= last; column++)
        mark_cell(b, row, column, zone);
}

static int32_t first_row(const pd_ground *ground, double y)
{
    return pd_ground_clamp((y - ground->y0) / ground->cell - SLACK, ground->height);
}

static void edge_rows(const pd_ground *g, const double *p, const double *q, int32_t *first, int32_t *last)
{
    *first = first_row(g, pd_least(p[1], q[1]));
    *last = pd_ground_clamp((pd_most(p[1], q[1]) - g->y0) / g->cell + SLACK, g->height);
}

/* A place of the grid: its cell, and whether it lies clearly inside. */
typedef struct spot {
    int32_t row, column;
    bool is_clear;
} spot;

static spot spot_of(const builder *b, const double *p)
{
    const double x = (p[0] - b->g->x0) * b->per_cell, y = (p[1] - b->g->y0) * b->per_cell;
    const int32_t column = (int32_t)x, row = (int32_t)y;
    const double in_x = x - column, in_y = y - row;
    return (spot){row, column,
                  in_x > 2 * SLACK && in_x < 1 - 2 * SLACK && in_y > 2 * SLACK && in_y < 1 - 2 * SLACK};
}

static bool is_same_cell(const spot *a, const spot *b)
{
    return a->is_clear && b->is_clear && a->row == b->row && a->column == b->column;
}

static void mark_edge(builder *b, uint32_t zone, const double *p)
{
    int32_t first, last;
    edge_rows(b->g, p, p + 2, &first, &last);
    for (int32_t row = first; row <= last; row++)
        mark_row(b, p, p + 2, row, zone);
}

/* Most edges lie in one cell, often that of the edge before. */
static void mark_zone(builder *b, uint32_t zone)
{
    const pd_shapes *zones = b->g->zones;
    for (uint32_t r = zones->shape_start[zone]; r < zones->shape_start[zone + 1]; r++) {
        const double *p = zones->xy + 2 * (size_t)zones->ring_start[r];
        spot from = spot_of(b, p);
        for (uint32_t i = zones->ring_start[r]; i + 1 < zones->ring_start[r + 1]; i++, p += 2) {
            const spot to = spot_of(b, p + 2);
            if (is_same_cell(&from, &to))
                mark_cell(b, to.row, to.column, zone);
            else
                mark_edge(b, zone, p);
            from = to;
        }
    }
}

/* ---- sets */

static pdot_status set_with(builder *b, uint32_t parent, uint32_t zone, uint32_t *out)
{
    pd_ground *g = b->g;
    for (size_t i = g->n_sets; i-- > b->first_set;)
        if (g->sets[i].parent == parent) {
            *out = (uint32_t)i;
            return PDOT_OK;
        }
    if (!pd_grow(b->ctx, (void **)&g->sets, &g->set_capacity, g->n_sets + 1, sizeof *g->sets))
        return PDOT_NOMEM;
    g->sets[g->n_sets] = (pd_ground_set){parent, zone};
    *out = (uint32_t)g->n_sets++;
    return PDOT_OK;
}

/* The cells of a row between two crossings of its middle line that the border does not touch are covered. */
static pdot_status cover_span(builder *b, int32_t row, double from, double to, uint32_t zone)
{
    pd_ground *g = b->g;
    const int32_t first = pd_ground_clamp(ceil((from - g->x0) / g->cell - 0.5), g->width);
    const int32_t last = pd_ground_clamp(floor((to - g->x0) / g->cell - 0.5), g->width);
    uint32_t parent = 0, set = 0;
    for (int32_t column = first; column <= last; column++) {
        const size_t cell = (size_t)row * (size_t)g->width + (size_t)column;
        if (b->marked[cell] == zone + 1)
            continue;
        if (set == 0 || g->cover[cell] != parent) {
            parent = g->cover[cell];
            const pdot_status status = set_with(b, parent, zone, &set);
            if (status != PDOT_OK)
                return status;
        }
        g->cover[cell] = set;
    }
    return PDOT_OK;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Crossings of the middle of `row` by the zone's border; rings are valid, so that they pair up. */
static pdot_status row_crossings(builder *b, uint32_t zone, int32_t row, size_t *count)
{
    const pd_ground *g = b->g;
    const double y = g->y0 + (row + 0.5) * g->cell;
    uint32_t first, end;
    pd_ground_row_edges(g, zone, row, &first, &end);
    *count = 0;
    if (!pd_grow(b->ctx, (void **)&b->crossings, &b->crossing_capacity, end - first, sizeof *b->crossings))
        return PDOT_NOMEM;
    for (uint32_t k = first; k < end; k++) {
        const double *p = g->zones->xy + 2 * (size_t)(g->row_edge[k] & PD_GROUND_POINT);
        if ((p[1] <= y) != (p[3] <= y))
            b->crossings[(*count)++] = p[0] + (y - p[1]) * (p[2] - p[0]) / (p[3] - p[1]);
    }
    qsort(b->crossings, *count, sizeof *b->crossings, compare_doubles);
    return PDOT_OK;
}

static pdot_status cover_zone(builder *b, uint32_t zone)
{
    const pd_ground *g = b->g;
    const uint32_t rows = g->zone_rows[zone + 1] - g->zone_rows[zone];
    b->first_set = g->n_sets;
    for (uint32_t r = 0; r < rows; r++) {
        const int32_t row = g->zone_row0[zone] + (int32_t)r;
        size_t count;
        pdot_status status = row_crossings(b, zone, row, &count);
        for (size_t i = 0; status == PDOT_OK && i + 1 < count; i += 2)
            status = cover_span(b, row, b->crossings[i], b->crossings[i + 1], zone);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

/* ---- edges by zone and row */

static void put_edge(builder *b, uint32_t zone, int32_t row, uint32_t point)
{ /* point: with PD_GROUND_AGAIN from the second row on */
    pd_ground *g = b->g;
    const uint32_t index = g->zone_rows[zone] + (uint32_t)(row - g->zone_row0[zone]);
    if (b->is_filling)
        g->row_edge[g->row_start[index]++] = point;
    else
        g->row_start[index + 1]++;
}

static void each_row_edge(builder *b, uint32_t zone)
{
    const pd_shapes *zones = b->g->zones;
    for (uint32_t r = zones->shape_start[zone]; r < zones->shape_start[zone + 1]; r++) {
        const double *p = zones->xy + 2 * (size_t)zones->ring_start[r];
        spot from = spot_of(b, p);
        for (uint32_t i = zones->ring_start[r]; i + 1 < zones->ring_start[r + 1]; i++, p += 2) {
            const spot to = spot_of(b, p + 2);
            int32_t first = to.row, last = to.row;
            if (!(from.is_clear && to.is_clear && from.row == to.row))
                edge_rows(b->g, p, p + 2, &first, &last);
            for (int32_t row = first; row <= last; row++)
                put_edge(b, zone, row, row > first ? i | PD_GROUND_AGAIN : i);
            from = to;
        }
    }
}

static pdot_status index_rows(builder *b)
{
    pd_ground *g = b->g;
    const size_t n = g->zones->n_shapes;
    for (size_t z = 0; z < n; z++) {
        const pd_box *box = &g->zones->box[z];
        int32_t last = -1;
        if (box->min_x <= box->max_x)
            edge_rows(g, &box->min_x, &box->max_x, &g->zone_row0[z],
                      &last); /* (min x, min y), (max x, max y) */
        g->zone_rows[z + 1] = g->zone_rows[z] + (uint32_t)(last - g->zone_row0[z] + 1);
    }
    const size_t n_rows = g->zone_rows[n];
    g->row_start = pd_alloc_array(b->ctx, n_rows + 2, sizeof *g->row_start);
    if (g->row_start == NULL)
        return PDOT_NOMEM;
    b->is_filling = false;
    for (size_t z = 0; z < n; z++)
        each_row_edge(b, (uint32_t)z);
    for (size_t i = 0; i < n_rows; i++)
        g->row_start[i + 1] += g->row_start[i];
    g->row_edge = pd_realloc_array(b->ctx, NULL, g->row_start[n_rows], sizeof *g->row_edge);
    if (g->row_edge == NULL)
        return PDOT_NOMEM;
    b->is_filling = true;
    for (size_t z = 0; z < n; z++)
        each_row_edge(b, (uint32_t)z);
    for (size_t i = n_rows; i > 0; i--) /* filling has moved each start to the next one's place */
        g->row_start[i] = g->row_start[i - 1];
    g->row_start[0] = 0;
    return PDOT_OK;
}

/* Marks become lists by cell; zones stay in order. */
static pdot_status list_marks(builder *b)
{
    pd_ground *g = b->g;
    const size_t n_cells = (size_t)g->width * (size_t)g->height;
    uint32_t *next = pd_realloc_array(b->ctx, NULL, n_cells, sizeof *next);
    g->list = pd_realloc_array(b->ctx, NULL, b->n_marks, sizeof *g->list);
    for (size_t i = 0; i < b->n_marks; i++)
        g->list_start[b->marks[i].cell + 1]++;
    for (size_t i = 0; i < n_cells; i++)
        g->list_start[i + 1] += g->list_start[i];
    if (next != NULL && g->list != NULL) {
        memcpy(next, g->list_start, n_cells * sizeof *next);
        for (size_t i = 0; i < b->n_marks; i++)
            g->list[next[b->marks[i].cell]++] = b->marks[i].zone;
    }
    const bool is_ok = next != NULL && g->list != NULL;
    pd_free(next);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status index_cells(builder *b)
{
    pdot_status status = PDOT_OK;
    for (size_t z = 0; z < b->g->zones->n_shapes && status == PDOT_OK; z++) {
        mark_zone(b, (uint32_t)z);
        status = b->status == PDOT_OK ? cover_zone(b, (uint32_t)z) : b->status;
    }
    return status == PDOT_OK ? list_marks(b) : status;
}

static pdot_status allocate(pdot_ctx *ctx, pd_ground *g, builder *b)
{
    const size_t n_cells = (size_t)g->width * (size_t)g->height, n = g->zones->n_shapes;
    g->cover = pd_alloc_array(ctx, n_cells, sizeof *g->cover);
    g->list_start = pd_alloc_array(ctx, n_cells + 1, sizeof *g->list_start);
    g->zone_rows = pd_alloc_array(ctx, n + 1, sizeof *g->zone_rows);
    g->zone_row0 = pd_alloc_array(ctx, n + 1, sizeof *g->zone_row0);
    b->marked = pd_alloc_array(ctx, n_cells, sizeof *b->marked);
    if (g->cover == NULL || g->list_start == NULL || g->zone_rows == NULL || g->zone_row0 == NULL ||
        b->marked == NULL || !pd_grow(ctx, (void **)&g->sets, &g->set_capacity, 1, sizeof *g->sets))
        return PDOT_NOMEM;
    g->sets[0] = (pd_ground_set){0, 0};
    g->n_sets = 1;
    return PDOT_OK;
}

pdot_status pd_ground_new(pdot_ctx *ctx, const pd_shapes *zones, pd_ground **out)
{
    *out = NULL;
    if (zones->n_points > PD_GROUND_POINT)
        return pd_fail(ctx, PDOT_LIMIT, "A layer has more than %u vertices", PD_GROUND_POINT);
    pd_ground *g = pd_alloc(ctx, sizeof *g);
    if (g == NULL)
        return PDOT_NOMEM;
    g->zones = zones;
    lay_grid(g);
    builder b = {.ctx = ctx, .g = g, .per_cell = 1 / g->cell};
    pdot_status status = allocate(ctx, g, &b);
    if (status == PDOT_OK)
        status = index_rows(&b);
    if (status == PDOT_OK)
        status = index_cells(&b);
    pd_free(b.marked);
    pd_free(b.marks);
    pd_free(b.crossings);
    if (status == PDOT_OK) {
        *out = g;
        g = NULL;
    }
    pd_ground_free(g);
    return status;
}
