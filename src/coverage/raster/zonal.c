/* Exact cell fractions. */
#include "coverage/raster/zonal_work.h"

#include <math.h>
#include <string.h>

#include "coverage/least.h"

#define NOTHING 1e-11 /* of a cell: what rounding leaves of a running sum that should be 0 or 1 */

/* ---- fractions: what the edges cut off in each cell they touch */

/* A piece of border in one cell: the running sum of the row grows by `here` in the cell, by `all` in the
 * cells right of it. */
typedef struct entry {
    int32_t row, column; /* row: of the strip; column -1: left of the raster */
    double here, all;
} entry;

struct pd_zonal_work {
    pdot_ctx *ctx;
    const pd_zonal *zonal;
    entry *found;
    size_t n_found, found_capacity;
    entry *sorted; /* by row, then column */
    size_t sorted_capacity;
    uint32_t *row_start; /* strip_rows + 2 */
    int64_t first_row, n_rows;
    double *cells; /* of one zone: a value a tally column */
    pdot_status status;
};

pdot_status pd_zonal_work_new(pdot_ctx *ctx, const pd_zonal *zonal, pd_zonal_work **out)
{
    *out = NULL;
    pd_zonal_work *w = pd_alloc(ctx, sizeof *w);
    if (w == NULL)
        return PDOT_NOMEM;
    w->ctx = ctx;
    w->zonal = zonal;
    w->row_start = pd_alloc_array(ctx, (size_t)zonal->strip_rows + 2, sizeof *w->row_start);
    if (w->row_start == NULL) {
        pd_zonal_work_free(w);
        return PDOT_NOMEM;
    }
    *out = w;
    return PDOT_OK;
}

void pd_zonal_work_free(pd_zonal_work *work)
{
    if (work == NULL)
        return;
    pd_free(work->found);
    pd_free(work->sorted);
    pd_free(work->row_start);
    pd_free(work->cells);
    pd_free(work);
}

static void put(pd_zonal_work *w, int32_t row, int64_t column, double here, double all)
{
    if (w->n_found == w->found_capacity &&
        !pd_grow(w->ctx, (void **)&w->found, &w->found_capacity, w->n_found + 1, sizeof *w->found)) {
        w->status = PDOT_NOMEM;
        return;
    }
    w->found[w->n_found++] = (entry){row, (int32_t)column, here, all};
}

/* A piece that reaches over several columns. What lies right of the raster is not seen. */
static void cut_columns(pd_zonal_work *w, int32_t row, double xa, double xb, double dy)
{
    const double per_x = dy / (xb - xa);
    double left = xa;
    if (xa < 0) {
        left = pd_least(xb, 0);
        put(w, row, -1, 0, (left - xa) * per_x);
    }
    const double end = pd_least(xb, (double)w->zonal->width);
    for (int64_t column = (int64_t)left; left < end && w->status == PDOT_OK; column++) {
        const double right = pd_least((double)column + 1, xb), part = (right - left) * per_x;
        put(w, row, column, part * ((double)column + 1 - (left + right) / 2), part);
        left = right;
    }
}

/* A piece of an edge inside one row, from xa to xb, of signed height dy: right of it lies that much more of
 * each cell. */
static void cut_cells(pd_zonal_work *w, int32_t row, double xa, double xb, double dy)
{
    const double low = pd_least(xa, xb), high = pd_most(xa, xb), width = (double)w->zonal->width;
    const int64_t column = low >= 0 && low < width ? (int64_t)low : -1;
    if (column >= 0 && high <= (double)(column + 1))
        put(w, row, column, dy * ((double)column + 1 - (low + high) / 2), dy);
    else if (high > low)
        cut_columns(w, row, low, high, dy);
    else if (low < 0)
        put(w, row, -1, 0, dy);
}

static void cut_edge(pd_zonal_work *w, const double *p)
{
    const bool is_down = p[1] <= p[3];
    const double *top_end = is_down ? p : p + 2, *bottom_end = is_down ? p + 2 : p;
    const double x0 = top_end[0], y0 = top_end[1] - (double)w->first_row;
    const double x1 = bottom_end[0], y1 = bottom_end[1] - (double)w->first_row;
    const double sign = is_down ? -1 : 1, from = pd_most(y0, 0), end = pd_least(y1, (double)w->n_rows);
    if (!(from < end))
        return;
    const double slope = (x1 - x0) / (y1 - y0);
    double top = from, xa = top > y0 ? x0 + (top - y0) * slope : x0;
    for (int32_t row = (int32_t)from; top < end; row++) {
        const double bottom = pd_least(row + 1, y1);
        const double xb = bottom < y1 ? x0 + (bottom - y0) * slope : x1;
        cut_cells(w, row, xa, xb, (bottom - top) * sign);
        top = bottom;
        xa = xb;
    }
}

static pdot_status sort_entries(pd_zonal_work *w)
{
    if (!pd_grow(w->ctx, (void **)&w->sorted, &w->sorted_capacity, w->n_found, sizeof *w->sorted))
        return PDOT_NOMEM;
    memset(w->row_start, 0, ((size_t)w->n_rows + 2) * sizeof *w->row_start);
    for (size_t i = 0; i < w->n_found; i++)
        w->row_start[w->found[i].row + 2]++;
    for (int64_t r = 1; r < w->n_rows + 2; r++)
        w->row_start[r] += w->row_start[r - 1];
    for (size_t i = 0; i < w->n_found; i++)
        w->sorted[w->row_start[w->found[i].row + 1]++] = w->found[i];
    for (int64_t r = 0; r < w->n_rows; r++) {
        entry *e = w->sorted + w->row_start[r];
        const size_t n = w->row_start[r + 1] - w->row_start[r];
        for (size_t i = 1; i < n; i++) {
            const entry moved = e[i];
            size_t k = i;
            for (; k > 0 && e[k - 1].column > moved.column; k--)
                e[k] = e[k - 1];
            e[k] = moved;
        }
    }
    return PDOT_OK;
}

/* The runs of the zone that `run` is the first of, up to `end`; returns where the next zone begins. */
static const zonal_run *collect_entries(pd_zonal_work *w, const zonal_run *run, const zonal_run *end)
{
    const uint32_t zone = run->zone;
    w->n_found = 0;
    for (; run < end && run->zone == zone; run++)
        for (uint32_t i = 0; i < run->n_edges && w->status == PDOT_OK; i++)
            cut_edge(w, run->xy + 2 * (size_t)i);
    if (w->status == PDOT_OK)
        w->status = sort_entries(w);
    return run;
}

static void set_strip(pd_zonal_work *w, int64_t strip)
{
    w->first_row = strip * w->zonal->strip_rows;
    w->n_rows = w->zonal->height - w->first_row;
    if (w->n_rows > w->zonal->strip_rows)
        w->n_rows = w->zonal->strip_rows;
}

/* The runs of one row: between two entries the fraction is the same. */
typedef void (*run_fn)(void *user, int64_t row, int64_t first, int64_t end, double fraction);

static inline void each_run(const pd_zonal_work *w, int64_t row, run_fn visit, void *user)
{
    const entry *e = w->sorted + w->row_start[row], *last = w->sorted + w->row_start[row + 1];
    double inside = 0; /* right of the entries so far */
    int64_t column = 0;
    while (e < last) {
        const int64_t at = e->column;
        if (inside > NOTHING && at > column)
            visit(user, row, column, at, inside > 1 - NOTHING ? 1 : inside);
        double here = inside;
        for (; e < last && e->column == at; e++) {
            here += e->here;
            inside += e->all;
        }
        if (here > NOTHING && at >= 0)
            visit(user, row, at, at + 1, here > 1 - NOTHING ? 1 : here);
        column = at + 1;
    }
    if (inside > NOTHING && column < w->zonal->width)
        visit(user, row, column, w->zonal->width, inside > 1 - NOTHING ? 1 : inside);
}

typedef struct visiting {
    pd_zonal_run_fn visit;
    void *user;
    size_t zone;
    int64_t first_row;
} visiting;

static void visit_run(void *user, int64_t row, int64_t first, int64_t end, double fraction)
{
    const visiting *v = user;
    v->visit(v->user, v->zone, v->first_row + row, first, end, fraction);
}

pdot_status pd_zonal_visit(pd_zonal_work *work, int64_t strip, pd_zonal_run_fn visit, void *user)
{
    const pd_zonal *z = work->zonal;
    const zonal_run *run = z->runs + z->strip_start[strip], *end = z->runs + z->strip_start[strip + 1];
    set_strip(work, strip);
    while (run < end && work->status == PDOT_OK) {
        visiting v = {visit, user, run->zone, work->first_row};
        run = collect_entries(work, run, end);
        for (int64_t row = 0; row < work->n_rows && work->status == PDOT_OK; row++)
            each_run(work, row, visit_run, &v);
    }
    return work->status;
}

/* ---- adding cells */

typedef struct adding {
    const pd_zonal_strip *strip;
    double *cells;
    pd_zonal_range *range;
    int64_t width;
    const unsigned char *code; /* of the row at work */
    const double *prefix;
    double factor;
} adding;

static uint64_t load_bytes(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Runs of equal codes: the places where a byte differs from the next are found eight at a time. */
static inline void add_codes(const adding *a, int64_t first, int64_t end, double weight)
{
    const unsigned char *code = a->code;
    const double *prefix = a->prefix;
    const uint32_t *column = a->strip->column;
    double from = prefix[first];
    int64_t x = first;
    for (; x + 9 <= end; x += 8)
        for (uint64_t differs = load_bytes(code + x) ^ load_bytes(code + x + 1); differs != 0;) {
            const int64_t at = x + __builtin_ctzll(differs) / 8;
            a->cells[column[code[at]]] += (prefix[at + 1] - from) * weight;
            from = prefix[at + 1];
            differs &= ~((uint64_t)0xFF << (8 * (at - x)));
        }
    for (; x + 1 < end; x++)
        if (code[x] != code[x + 1]) {
            a->cells[column[code[x]]] += (prefix[x + 1] - from) * weight;
            from = prefix[x + 1];
        }
    a->cells[column[code[end - 1]]] += (prefix[end] - from) * weight;
}

/* Four sums side by side: the processor need not wait for one addition to begin the next. */
static void add_values(const adding *a, const float *value, int64_t first, int64_t end, double weight)
{
    const double *prefix = a->prefix;
    double sum[4] = {0}, covered[4] = {0};
    float least = INFINITY, most = -INFINITY;
    for (int64_t x = first; x < end; x += 4)
        for (int64_t k = 0; k < 4 && x + k < end; k++) {
            const float v = value[x + k];
            const double cell = prefix[x + k + 1] - prefix[x + k];
            const bool is_known = v == v; /* not NaN */
            sum[k] += is_known ? (double)v * cell : 0;
            covered[k] += is_known ? cell : 0;
            least = v < least ? v : least;
            most = v > most ? v : most;
        }
    a->cells[a->strip->value_column] += (sum[0] + sum[1] + (sum[2] + sum[3])) * weight;
    a->cells[a->strip->value_column + 1] += (covered[0] + covered[1] + (covered[2] + covered[3])) * weight;
    if (!(least <= most))
        return;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): where there are values there is a range */
    if (!a->range->is_known || (double)least < a->range->least)
        a->range->least = (double)least;
    if (!a->range->is_known || (double)most > a->range->most)
        a->range->most = (double)most;
    a->range->is_known = true;
}

static inline void add_run(void *user, int64_t row, int64_t first, int64_t end, double fraction)
{
    const adding *a = user;
    const double weight = fraction * a->factor;
    add_codes(a, first, end, weight);
    if (a->strip->value != NULL)
        add_values(a, a->strip->value + row * a->width, first, end, weight);
}

static void start_row(adding *a, int64_t row)
{
    const pd_zonal_strip *s = a->strip;
    const int64_t block = s->block_rows > 0 ? row / s->block_rows : 0;
    a->code = s->code + row * a->width;
    a->prefix = s->prefix + block * (a->width + 1);
    a->factor = s->factor[row];
}

static void take_cells(double *cells, pd_tally *tally, uint32_t zone)
{
    pd_sum *sums = pd_tally_row(tally, zone);
    for (size_t c = 0; c < tally->n_columns; c++)
        if (cells[c] > 0 || cells[c] < 0) {
            pd_sum_add(&sums[c], cells[c]);
            cells[c] = 0;
        }
}

pdot_status pd_zonal_add(pd_zonal_work *work, const pd_zonal_strip *strip, pd_tally *tally)
{
    const pd_zonal *z = work->zonal;
    if (work->cells == NULL)
        work->cells = pd_alloc_array(work->ctx, tally->n_columns, sizeof *work->cells);
    if (work->cells == NULL)
        return PDOT_NOMEM;
    const zonal_run *run = z->runs + z->strip_start[strip->index],
                    *end = z->runs + z->strip_start[strip->index + 1];
    set_strip(work, strip->index);
    while (run < end && work->status == PDOT_OK) {
        const uint32_t zone = run->zone;
        adding a = {.strip = strip,
                    .cells = work->cells,
                    .range = strip->value != NULL ? &strip->range[zone] : NULL,
                    .width = z->width};
        run = collect_entries(work, run, end);
        for (int64_t row = 0; row < work->n_rows && work->status == PDOT_OK; row++) {
            if (work->row_start[row] == work->row_start[row + 1])
                continue;
            start_row(&a, row);
            each_run(work, row, add_run, &a);
        }
        take_cells(work->cells, tally, zone);
    }
    return work->status;
}
