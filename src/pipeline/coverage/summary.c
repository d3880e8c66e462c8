/* The territories with what is known of each: coverage, plan, services, population (territorios,
 * territorios_superiores), and the declared indicators (indicadores). Read from the stored tables of the
 * other units, so that one figure is the same everywhere. */
#include <string.h>

#include "base/number.h"
#include "pipeline/coverage/coverage.h"
#include "pipeline/coverage/join.h"
#include "pipeline/link/gaps.h"
#include "pipeline/link/counts.h"

#define POPULATION "poblacion" /* the indicator that fills that column */

/* What is collected about one territory. */
typedef struct summary_row {
    pd_sum high_ha, mapped_ha;
    double area_ha;
    int64_t population;
    bool has_risk, has_population;
} summary_row;

typedef struct summary {
    pd_cover *cover;
    const pdot_plan *plan;
    summary_row *rows;     /* of each territory */
    double *high_pct;      /* territory * n_hazards + hazard; negative: unknown */
    pd_link_count *counts; /* of each territory */
    pd_arena arena;
    pd_maker indicators;
    pd_join join;
} summary;

/* ---- reading stored tables */

static const pd_value *value_of(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t index = pd_table_column(table, column);
    PD_ASSERT(index != PD_NONE);
    return &row->values[index];
}

static pdot_status read_multiple(void *user, const pd_table *table, const pd_row *row)
{
    summary *self = user;
    const int32_t at = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    if (at == PD_NONE)
        return PDOT_OK;
    self->rows[at].has_risk = true;
    pd_sum_add(&self->rows[at].mapped_ha, pd_row_real(table, row, "mapeada_ha"));
    if (value_of(table, row, "amenazas")->as.integer > 0)
        pd_sum_add(&self->rows[at].high_ha, pd_row_real(table, row, "area_ha"));
    return PDOT_OK;
}

static pdot_status read_total(void *user, const pd_table *table, const pd_row *row)
{
    summary *self = user;
    const int32_t at = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    const int32_t hazard = pdot_plan_find_hazard(self->plan, pd_row_text(table, row, "amenaza"));
    const pd_value *share = value_of(table, row, "alta_pct");
    if (at != PD_NONE && hazard != PD_NONE && share->kind == PD_VALUE_REAL)
        self->high_pct[(size_t)at * (size_t)self->plan->n_hazards + (size_t)hazard] = share->as.real;
    return PDOT_OK;
}

/* ---- indicators */

static const char *cell_of(const pd_record *record, const char *column)
{
    for (int32_t i = 0; i < record->n; i++)
        if (strcmp(record->columns[i], column) == 0)
            return record->cells[i];
    return "";
}

static pd_value integer_or_null(const char *cell)
{
    int64_t value = 0;
    return pd_integer_parse(cell, strlen(cell), &value) ? pd_integer(value) : pd_null();
}

static pd_place place_of(const summary *self, const pd_record *record, const char *field)
{
    pd_place place = {.row = record->line, .field = field};
    for (int32_t i = 0; i < self->plan->n_sources; i++)
        if (self->plan->sources[i].id == record->source_id)
            place.file = self->plan->sources[i].path;
    return place;
}

static pdot_status put_indicator(void *user, const pd_record *record)
{
    summary *self = user;
    const char *cell = cell_of(record, "value"), *id = cell_of(record, "indicator");
    const pd_place place = place_of(self, record, "code");
    int32_t at = PD_NONE;
    double value = 0;
    const pdot_status status = pd_join_take(&self->join, id, cell_of(record, "code"), &place, &at);
    if (status != PDOT_OK || at == PD_NONE)
        return status;
    const char *code = self->plan->territories[at].code;
    if (!pd_number_parse(cell, strlen(cell), &value) && !pd_number_parse_es(cell, strlen(cell), &value)) {
        const pd_place there = place_of(self, record, "value");
        pd_finding_add(&self->cover->findings, PDOT_SEVERITY_REVIEW, "number_unreadable", code, &there,
                       "\"%s\" is no number: the row is left out.", cell);
        return PDOT_OK;
    }
    if (strcmp(id, POPULATION) == 0) {
        self->rows[at].population = (int64_t)(value + 0.5);
        self->rows[at].has_population = true;
    }
    pd_maker_set(&self->indicators, "codigo", pd_text(code));
    pd_maker_set(&self->indicators, "indicador", pd_text(id));
    pd_maker_set(&self->indicators, "nombre", pd_text(cell_of(record, "title")));
    pd_maker_set(&self->indicators, "valor", pd_real(value));
    pd_maker_set(&self->indicators, "unidad", pd_text(cell_of(record, "unit")));
    pd_maker_set(&self->indicators, "anio", integer_or_null(cell_of(record, "year")));
    pd_maker_set(&self->indicators, "clase", pd_text(cell_of(record, "kind")));
    return pd_maker_put(&self->indicators, (pd_bytes){0});
}

static pdot_status put_indicators(summary *self)
{
    pdot_ctx *ctx = self->cover->ctx;
    pd_store *store = self->cover->run->store;
    pdot_status status = pd_maker_begin(ctx, store, "indicadores", self->cover->unit, &self->indicators);
    if (status == PDOT_OK)
        status = pd_join_init(ctx, self->plan, &self->cover->findings, &self->join);
    if (status == PDOT_OK)
        status = pd_store_each_record(ctx, store, "indicators", put_indicator, self);
    if (status == PDOT_OK)
        pd_join_end(&self->join);
    pd_join_release(&self->join);
    return pd_maker_end(&self->indicators, status);
}

/* ---- territories */

static void set_risk(const summary *self, pd_maker *m, int32_t at)
{
    const summary_row *row = &self->rows[at];
    const double high = pd_sum_total(&row->high_ha), mapped = pd_sum_total(&row->mapped_ha);
    if (!row->has_risk)
        return;
    pd_maker_set(m, "alta_ha", pd_real(high));
    pd_maker_set(m, "alta_pct", mapped > 0 ? pd_real(100 * high / mapped) : pd_null());
    pd_maker_set(m, "mapeada_pct", pd_real(row->area_ha > 0 ? 100 * mapped / row->area_ha : 0));
}

static pdot_status set_hazards(const summary *self, pd_maker *m, int32_t at)
{
    pd_buffer name;
    pd_buffer_init(self->cover->ctx, &name);
    for (int32_t h = 0; h < self->plan->n_hazards; h++) {
        const double share = self->high_pct[(size_t)at * (size_t)self->plan->n_hazards + (size_t)h];
        if (self->plan->hazards[h].is_land || !self->plan->hazards[h].in_summary || share < 0)
            continue;
        pd_buffer_clear(&name);
        pd_buffer_format(&name, "alta_%s_pct", self->plan->hazards[h].id);
        if (pd_buffer_status(&name) == PDOT_OK)
            pd_maker_set(m, name.data, pd_real(share));
    }
    const pdot_status status = pd_buffer_status(&name);
    pd_buffer_release(&name);
    return status;
}

static void set_plan(pd_maker *m, const pd_link_count *count)
{
    pd_maker_set(m, "problemas", pd_integer(count->problems));
    pd_maker_set(m, "problemas_max", pd_integer(count->problems_max));
    pd_maker_set(m, "problemas_canton", pd_integer(count->problems_whole));
    pd_maker_set(m, "actividades", pd_integer(count->activities));
    pd_maker_set(m, "actividades_max", pd_integer(count->activities_max));
    pd_maker_set(m, "actividades_canton", pd_integer(count->activities_whole));
    pd_maker_set(m, "servicios", pd_integer(count->services));
    pd_maker_set(m, "usuarios", count->has_users ? pd_integer(count->users) : pd_null());
    pd_maker_set(m, "brechas", pd_integer(count->gaps));
}

static pdot_status put_territory(summary *self, pd_maker *m, int32_t at)
{
    const pd_territory *t = &self->plan->territories[at];
    pd_maker_set(m, "codigo", pd_text(t->code));
    pd_maker_set(m, "nombre", pd_text(t->name));
    pd_maker_set(m, "tipo", pd_text(t->kind));
    pd_maker_set(m, "nivel", pd_text(self->plan->levels[t->level].name));
    pd_maker_set(m, "padre",
                 t->parent != PD_NONE ? pd_text(self->plan->territories[t->parent].code) : pd_null());
    pd_maker_set(m, "area_ha", pd_real(self->rows[at].area_ha));
    pd_maker_set(m, "poblacion",
                 self->rows[at].has_population ? pd_integer(self->rows[at].population) : pd_null());
    set_risk(self, m, at);
    set_plan(m, &self->counts[at]);
    const pdot_status status = set_hazards(self, m, at);
    return status == PDOT_OK ? pd_maker_put(m, (pd_bytes){0}) : status;
}

static pdot_status put_table(summary *self, const char *name, bool is_finest)
{
    pdot_ctx *ctx = self->cover->ctx;
    const pd_table *table = NULL;
    pd_maker maker = {.ctx = ctx};
    pdot_status status = pd_table_territories(ctx, &self->arena, self->plan, name, &table);
    if (status == PDOT_OK)
        status = pd_maker_begin_table(ctx, self->cover->run->store, table, self->cover->unit, &maker);
    for (int32_t i = 0; i < self->plan->n_territories && status == PDOT_OK; i++)
        if (self->plan->territories[i].is_finest == is_finest)
            status = put_territory(self, &maker, i);
    return pd_maker_end(&maker, status);
}

static pdot_status collect(summary *self)
{
    pdot_ctx *ctx = self->cover->ctx;
    const size_t n = (size_t)self->plan->n_territories, cells = n * (size_t)self->plan->n_hazards;
    self->rows = pd_alloc_array(ctx, n, sizeof *self->rows);
    self->high_pct = pd_alloc_array(ctx, cells, sizeof *self->high_pct);
    if (self->rows == NULL || self->high_pct == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < cells; i++)
        self->high_pct[i] = -1;
    for (size_t i = 0; i < n; i++)
        self->rows[i].area_ha = self->plan->territories[i].area_m2 / PD_M2_PER_HA;
    pdot_status status =
        pd_result_each(ctx, self->cover->run->store, "cobertura_multiple", read_multiple, self);
    if (status == PDOT_OK)
        status = pd_result_each(ctx, self->cover->run->store, "cobertura_total", read_total, self);
    if (status == PDOT_OK)
        status = pd_link_counts(ctx, self->cover->run->store, self->plan, &self->counts);
    return status;
}

pdot_status pd_cover_gaps(pd_cover *cover, const pd_cover_unit *unit)
{
    return pd_gaps_put(cover->ctx, cover->run, cover->plan, unit->name);
}

pdot_status pd_cover_summary(pd_cover *cover, const pd_cover_unit *unit)
{
    (void)unit;
    summary self = {.cover = cover, .plan = cover->plan};
    pdot_status status = collect(&self);
    if (status == PDOT_OK)
        status = put_indicators(&self);
    if (status == PDOT_OK)
        status = put_table(&self, "territorios", true);
    if (status == PDOT_OK)
        status = put_table(&self, "territorios_superiores", false);
    pd_free(self.rows);
    pd_free(self.high_pct);
    pd_free(self.counts);
    pd_arena_release(&self.arena);
    return status;
}
