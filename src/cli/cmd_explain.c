/* explain: how a stored figure came about, feature by feature. */
#include <math.h>

#include "cli/cli.h"

static void print_trace_json(const pdot_trace *trace)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < trace->n_rows; i++) {
        const pdot_trace_row *row = &trace->rows[i];
        json_array_append_new(rows, json_pack("{s:s, s:s, s:s, s:f, s:s}", "source", row->source, "layer",
                                              row->layer, "element", row->element, "value", row->value,
                                              "note", row->note));
    }
    cli_print_json(json_pack("{s:s, s:s, s:s, s:f, s:f, s:s, s:o}", "figure", trace->figure, "title",
                             trace->title, "unit", trace->unit, "value", trace->value, "sum", trace->sum,
                             "method", trace->method, "rows", rows));
}

/* Counts are whole, measures are not. */
static int decimals_of(const pdot_trace *trace)
{
    bool is_whole = trace->unit[0] == '\0' && floor(trace->value) >= trace->value;
    for (size_t i = 0; i < trace->n_rows; i++)
        is_whole = is_whole && floor(trace->rows[i].value) >= trace->rows[i].value;
    return is_whole ? 0 : 6;
}

static void print_trace(const pdot_trace *trace)
{
    const int decimals = decimals_of(trace);
    printf("%s\n%s\n\n", trace->figure, trace->title);
    for (size_t i = 0; i < trace->n_rows; i++) {
        const pdot_trace_row *row = &trace->rows[i];
        printf("  %18.*f %s   %s", decimals, row->value, trace->unit, row->source);
        if (row->layer[0] != '\0')
            printf(" · %s", row->layer);
        if (row->element[0] != '\0')
            printf(" · %s", row->element);
        if (row->note[0] != '\0')
            printf("   (%s)", row->note);
        printf("\n");
    }
    printf(ngettext("\n  %18.*f %s   sum of %zu row\n", "\n  %18.*f %s   sum of %zu rows\n", trace->n_rows),
           decimals, trace->sum, trace->unit, trace->n_rows);
    printf(_("  %18.*f %s   stored figure\n\n"), decimals, trace->value, trace->unit);
    printf("%s\n", trace->method);
}

cli_exit cmd_explain(cli *self)
{
    pdot_trace *trace = NULL;
    pdot_engine *engine = cli_open(self);
    if (engine == NULL)
        return cli_fail(self);
    cli_exit result = CLI_DONE;
    if (pdot_engine_explain(self->ctx, engine, self->args.argument, &trace) != PDOT_OK)
        result = cli_fail(self);
    else {
        cli_progress_clear(self->progress);
        if (self->args.is_json)
            print_trace_json(trace);
        else
            print_trace(trace);
    }
    pdot_trace_free(trace);
    pdot_engine_close(engine);
    return result;
}
