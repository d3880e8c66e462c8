/* Options as declared rows for argp; usage and help come from the same rows. */
#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define MAX_JOBS 256

enum { KEY_JSON = 0x100, KEY_FORCE, KEY_LANG, KEY_NAME, KEY_AGAINST, KEY_SLIVER };

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

static const struct argp_option CHECK[] = {
    {"against", KEY_AGAINST, N_("FILE"), 0, N_("a layer of territories known to be right"), 0},
    {"sliver", KEY_SLIVER, N_("METRES"), 0, N_("what is narrower is one line drawn twice (default: 12.5)"),
     0},
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

/* Digits, maybe a point and more digits; at most six of either. */
static bool read_decimal(const char *text, double *out)
{
    const size_t whole = strspn(text, "0123456789");
    const size_t places = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    const size_t length = whole + (text[whole] == '.') + places;
    if (whole == 0 || whole > 6 || places > 6 || text[length] != '\0')
        return false;
    double value = 0, unit = 1;
    for (size_t i = 0; i < whole; i++)
        value = 10 * value + (text[i] - '0');
    for (size_t i = whole + 1; i < length; i++)
        value += (text[i] - '0') * (unit /= 10);
    *out = value;
    return true;
}

static void parse_width(struct argp_state *state, const char *text, cli_args *args)
{
    if (!read_decimal(text, &args->check.sliver_width_m) || args->check.sliver_width_m <= 0)
        argp_error(state, _("--sliver takes a number of metres, not \"%s\""), text);
}

static void take_argument(struct argp_state *state, const char *text, parse_state *parse)
{
    if (parse->command->takes_files) { /* all that is left */
        parse->args->files = (const char *const *)&state->argv[state->next - 1];
        parse->args->n_files = (size_t)(state->argc - state->next) + 1;
        state->next = state->argc;
        return;
    }
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
    case KEY_AGAINST:
        parse->args->check.against = text;
        return 0;
    case KEY_SLIVER:
        parse_width(state, text, parse->args);
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
    static const struct argp check = {.options = CHECK, .parser = parse_common};
    const bool has_name = command->run == cmd_stage && command->stage == PDOT_STAGE_EXPORT;
    struct argp_child children[5] = {{&common, 0, NULL, 0}};
    int n = 1;
    if (command->has_force)
        children[n++].argp = &force;
    if (has_name)
        children[n++].argp = &name;
    if (command->takes_files)
        children[n++].argp = &check;
    char *doc = compose_doc(command);
    char program[64];
    snprintf(program, sizeof program, "pdot %s", command->name);
    const struct argp argp = {
        .parser = parse_arguments, .args_doc = _(command->usage), .doc = doc, .children = children};
    static const pdot_options DEFAULTS = PDOT_OPTIONS_INIT;
    static const pdot_check_options CHECK_DEFAULTS = PDOT_CHECK_OPTIONS_INIT;
    *out = (cli_args){.options = DEFAULTS, .check = CHECK_DEFAULTS};
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
