/* The audit: rules that compare the plan with itself and with the map. Each rule is a row of one table, reads
 * the book and adds findings; it knows no other rule. Nothing is corrected: a finding proposes. */
#ifndef PD_AUDIT_AUDIT_H
#define PD_AUDIT_AUDIT_H

#include "base/finding.h"
#include "model/plan.h"
#include "text/zone.h"

/* A recorded table of the plan as read: budget, services, agreements, declared figures … */
typedef struct pd_audit_row {
    const char *const *cells;
    int64_t line; /* of the table's file */
} pd_audit_row;
typedef struct pd_audit_table {
    const char *word; /* of the manifest: "budget" */
    const char *name; /* of its file without folder and ending: "presupuesto" */
    const char *path;
    const char *const *columns;
    int32_t n_columns;
    const pd_audit_row *rows;
    size_t n_rows;
} pd_audit_table;

/* What the map says: high ground of a hazard in a territory. */
typedef struct pd_audit_measure {
    int32_t territory, hazard;
    double mapped_ha, high_ha;
} pd_audit_measure;

/* A work of an activity in a territory, as far as the overlay found one. */
typedef struct pd_audit_work {
    const char *activity, *code;
} pd_audit_work;

/* What the works of an activity measure, all of them together. */
typedef struct pd_audit_extent {
    const char *activity;
    double length_m, area_ha;
    int64_t points;
    double beyond_length_m, beyond_area_ha; /* of these outside every territory */
    int64_t beyond_points;
} pd_audit_extent;

/* Everything a rule may look at. Borrows; built by the pipeline, read-only here. */
typedef struct pd_audit_book {
    pdot_ctx *ctx;
    const pdot_plan *plan;
    const pd_gazetteer *gazetteer;
    const pd_audit_table *tables;
    size_t n_tables;
    const pd_audit_measure *measures;
    size_t n_measures;
    const pd_audit_work *works;
    size_t n_works;
    const pd_audit_extent *extents;
    size_t n_extents;
    const char *reporting_date; /* AAAA-MM-DD: the day agreements are looked at; NULL or "": none */
} pd_audit_book;

typedef struct pd_audit_rule pd_audit_rule;
/* Adds findings of this rule; failures stick to the findings. */
typedef pdot_status (*pd_audit_fn)(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
struct pd_audit_rule {
    const char *id;
    pdot_severity severity;
    pd_audit_fn run;
    const char *text; /* what it looks for, one sentence */
};

/* The rules in the order they run; NULL past the end. */
const pd_audit_rule *pd_audit_rule_at(size_t index);
const pd_audit_rule *pd_audit_rule_find(const char *id);
/* Runs all rules. */
PDOT_MUST_CHECK pdot_status pd_audit_run(const pd_audit_book *book, pd_findings *out);

#endif
