/* Text, colours and paths of a printed map. */
#include "export/map/canvas.h"

#include <math.h>
#include <string.h>

#define POINT_MM (25.4 / 72.0)

static unsigned hex_pair(const char *text)
{
    unsigned value = 0;
    for (int i = 0; i < 2; i++)
        value = value * 16 + (unsigned)(text[i] <= '9' ? text[i] - '0' : (text[i] | 32) - 'a' + 10);
    return value;
}

void pd_map_color(cairo_t *cr, const char *hex)
{
    if (strlen(hex) == 7)
        cairo_set_source_rgb(cr, hex_pair(hex + 1) / 255.0, hex_pair(hex + 3) / 255.0,
                             hex_pair(hex + 5) / 255.0);
}

void pd_map_grey(cairo_t *cr, double level)
{
    cairo_set_source_rgb(cr, level, level, level);
}

PangoLayout *pd_map_layout(const pd_map_pen *with, const char *text, pd_map_font style)
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
void pd_map_layout_size(PangoLayout *layout, double *width, double *height)
{
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    *width = (double)box.width / PANGO_SCALE / 16;
    *height = (double)box.height / PANGO_SCALE / 16;
}

void pd_map_place(cairo_t *cr, PangoLayout *layout, double x, double y, double halo_mm)
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
double pd_map_text(const pd_map_pen *with, const char *text, double x, double y, pd_map_font style)
{
    double width, height;
    PangoLayout *layout = pd_map_layout(with, text, style);
    pd_map_layout_size(layout, &width, &height);
    pd_map_place(with->cr, layout, x, y, style.halo_mm);
    g_object_unref(layout);
    return height;
}

/* ---- shapes */

double pd_map_x(const pd_map_view *v, double x)
{
    return PD_MAP_FRAME_X + (x - v->x0) * v->scale;
}

double pd_map_y(const pd_map_view *v, double y)
{
    return PD_MAP_FRAME_Y + PD_MAP_FRAME_HEIGHT - (y - v->y0) * v->scale;
}

#define STEP_MM 0.05 /* points nearer than this to the one before cannot be told apart on the page */

void pd_map_ring(const pd_map_view *v, const pd_shapes *shapes, uint32_t begin, uint32_t end)
{
    double last_x = 0, last_y = 0;
    for (uint32_t i = begin; i < end; i++) {
        const double x = pd_map_x(v, shapes->xy[2 * (size_t)i]),
                     y = pd_map_y(v, shapes->xy[2 * (size_t)i + 1]);
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

void pd_map_path(const pd_map_view *v, const pd_shapes *shapes, size_t shape)
{
    for (uint32_t ring = shapes->shape_start[shape]; ring < shapes->shape_start[shape + 1]; ring++)
        pd_map_ring(v, shapes, shapes->ring_start[ring], shapes->ring_start[ring + 1]);
}

#define HATCH_MM 1.6

/* Diagonal lines over the box of the current path, clipped to it. */
static void hatch_path(cairo_t *cr)
{
    double x1, y1, x2, y2;
    cairo_path_extents(cr, &x1, &y1, &x2, &y2);
    cairo_save(cr);
    cairo_clip(cr);
    pd_map_grey(cr, 0.55);
    cairo_set_line_width(cr, 0.18);
    /* lines stand at fixed places of the page, so that neighbours' hatching joins */
    for (double at = floor((x1 + y1) / HATCH_MM) * HATCH_MM; at < x2 + y2; at += HATCH_MM) {
        cairo_move_to(cr, at - y1, y1);
        cairo_line_to(cr, at - y2, y2);
    }
    cairo_stroke(cr);
    cairo_restore(cr);
}

void pd_map_fill(cairo_t *cr, const pd_symbol *symbol)
{
    cairo_set_fill_rule(cr, CAIRO_FILL_RULE_EVEN_ODD);
    if (symbol->is_hatched) {
        pd_map_grey(cr, 1);
        cairo_fill_preserve(cr);
        hatch_path(cr);
    } else if (symbol->fill[0] != '\0') {
        pd_map_color(cr, symbol->fill);
        cairo_fill_preserve(cr);
        cairo_set_line_width(cr, 0.08); /* closes the hairline that antialiasing leaves between neighbours */
        cairo_stroke_preserve(cr);
    }
    cairo_new_path(cr);
}
