/* Options as declared rows for argp; usage and help come from the same rows. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define MAX_JOBS 256

enum { KEY_JSON = 0x100, KEY_FORCE, KEY_LANG, KEY_NAME };

static const struct argp_option OPTIONS[] = {
    {"out", 'o', N_("DIR"), 0, N_("where the store and the delivery go (default: ./pdot-<plan id>)"), 0},
    {"jobs", 'j', N_("N"), 0, N_("worker threads (default: one per core)"), 0},
    {"json", KEY_JSON, NULL, 0, N_("one JSON object on standard output"), 0},
    {"lang", KEY_LANG, "es|en", 0, N_("language of messages and delivery (default: the plan's)"), 0},
    {"quiet", 'q', NULL, 0, N_("no progress, only results and errors"), 0},
    {"verbose", 'v', NULL, 0, N_("say more about what is done"), 0},
    {0},
};

static const struct argp_option FORCE[] = {
    {"force", KEY_FORCE, NULL, 0, N_("do it again even if nothing changed"), 0},
    {0},
};

static const struct argp_option NAME[] = {
    {"name", KEY_NAME, N_("NAME"), 0, N_("name of the delivery's files (default: the plan id)"), 0},
    {0},
};

typedef struct parse_state {
    const cli_command *command;
    cli_args *args;
} parse_state;

static void parse_jobs(struct argp_state *state, const char *text, cli_args *args)
{
    char *end = NULL;
    const long jobs = strtol(text, &end, 10);
    if (end == text || *end != '\0' || jobs < 1 || jobs > MAX_JOBS)
        argp_error(state, _("--jobs takes a number from 1 to %d, not \"%s\""), MAX_JOBS, text);
    args->options.jobs = (int)jobs;
}

static void take_argument(struct argp_state *state, const char *text, parse_state *parse)
{
    if ((int)state->arg_num >= parse->command->n_arguments)
        argp_error(state, _("one argument too many: \"%s\""), text);
    *(state->arg_num == 0 ? &parse->args->plan : &parse->args->argument) = text;
}

static error_t parse_common(int key, char *text, struct argp_state *state)
{
    parse_state *parse = state->input;
    switch (key) {
    case 'o':
        parse->args->options.out_dir = text;
        return 0;
    case 'j':
        parse_jobs(state, text, parse->args);
        return 0;
    case 'q':
        parse->args->is_quiet = true;
        return 0;
    case 'v':
        parse->args->is_verbose = true;
        return 0;
    case KEY_JSON:
        parse->args->is_json = true;
        return 0;
    case KEY_LANG:
        if (strcmp(text, "es") != 0 && strcmp(text, "en") != 0)
            argp_error(state, _("--lang takes es or en, not \"%s\""), text);
        parse->args->options.language = text;
        return 0;
    case KEY_FORCE:
        parse->args->is_forced = true;
        return 0;
    case KEY_NAME:
        parse->args->options.name = text;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static error_t parse_arguments(int key, char *text, struct argp_state *state)
{
    parse_state *parse = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        for (int i = 0; state->root_argp->children[i].argp != NULL; i++)
            state->child_inputs[i] = parse;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(state, text, parse);
        return 0;
    case ARGP_KEY_END:
        if ((int)state->arg_num < parse->command->n_arguments)
            argp_error(state, _("usage: pdot %s [OPTIONS] %s"), parse->command->name,
                       _(parse->command->usage));
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* argp shows what stands before \v above the options and the rest below them. */
static char *compose_doc(const cli_command *command)
{
    const char *summary = _(command->summary), *help = _(command->help);
    const size_t size = strlen(summary) + strlen(help) + 2;
    char *doc = malloc(size);
    if (doc != NULL)
        snprintf(doc, size, "%s\v%s", summary, help);
    return doc;
}

void cli_parse(const cli_command *command, int argc, char **argv, cli_args *out)
{
    static const struct argp common = {.options = OPTIONS, .parser = parse_common};
    static const struct argp force = {.options = FORCE, .parser = parse_common};
    static const struct argp name = {.options = NAME, .parser = parse_common};
    const bool has_name = command->run == cmd_stage && command->stage == PDOT_STAGE_EXPORT;
    struct argp_child children[4] = {{&common, 0, NULL, 0}};
    int n = 1;
    if (command->has_force)
        children[n++].argp = &force;
    if (has_name)
        children[n++].argp = &name;
    char *doc = compose_doc(command);
    char program[64];
    snprintf(program, sizeof program, "pdot %s", command->name);
    const struct argp argp = {
        .parser = parse_arguments, .args_doc = _(command->usage), .doc = doc, .children = children};
    static const pdot_options DEFAULTS = PDOT_OPTIONS_INIT;
    *out = (cli_args){.options = DEFAULTS};
    parse_state parse = {command, out};
    argv[0] = program;
    argp_err_exit_status = CLI_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, &parse);
    argv[0] = NULL;
    free(doc);
}

void cli_print_commands(FILE *stream, const cli_command *commands)
{
    for (const cli_command *command = commands; command->name != NULL; command++)
        fprintf(stream, "  %-9s %s\n", command->name, _(command->summary));
}
