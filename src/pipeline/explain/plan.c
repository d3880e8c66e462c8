/* Counts of the plan in a territory: the rows that are counted, with document and line. */
#include <string.h>

#include "pipeline/explain/trace.h"

/* Where the rows of one kind are stored. */
typedef struct subject {
    const char *word; /* of the manifest */
    const char *rows, *id_column, *links;
} subject;

static const subject PROBLEMS = {"diagnosis", "problemas", "problema_id", "problema_territorio"};
static const subject ACTIVITIES = {"activities", "actividades", "actividad_id", "actividad_territorio"};
static const subject SERVICES = {"services", "servicios", "servicio_id", "servicio_territorio"};
static const subject AGREEMENTS = {"agreements", "convenios", "convenio_id", "convenio_territorio"};

typedef enum way { CERTAIN, NAMED, WHOLE, TO_DATE, USERS } way;

static const struct {
    const char *column;
    const subject *of;
    way how;
} COUNTS[] = {
    {"problemas", &PROBLEMS, CERTAIN},       {"problemas_max", &PROBLEMS, NAMED},
    {"problemas_canton", &PROBLEMS, WHOLE},  {"actividades", &ACTIVITIES, CERTAIN},
    {"actividades_max", &ACTIVITIES, NAMED}, {"actividades_canton", &ACTIVITIES, WHOLE},
    {"acumuladas", &ACTIVITIES, TO_DATE},    {"servicios", &SERVICES, CERTAIN},
    {"servicios_max", &SERVICES, NAMED},     {"servicios_canton", &SERVICES, WHOLE},
    {"usuarios", &SERVICES, USERS},          {"convenios", &AGREEMENTS, CERTAIN},
    {"convenios_max", &AGREEMENTS, NAMED},
};

static const char *const TABLES[] = {
    "territorios",    "territorios_superiores", "sintesis",           "brechas",
    "cobertura_plan", "cobertura_anual",        "cobertura_servicios"};

/* A row of the plan, and how it concerns the territory asked for. */
typedef struct entry {
    const char *id, *component, *theme, *years, *area, *unit, *document;
    int64_t line;
    double users;
    bool is_whole, is_repeated, has_users;
    bool is_certain, is_named;
    int32_t n_places;  /* finest territories that its links name */
    const char *place; /* the one read last */
    const char *text;  /* the mention that concerns the territory */
} entry;

typedef struct plan_walk {
    pd_tracing base; /* first: the walk is handed on as a tracing */
    const subject *of;
    way how;
    int32_t territory;
    entry *entries;
    size_t count, capacity;
} plan_walk;

static const char *keep_text(const plan_walk *w, const pd_table *table, const pd_row *row, const char *column)
{
    return pd_arena_strdup(w->base.cover->ctx, w->base.arena, pd_row_text(table, row, column));
}

static pdot_status add_entry(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    plan_walk *w = (plan_walk *)t;
    if (!pd_grow(t->cover->ctx, (void **)&w->entries, &w->capacity, w->count + 1, sizeof *w->entries))
        return PDOT_NOMEM;
    const int32_t users = pd_table_column(table, "usuarios");
    entry *one = &w->entries[w->count++];
    *one = (entry){.id = keep_text(w, table, row, w->of->id_column),
                   .component = keep_text(w, table, row, "componente"),
                   .theme = keep_text(w, table, row, "tematica"),
                   .years = keep_text(w, table, row, "anios"),
                   .area = keep_text(w, table, row, "area"),
                   .unit = keep_text(w, table, row, "unidad"),
                   .document = keep_text(w, table, row, "documento"),
                   .line = (int64_t)pd_row_real(table, row, "linea"),
                   .users = pd_row_real(table, row, "usuarios"),
                   .is_whole = pd_row_real(table, row, "cantonal") > 0,
                   .is_repeated = pd_row_text(table, row, "repite")[0] != '\0',
                   .has_users = users != PD_NONE && row->values[users].kind == PD_VALUE_INTEGER,
                   .place = "",
                   .text = ""};
    const bool has_all = one->id != NULL && one->component != NULL && one->theme != NULL &&
                         one->years != NULL && one->area != NULL && one->unit != NULL &&
                         one->document != NULL;
    return has_all ? PDOT_OK : PDOT_NOMEM;
}

static entry *find_entry(const plan_walk *w, const char *id)
{
    for (size_t low = 0, high = w->count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(w->entries[middle].id, id);
        if (order == 0)
            return &w->entries[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

/* Links come in the order of row, territory, mention. */
static pdot_status read_link(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    plan_walk *w = (plan_walk *)t;
    const pdot_plan *plan = t->cover->plan;
    const char *code = pd_row_text(table, row, "codigo");
    const int32_t named = pdot_plan_find_territory(plan, code);
    entry *one = find_entry(w, pd_row_text(table, row, w->of->id_column));
    if (one == NULL || named == PD_NONE)
        return PDOT_OK;
    if (strcmp(one->place, code) != 0) {
        one->n_places++;
        one->place = keep_text(w, table, row, "codigo");
    }
    const bool is_certain = strcmp(pd_row_text(table, row, "certeza"), "certain") == 0;
    if (pdot_plan_is_within(plan, named, w->territory)) {
        if (one->text[0] == '\0' || (is_certain && !one->is_certain))
            one->text = keep_text(w, table, row, "texto");
        one->is_certain = one->is_certain || is_certain;
        one->is_named = true;
    }
    return one->place != NULL && one->text != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* True if the asked table has no such key, or the row has the asked value. */
static bool fits(const pd_asked *asked, const char *key, const char *value)
{
    for (int32_t i = 0; i < asked->n_keys; i++)
        if (strcmp(asked->key_names[i], key) == 0)
            return strcmp(asked->keys[i], value) == 0;
    return true;
}

/* One of the row's years is the asked one; to date: or an earlier one. */
static bool fits_year(const pd_asked *asked, const entry *one, bool to_date)
{
    const char *asked_year = pd_asked_key(asked, "anio");
    if (asked_year[0] == '\0')
        return true;
    for (const char *at = one->years; *at != '\0';) {
        const size_t length = strcspn(at, " ");
        const int order = strncmp(at, asked_year, length);
        if (order == 0 || (to_date && order < 0))
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

static bool is_counted(const plan_walk *w, const entry *one)
{
    const pd_asked *asked = w->base.asked;
    const bool is_summary =
        pd_asked_key(asked, "area")[0] == '\0' && pd_asked_key(asked, "unidad")[0] == '\0';
    const bool has_theme = strcmp(asked->table->name, "brechas") == 0 || fits(asked, "tematica", one->theme);
    if (one->is_repeated || one->is_whole != (w->how == WHOLE) || !has_theme ||
        !fits(asked, "componente", one->component) ||
        (!is_summary && (!fits(asked, "area", one->area) || !fits(asked, "unidad", one->unit))))
        return false;
    switch (w->how) {
    case CERTAIN:
        return one->is_certain && fits_year(asked, one, false);
    case NAMED:
        return one->is_named;
    case WHOLE:
        return true;
    case TO_DATE:
        return one->is_certain && fits_year(asked, one, true);
    case USERS:
        return one->is_certain && one->n_places == 1 && one->has_users;
    }
    return false;
}

static const char *path_of(const plan_walk *w)
{
    const pd_manifest *manifest = w->base.cover->run->manifest;
    for (size_t i = 0; i < manifest->n_tables; i++)
        if (strcmp(manifest->tables[i].word, w->of->word) == 0)
            return manifest->tables[i].file.written;
    return "";
}

/* Line of the row in its table; 0 if that is not kept. */
static int64_t table_line(const plan_walk *w, const char *id)
{
    const pdot_plan *plan = w->base.cover->plan;
    for (int32_t i = 0; w->of == &PROBLEMS && i < plan->n_problems; i++)
        if (strcmp(plan->problems[i].id, id) == 0)
            return plan->problems[i].origin.row;
    for (int32_t i = 0; w->of == &ACTIVITIES && i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].id, id) == 0)
            return plan->activities[i].origin.row;
    return 0;
}

static pdot_status add_row(plan_walk *w, const entry *one)
{
    const bool is_printed = one->document[0] != '\0';
    const int64_t at = is_printed ? one->line : table_line(w, one->id);
    pd_tracing *t = &w->base;
    pd_buffer note, line;
    pd_buffer_init(t->cover->ctx, &note);
    pd_buffer_init(t->cover->ctx, &line);
    pd_buffer_text(&note, one->id);
    if (one->text[0] != '\0')
        pd_buffer_format(&note, ": %s", one->text);
    if (at > 0)
        pd_buffer_format(&line, "%lld", (long long)at);
    pdot_status status = pd_buffer_status(&note);
    if (status == PDOT_OK)
        status = pd_buffer_status(&line);
    if (status == PDOT_OK)
        status = pd_trace_add(t, is_printed ? one->document : path_of(w), "", line.data, note.data,
                              w->how == USERS ? one->users : 1);
    pd_buffer_release(&line);
    pd_buffer_release(&note);
    return status;
}

static pdot_status set_method(pd_tracing *t, const char *text)
{
    t->trace->method = pd_arena_strdup(t->cover->ctx, t->arena, text);
    return t->trace->method != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status explain_count(pd_tracing *t, const subject *of, way how, int32_t territory)
{
    plan_walk w = {.base = *t, .of = of, .how = how, .territory = territory};
    pdot_status status = pd_trace_each(&w.base, of->rows, add_entry);
    if (status == PDOT_OK)
        status = pd_trace_each(&w.base, of->links, read_link);
    for (size_t i = 0; i < w.count && status == PDOT_OK; i++)
        if (is_counted(&w, &w.entries[i]))
            status = add_row(&w, &w.entries[i]);
    t->capacity = w.base.capacity;
    pd_free(w.entries);
    if (status != PDOT_OK)
        return status;
    return set_method(
        t,
        how == USERS
            ? pd_translate(t->cover->ctx, "The users of each service that is in this territory alone.")
            : pd_translate(t->cover->ctx,
                           "One for each row of the plan that names the territory with certainty (…_max: or "
                           "may mean it); rows that say the whole canton are counted apart (…_canton), "
                           "repeated rows once."));
}

static pdot_status add_gap(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    const plan_walk *w = (const plan_walk *)t;
    const int32_t named = pdot_plan_find_territory(t->cover->plan, pd_row_text(table, row, "codigo"));
    if (named == PD_NONE || !pdot_plan_is_within(t->cover->plan, named, w->territory))
        return PDOT_OK;
    return pd_trace_add(t, "brechas", pd_row_text(table, row, "codigo"), pd_row_text(table, row, "brecha"),
                        pd_row_text(table, row, "motivo"), 1);
}

static pdot_status explain_gaps(pd_tracing *t, int32_t territory)
{
    plan_walk w = {.base = *t, .territory = territory};
    const pdot_status status = pd_trace_each(&w.base, "brechas", add_gap);
    t->capacity = w.base.capacity;
    return status == PDOT_OK
               ? set_method(t, pd_translate(t->cover->ctx, "One for each row of the table brechas."))
               : status;
}

static bool is_counting_table(const char *name)
{
    for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++)
        if (strcmp(TABLES[i], name) == 0)
            return true;
    return false;
}

pdot_status pd_explain_plan(pd_tracing *t, bool *is_mine)
{
    const char *column = t->asked->column_name;
    *is_mine = false;
    if (!is_counting_table(t->asked->table->name))
        return PDOT_OK;
    const int32_t territory = pdot_plan_find_territory(t->cover->plan, pd_asked_key(t->asked, "codigo"));
    for (size_t i = 0; i < sizeof COUNTS / sizeof *COUNTS && !*is_mine; i++) {
        if (strcmp(COUNTS[i].column, column) != 0)
            continue;
        *is_mine = true;
        if (territory != PD_NONE)
            return explain_count(t, COUNTS[i].of, COUNTS[i].how, territory);
    }
    if (strcmp(column, "brechas") == 0) {
        *is_mine = true;
        if (territory != PD_NONE)
            return explain_gaps(t, territory);
    }
    return *is_mine ? pd_fail(t->cover->ctx, PDOT_NOTFOUND, "the plan no longer has what \"%s\" speaks of",
                              t->asked->figure)
                    : PDOT_OK;
}
