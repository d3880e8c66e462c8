/* Cards of problems and activities; the rows themselves and one row per mention and territory. */
#include <string.h>

#include "base/buffer.h"
#include "pipeline/link/link.h"
#include "text/grade.h"
#include "text/target.h"
#include "text/years.h"

static pdot_status read_problem(pd_link *link, const pd_problem *problem, pd_linked *out)
{
    *out = (pd_linked){.id = problem->id,
                       .component = problem->component,
                       .theme = problem->theme,
                       .zones = problem->zones,
                       .counts = true,
                       .document = problem->document,
                       .line = problem->line,
                       .origin = problem->origin};
    return pd_zone_resolve(link->ctx, link->gazetteer, problem->zones, &out->card);
}

/* An activity without a zone column names its places in its own words: the activity's, else the indicator's.
 * Targets are often copied from another row, partners are actors: neither names a place. */
static pdot_status read_activity(pd_link *link, const pd_activity *activity, pd_linked *out)
{
    const char *const words[] = {activity->text, activity->indicator};
    *out = (pd_linked){.id = activity->id,
                       .component = activity->component,
                       .theme = "",
                       .zones = activity->zones,
                       .counts = activity->repeats[0] == '\0',
                       .document = activity->document,
                       .line = activity->line,
                       .origin = activity->origin};
    if (activity->zones[0] != '\0')
        return pd_zone_resolve(link->ctx, link->gazetteer, activity->zones, &out->card);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        pdot_card_free(out->card);
        out->card = NULL;
        const pdot_status status = pd_zone_mentions(link->ctx, link->gazetteer, words[i], &out->card);
        if (status != PDOT_OK)
            return status;
        out->zones = words[i];
        if (out->card->n_mentions > 0)
            return PDOT_OK;
    }
    out->zones = "";
    return PDOT_OK;
}

pdot_status pd_link_read(pd_link *link)
{
    const pdot_plan *plan = link->plan;
    link->problems =
        pd_arena_alloc(link->ctx, &link->arena, ((size_t)plan->n_problems + 1) * sizeof *link->problems);
    link->activities =
        pd_arena_alloc(link->ctx, &link->arena, ((size_t)plan->n_activities + 1) * sizeof *link->activities);
    if (link->problems == NULL || link->activities == NULL)
        return PDOT_NOMEM;
    const uint64_t total = (uint64_t)plan->n_problems + (uint64_t)plan->n_activities;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_problems && status == PDOT_OK; i++) {
        status = pd_progress(link->ctx, "link", (uint64_t)i, total);
        if (status == PDOT_OK)
            status = read_problem(link, &plan->problems[i], &link->problems[i]);
    }
    for (int32_t i = 0; i < plan->n_activities && status == PDOT_OK; i++) {
        status = pd_progress(link->ctx, "link", (uint64_t)plan->n_problems + (uint64_t)i, total);
        if (status == PDOT_OK)
            status = read_activity(link, &plan->activities[i], &link->activities[i]);
    }
    return status;
}

static void set_origin(pd_maker *maker, const char *document, int64_t line, const char *note)
{
    pd_maker_set(maker, "documento", pd_text(document));
    pd_maker_set(maker, "linea", line > 0 ? pd_integer(line) : pd_null());
    pd_maker_set(maker, "nota", pd_text(note));
}

static pdot_status put_problem(pd_link *link, pd_maker *maker, const pd_problem *problem,
                               const pd_linked *linked)
{
    pd_maker_set(maker, "problema_id", pd_text(problem->id));
    pd_maker_set(maker, "componente", pd_text(problem->component));
    pd_maker_set(maker, "tematica", pd_text(problem->theme));
    pd_maker_set(maker, "problema", pd_text(problem->text));
    pd_maker_set(maker, "zonas", pd_text(problem->zones));
    pd_maker_set(maker, "actores", pd_text(problem->actors));
    set_origin(maker, problem->document, problem->line, problem->note);
    const pdot_status status = pd_link_set_reading(link, maker, linked->card);
    return status == PDOT_OK ? pd_maker_put(maker, (pd_bytes){0}) : status;
}

/* Lends the target's unit to the row: the target must live until the row is put. */
static void set_target(pd_maker *maker, const char *text, const pd_target *target)
{
    pd_maker_set(maker, "meta", pd_text(text));
    pd_maker_set(maker, "meta_valor", target->has_value ? pd_real(target->value) : pd_null());
    pd_maker_set(maker, "meta_unidad", pd_text(target->unit));
    pd_maker_set(maker, "meta_sentido", pd_text(target->direction));
}

static pdot_status put_activity(pd_link *link, pd_maker *maker, const pd_activity *activity,
                                const pd_linked *linked)
{
    const pdot_plan *plan = link->plan;
    const pd_target target = pd_target_read(activity->target);
    pd_buffer years;
    pd_buffer_init(maker->ctx, &years);
    pd_years_write(activity->marks, plan->years, plan->n_years, &years);
    pdot_status status = pd_buffer_status(&years);
    if (status == PDOT_OK) {
        pd_maker_set(maker, "actividad_id", pd_text(activity->id));
        pd_maker_set(maker, "componente", pd_text(activity->component));
        pd_maker_set(maker, "objetivo", pd_text(activity->objective));
        pd_maker_set(maker, "actividad", pd_text(activity->text));
        pd_maker_set(maker, "indicador", pd_text(activity->indicator));
        set_target(maker, activity->target, &target);
        pd_maker_set(maker, "articulacion", pd_text(activity->partners));
        pd_maker_set(maker, "marcas", pd_text(activity->marks));
        pd_maker_set(maker, "anios", pd_text(years.data));
        pd_maker_set(maker, "linea_base", pd_text(activity->base_line));
        pd_maker_set(maker, "presupuesto", pd_text(activity->budget));
        pd_maker_set(maker, "responsable", pd_text(activity->responsible));
        pd_maker_set(maker, "ods", pd_text(activity->sdg));
        pd_maker_set(maker, "plan_nacional", pd_text(activity->national_plan));
        pd_maker_set(maker, "repite", pd_text(activity->repeats));
        pd_maker_set(maker, "zonas", pd_text(linked->zones));
        set_origin(maker, activity->document, activity->line, activity->note);
        status = pd_link_set_reading(link, maker, linked->card);
        if (status == PDOT_OK)
            status = pd_maker_put(maker, (pd_bytes){0});
    }
    pd_buffer_release(&years);
    return status;
}

static bool has_code(const char *const *codes, size_t n, const char *code)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(codes[middle], code);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static pdot_status put_link(pd_maker *maker, const char *id_column, const pd_linked *row,
                            const pdot_mention *mention, const char *code, bool is_certain)
{
    const bool is_decided = strcmp(mention->rule, "decision") == 0;
    const bool is_whole = row->card->is_canton_wide && (is_decided || strcmp(mention->rule, "all") == 0);
    pd_maker_set(maker, id_column, pd_text(row->id));
    pd_maker_set(maker, "codigo", pd_text(code));
    pd_maker_set(maker, "inicio", pd_integer((int64_t)mention->start));
    pd_maker_set(maker, "fin", pd_integer((int64_t)mention->end));
    pd_maker_set(maker, "certeza", pd_text(is_certain ? "certain" : "possible"));
    pd_maker_set(maker, "grado", pd_text(mention->grade));
    pd_maker_set(maker, "regla", pd_text(mention->rule));
    pd_maker_set(maker, "texto", pd_text(mention->text));
    pd_maker_set(maker, "cantonal", pd_boolean(is_whole));
    pd_maker_set(maker, "confirmado", pd_boolean(is_decided));
    return pd_maker_put(maker, (pd_bytes){0});
}

/* A territory that some mention names with certainty has no row for a mention that only may mean it. */
static pdot_status put_mention(pd_maker *maker, const char *id_column, const pd_linked *row,
                               const pdot_mention *mention)
{
    const pdot_card *card = row->card;
    if (strcmp(mention->rule, "except") == 0)
        return PDOT_OK;
    const bool is_certain = pd_grade_word_is_certain(mention->grade);
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < mention->n_territories && status == PDOT_OK; i++) {
        const char *code = mention->territories[i];
        if (is_certain || !has_code(card->certain, card->n_certain, code))
            status = put_link(maker, id_column, row, mention, code, is_certain);
    }
    return status;
}

pdot_status pd_link_put_links(pd_link *link, const char *table, const char *id_column, const pd_linked *rows,
                              size_t n)
{
    pd_maker maker = {0};
    pdot_status status = pd_maker_begin(link->ctx, link->run->store, table, PD_LINK_UNIT, &maker);
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        for (size_t j = 0; j < rows[i].card->n_mentions && status == PDOT_OK; j++)
            status = put_mention(&maker, id_column, &rows[i], &rows[i].card->mentions[j]);
    return pd_maker_end(&maker, status);
}

pdot_status pd_link_put_rows(pd_link *link)
{
    const pdot_plan *plan = link->plan;
    pd_maker maker = {0};
    pdot_status status = pd_maker_begin(link->ctx, link->run->store, "problemas", PD_LINK_UNIT, &maker);
    for (int32_t i = 0; i < plan->n_problems && status == PDOT_OK; i++)
        status = put_problem(link, &maker, &plan->problems[i], &link->problems[i]);
    status = pd_maker_end(&maker, status);
    if (status == PDOT_OK)
        status = pd_maker_begin(link->ctx, link->run->store, "actividades", PD_LINK_UNIT, &maker);
    for (int32_t i = 0; i < plan->n_activities && status == PDOT_OK; i++)
        status = put_activity(link, &maker, &plan->activities[i], &link->activities[i]);
    status = pd_maker_end(&maker, status);
    if (status == PDOT_OK)
        status = pd_link_put_links(link, "problema_territorio", "problema_id", link->problems,
                                   (size_t)plan->n_problems);
    if (status == PDOT_OK)
        status = pd_link_put_links(link, "actividad_territorio", "actividad_id", link->activities,
                                   (size_t)plan->n_activities);
    return status;
}
