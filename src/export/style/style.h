/* Styles: how a layer is drawn, once, for QGIS, SLD, the report and the printed maps. A style is an ordered
 * list of classes of one column; its colours and limits come from the sheets in styles/ and, for a hazard,
 * from its own class table. Everything lives in the caller's arena.
 *
 * The ramps go from light to dark in every palette, so that they keep their order in grey print and for every
 * kind of colour vision; missing data is hatched, never a colour. */
#ifndef PD_EXPORT_STYLE_STYLE_H
#define PD_EXPORT_STYLE_STYLE_H

#include "export/writer.h"

typedef enum pd_match {
    PD_MATCH_ALL,    /* every row */
    PD_MATCH_TEXT,   /* column = text */
    PD_MATCH_NUMBER, /* column = lower */
    PD_MATCH_RANGE,  /* lower <= column < upper; upper may be infinite */
    PD_MATCH_NULL,   /* column has no value */
    PD_MATCH_OTHER   /* no class before it matches */
} pd_match;

typedef struct pd_symbol {
    const char *fill;    /* "#rrggbb", or "" for none */
    const char *line;    /* of the outline, or of the line */
    double line_mm;      /* 0: no outline */
    double size_mm;      /* of a marker */
    int opacity_percent; /* of the fill */
    bool is_hatched;
} pd_symbol;

typedef struct pd_style_class {
    pd_match match;
    const char *column;
    const char *text;
    double lower, upper;
    const char *label; /* in the delivery's language */
    pd_symbol symbol;
} pd_style_class;

typedef struct pd_style {
    const char *name;  /* unique within the table: the column, the hazard's id, or "base" */
    const char *title; /* of the legend, with the unit */
    const char *group; /* of the project's layer tree: "riesgo", "plan", "servicios", "brechas", "limites" */
    const char *table;
    pd_geometry_type geometry;
    const char *column;       /* "" : one symbol for all */
    const char *label_column; /* written on the map; "" : none */
    const pd_style_class *classes;
    int32_t n_classes;
} pd_style;

/* The styles of a table, its default first; none for a table without geometry. A style whose column the table
 * does not have is left out. */
PDOT_MUST_CHECK pdot_status pd_styles_make(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery,
                                           const pd_table *table, const pd_style **out, int32_t *n);

/* How the layer amenazas is drawn for one hazard: its classes in order, "libre", no data. */
PDOT_MUST_CHECK pdot_status pd_style_make_hazard(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery,
                                                 const pd_table *table, const pd_hazard *hazard,
                                                 pd_style *out);

/* The class a row falls into, or PD_NONE. */
int32_t pd_style_find(const pd_style *style, const pd_table *table, const pd_row *row);

/* The colour of a rank in the rank palette, "#rrggbb"; of no rank, white. */
PDOT_MUST_CHECK pdot_status pd_style_rank_color(pdot_ctx *ctx, pd_arena *arena, int rank, const char **out);

#endif
