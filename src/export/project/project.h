/* The QGIS project of a delivery: layers in groups by topic, themes, relations with forms, a layout with one
 * page per territory. One document, stored twice: inside the GeoPackage and as .qgz beside it; both name the
 * data relatively. */
#ifndef PD_EXPORT_PROJECT_PROJECT_H
#define PD_EXPORT_PROJECT_PROJECT_H

#include "export/gpkg/gpkg.h"
#include "export/style/qml.h"

/* A layer of the tree. A table may be shown by several layers, each with a style or filter of its own. */
typedef struct pd_project_layer {
    const char *id; /* longer than 10 characters, or QGIS replaces it and relations break */
    const char *title;
    const char *group;  /* "limites", "servicios", "plan", "brechas", "riesgo", "tablas" */
    const char *source; /* "./name.gpkg|layername=territorios|subset=…" */
    const pd_gpkg_table *table;
    const pd_style *style; /* NULL for a table without geometry */
    bool is_main;          /* has its table's default style: forms and pages are bound to it */
    bool is_visible;       /* when the project is opened */
} pd_project_layer;

typedef struct pd_project {
    const pd_delivery *delivery;
    const pd_gpkg_table *tables;
    int32_t n_tables;
    pd_project_layer *layers; /* from top to bottom */
    size_t n_layers, capacity;
    pd_arena arena;
} pd_project;

/* layers.c: which layers there are. */
PDOT_MUST_CHECK pdot_status pd_project_init(pdot_ctx *ctx, const pd_delivery *delivery,
                                            const pd_gpkg_table *tables, int32_t n_tables,
                                            pd_project *project);
void pd_project_release(pd_project *project);
/* The layer that forms, relations and the layout's pages are bound to for a table; NULL if it is not
 * delivered. */
const pd_project_layer *pd_project_find(const pd_project *project, const char *table);
const char *pd_project_group_title(const pd_delivery *delivery, const char *group);

/* form.c */
void pd_project_relations(pd_xml *xml, const pd_project *project);
/* The form of a layer, if relations reach it. */
void pd_project_form(pd_xml *xml, const pd_project *project, const pd_project_layer *layer);

/* layout.c */
void pd_project_layouts(pd_xml *xml, const pd_project *project);

/* project.c: the whole document, appended. */
PDOT_MUST_CHECK pdot_status pd_project_document(pdot_ctx *ctx, const pd_project *project, pd_buffer *out);

/* pack.c: the document as the bytes of a .qgz, appended. The same document gives the same bytes. */
PDOT_MUST_CHECK pdot_status pd_project_pack(pdot_ctx *ctx, const char *name, const pd_buffer *document,
                                            pd_buffer *out);

#endif
