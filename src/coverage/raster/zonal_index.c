/* Which edges of which zones meet which strip of rows. */
#include "coverage/raster/zonal_work.h"

#include <math.h>
#include <string.h>

#include "coverage/least.h"

static int64_t strip_of(const pd_zonal *z, double row)
{
    const double strip = floor(row / (double)z->strip_rows);
    return strip < 0 ? 0 : strip >= (double)z->n_strips ? z->n_strips - 1 : (int64_t)strip;
}

static bool misses(const pd_zonal *z, double low, double high)
{
    return high <= 0 || low >= (double)z->height;
}

typedef void (*edge_fn)(pd_zonal *z, uint32_t point, int64_t strip, void *user);

static void each_edge(pd_zonal *z, size_t zone, edge_fn visit, void *user)
{
    const pd_shapes *s = z->zones;
    for (uint32_t r = s->shape_start[zone]; r < s->shape_start[zone + 1]; r++)
        for (uint32_t i = s->ring_start[r]; i + 1 < s->ring_start[r + 1]; i++) {
            const double *p = s->xy + 2 * (size_t)i, low = pd_least(p[1], p[3]), high = pd_most(p[1], p[3]);
            if (misses(z, low, high) || !(low < high))
                continue;
            const int64_t last = strip_of(z, high);
            for (int64_t strip = strip_of(z, low); strip <= last; strip++)
                visit(z, i, strip, user);
        }
}

typedef struct filling {
    uint32_t *count; /* of each strip, for the zone at work */
    uint32_t *next;  /* of each strip: where the zone's next edge goes */
    bool is_filling;
} filling;

static void count_edge(pd_zonal *z, uint32_t point, int64_t strip, void *user)
{
    filling *f = user;
    if (f->is_filling)
        z->edge[f->next[strip]++] = point;
    else
        f->count[strip]++;
}

static bool strips_of_zone(const pd_zonal *z, size_t zone, int64_t *first, int64_t *last)
{
    const pd_box *box = &z->zones->box[zone];
    if (!(box->min_x <= box->max_x) || misses(z, box->min_y, box->max_y) || box->min_x >= (double)z->width)
        return false;
    *first = strip_of(z, box->min_y);
    *last = strip_of(z, box->max_y);
    return true;
}

/* Parts of all strips, zones ascending; then the edges of each part. */
static pdot_status lay_out(pdot_ctx *ctx, pd_zonal *z)
{
    const size_t n_zones = z->zones->n_shapes;
    int64_t first, last;
    for (size_t zone = 0; zone < n_zones; zone++)
        if (strips_of_zone(z, zone, &first, &last))
            for (int64_t s = first; s <= last; s++)
                z->strip_start[s + 1]++;
    for (int64_t s = 0; s < z->n_strips; s++)
        z->strip_start[s + 1] += z->strip_start[s];
    z->n_parts = z->strip_start[z->n_strips];
    z->part = pd_alloc_array(ctx, z->n_parts, sizeof *z->part);
    size_t *next = pd_alloc_array(ctx, (size_t)z->n_strips, sizeof *next);
    if (z->part != NULL && next != NULL) {
        memcpy(next, z->strip_start, (size_t)z->n_strips * sizeof *next);
        for (size_t zone = 0; zone < n_zones; zone++)
            if (strips_of_zone(z, zone, &first, &last))
                for (int64_t s = first; s <= last; s++)
                    z->part[next[s]++].zone = (uint32_t)zone;
    }
    const bool is_ok = z->part != NULL && next != NULL;
    pd_free(next);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

static strip_zone *find_part(pd_zonal *z, int64_t strip, size_t zone)
{
    size_t low = z->strip_start[strip], high = z->strip_start[strip + 1];
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (z->part[middle].zone < zone)
            low = middle + 1;
        else
            high = middle;
    }
    return &z->part[low];
}

static pdot_status index_edges(pdot_ctx *ctx, pd_zonal *z)
{
    const size_t n_strips = (size_t)z->n_strips;
    filling f = {pd_alloc_array(ctx, n_strips, sizeof *f.count),
                 pd_alloc_array(ctx, n_strips, sizeof *f.next), false};
    bool is_ok = f.count != NULL && f.next != NULL;
    size_t total = 0;
    for (int pass = 0; pass < 2 && is_ok; pass++) {
        f.is_filling = pass == 1;
        for (size_t zone = 0; zone < z->zones->n_shapes && is_ok; zone++) {
            int64_t first, last;
            if (!strips_of_zone(z, zone, &first, &last))
                continue;
            for (int64_t s = first; s <= last; s++) {
                f.count[s] = 0;
                f.next[s] = find_part(z, s, zone)->first;
            }
            each_edge(z, zone, count_edge, &f);
            for (int64_t s = first; s <= last && !f.is_filling; s++) {
                strip_zone *part = find_part(z, s, zone);
                part->first = (uint32_t)total;
                total += f.count[s];
                part->end = (uint32_t)total;
            }
        }
        if (pass == 0) {
            z->edge = pd_alloc_array(ctx, total, sizeof *z->edge);
            is_ok = z->edge != NULL;
        }
    }
    pd_free(f.count);
    pd_free(f.next);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_zonal_new(pdot_ctx *ctx, const pd_shapes *zones, int64_t width, int64_t height,
                         int64_t strip_rows, pd_zonal **out)
{
    *out = NULL;
    pd_zonal *z = pd_alloc(ctx, sizeof *z);
    if (z == NULL)
        return PDOT_NOMEM;
    *z = (pd_zonal){zones, width, height, strip_rows, (height + strip_rows - 1) / strip_rows,
                    NULL,  NULL,  0,      NULL};
    z->strip_start = pd_alloc_array(ctx, (size_t)z->n_strips + 1, sizeof *z->strip_start);
    pdot_status status = z->strip_start != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = lay_out(ctx, z);
    if (status == PDOT_OK)
        status = index_edges(ctx, z);
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
    pd_free(zonal->part);
    pd_free(zonal->edge);
    pd_free(zonal);
}

int64_t pd_zonal_strips(const pd_zonal *zonal)
{
    return zonal->n_strips;
}
