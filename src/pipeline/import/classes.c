/* Class tables: value,rank,high,label,color. Rows that share a label are one class; several printed values
 * may mean it. Classes are ordered as the sweep needs them: no data first, then by rank, equal ranks as the
 * table has them. */
#include "pipeline/import/import.h"

#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "base/limits.h"
#include "base/number.h"

/* The class of a hazard without a class table. */
#define IMPLIED_LABEL "presente"
#define IMPLIED_RANK  4
#define HIGH_RANK     4 /* high: of a table without that column, by the use of reports (ranks 4 and 5) */
#define MAX_RANK      5

enum { COLUMN_VALUE, COLUMN_RANK, COLUMN_HIGH, COLUMN_LABEL, COLUMN_COLOR, N_COLUMNS };
static const char *const COLUMN_NAMES[N_COLUMNS] = {"value", "rank", "high", "label", "color"};

typedef struct class_row {
    pd_class one;
    int32_t first; /* position in the table: keeps the order of equal ranks */
    int64_t line;
} class_row;

typedef struct class_reader {
    pd_import *import;
    pd_import_table table;
    int32_t columns[N_COLUMNS];
    bool wants_numbers; /* rasters and slopes: each value is a number */
    class_row *classes;
    size_t n_classes, class_capacity;
    pd_class_value *values; /* class_index: into classes as read */
    int64_t *lines;
    size_t n_values, value_capacity, line_capacity;
} class_reader;

static pdot_status fail_cell(const class_reader *reader, int column, pdot_status status)
{
    pd_place place = reader->table.place;
    place.field = COLUMN_NAMES[column];
    return pd_locate(reader->import->ctx, status, &place);
}

static pdot_status find_columns(class_reader *reader)
{
    pdot_ctx *ctx = reader->import->ctx;
    const pd_reader *table = reader->table.reader;
    pdot_status status = PDOT_OK;
    for (int i = 0; i < N_COLUMNS && status == PDOT_OK; i++)
        status = pd_import_column(reader->import, &reader->table, COLUMN_NAMES[i],
                                  i == COLUMN_VALUE || i == COLUMN_RANK, &reader->columns[i]);
    for (int32_t k = 0; k < pd_reader_n_columns(table) && status == PDOT_OK; k++) {
        bool is_known = false;
        for (int i = 0; i < N_COLUMNS; i++)
            is_known = is_known || reader->columns[i] == k;
        if (!is_known)
            status = pd_locate(
                ctx,
                pd_fail(ctx, PDOT_SCHEMA,
                        "a class table has no column \"%s\"; it has value, rank, high, label, color",
                        pd_reader_column(table, k)),
                &(pd_place){.file = reader->table.place.file, .field = pd_reader_column(table, k)});
    }
    return status;
}

static pdot_status read_rank(class_reader *reader, int32_t *out)
{
    const char *cell = pd_import_cell(reader->import, &reader->table, reader->columns[COLUMN_RANK]);
    int64_t rank = PD_RANK_NONE;
    if (cell == NULL)
        return PDOT_NOMEM;
    const bool is_number = cell[0] == '\0' || pd_integer_parse(cell, strlen(cell), &rank);
    if (!is_number || rank < PD_RANK_NONE || rank > MAX_RANK || (rank == PD_RANK_NONE && cell[0] != '\0'))
        return fail_cell(reader, COLUMN_RANK,
                         pd_fail(reader->import->ctx, PDOT_SCHEMA,
                                 "\"%.40s\" is no rank: write 0 to 5, or nothing for a class without data",
                                 cell));
    *out = (int32_t)rank;
    return PDOT_OK;
}

static pdot_status read_high(class_reader *reader, int32_t rank, bool *out)
{
    static const char *const yes[] = {"yes", "si", "true", "1"};
    static const char *const no[] = {"no", "false", "0"};
    char *folded = NULL;
    const char *cell = pd_import_cell(reader->import, &reader->table, reader->columns[COLUMN_HIGH]);
    pdot_status status = cell != NULL ? pd_fold_text(reader->import->ctx, cell, &folded) : PDOT_NOMEM;
    if (status != PDOT_OK)
        return status;
    bool is_known = false;
    *out = rank >= HIGH_RANK;
    for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++)
        if (strcmp(folded, yes[i]) == 0)
            *out = is_known = true;
    for (size_t i = 0; i < sizeof no / sizeof no[0]; i++) {
        if (strcmp(folded, no[i]) == 0) {
            *out = false;
            is_known = true;
        }
    }
    if (!is_known && folded[0] != '\0')
        status = pd_fail(reader->import->ctx, PDOT_SCHEMA,
                         "\"%.40s\" does not say whether the class is high: write "
                         "yes or no",
                         cell);
    else if (*out && rank == PD_RANK_NONE)
        status = pd_fail(reader->import->ctx, PDOT_SCHEMA, "a class without data cannot be high");
    pd_free(folded);
    return fail_cell(reader, COLUMN_HIGH, status);
}

static pdot_status read_color(class_reader *reader, const char **out)
{
    *out = pd_import_cell(reader->import, &reader->table, reader->columns[COLUMN_COLOR]);
    if (*out == NULL)
        return PDOT_NOMEM;
    const bool is_color =
        (*out)[0] == '#' && strlen(*out) == 7 && strspn(*out + 1, "0123456789abcdefABCDEF") == 6;
    if ((*out)[0] != '\0' && !is_color)
        return fail_cell(
            reader, COLUMN_COLOR,
            pd_fail(reader->import->ctx, PDOT_SCHEMA, "\"%.40s\" is no color: write #rrggbb", *out));
    return PDOT_OK;
}

static pdot_status compare_class(const class_reader *reader, const class_row *earlier, const pd_class *now)
{
    if (earlier->one.rank == now->rank && earlier->one.is_high == now->is_high)
        return PDOT_OK;
    return fail_cell(
        reader, COLUMN_LABEL,
        pd_fail(reader->import->ctx, PDOT_SCHEMA,
                "class \"%s\" has another rank or another high than in line %lld: one class has one of "
                "each",
                now->label, (long long)earlier->line));
}

/* Ground that no one mapped and free ground have one name each, however a table writes it. */
static pdot_status settle_name(const class_reader *reader, pd_class *class)
{
    char *folded = NULL;
    const pdot_status status = pd_fold_text(reader->import->ctx, class->label, &folded);
    if (status != PDOT_OK)
        return status;
    if (strcmp(folded, "sin dato") == 0 && class->rank == PD_RANK_NONE)
        class->label = "sin dato";
    else if (strcmp(folded, "libre") == 0)
        class->label = "libre";
    pd_free(folded);
    return PDOT_OK;
}

/* The class of the row: one that has the label already, or a new one. */
static pdot_status settle_class(class_reader *reader, const pd_class *now, int32_t *index)
{
    for (size_t i = 0; i < reader->n_classes; i++) {
        if (strcmp(reader->classes[i].one.label, now->label) == 0) {
            *index = (int32_t)i;
            return compare_class(reader, &reader->classes[i], now);
        }
    }
    if (reader->n_classes >= PD_LIMIT_CLASSES)
        return fail_cell(
            reader, COLUMN_LABEL,
            pd_fail(reader->import->ctx, PDOT_LIMIT, "the table has more than %u classes", PD_LIMIT_CLASSES));
    if (!pd_grow(reader->import->ctx, (void **)&reader->classes, &reader->class_capacity,
                 reader->n_classes + 1, sizeof *reader->classes))
        return PDOT_NOMEM;
    *index = (int32_t)reader->n_classes;
    reader->classes[reader->n_classes] = (class_row){*now, *index, reader->table.place.row};
    reader->n_classes++;
    return PDOT_OK;
}

static pdot_status check_value(const class_reader *reader, const pd_class_value *value, const char *printed)
{
    if (reader->wants_numbers && !value->has_number && value->folded[0] != '\0')
        return fail_cell(reader, COLUMN_VALUE,
                         pd_fail(reader->import->ctx, PDOT_SCHEMA,
                                 "\"%.40s\" is no number: the classes of a raster go by its cells' values",
                                 printed));
    for (size_t i = 0; i < reader->n_values; i++) {
        const pd_class_value *earlier = &reader->values[i];
        if (strcmp(earlier->folded, value->folded) == 0 ||
            (reader->wants_numbers && earlier->has_number && value->has_number &&
             !(earlier->number < value->number) && !(earlier->number > value->number)))
            return fail_cell(
                reader, COLUMN_VALUE,
                pd_fail(reader->import->ctx, PDOT_SCHEMA,
                        "the value \"%.80s\" already stands in line %lld: it can mean one class only",
                        printed, (long long)reader->lines[i]));
    }
    return PDOT_OK;
}

static pdot_status add_value(class_reader *reader, const char *printed, int32_t class_index)
{
    pdot_ctx *ctx = reader->import->ctx;
    char *folded = NULL;
    pd_class_value value = {.class_index = class_index};
    value.has_number = pd_number_parse(printed, strlen(printed), &value.number);
    pdot_status status = pd_fold_text(ctx, printed, &folded);
    if (status == PDOT_OK)
        value.folded = pd_arena_strdup(ctx, &reader->import->arena, folded);
    pd_free(folded);
    if (status != PDOT_OK)
        return fail_cell(reader, COLUMN_VALUE, status);
    if (value.folded == NULL)
        return PDOT_NOMEM;
    status = check_value(reader, &value, printed);
    if (status != PDOT_OK)
        return status;
    if (!pd_grow(ctx, (void **)&reader->values, &reader->value_capacity, reader->n_values + 1,
                 sizeof *reader->values) ||
        !pd_grow(ctx, (void **)&reader->lines, &reader->line_capacity, reader->n_values + 1,
                 sizeof *reader->lines))
        return PDOT_NOMEM;
    reader->lines[reader->n_values] = reader->table.place.row;
    reader->values[reader->n_values++] = value;
    return PDOT_OK;
}

static pdot_status read_row(class_reader *reader)
{
    pd_class now = {.label = ""};
    int32_t index = 0;
    const char *value = pd_import_cell(reader->import, &reader->table, reader->columns[COLUMN_VALUE]);
    const char *label = pd_import_cell(reader->import, &reader->table, reader->columns[COLUMN_LABEL]);
    if (value == NULL || label == NULL)
        return PDOT_NOMEM;
    now.label = label[0] != '\0' ? label : value;
    if (now.label[0] == '\0')
        return fail_cell(
            reader, COLUMN_LABEL,
            pd_fail(reader->import->ctx, PDOT_SCHEMA, "a row for the empty value needs a label"));
    pdot_status status = read_rank(reader, &now.rank);
    if (status == PDOT_OK)
        status = read_high(reader, now.rank, &now.is_high);
    if (status == PDOT_OK)
        status = read_color(reader, &now.color);
    if (status == PDOT_OK)
        status = settle_name(reader, &now);
    if (status == PDOT_OK)
        status = settle_class(reader, &now, &index);
    if (status == PDOT_OK)
        status = add_value(reader, value, index);
    return status;
}

static int compare_rows(const void *a, const void *b)
{
    const class_row *one = a;
    const class_row *other = b;
    if (one->one.rank != other->one.rank)
        return one->one.rank < other->one.rank ? -1 : 1;
    return one->first < other->first ? -1 : one->first > other->first;
}

/* Sorts the classes and hands both arrays to the hazard, in the unit's arena. */
static pdot_status give_classes(class_reader *reader, pd_hazard *hazard)
{
    pdot_ctx *ctx = reader->import->ctx;
    pd_arena *arena = &reader->import->arena;
    int32_t moved_to[PD_LIMIT_CLASSES];
    pd_class *classes = pd_arena_alloc(ctx, arena, reader->n_classes * sizeof *classes);
    pd_class_value *values = pd_arena_alloc(ctx, arena, reader->n_values * sizeof *values);
    if (classes == NULL || values == NULL)
        return PDOT_NOMEM;
    qsort(reader->classes, reader->n_classes, sizeof *reader->classes, compare_rows);
    for (size_t i = 0; i < reader->n_classes; i++) {
        classes[i] = reader->classes[i].one;
        moved_to[reader->classes[i].first] = (int32_t)i;
    }
    for (size_t i = 0; i < reader->n_values; i++) {
        values[i] = reader->values[i];
        values[i].class_index = moved_to[values[i].class_index];
    }
    hazard->classes = classes;
    hazard->n_classes = (int32_t)reader->n_classes;
    hazard->values = values;
    hazard->n_values = (int32_t)reader->n_values;
    return PDOT_OK;
}

static pdot_status read_table(class_reader *reader, const char *role, const pd_file *file, pd_hazard *hazard)
{
    pdot_status status = pd_import_open_table(reader->import, role, hazard->id, file, "", "", &reader->table);
    if (status == PDOT_OK)
        status = find_columns(reader);
    while (status == PDOT_OK) {
        status = pd_import_next_row(reader->import, &reader->table);
        if (status != PDOT_OK || reader->table.cells == NULL)
            break;
        status = read_row(reader);
    }
    if (status == PDOT_OK && reader->n_values == 0)
        status = pd_locate(reader->import->ctx,
                           pd_fail(reader->import->ctx, PDOT_SCHEMA, "the class table has no rows"),
                           &(pd_place){.file = file->path});
    if (status == PDOT_OK)
        status = pd_import_end_table(reader->import, &reader->table);
    if (status == PDOT_OK)
        status = give_classes(reader, hazard);
    return status;
}

static pdot_status imply_class(pd_import *import, pd_hazard *hazard)
{
    static const pd_class implied = {IMPLIED_LABEL, IMPLIED_RANK, true, ""};
    static const pd_class_value every = {.folded = "", .class_index = 0};
    hazard->classes = &implied;
    hazard->n_classes = 1;
    hazard->values = &every;
    hazard->n_values = 1;
    pd_finding_add(
        &import->findings, PDOT_SEVERITY_INFO, "class_implied", hazard->id, NULL,
        "%s has no class table: all of its ground counts as one class, \"%s\", of rank %d and high",
        hazard->title, IMPLIED_LABEL, IMPLIED_RANK);
    return PDOT_OK;
}

pdot_status pd_import_classes(pd_import *import, const char *role, const pd_file *file, pd_hazard *hazard)
{
    if (file->written[0] == '\0')
        return imply_class(import, hazard);
    class_reader reader = {.import = import, .wants_numbers = hazard->kind >= PD_HAZARD_RASTER};
    const pdot_status status = read_table(&reader, role, file, hazard);
    pd_import_close_table(&reader.table);
    pd_free(reader.classes);
    pd_free(reader.values);
    pd_free(reader.lines);
    return status;
}
