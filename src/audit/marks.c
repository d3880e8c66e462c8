/* Year marks against the year columns, year columns against the period. */
#include <string.h>

#include "audit/rules.h"
#include "text/years.h"

typedef enum fault { TOO_MANY, TOO_FEW, UNREADABLE } fault;

static bool has_fault(const pdot_plan *plan, const pd_activity *activity, fault what)
{
    const int32_t n = pd_marks_count(activity->marks);
    if (what == UNREADABLE)
        return n == PD_MARKS_UNREADABLE;
    if (n <= 0 || plan->n_years == 0)
        return false;
    return what == TOO_MANY ? n > plan->n_years : n < plan->n_years;
}

/* Neighbouring rows with the same number of marks are one finding: they come from one printed table. */
static int32_t run_of(const pdot_plan *plan, int32_t start, fault what)
{
    const int32_t marks = pd_marks_count(plan->activities[start].marks);
    int32_t n = 1;
    while (start + n < plan->n_activities && has_fault(plan, &plan->activities[start + n], what) &&
           pd_marks_count(plan->activities[start + n].marks) == marks)
        n++;
    return n;
}

static void find_run(const pd_audit_book *book, const pd_audit_rule *rule, int32_t start, int32_t n,
                     fault what, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const pd_activity *first = &plan->activities[start], *last = &plan->activities[start + n - 1];
    const pd_place place = pd_audit_place_of(plan, first->document, first->line, first->origin);
    const int32_t marks = pd_marks_count(first->marks);
    if (what == UNREADABLE) {
        pd_finding_add(out, rule->severity, rule->id, first->id, &place,
                       "The year marks \"%s\" of %s hold something else than marks.", first->marks,
                       first->id);
        return;
    }
    if (n == 1)
        pd_finding_add(
            out, rule->severity, rule->id, first->id, &place,
            "Activity %s (line %lld) has %d year marks, the table %d year columns; no years are read.",
            first->id, pd_audit_line(first), (int)marks, (int)plan->n_years);
    else
        pd_finding_add(out, rule->severity, rule->id, first->id, &place,
                       "%d activities, %s to %s (lines %lld to %lld), have %d year marks, the table %d year "
                       "columns; no years are read.",
                       (int)n, first->id, last->id, pd_audit_line(first), pd_audit_line(last), (int)marks,
                       (int)plan->n_years);
    pd_audit_values(out, book->ctx, plan->n_years, marks);
}

static pdot_status find_fault(const pd_audit_book *book, const pd_audit_rule *rule, fault what,
                              pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    for (int32_t i = 0; i < plan->n_activities; i++) {
        if (!has_fault(plan, &plan->activities[i], what))
            continue;
        const int32_t n = what == UNREADABLE ? 1 : run_of(plan, i, what);
        find_run(book, rule, i, n, what, out);
        i += n - 1;
    }
    return PDOT_OK;
}

pdot_status pd_rule_marks_excess(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return find_fault(book, rule, TOO_MANY, out);
}

pdot_status pd_rule_marks_short(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return find_fault(book, rule, TOO_FEW, out);
}

pdot_status pd_rule_marks_unreadable(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return find_fault(book, rule, UNREADABLE, out);
}

pdot_status pd_rule_period(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    if (plan->first_year == 0 || plan->n_years == 0)
        return PDOT_OK;
    for (int32_t i = 0; i < plan->n_years; i++)
        if (plan->years[i] < plan->first_year || plan->years[i] > plan->last_year) {
            pd_finding_add(out, PDOT_SEVERITY_ERROR, rule->id, plan->id, NULL,
                           "The year column %d lies outside the plan's period %d to %d.", (int)plan->years[i],
                           (int)plan->first_year, (int)plan->last_year);
            pd_audit_values(out, book->ctx, plan->first_year, plan->years[i]);
        }
    const int32_t n = plan->last_year - plan->first_year + 1; /* a term of n - 1 years touches n */
    if (n != plan->n_years && n != plan->n_years + 1) {
        pd_finding_add(out, rule->severity, rule->id, plan->id, NULL,
                       "The plan's period %d to %d has %d years, the activity table %d year columns.",
                       (int)plan->first_year, (int)plan->last_year, (int)n, (int)plan->n_years);
        pd_audit_values(out, book->ctx, n, plan->n_years);
    }
    return PDOT_OK;
}
