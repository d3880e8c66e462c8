/* What the cells of a table look like, column by column: counted row by row, then judged. Cells are UTF-8. */
#ifndef PD_SOURCE_INSPECT_COLUMNS_H
#define PD_SOURCE_INSPECT_COLUMNS_H

#include "source/symptom.h"

enum {
    PD_COLUMN_LENGTHS = 16, /* digits of a code: longer ones are no codes of territories */
    PD_COLUMN_VALUES = 12,  /* most frequent values that are reported */
    PD_COLUMN_CLASSES = 62  /* values of a class column that are reported: PD_LIMIT_CLASSES */
};

/* A different value of a column. */
typedef struct pd_distinct {
    const char *text;
    uint64_t count;
    int64_t first_row; /* line or feature id where it stands first */
} pd_distinct;

typedef struct pd_column_facts {
    const char *name, *type;
    uint64_t filled;
    uint64_t
        digits[PD_COLUMN_LENGTHS + 1]; /* cells of nothing but so many digits; the last: that many or more */
    uint64_t numbers, reals;           /* cells that are a number; those with decimals */
    uint64_t with_letters, with_point,
        with_comma;       /* words; numbers with a decimal point; with a decimal comma */
    uint64_t class_words; /* different values that are a usual class word */
    pd_distinct *values;  /* in order of first occurrence */
    size_t n_values, value_capacity;
    uint32_t *slots; /* hash table: index into values + 1 */
    size_t n_slots;
    bool is_full; /* more different values than are counted */
} pd_column_facts;

typedef struct pd_columns {
    pdot_ctx *ctx;
    pd_arena *arena; /* borrowed */
    pd_column_facts *items;
    size_t count, capacity;
    size_t n_distinct; /* of all columns: memory is bounded */
} pd_columns;

void pd_columns_init(pdot_ctx *ctx, pd_arena *arena, pd_columns *columns);
void pd_columns_release(pd_columns *columns);
PDOT_MUST_CHECK pdot_status pd_columns_add(pd_columns *columns, const char *name, const char *type);
PDOT_MUST_CHECK pdot_status pd_columns_take(pd_columns *columns, size_t column, const char *cell,
                                            int64_t row);

/* The rank of a usual class word ("Muy alta" 5 … "nula" 0, "sin dato" -1), whatever its case, accents and
 * gender; -2 if it is none. The words are those of susceptibility maps (DOMAIN: a convention of practice, for
 * suggestions only). */
int pd_class_word_rank(pdot_ctx *ctx, const char *text);

/* Decides the roles and fills the public rows, in the order of the columns; adds what is wrong with codes and
 * classes. has_ground: the rows are polygons, so a code that stands twice would stop an import of
 * territories. */
typedef struct pd_column_roles {
    int32_t code, name, class_column, x, y, parent; /* best column of each role, or -1 */
} pd_column_roles;
PDOT_MUST_CHECK pdot_status pd_columns_judge(pd_columns *columns, bool has_ground, pd_symptoms *symptoms,
                                             pd_column_roles *roles, pdot_check_column **out);

/* Codes of a column against known ones (sorted, n of them): adds code_unknown and, for codes that match once
 * a zero is put in front, code_unpadded. */
PDOT_MUST_CHECK pdot_status pd_columns_join(pd_columns *columns, int32_t code, const char *const *known,
                                            size_t n, pd_symptoms *symptoms);

#endif
