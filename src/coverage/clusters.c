/* Clusters by a uniform grid over the boxes and union-find. */
#include "coverage/clusters.h"

#include <math.h>
#include <string.h>

#include "coverage/least.h"

#define SIDE_PER_ROOT   0.8 /* grid side = 0.8 sqrt(n): two or three boxes a cell */
#define MAX_SIDE        4096
#define ENTRIES_PER_BOX 16u /* a coarser grid beyond this: some boxes are huge */
#define CROWDED         64u /* boxes in a cell: taken as one cluster without comparing pairs */

typedef struct grid {
    const pd_box *boxes;
    size_t n_boxes;
    double x0, y0, per_x, per_y; /* corner, cells in a unit of length */
    int32_t side;
    uint32_t *start, *entry; /* boxes by cell */
    uint32_t *parent;        /* union-find */
} grid;

static uint32_t find_root(uint32_t *parent, uint32_t i)
{
    while (parent[i] != i)
        i = parent[i] = parent[parent[i]];
    return i;
}

/* The lower index becomes the root, so that the outcome does not depend on the order of unions. */
static void unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = find_root(parent, a);
    b = find_root(parent, b);
    if (a < b)
        parent[b] = a;
    else
        parent[a] = b;
}

static bool is_empty(const pd_box *box)
{
    return !(box->min_x <= box->max_x);
}

typedef struct range {
    int32_t c0, c1, r0, r1;
} range;

static int32_t cell_of(double offset, double per_unit, int32_t side)
{
    const double at = offset * per_unit;
    return !(at > 0) ? 0 : at >= side ? side - 1 : (int32_t)at;
}

static range range_of(const grid *g, const pd_box *box)
{
    return (range){
        cell_of(box->min_x - g->x0, g->per_x, g->side), cell_of(box->max_x - g->x0, g->per_x, g->side),
        cell_of(box->min_y - g->y0, g->per_y, g->side), cell_of(box->max_y - g->y0, g->per_y, g->side)};
}

static uint64_t count_entries(const grid *g)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < g->n_boxes; i++) {
        if (is_empty(&g->boxes[i]))
            continue;
        const range r = range_of(g, &g->boxes[i]);
        entries += (uint64_t)(r.c1 - r.c0 + 1) * (uint64_t)(r.r1 - r.r0 + 1);
    }
    return entries;
}

/* The finest grid whose entries stay within bounds. */
static uint64_t lay_grid(grid *g, const pd_box *all)
{
    const uint64_t most = (uint64_t)g->n_boxes * ENTRIES_PER_BOX + 65536;
    g->x0 = all->min_x;
    g->y0 = all->min_y;
    g->side = (int32_t)pd_least(MAX_SIDE, pd_most(1, SIDE_PER_ROOT * sqrt((double)g->n_boxes)));
    for (;;) {
        g->per_x = g->side / pd_most(all->max_x - all->min_x, 1e-290);
        g->per_y = g->side / pd_most(all->max_y - all->min_y, 1e-290);
        const uint64_t entries = count_entries(g);
        if (entries <= most || g->side == 1)
            return entries;
        g->side /= 2;
    }
}

static void each_cell(grid *g, bool is_filling)
{
    for (size_t i = 0; i < g->n_boxes; i++) {
        if (is_empty(&g->boxes[i]))
            continue;
        const range r = range_of(g, &g->boxes[i]);
        for (int32_t row = r.r0; row <= r.r1; row++)
            for (int32_t column = r.c0; column <= r.c1; column++) {
                const size_t cell = (size_t)row * (size_t)g->side + (size_t)column;
                if (is_filling)
                    g->entry[g->start[cell + 1]++] = (uint32_t)i;
                else
                    g->start[cell + 2]++;
            }
    }
}

static void unite_cell(grid *g, const uint32_t *boxes, size_t n)
{
    for (size_t i = 1; n > CROWDED && i < n; i++)
        unite(g->parent, boxes[0], boxes[i]);
    for (size_t i = 0; n <= CROWDED && i < n; i++)
        for (size_t k = i + 1; k < n; k++)
            if (pd_boxes_overlap(&g->boxes[boxes[i]], &g->boxes[boxes[k]]))
                unite(g->parent, boxes[i], boxes[k]);
}

static pdot_status unite_all(pdot_ctx *ctx, grid *g, const pd_box *all)
{
    const uint64_t entries = lay_grid(g, all);
    const size_t n_cells = (size_t)g->side * (size_t)g->side;
    g->start = pd_alloc_array(ctx, n_cells + 2, sizeof *g->start);
    g->entry = pd_alloc_array(ctx, entries, sizeof *g->entry);
    if (g->start == NULL || g->entry == NULL)
        return PDOT_NOMEM;
    each_cell(g, false);
    for (size_t i = 1; i < n_cells + 2; i++)
        g->start[i] += g->start[i - 1];
    each_cell(g, true); /* start[cell + 1] moves from its begin to its end */
    for (size_t cell = 0; cell < n_cells; cell++)
        unite_cell(g, g->entry + g->start[cell], g->start[cell + 1] - g->start[cell]);
    return PDOT_OK;
}

/* Numbers the roots in order and sorts the features by cluster, stably. */
static pdot_status collect(pdot_ctx *ctx, grid *g, pd_clusters *out)
{
    const size_t n = g->n_boxes;
    uint32_t *number = pd_alloc_array(ctx, n, sizeof *number);
    out->start = pd_alloc_array(ctx, n + 2, sizeof *out->start);
    out->item = pd_alloc_array(ctx, n, sizeof *out->item);
    if (number == NULL || out->start == NULL || out->item == NULL) {
        pd_free(number);
        return PDOT_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        if (is_empty(&g->boxes[i]))
            continue;
        const uint32_t root = find_root(g->parent, (uint32_t)i);
        number[i] = root == i ? (uint32_t)out->n++ : number[root];
        out->start[number[i] + 2]++;
    }
    for (size_t c = 1; c < out->n + 2; c++)
        out->start[c] += out->start[c - 1];
    for (size_t i = 0; i < n; i++)
        if (!is_empty(&g->boxes[i]))
            out->item[out->start[number[i] + 1]++] = (uint32_t)i;
    pd_free(number);
    return PDOT_OK;
}

pdot_status pd_clusters_new(pdot_ctx *ctx, const pd_shapes *features, pd_clusters *out)
{
    *out = (pd_clusters){0};
    grid g = {.boxes = features->box, .n_boxes = features->n_shapes};
    g.parent = pd_alloc_array(ctx, g.n_boxes, sizeof *g.parent);
    pdot_status status = g.parent != NULL ? PDOT_OK : PDOT_NOMEM;
    for (size_t i = 0; status == PDOT_OK && i < g.n_boxes; i++)
        g.parent[i] = (uint32_t)i;
    const pd_box all = pd_shapes_box(features);
    if (status == PDOT_OK && g.n_boxes > 0)
        status = unite_all(ctx, &g, &all);
    pd_free(g.start);
    pd_free(g.entry);
    if (status == PDOT_OK)
        status = collect(ctx, &g, out);
    pd_free(g.parent);
    if (status != PDOT_OK)
        pd_clusters_release(out);
    return status;
}

void pd_clusters_release(pd_clusters *clusters)
{
    pd_free(clusters->start);
    pd_free(clusters->item);
    *clusters = (pd_clusters){0};
}
