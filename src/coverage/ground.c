/* Asking the ground about places. */
#include "coverage/ground.h"

#include <stdlib.h>
#include <string.h>

#include "coverage/least.h"

void pd_ground_free(pd_ground *ground)
{
    if (ground == NULL)
        return;
    pd_free(ground->cover);
    pd_free(ground->list_start);
    pd_free(ground->list);
    pd_free(ground->sets);
    pd_free(ground->zone_rows);
    pd_free(ground->zone_row0);
    pd_free(ground->row_start);
    pd_free(ground->row_edge);
    pd_free(ground);
}

int32_t pd_ground_clamp(double at, int32_t count)
{
    return !(at > 0) ? 0 : at >= count ? count - 1 : (int32_t)at;
}

int32_t pd_ground_row(const pd_ground *ground, double y)
{
    return pd_ground_clamp((y - ground->y0) / ground->cell, ground->height);
}

int32_t pd_ground_column(const pd_ground *ground, double x)
{
    return pd_ground_clamp((x - ground->x0) / ground->cell, ground->width);
}

void pd_ground_row_edges(const pd_ground *ground, uint32_t zone, int32_t row, uint32_t *first, uint32_t *end)
{
    const int32_t index = row - ground->zone_row0[zone];
    *first = *end = 0;
    if (index < 0 || (uint32_t)index >= ground->zone_rows[zone + 1] - ground->zone_rows[zone])
        return;
    *first = ground->row_start[ground->zone_rows[zone] + (uint32_t)index];
    *end = ground->row_start[ground->zone_rows[zone] + (uint32_t)index + 1];
}

static bool is_outside(const pd_ground *g, const pd_box *box)
{
    return box->max_x < g->x0 || box->max_y < g->y0 || box->min_x > g->x0 + g->width * g->cell ||
           box->min_y > g->y0 + g->height * g->cell;
}

uint32_t pd_ground_set_of_box(const pd_ground *ground, const pd_box *box)
{
    if (is_outside(ground, box))
        return 0;
    const int32_t c0 = pd_ground_column(ground, box->min_x), c1 = pd_ground_column(ground, box->max_x);
    const int32_t r0 = pd_ground_row(ground, box->min_y), r1 = pd_ground_row(ground, box->max_y);
    const uint32_t set = ground->cover[(size_t)r0 * (size_t)ground->width + (size_t)c0];
    for (int32_t row = r0; row <= r1; row++)
        for (int32_t column = c0; column <= c1; column++) {
            const size_t cell = (size_t)row * (size_t)ground->width + (size_t)column;
            if (ground->cover[cell] != set || ground->list_start[cell] != ground->list_start[cell + 1])
                return PD_GROUND_MIXED;
        }
    return set;
}

uint32_t pd_ground_cell(const pd_ground *ground, double x, double y)
{
    const double column = (x - ground->x0) / ground->cell, row = (y - ground->y0) / ground->cell;
    if (!(column >= 0 && row >= 0 && column < ground->width && row < ground->height))
        return PD_GROUND_NO_CELL;
    return (uint32_t)row * (uint32_t)ground->width + (uint32_t)column;
}

uint32_t pd_ground_set_of_cell(const pd_ground *ground, uint32_t cell)
{
    return ground->list_start[cell] == ground->list_start[cell + 1] ? ground->cover[cell] : PD_GROUND_MIXED;
}

pdot_status pd_ground_pick_init(pdot_ctx *ctx, const pd_ground *ground, pd_ground_pick *pick)
{
    const size_t n = ground->zones->n_shapes;
    *pick = (pd_ground_pick){0};
    pick->zone = pd_alloc_array(ctx, n, sizeof *pick->zone);
    pick->seen = pd_alloc_array(ctx, n, sizeof *pick->seen);
    pick->stamp = pd_alloc_array(ctx, n, sizeof *pick->stamp);
    return pick->zone != NULL && pick->seen != NULL && pick->stamp != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_ground_pick_release(pd_ground_pick *pick)
{
    pd_free(pick->zone);
    pd_free(pick->seen);
    pd_free(pick->stamp);
    *pick = (pd_ground_pick){0};
}

#define BORDER UINT32_MAX /* instead of the number of cells a zone covers */

static void see(pd_ground_pick *pick, uint32_t zone, bool is_border)
{
    if (pick->stamp[zone] != pick->picks) {
        pick->stamp[zone] = pick->picks;
        pick->seen[zone] = 0;
        pick->zone[pick->n_zones++] = zone;
    }
    if (is_border)
        pick->seen[zone] = BORDER;
    else if (pick->seen[zone] != BORDER)
        pick->seen[zone]++;
}

static int compare_zones(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void pd_ground_sort_zones(uint32_t *zones, size_t n)
{
    if (n > 1)
        qsort(zones, n, sizeof *zones, compare_zones);
}

/* Sorts the zones and brings those that cover every cell to the front. */
static void order_pick(pd_ground_pick *pick)
{
    pd_ground_sort_zones(pick->zone, pick->n_zones);
    pick->n_covering = 0;
    for (size_t i = 0; i < pick->n_zones; i++) {
        const uint32_t zone = pick->zone[i];
        if (pick->seen[zone] == BORDER)
            continue;
        memmove(pick->zone + pick->n_covering + 1, pick->zone + pick->n_covering,
                (i - pick->n_covering) * sizeof *pick->zone);
        pick->zone[pick->n_covering++] = zone;
    }
}

void pd_ground_pick_box(const pd_ground *ground, const pd_box *box, pd_ground_pick *pick)
{
    pick->n_covering = pick->n_zones = 0;
    pick->picks++;
    if (is_outside(ground, box))
        return;
    const int32_t c0 = pd_ground_column(ground, box->min_x), c1 = pd_ground_column(ground, box->max_x);
    const int32_t r0 = pd_ground_row(ground, box->min_y), r1 = pd_ground_row(ground, box->max_y);
    for (int32_t row = r0; row <= r1; row++)
        for (int32_t column = c0; column <= c1; column++) {
            const size_t cell = (size_t)row * (size_t)ground->width + (size_t)column;
            for (uint32_t set = ground->cover[cell]; set != 0; set = ground->sets[set].parent)
                see(pick, ground->sets[set].zone, false);
            for (uint32_t i = ground->list_start[cell]; i < ground->list_start[cell + 1]; i++)
                see(pick, ground->list[i], true);
        }
    order_pick(pick);
}

/* Crossing number to the right along the grid row's edges, with an exact test for the border. */
bool pd_ground_contains(const pd_ground *ground, uint32_t zone, double x, double y, bool *is_on_border)
{
    uint32_t first, end;
    bool is_inside = false, is_on = false;
    pd_ground_row_edges(ground, zone, pd_ground_row(ground, y), &first, &end);
    for (uint32_t k = first; k < end && !is_on; k++) {
        const double *p = ground->zones->xy + 2 * (size_t)(ground->row_edge[k] & PD_GROUND_POINT), *q = p + 2;
        if (pd_most(p[1], q[1]) < y || pd_least(p[1], q[1]) > y)
            continue;
        const double side = (q[0] - p[0]) * (y - p[1]) - (x - p[0]) * (q[1] - p[1]);
        if (!(side < 0 || side > 0))
            is_on = x >= pd_least(p[0], q[0]) && x <= pd_most(p[0], q[0]);
        if ((p[1] > y) != (q[1] > y) && (side > 0) == (q[1] > p[1]))
            is_inside = !is_inside;
    }
    if (is_on_border != NULL)
        *is_on_border = is_on;
    return is_on || is_inside;
}
