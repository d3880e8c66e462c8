/* What stands around a map: scale bar, north arrow, coordinates, frame, legend, title and source. */
#include <math.h>

#include "base/number.h"
#include "export/map/canvas.h"

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

void pd_map_scale_bar(const pd_map_view *v)
{
    static const pd_map_font STYLE = {.points = 6.5};
    char text[PD_NUMBER_SIZE + 8];
    const double length_m = round_down(BAR_MOST_MM / v->scale), length = length_m * v->scale;
    const double x = PD_MAP_FRAME_X + 5, y = PD_MAP_FRAME_Y + PD_MAP_FRAME_HEIGHT - 6;
    cairo_rectangle(v->cr, x - 2.5, y - 5.5, length + 16, 9.5);
    cairo_set_source_rgba(v->cr, 1, 1, 1, 0.8);
    cairo_fill(v->cr);
    for (int i = 0; i < 4; i++) {
        cairo_rectangle(v->cr, x + i * length / 4, y, length / 4, 1.5);
        pd_map_grey(v->cr, i % 2 == 0 ? 0.1 : 1);
        cairo_fill_preserve(v->cr);
        pd_map_grey(v->cr, 0.1);
        cairo_set_line_width(v->cr, 0.15);
        cairo_stroke(v->cr);
    }
    format_km(length_m, text);
    (void)pd_map_text(&v->pen, "0", x - 0.8, y - 4, STYLE);
    (void)pd_map_text(&v->pen, text, x + length - 3, y - 4, STYLE);
}

void pd_map_north(const pd_map_view *v)
{
    static const pd_map_font STYLE = {.points = 9, .is_bold = true};
    const double x = PD_MAP_FRAME_X + PD_MAP_FRAME_WIDTH - 9, y = PD_MAP_FRAME_Y + 6;
    cairo_move_to(v->cr, x, y);
    cairo_line_to(v->cr, x + 2.6, y + 8);
    cairo_line_to(v->cr, x, y + 6.2);
    cairo_line_to(v->cr, x - 2.6, y + 8);
    cairo_close_path(v->cr);
    pd_map_grey(v->cr, 0.1);
    cairo_fill(v->cr);
    (void)pd_map_text(&v->pen, "N", x - 1.4, y + 8.5, STYLE);
}

/* Coordinates of the plane at the frame, in kilometres. */
void pd_map_ticks(const pd_map_view *v)
{
    static const pd_map_font STYLE = {.points = 5, .halo_mm = 0.5};
    char text[PD_NUMBER_SIZE + 8];
    const double step = round_down(PD_MAP_FRAME_HEIGHT / v->scale / 4);
    pd_map_grey(v->cr, 0.35);
    cairo_set_line_width(v->cr, 0.15);
    for (double x = ceil(v->x0 / step) * step; pd_map_x(v, x) < PD_MAP_FRAME_X + PD_MAP_FRAME_WIDTH - 8;
         x += step) {
        cairo_move_to(v->cr, pd_map_x(v, x), PD_MAP_FRAME_Y);
        cairo_line_to(v->cr, pd_map_x(v, x), PD_MAP_FRAME_Y + 1.5);
        cairo_stroke(v->cr);
        format_km(x, text);
        (void)pd_map_text(&v->pen, text, pd_map_x(v, x) + 0.5, PD_MAP_FRAME_Y + 0.4, STYLE);
    }
    for (double y = ceil(v->y0 / step) * step; pd_map_y(v, y) > PD_MAP_FRAME_Y + 6; y += step) {
        cairo_move_to(v->cr, PD_MAP_FRAME_X, pd_map_y(v, y));
        cairo_line_to(v->cr, PD_MAP_FRAME_X + 1.5, pd_map_y(v, y));
        cairo_stroke(v->cr);
        format_km(y, text);
        if (pd_map_y(v, y) < PD_MAP_FRAME_Y + PD_MAP_FRAME_HEIGHT - 14)
            (void)pd_map_text(&v->pen, text, PD_MAP_FRAME_X + 0.6, pd_map_y(v, y) + 0.2, STYLE);
    }
}

void pd_map_frame(const pd_map_view *v)
{
    cairo_rectangle(v->cr, PD_MAP_FRAME_X, PD_MAP_FRAME_Y, PD_MAP_FRAME_WIDTH, PD_MAP_FRAME_HEIGHT);
    pd_map_grey(v->cr, 0.3);
    cairo_set_line_width(v->cr, 0.25);
    cairo_stroke(v->cr);
}

static void draw_swatch(cairo_t *cr, const pd_symbol *symbol, double x, double y)
{
    cairo_rectangle(cr, x, y, 7, 4);
    pd_map_fill(cr, symbol);
    cairo_rectangle(cr, x, y, 7, 4);
    pd_map_grey(cr, 0.4);
    cairo_set_line_width(cr, 0.15);
    cairo_stroke(cr);
}

#define LEGEND_COLUMNS 4

void pd_map_legend(const pd_map_pen *with, const pd_map_page *page)
{
    cairo_t *cr = with->cr;
    static const pd_map_font TITLE = {.points = 8.5, .is_bold = true};
    const pd_map_font entry = {
        .points = 7.5, .width_mm = PD_MAP_FRAME_WIDTH / LEGEND_COLUMNS - 11, .lines = 1};
    const double top = PD_MAP_FRAME_Y + PD_MAP_FRAME_HEIGHT + 3.5;
    pd_map_grey(cr, 0.1);
    (void)pd_map_text(with, page->style->title, PD_MAP_FRAME_X, top, TITLE);
    const int rows = (page->style->n_classes + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS;
    for (int32_t i = 0; i < page->style->n_classes; i++) {
        const int column = i / rows, row = i % rows;
        const double x = PD_MAP_FRAME_X + column * (PD_MAP_FRAME_WIDTH / LEGEND_COLUMNS),
                     y = top + 6 + row * 5.6;
        draw_swatch(cr, &page->style->classes[i].symbol, x, y);
        pd_map_grey(cr, 0.1);
        (void)pd_map_text(with, page->style->classes[i].label, x + 9, y + 0.2, entry);
    }
}

void pd_map_texts(const pd_map_pen *with, const pd_map_page *page)
{
    cairo_t *cr = with->cr;
    static const pd_map_font TITLE = {
        .points = 16, .is_bold = true, .width_mm = PD_MAP_FRAME_WIDTH, .lines = 1};
    static const pd_map_font SUBTITLE = {.points = 9, .width_mm = PD_MAP_FRAME_WIDTH, .lines = 1};
    static const pd_map_font SOURCE = {.points = 5.5, .width_mm = PD_MAP_FRAME_WIDTH, .lines = 4};
    pd_map_grey(cr, 0.1);
    (void)pd_map_text(with, page->title, PD_MAP_MARGIN_MM, 11, TITLE);
    pd_map_grey(cr, 0.35);
    (void)pd_map_text(with, page->subtitle, PD_MAP_MARGIN_MM, 20.5, SUBTITLE);
    (void)pd_map_text(with, page->source, PD_MAP_MARGIN_MM, PD_MAP_HEIGHT_MM - 21, SOURCE);
}
