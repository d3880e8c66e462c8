/* Assets (lines and points laid over hazards) and works of activities: features with a weight or a key. */
#include "pipeline/import/import.h"

#include <string.h>

#include "base/number.h"

/* A count of people or the like; none given is none, and said. */
static pdot_status read_weight(pd_import *import, const pd_asset_spec *spec, const pd_import_layer *layer,
                               const char *cell, double *out)
{
    pd_place place = layer->place;
    place.field = spec->weight;
    *out = 0;
    if (cell[strspn(cell, " \t")] == '\0') {
        pd_finding_add(&import->findings, PDOT_SEVERITY_REVIEW, "weight_missing", spec->id, &place,
                       "no value in \"%s\": counted, but with weight 0", spec->weight);
        return PDOT_OK;
    }
    double weight = 0;
    const size_t length = strlen(cell);
    const bool is_number =
        pd_number_parse(cell, length, &weight) || pd_number_parse_es(cell, length, &weight);
    if (!is_number || !(weight >= 0) || weight > 1e15)
        return pd_locate(import->ctx,
                         pd_fail(import->ctx, PDOT_SCHEMA,
                                 "\"%.40s\" in \"%s\" is no weight: write a number of 0 or more", cell,
                                 spec->weight),
                         &place);
    *out = weight;
    return PDOT_OK;
}

static pdot_status read_features(pd_import *import, const pd_asset_spec *spec, const char *owner,
                                 pd_import_layer *layer)
{
    const pd_vector_feature *feature = NULL;
    const bool has_weight = spec->weight[0] != '\0';
    pdot_status status = PDOT_OK;
    while (status == PDOT_OK) {
        status = pd_import_next_feature(import, layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        pd_feature_row row = {.owner = owner,
                              .weight = 1,
                              .key = "",
                              .source_id = layer->source.id,
                              .feature_id = feature->id,
                              .wkb = feature->wkb};
        if (has_weight)
            status = read_weight(import, spec, layer, feature->cells[0], &row.weight);
        if (status == PDOT_OK)
            status =
                pd_locate(import->ctx, pd_store_put_feature(import->ctx, import->store, import->unit, &row),
                          &layer->place);
    }
    return status;
}

pdot_status pd_import_read_asset(pd_import *import, const pd_import_unit *unit)
{
    const pd_asset_spec *spec = unit->spec;
    const pd_asset asset = {.id = spec->id,
                            .title = spec->title,
                            .is_points = spec->is_points,
                            .has_weight = spec->weight[0] != '\0'};
    const pd_vector_options options = {.layer = spec->layer,
                                       .crs = spec->crs,
                                       .encoding = spec->encoding,
                                       .x = spec->x,
                                       .y = spec->y,
                                       .dimension = spec->is_points ? 0 : 1,
                                       .columns = &spec->weight,
                                       .n_columns = asset.has_weight ? 1 : 0};
    pd_import_layer layer = {0};
    pd_buffer owner;
    pd_buffer_init(import->ctx, &owner);
    pd_buffer_format(&owner, "asset/%s", spec->id);
    pdot_status status = pd_buffer_status(&owner);
    if (status == PDOT_OK)
        status = pd_import_open_layer(import, "assets", spec->id, &spec->file, &options, &layer);
    if (status == PDOT_OK)
        status = read_features(import, spec, owner.data, &layer);
    if (status == PDOT_OK)
        status = pd_import_end_layer(import, &layer);
    if (status == PDOT_OK)
        status = pd_store_put_asset(import->ctx, import->store, unit->name, unit->position, layer.source.id,
                                    &asset);
    pd_import_close_layer(&layer);
    pd_buffer_release(&owner);
    return status;
}

/* --- works --- */

/* The year of a work, as a record of its feature. */
static pdot_status put_year(pd_import *import, const pd_table_spec *spec, const pd_import_layer *layer,
                            const pd_vector_feature *feature)
{
    const char *const column = "anio", *const cell = feature->cells[1];
    int64_t year = 0;
    if (cell[0] != '\0' && !pd_integer_parse(cell, strlen(cell), &year)) {
        pd_place place = layer->place;
        place.field = spec->year;
        pd_finding_add(&import->findings, PDOT_SEVERITY_REVIEW, "work_year_unreadable", "", &place,
                       "\"%s\" is no year of a work; it counts from the first marked year of its activity",
                       cell);
    }
    return pd_store_put_record(import->ctx, import->store, import->unit, spec->word, layer->source.id,
                               feature->id, &column, &cell, 1);
}

static pdot_status read_works_layer(pd_import *import, const pd_table_spec *spec, const char *name)
{
    const bool has_year = spec->year[0] != '\0';
    const char *const columns[] = {spec->activity, spec->year};
    const pd_vector_options options = {.layer = name,
                                       .crs = spec->crs,
                                       .encoding = spec->encoding,
                                       .x = spec->x,
                                       .y = spec->y,
                                       .dimension = -1,
                                       .columns = columns,
                                       .n_columns = has_year ? 2 : 1};
    pd_import_layer layer = {0};
    const pd_vector_feature *feature = NULL;
    pdot_status status = pd_import_open_layer(import, "tables", spec->word, &spec->file, &options, &layer);
    while (status == PDOT_OK) {
        status = pd_import_next_feature(import, &layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        pd_place place = layer.place;
        place.field = spec->activity;
        if (feature->cells[0][0] == '\0')
            pd_finding_add(&import->findings, PDOT_SEVERITY_REVIEW, "work_without_activity", "", &place,
                           "the work names no activity in \"%s\"", spec->activity);
        const pd_feature_row row = {.owner = "work",
                                    .weight = 1,
                                    .key = feature->cells[0],
                                    .source_id = layer.source.id,
                                    .feature_id = feature->id,
                                    .wkb = feature->wkb};
        status = pd_locate(import->ctx, pd_store_put_feature(import->ctx, import->store, import->unit, &row),
                           &layer.place);
        if (status == PDOT_OK && has_year)
            status = put_year(import, spec, &layer, feature);
    }
    if (status == PDOT_OK)
        status = pd_import_end_layer(import, &layer);
    pd_import_close_layer(&layer);
    return status;
}

pdot_status pd_import_read_works(pd_import *import, const pd_import_unit *unit)
{
    const pd_table_spec *spec = unit->spec;
    if (spec->n_layers == 0)
        return read_works_layer(import, spec, spec->layer);
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < spec->n_layers && status == PDOT_OK; i++)
        status = read_works_layer(import, spec, spec->layers[i]);
    return status;
}
