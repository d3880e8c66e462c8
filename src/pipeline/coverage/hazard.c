/* One hazard over all territories: cobertura_amenaza, cobertura_total, estadisticas_raster. */
#include <math.h>
#include <string.h>

#include "base/fold.h"
#include "base/number.h"
#include "pipeline/coverage/coverage.h"

#define FREE_LABEL     "libre"
#define NODATA_LABEL   "sin dato"
#define RESIDUAL_LIMIT 1e-9 /* of the territory: beyond it the figures do not close */

typedef struct row_maker {
    pd_cover *cover;
    const pd_hazard *hazard;
    const pd_figures *figures;
    pd_maker classes, totals, values;
    const pd_cover_value *value; /* of each territory, or NULL */
} row_maker;

static double ha(double m2)
{
    return m2 / PD_M2_PER_HA;
}

static pd_value share_pct(double part, double whole)
{
    return whole > 0 ? pd_real(100 * part / whole) : pd_null();
}

static void set_unit(const row_maker *m, pd_maker *maker, const pd_territory *territory)
{
    pd_maker_set(maker, "codigo", pd_text(territory->code));
    pd_maker_set(maker, "nombre", pd_text(territory->name));
    pd_maker_set(maker, "nivel", pd_text(m->cover->plan->levels[territory->level].name));
}

/* Sums over the classes of a territory. */
typedef struct totals {
    double mapped, any, high, nodata;
} totals;

static totals sum_classes(const row_maker *m, size_t zone)
{
    const pd_figures *f = m->figures;
    pd_sum mapped = {0}, any = {0}, high = {0}, nodata = {0};
    pd_sum_add(&mapped, f->free_m2[zone]);
    pd_sum_add(&nodata, f->nodata_m2[zone]);
    for (int32_t c = 0; c < f->n_classes; c++) {
        const pd_class *class = &m->hazard->classes[c];
        const double area = f->class_m2[zone * (size_t)f->n_classes + (size_t)c];
        pd_sum_add(class->rank == PD_RANK_NONE && !m->hazard->is_land ? &nodata : &mapped, area);
        if (class->rank > 0)
            pd_sum_add(&any, area);
        if (class->is_high)
            pd_sum_add(&high, area);
    }
    return (totals){pd_sum_total(&mapped), pd_sum_total(&any), pd_sum_total(&high), pd_sum_total(&nodata)};
}

/* ---- cobertura_amenaza */

typedef struct class_row {
    const char *label;
    pd_value rank;
    double area, any, sum;
    bool is_mapped;
} class_row;

static pdot_status put_class(row_maker *m, size_t zone, const totals *t, const class_row *row)
{
    const double area = m->figures->area_m2[zone];
    if (!(row->area >= PD_NOISE_M2 || row->any >= PD_NOISE_M2 || row->sum >= PD_NOISE_M2))
        return PDOT_OK;
    set_unit(m, &m->classes, &m->cover->plan->territories[zone]);
    pd_maker_set(&m->classes, "amenaza", pd_text(m->hazard->id));
    pd_maker_set(&m->classes, "clase", pd_text(row->label));
    pd_maker_set(&m->classes, "rango", row->rank);
    pd_maker_set(&m->classes, "area_ha", pd_real(ha(row->area)));
    pd_maker_set(&m->classes, "pct_territorio", share_pct(row->area, area));
    pd_maker_set(&m->classes, "pct_mapeada", row->is_mapped ? share_pct(row->area, t->mapped) : pd_null());
    pd_maker_set(&m->classes, "bruta_ha", pd_real(ha(row->any)));
    pd_maker_set(&m->classes, "suma_ha", pd_real(ha(row->sum)));
    pd_maker_set(&m->classes, "repetida_ha",
                 pd_real(ha(fabs(row->sum - row->area) < PD_NOISE_M2 ? 0 : row->sum - row->area)));
    return pd_maker_put(&m->classes, (pd_bytes){0});
}

/* A class table may have a class that is called as the ground without data, or as free ground: they are one
 * row. */
static bool is_called(const char *label, const char *name)
{
    return strcmp(label, name) == 0;
}

static pdot_status put_classes(row_maker *m, size_t zone, const totals *t)
{
    const pd_figures *f = m->figures;
    class_row free_row = {FREE_LABEL, pd_null(), f->free_m2[zone], f->free_m2[zone], f->free_m2[zone], true};
    class_row nodata_row = {NODATA_LABEL,       pd_null(),          f->nodata_m2[zone],
                            f->nodata_m2[zone], f->nodata_m2[zone], false};
    pdot_status status = PDOT_OK;
    for (int32_t c = 0; c < f->n_classes && status == PDOT_OK; c++) {
        const pd_class *class = &m->hazard->classes[c];
        const size_t at = zone * (size_t)f->n_classes + (size_t)c;
        const bool has_rank = class->rank != PD_RANK_NONE;
        const class_row row = {class->label,    has_rank ? pd_integer(class->rank) : pd_null(),
                               f->class_m2[at], f->any_m2[at],
                               f->sum_m2[at],   has_rank || m->hazard->is_land};
        class_row *same = is_called(class->label, NODATA_LABEL) && !has_rank ? &nodata_row
                          : is_called(class->label, FREE_LABEL)              ? &free_row
                                                                             : NULL;
        if (same == NULL) {
            status = put_class(m, zone, t, &row);
            continue;
        }
        same->area += row.area;
        same->any += row.any;
        same->sum += row.sum;
        if (has_rank)
            same->rank = row.rank;
    }
    if (status == PDOT_OK)
        status = put_class(m, zone, t, &free_row);
    return status == PDOT_OK ? put_class(m, zone, t, &nodata_row) : status;
}

/* ---- cobertura_total, estadisticas_raster */

static void check_closure(row_maker *m, size_t zone, const totals *t)
{
    const pd_figures *f = m->figures;
    const pd_territory *territory = &m->cover->plan->territories[zone];
    const double gap = fabs(f->area_m2[zone] - t->mapped - t->nodata) + f->residual_m2[zone];
    f->residual_m2[zone] = gap;
    if (gap <= RESIDUAL_LIMIT * f->area_m2[zone])
        return;
    char expected[PD_NUMBER_SIZE], found[PD_NUMBER_SIZE];
    pd_finding_add(&m->cover->findings, PDOT_SEVERITY_ERROR, "coverage_residual", territory->code, NULL,
                   "The figures of %s over %s (%s) do not close: do not use them, and report the layer.",
                   m->hazard->title, territory->name, territory->code);
    pd_finding_values(&m->cover->findings, pd_number_fixed(0, 4, expected),
                      pd_number_fixed(ha(gap), 9, found));
}

static pdot_status put_total(row_maker *m, size_t zone, const totals *t)
{
    const pd_figures *f = m->figures;
    set_unit(m, &m->totals, &m->cover->plan->territories[zone]);
    pd_maker_set(&m->totals, "amenaza", pd_text(m->hazard->id));
    pd_maker_set(&m->totals, "area_ha", pd_real(ha(f->area_m2[zone])));
    pd_maker_set(&m->totals, "mapeada_ha", pd_real(ha(t->mapped)));
    pd_maker_set(&m->totals, "cualquier_ha", pd_real(ha(t->any)));
    pd_maker_set(&m->totals, "alta_ha", pd_real(ha(t->high)));
    pd_maker_set(&m->totals, "alta_pct", share_pct(t->high, t->mapped));
    pd_maker_set(&m->totals, "mapeada_pct", share_pct(t->mapped, f->area_m2[zone]));
    pd_maker_set(&m->totals, "residuo_ha", pd_real(ha(f->residual_m2[zone])));
    return pd_maker_put(&m->totals, (pd_bytes){0});
}

static pdot_status put_value(row_maker *m, size_t zone)
{
    const pd_cover_value *value = &m->value[zone];
    if (!value->is_known)
        return PDOT_OK;
    set_unit(m, &m->values, &m->cover->plan->territories[zone]);
    pd_maker_set(&m->values, "raster", pd_text(m->hazard->id));
    pd_maker_set(&m->values, "minimo", pd_real(value->least));
    pd_maker_set(&m->values, "media", pd_real(value->mean));
    pd_maker_set(&m->values, "maximo", pd_real(value->most));
    pd_maker_set(&m->values, "con_dato_ha", pd_real(ha(value->area_m2)));
    return pd_maker_put(&m->values, (pd_bytes){0});
}

static pdot_status put_zones(row_maker *m)
{
    pdot_status status = PDOT_OK;
    for (size_t zone = 0; zone < m->figures->n_zones && status == PDOT_OK; zone++) {
        const totals t = sum_classes(m, zone);
        check_closure(m, zone, &t);
        status = put_classes(m, zone, &t);
        if (status == PDOT_OK)
            status = put_total(m, zone, &t);
        if (status == PDOT_OK && m->value != NULL)
            status = put_value(m, zone);
    }
    return status;
}

static pdot_status put_rows(row_maker *m)
{
    pdot_ctx *ctx = m->cover->ctx;
    pd_store *store = m->cover->run->store;
    pdot_status status = pd_maker_begin(ctx, store, "cobertura_amenaza", m->cover->unit, &m->classes);
    if (status == PDOT_OK)
        status = pd_maker_begin(ctx, store, "cobertura_total", m->cover->unit, &m->totals);
    if (status == PDOT_OK)
        status = pd_maker_begin(ctx, store, "estadisticas_raster", m->cover->unit, &m->values);
    if (status == PDOT_OK)
        status = put_zones(m);
    status = pd_maker_end(&m->classes, status);
    status = pd_maker_end(&m->totals, status);
    return pd_maker_end(&m->values, status);
}

static pdot_status measure(pd_cover *cover, const pd_hazard *hazard, pd_figures *figures,
                           pd_cover_value **values)
{
    *values = NULL;
    if (!pd_cover_is_raster(hazard))
        return pd_cover_measure_vector(cover, hazard, NULL, figures);
    const pd_cover_zones zones = {.plain = &cover->plain_zones, .are_territories = true};
    pdot_status status = pd_cover_prepare_plain_zones(cover->ctx, cover, cover->run->jobs);
    if (status == PDOT_OK) {
        *values = pd_alloc_array(cover->ctx, zones.plain->n_shapes, sizeof **values);
        status = *values != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    return status == PDOT_OK ? pd_cover_measure_raster(cover, hazard, &zones, figures, *values) : status;
}

pdot_status pd_cover_hazard(pd_cover *cover, const pd_cover_unit *unit)
{
    const pd_hazard *hazard = &cover->plan->hazards[unit->hazard];
    pd_figures figures = {0};
    pd_cover_value *values = NULL;
    pdot_status status = measure(cover, hazard, &figures, &values);
    if (status == PDOT_OK) {
        row_maker m = {.cover = cover, .hazard = hazard, .figures = &figures, .value = values};
        status = put_rows(&m);
    }
    pd_figures_release(&figures);
    pd_free(values);
    return status;
}
