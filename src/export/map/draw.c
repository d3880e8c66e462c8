/* A printed map: title, map in a frame with coordinates, legend, scale bar, north arrow, source. Everything
 * is in millimetres of an A4 page; text is set by pango. */
#include <cairo.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "export/map/data.h"

#define MARGIN_MM        12.0
#define POINT_MM         (25.4 / 72.0)
#define FRAME_TEXT_WIDTH (PD_MAP_WIDTH_MM - 2 * MARGIN_MM)

static const struct {
    double x, y, width, height;
} FRAME = {MARGIN_MM, 29, FRAME_TEXT_WIDTH, 204};

/* What draws: the page, and a font map of its own that ends with it. */
typedef struct pen {
    cairo_t *cr;
    PangoContext *text;
} pen;

typedef struct view {
    pen pen;
    cairo_t *cr;
    double scale;  /* mm per metre of the plane */
    double x0, y0; /* plane coordinates of the frame's lower left corner */
} view;

/* ---- small things */

static unsigned hex_pair(const char *text)
{
    unsigned value = 0;
    for (int i = 0; i < 2; i++)
        value = value * 16 + (unsigned)(text[i] <= '9' ? text[i] - '0' : (text[i] | 32) - 'a' + 10);
    return value;
}

static void set_color(cairo_t *cr, const char *hex)
{
    if (strlen(hex) == 7)
        cairo_set_source_rgb(cr, hex_pair(hex + 1) / 255.0, hex_pair(hex + 3) / 255.0,
                             hex_pair(hex + 5) / 255.0);
}

static void set_grey(cairo_t *cr, double level)
{
    cairo_set_source_rgb(cr, level, level, level);
}

typedef struct text_style {
    double points;
    bool is_bold;
    double width_mm; /* wraps at this width; 0: one line */
    int lines;       /* at most; 0: any number */
    double halo_mm;  /* white, around the letters */
    PangoAlignment align;
} text_style;

static PangoLayout *make_layout(const pen *with, const char *text, text_style style)
{
    PangoLayout *layout = pango_layout_new(with->text);
    PangoFontDescription *font = pango_font_description_new();
    pango_font_description_set_family(font, "DejaVu Sans");
    pango_font_description_set_weight(font, style.is_bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(font, style.points * POINT_MM * PANGO_SCALE * 16);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_alignment(layout, style.align);
    if (style.width_mm > 0) {
        pango_layout_set_width(layout, (int)(style.width_mm * 16 * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    if (style.lines > 0) {
        pango_layout_set_height(layout, -style.lines);
        pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
    }
    pango_layout_set_text(layout, text, -1);
    return layout;
}

/* Layouts are set sixteen times larger, so that hinting at a size of a few units does not distort them. */
static void layout_size(PangoLayout *layout, double *width, double *height)
{
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    *width = (double)box.width / PANGO_SCALE / 16;
    *height = (double)box.height / PANGO_SCALE / 16;
}

static void place_layout(cairo_t *cr, PangoLayout *layout, double x, double y, double halo_mm)
{
    cairo_save(cr);
    cairo_translate(cr, x, y);
    cairo_scale(cr, 1.0 / 16, 1.0 / 16);
    if (halo_mm > 0) {
        cairo_save(cr);
        pango_cairo_layout_path(cr, layout);
        cairo_set_source_rgba(cr, 1, 1, 1, 0.9);
        cairo_set_line_width(cr, halo_mm * 16);
        cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
        cairo_stroke(cr);
        cairo_restore(cr);
        cairo_new_path(cr);
    }
    pango_cairo_show_layout(cr, layout);
    cairo_restore(cr);
}

/* Gives the height it took. */
static double draw_text(const pen *with, const char *text, double x, double y, text_style style)
{
    double width, height;
    PangoLayout *layout = make_layout(with, text, style);
    layout_size(layout, &width, &height);
    place_layout(with->cr, layout, x, y, style.halo_mm);
    g_object_unref(layout);
    return height;
}

/* ---- shapes */

static double to_page_x(const view *v, double x)
{
    return FRAME.x + (x - v->x0) * v->scale;
}

static double to_page_y(const view *v, double y)
{
    return FRAME.y + FRAME.height - (y - v->y0) * v->scale;
}

#define STEP_MM 0.05 /* points nearer than this to the one before cannot be told apart on the page */

static void add_ring(const view *v, const pd_shapes *shapes, uint32_t begin, uint32_t end)
{
    double last_x = 0, last_y = 0;
    for (uint32_t i = begin; i < end; i++) {
        const double x = to_page_x(v, shapes->xy[2 * (size_t)i]),
                     y = to_page_y(v, shapes->xy[2 * (size_t)i + 1]);
        if (i > begin && fabs(x - last_x) < STEP_MM && fabs(y - last_y) < STEP_MM)
            continue;
        if (i == begin)
            cairo_move_to(v->cr, x, y);
        else
            cairo_line_to(v->cr, x, y);
        last_x = x;
        last_y = y;
    }
    cairo_close_path(v->cr);
}

static void add_path(const view *v, const pd_shapes *shapes, size_t shape)
{
    for (uint32_t ring = shapes->shape_start[shape]; ring < shapes->shape_start[shape + 1]; ring++)
        add_ring(v, shapes, shapes->ring_start[ring], shapes->ring_start[ring + 1]);
}

#define HATCH_MM 1.6

/* Diagonal lines over the box of the current path, clipped to it. */
static void hatch_path(cairo_t *cr)
{
    double x1, y1, x2, y2;
    cairo_path_extents(cr, &x1, &y1, &x2, &y2);
    cairo_save(cr);
    cairo_clip(cr);
    set_grey(cr, 0.55);
    cairo_set_line_width(cr, 0.18);
    /* lines stand at fixed places of the page, so that neighbours' hatching joins */
    for (double at = floor((x1 + y1) / HATCH_MM) * HATCH_MM; at < x2 + y2; at += HATCH_MM) {
        cairo_move_to(cr, at - y1, y1);
        cairo_line_to(cr, at - y2, y2);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

static void fill_path(cairo_t *cr, const pd_symbol *symbol)
{
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    if (symbol->is_hatched) {
        set_grey(cr, 1);
        cairo_fill_preserve(cr);
        hatch_path(cr);
    } else if (symbol->fill[0] != '\0') {
        set_color(cr, symbol->fill);
        cairo_fill_preserve(cr);
        cairo_set_line_width(cr, 0.08); /* closes the hairline that antialiasing leaves between neighbours */
        cairo_stroke_preserve(cr);
    }
    cairo_new_path(cr);
}

static void draw_units(const view *v, const pd_map_data *data, const pd_map_page *page)
{
    for (size_t i = 0; i < data->n_list; i++) {
        const int32_t class = data->list[i].classes[page->style_index];
        add_path(v, &data->units, data->list[i].shape);
        if (class != PD_NONE)
            fill_path(v->cr, &page->style->classes[class].symbol);
        cairo_new_path(v->cr);
    }
}

/* Ground that no class has: what the hazard says of ground outside its features. */
static void draw_outside(const view *v, const pd_map_data *data, const pd_map_page *page)
{
    const pd_style *style = page->style;
    const bool is_free = data->delivery->plan->hazards[page->hazard].outside_is_free;
    const pd_symbol *symbol = &style->classes[style->n_classes - 1].symbol;
    for (int32_t i = 0; is_free && i < style->n_classes; i++)
        if (strcmp(style->classes[i].text, "libre") == 0)
            symbol = &style->classes[i].symbol;
    for (size_t i = 0; i < data->units.n_shapes; i++)
        add_path(v, &data->units, i);
    cairo_set_fill_rule(v->cr, CAIRO_FILL_RULE_WINDING);
    fill_path(v->cr, symbol);
}

/* Class by class, each as one path: pieces of one class that touch leave no seam. */
static void draw_ground(const view *v, const pd_map_data *data, const pd_map_page *page)
{
    for (int32_t at = page->style->n_classes - 1; at >= 0; at--) {
        for (size_t i = 0; i < data->n_pieces; i++)
            if (data->pieces[i].hazard == page->hazard && data->pieces[i].class_index == at)
                add_path(v, &data->ground, data->pieces[i].shape);
        fill_path(v->cr, &page->style->classes[at].symbol);
    }
}

#define FEW_UNITS 200 /* beyond them, as in a country, a hairline is enough */

/* Outer rings only of the coarser units: their holes are gaps between neighbours more often than enclaves. */
static void draw_lines(const view *v, const pd_map_data *data)
{
    const pd_shapes *outlines = &data->outlines;
    cairo_set_line_join(v->cr, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < data->units.n_shapes; i++)
        add_path(v, &data->units, i);
    set_grey(v->cr, 0.38);
    cairo_set_line_width(v->cr, data->n_list > FEW_UNITS ? 0.06 : 0.18);
    cairo_stroke(v->cr);
    for (size_t ring = 0; ring < outlines->n_rings; ring++)
        if (outlines->is_hole[ring] == 0)
            add_ring(v, outlines, outlines->ring_start[ring], outlines->ring_start[ring + 1]);
    set_grey(v->cr, 0.1);
    cairo_set_line_width(v->cr, 0.55);
    cairo_stroke(v->cr);
}

static void draw_services(const view *v, const pd_map_data *data)
{
    for (size_t i = 0; i < data->services.n_points; i++) {
        cairo_arc(v->cr, to_page_x(v, data->services.xy[2 * i]), to_page_y(v, data->services.xy[2 * i + 1]),
                  1.0, 0, 2 * G_PI);
        set_color(v->cr, "#d55e00");
        cairo_fill_preserve(v->cr);
        set_grey(v->cr, 1);
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
static bool draw_label(const view *v, const pd_map_unit *unit, pd_box *boxes, size_t n_boxes)
{
    static const text_style STYLE = {.points = 6.5, .width_mm = 24, .align = PANGO_ALIGN_CENTER};
    double width, height;
    PangoLayout *layout = make_layout(&v->pen, unit->name, STYLE);
    layout_size(layout, &width, &height);
    const double x = to_page_x(v, unit->x) - STYLE.width_mm / 2, y = to_page_y(v, unit->y) - height / 2;
    const double left = to_page_x(v, unit->x) - width / 2;
    boxes[n_boxes] = (pd_box){left, y, left + width, y + height};
    bool is_free = left > FRAME.x && left + width < FRAME.x + FRAME.width;
    for (size_t i = 0; is_free && i < n_boxes; i++)
        is_free = !overlaps(&boxes[i], &boxes[n_boxes]);
    if (is_free) {
        set_grey(v->cr, 0.1);
        place_layout(v->cr, layout, x, y, 0.7);
    }
    g_object_unref(layout);
    return is_free;
}

/* Beyond the first few, a territory smaller than this on the page gets no name: it would stand on its
 * neighbours. */
#define FEW_LABELS     60
#define LABEL_LEAST_MM 9.0

static pdot_status draw_labels(const view *v, const pd_map_data *data)
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

/* ---- furniture */

/* The largest of 1, 2, 5 times a power of ten that is not above the value. */
static double round_down(double value)
{
    const double power = pow(10, floor(log10(value)));
    return value >= 5 * power ? 5 * power : value >= 2 * power ? 2 * power : power;
}

static void format_km(double metres, char out[PD_NUMBER_SIZE + 8])
{
    char number[PD_NUMBER_SIZE];
    const bool is_km = fabs(metres) >= 1000;
    (void)g_snprintf(out, PD_NUMBER_SIZE + 8, "%s %s",
                     pd_number_format(is_km ? metres / 1000 : metres, number), is_km ? "km" : "m");
}

#define BAR_MOST_MM 50.0

static void draw_scale_bar(const view *v)
{
    static const text_style STYLE = {.points = 6.5};
    char text[PD_NUMBER_SIZE + 8];
    const double length_m = round_down(BAR_MOST_MM / v->scale), length = length_m * v->scale;
    const double x = FRAME.x + 5, y = FRAME.y + FRAME.height - 6;
    cairo_rectangle(v->cr, x - 2.5, y - 5.5, length + 16, 9.5);
    cairo_set_source_rgba(v->cr, 1, 1, 1, 0.8);
    cairo_fill(v->cr);
    for (int i = 0; i < 4; i++) {
        cairo_rectangle(v->cr, x + i * length / 4, y, length / 4, 1.5);
        set_grey(v->cr, i % 2 == 0 ? 0.1 : 1);
        cairo_fill_preserve(v->cr);
        set_grey(v->cr, 0.1);
        cairo_set_line_width(v->cr, 0.15);
        cairo_stroke(v->cr);
    }
    format_km(length_m, text);
    (void)draw_text(&v->pen, "0", x - 0.8, y - 4, STYLE);
    (void)draw_text(&v->pen, text, x + length - 3, y - 4, STYLE);
}

static void draw_north(const view *v)
{
    static const text_style STYLE = {.points = 9, .is_bold = true};
    const double x = FRAME.x + FRAME.width - 9, y = FRAME.y + 6;
    cairo_move_to(v->cr, x, y);
    cairo_line_to(v->cr, x + 2.6, y + 8);
    cairo_line_to(v->cr, x, y + 6.2);
    cairo_line_to(v->cr, x - 2.6, y + 8);
    cairo_close_path(v->cr);
    set_grey(v->cr, 0.1);
    cairo_fill(v->cr);
    (void)draw_text(&v->pen, "N", x - 1.4, y + 8.5, STYLE);
}

/* Coordinates of the plane at the frame, in kilometres. */
static void draw_ticks(const view *v)
{
    static const text_style STYLE = {.points = 5, .halo_mm = 0.5};
    char text[PD_NUMBER_SIZE + 8];
    const double step = round_down(FRAME.height / v->scale / 4);
    set_grey(v->cr, 0.35);
    cairo_set_line_width(v->cr, 0.15);
    for (double x = ceil(v->x0 / step) * step; to_page_x(v, x) < FRAME.x + FRAME.width - 8; x += step) {
        cairo_move_to(v->cr, to_page_x(v, x), FRAME.y);
        cairo_line_to(v->cr, to_page_x(v, x), FRAME.y + 1.5);
        cairo_stroke(v->cr);
        format_km(x, text);
        (void)draw_text(&v->pen, text, to_page_x(v, x) + 0.5, FRAME.y + 0.4, STYLE);
    }
    for (double y = ceil(v->y0 / step) * step; to_page_y(v, y) > FRAME.y + 6; y += step) {
        cairo_move_to(v->cr, FRAME.x, to_page_y(v, y));
        cairo_line_to(v->cr, FRAME.x + 1.5, to_page_y(v, y));
        cairo_stroke(v->cr);
        format_km(y, text);
        if (to_page_y(v, y) < FRAME.y + FRAME.height - 14)
            (void)draw_text(&v->pen, text, FRAME.x + 0.6, to_page_y(v, y) + 0.2, STYLE);
    }
}

static void draw_frame(const view *v)
{
    cairo_rectangle(v->cr, FRAME.x, FRAME.y, FRAME.width, FRAME.height);
    set_grey(v->cr, 0.3);
    cairo_set_line_width(v->cr, 0.25);
    cairo_stroke(v->cr);
}

static void draw_swatch(cairo_t *cr, const pd_symbol *symbol, double x, double y)
{
    cairo_rectangle(cr, x, y, 7, 4);
    fill_path(cr, symbol);
    cairo_rectangle(cr, x, y, 7, 4);
    set_grey(cr, 0.4);
    cairo_set_line_width(cr, 0.15);
    cairo_stroke(cr);
}

#define LEGEND_COLUMNS 4

static void draw_legend(const pen *with, const pd_map_page *page)
{
    cairo_t *cr = with->cr;
    static const text_style TITLE = {.points = 8.5, .is_bold = true};
    const text_style entry = {.points = 7.5, .width_mm = FRAME.width / LEGEND_COLUMNS - 11, .lines = 1};
    const double top = FRAME.y + FRAME.height + 3.5;
    set_grey(cr, 0.1);
    (void)draw_text(with, page->style->title, FRAME.x, top, TITLE);
    const int rows = (page->style->n_classes + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    for (int32_t i = 0; i < page->style->n_classes; i++) {
        const int column = i / rows, row = i % rows;
        const double x = FRAME.x + column * (FRAME.width / LEGEND_COLUMNS), y = top + 6 + row * 5.6;
        draw_swatch(cr, &page->style->classes[i].symbol, x, y);
        set_grey(cr, 0.1);
        (void)draw_text(with, page->style->classes[i].label, x + 9, y + 0.2, entry);
    }
}

static void draw_texts(const pen *with, const pd_map_page *page)
{
    cairo_t *cr = with->cr;
    static const text_style TITLE = {.points = 16, .is_bold = true, .width_mm = FRAME_TEXT_WIDTH, .lines = 1};
    static const text_style SUBTITLE = {.points = 9, .width_mm = FRAME_TEXT_WIDTH, .lines = 1};
    static const text_style SOURCE = {.points = 5.5, .width_mm = FRAME_TEXT_WIDTH, .lines = 4};
    set_grey(cr, 0.1);
    (void)draw_text(with, page->title, MARGIN_MM, 11, TITLE);
    set_grey(cr, 0.35);
    (void)draw_text(with, page->subtitle, MARGIN_MM, 20.5, SUBTITLE);
    (void)draw_text(with, page->source, MARGIN_MM, PD_MAP_HEIGHT_MM - 21, SOURCE);
}

static view make_view(const pd_map_data *data, pen with)
{
    const double padding = 6; /* mm around the territories */
    const double width = fmax(data->box.max_x - data->box.min_x, 1),
                 height = fmax(data->box.max_y - data->box.min_y, 1);
    view v = {.pen = with, .cr = with.cr};
    v.scale = fmin((FRAME.width - 2 * padding) / width, (FRAME.height - 2 * padding) / height);
    v.x0 = (data->box.min_x + data->box.max_x) / 2 - FRAME.width / v.scale / 2;
    v.y0 = (data->box.min_y + data->box.max_y) / 2 - FRAME.height / v.scale / 2;
    return v;
}

static pdot_status draw_page(const pd_map_data *data, const pd_map_page *page, pen with)
{
    cairo_t *cr = with.cr;
    const view v = make_view(data, with);
    set_grey(cr, 1);
    cairo_paint(cr);
    draw_texts(&with, page);
    cairo_save(cr);
    cairo_rectangle(cr, FRAME.x, FRAME.y, FRAME.width, FRAME.height);
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
    draw_ticks(&v);
    draw_scale_bar(&v);
    draw_north(&v);
    cairo_restore(cr);
    draw_frame(&v);
    draw_legend(&with, page);
    return status;
}

pdot_status pd_map_draw(pdot_ctx *ctx, const pd_map_data *data, const pd_map_page *page, void *cairo)
{
    PangoFontMap *fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(fonts), 72);
    const pen with = {cairo, pango_font_map_create_context(fonts)};
    pdot_status status = draw_page(data, page, with);
    g_object_unref(with.text);
    g_object_unref(fonts);
    if (status == PDOT_OK && cairo_status(cairo) != CAIRO_STATUS_SUCCESS)
        status = pd_fail(ctx, PDOT_IO, "cannot draw a map: %s", cairo_status_to_string(cairo_status(cairo)));
    return status;
}
