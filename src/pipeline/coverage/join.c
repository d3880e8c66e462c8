/* Joining by code, with the report of each table. */
#include "pipeline/coverage/join.h"

#include <string.h>

enum { LONGEST_CODE = 12 }; /* digits of a code that may have lost its zero: a census sector */

pdot_status pd_join_init(pdot_ctx *ctx, const pdot_plan *plan, pd_findings *findings, pd_join *out)
{
    *out = (pd_join){.ctx = ctx, .plan = plan, .findings = findings};
    out->line = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, sizeof *out->line);
    return out->line != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_join_release(pd_join *join)
{
    pd_free(join->line);
    pd_free(join->table);
    *join = (pd_join){0};
}

static bool is_digits(const char *code)
{
    const size_t n = strspn(code, "0123456789");
    return n > 0 && n < LONGEST_CODE && code[n] == '\0';
}

/* As written, else with a zero in front. */
static int32_t find(const pd_join *join, const char *code, bool *was_padded)
{
    const int32_t exact = pdot_plan_find_territory(join->plan, code);
    *was_padded = false;
    if (exact != PD_NONE || !is_digits(code))
        return exact;
    char padded[LONGEST_CODE + 2] = "0";
    memcpy(padded + 1, code, strlen(code) + 1);
    const int32_t found = pdot_plan_find_territory(join->plan, padded);
    *was_padded = found != PD_NONE;
    return found;
}

/* Territories without a row, of the levels that have any. */
static size_t count_missing(const pd_join *join)
{
    size_t missing = 0;
    for (int32_t level = 0; level < join->plan->n_levels; level++) {
        size_t with = 0, without = 0;
        for (int32_t i = 0; i < join->plan->n_territories; i++)
            if (join->plan->territories[i].level == level)
                *(join->line[i] != 0 ? &with : &without) += 1;
        missing += with > 0 ? without : 0;
    }
    return missing;
}

void pd_join_end(pd_join *join)
{
    if (join->table == NULL)
        return;
    const size_t missing = count_missing(join);
    const pd_place place = {.file = join->place.file};
    if (join->padded > 0)
        pd_finding_add(join->findings, PDOT_SEVERITY_REVIEW, "code_unpadded", join->table, &place,
                       "Codes of \"%s\" that match only with a zero in front: %zu. They were joined so; "
                       "write them as text, "
                       "with the zero.",
                       join->table, join->padded);
    pd_finding_add(join->findings, join->unknown + missing > 0 ? PDOT_SEVERITY_REVIEW : PDOT_SEVERITY_INFO,
                   "join_report", join->table, &place,
                   "\"%s\" joined by code: rows that match: %zu, that match no territory: %zu; territories "
                   "without a row: "
                   "%zu.",
                   join->table, join->matched, join->unknown, missing);
    pd_free(join->table);
    join->table = NULL;
    join->matched = join->padded = join->unknown = 0;
    memset(join->line, 0, (size_t)join->plan->n_territories * sizeof *join->line);
}

static pdot_status start(pd_join *join, const char *table, const pd_place *place)
{
    if (join->table != NULL && strcmp(join->table, table) == 0)
        return PDOT_OK;
    pd_join_end(join);
    join->place = *place;
    join->table = pd_strdup(join->ctx, table);
    return join->table != NULL ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_join_take(pd_join *join, const char *table, const char *code, const pd_place *place,
                         int32_t *territory)
{
    pdot_status status = start(join, table, place);
    if (status != PDOT_OK)
        return status;
    bool was_padded = false;
    const int32_t at = find(join, code, &was_padded);
    *territory = at;
    if (at == PD_NONE) {
        join->unknown++;
        pd_finding_add(join->findings, PDOT_SEVERITY_REVIEW, "code_unknown", code, place,
                       "The code \"%s\" is no territory of the plan: the row is left out.", code);
        return join->findings->status;
    }
    if (join->line[at] != 0)
        return pd_fail_at(join->ctx, PDOT_SCHEMA, place,
                          "%s:%lld: the code %s stands in line %lld already: a table that is joined by code "
                          "has one row for "
                          "each territory. Remove one of them.",
                          place->file != NULL ? place->file : table, (long long)place->row, code,
                          (long long)join->line[at]);
    join->line[at] = place->row != 0 ? place->row : 1;
    join->matched++;
    join->padded += was_padded;
    return PDOT_OK;
}
