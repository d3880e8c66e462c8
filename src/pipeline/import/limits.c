/* Limits closed on request (close_m): narrow overlaps and gaps between the units of a level go to one
 * neighbour before anything is measured. Each place that moves is a finding; nothing moves unless the
 * manifest says so. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "coverage/boundary/close.h"
#include "pipeline/import/import.h"

enum { MOST_ROUNDS = 4 };

typedef struct level_units {
    pd_import_territory **items; /* by code */
    pd_bytes *polygons;
    size_t n;
} level_units;

static int compare_codes(const void *a, const void *b)
{
    const pd_import_territory *const *left = a, *const *right = b;
    return strcmp((*left)->base.code, (*right)->base.code);
}

static pdot_status collect(pd_import *import, pd_import_territories *territories, int32_t level,
                           level_units *out)
{
    out->items = pd_alloc_array(import->ctx, territories->count + 1, sizeof(pd_import_territory *));
    out->polygons = pd_alloc_array(import->ctx, territories->count + 1, sizeof *out->polygons);
    if (out->items == NULL || out->polygons == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < territories->count; i++)
        if (territories->items[i].base.level == level && territories->items[i].base.wkb.size > 0)
            out->items[out->n++] = &territories->items[i];
    if (out->n > 0)
        qsort(out->items, out->n, sizeof *out->items, compare_codes);
    for (size_t i = 0; i < out->n; i++)
        out->polygons[i] = out->items[i]->base.wkb;
    return PDOT_OK;
}

static void release(level_units *units)
{
    pd_free(units->items);
    pd_free(units->polygons);
}

static void say_move(pd_import *import, const level_units *units, const pd_boundary_move *move)
{
    char area[PD_NUMBER_SIZE], width[PD_NUMBER_SIZE], x[PD_NUMBER_SIZE], y[PD_NUMBER_SIZE];
    (void)pd_number_fixed(move->area_m2, 1, area);
    (void)pd_number_fixed(move->width_m, 2, width);
    (void)pd_number_fixed(move->x, 1, x);
    (void)pd_number_fixed(move->y, 1, y);
    const pd_import_territory *to = units->items[move->to], *from = units->items[move->from];
    if (move->is_gap)
        pd_finding_add(&import->findings, PDOT_SEVERITY_INFO, "limits_closed", to->base.code, &to->place,
                       "A gap of %s m² (up to %s m wide) at %s %s was given to %s, as close_m asks.", area,
                       width, x, y, to->base.code);
    else
        pd_finding_add(&import->findings, PDOT_SEVERITY_INFO, "limits_closed", from->base.code, &from->place,
                       "An overlap of %s m² (up to %s m wide) at %s %s was left to %s and taken from %s, as "
                       "close_m asks.",
                       area, width, x, y, to->base.code, from->base.code);
}

static pdot_status take_polygon(pd_import *import, const pd_byte_vector *wkb, pd_import_territory *unit)
{
    unsigned char *copy = pd_arena_alloc(import->ctx, &import->arena, wkb->size);
    if (copy == NULL)
        return PDOT_NOMEM;
    memcpy(copy, wkb->data, wkb->size);
    unit->base.wkb = (pd_bytes){copy, wkb->size};
    return PDOT_OK;
}

/* *moved: places that moved. What is left narrow beside them shows when it is looked at again. */
static pdot_status close_level(pd_import *import, pd_import_territories *territories, int32_t level,
                               double width_m, size_t *moved)
{
    level_units units = {.n = 0};
    pd_boundary_closed closed = {.n = 0};
    const pd_boundary_options options = {.area = import->area};
    pdot_status status = collect(import, territories, level, &units);
    if (status == PDOT_OK)
        status = pd_boundary_close(import->ctx, units.polygons, units.n, width_m, &options, &closed);
    for (size_t i = 0; i < units.n && status == PDOT_OK; i++)
        if (closed.polygons[i].size > 0)
            status = take_polygon(import, &closed.polygons[i], units.items[i]);
    for (size_t i = 0; i < closed.n_moves && status == PDOT_OK; i++)
        say_move(import, &units, &closed.moves[i]);
    *moved = closed.n_moves;
    pd_boundary_closed_release(&closed);
    release(&units);
    return status == PDOT_OK ? import->findings.status : status;
}

pdot_status pd_import_close_limits(pd_import *import, pd_import_territories *territories)
{
    pdot_status status = PDOT_OK;
    for (size_t level = 0; level < import->manifest->n_levels && status == PDOT_OK; level++) {
        const double width_m = import->manifest->levels[level].close_m;
        size_t moved = 1;
        for (int round = 0; round < MOST_ROUNDS && width_m > 0 && moved > 0 && status == PDOT_OK; round++)
            status = close_level(import, territories, (int32_t)level, width_m, &moved);
    }
    return status;
}
