/* audit: the findings, errors first. */
#include "cli/cli.h"

static const char *severity_word(pdot_severity severity)
{
    static const char *const WORDS[] = {"info", "review", "error"};
    return WORDS[severity];
}

static const char *severity_title(pdot_severity severity)
{
    static const char *const TITLES[] = {N_("Notes"), N_("To review"), N_("Errors")};
    return _(TITLES[severity]);
}

static json_t *finding_json(const pdot_finding *finding)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s, s:I}}", "rule", finding->rule, "severity",
                     severity_word(finding->severity), "subject", finding->subject, "message",
                     finding->message, "expected", finding->expected, "found", finding->found, "source",
                     "file", finding->file, "line", (json_int_t)finding->row);
}

static void print_findings_json(const pdot_report *report)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < report->n_findings; i++)
        json_array_append_new(findings, finding_json(&report->findings[i]));
    cli_print_json(json_pack("{s:o}", "findings", findings));
}

static void print_place(const pdot_finding *finding)
{
    if (finding->file[0] == '\0')
        return;
    printf("      %s", finding->file);
    if (finding->layer[0] != '\0')
        printf(" (%s)", finding->layer);
    if (finding->row != 0)
        printf(":%lld", (long long)finding->row);
    printf("\n");
}

static void print_findings(const pdot_report *report)
{
    for (int severity = PDOT_SEVERITY_ERROR; severity >= PDOT_SEVERITY_INFO; severity--) {
        bool has_title = false;
        for (size_t i = 0; i < report->n_findings; i++) {
            const pdot_finding *finding = &report->findings[i];
            if ((int)finding->severity != severity)
                continue;
            if (!has_title)
                printf("%s\n", severity_title(finding->severity));
            has_title = true;
            printf("  %s: %s\n", finding->rule, finding->message);
            print_place(finding);
        }
        if (has_title)
            printf("\n");
    }
    printf(_("Errors: %zu; to review: %zu; notes: %zu.\n"), report->n_errors, report->n_reviews,
           report->n_infos);
}

cli_exit cmd_audit(cli *self)
{
    pdot_report *report = NULL;
    pdot_engine *engine = cli_open(self);
    if (engine == NULL)
        return cli_fail(self);
    const pdot_status status =
        pdot_engine_run(self->ctx, engine, PDOT_STAGE_AUDIT, self->args.is_forced, &report);
    cli_exit result = CLI_DONE;
    cli_progress_clear(self->progress);
    if (status != PDOT_OK)
        result = cli_fail(self);
    else {
        if (self->args.is_json)
            print_findings_json(report);
        else
            print_findings(report);
        result = report->n_errors > 0 ? CLI_NEGATIVE : CLI_DONE;
    }
    pdot_report_free(report);
    pdot_engine_close(engine);
    return result;
}
