/* What a printed map is drawn with: text, colours, paths from the plane to the page, and the things around
 * the map. Everything is in millimetres of the page; text is set by pango. For draw.c. */
#ifndef PD_EXPORT_MAP_CANVAS_H
#define PD_EXPORT_MAP_CANVAS_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "export/map/data.h"

#define PD_MAP_MARGIN_MM 12.0

/* The frame of the map on the page. */
#define PD_MAP_FRAME_X      PD_MAP_MARGIN_MM
#define PD_MAP_FRAME_Y      29.0
#define PD_MAP_FRAME_WIDTH  (PD_MAP_WIDTH_MM - 2 * PD_MAP_MARGIN_MM)
#define PD_MAP_FRAME_HEIGHT 204.0

/* The page, and a font map of its own that ends with it. */
typedef struct pd_map_pen {
    cairo_t *cr;
    PangoContext *text;
} pd_map_pen;

typedef struct pd_map_view {
    pd_map_pen pen;
    cairo_t *cr;
    double scale;  /* mm per metre of the plane */
    double x0, y0; /* plane coordinates of the frame's lower left corner */
} pd_map_view;

/* canvas.c */

void pd_map_color(cairo_t *cr, const char *hex); /* "#rrggbb" */
void pd_map_grey(cairo_t *cr, double level);     /* 0 black to 1 white */

typedef struct pd_map_font {
    double points;
    bool is_bold;
    double width_mm; /* wraps at this width; 0: one line */
    int lines;       /* at most; 0: any number */
    double halo_mm;  /* white, around the letters */
    PangoAlignment align;
} pd_map_font;

/* The text set, ended by g_object_unref; its size; its drawing at a place. */
PangoLayout *pd_map_layout(const pd_map_pen *with, const char *text, pd_map_font style);
void pd_map_layout_size(PangoLayout *layout, double *width, double *height);
void pd_map_place(cairo_t *cr, PangoLayout *layout, double x, double y, double halo_mm);
/* All at once; gives the height it took. */
double pd_map_text(const pd_map_pen *with, const char *text, double x, double y, pd_map_font style);

double pd_map_x(const pd_map_view *v, double x);
double pd_map_y(const pd_map_view *v, double y);
/* Appends a ring, the points from begin to end; all rings of a shape. */
void pd_map_ring(const pd_map_view *v, const pd_shapes *shapes, uint32_t begin, uint32_t end);
void pd_map_path(const pd_map_view *v, const pd_shapes *shapes, size_t shape);
/* Fills or hatches the path, and ends it. */
void pd_map_fill(cairo_t *cr, const pd_symbol *symbol);

/* furniture.c */

void pd_map_scale_bar(const pd_map_view *v);
void pd_map_north(const pd_map_view *v);
void pd_map_ticks(const pd_map_view *v); /* coordinates of the plane at the frame, in kilometres */
void pd_map_frame(const pd_map_view *v);
void pd_map_legend(const pd_map_pen *with, const pd_map_page *page);
void pd_map_texts(const pd_map_pen *with, const pd_map_page *page); /* title, subtitle, source */

#endif
