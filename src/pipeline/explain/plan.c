/* Counts of the plan in a territory: the rows that are counted, with document and line. */
#include <stdlib.h>
#include <string.h>

#include "pipeline/explain/trace.h"

typedef struct counting {
    const char *column, *links, *id_column, *role;
    bool only_certain, is_whole; /* is_whole: rows that say the whole canton */
} counting;

static const counting COUNTS[] = {
    {"problemas", "problema_territorio", "problema_id", "tables/diagnosis", true, false},
    {"problemas_max", "problema_territorio", "problema_id", "tables/diagnosis", false, false},
    {"problemas_canton", "problemas", "problema_id", "tables/diagnosis", true, true},
    {"actividades", "actividad_territorio", "actividad_id", "tables/activities", true, false},
    {"actividades_max", "actividad_territorio", "actividad_id", "tables/activities", false, false},
    {"actividades_canton", "actividades", "actividad_id", "tables/activities", true, true},
    {"servicios", "servicio_territorio", "servicio_id", "tables/services", true, false},
};

typedef struct plan_walk {
    pd_tracing base; /* first: the walk is handed on as a tracing */
    const counting *of;
    int32_t territory;
    const char *last; /* id added last: a row counts once however often it names the territory */
} plan_walk;

/* A row of the plan by its id: where it was read, and whether it counts. */
static bool counts_once(const pdot_plan *plan, const char *id, pd_origin *origin)
{
    for (int32_t i = 0; i < plan->n_problems; i++)
        if (strcmp(plan->problems[i].id, id) == 0) {
            *origin = plan->problems[i].origin;
            return true;
        }
    for (int32_t i = 0; i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].id, id) == 0) {
            *origin = plan->activities[i].origin;
            return plan->activities[i].repeats[0] == '\0';
        }
    return true;
}

static bool is_true(const pd_table *table, const pd_row *row, const char *column)
{
    return pd_row_real(table, row, column) > 0;
}

static pdot_status add_row(plan_walk *w, const char *id, const char *note)
{
    pd_tracing *t = &w->base;
    pd_origin origin = {PD_NONE, 0};
    if ((w->last != NULL && strcmp(w->last, id) == 0) || !counts_once(t->cover->plan, id, &origin))
        return PDOT_OK;
    w->last = pd_arena_strdup(t->cover->ctx, t->arena, id);
    if (w->last == NULL)
        return PDOT_NOMEM;
    pd_buffer text;
    pd_buffer_init(t->cover->ctx, &text);
    pd_buffer_format(&text, "%s", id);
    if (note[0] != '\0')
        pd_buffer_format(&text, ": %s", note);
    pdot_status status = pd_buffer_status(&text);
    if (status == PDOT_OK)
        status = pd_trace_add_feature(t, origin.source, origin.row, text.data, 1);
    pd_buffer_release(&text);
    return status;
}

static pdot_status add_whole(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    plan_walk *w = (plan_walk *)t;
    return is_true(table, row, "cantonal") ? add_row(w, pd_row_text(table, row, w->of->id_column), "")
                                           : PDOT_OK;
}

static pdot_status add_link(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    plan_walk *w = (plan_walk *)t;
    const pdot_plan *plan = t->cover->plan;
    const int32_t named = pdot_plan_find_territory(plan, pd_row_text(table, row, "codigo"));
    const bool is_certain = strcmp(pd_row_text(table, row, "certeza"), "certain") == 0;
    if (named == PD_NONE || !pdot_plan_is_within(plan, named, w->territory) ||
        is_true(table, row, "cantonal") || (w->of->only_certain && !is_certain))
        return PDOT_OK;
    return add_row(w, pd_row_text(table, row, w->of->id_column), pd_row_text(table, row, "texto"));
}

pdot_status pd_explain_plan(pd_tracing *t, bool *is_mine)
{
    const char *name = t->asked->table->name;
    const counting *of = NULL;
    *is_mine = false;
    if (strcmp(name, "territorios") != 0 && strcmp(name, "territorios_superiores") != 0)
        return PDOT_OK;
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS; i++)
        if (strcmp(COUNTS[i].column, t->asked->column_name) == 0)
            of = &COUNTS[i];
    if (of == NULL)
        return PDOT_OK;
    *is_mine = true;
    plan_walk w = {.base = *t,
                   .of = of,
                   .territory = pdot_plan_find_territory(t->cover->plan, pd_asked_key(t->asked, "codigo"))};
    if (w.territory == PD_NONE)
        return pd_fail(t->cover->ctx, PDOT_NOTFOUND, "the plan no longer has what \"%s\" speaks of",
                       t->asked->figure);
    const pdot_status status = pd_trace_each(&w.base, of->links, of->is_whole ? add_whole : add_link);
    t->capacity = w.base.capacity;
    t->trace->method = pd_arena_strdup(
        t->cover->ctx, t->arena,
        pd_translate(t->cover->ctx,
                     "One for each row of the plan that names the territory with certainty (…_max: or may "
                     "mean it); rows "
                     "that say the whole canton are counted apart (…_canton), repeated rows once."));
    return status == PDOT_OK && t->trace->method == NULL ? PDOT_NOMEM : status;
}
