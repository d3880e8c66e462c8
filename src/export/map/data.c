/* Gathering and thinning. */
#include "export/map/data.h"

#include <math.h>
#include <string.h>

#include "geo/geometry.h"

#define PAGE_STEPS 6000.0 /* a map's longer side in steps that can be told apart: 0.03 mm on the page */

pdot_status pd_map_data_init(pdot_ctx *ctx, const pd_delivery *delivery, pd_map_data *data)
{
    memset(data, 0, sizeof *data);
    data->ctx = ctx;
    data->delivery = delivery;
    data->box = (pd_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    const pdot_plan *plan = delivery->plan;
    data->hazards = pd_arena_alloc(ctx, &data->arena, ((size_t)plan->n_hazards + 1) * sizeof *data->hazards);
    pdot_status status = data->hazards != NULL ? PDOT_OK : PDOT_NOMEM;
    for (int32_t i = 0; status == PDOT_OK && i < plan->n_hazards; i++)
        status = pd_style_make_hazard(ctx, &data->arena, delivery, pd_table_find("amenazas"),
                                      &plan->hazards[i], &data->hazards[i]);
    return status;
}

void pd_map_data_release(pd_map_data *data)
{
    pd_shapes_release(&data->units);
    pd_shapes_release(&data->outlines);
    pd_shapes_release(&data->ground);
    pd_shapes_release(&data->services);
    pd_shapes_release(&data->one);
    pd_free(data->list);
    pd_free(data->pieces);
    pd_arena_release(&data->arena);
}

pdot_status pd_map_data_begin(pd_map_data *data, const pd_table *table)
{
    const pdot_status status = pd_table_copy(data->ctx, &data->arena, table, &data->table);
    if (status == PDOT_OK && strcmp(table->name, "territorios") == 0)
        return pd_styles_make(data->ctx, &data->arena, data->delivery, data->table, &data->styles,
                              &data->n_styles);
    return status;
}

/* Drops the points of the newest shape that fall on the step of the point before; keeps the ends of rings. */
static void thin_newest(pd_shapes *shapes, double step)
{
    const size_t first = shapes->shape_start[shapes->n_shapes - 1];
    uint32_t to = shapes->ring_start[first];
    for (size_t ring = first; ring < shapes->n_rings; ring++) {
        const uint32_t begin = shapes->ring_start[ring], end = shapes->ring_start[ring + 1];
        const uint32_t start = to;
        for (uint32_t i = begin; i < end; i++) {
            const double x = shapes->xy[2 * (size_t)i], y = shapes->xy[2 * (size_t)i + 1];
            const double *last = to > start ? &shapes->xy[2 * ((size_t)to - 1)] : NULL;
            if (last != NULL && i + 1 < end && fabs(last[0] - x) < step && fabs(last[1] - y) < step)
                continue;
            shapes->xy[2 * (size_t)to] = x;
            shapes->xy[2 * (size_t)to + 1] = y;
            to++;
        }
        shapes->ring_start[ring] = start;
    }
    shapes->ring_start[shapes->n_rings] = to;
    shapes->n_points = to;
}

static double step_of(const pd_map_data *data)
{
    const double side = fmax(data->box.max_x - data->box.min_x, data->box.max_y - data->box.min_y);
    return isfinite(side) ? side / PAGE_STEPS : 0;
}

static pdot_status add_unit(pd_map_data *data, const pd_row *row)
{
    pd_box box;
    if (!pd_grow(data->ctx, (void **)&data->list, &data->list_capacity, data->n_list + 1, sizeof *data->list))
        return PDOT_NOMEM;
    pd_map_unit *unit = &data->list[data->n_list];
    *unit = (pd_map_unit){.shape = data->units.n_shapes};
    const int32_t name = pd_table_column(data->table, "nombre");
    const bool has_name = name != PD_NONE && row->values[name].kind == PD_VALUE_TEXT;
    unit->name = pd_arena_strdup(data->ctx, &data->arena, has_name ? row->values[name].as.text : "");
    unit->classes =
        pd_arena_alloc(data->ctx, &data->arena, ((size_t)data->n_styles + 1) * sizeof *unit->classes);
    if (unit->name == NULL || unit->classes == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < data->n_styles; i++)
        unit->classes[i] = pd_style_find(&data->styles[i], data->table, row);
    pdot_status status = pd_shapes_add_wkb(data->ctx, &data->units, row->wkb);
    if (status == PDOT_OK)
        status = pd_geometry_label_point(data->ctx, row->wkb, &unit->x, &unit->y);
    if (status == PDOT_OK)
        status = pd_geometry_box(data->ctx, row->wkb, &box);
    if (status != PDOT_OK)
        return status;
    unit->area = (box.max_x - box.min_x) * (box.max_y - box.min_y);
    data->box = (pd_box){fmin(data->box.min_x, box.min_x), fmin(data->box.min_y, box.min_y),
                         fmax(data->box.max_x, box.max_x), fmax(data->box.max_y, box.max_y)};
    data->n_list++;
    return PDOT_OK;
}

static pdot_status add_ground(pd_map_data *data, const pd_row *row)
{
    const int32_t at = pd_table_column(data->table, "amenaza");
    const int32_t hazard = at != PD_NONE && row->values[at].kind == PD_VALUE_TEXT
                               ? pdot_plan_find_hazard(data->delivery->plan, row->values[at].as.text)
                               : PD_NONE;
    const int32_t class =
        hazard != PD_NONE ? pd_style_find(&data->hazards[hazard], data->table, row) : PD_NONE;
    if (class == PD_NONE)
        return PDOT_OK;
    if (!pd_grow(data->ctx, (void **)&data->pieces, &data->piece_capacity, data->n_pieces + 1,
                 sizeof *data->pieces))
        return PDOT_NOMEM;
    data->pieces[data->n_pieces++] = (pd_map_ground){data->ground.n_shapes, hazard, class};
    const pdot_status status = pd_shapes_add_wkb(data->ctx, &data->ground, row->wkb);
    if (status == PDOT_OK)
        thin_newest(&data->ground, step_of(data));
    return status;
}

pdot_status pd_map_data_row(pd_map_data *data, const pd_row *row)
{
    const char *name = data->table->name;
    if (row->wkb.size == 0)
        return PDOT_OK;
    if (strcmp(name, "territorios") == 0)
        return add_unit(data, row);
    if (strcmp(name, "amenazas") == 0)
        return add_ground(data, row);
    if (strcmp(name, "territorios_superiores") == 0)
        return pd_shapes_add_wkb(data->ctx, &data->outlines, row->wkb);
    if (strcmp(name, "servicios_puntos") == 0)
        return pd_shapes_add_wkb(data->ctx, &data->services, row->wkb);
    return PDOT_OK;
}
