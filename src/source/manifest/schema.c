/* The tables of the manifest: structure for libcyaml, values for the checker. A key that is added here is
 * added to geodata/README.md too; a test compares them. */
#include "source/manifest/schema.h"

#include <string.h>

#include "base/limits.h"

#define REQUIRED CYAML_FLAG_POINTER
#define OPTIONAL (CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL)
#define LONGEST  65536 /* bytes of a value: a CRS as WKT is some kB */

/* A text member of the same name as its key. */
#define TEXT(structure, key, flags) CYAML_FIELD_STRING_PTR(#key, flags, structure, key, 0, LONGEST)

static const cyaml_schema_value_t TEXT_ENTRY = {CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 0, LONGEST)};
static const cyaml_schema_value_t YEAR_ENTRY = {CYAML_VALUE_INT(CYAML_FLAG_DEFAULT, int)};

static const cyaml_schema_field_t PLAN[] = {
    TEXT(pd_raw_plan, id, REQUIRED),
    TEXT(pd_raw_plan, title, OPTIONAL),
    TEXT(pd_raw_plan, language, OPTIONAL),
    TEXT(pd_raw_plan, crs, REQUIRED),
    TEXT(pd_raw_plan, reporting_date, OPTIONAL),
    CYAML_FIELD_SEQUENCE_FIXED("period", OPTIONAL, pd_raw_plan, period, &YEAR_ENTRY, 2),
    CYAML_FIELD_END};

static const cyaml_schema_field_t CODES[] = {TEXT(pd_raw_codes, path, REQUIRED),
                                             TEXT(pd_raw_codes, from, REQUIRED),
                                             TEXT(pd_raw_codes, to, REQUIRED), CYAML_FIELD_END};

static const cyaml_schema_field_t LEVEL[] = {
    TEXT(pd_raw_level, level, REQUIRED),
    TEXT(pd_raw_level, path, REQUIRED),
    TEXT(pd_raw_level, layer, OPTIONAL),
    TEXT(pd_raw_level, code, REQUIRED),
    TEXT(pd_raw_level, name, REQUIRED),
    TEXT(pd_raw_level, kind, OPTIONAL),
    TEXT(pd_raw_level, parent, OPTIONAL),
    TEXT(pd_raw_level, parent_code, OPTIONAL),
    TEXT(pd_raw_level, crs, OPTIONAL),
    TEXT(pd_raw_level, encoding, OPTIONAL),
    TEXT(pd_raw_level, close_m, OPTIONAL),
    CYAML_FIELD_MAPPING_PTR("codes", OPTIONAL, pd_raw_level, codes, CODES),
    CYAML_FIELD_END};

static const cyaml_schema_field_t GAZETTEER[] = {
    TEXT(pd_raw_gazetteer, zones, OPTIONAL), TEXT(pd_raw_gazetteer, places, OPTIONAL),
    TEXT(pd_raw_gazetteer, actors, OPTIONAL), TEXT(pd_raw_gazetteer, decisions, OPTIONAL), CYAML_FIELD_END};

static const cyaml_schema_field_t INDICATOR[] = {
    TEXT(pd_raw_indicator, id, REQUIRED),
    TEXT(pd_raw_indicator, title, OPTIONAL),
    TEXT(pd_raw_indicator, path, REQUIRED),
    TEXT(pd_raw_indicator, layer, OPTIONAL),
    TEXT(pd_raw_indicator, code, REQUIRED),
    TEXT(pd_raw_indicator, value, REQUIRED),
    TEXT(pd_raw_indicator, unit, OPTIONAL),
    CYAML_FIELD_INT_PTR("year", OPTIONAL, pd_raw_indicator, year),
    TEXT(pd_raw_indicator, kind, OPTIONAL),
    TEXT(pd_raw_indicator, encoding, OPTIONAL),
    CYAML_FIELD_END};

static const cyaml_schema_field_t HAZARD[] = {
    TEXT(pd_raw_hazard, id, REQUIRED),
    TEXT(pd_raw_hazard, title, OPTIONAL),
    TEXT(pd_raw_hazard, path, OPTIONAL),
    TEXT(pd_raw_hazard, raster, OPTIONAL),
    TEXT(pd_raw_hazard, dem, OPTIONAL),
    TEXT(pd_raw_hazard, layer, OPTIONAL),
    CYAML_FIELD_STRING_PTR("class", OPTIONAL, pd_raw_hazard, class_column, 0, LONGEST),
    TEXT(pd_raw_hazard, classes, OPTIONAL),
    TEXT(pd_raw_hazard, derive, OPTIONAL),
    TEXT(pd_raw_hazard, distance_m, OPTIONAL),
    TEXT(pd_raw_hazard, outside, OPTIONAL),
    CYAML_FIELD_BOOL_PTR("summary", OPTIONAL, pd_raw_hazard, summary),
    TEXT(pd_raw_hazard, extent, OPTIONAL),
    TEXT(pd_raw_hazard, component, OPTIONAL),
    TEXT(pd_raw_hazard, crs, OPTIONAL),
    TEXT(pd_raw_hazard, encoding, OPTIONAL),
    CYAML_FIELD_END};

static const cyaml_schema_field_t LAND[] = {
    TEXT(pd_raw_hazard, id, REQUIRED),
    TEXT(pd_raw_hazard, title, OPTIONAL),
    TEXT(pd_raw_hazard, path, REQUIRED),
    TEXT(pd_raw_hazard, layer, OPTIONAL),
    CYAML_FIELD_STRING_PTR("class", REQUIRED, pd_raw_hazard, class_column, 0, LONGEST),
    TEXT(pd_raw_hazard, classes, REQUIRED),
    TEXT(pd_raw_hazard, outside, OPTIONAL),
    TEXT(pd_raw_hazard, extent, OPTIONAL),
    TEXT(pd_raw_hazard, crs, OPTIONAL),
    TEXT(pd_raw_hazard, encoding, OPTIONAL),
    CYAML_FIELD_END};

static const cyaml_schema_field_t ASSET[] = {TEXT(pd_raw_asset, id, REQUIRED),
                                             TEXT(pd_raw_asset, title, OPTIONAL),
                                             TEXT(pd_raw_asset, path, REQUIRED),
                                             TEXT(pd_raw_asset, layer, OPTIONAL),
                                             TEXT(pd_raw_asset, x, OPTIONAL),
                                             TEXT(pd_raw_asset, y, OPTIONAL),
                                             TEXT(pd_raw_asset, crs, OPTIONAL),
                                             TEXT(pd_raw_asset, encoding, OPTIONAL),
                                             TEXT(pd_raw_asset, measure, REQUIRED),
                                             TEXT(pd_raw_asset, weight, OPTIONAL),
                                             CYAML_FIELD_END};

static const cyaml_schema_field_t DIAGNOSIS_COLUMNS[] = {
    TEXT(pd_raw_columns, id, OPTIONAL),    TEXT(pd_raw_columns, component, OPTIONAL),
    TEXT(pd_raw_columns, theme, OPTIONAL), TEXT(pd_raw_columns, problem, OPTIONAL),
    TEXT(pd_raw_columns, zones, OPTIONAL), TEXT(pd_raw_columns, actors, OPTIONAL),
    TEXT(pd_raw_columns, note, OPTIONAL),  TEXT(pd_raw_columns, document, OPTIONAL),
    TEXT(pd_raw_columns, line, OPTIONAL),  CYAML_FIELD_END};

static const cyaml_schema_field_t ACTIVITY_COLUMNS[] = {TEXT(pd_raw_columns, id, OPTIONAL),
                                                        TEXT(pd_raw_columns, component, OPTIONAL),
                                                        TEXT(pd_raw_columns, objective, OPTIONAL),
                                                        TEXT(pd_raw_columns, activity, OPTIONAL),
                                                        TEXT(pd_raw_columns, indicator, OPTIONAL),
                                                        TEXT(pd_raw_columns, target, OPTIONAL),
                                                        TEXT(pd_raw_columns, partners, OPTIONAL),
                                                        TEXT(pd_raw_columns, marks, OPTIONAL),
                                                        TEXT(pd_raw_columns, base_line, OPTIONAL),
                                                        TEXT(pd_raw_columns, budget, OPTIONAL),
                                                        TEXT(pd_raw_columns, responsible, OPTIONAL),
                                                        TEXT(pd_raw_columns, zones, OPTIONAL),
                                                        TEXT(pd_raw_columns, sdg, OPTIONAL),
                                                        TEXT(pd_raw_columns, national_plan, OPTIONAL),
                                                        TEXT(pd_raw_columns, repeats, OPTIONAL),
                                                        TEXT(pd_raw_columns, note, OPTIONAL),
                                                        TEXT(pd_raw_columns, document, OPTIONAL),
                                                        TEXT(pd_raw_columns, line, OPTIONAL),
                                                        CYAML_FIELD_END};

static const cyaml_schema_field_t DIAGNOSIS[] = {
    TEXT(pd_raw_table, path, REQUIRED), TEXT(pd_raw_table, layer, OPTIONAL),
    TEXT(pd_raw_table, encoding, OPTIONAL),
    CYAML_FIELD_MAPPING_PTR("columns", OPTIONAL, pd_raw_table, columns, DIAGNOSIS_COLUMNS), CYAML_FIELD_END};

static const cyaml_schema_field_t ACTIVITIES[] = {
    TEXT(pd_raw_table, path, REQUIRED),
    TEXT(pd_raw_table, layer, OPTIONAL),
    TEXT(pd_raw_table, encoding, OPTIONAL),
    CYAML_FIELD_MAPPING_PTR("columns", OPTIONAL, pd_raw_table, columns, ACTIVITY_COLUMNS),
    CYAML_FIELD_SEQUENCE("years", OPTIONAL, pd_raw_table, years, &YEAR_ENTRY, 1, 100),
    CYAML_FIELD_END};

static const cyaml_schema_field_t WORKS[] = {
    TEXT(pd_raw_table, path, REQUIRED),
    TEXT(pd_raw_table, layer, OPTIONAL),
    CYAML_FIELD_SEQUENCE("layers", OPTIONAL, pd_raw_table, layers, &TEXT_ENTRY, 1, 100),
    TEXT(pd_raw_table, activity, REQUIRED),
    TEXT(pd_raw_table, year, OPTIONAL),
    TEXT(pd_raw_table, crs, OPTIONAL),
    TEXT(pd_raw_table, encoding, OPTIONAL),
    CYAML_FIELD_END};

static const cyaml_schema_field_t SERVICES[] = {TEXT(pd_raw_table, path, REQUIRED),
                                                TEXT(pd_raw_table, layer, OPTIONAL),
                                                TEXT(pd_raw_table, x, OPTIONAL),
                                                TEXT(pd_raw_table, y, OPTIONAL),
                                                TEXT(pd_raw_table, crs, OPTIONAL),
                                                TEXT(pd_raw_table, encoding, OPTIONAL),
                                                CYAML_FIELD_END};

static const cyaml_schema_field_t RECORDS[] = {TEXT(pd_raw_table, path, REQUIRED),
                                               TEXT(pd_raw_table, layer, OPTIONAL),
                                               TEXT(pd_raw_table, encoding, OPTIONAL), CYAML_FIELD_END};

static const cyaml_schema_field_t LISTED[] = {TEXT(pd_raw_table, id, REQUIRED),
                                              TEXT(pd_raw_table, title, OPTIONAL),
                                              TEXT(pd_raw_table, path, REQUIRED),
                                              TEXT(pd_raw_table, layer, OPTIONAL),
                                              TEXT(pd_raw_table, encoding, OPTIONAL),
                                              TEXT(pd_raw_table, zones, OPTIONAL),
                                              TEXT(pd_raw_table, value, OPTIONAL),
                                              TEXT(pd_raw_table, unit, OPTIONAL),
                                              CYAML_FIELD_END};
static const cyaml_schema_value_t LISTED_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_table, LISTED)};

static const cyaml_schema_field_t TABLES[] = {
    CYAML_FIELD_MAPPING_PTR("diagnosis", OPTIONAL, pd_raw_tables, diagnosis, DIAGNOSIS),
    CYAML_FIELD_MAPPING_PTR("activities", OPTIONAL, pd_raw_tables, activities, ACTIVITIES),
    CYAML_FIELD_MAPPING_PTR("works", OPTIONAL, pd_raw_tables, works, WORKS),
    CYAML_FIELD_MAPPING_PTR("services", OPTIONAL, pd_raw_tables, services, SERVICES),
    CYAML_FIELD_MAPPING_PTR("agreements", OPTIONAL, pd_raw_tables, agreements, RECORDS),
    CYAML_FIELD_MAPPING_PTR("budget", OPTIONAL, pd_raw_tables, budget, RECORDS),
    CYAML_FIELD_MAPPING_PTR("objectives", OPTIONAL, pd_raw_tables, objectives, RECORDS),
    CYAML_FIELD_MAPPING_PTR("alignment", OPTIONAL, pd_raw_tables, alignment, RECORDS),
    CYAML_FIELD_SEQUENCE("records", OPTIONAL, pd_raw_tables, records, &LISTED_ENTRY, 1, 1000),
    CYAML_FIELD_END};

static const cyaml_schema_field_t DELIVERY[] = {
    CYAML_FIELD_SEQUENCE("formats", OPTIONAL, pd_raw_delivery, formats, &TEXT_ENTRY, 1, 7), CYAML_FIELD_END};

static const cyaml_schema_value_t LEVEL_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_level, LEVEL)};
static const cyaml_schema_value_t INDICATOR_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_indicator, INDICATOR)};
static const cyaml_schema_value_t HAZARD_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_hazard, HAZARD)};
static const cyaml_schema_value_t LAND_ENTRY = {CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_hazard, LAND)};
static const cyaml_schema_value_t ASSET_ENTRY = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, pd_raw_asset, ASSET)};

#define LIST(key, flags, entry, most)                                                                        \
    CYAML_FIELD_SEQUENCE(#key, flags, pd_raw_manifest, key, &(entry), 1, most)

static const cyaml_schema_field_t ROOT[] = {
    CYAML_FIELD_MAPPING_PTR("plan", REQUIRED, pd_raw_manifest, plan, PLAN),
    LIST(territories, REQUIRED, LEVEL_ENTRY, 16),
    CYAML_FIELD_MAPPING_PTR("gazetteer", OPTIONAL, pd_raw_manifest, gazetteer, GAZETTEER),
    LIST(indicators, OPTIONAL, INDICATOR_ENTRY, 1000),
    LIST(hazards, OPTIONAL, HAZARD_ENTRY, PD_LIMIT_HAZARDS),
    LIST(land, OPTIONAL, LAND_ENTRY, PD_LIMIT_HAZARDS),
    LIST(assets, OPTIONAL, ASSET_ENTRY, PD_LIMIT_HAZARDS),
    CYAML_FIELD_MAPPING_PTR("tables", OPTIONAL, pd_raw_manifest, tables, TABLES),
    TEXT(pd_raw_manifest, declared, OPTIONAL),
    CYAML_FIELD_MAPPING_PTR("delivery", OPTIONAL, pd_raw_manifest, delivery, DELIVERY),
    CYAML_FIELD_END};

const cyaml_schema_value_t PD_MANIFEST_SCHEMA = {
    CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, pd_raw_manifest, ROOT)};

const char *const PD_FORMATS[] = {"gpkg", "geojson", "csv", "xlsx", "html", "png", "pdf", NULL};
static const char *const LANGUAGES[] = {"es", "en", NULL};
static const char *const DERIVATIONS[] = {"buffer", "slope_percent", "slope_degrees", NULL};
static const char *const OUTSIDES[] = {"free", "no_data", NULL};
static const char *const MEASURES[] = {"length", "count", NULL};

static const pd_key KEYS[] = {
    {"plan.id", PD_KEY_ID, NULL},
    {"plan.title", PD_KEY_TEXT, NULL},
    {"plan.language", PD_KEY_CHOICE, LANGUAGES},
    {"plan.crs", PD_KEY_CRS, NULL},
    {"plan.reporting_date", PD_KEY_DATE, NULL},
    {"plan.period[]", PD_KEY_YEAR, NULL},
    {"territories[].level", PD_KEY_ID, NULL},
    {"territories[].path", PD_KEY_FILE, NULL},
    {"territories[].layer", PD_KEY_LAYER, NULL},
    {"territories[].code", PD_KEY_COLUMN, NULL},
    {"territories[].name", PD_KEY_COLUMN, NULL},
    {"territories[].kind", PD_KEY_COLUMN, NULL},
    {"territories[].parent", PD_KEY_ID, NULL},
    {"territories[].parent_code", PD_KEY_COLUMN, NULL},
    {"territories[].crs", PD_KEY_CRS, NULL},
    {"territories[].encoding", PD_KEY_ENCODING, NULL},
    {"territories[].close_m", PD_KEY_LENGTH, NULL},
    {"territories[].codes.path", PD_KEY_FILE, NULL},
    {"territories[].codes.from", PD_KEY_COLUMN, NULL},
    {"territories[].codes.to", PD_KEY_COLUMN, NULL},
    {"gazetteer.zones", PD_KEY_FILE, NULL},
    {"gazetteer.places", PD_KEY_FILE, NULL},
    {"gazetteer.actors", PD_KEY_FILE, NULL},
    {"gazetteer.decisions", PD_KEY_FILE, NULL},
    {"indicators[].id", PD_KEY_ID, NULL},
    {"indicators[].title", PD_KEY_TEXT, NULL},
    {"indicators[].path", PD_KEY_FILE, NULL},
    {"indicators[].layer", PD_KEY_LAYER, NULL},
    {"indicators[].code", PD_KEY_COLUMN, NULL},
    {"indicators[].value", PD_KEY_COLUMN, NULL},
    {"indicators[].unit", PD_KEY_TEXT, NULL},
    {"indicators[].year", PD_KEY_YEAR, NULL},
    {"indicators[].kind", PD_KEY_TEXT, NULL},
    {"indicators[].encoding", PD_KEY_ENCODING, NULL},
    {"hazards[].id", PD_KEY_ID, NULL},
    {"hazards[].title", PD_KEY_TEXT, NULL},
    {"hazards[].path", PD_KEY_FILE, NULL},
    {"hazards[].raster", PD_KEY_FILE, NULL},
    {"hazards[].dem", PD_KEY_FILE, NULL},
    {"hazards[].layer", PD_KEY_LAYER, NULL},
    {"hazards[].class", PD_KEY_COLUMN, NULL},
    {"hazards[].classes", PD_KEY_FILE, NULL},
    {"hazards[].derive", PD_KEY_CHOICE, DERIVATIONS},
    {"hazards[].distance_m", PD_KEY_LENGTH, NULL},
    {"hazards[].outside", PD_KEY_CHOICE, OUTSIDES},
    {"hazards[].summary", PD_KEY_YESNO, NULL},
    {"hazards[].extent", PD_KEY_FILE, NULL},
    {"hazards[].component", PD_KEY_TEXT, NULL},
    {"hazards[].crs", PD_KEY_CRS, NULL},
    {"hazards[].encoding", PD_KEY_ENCODING, NULL},
    {"land[].id", PD_KEY_ID, NULL},
    {"land[].title", PD_KEY_TEXT, NULL},
    {"land[].path", PD_KEY_FILE, NULL},
    {"land[].layer", PD_KEY_LAYER, NULL},
    {"land[].class", PD_KEY_COLUMN, NULL},
    {"land[].classes", PD_KEY_FILE, NULL},
    {"land[].outside", PD_KEY_CHOICE, OUTSIDES},
    {"land[].extent", PD_KEY_FILE, NULL},
    {"land[].crs", PD_KEY_CRS, NULL},
    {"land[].encoding", PD_KEY_ENCODING, NULL},
    {"assets[].id", PD_KEY_ID, NULL},
    {"assets[].title", PD_KEY_TEXT, NULL},
    {"assets[].path", PD_KEY_FILE, NULL},
    {"assets[].layer", PD_KEY_LAYER, NULL},
    {"assets[].x", PD_KEY_COLUMN, NULL},
    {"assets[].y", PD_KEY_COLUMN, NULL},
    {"assets[].crs", PD_KEY_CRS, NULL},
    {"assets[].encoding", PD_KEY_ENCODING, NULL},
    {"assets[].measure", PD_KEY_CHOICE, MEASURES},
    {"assets[].weight", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.path", PD_KEY_FILE, NULL},
    {"tables.diagnosis.layer", PD_KEY_LAYER, NULL},
    {"tables.diagnosis.encoding", PD_KEY_ENCODING, NULL},
    {"tables.diagnosis.columns.id", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.component", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.theme", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.problem", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.zones", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.actors", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.note", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.document", PD_KEY_COLUMN, NULL},
    {"tables.diagnosis.columns.line", PD_KEY_COLUMN, NULL},
    {"tables.activities.path", PD_KEY_FILE, NULL},
    {"tables.activities.layer", PD_KEY_LAYER, NULL},
    {"tables.activities.encoding", PD_KEY_ENCODING, NULL},
    {"tables.activities.columns.id", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.component", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.objective", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.activity", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.indicator", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.target", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.partners", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.marks", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.base_line", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.budget", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.responsible", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.zones", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.sdg", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.national_plan", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.repeats", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.note", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.document", PD_KEY_COLUMN, NULL},
    {"tables.activities.columns.line", PD_KEY_COLUMN, NULL},
    {"tables.activities.years[]", PD_KEY_YEAR, NULL},
    {"tables.works.path", PD_KEY_FILE, NULL},
    {"tables.works.layer", PD_KEY_LAYER, NULL},
    {"tables.works.encoding", PD_KEY_ENCODING, NULL},
    {"tables.works.layers[]", PD_KEY_LAYER, NULL},
    {"tables.works.activity", PD_KEY_COLUMN, NULL},
    {"tables.works.year", PD_KEY_COLUMN, NULL},
    {"tables.works.crs", PD_KEY_CRS, NULL},
    {"tables.services.path", PD_KEY_FILE, NULL},
    {"tables.services.layer", PD_KEY_LAYER, NULL},
    {"tables.services.encoding", PD_KEY_ENCODING, NULL},
    {"tables.services.x", PD_KEY_COLUMN, NULL},
    {"tables.services.y", PD_KEY_COLUMN, NULL},
    {"tables.services.crs", PD_KEY_CRS, NULL},
    {"tables.agreements.path", PD_KEY_FILE, NULL},
    {"tables.agreements.layer", PD_KEY_LAYER, NULL},
    {"tables.agreements.encoding", PD_KEY_ENCODING, NULL},
    {"tables.budget.path", PD_KEY_FILE, NULL},
    {"tables.budget.layer", PD_KEY_LAYER, NULL},
    {"tables.budget.encoding", PD_KEY_ENCODING, NULL},
    {"tables.objectives.path", PD_KEY_FILE, NULL},
    {"tables.objectives.layer", PD_KEY_LAYER, NULL},
    {"tables.objectives.encoding", PD_KEY_ENCODING, NULL},
    {"tables.alignment.path", PD_KEY_FILE, NULL},
    {"tables.alignment.layer", PD_KEY_LAYER, NULL},
    {"tables.alignment.encoding", PD_KEY_ENCODING, NULL},
    {"tables.records[].id", PD_KEY_ID, NULL},
    {"tables.records[].title", PD_KEY_TEXT, NULL},
    {"tables.records[].path", PD_KEY_FILE, NULL},
    {"tables.records[].layer", PD_KEY_LAYER, NULL},
    {"tables.records[].encoding", PD_KEY_ENCODING, NULL},
    {"tables.records[].zones", PD_KEY_COLUMN, NULL},
    {"tables.records[].value", PD_KEY_COLUMN, NULL},
    {"tables.records[].unit", PD_KEY_COLUMN, NULL},
    {"declared", PD_KEY_FILE, NULL},
    {"delivery.formats[]", PD_KEY_CHOICE, PD_FORMATS},
};

const pd_word PD_COLUMN_WORDS[] = {{"id", offsetof(pd_raw_columns, id)},
                                   {"component", offsetof(pd_raw_columns, component)},
                                   {"theme", offsetof(pd_raw_columns, theme)},
                                   {"problem", offsetof(pd_raw_columns, problem)},
                                   {"zones", offsetof(pd_raw_columns, zones)},
                                   {"actors", offsetof(pd_raw_columns, actors)},
                                   {"objective", offsetof(pd_raw_columns, objective)},
                                   {"activity", offsetof(pd_raw_columns, activity)},
                                   {"indicator", offsetof(pd_raw_columns, indicator)},
                                   {"target", offsetof(pd_raw_columns, target)},
                                   {"partners", offsetof(pd_raw_columns, partners)},
                                   {"marks", offsetof(pd_raw_columns, marks)},
                                   {"base_line", offsetof(pd_raw_columns, base_line)},
                                   {"budget", offsetof(pd_raw_columns, budget)},
                                   {"responsible", offsetof(pd_raw_columns, responsible)},
                                   {"sdg", offsetof(pd_raw_columns, sdg)},
                                   {"national_plan", offsetof(pd_raw_columns, national_plan)},
                                   {"repeats", offsetof(pd_raw_columns, repeats)},
                                   {"note", offsetof(pd_raw_columns, note)},
                                   {"document", offsetof(pd_raw_columns, document)},
                                   {"line", offsetof(pd_raw_columns, line)},
                                   {NULL, 0}};

const pd_word PD_TABLE_WORDS[] = {{"diagnosis", offsetof(pd_raw_tables, diagnosis)},
                                  {"activities", offsetof(pd_raw_tables, activities)},
                                  {"works", offsetof(pd_raw_tables, works)},
                                  {"services", offsetof(pd_raw_tables, services)},
                                  {"agreements", offsetof(pd_raw_tables, agreements)},
                                  {"budget", offsetof(pd_raw_tables, budget)},
                                  {"objectives", offsetof(pd_raw_tables, objectives)},
                                  {"alignment", offsetof(pd_raw_tables, alignment)},
                                  {NULL, 0}};

const pd_key *pd_key_find(const char *path)
{
    for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
        if (strcmp(path, KEYS[i].path) == 0)
            return &KEYS[i];
    }
    return NULL;
}

const pd_key *pd_key_at(size_t index)
{
    return index < sizeof KEYS / sizeof *KEYS ? &KEYS[index] : NULL;
}
