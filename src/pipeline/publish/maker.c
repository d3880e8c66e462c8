/* Rows of a result table, filled by column name. */
#include "pipeline/link/link.h"

pdot_status pd_maker_begin(pdot_ctx *ctx, pd_store *store, const char *table, const char *unit, pd_maker *out)
{
    *out = (pd_maker){.ctx = ctx, .table = pd_table_find(table)};
    PD_ASSERT(out->table != NULL);
    out->values = pd_alloc_array(ctx, (size_t)out->table->n_columns, sizeof *out->values);
    if (out->values == NULL)
        return PDOT_NOMEM;
    return pd_result_begin(ctx, store, out->table, unit, &out->writer);
}

void pd_maker_set(pd_maker *maker, const char *column, pd_value value)
{
    const int32_t index = pd_table_column(maker->table, column);
    PD_ASSERT(index != PD_NONE);
    maker->values[index] = value;
}

pdot_status pd_maker_put(pd_maker *maker, pd_bytes wkb)
{
    const pd_row row = {.values = maker->values, .wkb = wkb};
    const pdot_status status = pd_result_put(maker->ctx, maker->writer, &row);
    for (int32_t i = 0; i < maker->table->n_columns; i++)
        maker->values[i] = pd_null();
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
