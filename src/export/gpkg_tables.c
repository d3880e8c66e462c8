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
#include "export/choices.h"
#include "export/gpkg.h"
#include "export/metadata.h"
#include "export/qml.h"
#include "export/sql.h"

static const char SCHEMA[] =
    "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title "
    "TEXT, "
    "description TEXT, mime_type TEXT, constraint_name TEXT, "
    "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name));"
    "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT "
    "NULL, "
    "value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, description "
    "TEXT, "
    "CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value));"
    "CREATE TABLE gpkg_metadata (id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL "
    "DEFAULT "
    "'dataset', md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml', metadata TEXT NOT "
    "NULL "
    "DEFAULT '');"
    "CREATE TABLE gpkg_metadata_reference (reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, "
    "row_id_value INTEGER, timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')), "
    "md_file_id "
    "INTEGER NOT NULL, md_parent_id INTEGER, CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES "
    "gpkg_metadata(id), CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));"
    "INSERT INTO gpkg_extensions (table_name, column_name, extension_name, definition, scope) VALUES "
    "('gpkg_data_columns', NULL, 'gpkg_schema', 'http://www.geopackage.org/spec121/#extension_schema', "
    "'read-write'), "
    "('gpkg_data_column_constraints', NULL, 'gpkg_schema', "
    "'http://www.geopackage.org/spec121/#extension_schema', "
    "'read-write'), "
    "('gpkg_metadata', NULL, 'gpkg_metadata', 'http://www.geopackage.org/spec121/#extension_metadata', "
    "'read-write'), "
    "('gpkg_metadata_reference', NULL, 'gpkg_metadata', "
    "'http://www.geopackage.org/spec121/#extension_metadata', "
    "'read-write');"
    "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), "
    "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
    "styleQML TEXT, "
    "styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time "
    "DATETIME);";

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

static pdot_status put_columns(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery, const pd_table *table)
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
        const char *const texts[] = {table->name,  column->name,     heading.data,
                                     heading.data, column->about_es, is_coded ? column->domain : NULL};
        if (status == PDOT_OK)
            pd_sql_put(sql,
                       "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, "
                       "constraint_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                       6, texts);
    }
    pd_buffer_release(&heading);
    return status;
}

/* The value list of a domain, once. */
static pdot_status put_domain(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery, const char *domain)
{
    pd_arena arena = {0};
    const pd_choice *choices = NULL;
    int32_t n = 0;
    const pdot_status status = pd_choices_load(ctx, &arena, delivery, domain, &choices, &n);
    for (int32_t i = 0; status == PDOT_OK && i < n; i++) {
        const char *const texts[] = {domain, choices[i].value, choices[i].label};
        pd_sql_put(
            sql,
            "INSERT OR IGNORE INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, "
            "description) VALUES (?1, 'enum', ?2, ?3)",
            3, texts);
    }
    pd_arena_release(&arena);
    return status;
}

static pdot_status put_domains(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery, const pd_table *table)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < table->n_columns; i++)
        if (table->columns[i].domain[0] != '\0')
            status = put_domain(ctx, sql, delivery, table->columns[i].domain);
    return status;
}

static pdot_status put_style(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery, const pd_table *table,
                             const pd_style *style, bool is_default)
{
    pd_buffer qml, sld;
    pd_buffer_init(ctx, &qml);
    pd_buffer_init(ctx, &sld);
    pdot_status status = pd_qml_document(ctx, delivery, table, style, &qml);
    if (status == PDOT_OK)
        status = pd_sld_document(ctx, style, &sld);
    if (status == PDOT_OK) {
        const char *const texts[] = {table->name, style->name,  qml.data,
                                     sld.data,    style->title, is_default ? "1" : "0"};
        pd_sql_put(
            sql,
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', "
            "'', "
            "?1, 'geom', ?2, ?3, ?4, CAST(?6 AS INTEGER), ?5, '', NULL, '" PD_DELIVERY_DATE "')",
            6, texts);
    }
    pd_buffer_release(&sld);
    pd_buffer_release(&qml);
    return status;
}

/* Every style of the layer, the default first; for the hazards' ground one more per hazard. */
static pdot_status put_styles(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery, const pd_table *table)
{
    pd_arena arena = {0};
    const pd_style *styles = NULL;
    int32_t n = 0;
    pdot_status status = pd_styles_make(ctx, &arena, delivery, table, &styles, &n);
    for (int32_t i = 0; status == PDOT_OK && i < n; i++)
        status = put_style(ctx, sql, delivery, table, &styles[i], i == 0);
    const bool is_hazards = strcmp(table->name, "amenazas") == 0;
    for (int32_t i = 0; status == PDOT_OK && is_hazards && i < delivery->plan->n_hazards; i++) {
        pd_style style;
        if (delivery->plan->hazards[i].is_land)
            continue;
        status = pd_style_make_hazard(ctx, &arena, delivery, table, &delivery->plan->hazards[i], &style);
        if (status == PDOT_OK)
            status = put_style(ctx, sql, delivery, table, &style, false);
    }
    pd_arena_release(&arena);
    return status;
}

/* The stable id of a row is its key: unique, and indexed for those who look it up. */
static pdot_status put_index(pdot_ctx *ctx, pd_sql *sql, const pd_table *table)
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
        pd_sql_run(sql, text.data);
    pd_buffer_release(&text);
    return status;
}

static pdot_status put_metadata(pdot_ctx *ctx, pd_sql *sql, const pd_delivery *delivery,
                                const pd_gpkg_table *one)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    const pdot_status status = pd_metadata_document(ctx, delivery, one->table, &one->box, &text);
    if (status == PDOT_OK) {
        const char *const texts[] = {text.data, one->table->name};
        pd_sql_put(
            sql,
            "INSERT INTO gpkg_metadata (md_scope, md_standard_uri, mime_type, metadata) VALUES ('dataset', "
            "'http://mrcc.com/qgis.dtd', 'text/xml', ?1)",
            1, texts);
        pd_sql_put(
            sql,
            "INSERT INTO gpkg_metadata_reference (reference_scope, table_name, timestamp, md_file_id) SELECT "
            "'table', ?2, '" PD_DELIVERY_DATE "', max(id) FROM gpkg_metadata WHERE ?1 IS NOT NULL",
            2, texts);
    }
    pd_buffer_release(&text);
    return status;
}

pdot_status pd_gpkg_complete(pdot_ctx *ctx, const pd_delivery *delivery, const char *path,
                             const pd_gpkg_table *tables, int32_t n_tables)
{
    pd_sql sql;
    pdot_status status = pd_sql_open(ctx, path, &sql);
    if (status != PDOT_OK)
        return status;
    pd_sql_run(&sql, SCHEMA);
    for (int32_t i = 0; status == PDOT_OK && i < n_tables; i++) {
        const pd_table *table = tables[i].table;
        status = put_columns(ctx, &sql, delivery, table);
        if (status == PDOT_OK)
            status = put_domains(ctx, &sql, delivery, table);
        if (status == PDOT_OK)
            status = put_styles(ctx, &sql, delivery, table);
        if (status == PDOT_OK)
            status = put_index(ctx, &sql, table);
        if (status == PDOT_OK)
            status = put_metadata(ctx, &sql, delivery, &tables[i]);
    }
    pd_sql_run(&sql, REGISTER_STYLES);
    if (status != PDOT_OK && sql.status == PDOT_OK)
        sql.status = status; /* closing rolls back */
    return pd_sql_close(&sql);
}
