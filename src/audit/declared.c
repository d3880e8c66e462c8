/* Figures that the plan's text states, against the items they sum, the rows they count and each other.
 *
 * A row of the declared table names a subject and a quantity. Subjects of recorded tables are written
 * "table/column=value|column=value"; quantities "total:column" (sum of that column) and "filas" (number of
 * rows). Shares of one whole are written "whole/part" with the unit %. */
#include <math.h>
#include <string.h>

#include "audit/rules.h"
#include "base/number.h"

#define CENT         0.005 /* half a cent: sums of printed amounts are exact to it */
#define SHARE_SLACK  0.5   /* percent: parts are printed as whole numbers */
#define GROWTH_SLACK 1.0   /* percent: a growth is printed as a whole number */
#define RATE_SLACK   0.05  /* months have 28 to 31 days, years days off */

typedef struct declared {
    const pd_audit_table *table;
    const pd_audit_row *row;
    const char *subject, *quantity, *unit;
    double value;
} declared;

static const pd_audit_table *declared_table(const pd_audit_book *book)
{
    return pd_audit_table_find(book, "declared");
}

static bool read_declared(const pd_audit_table *table, size_t index, declared *out)
{
    const pd_audit_row *row = &table->rows[index];
    *out = (declared){.table = table,
                      .row = row,
                      .subject = pd_audit_cell(table, row, "subject"),
                      .quantity = pd_audit_cell(table, row, "quantity"),
                      .unit = pd_audit_cell(table, row, "unit")};
    return pd_number_parse(pd_audit_cell(table, row, "value"), strlen(pd_audit_cell(table, row, "value")),
                           &out->value);
}

/* True if the row passes "column=value|column=value". */
static bool passes(const pd_audit_table *table, const pd_audit_row *row, const char *filters)
{
    for (const char *at = filters; *at != '\0';) {
        const size_t length = strcspn(at, "|"), name = strcspn(at, "=");
        if (name >= length)
            return false;
        bool is_met = false;
        for (int32_t i = 0; i < table->n_columns; i++)
            is_met =
                is_met || (strlen(table->columns[i]) == name && strncmp(table->columns[i], at, name) == 0 &&
                           strlen(row->cells[i]) == length - name - 1 &&
                           strncmp(row->cells[i], at + name + 1, length - name - 1) == 0);
        if (!is_met)
            return false;
        at += length + (at[length] == '|');
    }
    return true;
}

/* The table of a subject and its filters; NULL if it is no recorded table. */
static const pd_audit_table *subject_table(const pd_audit_book *book, const char *subject,
                                           const char **filters)
{
    const size_t length = strcspn(subject, "/");
    *filters = subject[length] == '/' ? subject + length + 1 : "";
    for (size_t i = 0; i < book->n_tables; i++)
        if ((strlen(book->tables[i].name) == length && strncmp(book->tables[i].name, subject, length) == 0) ||
            (strlen(book->tables[i].word) == length && strncmp(book->tables[i].word, subject, length) == 0))
            return &book->tables[i];
    return NULL;
}

/* Sum of a column over the rows that pass, and its terms as "45 + 1 + 11". */
static size_t sum_items(const pd_audit_table *table, const char *filters, const char *column,
                        pd_buffer *terms, double *sum)
{
    pd_sum total = {0};
    size_t n = 0;
    for (size_t i = 0; i < table->n_rows; i++) {
        double value = 0;
        if (!passes(table, &table->rows[i], filters) ||
            !pd_audit_number(pd_audit_cell(table, &table->rows[i], column), &value))
            continue;
        if (n++ > 0)
            pd_buffer_text(terms, " + ");
        pd_audit_show(terms, value);
        pd_sum_add(&total, value);
    }
    *sum = pd_sum_total(&total);
    return n;
}

static bool is_whole(double value)
{
    return fabs(value - pd_number_round(value, 0)) < CENT;
}

/* The same figure may be stated in several places, rounded in some: it is found once, with the first that
 * gives it in full. */
static bool is_stated_elsewhere(const pd_audit_table *table, size_t index, const declared *one)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        declared other;
        if (i == index || !read_declared(table, i, &other) || strcmp(other.subject, one->subject) != 0 ||
            strcmp(other.quantity, one->quantity) != 0)
            continue;
        const double gap = fabs(other.value - one->value);
        if ((i < index && gap < CENT) ||
            (gap >= CENT && gap < 1 && is_whole(one->value) && !is_whole(other.value)))
            return true;
    }
    return false;
}

pdot_status pd_rule_total(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    pd_buffer terms, stated;
    pd_buffer_init(book->ctx, &terms);
    pd_buffer_init(book->ctx, &stated);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared one;
        const char *filters = "";
        double sum = 0;
        if (!read_declared(table, i, &one) || strncmp(one.quantity, "total:", 6) != 0 ||
            is_stated_elsewhere(table, i, &one))
            continue;
        const pd_audit_table *items = subject_table(book, one.subject, &filters);
        pd_buffer_clear(&terms);
        pd_buffer_clear(&stated);
        if (items == NULL || sum_items(items, filters, one.quantity + 6, &terms, &sum) < 2 ||
            fabs(sum - one.value) < CENT)
            continue;
        pd_audit_show(&stated, one.value);
        pd_buffer_text(&terms, " = ");
        pd_audit_show(&terms, sum);
        const pd_place place = pd_audit_place(table, one.row);
        pd_finding_add(out, rule->severity, rule->id, one.subject, &place,
                       "%s: the text says %s in all, but %s.", pd_audit_subject(out, one.subject),
                       stated.data, terms.data);
        pd_audit_values(out, book->ctx, sum, one.value);
    }
    const pdot_status status = pd_buffer_status(&terms);
    pd_buffer_release(&stated);
    pd_buffer_release(&terms);
    return status;
}

/* Rows of the plan's territories: "territorios/tipo=urbana". */
static bool count_territories(const pd_audit_book *book, const char *subject, int64_t *out)
{
    static const char prefix[] = "territorios/tipo=";
    if (strncmp(subject, prefix, sizeof prefix - 1) != 0)
        return false;
    *out = 0;
    for (int32_t i = 0; i < book->plan->n_territories; i++)
        *out += book->plan->territories[i].is_finest &&
                strcmp(book->plan->territories[i].kind, subject + sizeof prefix - 1) == 0;
    return *out > 0; /* a layer that gives no kinds says nothing */
}

static bool count_rows(const pd_audit_book *book, const char *subject, int64_t *out)
{
    const char *filters = "";
    if (count_territories(book, subject, out))
        return true;
    const pd_audit_table *table = subject_table(book, subject, &filters);
    *out = 0;
    for (size_t i = 0; table != NULL && i < table->n_rows; i++)
        *out += passes(table, &table->rows[i], filters);
    return table != NULL;
}

pdot_status pd_rule_count(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared one;
        int64_t n = 0;
        if (!read_declared(table, i, &one) || strcmp(one.quantity, "filas") != 0 ||
            is_stated_elsewhere(table, i, &one) || !count_rows(book, one.subject, &n) ||
            fabs((double)n - one.value) < CENT)
            continue;
        const pd_place place = pd_audit_place(table, one.row);
        pd_finding_add(out, rule->severity, rule->id, one.subject, &place,
                       "%s: the text says %s %s, the table has %s.", pd_audit_subject(out, one.subject),
                       pd_audit_shown(out, one.value, 0), one.unit, pd_audit_shown(out, (double)n, 0));
        pd_audit_values(out, book->ctx, (double)n, one.value);
    }
    return PDOT_OK;
}

static bool is_summed(const pd_audit_book *book, const declared *one)
{
    const char *filters = "";
    return (strncmp(one->quantity, "total:", 6) == 0 || strcmp(one->quantity, "filas") == 0) &&
           subject_table(book, one->subject, &filters) != NULL;
}

/* "102.591,18 (en cifras)" */
static void write_stated(const pd_audit_table *table, const declared *one, pd_buffer *out)
{
    const char *note = pd_audit_cell(table, one->row, "note");
    pd_buffer_clear(out);
    pd_audit_show(out, one->value);
    if (note[0] != '\0')
        pd_buffer_format(out, " (%s)", note);
}

/* The first row before `index` that states the same quantity of the same subject. */
static bool find_first(const pd_audit_table *table, size_t index, const declared *one, declared *out)
{
    for (size_t i = 0; i < index; i++)
        if (read_declared(table, i, out) && strcmp(out->subject, one->subject) == 0 &&
            strcmp(out->quantity, one->quantity) == 0)
            return true;
    return false;
}

/* Figures against words, text against table: one subject, one quantity, two values. Sums and counts are the
 * business of their own rules. */
pdot_status pd_rule_declared_twice(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    pd_buffer a, b;
    pd_buffer_init(book->ctx, &a);
    pd_buffer_init(book->ctx, &b);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared one, first;
        if (!read_declared(table, i, &one) || is_summed(book, &one) || !find_first(table, i, &one, &first) ||
            fabs(first.value - one.value) < CENT)
            continue;
        write_stated(table, &first, &a);
        write_stated(table, &one, &b);
        const pd_place place = pd_audit_place(table, one.row);
        pd_finding_add(out, rule->severity, rule->id, one.subject, &place,
                       "%s of %s is stated as %s and as %s.", one.quantity, one.subject, a.data, b.data);
        pd_audit_values(out, book->ctx, first.value, one.value);
    }
    const pdot_status status = pd_buffer_status(&a);
    pd_buffer_release(&b);
    pd_buffer_release(&a);
    return status;
}

static bool is_share(const declared *one)
{
    return strcmp(one->unit, "%") == 0 && strchr(one->subject, '/') != NULL &&
           strcmp(one->quantity, "participacion") == 0;
}

static bool is_same_whole(const declared *a, const declared *b)
{
    const size_t length = strcspn(a->subject, "/");
    return strcspn(b->subject, "/") == length && strncmp(a->subject, b->subject, length) == 0;
}

static bool is_first_of_whole(const pd_audit_table *table, size_t index, const declared *one)
{
    for (size_t i = 0; i < index; i++) {
        declared other;
        if (read_declared(table, i, &other) && is_share(&other) && is_same_whole(one, &other))
            return false;
    }
    return true;
}

pdot_status pd_rule_shares(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    pd_buffer terms;
    pd_buffer_init(book->ctx, &terms);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared one, other;
        if (!read_declared(table, i, &one) || !is_share(&one) || !is_first_of_whole(table, i, &one))
            continue;
        pd_sum sum = {0};
        size_t n = 0;
        pd_buffer_clear(&terms);
        for (size_t j = i; j < table->n_rows; j++) {
            if (!read_declared(table, j, &other) || !is_share(&other) || !is_same_whole(&one, &other))
                continue;
            if (n++ > 0)
                pd_buffer_text(&terms, " + ");
            pd_audit_show(&terms, other.value);
            pd_sum_add(&sum, other.value);
        }
        const double total = pd_sum_total(&sum);
        if (n < 2 || fabs(total - 100) <= SHARE_SLACK)
            continue;
        pd_buffer_text(&terms, " = ");
        pd_audit_show(&terms, total);
        const pd_place place = pd_audit_place(table, one.row);
        pd_finding_add(out, rule->severity, rule->id, one.subject, &place,
                       "The shares of \"%.*s\" do not make 100 %%: %s.", (int)strcspn(one.subject, "/"),
                       one.subject, terms.data);
        pd_audit_values(out, book->ctx, 100, total);
    }
    const pdot_status status = pd_buffer_status(&terms);
    pd_buffer_release(&terms);
    return status;
}

/* The value of a subject's quantity; false if it is not stated. */
static bool find_value(const pd_audit_table *table, const char *subject, const char *quantity, declared *out)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (read_declared(table, i, out) && strcmp(out->subject, subject) == 0 &&
            strcmp(out->quantity, quantity) == 0)
            return true;
    return false;
}

/* "30 % more, 7 centres, now 30": 7 of 23 is 30.4 %. */
pdot_status pd_rule_growth(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared growth, units, now;
        if (!read_declared(table, i, &growth) || strcmp(growth.quantity, "incremento") != 0 ||
            strcmp(growth.unit, "%") != 0 ||
            !find_value(table, growth.subject, "incremento en unidades", &units) ||
            !find_value(table, growth.subject, "filas", &now) || now.value <= units.value)
            continue;
        const double actual = 100 * units.value / (now.value - units.value);
        if (fabs(actual - growth.value) <= GROWTH_SLACK)
            continue;
        const pd_place place = pd_audit_place(table, growth.row);
        pd_finding_add(out, rule->severity, rule->id, growth.subject, &place,
                       "%s: the text says a growth of %s %%, but %s more, %s now, is %s %%.", growth.subject,
                       pd_audit_shown(out, growth.value, 0), pd_audit_shown(out, units.value, 0),
                       pd_audit_shown(out, now.value, 0), pd_audit_shown(out, actual, 1));
        pd_audit_values(out, book->ctx, actual, growth.value);
    }
    return PDOT_OK;
}

static const struct {
    const char *from, *to;
    double factor;
} RATES[] = {{" por dia", " por mes", 30}, {" por mes", " por anio", 12}};

/* Compares "<what> por dia" with "<what> por mes" of the same subject. */
static void compare_rates(const pd_audit_book *book, const pd_audit_rule *rule, const declared *one,
                          size_t rate, pd_findings *out)
{
    const size_t length = strlen(one->quantity), tail = strlen(RATES[rate].from);
    if (length < tail || strcmp(one->quantity + length - tail, RATES[rate].from) != 0)
        return;
    for (size_t i = 0; i < one->table->n_rows; i++) {
        declared other;
        if (!read_declared(one->table, i, &other) || strcmp(other.subject, one->subject) != 0 ||
            strncmp(other.quantity, one->quantity, length - tail) != 0 ||
            strcmp(other.quantity + length - tail, RATES[rate].to) != 0)
            continue;
        const double expected = one->value * RATES[rate].factor;
        if (fabs(expected - other.value) <= RATE_SLACK * other.value)
            continue;
        const pd_place place = pd_audit_place(other.table, other.row);
        pd_finding_add(out, rule->severity, rule->id, one->subject, &place,
                       "%s: %s %s does not go with %s %s.", one->subject, pd_audit_shown(out, one->value, 0),
                       one->quantity, pd_audit_shown(out, other.value, 0), other.quantity);
        pd_audit_values(out, book->ctx, expected, other.value);
    }
}

pdot_status pd_rule_rates(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = declared_table(book);
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        declared one;
        if (!read_declared(table, i, &one))
            continue;
        for (size_t rate = 0; rate < sizeof RATES / sizeof RATES[0]; rate++)
            compare_rates(book, rule, &one, rate, out);
    }
    return PDOT_OK;
}
