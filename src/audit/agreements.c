/* Agreements: dates, terms, numbers. Dates are AAAA-MM-DD, as recorded. */
#include <string.h>

#include "audit/rules.h"
#include "base/number.h"
#include "text/target.h"

#define TERM_SLACK_DAYS 32 /* a term in months may end a day early and months differ in length */
#define DAYS_PER_MONTH  30.4375

typedef struct agreement {
    const pd_audit_row *row;
    const char *id, *title, *party, *number, *term, *units;
    int64_t from, to; /* day numbers, 0 if not given */
    int from_year;
} agreement;

/* The day of a date and its year; 0 if the text is no date. */
static int64_t day_number(const char *text, int *year)
{
    int64_t y = 0;
    const int64_t day = pd_date_day(text, strlen(text));
    *year = day != 0 && pd_integer_parse(text, 4, &y) ? (int)y : 0;
    return day;
}

static agreement read_agreement(const pd_audit_table *table, size_t index)
{
    const pd_audit_row *row = &table->rows[index];
    int ignored = 0;
    agreement out = {.row = row,
                     .id = pd_audit_cell(table, row, "id"),
                     .title = pd_audit_cell(table, row, "convenio"),
                     .party = pd_audit_cell(table, row, "contraparte"),
                     .number = pd_audit_cell(table, row, "numero"),
                     .term = pd_audit_cell(table, row, "plazo"),
                     .units = pd_audit_cell(table, row, "unidades")};
    out.from = day_number(pd_audit_cell(table, row, "desde"), &out.from_year);
    out.to = day_number(pd_audit_cell(table, row, "hasta"), &ignored);
    return out;
}

typedef void (*each_fn)(const pd_audit_book *book, const pd_audit_rule *rule, const pd_audit_table *table,
                        const agreement *one, pd_findings *out);

static pdot_status each_agreement(const pd_audit_book *book, const pd_audit_rule *rule, each_fn each,
                                  pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "agreements");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const agreement one = read_agreement(table, i);
        each(book, rule, table, &one, out);
    }
    return PDOT_OK;
}

static void check_dates(const pd_audit_book *book, const pd_audit_rule *rule, const pd_audit_table *table,
                        const agreement *one, pd_findings *out)
{
    (void)book;
    if (one->from == 0 || one->to == 0 || one->to >= one->from)
        return;
    const pd_place place = pd_audit_place(table, one->row);
    pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                   "Agreement %s ends (%s) before it starts (%s).", one->id,
                   pd_audit_cell(table, one->row, "hasta"), pd_audit_cell(table, one->row, "desde"));
    pd_finding_values(out, pd_audit_cell(table, one->row, "desde"), pd_audit_cell(table, one->row, "hasta"));
}

pdot_status pd_rule_agreement_dates(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return each_agreement(book, rule, check_dates, out);
}

/* Days of a term that starts with "5 años" or "3 meses"; 0 if it says none. */
static double term_days(const char *folded)
{
    const pd_target term = pd_target_read(folded);
    if (!term.has_value || term.value_start != 0)
        return 0;
    if (strncmp(term.unit, "ano", 3) == 0)
        return term.value * DAYS_PER_MONTH * 12;
    return strncmp(term.unit, "mes", 3) == 0 ? term.value * DAYS_PER_MONTH : 0;
}

static void check_term(const pd_audit_book *book, const pd_audit_rule *rule, const pd_audit_table *table,
                       const agreement *one, pd_findings *out)
{
    const char *folded = one->from != 0 && one->to != 0 ? pd_audit_folded(out, one->term) : NULL;
    const double days = folded != NULL ? term_days(folded) : 0;
    const double actual = (double)(one->to - one->from);
    if (days <= 0 || actual < 0 || (actual > days - TERM_SLACK_DAYS && actual < days + TERM_SLACK_DAYS))
        return;
    const pd_place place = pd_audit_place(table, one->row);
    pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                   "Agreement %s: the term \"%s\" does not match its dates, which are %lld days apart.",
                   one->id, one->term, (long long)(one->to - one->from));
    pd_audit_values(out, book->ctx, pd_number_round(days, 0), actual);
}

pdot_status pd_rule_agreement_term(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return each_agreement(book, rule, check_term, out);
}

/* A number that ends in a year ("…-AJ-2023"); 0 if it does not. */
static int year_of_number(const char *number)
{
    int64_t year = 0;
    const size_t n = strlen(number);
    if (n < 5 || (number[n - 5] >= '0' && number[n - 5] <= '9') ||
        !pd_integer_parse(number + n - 4, 4, &year))
        return 0;
    return year >= 1990 && year <= 2100 ? (int)year : 0;
}

static void check_year(const pd_audit_book *book, const pd_audit_rule *rule, const pd_audit_table *table,
                       const agreement *one, pd_findings *out)
{
    const int year = year_of_number(one->number);
    if (year == 0 || one->from_year == 0 || year == one->from_year)
        return;
    const pd_place place = pd_audit_place(table, one->row);
    pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                   "Agreement %s has a number of %d (%s) and starts in %d (%s).", one->id, year, one->number,
                   one->from_year, pd_audit_cell(table, one->row, "desde"));
    pd_audit_values(out, book->ctx, year, one->from_year);
}

pdot_status pd_rule_agreement_year(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    return each_agreement(book, rule, check_year, out);
}

static bool overlap(const agreement *a, const agreement *b)
{
    return a->from != 0 && a->to != 0 && b->from != 0 && b->to != 0 && a->from <= b->to && b->from <= a->to &&
           a->party[0] != '\0' && strcmp(a->party, b->party) == 0 && strcmp(a->title, b->title) == 0 &&
           strcmp(a->units, b->units) == 0;
}

pdot_status pd_rule_agreement_overlap(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "agreements");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const agreement one = read_agreement(table, i);
        for (size_t j = 0; j < i; j++) {
            const agreement other = read_agreement(table, j);
            if (!overlap(&one, &other))
                continue;
            const pd_place place = pd_audit_place(table, one.row);
            pd_finding_add(out, rule->severity, rule->id, one.id, &place,
                           "Agreements %s and %s with %s on \"%s\" overlap in time.", other.id, one.id,
                           one.party, one.title);
            pd_finding_values(out, other.id, one.id);
        }
    }
    return PDOT_OK;
}

/* Another agreement with the party on the subject that holds on the day or later. */
static bool has_successor(const pd_audit_table *table, size_t index, const agreement *one, int64_t day)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const agreement other = read_agreement(table, i);
        if (i != index && one->party[0] != '\0' && strcmp(other.party, one->party) == 0 &&
            strcmp(other.title, one->title) == 0 && other.from != 0 && (other.to == 0 || other.to >= day))
            return true;
    }
    return false;
}

/* One finding for all that had ended: each alone is no news. */
pdot_status pd_rule_agreement_expired(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "agreements");
    const char *on = book->reporting_date != NULL ? book->reporting_date : "";
    const int64_t day = pd_date_day(on, strlen(on));
    const pd_audit_row *first = NULL;
    size_t n = 0;
    pd_buffer list;
    pd_buffer_init(book->ctx, &list);
    for (size_t i = 0; table != NULL && day != 0 && i < table->n_rows; i++) {
        const agreement one = read_agreement(table, i);
        if (one.to == 0 || one.to >= day || one.from > one.to || has_successor(table, i, &one, day))
            continue;
        pd_buffer_format(&list, n++ > 0 ? ", %s (%s)" : "%s (%s)", one.id,
                         pd_audit_cell(table, one.row, "hasta"));
        first = first != NULL ? first : one.row;
    }
    const pdot_status status = pd_buffer_status(&list);
    if (status == PDOT_OK && n > 0) {
        const pd_place place = pd_audit_place(table, first);
        pd_finding_add(
            out, rule->severity, rule->id, on, &place,
            "Agreements that had ended by %s and that none with the same party on the same subject "
            "follows (%zu): %s.",
            on, n, list.data);
    }
    pd_buffer_release(&list);
    return status;
}
