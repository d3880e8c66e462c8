/* The printed page per territory: an atlas over the territories with map, legend, scale bar and key figures.
 * The numbers after "type" are QGIS' names of layout items; positions are millimetres on an A4 page across.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "export/project/project.h"

#define END (const char *)NULL

enum { PAGE = 65638, MAP = 65639, LABEL = 65641, LEGEND = 65642, SCALE_BAR = 65646 };

/* QGIS refers to items by UUID; ours are made from their number, so that they never change. */
static const char *item_uuid(int number, char out[PD_NUMBER_SIZE])
{
    (void)snprintf(out, PD_NUMBER_SIZE, "{70646f74-0000-4000-8001-%012x}", (unsigned)number);
    return out;
}

typedef struct place {
    double x, y, width, height;
} place;

/* Opens an item with what all kinds have; more attributes may follow. */
static void open_item(pd_xml *xml, int type, int number, const char *id, place at)
{
    char uuid[PD_NUMBER_SIZE], kind[PD_NUMBER_SIZE], position[2 * PD_NUMBER_SIZE], size[2 * PD_NUMBER_SIZE];
    char a[PD_NUMBER_SIZE], b[PD_NUMBER_SIZE];
    (void)snprintf(position, sizeof position, "%s,%s,mm", pd_number_format(at.x, a),
                   pd_number_format(at.y, b));
    (void)snprintf(size, sizeof size, "%s,%s,mm", pd_number_format(at.width, a),
                   pd_number_format(at.height, b));
    item_uuid(number, uuid);
    pd_xml_open(xml, "LayoutItem", "type", pd_number_format(type, kind), "uuid", uuid, "templateUuid", uuid,
                "id", id, "position", position, "positionOnPage", position, "size", size, "referencePoint",
                "0", "visibility", "1", "opacity", "1", "blendMode", "0", "itemRotation", "0", "positionLock",
                "false", "frame", type == MAP ? "true" : "false", "background",
                type == MAP || type == PAGE ? "true" : "false", "outlineWidthM", "0.2,mm", "frameJoinStyle",
                "miter", "groupUuid", "", "excludeFromExports", "0", "zValue", kind, END);
}

static void write_color(pd_xml *xml, const char *element, const char *level)
{
    pd_xml_empty(xml, element, "red", level, "green", level, "blue", level, "alpha", "255", END);
}

static void write_frame(pd_xml *xml)
{
    write_color(xml, "FrameColor", "120");
    write_color(xml, "BackgroundColor", "255");
}

static void write_font(pd_xml *xml, int points, bool is_bold)
{
    char text[PD_NUMBER_SIZE * 2];
    (void)snprintf(text, sizeof text, "Sans Serif,%d,-1,5,%d,0,0,0,0,0", points, is_bold ? 75 : 50);
    pd_xml_empty(xml, "LabelFont", "description", text, "style", "", END);
    write_color(xml, "FontColor", "30");
}

static void write_label(pd_xml *xml, int number, const char *id, place at, const char *text, int points,
                        bool is_bold)
{
    open_item(xml, LABEL, number, id, at);
    pd_xml_attribute(xml, "labelText", text);
    pd_xml_attribute(xml, "htmlState", "0");
    pd_xml_attribute(xml, "halign", "1");
    pd_xml_attribute(xml, "valign", "32");
    pd_xml_attribute(xml, "marginX", "0");
    pd_xml_attribute(xml, "marginY", "0");
    write_frame(xml);
    write_font(xml, points, is_bold);
    pd_xml_close(xml);
}

static void write_page(pd_xml *xml)
{
    static const place A4 = {0, 0, 297, 210};
    pd_xml_open(xml, "PageCollection", END);
    open_item(xml, PAGE, 1, "", A4);
    write_frame(xml);
    pd_xml_close(xml);
    pd_xml_empty(xml, "GuideCollection", "visible", "1", END);
    pd_xml_close(xml);
}

/* The box widened to the shape of the item: QGIS gives the item the shape of its extent. */
static void write_extent(pd_xml *xml, const pd_box *box, place item)
{
    const double ratio = item.width / item.height;
    const double width = fmax(box->max_x - box->min_x, (box->max_y - box->min_y) * ratio);
    const double x = (box->min_x + box->max_x) / 2, y = (box->min_y + box->max_y) / 2;
    char numbers[4][PD_NUMBER_SIZE];
    pd_xml_empty(xml, "Extent", "xmin", pd_number_fixed(x - width / 2, 3, numbers[0]), "ymin",
                 pd_number_fixed(y - width / ratio / 2, 3, numbers[1]), "xmax",
                 pd_number_fixed(x + width / 2, 3, numbers[2]), "ymax",
                 pd_number_fixed(y + width / ratio / 2, 3, numbers[3]), END);
}

static void write_map(pd_xml *xml, const pd_project_layer *coverage)
{
    static const place AT = {12, 26, 178, 162};
    open_item(xml, MAP, 2, "mapa", AT);
    pd_xml_attribute(xml, "followPreset", "true");
    pd_xml_attribute(xml, "followPresetName", coverage->title);
    pd_xml_attribute(xml, "keepLayerSet", "false");
    pd_xml_attribute(xml, "drawCanvasItems", "true");
    pd_xml_attribute(xml, "mapRotation", "0");
    pd_xml_attribute(xml, "mapFlags", "0");
    pd_xml_attribute(xml, "labelMargin", "0,mm");
    write_frame(xml);
    write_extent(xml, &coverage->table->box, AT);
    pd_xml_empty(xml, "LayerSet", END);
    pd_xml_empty(xml, "AtlasMap", "atlasDriven", "1", "scalingMode", "2", "margin", "0.2", END);
    pd_xml_close(xml);
}

static void write_legend_style(pd_xml *xml, const char *name, int points, bool is_bold)
{
    char font[PD_NUMBER_SIZE * 2];
    (void)snprintf(font, sizeof font, "Sans Serif,%d,-1,5,%d,0,0,0,0,0", points, is_bold ? 75 : 50);
    pd_xml_open(xml, "style", "name", name, "alignment", "1", "marginTop", "1.5", "marginLeft",
                strcmp(name, "symbolLabel") == 0 ? "2" : "0", END);
    pd_xml_empty(xml, "styleFont", "description", font, "style", "", END);
    pd_xml_close(xml);
}

static void write_legend(pd_xml *xml, const pd_project_layer *coverage)
{
    static const place AT = {196, 96, 90, 70};
    char uuid[PD_NUMBER_SIZE];
    open_item(xml, LEGEND, 3, "leyenda", AT);
    pd_xml_attribute(xml, "map_uuid", item_uuid(2, uuid));
    pd_xml_attribute(xml, "title", "");
    pd_xml_attribute(xml, "legendFilterByMap", "0");
    pd_xml_attribute(xml, "legendFilterByAtlas", "0");
    pd_xml_attribute(xml, "resizeToContents", "1");
    pd_xml_attribute(xml, "symbolWidth", "6");
    pd_xml_attribute(xml, "symbolHeight", "3.6");
    pd_xml_attribute(xml, "boxSpace", "0");
    pd_xml_attribute(xml, "columnCount", "1");
    pd_xml_attribute(xml, "fontColor", "#1e1e1e");
    write_frame(xml);
    pd_xml_open(xml, "styles", END);
    write_legend_style(xml, "title", 10, true);
    write_legend_style(xml, "group", 10, true);
    write_legend_style(xml, "subgroup", 10, true);
    write_legend_style(xml, "symbol", 9, false);
    write_legend_style(xml, "symbolLabel", 9, false);
    pd_xml_close(xml);
    pd_xml_open(xml, "layer-tree-group", END);
    pd_xml_empty(xml, "layer-tree-layer", "id", coverage->id, "name", coverage->title, "providerKey", "ogr",
                 "source", coverage->source, "checked", "Qt::Checked", "expanded", "1", END);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void write_scale_bar(pd_xml *xml)
{
    static const place AT = {14, 190, 60, 10};
    char uuid[PD_NUMBER_SIZE];
    open_item(xml, SCALE_BAR, 4, "escala", AT);
    pd_xml_attribute(xml, "mapUuid", item_uuid(2, uuid));
    pd_xml_attribute(xml, "style", "Single Box");
    pd_xml_attribute(xml, "unitType", "km");
    pd_xml_attribute(xml, "unitLabel", "km");
    pd_xml_attribute(xml, "numMapUnitsPerScaleBarUnit", "1");
    pd_xml_attribute(xml, "numSegments", "2");
    pd_xml_attribute(xml, "numSegmentsLeft", "0");
    pd_xml_attribute(xml, "segmentSizeMode", "1");
    pd_xml_attribute(xml, "minBarWidth", "30");
    pd_xml_attribute(xml, "maxBarWidth", "60");
    pd_xml_attribute(xml, "height", "2");
    pd_xml_attribute(xml, "boxContentSpace", "0");
    pd_xml_attribute(xml, "labelBarSpace", "1");
    pd_xml_attribute(xml, "outlineWidth", "0.2");
    pd_xml_attribute(xml, "numUnitsPerSegment", "1");
    pd_xml_attribute(xml, "alignment", "0");
    write_frame(xml);
    pd_xml_open(xml, "text-style", "fontFamily", "Sans Serif", "fontSize", "8", "fontSizeUnit", "Point",
                "fontWeight", "50", "textColor", "30,30,30,255", "textOpacity", "1", END);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

/* The figures a page states, each on a line; a figure that is missing says so. */
static const struct {
    const char *column, *spanish, *english, *format;
} FIGURES[] = {
    {"area_ha", "Superficie (ha)", "Area (ha)", "1"},
    {"poblacion", "Población", "Population", "0"},
    {"alta_pct", "Amenaza alta (% de lo cartografiado)", "High hazard (% of mapped)", "2"},
    {"mapeada_pct", "Suelo cartografiado (%)", "Mapped ground (%)", "2"},
    {"problemas", "Problemas que la nombran", "Problems that name it", "0"},
    {"problemas_max", "Problemas, con los posibles", "Problems with possible ones", "0"},
    {"problemas_canton", "Problemas de todo el cantón", "Canton-wide problems", "0"},
    {"actividades", "Actividades que la nombran", "Activities that name it", "0"},
    {"actividades_max", "Actividades, con las posibles", "Activities with possible ones", "0"},
    {"servicios", "Servicios", "Services", "0"},
    {"brechas", "Brechas", "Gaps", "0"},
};

static void add_figures(pd_buffer *out, const pd_delivery *delivery, const pd_table *table)
{
    const char *missing = pd_title(delivery, "sin dato", "no data");
    for (size_t i = 0; i < sizeof FIGURES / sizeof FIGURES[0]; i++)
        if (pd_table_column(table, FIGURES[i].column) != PD_NONE)
            pd_buffer_format(out, "%s: [%% coalesce(format_number(\"%s\", %s, '%s'), '%s') %%]\n",
                             pd_title(delivery, FIGURES[i].spanish, FIGURES[i].english), FIGURES[i].column,
                             FIGURES[i].format, delivery->language, missing);
}

static void write_labels(pd_xml *xml, const pd_project *project, const pd_table *table)
{
    const pd_delivery *delivery = project->delivery;
    pd_buffer text;
    pd_buffer_init(xml->ctx, &text);
    write_label(xml, 5, "titulo", (place){12, 8, 270, 9}, "[% \"nombre\" %]", 20, true);
    pd_buffer_format(&text, "%s · %s [%% \"codigo\" %%] · [%% coalesce(\"tipo\", \"nivel\") %%]",
                     delivery->plan->title, pd_title(delivery, "código", "code"));
    write_label(xml, 6, "subtitulo", (place){12, 18, 270, 6}, text.data, 10, false);
    pd_buffer_clear(&text);
    add_figures(&text, delivery, table);
    write_label(xml, 7, "cifras", (place){196, 26, 92, 66}, text.data, 10, false);
    write_label(xml, 8, "norte", (place){181, 28, 8, 12}, "▲\nN", 11, true);
    write_label(xml, 9, "fuente", (place){90, 191, 196, 12}, delivery->credit, 6, false);
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&text);
    pd_buffer_release(&text);
}

void pd_project_layouts(pd_xml *xml, const pd_project *project)
{
    const pd_project_layer *coverage = pd_project_find(project, "territorios");
    if (coverage == NULL || coverage->table->n_rows == 0)
        return;
    const char *name = pd_title(project->delivery, "Ficha por territorio", "Page per territory");
    pd_xml_open(xml, "Layouts", END);
    pd_xml_open(xml, "Layout", "name", name, "units", "mm", "printResolution", "200", "worldFileMap", "",
                END);
    write_page(xml);
    write_map(xml, coverage);
    write_legend(xml, coverage);
    write_scale_bar(xml);
    write_labels(xml, project, coverage->table->table);
    pd_xml_empty(xml, "Atlas", "enabled", "1", "hideCoverage", "0", "filterFeatures", "0", "sortFeatures",
                 "1", "sortKey", "\"codigo\"", "sortAscending", "1", "pageNameExpression", "\"nombre\"",
                 "filenamePattern", "'ficha-' || \"codigo\"", "coverageLayer", coverage->id,
                 "coverageLayerName", coverage->title, "coverageLayerSource", coverage->source,
                 "coverageLayerProvider", "ogr", END);
    pd_xml_close(xml);
    pd_xml_close(xml);
}
