/* Where a layer lies, in words. */
#include <math.h>
#include <string.h>

#include "base/number.h"
#include "pipeline/check/check.h"

/* "252 m east and 365 m north" */
static void describe_shift(pdot_ctx *ctx, double east_m, double north_m, pd_buffer *out)
{
    char e[PD_NUMBER_SIZE], n[PD_NUMBER_SIZE];
    pd_buffer_clear(out);
    pd_buffer_format(out, "%s m ", pd_number_fixed(fabs(east_m), 0, e));
    pd_buffer_text(out, pd_translate(ctx, east_m < 0 ? N_("west") : N_("east")));
    pd_buffer_format(out, pd_translate(ctx, " and %s m "), pd_number_fixed(fabs(north_m), 0, n));
    pd_buffer_text(out, pd_translate(ctx, north_m < 0 ? N_("south") : N_("north")));
}

static void list_candidates(pdot_ctx *ctx, pd_inspected_layer *layer, const pd_evidence *evidence)
{
    pd_buffer shift;
    pd_buffer_init(ctx, &shift);
    for (size_t i = 0; i < evidence->n_candidates; i++) {
        const pdot_check_candidate *one = &evidence->candidates[i];
        char inside[PD_NUMBER_SIZE], away[PD_NUMBER_SIZE];
        (void)pd_number_fixed(one->inside_ratio * 100, 0, inside);
        const double residual_m = hypot(one->residual_e_m, one->residual_n_m);
        if (isnan(residual_m))
            pd_symptom_example(&layer->symptoms, "%d. %s %s%s: %s %% of it on known ground", one->rank,
                               one->crs, one->name,
                               one->is_swapped ? pd_translate(ctx, ", x and y exchanged") : "", inside);
        else
            pd_symptom_example(&layer->symptoms,
                               "%d. %s %s%s: %s %% of it on known ground, %s m from the known boundaries",
                               one->rank, one->crs, one->name,
                               one->is_swapped ? pd_translate(ctx, ", x and y exchanged") : "", inside,
                               pd_number_fixed(residual_m, 0, away));
    }
    if (shift.status != PDOT_OK)
        layer->symptoms.status = shift.status;
    pd_buffer_release(&shift);
}

static void say_missing(pdot_ctx *ctx, pd_inspected_layer *layer, const pd_evidence *evidence)
{
    const pdot_check_candidate *best = &evidence->candidates[0];
    const double shift_m = hypot(best->shift_e_m, best->shift_n_m);
    if (evidence->doubt == PD_CRS_FOREIGN) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_missing", 1, (double)NAN,
                       "The layer does not say its CRS, and in none of the systems used in Ecuador does it "
                       "lie there. Ask "
                       "who made it, and write crs: EPSG:… in the manifest.");
        return;
    }
    if (best->is_swapped) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_missing", 1, (double)NAN,
                       "The layer does not say its CRS. It fits %s only with x and y exchanged: export it "
                       "again with the "
                       "axes in order.",
                       best->crs);
    } else if (shift_m > 10) {
        pd_buffer shift;
        pd_buffer_init(ctx, &shift);
        describe_shift(ctx, best->shift_e_m, best->shift_n_m, &shift);
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_missing", 1, (double)NAN,
                       "The layer does not say its CRS. It fits %s (%s) best; taken for the usual system it "
                       "would lie %s "
                       "of the truth. If that is right, write crs: %s in the manifest.",
                       best->crs, best->name, shift.data, best->crs);
        pd_buffer_release(&shift);
    } else {
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_ERROR, "crs_missing", 1, (double)NAN,
            "The layer does not say its CRS. It fits %s (%s) best; if that is right, write crs: %s in the "
            "manifest.",
            best->crs, best->name, best->crs);
    }
    list_candidates(ctx, layer, evidence);
}

static void say_doubt(pdot_ctx *ctx, pd_inspected_layer *layer, const pd_evidence *evidence)
{
    const pdot_check_candidate *best = &evidence->candidates[0];
    const char *declared = layer->facts.crs_declared;
    if (evidence->doubt == PD_CRS_SWAPPED) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "axis_swapped", 1, (double)NAN,
                       "Declared as %s, but x and y are exchanged: the coordinates fit %s the other way "
                       "round. Export the "
                       "layer again with longitude (east) first.",
                       declared, best->crs);
    } else if (evidence->doubt == PD_CRS_ELSEWHERE) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_doubtful", 1, (double)NAN,
                       "Declared as %s, which puts the layer outside the known ground; its numbers fit %s "
                       "(%s). Assign the "
                       "right CRS to the layer (in QGIS: Layer, Set CRS; then export).",
                       declared, best->crs, best->name);
    } else {
        pd_buffer shift;
        pd_buffer_init(ctx, &shift);
        describe_shift(ctx, evidence->declared.residual_e_m, evidence->declared.residual_n_m, &shift);
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_REVIEW, "datum_suspect", 1, (double)NAN,
                       "Declared as %s, the whole layer lies %s of the known boundaries; read as %s (%s) it "
                       "lies on them. "
                       "If its numbers are of that datum, assign it to the layer and export it again.",
                       declared, shift.data, best->crs, best->name);
        pd_buffer_release(&shift);
    }
    list_candidates(ctx, layer, evidence);
}

static pdot_status count_outside(pdot_ctx *ctx, pd_inspected_layer *layer, const pd_known *ground,
                                 const char *crs)
{
    const size_t n = layer->shapes.n_shapes;
    bool *outside = pd_alloc_array(ctx, n + 1, sizeof *outside);
    if (outside == NULL)
        return PDOT_NOMEM;
    const pdot_status status = pd_find_outside(ctx, &layer->shapes, crs, ground, outside);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += outside[i];
    if (status == PDOT_OK && count > 0) {
        if (ground != NULL)
            pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_REVIEW, "outside_extent", count, (double)NAN,
                           "Features outside the extent of the known territories: %zu of %zu.", count, n);
        else if (count < n)
            pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_REVIEW, "outside_extent", count, (double)NAN,
                           "Features outside Ecuador: %zu of %zu. See whether they belong to the layer.",
                           count, n);
        else
            pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_REVIEW, "outside_extent", count, (double)NAN,
                           "The whole layer lies outside Ecuador (features: %zu). If it is a layer of the "
                           "country, the CRS it declares is not the one its coordinates are in.",
                           n);
        for (size_t i = 0; i < n && count < n; i++) /* all of them: no need to name any */
            if (outside[i])
                pd_symptom_example(&layer->symptoms, "feature %lld", (long long)layer->shape_ids[i]);
    }
    pd_free(outside);
    return status;
}

/* A system without a sound way to WGS 84 stops an import, however well it is named. */
static pdot_status try_transform(pdot_ctx *ctx, pd_inspected_layer *layer)
{
    pd_crs *from = NULL, *to = NULL;
    pd_transform *transform = NULL;
    pd_box area;
    pdot_status status = pd_crs_new(ctx, layer->crs, &from);
    if (status == PDOT_OK)
        status = pd_crs_new(ctx, "EPSG:4326", &to);
    bool has_area = false;
    if (status == PDOT_OK) {
        has_area = pd_crs_degrees(ctx, from, &layer->box, &area) == PDOT_OK;
        if (!has_area)
            pd_clear_error(ctx);
        status = pd_transform_new(ctx, from, to, has_area ? &area : NULL, &transform);
    }
    pd_transform_free(transform);
    pd_crs_free(from);
    pd_crs_free(to);
    if (status != PDOT_CRS)
        return status;
    pd_clear_error(ctx);
    pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_doubtful", 1, (double)NAN,
                   "From the declared CRS \"%s\" there is no sound way to WGS 84: its datum is unknown or "
                   "its grids are not "
                   "installed. Assign the system it is really in, or transform it by an operation you trust.",
                   layer->facts.crs_declared);
    return layer->symptoms.status;
}

static pdot_status judge_declared(pdot_ctx *ctx, pd_inspected_layer *layer)
{
    const size_t before = layer->symptoms.count;
    const pdot_status status = try_transform(ctx, layer);
    if (status == PDOT_OK && !layer->is_known_crs && layer->symptoms.count == before)
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_INFO, "crs_doubtful", 1, (double)NAN,
                       "The CRS \"%s\" carries no EPSG code; it is used by its parameters.",
                       layer->facts.crs_declared);
    return status;
}

pdot_status pd_check_place(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer,
                           const pd_known *ground, const char **crs)
{
    *crs = NULL;
    if (layer->is_table || layer->shapes.n_points == 0) {
        if (!layer->is_table && layer->crs == NULL && layer->facts.features > 0)
            pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_ERROR, "crs_missing", 1, (double)NAN,
                           "The layer does not say its CRS. Write crs: EPSG:… in the manifest.");
        return layer->symptoms.status;
    }
    pd_evidence evidence;
    pdot_status status = pd_detect(ctx, &layer->shapes, layer->crs, ground, &inspection->arena, &evidence);
    if (status != PDOT_OK)
        return status;
    if (layer->crs == NULL)
        say_missing(ctx, layer, &evidence);
    else if (evidence.doubt != PD_CRS_SOUND && evidence.doubt != PD_CRS_FOREIGN)
        say_doubt(ctx, layer, &evidence);
    else
        status = judge_declared(ctx, layer);
    if (status != PDOT_OK)
        return status;
    if (evidence.doubt != PD_CRS_SOUND) {
        layer->facts.candidates = evidence.candidates;
        layer->facts.n_candidates = evidence.n_candidates;
    }
    const bool is_guessed = evidence.doubt != PD_CRS_FOREIGN && evidence.n_candidates > 0 &&
                            !evidence.candidates[0].is_swapped && evidence.candidates[0].inside_ratio >= 0.5;
    if (layer->crs != NULL && (evidence.doubt == PD_CRS_SOUND || evidence.doubt == PD_CRS_FOREIGN ||
                               evidence.doubt == PD_CRS_DISPLACED))
        *crs = layer->crs;
    else if (is_guessed)
        *crs = evidence.candidates[0].crs;
    return *crs != NULL ? count_outside(ctx, layer, ground, *crs) : layer->symptoms.status;
}
