/* Shapes of the report: rings as differences between whole numbers of a hundred-thousandth of a degree (about
 * a metre), [is_hole, x, y, dx, dy, ...], about a third of the bytes of GeoJSON. */
#include <math.h>
#include <string.h>

#include "export/json.h"
#include "export/report/data.h"
#include "geo/geometry.h"

#define SCALE       100000.0
#define ROUGH_SCALE 1000.0 /* of the simpler ground of a hazard: fewer digits */

static long long scaled(double degrees, double scale)
{
    return llround(degrees * scale);
}

static void add_ring(const pd_shapes *shapes, size_t ring, double scale, pd_buffer *out)
{
    long long x = 0, y = 0;
    if (out->size > 0 && out->data[out->size - 1] == ']')
        pd_buffer_byte(out, ',');
    pd_buffer_byte(out, '[');
    pd_buffer_byte(out, shapes->is_hole[ring] != 0 ? '1' : '0');
    for (uint32_t i = shapes->ring_start[ring]; i < shapes->ring_start[ring + 1]; i++) {
        const long long to_x = scaled(shapes->xy[2 * (size_t)i], scale);
        const long long to_y = scaled(shapes->xy[2 * (size_t)i + 1], scale);
        pd_buffer_format(out, ",%lld,%lld", to_x - x, to_y - y);
        x = to_x;
        y = to_y;
    }
    pd_buffer_byte(out, ']');
}

static void add_rings(const pd_shapes *shapes, double scale, pd_buffer *out)
{
    for (size_t ring = 0; ring < shapes->n_rings; ring++)
        add_ring(shapes, ring, scale, out);
}

/* "code": [rings] */
static void add_unit(pd_report_data *data, const pd_row *row, pd_buffer *out)
{
    if (out->size > 0)
        pd_buffer_byte(out, ',');
    pd_json_key(out, pd_row_text(data->table, row, "codigo"));
    pd_buffer_byte(out, '[');
    add_rings(&data->fine.shapes, SCALE, out);
    pd_buffer_byte(out, ']');
}

/* "code": [x, y], where the name of a territory stands */
static pdot_status add_label(pd_report_data *data, const pd_row *row)
{
    pd_buffer *out = &data->labels;
    double at[2];
    pdot_status status = pd_geometry_label_point(data->ctx, row->wkb, &at[0], &at[1]);
    if (status == PDOT_OK)
        status = pd_transform_apply(data->ctx, data->fine.transform, at, 1);
    if (status != PDOT_OK)
        return status;
    if (out->size > 0)
        pd_buffer_byte(out, ',');
    pd_json_key(out, pd_row_text(data->table, row, "codigo"));
    pd_buffer_format(out, "[%lld,%lld]", scaled(at[0], SCALE), scaled(at[1], SCALE));
    return PDOT_OK;
}

/* [x, y, number of the name] */
static pdot_status add_point(pd_report_data *data, const pd_row *row, pd_buffer *out)
{
    size_t name = 0;
    const char *column = pd_table_column(data->table, "nombre") != PD_NONE ? "nombre" : "actividad";
    if (data->fine.shapes.n_points == 0)
        return PDOT_OK;
    const pdot_status status =
        pd_intern_add(data->ctx, &data->texts, pd_row_text(data->table, row, column), &name);
    pd_buffer_format(out, "%s[%lld,%lld,%zu]", out->size > 0 ? "," : "",
                     scaled(data->fine.shapes.xy[0], SCALE), scaled(data->fine.shapes.xy[1], SCALE), name);
    return status;
}

/* Bytes of a hazard's ground, in full or simpler. */
static size_t hazard_bytes(const pd_report_data *data, int32_t hazard, bool is_rough)
{
    size_t sum = 0;
    for (int32_t i = data->ground_start[hazard]; i < data->ground_start[hazard + 1]; i++)
        sum += is_rough ? data->ground[i].rough.size : data->ground[i].rings.size;
    return sum;
}

static pdot_status add_piece(pd_report_data *data, pd_lonlat *lonlat, const pd_row *row, double scale,
                             pd_buffer *out)
{
    const pdot_status status = pd_lonlat_load(data->ctx, lonlat, PD_GEOM_POLYGON, row->wkb);
    if (status == PDOT_OK)
        add_rings(&lonlat->shapes, scale, out);
    return status;
}

/* Ground of ranked classes only: what is free or unknown is seen by its absence. What has become too long is
 * not gathered further. */
static pdot_status add_ground(pd_report_data *data, const pd_row *row)
{
    const pdot_plan *plan = data->delivery->plan;
    const int32_t hazard = pdot_plan_find_hazard(plan, pd_row_text(data->table, row, "amenaza"));
    const char *label = pd_row_text(data->table, row, "clase");
    for (int32_t i = 0; hazard != PD_NONE && i < plan->hazards[hazard].n_classes; i++) {
        const pd_class *class = &plan->hazards[hazard].classes[i];
        pd_report_ground *ground = &data->ground[data->ground_start[hazard] + i];
        pdot_status status = PDOT_OK;
        if (class->rank == PD_RANK_NONE || strcmp(class->label, label) != 0)
            continue;
        if (hazard_bytes(data, hazard, false) <= PD_REPORT_FINE_BYTES)
            status = add_piece(data, &data->coarse, row, SCALE, &ground->rings);
        if (status == PDOT_OK && hazard_bytes(data, hazard, true) <= PD_REPORT_HAZARD_BYTES)
            status = add_piece(data, &data->rough, row, ROUGH_SCALE, &ground->rough);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

pdot_status pd_report_shape(pd_report_data *data, const pd_row *row)
{
    const char *name = data->table->name;
    if (data->table->geometry == PD_GEOM_NONE || row->wkb.size == 0)
        return PDOT_OK;
    if (strcmp(name, "amenazas") == 0)
        return add_ground(data, row);
    const pdot_status status = pd_lonlat_load(data->ctx, &data->fine, data->table->geometry, row->wkb);
    if (status != PDOT_OK)
        return status;
    if (strcmp(name, "territorios") == 0) {
        add_unit(data, row, &data->territories);
        return add_label(data, row);
    }
    if (strcmp(name, "territorios_superiores") == 0)
        add_unit(data, row, &data->upper);
    else if (strcmp(name, "servicios_puntos") == 0)
        return add_point(data, row, &data->services);
    else if (strcmp(name, "actividades_puntos") == 0)
        return add_point(data, row, &data->works);
    else if (strcmp(name, "actividades_lineas") == 0)
        add_rings(&data->fine.shapes, SCALE, &data->lines);
    return PDOT_OK;
}

static void add_hazard_json(pd_report_data *data, int32_t hazard, bool is_rough, pd_buffer *out)
{
    const pd_hazard *one = &data->delivery->plan->hazards[hazard];
    bool is_first = true;
    pd_json_key(out, one->id);
    pd_buffer_format(out, "{\"scale\":%d,\"classes\":{", (int)(is_rough ? ROUGH_SCALE : SCALE));
    for (int32_t i = 0; i < one->n_classes; i++) {
        const pd_report_ground *ground = &data->ground[data->ground_start[hazard] + i];
        const pd_buffer *rings = is_rough ? &ground->rough : &ground->rings;
        if (rings->size == 0)
            continue;
        if (!is_first)
            pd_buffer_byte(out, ',');
        is_first = false;
        pd_json_key(out, one->classes[i].label);
        pd_buffer_format(out, "[%s]", rings->data);
    }
    pd_buffer_text(out, "}}");
}

void pd_report_shapes_json(pd_report_data *data, pd_buffer *out)
{
    pd_buffer_format(out, "{\"territorios\":{%s},\"rotulos\":{%s},\"territorios_superiores\":{%s},",
                     data->territories.data, data->labels.data, data->upper.data);
    pd_buffer_format(out, "\"servicios_puntos\":[%s],", data->services.data);
    pd_buffer_format(out, "\"actividades_puntos\":[%s],\"actividades_lineas\":[%s],\"amenazas\":{",
                     data->works.data, data->lines.data);
    bool is_first = true;
    for (int32_t i = 0; i < data->delivery->plan->n_hazards; i++) {
        const bool is_rough = hazard_bytes(data, i, false) > PD_REPORT_FINE_BYTES;
        const size_t bytes = hazard_bytes(data, i, is_rough);
        if (bytes == 0 || bytes > PD_REPORT_HAZARD_BYTES)
            continue;
        if (!is_first)
            pd_buffer_byte(out, ',');
        is_first = false;
        add_hazard_json(data, i, is_rough, out);
    }
    pd_buffer_text(out, "}}");
}
