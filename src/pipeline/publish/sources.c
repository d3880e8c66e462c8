/* procedencia: which feature of which source stands behind which area of cobertura_amenaza, for the finest
 * territories. The pieces of a figure add up to it. */
#include "pipeline/publish/sources.h"

#include <string.h>

#include "coverage/trace.h"
#include "pipeline/publish/per_hazard.h"

/* Changes whenever the same input would be listed otherwise. */
#define LAYOUT "1"

#define MAX_FEATURES 200000u /* of a hazard; beyond it pdot explain answers for single figures */

typedef struct listing {
    pd_cover *cover;
    const pd_hazard *hazard;
    const pd_features *features;
    pd_maker maker;
    pd_buffer figure, element;
} listing;

static pdot_status put_row(listing *l, const char *code, const char *label, int64_t source_id,
                           int64_t feature_id, double area_m2)
{
    const pd_source *source = NULL;
    for (int32_t i = 0; i < l->cover->plan->n_sources; i++)
        if (l->cover->plan->sources[i].id == source_id)
            source = &l->cover->plan->sources[i];
    pd_buffer_clear(&l->figure);
    pd_buffer_format(&l->figure, "cobertura_amenaza/%s/%s/%s/area_ha", code, l->hazard->id, label);
    pd_buffer_clear(&l->element);
    if (feature_id > 0)
        pd_buffer_format(&l->element, "%lld", (long long)feature_id);
    pdot_status status = pd_buffer_status(&l->figure);
    if (status == PDOT_OK)
        status = pd_buffer_status(&l->element);
    if (status != PDOT_OK)
        return status;
    pd_maker_set(&l->maker, "cifra", pd_text(l->figure.data));
    pd_maker_set(&l->maker, "fuente", pd_text(source != NULL ? source->path : ""));
    pd_maker_set(&l->maker, "capa", pd_text(source != NULL ? source->layer : ""));
    pd_maker_set(&l->maker, "elemento", pd_text(l->element.data));
    pd_maker_set(&l->maker, "area_ha", pd_real(area_m2 / PD_M2_PER_HA));
    return pd_maker_put(&l->maker, (pd_bytes){0});
}

static pdot_status put_fragment(void *user, const pd_fragment *fragment)
{
    listing *l = user;
    const pd_territory *territory = &l->cover->plan->territories[fragment->zone];
    const int32_t class_index = l->features->class_index[fragment->feature];
    if (!territory->is_finest || class_index < 0 || !(fragment->own_m2 >= PD_NOISE_M2) ||
        l->hazard->classes[class_index].rank == PD_RANK_NONE)
        return PDOT_OK;
    return put_row(l, territory->code, l->hazard->classes[class_index].label,
                   l->features->source_id[fragment->feature], l->features->feature_id[fragment->feature],
                   fragment->top_m2 >= PD_NOISE_M2 ? fragment->top_m2 : 0);
}

static pdot_status list_features(listing *l)
{
    pd_cover *cover = l->cover;
    pd_features features = {0};
    char *owner = pd_cover_owner(cover->ctx, l->hazard);
    pdot_status status = owner != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status =
            pd_store_load_features(cover->ctx, cover->run->store, owner, NULL, PD_FEATURE_IDS, &features);
    if (status == PDOT_OK)
        status = pd_equal_area_shapes(cover->ctx, cover->measure, cover->run->jobs, true, &features.shapes);
    l->features = &features;
    if (status == PDOT_OK)
        status = pd_trace(cover->ctx, cover->ground, &features.shapes, features.class_index, put_fragment, l);
    l->features = NULL;
    pd_features_release(&features);
    pd_free(owner);
    return status;
}

/* Every figure of a raster comes from the raster. */
static pdot_status list_cells(listing *l)
{
    pd_cover *cover = l->cover;
    pd_result_reader *reader = NULL;
    const int64_t source = cover->plan->sources[l->hazard->source].id;
    pdot_status status = pd_result_open(cover->ctx, cover->run->store, "cobertura_amenaza", &reader);
    while (status == PDOT_OK) {
        const pd_row *row = NULL;
        status = pd_result_next(cover->ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        const pd_table *table = pd_result_table(reader);
        const char *code = row->values[pd_table_column(table, "codigo")].as.text;
        const int32_t at = pdot_plan_find_territory(cover->plan, code);
        if (at != PD_NONE && cover->plan->territories[at].is_finest &&
            strcmp(row->values[pd_table_column(table, "amenaza")].as.text, l->hazard->id) == 0)
            status = put_row(l, code, row->values[pd_table_column(table, "clase")].as.text, source, 0,
                             row->values[pd_table_column(table, "area_ha")].as.real * PD_M2_PER_HA);
    }
    pd_result_close(reader);
    return status;
}

static pdot_status list_all(listing *l)
{
    int64_t n = 0;
    char *owner = pd_cover_owner(l->cover->ctx, l->hazard);
    pdot_status status = owner != NULL ? PDOT_OK : PDOT_NOMEM;
    if (pd_cover_is_raster(l->hazard)) {
        pd_free(owner);
        return status == PDOT_OK ? list_cells(l) : status;
    }
    if (status == PDOT_OK)
        status = pd_store_count_features(l->cover->ctx, l->cover->run->store, owner, &n);
    pd_free(owner);
    if (status == PDOT_OK && n <= (int64_t)MAX_FEATURES)
        return list_features(l);
    if (status == PDOT_OK)
        pd_finding_add(&l->cover->findings, PDOT_SEVERITY_INFO, "provenance_too_long", l->hazard->id, NULL,
                       "%s has %lld features: the table procedencia leaves it out; pdot explain answers for "
                       "each figure.",
                       l->hazard->title, (long long)n);
    return status;
}

static pdot_status put_rows(pd_cover *cover, const pd_hazard *hazard)
{
    listing l = {.cover = cover, .hazard = hazard};
    pd_buffer_init(cover->ctx, &l.figure);
    pd_buffer_init(cover->ctx, &l.element);
    pdot_status status = pd_maker_begin(cover->ctx, cover->run->store, "procedencia", cover->unit, &l.maker);
    if (status == PDOT_OK)
        status = list_all(&l);
    status = pd_maker_end(&l.maker, status);
    pd_buffer_release(&l.figure);
    pd_buffer_release(&l.element);
    return status;
}

/* ---- units: one for each hazard */

static pdot_status compute_digest(const pd_cover *cover, const pd_hazard *hazard, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    char *own = NULL;
    pd_buffer name;
    pd_buffer_init(cover->ctx, &name);
    pd_buffer_format(&name, "coverage/hazards/%s", hazard->id);
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_digest_new(cover->ctx, &digest);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, name.data, &own);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, own);
        status = pd_digest_end(cover->ctx, digest, out);
    }
    pd_free(own);
    pd_digest_free(digest);
    pd_buffer_release(&name);
    return status;
}

static pdot_status put_hazard(pd_cover *cover, const pd_hazard *hazard, const char *digest)
{
    pdot_ctx *ctx = cover->ctx;
    pd_store *store = cover->run->store;
    pd_findings_init(ctx, &cover->findings);
    pdot_status status = pd_cover_prepare_ground(cover->ctx, cover, cover->run->jobs, NULL);
    if (status == PDOT_OK)
        status = pd_store_findings_clear(ctx, store, cover->unit);
    if (status == PDOT_OK)
        status = put_rows(cover, hazard);
    if (status == PDOT_OK)
        status = cover->findings.status;
    if (status == PDOT_OK)
        status = pd_store_put_findings(ctx, store, cover->unit, &cover->findings);
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, store, cover->unit, digest);
    pd_findings_release(&cover->findings);
    return status;
}

pdot_status pd_sources_bring(pdot_ctx *ctx, pd_run *run)
{
    static const pd_per_hazard WORK = {PD_SOURCES_UNIT, "procedencia", compute_digest, put_hazard};
    return pd_per_hazard_bring(ctx, run, &WORK);
}
