/* The JSON of the report. */
#include "export/report/data.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "export/json.h"
#include "export/style/style.h"

#define FINE_DECIMALS   5 /* about a metre */
#define COARSE_DECIMALS 4 /* about eleven metres: a hazard's edge is not known better */
#define ROUGH_DECIMALS  3 /* about a hundred metres: a point of the page when it shows a canton */

/* Tables that the page shows in another form, or that are of no use on it. */
static bool is_hidden(const char *table)
{
    static const char *const NAMES[] = {"procedencia", "amenazas", "zonas", "territorios_superiores"};
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i], table) == 0)
            return true;
    return false;
}

/* Columns of links that only a machine wants. */
static bool is_shown_column(const pd_table *table, const pd_column *column)
{
    static const char *const NAMES[] = {"inicio", "fin", "regla", "texto", "confirmado"};
    if (strstr(table->name, "_territorio") == NULL)
        return true;
    for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
        if (strcmp(NAMES[i], column->name) == 0)
            return false;
    return true;
}

static pd_buffer *buffer_at(pd_report_data *data, int index)
{
    pd_buffer *const all[] = {&data->tables, &data->rows,     &data->omitted,    &data->trace,
                              &data->labels, &data->upper,    &data->works,      &data->lines,
                              &data->styles, &data->services, &data->territories};
    return index < (int)(sizeof all / sizeof all[0]) ? all[index] : NULL;
}

void pd_report_data_release(pd_report_data *data)
{
    for (int i = 0; buffer_at(data, i) != NULL; i++)
        pd_buffer_release(buffer_at(data, i));
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): data is never NULL, its last buffer is */
    const int32_t n = data->ground != NULL ? data->ground_start[data->delivery->plan->n_hazards] : 0;
    for (int32_t i = 0; i < n; i++) {
        pd_buffer_release(&data->ground[i].rings);
        pd_buffer_release(&data->ground[i].rough);
    }
    pd_free(data->run.figure);
    pd_free(data->run.source);
    pd_free(data->run.layer);
    pd_lonlat_release(&data->fine);
    pd_lonlat_release(&data->coarse);
    pd_lonlat_release(&data->rough);
    pd_intern_release(&data->texts);
    pd_arena_release(&data->arena);
}

static pdot_status init_ground(pd_report_data *data)
{
    const pdot_plan *plan = data->delivery->plan;
    data->ground_start =
        pd_arena_alloc(data->ctx, &data->arena, ((size_t)plan->n_hazards + 1) * sizeof *data->ground_start);
    if (data->ground_start == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < plan->n_hazards; i++)
        data->ground_start[i + 1] = data->ground_start[i] + plan->hazards[i].n_classes;
    const int32_t n = data->ground_start[plan->n_hazards];
    data->ground = pd_arena_alloc(data->ctx, &data->arena, ((size_t)n + 1) * sizeof *data->ground);
    if (data->ground == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < n; i++) {
        pd_buffer_init(data->ctx, &data->ground[i].rings);
        pd_buffer_init(data->ctx, &data->ground[i].rough);
    }
    return PDOT_OK;
}

pdot_status pd_report_data_init(pdot_ctx *ctx, const pd_delivery *delivery, pd_report_data *data)
{
    memset(data, 0, sizeof *data);
    data->ctx = ctx;
    data->delivery = delivery;
    for (int i = 0; buffer_at(data, i) != NULL; i++)
        pd_buffer_init(ctx, buffer_at(data, i));
    pdot_status status = pd_lonlat_init(ctx, delivery->plan, FINE_DECIMALS, &data->fine);
    if (status == PDOT_OK)
        status = pd_lonlat_init(ctx, delivery->plan, COARSE_DECIMALS, &data->coarse);
    if (status == PDOT_OK)
        status = pd_lonlat_init(ctx, delivery->plan, ROUGH_DECIMALS, &data->rough);
    return status == PDOT_OK ? init_ground(data) : status;
}

/* ---- tables */

static void add_column(pd_buffer *out, const pd_delivery *delivery, const pd_column *column)
{
    static const char *const TYPES[] = {"text", "integer", "real", "boolean"};
    pd_buffer_text(out, "{\"name\":");
    pd_json_string(out, column->name);
    pd_json_add_text(out, "title", pd_column_title(delivery, column));
    pd_json_add_text(out, "type", TYPES[column->type]);
    if (column->unit[0] != '\0')
        pd_json_add_text(out, "unit", column->unit);
    if (column->about_es[0] != '\0')
        pd_json_add_text(out, "about", pd_column_about(delivery, column));
    if (column->domain[0] != '\0')
        pd_json_add_text(out, "domain", column->domain);
    if (column->type == PD_TYPE_REAL)
        pd_buffer_format(out, ",\"decimals\":%d", column->decimals);
    pd_buffer_byte(out, '}');
}

pdot_status pd_report_data_begin(pd_report_data *data, const pd_table *table)
{
    data->n_rows = 0;
    data->is_full = false;
    data->is_shown = !is_hidden(table->name);
    pd_buffer_clear(&data->rows);
    pdot_status status = pd_table_copy(data->ctx, &data->arena, table, &data->table);
    if (status != PDOT_OK || strcmp(table->name, "territorios") != 0)
        return status;
    const pd_style *styles = NULL;
    int32_t n = 0;
    status = pd_styles_make(data->ctx, &data->arena, data->delivery, data->table, &styles, &n);
    for (int32_t i = 0; i < n; i++)
        pd_report_style(&styles[i], &data->styles);
    return status;
}

static pdot_status add_cell(pd_report_data *data, const pd_column *column, pd_value value)
{
    size_t number = 0;
    if (value.kind != PD_VALUE_TEXT) {
        pd_json_value(&data->rows, column, value);
        return PDOT_OK;
    }
    const pdot_status status = pd_intern_add(data->ctx, &data->texts, value.as.text, &number);
    pd_buffer_format(&data->rows, "%zu", number);
    return status;
}

static pdot_status add_row(pd_report_data *data, const pd_row *row)
{
    pdot_status status = PDOT_OK;
    bool is_first = true;
    pd_buffer_text(&data->rows, data->rows.size > 0 ? ",[" : "[");
    for (int32_t i = 0; status == PDOT_OK && i < data->table->n_columns; i++) {
        if (!is_shown_column(data->table, &data->table->columns[i]))
            continue;
        if (!is_first)
            pd_buffer_byte(&data->rows, ',');
        is_first = false;
        status = add_cell(data, &data->table->columns[i], row->values[i]);
    }
    pd_buffer_byte(&data->rows, ']');
    return status;
}

/* ---- passing */

pdot_status pd_report_data_row(pd_report_data *data, const pd_row *row)
{
    const bool is_main = strcmp(data->table->name, "territorios") == 0;
    data->n_rows++;
    pdot_status status = pd_report_shape(data, row);
    if (status == PDOT_OK && strcmp(data->table->name, "procedencia") == 0)
        status = pd_report_trace_row(data, row);
    if (status == PDOT_OK && data->is_shown && !data->is_full)
        status = add_row(data, row);
    if (data->rows.size > PD_REPORT_TABLE_BYTES && !is_main)
        data->is_full = true;
    return status;
}

static void add_table(pd_report_data *data)
{
    pd_buffer *out = &data->tables;
    const pd_table *table = data->table;
    bool is_first = true;
    pd_buffer_text(out, out->size > 0 ? ",\n{\"name\":" : "{\"name\":");
    pd_json_string(out, table->name);
    pd_json_add_text(out, "title", pd_table_title(data->delivery, table));
    pd_json_add_text(out, "about", pd_table_about(data->delivery, table));
    pd_buffer_text(out, ",\"columns\":[");
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!is_shown_column(table, &table->columns[i]))
            continue;
        if (!is_first)
            pd_buffer_byte(out, ',');
        is_first = false;
        add_column(out, data->delivery, &table->columns[i]);
    }
    pd_buffer_text(out, "],\"rows\":[");
    pd_buffer_add(out, data->rows.data, data->rows.size);
    pd_buffer_text(out, "]}");
}

pdot_status pd_report_data_end(pd_report_data *data)
{
    pdot_status status = PDOT_OK;
    if (strcmp(data->table->name, "procedencia") == 0)
        status = pd_report_trace_end(data);
    if (data->is_shown && !data->is_full && data->n_rows > 0) {
        add_table(data);
    } else if (data->is_full) {
        pd_buffer_text(&data->omitted, data->omitted.size > 0 ? ",{\"title\":" : "{\"title\":");
        pd_json_string(&data->omitted, pd_table_title(data->delivery, data->table));
        pd_buffer_format(&data->omitted, ",\"rows\":%lld}", (long long)data->n_rows);
    }
    return status == PDOT_OK ? pd_buffer_status(&data->rows) : status;
}

/* ---- the whole */

/* Only the last part of an absolute path: the page must not tell where a machine keeps its files. */
static const char *shown_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    return path[0] == '/' && slash != NULL ? slash + 1 : path;
}

static void add_sources(pd_buffer *out, const pdot_plan *plan)
{
    pd_buffer_text(out, ",\"sources\":[");
    for (int32_t i = 0; i < plan->n_sources; i++) {
        const pd_source *source = &plan->sources[i];
        pd_buffer_text(out, i > 0 ? ",{\"role\":" : "{\"role\":");
        pd_json_string(out, source->role);
        pd_json_add_text(out, "path", shown_path(source->path));
        pd_json_add_text(out, "layer", source->layer);
        pd_json_add_text(out, "crs", source->crs);
        pd_json_add_text(out, "operation", source->operation);
        pd_json_add_text(out, "sha256", source->sha256);
        pd_buffer_format(out, ",\"rows\":%lld}", (long long)source->rows);
    }
    pd_buffer_byte(out, ']');
}

static void add_texts(pd_buffer *out, const pd_intern *texts)
{
    pd_buffer_text(out, ",\"texts\":[");
    for (size_t i = 0; i < texts->n; i++) {
        if (i > 0)
            pd_buffer_byte(out, ',');
        pd_json_string(out, texts->texts[i]);
    }
    pd_buffer_byte(out, ']');
}

pdot_status pd_report_data_finish(pd_report_data *data, pd_buffer *out)
{
    const pd_delivery *delivery = data->delivery;
    pd_buffer_text(out, "{\"plan\":{\"id\":");
    pd_json_string(out, delivery->plan->id);
    pd_json_add_text(out, "title", delivery->plan->title);
    pd_json_add_text(out, "language", delivery->language);
    pd_buffer_text(out, "},\"scale\":100000");
    pd_json_add_text(out, "lineage", delivery->lineage);
    pd_buffer_format(out, ",\"styles\":[%s]", data->styles.data);
    pdot_status status = pd_report_hazards(data, out);
    if (status == PDOT_OK)
        status = pd_report_domains(data, out);
    add_sources(out, delivery->plan);
    pd_buffer_text(out, ",\"tables\":[");
    pd_buffer_add(out, data->tables.data, data->tables.size);
    pd_buffer_format(out, "],\"omitted\":[%s],\"trace\":[", data->omitted.data);
    pd_buffer_add(out, data->trace.data, data->trace.size);
    pd_buffer_text(out, "],\"shapes\":");
    pd_report_shapes_json(data, out);
    add_texts(out, &data->texts);
    pd_buffer_byte(out, '}');
    for (int i = 0; status == PDOT_OK && buffer_at(data, i) != NULL; i++)
        status = pd_buffer_status(buffer_at(data, i));
    return status == PDOT_OK ? pd_buffer_status(out) : status;
}
