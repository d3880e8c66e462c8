/* Joining a table by code: what matches, what matches with its zero put back, what does not, and what stands
 * twice. */
#include "pipeline/coverage/join.h"

#include "support.h"

typedef struct state {
    pdot_ctx *ctx;
    pdot_plan plan;
    pd_territory territories[4];
    pd_level levels[2];
    pd_findings findings;
    pd_join join;
} state;

static int setup(void **out)
{
    static state one;
    one = (state){.ctx = pdot_ctx_new()};
    static const struct {
        const char *code;
        int32_t level;
    } UNITS[4] = {{"0101", 0}, {"010150", 1}, {"010151", 1}, {"110150", 1}};
    for (int32_t i = 0; i < 4; i++)
        one.territories[i] = (pd_territory){.code = UNITS[i].code,
                                            .name = "",
                                            .kind = "",
                                            .level = UNITS[i].level,
                                            .parent = UNITS[i].level > 0 ? 0 : PD_NONE};
    one.levels[0] = (pd_level){"canton"};
    one.levels[1] = (pd_level){"parroquia"};
    one.plan =
        (pdot_plan){.levels = one.levels, .n_levels = 2, .territories = one.territories, .n_territories = 4};
    assert_ok(one.ctx, pdot_plan_freeze(one.ctx, &one.plan));
    pd_findings_init(one.ctx, &one.findings);
    assert_ok(one.ctx, pd_join_init(one.ctx, &one.plan, &one.findings, &one.join));
    *out = &one;
    return 0;
}

static int teardown(void **in)
{
    state *self = *in;
    pd_join_release(&self->join);
    pd_arena_release(&self->plan.arena); /* of freezing */
    pd_findings_release(&self->findings);
    pdot_ctx_free(self->ctx);
    return 0;
}

static pdot_status take(state *self, const char *table, const char *code, int64_t line, int32_t *territory)
{
    const pd_place place = {.file = "tabla.csv", .row = line};
    return pd_join_take(&self->join, table, code, &place, territory);
}

static const pdot_finding *finding(const state *self, const char *rule)
{
    for (size_t i = 0; i < self->findings.count; i++)
        if (strcmp(self->findings.items[i].rule, rule) == 0)
            return &self->findings.items[i];
    return NULL;
}

static void a_code_finds_its_territory_with_or_without_its_zero(void **in)
{
    state *self = *in;
    int32_t at = PD_NONE;
    assert_ok(self->ctx, take(self, "p", "110150", 2, &at));
    assert_string_equal(self->territories[at].code, "110150");
    assert_ok(self->ctx, take(self, "p", "10150", 3, &at));
    assert_string_equal(self->territories[at].code, "010150");
    pd_join_end(&self->join);
    assert_non_null(strstr(finding(self, "code_unpadded")->message, "zero in front: 1"));
    const pdot_finding *report = finding(self, "join_report");
    assert_non_null(strstr(report->message,
                           "rows that match: 2, that match no territory: 0; territories without a row: 1"));
    assert_int_equal(report->severity, PDOT_SEVERITY_REVIEW);
    assert_string_equal(report->file, "tabla.csv");
}

static void a_code_of_no_territory_is_a_finding_with_its_row(void **in)
{
    state *self = *in;
    int32_t at = 0;
    assert_ok(self->ctx, take(self, "p", "ISLA", 7, &at));
    assert_int_equal(at, PD_NONE);
    assert_int_equal(finding(self, "code_unknown")->row, 7);
    pd_join_end(&self->join);
    assert_null(finding(self, "code_unpadded"));
}

static void a_code_on_two_rows_stops_and_names_both(void **in)
{
    state *self = *in;
    int32_t at = PD_NONE;
    assert_ok(self->ctx, take(self, "p", "010151", 2, &at));
    assert_fails(self->ctx, take(self, "p", "10151", 9, &at), PDOT_SCHEMA, "line 2");
    assert_int_equal(pdot_ctx_error(self->ctx)->row, 9);
    pd_clear_error(self->ctx);
}

static void each_table_has_its_own_report(void **in)
{
    state *self = *in;
    int32_t at = PD_NONE;
    assert_ok(self->ctx, take(self, "p", "010150", 2, &at));
    assert_ok(self->ctx, take(self, "p", "010151", 3, &at));
    assert_ok(self->ctx, take(self, "p", "110150", 4, &at));
    assert_ok(self->ctx, take(self, "q", "010150", 2, &at)); /* not twice: another table */
    pd_join_end(&self->join);
    size_t reports = 0;
    for (size_t i = 0; i < self->findings.count; i++)
        reports += strcmp(self->findings.items[i].rule, "join_report") == 0;
    assert_int_equal(reports, 2);
    assert_int_equal(finding(self, "join_report")->severity, PDOT_SEVERITY_INFO); /* of p: all there */
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ONE(a_code_finds_its_territory_with_or_without_its_zero),
        ONE(a_code_of_no_territory_is_a_finding_with_its_row),
        ONE(a_code_on_two_rows_stops_and_names_both),
        ONE(each_table_has_its_own_report),
    };
#undef ONE
    return cmocka_run_group_tests(tests, NULL, NULL);
}
