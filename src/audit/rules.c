/* The table of rules and what they share. */
#include "audit/rules.h"

#include <string.h>

#include "base/fold.h"
#include "base/number.h"

static const pd_audit_rule rules[] = {
    {"total_mismatch", PDOT_SEVERITY_ERROR, pd_rule_total,
     "A stated total differs from the sum of its items."},
    {"count_mismatch", PDOT_SEVERITY_ERROR, pd_rule_count,
     "A stated number of rows differs from the rows that are there."},
    {"declared_twice", PDOT_SEVERITY_ERROR, pd_rule_declared_twice,
     "One thing is stated with different figures."},
    {"share_sum", PDOT_SEVERITY_ERROR, pd_rule_shares, "Shares of one whole do not make 100 %."},
    {"growth_mismatch", PDOT_SEVERITY_REVIEW, pd_rule_growth,
     "A stated growth in percent does not follow from the numbers given."},
    {"rate_mismatch", PDOT_SEVERITY_REVIEW, pd_rule_rates,
     "Figures per day, month and year do not go together."},
    {"area_mismatch", PDOT_SEVERITY_ERROR, pd_rule_area,
     "A stated area differs from that of the boundaries."},
    {"row_repeated", PDOT_SEVERITY_REVIEW, pd_rule_repeated, "Activities are printed twice."},
    {"problem_repeated", PDOT_SEVERITY_REVIEW, pd_rule_repeated_problem, "A problem is printed twice."},
    {"column_missing", PDOT_SEVERITY_INFO, pd_rule_columns, "No row has a field that a plan needs."},
    {"field_missing", PDOT_SEVERITY_REVIEW, pd_rule_missing, "Rows lack a field that a plan needs."},
    {"year_marks_excess", PDOT_SEVERITY_ERROR, pd_rule_marks_excess,
     "Rows have more year marks than the table has year columns."},
    {"year_marks_short", PDOT_SEVERITY_REVIEW, pd_rule_marks_short,
     "Rows have fewer year marks than the table has year columns."},
    {"year_marks_unreadable", PDOT_SEVERITY_ERROR, pd_rule_marks_unreadable,
     "Year marks hold something else than marks."},
    {"year_period", PDOT_SEVERITY_REVIEW, pd_rule_period, "Year columns and the plan's period disagree."},
    {"target_other_thing", PDOT_SEVERITY_REVIEW, pd_rule_target_other,
     "Indicator and target speak of different things."},
    {"target_shared", PDOT_SEVERITY_REVIEW, pd_rule_target_shared,
     "Different activities carry the same target."},
    {"target_conflict", PDOT_SEVERITY_REVIEW, pd_rule_target_conflict, "One measure has two targets."},
    {"target_without_figure", PDOT_SEVERITY_INFO, pd_rule_target_silent, "A target has no figure."},
    {"target_increase_or_level", PDOT_SEVERITY_REVIEW, pd_rule_target_level,
     "A target increases a percentage without saying whether by or up to it."},
    {"agreement_dates", PDOT_SEVERITY_ERROR, pd_rule_agreement_dates, "An agreement ends before it starts."},
    {"agreement_term", PDOT_SEVERITY_REVIEW, pd_rule_agreement_term,
     "An agreement's term does not match its dates."},
    {"agreement_year", PDOT_SEVERITY_REVIEW, pd_rule_agreement_year,
     "An agreement's number and its start speak of different years."},
    {"agreement_overlap", PDOT_SEVERITY_INFO, pd_rule_agreement_overlap,
     "Two agreements with one party on one subject overlap in time."},
    {"agreement_expired", PDOT_SEVERITY_INFO, pd_rule_agreement_expired,
     "Agreements had ended by the reporting date and none follows."},
    {"objective_wording", PDOT_SEVERITY_REVIEW, pd_rule_objective_wording,
     "An objective is worded differently in different sections."},
    {"objective_without_activity", PDOT_SEVERITY_REVIEW, pd_rule_objective_empty,
     "An objective has no activity."},
    {"name_variants", PDOT_SEVERITY_INFO, pd_rule_names, "A territory's name is written in several ways."},
    {"zone_contradicts", PDOT_SEVERITY_REVIEW, pd_rule_zone_words,
     "A problem's own words name a place outside its zone."},
    {"hazard_extent", PDOT_SEVERITY_REVIEW, pd_rule_hazard_extent,
     "A hazard that a problem sees everywhere is high in few territories."},
    {"work_beyond", PDOT_SEVERITY_REVIEW, pd_rule_work_beyond,
     "Works lie outside every territory of the plan."},
    {"work_outside", PDOT_SEVERITY_REVIEW, pd_rule_work_outside,
     "A work lies outside the territories its activity names."},
    {"target_works", PDOT_SEVERITY_INFO, pd_rule_target_works,
     "The works of an activity measure more or less than its target."},
};
#define N_RULES (sizeof rules / sizeof rules[0])

const pd_audit_rule *pd_audit_rule_at(size_t index)
{
    return index < N_RULES ? &rules[index] : NULL;
}

const pd_audit_rule *pd_audit_rule_find(const char *id)
{
    for (size_t i = 0; i < N_RULES; i++)
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    return NULL;
}

pdot_status pd_audit_run(const pd_audit_book *book, pd_findings *out)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < N_RULES && status == PDOT_OK; i++) {
        status = pd_progress(book->ctx, "audit", i, N_RULES);
        if (status == PDOT_OK)
            status = rules[i].run(book, &rules[i], out);
        if (status == PDOT_OK)
            status = out->status;
    }
    return status;
}

const pd_audit_table *pd_audit_table_find(const pd_audit_book *book, const char *name)
{
    for (size_t i = 0; i < book->n_tables; i++)
        if (strcmp(book->tables[i].word, name) == 0 || strcmp(book->tables[i].name, name) == 0)
            return &book->tables[i];
    return NULL;
}

const char *pd_audit_cell(const pd_audit_table *table, const pd_audit_row *row, const char *column)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i], column) == 0)
            return row->cells[i];
    return "";
}

bool pd_audit_number(const char *cell, double *out)
{
    return cell[0] != '\0' && pd_number_parse_es(cell, strlen(cell), out);
}

static int64_t line_of(const char *cell)
{
    int64_t line = 0;
    return pd_integer_parse(cell, strlen(cell), &line) ? line : 0;
}

pd_place pd_audit_place(const pd_audit_table *table, const pd_audit_row *row)
{
    const char *document = pd_audit_cell(table, row, "documento");
    const char *line = pd_audit_cell(table, row, "linea");
    if (document[0] == '\0')
        document = pd_audit_cell(table, row, "file");
    if (line[0] == '\0')
        line = pd_audit_cell(table, row, "line");
    if (document[0] != '\0')
        return (pd_place){.file = document, .row = line_of(line)};
    return (pd_place){.file = table->path, .row = row->line};
}

pd_place pd_audit_place_of(const pdot_plan *plan, const char *document, int64_t line, pd_origin origin)
{
    if (document[0] != '\0')
        return (pd_place){.file = document, .row = line};
    const bool is_known = origin.source >= 0 && origin.source < plan->n_sources;
    return (pd_place){.file = is_known ? plan->sources[origin.source].path : NULL, .row = origin.row};
}

long long pd_audit_line(const pd_activity *activity)
{
    return activity->line > 0 ? activity->line : activity->origin.row;
}

static int decimals_of(double value)
{
    const double whole = pd_number_round(value, 0);
    return value - whole < 1e-9 && whole - value < 1e-9 ? 0 : 2;
}

void pd_audit_figure(pd_buffer *out, double value)
{
    char text[PD_NUMBER_SIZE];
    pd_buffer_text(out, pd_number_fixed(value, decimals_of(value), text));
}

/* Groups of three from the decimal sign leftwards. */
static void write_grouped(const char *plain, const char *signs, pd_buffer *out)
{
    const size_t sign = plain[0] == '-', whole = strcspn(plain, ".");
    for (size_t i = 0; i < whole; i++) {
        if (i > sign && (whole - i) % 3 == 0)
            pd_buffer_byte(out, signs[1]);
        pd_buffer_byte(out, plain[i]);
    }
    if (plain[whole] != '\0') {
        pd_buffer_byte(out, signs[0]);
        pd_buffer_text(out, plain + whole + 1);
    }
}

static void show(pd_buffer *out, double value, int decimals)
{
    char text[PD_NUMBER_SIZE];
    /* TRANSLATORS: the decimal sign and the sign between thousands of numbers in sentences */
    const char *signs = pd_translate(out->ctx, ".,");
    const char *plain = pd_number_fixed(value, decimals, text);
    if (strlen(signs) == 2 && strpbrk(plain, "eni") == NULL)
        write_grouped(plain, signs, out);
    else
        pd_buffer_text(out, plain);
}

void pd_audit_show(pd_buffer *out, double value)
{
    show(out, value, decimals_of(value));
}

/* The buffer's text, kept; the buffer is released. */
static const char *keep(pd_findings *out, pd_buffer *text)
{
    pdot_status status = pd_buffer_status(text);
    const char *kept =
        status == PDOT_OK ? pd_arena_copy(out->ctx, &out->arena, text->data, text->size) : NULL;
    pd_buffer_release(text);
    if (kept == NULL && out->status == PDOT_OK)
        out->status = status == PDOT_OK ? PDOT_NOMEM : status;
    return kept != NULL ? kept : "";
}

const char *pd_audit_shown(pd_findings *out, double value, int decimals)
{
    pd_buffer text;
    pd_buffer_init(out->ctx, &text);
    show(&text, value, decimals);
    return keep(out, &text);
}

const char *pd_audit_subject(pd_findings *out, const char *subject)
{
    pd_buffer text;
    const char *at = subject + strcspn(subject, "/");
    pd_buffer_init(out->ctx, &text);
    pd_buffer_format(&text, "%.*s", (int)(at - subject), subject);
    for (const char *before = " ("; *at != '\0'; before = ", ") {
        at++;
        const size_t length = strcspn(at, "|"), name = strcspn(at, "=");
        const size_t skip = name < length ? name + 1 : 0;
        pd_buffer_format(&text, "%s%.*s", before, (int)(length - skip), at + skip);
        at += length;
    }
    if (strchr(subject, '/') != NULL)
        pd_buffer_byte(&text, ')');
    return keep(out, &text);
}

void pd_audit_values(pd_findings *out, pdot_ctx *ctx, double expected, double found)
{
    pd_buffer a, b;
    pd_buffer_init(ctx, &a);
    pd_buffer_init(ctx, &b);
    pd_audit_figure(&a, expected);
    pd_audit_figure(&b, found);
    pd_finding_values(out, a.data, b.data);
    pd_buffer_release(&b);
    pd_buffer_release(&a);
}

const char *pd_audit_folded(pd_findings *out, const char *text)
{
    char *folded = NULL;
    const char *kept = NULL;
    pdot_status status = pd_fold_text(out->ctx, text, &folded);
    if (status == PDOT_OK && (kept = pd_arena_strdup(out->ctx, &out->arena, folded)) == NULL)
        status = PDOT_NOMEM;
    pd_free(folded);
    if (status != PDOT_OK && out->status == PDOT_OK)
        out->status = status;
    return kept;
}
