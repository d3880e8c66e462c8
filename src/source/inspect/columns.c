/* Counting what the cells of each column look like. */
#include "source/inspect/columns.h"

#include <string.h>

#include "base/fold.h"
#include "base/number.h"

#define MOST_DISTINCT        200000u /* of one column: more different values than Ecuador has census sectors */
#define MOST_DISTINCT_IN_ALL 2000000u /* of all columns together: some 200 MB at worst */
#define LONGEST_VALUE        200u /* bytes of a value that is told apart; longer ones are texts, not values */

void pd_columns_init(pdot_ctx *ctx, pd_arena *arena, pd_columns *columns)
{
    *columns = (pd_columns){.ctx = ctx, .arena = arena};
}

void pd_columns_release(pd_columns *columns)
{
    for (size_t i = 0; i < columns->count; i++) {
        pd_free(columns->items[i].values);
        pd_free(columns->items[i].slots);
    }
    pd_free(columns->items);
    columns->items = NULL;
    columns->count = columns->capacity = 0;
}

pdot_status pd_columns_add(pd_columns *columns, const char *name, const char *type)
{
    if (!pd_grow(columns->ctx, (void **)&columns->items, &columns->capacity, columns->count + 1,
                 sizeof *columns->items))
        return PDOT_NOMEM;
    const char *copy = pd_arena_strdup(columns->ctx, columns->arena, name);
    if (copy == NULL)
        return PDOT_NOMEM;
    columns->items[columns->count++] = (pd_column_facts){.name = copy, .type = type};
    return PDOT_OK;
}

static const struct {
    const char *folded;
    int rank;
} CLASS_WORDS[] = {
    {"sin susceptibilidad", 0},
    {"nula", 0},
    {"nulo", 0},
    {"ninguna", 0},
    {"ninguno", 0},
    {"muy baja", 1},
    {"muy bajo", 1},
    {"baja", 2},
    {"bajo", 2},
    {"media", 3},
    {"medio", 3},
    {"mediana", 3},
    {"mediano", 3},
    {"moderada", 3},
    {"moderado", 3},
    {"alta", 4},
    {"alto", 4},
    {"muy alta", 5},
    {"muy alto", 5},
    {"no aplica", -1},
    {"cuerpo de agua", -1},
    {"cuerpos de agua", -1},
    {"sin dato", -1},
    {"sin datos", -1},
};

int pd_class_word_rank(pdot_ctx *ctx, const char *text)
{
    const size_t length = strlen(text);
    pd_folded folded = {0};
    int rank = -2;
    if (length == 0 || length > 40 || !pd_utf8_is_valid(text, length, NULL) ||
        pd_fold(ctx, text, length, &folded) != PDOT_OK)
        return rank;
    for (size_t i = 0; i < sizeof CLASS_WORDS / sizeof *CLASS_WORDS && rank == -2; i++)
        if (strcmp(folded.text, CLASS_WORDS[i].folded) == 0)
            rank = CLASS_WORDS[i].rank;
    pd_folded_release(&folded);
    return rank;
}

static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a, 64 bits */
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static void place(pd_column_facts *column, uint32_t index)
{
    size_t slot = hash_text(column->values[index].text) & (column->n_slots - 1);
    while (column->slots[slot] != 0)
        slot = (slot + 1) & (column->n_slots - 1);
    column->slots[slot] = index + 1;
}

/* At most half of the slots are taken. */
static bool make_room(pdot_ctx *ctx, pd_column_facts *column)
{
    if (2 * (column->n_values + 1) <= column->n_slots)
        return true;
    const size_t n = column->n_slots > 0 ? 2 * column->n_slots : 64;
    uint32_t *slots = pd_alloc_array(ctx, n, sizeof *slots);
    if (slots == NULL)
        return false;
    pd_free(column->slots);
    column->slots = slots;
    column->n_slots = n;
    for (size_t i = 0; i < column->n_values; i++)
        place(column, (uint32_t)i);
    return true;
}

static pd_distinct *find_value(pd_column_facts *column, const char *text)
{
    if (column->n_slots == 0)
        return NULL;
    for (size_t slot = hash_text(text) & (column->n_slots - 1); column->slots[slot] != 0;
         slot = (slot + 1) & (column->n_slots - 1)) {
        pd_distinct *value = &column->values[column->slots[slot] - 1];
        if (strcmp(value->text, text) == 0)
            return value;
    }
    return NULL;
}

static pdot_status count_value(pd_columns *columns, pd_column_facts *column, const char *cell, int64_t row)
{
    pd_distinct *known = find_value(column, cell);
    if (known != NULL) {
        known->count++;
        return PDOT_OK;
    }
    if (column->n_values >= MOST_DISTINCT || columns->n_distinct >= MOST_DISTINCT_IN_ALL ||
        strlen(cell) > LONGEST_VALUE)
        column->is_full = true;
    if (column->is_full)
        return PDOT_OK;
    const char *copy = pd_arena_strdup(columns->ctx, columns->arena, cell);
    if (copy == NULL ||
        !pd_grow(columns->ctx, (void **)&column->values, &column->value_capacity, column->n_values + 1,
                 sizeof *column->values) ||
        !make_room(columns->ctx, column))
        return PDOT_NOMEM;
    column->values[column->n_values] = (pd_distinct){copy, 1, row};
    place(column, (uint32_t)column->n_values++);
    columns->n_distinct++;
    if (pd_class_word_rank(columns->ctx, copy) != -2)
        column->class_words++; /* of different values; the judge weighs them by their counts */
    return PDOT_OK;
}

static bool is_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte >= 0x80;
}

/* Digits, letters, decimal signs of one cell. */
static void look_at(pd_column_facts *column, const char *cell)
{
    size_t digits = 0, others = 0, points = 0, commas = 0;
    bool has_letter = false;
    for (const char *c = cell; *c != '\0'; c++) {
        digits += *c >= '0' && *c <= '9';
        points += *c == '.';
        commas += *c == ',';
        has_letter = has_letter || is_letter((unsigned char)*c);
        others += (*c < '0' || *c > '9') && *c != '.' && *c != ',' && *c != '-' && *c != '+';
    }
    column->with_letters += has_letter;
    if (cell[digits] == '\0' && digits > 0)
        column->digits[digits < PD_COLUMN_LENGTHS ? digits : PD_COLUMN_LENGTHS]++;
    double number;
    const bool is_number = digits > 0 && pd_number_parse(cell, strlen(cell), &number);
    column->numbers += is_number;
    column->reals += is_number && points > 0;
    column->with_point += is_number && points == 1;
    column->with_comma += others == 0 && digits > 0 && commas == 1 && points == 0;
}

pdot_status pd_columns_take(pd_columns *columns, size_t index, const char *cell, int64_t row)
{
    pd_column_facts *column = &columns->items[index];
    while (*cell == ' ')
        cell++;
    if (*cell == '\0')
        return PDOT_OK;
    column->filled++;
    look_at(column, cell);
    return count_value(columns, column, cell, row);
}
