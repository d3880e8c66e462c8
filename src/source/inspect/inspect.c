/* A file's inspection: which kind of file, then its layers or its table. */
#include "source/inspect.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "source/gdal.h"
#include "source/inspect/part.h"

pdot_status pd_inspection_add(pdot_ctx *ctx, pd_inspection *inspection, const char *name,
                              pd_inspected_layer **out)
{
    pd_inspected_layer *layers =
        pd_realloc_array(ctx, inspection->layers, inspection->n_layers + 1, sizeof *layers);
    if (layers == NULL)
        return PDOT_NOMEM;
    inspection->layers = layers;
    pd_inspected_layer *layer = &layers[inspection->n_layers];
    *layer = (pd_inspected_layer){.dimension = -1, .box = {DBL_MAX, DBL_MAX, -DBL_MAX, -DBL_MAX}};
    layer->facts = (pdot_check_layer){.geometry = "",
                                      .encoding_declared = "",
                                      .encoding_used = "",
                                      .encoding_evidence = "",
                                      .separator = "",
                                      .crs_declared = "",
                                      .manifest = "",
                                      .min_x = (double)NAN,
                                      .min_y = (double)NAN,
                                      .max_x = (double)NAN,
                                      .max_y = (double)NAN,
                                      .least = (double)NAN,
                                      .most = (double)NAN};
    layer->facts.name = pd_arena_strdup(ctx, &inspection->arena, name);
    pd_symptoms_init(ctx, &inspection->arena, &layer->symptoms);
    pd_columns_init(ctx, &inspection->arena, &layer->columns);
    layer->roles = (pd_column_roles){-1, -1, -1, -1, -1, -1};
    inspection->n_layers++;
    *out = layer;
    return layer->facts.name != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_inspection_note(pdot_ctx *ctx, pd_inspected_layer *layer, const char *code)
{
    const pdot_error *error = pdot_ctx_error(ctx);
    if (error->row > 0)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, code, 1, (double)NAN, "Line %lld: %s.",
                       (long long)error->row, error->message);
    else
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, code, 1, (double)NAN, "%s.", error->message);
    pd_clear_error(ctx);
}

static pdot_status inspect_kind(pdot_ctx *ctx, pd_inspection *inspection)
{
    switch (pd_format_of(inspection->path)) {
    case PD_FORMAT_CSV:
        inspection->driver = "CSV";
        return pd_inspect_csv(ctx, inspection);
    case PD_FORMAT_SHEET:
        return pd_inspect_sheets(ctx, inspection);
    case PD_FORMAT_RASTER:
        return pd_inspect_raster(ctx, inspection);
    default:
        return pd_inspect_layers(ctx, inspection);
    }
}

pdot_status pd_inspect(pdot_ctx *ctx, const char *path, pd_inspection **out)
{
    *out = NULL;
    pd_inspection *inspection = pd_alloc(ctx, sizeof *inspection);
    if (inspection == NULL)
        return PDOT_NOMEM;
    inspection->driver = "";
    inspection->path = pd_arena_strdup(ctx, &inspection->arena, path);
    pdot_status status = inspection->path != NULL ? pd_gdal_check_path(ctx, path) : PDOT_NOMEM;
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    if (status == PDOT_OK)
        status = inspect_kind(ctx, inspection);
    pd_gdal_end();
    if (status == PDOT_OK) {
        *out = inspection;
        inspection = NULL;
    }
    pd_inspection_free(inspection);
    return status;
}

void pd_inspection_free(pd_inspection *inspection)
{
    if (inspection == NULL)
        return;
    for (size_t i = 0; i < inspection->n_layers; i++) {
        pd_inspected_layer *layer = &inspection->layers[i];
        pd_symptoms_release(&layer->symptoms);
        pd_columns_release(&layer->columns);
        pd_shapes_release(&layer->shapes);
        pd_free(layer->shape_ids);
        pd_free(layer->polygons);
        pd_free(layer->polygon_ids);
        pd_free(layer->crs);
        pd_free(layer->labels);
    }
    pd_free(inspection->layers);
    pd_arena_release(&inspection->arena);
    pd_free(inspection);
}
