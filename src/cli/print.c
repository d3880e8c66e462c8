/* Errors and JSON: one object per call on standard output. */
#include <string.h>

#include "cli/cli.h"

static const struct {
    pdot_status status;
    cli_exit exit;
} EXITS[] = {
    {PDOT_OK, CLI_DONE},           {PDOT_NOMEM, CLI_INTERNAL},
    {PDOT_ARG, CLI_USAGE},         {PDOT_IO, CLI_IO},
    {PDOT_FORMAT, CLI_DATA},       {PDOT_SCHEMA, CLI_DATA},
    {PDOT_NOTFOUND, CLI_DATA},     {PDOT_AMBIGUOUS, CLI_DATA},
    {PDOT_GEOMETRY, CLI_DATA},     {PDOT_CRS, CLI_DATA},
    {PDOT_LIMIT, CLI_DATA},        {PDOT_UNSUPPORTED, CLI_DATA},
    {PDOT_STORE, CLI_STORE},       {PDOT_CANCELLED, CLI_INTERRUPTED},
    {PDOT_INTERNAL, CLI_INTERNAL},
};

cli_exit cli_exit_of(pdot_status status)
{
    for (size_t i = 0; i < sizeof EXITS / sizeof *EXITS; i++)
        if (EXITS[i].status == status)
            return EXITS[i].exit;
    return CLI_INTERNAL;
}

void cli_print_json(json_t *object)
{
    json_dumpf(object, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(12));
    putchar('\n');
    json_decref(object);
}

json_t *cli_json_strings(const char *const *items, size_t count)
{
    json_t *array = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(items[i]));
    return array;
}

static void add_text(json_t *object, const char *key, const char *text)
{
    if (text[0] != '\0')
        json_object_set_new(object, key, json_string(text));
}

static json_t *error_json(const pdot_error *error)
{
    json_t *object = json_object();
    add_text(object, "code", pdot_status_name(error->status));
    add_text(object, "message", error->message);
    add_text(object, "file", error->file);
    add_text(object, "layer", error->layer);
    if (error->row != 0 || error->is_feature)
        json_object_set_new(object, "row", json_integer(error->row));
    if (error->column != 0)
        json_object_set_new(object, "column", json_integer(error->column));
    add_text(object, "field", error->field);
    return json_pack("{s:o}", "error", object);
}

cli_exit cli_fail(cli *self)
{
    const pdot_error *error = pdot_ctx_error(self->ctx);
    cli_progress_clear(self->progress);
    if (self->args.is_json)
        cli_print_json(error_json(error));
    else
        fprintf(stderr, "pdot: %s\n", error->message);
    return cli_exit_of(error->status);
}

pdot_engine *cli_open(cli *self)
{
    pdot_engine *engine = NULL;
    if (pdot_engine_open(self->ctx, self->args.plan, &self->args.options, &engine) != PDOT_OK)
        return NULL;
    cli_use_language(pdot_engine_language(engine));
    return engine;
}
