/* Building the ground: the grid over the zones, the edges of each zone by grid row, the zones of each cell.
 * What a zone does to the grid is found by tasks of some zones each; the cells then take it zone by zone. */
#include <math.h>
#include <string.h>

#include "coverage/ground_work.h"
#include "coverage/least.h"

#define CELLS_PER_ZONE 24.0 /* across a zone, so that most of its cells are pure */
#define MIN_SIDE       48
#define MAX_SIDE       1200   /* 1.4 million cells: 12 MB */
#define SLACK          1e-7   /* of a cell: what the grid is larger than the zones */
#define RIM_CELLS      2      /* around a window */
#define POINTS_A_TASK  32768u /* of its zones: a millisecond of work */

/* ---- grid */

static void lay_grid(pd_ground *g, const pd_box *frame)
{
    pd_box all = frame != NULL ? *frame : pd_shapes_box(g->zones);
    if (all.min_x > all.max_x)
        all = (pd_box){0, 0, 0, 0};
    const double wanted = CELLS_PER_ZONE * sqrt((double)g->zones->n_shapes);
    const double side = pd_least(MAX_SIDE, pd_most(MIN_SIDE, wanted));
    const double extent = pd_most(all.max_x - all.min_x, all.max_y - all.min_y);
    g->x0 = all.min_x;
    g->y0 = all.min_y;
    g->cell = extent > 0 ? extent / side * (1 + SLACK) : 1;
    g->width = (int32_t)((all.max_x - all.min_x) / g->cell) + 1;
    g->height = (int32_t)((all.max_y - all.min_y) / g->cell) + 1;
}

/* ---- edges by row */

/* The rows of each zone that the window asks for, and of those around it: a cell that reaches beyond the
 * window is as mixed as without one, so that the same figures come out to the last bit. */
static pdot_status count_rows(pdot_ctx *ctx, const ground_builder *b, const pd_box *window)
{
    pd_ground *g = b->g;
    const double rim = RIM_CELLS * g->cell;
    const pd_box everywhere = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    pd_box around = window != NULL ? *window : everywhere;
    around.min_x -= rim;
    around.min_y -= rim;
    around.max_x += rim;
    around.max_y += rim;
    const size_t n = g->zones->n_shapes;
    for (size_t z = 0; z < n; z++) {
        const pd_box *box = &g->zones->box[z];
        int32_t last = -1;
        if (box->min_x <= box->max_x && pd_boxes_meet(box, &around))
            pd_ground_box_rows(g, box, &g->zone_row0[z], &last);
        g->zone_rows[z + 1] = g->zone_rows[z] + (uint32_t)(last - g->zone_row0[z] + 1);
    }
    g->row_start = pd_alloc_array(ctx, (size_t)g->zone_rows[n] + 2, sizeof *g->row_start);
    return g->row_start != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status index_rows(pdot_ctx *ctx, int jobs, ground_builder *b)
{
    pd_ground *g = b->g;
    const size_t n_rows = g->zone_rows[g->zones->n_shapes];
    for (size_t i = 0; i < n_rows; i++)
        g->row_start[i + 1] += g->row_start[i];
    g->row_edge = pd_realloc_array(ctx, NULL, g->row_start[n_rows], sizeof *g->row_edge);
    if (g->row_edge == NULL)
        return PDOT_NOMEM;
    const pdot_status status = pd_parallel(ctx, jobs, b->n_tasks, pd_ground_fill, b, NULL);
    for (size_t i = n_rows; i > 0; i--) /* filling has moved each start to the next one's place */
        g->row_start[i] = g->row_start[i - 1];
    g->row_start[0] = 0;
    return status;
}

/* ---- cells */

/* The set of `parent` and the zone; sets from first_set on were made for this zone. */
static pdot_status set_with(pdot_ctx *ctx, pd_ground *g, size_t first_set, uint32_t parent, uint32_t zone,
                            uint32_t *out)
{
    for (size_t i = g->n_sets; i-- > first_set;)
        if (g->sets[i].parent == parent) {
            *out = (uint32_t)i;
            return PDOT_OK;
        }
    if (!pd_grow(ctx, (void **)&g->sets, &g->set_capacity, g->n_sets + 1, sizeof *g->sets))
        return PDOT_NOMEM;
    g->sets[g->n_sets] = (pd_ground_set){parent, zone};
    *out = (uint32_t)g->n_sets++;
    return PDOT_OK;
}

static pdot_status cover_span(pdot_ctx *ctx, pd_ground *g, size_t first_set, const ground_span *s)
{
    uint32_t parent = 0, set = 0;
    for (int32_t column = s->first; column <= s->last; column++) {
        uint32_t *cover = &g->cover[(size_t)s->row * (size_t)g->width + (size_t)column];
        if (set == 0 || *cover != parent) {
            parent = *cover;
            const pdot_status status = set_with(ctx, g, first_set, parent, s->zone, &set);
            if (status != PDOT_OK)
                return status;
        }
        *cover = set;
    }
    return PDOT_OK;
}

/* Spans of all tasks, zones ascending. */
static pdot_status cover_cells(pdot_ctx *ctx, const ground_builder *b)
{
    pd_ground *g = b->g;
    size_t first_set = g->n_sets;
    uint32_t zone = 0;
    pdot_status status = PDOT_OK;
    for (size_t t = 0; t < b->n_tasks; t++)
        for (size_t i = 0; i < b->parts[t].n_spans && status == PDOT_OK; i++) {
            const ground_span *s = &b->parts[t].spans[i];
            if (s->zone != zone) {
                zone = s->zone;
                first_set = g->n_sets;
            }
            status = cover_span(ctx, g, first_set, s);
        }
    return status;
}

/* Marks become lists by cell; zones stay in order. */
static pdot_status list_marks(pdot_ctx *ctx, const ground_builder *b)
{
    pd_ground *g = b->g;
    const size_t n_cells = (size_t)g->width * (size_t)g->height;
    for (size_t t = 0; t < b->n_tasks; t++)
        for (size_t i = 0; i < b->parts[t].n_marks; i++)
            g->list_start[b->parts[t].marks[i].cell + 1]++;
    for (size_t i = 0; i < n_cells; i++)
        g->list_start[i + 1] += g->list_start[i];
    g->list = pd_realloc_array(ctx, NULL, g->list_start[n_cells], sizeof *g->list);
    if (g->list == NULL)
        return PDOT_NOMEM;
    for (size_t t = 0; t < b->n_tasks; t++)
        for (size_t i = 0; i < b->parts[t].n_marks; i++)
            g->list[g->list_start[b->parts[t].marks[i].cell]++] = b->parts[t].marks[i].zone;
    memmove(g->list_start + 1, g->list_start, n_cells * sizeof *g->list_start); /* each start moved on */
    g->list_start[0] = 0;
    return PDOT_OK;
}

/* ---- all of it */

static pdot_status allocate(pdot_ctx *ctx, pd_ground *g)
{
    const size_t n_cells = (size_t)g->width * (size_t)g->height, n = g->zones->n_shapes;
    g->cover = pd_alloc_array(ctx, n_cells, sizeof *g->cover);
    g->list_start = pd_alloc_array(ctx, n_cells + 1, sizeof *g->list_start);
    g->zone_rows = pd_alloc_array(ctx, n + 1, sizeof *g->zone_rows);
    g->zone_row0 = pd_alloc_array(ctx, n + 1, sizeof *g->zone_row0);
    if (g->cover == NULL || g->list_start == NULL || g->zone_rows == NULL || g->zone_row0 == NULL ||
        !pd_grow(ctx, (void **)&g->sets, &g->set_capacity, 1, sizeof *g->sets))
        return PDOT_NOMEM;
    g->sets[0] = (pd_ground_set){0, 0};
    g->n_sets = 1;
    return PDOT_OK;
}

static pdot_status build(pdot_ctx *ctx, int jobs, const pd_box *window, ground_builder *b)
{
    pdot_status status = allocate(ctx, b->g);
    if (status == PDOT_OK)
        status = pd_shapes_split(ctx, b->g->zones, POINTS_A_TASK, &b->task_start, &b->n_tasks);
    if (status == PDOT_OK) {
        b->parts = pd_alloc_array(ctx, b->n_tasks, sizeof *b->parts);
        status = b->parts != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    if (status == PDOT_OK)
        status = count_rows(ctx, b, window);
    if (status == PDOT_OK)
        status = pd_parallel(ctx, jobs, b->n_tasks, pd_ground_look, b, NULL);
    if (status == PDOT_OK)
        status = index_rows(ctx, jobs, b);
    if (status == PDOT_OK)
        status = cover_cells(ctx, b);
    return status == PDOT_OK ? list_marks(ctx, b) : status;
}

pdot_status pd_ground_new(pdot_ctx *ctx, const pd_shapes *zones, int jobs, const pd_ground_place *place,
                          pd_ground **out)
{
    const pd_ground_place anywhere = {NULL, NULL}, *at = place != NULL ? place : &anywhere;
    *out = NULL;
    if (zones->n_points > PD_GROUND_POINT)
        return pd_fail(ctx, PDOT_LIMIT, "A layer has more than %u vertices", PD_GROUND_POINT);
    pd_ground *g = pd_alloc(ctx, sizeof *g);
    if (g == NULL)
        return PDOT_NOMEM;
    g->zones = zones;
    lay_grid(g, at->frame);
    ground_builder b = {.g = g, .per_cell = 1 / g->cell};
    const pdot_status status = build(ctx, jobs, at->window, &b);
    for (size_t t = 0; b.parts != NULL && t < b.n_tasks; t++) {
        pd_free(b.parts[t].marks);
        pd_free(b.parts[t].spans);
    }
    pd_free(b.parts);
    pd_free(b.task_start);
    if (status == PDOT_OK) {
        *out = g;
        g = NULL;
    }
    pd_ground_free(g);
    return status;
}
