/* Values, rows as text, and tables with columns of one run. */
#include "result/table.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

static pd_value cell(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t index = pd_table_column(table, column);
    return index != PD_NONE ? row->values[index] : pd_null();
}

const char *pd_row_text(const pd_table *table, const pd_row *row, const char *column)
{
    const pd_value value = cell(table, row, column);
    return value.kind == PD_VALUE_TEXT ? value.as.text : "";
}

int64_t pd_row_integer(const pd_table *table, const pd_row *row, const char *column)
{
    const pd_value value = cell(table, row, column);
    return value.kind == PD_VALUE_INTEGER ? value.as.integer : 0;
}

double pd_row_real(const pd_table *table, const pd_row *row, const char *column)
{
    const pd_value value = cell(table, row, column);
    return value.kind == PD_VALUE_REAL      ? value.as.real
           : value.kind == PD_VALUE_INTEGER ? (double)value.as.integer
                                            : 0;
}

pd_value pd_null(void)
{
    return (pd_value){PD_VALUE_NULL, {NULL}};
}

pd_value pd_text(const char *text)
{
    return (pd_value){text != NULL ? PD_VALUE_TEXT : PD_VALUE_NULL, {.text = text}};
}

pd_value pd_integer(int64_t value)
{
    return (pd_value){PD_VALUE_INTEGER, {.integer = value}};
}

pd_value pd_real(double value)
{
    PD_ASSERT(!isnan(value));
    return (pd_value){PD_VALUE_REAL, {.real = value}};
}

pd_value pd_boolean(bool value)
{
    return pd_integer(value ? 1 : 0);
}

void pd_value_text(const pd_column *column, pd_value value, struct pd_buffer *out)
{
    char number[PD_NUMBER_SIZE];
    switch (value.kind) {
    case PD_VALUE_NULL:
        return;
    case PD_VALUE_TEXT:
        pd_buffer_text(out, value.as.text);
        return;
    case PD_VALUE_INTEGER:
        if (column->type == PD_TYPE_BOOLEAN)
            pd_buffer_text(out, value.as.integer != 0 ? "true" : "false");
        else
            pd_buffer_format(out, "%" PRId64, value.as.integer);
        return;
    case PD_VALUE_REAL:
        pd_buffer_text(out, pd_number_fixed(value.as.real, column->decimals, number));
        return;
    }
}

/* The column with its texts copied, so that the caller's may go. */
static pdot_status copy_column(pdot_ctx *ctx, pd_arena *arena, const pd_column *from, pd_column *to)
{
    *to = *from;
    to->name = pd_arena_strdup(ctx, arena, from->name);
    to->unit = pd_arena_strdup(ctx, arena, from->unit);
    to->title_es = pd_arena_strdup(ctx, arena, from->title_es);
    to->title_en = pd_arena_strdup(ctx, arena, from->title_en);
    to->about_es = pd_arena_strdup(ctx, arena, from->about_es);
    to->domain = pd_arena_strdup(ctx, arena, from->domain);
    const bool is_whole = to->name != NULL && to->unit != NULL && to->title_es != NULL &&
                          to->title_en != NULL && to->about_es != NULL && to->domain != NULL;
    return is_whole ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_table_extend(pdot_ctx *ctx, pd_arena *arena, const pd_table *base, const pd_column *extra,
                            int32_t n_extra, const char *before, const pd_table **out)
{
    *out = NULL;
    const int32_t at = before == NULL ? base->n_columns : pd_table_column(base, before);
    PD_ASSERT(at != PD_NONE && n_extra >= 0);
    const int32_t count = base->n_columns + n_extra;
    pd_table *table = pd_arena_alloc(ctx, arena, sizeof *table);
    pd_column *columns = pd_arena_alloc(ctx, arena, (size_t)count * sizeof *columns);
    if (table == NULL || columns == NULL)
        return PDOT_NOMEM;
    memcpy(columns, base->columns, (size_t)at * sizeof *columns);
    for (int32_t i = 0; i < n_extra; i++) {
        const pdot_status status = copy_column(ctx, arena, &extra[i], &columns[at + i]);
        if (status != PDOT_OK)
            return status;
    }
    memcpy(columns + at + n_extra, base->columns + at, (size_t)(base->n_columns - at) * sizeof *columns);
    *table = *base;
    table->columns = columns;
    table->n_columns = count;
    *out = table;
    return PDOT_OK;
}

/* alta_<hazard>_pct of one hazard; its texts live in `texts` until it is cleared. */
static pdot_status hazard_column(const pd_hazard *hazard, pd_buffer *texts, pd_column *out)
{
    pd_buffer_clear(texts);
    pd_buffer_format(texts, "alta_%s_pct", hazard->id);
    pd_buffer_byte(texts, '\0');
    const size_t title_es = texts->size;
    pd_buffer_format(texts, "%s, alta", hazard->title);
    pd_buffer_byte(texts, '\0');
    const size_t title_en = texts->size;
    pd_buffer_format(texts, "%s, high", hazard->title);
    const pdot_status status = pd_buffer_status(texts);
    if (status == PDOT_OK)
        *out = (pd_column){texts->data,
                           PD_TYPE_REAL,
                           "%",
                           2,
                           texts->data + title_es,
                           texts->data + title_en,
                           "Parte del suelo cartografiado de esta amenaza que está en sus clases altas.",
                           "",
                           false};
    return status;
}

pdot_status pd_table_territories(pdot_ctx *ctx, pd_arena *arena, const pdot_plan *plan, const char *name,
                                 const pd_table **out)
{
    *out = NULL;
    const pd_table *table = pd_table_find(name);
    PD_ASSERT(table != NULL && pd_table_column(table, "problemas") != PD_NONE);
    pd_buffer texts;
    pd_buffer_init(ctx, &texts);
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_hazards && status == PDOT_OK; i++) {
        const pd_hazard *hazard = &plan->hazards[i];
        pd_column column;
        if (hazard->is_land || !hazard->in_summary)
            continue;
        status = hazard_column(hazard, &texts, &column);
        if (status == PDOT_OK)
            status = pd_table_extend(ctx, arena, table, &column, 1, "problemas", &table);
    }
    pd_buffer_release(&texts);
    if (status == PDOT_OK)
        *out = table;
    return status;
}
