/* Relations between the delivered tables, and the form of a territory that shows through them what the plan
 * and the hazards say about it. */
#include <string.h>

#include "base/number.h"
#include "export/project/project.h"

#define END (const char *)NULL

typedef struct relation {
    const char *id, *spanish, *english;
    const char *child, *child_column, *parent, *parent_column;
    const char *through; /* relation from the child on to a third table (many to many); "" if none */
    bool in_form;        /* a tab of the parent's form */
} relation;

static const relation RELATIONS[] = {
    {"pdot_territorio_problema", "Problemas", "Problems", "problema_territorio", "codigo", "territorios",
     "codigo", "pdot_problema", true},
    {"pdot_territorio_actividad", "Actividades", "Activities", "actividad_territorio", "codigo",
     "territorios", "codigo", "pdot_actividad", true},
    {"pdot_territorio_servicio", "Servicios", "Services", "servicio_territorio", "codigo", "territorios",
     "codigo", "pdot_servicio", true},
    {"pdot_territorio_convenio", "Convenios", "Agreements", "convenio_territorio", "codigo", "territorios",
     "codigo", "pdot_convenio", true},
    {"pdot_territorio_amenaza", "Amenazas", "Hazards", "cobertura_amenaza", "codigo", "territorios", "codigo",
     "", true},
    {"pdot_territorio_brecha", "Brechas", "Gaps", "brechas", "codigo", "territorios", "codigo", "", true},
    {"pdot_territorio_indicador", "Indicadores", "Indicators", "indicadores", "codigo", "territorios",
     "codigo", "", true},
    {"pdot_problema", "Problema", "Problem", "problema_territorio", "problema_id", "problemas", "problema_id",
     "", false},
    {"pdot_actividad", "Actividad", "Activity", "actividad_territorio", "actividad_id", "actividades",
     "actividad_id", "", false},
    {"pdot_servicio", "Servicio", "Service", "servicio_territorio", "servicio_id", "servicios", "servicio_id",
     "", false},
    {"pdot_convenio", "Convenio", "Agreement", "convenio_territorio", "convenio_id", "convenios",
     "convenio_id", "", false},
    {"pdot_territorio_superior", "Unidad superior", "Upper unit", "territorios", "padre",
     "territorios_superiores", "codigo", "", false},
};
enum { N_RELATIONS = sizeof RELATIONS / sizeof RELATIONS[0] };

static bool is_there(const pd_project *project, const relation *one)
{
    return pd_project_find(project, one->child) != NULL && pd_project_find(project, one->parent) != NULL;
}

static const relation *find_relation(const pd_project *project, const char *id)
{
    for (int i = 0; i < N_RELATIONS; i++)
        if (strcmp(RELATIONS[i].id, id) == 0)
            return is_there(project, &RELATIONS[i]) ? &RELATIONS[i] : NULL;
    return NULL;
}

void pd_project_relations(pd_xml *xml, const pd_project *project)
{
    pd_xml_open(xml, "relations", END);
    for (int i = 0; i < N_RELATIONS; i++) {
        const relation *one = &RELATIONS[i];
        if (!is_there(project, one))
            continue;
        pd_xml_open(xml, "relation", "id", one->id, "name",
                    pd_title(project->delivery, one->spanish, one->english), "strength", "Association",
                    "referencingLayer", pd_project_find(project, one->child)->id, "referencedLayer",
                    pd_project_find(project, one->parent)->id, END);
        pd_xml_empty(xml, "fieldRef", "referencingField", one->child_column, "referencedField",
                     one->parent_column, END);
        pd_xml_close(xml);
    }
    pd_xml_close(xml);
}

static void write_tab(pd_xml *xml, const char *name)
{
    pd_xml_open(xml, "attributeEditorContainer", "name", name, "showLabel", "1", "groupBox", "0",
                "columnCount", "1", "visibilityExpressionEnabled", "0", "visibilityExpression", "", END);
}

static void write_fields_tab(pd_xml *xml, const pd_project *project, const pd_table *table)
{
    write_tab(xml, pd_title(project->delivery, "Ficha", "Card"));
    for (int32_t i = 0; i < table->n_columns; i++) {
        char index[PD_NUMBER_SIZE];
        pd_xml_empty(xml, "attributeEditorField", "name", table->columns[i].name, "index",
                     pd_number_format(i + 1, index), "showLabel", "1", END);
    }
    pd_xml_close(xml);
}

static void write_relation_tab(pd_xml *xml, const pd_project *project, const relation *one)
{
    const relation *through = find_relation(project, one->through);
    write_tab(xml, pd_title(project->delivery, one->spanish, one->english));
    pd_xml_empty(xml, "attributeEditorRelation", "name", one->id, "relation", one->id, "nmRelationId",
                 through != NULL ? through->id : "", "showLabel", "0", "forceSuppressFormPopup", "0",
                 "relationWidgetTypeId", "relation_editor", "label", "", END);
    pd_xml_close(xml);
}

void pd_project_form(pd_xml *xml, const pd_project *project, const pd_project_layer *layer)
{
    const pd_table *table = layer->table->table;
    bool has_tabs = false;
    for (int i = 0; i < N_RELATIONS; i++)
        has_tabs = has_tabs || (RELATIONS[i].in_form && is_there(project, &RELATIONS[i]) &&
                                pd_project_find(project, RELATIONS[i].parent) == layer);
    if (!has_tabs)
        return;
    pd_xml_element(xml, "editorlayout", "tablayout");
    pd_xml_open(xml, "attributeEditorForm", END);
    write_fields_tab(xml, project, table);
    for (int i = 0; i < N_RELATIONS; i++)
        if (RELATIONS[i].in_form && is_there(project, &RELATIONS[i]) &&
            pd_project_find(project, RELATIONS[i].parent) == layer)
            write_relation_tab(xml, project, &RELATIONS[i]);
    pd_xml_close(xml);
}
