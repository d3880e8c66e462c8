/* Setting values by the names of columns. */
#include "pipeline/maker.h"

#include <string.h>

pdot_status pd_maker_begin_table(pdot_ctx *ctx, pd_store *store, const pd_table *table, const char *unit,
                                 pd_maker *out)
{
    *out = (pd_maker){.ctx = ctx, .table = table};
    out->values = pd_alloc_array(ctx, (size_t)table->n_columns, sizeof *out->values);
    return out->values != NULL ? pd_result_begin(ctx, store, table, unit, &out->writer) : PDOT_NOMEM;
}

pdot_status pd_maker_begin(pdot_ctx *ctx, pd_store *store, const char *table, const char *unit, pd_maker *out)
{
    const pd_table *found = pd_table_find(table);
    PD_ASSERT(found != NULL);
    return pd_maker_begin_table(ctx, store, found, unit, out);
}

void pd_maker_set(pd_maker *maker, const char *column, pd_value value)
{
    const pd_table *table = maker->table;
    int32_t index = maker->next;
    if (index >= table->n_columns || strcmp(table->columns[index].name, column) != 0)
        index = pd_table_column(table, column);
    PD_ASSERT(index != PD_NONE);
    maker->values[index] = value;
    maker->next = index + 1;
}

pdot_status pd_maker_put(pd_maker *maker, pd_bytes wkb)
{
    const pd_row row = {.values = maker->values, .wkb = wkb};
    const pdot_status status = pd_result_put(maker->ctx, maker->writer, &row);
    for (int32_t i = 0; i < maker->table->n_columns; i++)
        maker->values[i] = pd_null();
    maker->next = 0;
    return status;
}

pdot_status pd_maker_end(pd_maker *maker, pdot_status status)
{
    if (status == PDOT_OK)
        status = pd_result_end(maker->ctx, &maker->writer);
    pd_result_abandon(maker->writer);
    pd_free(maker->values);
    *maker = (pd_maker){0};
    return status;
}
