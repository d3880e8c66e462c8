/* Features of a layer, or points of a table, in the plan CRS. */
#include "source/vector.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "source/table/point_table.h"
#include "source/vector/crs.h"
#include "source/vector/geometry.h"

#define DEFAULT_AREA_CHANGE 0.01 /* of a repair: spikes and slivers, not shapes */

struct pd_vector {
    pd_findings *findings;
    pd_layer *layer;      /* either … */
    pd_point_table table; /* … or */
    char *path, *layer_name;
    int32_t *fields; /* n_columns: index of each wanted attribute in the source */
    size_t n_columns;
    char *crs, *encoding;
    pd_fitter fitter;
    pd_vector_info info;
    pd_buffer text;     /* cells of the feature */
    const char **cells; /* n_columns */
    unsigned char point[21];
    size_t next_point, n_points; /* of a multipoint that is given out one by one */
    int64_t id, n_read, n_given;
    pd_vector_feature feature;
    bool is_reported;
};

static pd_place place_of(const pd_vector *vector, int64_t row)
{
    return (pd_place){.file = vector->path, .layer = vector->layer_name, .row = row};
}

static char *describe_crs(pdot_ctx *ctx, const pd_crs *crs)
{
    char code[24];
    const int epsg = pd_crs_epsg(crs);
    (void)snprintf(code, sizeof code, "EPSG:%d", epsg);
    return pd_strdup(ctx, epsg != 0 ? code : pd_crs_name(crs));
}

static pdot_status fill_info(pdot_ctx *ctx, pd_vector *vector, const pd_crs *crs, const char *encoding)
{
    vector->crs = describe_crs(ctx, crs);
    vector->encoding = pd_strdup(ctx, encoding);
    if (vector->crs == NULL || vector->encoding == NULL)
        return PDOT_NOMEM;
    vector->info.crs = vector->crs;
    vector->info.encoding = vector->encoding;
    vector->info.layer = vector->layer_name != NULL ? vector->layer_name : "";
    vector->info.operation = pd_transform_operation(vector->fitter.transform);
    vector->info.accuracy_m = pd_transform_accuracy_m(vector->fitter.transform);
    return PDOT_OK;
}

static pdot_status open_layer(pdot_ctx *ctx, pd_vector *vector, const pd_vector_options *options,
                              const pd_crs *plan_crs)
{
    pd_layer_crs from = {0};
    pdot_status status = pd_layer_open(ctx, vector->path, options->layer, options->encoding, true,
                                       vector->findings, &vector->layer);
    if (status != PDOT_OK)
        return status;
    vector->layer_name = pd_strdup(ctx, vector->layer->name);
    status = vector->layer_name != NULL ? PDOT_OK : PDOT_NOMEM;
    vector->info.features = OGR_L_GetFeatureCount(vector->layer->handle, 1);
    OGR_L_ResetReading(vector->layer->handle);
    if (vector->info.features == 0 && vector->layer->n_fields == 0 && vector->n_columns > 0)
        return pd_fail(ctx, PDOT_SCHEMA, "the layer is empty: it has neither features nor columns");
    for (size_t i = 0; i < vector->n_columns && status == PDOT_OK; i++)
        status = pd_layer_find(ctx, vector->layer, options->columns[i], &vector->fields[i]);
    if (status == PDOT_OK)
        status = pd_layer_settle_crs(ctx, vector->layer, options->crs, &from);
    if (status == PDOT_OK)
        status = pd_layer_transform(ctx, vector->layer, &from, plan_crs, &vector->fitter.transform);
    if (status == PDOT_OK)
        status = fill_info(ctx, vector, from.crs, vector->layer->encoding);
    vector->fitter.is_swapped = from.is_swapped;
    pd_crs_free(from.crs);
    OGR_L_ResetReading(vector->layer->handle); /* the extent may have been read feature by feature */
    if (status == PDOT_OK && vector->info.features > (int64_t)PD_LIMIT_FEATURES)
        status = pd_fail(ctx, PDOT_LIMIT, "the layer has more than %u features", PD_LIMIT_FEATURES);
    return status;
}

static pdot_status open_points(pdot_ctx *ctx, pd_vector *vector, const pd_vector_options *options,
                               const pd_crs *plan_crs)
{
    pd_crs *from = NULL;
    pdot_status status = pd_point_table_open(ctx, vector->path, options, vector->findings, &vector->table);
    for (size_t i = 0; i < vector->n_columns && status == PDOT_OK; i++)
        status = pd_reader_find(ctx, vector->table.reader, options->columns[i], &vector->fields[i]);
    if (status == PDOT_OK)
        status = pd_crs_new(ctx, options->crs, &from);
    if (status == PDOT_OK)
        status =
            pd_point_table_transform(ctx, vector->path, options, from, plan_crs, &vector->fitter.transform);
    if (status == PDOT_OK)
        status = fill_info(ctx, vector, from, pd_reader_encoding(vector->table.reader));
    pd_crs_free(from);
    vector->info.features = -1;
    return status;
}

static pdot_status prepare(pdot_ctx *ctx, pd_vector *vector, const pd_vector_options *options,
                           const char *path, const pd_crs *plan_crs)
{
    vector->n_columns = options->n_columns;
    vector->path = pd_strdup(ctx, path);
    vector->fields = pd_alloc_array(ctx, options->n_columns + 1, sizeof *vector->fields);
    vector->cells = pd_alloc_array(ctx, options->n_columns + 1, sizeof *vector->cells);
    vector->fitter.findings = vector->findings;
    vector->fitter.dimension = options->dimension;
    vector->fitter.is_metric = pd_crs_is_metric(plan_crs);
    vector->fitter.max_area_change =
        options->max_area_change > 0.0 ? options->max_area_change : DEFAULT_AREA_CHANGE;
    if (vector->path == NULL || vector->fields == NULL || vector->cells == NULL)
        return PDOT_NOMEM;
    if (options->x[0] != '\0')
        return open_points(ctx, vector, options, plan_crs);
    if (pd_reader_is_table(path))
        return pd_fail(
            ctx, PDOT_SCHEMA,
            "a table has no geometry: name its coordinate columns with x:, y: and crs:, or use a layer");
    return open_layer(ctx, vector, options, plan_crs);
}

/* Texts that are not given may be NULL. */
static pd_vector_options without_nulls(const pd_vector_options *options)
{
    pd_vector_options whole = *options;
    const char **texts[] = {&whole.layer, &whole.crs, &whole.encoding, &whole.x, &whole.y};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (*texts[i] == NULL)
            *texts[i] = "";
    }
    return whole;
}

pdot_status pd_vector_open(pdot_ctx *ctx, const char *path, const pd_vector_options *options,
                           const pd_crs *plan_crs, pd_findings *findings, pd_vector **out)
{
    *out = NULL;
    pd_vector *vector = pd_alloc(ctx, sizeof *vector);
    if (vector == NULL)
        return PDOT_NOMEM;
    vector->findings = findings;
    pd_buffer_init(ctx, &vector->text);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    const pd_vector_options whole = without_nulls(options);
    pdot_status status = prepare(ctx, vector, &whole, path, plan_crs);
    if (status == PDOT_OK) {
        *out = vector;
        vector = NULL;
    } else {
        const pd_place place = {.file = path, .layer = vector->layer_name};
        status = pd_locate(ctx, status, &place);
    }
    pd_vector_close(vector);
    pd_gdal_end();
    return status;
}

void pd_vector_close(pd_vector *vector)
{
    if (vector == NULL)
        return;
    pd_layer_close(vector->layer);
    pd_point_table_release(&vector->table);
    pd_fitter_release(&vector->fitter);
    pd_buffer_release(&vector->text);
    pd_free(vector->cells);
    pd_free(vector->fields);
    pd_free(vector->encoding);
    pd_free(vector->crs);
    pd_free(vector->layer_name);
    pd_free(vector->path);
    pd_free(vector);
}

const pd_vector_info *pd_vector_get_info(const pd_vector *vector)
{
    return &vector->info;
}

static void point_cells(pd_vector *vector)
{
    const char *at = vector->text.data;
    for (size_t i = 0; i < vector->n_columns; i++) {
        vector->cells[i] = at;
        at += strlen(at) + 1;
    }
}

/* The next feature of the layer that has a usable geometry; *has false at the end. */
static pdot_status next_of_layer(pdot_ctx *ctx, pd_vector *vector, bool *has)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    OGRFeatureH feature = OGR_L_GetNextFeature(vector->layer->handle);
    pdot_status status = PDOT_OK;
    pd_place place = place_of(vector, feature != NULL ? OGR_F_GetFID(feature) : 0);
    place.is_feature = feature != NULL;
    *has = feature != NULL;
    if (feature == NULL && errors.n_failures > 0) {
        status = pd_gdal_fail(ctx, &errors, PDOT_FORMAT, &place, N_("read the layer"));
    } else if (feature != NULL) {
        vector->id = place.row;
        status = pd_fitter_fit(ctx, &vector->fitter, OGR_F_GetGeometryRef(feature), &place);
        pd_buffer_clear(&vector->text);
        for (size_t i = 0; i < vector->n_columns && status == PDOT_OK && vector->fitter.fit.size > 0; i++)
            status = pd_layer_cell(ctx, vector->layer, feature, vector->fields[i], &vector->text);
        if (status == PDOT_OK && vector->fitter.fit.size > 0)
            point_cells(vector);
    }
    OGR_F_Destroy(feature);
    pd_gdal_end();
    return pd_locate(ctx, status, &place);
}

static pdot_status fit_point(pdot_ctx *ctx, pd_vector *vector, double x, double y, const pd_place *place)
{
    static const unsigned char head[5] = {1, 1, 0, 0, 0}; /* little-endian POINT */
    pd_byte_vector *raw = &vector->fitter.raw;
    if (!pd_grow(ctx, (void **)&raw->data, &raw->capacity, 21, 1))
        return PDOT_NOMEM;
    memcpy(raw->data, head, sizeof head);
    memcpy(raw->data + 5, &x, 8);
    memcpy(raw->data + 13, &y, 8);
    raw->size = 21;
    return pd_fitter_fit_raw(ctx, &vector->fitter, 0, place);
}

/* The next row of the table; without a usable point the fitter holds nothing. */
static pdot_status next_of_table(pdot_ctx *ctx, pd_vector *vector, bool *has)
{
    pd_point_row row;
    vector->fitter.fit.size = 0;
    const pdot_status status = pd_point_table_next(ctx, &vector->table, vector->path, vector->findings, &row);
    *has = row.cells != NULL;
    if (status != PDOT_OK || !*has || !row.has_point)
        return status;
    const pd_place place = place_of(vector, row.line);
    vector->id = row.line;
    for (size_t i = 0; i < vector->n_columns; i++)
        vector->cells[i] = row.cells[vector->fields[i]];
    return pd_locate(ctx, fit_point(ctx, vector, row.x, row.y, &place), &place);
}

/* Points are given out one by one: WKB of point i of the MULTIPOINT in fit. */
static pd_bytes take_point(pd_vector *vector)
{
    const unsigned char *multi = vector->fitter.fit.data;
    memcpy(vector->point, multi + 9 + 21 * vector->next_point, sizeof vector->point);
    vector->next_point++;
    return (pd_bytes){vector->point, sizeof vector->point};
}

static void start_points(pd_vector *vector)
{
    const pd_place place = place_of(vector, vector->id);
    vector->next_point = 0;
    vector->n_points = (vector->fitter.fit.size - 9) / 21;
    if (vector->n_points > 1)
        pd_finding_add(vector->findings, PDOT_SEVERITY_INFO, "geom_multipoint", "", &place,
                       "The feature holds %zu points: each counts as one.", vector->n_points);
}

static void give_out(pd_vector *vector)
{
    enum { WKB_MULTIPOINT = 4 };
    const pd_byte_vector *fit = &vector->fitter.fit;
    if (fit->data[1] == WKB_MULTIPOINT && vector->next_point == vector->n_points)
        start_points(vector);
    const pd_bytes whole = {fit->data, fit->size};
    vector->feature = (pd_vector_feature){vector->id, vector->cells,
                                          fit->data[1] == WKB_MULTIPOINT ? take_point(vector) : whole};
}

static pdot_status end_of_layer(pdot_ctx *ctx, pd_vector *vector)
{
    const pd_place place = place_of(vector, 0);
    if (!vector->is_reported)
        pd_fitter_report(&vector->fitter, &place);
    vector->is_reported = true;
    if (vector->n_given == 0 && vector->fitter.n_without_image > 0)
        return pd_locate(
            ctx,
            pd_fail(
                ctx, PDOT_CRS,
                "no feature lies in the range of %s: the coordinates are of another system, or x and y are "
                "exchanged",
                vector->crs),
            &place);
    return vector->findings->status;
}

pdot_status pd_vector_next(pdot_ctx *ctx, pd_vector *vector, const pd_vector_feature **feature)
{
    *feature = NULL;
    bool has = true;
    if (vector->next_point < vector->n_points) { /* the rest of a multipoint */
        give_out(vector);
        *feature = &vector->feature;
        return PDOT_OK;
    }
    do {
        const uint64_t total = vector->info.features > 0 ? (uint64_t)vector->info.features : 0;
        pdot_status status = pd_progress(ctx, "import", (uint64_t)vector->n_read++, total);
        if (status == PDOT_OK && vector->layer != NULL)
            status = next_of_layer(ctx, vector, &has);
        else if (status == PDOT_OK)
            status = next_of_table(ctx, vector, &has);
        if (status != PDOT_OK)
            return status;
    } while (has && vector->fitter.fit.size == 0);
    if (!has)
        return end_of_layer(ctx, vector);
    vector->next_point = vector->n_points = 0;
    vector->n_given++;
    give_out(vector);
    *feature = &vector->feature;
    return PDOT_OK;
}
