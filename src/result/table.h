/* Result tables: what the stages store and every writer delivers. A column is declared once (name, type,
 * unit, decimals, titles); writers, styles and reports loop over the declarations. The declared tables are
 * the layers and tables of the product's contract; a few have columns per hazard, so the table of one run is
 * a value made from the declaration. */
#ifndef PD_RESULT_TABLE_H
#define PD_RESULT_TABLE_H

#include "model/plan.h"

typedef enum pd_type { PD_TYPE_TEXT, PD_TYPE_INTEGER, PD_TYPE_REAL, PD_TYPE_BOOLEAN } pd_type;
typedef enum pd_geometry_type {
    PD_GEOM_NONE,
    PD_GEOM_POINT,
    PD_GEOM_LINE,
    PD_GEOM_POLYGON
} pd_geometry_type; /* delivered as multi types, points as POINT */

typedef struct pd_column {
    const char *name; /* lower-case ASCII, the contract */
    pd_type type;
    const char *unit; /* "ha", "%", "m", "" */
    int decimals;     /* of a REAL when delivered */
    const char *title_es, *title_en;
    const char *about_es; /* one sentence for the data dictionary; may be "" */
    const char *domain;   /* name of the value list ("certeza", "grado", "clase"), or "" */
    bool is_key;          /* part of the unique key, in column order; rows are delivered sorted by it */
} pd_column;

typedef struct pd_table {
    const char *name;
    const char *title_es, *title_en, *about_es;
    pd_geometry_type geometry;
    const char
        *group; /* "territorio", "riesgo", "plan", "servicios", "brechas", "procedencia": project groups */
    const pd_column *columns;
    int32_t n_columns;
    bool is_of_territories; /* a row's geometry is that of the territory in its column "codigo": it is kept
                               once, with the territory, and put with the row when it is read */
} pd_table;

/* The declared tables, in delivery order. NULL if there is none of that name. */
const pd_table *pd_table_find(const char *name);
bool pd_table_has_own_geometry(const pd_table *table);              /* stored with its rows */
const pd_table *pd_table_at(int32_t index);                         /* NULL past the end */
int32_t pd_table_column(const pd_table *table, const char *column); /* PD_NONE if absent */

/* The sentence about a table or column in English; NULL if there is none. english.c. */
const char *pd_about_english(const char *spanish);

/* A table with `extra` columns inserted before the column called `before` (NULL: at the end). Lives in the
 * arena. */
PDOT_MUST_CHECK pdot_status pd_table_extend(pdot_ctx *ctx, pd_arena *arena, const pd_table *base,
                                            const pd_column *extra, int32_t n_extra, const char *before,
                                            const pd_table **out);
/* territorios and territorios_superiores with alta_<hazard>_pct for every summary hazard of the plan. */
PDOT_MUST_CHECK pdot_status pd_table_territories(pdot_ctx *ctx, pd_arena *arena, const pdot_plan *plan,
                                                 const char *name, const pd_table **out);

/* The value list a column names as its domain: the stored code and what people read. "clase" is not among
 * them: its values are the classes of the plan's hazards. */
typedef struct pd_domain_value {
    const char *code, *title_es, *title_en;
} pd_domain_value;
typedef struct pd_domain {
    const char *name;
    const pd_domain_value *values; /* in the order a legend shows them */
    int32_t n_values;
} pd_domain;
const pd_domain *pd_domain_find(const char *name); /* NULL if there is none of that name */

typedef enum pd_value_kind { PD_VALUE_NULL, PD_VALUE_TEXT, PD_VALUE_INTEGER, PD_VALUE_REAL } pd_value_kind;
typedef struct pd_value {
    pd_value_kind kind;
    union {
        const char *text; /* borrowed */
        int64_t integer;
        double real;
    } as;
} pd_value;

/* One row: n_columns values in the table's order, and a geometry in the plan CRS or size 0. */
typedef struct pd_row {
    const pd_value *values;
    pd_bytes wkb;
} pd_row;

/* The cell of a column by its name; "" or 0 if the table has no such column or the cell holds another kind.
 */
const char *pd_row_text(const pd_table *table, const pd_row *row, const char *column);
int64_t pd_row_integer(const pd_table *table, const pd_row *row, const char *column);
double pd_row_real(const pd_table *table, const pd_row *row, const char *column);

pd_value pd_null(void);
pd_value pd_text(const char *text); /* NULL becomes null */
pd_value pd_integer(int64_t value);
pd_value pd_real(double value); /* NaN is a broken contract: pass pd_null for missing */
pd_value pd_boolean(bool value);

/* The value as delivered text: fixed decimals of its column, "" for null. out is written. */
struct pd_buffer;
void pd_value_text(const pd_column *column, pd_value value, struct pd_buffer *out);

#endif
