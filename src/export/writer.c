/* The table of formats and what their writers share: titles, rounding, ids, copies of declarations. */
#include "export/writer.h"

#include <string.h>

#include "base/buffer.h"
#include "base/number.h"

static const pd_format *const FORMATS[] = {&pd_format_gpkg, &pd_format_geojson, &pd_format_csv,
                                           &pd_format_xlsx, &pd_format_html,    &pd_format_png,
                                           &pd_format_pdf};

const pd_format *pd_format_at(int index)
{
    const int n = (int)(sizeof FORMATS / sizeof FORMATS[0]);
    return index >= 0 && index < n ? FORMATS[index] : NULL;
}

const pd_format *pd_format_find(const char *name)
{
    for (int i = 0; pd_format_at(i) != NULL; i++)
        if (strcmp(pd_format_at(i)->name, name) == 0)
            return pd_format_at(i);
    return NULL;
}

const char *pd_title(const pd_delivery *delivery, const char *spanish, const char *english)
{
    return strcmp(delivery->language, "en") == 0 && english != NULL && english[0] != '\0' ? english : spanish;
}

const char *pd_table_title(const pd_delivery *delivery, const pd_table *table)
{
    return pd_title(delivery, table->title_es, table->title_en);
}

/* A sentence without a translation, as of a store that an older catalogue filled, stays as it is. */
static const char *about(const pd_delivery *delivery, const char *spanish)
{
    const char *english = strcmp(delivery->language, "en") == 0 ? pd_about_english(spanish) : NULL;
    return english != NULL ? english : spanish;
}

const char *pd_table_about(const pd_delivery *delivery, const pd_table *table)
{
    return about(delivery, table->about_es);
}

const char *pd_column_about(const pd_delivery *delivery, const pd_column *column)
{
    return about(delivery, column->about_es);
}

const char *pd_column_title(const pd_delivery *delivery, const pd_column *column)
{
    return pd_title(delivery, column->title_es, column->title_en);
}

void pd_column_heading(const pd_delivery *delivery, const pd_column *column, pd_buffer *out)
{
    pd_buffer_text(out, pd_column_title(delivery, column));
    if (column->unit != NULL && column->unit[0] != '\0')
        pd_buffer_format(out, " (%s)", column->unit);
}

pd_value pd_value_delivered(const pd_column *column, pd_value value)
{
    if (value.kind == PD_VALUE_REAL)
        return pd_real(pd_number_round(value.as.real, column->decimals));
    return value;
}

void pd_row_id(const pd_table *table, const pd_row *row, pd_buffer *out)
{
    bool is_first = true;
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!table->columns[i].is_key)
            continue;
        if (!is_first)
            pd_buffer_byte(out, '/');
        pd_value_text(&table->columns[i], row->values[i], out);
        is_first = false;
    }
}

/* One text into the arena; NULL becomes "" so that writers need not ask. */
static const char *copy_text(pdot_ctx *ctx, pd_arena *arena, const char *text, pdot_status *status)
{
    const char *copy = pd_arena_strdup(ctx, arena, text != NULL ? text : "");
    if (copy == NULL)
        *status = PDOT_NOMEM;
    return copy;
}

pdot_status pd_table_copy(pdot_ctx *ctx, pd_arena *arena, const pd_table *table, const pd_table **out)
{
    pdot_status status = PDOT_OK;
    *out = NULL;
    pd_table *copy = pd_arena_alloc(ctx, arena, sizeof *copy);
    pd_column *columns = pd_arena_alloc(ctx, arena, (size_t)table->n_columns * sizeof *columns);
    if (copy == NULL || columns == NULL)
        return PDOT_NOMEM;
    *copy = *table;
    copy->columns = columns;
    copy->name = copy_text(ctx, arena, table->name, &status);
    copy->title_es = copy_text(ctx, arena, table->title_es, &status);
    copy->title_en = copy_text(ctx, arena, table->title_en, &status);
    copy->about_es = copy_text(ctx, arena, table->about_es, &status);
    copy->group = copy_text(ctx, arena, table->group, &status);
    for (int32_t i = 0; i < table->n_columns; i++) {
        const pd_column *from = &table->columns[i];
        columns[i] = *from;
        columns[i].name = copy_text(ctx, arena, from->name, &status);
        columns[i].unit = copy_text(ctx, arena, from->unit, &status);
        columns[i].title_es = copy_text(ctx, arena, from->title_es, &status);
        columns[i].title_en = copy_text(ctx, arena, from->title_en, &status);
        columns[i].about_es = copy_text(ctx, arena, from->about_es, &status);
        columns[i].domain = copy_text(ctx, arena, from->domain, &status);
    }
    if (status == PDOT_OK)
        *out = copy;
    return status;
}
