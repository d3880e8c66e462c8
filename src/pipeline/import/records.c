/* Tables that are kept as they are, cell by cell: services, agreements, budget, declared figures, indicators.
 * What their cells mean is settled where they are used. */
#include "pipeline/import/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"

static pdot_status put_records(pd_import *import, const char *word, pd_import_table *table)
{
    const int32_t n = pd_reader_n_columns(table->reader);
    const char **columns = pd_alloc_array(import->ctx, (size_t)n, sizeof *columns);
    pdot_status status = columns != NULL ? PDOT_OK : PDOT_NOMEM;
    for (int32_t i = 0; i < n && columns != NULL; i++)
        columns[i] = pd_reader_column(table->reader, i);
    while (status == PDOT_OK) {
        status = pd_import_next_row(import, table);
        if (status != PDOT_OK || table->cells == NULL)
            break;
        status = pd_store_put_record(import->ctx, import->store, import->unit, word, table->source.id,
                                     table->place.row, columns, table->cells, n);
    }
    pd_free(columns);
    return status;
}

static pdot_status read_table(pd_import *import, const char *role, const char *word, const pd_file *file,
                              const char *layer, const char *encoding, const pd_table_spec *spec)
{
    pd_import_table table = {0};
    int32_t column = PD_NONE;
    pdot_status status =
        pd_import_open_table(import, role, role[0] == 't' ? word : "", file, layer, encoding, &table);
    for (size_t i = 0; spec != NULL && i < spec->n_columns && status == PDOT_OK; i++)
        status = pd_import_column(import, &table, spec->columns[i].column, true, &column);
    if (status == PDOT_OK)
        status = put_records(import, word, &table);
    if (status == PDOT_OK)
        status = pd_import_end_table(import, &table);
    pd_import_close_table(&table);
    return status;
}

/* --- records with a place --- */

static const char *id_column(const pd_table_spec *spec)
{
    for (size_t i = 0; i < spec->n_columns; i++)
        if (strcmp(spec->columns[i].word, "id") == 0)
            return spec->columns[i].column;
    return "id";
}

/* True if rows have an id: else their line is their name. */
static pdot_status has_id(pd_import *import, const pd_table_spec *spec, bool *out)
{
    pd_reader *reader = NULL;
    pd_findings unheard; /* they were heard when the records were read */
    pd_findings_init(import->ctx, &unheard);
    *out = false;
    const pdot_status status =
        pd_reader_open(import->ctx, spec->file.path, spec->layer, spec->encoding, &unheard, &reader);
    for (int32_t i = 0; status == PDOT_OK && i < pd_reader_n_columns(reader); i++)
        *out = *out || strcmp(pd_reader_column(reader, i), id_column(spec)) == 0;
    pd_reader_close(reader);
    pd_findings_release(&unheard);
    return status;
}

static pdot_status put_places(pd_import *import, pd_import_layer *layer, bool is_keyed)
{
    const pd_vector_feature *feature = NULL;
    pdot_status status = PDOT_OK;
    while (status == PDOT_OK) {
        char line[32];
        status = pd_import_next_feature(import, layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        snprintf(line, sizeof line, "%" PRId64, feature->id);
        const pd_feature_row row = {.owner = "service",
                                    .weight = 1,
                                    .key = is_keyed ? feature->cells[0] : line,
                                    .source_id = layer->source.id,
                                    .feature_id = feature->id,
                                    .wkb = feature->wkb};
        status = pd_locate(import->ctx, pd_store_put_feature(import->ctx, import->store, import->unit, &row),
                           &layer->place);
    }
    return status;
}

/* The points of services: from x and y of a table, or from a layer's own geometry. */
static pdot_status read_places(pd_import *import, const pd_table_spec *spec)
{
    const char *id = id_column(spec);
    bool is_keyed = false;
    pdot_status status = has_id(import, spec, &is_keyed);
    if (status != PDOT_OK)
        return status;
    const pd_vector_options options = {.layer = spec->layer,
                                       .crs = spec->crs,
                                       .encoding = spec->encoding,
                                       .x = spec->x,
                                       .y = spec->y,
                                       .is_place_optional = true,
                                       .dimension = 0,
                                       .columns = &id,
                                       .n_columns = is_keyed ? 1 : 0};
    pd_import_layer layer = {0};
    status = pd_import_open_layer(import, "places", spec->word, &spec->file, &options, &layer);
    if (status == PDOT_OK)
        status = put_places(import, &layer, is_keyed);
    if (status == PDOT_OK)
        status = pd_import_end_source(import, &layer.source);
    pd_import_close_layer(&layer);
    return status;
}

pdot_status pd_import_read_records(pd_import *import, const pd_import_unit *unit)
{
    const pd_table_spec *spec = unit->spec;
    const bool has_places = spec->x[0] != '\0' || !pd_reader_is_table(spec->file.path);
    pdot_status status =
        read_table(import, "tables", spec->word, &spec->file, spec->layer, spec->encoding, spec);
    if (status == PDOT_OK && has_places && strcmp(spec->word, "services") == 0)
        status = read_places(import, spec);
    return status;
}

pdot_status pd_import_read_declared(pd_import *import, const pd_import_unit *unit)
{
    return read_table(import, "declared", "declared", unit->files[0], "", "", NULL);
}

/* --- indicators: all under one word, with what the manifest says of each --- */

enum { I_INDICATOR, I_TITLE, I_CODE, I_VALUE, I_UNIT, I_YEAR, I_KIND, N_INDICATOR };

static pdot_status put_values(pd_import *import, const pd_indicator_spec *spec, pd_import_table *table)
{
    static const char *const columns[N_INDICATOR] = {"indicator", "title", "code", "value",
                                                     "unit",      "year",  "kind"};
    char year[PD_NUMBER_SIZE] = "";
    int32_t code = PD_NONE;
    int32_t value = PD_NONE;
    pdot_status status = pd_import_column(import, table, spec->code, true, &code);
    if (status == PDOT_OK)
        status = pd_import_column(import, table, spec->value, true, &value);
    if (spec->year != 0)
        pd_number_fixed(spec->year, 0, year);
    while (status == PDOT_OK) {
        status = pd_import_next_row(import, table);
        if (status != PDOT_OK || table->cells == NULL)
            break;
        const char *cells[N_INDICATOR] = {spec->id,
                                          spec->title,
                                          pd_import_cell(import, table, code),
                                          pd_import_cell(import, table, value),
                                          spec->unit,
                                          year,
                                          spec->kind};
        if (cells[I_CODE] == NULL || cells[I_VALUE] == NULL)
            return PDOT_NOMEM;
        status = pd_store_put_record(import->ctx, import->store, import->unit, "indicators", table->source.id,
                                     table->place.row, columns, cells, N_INDICATOR);
    }
    return status;
}

pdot_status pd_import_read_indicator(pd_import *import, const pd_import_unit *unit)
{
    const pd_indicator_spec *spec = unit->spec;
    pd_import_table table = {0};
    pdot_status status = pd_import_open_table(import, "indicators", spec->id, &spec->file, spec->layer,
                                              spec->encoding, &table);
    if (status == PDOT_OK)
        status = put_values(import, spec, &table);
    if (status == PDOT_OK)
        status = pd_import_end_table(import, &table);
    pd_import_close_table(&table);
    return status;
}
