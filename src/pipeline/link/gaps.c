#include "pipeline/link/gaps.h"

#include <stdlib.h>
#include <string.h>

#include "pipeline/link/link.h"

#define MAX_IDS      6   /* of rows in a reason */
#define HIGH_MIN_HA  1.0 /* slivers are no hazard of a territory */
#define HIGH_MIN_PCT 1.0 /* of its mapped ground */
#define NO_COMPONENT ((size_t)-1)

/* One row of the plan. */
typedef struct item {
    const char *id;
    size_t component;
    bool is_whole, is_repeated, is_placed;
} item;

typedef struct items {
    item *rows;
    size_t count, capacity;
} items;

/* What one territory and component have. */
typedef struct cell {
    int64_t certain, possible;
    const char *ids[MAX_IDS]; /* of the certain ones */
} cell;

typedef struct gaps {
    pdot_ctx *ctx;
    const pd_run *run;
    const pdot_plan *plan;
    const char *unit;
    pd_arena arena;
    const char **components;
    size_t n_components, component_capacity;
    items problems, activities;
    cell *problem_cells, *activity_cells;                 /* territory * n_components + component */
    int64_t *whole_problems, *whole_activities, *nowhere; /* per component */
    double *high_ha, *high_pct;                           /* territory * n_hazards + hazard */
    pd_maker maker, sentences;
    pd_buffer reason;
    /* of the territory being written */
    int64_t n_gaps;
    pd_buffer lacking, unasked, threats;
} gaps;

typedef pdot_status (*row_fn)(gaps *self, const pd_table *table, const pd_row *row, void *user);

static pdot_status each_row(gaps *self, const char *name, row_fn each, void *user)
{
    pd_result_reader *reader = NULL;
    int64_t n = 0;
    pdot_status status = pd_result_count(self->ctx, self->run->store, name, &n);
    if (status != PDOT_OK || n == 0)
        return status;
    status = pd_result_open(self->ctx, self->run->store, name, &reader);
    while (status == PDOT_OK) {
        const pd_row *row = NULL;
        status = pd_result_next(self->ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = each(self, pd_result_table(reader), row, user);
    }
    pd_result_close(reader);
    return status;
}

static const char *text_of(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t index = pd_table_column(table, column);
    const bool is_text = index != PD_NONE && row->values[index].kind == PD_VALUE_TEXT;
    return is_text ? row->values[index].as.text : "";
}

static int64_t integer_of(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t index = pd_table_column(table, column);
    const bool is_integer = index != PD_NONE && row->values[index].kind == PD_VALUE_INTEGER;
    return is_integer ? row->values[index].as.integer : 0;
}

static double real_of(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t index = pd_table_column(table, column);
    return index != PD_NONE && row->values[index].kind == PD_VALUE_REAL ? row->values[index].as.real : 0;
}

static size_t find_component(const gaps *self, const char *name)
{
    for (size_t i = 0; i < self->n_components; i++)
        if (strcmp(self->components[i], name) == 0)
            return i;
    return NO_COMPONENT;
}

static pdot_status learn_component(gaps *self, const char *name, size_t *out)
{
    *out = find_component(self, name);
    if (*out != NO_COMPONENT)
        return PDOT_OK;
    if (!pd_grow(self->ctx, (void **)&self->components, &self->component_capacity, self->n_components + 1,
                 sizeof *self->components))
        return PDOT_NOMEM;
    *out = self->n_components;
    self->components[*out] = pd_arena_strdup(self->ctx, &self->arena, name);
    return self->components[self->n_components++] != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* A row of problemas or actividades; its first column is its id. */
static pdot_status read_item(gaps *self, const pd_table *table, const pd_row *row, void *user)
{
    items *list = user;
    item one = {.is_whole = integer_of(table, row, "cantonal") != 0,
                .is_repeated = text_of(table, row, "repite")[0] != '\0',
                .is_placed = integer_of(table, row, "ciertos") + integer_of(table, row, "posibles") > 0};
    if (!pd_grow(self->ctx, (void **)&list->rows, &list->capacity, list->count + 1, sizeof *list->rows))
        return PDOT_NOMEM;
    const pdot_status status = learn_component(self, text_of(table, row, "componente"), &one.component);
    one.id = pd_arena_strdup(self->ctx, &self->arena, row->values[0].as.text);
    if (status != PDOT_OK || one.id == NULL)
        return PDOT_NOMEM;
    list->rows[list->count++] = one;
    return PDOT_OK;
}

static const item *find_item(const items *list, const char *id)
{
    for (size_t low = 0, high = list->count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(list->rows[middle].id, id);
        if (order == 0)
            return &list->rows[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

typedef struct linking {
    const items *rows;
    cell *cells;
    const item *last; /* row and territory of the link before: several mentions are one */
    int32_t last_territory;
} linking;

/* Links come in the order of row, territory, mention. */
static pdot_status read_link(gaps *self, const pd_table *table, const pd_row *row, void *user)
{
    linking *links = user;
    const item *one = find_item(links->rows, row->values[0].as.text);
    const int32_t territory = pdot_plan_find_territory(self->plan, text_of(table, row, "codigo"));
    if (one == NULL || territory == PD_NONE || one->is_whole || one->is_repeated ||
        (one == links->last && territory == links->last_territory))
        return PDOT_OK;
    links->last = one;
    links->last_territory = territory;
    cell *at = &links->cells[(size_t)territory * self->n_components + one->component];
    if (strcmp(text_of(table, row, "certeza"), "certain") != 0) {
        at->possible++;
        return PDOT_OK;
    }
    if (at->certain < MAX_IDS)
        at->ids[at->certain] = one->id;
    at->certain++;
    return PDOT_OK;
}

static pdot_status read_high(gaps *self, const pd_table *table, const pd_row *row, void *user)
{
    (void)user;
    const int32_t territory = pdot_plan_find_territory(self->plan, text_of(table, row, "codigo"));
    const int32_t hazard = pdot_plan_find_hazard(self->plan, text_of(table, row, "amenaza"));
    if (territory == PD_NONE || hazard == PD_NONE)
        return PDOT_OK;
    const size_t at = (size_t)territory * (size_t)self->plan->n_hazards + (size_t)hazard;
    const double mapped = real_of(table, row, "mapeada_ha");
    self->high_ha[at] = real_of(table, row, "alta_ha");
    self->high_pct[at] = mapped > 0 ? 100 * self->high_ha[at] / mapped : 0;
    return PDOT_OK;
}

static void count_whole(const items *list, int64_t *whole, int64_t *nowhere)
{
    for (size_t i = 0; i < list->count; i++) {
        const item *one = &list->rows[i];
        if (one->is_repeated)
            continue;
        whole[one->component] += one->is_whole;
        if (nowhere != NULL)
            nowhere[one->component] += !one->is_placed;
    }
}

static void *room(gaps *self, size_t n, size_t size)
{
    return pd_arena_alloc(self->ctx, &self->arena, (n + 1) * size);
}

static pdot_status read_all(gaps *self)
{
    const size_t n = (size_t)self->plan->n_territories;
    pdot_status status = each_row(self, "problemas", read_item, &self->problems);
    if (status == PDOT_OK)
        status = each_row(self, "actividades", read_item, &self->activities);
    if (status != PDOT_OK)
        return status;
    self->problem_cells = room(self, n * self->n_components, sizeof(cell));
    self->activity_cells = room(self, n * self->n_components, sizeof(cell));
    self->whole_problems = room(self, self->n_components, sizeof(int64_t));
    self->whole_activities = room(self, self->n_components, sizeof(int64_t));
    self->nowhere = room(self, self->n_components, sizeof(int64_t));
    self->high_ha = room(self, n * (size_t)self->plan->n_hazards, sizeof(double));
    self->high_pct = room(self, n * (size_t)self->plan->n_hazards, sizeof(double));
    if (self->problem_cells == NULL || self->activity_cells == NULL || self->whole_problems == NULL ||
        self->whole_activities == NULL || self->nowhere == NULL || self->high_ha == NULL ||
        self->high_pct == NULL)
        return PDOT_NOMEM;
    linking problems = {&self->problems, self->problem_cells, NULL, PD_NONE};
    linking activities = {&self->activities, self->activity_cells, NULL, PD_NONE};
    status = each_row(self, "problema_territorio", read_link, &problems);
    if (status == PDOT_OK)
        status = each_row(self, "actividad_territorio", read_link, &activities);
    if (status == PDOT_OK)
        status = each_row(self, "cobertura_total", read_high, NULL);
    count_whole(&self->problems, self->whole_problems, NULL);
    count_whole(&self->activities, self->whole_activities, self->nowhere);
    return status;
}

/* --- writing
 * ------------------------------------------------------------------------------------------------ */

static void write_ids(gaps *self, const cell *at)
{
    for (int64_t i = 0; i < at->certain && i < MAX_IDS; i++)
        pd_buffer_format(&self->reason, i > 0 ? ", %s" : "%s", at->ids[i]);
    if (at->certain > MAX_IDS)
        pd_buffer_text(&self->reason, ", …");
}

static pdot_status put_gap(gaps *self, int32_t territory, const char *component, const char *gap,
                           const char *hazard, const cell *problems, const cell *activities,
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

static pdot_status put_component(gaps *self, int32_t territory, size_t component)
{
    const size_t at = (size_t)territory * self->n_components + component;
    const cell *problems = &self->problem_cells[at], *activities = &self->activity_cells[at];
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

static const char *component_of_hazard(const gaps *self, const char *id)
{
    const pd_manifest *manifest = self->run->manifest;
    for (size_t i = 0; i < manifest->n_hazards; i++)
        if (strcmp(manifest->hazards[i].id, id) == 0)
            return manifest->hazards[i].component;
    return "";
}

static pdot_status put_hazard(gaps *self, int32_t territory, int32_t hazard)
{
    const pd_hazard *from = &self->plan->hazards[hazard];
    const size_t at = (size_t)territory * (size_t)self->plan->n_hazards + (size_t)hazard;
    const char *name = component_of_hazard(self, from->id);
    const size_t component = find_component(self, name);
    if (from->is_land || name[0] == '\0' || self->high_ha[at] < HIGH_MIN_HA ||
        self->high_pct[at] < HIGH_MIN_PCT)
        return PDOT_OK;
    if (component != NO_COMPONENT) {
        const size_t both = (size_t)territory * self->n_components + component;
        const cell *problems = &self->problem_cells[both], *activities = &self->activity_cells[both];
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

/* What a territory has over all components. */
typedef struct named {
    int64_t problems, problems_max, activities, activities_max;
} named;

static named count_named(const gaps *self, int32_t territory)
{
    named out = {0};
    for (size_t i = 0; i < self->n_components; i++) {
        const size_t at = (size_t)territory * self->n_components + i;
        out.problems += self->problem_cells[at].certain;
        out.problems_max += self->problem_cells[at].certain + self->problem_cells[at].possible;
        out.activities += self->activity_cells[at].certain;
        out.activities_max += self->activity_cells[at].certain + self->activity_cells[at].possible;
    }
    return out;
}

static void write_sentence(gaps *self, const pd_territory *territory, const named *all)
{
    pd_buffer *out = &self->reason;
    pd_buffer_clear(out);
    pd_buffer_format(out,
                     pd_translate(self->ctx,
                                  "%s: named by problems %lld (%lld at most), by activities %lld (%lld at "
                                  "most)"),
                     territory->name, (long long)all->problems, (long long)all->problems_max,
                     (long long)all->activities, (long long)all->activities_max);
    if (self->lacking.size > 0)
        pd_buffer_format(out, pd_translate(self->ctx, "; problems without activity in %s"),
                         self->lacking.data);
    if (self->unasked.size > 0)
        pd_buffer_format(out, pd_translate(self->ctx, "; activities without problem in %s"),
                         self->unasked.data);
    if (self->threats.size > 0)
        pd_buffer_format(out, pd_translate(self->ctx, "; high hazard without answer: %s"),
                         self->threats.data);
    if (all->problems_max + all->activities_max == 0)
        pd_buffer_text(out, pd_translate(self->ctx, "; nothing in the plan names it"));
    pd_buffer_byte(out, '.');
}

static pdot_status put_sentence(gaps *self, int32_t territory, const named *all)
{
    const pd_territory *from = &self->plan->territories[territory];
    write_sentence(self, from, all);
    pd_maker_set(&self->sentences, "codigo", pd_text(from->code));
    pd_maker_set(&self->sentences, "nombre", pd_text(from->name));
    pd_maker_set(&self->sentences, "problemas", pd_integer(all->problems));
    pd_maker_set(&self->sentences, "problemas_max", pd_integer(all->problems_max));
    pd_maker_set(&self->sentences, "actividades", pd_integer(all->activities));
    pd_maker_set(&self->sentences, "actividades_max", pd_integer(all->activities_max));
    pd_maker_set(&self->sentences, "brechas", pd_integer(self->n_gaps));
    pd_maker_set(&self->sentences, "frase", pd_text(self->reason.data));
    const pdot_status status = pd_buffer_status(&self->reason);
    return status == PDOT_OK ? pd_maker_put(&self->sentences, (pd_bytes){0}) : status;
}

static pdot_status put_unnamed(gaps *self, int32_t territory)
{
    pd_buffer_clear(&self->reason);
    pd_buffer_text(&self->reason,
                   pd_translate(self->ctx,
                                "no problem and no activity names it; what is said of the whole plan "
                                "names no territory"));
    return put_gap(self, territory, "", "no_nombrada", "", NULL, NULL, pd_null());
}

static pdot_status put_territory(gaps *self, int32_t territory)
{
    const named all = count_named(self, territory);
    pdot_status status = PDOT_OK;
    self->n_gaps = 0;
    pd_buffer_clear(&self->lacking);
    pd_buffer_clear(&self->unasked);
    pd_buffer_clear(&self->threats);
    for (size_t i = 0; i < self->n_components && status == PDOT_OK; i++)
        status = put_component(self, territory, i);
    for (int32_t hazard = 0; hazard < self->plan->n_hazards && status == PDOT_OK; hazard++)
        status = put_hazard(self, territory, hazard);
    if (status == PDOT_OK && all.problems_max + all.activities_max == 0)
        status = put_unnamed(self, territory);
    return status == PDOT_OK ? put_sentence(self, territory, &all) : status;
}

static pdot_status put_all(gaps *self)
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
    gaps self = {.ctx = ctx, .run = run, .plan = plan, .unit = unit};
    pd_buffer *const buffers[] = {&self.reason, &self.lacking, &self.unasked, &self.threats};
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++)
        pd_buffer_init(ctx, buffers[i]);
    pdot_status status = read_all(&self);
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
