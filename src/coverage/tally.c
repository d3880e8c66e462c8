/* Dense sums while a task runs, packed rows between tasks. */
#include "coverage/tally.h"

#include <stdlib.h>
#include <string.h>

pdot_status pd_tally_init(pdot_ctx *ctx, size_t n_rows, size_t n_columns, pd_tally *tally)
{
    *tally = (pd_tally){.n_rows = n_rows, .n_columns = n_columns};
    tally->cells = pd_alloc_array(ctx, n_rows * n_columns, sizeof *tally->cells);
    tally->touched = pd_alloc_array(ctx, n_rows, sizeof *tally->touched);
    tally->is_touched = pd_alloc_array(ctx, n_rows, sizeof *tally->is_touched);
    return tally->cells != NULL && tally->touched != NULL && tally->is_touched != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_tally_release(pd_tally *tally)
{
    pd_free(tally->cells);
    pd_free(tally->touched);
    pd_free(tally->is_touched);
    *tally = (pd_tally){0};
}

pd_sum *pd_tally_row(pd_tally *tally, size_t row)
{
    if (!tally->is_touched[row]) {
        tally->is_touched[row] = true;
        tally->touched[tally->n_touched++] = (uint32_t)row;
    }
    return tally->cells + row * tally->n_columns;
}

static int compare_rows(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

pdot_status pd_tally_take(pdot_ctx *ctx, pd_tally *tally, pd_tally_pack *pack)
{
    const size_t n = tally->n_touched, width = tally->n_columns;
    *pack = (pd_tally_pack){0};
    pack->rows = pd_realloc_array(ctx, NULL, n, sizeof *pack->rows);
    pack->cells = pd_realloc_array(ctx, NULL, n * width, sizeof *pack->cells);
    if (pack->rows == NULL || pack->cells == NULL) {
        pd_tally_pack_release(pack);
        return PDOT_NOMEM;
    }
    qsort(tally->touched, n, sizeof *tally->touched, compare_rows);
    pack->n_rows = n;
    for (size_t i = 0; i < n; i++) {
        const uint32_t row = tally->touched[i];
        pd_sum *cells = tally->cells + row * width;
        pack->rows[i] = row;
        for (size_t c = 0; c < width; c++)
            pack->cells[i * width + c] = pd_sum_total(&cells[c]);
        memset(cells, 0, width * sizeof *cells);
        tally->is_touched[row] = false;
    }
    tally->n_touched = 0;
    return PDOT_OK;
}

void pd_tally_pack_release(pd_tally_pack *pack)
{
    pd_free(pack->rows);
    pd_free(pack->cells);
    *pack = (pd_tally_pack){0};
}

void pd_tally_add(pd_tally *tally, const pd_tally_pack *pack)
{
    for (size_t i = 0; i < pack->n_rows; i++) {
        pd_sum *cells = pd_tally_row(tally, pack->rows[i]);
        for (size_t c = 0; c < tally->n_columns; c++)
            pd_sum_add(&cells[c], pack->cells[i * tally->n_columns + c]);
    }
}
