/* How a stored figure came about: the figure is looked up in its table, a builder gives the rows behind it,
 * and their sum is compared with what is stored. */
#include "pipeline/explain/trace.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

#define CLOSE_ENOUGH 1e-9 /* of the figure: what sum and stored figure may differ by */

/* pdot_trace first, so that the public pointer is the private one. */
typedef struct trace_owner {
    pdot_trace trace;
    pd_arena arena;
} trace_owner;

void pdot_trace_free(pdot_trace *trace)
{
    if (trace == NULL)
        return;
    trace_owner *owner = (trace_owner *)trace;
    pdot_trace_row *rows = NULL;
    memcpy(&rows, &trace->rows, sizeof rows); /* public rows are const */
    pd_free(rows);
    pd_arena_release(&owner->arena);
    pd_free(owner);
}

/* ---- what builders use */

const char *pd_asked_key(const pd_asked *asked, const char *name)
{
    for (int32_t i = 0; i < asked->n_keys; i++)
        if (strcmp(asked->key_names[i], name) == 0)
            return asked->keys[i];
    return "";
}

static const char *copy_text(pd_tracing *t, const char *text)
{
    return pd_arena_strdup(t->cover->ctx, t->arena, text != NULL ? text : "");
}

pdot_status pd_trace_add(pd_tracing *t, const char *source, const char *layer, const char *element,
                         const char *note, double value)
{
    pdot_trace *trace = t->trace;
    pdot_trace_row *rows = NULL;
    memcpy(&rows, &trace->rows, sizeof rows);
    const bool is_ok = pd_grow(t->cover->ctx, (void **)&rows, &t->capacity, trace->n_rows + 1, sizeof *rows);
    trace->rows = rows;
    if (!is_ok)
        return PDOT_NOMEM;
    pdot_trace_row *row = &rows[trace->n_rows];
    *row = (pdot_trace_row){copy_text(t, source), copy_text(t, layer), copy_text(t, element),
                            copy_text(t, note), value};
    if (row->source == NULL || row->layer == NULL || row->element == NULL || row->note == NULL)
        return PDOT_NOMEM;
    trace->n_rows++;
    return PDOT_OK;
}

pdot_status pd_trace_add_feature(pd_tracing *t, int32_t source, int64_t feature, const char *note,
                                 double value)
{
    pd_buffer element;
    pd_buffer_init(t->cover->ctx, &element);
    if (feature >= 0)
        pd_buffer_format(&element, "%lld", (long long)feature);
    pdot_status status = pd_buffer_status(&element);
    const bool is_known = source >= 0 && source < t->cover->plan->n_sources;
    const pd_source *from = is_known ? &t->cover->plan->sources[source] : NULL;
    if (status == PDOT_OK)
        status = pd_trace_add(t, from != NULL ? from->path : "", from != NULL ? from->layer : "",
                              element.data, note, value);
    pd_buffer_release(&element);
    return status;
}

int32_t pd_trace_source_index(const pdot_plan *plan, int64_t id)
{
    for (int32_t i = 0; i < plan->n_sources; i++)
        if (plan->sources[i].id == id)
            return i;
    return PD_NONE;
}

typedef struct traced {
    pd_tracing *tracing;
    pd_trace_row_fn each;
} traced;

static pdot_status trace_row(void *user, const pd_table *table, const pd_row *row)
{
    const traced *one = user;
    return one->each(one->tracing, table, row);
}

pdot_status pd_trace_each(pd_tracing *t, const char *table, pd_trace_row_fn each)
{
    traced one = {t, each};
    return pd_result_each(t->cover->ctx, t->cover->run->store, table, trace_row, &one);
}

/* ---- finding the figure */

typedef struct lookup {
    pdot_ctx *ctx;
    pd_arena *arena;
    const char *figure;
    pd_asked asked;
    pd_buffer path; /* table/keys of the row at hand */
    char code[80];  /* first key of the figure */
    bool has_code, is_found;
} lookup;

static void write_path(lookup *l, const pd_table *table, const pd_row *row)
{
    pd_buffer_clear(&l->path);
    pd_buffer_text(&l->path, table->name);
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key) {
            pd_buffer_byte(&l->path, '/');
            pd_value_text(&table->columns[i], row->values[i], &l->path);
        }
}

static pdot_status keep_row(lookup *l, const pd_table *table, const pd_row *row, int32_t column)
{
    pd_asked *asked = &l->asked;
    const pd_value *value = &row->values[column];
    asked->keys = pd_arena_alloc(l->ctx, l->arena, (size_t)table->n_columns * sizeof *asked->keys);
    asked->key_names = pd_arena_alloc(l->ctx, l->arena, (size_t)table->n_columns * sizeof *asked->key_names);
    asked->column_name = pd_arena_strdup(l->ctx, l->arena, table->columns[column].name);
    if (asked->keys == NULL || asked->key_names == NULL || asked->column_name == NULL)
        return PDOT_NOMEM;
    if (value->kind != PD_VALUE_REAL && value->kind != PD_VALUE_INTEGER)
        return pd_fail(l->ctx, PDOT_NOTFOUND, "\"%s\" holds no number to explain", l->figure);
    asked->value = value->kind == PD_VALUE_REAL ? value->as.real : (double)value->as.integer;
    for (int32_t i = 0; i < table->n_columns; i++) {
        if (!table->columns[i].is_key)
            continue;
        pd_buffer_clear(&l->path);
        pd_value_text(&table->columns[i], row->values[i], &l->path);
        asked->keys[asked->n_keys] = pd_arena_strdup(l->ctx, l->arena, l->path.data);
        asked->key_names[asked->n_keys] = pd_arena_strdup(l->ctx, l->arena, table->columns[i].name);
        if (asked->keys[asked->n_keys] == NULL || asked->key_names[asked->n_keys] == NULL)
            return PDOT_NOMEM;
        asked->n_keys++;
    }
    asked->table = pd_table_find(table->name);
    const int32_t known = pd_table_column(asked->table, asked->column_name);
    asked->column = known != PD_NONE ? &asked->table->columns[known] : NULL;
    return PDOT_OK;
}

/* The row whose path the figure begins with; what follows is the column. */
static pdot_status match_row(lookup *l, const pd_table *table, const pd_row *row)
{
    write_path(l, table, row);
    const pdot_status status = pd_buffer_status(&l->path);
    if (status != PDOT_OK)
        return status;
    const size_t length = l->path.size;
    const char *code = strchr(l->path.data, '/');
    l->has_code = l->has_code || (code != NULL && strncmp(code + 1, l->code, strlen(l->code)) == 0 &&
                                  (code[1 + strlen(l->code)] == '/' || code[1 + strlen(l->code)] == '\0'));
    if (strncmp(l->figure, l->path.data, length) != 0 || l->figure[length] != '/')
        return PDOT_OK;
    const int32_t column = pd_table_column(table, l->figure + length + 1);
    if (column == PD_NONE)
        return pd_fail(l->ctx, PDOT_NOTFOUND, "table %s has no column \"%s\"", table->name,
                       l->figure + length + 1);
    l->is_found = true;
    return keep_row(l, table, row, column);
}

static pdot_status not_found(const lookup *l, const pd_table *table)
{
    pd_buffer keys;
    pd_buffer_init(l->ctx, &keys);
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key)
            pd_buffer_format(&keys, "%s/", table->columns[i].name);
    const pdot_status status =
        l->has_code ? pd_fail(l->ctx, PDOT_NOTFOUND,
                              "\"%s\" has \"%s\", but not with these keys; a figure is %s/%scolumn",
                              table->name, l->code, table->name, keys.data)
                    : pd_fail(l->ctx, PDOT_NOTFOUND, "\"%s\" has no row for \"%s\"; a figure is %s/%scolumn",
                              table->name, l->code, table->name, keys.data);
    pd_buffer_release(&keys);
    return status;
}

static pdot_status split_figure(lookup *l, const pd_table **table)
{
    char name[64];
    const char *slash = strchr(l->figure, '/');
    const size_t length = slash != NULL ? (size_t)(slash - l->figure) : strlen(l->figure);
    *table = NULL;
    if (length < sizeof name) {
        memcpy(name, l->figure, length);
        name[length] = '\0';
        *table = pd_table_find(name);
    }
    if (*table == NULL || slash == NULL)
        return pd_fail(l->ctx, PDOT_NOTFOUND,
                       "\"%.80s\" is no figure: write table/code/keys/column, for example "
                       "cobertura_amenaza/110156/movimientos_masa/Alta/area_ha",
                       l->figure);
    const char *end = strchr(slash + 1, '/');
    size_t size = end != NULL ? (size_t)(end - slash - 1) : strlen(slash + 1);
    size = size < sizeof l->code - 1 ? size : sizeof l->code - 1;
    memcpy(l->code, slash + 1, size);
    l->code[size] = '\0';
    return PDOT_OK;
}

static pdot_status find_figure(lookup *l, pd_store *store)
{
    const pd_table *table = NULL;
    pd_result_reader *reader = NULL;
    int64_t n = 0;
    pdot_status status = split_figure(l, &table);
    if (status == PDOT_OK)
        status = pd_result_count(l->ctx, store, table->name, &n);
    if (status == PDOT_OK && n == 0)
        return pd_fail(l->ctx, PDOT_NOTFOUND, "table %s has no rows in this plan", table->name);
    if (status == PDOT_OK)
        status = pd_result_open(l->ctx, store, table->name, &reader);
    while (status == PDOT_OK && !l->is_found) {
        const pd_row *row = NULL;
        status = pd_result_next(l->ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = match_row(l, pd_result_table(reader), row);
    }
    pd_result_close(reader);
    return status == PDOT_OK && !l->is_found ? not_found(l, table) : status;
}

/* ---- the trace */

static pdot_status build_rows(pd_tracing *t)
{
    pdot_status (*const builders[])(pd_tracing *, bool *) = {pd_explain_hazard, pd_explain_total,
                                                             pd_explain_plan};
    bool is_mine = false;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < sizeof builders / sizeof *builders && status == PDOT_OK && !is_mine; i++)
        status = builders[i](t, &is_mine);
    if (status == PDOT_OK && !is_mine)
        status = pd_fail(
            t->cover->ctx, PDOT_UNSUPPORTED,
            "\"%s\" has no derivation; figures of hazards, their totals and the counts of the plan have one",
            t->asked->figure);
    return status;
}

static pdot_status add_up(pd_tracing *t)
{
    pd_sum sum = {0};
    double size = fabs(t->asked->value);
    for (size_t i = 0; i < t->trace->n_rows; i++) {
        pd_sum_add(&sum, t->trace->rows[i].value);
        size = fmax(size, fabs(t->trace->rows[i].value));
    }
    t->trace->value = t->asked->value;
    t->trace->sum = pd_sum_total(&sum);
    if (fabs(t->trace->sum - t->trace->value) <= CLOSE_ENOUGH * size)
        return PDOT_OK;
    return pd_fail(t->cover->ctx, PDOT_INTERNAL, "the rows behind \"%s\" do not add up to it",
                   t->asked->figure);
}

static pdot_status set_titles(pd_tracing *t)
{
    const pd_asked *asked = t->asked;
    pd_buffer title;
    pd_buffer_init(t->cover->ctx, &title);
    const bool is_spanish = strcmp(t->cover->run->language, "en") != 0;
    pd_buffer_format(&title, "%s · %s", is_spanish ? asked->table->title_es : asked->table->title_en,
                     asked->column == NULL ? asked->column_name
                     : is_spanish          ? asked->column->title_es
                                           : asked->column->title_en);
    for (int32_t i = 0; i < asked->n_keys; i++)
        pd_buffer_format(&title, " · %s", asked->keys[i]);
    pdot_status status = pd_buffer_status(&title);
    t->trace->figure = copy_text(t, asked->figure);
    t->trace->title = copy_text(t, title.data);
    t->trace->unit = copy_text(t, asked->column != NULL ? asked->column->unit : "%");
    if (t->trace->method == NULL)
        t->trace->method = copy_text(t, "");
    if (t->trace->figure == NULL || t->trace->title == NULL || t->trace->unit == NULL ||
        t->trace->method == NULL)
        status = PDOT_NOMEM;
    pd_buffer_release(&title);
    return status;
}

pdot_status pdot_engine_explain(pdot_ctx *ctx, pdot_engine *engine, const char *figure, pdot_trace **out)
{
    *out = NULL;
    pd_clear_error(ctx);
    trace_owner *owner = pd_alloc(ctx, sizeof *owner);
    if (owner == NULL)
        return PDOT_NOMEM;
    pd_cover cover = {.ctx = ctx, .run = &engine->run};
    lookup l = {.ctx = ctx, .arena = &owner->arena, .figure = figure};
    l.asked.figure = figure;
    pd_buffer_init(ctx, &l.path);
    pd_tracing t = {.cover = &cover, .asked = &l.asked, .trace = &owner->trace, .arena = &owner->arena};
    pdot_status status = pd_engine_bring(ctx, engine, PDOT_STAGE_COVERAGE);
    if (status == PDOT_OK)
        status = find_figure(&l, engine->run.store);
    if (status == PDOT_OK)
        status = pd_cover_open_with_ground(&cover);
    if (status == PDOT_OK)
        status = build_rows(&t);
    if (status == PDOT_OK)
        status = add_up(&t);
    if (status == PDOT_OK)
        status = set_titles(&t);
    pd_cover_close(&cover);
    pd_buffer_release(&l.path);
    if (status == PDOT_OK) {
        *out = &owner->trace;
        owner = NULL;
    }
    pdot_trace_free(owner != NULL ? &owner->trace : NULL);
    return status;
}
