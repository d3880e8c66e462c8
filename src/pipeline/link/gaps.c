#include "pipeline/link/gaps.h"

#include <string.h>

#include "pipeline/link/gaps_read.h"

#define HIGH_MIN_HA  1.0 /* slivers are no hazard of a territory */
#define HIGH_MIN_PCT 1.0 /* of its mapped ground */

static void write_ids(pd_gaps *self, const pd_gaps_cell *at)
{
    for (int64_t i = 0; i < at->certain && i < PD_GAPS_MAX_IDS; i++)
        pd_buffer_format(&self->reason, i > 0 ? ", %s" : "%s", at->ids[i]);
    if (at->certain > PD_GAPS_MAX_IDS)
        pd_buffer_text(&self->reason, ", …");
}

static pdot_status put_gap(pd_gaps *self, int32_t territory, const char *component, const char *gap,
                           const char *hazard, const pd_gaps_cell *problems, const pd_gaps_cell *activities,
                           pd_value high_pct)
{
    const pd_territory *from = &self->plan->territories[territory];
    pd_maker_set(&self->maker, "codigo", pd_text(from->code));
    pd_maker_set(&self->maker, "nombre", pd_text(from->name));
    pd_maker_set(&self->maker, "componente", pd_text(component));
    pd_maker_set(&self->maker, "tematica", pd_text(""));
    pd_maker_set(&self->maker, "brecha", pd_text(gap));
    pd_maker_set(&self->maker, "amenaza", pd_text(hazard));
    pd_maker_set(&self->maker, "problemas", pd_integer(problems != NULL ? problems->certain : 0));
    pd_maker_set(&self->maker, "actividades", pd_integer(activities != NULL ? activities->certain : 0));
    pd_maker_set(&self->maker, "alta_pct", high_pct);
    pd_maker_set(&self->maker, "motivo", pd_text(self->reason.data));
    const pdot_status status = pd_buffer_status(&self->reason);
    self->n_gaps++;
    return status == PDOT_OK ? pd_maker_put(&self->maker, (pd_bytes){0}) : status;
}

static void list_in(pd_buffer *list, const char *name)
{
    pd_buffer_format(list, list->size > 0 ? ", %s" : "%s", name);
}

static pdot_status put_component(pd_gaps *self, int32_t territory, size_t component)
{
    const size_t at = (size_t)territory * self->n_components + component;
    const pd_gaps_cell *problems = &self->problem_cells[at], *activities = &self->activity_cells[at];
    const bool has_activity =
        activities->certain + activities->possible + self->whole_activities[component] > 0;
    const bool has_problem = problems->certain + problems->possible + self->whole_problems[component] > 0;
    pd_buffer_clear(&self->reason);
    if (problems->certain > 0 && !has_activity) {
        pd_buffer_format(&self->reason, pd_translate(self->ctx, "problems that name it: %lld ("),
                         (long long)problems->certain);
        write_ids(self, problems);
        pd_buffer_format(&self->reason,
                         pd_translate(self->ctx,
                                      "); no activity of the component does; its activities that do not "
                                      "say where: %lld"),
                         (long long)self->nowhere[component]);
        list_in(&self->lacking, self->components[component]);
        return put_gap(self, territory, self->components[component], "sin_actividad", "", problems,
                       activities, pd_null());
    }
    if (activities->certain > 0 && !has_problem) {
        pd_buffer_format(&self->reason, pd_translate(self->ctx, "activities that name it: %lld ("),
                         (long long)activities->certain);
        write_ids(self, activities);
        pd_buffer_text(&self->reason, pd_translate(self->ctx, "); no problem of the component does"));
        list_in(&self->unasked, self->components[component]);
        return put_gap(self, territory, self->components[component], "sin_problema", "", problems, activities,
                       pd_null());
    }
    return PDOT_OK;
}

static const char *component_of_hazard(const pd_gaps *self, const char *id)
{
    const pd_manifest *manifest = self->run->manifest;
    for (size_t i = 0; i < manifest->n_hazards; i++)
        if (strcmp(manifest->hazards[i].id, id) == 0)
            return manifest->hazards[i].component;
    return "";
}

static pdot_status put_hazard(pd_gaps *self, int32_t territory, int32_t hazard)
{
    const pd_hazard *from = &self->plan->hazards[hazard];
    const size_t at = (size_t)territory * (size_t)self->plan->n_hazards + (size_t)hazard;
    const char *name = component_of_hazard(self, from->id);
    const size_t component = pd_gaps_component(self, name);
    if (from->is_land || name[0] == '\0' || self->high_ha[at] < HIGH_MIN_HA ||
        self->high_pct[at] < HIGH_MIN_PCT)
        return PDOT_OK;
    if (component != PD_GAPS_NO_COMPONENT) {
        const size_t both = (size_t)territory * self->n_components + component;
        const pd_gaps_cell *problems = &self->problem_cells[both], *activities = &self->activity_cells[both];
        if (problems->certain + problems->possible + self->whole_problems[component] + activities->certain +
                activities->possible + self->whole_activities[component] >
            0)
            return PDOT_OK;
    }
    pd_buffer_clear(&self->reason);
    pd_buffer_format(
        &self->reason,
        pd_translate(self->ctx, "%s is high here and no problem or activity of the component concerns it"),
        from->title);
    list_in(&self->threats, from->title);
    return put_gap(self, territory, name, "amenaza_sin_respuesta", from->id, NULL, NULL,
                   pd_real(self->high_pct[at]));
}

/* What the plan has of a territory over all components. */
static pd_named count_named(const pd_gaps *self, int32_t territory)
{
    pd_named out = {.problems.is_recorded = self->problems.count > 0,
                    .activities.is_recorded = self->activities.count > 0,
                    .services = self->services[territory],
                    .agreements = self->agreements[territory]};
    for (size_t i = 0; i < self->n_components; i++) {
        const size_t at = (size_t)territory * self->n_components + i;
        const pd_gaps_cell *problems = &self->problem_cells[at], *activities = &self->activity_cells[at];
        out.problems.certain += problems->certain;
        out.problems.most += problems->certain + problems->possible;
        out.activities.certain += activities->certain;
        out.activities.most += activities->certain + activities->possible;
    }
    return out;
}

static pdot_status put_sentence(pd_gaps *self, int32_t territory, pd_named *all)
{
    const pd_territory *from = &self->plan->territories[territory];
    all->lacking = self->lacking.data;
    all->unasked = self->unasked.data;
    all->threats = self->threats.data;
    pd_buffer_clear(&self->reason);
    pd_sentence_write(self->ctx, from->name, all, &self->reason);
    pd_maker_set(&self->sentences, "codigo", pd_text(from->code));
    pd_maker_set(&self->sentences, "nombre", pd_text(from->name));
    pd_maker_set(&self->sentences, "problemas", pd_integer(all->problems.certain));
    pd_maker_set(&self->sentences, "problemas_max", pd_integer(all->problems.most));
    pd_maker_set(&self->sentences, "actividades", pd_integer(all->activities.certain));
    pd_maker_set(&self->sentences, "actividades_max", pd_integer(all->activities.most));
    pd_maker_set(&self->sentences, "servicios", pd_integer(all->services.certain));
    pd_maker_set(&self->sentences, "servicios_max", pd_integer(all->services.most));
    pd_maker_set(&self->sentences, "convenios", pd_integer(all->agreements.certain));
    pd_maker_set(&self->sentences, "convenios_max", pd_integer(all->agreements.most));
    pd_maker_set(&self->sentences, "brechas", pd_integer(self->n_gaps));
    pd_maker_set(&self->sentences, "frase", pd_text(self->reason.data));
    const pdot_status status = pd_buffer_status(&self->reason);
    return status == PDOT_OK ? pd_maker_put(&self->sentences, (pd_bytes){0}) : status;
}

static pdot_status put_unnamed(pd_gaps *self, int32_t territory)
{
    pd_buffer_clear(&self->reason);
    pd_buffer_text(&self->reason,
                   pd_translate(self->ctx,
                                "no problem and no activity names it; what is said of the whole plan "
                                "names no territory"));
    return put_gap(self, territory, "", "no_nombrada", "", NULL, NULL, pd_null());
}

static pdot_status put_territory(pd_gaps *self, int32_t territory)
{
    pd_named all = count_named(self, territory);
    pdot_status status = PDOT_OK;
    self->n_gaps = 0;
    pd_buffer_clear(&self->lacking);
    pd_buffer_clear(&self->unasked);
    pd_buffer_clear(&self->threats);
    for (size_t i = 0; i < self->n_components && status == PDOT_OK; i++)
        status = put_component(self, territory, i);
    for (int32_t hazard = 0; hazard < self->plan->n_hazards && status == PDOT_OK; hazard++)
        status = put_hazard(self, territory, hazard);
    if (status == PDOT_OK && all.problems.most + all.activities.most == 0)
        status = put_unnamed(self, territory);
    return status == PDOT_OK ? put_sentence(self, territory, &all) : status;
}

static pdot_status put_all(pd_gaps *self)
{
    pd_store *store = self->run->store;
    pdot_status status = pd_maker_begin(self->ctx, store, "brechas", self->unit, &self->maker);
    if (status == PDOT_OK)
        status = pd_maker_begin(self->ctx, store, "sintesis", self->unit, &self->sentences);
    for (int32_t t = 0; t < self->plan->n_territories && status == PDOT_OK; t++)
        if (self->plan->territories[t].is_finest)
            status = put_territory(self, t);
    status = pd_maker_end(&self->sentences, status);
    return pd_maker_end(&self->maker, status);
}

/* A plan without problems and activities has no gaps: nothing is written. */
pdot_status pd_gaps_put(pdot_ctx *ctx, const pd_run *run, const pdot_plan *plan, const char *unit)
{
    pd_gaps self = {.ctx = ctx, .run = run, .plan = plan, .unit = unit};
    pd_buffer *const buffers[] = {&self.reason, &self.lacking, &self.unasked, &self.threats};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        pd_buffer_init(ctx, buffers[i]);
    pdot_status status = pd_gaps_read(&self);
    if (status == PDOT_OK && self.problems.count + self.activities.count > 0)
        status = put_all(&self);
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        pd_buffer_release(buffers[i]);
    pd_free((void *)self.components);
    pd_free(self.problems.rows);
    pd_free(self.activities.rows);
    pd_arena_release(&self.arena);
    return status;
}
