/* The layers of the project, from top to bottom: outlines, services, plan, gaps, risk, tables. Territories
 * appear once per topic with the style of that topic; the ground of the hazards once per hazard. */
#include <string.h>

#include "export/project/project.h"

static const struct {
    const char *name, *spanish, *english;
} GROUPS[] = {
    {"limites", "Límites", "Limits"}, {"servicios", "Servicios", "Services"}, {"plan", "Plan", "Plan"},
    {"brechas", "Brechas", "Gaps"},   {"riesgo", "Riesgo", "Risk"},           {"tablas", "Tablas", "Tables"},
};
enum { N_GROUPS = sizeof GROUPS / sizeof GROUPS[0] };

const char *pd_project_group_title(const pd_delivery *delivery, const char *group)
{
    for (int i = 0; i < N_GROUPS; i++)
        if (strcmp(GROUPS[i].name, group) == 0)
            return pd_title(delivery, GROUPS[i].spanish, GROUPS[i].english);
    return group;
}

void pd_project_release(pd_project *project)
{
    pd_free(project->layers);
    pd_arena_release(&project->arena);
}

const pd_project_layer *pd_project_find(const pd_project *project, const char *table)
{
    for (size_t i = 0; i < project->n_layers; i++)
        if (project->layers[i].is_main && strcmp(project->layers[i].table->table->name, table) == 0)
            return &project->layers[i];
    return NULL;
}

/* A text made of a format, in the project's arena. */
static const char *keep(pdot_ctx *ctx, pd_project *project, pd_buffer *text)
{
    const char *copy =
        pd_buffer_status(text) == PDOT_OK ? pd_arena_strdup(ctx, &project->arena, text->data) : NULL;
    pd_buffer_clear(text);
    return copy;
}

/* A text literal in SQL. */
static void add_literal(pd_buffer *out, const char *text)
{
    pd_buffer_byte(out, '\'');
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            pd_buffer_byte(out, '\'');
        pd_buffer_byte(out, *text);
    }
    pd_buffer_byte(out, '\'');
}

/* hazard: only the ground of that hazard; NULL: all rows. */
static pdot_status add_layer(pdot_ctx *ctx, pd_project *project, const pd_gpkg_table *table,
                             const pd_style *style, const char *hazard)
{
    const char *name = table->table->name;
    if (!pd_grow(ctx, (void **)&project->layers, &project->capacity, project->n_layers + 1,
                 sizeof *project->layers))
        return PDOT_NOMEM;
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pd_project_layer layer = {
        .table = table, .style = style, .group = style != NULL ? style->group : "tablas"};
    layer.is_main = style == NULL;
    layer.title = style != NULL ? style->title : pd_table_title(project->delivery, table->table);
    pd_buffer_format(&text, "%s_%s_pdot_layer", name, style != NULL ? style->name : "tabla");
    layer.id = keep(ctx, project, &text);
    pd_buffer_format(&text, "./%s.gpkg|layername=%s", project->delivery->name, name);
    if (hazard != NULL) {
        pd_buffer_text(&text, "|subset=\"amenaza\" = ");
        add_literal(&text, hazard);
    }
    layer.source = keep(ctx, project, &text);
    pd_buffer_release(&text);
    if (layer.id == NULL || layer.source == NULL)
        return PDOT_NOMEM;
    project->layers[project->n_layers++] = layer;
    return PDOT_OK;
}

static pdot_status add_hazards(pdot_ctx *ctx, pd_project *project, const pd_gpkg_table *table)
{
    const pdot_plan *plan = project->delivery->plan;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < plan->n_hazards; i++) {
        if (!table->hazards[i]) /* no ground, as of one given as a raster: nothing to draw */
            continue;
        pd_style *style = pd_arena_alloc(ctx, &project->arena, sizeof *style);
        if (style == NULL)
            return PDOT_NOMEM;
        status = pd_style_make_hazard(ctx, &project->arena, project->delivery, table->table,
                                      &plan->hazards[i], style);
        if (status == PDOT_OK)
            status = add_layer(ctx, project, table, style, plan->hazards[i].id);
    }
    return status;
}

/* The layers of one table that belong to one group. */
static pdot_status add_table(pdot_ctx *ctx, pd_project *project, const pd_gpkg_table *table,
                             const char *group)
{
    const pd_style *styles = NULL;
    int32_t n = 0;
    if (table->table->geometry == PD_GEOM_NONE)
        return strcmp(group, "tablas") == 0 ? add_layer(ctx, project, table, NULL, NULL) : PDOT_OK;
    pdot_status status = pd_styles_make(ctx, &project->arena, project->delivery, table->table, &styles, &n);
    if (status == PDOT_OK && n > 0 && strcmp(table->table->name, "amenazas") == 0)
        return strcmp(styles[0].group, group) == 0 ? add_hazards(ctx, project, table) : PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < n; i++)
        if (strcmp(styles[i].group, group) == 0)
            status = add_layer(ctx, project, table, &styles[i], NULL);
    for (size_t i = 0; n > 0 && i < project->n_layers; i++)
        project->layers[i].is_main = project->layers[i].is_main || project->layers[i].style == &styles[0];
    return status;
}

/* What one sees on opening: the outlines, and the first choropleth of the risk group. */
static void choose_visible(pd_project *project)
{
    bool has_risk = false;
    for (size_t i = 0; i < project->n_layers; i++) {
        pd_project_layer *layer = &project->layers[i];
        if (strcmp(layer->table->table->name, "territorios_superiores") == 0) {
            layer->is_visible = true;
        } else if (strcmp(layer->group, "riesgo") == 0 && !has_risk) {
            layer->is_visible = true;
            has_risk = true;
        }
    }
}

pdot_status pd_project_init(pdot_ctx *ctx, const pd_delivery *delivery, const pd_gpkg_table *tables,
                            int32_t n_tables, pd_project *project)
{
    memset(project, 0, sizeof *project);
    project->delivery = delivery;
    project->tables = tables;
    project->n_tables = n_tables;
    pdot_status status = PDOT_OK;
    for (int group = 0; group < N_GROUPS; group++)
        for (int32_t i = 0; status == PDOT_OK && i < n_tables; i++)
            status = add_table(ctx, project, &tables[i], GROUPS[group].name);
    choose_visible(project);
    if (status != PDOT_OK)
        pd_project_release(project);
    return status;
}
