/* The layers of a vector file, or a DBF: texts and their encoding, declared CRS, columns, geometries. */
#include <cpl_conv.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>
#include <strings.h>

#include "base/fold.h"
#include "geo/crs.h"
#include "source/inspect/part.h"
#include "source/layer.h"

static const char *type_word(OGRFieldType type)
{
    switch (type) {
    case OFTInteger:
    case OFTInteger64:
        return "integer";
    case OFTReal:
        return "real";
    case OFTDate:
    case OFTTime:
    case OFTDateTime:
        return "date";
    case OFTBinary:
        return "binary";
    default:
        return "text";
    }
}

/* A GeoPackage's "undefined" systems are none. */
static bool is_undefined(OGRSpatialReferenceH srs)
{
    const char *name = OSRGetName(srs);
    return name != NULL && (strncasecmp(name, "Undefined", 9) == 0 || strcasecmp(name, "unknown") == 0 ||
                            strcasecmp(name, "unnamed") == 0);
}

static pdot_status read_crs(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                            pd_inspected_layer *layer)
{
    OGRSpatialReferenceH srs = OGR_L_GetSpatialRef(source->handle);
    static const char *const options[] = {"FORMAT=WKT2_2019", NULL};
    char *wkt = NULL;
    if (srs == NULL || is_undefined(srs) || OSRExportToWktEx(srs, &wkt, options) != OGRERR_NONE) {
        CPLFree(wkt);
        return PDOT_OK;
    }
    pd_crs *crs = NULL;
    pdot_status status = pd_crs_new(ctx, wkt, &crs);
    if (status == PDOT_OK) {
        layer->is_known_crs = pd_crs_epsg(crs) != 0;
        layer->crs = pd_strdup(ctx, pd_crs_wkt(crs));
        layer->facts.crs_declared =
            layer->is_known_crs ? pd_arena_format(ctx, &inspection->arena, "EPSG:%d", pd_crs_epsg(crs))
                                : pd_arena_strdup(ctx, &inspection->arena, pd_crs_name(crs));
        if (layer->crs == NULL || layer->facts.crs_declared == NULL)
            status = PDOT_NOMEM;
    } else if (status == PDOT_CRS) { /* declared, but of no use: the detective takes over */
        pd_clear_error(ctx);
        status = PDOT_OK;
    }
    pd_crs_free(crs);
    CPLFree(wkt);
    return status;
}

static const char *metadata(const pd_layer *source, const char *key)
{
    const char *value = GDALGetMetadataItem(source->handle, key, "SHAPEFILE");
    return value != NULL ? value : "";
}

/* Every text column's cells that are beyond ASCII but valid UTF-8, and those that are not valid. */
typedef struct text_tally {
    uint64_t beyond_ascii, bad;
    int64_t first_bad;
    const char *field;
} text_tally;

static bool is_ascii(const char *text)
{
    while (*text != '\0' && (unsigned char)*text < 0x80)
        text++;
    return *text == '\0';
}

/* A cell that is not of its encoding counts as empty and is said once. */
static pdot_status take_cell(pdot_ctx *ctx, const pd_layer *source, OGRFeatureH feature, int32_t field,
                             pd_inspected_layer *layer, text_tally *texts, pd_buffer *cell)
{
    pd_buffer_clear(cell);
    const pdot_status status = pd_layer_cell(ctx, source, feature, field, cell);
    if (status == PDOT_FORMAT) {
        pd_clear_error(ctx);
        if (texts->bad++ == 0) {
            texts->first_bad = OGR_F_GetFID(feature);
            texts->field = source->fields[field];
        }
        return PDOT_OK;
    }
    if (status != PDOT_OK)
        return status;
    texts->beyond_ascii += !is_ascii(cell->data);
    return pd_columns_take(&layer->columns, (size_t)field, cell->data, OGR_F_GetFID(feature));
}

static pdot_status read_features(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                                 pd_inspected_layer *layer, text_tally *texts)
{
    pd_geometry_tally *tally = NULL;
    pd_buffer cell;
    pd_buffer_init(ctx, &cell);
    const uint64_t total =
        (uint64_t)(OGR_L_GetFeatureCount(source->handle, 0) > 0 ? OGR_L_GetFeatureCount(source->handle, 0)
                                                                : 0);
    pdot_status status = pd_geometry_tally_new(ctx, inspection, layer, &tally);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    OGR_L_ResetReading(source->handle);
    for (OGRFeatureH feature;
         status == PDOT_OK && (feature = OGR_L_GetNextFeature(source->handle)) != NULL;) {
        for (int32_t i = 0; status == PDOT_OK && i < source->n_attributes; i++)
            status = take_cell(ctx, source, feature, i, layer, texts, &cell);
        if (status == PDOT_OK && !layer->is_table)
            status = pd_geometry_tally_take(tally, OGR_F_GetGeometryRef(feature), OGR_F_GetFID(feature));
        layer->facts.features++;
        OGR_F_Destroy(feature);
        if (status == PDOT_OK)
            status = pd_progress(ctx, "check", layer->facts.features, total);
    }
    if (status == PDOT_OK && errors.n_failures > 0) {
        const pd_place place = pd_layer_place(source);
        (void)pd_gdal_fail(ctx, &errors, PDOT_FORMAT, &place, "read the layer to its end");
        pd_inspection_note(ctx, layer, "unreadable"); /* said in the list, not as a failure */
    }
    pd_gdal_end();
    if (status == PDOT_OK && !layer->is_table)
        status = pd_geometry_tally_end(tally, OGR_L_GetGeomType(source->handle));
    pd_geometry_tally_free(tally);
    pd_buffer_release(&cell);
    return status;
}

static void judge_dbf_encoding(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                               const text_tally *texts, bool was_guessed, pd_inspected_layer *layer)
{
    pdot_check_layer *facts = &layer->facts;
    const char *cpg = metadata(source, "CPG_VALUE"), *ldid = metadata(source, "LDID_VALUE");
    const bool has_ldid = ldid[0] != '\0' && strcmp(ldid, "0") != 0;
    facts->encoding_declared = pd_arena_strdup(ctx, &inspection->arena, cpg[0] != '\0' ? cpg : "");
    if (cpg[0] == '\0' && has_ldid)
        facts->encoding_declared =
            pd_arena_format(ctx, &inspection->arena, pd_translate(ctx, "language byte %s"), ldid);
    const char *evidence = N_("a .cpg file beside the layer says it");
    if (cpg[0] == '\0' && has_ldid)
        evidence = N_("the language byte of the DBF says it");
    else if (cpg[0] == '\0')
        evidence = was_guessed ? N_("nothing says it; judged by the bytes")
                               : N_("nothing says it; every byte is ASCII");
    facts->encoding_evidence = pd_translate(ctx, evidence);
    if (was_guessed)
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, "encoding_undeclared", texts->beyond_ascii, (double)NAN,
            "Neither a .cpg file nor the DBF says the encoding of the texts; by their bytes they are %s. "
            "Look at the names below; write encoding: %s in the manifest to settle it.",
            facts->encoding_used, facts->encoding_used);
    else if (texts->beyond_ascii > 0 && cpg[0] == '\0' && !has_ldid)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_INFO, "encoding_undeclared", texts->beyond_ascii,
                       (double)NAN, "Nothing says the encoding of the texts; by their bytes they are %s.",
                       facts->encoding_used);
}

/* Text that was UTF-8 and was taken for a single-byte encoding shows pairs that begin with these letters. */
static bool is_twice_encoded(const char *text)
{
    static const char *const marks[] = {"\xC3\x83\xC2", "\xC3\x83\xE2", "\xC3\x82\xC2", "\xC3\x83\xC6",
                                        "\xC3\x83\xC5"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (strstr(text, marks[i]) != NULL)
            return true;
    return false;
}

static void judge_twice_encoded(pd_inspected_layer *layer)
{
    uint64_t cells = 0;
    const pd_distinct *examples[3];
    size_t n = 0;
    for (size_t c = 0; c < layer->columns.count; c++)
        for (size_t v = 0; v < layer->columns.items[c].n_values; v++) {
            const pd_distinct *value = &layer->columns.items[c].values[v];
            if (!is_twice_encoded(value->text))
                continue;
            cells += value->count;
            if (n < 3)
                examples[n++] = value;
        }
    if (cells == 0)
        return;
    pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_REVIEW, "encoding_wrong", cells, (double)NAN,
                   "Cells that show accents as two strange letters: %llu. The texts are UTF-8 and were taken "
                   "for %s. Write "
                   "encoding: UTF-8 in the manifest, or export the table again.",
                   (unsigned long long)cells, layer->facts.encoding_used);
    for (size_t i = 0; i < n; i++)
        pd_symptom_example(&layer->symptoms, "\"%s\" (row %lld)", examples[i]->text,
                           (long long)examples[i]->first_row);
}

static void judge_encoding(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                           const text_tally *texts, bool was_guessed, pd_inspected_layer *layer)
{
    pdot_check_layer *facts = &layer->facts;
    facts->encoding_used = pd_arena_strdup(ctx, &inspection->arena, source->encoding);
    if (source->is_dbf && source->n_attributes > 0)
        judge_dbf_encoding(ctx, inspection, source, texts, was_guessed, layer);
    else {
        facts->encoding_declared = "UTF-8";
        facts->encoding_evidence = pd_translate(ctx, "the format has no other");
    }
    if (texts->bad > 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "encoding_wrong", texts->bad, (double)NAN,
                       "Cells that are not of the declared encoding (%s): %llu; the first is in field \"%s\" "
                       "of feature %lld. Write the true one in the manifest, most often encoding: CP1252.",
                       facts->encoding_used, (unsigned long long)texts->bad, texts->field,
                       (long long)texts->first_bad);
    judge_twice_encoded(layer);
}

/* What a planner calls the feature: name and code if there are such columns. */
static const char *label_of(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                            OGRFeatureH feature, const pd_column_roles *roles, pd_buffer *cells)
{
    const int32_t wanted[2] = {roles->name, roles->code};
    size_t at[2] = {0, 0};
    pd_buffer_clear(cells);
    for (int i = 0; i < 2; i++) {
        at[i] = cells->size;
        if (wanted[i] < 0)
            pd_buffer_byte(cells, '\0');
        else if (pd_layer_cell(ctx, source, feature, wanted[i], cells) != PDOT_OK) {
            pd_clear_error(ctx);
            cells->size = at[i];
            pd_buffer_byte(cells, '\0');
        }
    }
    if (pd_buffer_status(cells) != PDOT_OK)
        return NULL;
    const char *name = cells->data + at[0], *code = cells->data + at[1];
    if (name[0] != '\0' && code[0] != '\0')
        return pd_arena_format(ctx, &inspection->arena, "%s (%s)", name, code);
    if (name[0] != '\0' || code[0] != '\0')
        return pd_arena_strdup(ctx, &inspection->arena, name[0] != '\0' ? name : code);
    return pd_arena_format(ctx, &inspection->arena, pd_translate(ctx, "feature %lld"),
                           (long long)OGR_F_GetFID(feature));
}

static pdot_status read_labels(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source,
                               pd_inspected_layer *layer)
{
    if (layer->n_polygons == 0)
        return PDOT_OK;
    layer->labels = pd_alloc_array(ctx, layer->n_polygons, sizeof *layer->labels);
    if (layer->labels == NULL)
        return PDOT_NOMEM;
    pd_buffer cells;
    pd_buffer_init(ctx, &cells);
    pdot_status status = PDOT_OK;
    size_t next = 0; /* polygons come in the order of reading */
    OGR_L_ResetReading(source->handle);
    for (OGRFeatureH feature; status == PDOT_OK && next < layer->n_polygons &&
                              (feature = OGR_L_GetNextFeature(source->handle)) != NULL;
         OGR_F_Destroy(feature)) {
        if (OGR_F_GetFID(feature) != layer->polygon_ids[next])
            continue;
        layer->labels[next] = label_of(ctx, inspection, source, feature, &layer->roles, &cells);
        if (layer->labels[next++] == NULL)
            status = PDOT_NOMEM;
    }
    pd_buffer_release(&cells);
    return status;
}

static void take_box(pd_inspected_layer *layer)
{
    if (layer->box.min_x > layer->box.max_x)
        return;
    layer->facts.min_x = layer->box.min_x;
    layer->facts.min_y = layer->box.min_y;
    layer->facts.max_x = layer->box.max_x;
    layer->facts.max_y = layer->box.max_y;
}

static pdot_status examine(pdot_ctx *ctx, pd_inspection *inspection, const pd_layer *source, bool was_guessed,
                           pd_inspected_layer *layer)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(source->handle);
    layer->is_table = OGR_L_GetGeomType(source->handle) == wkbNone;
    pdot_status status = read_crs(ctx, inspection, source, layer);
    for (int i = 0; i < source->n_attributes && status == PDOT_OK; i++)
        status = pd_columns_add(&layer->columns, source->fields[i],
                                type_word(OGR_Fld_GetType(OGR_FD_GetFieldDefn(definition, i))));
    text_tally texts = {.beyond_ascii = 0};
    if (status == PDOT_OK)
        status = read_features(ctx, inspection, source, layer, &texts);
    if (status != PDOT_OK)
        return status;
    take_box(layer);
    judge_encoding(ctx, inspection, source, &texts, was_guessed, layer);
    if (layer->facts.features == 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "layer_empty", 0, (double)NAN,
                       "The layer has no features.");
    pdot_check_column *rows = NULL;
    status = pd_columns_judge(&layer->columns, layer->dimension == 2, &layer->symptoms, &layer->roles, &rows);
    layer->facts.columns = rows;
    layer->facts.n_columns = layer->columns.count;
    return status == PDOT_OK ? read_labels(ctx, inspection, source, layer) : status;
}

static pdot_status inspect_layer(pdot_ctx *ctx, pd_inspection *inspection, const char *name)
{
    pd_findings findings;
    pd_findings_init(ctx, &findings);
    pd_layer *source = NULL;
    pd_inspected_layer *layer = NULL;
    pdot_status status = pd_inspection_add(ctx, inspection, name, &layer);
    if (status == PDOT_OK)
        status = pd_layer_open(ctx, inspection->path, name, "", false, &findings, &source);
    if (status == PDOT_OK) /* the only finding of opening is a guessed encoding */
        status = examine(ctx, inspection, source, findings.count > 0, layer);
    pd_layer_close(source);
    pd_findings_release(&findings);
    return status;
}

pdot_status pd_inspect_layers(pdot_ctx *ctx, pd_inspection *inspection)
{
    GDALDatasetH dataset = NULL;
    pdot_status status = pd_gdal_open(ctx, inspection->path, NULL, &dataset);
    if (status != PDOT_OK)
        return status;
    inspection->driver =
        pd_arena_strdup(ctx, &inspection->arena, GDALGetDriverShortName(GDALGetDatasetDriver(dataset)));
    const int n = GDALDatasetGetLayerCount(dataset);
    const char **names = pd_arena_alloc(ctx, &inspection->arena, ((size_t)n + 1) * sizeof *names);
    if (inspection->driver == NULL || names == NULL)
        status = PDOT_NOMEM;
    for (int i = 0; i < n && status == PDOT_OK; i++) {
        names[i] = pd_arena_strdup(ctx, &inspection->arena, OGR_L_GetName(GDALDatasetGetLayer(dataset, i)));
        status = names[i] != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    GDALClose(dataset);
    for (int i = 0; i < n && status == PDOT_OK; i++)
        status = inspect_layer(ctx, inspection, names[i]);
    return status;
}
