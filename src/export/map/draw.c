/* A printed map: territories or ground, outlines, services, names; then what stands around it. */
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "export/map/canvas.h"

static void draw_units(const pd_map_view *v, const pd_map_data *data, const pd_map_page *page)
{
    for (size_t i = 0; i < data->n_list; i++) {
        const int32_t class = data->list[i].classes[page->style_index];
        pd_map_path(v, &data->units, data->list[i].shape);
        if (class != PD_NONE)
            pd_map_fill(v->cr, &page->style->classes[class].symbol);
        cairo_new_path(v->cr);
    }
}

/* Ground that no class has: what the hazard says of ground outside its features. */
static void draw_outside(const pd_map_view *v, const pd_map_data *data, const pd_map_page *page)
{
    const pd_style *style = page->style;
    const bool is_free = data->delivery->plan->hazards[page->hazard].outside_is_free;
    const pd_symbol *symbol = &style->classes[style->n_classes - 1].symbol;
    for (int32_t i = 0; is_free && i < style->n_classes; i++)
        if (strcmp(style->classes[i].text, "libre") == 0)
            symbol = &style->classes[i].symbol;
    for (size_t i = 0; i < data->units.n_shapes; i++)
        pd_map_path(v, &data->units, i);
    cairo_set_fill_rule(v->cr, CAIRO_FILL_RULE_WINDING);
    pd_map_fill(v->cr, symbol);
}

/* Class by class, each as one path: pieces of one class that touch leave no seam. */
static void draw_ground(const pd_map_view *v, const pd_map_data *data, const pd_map_page *page)
{
    for (int32_t at = page->style->n_classes - 1; at >= 0; at--) {
        for (size_t i = 0; i < data->n_pieces; i++)
            if (data->pieces[i].hazard == page->hazard && data->pieces[i].class_index == at)
                pd_map_path(v, &data->ground, data->pieces[i].shape);
        pd_map_fill(v->cr, &page->style->classes[at].symbol);
    }
}

#define FEW_UNITS 200 /* beyond them, as in a country, a hairline is enough */

/* Outer rings only of the coarser units: their holes are gaps between neighbours more often than enclaves. */
static void draw_lines(const pd_map_view *v, const pd_map_data *data)
{
    const pd_shapes *outlines = &data->outlines;
    cairo_set_line_join(v->cr, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < data->units.n_shapes; i++)
        pd_map_path(v, &data->units, i);
    pd_map_grey(v->cr, 0.38);
    cairo_set_line_width(v->cr, data->n_list > FEW_UNITS ? 0.06 : 0.18);
    cairo_stroke(v->cr);
    for (size_t ring = 0; ring < outlines->n_rings; ring++)
        if (outlines->is_hole[ring] == 0)
            pd_map_ring(v, outlines, outlines->ring_start[ring], outlines->ring_start[ring + 1]);
    pd_map_grey(v->cr, 0.1);
    cairo_set_line_width(v->cr, 0.55);
    cairo_stroke(v->cr);
}

static void draw_services(const pd_map_view *v, const pd_map_data *data)
{
    for (size_t i = 0; i < data->services.n_points; i++) {
        cairo_arc(v->cr, pd_map_x(v, data->services.xy[2 * i]), pd_map_y(v, data->services.xy[2 * i + 1]),
                  1.0, 0, 2 * G_PI);
        pd_map_color(v->cr, "#d55e00");
        cairo_fill_preserve(v->cr);
        pd_map_grey(v->cr, 1);
        cairo_set_line_width(v->cr, 0.25);
        cairo_stroke(v->cr);
    }
}

/* ---- labels: larger territories first; one that would cover another is left out */

static int compare_units(const void *a, const void *b)
{
    const pd_map_unit *left = *(const pd_map_unit *const *)a, *right = *(const pd_map_unit *const *)b;
    if (left->area > right->area || left->area < right->area)
        return left->area > right->area ? -1 : 1;
    return left->shape < right->shape ? -1 : left->shape > right->shape;
}

static bool overlaps(const pd_box *a, const pd_box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

/* True if the label was placed: it is added to the boxes. */
static bool draw_label(const pd_map_view *v, const pd_map_unit *unit, pd_box *boxes, size_t n_boxes)
{
    static const pd_map_font STYLE = {.points = 6.5, .width_mm = 24, .align = PANGO_ALIGN_CENTER};
    double width, height;
    PangoLayout *layout = pd_map_layout(&v->pen, unit->name, STYLE);
    pd_map_layout_size(layout, &width, &height);
    const double x = pd_map_x(v, unit->x) - STYLE.width_mm / 2, y = pd_map_y(v, unit->y) - height / 2;
    const double left = pd_map_x(v, unit->x) - width / 2;
    boxes[n_boxes] = (pd_box){left, y, left + width, y + height};
    bool is_free = left > PD_MAP_FRAME_X && left + width < PD_MAP_FRAME_X + PD_MAP_FRAME_WIDTH;
    for (size_t i = 0; is_free && i < n_boxes; i++)
        is_free = !overlaps(&boxes[i], &boxes[n_boxes]);
    if (is_free) {
        pd_map_grey(v->cr, 0.1);
        pd_map_place(v->cr, layout, x, y, 0.7);
    }
    g_object_unref(layout);
    return is_free;
}

/* Beyond the first few, a territory smaller than this on the page gets no name: it would stand on its
 * neighbours. */
#define FEW_LABELS     60
#define LABEL_LEAST_MM 9.0

static pdot_status draw_labels(const pd_map_view *v, const pd_map_data *data)
{
    pd_box *boxes = pd_alloc_array(data->ctx, data->n_list + 1, sizeof *boxes);
    const pd_map_unit **order = pd_alloc_array(data->ctx, data->n_list + 1, sizeof *order);
    pdot_status status = boxes != NULL && order != NULL ? PDOT_OK : PDOT_NOMEM;
    size_t n = 0;
    for (size_t i = 0; status == PDOT_OK && i < data->n_list; i++)
        order[i] = &data->list[i];
    if (status == PDOT_OK && data->n_list > 1)
        qsort(order, data->n_list, sizeof *order, compare_units);
    for (size_t i = 0; status == PDOT_OK && i < data->n_list; i++)
        if (i < FEW_LABELS || sqrt(order[i]->area) * v->scale > LABEL_LEAST_MM)
            n += draw_label(v, order[i], boxes, n);
    pd_free(order);
    pd_free(boxes);
    return status;
}

static pd_map_view make_view(const pd_map_data *data, pd_map_pen with)
{
    const double padding = 6; /* mm around the territories */
    const double width = fmax(data->box.max_x - data->box.min_x, 1),
                 height = fmax(data->box.max_y - data->box.min_y, 1);
    pd_map_view v = {.pen = with, .cr = with.cr};
    v.scale = fmin((PD_MAP_FRAME_WIDTH - 2 * padding) / width, (PD_MAP_FRAME_HEIGHT - 2 * padding) / height);
    v.x0 = (data->box.min_x + data->box.max_x) / 2 - PD_MAP_FRAME_WIDTH / v.scale / 2;
    v.y0 = (data->box.min_y + data->box.max_y) / 2 - PD_MAP_FRAME_HEIGHT / v.scale / 2;
    return v;
}

static pdot_status draw_page(const pd_map_data *data, const pd_map_page *page, pd_map_pen with)
{
    cairo_t *cr = with.cr;
    const pd_map_view v = make_view(data, with);
    pd_map_grey(cr, 1);
    cairo_paint(cr);
    pd_map_texts(&with, page);
    cairo_save(cr);
    cairo_rectangle(cr, PD_MAP_FRAME_X, PD_MAP_FRAME_Y, PD_MAP_FRAME_WIDTH, PD_MAP_FRAME_HEIGHT);
    cairo_clip(cr);
    if (page->hazard == PD_NONE) {
        draw_units(&v, data, page);
    } else {
        draw_outside(&v, data, page);
        draw_ground(&v, data, page);
    }
    draw_lines(&v, data);
    if (page->with_services)
        draw_services(&v, data);
    const pdot_status status = draw_labels(&v, data);
    pd_map_ticks(&v);
    pd_map_scale_bar(&v);
    pd_map_north(&v);
    cairo_restore(cr);
    pd_map_frame(&v);
    pd_map_legend(&with, page);
    return status;
}

pdot_status pd_map_draw(pdot_ctx *ctx, const pd_map_data *data, const pd_map_page *page, void *cairo)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    const pd_map_pen with = {cairo, pango_font_map_create_context(fonts)};
    pdot_status status = draw_page(data, page, with);
    g_object_unref(with.text);
    g_object_unref(fonts);
    if (status == PDOT_OK && cairo_status(cairo) != CAIRO_STATUS_SUCCESS)
        status = pd_fail(ctx, PDOT_IO, "cannot draw a map: %s", cairo_status_to_string(cairo_status(cairo)));
    return status;
}
