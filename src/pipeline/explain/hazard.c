/* The figures of cobertura_amenaza: fragments of features, cells of a raster, what is left of a territory. */
#include <string.h>

#include "base/number.h"
#include "coverage/trace.h"
#include "pipeline/explain/trace.h"

#define FREE_LABEL   "libre"
#define NODATA_LABEL "sin dato"

typedef struct fragments {
    pd_tracing *t;
    const pd_features *features;
    int32_t class_index;
    double (*value)(const pd_fragment *fragment);
    double scale; /* from m² to the figure's unit */
} fragments;

static double top_of(const pd_fragment *f)
{
    return f->top_m2;
}

static double own_of(const pd_fragment *f)
{
    return f->own_m2;
}

static double repeated_of(const pd_fragment *f)
{
    return f->own_m2 - f->top_m2;
}

static pdot_status add_fragment(void *user, const pd_fragment *fragment)
{
    const fragments *f = user;
    pd_tracing *t = f->t;
    if (f->features->class_index[fragment->feature] != f->class_index || !(fragment->own_m2 >= PD_NOISE_M2))
        return PDOT_OK;
    const char *note = "";
    if (fragment->own_m2 - fragment->top_m2 >= PD_NOISE_M2)
        note = fragment->top_m2 >= PD_NOISE_M2
                   ? pd_translate(t->cover->ctx, "part of it counts for a worse class or a lower feature id")
                   : pd_translate(t->cover->ctx, "all of it counts for a worse class or a lower feature id");
    return pd_trace_add_feature(
        t, pd_trace_source_index(t->cover->plan, f->features->source_id[fragment->feature]),
        f->features->feature_id[fragment->feature], note, f->value(fragment) * f->scale);
}

/* Leaves only the features of classes from `least` to `most`. Shapes of others become empty. */
static void keep_classes(pd_features *features, int32_t least, int32_t most)
{
    for (size_t i = 0; i < features->shapes.n_shapes; i++)
        if (features->class_index[i] < least || features->class_index[i] > most)
            features->shapes.box[i] = (pd_box){1, 1, 0, 0}; /* in no cluster */
}

/* A ground of one territory, in the equal-area plane. */
static pdot_status one_territory(pd_tracing *t, int32_t territory, pd_shapes *shapes, pd_ground **ground)
{
    pd_cover *cover = t->cover;
    pdot_status status = pd_shapes_add_wkb(cover->ctx, shapes, cover->plan->territories[territory].wkb);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(cover->ctx, cover->measure, 1, true, shapes);
    return status == PDOT_OK ? pd_ground_new(cover->ctx, shapes, 1, NULL, ground) : status;
}

static pdot_status box_of_territory(pd_tracing *t, int32_t territory, pd_box *box)
{
    pd_shapes plain = {0};
    pdot_status status = pd_shapes_add_wkb(t->cover->ctx, &plain, t->cover->plan->territories[territory].wkb);
    if (status == PDOT_OK)
        *box = plain.box[0];
    pd_shapes_release(&plain);
    return status;
}

static pdot_status trace_vector(pd_tracing *t, int32_t territory, const pd_hazard *hazard, fragments *f,
                                bool only_class)
{
    pd_cover *cover = t->cover;
    pd_features features = {0};
    pd_shapes zone = {0};
    pd_ground *ground = NULL;
    pd_box box = {0};
    char *owner = pd_cover_owner(cover->ctx, hazard);
    pdot_status status = owner != NULL ? box_of_territory(t, territory, &box) : PDOT_NOMEM;
    if (status == PDOT_OK)
        status =
            pd_store_load_features(cover->ctx, cover->run->store, owner, &box, PD_FEATURE_IDS, &features);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(cover->ctx, cover->measure, cover->run->jobs, true, &features.shapes);
    if (status == PDOT_OK)
        status = one_territory(t, territory, &zone, &ground);
    if (status == PDOT_OK) {
        keep_classes(&features, f->class_index, only_class ? f->class_index : INT32_MAX);
        f->features = &features;
        status = pd_trace(cover->ctx, ground, &features.shapes, features.class_index, add_fragment, f);
    }
    pd_ground_free(ground);
    pd_shapes_release(&zone);
    pd_features_release(&features);
    pd_free(owner);
    return status;
}

/* The cells of one territory, counted again. */
static pdot_status trace_raster(pd_tracing *t, int32_t territory, const pd_hazard *hazard, const char *label,
                                double scale)
{
    pd_figures figures = {0};
    pd_shapes plain = {0};
    pdot_status status = pd_shapes_add_wkb(t->cover->ctx, &plain, t->cover->plan->territories[territory].wkb);
    if (status == PDOT_OK)
        status =
            pd_cover_measure_raster(t->cover, hazard, &(pd_cover_zones){.plain = &plain}, &figures, NULL);
    double area = 0;
    if (status == PDOT_OK && strcmp(label, FREE_LABEL) == 0)
        area = figures.free_m2[0];
    else if (status == PDOT_OK && strcmp(label, NODATA_LABEL) == 0)
        area = figures.nodata_m2[0];
    for (int32_t c = 0; status == PDOT_OK && c < hazard->n_classes; c++)
        if (strcmp(hazard->classes[c].label, label) == 0)
            area += figures.class_m2[c];
    if (status == PDOT_OK)
        status = pd_trace_add_feature(
            t, hazard->source, PD_NONE,
            pd_translate(t->cover->ctx,
                         "cells by the fraction of each inside the territory, on the ellipsoid"),
            area * scale);
    pd_figures_release(&figures);
    pd_shapes_release(&plain);
    return status;
}

/* ---- ground that no feature covers: the territory less its classes */

static pdot_status subtract_class(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    const pd_asked *asked = t->asked;
    const char *label = pd_row_text(table, row, "clase");
    const int32_t hazard = pdot_plan_find_hazard(t->cover->plan, pd_asked_key(asked, "amenaza"));
    if (strcmp(pd_row_text(table, row, "codigo"), pd_asked_key(asked, "codigo")) != 0 ||
        strcmp(pd_row_text(table, row, "amenaza"), pd_asked_key(asked, "amenaza")) != 0 ||
        strcmp(label, pd_asked_key(asked, "clase")) == 0)
        return PDOT_OK;
    const pd_source *source = &t->cover->plan->sources[t->cover->plan->hazards[hazard].source];
    return pd_trace_add(t, source->path, source->layer, label,
                        pd_translate(t->cover->ctx, "ground of a class"),
                        -pd_row_real(table, row, "area_ha"));
}

static pdot_status trace_rest(pd_tracing *t, int32_t territory)
{
    const pd_territory *of = &t->cover->plan->territories[territory];
    pd_shapes zone = {0};
    pd_ground *ground = NULL;
    pdot_status status = one_territory(t, territory, &zone, &ground);
    if (status == PDOT_OK)
        status = pd_trace_add_feature(t, of->origin.source, of->origin.row,
                                      pd_translate(t->cover->ctx, "the whole territory"),
                                      pd_shapes_area(&zone, 0) / PD_M2_PER_HA);
    if (status == PDOT_OK)
        status = pd_trace_each(t, "cobertura_amenaza", subtract_class);
    pd_ground_free(ground);
    pd_shapes_release(&zone);
    return status;
}

/* ---- which of them */

static int32_t class_called(const pd_hazard *hazard, const char *label)
{
    for (int32_t c = 0; c < hazard->n_classes; c++)
        if (strcmp(hazard->classes[c].label, label) == 0)
            return c;
    return PD_NONE;
}

static pdot_status trace_class(pd_tracing *t, int32_t territory, const pd_hazard *hazard, const char *label)
{
    const char *column = t->asked->column_name;
    const int32_t class_index = class_called(hazard, label);
    const bool is_rest =
        class_index == PD_NONE || strcmp(label, FREE_LABEL) == 0 || strcmp(label, NODATA_LABEL) == 0;
    if (pd_cover_is_raster(hazard))
        return strcmp(column, "repetida_ha") == 0
                   ? pd_trace_add_feature(t, hazard->source, PD_NONE,
                                          pd_translate(t->cover->ctx, "cells of a raster do not overlap"), 0)
                   : trace_raster(t, territory, hazard, label, 1 / PD_M2_PER_HA);
    if (is_rest)
        return trace_rest(t, territory);
    fragments f = {.t = t, .class_index = class_index, .value = top_of, .scale = 1 / PD_M2_PER_HA};
    if (strcmp(column, "suma_ha") == 0)
        f.value = own_of;
    else if (strcmp(column, "repetida_ha") == 0)
        f.value = repeated_of;
    return trace_vector(t, territory, hazard, &f, strcmp(column, "bruta_ha") == 0);
}

pdot_status pd_explain_hazard(pd_tracing *t, bool *is_mine)
{
    static const char *const columns[] = {"area_ha", "bruta_ha", "suma_ha", "repetida_ha"};
    const pd_asked *asked = t->asked;
    *is_mine = false;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        *is_mine = *is_mine || strcmp(asked->column_name, columns[i]) == 0;
    *is_mine = *is_mine && strcmp(asked->table->name, "cobertura_amenaza") == 0;
    if (!*is_mine)
        return PDOT_OK;
    const int32_t territory = pdot_plan_find_territory(t->cover->plan, pd_asked_key(asked, "codigo"));
    const int32_t hazard = pdot_plan_find_hazard(t->cover->plan, pd_asked_key(asked, "amenaza"));
    if (territory == PD_NONE || hazard == PD_NONE)
        return pd_fail(t->cover->ctx, PDOT_NOTFOUND, "the plan no longer has what \"%s\" speaks of",
                       asked->figure);
    t->trace->method = pd_arena_strdup(
        t->cover->ctx, t->arena,
        pd_translate(
            t->cover->ctx,
            "Area on the ellipsoid (WGS 84). The worst class wins a place: area_ha is the ground whose worst "
            "class is this one, bruta_ha the ground of the class whatever lies above it, suma_ha the plain "
            "sum "
            "of its polygons inside the territory, repetida_ha what that sum counts too much. Where several "
            "features of the class share ground, it is the first one's (lowest layer and feature id); the "
            "others are listed with what is left of them."));
    if (t->trace->method == NULL)
        return PDOT_NOMEM;
    return trace_class(t, territory, &t->cover->plan->hazards[hazard], pd_asked_key(asked, "clase"));
}
