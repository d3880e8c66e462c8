/* Reader of the embedded style sheets. */
#include "export/style/sheet.h"

#include <string.h>

#include "base/number.h"

static size_t count_char(const char *text, size_t size, char wanted)
{
    size_t n = 0;
    for (size_t i = 0; i < size; i++)
        n += text[i] == wanted;
    return n;
}

pdot_status pd_sheet_load(pdot_ctx *ctx, pd_arena *arena, const char *text, pd_sheet *out)
{
    memset(out, 0, sizeof *out);
    const size_t size = strlen(text);
    const size_t n_lines = count_char(text, size, '\n');
    const size_t n_columns = count_char(text, strcspn(text, "\n"), ',') + 1;
    PD_ASSERT(n_lines > 0 && text[size - 1] == '\n');
    char *copy = pd_arena_copy(ctx, arena, text, size);
    const char **cells = pd_arena_alloc(ctx, arena, n_lines * n_columns * sizeof *cells);
    if (copy == NULL || cells == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n_lines * n_columns; i++) {
        cells[i] = copy;
        copy += strcspn(copy, ",\n");
        PD_ASSERT(*copy == ((i + 1) % n_columns == 0 ? '\n' : ','));
        *copy++ = '\0';
    }
    out->cells = cells;
    out->n_columns = (int32_t)n_columns;
    out->n_rows = (int32_t)n_lines - 1;
    return PDOT_OK;
}

const char *pd_sheet_cell(const pd_sheet *sheet, int32_t row, const char *column)
{
    int32_t i = 0;
    while (i < sheet->n_columns && strcmp(sheet->cells[i], column) != 0)
        i++;
    PD_ASSERT(i < sheet->n_columns && row >= 0 && row < sheet->n_rows);
    return sheet->cells[(size_t)(row + 1) * (size_t)sheet->n_columns + (size_t)i];
}

double pd_sheet_number(const pd_sheet *sheet, int32_t row, const char *column, double missing)
{
    const char *cell = pd_sheet_cell(sheet, row, column);
    double value = missing;
    PD_ASSERT(cell[0] == '\0' || pd_number_parse(cell, strlen(cell), &value));
    return value;
}
