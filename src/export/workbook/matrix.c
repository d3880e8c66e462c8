/* The matrices of the workbook: territory by hazard, territory by component. */
#include "export/workbook/matrix.h"

#include <string.h>

#define HEADING_POINTS 30.0 /* two lines */

enum { HIGH_SHARE, PROBLEMS, ACTIVITIES };

static const struct {
    const char *table, *column, *value;
    const char *sheet_es, *sheet_en, *title_es, *title_en;
    int decimals;
} PIVOTS[PD_MATRICES] = {
    [HIGH_SHARE] = {"cobertura_total", "amenaza", "alta_pct", "Matriz amenazas", "Hazard matrix",
                    "Amenaza alta por territorio (% de lo cartografiado)",
                    "High hazard by territory (% of mapped)", 2},
    [PROBLEMS] = {"cobertura_plan", "componente", "problemas", "Matriz problemas", "Problem matrix",
                  "Problemas que nombran cada territorio, por componente",
                  "Problems that name each territory, by component", 0},
    [ACTIVITIES] = {"cobertura_plan", "componente", "actividades", "Matriz actividades", "Activity matrix",
                    "Actividades que nombran cada territorio, por componente",
                    "Activities that name each territory, by component", 0},
};

pdot_status pd_matrices_row(pdot_ctx *ctx, pd_matrices *matrices, const pd_table *table, const pd_row *row)
{
    pdot_status status = PDOT_OK;
    for (int i = 0; status == PDOT_OK && i < PD_MATRICES; i++) {
        const int32_t at = pd_table_column(table, PIVOTS[i].value);
        if (strcmp(PIVOTS[i].table, table->name) != 0 || at == PD_NONE ||
            row->values[at].kind == PD_VALUE_NULL)
            continue;
        const pd_value value = pd_value_delivered(&table->columns[at], row->values[at]);
        status = pd_pivot_add(ctx, &matrices->pivots[i], pd_row_text(table, row, "codigo"),
                              pd_row_text(table, row, "nombre"), pd_row_text(table, row, PIVOTS[i].column),
                              value.kind == PD_VALUE_REAL ? value.as.real : (double)value.as.integer);
    }
    return status;
}

void pd_matrices_release(pd_matrices *matrices)
{
    for (int i = 0; i < PD_MATRICES; i++)
        pd_pivot_release(&matrices->pivots[i]);
}

/* The heading of a matrix column: a hazard's title, or the text itself. */
static const char *heading_of(const pd_delivery *delivery, int which, const char *key)
{
    const pdot_plan *plan = delivery->plan;
    for (int32_t i = 0; which == HIGH_SHARE && i < plan->n_hazards; i++)
        if (strcmp(plan->hazards[i].id, key) == 0)
            return plan->hazards[i].title;
    return key[0] != '\0' ? key : pd_title(delivery, "(sin componente)", "(no component)");
}

static void put_line(const pd_pivot *pivot, int which, pd_xlsx_book *book, lxw_worksheet *sheet,
                     const pd_style *style, size_t row)
{
    const uint32_t line = (uint32_t)row + 2;
    pd_xlsx_text(book, sheet, line, 0, pivot->codes[row], book->text);
    pd_xlsx_text(book, sheet, line, 1, pivot->names[row], book->text);
    for (size_t i = 0; i < pivot->n_columns; i++) {
        const pd_pivot_cell *cell = pd_pivot_find(pivot, row, i);
        if (cell == NULL)
            continue;
        lxw_format *format = book->numbers[PIVOTS[which].decimals];
        for (int32_t j = 0; style != NULL && j < style->n_classes; j++)
            if (style->classes[j].match == PD_MATCH_RANGE && cell->value >= style->classes[j].lower &&
                cell->value < style->classes[j].upper)
                format = pd_xlsx_fill_format(book, style->classes[j].symbol.fill, PIVOTS[which].decimals);
        pd_xlsx_number(book, sheet, line, (uint16_t)(i + 2), cell->value, format);
    }
}

/* The style of a column of the territories, for the colours of its matrix. */
static pdot_status find_style(const pd_xlsx_book *book, pd_arena *arena, const char *column,
                              const pd_style **out)
{
    const pd_style *styles = NULL;
    int32_t n = 0;
    *out = NULL;
    const pdot_status status =
        pd_styles_make(book->ctx, arena, book->delivery, pd_table_find("territorios"), &styles, &n);
    for (int32_t i = 0; i < n; i++)
        if (strcmp(styles[i].column, column) == 0)
            *out = &styles[i];
    return status;
}

static void put_headings(const pd_pivot *pivot, int which, pd_xlsx_book *book, lxw_worksheet *sheet)
{
    const pd_delivery *delivery = book->delivery;
    pd_xlsx_check(book, worksheet_set_column(sheet, 0, 0, 10, NULL));
    pd_xlsx_check(book, worksheet_set_column(sheet, 1, 1, 28, NULL));
    pd_xlsx_check(book, worksheet_set_column(sheet, 2, (lxw_col_t)(1 + pivot->n_columns), 15, NULL));
    pd_xlsx_text(book, sheet, 0, 0, pd_title(delivery, PIVOTS[which].title_es, PIVOTS[which].title_en),
                 book->subtitle);
    /* rows are written from the first to the last: the book keeps one at a time */
    pd_xlsx_check(book, worksheet_set_row(sheet, 1, HEADING_POINTS, NULL));
    pd_xlsx_text(book, sheet, 1, 0, pd_title(delivery, "Código", "Code"), book->header);
    pd_xlsx_text(book, sheet, 1, 1, pd_title(delivery, "Nombre", "Name"), book->header);
    for (size_t i = 0; i < pivot->n_columns; i++)
        pd_xlsx_text(book, sheet, 1, (uint16_t)(i + 2), heading_of(delivery, which, pivot->columns[i]),
                     book->header);
}

pdot_status pd_matrix_put(const pd_matrices *matrices, int which, pd_xlsx_book *book, pd_arena *arena,
                          pd_sheet_note *note)
{
    const pd_pivot *pivot = &matrices->pivots[which];
    const pd_style *style = NULL;
    *note = (pd_sheet_note){NULL, NULL, "", 0};
    if (pivot->n_rows == 0)
        return PDOT_OK;
    const pdot_status status = find_style(book, arena, PIVOTS[which].value, &style);
    const char *name = pd_title(book->delivery, PIVOTS[which].sheet_es, PIVOTS[which].sheet_en);
    lxw_worksheet *sheet = status == PDOT_OK ? pd_xlsx_sheet(book, name, 1) : NULL;
    if (sheet == NULL)
        return status != PDOT_OK ? status : book->status;
    put_headings(pivot, which, book, sheet);
    for (size_t i = 0; i < pivot->n_rows; i++)
        put_line(pivot, which, book, sheet, style, i);
    worksheet_freeze_panes(sheet, 2, 2);
    *note = (pd_sheet_note){name, pd_title(book->delivery, PIVOTS[which].title_es, PIVOTS[which].title_en),
                            "", (int64_t)pivot->n_rows};
    return book->status;
}
