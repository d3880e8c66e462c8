/* Layers through OGR. */
#include "source/layer.h"

#include <cpl_string.h>
#include <cpl_vsi.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/fold.h"
#include "base/limits.h"
#include "base/number.h"
#include "source/table/dbf.h"
#include "source/encoding.h"
#include "source/names.h"

pd_place pd_layer_place(const pd_layer *layer)
{
    return (pd_place){.file = layer->path, .layer = layer->name};
}

/* A spreadsheet is a zip archive that OGR reads into memory whole. */
static pdot_status check_unpacked_size(pdot_ctx *ctx, const char *path)
{
    pd_buffer inside;
    pd_buffer_init(ctx, &inside);
    pd_buffer_format(&inside, "/vsizip/{%s}", path);
    pdot_status status = pd_buffer_status(&inside);
    VSIDIR *entries = status == PDOT_OK ? VSIOpenDir(inside.data, -1, NULL) : NULL;
    uint64_t total = 0;
    for (const VSIDIREntry *entry; entries != NULL && (entry = VSIGetNextDirEntry(entries)) != NULL;)
        total += entry->nSize;
    if (entries != NULL)
        VSICloseDir(entries);
    pd_buffer_release(&inside);
    if (status == PDOT_OK && total > PD_LIMIT_SHEET)
        status =
            pd_locate(ctx,
                      pd_fail(ctx, PDOT_LIMIT,
                              "the spreadsheet unpacks to %llu bytes, more than %llu: save the sheet as CSV",
                              (unsigned long long)total, (unsigned long long)PD_LIMIT_SHEET),
                      &(pd_place){.file = path});
    return status;
}

/* The path of the DBF beside a shapefile; false if there is none. */
static bool find_dbf(pd_buffer *out, const char *path)
{
    static const char *const extensions[] = {".dbf", ".DBF", ".Dbf"};
    const size_t stem = (size_t)(strrchr(path, '.') - path);
    struct stat info;
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions; i++) {
        pd_buffer_clear(out);
        pd_buffer_add(out, path, stem);
        pd_buffer_text(out, extensions[i]);
        if (pd_buffer_status(out) == PDOT_OK && stat(out->data, &info) == 0 && S_ISREG(info.st_mode))
            return true;
    }
    return false;
}

static const char *stated_encoding(GDALDatasetH dataset)
{
    OGRLayerH layer = GDALDatasetGetLayer(dataset, 0);
    const char *stated = layer != NULL ? GDALGetMetadataItem(layer, "SOURCE_ENCODING", "SHAPEFILE") : NULL;
    return stated != NULL ? stated : "";
}

static pdot_status open_with_encoding(pdot_ctx *ctx, pd_layer *layer, const char *encoding)
{
    char option[64];
    (void)snprintf(option, sizeof option, "ENCODING=%.40s", encoding);
    const char *const options[] = {option, NULL};
    GDALClose(layer->dataset);
    layer->dataset = NULL;
    return pd_gdal_open(ctx, layer->path, options, &layer->dataset);
}

/* Nothing says the encoding: UTF-8 if the bytes are, else the code page that Windows programs of the region
 * use. */
static pdot_status guess_encoding(pdot_ctx *ctx, pd_layer *layer, pd_findings *findings,
                                  const char **encoding)
{
    pd_buffer dbf;
    pd_buffer_init(ctx, &dbf);
    pd_dbf_text text = PD_DBF_ASCII;
    pdot_status status =
        find_dbf(&dbf, layer->path) ? pd_dbf_look(ctx, dbf.data, &text) : pd_buffer_status(&dbf);
    pd_buffer_release(&dbf);
    *encoding = text == PD_DBF_SINGLE_BYTE ? "CP1252" : "UTF-8";
    if (status != PDOT_OK || text == PD_DBF_ASCII)
        return status;
    pd_finding_add(findings, PDOT_SEVERITY_REVIEW, "encoding_undeclared", "",
                   &(pd_place){.file = layer->path},
                   "Neither a .cpg file nor the DBF says the encoding of the texts; by their bytes they were "
                   "read as %s. "
                   "Write encoding: %s in the manifest to settle it.",
                   *encoding, *encoding);
    return open_with_encoding(ctx, layer, *encoding);
}

/* The dataset is open as the file itself says. */
static pdot_status settle_encoding(pdot_ctx *ctx, pd_layer *layer, const char *declared,
                                   pd_findings *findings)
{
    const char *encoding = "UTF-8";
    char stated[64];
    pd_encoding known = PD_ENCODING_UTF8;
    pdot_status status = PDOT_OK;
    if (layer->is_dbf) {
        (void)snprintf(stated, sizeof stated, "%.60s", stated_encoding(layer->dataset));
        if (declared[0] != '\0' && !pd_encoding_parse(declared, &known))
            status = pd_locate(
                ctx,
                pd_fail(ctx, PDOT_SCHEMA, "unknown encoding \"%s\"; known are: %s", declared, PD_ENCODINGS),
                &(pd_place){.file = layer->path});
        else if (declared[0] != '\0')
            status = open_with_encoding(ctx, layer, encoding = pd_encoding_name(known));
        else if (stated[0] != '\0')
            encoding = stated;
        else
            status = guess_encoding(ctx, layer, findings, &encoding);
    }
    layer->encoding = pd_strdup(ctx, encoding);
    return status == PDOT_OK && layer->encoding == NULL ? PDOT_NOMEM : status;
}

static bool is_candidate(OGRLayerH layer, bool needs_geometry, pd_format format)
{
    if (needs_geometry)
        return OGR_L_GetGeomType(layer) != wkbNone;
    return format != PD_FORMAT_SHEET || OGR_L_GetFeatureCount(layer, 1) > 0;
}

static pdot_status fail_layers(pdot_ctx *ctx, const pd_layer *layer, const char *wanted,
                               const char *const *names, size_t n)
{
    const pd_place place = {.file = layer->path};
    if (n == 0)
        return pd_locate(ctx, pd_fail(ctx, PDOT_SCHEMA, "the file has no layer that could be read"), &place);
    pd_buffer list;
    pd_buffer_init(ctx, &list);
    pd_names_list(&list, names, n);
    pdot_status status = pd_buffer_status(&list);
    if (status == PDOT_OK && wanted[0] == '\0')
        status =
            pd_fail(ctx, PDOT_AMBIGUOUS, "the file has several layers: %s; say which with layer:", list.data);
    else if (status == PDOT_OK)
        status = pd_fail(ctx, PDOT_SCHEMA, "there is no layer \"%s\"; the file has: %s", wanted, list.data);
    pd_buffer_release(&list);
    return pd_locate(ctx, status, &place);
}

static pdot_status choose_layer(pdot_ctx *ctx, pd_layer *layer, const char *wanted, bool needs_geometry)
{
    const pd_format format = pd_format_of(layer->path);
    const int count = GDALDatasetGetLayerCount(layer->dataset);
    const char **names = pd_alloc_array(ctx, (size_t)count + 1, sizeof *names);
    if (names == NULL)
        return PDOT_NOMEM;
    size_t n = 0;
    OGRLayerH only = NULL;
    for (int i = 0; i < count; i++) {
        OGRLayerH one = GDALDatasetGetLayer(layer->dataset, i);
        if (one == NULL || (wanted[0] == '\0' && !is_candidate(one, needs_geometry, format)))
            continue;
        names[n++] = OGR_L_GetName(one);
        if (wanted[0] == '\0' || strcmp(wanted, names[n - 1]) == 0)
            only = one;
    }
    pdot_status status = PDOT_OK;
    if (only == NULL || (wanted[0] == '\0' && n > 1))
        status = fail_layers(ctx, layer, wanted, names, n);
    else {
        layer->handle = only;
        layer->name = pd_strdup(ctx, OGR_L_GetName(only));
        status = layer->name != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    pd_free(names);
    return status;
}

static pdot_status read_fields(pdot_ctx *ctx, pd_layer *layer)
{
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer->handle);
    layer->n_attributes = OGR_FD_GetFieldCount(definition);
    if ((unsigned)layer->n_attributes > PD_LIMIT_COLUMNS)
        return pd_fail(ctx, PDOT_LIMIT, "the layer has %d fields, more than %u", layer->n_attributes,
                       PD_LIMIT_COLUMNS);
    layer->fields = pd_alloc_array(ctx, (size_t)layer->n_attributes + 1, sizeof *layer->fields);
    if (layer->fields == NULL)
        return PDOT_NOMEM;
    for (int i = 0; i <= layer->n_attributes; i++) {
        const char *name = i < layer->n_attributes ? OGR_Fld_GetNameRef(OGR_FD_GetFieldDefn(definition, i))
                                                   : OGR_L_GetFIDColumn(layer->handle);
        if (name == NULL || (i == layer->n_attributes && name[0] == '\0'))
            break;
        layer->fields[i] = pd_strdup(ctx, name);
        if (layer->fields[i] == NULL)
            return PDOT_NOMEM;
        layer->n_fields++;
    }
    return PDOT_OK;
}

static pdot_status open_layer(pdot_ctx *ctx, pd_layer *layer, const char *name, const char *encoding,
                              bool needs_geometry, pd_findings *findings)
{
    const pd_format format = pd_format_of(layer->path);
    pdot_status status = pd_gdal_check_path(ctx, layer->path);
    if (status == PDOT_OK && format == PD_FORMAT_SHEET)
        status = check_unpacked_size(ctx, layer->path);
    if (status == PDOT_OK)
        status = pd_gdal_open(ctx, layer->path, NULL, &layer->dataset);
    if (status == PDOT_OK) {
        layer->is_dbf =
            strcmp(GDALGetDriverShortName(GDALGetDatasetDriver(layer->dataset)), "ESRI Shapefile") == 0;
        status = settle_encoding(ctx, layer, encoding, findings);
    }
    if (status == PDOT_OK)
        status = choose_layer(ctx, layer, name, needs_geometry);
    if (status == PDOT_OK)
        status = read_fields(ctx, layer);
    return status;
}

pdot_status pd_layer_open(pdot_ctx *ctx, const char *path, const char *name, const char *encoding,
                          bool needs_geometry, pd_findings *findings, pd_layer **out)
{
    *out = NULL;
    pd_layer *layer = pd_alloc(ctx, sizeof *layer);
    if (layer == NULL)
        return PDOT_NOMEM;
    layer->path = pd_strdup(ctx, path);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    pdot_status status =
        layer->path != NULL ? open_layer(ctx, layer, name, encoding, needs_geometry, findings) : PDOT_NOMEM;
    if (status == PDOT_OK) {
        *out = layer;
        layer = NULL;
    }
    pd_layer_close(layer);
    pd_gdal_end();
    return status;
}

void pd_layer_close(pd_layer *layer)
{
    if (layer == NULL)
        return;
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    if (layer->dataset != NULL)
        GDALClose(layer->dataset);
    pd_gdal_end();
    for (size_t i = 0; i < layer->n_fields; i++)
        pd_free(layer->fields[i]);
    pd_free(layer->fields);
    pd_free(layer->encoding);
    pd_free(layer->name);
    pd_free(layer->path);
    pd_free(layer);
}

pdot_status pd_layer_find(pdot_ctx *ctx, const pd_layer *layer, const char *name, int32_t *index)
{
    const pd_place place = pd_layer_place(layer);
    return pd_locate(
        ctx, pd_names_need(ctx, name, (const char *const *)layer->fields, layer->n_fields, index), &place);
}

/* A text whose last UTF-8 sequence was cut by the width of its DBF field loses the rest of that sequence. */
static size_t whole_sequences(const pd_layer *layer, const char *text, size_t size, size_t bad)
{
    const bool is_cut = layer->is_dbf && size - bad < 4 && ((unsigned char)text[bad] & 0xC0) == 0xC0;
    return is_cut ? bad : size;
}

static pdot_status fail_text(pdot_ctx *ctx, const pd_layer *layer, int64_t id, int32_t field, unsigned byte)
{
    pd_place place = pd_layer_place(layer);
    place.row = id;
    place.is_feature = true;
    place.field = layer->fields[field];
    if (layer->is_dbf)
        return pd_locate(
            ctx,
            pd_fail(ctx, PDOT_FORMAT,
                    "byte 0x%02X in field \"%s\" is not of the encoding that its .cpg file or header says: "
                    "write the one it has in the manifest, most often encoding: CP1252",
                    byte, place.field),
            &place);
    return pd_locate(ctx,
                     pd_fail(ctx, PDOT_FORMAT, "byte 0x%02X in field \"%s\" is not UTF-8", byte, place.field),
                     &place);
}

static pdot_status add_text(pdot_ctx *ctx, const pd_layer *layer, OGRFeatureH feature, int32_t field,
                            pd_buffer *out)
{
    const char *text = OGR_F_GetFieldAsString(feature, field);
    size_t size = strlen(text), bad = 0;
    if (!pd_utf8_is_valid(text, size, &bad)) {
        size = whole_sequences(layer, text, size, bad);
        if (size != bad)
            return fail_text(ctx, layer, OGR_F_GetFID(feature), field, (unsigned char)text[bad]);
    }
    pd_buffer_add(out, text, size);
    return PDOT_OK;
}

static void add_date(OGRFeatureH feature, int32_t field, bool has_time, pd_buffer *out)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0.0F;
    if (!OGR_F_GetFieldAsDateTimeEx(feature, field, &year, &month, &day, &hour, &minute, &second, &zone))
        return;
    pd_buffer_format(out, "%04d-%02d-%02d", year, month, day);
    if (has_time)
        pd_buffer_format(out, "T%02d:%02d:%02d", hour, minute, (int)second);
}

pdot_status pd_layer_cell(pdot_ctx *ctx, const pd_layer *layer, OGRFeatureH feature, int32_t field,
                          pd_buffer *out)
{
    pdot_status status = PDOT_OK;
    if (field >= layer->n_attributes) {
        pd_buffer_format(out, "%lld", (long long)OGR_F_GetFID(feature));
    } else if (OGR_F_IsFieldSetAndNotNull(feature, field)) {
        char number[PD_NUMBER_SIZE];
        switch (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field))) {
        case OFTReal:
            pd_buffer_text(out, pd_number_format(OGR_F_GetFieldAsDouble(feature, field), number));
            break;
        case OFTDate:
            add_date(feature, field, false, out);
            break;
        case OFTDateTime:
            add_date(feature, field, true, out);
            break;
        default:
            status = add_text(ctx, layer, feature, field, out);
        }
    }
    pd_buffer_byte(out, '\0');
    return status == PDOT_OK ? pd_buffer_status(out) : status;
}
