/* run, import, link, coverage, export: brings the plan up to date as far as the command says. */
#include <string.h>

#include "cli/cli.h"

static json_t *stages_json(const pdot_report *report)
{
    json_t *stages = json_array();
    for (int i = 0; i < report->n_stages; i++) {
        const pdot_stage_report *stage = &report->stages[i];
        json_array_append_new(stages,
                              json_pack("{s:s, s:s, s:f}", "name", stage->name, "state",
                                        stage->is_fresh ? "fresh" : "done", "seconds", stage->seconds));
    }
    return stages;
}

static void print_report_json(const pdot_report *report)
{
    cli_print_json(json_pack("{s:o, s:o, s:{s:I, s:I, s:I}}", "stages", stages_json(report), "outputs",
                             cli_json_strings(report->outputs, report->n_outputs), "findings", "error",
                             (json_int_t)report->n_errors, "review", (json_int_t)report->n_reviews, "info",
                             (json_int_t)report->n_infos));
}

static void print_stages(const pdot_report *report)
{
    for (int i = 0; i < report->n_stages; i++) {
        const pdot_stage_report *stage = &report->stages[i];
        if (stage->is_fresh)
            printf(_("%-9s unchanged\n"), stage->name);
        else
            printf(_("%-9s done in %5.1f s   %s\n"), stage->name, stage->seconds, stage->notes);
    }
}

/* The files of the delivery, each folder once with the number of its files. */
static void print_files(const char *const *files, size_t count)
{
    for (size_t i = 0, next; i < count; i = next) {
        const char *name = strchr(files[i], '/') != NULL ? strchr(files[i], '/') + 1 : files[i];
        const char *slash = strchr(name, '/');
        const size_t length = slash != NULL ? (size_t)(slash + 1 - files[i]) : 0;
        next = i + 1;
        while (slash != NULL && next < count && strncmp(files[next], files[i], length) == 0)
            next++;
        if (slash == NULL)
            printf("  %s\n", name);
        else
            printf(ngettext("  %.*s  %zu file\n", "  %.*s  %zu files\n", next - i), (int)(slash + 1 - name),
                   name, next - i);
    }
}

static void print_outputs(const pdot_report *report, const cli_args *args)
{
    const char *out_dir = args->options.out_dir;
    printf(_("\nFindings: errors %zu, to review %zu, notes %zu"), report->n_errors, report->n_reviews,
           report->n_infos);
    if (report->n_findings > 0 && out_dir != NULL)
        printf(_("   (pdot audit %s --out %s lists them)"), args->plan, out_dir);
    else if (report->n_findings > 0)
        printf(_("   (pdot audit %s lists them)"), args->plan);
    printf("\n");
    if (report->n_outputs == 0)
        return;
    printf(_("\nDelivery in %s/entrega:\n"), report->out_dir);
    print_files(report->outputs, report->n_outputs);
}

static bool is_all_fresh(const pdot_report *report)
{
    for (int i = 0; i < report->n_stages; i++)
        if (!report->stages[i].is_fresh)
            return false;
    return true;
}

static void print_report(const cli *self, const pdot_report *report)
{
    if (is_all_fresh(report)) {
        printf(_("Nothing has changed: everything in %s is up to date.\n"), report->out_dir);
        return;
    }
    print_stages(report);
    print_outputs(report, &self->args);
}

cli_exit cmd_stage(cli *self)
{
    pdot_report *report = NULL;
    pdot_engine *engine = cli_open(self);
    if (engine == NULL)
        return cli_fail(self);
    const pdot_status status =
        pdot_engine_run(self->ctx, engine, (pdot_stage)self->command->stage, self->args.is_forced, &report);
    cli_exit result = CLI_DONE;
    cli_progress_clear(self->progress);
    if (status != PDOT_OK)
        result = cli_fail(self);
    else if (self->args.is_json)
        print_report_json(report);
    else if (!self->args.is_quiet)
        print_report(self, report);
    pdot_report_free(report);
    pdot_engine_close(engine);
    return result;
}
