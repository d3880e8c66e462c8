/* Figures of cobertura_amenaza. */
#include "pipeline/publish/ground_figures.h"

#include <stdlib.h>
#include <string.h>

static const char *text_at(const pd_table *table, const pd_row *row, const char *column)
{
    const int32_t at = pd_table_column(table, column);
    return row->values[at].kind == PD_VALUE_TEXT ? row->values[at].as.text : "";
}

static pdot_status add_row(pdot_ctx *ctx, pd_ground_figures *figures, const char *hazard,
                           const pd_table *table, const pd_row *row)
{
    const int32_t area = pd_table_column(table, "area_ha");
    if (strcmp(text_at(table, row, "amenaza"), hazard) != 0 || row->values[area].kind != PD_VALUE_REAL)
        return PDOT_OK;
    if (!pd_grow(ctx, (void **)&figures->items, &figures->capacity, figures->count + 1,
                 sizeof *figures->items))
        return PDOT_NOMEM;
    pd_ground_area *one = &figures->items[figures->count++];
    one->code = pd_arena_strdup(ctx, &figures->arena, text_at(table, row, "codigo"));
    one->class = pd_arena_strdup(ctx, &figures->arena, text_at(table, row, "clase"));
    one->area_ha = row->values[area].as.real;
    return one->code != NULL && one->class != NULL ? PDOT_OK : PDOT_NOMEM;
}

static int compare_areas(const void *a, const void *b)
{
    const pd_ground_area *left = a, *right = b;
    const int by_code = strcmp(left->code, right->code);
    return by_code != 0 ? by_code : strcmp(left->class, right->class);
}

pdot_status pd_ground_figures_load(pdot_ctx *ctx, pd_store *store, const char *hazard, pd_ground_figures *out)
{
    pd_result_reader *reader = NULL;
    const pd_row *row = NULL;
    memset(out, 0, sizeof *out);
    pdot_status status = pd_result_open(ctx, store, "cobertura_amenaza", &reader);
    while (status == PDOT_OK) {
        status = pd_result_next(ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = add_row(ctx, out, hazard, pd_result_table(reader), row);
    }
    pd_result_close(reader);
    if (status == PDOT_OK && out->count > 1)
        qsort(out->items, out->count, sizeof *out->items, compare_areas);
    return status;
}

void pd_ground_figures_release(pd_ground_figures *figures)
{
    pd_free(figures->items);
    pd_arena_release(&figures->arena);
    memset(figures, 0, sizeof *figures);
}

double pd_ground_figure(const pd_ground_figures *figures, const char *code, const char *class)
{
    const pd_ground_area key = {code, class, 0};
    const pd_ground_area *found = figures->count > 0 ? bsearch(&key, figures->items, figures->count,
                                                               sizeof *figures->items, compare_areas)
                                                     : NULL;
    return found != NULL ? found->area_ha : 0;
}
