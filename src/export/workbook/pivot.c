/* Matrices of a few hundred lines and a few columns. */
#include "export/workbook/pivot.h"

#include <string.h>

void pd_pivot_release(pd_pivot *pivot)
{
    pd_free(pivot->codes);
    pd_free(pivot->names);
    pd_free(pivot->columns);
    pd_free(pivot->cells);
    pd_arena_release(&pivot->arena);
    memset(pivot, 0, sizeof *pivot);
}

static pdot_status push(pdot_ctx *ctx, pd_pivot *pivot, const char ***items, size_t *capacity, size_t n,
                        const char *text)
{
    const char *copy = pd_arena_strdup(ctx, &pivot->arena, text);
    if (copy == NULL || !pd_grow(ctx, (void **)items, capacity, n + 1, sizeof **items))
        return PDOT_NOMEM;
    (*items)[n] = copy;
    return PDOT_OK;
}

/* The line is the newest one or a new one. */
static pdot_status find_row(pdot_ctx *ctx, pd_pivot *pivot, const char *code, const char *name)
{
    if (pivot->n_rows > 0 && strcmp(pivot->codes[pivot->n_rows - 1], code) == 0)
        return PDOT_OK;
    pdot_status status = push(ctx, pivot, &pivot->codes, &pivot->row_capacity, pivot->n_rows, code);
    if (status == PDOT_OK)
        status = push(ctx, pivot, &pivot->names, &pivot->name_capacity, pivot->n_rows, name);
    if (status == PDOT_OK)
        pivot->n_rows++;
    return status;
}

static pdot_status find_column(pdot_ctx *ctx, pd_pivot *pivot, const char *column, size_t *index)
{
    for (*index = 0; *index < pivot->n_columns; (*index)++)
        if (strcmp(pivot->columns[*index], column) == 0)
            return PDOT_OK;
    const pdot_status status =
        push(ctx, pivot, &pivot->columns, &pivot->column_capacity, pivot->n_columns, column);
    if (status == PDOT_OK)
        pivot->n_columns++;
    return status;
}

pdot_status pd_pivot_add(pdot_ctx *ctx, pd_pivot *pivot, const char *code, const char *name,
                         const char *column, double value)
{
    size_t at = 0;
    pdot_status status = find_row(ctx, pivot, code, name);
    if (status == PDOT_OK)
        status = find_column(ctx, pivot, column, &at);
    if (status != PDOT_OK)
        return status;
    const int32_t row = (int32_t)pivot->n_rows - 1;
    for (size_t i = pivot->n_cells; i > 0 && pivot->cells[i - 1].row == row; i--)
        if (pivot->cells[i - 1].column == (int32_t)at) {
            pivot->cells[i - 1].value += value;
            return PDOT_OK;
        }
    if (!pd_grow(ctx, (void **)&pivot->cells, &pivot->cell_capacity, pivot->n_cells + 1,
                 sizeof *pivot->cells))
        return PDOT_NOMEM;
    pivot->cells[pivot->n_cells++] = (pd_pivot_cell){row, (int32_t)at, value};
    return PDOT_OK;
}

const pd_pivot_cell *pd_pivot_find(const pd_pivot *pivot, size_t row, size_t column)
{
    for (size_t i = 0; i < pivot->n_cells; i++)
        if (pivot->cells[i].row == (int32_t)row && pivot->cells[i].column == (int32_t)column)
            return &pivot->cells[i];
    return NULL;
}
