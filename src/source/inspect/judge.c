/* From what the columns hold to what is wrong with them, and to the rows of the report. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "source/inspect/roles.h"

/* A code on several rows is a fault if it is the exception; if every fifth code does it, the column points to
 * territories and is no key of its own. */
#define KEY_REPEATS_AT_MOST 5

static int compare_frequency(const void *left, const void *right)
{
    const pd_distinct *a = left, *b = right;
    if (a->count != b->count)
        return a->count > b->count ? -1 : 1;
    return a->first_row < b->first_row ? -1 : a->first_row > b->first_row;
}

/* The values by frequency, in a block of their own. */
static pd_distinct *sorted_values(pdot_ctx *ctx, const pd_column_facts *column)
{
    pd_distinct *copy = pd_alloc_array(ctx, column->n_values + 1, sizeof *copy);
    if (copy == NULL)
        return NULL;
    if (column->n_values > 0) {
        memcpy(copy, column->values, column->n_values * sizeof *copy);
        qsort(copy, column->n_values, sizeof *copy, compare_frequency);
    }
    return copy;
}

static void judge_duplicates(pdot_ctx *ctx, const pd_column_facts *column, bool has_ground,
                             pd_symptoms *symptoms)
{
    size_t repeated = 0;
    uint64_t rows = 0;
    for (size_t i = 0; i < column->n_values; i++)
        if (column->values[i].count > 1) {
            repeated++;
            rows += column->values[i].count;
        }
    if (repeated == 0 || column->is_full || KEY_REPEATS_AT_MOST * repeated > column->n_values)
        return;
    pd_distinct *sorted = sorted_values(ctx, column);
    if (sorted == NULL) {
        symptoms->status = PDOT_NOMEM;
        return;
    }
    if (has_ground)
        pd_symptom_add(symptoms, PDOT_SEVERITY_ERROR, "code_duplicate", repeated, (double)NAN,
                       "Column \"%s\": codes that stand on more than one feature: %zu (%llu features). A "
                       "territory is one "
                       "feature: dissolve them by the code, correct the codes, or name another column.",
                       column->name, repeated, (unsigned long long)rows);
    else
        pd_symptom_add(symptoms, PDOT_SEVERITY_ERROR, "code_duplicate", repeated, (double)NAN,
                       "Column \"%s\": codes that stand on more than one row: %zu (%llu rows). A table that "
                       "is joined by code "
                       "has one row for each: remove the repeated rows or correct their codes.",
                       column->name, repeated, (unsigned long long)rows);
    for (size_t i = 0; i < column->n_values && i < PD_SYMPTOM_EXAMPLES && sorted[i].count > 1; i++)
        pd_symptom_example(symptoms, "%s: %llu times, first in row %lld", sorted[i].text,
                           (unsigned long long)sorted[i].count, (long long)sorted[i].first_row);
    pd_free(sorted);
}

static void add_examples_of_length(const pd_column_facts *column, size_t digits, pd_symptoms *symptoms)
{
    size_t n = 0;
    for (size_t i = 0; i < column->n_values && n < 3; i++) {
        const char *text = column->values[i].text;
        if (strlen(text) != digits || strspn(text, "0123456789") != digits)
            continue;
        pd_symptom_example(symptoms, "%s (row %lld)", text, (long long)column->values[i].first_row);
        n++;
    }
}

static void judge_padding(const pd_column_facts *column, pd_symptoms *symptoms)
{
    size_t longest = PD_COLUMN_LENGTHS;
    while (longest > 0 && column->digits[longest] == 0)
        longest--;
    size_t shortest = 1;
    while (shortest < longest && column->digits[shortest] == 0)
        shortest++;
    const bool is_dpa = pd_column_is_dpa(column);
    if (is_dpa && shortest == longest && (longest == 1 || longest == 3 || longest == 5)) {
        pd_symptom_add(
            symptoms, PDOT_SEVERITY_REVIEW, "code_unpadded", column->digits[longest], (double)NAN,
            "Column \"%s\": %llu codes, all of %zu digits, one less than the DPA's. A spreadsheet took the "
            "zero in front of provinces 01 to 09 away: write them with %zu digits, as text.",
            column->name, (unsigned long long)column->digits[longest], longest, longest + 1);
        add_examples_of_length(column, longest, symptoms);
        return;
    }
    const bool is_code_length = longest == 4 || longest == 6 || longest == 9 || longest == 12;
    if (!is_code_length || shortest + 1 != longest)
        return;
    const unsigned long long kept = column->digits[longest], lost = column->digits[shortest];
    if (is_dpa && longest <= 6)
        pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "code_unpadded", lost, (double)NAN,
                       "Column \"%s\": codes of %zu digits: %llu, of %zu digits: %llu. A spreadsheet took "
                       "the zero in front "
                       "of provinces 01 to 09 away: write them with %zu digits, as text.",
                       column->name, shortest, lost, longest, kept, longest);
    else
        pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "code_unpadded", lost, (double)NAN,
                       "Column \"%s\": codes of %zu digits: %llu, of %zu digits: %llu: a zero was lost, in "
                       "front or inside. "
                       "They match no official code as they are: give a crosswalk (codes: in the manifest).",
                       column->name, shortest, lost, longest, kept);
    add_examples_of_length(column, shortest, symptoms);
}

static void judge_foreign_codes(const pd_column_facts *column, pd_symptoms *symptoms)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < column->n_values; i++)
        rows += pd_code_is_dpa(column->values[i].text) ? 0 : column->values[i].count;
    if (rows == 0 || !pd_column_is_dpa(column))
        return;
    pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "code_unknown", rows, (double)NAN,
                   "Column \"%s\": rows that hold no code of the DPA: %llu (a code is province 01 to 24, "
                   "then canton, then parroquia).",
                   column->name, (unsigned long long)rows);
    for (size_t i = 0; i < column->n_values; i++)
        if (!pd_code_is_dpa(column->values[i].text))
            pd_symptom_example(symptoms, "%s (row %lld)", column->values[i].text,
                               (long long)column->values[i].first_row);
}

static void judge_classes(pdot_ctx *ctx, const pd_column_facts *column, pd_symptoms *symptoms)
{
    if (column->class_words == 0 || column->class_words == column->n_values)
        return;
    pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "class_unknown", column->n_values - column->class_words,
                   (double)NAN,
                   "Column \"%s\": values that are no usual class word: %llu. Give each a row of the class "
                   "table, with its "
                   "rank, or an empty rank for no data.",
                   column->name, (unsigned long long)(column->n_values - column->class_words));
    for (size_t i = 0; i < column->n_values; i++)
        if (pd_class_word_rank(ctx, column->values[i].text) == -2)
            pd_symptom_example(symptoms, "\"%s\": %llu times, first in row %lld", column->values[i].text,
                               (unsigned long long)column->values[i].count,
                               (long long)column->values[i].first_row);
}

static const char *decimal_of(const pd_column_facts *column)
{
    if (column->with_comma > column->with_point)
        return "comma";
    return column->with_point > 0 ? "point" : "";
}

/* A text table has no types of its own: figures are told by their looks. Codes stay text. */
static const char *type_of(const pd_column_facts *column, const char *role)
{
    const bool is_figure = column->filled > 0 && column->numbers == column->filled &&
                           strcmp(role, "code") != 0 && strcmp(role, "parent") != 0;
    if (strcmp(column->type, "cells") != 0)
        return column->type;
    return !is_figure ? "text" : column->reals > 0 ? "real" : "integer";
}

static pdot_status fill_row(pd_columns *columns, const pd_column_facts *column, const char *role,
                            pdot_check_column *row)
{
    const size_t most = strcmp(role, "class") == 0 ? PD_COLUMN_CLASSES : PD_COLUMN_VALUES;
    const size_t n = column->n_values < most ? column->n_values : most;
    pdot_check_value *values = pd_arena_alloc(columns->ctx, columns->arena, (n + 1) * sizeof *values);
    pd_distinct *sorted = sorted_values(columns->ctx, column);
    if (values == NULL || sorted == NULL) {
        pd_free(sorted);
        return PDOT_NOMEM;
    }
    for (size_t i = 0; i < n; i++)
        values[i] = (pdot_check_value){sorted[i].text, sorted[i].count,
                                       pd_class_word_rank(columns->ctx, sorted[i].text)};
    pd_free(sorted);
    *row = (pdot_check_column){.name = column->name,
                               .type = type_of(column, role),
                               .role = role,
                               .decimal = decimal_of(column),
                               .filled = column->filled,
                               .distinct = column->n_values,
                               .is_distinct_counted = !column->is_full,
                               .values = values,
                               .n_values = n};
    return PDOT_OK;
}

pdot_status pd_columns_judge(pd_columns *columns, bool has_ground, pd_symptoms *symptoms,
                             pd_column_roles *roles, pdot_check_column **out)
{
    *out = NULL;
    pdot_status status = pd_roles_find(columns, !has_ground, roles);
    pdot_check_column *rows =
        pd_arena_alloc(columns->ctx, columns->arena, (columns->count + 1) * sizeof *rows);
    if (status == PDOT_OK && rows == NULL)
        status = PDOT_NOMEM;
    for (size_t i = 0; i < columns->count && status == PDOT_OK; i++)
        status = fill_row(columns, &columns->items[i], pd_role_word(roles, (int32_t)i), &rows[i]);
    if (status == PDOT_OK && roles->code >= 0) {
        if (roles->x < 0) /* places point to their territory */
            judge_duplicates(columns->ctx, &columns->items[roles->code], has_ground, symptoms);
        judge_padding(&columns->items[roles->code], symptoms);
        judge_foreign_codes(&columns->items[roles->code], symptoms);
    }
    if (status == PDOT_OK && roles->class_column >= 0)
        judge_classes(columns->ctx, &columns->items[roles->class_column], symptoms);
    if (status == PDOT_OK)
        *out = rows;
    return status == PDOT_OK ? symptoms->status : status;
}

static bool is_known(const char *code, const char *const *known, size_t n)
{
    size_t low = 0, high = n;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(known[middle], code);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static bool is_known_padded(pd_columns *columns, const char *code, const char *const *known, size_t n)
{
    if (code[0] < '0' || code[0] > '9' || strlen(code) > PD_COLUMN_LENGTHS)
        return false;
    const char *padded = pd_arena_format(columns->ctx, columns->arena, "0%s", code);
    return padded != NULL && is_known(padded, known, n);
}

pdot_status pd_columns_join(pd_columns *columns, int32_t code, const char *const *known, size_t n,
                            pd_symptoms *symptoms)
{
    if (code < 0 || n == 0)
        return PDOT_OK;
    const pd_column_facts *column = &columns->items[code];
    uint64_t matched = 0, padded = 0, unknown = 0;
    for (size_t i = 0; i < column->n_values; i++) {
        const pd_distinct *value = &column->values[i];
        *(is_known(value->text, known, n)                   ? &matched
          : is_known_padded(columns, value->text, known, n) ? &padded
                                                            : &unknown) += value->count;
    }
    if (padded + unknown > 0) {
        pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "code_unknown", padded + unknown, (double)NAN,
                       "Column \"%s\" against the known territories: rows that match: %llu, that would with "
                       "a zero in front: %llu, that match none: %llu.",
                       column->name, (unsigned long long)matched, (unsigned long long)padded,
                       (unsigned long long)unknown);
        for (size_t i = 0; i < column->n_values; i++)
            if (!is_known(column->values[i].text, known, n) &&
                !is_known_padded(columns, column->values[i].text, known, n))
                pd_symptom_example(symptoms, "%s (row %lld)", column->values[i].text,
                                   (long long)column->values[i].first_row);
    }
    return symptoms->status;
}
