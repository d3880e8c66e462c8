/* The second half of the GeoPackage: what GDAL 3.6 does not write. All of it after GDAL has closed the file,
 * in one transaction; feature tables are not touched (their triggers need GDAL's functions), only indexed.
 *
 *   gpkg_data_columns               alias and description of each column (made by ourselves: GDAL would make
 * its "name" unique over the whole file) gpkg_data_column_constraints    value lists of coded columns
 *   layer_styles                    QGIS' table; must be in gpkg_contents or QGIS does not see it
 *   gpkg_metadata(_reference)       one QGIS layer metadata document per table */
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "export/asset.h"
#include "export/style/choices.h"
#include "export/gpkg/gpkg.h"
#include "export/file.h"
#include "export/gpkg/metadata.h"
#include "export/style/qml.h"
#include "export/gpkg/patch.h"
#include "export/project/project.h"

static const char REGISTER_STYLES[] =
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change) VALUES "
    "('layer_styles', 'attributes', 'layer_styles', 'Estilos de QGIS', '" PD_DELIVERY_DATE "');"
    "INSERT INTO gpkg_ogr_contents (table_name, feature_count) SELECT 'layer_styles', count(*) FROM "
    "layer_styles;";

/* True if an earlier column of the table has the same heading. */
static bool is_repeated(const pd_delivery *delivery, const pd_table *table, int32_t column)
{
    const char *title = pd_column_title(delivery, &table->columns[column]);
    for (int32_t i = 0; i < column; i++)
        if (strcmp(pd_column_title(delivery, &table->columns[i]), title) == 0 &&
            strcmp(table->columns[i].unit, table->columns[column].unit) == 0)
            return true;
    return false;
}

static pdot_status has_choices(pdot_ctx *ctx, const pd_delivery *delivery, const char *domain, bool *out)
{
    pd_arena arena = {0};
    const pd_choice *choices = NULL;
    int32_t n = 0;
    const pdot_status status = pd_choices_load(ctx, &arena, delivery, domain, &choices, &n);
    pd_arena_release(&arena);
    *out = n > 0;
    return status;
}

static pdot_status put_columns(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                               const pd_table *table)
{
    pdot_status status = PDOT_OK;
    pd_buffer heading;
    pd_buffer_init(ctx, &heading);
    for (int32_t i = 0; status == PDOT_OK && i < table->n_columns; i++) {
        const pd_column *column = &table->columns[i];
        bool is_coded = false;
        pd_buffer_clear(&heading);
        pd_column_heading(delivery, column, &heading);
        if (is_repeated(delivery, table, i))
            pd_buffer_format(&heading, " [%s]", column->name);
        status = has_choices(ctx, delivery, column->domain, &is_coded);
        if (status == PDOT_OK)
            status = pd_buffer_status(&heading);
        const char *const texts[] = {table->name,
                                     column->name,
                                     heading.data,
                                     heading.data,
                                     pd_column_about(delivery, column),
                                     is_coded ? column->domain : NULL};
        if (status == PDOT_OK)
            pd_patch_put(patch,
                         "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, "
                         "constraint_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         6, texts);
    }
    pd_buffer_release(&heading);
    return status;
}

/* The value list of a domain, once. */
static pdot_status put_domain(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery, const char *domain)
{
    pd_arena arena = {0};
    const pd_choice *choices = NULL;
    int32_t n = 0;
    const pdot_status status = pd_choices_load(ctx, &arena, delivery, domain, &choices, &n);
    for (int32_t i = 0; status == PDOT_OK && i < n; i++) {
        const char *const texts[] = {domain, choices[i].value, choices[i].label};
        pd_patch_put(
            patch,
            "INSERT OR IGNORE INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, "
            "description) VALUES (?1, 'enum', ?2, ?3)",
            3, texts);
    }
    pd_arena_release(&arena);
    return status;
}

static pdot_status put_domains(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                               const pd_table *table)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < table->n_columns; i++)
        if (table->columns[i].domain[0] != '\0')
            status = put_domain(ctx, patch, delivery, table->columns[i].domain);
    return status;
}

static pdot_status put_style(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                             const pd_table *table, const pd_style *style, bool is_default)
{
    pd_buffer qml, sld;
    pd_buffer_init(ctx, &qml);
    pd_buffer_init(ctx, &sld);
    pdot_status status = pd_qml_document(ctx, delivery, table, style, &qml);
    if (status == PDOT_OK && style != NULL)
        status = pd_sld_document(ctx, style, &sld);
    if (status == PDOT_OK) {
        const bool is_spatial = style != NULL;
        const char *const texts[] = {table->name,
                                     is_spatial ? "geom"
                                                : "", /* how QGIS asks for the style of a plain table */
                                     is_spatial ? style->name : "tabla",
                                     qml.data,
                                     is_spatial ? sld.data : NULL,
                                     is_spatial ? style->title : pd_table_title(delivery, table),
                                     is_default ? "1" : "0"};
        pd_patch_put(
            patch,
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', "
            "'', ?1, ?2, ?3, ?4, ?5, CAST(?7 AS INTEGER), ?6, '', NULL, '" PD_DELIVERY_DATE "')",
            7, texts);
    }
    pd_buffer_release(&sld);
    pd_buffer_release(&qml);
    return status;
}

/* Every style of the layer, the default first; for the hazards' ground one more per hazard. A table without
 * geometry has one too: its aliases and value lists. */
static pdot_status put_styles(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                              const pd_table *table)
{
    pd_arena arena = {0};
    const pd_style *styles = NULL;
    int32_t n = 0;
    pdot_status status = pd_styles_make(ctx, &arena, delivery, table, &styles, &n);
    if (status == PDOT_OK && table->geometry == PD_GEOM_NONE)
        status = put_style(ctx, patch, delivery, table, NULL, true);
    for (int32_t i = 0; status == PDOT_OK && i < n; i++)
        status = put_style(ctx, patch, delivery, table, &styles[i], i == 0);
    const bool is_hazards = strcmp(table->name, "amenazas") == 0;
    for (int32_t i = 0; status == PDOT_OK && is_hazards && i < delivery->plan->n_hazards; i++) {
        pd_style style;
        if (delivery->plan->hazards[i].is_land)
            continue;
        status = pd_style_make_hazard(ctx, &arena, delivery, table, &delivery->plan->hazards[i], &style);
        if (status == PDOT_OK)
            status = put_style(ctx, patch, delivery, table, &style, false);
    }
    pd_arena_release(&arena);
    return status;
}

/* The stable id of a row is its key: unique, and indexed for those who look it up. */
static pdot_status put_index(pdot_ctx *ctx, pd_patch *patch, const pd_table *table)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    int n = 0;
    pd_buffer_format(&text, "CREATE UNIQUE INDEX \"%s_clave\" ON \"%s\" (", table->name, table->name);
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key)
            pd_buffer_format(&text, "%s\"%s\"", n++ > 0 ? ", " : "", table->columns[i].name);
    pd_buffer_text(&text, ")");
    const pdot_status status = pd_buffer_status(&text);
    if (status == PDOT_OK && n > 0)
        pd_patch_run(patch, text.data);
    pd_buffer_release(&text);
    return status;
}

static pdot_status put_metadata(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                                const pd_gpkg_table *one)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    const pdot_status status = pd_metadata_document(ctx, delivery, one->table, &one->box, &text);
    if (status == PDOT_OK) {
        const char *const texts[] = {text.data, one->table->name};
        pd_patch_put(
            patch,
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES ('dataset', "
            "'http://mrcc.com/qgis.dtd', 'text/xml', ?1)",
            1, texts);
        pd_patch_put(
            patch,
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) SELECT "
            "'table', ?2, '" PD_DELIVERY_DATE "', max(id) FROM gpkg_metadata WHERE ?1 IS NOT NULL",
            2, texts);
    }
    pd_buffer_release(&text);
    return status;
}

/* QGIS keeps a project in a GeoPackage as the hexadecimal text of the .qgz. */
static pdot_status put_packed(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                              const pd_buffer *packed)
{
    pd_buffer hex;
    pd_buffer_init(ctx, &hex);
    for (size_t i = 0; i < packed->size; i++) {
        pd_buffer_byte(&hex, "0123456789abcdef"[(unsigned char)packed->data[i] >> 4]);
        pd_buffer_byte(&hex, "0123456789abcdef"[(unsigned char)packed->data[i] & 15]);
    }
    const pdot_status status = pd_buffer_status(&hex);
    if (status == PDOT_OK) {
        const char *const texts[] = {delivery->name, hex.data};
        pd_patch_run(patch,
                     "CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)");
        pd_patch_put(
            patch,
            "INSERT INTO qgis_projects (name, metadata, content) VALUES (?1, '{\"last_modified_time\": "
            "\"" PD_DELIVERY_DATE "\", \"last_modified_user\": \"pdot\"}', ?2)",
            2, texts);
    }
    pd_buffer_release(&hex);
    return status;
}

/* The project, inside the file and beside it. */
static pdot_status put_project(pdot_ctx *ctx, pd_patch *patch, const pd_delivery *delivery,
                               const pd_gpkg_table *tables, int32_t n_tables)
{
    pd_project project;
    pd_buffer document, packed, name;
    pdot_status status = pd_project_init(ctx, delivery, tables, n_tables, &project);
    if (status != PDOT_OK)
        return status;
    pd_buffer_init(ctx, &document);
    pd_buffer_init(ctx, &packed);
    pd_buffer_init(ctx, &name);
    pd_buffer_format(&name, "%s.qgz", delivery->name);
    status = pd_project_document(ctx, &project, &document);
    if (status == PDOT_OK)
        status = pd_project_pack(ctx, delivery->name, &document, &packed);
    if (status == PDOT_OK)
        status = put_packed(ctx, patch, delivery, &packed);
    if (status == PDOT_OK)
        status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, delivery->folder, name.data, packed.data, packed.size);
    pd_buffer_release(&name);
    pd_buffer_release(&packed);
    pd_buffer_release(&document);
    pd_project_release(&project);
    return status;
}

pdot_status pd_gpkg_complete(pdot_ctx *ctx, const pd_delivery *delivery, const char *path,
                             const pd_gpkg_table *tables, int32_t n_tables)
{
    pd_patch patch;
    pdot_status status = pd_patch_open(ctx, path, &patch);
    if (status != PDOT_OK)
        return status;
    pd_patch_run(&patch, pd_asset_gpkg_sql);
    for (int32_t i = 0; status == PDOT_OK && i < n_tables; i++) {
        const pd_table *table = tables[i].table;
        status = put_columns(ctx, &patch, delivery, table);
        if (status == PDOT_OK)
            status = put_domains(ctx, &patch, delivery, table);
        if (status == PDOT_OK)
            status = put_styles(ctx, &patch, delivery, table);
        if (status == PDOT_OK)
            status = put_index(ctx, &patch, table);
        if (status == PDOT_OK)
            status = put_metadata(ctx, &patch, delivery, &tables[i]);
    }
    pd_patch_run(&patch, REGISTER_STYLES);
    if (status == PDOT_OK && patch.status == PDOT_OK)
        status = put_project(ctx, &patch, delivery, tables, n_tables);
    if (status != PDOT_OK && patch.status == PDOT_OK)
        patch.status = status; /* closing rolls back */
    return pd_patch_close(&patch);
}
