/* mapas/<name>.png and .pdf: one map per hazard, and one per choropleth of the plan (problems, activities,
 * gaps, ground under high hazard). Two formats, one drawing. */
#include <cairo-pdf.h>
#include <cairo.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "export/file.h"
#include "export/map/data.h"

#define PNG_DPI 200.0

struct pd_writer {
    pd_map_data data;
    char *folder;
    bool is_pdf;
};

static void map_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    pd_map_data_release(&writer->data);
    pd_free(writer->folder);
    pd_free(writer);
}

static pdot_status map_open(pdot_ctx *ctx, const pd_delivery *delivery, bool is_pdf, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    writer->is_pdf = is_pdf;
    pdot_status status = pd_map_data_init(ctx, delivery, &writer->data);
    if (status == PDOT_OK && (writer->folder = pd_path_join(ctx, delivery->folder, "mapas")) == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK && mkdir(writer->folder, 0777) != 0 && errno != EEXIST)
        status = pd_fail(ctx, PDOT_IO, "cannot make the folder %s: %s", writer->folder, strerror(errno));
    if (status == PDOT_OK) {
        *out = writer;
        writer = NULL;
    }
    map_close(writer);
    return status;
}

static pdot_status png_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    return map_open(ctx, delivery, false, out);
}

static pdot_status pdf_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    return map_open(ctx, delivery, true, out);
}

static pdot_status map_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    (void)ctx;
    return pd_map_data_begin(&writer->data, table);
}

static pdot_status map_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    (void)ctx;
    return pd_map_data_row(&writer->data, row);
}

static pdot_status map_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    (void)writer;
    return PDOT_OK;
}

static cairo_status_t add_bytes(void *closure, const unsigned char *bytes, unsigned size)
{
    pd_buffer_add(closure, bytes, size);
    return pd_buffer_status(closure) == PDOT_OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static pdot_status fail_cairo(pdot_ctx *ctx, cairo_status_t code)
{
    return pd_fail(ctx, code == CAIRO_STATUS_NO_MEMORY ? PDOT_NOMEM : PDOT_IO, "cannot make a map: %s",
                   cairo_status_to_string(code));
}

/* Draws the page on the surface, scaled from millimetres, and ends the surface's picture. */
static pdot_status draw_on(pdot_ctx *ctx, const pd_writer *writer, const pd_map_page *page,
                           cairo_surface_t *surface, double units_per_mm)
{
    cairo_t *cr = cairo_create(surface);
    cairo_scale(cr, units_per_mm, units_per_mm);
    const pdot_status status = pd_map_draw(ctx, &writer->data, page, cr);
    cairo_show_page(cr);
    cairo_destroy(cr);
    return status;
}

static pdot_status make_png(pdot_ctx *ctx, const pd_writer *writer, const pd_map_page *page, pd_buffer *out)
{
    const double scale = PNG_DPI / 25.4;
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(PD_MAP_WIDTH_MM * scale),
                                                          (int)(PD_MAP_HEIGHT_MM * scale));
    pdot_status status = draw_on(ctx, writer, page, surface, scale);
    if (status == PDOT_OK) {
        const cairo_status_t code = cairo_surface_write_to_png_stream(surface, add_bytes, out);
        if (code != CAIRO_STATUS_SUCCESS)
            status = fail_cairo(ctx, code);
    }
    cairo_surface_destroy(surface);
    return status;
}

static pdot_status make_pdf(pdot_ctx *ctx, const pd_writer *writer, const pd_map_page *page, pd_buffer *out)
{
    const double scale = 72 / 25.4;
    cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(add_bytes, out, PD_MAP_WIDTH_MM * scale,
                                                                   PD_MAP_HEIGHT_MM * scale);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, PD_DELIVERY_DATE);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, page->title);
    pdot_status status = draw_on(ctx, writer, page, surface, scale);
    cairo_surface_finish(surface);
    if (status == PDOT_OK && cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS)
        status = fail_cairo(ctx, cairo_surface_status(surface));
    cairo_surface_destroy(surface);
    return status;
}

static pdot_status put_page(pdot_ctx *ctx, const pd_writer *writer, const char *name, const pd_map_page *page)
{
    pd_buffer bytes, file;
    pd_buffer_init(ctx, &bytes);
    pd_buffer_init(ctx, &file);
    pd_buffer_format(&file, "%s.%s", name, writer->is_pdf ? "pdf" : "png");
    pdot_status status =
        writer->is_pdf ? make_pdf(ctx, writer, page, &bytes) : make_png(ctx, writer, page, &bytes);
    if (status == PDOT_OK)
        status = pd_buffer_status(&bytes);
    if (status == PDOT_OK)
        status = pd_buffer_status(&file);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, writer->folder, file.data, bytes.data, bytes.size);
    pd_buffer_release(&file);
    pd_buffer_release(&bytes);
    return status;
}

static pdot_status put_hazard(pdot_ctx *ctx, const pd_writer *writer, int32_t hazard)
{
    const pd_delivery *delivery = writer->data.delivery;
    pd_buffer name;
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "amenaza-%s", delivery->plan->hazards[hazard].id);
    const pd_map_page page = {.title = delivery->plan->hazards[hazard].title,
                              .subtitle = delivery->plan->title,
                              .source = delivery->credit,
                              .style = &writer->data.hazards[hazard],
                              .hazard = hazard};
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = put_page(ctx, writer, name.data, &page);
    pd_buffer_release(&name);
    return status;
}

static bool has_ground(const pd_map_data *data, int32_t hazard)
{
    for (size_t i = 0; i < data->n_pieces; i++)
        if (data->pieces[i].hazard == hazard)
            return true;
    return false;
}

/* alta_pct becomes "alta-pct": file names use no underscore. */
static pdot_status put_choropleth(pdot_ctx *ctx, const pd_writer *writer, int32_t index)
{
    const pd_style *style = &writer->data.styles[index];
    const pd_map_page page = {.title = style->title,
                              .subtitle = writer->data.delivery->plan->title,
                              .source = writer->data.delivery->credit,
                              .style = style,
                              .style_index = index,
                              .hazard = PD_NONE,
                              .with_services = strcmp(style->column, "actividades") == 0};
    char name[64];
    size_t n = 0;
    for (; style->column[n] != '\0' && n < sizeof name - 1; n++)
        name[n] = style->column[n] == '_' ? '-' : style->column[n];
    name[n] = '\0';
    return put_page(ctx, writer, name, &page);
}

static pdot_status map_finish(pdot_ctx *ctx, pd_writer *writer)
{
    pdot_status status = PDOT_OK;
    if (writer->data.n_list == 0)
        return PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < writer->data.delivery->plan->n_hazards; i++)
        if (has_ground(&writer->data, i))
            status = put_hazard(ctx, writer, i);
    for (int32_t i = 0; status == PDOT_OK && i < writer->data.n_styles; i++)
        status = put_choropleth(ctx, writer, i);
    return status;
}

const pd_format pd_format_png = {"png",         png_open,   map_begin_table, map_put_row,
                                 map_end_table, map_finish, map_close,       NULL};
const pd_format pd_format_pdf = {"pdf",         pdf_open,   map_begin_table, map_put_row,
                                 map_end_table, map_finish, map_close,       NULL};
