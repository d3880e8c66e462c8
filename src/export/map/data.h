/* What the printed maps draw, gathered while the rows pass: shapes in the plan CRS, thinned to what a page
 * can show. For map.c and draw.c. */
#ifndef PD_EXPORT_MAP_DATA_H
#define PD_EXPORT_MAP_DATA_H

#include "export/style/style.h"

/* A territory with its name, and the class it falls into in each choropleth. */
typedef struct pd_map_unit {
    size_t shape; /* in units */
    const char *name;
    double x, y;      /* a point inside */
    double area;      /* planar: which labels go first */
    int32_t *classes; /* per style */
} pd_map_unit;

/* A piece of a hazard's ground. */
typedef struct pd_map_ground {
    size_t shape;
    int32_t hazard, class_index; /* class of the hazard's style */
} pd_map_ground;

typedef struct pd_map_data {
    pdot_ctx *ctx;
    const pd_delivery *delivery;
    pd_arena arena;
    const pd_table *table; /* the one that passes */
    pd_shapes units, outlines, ground, services;
    pd_map_unit *list;
    size_t n_list, list_capacity;
    pd_map_ground *pieces;
    size_t n_pieces, piece_capacity;
    const pd_style *styles; /* choropleths of the territories */
    int32_t n_styles;
    pd_style *hazards; /* per hazard of the plan */
    pd_box box;        /* of the territories */
    pd_shapes one;     /* scratch */
} pd_map_data;

PDOT_MUST_CHECK pdot_status pd_map_data_init(pdot_ctx *ctx, const pd_delivery *delivery, pd_map_data *data);
void pd_map_data_release(pd_map_data *data);
PDOT_MUST_CHECK pdot_status pd_map_data_begin(pd_map_data *data, const pd_table *table);
PDOT_MUST_CHECK pdot_status pd_map_data_row(pd_map_data *data, const pd_row *row);

/* One map: a choropleth (hazard PD_NONE) or the ground of a hazard. */
typedef struct pd_map_page {
    const char *title, *subtitle, *source;
    const pd_style *style;
    int32_t style_index; /* in data->styles */
    int32_t hazard;
    bool with_services;
} pd_map_page;

/* draw.c: draws the page on a cairo surface whose unit is the millimetre (210 by 297). */
PDOT_MUST_CHECK pdot_status pd_map_draw(pdot_ctx *ctx, const pd_map_data *data, const pd_map_page *page,
                                        void *cairo);
#define PD_MAP_WIDTH_MM  210.0
#define PD_MAP_HEIGHT_MM 297.0

#endif
