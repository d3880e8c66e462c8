/* Exact cell fractions. */
#include "coverage/raster/zonal_work.h"

#include <math.h>
#include <string.h>

#include "coverage/least.h"

#define NOTHING 1e-11 /* of a cell: what rounding leaves of a running sum that should be 0 or 1 */

/* ---- fractions: what the edges cut off in each cell they touch */

/* From this column on, the running sum of the row grows by `change`. */
typedef struct entry {
    int32_t column;
    double change;
} entry;

typedef struct row_entry {
    int32_t row; /* of the strip */
    entry at;
} row_entry;

struct pd_zonal_work {
    pdot_ctx *ctx;
    const pd_zonal *zonal;
    row_entry *found;
    size_t n_found, found_capacity;
    entry *sorted; /* by row, then column */
    size_t sorted_capacity;
    uint32_t *row_start; /* strip_rows + 2 */
    int64_t first_row, n_rows;
    double *cells; /* of one zone: a value a tally column */
    size_t n_cells;
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

/* Left of the raster everything counts from column 0 on; right of it nothing is seen. */
static void put(pd_zonal_work *w, int64_t row, double column, double change)
{
    if (!(column < (double)w->zonal->width) || w->status != PDOT_OK)
        return;
    if (w->n_found == w->found_capacity &&
        !pd_grow(w->ctx, (void **)&w->found, &w->found_capacity, w->n_found + 1, sizeof *w->found)) {
        w->status = PDOT_NOMEM;
        return;
    }
    const int32_t at = column < 0 ? 0 : (int32_t)column;
    w->found[w->n_found++] = (row_entry){(int32_t)row, {at, change}};
}

/* A piece of an edge inside one row, from xa to xb, of signed height dy: right of it lies that much more of
 * each cell. */
static void cut_cells(pd_zonal_work *w, int64_t row, double xa, double xb, double dy)
{
    if (xa > xb) {
        const double swap = xa;
        xa = xb;
        xb = swap;
    }
    const double first = floor(xa), last = floor(xb);
    if (first >= last) {
        const double share = (xa + xb) / 2 - first; /* of the cell that lies left of the piece */
        put(w, row, first, dy * (1 - share));
        put(w, row, first + 1, dy * share);
        return;
    }
    const double from = pd_most(first, -1), to = pd_least(last, (double)w->zonal->width);
    if (first < from) /* left of the raster, the whole piece perhaps */
        put(w, row, -1, dy * (pd_least(from, xb) - xa) / (xb - xa));
    for (double column = from; column <= to; column++) {
        const double left = pd_most(column, xa), right = pd_least(column + 1, xb);
        const double part = dy * (right - left) / (xb - xa), share = (left + right) / 2 - column;
        put(w, row, column, part * (1 - share));
        put(w, row, column + 1, part * share);
    }
}

static void cut_edge(pd_zonal_work *w, const double *p)
{
    double x0 = p[0], y0 = p[1] - (double)w->first_row, x1 = p[2], y1 = p[3] - (double)w->first_row,
           sign = -1;
    if (y0 > y1) {
        const double x = x0, y = y0;
        x0 = x1;
        y0 = y1;
        x1 = x;
        y1 = y;
        sign = 1;
    }
    const double slope = (x1 - x0) / (y1 - y0);
    const double end = pd_least(y1, (double)w->n_rows);
    for (double row = pd_most(floor(y0), 0); row < end; row++) {
        const double top = pd_most(row, y0), bottom = pd_least(row + 1, y1);
        const double xa = top > y0 ? x0 + (top - y0) * slope : x0;
        const double xb = bottom < y1 ? x0 + (bottom - y0) * slope : x1;
        if (top < bottom)
            cut_cells(w, (int64_t)row, xa, xb, (bottom - top) * sign);
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
        w->sorted[w->row_start[w->found[i].row + 1]++] = w->found[i].at;
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

static pdot_status collect_entries(pd_zonal_work *w, const strip_zone *part)
{
    w->n_found = 0;
    for (uint32_t i = part->first; i < part->end; i++)
        cut_edge(w, w->zonal->zones->xy + 2 * (size_t)w->zonal->edge[i]);
    return w->status == PDOT_OK ? sort_entries(w) : w->status;
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

static void each_run(const pd_zonal_work *w, int64_t row, run_fn visit, void *user)
{
    const entry *e = w->sorted + w->row_start[row], *last = w->sorted + w->row_start[row + 1];
    double fraction = 0;
    int64_t column = 0;
    while (e < last) {
        const int64_t at = e->column;
        if (fraction > NOTHING && at > column)
            visit(user, row, column, at, fraction > 1 - NOTHING ? 1 : fraction);
        for (; e < last && e->column == at; e++)
            fraction += e->change;
        column = at;
    }
    if (fraction > NOTHING && column < w->zonal->width)
        visit(user, row, column, w->zonal->width, fraction > 1 - NOTHING ? 1 : fraction);
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
    set_strip(work, strip);
    for (size_t i = z->strip_start[strip]; i < z->strip_start[strip + 1]; i++) {
        visiting v = {visit, user, z->part[i].zone, work->first_row};
        const pdot_status status = collect_entries(work, &z->part[i]);
        if (status != PDOT_OK)
            return status;
        for (int64_t row = 0; row < work->n_rows; row++)
            each_run(work, row, visit_run, &v);
    }
    return PDOT_OK;
}

/* ---- adding cells */

typedef struct adding {
    const pd_zonal_strip *strip;
    double *cells;
    pd_zonal_range *range;
    int64_t width;
} adding;

static uint64_t load_bytes(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, sizeof word);
    return word;
}

/* Runs of equal codes: the places where a byte differs from the next are found eight at a time. */
static void add_codes(const adding *a, const unsigned char *code, const double *prefix, int64_t first,
                      int64_t end, double weight)
{
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
static void add_values(const adding *a, const float *value, const double *prefix, int64_t first, int64_t end,
                       double weight)
{
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

static void add_run(void *user, int64_t row, int64_t first, int64_t end, double fraction)
{
    const adding *a = user;
    const pd_zonal_strip *s = a->strip;
    const int64_t block = s->block_rows > 0 ? row / s->block_rows : 0;
    const double *prefix = s->prefix + block * (a->width + 1);
    const double weight = fraction * s->factor[row];
    add_codes(a, s->code + row * a->width, prefix, first, end, weight);
    if (s->value != NULL)
        add_values(a, s->value + row * a->width, prefix, first, end, weight);
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
    set_strip(work, strip->index);
    for (size_t i = z->strip_start[strip->index]; i < z->strip_start[strip->index + 1]; i++) {
        const strip_zone *part = &z->part[i];
        adding a = {strip, work->cells, strip->value != NULL ? &strip->range[part->zone] : NULL, z->width};
        const pdot_status status = collect_entries(work, part);
        if (status != PDOT_OK)
            return status;
        for (int64_t row = 0; row < work->n_rows; row++)
            each_run(work, row, add_run, &a);
        take_cells(work->cells, tally, part->zone);
    }
    return PDOT_OK;
}
