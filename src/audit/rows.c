/* Rows printed twice, and fields that are not there. */
#include <string.h>

#include "audit/rules.h"

#define MAX_IDS 12 /* listed in a message; the rest is a number */

/* What makes two activities the same print: their folded words. */
static const char **keys_of(const pd_audit_book *book, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const char **keys = pd_alloc_array(book->ctx, (size_t)plan->n_activities + 1, sizeof *keys);
    pd_buffer words;
    pd_buffer_init(book->ctx, &words);
    for (int32_t i = 0; keys != NULL && i < plan->n_activities; i++) {
        const pd_activity *one = &plan->activities[i];
        pd_buffer_clear(&words);
        pd_buffer_format(&words, "%s | %s | %s", one->text, one->indicator, one->target);
        if (pd_buffer_status(&words) != PDOT_OK || (keys[i] = pd_audit_folded(out, words.data)) == NULL) {
            pd_free((void *)keys);
            keys = NULL;
        }
    }
    pd_buffer_release(&words);
    return keys;
}

static int32_t first_print(const char *const *keys, int32_t index)
{
    for (int32_t i = 0; i < index; i++)
        if (strcmp(keys[i], keys[index]) == 0)
            return i;
    return PD_NONE;
}

static void find_block(const pd_audit_book *book, const pd_audit_rule *rule, int32_t start, int32_t first,
                       int32_t n, pd_findings *out)
{
    const pd_activity *rows = book->plan->activities;
    const pd_activity *from = &rows[start], *to = &rows[start + n - 1];
    const pd_place place = pd_audit_place_of(book->plan, from->document, from->line, from->origin);
    if (n == 1)
        pd_finding_add(out, rule->severity, rule->id, from->id, &place,
                       "Activity %s (line %lld) repeats %s (line %lld).", from->id, pd_audit_line(from),
                       rows[first].id, pd_audit_line(&rows[first]));
    else
        pd_finding_add(
            out, rule->severity, rule->id, from->id, &place,
            "%d activities in a row, %s to %s (lines %lld to %lld), repeat %s to %s (lines %lld to "
            "%lld).",
            (int)n, from->id, to->id, pd_audit_line(from), pd_audit_line(to), rows[first].id,
            rows[first + n - 1].id, pd_audit_line(&rows[first]), pd_audit_line(&rows[first + n - 1]));
    pd_finding_values(out, rows[first].id, from->id);
}

pdot_status pd_rule_repeated(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const int32_t count = book->plan->n_activities;
    const char **keys = keys_of(book, out);
    if (keys == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < count;) {
        const int32_t first = first_print(keys, i);
        int32_t n = 1;
        while (first != PD_NONE && i + n < count && first + n < i &&
               strcmp(keys[first + n], keys[i + n]) == 0)
            n++;
        if (first != PD_NONE)
            find_block(book, rule, i, first, n, out);
        i += n;
    }
    pd_free((void *)keys);
    return PDOT_OK;
}

pdot_status pd_rule_repeated_problem(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const char **keys = pd_alloc_array(book->ctx, (size_t)plan->n_problems + 1, sizeof *keys);
    if (keys == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_problems && status == PDOT_OK; i++) {
        const pd_problem *one = &plan->problems[i];
        if ((keys[i] = pd_audit_folded(out, one->text)) == NULL)
            status = out->status;
        for (int32_t j = 0; j < i && status == PDOT_OK && one->text[0] != '\0'; j++) {
            const pd_problem *first = &plan->problems[j];
            /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): NULL comes with a failure */
            if (strcmp(keys[i], keys[j]) != 0 || strcmp(one->component, first->component) != 0)
                continue;
            const pd_place place = pd_audit_place_of(plan, one->document, one->line, one->origin);
            pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                           "Problem %s says the same as %s: \"%s\".", one->id, first->id, one->text);
            pd_finding_values(out, first->id, one->id);
            break;
        }
    }
    pd_free((void *)keys);
    return status;
}

/* --- missing fields ------------------------------------------------------------------------------------- */

typedef struct lacking {
    pd_buffer ids;
    size_t n;
    pd_place place; /* of the first */
} lacking;

static void add_lacking(lacking *all, const char *id, const pd_place *place)
{
    if (all->n == 0)
        all->place = *place;
    if (all->n < MAX_IDS)
        pd_buffer_format(&all->ids, all->n > 0 ? ", %s" : "%s", id);
    all->n++;
}

static void end_lacking(const pd_audit_book *book, lacking *all)
{
    if (all->n > MAX_IDS)
        pd_buffer_format(&all->ids, pd_translate(book->ctx, " and %zu more"), all->n - MAX_IDS);
}

typedef const char *(*activity_field)(const pd_activity *activity);

static const char *indicator_of(const pd_activity *activity)
{
    return activity->indicator;
}
static const char *target_of(const pd_activity *activity)
{
    return activity->target;
}
static const char *partners_of(const pd_activity *activity)
{
    return activity->partners;
}
static const char *objective_of(const pd_activity *activity)
{
    return activity->objective;
}
static const char *marks_of(const pd_activity *activity)
{
    return activity->marks;
}
static const char *component_of(const pd_activity *activity)
{
    return activity->component;
}
static const char *sdg_of(const pd_activity *activity)
{
    return activity->sdg;
}

static const char *base_line_of(const pd_activity *activity)
{
    return activity->base_line;
}
static const char *budget_of(const pd_activity *activity)
{
    return activity->budget;
}
static const char *responsible_of(const pd_activity *activity)
{
    return activity->responsible;
}

static const struct {
    const char *name;
    activity_field get;
} FIELDS[] = {{N_("indicator"), indicator_of},
              {N_("target"), target_of},
              {N_("partners"), partners_of},
              {N_("objective"), objective_of},
              {N_("year marks"), marks_of},
              {N_("component"), component_of},
              {N_("SDG"), sdg_of},
              {N_("base line"), base_line_of},
              {N_("budget"), budget_of},
              {N_("responsible unit"), responsible_of}};

static int32_t activities_with(const pdot_plan *plan, size_t field)
{
    int32_t n = 0;
    for (int32_t i = 0; i < plan->n_activities; i++)
        n += FIELDS[field].get(&plan->activities[i])[0] != '\0';
    return n;
}

/* A field that no activity has is no column of this plan: nothing to find row by row. */
static void find_activity_field(const pd_audit_book *book, const pd_audit_rule *rule, size_t field,
                                pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    lacking all = {.n = 0};
    pd_buffer_init(book->ctx, &all.ids);
    for (int32_t i = 0; i < plan->n_activities; i++) {
        const pd_activity *one = &plan->activities[i];
        const pd_place place = pd_audit_place_of(plan, one->document, one->line, one->origin);
        if (FIELDS[field].get(one)[0] == '\0' && one->repeats[0] == '\0')
            add_lacking(&all, one->id, &place);
    }
    end_lacking(book, &all);
    if (all.n > 0 && activities_with(plan, field) > 0) {
        const char *name = pd_translate(book->ctx, FIELDS[field].name);
        pd_finding_add(out, rule->severity, rule->id, name, &all.place, "Activities without %s (%zu): %s.",
                       name, all.n, all.ids.data);
        pd_finding_values(out, name, "");
    }
    pd_buffer_release(&all.ids);
}

/* Of the fields above, those that no activity has, in one finding. */
pdot_status pd_rule_columns(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    pd_buffer names;
    size_t n = 0;
    pd_buffer_init(book->ctx, &names);
    for (size_t field = 0; field < sizeof FIELDS / sizeof FIELDS[0]; field++)
        if (activities_with(plan, field) == 0)
            pd_buffer_format(&names, n++ > 0 ? ", %s" : "%s", pd_translate(book->ctx, FIELDS[field].name));
    if (n > 0 && plan->n_activities > 0) {
        const pd_activity *first = &plan->activities[0];
        const pd_place place = pd_audit_place_of(plan, first->document, first->line, first->origin);
        pd_finding_add(
            out, rule->severity, rule->id, pd_translate(book->ctx, "activities"), &place,
            "No activity of the plan has: %s. Either its table has no such column, or the manifest "
            "does not name it.",
            names.data);
        pd_finding_values(out, names.data, "");
    }
    pd_buffer_release(&names);
    return out->status;
}

static void find_problem_field(const pd_audit_book *book, const pd_audit_rule *rule, const char *component,
                               bool is_theme, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    lacking all = {.n = 0};
    pd_buffer_init(book->ctx, &all.ids);
    for (int32_t i = 0; i < plan->n_problems; i++) {
        const pd_problem *one = &plan->problems[i];
        const pd_place place = pd_audit_place_of(plan, one->document, one->line, one->origin);
        if (strcmp(one->component, component) == 0 && (is_theme ? one->theme : one->actors)[0] == '\0')
            add_lacking(&all, one->id, &place);
    }
    end_lacking(book, &all);
    if (all.n > 0 && is_theme)
        pd_finding_add(out, PDOT_SEVERITY_INFO, rule->id, component, &all.place,
                       "Problems of \"%s\" without theme (%zu): %s.", component, all.n, all.ids.data);
    else if (all.n > 0)
        pd_finding_add(out, rule->severity, rule->id, component, &all.place,
                       "Problems of \"%s\" without partners (%zu): %s.", component, all.n, all.ids.data);
    if (all.n > 0)
        pd_finding_values(
            out, is_theme ? pd_translate(book->ctx, "theme") : pd_translate(book->ctx, "partners"), "");
    pd_buffer_release(&all.ids);
}

static bool is_first_of_component(const pdot_plan *plan, int32_t index)
{
    for (int32_t i = 0; i < index; i++)
        if (strcmp(plan->problems[i].component, plan->problems[index].component) == 0)
            return false;
    return true;
}

pdot_status pd_rule_missing(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    for (size_t field = 0; field < sizeof FIELDS / sizeof FIELDS[0]; field++)
        find_activity_field(book, rule, field, out);
    for (int32_t i = 0; i < plan->n_problems; i++) {
        if (!is_first_of_component(plan, i))
            continue;
        find_problem_field(book, rule, plan->problems[i].component, false, out);
        find_problem_field(book, rule, plan->problems[i].component, true, out);
    }
    return out->status;
}
