/* pdot: finds the command in the table, parses its options, runs it. */
#include <locale.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

/* Bytes. Arrays this large go back to the system when they are freed, so that the peak is what is in use.
 * What smaller ones leave free is kept up to four of these: the blocks of a raster's next strip take it. */
#define LARGE_ARRAY (1 << 20)

#ifndef PDOT_VERSION
#error "the build defines PDOT_VERSION"
#endif

static const cli_command COMMANDS[] = {
    {.name = "run",
     .summary = N_("everything: import, link, coverage, audit, delivery"),
     .usage = N_("PLAN"),
     .help = N_("Brings the plan of the manifest PLAN up to date and writes the delivery. Nothing changed: "
                "nothing is done; one source "
                "changed: only what depends on it.\n\nExamples:\n  pdot run plan.yaml\n  pdot run plan.yaml "
                "--out resultados --jobs 4\n  "
                "pdot run plan.yaml --json"),
     .n_arguments = 1,
     .stage = PDOT_STAGE_EXPORT,
     .run = cmd_stage},
    {.name = "import",
     .summary = N_("reads layers and tables into the store"),
     .usage = N_("PLAN"),
     .help = N_("Reads every source that changed into the store, all or nothing.\n\nExamples:\n  pdot import "
                "plan.yaml\n  pdot import "
                "plan.yaml --force"),
     .n_arguments = 1,
     .has_force = true,
     .stage = PDOT_STAGE_IMPORT,
     .run = cmd_stage},
    {.name = "link",
     .summary = N_("links problems, activities and services to territories"),
     .usage = N_("PLAN"),
     .help = N_("Resolves the zone texts of the plan's tables to territories, with reasons and "
                "ranges.\n\nExamples:\n  pdot link plan.yaml\n "
                " pdot link plan.yaml --force"),
     .n_arguments = 1,
     .has_force = true,
     .stage = PDOT_STAGE_LINK,
     .run = cmd_stage},
    {.name = "coverage",
     .summary = N_("computes the figures per territory"),
     .usage = N_("PLAN"),
     .help = N_("Computes the ground of each hazard and class in each territory; no ground counts "
                "twice.\n\nExamples:\n  pdot coverage "
                "plan.yaml\n  pdot coverage plan.yaml --force --jobs 2"),
     .n_arguments = 1,
     .has_force = true,
     .stage = PDOT_STAGE_COVERAGE,
     .run = cmd_stage},
    {.name = "audit",
     .summary = N_("lists the findings, by severity"),
     .usage = N_("PLAN"),
     .help = N_("Compares the plan with itself and with the map and lists what does not add up. Exit status "
                "1 if there are "
                "errors.\n\nExamples:\n  pdot audit plan.yaml\n  pdot audit plan.yaml --json"),
     .n_arguments = 1,
     .has_force = true,
     .stage = PDOT_STAGE_AUDIT,
     .run = cmd_audit},
    {.name = "export",
     .summary = N_("writes the delivery"),
     .usage = N_("PLAN"),
     .help = N_("Writes GeoPackage, GeoJSON, tables and the rest of the delivery from the stored "
                "results.\n\nExamples:\n  pdot export "
                "plan.yaml\n  pdot export plan.yaml --name pdot-loja-borrador"),
     .n_arguments = 1,
     .has_force = true,
     .stage = PDOT_STAGE_EXPORT,
     .run = cmd_stage},
    {.name = "check",
     .summary = N_("says what is wrong with layers and tables"),
     .usage = N_("FILE…"),
     .help = N_("Looks at layers and tables before they are used: CRS and datum, encoding, validity, "
                "overlaps, gaps, "
                "codes, classes; and prints the lines to write in the manifest. Exit status 1 if something "
                "would stop "
                "an import.\n\nExamples:\n  pdot check parroquias.shp\n  pdot check amenaza.gpkg --against "
                "parroquias.gpkg\n  pdot check *.csv --json"),
     .n_arguments = 1,
     .takes_files = true,
     .run = cmd_check},
    {.name = "zone",
     .summary = N_("shows what a zone text means"),
     .usage = N_("PLAN \"TEXT\""),
     .help = N_("Prints the card of a zone text: spans, rule, candidates, territories, grade. Exit status 1 "
                "if nothing "
                "resolves.\n\nExamples:\n  pdot zone plan.yaml \"Zona urbana Algunas parroquias rurales\"\n  "
                "pdot zone plan.yaml \"San Pedro "
                "de Vilcabamba\" --json"),
     .n_arguments = 2,
     .run = cmd_zone},
    {.name = "explain",
     .summary = N_("shows how a figure came about"),
     .usage = N_("PLAN FIGURE"),
     .help = N_(
         "FIGURE is table/code/keys/column, as each table lists it.\n\nExamples:\n  pdot explain plan.yaml "
         "cobertura_amenaza/110156/movimientos_masa/Alta/area_ha\n  pdot explain plan.yaml "
         "cobertura_total/110156/movimientos_masa/alta_ha"),
     .n_arguments = 2,
     .run = cmd_explain},
    {.name = NULL},
};

static void print_usage(FILE *stream)
{
    fprintf(stream, _("Usage: pdot COMMAND [OPTIONS] PLAN ...\n\nTerritorial coverage of a PDOT: risks, "
                      "problems, activities and services per "
                      "parroquia, with no ground counted twice.\n\nCommands:\n"));
    cli_print_commands(stream, COMMANDS);
    fprintf(stream, _("\n`pdot COMMAND --help` shows a command's options and examples. `pdot --version` "
                      "shows the version.\n"));
}

static const cli_command *find_command(const char *name)
{
    for (const cli_command *command = COMMANDS; command->name != NULL; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

/* stdout is checked once, here: a full disk or a closed pipe must not look like success. */
static cli_exit finish(cli_exit result)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "pdot: %s\n", _("the output could not be written."));
        return CLI_IO;
    }
    return result;
}

static cli_exit run_command(const cli_command *command, int argc, char **argv)
{
    cli self = {.command = command};
    cli_parse(command, argc, argv, &self.args);
    if (self.args.options.language != NULL)
        cli_use_language(self.args.options.language);
    self.ctx = pdot_ctx_new();
    self.progress = cli_progress_new(self.args.is_quiet);
    if (self.ctx == NULL || self.progress == NULL || !cli_watch_interrupts(self.ctx)) {
        fprintf(stderr, "pdot: %s\n", _("memory ran out."));
        pdot_ctx_free(self.ctx);
        cli_progress_free(self.progress);
        return CLI_INTERNAL;
    }
    pdot_ctx_set_translate(self.ctx, cli_translate, NULL);
    pdot_ctx_set_log(self.ctx, cli_log, &self);
    pdot_ctx_set_progress(self.ctx, cli_progress_report, self.progress);
    const cli_exit result = command->run(&self);
    cli_progress_clear(self.progress);
    cli_progress_free(self.progress);
    pdot_ctx_free(self.ctx);
    return result;
}

int main(int argc, char **argv)
{
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_ARRAY);
    (void)mallopt(M_TRIM_THRESHOLD, 4 * LARGE_ARRAY);
    pdot_engine_own_process();
    setlocale(LC_ALL, "");
    setlocale(LC_NUMERIC, "C"); /* libxlsxwriter prints numbers by the locale */
    cli_init_language(argc, argv);
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 || strcmp(name, "help") == 0) {
        print_usage(stdout);
        return finish(CLI_DONE);
    }
    if (strcmp(name, "--version") == 0) {
        printf("pdot %s\n", PDOT_VERSION);
        return finish(CLI_DONE);
    }
    const cli_command *command = find_command(name);
    if (command != NULL)
        return finish(run_command(command, argc - 1, argv + 1));
    if (name[0] != '\0')
        fprintf(stderr, _("pdot: there is no command \"%s\".\n\n"), name);
    print_usage(stderr);
    return CLI_USAGE;
}
