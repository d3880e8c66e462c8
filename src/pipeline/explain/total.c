/* Totals and shares: sums of the rows of cobertura_amenaza, cobertura_multiple, and what they are divided by.
 */
#include <string.h>

#include "pipeline/explain/trace.h"

/* Which rows of cobertura_amenaza a figure adds up. */
typedef enum part { PART_MAPPED, PART_ANY, PART_HIGH, PART_CLASS } part;

static const pd_class *class_called(const pd_hazard *hazard, const char *label)
{
    for (int32_t c = 0; c < hazard->n_classes; c++)
        if (strcmp(hazard->classes[c].label, label) == 0)
            return &hazard->classes[c];
    return NULL;
}

static bool is_part(const pd_hazard *hazard, const char *label, part wanted, const char *wanted_label)
{
    const pd_class *class = class_called(hazard, label);
    switch (wanted) {
    case PART_CLASS:
        return strcmp(label, wanted_label) == 0;
    case PART_HIGH:
        return class != NULL && class->is_high;
    case PART_ANY:
        return class != NULL && class->rank > 0;
    case PART_MAPPED:
        return class != NULL ? class->rank != PD_RANK_NONE || hazard->is_land : strcmp(label, "libre") == 0;
    }
    return false;
}

typedef struct figure {
    const char *column;
    part wanted;
    const char *divisor; /* column of cobertura_total the sum is divided by, or NULL */
} figure;

static const figure TOTALS[] = {
    {"mapeada_ha", PART_MAPPED, NULL},
    {"cualquier_ha", PART_ANY, NULL},
    {"alta_ha", PART_HIGH, NULL},
    {"alta_pct", PART_HIGH, "mapeada_ha"},
    {"mapeada_pct", PART_MAPPED, "area_ha"},
};

static const figure SHARES[] = {
    {"pct_territorio", PART_CLASS, "area_ha"},
    {"pct_mapeada", PART_CLASS, "mapeada_ha"},
};

/* The walk over stored rows: what is wanted, and the divisor once it is known. */
typedef struct totalling {
    const figure *figure;
    const pd_hazard *hazard;
    const char *code, *label;
    double divisor;
} totalling;

typedef struct total_walk {
    pd_tracing base; /* first: the walk is handed on as a tracing */
    totalling of;
} total_walk;

static bool is_row_of(const totalling *of, const pd_table *table, const pd_row *row)
{
    return strcmp(pd_row_text(table, row, "codigo"), of->code) == 0 &&
           strcmp(pd_row_text(table, row, "amenaza"), of->hazard->id) == 0;
}

static pdot_status find_divisor(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    totalling *of = &((total_walk *)t)->of;
    if (is_row_of(of, table, row))
        of->divisor = pd_row_real(table, row, of->figure->divisor);
    return PDOT_OK;
}

static pdot_status add_class(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    const totalling *of = &((total_walk *)t)->of;
    const char *label = pd_row_text(table, row, "clase");
    if (!is_row_of(of, table, row) || !is_part(of->hazard, label, of->figure->wanted, of->label))
        return PDOT_OK;
    const pd_source *source = &t->cover->plan->sources[of->hazard->source];
    const double area = pd_row_real(table, row, "area_ha");
    return pd_trace_add(t, source->path, source->layer, label, "cobertura_amenaza",
                        of->figure->divisor == NULL ? area
                        : of->divisor > 0           ? 100 * area / of->divisor
                                                    : 0);
}

static pdot_status set_method(pd_tracing *t, const char *text)
{
    t->trace->method = pd_arena_strdup(t->cover->ctx, t->arena, text);
    return t->trace->method != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status trace_sum(pd_tracing *t, const figure *f, const char *hazard_id)
{
    const int32_t hazard = pdot_plan_find_hazard(t->cover->plan, hazard_id);
    if (hazard == PD_NONE)
        return pd_fail(t->cover->ctx, PDOT_NOTFOUND, "the plan no longer has what \"%s\" speaks of",
                       t->asked->figure);
    total_walk walk = {.base = *t,
                       .of = {f, &t->cover->plan->hazards[hazard], pd_asked_key(t->asked, "codigo"),
                              pd_asked_key(t->asked, "clase"), 0}};
    pdot_status status = PDOT_OK;
    if (f->divisor != NULL)
        status = pd_trace_each(&walk.base, "cobertura_total", find_divisor);
    if (status == PDOT_OK)
        status = pd_trace_each(&walk.base, "cobertura_amenaza", add_class);
    t->capacity = walk.base.capacity;
    if (status == PDOT_OK)
        status = set_method(
            t, pd_translate(
                   t->cover->ctx,
                   "Sum of the classes of the hazard in the territory; each row can be explained in its turn "
                   "in cobertura_amenaza. Shares are of the mapped ground or of the whole territory."));
    return status;
}

/* ---- several hazards */

static pdot_status add_count(pd_tracing *t, const pd_table *table, const pd_row *row)
{
    if (strcmp(pd_row_text(table, row, "codigo"), pd_asked_key(t->asked, "codigo")) != 0 ||
        !(pd_row_real(table, row, "amenazas") > 0))
        return PDOT_OK;
    pd_buffer element;
    pd_buffer_init(t->cover->ctx, &element);
    pd_buffer_format(&element, "%lld", (long long)pd_row_real(table, row, "amenazas"));
    pdot_status status = pd_buffer_status(&element);
    if (status == PDOT_OK)
        status = pd_trace_add(t, "cobertura_multiple", "", element.data,
                              pd_translate(t->cover->ctx, "hazards that are high at the same place"),
                              pd_row_real(table, row, "area_ha"));
    pd_buffer_release(&element);
    return status;
}

static pdot_status trace_union(pd_tracing *t)
{
    const pdot_status status = pd_trace_each(t, "cobertura_multiple", add_count);
    return status == PDOT_OK
               ? set_method(
                     t,
                     pd_translate(t->cover->ctx,
                                  "Ground where at least one hazard of the summary is high, each place once: "
                                  "the rows of cobertura_multiple with one hazard or more."))
               : status;
}

static pdot_status trace_ground(pd_tracing *t)
{
    const int32_t at = pdot_plan_find_territory(t->cover->plan, pd_asked_key(t->asked, "codigo"));
    if (at == PD_NONE)
        return pd_fail(t->cover->ctx, PDOT_NOTFOUND, "the plan no longer has what \"%s\" speaks of",
                       t->asked->figure);
    const pd_territory *of = &t->cover->plan->territories[at];
    double area_m2 = 0;
    pdot_status status = pd_area_m2(t->cover->ctx, t->cover->measure, of->wkb, &area_m2);
    if (status == PDOT_OK)
        status = pd_trace_add_feature(t, of->origin.source, of->origin.row, "", area_m2 / PD_M2_PER_HA);
    return status == PDOT_OK
               ? set_method(t, pd_translate(t->cover->ctx,
                                            "Area of the unit's own ground on the ellipsoid (WGS 84)."))
               : status;
}

static bool is_table(const pd_tracing *t, const char *name)
{
    return strcmp(t->asked->table->name, name) == 0;
}

static const figure *find(const figure *figures, size_t n, const char *column)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(figures[i].column, column) == 0)
            return &figures[i];
    return NULL;
}

/* alta_<hazard>_pct of the territories' tables. */
static const pd_hazard *hazard_of_column(const pdot_plan *plan, const char *column)
{
    const size_t length = strlen(column);
    for (int32_t i = 0; i < plan->n_hazards; i++) {
        const size_t own = strlen(plan->hazards[i].id);
        if (length == own + strlen("alta__pct") && strncmp(column, "alta_", 5) == 0 &&
            strncmp(column + 5, plan->hazards[i].id, own) == 0 && strcmp(column + 5 + own, "_pct") == 0)
            return &plan->hazards[i];
    }
    return NULL;
}

static pdot_status explain_territory(pd_tracing *t, bool *is_mine)
{
    const char *column = t->asked->column_name;
    *is_mine = true;
    if (strcmp(column, "area_ha") == 0)
        return trace_ground(t);
    if (strcmp(column, "alta_ha") == 0)
        return trace_union(t);
    const pd_hazard *hazard = hazard_of_column(t->cover->plan, column);
    if (hazard != NULL)
        return trace_sum(t, &TOTALS[3], hazard->id);
    *is_mine = false;
    return PDOT_OK;
}

pdot_status pd_explain_total(pd_tracing *t, bool *is_mine)
{
    const char *column = t->asked->column_name;
    const figure *f = NULL;
    *is_mine = false;
    if (is_table(t, "territorios") || is_table(t, "territorios_superiores"))
        return explain_territory(t, is_mine);
    if (is_table(t, "cobertura_amenaza"))
        f = find(SHARES, sizeof SHARES / sizeof *SHARES, column);
    else if (is_table(t, "cobertura_total"))
        f = find(TOTALS, sizeof TOTALS / sizeof *TOTALS, column);
    *is_mine = f != NULL;
    if (f != NULL)
        return trace_sum(t, f, pd_asked_key(t->asked, "amenaza"));
    if (is_table(t, "cobertura_total") && strcmp(column, "area_ha") == 0) {
        *is_mine = true;
        return trace_ground(t);
    }
    return PDOT_OK;
}
