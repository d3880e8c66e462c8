/* Points and lines over a hazard and the territories: the job, and how its places are booked. */
#include "pipeline/coverage/expose.h"

#include <string.h>

#include "coverage/least.h"

#define MAX_WORKERS 256

int32_t pd_cover_states(const pd_hazard *hazard)
{
    return hazard->n_classes + PD_EXTRA_STATES;
}

const char *pd_cover_state_label(const pd_hazard *hazard, int32_t state)
{
    if (state < hazard->n_classes)
        return hazard->classes[state].rank == PD_RANK_NONE && !hazard->is_land ? "sin dato"
                                                                               : hazard->classes[state].label;
    return state == hazard->n_classes + PD_STATE_FREE ? "libre" : "sin dato";
}

pd_value pd_cover_state_rank(const pd_hazard *hazard, int32_t state)
{
    const bool has_rank = state < hazard->n_classes && hazard->classes[state].rank != PD_RANK_NONE;
    return has_rank ? pd_integer(hazard->classes[state].rank) : pd_null();
}

/* ---- booking */

void pd_expose_book(const expose_job *job, expose_worker *w, uint32_t object, uint32_t territory,
                    uint32_t state, double measure)
{
    const size_t n_zones = job->cover->plain_zones.n_shapes;
    const size_t key = job->of->key != NULL ? job->of->key[object] : 0;
    pd_sum *row = pd_tally_row(&w->tally, key * n_zones + territory);
    pd_sum_add(&row[state], measure);
    if (w->objects->weight != NULL)
        pd_sum_add(&row[job->n_columns / 2 + state], measure * w->objects->weight[object]);
}

void pd_expose_book_point(const expose_job *job, expose_worker *w, uint32_t object, uint32_t state)
{
    for (size_t i = 0; i < w->territories.n_zones; i++)
        pd_expose_book(job, w, object, w->territories.zones[i], state, 1);
}

/* The length of p-q between two shares of it. */
static pdot_status part_length(pdot_ctx *ctx, const expose_job *job, const double *p, double from, double to,
                               double *out)
{
    const double dx = p[2] - p[0], dy = p[3] - p[1];
    const double a[2] = {from > 0 ? p[0] + from * dx : p[0], from > 0 ? p[1] + from * dy : p[1]};
    const double b[2] = {to < 1 ? p[0] + to * dx : p[2], to < 1 ? p[1] + to * dy : p[3]};
    return pd_segment_m(ctx, job->cover->measure, a, b, out);
}

/* Every territory's part of a segment with every state's part of it. Values of the profile are state + 1; 0
 * is no part of this task. */
pdot_status pd_expose_book_segment(pdot_ctx *ctx, const expose_job *job, expose_worker *w, uint32_t object,
                                   const double *p)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < w->territories.found.count && status == PDOT_OK; i++) {
        const pd_stretch *in = &w->territories.found.items[i];
        for (size_t k = 0; k < w->profile.count && status == PDOT_OK; k++) {
            const pd_stretch *of = &w->profile.items[k];
            const double from = pd_most(in->from, of->from), to = pd_least(in->to, of->to);
            double length = 0;
            if (of->zone == 0 || !(to > from))
                continue;
            status = part_length(ctx, job, p, from, to, &length);
            pd_expose_book(job, w, object, in->zone, of->zone - 1, length);
        }
    }
    return status;
}

pdot_status pd_expose_open_worker(pdot_ctx *ctx, const expose_job *job, expose_worker *w)
{
    const size_t n_rows = job->of->n_keys * job->cover->plain_zones.n_shapes;
    pdot_status status = pd_locator_init(ctx, job->cover->plain_ground, &w->territories);
    if (status == PDOT_OK && job->hazard_ground != NULL)
        status = pd_locator_init(ctx, job->hazard_ground, &w->hazard);
    if (status == PDOT_OK)
        status = pd_tally_init(ctx, n_rows, job->n_columns, &w->tally);
    w->objects = job->objects;
    w->is_open = status == PDOT_OK;
    return status;
}

/* ---- the job */

static void close_worker(expose_worker *w)
{
    pd_locator_release(&w->territories);
    pd_locator_release(&w->hazard);
    pd_stretches_release(&w->values);
    pd_stretches_release(&w->profile);
    pd_tally_release(&w->tally);
    pd_features_release(&w->part);
    pd_store_close(w->store);
    pd_cover_close_reading(&w->raster);
    pd_free(w->lengths);
}

static void release_job(expose_job *job)
{
    for (int i = 0; job->workers != NULL && i < MAX_WORKERS; i++)
        close_worker(&job->workers[i]);
    for (size_t i = 0; job->packs != NULL && i < job->n_tasks; i++)
        pd_tally_pack_release(&job->packs[i]);
    pd_free(job->workers);
    pd_free(job->packs);
    pd_free(job->level);
    pd_free(job->grid_xy);
    pd_free(job->strip_start);
    pd_free(job->pieces);
    pd_ground_free(job->hazard_ground);
    pd_features_release(&job->layer.features);
    pd_features_release(&job->loaded);
}

static pdot_status prepare(expose_job *job)
{
    pd_cover *cover = job->cover;
    pdot_status status = pd_cover_prepare_plain(cover->ctx, cover, cover->run->jobs);
    if (status != PDOT_OK)
        return status;
    job->level = pd_alloc_array(cover->ctx, (size_t)cover->plan->n_territories, sizeof *job->level);
    if (job->level == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < cover->plan->n_territories; i++)
        job->level[i] = cover->plan->territories[i].level;
    status =
        pd_cover_is_raster(job->of->hazard) ? pd_expose_prepare_raster(job) : pd_expose_prepare_polygons(job);
    job->workers = pd_alloc_array(cover->ctx, MAX_WORKERS, sizeof *job->workers);
    job->packs = pd_alloc_array(cover->ctx, job->n_tasks, sizeof *job->packs);
    if (status == PDOT_OK && (job->workers == NULL || job->packs == NULL))
        status = PDOT_NOMEM;
    return status;
}

pdot_status pd_cover_expose(pd_cover *cover, const pd_exposure *exposure, pd_tally *out)
{
    expose_job job = {.cover = cover, .of = exposure, .objects = exposure->objects};
    job.n_columns = 2 * (size_t)pd_cover_states(exposure->hazard);
    *out = (pd_tally){0};
    pdot_status status = prepare(&job);
    if (status == PDOT_OK) {
        const int jobs = pd_equal_area_is_shareable(cover->measure) ? cover->run->jobs : 1;
        status =
            pd_parallel(cover->ctx, jobs, job.n_tasks,
                        pd_cover_is_raster(exposure->hazard) ? pd_expose_run_raster : pd_expose_run_polygons,
                        &job, "coverage");
    }
    if (status == PDOT_OK)
        status =
            pd_tally_init(cover->ctx, exposure->n_keys * cover->plain_zones.n_shapes, job.n_columns, out);
    for (size_t i = 0; i < job.n_tasks && status == PDOT_OK; i++)
        pd_tally_add(out, &job.packs[i]);
    release_job(&job);
    if (status != PDOT_OK)
        pd_tally_release(out);
    return status;
}
