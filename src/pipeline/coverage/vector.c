/* Figures of hazards that are polygons: features from the store, overlay, figures by class. */
#include <string.h>

#include "pipeline/coverage/coverage.h"
#include "pipeline/coverage/load.h"

pdot_status pd_figures_init(pdot_ctx *ctx, size_t n_zones, int32_t n_classes, pd_figures *out)
{
    const size_t n = n_zones * (size_t)n_classes;
    *out = (pd_figures){.n_zones = n_zones, .n_classes = n_classes};
    double **const of_zones[] = {&out->area_m2, &out->free_m2, &out->nodata_m2, &out->residual_m2};
    double **const of_classes[] = {&out->class_m2, &out->any_m2, &out->sum_m2};
    bool is_ok = true;
    for (size_t i = 0; i < sizeof of_zones / sizeof *of_zones && is_ok; i++)
        is_ok = (*of_zones[i] = pd_alloc_array(ctx, n_zones, sizeof **of_zones[i])) != NULL;
    for (size_t i = 0; i < sizeof of_classes / sizeof *of_classes && is_ok; i++)
        is_ok = (*of_classes[i] = pd_alloc_array(ctx, n, sizeof **of_classes[i])) != NULL;
    if (!is_ok)
        pd_figures_release(out);
    return is_ok ? PDOT_OK : PDOT_NOMEM;
}

void pd_figures_release(pd_figures *figures)
{
    pd_free(figures->area_m2);
    pd_free(figures->free_m2);
    pd_free(figures->nodata_m2);
    pd_free(figures->residual_m2);
    pd_free(figures->class_m2);
    pd_free(figures->any_m2);
    pd_free(figures->sum_m2);
    *figures = (pd_figures){0};
}

char *pd_cover_owner(pdot_ctx *ctx, const pd_hazard *hazard)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pd_buffer_format(&text, "%s/%s", hazard->is_land ? "land" : "hazard", hazard->id);
    char *owner = pd_buffer_take(&text);
    pd_buffer_release(&text);
    return owner;
}

/* ---- features with the extent of the mapping, if there is one, as the lowest class */

static pdot_status append_extent(pd_cover *cover, const char *owner, bool is_plain, pd_features *features)
{
    pd_features extent = {0};
    pdot_status status = pd_cover_load_owner(cover, owner, is_plain ? PD_PLAIN : PD_EQUAL_AREA, &extent);
    for (size_t i = 0; status == PDOT_OK && i < extent.shapes.n_shapes; i++)
        extent.class_index[i] = PD_NONE;
    if (status == PDOT_OK)
        status = pd_cover_join_features(cover->ctx, features, &extent);
    pd_features_release(&extent);
    return status;
}

/* Classes become ids: moved up by one where the extent takes id 0. */
pdot_status pd_cover_load_layer(pd_cover *cover, const pd_hazard *hazard, bool is_plain, pd_cover_layer *out)
{
    *out = (pd_cover_layer){.has_extent = hazard->extent_id[0] != '\0' && hazard->outside_is_free};
    char *owner = pd_cover_owner(cover->ctx, hazard);
    pdot_status status =
        owner != NULL ? pd_cover_load_owner(cover, owner, is_plain ? PD_PLAIN : PD_EQUAL_AREA, &out->features)
                      : PDOT_NOMEM;
    if (status == PDOT_OK && out->has_extent)
        status = append_extent(cover, hazard->extent_id, is_plain, &out->features);
    for (size_t i = 0; status == PDOT_OK && out->has_extent && i < out->features.shapes.n_shapes; i++)
        out->features.class_index[i]++;
    pd_free(owner);
    if (status != PDOT_OK)
        pd_features_release(&out->features);
    return status;
}

static void fill_zone(const pd_overlay *overlay, const pd_hazard *hazard, size_t zone, bool has_extent,
                      pd_figures *out)
{
    const int32_t shift = has_extent ? 1 : 0;
    const double rest = pd_overlay_bucket(overlay, zone, 0);
    const double mapped = has_extent ? pd_overlay_bucket(overlay, zone, 1) : 0;
    out->area_m2[zone] = overlay->area_m2[zone];
    out->residual_m2[zone] = overlay->residual_m2[zone];
    out->free_m2[zone] = has_extent ? mapped : hazard->outside_is_free ? rest : 0;
    out->nodata_m2[zone] = has_extent || !hazard->outside_is_free ? rest : 0;
    for (int32_t c = 0; c < hazard->n_classes; c++) {
        const size_t at = zone * (size_t)hazard->n_classes + (size_t)c;
        out->class_m2[at] = pd_overlay_bucket(overlay, zone, c + shift + 1);
        out->any_m2[at] = pd_overlay_any(overlay, zone, c + shift);
        out->sum_m2[at] = pd_overlay_sum(overlay, zone, c + shift);
    }
}

/* One layer in which every class is its own bucket. */
static pdot_status make_plan(pdot_ctx *ctx, int32_t n_ids, pd_sweep_plan *plan, int32_t **numbers)
{
    *numbers = pd_alloc_array(ctx, 2 * (size_t)n_ids, sizeof **numbers);
    if (*numbers == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < n_ids; i++)
        (*numbers)[n_ids + i] = i + 1;
    *plan = (pd_sweep_plan){.n_ids = n_ids,
                            .layer = *numbers,
                            .n_layers = 1,
                            .value = *numbers + n_ids,
                            .n_buckets = n_ids + 1,
                            .with_parts = true};
    return PDOT_OK;
}

static pdot_status measure_layer(pd_cover *cover, const pd_hazard *hazard, const pd_ground *ground,
                                 const pd_cover_layer *features, pd_figures *out)
{
    int32_t *numbers = NULL;
    pd_overlay *overlay = NULL;
    pd_overlay_input input = {.ground = ground,
                              .features = &features->features.shapes,
                              .id = features->features.class_index,
                              .jobs = cover->run->jobs,
                              .stage = "coverage"};
    pdot_status status =
        make_plan(cover->ctx, hazard->n_classes + (features->has_extent ? 1 : 0), &input.plan, &numbers);
    if (status == PDOT_OK)
        status = pd_overlay_new(cover->ctx, &input, &overlay);
    if (status == PDOT_OK)
        status = pd_figures_init(cover->ctx, ground->zones->n_shapes, hazard->n_classes, out);
    for (size_t zone = 0; status == PDOT_OK && zone < ground->zones->n_shapes; zone++)
        fill_zone(overlay, hazard, zone, features->has_extent, out);
    pd_overlay_free(overlay);
    pd_free(numbers);
    return status;
}

pdot_status pd_cover_measure_vector(pd_cover *cover, const pd_hazard *hazard, const pd_ground *ground,
                                    pd_figures *out)
{
    pd_cover_layer features = {.has_extent = false};
    pdot_status status = pd_cover_load_layer(cover, hazard, false, &features);
    if (status != PDOT_OK)
        return status;
    const pd_box window = pd_shapes_box(&features.features.shapes);
    if (ground == NULL)
        status = pd_cover_prepare_ground(cover->ctx, cover, cover->run->jobs, &window);
    if (status == PDOT_OK)
        status = measure_layer(cover, hazard, ground != NULL ? ground : cover->ground, &features, out);
    pd_features_release(&features.features);
    return status;
}

bool pd_cover_is_raster(const pd_hazard *hazard)
{
    return hazard->kind >= PD_HAZARD_RASTER;
}

pdot_status pd_cover_measure(pd_cover *cover, const pd_hazard *hazard, const pd_cover_zones *zones,
                             pd_figures *out)
{
    return pd_cover_is_raster(hazard) ? pd_cover_measure_raster(cover, hazard, zones, out, NULL)
                                      : pd_cover_measure_vector(cover, hazard, zones->ground, out);
}
