/* A crosswalk: which code a value of the layer's code column stands for, and what else the plan says of that
 * unit. */
#include "pipeline/import/import.h"

#include <string.h>

#include "base/fold.h"

/* The folded text in the unit's arena. */
static pdot_status fold(pd_import *import, const char *text, const char **out)
{
    char *folded = NULL;
    const pdot_status status = pd_fold_text(import->ctx, text, &folded);
    if (status != PDOT_OK)
        return status;
    *out = pd_arena_strdup(import->ctx, &import->arena, folded);
    pd_free(folded);
    return *out != NULL ? PDOT_OK : PDOT_NOMEM;
}

static bool make_room(pd_import *import, pd_import_codes *codes)
{
    const size_t need = codes->n_rows + 1;
    return pd_grow(import->ctx, (void **)&codes->cells, &codes->row_capacity, need, sizeof *codes->cells) &&
           pd_grow(import->ctx, (void **)&codes->lines, &codes->line_capacity, need, sizeof *codes->lines) &&
           pd_grow(import->ctx, (void **)&codes->is_used, &codes->used_capacity, need,
                   sizeof *codes->is_used);
}

static pdot_status add_row(pd_import *import, const pd_import_table *table, int32_t from,
                           pd_import_codes *codes)
{
    const char **cells =
        pd_arena_alloc(import->ctx, &import->arena, (size_t)codes->n_columns * sizeof *cells);
    const char *key = NULL;
    bool is_new = false;
    int64_t earlier = 0;
    if (cells == NULL || !make_room(import, codes))
        return PDOT_NOMEM;
    for (int32_t i = 0; i < codes->n_columns; i++) {
        cells[i] = pd_import_cell(import, table, i);
        if (cells[i] == NULL)
            return PDOT_NOMEM;
    }
    pdot_status status = fold(import, cells[from], &key);
    if (status == PDOT_OK)
        status = pd_import_map_put(import->ctx, &codes->rows, key, (int64_t)codes->n_rows, &is_new, &earlier);
    if (status == PDOT_OK && !is_new)
        status =
            pd_fail(import->ctx, PDOT_AMBIGUOUS, "\"%s\" already stands in line %lld: which code is meant?",
                    cells[from], (long long)codes->lines[earlier]);
    if (status != PDOT_OK)
        return pd_locate(import->ctx, status, &table->place);
    codes->cells[codes->n_rows] = cells;
    codes->lines[codes->n_rows] = table->place.row;
    codes->is_used[codes->n_rows] = false;
    codes->n_rows++;
    return PDOT_OK;
}

static pdot_status load_columns(pd_import *import, const pd_import_table *table, pd_import_codes *codes)
{
    codes->n_columns = pd_reader_n_columns(table->reader);
    codes->columns =
        pd_arena_alloc(import->ctx, &import->arena, (size_t)codes->n_columns * sizeof *codes->columns);
    for (int32_t i = 0; codes->columns != NULL && i < codes->n_columns; i++) {
        codes->columns[i] = pd_arena_strdup(import->ctx, &import->arena, pd_reader_column(table->reader, i));
        if (codes->columns[i] == NULL)
            return PDOT_NOMEM;
    }
    return codes->columns != NULL ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_import_load_codes(pd_import *import, const pd_codes_spec *spec, const char *level,
                                 pd_import_codes *out)
{
    pd_import_table table = {0};
    int32_t from = PD_NONE;
    *out = (pd_import_codes){.file = spec->file.path, .from = spec->from, .to = PD_NONE};
    if (spec->file.written[0] == '\0')
        return PDOT_OK;
    pdot_status status = pd_import_open_table(import, "codes", level, &spec->file, "", "", &table);
    if (status == PDOT_OK)
        status = pd_import_column(import, &table, spec->from, true, &from);
    if (status == PDOT_OK)
        status = pd_import_column(import, &table, spec->to, true, &out->to);
    if (status == PDOT_OK)
        status = load_columns(import, &table, out);
    while (status == PDOT_OK) {
        status = pd_import_next_row(import, &table);
        if (status != PDOT_OK || table.cells == NULL)
            break;
        status = add_row(import, &table, from, out);
    }
    if (status == PDOT_OK)
        status = pd_import_end_table(import, &table);
    pd_import_close_table(&table);
    return status;
}

int32_t pd_import_codes_column(const pd_import_codes *codes, const char *name)
{
    for (int32_t i = 0; i < codes->n_columns; i++)
        if (strcmp(codes->columns[i], name) == 0)
            return i;
    return PD_NONE;
}

pdot_status pd_import_find_codes(pd_import *import, pd_import_codes *codes, const char *value, int64_t *row)
{
    char *folded = NULL;
    *row = PD_NONE;
    const pdot_status status = pd_fold_text(import->ctx, value, &folded);
    if (status == PDOT_OK && pd_import_map_find(&codes->rows, folded, row))
        codes->is_used[*row] = true;
    pd_free(folded);
    return status;
}

void pd_import_codes_release(pd_import_codes *codes)
{
    pd_import_map_release(&codes->rows);
    pd_free(codes->cells);
    pd_free(codes->lines);
    pd_free(codes->is_used);
    *codes = (pd_import_codes){0};
}
