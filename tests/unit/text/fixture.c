#include "fixture.h"

#include "base/fold.h"

/* Takes one cell out of the bytes in place; *end is the byte after it. */
static char *take_cell(char *at, char **end)
{
    if (*at != '"') {
        const size_t n = strcspn(at, ",\r\n");
        *end = at + n;
        return at;
    }
    char *out = at, *from = at + 1;
    while (*from != '\0' && !(from[0] == '"' && from[1] != '"')) {
        from += *from == '"';
        *out++ = *from++;
    }
    *end = from + 1;
    *out = '\0';
    return at;
}

static char **take_row(char **at)
{
    size_t n = 0;
    char **cells = NULL;
    for (;;) {
        char *end = NULL;
        cells = realloc(cells, (n + 2) * sizeof *cells);
        assert_non_null(cells);
        cells[n++] = take_cell(*at, &end);
        const char mark = *end;
        *end = '\0';
        *at = end + (mark != '\0');
        if (mark == '\r' && **at == '\n')
            ++*at;
        if (mark != ',')
            break;
    }
    cells[n] = NULL;
    return cells;
}

csv_table csv_read(const char *path)
{
    csv_table table = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be opened", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    const long size = ftell(file);
    rewind(file);
    table.bytes = calloc((size_t)size + 2, 1);
    assert_non_null(table.bytes);
    assert_int_equal(fread(table.bytes, 1, (size_t)size, file), (size_t)size);
    fclose(file);
    for (char *at = table.bytes; *at != '\0';) {
        table.rows = realloc(table.rows, (table.n_rows + 1) * sizeof *table.rows);
        assert_non_null(table.rows);
        table.rows[table.n_rows++] = take_row(&at);
    }
    return table;
}

void csv_free(csv_table *table)
{
    for (size_t i = 0; i < table->n_rows; i++)
        free(table->rows[i]);
    free(table->rows);
    free(table->bytes);
    *table = (csv_table){0};
}

const char *csv_cell(const csv_table *table, size_t row, const char *column)
{
    for (size_t i = 0; table->rows[0][i] != NULL && table->rows[row][i] != NULL; i++)
        if (strcmp(table->rows[0][i], column) == 0)
            return table->rows[row][i];
    return "";
}

static const char *keep(pdot_ctx *ctx, pdot_plan *plan, const char *text)
{
    const char *copy = pd_arena_strdup(ctx, &plan->arena, text);
    assert_non_null(copy);
    return copy;
}

static void *room(pdot_ctx *ctx, pdot_plan *plan, size_t n, size_t size)
{
    void *block = pd_arena_alloc(ctx, &plan->arena, (n + 1) * size);
    assert_non_null(block);
    return block;
}

static int32_t level_of(pdot_ctx *ctx, pdot_plan *plan, pd_level *levels, const char *name)
{
    for (int32_t i = 0; i < plan->n_levels; i++)
        if (strcmp(levels[i].name, name) == 0)
            return i;
    levels[plan->n_levels].name = keep(ctx, plan, name);
    return plan->n_levels++;
}

static int by_level_and_code(const void *a, const void *b)
{
    const pd_territory *x = a, *y = b;
    return x->level != y->level ? x->level - y->level : strcmp(x->code, y->code);
}

static void read_territories(pdot_ctx *ctx, pdot_plan *plan, const char *path)
{
    csv_table table = csv_read(path);
    const size_t n = table.n_rows - 1;
    pd_territory *territories = room(ctx, plan, n, sizeof *territories);
    pd_level *levels = room(ctx, plan, n, sizeof *levels);
    for (size_t i = 0; i < n; i++)
        territories[i] =
            (pd_territory){.code = keep(ctx, plan, csv_cell(&table, i + 1, "code")),
                           .name = keep(ctx, plan, csv_cell(&table, i + 1, "name")),
                           .kind = keep(ctx, plan, csv_cell(&table, i + 1, "kind")),
                           .level = level_of(ctx, plan, levels, csv_cell(&table, i + 1, "level")),
                           .parent = PD_NONE,
                           .area_m2 = 1};
    qsort(territories, n, sizeof *territories, by_level_and_code);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 1; j < table.n_rows; j++)
            if (strcmp(csv_cell(&table, j, "code"), territories[i].code) == 0)
                for (size_t k = 0; k < n; k++)
                    if (strcmp(csv_cell(&table, j, "parent"), territories[k].code) == 0)
                        territories[i].parent = (int32_t)k;
    plan->territories = territories;
    plan->n_territories = (int32_t)n;
    plan->levels = levels;
    csv_free(&table);
}

static void read_zones(pdot_ctx *ctx, pdot_plan *plan, const char *path)
{
    csv_table table = csv_read(path);
    pd_zone_row *rows = room(ctx, plan, table.n_rows, sizeof *rows);
    for (size_t i = 1; i < table.n_rows; i++)
        rows[i - 1] = (pd_zone_row){.name = keep(ctx, plan, csv_cell(&table, i, "name")),
                                    .aliases = keep(ctx, plan, csv_cell(&table, i, "aliases")),
                                    .rule = keep(ctx, plan, csv_cell(&table, i, "rule")),
                                    .codes = keep(ctx, plan, csv_cell(&table, i, "codes")),
                                    .grade = keep(ctx, plan, csv_cell(&table, i, "grade")),
                                    .note = "",
                                    .origin = {PD_NONE, (int64_t)i + 1}};
    plan->zones = rows;
    plan->n_zones = (int32_t)table.n_rows - 1;
    csv_free(&table);
}

static void read_places(pdot_ctx *ctx, pdot_plan *plan, const char *path)
{
    csv_table table = csv_read(path);
    pd_place_row *rows = room(ctx, plan, table.n_rows, sizeof *rows);
    for (size_t i = 1; i < table.n_rows; i++)
        rows[i - 1] = (pd_place_row){.name = keep(ctx, plan, csv_cell(&table, i, "name")),
                                     .aliases = keep(ctx, plan, csv_cell(&table, i, "aliases")),
                                     .kind = keep(ctx, plan, csv_cell(&table, i, "kind")),
                                     .code = keep(ctx, plan, csv_cell(&table, i, "code")),
                                     .grade = keep(ctx, plan, csv_cell(&table, i, "grade")),
                                     .note = "",
                                     .origin = {PD_NONE, (int64_t)i + 1}};
    plan->places = rows;
    plan->n_places = (int32_t)table.n_rows - 1;
    csv_free(&table);
}

static void read_decisions(pdot_ctx *ctx, pdot_plan *plan, const char *path)
{
    csv_table table = csv_read(path);
    pd_decision_row *rows = room(ctx, plan, table.n_rows, sizeof *rows);
    for (size_t i = 1; i < table.n_rows; i++)
        rows[i - 1] = (pd_decision_row){.text = keep(ctx, plan, csv_cell(&table, i, "text")),
                                        .codes = keep(ctx, plan, csv_cell(&table, i, "codes")),
                                        .grade = keep(ctx, plan, csv_cell(&table, i, "grade")),
                                        .by = "",
                                        .date = "",
                                        .note = "",
                                        .origin = {PD_NONE, (int64_t)i + 1}};
    plan->decisions = rows;
    plan->n_decisions = (int32_t)table.n_rows - 1;
    csv_free(&table);
}

pdot_plan *plan_read(pdot_ctx *ctx, const plan_files *files)
{
    pdot_plan *plan = pd_alloc(ctx, sizeof *plan);
    assert_non_null(plan);
    plan->id = plan->title = plan->crs = "";
    plan->language = "es";
    read_territories(ctx, plan, files->territories);
    if (files->zones != NULL)
        read_zones(ctx, plan, files->zones);
    if (files->places != NULL)
        read_places(ctx, plan, files->places);
    if (files->decisions != NULL)
        read_decisions(ctx, plan, files->decisions);
    assert_ok(ctx, pdot_plan_freeze(ctx, plan));
    return plan;
}
