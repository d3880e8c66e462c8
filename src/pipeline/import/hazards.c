/* Hazards and land layers: polygons with their classes, buffers of whatever is drawn, and rasters, of which
 * only classes and path are kept: their cells are read where they are counted. */
#include "pipeline/import/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "geo/geometry.h"
#include "source/raster.h"

#define BUFFER_SEGMENTS 16  /* per quarter circle: the area of a round end is 0.16 % short */
#define CACHED_VALUES   64u /* printed spellings whose class is remembered */
#define LISTED_VALUES   12  /* of a class table, in a message */

typedef struct hazard_reader {
    pd_import *import;
    const pd_hazard_spec *spec;
    pd_hazard hazard;
    char *owner; /* of the features: "hazard/masa" */
    pd_byte_vector buffer;
    struct {
        const char *printed; /* in the unit's arena */
        int32_t class_index;
    } cache[CACHED_VALUES];
    size_t n_cached;
} hazard_reader;

static pd_hazard_kind kind_of(const pd_hazard_spec *spec)
{
    if (spec->is_dem)
        return strcmp(spec->derive, "slope_degrees") == 0 ? PD_HAZARD_SLOPE_DEGREES : PD_HAZARD_SLOPE_PERCENT;
    if (spec->is_raster)
        return PD_HAZARD_RASTER;
    return strcmp(spec->derive, "buffer") == 0 ? PD_HAZARD_BUFFER : PD_HAZARD_POLYGONS;
}

static void list_values(const pd_hazard *hazard, pd_buffer *out)
{
    for (int32_t i = 0; i < hazard->n_values && i < LISTED_VALUES; i++) {
        const char *folded = hazard->values[i].folded;
        pd_buffer_format(out, "%s\"%s\"", i > 0 ? ", " : "", folded);
    }
    if (hazard->n_values > LISTED_VALUES)
        pd_buffer_text(out, ", …");
}

static pdot_status fail_class(hazard_reader *reader, const pd_place *place, const char *printed)
{
    pdot_ctx *ctx = reader->import->ctx;
    pd_buffer known;
    pd_place at = *place;
    at.field = reader->spec->class_column;
    pd_buffer_init(ctx, &known);
    list_values(&reader->hazard, &known);
    pdot_status status = pd_buffer_status(&known);
    if (status == PDOT_OK)
        status =
            pd_fail(ctx, PDOT_SCHEMA,
                    "\"%.80s\" in field \"%s\" is no class of %s: it has %s; add a row for it, or mend the "
                    "layer",
                    printed, reader->spec->class_column, reader->spec->classes.written, known.data);
    pd_buffer_release(&known);
    return pd_locate(ctx, status, &at);
}

/* The class of a printed value; spellings met before are not folded again. */
static pdot_status find_class(hazard_reader *reader, const pd_place *place, const char *printed, int32_t *out)
{
    pdot_ctx *ctx = reader->import->ctx;
    for (size_t i = 0; i < reader->n_cached; i++) {
        if (strcmp(reader->cache[i].printed, printed) == 0) {
            *out = reader->cache[i].class_index;
            return PDOT_OK;
        }
    }
    char *folded = NULL;
    pdot_status status = pd_fold_text(ctx, printed, &folded);
    if (status != PDOT_OK)
        return pd_locate(ctx, status, place);
    *out = pd_hazard_find_class(&reader->hazard, folded);
    pd_free(folded);
    if (*out == PD_NONE)
        return fail_class(reader, place, printed);
    if (reader->n_cached < CACHED_VALUES) {
        const char *copy = pd_arena_strdup(ctx, &reader->import->arena, printed);
        if (copy == NULL)
            return PDOT_NOMEM;
        reader->cache[reader->n_cached].printed = copy;
        reader->cache[reader->n_cached++].class_index = *out;
    }
    return PDOT_OK;
}

static pdot_status put_feature(hazard_reader *reader, const pd_import_layer *layer,
                               const pd_vector_feature *feature)
{
    pd_import *import = reader->import;
    pd_feature_row row = {.owner = reader->owner,
                          .weight = 1,
                          .key = "",
                          .source_id = layer->source.id,
                          .feature_id = feature->id,
                          .wkb = feature->wkb};
    const char *printed = reader->spec->class_column[0] != '\0' ? feature->cells[0] : "";
    pdot_status status = find_class(reader, &layer->place, printed, &row.class_index);
    if (status == PDOT_OK && reader->hazard.kind == PD_HAZARD_BUFFER) {
        status = pd_locate(import->ctx,
                           pd_geometry_buffer(import->ctx, feature->wkb, reader->spec->distance_m,
                                              BUFFER_SEGMENTS, &reader->buffer),
                           &layer->place);
        row.wkb = (pd_bytes){reader->buffer.data, reader->buffer.size};
    }
    if (status == PDOT_OK)
        status = pd_store_put_feature(import->ctx, import->store, import->unit, &row);
    return pd_locate(import->ctx, status, &layer->place);
}

static pdot_status put_hazard(hazard_reader *reader, const pd_import_unit *unit, int64_t source_id)
{
    return pd_store_put_hazard(reader->import->ctx, reader->import->store, unit->name, unit->position,
                               source_id, &reader->hazard);
}

static pdot_status read_vector(hazard_reader *reader, const pd_import_unit *unit, const char *role)
{
    pd_import *import = reader->import;
    const pd_hazard_spec *spec = reader->spec;
    const pd_vector_options options = {.layer = spec->layer,
                                       .crs = spec->crs,
                                       .encoding = spec->encoding,
                                       .x = "",
                                       .y = "",
                                       .dimension = reader->hazard.kind == PD_HAZARD_BUFFER ? -1 : 2,
                                       .columns = &spec->class_column,
                                       .n_columns = spec->class_column[0] != '\0' ? 1 : 0};
    pd_import_layer layer = {0};
    const pd_vector_feature *feature = NULL;
    pdot_status status = pd_import_open_layer(import, role, spec->id, &spec->file, &options, &layer);
    while (status == PDOT_OK) {
        status = pd_import_next_feature(import, &layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        status = put_feature(reader, &layer, feature);
    }
    if (status == PDOT_OK)
        status = pd_import_end_layer(import, &layer);
    if (status == PDOT_OK)
        status = put_hazard(reader, unit, layer.source.id);
    pd_import_close_layer(&layer);
    return status;
}

/* Only looked at: that it opens and has a CRS is known before anything is computed. */
static pdot_status read_raster(hazard_reader *reader, const pd_import_unit *unit, const char *role)
{
    pd_import *import = reader->import;
    const pd_file *file = &reader->spec->file;
    pd_source source;
    pd_raster *raster = NULL;
    pdot_status status = pd_import_begin_source(import, role, reader->spec->id, file, "", &source);
    if (status == PDOT_OK)
        status = pd_locate(import->ctx, pd_raster_open(import->ctx, file->path, reader->spec->crs, &raster),
                           &(pd_place){.file = file->path});
    if (status != PDOT_OK)
        return status;
    const pd_raster_info *info = pd_raster_get_info(raster);
    source.crs = info->crs;
    source.rows = info->width * info->height;
    if (info->n_bands > 1)
        pd_finding_add(&import->findings, PDOT_SEVERITY_REVIEW, "raster_bands", reader->spec->id,
                       &(pd_place){.file = file->path},
                       "The raster has %d bands: only the first is read. See that it holds the values.",
                       info->n_bands);
    char *path = realpath(file->path, NULL);
    reader->hazard.path = path != NULL ? path : file->path;
    reader->hazard.grid_crs = pd_crs_wkt(pd_raster_crs(raster));
    status = pd_import_end_source(import, &source);
    if (status == PDOT_OK)
        status = put_hazard(reader, unit, source.id);
    reader->hazard.path = reader->hazard.grid_crs = "";
    free(path);
    pd_raster_close(raster);
    return status;
}

/* The polygons inside which the hazard was mapped at all. */
static pdot_status read_extent(hazard_reader *reader)
{
    pd_import *import = reader->import;
    const pd_vector_options options = {
        .layer = "", .crs = "", .encoding = "", .x = "", .y = "", .dimension = 2};
    pd_import_layer layer = {0};
    const pd_vector_feature *feature = NULL;
    pdot_status status =
        pd_import_open_layer(import, "extent", reader->spec->id, &reader->spec->extent, &options, &layer);
    while (status == PDOT_OK) {
        status = pd_import_next_feature(import, &layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        const pd_feature_row row = {.owner = reader->hazard.extent_id,
                                    .weight = 1,
                                    .key = "",
                                    .source_id = layer.source.id,
                                    .feature_id = feature->id,
                                    .wkb = feature->wkb};
        status = pd_store_put_feature(import->ctx, import->store, import->unit, &row);
    }
    if (status == PDOT_OK)
        status = pd_import_end_layer(import, &layer);
    pd_import_close_layer(&layer);
    return status;
}

static char *join(pdot_ctx *ctx, const char *first, const char *second)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pd_buffer_format(&text, "%s/%s", first, second);
    char *joined = pd_buffer_status(&text) == PDOT_OK ? pd_buffer_take(&text) : NULL;
    pd_buffer_release(&text);
    return joined;
}

static pdot_status read_all(hazard_reader *reader, const pd_import_unit *unit)
{
    const char *role = unit->is_land ? "land" : "hazards";
    const bool is_vector = reader->hazard.kind < PD_HAZARD_RASTER;
    const bool has_classes = reader->spec->classes.written[0] != '\0';
    PD_ASSERT(has_classes || reader->hazard.kind == PD_HAZARD_BUFFER); /* the manifest's rules */
    PD_ASSERT(reader->hazard.kind != PD_HAZARD_BUFFER || pd_crs_is_metric(reader->import->crs));
    pdot_status status =
        pd_import_classes(reader->import, "classes", &reader->spec->classes, &reader->hazard);
    if (status == PDOT_OK)
        status = is_vector ? read_vector(reader, unit, role) : read_raster(reader, unit, role);
    if (status == PDOT_OK && reader->hazard.extent_id[0] != '\0')
        status = read_extent(reader);
    return status;
}

pdot_status pd_import_read_hazard(pd_import *import, const pd_import_unit *unit)
{
    const pd_hazard_spec *spec = unit->spec;
    hazard_reader reader = {.import = import, .spec = spec};
    reader.owner = join(import->ctx, unit->is_land ? "land" : "hazard", spec->id);
    char *extent = join(import->ctx, "extent", spec->id);
    reader.hazard = (pd_hazard){.id = spec->id,
                                .title = spec->title,
                                .kind = kind_of(spec),
                                .is_land = unit->is_land,
                                .outside_is_free = spec->outside_is_free,
                                .in_summary = spec->in_summary,
                                .distance_m = spec->distance_m,
                                .path = "",
                                .grid_crs = "",
                                .extent_id = spec->extent.written[0] != '\0' ? extent : ""};
    const pdot_status status = reader.owner != NULL && extent != NULL ? read_all(&reader, unit) : PDOT_NOMEM;
    pd_byte_vector_release(&reader.buffer);
    pd_free(reader.owner);
    pd_free(extent);
    return status;
}
