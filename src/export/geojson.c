/* geojson/<layer>.geojson: RFC 7946. Longitude and latitude of WGS 84, outer rings counter-clockwise, no crs
 * member, the row's key as id, the extent as bbox. Beside each file its default style as .qml, which QGIS
 * finds by name. */
#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "base/number.h"
#include "export/file.h"
#include "export/json.h"
#include "export/lonlat.h"
#include "export/style/qml.h"
#include "export/selfcheck/selfcheck.h"

struct pd_writer {
    const pd_delivery *delivery;
    char *folder;
    pd_lonlat lonlat;
    const pd_table *table; /* NULL while a table without geometry passes */
    bool has_rows;
    pd_box box;
    pd_file_out file;
    pd_buffer text, id;
};

static void geojson_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    pd_file_out_abandon(&writer->file);
    pd_lonlat_release(&writer->lonlat);
    pd_buffer_release(&writer->text);
    pd_buffer_release(&writer->id);
    pd_free(writer->folder);
    pd_free(writer);
}

static pdot_status geojson_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->delivery = delivery;
    pd_buffer_init(ctx, &writer->text);
    pd_buffer_init(ctx, &writer->id);
    pdot_status status = pd_lonlat_init(ctx, delivery->plan, PD_LONLAT_DECIMALS, &writer->lonlat);
    if (status == PDOT_OK && (writer->folder = pd_path_join(ctx, delivery->folder, "geojson")) == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK && mkdir(writer->folder, 0777) != 0)
        status = pd_fail(ctx, PDOT_IO, "cannot make the folder %s: %s", writer->folder, strerror(errno));
    if (status == PDOT_OK) {
        *out = writer;
        writer = NULL;
    }
    geojson_close(writer);
    return status;
}

static pdot_status put_style(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    pd_arena arena = {0};
    pd_buffer text, name;
    const pd_style *styles = NULL;
    int32_t n = 0;
    pd_buffer_init(ctx, &text);
    pd_buffer_init(ctx, &name);
    pdot_status status = pd_styles_make(ctx, &arena, writer->delivery, table, &styles, &n);
    if (status == PDOT_OK && n > 0)
        status = pd_qml_document(ctx, writer->delivery, table, &styles[0], &text);
    pd_buffer_format(&name, "%s.qml", table->name);
    if (status == PDOT_OK)
        status = pd_buffer_status(&name);
    if (status == PDOT_OK && n > 0)
        status = pd_file_put(ctx, writer->folder, name.data, text.data, text.size);
    pd_buffer_release(&name);
    pd_buffer_release(&text);
    pd_arena_release(&arena);
    return status;
}

static pdot_status geojson_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    writer->table = NULL;
    if (table->geometry == PD_GEOM_NONE)
        return PDOT_OK;
    pdot_status status = put_style(ctx, writer, table);
    pd_buffer_clear(&writer->id);
    pd_buffer_format(&writer->id, "%s.geojson", table->name);
    if (status == PDOT_OK)
        status = pd_buffer_status(&writer->id);
    if (status == PDOT_OK)
        status = pd_file_out_open(ctx, writer->folder, writer->id.data, &writer->file);
    if (status != PDOT_OK)
        return status;
    writer->table = table;
    writer->has_rows = false;
    writer->box = (pd_box){INFINITY, INFINITY, -INFINITY, -INFINITY};
    pd_buffer_text(&writer->text, "{\"type\":\"FeatureCollection\",\"name\":");
    pd_json_string(&writer->text, table->name);
    pd_buffer_text(&writer->text, ",\"title\":");
    pd_json_string(&writer->text, pd_table_title(writer->delivery, table));
    pd_buffer_text(&writer->text, ",\"features\":[");
    pd_file_out_flush(&writer->file, &writer->text);
    return writer->file.status;
}

static pdot_status geojson_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    const pd_table *table = writer->table;
    if (table == NULL)
        return PDOT_OK;
    const pdot_status status = pd_lonlat_load(ctx, &writer->lonlat, table->geometry, row->wkb);
    if (status != PDOT_OK)
        return status;
    pd_buffer *out = &writer->text;
    pd_buffer_text(out, writer->has_rows ? ",\n" : "\n");
    writer->has_rows = true;
    pd_buffer_clear(&writer->id);
    pd_row_id(table, row, &writer->id);
    pd_buffer_text(out, "{\"type\":\"Feature\",\"id\":");
    pd_json_string(out, writer->id.data);
    pd_buffer_text(out, ",\"properties\":{");
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (i > 0)
            pd_buffer_byte(out, ',');
        pd_json_key(out, table->columns[i].name);
        pd_json_value(out, &table->columns[i], row->values[i]);
    }
    pd_buffer_text(out, "},\"geometry\":");
    pd_lonlat_json(&writer->lonlat, table->geometry, out, &writer->box);
    pd_buffer_byte(out, '}');
    pd_file_out_flush(&writer->file, out);
    return writer->file.status;
}

static pdot_status geojson_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    if (writer->table == NULL)
        return PDOT_OK;
    const double box[] = {writer->box.min_x, writer->box.min_y, writer->box.max_x, writer->box.max_y};
    pd_buffer_text(&writer->text, "\n]");
    for (int i = 0; i < 4 && box[0] <= box[2]; i++) {
        char number[PD_NUMBER_SIZE];
        pd_buffer_text(&writer->text, i == 0 ? ",\"bbox\":[" : ",");
        pd_buffer_text(&writer->text, pd_number_format(box[i], number));
    }
    pd_buffer_text(&writer->text, box[0] <= box[2] ? "]}\n" : "}\n");
    pd_file_out_flush(&writer->file, &writer->text);
    return pd_file_out_close(&writer->file);
}

static pdot_status geojson_finish(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    (void)writer;
    return PDOT_OK;
}

const pd_format pd_format_geojson = {"geojson",       geojson_open,        geojson_begin_table,
                                     geojson_put_row, geojson_end_table,   geojson_finish,
                                     geojson_close,   pd_selfcheck_geojson};
