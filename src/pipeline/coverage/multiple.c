/* Hazards of the summary over each other: how many are high at one place (cobertura_multiple). The bucket of
 * a place counts two things: hazards that are high there, and hazards that were mapped there at all. */
#include <string.h>

#include "base/number.h"
#include "pipeline/coverage/joint.h"

typedef struct multiple {
    pd_cover *cover;
    int32_t n;          /* hazards of the summary */
    bool is_all_mapped; /* one of them leaves free ground everywhere outside its features */
    pd_maker maker;
} multiple;

static bool is_counted(const pd_hazard *hazard)
{
    return hazard->in_summary && !hazard->is_land;
}

/* Mapped ground counts n + 1, high ground one more. */
static pdot_status add_hazard(multiple *m, const pd_hazard *hazard, pd_joint *joint)
{
    int32_t values[PD_LIMIT_CLASSES_OF_JOINT];
    values[0] = m->n + 1;
    for (int32_t c = 0; c < hazard->n_classes; c++) {
        const pd_class *class = &hazard->classes[c];
        values[c + 1] = class->rank == PD_RANK_NONE ? 0 : m->n + 1 + (class->is_high ? 1 : 0);
    }
    if (!pd_cover_is_raster(hazard) && hazard->outside_is_free && hazard->extent_id[0] == '\0')
        m->is_all_mapped = true;
    return pd_joint_add(m->cover, joint, hazard, values);
}

static pdot_status put_count(multiple *m, const pd_territory *territory, int32_t n_high, double area,
                             double mapped)
{
    if (!(area >= PD_NOISE_M2))
        return PDOT_OK;
    pd_maker_set(&m->maker, "codigo", pd_text(territory->code));
    pd_maker_set(&m->maker, "nombre", pd_text(territory->name));
    pd_maker_set(&m->maker, "nivel", pd_text(m->cover->plan->levels[territory->level].name));
    pd_maker_set(&m->maker, "amenazas", pd_integer(n_high));
    pd_maker_set(&m->maker, "area_ha", pd_real(area / PD_M2_PER_HA));
    pd_maker_set(&m->maker, "mapeada_ha", pd_real(mapped / PD_M2_PER_HA));
    return pd_maker_put(&m->maker, (pd_bytes){0});
}

static pdot_status put_zone(multiple *m, const pd_overlay *overlay, size_t zone)
{
    pdot_status status = PDOT_OK;
    for (int32_t n_high = 0; n_high <= m->n && status == PDOT_OK; n_high++) {
        pd_sum area = {0}, mapped = {0};
        for (int32_t n_mapped = 0; n_mapped <= m->n; n_mapped++) {
            const int32_t bucket = n_mapped * (m->n + 1) + n_high;
            if (bucket >= overlay->n_buckets)
                continue;
            const double part = pd_overlay_bucket(overlay, zone, bucket);
            pd_sum_add(&area, part);
            if (n_mapped > 0 || m->is_all_mapped)
                pd_sum_add(&mapped, part);
        }
        status = put_count(m, &m->cover->plan->territories[zone], n_high, pd_sum_total(&area),
                           pd_sum_total(&mapped));
    }
    return status;
}

static pdot_status put_overlay(multiple *m, const pd_overlay *overlay)
{
    pdot_status status =
        pd_maker_begin(m->cover->ctx, m->cover->run->store, "cobertura_multiple", m->cover->unit, &m->maker);
    for (size_t zone = 0; zone < overlay->n_zones && status == PDOT_OK; zone++)
        status = put_zone(m, overlay, zone);
    return pd_maker_end(&m->maker, status);
}

/* ---- a single hazard: its totals say it all */

static pdot_status put_total(multiple *m, const char *hazard, const pd_table *table, const pd_row *row)
{
    const int32_t zone = pdot_plan_find_territory(m->cover->plan, pd_row_text(table, row, "codigo"));
    if (zone == PD_NONE || strcmp(pd_row_text(table, row, "amenaza"), hazard) != 0)
        return PDOT_OK;
    const double area = pd_row_real(table, row, "area_ha") * PD_M2_PER_HA;
    const double mapped = pd_row_real(table, row, "mapeada_ha") * PD_M2_PER_HA;
    const double high = pd_row_real(table, row, "alta_ha") * PD_M2_PER_HA;
    const pd_territory *territory = &m->cover->plan->territories[zone];
    const pdot_status status = put_count(m, territory, 0, area - high, mapped - high);
    return status == PDOT_OK ? put_count(m, territory, 1, high, high) : status;
}

static pdot_status put_totals(multiple *m, const char *hazard)
{
    pd_result_reader *reader = NULL;
    pdot_status status =
        pd_maker_begin(m->cover->ctx, m->cover->run->store, "cobertura_multiple", m->cover->unit, &m->maker);
    if (status == PDOT_OK)
        status = pd_result_open(m->cover->ctx, m->cover->run->store, "cobertura_total", &reader);
    while (status == PDOT_OK) {
        const pd_row *row = NULL;
        status = pd_result_next(m->cover->ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = put_total(m, hazard, pd_result_table(reader), row);
    }
    pd_result_close(reader);
    return pd_maker_end(&m->maker, status);
}

static pdot_status put_joint(multiple *m)
{
    pd_joint joint = {.n_buckets = 1};
    pd_overlay *overlay = NULL;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < m->cover->plan->n_hazards && status == PDOT_OK; i++)
        if (is_counted(&m->cover->plan->hazards[i]))
            status = add_hazard(m, &m->cover->plan->hazards[i], &joint);
    if (status == PDOT_OK)
        status = pd_joint_measure(m->cover, &joint, &overlay);
    if (status == PDOT_OK)
        status = put_overlay(m, overlay);
    pd_overlay_free(overlay);
    pd_joint_release(&joint);
    return status;
}

pdot_status pd_cover_multiple(pd_cover *cover, const pd_cover_unit *unit)
{
    (void)unit;
    multiple m = {.cover = cover};
    const pd_hazard *only = NULL;
    for (int32_t i = 0; i < cover->plan->n_hazards; i++)
        if (is_counted(&cover->plan->hazards[i])) {
            m.n++;
            only = &cover->plan->hazards[i];
        }
    return m.n == 1 ? put_totals(&m, only->id) : put_joint(&m);
}
