/* The project document: title, CRS, tree, themes, layers, settings. */
#include "export/project/project.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "export/gpkg/metadata.h"

#define END (const char *)NULL

static void write_crs(pd_xml *xml, const pd_delivery *delivery, const char *element)
{
    pd_xml_open(xml, element, END);
    pd_crs_element(xml, delivery);
    pd_xml_close(xml);
}

static void write_tree(pd_xml *xml, const pd_project *project)
{
    pd_xml_open(xml, "layer-tree-group", END);
    const char *open = "";
    for (size_t i = 0; i < project->n_layers; i++) {
        const pd_project_layer *layer = &project->layers[i];
        if (strcmp(open, layer->group) != 0) {
            if (open[0] != '\0')
                pd_xml_close(xml);
            open = layer->group;
            const bool is_open = strcmp(open, "tablas") != 0;
            pd_xml_open(xml, "layer-tree-group", "name", pd_project_group_title(project->delivery, open),
                        "checked", "Qt::Checked", "expanded", is_open ? "1" : "0", END);
        }
        pd_xml_empty(xml, "layer-tree-layer", "id", layer->id, "name", layer->title, "providerKey", "ogr",
                     "source", layer->source, "checked", layer->is_visible ? "Qt::Checked" : "Qt::Unchecked",
                     "expanded", layer->is_visible ? "1" : "0", END);
    }
    if (open[0] != '\0')
        pd_xml_close(xml);
    pd_xml_close(xml);
}

static void write_theme_layer(pd_xml *xml, const pd_project_layer *layer)
{
    pd_xml_empty(xml, "layer", "id", layer->id, "visible", "1", "style", "default", "expanded", "1", END);
}

/* A theme per choropleth and hazard: the outlines, that layer, and the points and lines of its group. */
static void write_theme(pd_xml *xml, const pd_project *project, const pd_project_layer *shown)
{
    pd_xml_open(xml, "visibility-preset", "name", shown->title, "has-expanded-info", "1",
                "has-checked-group-info", "0", END);
    for (size_t i = 0; i < project->n_layers; i++) {
        const pd_project_layer *layer = &project->layers[i];
        const bool is_outline = strcmp(layer->table->table->name, "territorios_superiores") == 0;
        const bool is_mark = layer->style != NULL && strcmp(layer->group, shown->group) == 0 &&
                             layer->style->geometry != PD_GEOM_POLYGON;
        if (is_outline || is_mark || layer == shown)
            write_theme_layer(xml, layer);
    }
    pd_xml_close(xml);
}

static bool has_theme(const pd_project_layer *layer)
{
    static const char *const TABLES[] = {"territorios", "amenazas", "servicios_puntos", "salud_limites"};
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0]; i++)
        if (strcmp(layer->table->table->name, TABLES[i]) == 0)
            return layer->table->n_rows > 0;
    return false;
}

static void write_themes(pd_xml *xml, const pd_project *project)
{
    pd_xml_open(xml, "visibility-presets", END);
    for (size_t i = 0; i < project->n_layers; i++)
        if (has_theme(&project->layers[i]))
            write_theme(xml, project, &project->layers[i]);
    pd_xml_close(xml);
}

static pdot_status write_layer(pdot_ctx *ctx, pd_xml *xml, const pd_project *project,
                               const pd_project_layer *layer)
{
    static const char *const GEOMETRY[] = {"No geometry", "Point", "Line", "Polygon"};
    const pd_table *table = layer->table->table;
    const bool has_labels = layer->style != NULL && layer->style->label_column[0] != '\0';
    pd_xml_open(xml, "maplayer", "type", "vector", "geometry", GEOMETRY[table->geometry], "labelsEnabled",
                has_labels ? "1" : "0", "hasScaleBasedVisibilityFlag", "0", "readOnly", "0", END);
    pd_xml_element(xml, "id", layer->id);
    pd_xml_element(xml, "datasource", layer->source);
    pd_xml_element(xml, "layername", layer->title);
    pd_xml_element(xml, "abstract", pd_table_about(project->delivery, table));
    if (table->geometry != PD_GEOM_NONE)
        write_crs(xml, project->delivery, "srs");
    pd_xml_open(xml, "resourceMetadata", END);
    pd_metadata_body(xml, project->delivery, table, &layer->table->box);
    pd_xml_close(xml);
    pd_xml_open(xml, "provider", "encoding", "UTF-8", END);
    pd_xml_text(xml, "ogr");
    pd_xml_close(xml);
    pd_xml_open(xml, "map-layer-style-manager", "current", "default", END);
    pd_xml_empty(xml, "map-layer-style", "name", "default", END);
    pd_xml_close(xml);
    const pdot_status status = pd_qml_body(ctx, xml, project->delivery, table, layer->style);
    pd_project_form(xml, project, layer);
    pd_xml_close(xml);
    return status;
}

static void write_setting(pd_xml *xml, const char *group, const char *name, const char *type,
                          const char *value)
{
    pd_xml_open(xml, group, END);
    pd_xml_open(xml, name, "type", type, END);
    pd_xml_text(xml, value);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

static void write_settings(pd_xml *xml)
{
    pd_xml_open(xml, "properties", END);
    write_setting(xml, "SpatialRefSys", "ProjectionsEnabled", "int", "1");
    write_setting(xml, "Paths", "Absolute", "bool", "false");
    write_setting(xml, "Measure", "Ellipsoid", "QString", "EPSG:7030");
    pd_xml_open(xml, "Measurement", END);
    pd_xml_open(xml, "AreaUnits", "type", "QString", END);
    pd_xml_text(xml, "ha");
    pd_xml_close(xml);
    pd_xml_open(xml, "DistanceUnits", "type", "QString", END);
    pd_xml_text(xml, "meters");
    pd_xml_close(xml);
    pd_xml_close(xml);
    pd_xml_close(xml);
}

#define VIEW_MARGIN 0.04 /* of the extent, on each side */

static void write_view(pd_xml *xml, const pd_project *project)
{
    pd_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    for (int32_t i = 0; i < project->n_tables; i++) {
        const pd_box *one = &project->tables[i].box;
        box = (pd_box){fmin(box.min_x, one->min_x), fmin(box.min_y, one->min_y), fmax(box.max_x, one->max_x),
                       fmax(box.max_y, one->max_y)};
    }
    if (!(box.min_x <= box.max_x))
        return;
    const double dx = VIEW_MARGIN * (box.max_x - box.min_x), dy = VIEW_MARGIN * (box.max_y - box.min_y);
    const double sides[] = {box.min_x - dx, box.min_y - dy, box.max_x + dx, box.max_y + dy};
    char numbers[4][PD_NUMBER_SIZE];
    for (int i = 0; i < 4; i++)
        pd_number_fixed(sides[i], 3, numbers[i]);
    pd_xml_open(xml, "ProjectViewSettings", "UseProjectScales", "0", "rotation", "0", END);
    pd_xml_open(xml, "DefaultViewExtent", "xmin", numbers[0], "ymin", numbers[1], "xmax", numbers[2], "ymax",
                numbers[3], END);
    pd_crs_element(xml, project->delivery);
    pd_xml_close(xml);
    pd_xml_close(xml);
    pd_xml_open(xml, "mapcanvas", "name", "theMapCanvas", "annotationsVisible", "1", END);
    pd_xml_element(xml, "units", "meters");
    pd_xml_open(xml, "extent", END);
    static const char *const SIDES[] = {"xmin", "ymin", "xmax", "ymax"};
    for (int i = 0; i < 4; i++)
        pd_xml_element(xml, SIDES[i], numbers[i]);
    pd_xml_close(xml);
    pd_xml_element(xml, "rotation", "0");
    write_crs(xml, project->delivery, "destinationsrs");
    pd_xml_close(xml);
}

pdot_status pd_project_document(pdot_ctx *ctx, const pd_project *project, pd_buffer *out)
{
    const pd_delivery *delivery = project->delivery;
    pd_xml xml;
    pdot_status status = pd_xml_init(ctx, "qgis", &xml);
    if (status != PDOT_OK)
        return status;
    pd_xml_open(&xml, "qgis", "projectname", delivery->plan->title, "version", "3.22.0", END);
    pd_xml_element(&xml, "title", delivery->plan->title);
    write_crs(&xml, delivery, "projectCrs");
    write_tree(&xml, project);
    pd_project_relations(&xml, project);
    pd_xml_open(&xml, "projectlayers", END);
    for (size_t i = 0; status == PDOT_OK && i < project->n_layers; i++)
        status = write_layer(ctx, &xml, project, &project->layers[i]);
    pd_xml_close(&xml);
    write_settings(&xml);
    write_themes(&xml, project);
    pd_project_layouts(&xml, project);
    write_view(&xml, project);
    pd_xml_close(&xml);
    if (status == PDOT_OK)
        status = pd_xml_end(&xml, out);
    pd_xml_release(&xml);
    return status;
}
