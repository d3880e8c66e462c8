/* Which edges of which zones meet which strip of rows. */
#include <math.h>
#include <string.h>

#include "coverage/least.h"
#include "coverage/raster/zonal_work.h"

typedef struct indexing {
    pdot_ctx *ctx;
    const pd_zonal *z;
    zonal_run *runs; /* in the order of zones */
    size_t n_runs, capacity;
    size_t *last;     /* of each strip: its last run, counted from 1 */
    zonal_run *run;   /* that the edge before ended, if it lay in one strip; or NULL */
    double low, high; /* rows of that strip */
} indexing;

static int64_t strip_of(const pd_zonal *z, double row)
{
    const double strip = floor(row / (double)z->strip_rows);
    return strip < 0 ? 0 : strip >= (double)z->n_strips ? z->n_strips - 1 : (int64_t)strip;
}

static bool misses(const pd_zonal *z, double low, double high)
{
    return high <= 0 || low >= (double)z->height;
}

/* NULL: memory. */
static zonal_run *put_edge(indexing *x, const double *p, uint32_t zone, int64_t strip)
{
    zonal_run *run = x->last[strip] > 0 ? &x->runs[x->last[strip] - 1] : NULL;
    if (run == NULL || run->xy + 2 * (size_t)run->n_edges != p) {
        if (!pd_grow(x->ctx, (void **)&x->runs, &x->capacity, x->n_runs + 1, sizeof *x->runs))
            return NULL;
        run = &x->runs[x->n_runs++];
        *run = (zonal_run){p, 0, zone, (uint32_t)strip};
        x->last[strip] = x->n_runs;
    }
    run->n_edges++;
    return run;
}

/* An edge that does not simply go on in the strip of the one before. */
static bool put_in_strips(indexing *x, const double *p, uint32_t zone)
{
    const double low = pd_least(p[1], p[3]), high = pd_most(p[1], p[3]);
    zonal_run *run = NULL;
    x->run = NULL;
    if (misses(x->z, low, high) || !(low < high))
        return true;
    const int64_t first = strip_of(x->z, low), last = strip_of(x->z, high);
    for (int64_t strip = first; strip <= last; strip++)
        if ((run = put_edge(x, p, zone, strip)) == NULL)
            return false;
    if (first == last) {
        x->run = run;
        x->low = (double)(first * x->z->strip_rows);
        x->high = (double)((first + 1) * x->z->strip_rows);
    }
    return true;
}

static bool put_ring(indexing *x, const double *p, size_t n, uint32_t zone)
{
    bool is_ok = true;
    x->run = NULL;
    for (size_t i = 0; i + 1 < n && is_ok; i++, p += 2) {
        if (x->run != NULL && p[1] >= x->low && p[1] < x->high && p[3] >= x->low && p[3] < x->high)
            x->run->n_edges++;
        else
            is_ok = put_in_strips(x, p, zone);
    }
    return is_ok;
}

static pdot_status put_zones(indexing *x, const pd_shapes *zones, uint32_t first_zone)
{
    for (size_t s = 0; s < zones->n_shapes; s++) {
        const pd_box *box = &zones->box[s];
        if (!(box->min_x <= box->max_x) || misses(x->z, box->min_y, box->max_y) ||
            box->min_x >= (double)x->z->width)
            continue;
        for (uint32_t r = zones->shape_start[s]; r < zones->shape_start[s + 1]; r++)
            if (!put_ring(x, zones->xy + 2 * (size_t)zones->ring_start[r],
                          zones->ring_start[r + 1] - zones->ring_start[r], first_zone + (uint32_t)s))
                return PDOT_NOMEM;
    }
    return PDOT_OK;
}

/* By strip; the order of zones stays. */
static pdot_status sort_runs(pdot_ctx *ctx, const indexing *x, pd_zonal *z)
{
    z->runs = pd_realloc_array(ctx, NULL, x->n_runs, sizeof *z->runs);
    if (z->runs == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < x->n_runs; i++)
        z->strip_start[x->runs[i].strip + 1]++;
    for (int64_t s = 0; s < z->n_strips; s++)
        z->strip_start[s + 1] += z->strip_start[s];
    for (size_t i = 0; i < x->n_runs; i++)
        z->runs[z->strip_start[x->runs[i].strip]++] = x->runs[i];
    memmove(z->strip_start + 1, z->strip_start, (size_t)z->n_strips * sizeof *z->strip_start);
    z->strip_start[0] = 0; /* each start had moved on to the next */
    return PDOT_OK;
}

static pdot_status index_edges(pdot_ctx *ctx, const pd_shapes *sets, size_t n_sets, pd_zonal *z)
{
    indexing x = {.ctx = ctx, .z = z, .last = pd_alloc_array(ctx, (size_t)z->n_strips, sizeof *x.last)};
    pdot_status status = x.last != NULL ? PDOT_OK : PDOT_NOMEM;
    uint32_t zone = 0;
    for (size_t i = 0; i < n_sets && status == PDOT_OK; i++) {
        status = put_zones(&x, &sets[i], zone);
        zone += (uint32_t)sets[i].n_shapes;
    }
    if (status == PDOT_OK)
        status = sort_runs(ctx, &x, z);
    pd_free(x.runs);
    pd_free(x.last);
    return status;
}

pdot_status pd_zonal_new(pdot_ctx *ctx, const pd_shapes *sets, size_t n_sets, int64_t width, int64_t height,
                         int64_t strip_rows, pd_zonal **out)
{
    *out = NULL;
    pd_zonal *z = pd_alloc(ctx, sizeof *z);
    if (z == NULL)
        return PDOT_NOMEM;
    *z = (pd_zonal){width, height, strip_rows, (height + strip_rows - 1) / strip_rows, NULL, NULL};
    z->strip_start = pd_alloc_array(ctx, (size_t)z->n_strips + 1, sizeof *z->strip_start);
    const pdot_status status = z->strip_start != NULL ? index_edges(ctx, sets, n_sets, z) : PDOT_NOMEM;
    if (status == PDOT_OK) {
        *out = z;
        z = NULL;
    }
    pd_zonal_free(z);
    return status;
}

void pd_zonal_free(pd_zonal *zonal)
{
    if (zonal == NULL)
        return;
    pd_free(zonal->strip_start);
    pd_free(zonal->runs);
    pd_free(zonal);
}

int64_t pd_zonal_strips(const pd_zonal *zonal)
{
    return zonal->n_strips;
}
