/* The same styles as SLD 1.0, for servers and other programs. Hatching uses the well-known name of SLD's
 * vendors
 * ("shape://slash"), which QGIS and GeoServer draw. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "export/style/qml.h"

#define END (const char *)NULL

#define PIXELS_PER_MM 3.5714 /* SLD 1.0 counts pixels of 0.28 mm */

static void parameter(pd_xml *xml, const char *name, const char *value)
{
    pd_xml_open(xml, "CssParameter", "name", name, END);
    pd_xml_text(xml, value);
    pd_xml_close(xml);
}

static void number_parameter(pd_xml *xml, const char *name, double value)
{
    char text[PD_NUMBER_SIZE];
    parameter(xml, name, pd_number_fixed(value, 2, text));
}

static void stroke(pd_xml *xml, const pd_symbol *symbol)
{
    if (symbol->line_mm <= 0)
        return;
    pd_xml_open(xml, "Stroke", END);
    parameter(xml, "stroke", symbol->line);
    number_parameter(xml, "stroke-width", symbol->line_mm * PIXELS_PER_MM);
    pd_xml_close(xml);
}

static void fill(pd_xml *xml, const pd_symbol *symbol)
{
    if (symbol->fill[0] == '\0')
        return;
    pd_xml_open(xml, "Fill", END);
    parameter(xml, "fill", symbol->fill);
    if (symbol->opacity_percent < 100)
        number_parameter(xml, "fill-opacity", symbol->opacity_percent / 100.0);
    pd_xml_close(xml);
}

static void hatch(pd_xml *xml)
{
    pd_xml_open(xml, "PolygonSymbolizer", END);
    pd_xml_open(xml, "Fill", END);
    pd_xml_open(xml, "GraphicFill", END);
    pd_xml_open(xml, "Graphic", END);
    pd_xml_open(xml, "Mark", END);
    pd_xml_element(xml, "WellKnownName", "shape://slash");
    pd_xml_open(xml, "Stroke", END);
    parameter(xml, "stroke", "#8c8c8c");
    number_parameter(xml, "stroke-width", 1);
    for (int i = 0; i < 2; i++)
        pd_xml_close(xml);
    pd_xml_element(xml, "Size", "8");
    for (int i = 0; i < 4; i++)
        pd_xml_close(xml);
}

static void marker(pd_xml *xml, const pd_symbol *symbol)
{
    char size[PD_NUMBER_SIZE];
    pd_xml_open(xml, "PointSymbolizer", END);
    pd_xml_open(xml, "Graphic", END);
    pd_xml_open(xml, "Mark", END);
    pd_xml_element(xml, "WellKnownName", "circle");
    fill(xml, symbol);
    stroke(xml, symbol);
    pd_xml_close(xml);
    pd_xml_element(xml, "Size", pd_number_fixed(symbol->size_mm * PIXELS_PER_MM, 2, size));
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void symbolizer(pd_xml *xml, pd_geometry_type geometry, const pd_symbol *symbol)
{
    if (geometry == PD_GEOM_POINT) {
        marker(xml, symbol);
    } else if (geometry == PD_GEOM_LINE) {
        pd_xml_open(xml, "LineSymbolizer", END);
        stroke(xml, symbol);
        pd_xml_close(xml);
    } else {
        pd_xml_open(xml, "PolygonSymbolizer", END);
        fill(xml, symbol);
        stroke(xml, symbol);
        pd_xml_close(xml);
        if (symbol->is_hatched)
            hatch(xml);
    }
}

static void comparison(pd_xml *xml, const char *operator, const char * column, const char *literal)
{
    pd_xml_open(xml, operator, END);
    pd_xml_element(xml, "ogc:PropertyName", column);
    pd_xml_element(xml, "ogc:Literal", literal);
    pd_xml_close(xml);
}

static void filter(pd_xml *xml, const pd_style_class *class)
{
    char number[PD_NUMBER_SIZE];
    if (class->match == PD_MATCH_ALL)
        return;
    if (class->match == PD_MATCH_OTHER) {
        pd_xml_empty(xml, "ElseFilter", END);
        return;
    }
    pd_xml_open(xml, "ogc:Filter", END);
    if (class->match == PD_MATCH_TEXT) {
        comparison(xml, "ogc:PropertyIsEqualTo", class->column, class->text);
    } else if (class->match == PD_MATCH_NUMBER) {
        comparison(xml, "ogc:PropertyIsEqualTo", class->column, pd_number_format(class->lower, number));
    } else if (class->match == PD_MATCH_NULL) {
        pd_xml_open(xml, "ogc:PropertyIsNull", END);
        pd_xml_element(xml, "ogc:PropertyName", class->column);
        pd_xml_close(xml);
    } else if (isfinite(class->upper)) {
        pd_xml_open(xml, "ogc:And", END);
        comparison(xml, "ogc:PropertyIsGreaterThanOrEqualTo", class->column,
                   pd_number_format(class->lower, number));
        comparison(xml, "ogc:PropertyIsLessThan", class->column, pd_number_format(class->upper, number));
        pd_xml_close(xml);
    } else {
        comparison(xml, "ogc:PropertyIsGreaterThanOrEqualTo", class->column,
                   pd_number_format(class->lower, number));
    }
    pd_xml_close(xml);
}

static void label_rule(pd_xml *xml, const char *column)
{
    pd_xml_open(xml, "Rule", END);
    pd_xml_open(xml, "TextSymbolizer", END);
    pd_xml_open(xml, "Label", END);
    pd_xml_element(xml, "ogc:PropertyName", column);
    pd_xml_close(xml);
    pd_xml_open(xml, "Font", END);
    parameter(xml, "font-family", "Sans Serif");
    parameter(xml, "font-size", "11");
    pd_xml_close(xml);
    pd_xml_open(xml, "Halo", END);
    pd_xml_element(xml, "Radius", "2");
    pd_xml_open(xml, "Fill", END);
    parameter(xml, "fill", "#ffffff");
    pd_xml_close(xml);
    pd_xml_close(xml);
    pd_xml_open(xml, "Fill", END);
    parameter(xml, "fill", "#222222");
    pd_xml_close(xml);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void rule(pd_xml *xml, const pd_style *style, const pd_style_class *class)
{
    pd_xml_open(xml, "Rule", END);
    if (class->label[0] != '\0')
        pd_xml_element(xml, "Title", class->label);
    filter(xml, class);
    symbolizer(xml, style->geometry, &class->symbol);
    pd_xml_close(xml);
}

pdot_status pd_sld_document(pdot_ctx *ctx, const pd_style *style, pd_buffer *out)
{
    pd_xml xml;
    pdot_status status = pd_xml_init(ctx, NULL, &xml);
    if (status != PDOT_OK)
        return status;
    pd_xml_open(&xml, "StyledLayerDescriptor", "version", "1.0.0", "xmlns", "http://www.opengis.net/sld",
                "xmlns:ogc", "http://www.opengis.net/ogc", END);
    pd_xml_open(&xml, "NamedLayer", END);
    pd_xml_element(&xml, "Name", style->table);
    pd_xml_open(&xml, "UserStyle", END);
    pd_xml_element(&xml, "Name", style->name);
    pd_xml_element(&xml, "Title", style->title);
    pd_xml_open(&xml, "FeatureTypeStyle", END);
    for (int32_t i = 0; i < style->n_classes; i++)
        rule(&xml, style, &style->classes[i]);
    if (style->label_column[0] != '\0')
        label_rule(&xml, style->label_column);
    for (int i = 0; i < 4; i++)
        pd_xml_close(&xml);
    status = pd_xml_end(&xml, out);
    pd_xml_release(&xml);
    return status;
}
