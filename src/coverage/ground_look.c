/* What a zone does to the grid: its edges by grid row, the cells its border crosses, the cells it covers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage/ground_work.h"
#include "coverage/least.h"

#define SLACK 1e-7 /* of a cell: a border so near a cell's side belongs to both cells */

typedef struct crossing {
    int32_t row; /* of the zone */
    double x;
} crossing;

/* The zone at work. */
typedef struct looking {
    pdot_ctx *ctx;
    const ground_builder *b;
    ground_part *part;
    uint32_t zone;
    int32_t row0, column0, n_rows, n_columns; /* the cells around it */
    unsigned char *is_border;                 /* of these cells */
    size_t cell_capacity;
    crossing *crossings; /* of the middles of its rows with its border */
    double *sorted;      /* their x, by row */
    size_t n_crossings, crossing_capacity, sorted_capacity;
    uint32_t *row_end; /* n_rows + 1: into sorted */
    size_t row_capacity;
    pdot_status status;
} looking;

/* ---- the rows of an edge */

static int32_t cell_below(double at, int32_t count)
{
    return pd_ground_clamp(at - SLACK, count);
}

static int32_t cell_above(double at, int32_t count)
{
    return pd_ground_clamp(at + SLACK, count);
}

static void edge_rows(const pd_ground *g, const double *p, const double *q, int32_t *first, int32_t *last)
{
    *first = cell_below((pd_least(p[1], q[1]) - g->y0) / g->cell, g->height);
    *last = cell_above((pd_most(p[1], q[1]) - g->y0) / g->cell, g->height);
}

void pd_ground_box_rows(const pd_ground *ground, const pd_box *box, int32_t *first, int32_t *last)
{
    const double low[2] = {box->min_x, box->min_y}, high[2] = {box->max_x, box->max_y};
    edge_rows(ground, low, high, first, last);
}

/* A place of the grid: its cell, whether it lies clearly inside, and on which side of the row's middle: 1 or
 * -1, or 0 if it is near. */
typedef struct spot {
    int32_t row, column;
    bool is_clear;
    signed char side;
} spot;

static spot spot_of(const ground_builder *b, const double *p)
{
    const double x = (p[0] - b->g->x0) * b->per_cell, y = (p[1] - b->g->y0) * b->per_cell;
    const int32_t column = (int32_t)x, row = (int32_t)y;
    const double in_x = x - column - 0.5, in_y = y - row - 0.5;
    return (spot){row, column, fabs(in_x) < 0.5 - 2 * SLACK && fabs(in_y) < 0.5 - 2 * SLACK,
                  (signed char)((in_y > SLACK) - (in_y < -SLACK))};
}

/* The half of a cell above or below its middle, without what is near its rim: between two places in it an
 * edge meets no other row or column, and no row's middle. */
typedef struct half {
    double min_x, min_y, max_x, max_y;
} half;

static half half_of(const ground_builder *b, const spot *s)
{
    const pd_ground *g = b->g;
    const double low = s->side > 0 ? 0.5 : 0, column = s->column, row = s->row;
    return (half){g->x0 + (column + 3 * SLACK) * g->cell, g->y0 + (row + low + 3 * SLACK) * g->cell,
                  g->x0 + (column + 1 - 3 * SLACK) * g->cell,
                  g->y0 + (row + low + 0.5 - 3 * SLACK) * g->cell};
}

/* How many of the n points lie in it before the first that does not. */
static uint32_t count_in_half(const half *in, const double *p, uint32_t n)
{
    uint32_t i = 0;
    while (i < n && p[2 * i] > in->min_x && p[2 * i] < in->max_x && p[2 * i + 1] > in->min_y &&
           p[2 * i + 1] < in->max_y)
        i++;
    return i;
}

/* An edge, or several that follow each other in one half of a cell. */
typedef struct edge {
    uint32_t point, n;
    const double *p;     /* and the next point after it */
    int32_t first, last; /* rows it meets */
    int32_t column;      /* of the one cell it clearly lies in, or -1 */
    bool may_cross;      /* the middle of a row */
} edge;

static inline void each_edge(const ground_builder *b, uint32_t zone, void (*visit)(void *user, const edge *e),
                             void *user)
{
    const pd_shapes *zones = b->g->zones;
    for (uint32_t r = zones->shape_start[zone]; r < zones->shape_start[zone + 1]; r++) {
        const double *p = zones->xy + 2 * (size_t)zones->ring_start[r];
        spot from = spot_of(b, p);
        uint32_t i = zones->ring_start[r], n_left = zones->ring_start[r + 1] - i; /* points from i on */
        for (; n_left > 1; i++, n_left--, p += 2) {
            if (from.is_clear && from.side != 0) {
                const half in = half_of(b, &from);
                const uint32_t n = count_in_half(&in, p + 2, n_left - 1);
                const edge e = {i, n, p, from.row, from.row, from.column, false};
                if (n > 0)
                    visit(user, &e);
                i += n;
                n_left -= n;
                p += 2 * (size_t)n;
                if (n_left == 1)
                    break;
            }
            const spot to = spot_of(b, p + 2);
            const bool is_one_row = from.is_clear && to.is_clear && from.row == to.row;
            edge e = {i,
                      1,
                      p,
                      to.row,
                      to.row,
                      is_one_row && from.column == to.column ? to.column : -1,
                      !is_one_row || from.side != to.side || to.side == 0};
            if (!is_one_row)
                edge_rows(b->g, p, p + 2, &e.first, &e.last);
            visit(user, &e);
            from = to;
        }
    }
}

/* ---- looking at a zone: its rows of edges are counted, the cells of its border marked, crossings found */

static void mark_cell(const looking *l, int32_t row, int32_t column)
{
    l->is_border[(size_t)(row - l->row0) * (size_t)l->n_columns + (size_t)(column - l->column0)] = 1;
}

/* The columns that the edge p-q touches between two heights of the grid, with slack. */
static void mark_row(const looking *l, const double *p, const double *q, int32_t row)
{
    const pd_ground *g = l->b->g;
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
    const int32_t first = cell_below((pd_least(from, to) - g->x0) / g->cell, g->width);
    const int32_t last = cell_above((pd_most(from, to) - g->x0) / g->cell, g->width);
    for (int32_t column = first; column <= last; column++)
        mark_cell(l, row, column);
}

static void cross_middle(looking *l, const double *p, int32_t row)
{
    const double y = l->b->g->y0 + (row + 0.5) * l->b->g->cell;
    if ((p[1] <= y) == (p[3] <= y))
        return;
    if (!pd_grow(l->ctx, (void **)&l->crossings, &l->crossing_capacity, l->n_crossings + 1,
                 sizeof *l->crossings)) {
        l->status = PDOT_NOMEM;
        return;
    }
    l->crossings[l->n_crossings++] =
        (crossing){row - l->row0, p[0] + (y - p[1]) * (p[2] - p[0]) / (p[3] - p[1])};
}

static void look_at_edge(void *user, const edge *e)
{
    looking *l = user;
    const pd_ground *g = l->b->g;
    uint32_t *count = g->row_start + g->zone_rows[l->zone] + 1;
    for (int32_t row = e->first; row <= e->last; row++) {
        count[row - l->row0] += e->n;
        if (e->may_cross)
            cross_middle(l, e->p, row);
        if (e->column < 0)
            mark_row(l, e->p, e->p + 2, row);
        else
            mark_cell(l, row, e->column);
    }
}

/* ---- what the zone covers */

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void sort_row(double *x, size_t n)
{
    if (n < 2 || (n == 2 && x[0] <= x[1]))
        return;
    qsort(x, n, sizeof *x, compare_doubles);
}

/* By row, in each by x; rings are valid, so that they pair up. */
static pdot_status sort_crossings(looking *l)
{
    const size_t n_rows = (size_t)l->n_rows;
    if (!pd_grow(l->ctx, (void **)&l->sorted, &l->sorted_capacity, l->n_crossings, sizeof *l->sorted) ||
        !pd_grow(l->ctx, (void **)&l->row_end, &l->row_capacity, n_rows + 1, sizeof *l->row_end))
        return PDOT_NOMEM;
    memset(l->row_end, 0, (n_rows + 1) * sizeof *l->row_end);
    for (size_t i = 0; i < l->n_crossings; i++)
        l->row_end[l->crossings[i].row + 1]++;
    for (size_t r = 1; r <= n_rows; r++)
        l->row_end[r] += l->row_end[r - 1];
    for (size_t i = 0; i < l->n_crossings; i++) /* moves each row's start to its end */
        l->sorted[l->row_end[l->crossings[i].row]++] = l->crossings[i].x;
    for (size_t r = 0; r < n_rows; r++)
        sort_row(l->sorted + (r > 0 ? l->row_end[r - 1] : 0),
                 l->row_end[r] - (r > 0 ? l->row_end[r - 1] : 0));
    return PDOT_OK;
}

static bool put_span(looking *l, int32_t row, int32_t first, int32_t last)
{
    ground_part *p = l->part;
    if (!pd_grow(l->ctx, (void **)&p->spans, &p->span_capacity, p->n_spans + 1, sizeof *p->spans))
        return false;
    p->spans[p->n_spans++] = (ground_span){l->zone, row, first, last};
    return true;
}

/* The cells of a row between two crossings of its middle line that the border does not touch are covered. */
static pdot_status cover_between(looking *l, int32_t row, double from, double to)
{
    const pd_ground *g = l->b->g;
    const int32_t first = pd_ground_clamp(ceil((from - g->x0) / g->cell - 0.5), g->width);
    const int32_t last = pd_ground_clamp(floor((to - g->x0) / g->cell - 0.5), g->width);
    const unsigned char *is_border = l->is_border + (size_t)(row - l->row0) * (size_t)l->n_columns;
    for (int32_t column = first; column <= last; column++) {
        const int32_t start = column;
        while (column <= last && !is_border[column - l->column0])
            column++;
        if (column > start && !put_span(l, row, start, column - 1))
            return PDOT_NOMEM;
    }
    return PDOT_OK;
}

static pdot_status cover_rows(looking *l)
{
    if (l->n_crossings == 0)
        return PDOT_OK;
    pdot_status status = sort_crossings(l);
    for (int32_t r = 0; r < l->n_rows && status == PDOT_OK; r++)
        for (size_t i = r > 0 ? l->row_end[r - 1] : 0; i + 1 < l->row_end[r] && status == PDOT_OK; i += 2)
            status = cover_between(l, l->row0 + r, l->sorted[i], l->sorted[i + 1]);
    return status;
}

static pdot_status put_marks(looking *l)
{
    ground_part *p = l->part;
    const unsigned char *is_border = l->is_border;
    for (int32_t r = 0; r < l->n_rows; r++)
        for (int32_t c = 0; c < l->n_columns; c++) {
            if (!*is_border++)
                continue;
            if (!pd_grow(l->ctx, (void **)&p->marks, &p->mark_capacity, p->n_marks + 1, sizeof *p->marks))
                return PDOT_NOMEM;
            const size_t cell = (size_t)(l->row0 + r) * (size_t)l->b->g->width + (size_t)(l->column0 + c);
            p->marks[p->n_marks++] = (ground_mark){(uint32_t)cell, l->zone};
        }
    return PDOT_OK;
}

static pdot_status look_at_zone(looking *l)
{
    const pd_ground *g = l->b->g;
    const pd_box *box = &g->zones->box[l->zone];
    l->row0 = g->zone_row0[l->zone];
    l->n_rows = (int32_t)(g->zone_rows[l->zone + 1] - g->zone_rows[l->zone]);
    if (l->n_rows == 0)
        return PDOT_OK;
    l->column0 = cell_below((box->min_x - g->x0) / g->cell, g->width);
    l->n_columns = cell_above((box->max_x - g->x0) / g->cell, g->width) - l->column0 + 1;
    const size_t n_cells = (size_t)l->n_rows * (size_t)l->n_columns;
    if (!pd_grow(l->ctx, (void **)&l->is_border, &l->cell_capacity, n_cells, sizeof *l->is_border))
        return PDOT_NOMEM;
    memset(l->is_border, 0, n_cells);
    l->n_crossings = 0;
    each_edge(l->b, l->zone, look_at_edge, l);
    if (l->status == PDOT_OK)
        l->status = put_marks(l);
    return l->status == PDOT_OK ? cover_rows(l) : l->status;
}

pdot_status pd_ground_look(const pd_task *task, void *builder)
{
    const ground_builder *b = builder;
    looking l = {.ctx = task->ctx, .b = b, .part = &b->parts[task->index]};
    pdot_status status = PDOT_OK;
    for (size_t z = b->task_start[task->index]; z < b->task_start[task->index + 1] && status == PDOT_OK;
         z++) {
        l.zone = (uint32_t)z;
        status = look_at_zone(&l);
    }
    pd_free(l.is_border);
    pd_free(l.crossings);
    pd_free(l.sorted);
    pd_free(l.row_end);
    return status;
}

/* ---- edges by zone and row */

typedef struct filling {
    uint32_t *next, *edge; /* of each row of the zone, where its next edge goes; all edges */
    int32_t row0;
} filling;

static void put_edge(void *user, const edge *e)
{
    const filling *f = user;
    for (int32_t row = e->first; row <= e->last; row++) {
        uint32_t *next = &f->next[row - f->row0];
        for (uint32_t k = 0; k < e->n; k++)
            f->edge[*next + k] = row > e->first ? (e->point + k) | PD_GROUND_AGAIN : e->point + k;
        *next += e->n;
    }
}

pdot_status pd_ground_fill(const pd_task *task, void *builder)
{
    const ground_builder *b = builder;
    const pd_ground *g = b->g;
    for (size_t z = b->task_start[task->index]; z < b->task_start[task->index + 1]; z++) {
        filling f = {g->row_start + g->zone_rows[z], g->row_edge, g->zone_row0[z]};
        if (g->zone_rows[z + 1] > g->zone_rows[z])
            each_edge(b, (uint32_t)z, put_edge, &f);
    }
    return PDOT_OK;
}
