/* A raster's facts: size, CRS, what its cells hold. Read strip by strip, so that a raster larger than memory
 * works. */
#include "source/raster.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "geo/geometry.h"
#include "source/inspect/part.h"

#define MOST_CELLS    400000000u /* looked at; of a larger raster only every n-th strip */
#define MOST_OF_STRIP (1 << 26)  /* cells in memory at a time: 512 MB */
#define MOST_VALUES   62u        /* different whole numbers that may be classes: PD_LIMIT_CLASSES */

typedef struct cells {
    uint64_t with_data, without;
    double least, most;
    bool may_be_classes; /* whole numbers, not too many different ones */
} cells;

static pdot_status take_strip(pd_inspected_layer *layer, const double *values, size_t n, int64_t row,
                              cells *seen)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        const double value = values[i];
        if (isnan(value)) {
            seen->without++;
            continue;
        }
        seen->with_data++;
        seen->least = fmin(seen->least, value);
        seen->most = fmax(seen->most, value);
        if (!seen->may_be_classes)
            continue;
        char text[PD_NUMBER_SIZE];
        status = pd_columns_take(&layer->columns, 0, pd_number_format(value, text), row);
        seen->may_be_classes = layer->columns.items[0].n_values <= MOST_VALUES;
    }
    return status;
}

static pdot_status read_cells(pdot_ctx *ctx, pd_raster *raster, pd_inspected_layer *layer, cells *seen)
{
    const pd_raster_info *info = pd_raster_get_info(raster);
    int64_t height = info->block_height > 0 ? info->block_height : 1;
    while (height > 1 && height * info->width > MOST_OF_STRIP)
        height /= 2;
    if (info->width > MOST_OF_STRIP)
        return pd_fail(ctx, PDOT_LIMIT, "The raster is %lld cells wide, more than %d.",
                       (long long)info->width, MOST_OF_STRIP);
    const double total = (double)info->width * (double)info->height;
    const int64_t step = height * (int64_t)ceil(total / MOST_CELLS);
    double *strip = pd_alloc_array(ctx, (size_t)(info->width * height), sizeof *strip);
    if (strip == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (int64_t row = 0; row < info->height && status == PDOT_OK; row += step) {
        const int64_t rows = row + height < info->height ? height : info->height - row;
        status = pd_raster_read_double(ctx, raster, 0, row, info->width, rows, strip);
        if (status == PDOT_OK)
            status = take_strip(layer, strip, (size_t)(info->width * rows), row, seen);
        if (status == PDOT_OK)
            status = pd_progress(ctx, "check", (uint64_t)row, (uint64_t)info->height);
    }
    pd_free(strip);
    return status;
}

/* The outline stands for the raster where it is asked where it lies. */
static pdot_status take_outline(pdot_ctx *ctx, const pd_raster_info *info, pd_inspected_layer *layer)
{
    const double x[2] = {info->origin_x, info->origin_x + info->cell_x * (double)info->width};
    const double y[2] = {info->origin_y, info->origin_y + info->cell_y * (double)info->height};
    layer->box = (pd_box){fmin(x[0], x[1]), fmin(y[0], y[1]), fmax(x[0], x[1]), fmax(y[0], y[1])};
    const pd_box *box = &layer->box;
    const double ring[10] = {box->min_x, box->min_y, box->max_x, box->min_y, box->max_x,
                             box->max_y, box->min_x, box->max_y, box->min_x, box->min_y};
    unsigned char wkb[13 + sizeof ring] = {1, 3, 0, 0, 0, 1, 0, 0, 0, 5, 0, 0, 0};
    memcpy(wkb + 13, ring, sizeof ring);
    layer->shape_ids = pd_alloc(ctx, sizeof *layer->shape_ids);
    if (layer->shape_ids == NULL)
        return PDOT_NOMEM;
    layer->facts.min_x = box->min_x;
    layer->facts.min_y = box->min_y;
    layer->facts.max_x = box->max_x;
    layer->facts.max_y = box->max_y;
    return pd_shapes_add_wkb(ctx, &layer->shapes, (pd_bytes){wkb, sizeof wkb});
}

static pdot_status take_crs(pdot_ctx *ctx, pd_inspection *inspection, const pd_crs *crs,
                            pd_inspected_layer *layer)
{
    layer->is_known_crs = pd_crs_epsg(crs) != 0;
    layer->crs = pd_strdup(ctx, pd_crs_wkt(crs));
    layer->facts.crs_declared = layer->is_known_crs
                                    ? pd_arena_format(ctx, &inspection->arena, "EPSG:%d", pd_crs_epsg(crs))
                                    : pd_arena_strdup(ctx, &inspection->arena, pd_crs_name(crs));
    return layer->crs != NULL && layer->facts.crs_declared != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status finish(const pd_raster_info *info, const cells *seen, pd_inspected_layer *layer)
{
    pdot_check_column *columns = NULL;
    layer->facts.features = (uint64_t)info->width * (uint64_t)info->height;
    if (info->n_bands > 1)
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, "raster_bands", (uint64_t)info->n_bands, (double)NAN,
            "The raster has %d bands: only the first is read. If it is a picture of a map, ask for the data "
            "behind it; if the values are in another band, export that one to a file.",
            info->n_bands);
    if (seen->with_data == 0) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "layer_empty", 0, (double)NAN,
                       "No cell of the raster holds data.");
        return layer->symptoms.status;
    }
    layer->facts.least = seen->least;
    layer->facts.most = seen->most;
    layer->may_be_classes = seen->may_be_classes;
    if (!layer->may_be_classes)
        return PDOT_OK;
    const pdot_status status =
        pd_columns_judge(&layer->columns, true, &layer->symptoms, &layer->roles, &columns);
    layer->facts.columns = columns;
    layer->facts.n_columns = layer->columns.count;
    return status;
}

/* A raster without CRS is read as if it had one: which does not matter for its cells. */
static pdot_status open_raster(pdot_ctx *ctx, const char *path, bool *has_crs, pd_raster **out)
{
    pdot_status status = pd_raster_open(ctx, path, "", out);
    *has_crs = status != PDOT_CRS;
    if (*has_crs)
        return status;
    pd_clear_error(ctx);
    return pd_raster_open(ctx, path, "EPSG:4326", out);
}

pdot_status pd_inspect_raster(pdot_ctx *ctx, pd_inspection *inspection)
{
    pd_raster *raster = NULL;
    pd_inspected_layer *layer = NULL;
    bool has_crs = false;
    pdot_status status = open_raster(ctx, inspection->path, &has_crs, &raster);
    if (status == PDOT_OK)
        status = pd_inspection_add(ctx, inspection, "", &layer);
    if (status == PDOT_OK) {
        const pd_raster_info *info = pd_raster_get_info(raster);
        cells seen = {
            .least = (double)INFINITY, .most = -(double)INFINITY, .may_be_classes = info->is_integer};
        inspection->driver = "raster";
        layer->is_raster = true;
        layer->facts.geometry = "Raster";
        status = has_crs ? take_crs(ctx, inspection, pd_raster_crs(raster), layer) : PDOT_OK;
        if (status == PDOT_OK)
            status = take_outline(ctx, info, layer);
        if (status == PDOT_OK)
            status = pd_columns_add(&layer->columns, "value", info->is_integer ? "integer" : "real");
        if (status == PDOT_OK)
            status = read_cells(ctx, raster, layer, &seen);
        if (status == PDOT_OK)
            status = finish(info, &seen, layer);
    }
    pd_raster_close(raster);
    return status;
}
