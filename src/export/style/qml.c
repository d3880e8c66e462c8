/* QGIS styles: a style whose classes are all values of one column becomes a categorised renderer, any other a
 * rule-based one; then labels, value lists and aliases. */
#include "export/style/qml.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "export/style/choices.h"
#include "export/style/symbols.h"

#define END (const char *)NULL

static bool is_categorised(const pd_style *style)
{
    for (int32_t i = 0; i < style->n_classes; i++) {
        const pd_style_class *class = &style->classes[i];
        const bool is_value = class->match == PD_MATCH_TEXT || class->match == PD_MATCH_NUMBER;
        const bool is_rest = class->match == PD_MATCH_OTHER && i == style->n_classes - 1;
        if (!is_rest && (!is_value || strcmp(class->column, style->column) != 0))
            return false;
    }
    return true;
}

static void write_categorised(pd_xml *xml, const pd_style *style)
{
    pd_xml_open(xml, "renderer-v2", "type", "categorizedSymbol", "attr", style->column, "symbollevels", "0",
                "enableorderby", "0", "forceraster", "0", END);
    pd_xml_open(xml, "categories", END);
    for (int32_t i = 0; i < style->n_classes; i++) {
        const pd_style_class *class = &style->classes[i];
        char symbol[PD_NUMBER_SIZE], number[PD_NUMBER_SIZE];
        const char *value = class->match == PD_MATCH_TEXT     ? class->text
                            : class->match == PD_MATCH_NUMBER ? pd_number_format(class->lower, number)
                                                              : "";
        pd_xml_empty(xml, "category", "value", value, "type",
                     class->match == PD_MATCH_NUMBER ? "integer" : "string", "label", class->label, "symbol",
                     pd_number_format(i, symbol), "render", "true", END);
    }
    pd_xml_close(xml);
    pd_qml_symbols(xml, style);
    pd_xml_close(xml);
}

/* A text literal of QGIS' expressions. */
static void add_literal(pd_buffer *out, const char *text)
{
    pd_buffer_byte(out, '\'');
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '\'' || *at == '\\')
            pd_buffer_byte(out, *at);
        pd_buffer_byte(out, *at);
    }
    pd_buffer_byte(out, '\'');
}

static void add_filter(pd_buffer *out, const pd_style_class *class)
{
    char number[PD_NUMBER_SIZE];
    switch (class->match) {
    case PD_MATCH_ALL:
        break;
    case PD_MATCH_TEXT:
        pd_buffer_format(out, "\"%s\" = ", class->column);
        add_literal(out, class->text);
        break;
    case PD_MATCH_NUMBER:
        pd_buffer_format(out, "\"%s\" = %s", class->column, pd_number_format(class->lower, number));
        break;
    case PD_MATCH_RANGE:
        pd_buffer_format(out, "\"%s\" >= %s", class->column, pd_number_format(class->lower, number));
        if (isfinite(class->upper))
            pd_buffer_format(out, " AND \"%s\" < %s", class->column, pd_number_format(class->upper, number));
        break;
    case PD_MATCH_NULL:
        pd_buffer_format(out, "\"%s\" IS NULL", class->column);
        break;
    case PD_MATCH_OTHER:
        pd_buffer_text(out, "ELSE");
        break;
    }
}

/* QGIS identifies rules by UUID; ours are made from the place in the list, so that they never change. */
static const char *rule_key(int32_t index, char out[PD_NUMBER_SIZE])
{
    (void)snprintf(out, PD_NUMBER_SIZE, "{70646f74-0000-4000-8000-%012x}", (unsigned)index);
    return out;
}

static void write_rules(pd_xml *xml, const pd_style *style)
{
    char key[PD_NUMBER_SIZE], symbol[PD_NUMBER_SIZE];
    pd_buffer filter;
    pd_buffer_init(xml->ctx, &filter);
    pd_xml_open(xml, "renderer-v2", "type", "RuleRenderer", "symbollevels", "0", "enableorderby",
                pd_qml_has_page(style) ? "1" : "0", "forceraster", "0", END);
    pd_xml_open(xml, "rules", "key", rule_key(0, key), END);
    for (int32_t i = 0; i < style->n_classes; i++) {
        pd_buffer_clear(&filter);
        add_filter(&filter, &style->classes[i]);
        pd_xml_empty(xml, "rule", "key", rule_key(i + 1, key), "label", style->classes[i].label, "filter",
                     filter.data, "symbol", pd_number_format(i, symbol), END);
    }
    pd_xml_close(xml);
    pd_qml_symbols(xml, style);
    if (pd_qml_has_page(style))
        pd_qml_page_order(xml);
    pd_xml_close(xml);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&filter);
    pd_buffer_release(&filter);
}

static void write_renderer(pd_xml *xml, const pd_style *style)
{
    if (style->n_classes == 1 && style->classes[0].match == PD_MATCH_ALL) {
        pd_xml_open(xml, "renderer-v2", "type", "singleSymbol", "symbollevels", "0", "enableorderby", "0",
                    "forceraster", "0", END);
        pd_qml_symbols(xml, style);
        pd_xml_close(xml);
    } else if (is_categorised(style)) {
        write_categorised(xml, style);
    } else {
        write_rules(xml, style);
    }
}

/* An area smaller than this on the map has no name: those of a country would hide it. */
#define LABEL_LEAST_MM "3"

/* Labels with a halo. obstacle="0": a layer that covers the whole map must not push away all labels. */
static void write_labels(pd_xml *xml, const pd_style *style)
{
    const bool is_area = style->geometry == PD_GEOM_POLYGON;
    pd_xml_open(xml, "labeling", "type", "simple", END);
    pd_xml_open(xml, "settings", "calloutType", "simple", END);
    pd_xml_open(xml, "text-style", "fieldName", style->label_column, "isExpression", "0", "fontFamily",
                "Sans Serif", "fontSize", "8", "fontSizeUnit", "Point", "fontWeight", "50", "namedStyle", "",
                "textColor", "34,34,34,255", "textOpacity", "1", "multilineHeight", "0.9", "useSubstitutions",
                "0", END);
    pd_xml_empty(xml, "text-buffer", "bufferDraw", "1", "bufferSize", "1", "bufferSizeUnits", "MM",
                 "bufferColor", "255,255,255,255", "bufferOpacity", "0.92", "bufferJoinStyle", "128",
                 "bufferNoFill", "1", END);
    pd_xml_close(xml);
    pd_xml_empty(xml, "text-format", "wrapChar", "", "autoWrapLength", "16", "useMaxLineLengthForAutoWrap",
                 "1", "multilineAlign", "1", "formatNumbers", "0", END);
    pd_xml_empty(xml, "placement", "placement", is_area ? "4" : "6", "centroidInside", "1", "centroidWhole",
                 "0", "priority", "5", "dist", is_area ? "0" : "1", "distUnits", "MM", "fitInPolygonOnly",
                 "0", END);
    pd_xml_empty(xml, "rendering", "obstacle", "0", "obstacleType", "1", "scaleVisibility", "0", "displayAll",
                 "0", "upsidedownLabels", "0", "mergeLines", "0", "limitNumLabels", "0", "drawLabels", "1",
                 "minFeatureSize", is_area ? LABEL_LEAST_MM : "0", END);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void write_value_map(pd_xml *xml, const pd_choice *choices, int32_t n)
{
    pd_xml_open(xml, "editWidget", "type", "ValueMap", END);
    pd_xml_open(xml, "config", END);
    pd_xml_open(xml, "Option", "type", "Map", END);
    pd_xml_open(xml, "Option", "name", "map", "type", "List", END);
    for (int32_t i = 0; i < n; i++) {
        pd_xml_open(xml, "Option", "type", "Map", END);
        pd_xml_option(xml, choices[i].label, choices[i].value);
        pd_xml_close(xml);
    }
    for (int i = 0; i < 4; i++)
        pd_xml_close(xml);
}

static pdot_status write_fields(pdot_ctx *ctx, pd_xml *xml, const pd_delivery *delivery,
                                const pd_table *table)
{
    pd_arena arena = {0};
    pdot_status status = PDOT_OK;
    pd_xml_open(xml, "fieldConfiguration", END);
    for (int32_t i = 0; status == PDOT_OK && i < table->n_columns; i++) {
        const pd_choice *choices = NULL;
        int32_t n = 0;
        status = pd_choices_load(ctx, &arena, delivery, table->columns[i].domain, &choices, &n);
        if (n == 0)
            continue;
        pd_xml_open(xml, "field", "name", table->columns[i].name, "configurationFlags", "None", END);
        write_value_map(xml, choices, n);
        pd_xml_close(xml);
    }
    pd_xml_close(xml);
    pd_arena_release(&arena);
    return status;
}

static void write_aliases(pd_xml *xml, const pd_delivery *delivery, const pd_table *table)
{
    pd_buffer heading;
    pd_buffer_init(xml->ctx, &heading);
    pd_xml_open(xml, "aliases", END);
    for (int32_t i = 0; i < table->n_columns; i++) {
        char index[PD_NUMBER_SIZE];
        pd_buffer_clear(&heading);
        pd_column_heading(delivery, &table->columns[i], &heading);
        pd_xml_empty(xml, "alias", "field", table->columns[i].name, "index", pd_number_format(i + 1, index),
                     "name", heading.data, END);
    }
    pd_xml_close(xml);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&heading);
    pd_buffer_release(&heading);
}

const char *pd_table_display_column(const pd_table *table)
{
    if (pd_table_column(table, "nombre") != PD_NONE)
        return "nombre";
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key)
            return table->columns[i].name;
    return "";
}

pdot_status pd_qml_body(pdot_ctx *ctx, pd_xml *xml, const pd_delivery *delivery, const pd_table *table,
                        const pd_style *style)
{
    if (style != NULL) {
        write_renderer(xml, style);
        if (style->label_column[0] != '\0')
            write_labels(xml, style);
        pd_xml_element(xml, "blendMode", "0");
        pd_xml_element(xml, "featureBlendMode", "0");
        pd_xml_element(xml, "layerOpacity", "1");
    }
    const pdot_status status = write_fields(ctx, xml, delivery, table);
    if (status != PDOT_OK)
        return status;
    write_aliases(xml, delivery, table);
    pd_buffer display;
    pd_buffer_init(ctx, &display);
    pd_buffer_format(&display, "\"%s\"", pd_table_display_column(table));
    pd_xml_element(xml, "previewExpression", display.data);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&display);
    pd_buffer_release(&display);
    return xml->status;
}

pdot_status pd_qml_document(pdot_ctx *ctx, const pd_delivery *delivery, const pd_table *table,
                            const pd_style *style, pd_buffer *out)
{
    static const char *const GEOMETRY[] = {"4", "0", "1", "2"};
    pd_xml xml;
    pdot_status status = pd_xml_init(ctx, "qgis", &xml);
    if (status != PDOT_OK)
        return status;
    const bool has_labels = style != NULL && style->label_column[0] != '\0';
    pd_xml_open(&xml, "qgis", "version", "3.22.0", "styleCategories", "AllStyleCategories", "labelsEnabled",
                has_labels ? "1" : "0", END);
    status = pd_qml_body(ctx, &xml, delivery, table, style);
    pd_xml_element(&xml, "layerGeometryType", GEOMETRY[table->geometry]);
    pd_xml_close(&xml);
    if (status == PDOT_OK)
        status = pd_xml_end(&xml, out);
    pd_xml_release(&xml);
    return status;
}
