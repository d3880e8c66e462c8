#include "pipeline/link/gaps_read.h"

#include <stdlib.h>
#include <string.h>

static pdot_status each_row(const pd_gaps *self, const char *name, pd_result_fn each, void *user)
{
    return pd_result_each(self->ctx, self->run->store, name, each, user);
}

size_t pd_gaps_component(const pd_gaps *self, const char *name)
{
    for (size_t i = 0; i < self->n_components; i++)
        if (strcmp(self->components[i], name) == 0)
            return i;
    return PD_GAPS_NO_COMPONENT;
}

static pdot_status learn_component(pd_gaps *self, const char *name, size_t *out)
{
    *out = pd_gaps_component(self, name);
    if (*out != PD_GAPS_NO_COMPONENT)
        return PDOT_OK;
    if (!pd_grow(self->ctx, (void **)&self->components, &self->component_capacity, self->n_components + 1,
                 sizeof *self->components))
        return PDOT_NOMEM;
    *out = self->n_components;
    self->components[*out] = pd_arena_strdup(self->ctx, &self->arena, name);
    return self->components[self->n_components++] != NULL ? PDOT_OK : PDOT_NOMEM;
}

typedef struct listing {
    pd_gaps *self;
    pd_gaps_items *list;
} listing;

/* A row of problemas or actividades; its first column is its id. */
static pdot_status read_item(void *user, const pd_table *table, const pd_row *row)
{
    const listing *into = user;
    pd_gaps *self = into->self;
    pd_gaps_items *list = into->list;
    pd_gaps_item one = {
        .is_whole = pd_row_integer(table, row, "cantonal") != 0,
        .is_repeated = pd_row_text(table, row, "repite")[0] != '\0',
        .is_placed = pd_row_integer(table, row, "ciertos") + pd_row_integer(table, row, "posibles") > 0};
    if (!pd_grow(self->ctx, (void **)&list->rows, &list->capacity, list->count + 1, sizeof *list->rows))
        return PDOT_NOMEM;
    const pdot_status status = learn_component(self, pd_row_text(table, row, "componente"), &one.component);
    one.id = pd_arena_strdup(self->ctx, &self->arena, row->values[0].as.text);
    if (status != PDOT_OK || one.id == NULL)
        return PDOT_NOMEM;
    list->rows[list->count++] = one;
    return PDOT_OK;
}

static const pd_gaps_item *find_item(const pd_gaps_items *list, const char *id)
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
    const pd_gaps *self;
    const pd_gaps_items *rows;
    pd_gaps_cell *cells;
    const pd_gaps_item *last; /* row and territory of the link before: several mentions are one */
    int32_t last_territory;
} linking;

/* Links come in the order of row, territory, mention. */
static pdot_status read_link(void *user, const pd_table *table, const pd_row *row)
{
    linking *links = user;
    const pd_gaps *self = links->self;
    const pd_gaps_item *one = find_item(links->rows, row->values[0].as.text);
    const int32_t territory = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    if (one == NULL || territory == PD_NONE || one->is_whole || one->is_repeated ||
        (one == links->last && territory == links->last_territory))
        return PDOT_OK;
    links->last = one;
    links->last_territory = territory;
    pd_gaps_cell *at = &links->cells[(size_t)territory * self->n_components + one->component];
    if (strcmp(pd_row_text(table, row, "certeza"), "certain") != 0) {
        at->possible++;
        return PDOT_OK;
    }
    if (at->certain < PD_GAPS_MAX_IDS)
        at->ids[at->certain] = one->id;
    at->certain++;
    return PDOT_OK;
}

static pdot_status read_high(void *user, const pd_table *table, const pd_row *row)
{
    const pd_gaps *self = user;
    const int32_t territory = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    const int32_t hazard = pdot_plan_find_hazard(self->plan, pd_row_text(table, row, "amenaza"));
    if (territory == PD_NONE || hazard == PD_NONE)
        return PDOT_OK;
    const size_t at = (size_t)territory * (size_t)self->plan->n_hazards + (size_t)hazard;
    const double mapped = pd_row_real(table, row, "mapeada_ha");
    self->high_ha[at] = pd_row_real(table, row, "alta_ha");
    self->high_pct[at] = mapped > 0 ? 100 * self->high_ha[at] / mapped : 0;
    return PDOT_OK;
}

static void *room(pd_gaps *self, size_t n, size_t size)
{
    return pd_arena_alloc(self->ctx, &self->arena, (n + 1) * size);
}

typedef struct counted_links {
    pd_gaps *self;
    pd_named_count *counts;
    const char *last; /* row of the link before, with its territory: several mentions are one */
    int32_t last_territory;
} counted_links;

static pdot_status count_link(void *user, const pd_table *table, const pd_row *row)
{
    counted_links *links = user;
    pd_gaps *self = links->self;
    const char *id = row->values[0].as.text;
    const int32_t territory = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    if (territory == PD_NONE || pd_row_integer(table, row, "cantonal") != 0 ||
        (territory == links->last_territory && strcmp(id, links->last) == 0))
        return PDOT_OK;
    links->last = pd_arena_strdup(self->ctx, &self->arena, id);
    links->last_territory = territory;
    links->counts[territory].most++;
    links->counts[territory].certain += strcmp(pd_row_text(table, row, "certeza"), "certain") == 0;
    return links->last != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* Rows of `table` that name each territory, by its table of links. */
static pdot_status count_links(pd_gaps *self, const char *table, const char *links, pd_named_count **out)
{
    const size_t n = (size_t)self->plan->n_territories;
    int64_t n_rows = 0;
    *out = room(self, n, sizeof **out);
    pdot_status status =
        *out != NULL ? pd_result_count(self->ctx, self->run->store, table, &n_rows) : PDOT_NOMEM;
    for (size_t i = 0; status == PDOT_OK && i < n; i++)
        (*out)[i].is_recorded = n_rows > 0;
    counted_links counting = {self, *out, "", PD_NONE};
    return status == PDOT_OK ? each_row(self, links, count_link, &counting) : status;
}

static void count_whole(const pd_gaps_items *list, int64_t *whole, int64_t *nowhere)
{
    for (size_t i = 0; i < list->count; i++) {
        const pd_gaps_item *one = &list->rows[i];
        if (one->is_repeated)
            continue;
        whole[one->component] += one->is_whole;
        if (nowhere != NULL)
            nowhere[one->component] += !one->is_placed;
    }
}

pdot_status pd_gaps_read(pd_gaps *self)
{
    const size_t n = (size_t)self->plan->n_territories;
    listing all_problems = {self, &self->problems}, all_activities = {self, &self->activities};
    pdot_status status = each_row(self, "problemas", read_item, &all_problems);
    if (status == PDOT_OK)
        status = each_row(self, "actividades", read_item, &all_activities);
    if (status != PDOT_OK)
        return status;
    self->problem_cells = room(self, n * self->n_components, sizeof(pd_gaps_cell));
    self->activity_cells = room(self, n * self->n_components, sizeof(pd_gaps_cell));
    self->whole_problems = room(self, self->n_components, sizeof(int64_t));
    self->whole_activities = room(self, self->n_components, sizeof(int64_t));
    self->nowhere = room(self, self->n_components, sizeof(int64_t));
    self->high_ha = room(self, n * (size_t)self->plan->n_hazards, sizeof(double));
    self->high_pct = room(self, n * (size_t)self->plan->n_hazards, sizeof(double));
    if (self->problem_cells == NULL || self->activity_cells == NULL || self->whole_problems == NULL ||
        self->whole_activities == NULL || self->nowhere == NULL || self->high_ha == NULL ||
        self->high_pct == NULL)
        return PDOT_NOMEM;
    linking problems = {self, &self->problems, self->problem_cells, NULL, PD_NONE};
    linking activities = {self, &self->activities, self->activity_cells, NULL, PD_NONE};
    status = each_row(self, "problema_territorio", read_link, &problems);
    if (status == PDOT_OK)
        status = each_row(self, "actividad_territorio", read_link, &activities);
    if (status == PDOT_OK)
        status = each_row(self, "cobertura_total", read_high, self);
    if (status == PDOT_OK)
        status = count_links(self, "servicios", "servicio_territorio", &self->services);
    if (status == PDOT_OK)
        status = count_links(self, "convenios", "convenio_territorio", &self->agreements);
    count_whole(&self->problems, self->whole_problems, NULL);
    count_whole(&self->activities, self->whole_activities, self->nowhere);
    return status;
}
