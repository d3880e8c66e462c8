/* How much of the plan concerns each territory: by component and theme, and by year. */
#include <stdlib.h>
#include <string.h>

#include "pipeline/link/link.h"
#include "text/years.h"

typedef struct topic {
    const char *component, *theme;
} topic;

typedef struct topics {
    topic *items;
    size_t count, capacity;
} topics;

typedef struct tally {
    int64_t certain, possible, whole;
} tally;

static int compare_topics(const void *a, const void *b)
{
    const topic *x = a, *y = b;
    const int order = strcmp(x->component, y->component);
    return order != 0 ? order : strcmp(x->theme, y->theme);
}

static pdot_status add_topics(pd_link *link, const pd_linked *rows, size_t n, bool with_themes, topics *out)
{
    for (size_t i = 0; i < n; i++) {
        if (!pd_grow(link->ctx, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
            return PDOT_NOMEM;
        out->items[out->count++] = (topic){rows[i].component, with_themes ? rows[i].theme : ""};
    }
    return PDOT_OK;
}

static void sort_topics(topics *list)
{
    size_t kept = 0;
    if (list->count > 0)
        qsort(list->items, list->count, sizeof *list->items, compare_topics);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || compare_topics(&list->items[kept - 1], &list->items[i]) != 0)
            list->items[kept++] = list->items[i];
    list->count = kept;
}

static size_t find_topic(const topics *list, const char *component, const char *theme)
{
    const topic key = {component, theme};
    const topic *found = bsearch(&key, list->items, list->count, sizeof *list->items, compare_topics);
    PD_ASSERT(found != NULL);
    return (size_t)(found - list->items);
}

/* Adds one row to the tallies of the territories it names. */
static void count_row(const pdot_plan *plan, const pdot_card *card, size_t at, size_t n_topics, tally *out)
{
    if (card->is_canton_wide) {
        for (int32_t t = 0; t < plan->n_territories; t++)
            out[(size_t)t * n_topics + at].whole++;
        return;
    }
    for (size_t i = 0; i < card->n_certain; i++)
        out[(size_t)pdot_plan_find_territory(plan, card->certain[i]) * n_topics + at].certain++;
    for (size_t i = 0; i < card->n_possible; i++)
        out[(size_t)pdot_plan_find_territory(plan, card->possible[i]) * n_topics + at].possible++;
}

static void count_rows(const pd_link *link, const topics *list, const pd_linked *rows, size_t n, tally *out)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].counts)
            count_row(link->plan, rows[i].card, find_topic(list, rows[i].component, rows[i].theme),
                      list->count, out);
}

static void set_place(pd_maker *maker, const pd_territory *territory, const char *component)
{
    pd_maker_set(maker, "codigo", pd_text(territory->code));
    pd_maker_set(maker, "nombre", pd_text(territory->name));
    pd_maker_set(maker, "componente", pd_text(component));
}

static pdot_status put_topic(pd_maker *maker, const pd_territory *territory, const topic *about,
                             const tally *problems, const tally *activities)
{
    set_place(maker, territory, about->component);
    pd_maker_set(maker, "tematica", pd_text(about->theme));
    pd_maker_set(maker, "problemas", pd_integer(problems->certain));
    pd_maker_set(maker, "problemas_max", pd_integer(problems->certain + problems->possible));
    pd_maker_set(maker, "problemas_canton", pd_integer(problems->whole));
    pd_maker_set(maker, "actividades", pd_integer(activities->certain));
    pd_maker_set(maker, "actividades_max", pd_integer(activities->certain + activities->possible));
    pd_maker_set(maker, "actividades_canton", pd_integer(activities->whole));
    return pd_maker_put(maker, (pd_bytes){0});
}

static pdot_status put_plan(pd_link *link, const topics *list)
{
    const pdot_plan *plan = link->plan;
    const size_t size = (size_t)plan->n_territories * list->count;
    pd_maker maker = {0};
    tally *problems = pd_alloc_array(link->ctx, size, sizeof *problems);
    tally *activities = pd_alloc_array(link->ctx, size, sizeof *activities);
    pdot_status status = problems != NULL && activities != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK) {
        count_rows(link, list, link->problems, (size_t)plan->n_problems, problems);
        count_rows(link, list, link->activities, (size_t)plan->n_activities, activities);
        status = pd_maker_begin(link->ctx, link->run->store, "cobertura_plan", PD_LINK_UNIT, &maker);
    }
    for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
        for (size_t i = 0; i < list->count && status == PDOT_OK && plan->territories[t].is_finest; i++) {
            const size_t at = (size_t)t * list->count + i;
            status =
                put_topic(&maker, &plan->territories[t], &list->items[i], &problems[at], &activities[at]);
        }
    status = pd_maker_end(&maker, status);
    pd_free(activities);
    pd_free(problems);
    return status;
}

/* --- years ----------------------------------------------------------------------------------------------
 */

/* Activities of one territory and component by year of mark, and by the first marked year. */
typedef struct year_tally {
    int64_t marked, started;
} year_tally;

static void count_years(const pdot_plan *plan, const pd_activity *activity, year_tally *out)
{
    bool has_started = false;
    if (!pd_marks_fit(activity->marks, plan->n_years))
        return;
    for (int32_t year = 0; year < plan->n_years; year++) {
        if (!pd_marks_at(activity->marks, year))
            continue;
        out[year].marked++;
        out[year].started += !has_started;
        has_started = true;
    }
}

static pdot_status put_years(pd_maker *maker, const pdot_plan *plan, const pd_territory *territory,
                             const char *component, const year_tally *years)
{
    int32_t first = PD_NONE;
    for (int32_t i = 0; i < plan->n_years && first == PD_NONE; i++)
        if (years[i].marked > 0)
            first = i;
    int64_t sum = 0;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_years && status == PDOT_OK; i++) {
        sum += years[i].started;
        set_place(maker, territory, component);
        pd_maker_set(maker, "anio", pd_integer(plan->years[i]));
        pd_maker_set(maker, "actividades", pd_integer(years[i].marked));
        pd_maker_set(maker, "acumuladas", pd_integer(sum));
        pd_maker_set(maker, "primer_anio", first != PD_NONE ? pd_integer(plan->years[first]) : pd_null());
        status = pd_maker_put(maker, (pd_bytes){0});
    }
    return status;
}

static void count_all_years(const pd_link *link, const topics *list, year_tally *out)
{
    const pdot_plan *plan = link->plan;
    const size_t n_years = (size_t)plan->n_years;
    for (int32_t i = 0; i < plan->n_activities; i++) {
        const pd_linked *row = &link->activities[i];
        const size_t topic_at = find_topic(list, row->component, "");
        if (!row->counts || row->card->is_canton_wide)
            continue;
        for (size_t j = 0; j < row->card->n_certain; j++) {
            const int32_t territory = pdot_plan_find_territory(plan, row->card->certain[j]);
            count_years(plan, &plan->activities[i],
                        &out[((size_t)territory * list->count + topic_at) * n_years]);
        }
    }
}

static pdot_status put_annual(pd_link *link, const topics *list)
{
    const pdot_plan *plan = link->plan;
    const size_t n_years = (size_t)plan->n_years;
    pd_maker maker = {0};
    year_tally *tallies =
        pd_alloc_array(link->ctx, (size_t)plan->n_territories * list->count * n_years, sizeof *tallies);
    pdot_status status = tallies != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK) {
        count_all_years(link, list, tallies);
        status = pd_maker_begin(link->ctx, link->run->store, "cobertura_anual", PD_LINK_UNIT, &maker);
    }
    for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
        for (size_t i = 0; i < list->count && status == PDOT_OK && plan->territories[t].is_finest; i++)
            status = put_years(&maker, plan, &plan->territories[t], list->items[i].component,
                               &tallies[((size_t)t * list->count + i) * n_years]);
    status = pd_maker_end(&maker, status);
    pd_free(tallies);
    return status;
}

pdot_status pd_link_put_coverage(pd_link *link)
{
    const pdot_plan *plan = link->plan;
    topics all = {0}, components = {0};
    pdot_status status = add_topics(link, link->problems, (size_t)plan->n_problems, true, &all);
    if (status == PDOT_OK)
        status = add_topics(link, link->activities, (size_t)plan->n_activities, true, &all);
    if (status == PDOT_OK)
        status = add_topics(link, link->activities, (size_t)plan->n_activities, false, &components);
    if (status == PDOT_OK) {
        sort_topics(&all);
        sort_topics(&components);
        status = put_plan(link, &all);
    }
    if (status == PDOT_OK)
        status = put_annual(link, &components);
    pd_free(components.items);
    pd_free(all.items);
    return status;
}
