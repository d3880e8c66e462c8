/* Rows of the plan's tables and of the gazetteer, records and findings into the store and, for records and
 * findings, out of it again. */
#include "store/sql.h"

#include <string.h>

/* The members every row begins with. */
static pdot_status start_row(pdot_ctx *ctx, pd_store *store, pd_sql which, const char *unit,
                             int64_t source_id, int64_t row, pd_bind *out)
{
    const pdot_status status = pd_sql_start(ctx, store, which, out);
    if (status == PDOT_OK) {
        pd_bind_text(out, unit);
        pd_bind_integer(out, source_id);
        pd_bind_integer(out, row);
    }
    return status;
}

pdot_status pd_store_put_problem(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                                 const pd_problem *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_PROBLEM_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, row->id);
        pd_bind_text(&bind, row->component);
        pd_bind_text(&bind, row->theme);
        pd_bind_text(&bind, row->text);
        pd_bind_text(&bind, row->zones);
        pd_bind_text(&bind, row->actors);
        pd_bind_text(&bind, row->note);
        pd_bind_text(&bind, row->document);
        pd_bind_integer(&bind, row->line);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_activity(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                                  const pd_activity *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_ACTIVITY_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        const char *const texts[] = {
            row->id,       row->component,     row->objective, row->text,    row->indicator,   row->target,
            row->partners, row->marks,         row->base_line, row->budget,  row->responsible, row->zones,
            row->sdg,      row->national_plan, row->note,      row->repeats, row->document};
        for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
            pd_bind_text(&bind, texts[i]);
        pd_bind_integer(&bind, row->line);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_zone(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                              const pd_zone_row *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_ZONE_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, row->name);
        pd_bind_text(&bind, row->aliases);
        pd_bind_text(&bind, row->rule);
        pd_bind_text(&bind, row->codes);
        pd_bind_text(&bind, row->grade);
        pd_bind_text(&bind, row->note);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_place(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                               const pd_place_row *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_PLACE_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, row->name);
        pd_bind_text(&bind, row->aliases);
        pd_bind_text(&bind, row->kind);
        pd_bind_text(&bind, row->code);
        pd_bind_text(&bind, row->grade);
        pd_bind_text(&bind, row->note);
        if (row->has_point) {
            pd_bind_real(&bind, row->x);
            pd_bind_real(&bind, row->y);
        } else {
            pd_bind_null(&bind);
            pd_bind_null(&bind);
        }
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_actor(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                               const pd_actor_row *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_ACTOR_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, row->name);
        pd_bind_text(&bind, row->aliases);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_decision(pdot_ctx *ctx, pd_store *store, const char *unit, int64_t source_id,
                                  const pd_decision_row *row)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_DECISION_PUT, unit, source_id, row->origin.row, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, row->text);
        pd_bind_text(&bind, row->codes);
        pd_bind_text(&bind, row->grade);
        pd_bind_text(&bind, row->by);
        pd_bind_text(&bind, row->date);
        pd_bind_text(&bind, row->note);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

/* --- records --- */

static pdot_status put_cell(pdot_ctx *ctx, pd_store *store, int64_t record, int32_t position,
                            const char *name, const char *value)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_RECORD_CELL_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_integer(&bind, record);
        pd_bind_integer(&bind, position);
        pd_bind_text(&bind, name);
        pd_bind_text(&bind, value);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_record(pdot_ctx *ctx, pd_store *store, const char *unit, const char *table,
                                int64_t source_id, int64_t line, const char *const *columns,
                                const char *const *cells, int32_t n)
{
    pd_bind bind;
    pdot_status status = start_row(ctx, store, PD_SQL_RECORD_PUT, unit, source_id, line, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, table);
        status = pd_sql_finish(ctx, store, &bind);
    }
    const int64_t record = sqlite3_last_insert_rowid(store->db);
    for (int32_t i = 0; i < n && status == PDOT_OK; i++)
        status = put_cell(ctx, store, record, i, columns[i], cells[i]);
    return status;
}

/* The record being put together from its cells' rows. */
typedef struct record_builder {
    pd_arena arena;
    const char **columns, **cells;
    size_t column_capacity, cell_capacity;
    int64_t id;
    pd_record record;
} record_builder;

static pdot_status add_cell(pdot_ctx *ctx, record_builder *builder, const pd_bind *bind)
{
    const size_t at = (size_t)builder->record.n;
    if (!pd_grow(ctx, (void **)&builder->columns, &builder->column_capacity, at + 1,
                 sizeof *builder->columns) ||
        !pd_grow(ctx, (void **)&builder->cells, &builder->cell_capacity, at + 1, sizeof *builder->cells))
        return PDOT_NOMEM;
    builder->columns[at] = pd_column_copy(ctx, &builder->arena, bind, 3);
    builder->cells[at] = pd_column_copy(ctx, &builder->arena, bind, 4);
    if (builder->columns[at] == NULL || builder->cells[at] == NULL)
        return PDOT_NOMEM;
    builder->record.n++;
    return PDOT_OK;
}

static pdot_status give_record(record_builder *builder, pd_record_fn each, void *user)
{
    if (builder->id == 0)
        return PDOT_OK;
    builder->record.columns = builder->columns;
    builder->record.cells = builder->cells;
    const pdot_status status = each(user, &builder->record);
    pd_arena_release(&builder->arena);
    builder->record = (pd_record){0};
    return status;
}

static pdot_status read_cell(pdot_ctx *ctx, record_builder *builder, const pd_bind *bind, pd_record_fn each,
                             void *user)
{
    const int64_t id = sqlite3_column_int64(bind->statement, 0);
    if (id != builder->id) {
        const pdot_status status = give_record(builder, each, user);
        if (status != PDOT_OK)
            return status;
        builder->id = id;
        builder->record.source_id = sqlite3_column_int64(bind->statement, 1);
        builder->record.line = sqlite3_column_int64(bind->statement, 2);
    }
    const bool has_cell = sqlite3_column_type(bind->statement, 3) != SQLITE_NULL;
    return has_cell ? add_cell(ctx, builder, bind) : PDOT_OK;
}

pdot_status pd_store_each_record(pdot_ctx *ctx, pd_store *store, const char *table, pd_record_fn each,
                                 void *user)
{
    pd_bind bind; /* its own: `each` may ask the store again */
    record_builder builder = {0};
    bool has_row = true;
    pdot_status status = pd_sql_prepare(ctx, store, pd_sql_text[PD_SQL_RECORD_LOAD], &bind);
    if (status == PDOT_OK)
        pd_bind_text(&bind, table);
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status == PDOT_OK)
            status =
                has_row ? read_cell(ctx, &builder, &bind, each, user) : give_record(&builder, each, user);
    }
    pd_sql_end(&bind);
    pd_arena_release(&builder.arena);
    pd_free(builder.columns);
    pd_free(builder.cells);
    return status;
}

/* --- findings --- */

static pdot_status put_finding(pdot_ctx *ctx, pd_store *store, const char *unit, const pdot_finding *finding)
{
    pd_bind bind;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_FINDING_PUT, &bind);
    if (status == PDOT_OK) {
        pd_bind_text(&bind, unit);
        pd_bind_integer(&bind, finding->severity);
        pd_bind_text(&bind, finding->rule);
        pd_bind_text(&bind, finding->subject);
        pd_bind_text(&bind, finding->message);
        pd_bind_text(&bind, finding->expected);
        pd_bind_text(&bind, finding->found);
        pd_bind_text(&bind, finding->file);
        pd_bind_text(&bind, finding->layer);
        pd_bind_text(&bind, finding->field);
        pd_bind_integer(&bind, finding->row);
        status = pd_sql_finish(ctx, store, &bind);
    }
    return status;
}

pdot_status pd_store_put_findings(pdot_ctx *ctx, pd_store *store, const char *unit,
                                  const pd_findings *findings)
{
    pdot_status status = findings->status;
    for (size_t i = 0; i < findings->count && status == PDOT_OK; i++)
        status = put_finding(ctx, store, unit, &findings->items[i]);
    return status;
}

static void add_finding(pd_findings *out, const pd_bind *bind)
{
    const pd_place place = {.file = pd_column_text(bind, 6),
                            .layer = pd_column_text(bind, 7),
                            .field = pd_column_text(bind, 8),
                            .row = sqlite3_column_int64(bind->statement, 9)};
    pd_finding_add(out, (pdot_severity)sqlite3_column_int(bind->statement, 0), pd_column_text(bind, 1),
                   pd_column_text(bind, 2), &place, "%s", pd_column_text(bind, 3));
    pd_finding_values(out, pd_column_text(bind, 4), pd_column_text(bind, 5));
}

pdot_status pd_store_load_findings(pdot_ctx *ctx, pd_store *store, pd_findings *out)
{
    pd_bind bind;
    bool has_row = true;
    pdot_status status = pd_sql_start(ctx, store, PD_SQL_FINDING_LOAD, &bind);
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(ctx, store, &bind, &has_row);
        if (status == PDOT_OK && has_row) {
            add_finding(out, &bind);
            status = out->status;
        }
    }
    return status;
}
