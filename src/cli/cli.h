/* What the commands share: parsed options, the context, printing. A command is one row of the table in main.c
 * and one cmd_*.c. */
#ifndef PD_CLI_CLI_H
#define PD_CLI_CLI_H

#include <jansson.h>
#include <libintl.h>
#include <stdbool.h>
#include <stdio.h>

#include "pdot/check.h"
#include "pdot/engine.h"

#define _(text)  gettext(text)
#define N_(text) text

typedef enum cli_exit {
    CLI_DONE = 0,
    CLI_NEGATIVE = 1,
    CLI_USAGE = 2,
    CLI_DATA = 3,
    CLI_STORE = 4,
    CLI_IO = 5,
    CLI_INTERNAL = 70,
    CLI_INTERRUPTED = 130
} cli_exit;

/* Filled by args.c from the declared options. */
typedef struct cli_args {
    pdot_options options;
    const char *plan;     /* first argument */
    const char *argument; /* second argument: a zone text, a figure */
    bool is_json, is_quiet, is_verbose, is_forced;
    const char *const *files; /* of a command that takes any number of them */
    size_t n_files;
    pdot_check_options check;
} cli_args;

typedef struct cli cli;
typedef struct cli_command cli_command;

struct cli_command {
    const char *name;
    const char *summary; /* one line of `pdot --help` */
    const char *usage;   /* arguments after the options: "PLAN", "PLAN \"TEXT\"" */
    const char *help;    /* what it does and examples, under the options */
    int n_arguments;
    bool takes_files; /* one argument or more, all alike */
    bool has_force;
    int stage; /* of the stage commands */
    cli_exit (*run)(cli *self);
};

struct cli {
    const cli_command *command;
    cli_args args;
    pdot_ctx *ctx;
    struct cli_progress *progress;
};

/* args.c: exits with 0 after --help, with CLI_USAGE after wrong usage. */
void cli_parse(const cli_command *command, int argc, char **argv, cli_args *out);
void cli_print_commands(FILE *stream, const cli_command *commands);

/* language.c */
void cli_init_language(int argc, char **argv);
void cli_use_language(const char *language);
const char *cli_translate(void *user, const char *english);

/* interrupt.c: from now on Ctrl-C and SIGTERM cancel the context's call; a second one ends the program. */
bool cli_watch_interrupts(pdot_ctx *ctx);

/* progress.c */
typedef struct cli_progress cli_progress;
cli_progress *cli_progress_new(bool is_quiet);
void cli_progress_free(cli_progress *progress);
bool cli_progress_report(void *progress, const char *stage, uint64_t done, uint64_t total);
void cli_progress_clear(cli_progress *progress); /* wipes the line before something else is printed */
void cli_log(void *user, pdot_log_level level, const char *line);

/* Opens the plan of the arguments. NULL after a failure. */
pdot_engine *cli_open(cli *self);

/* print.c: prints the context's error (text or JSON) and gives the exit status that belongs to it. */
cli_exit cli_fail(cli *self);
cli_exit cli_exit_of(pdot_status status);
void cli_print_json(json_t *object); /* steals it */
json_t *cli_json_strings(const char *const *items, size_t count);

cli_exit cmd_stage(cli *self);
cli_exit cmd_audit(cli *self);
cli_exit cmd_check(cli *self);
cli_exit cmd_zone(cli *self);
cli_exit cmd_explain(cli *self);

#endif
