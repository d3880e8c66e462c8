#include "pipeline/audit/book.h"

#include <string.h>

typedef struct collecting {
    pdot_ctx *ctx;
    pd_book_maker *maker;
    pd_audit_table *table;
    pd_audit_row *rows;
    size_t capacity;
} collecting;

static const char **copy_cells(collecting *self, const char *const *cells, int32_t n)
{
    pd_arena *arena = &self->maker->arena;
    const char **out = pd_arena_alloc(self->ctx, arena, ((size_t)n + 1) * sizeof *out);
    for (int32_t i = 0; out != NULL && i < n; i++)
        if ((out[i] = pd_arena_strdup(self->ctx, arena, cells[i])) == NULL)
            return NULL;
    return out;
}

static pdot_status add_record(void *user, const pd_record *record)
{
    collecting *self = user;
    pd_audit_table *table = self->table;
    if (table->n_rows == 0) {
        table->columns = copy_cells(self, record->columns, record->n);
        table->n_columns = record->n;
    }
    PD_ASSERT(record->n == table->n_columns);
    if (!pd_grow(self->ctx, (void **)&self->rows, &self->capacity, table->n_rows + 1, sizeof *self->rows))
        return PDOT_NOMEM;
    const char **cells = copy_cells(self, record->cells, record->n);
    self->rows[table->n_rows++] = (pd_audit_row){.cells = cells, .line = record->line};
    return cells != NULL && table->columns != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* "tablas/presupuesto.csv" → "presupuesto" */
static const char *stem_of(pdot_ctx *ctx, pd_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return pd_arena_copy(ctx, arena, name, dot != NULL ? (size_t)(dot - name) : strlen(name));
}

static pdot_status add_table(pdot_ctx *ctx, pd_run *run, const char *word, const char *path,
                             pd_audit_table *tables, pd_book_maker *maker)
{
    pd_audit_table table = {.word = word, .path = path, .name = stem_of(ctx, &maker->arena, path)};
    collecting self = {.ctx = ctx, .maker = maker, .table = &table};
    pdot_status status =
        table.name != NULL ? pd_store_each_record(ctx, run->store, word, add_record, &self) : PDOT_NOMEM;
    if (status == PDOT_OK && table.n_rows > 0) {
        pd_audit_row *rows = pd_arena_alloc(ctx, &maker->arena, table.n_rows * sizeof *rows);
        if (rows == NULL)
            status = PDOT_NOMEM;
        else
            memcpy(rows, self.rows, table.n_rows * sizeof *rows);
        table.rows = rows;
        if (status == PDOT_OK)
            tables[maker->book.n_tables++] = table;
    }
    pd_free(self.rows);
    return status;
}

static pdot_status add_tables(pdot_ctx *ctx, pd_run *run, pd_book_maker *maker)
{
    const pd_manifest *manifest = run->manifest;
    pd_audit_table *tables = pd_arena_alloc(ctx, &maker->arena, (manifest->n_tables + 1) * sizeof *tables);
    pdot_status status = tables != NULL ? PDOT_OK : PDOT_NOMEM;
    maker->book.tables = tables;
    for (size_t i = 0; i < manifest->n_tables && status == PDOT_OK; i++)
        status =
            add_table(ctx, run, manifest->tables[i].word, manifest->tables[i].file.written, tables, maker);
    if (status == PDOT_OK && manifest->declared.written[0] != '\0')
        status = add_table(ctx, run, "declared", manifest->declared.written, tables, maker);
    return status;
}

/* Rows of one stored table on their way into the book. */
typedef struct book_rows {
    pdot_ctx *ctx;
    pd_book_maker *maker;
    size_t capacity;
} book_rows;

static pdot_status each_result(pdot_ctx *ctx, pd_run *run, pd_book_maker *maker, const char *name,
                               pd_result_fn each)
{
    book_rows rows = {ctx, maker, 0};
    return pd_result_each(ctx, run->store, name, each, &rows);
}

static pdot_status add_measure(void *user, const pd_table *table, const pd_row *row)
{
    book_rows *rows = user;
    pdot_ctx *ctx = rows->ctx;
    pd_book_maker *maker = rows->maker;
    pd_audit_book *book = &maker->book;
    if (!pd_grow(ctx, (void **)&maker->measures, &rows->capacity, book->n_measures + 1,
                 sizeof *maker->measures))
        return PDOT_NOMEM;
    const pd_audit_measure one = {
        .territory = pdot_plan_find_territory(maker->plan, pd_row_text(table, row, "codigo")),
        .hazard = pdot_plan_find_hazard(maker->plan, pd_row_text(table, row, "amenaza")),
        .mapped_ha = pd_row_real(table, row, "mapeada_ha"),
        .high_ha = pd_row_real(table, row, "alta_ha")};
    if (one.territory != PD_NONE && one.hazard != PD_NONE)
        maker->measures[book->n_measures++] = one;
    book->measures = maker->measures;
    return PDOT_OK;
}

/* A territory in which an activity has works: once for all their years. */
static pdot_status add_work(pdot_ctx *ctx, pd_book_maker *maker, const char *activity, const char *code,
                            size_t *capacity)
{
    pd_audit_book *book = &maker->book;
    for (size_t i = 0; i < book->n_works; i++)
        if (strcmp(maker->works[i].activity, activity) == 0 && strcmp(maker->works[i].code, code) == 0)
            return PDOT_OK;
    if (!pd_grow(ctx, (void **)&maker->works, capacity, book->n_works + 1, sizeof *maker->works))
        return PDOT_NOMEM;
    pd_audit_work *work = &maker->works[book->n_works];
    work->activity = pd_arena_strdup(ctx, &maker->arena, activity);
    work->code = pd_arena_strdup(ctx, &maker->arena, code);
    book->works = maker->works;
    if (work->activity == NULL || work->code == NULL)
        return PDOT_NOMEM;
    book->n_works++;
    return PDOT_OK;
}

/* The extent of an activity's works; made when first met. NULL: memory. */
static pd_audit_extent *extent_of(pdot_ctx *ctx, pd_book_maker *maker, const char *activity)
{
    pd_audit_book *book = &maker->book;
    for (size_t i = 0; i < book->n_extents; i++)
        if (strcmp(maker->extents[i].activity, activity) == 0)
            return &maker->extents[i];
    if (!pd_grow(ctx, (void **)&maker->extents, &maker->extent_capacity, book->n_extents + 1,
                 sizeof *maker->extents))
        return NULL;
    const char *kept = pd_arena_strdup(ctx, &maker->arena, activity);
    if (kept == NULL)
        return NULL;
    maker->extents[book->n_extents] = (pd_audit_extent){.activity = kept};
    book->extents = maker->extents;
    return &maker->extents[book->n_extents++];
}

/* What the works of an activity measure in one territory and year. */
static pdot_status add_extent(void *user, const pd_table *table, const pd_row *row)
{
    book_rows *rows = user;
    pdot_ctx *ctx = rows->ctx;
    pd_book_maker *maker = rows->maker;
    const char *activity = pd_row_text(table, row, "actividad_id");
    pd_audit_extent *extent = extent_of(ctx, maker, activity);
    if (extent == NULL)
        return PDOT_NOMEM;
    const bool is_beyond = pd_row_text(table, row, "codigo")[0] == '\0';
    const double length_m = pd_row_real(table, row, "longitud_m"),
                 area_ha = pd_row_real(table, row, "area_ha");
    const int64_t points = pd_row_integer(table, row, "puntos");
    extent->length_m += length_m;
    extent->area_ha += area_ha;
    extent->points += points;
    extent->beyond_length_m += is_beyond ? length_m : 0;
    extent->beyond_area_ha += is_beyond ? area_ha : 0;
    extent->beyond_points += is_beyond ? points : 0;
    return is_beyond ? PDOT_OK
                     : add_work(ctx, maker, activity, pd_row_text(table, row, "codigo"), &rows->capacity);
}

pdot_status pd_book_make(pdot_ctx *ctx, pd_run *run, pd_book_maker *out)
{
    *out = (pd_book_maker){.book = {.ctx = ctx, .reporting_date = run->manifest->plan.reporting_date}};
    pdot_status status = pd_store_load_plan(ctx, run->store, &out->plan);
    if (status == PDOT_OK)
        status = pd_gazetteer_new(ctx, out->plan, &out->gazetteer);
    if (status == PDOT_OK)
        status = add_tables(ctx, run, out);
    if (status == PDOT_OK)
        status = each_result(ctx, run, out, "cobertura_total", add_measure);
    if (status == PDOT_OK)
        status = each_result(ctx, run, out, "cobertura_metas", add_extent);
    out->book.plan = out->plan;
    out->book.gazetteer = out->gazetteer;
    return status;
}

void pd_book_release(pd_book_maker *maker)
{
    pd_free(maker->extents);
    pd_free(maker->works);
    pd_free(maker->measures);
    pd_gazetteer_free(maker->gazetteer);
    pdot_plan_free(maker->plan);
    pd_arena_release(&maker->arena);
}
