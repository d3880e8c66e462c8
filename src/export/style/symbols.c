/* Symbols of QGIS. The vocabulary is QGIS': symbols are stacks of symbol layers, each with a map of options.
 */
#include "export/style/symbols.h"

#include <stdio.h>
#include <string.h>

#include "base/number.h"

#define END (const char *)NULL

/* "#rrggbb" as QGIS writes colours: "r,g,b,a". */
static void format_color(const char *hex, int alpha, char out[PD_NUMBER_SIZE])
{
    unsigned rgb[3] = {0, 0, 0};
    for (int i = 0; i < 3 && strlen(hex) == 7; i++)
        for (int j = 0; j < 2; j++) {
            const char c = hex[1 + 2 * i + j];
            rgb[i] = rgb[i] * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
        }
    (void)snprintf(out, PD_NUMBER_SIZE, "%u,%u,%u,%d", rgb[0], rgb[1], rgb[2], alpha);
}

static void color_option(pd_xml *xml, const char *name, const char *hex, int alpha)
{
    char color[PD_NUMBER_SIZE];
    format_color(hex, alpha, color);
    pd_xml_option(xml, name, color);
}

static void number_option(pd_xml *xml, const char *name, double value)
{
    char text[PD_NUMBER_SIZE];
    pd_xml_option(xml, name, pd_number_format(value, text));
}

static void open_layer(pd_xml *xml, const char *class)
{
    pd_xml_open(xml, "layer", "class", class, "enabled", "1", "locked", "0", "pass", "0", END);
    pd_xml_open(xml, "Option", "type", "Map", END);
}

static void close_layer(pd_xml *xml)
{
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void open_symbol(pd_xml *xml, const char *name, const char *type)
{
    pd_xml_open(xml, "symbol", "name", name, "type", type, "alpha", "1", "clip_to_extent", "1", "force_rhr",
                "0", END);
}

typedef enum rings { ALL_RINGS, OUTER_RINGS } rings; /* as QGIS numbers them */

static void line_layer(pd_xml *xml, const char *color, double width_mm, rings drawn)
{
    open_layer(xml, "SimpleLine");
    color_option(xml, "line_color", color, 255);
    pd_xml_option(xml, "line_style", "solid");
    number_option(xml, "line_width", width_mm);
    pd_xml_option(xml, "line_width_unit", "MM");
    pd_xml_option(xml, "capstyle", "round");
    pd_xml_option(xml, "joinstyle", "round");
    number_option(xml, "ring_filter", drawn);
    close_layer(xml);
}

#define HATCH_COLOR      "#8c8c8c"
#define HATCH_SPACING_MM 1.8
#define HATCH_LINE_MM    0.2
#define HATCH_ANGLE_DEG  45.0

/* Diagonal lines: a pattern layer whose lines are a symbol of their own. */
static void hatch_layer(pd_xml *xml, const char *name)
{
    pd_buffer inner;
    pd_buffer_init(xml->ctx, &inner);
    pd_buffer_format(&inner, "@%s@1", name);
    pd_xml_open(xml, "layer", "class", "LinePatternFill", "enabled", "1", "locked", "0", "pass", "0", END);
    pd_xml_open(xml, "Option", "type", "Map", END);
    number_option(xml, "angle", HATCH_ANGLE_DEG);
    number_option(xml, "distance", HATCH_SPACING_MM);
    pd_xml_option(xml, "distance_unit", "MM");
    color_option(xml, "color", HATCH_COLOR, 255);
    number_option(xml, "line_width", HATCH_LINE_MM);
    pd_xml_option(xml, "line_width_unit", "MM");
    pd_xml_close(xml);
    open_symbol(xml, inner.data, "line");
    line_layer(xml, HATCH_COLOR, HATCH_LINE_MM, ALL_RINGS);
    pd_xml_close(xml);
    pd_xml_close(xml);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&inner);
    pd_buffer_release(&inner);
}

static void write_property(pd_xml *xml, const char *name, const char *expression)
{
    pd_xml_open(xml, "Option", "name", name, "type", "Map", END);
    pd_xml_empty(xml, "Option", "name", "active", "type", "bool", "value", "true", END);
    pd_xml_option(xml, "expression", expression);
    pd_xml_empty(xml, "Option", "name", "type", "type", "int", "value", "3", END);
    pd_xml_close(xml);
}

/* On the page of a territory its outline stands out; anywhere else no territory is that of a page. A swatch
 * of the legend has no parts. */
#define THE_PAGE   "$id = @atlas_featureid"
#define IS_OF_PAGE "@geometry_part_count > 0 AND " THE_PAGE

bool pd_qml_has_page(const pd_style *style)
{
    return strcmp(style->table, "territorios") == 0;
}

void pd_qml_page_order(pd_xml *xml)
{
    pd_xml_open(xml, "orderby", END);
    pd_xml_open(xml, "orderByClause", "asc", "1", "nullsFirst", "1", END);
    pd_xml_text(xml, THE_PAGE);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void write_page_outline(pd_xml *xml, const pd_symbol *symbol)
{
    char width[PD_NUMBER_SIZE];
    pd_buffer expression;
    pd_buffer_init(xml->ctx, &expression);
    pd_xml_open(xml, "data_defined_properties", END);
    pd_xml_open(xml, "Option", "type", "Map", END);
    pd_xml_option(xml, "name", "");
    pd_xml_open(xml, "Option", "name", "properties", "type", "Map", END);
    pd_buffer_format(&expression, "if(" IS_OF_PAGE ", '17,17,17', '%s')", symbol->line);
    write_property(xml, "outlineColor", expression.data);
    pd_buffer_clear(&expression);
    pd_buffer_format(&expression, "if(" IS_OF_PAGE ", 1, %s)", pd_number_format(symbol->line_mm, width));
    write_property(xml, "outlineWidth", expression.data);
    pd_xml_close(xml);
    pd_xml_option(xml, "type", "collection");
    pd_xml_close(xml);
    pd_xml_close(xml);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&expression);
    pd_buffer_release(&expression);
}

static void fill_layer(pd_xml *xml, const pd_symbol *symbol, bool has_page)
{
    open_layer(xml, "SimpleFill");
    color_option(xml, "color", symbol->fill[0] != '\0' ? symbol->fill : "#ffffff",
                 255 * symbol->opacity_percent / 100);
    pd_xml_option(xml, "style", "solid");
    color_option(xml, "outline_color", symbol->line, 255);
    pd_xml_option(xml, "outline_style", symbol->line_mm > 0 ? "solid" : "no");
    number_option(xml, "outline_width", symbol->line_mm);
    pd_xml_option(xml, "outline_width_unit", "MM");
    pd_xml_option(xml, "joinstyle", "round");
    pd_xml_close(xml);
    if (has_page)
        write_page_outline(xml, symbol);
    pd_xml_close(xml);
}

static void marker_layer(pd_xml *xml, const pd_symbol *symbol)
{
    open_layer(xml, "SimpleMarker");
    pd_xml_option(xml, "name", "circle");
    color_option(xml, "color", symbol->fill, 255);
    number_option(xml, "size", symbol->size_mm);
    pd_xml_option(xml, "size_unit", "MM");
    color_option(xml, "outline_color", symbol->line, 255);
    number_option(xml, "outline_width", symbol->line_mm);
    pd_xml_option(xml, "outline_width_unit", "MM");
    close_layer(xml);
}

/* An area without a fill is its outer rings: its holes are gaps between neighbours more often than enclaves.
 */
static void write_symbol(pd_xml *xml, const char *name, const pd_style *style, const pd_symbol *symbol)
{
    if (style->geometry == PD_GEOM_POINT) {
        open_symbol(xml, name, "marker");
        marker_layer(xml, symbol);
    } else if (style->geometry == PD_GEOM_LINE) {
        open_symbol(xml, name, "line");
        line_layer(xml, symbol->line, symbol->line_mm, ALL_RINGS);
    } else {
        open_symbol(xml, name, "fill");
        if (symbol->fill[0] == '\0' && !symbol->is_hatched)
            line_layer(xml, symbol->line, symbol->line_mm, OUTER_RINGS);
        else
            fill_layer(xml, symbol, pd_qml_has_page(style));
        if (symbol->is_hatched)
            hatch_layer(xml, name);
    }
    pd_xml_close(xml);
}

void pd_qml_symbols(pd_xml *xml, const pd_style *style)
{
    pd_xml_open(xml, "symbols", END);
    for (int32_t i = 0; i < style->n_classes; i++) {
        char name[PD_NUMBER_SIZE];
        pd_number_format(i, name);
        write_symbol(xml, name, style, &style->classes[i].symbol);
    }
    pd_xml_close(xml);
}
