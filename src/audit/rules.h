/* The rules' functions and what they share. Only src/audit includes it. */
#ifndef PD_AUDIT_RULES_H
#define PD_AUDIT_RULES_H

#include "audit/audit.h"
#include "base/buffer.h"

/* Marks a word for the catalogue of messages; it is translated where it is printed. */
#define N_(text) text

pdot_status pd_rule_total(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_count(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_declared_twice(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_shares(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_growth(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_rates(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_area(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_repeated(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_repeated_problem(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_columns(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_missing(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_marks_excess(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_marks_short(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_marks_unreadable(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_period(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_other(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_shared(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_conflict(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_silent(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_level(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_agreement_dates(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_agreement_term(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_agreement_year(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_agreement_overlap(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_agreement_expired(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_objective_wording(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_objective_empty(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_names(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_zone_words(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_hazard_extent(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_work_beyond(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_work_outside(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);
pdot_status pd_rule_target_works(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out);

/* By the manifest's word or the file's name; NULL if absent. */
const pd_audit_table *pd_audit_table_find(const pd_audit_book *book, const char *name);
/* Cell of a column by name; "" if the table has no such column. */
const char *pd_audit_cell(const pd_audit_table *table, const pd_audit_row *row, const char *column);
/* A cell as a number; false if empty or unreadable. */
bool pd_audit_number(const char *cell, double *out);
/* Where a row stands: its document and line if it says them, else file and line of the table. */
pd_place pd_audit_place(const pd_audit_table *table, const pd_audit_row *row);
pd_place pd_audit_place_of(const pdot_plan *plan, const char *document, int64_t line, pd_origin origin);

/* Line of an activity for sentences: of its document, else of its table. */
long long pd_audit_line(const pd_activity *activity);

/* A figure of a column: whole numbers without decimals, others with two. */
void pd_audit_figure(pd_buffer *out, double value);
/* The same in a sentence, with the decimal and grouping signs of its language. */
void pd_audit_show(pd_buffer *out, double value);
/* A figure with these decimals for a sentence, in the findings' own arena; "" after a failure. */
const char *pd_audit_shown(pd_findings *out, double value, int decimals);
/* "clinica (Tabla 2)" of the subject "clinica/tabla=Tabla 2", in the findings' own arena; "" after a failure.
 */
const char *pd_audit_subject(pd_findings *out, const char *subject);
/* Sets expected and found of the newest finding to two figures. */
void pd_audit_values(pd_findings *out, pdot_ctx *ctx, double expected, double found);
/* Folded copy in the findings' own arena; NULL after a failure, which is then sticky. */
const char *pd_audit_folded(pd_findings *out, const char *text);

#endif
