/* Where the figures of a card come from: rows of the provenance with one figure and source come together and
 * are summed up. An entry is [code, figure, source, layer, elements, hectares], texts by their number. */
#include <string.h>

#include "base/number.h"
#include "export/report/data.h"

/* "table/code/rest": the code's length, and the rest, which says what the figure is. */
static const char *split_figure(const char *figure, const char **code, size_t *code_size)
{
    const char *first = strchr(figure, '/');
    const char *second = first != NULL ? strchr(first + 1, '/') : NULL;
    if (second == NULL)
        return NULL;
    *code = first + 1;
    *code_size = (size_t)(second - *code);
    return second + 1;
}

static pdot_status add_number_of(pd_report_data *data, const char *text, pd_buffer *out)
{
    size_t number = 0;
    const pdot_status status = pd_intern_add(data->ctx, &data->texts, text, &number);
    pd_buffer_format(out, "%zu,", number);
    return status;
}

static pdot_status add_entry(pd_report_data *data, const char *code, const char *rest)
{
    char number[PD_NUMBER_SIZE];
    pd_buffer *out = &data->trace;
    const char *const texts[] = {code, rest, data->run.source, data->run.layer};
    pdot_status status = PDOT_OK;
    pd_buffer_text(out, out->size > 0 ? ",[" : "[");
    for (size_t i = 0; status == PDOT_OK && i < sizeof texts / sizeof texts[0]; i++)
        status = add_number_of(data, texts[i], out);
    pd_buffer_format(out, "%lld,%s]", (long long)data->run.n,
                     pd_number_format(pd_number_round(data->run.area_ha, 4), number));
    return status;
}

pdot_status pd_report_trace_end(pd_report_data *data)
{
    const char *code = NULL;
    size_t size = 0;
    if (data->run.figure == NULL || data->run.n == 0 || data->trace.size > PD_REPORT_TRACE_BYTES)
        return PDOT_OK;
    const char *rest = split_figure(data->run.figure, &code, &size);
    if (rest == NULL)
        return PDOT_OK;
    pd_buffer own;
    pd_buffer_init(data->ctx, &own);
    pd_buffer_add(&own, code, size);
    pdot_status status = pd_buffer_status(&own);
    if (status == PDOT_OK)
        status = add_entry(data, own.data, rest);
    pd_buffer_release(&own);
    data->run.n = 0;
    return status;
}

/* Ends the run before and begins one of these texts: figure, source, layer. */
static pdot_status begin_run(pd_report_data *data, const char *const texts[3])
{
    char **const parts[] = {&data->run.figure, &data->run.source, &data->run.layer};
    const pdot_status status = pd_report_trace_end(data);
    data->run.n = 0;
    data->run.area_ha = 0;
    for (int i = 0; status == PDOT_OK && i < 3; i++) {
        pd_free(*parts[i]);
        *parts[i] = pd_strdup(data->ctx, texts[i]);
        if (*parts[i] == NULL)
            return PDOT_NOMEM;
    }
    return status;
}

pdot_status pd_report_trace_row(pd_report_data *data, const pd_row *row)
{
    static const char *const COLUMNS[] = {"cifra", "fuente", "capa"};
    const char *const now[] = {data->run.figure, data->run.source, data->run.layer};
    const char *texts[3];
    bool is_same = data->run.n > 0;
    for (int i = 0; i < 3; i++) {
        const int32_t at = pd_table_column(data->table, COLUMNS[i]);
        texts[i] = at != PD_NONE && row->values[at].kind == PD_VALUE_TEXT ? row->values[at].as.text : "";
        is_same = is_same && strcmp(now[i], texts[i]) == 0;
    }
    const pdot_status status = is_same ? PDOT_OK : begin_run(data, texts);
    const int32_t at = pd_table_column(data->table, "area_ha");
    if (at != PD_NONE && row->values[at].kind == PD_VALUE_REAL)
        data->run.area_ha += row->values[at].as.real;
    data->run.n++;
    return status;
}
