/* A trace being built: rows that add up to a figure. Private to explain.c and the explain_*.c files. */
#ifndef PD_PIPELINE_TRACE_H
#define PD_PIPELINE_TRACE_H

#include "pipeline/coverage/coverage.h"
#include "pipeline/engine.h"

/* The figure asked for, as stored. Texts live in the trace's arena. */
typedef struct pd_asked {
    const char *figure;
    const pd_table *table; /* of the catalogue */
    const pd_column *column;
    const char *column_name; /* may be one of the columns per hazard, which the catalogue lacks */
    const char **keys;       /* text of each key column of the table, in order */
    const char **key_names;
    int32_t n_keys;
    double value;
} pd_asked;

typedef struct pd_tracing {
    pd_cover *cover; /* with the plan, measure; zones are not prepared */
    const pd_asked *asked;
    pdot_trace *trace;
    pd_arena *arena; /* of the trace */
    size_t capacity;
} pd_tracing;

/* The key of that name; "" if the table has none. */
const char *pd_asked_key(const pd_asked *asked, const char *name);

/* Adds a row; texts are copied. NULL texts become "". */
PDOT_MUST_CHECK pdot_status pd_trace_add(pd_tracing *t, const char *source, const char *layer,
                                         const char *element, const char *note, double value);
/* The same with a source row of the plan and the number of its feature (some formats count from 0) or line
 * (PD_NONE: none). */
PDOT_MUST_CHECK pdot_status pd_trace_add_feature(pd_tracing *t, int32_t source, int64_t feature,
                                                 const char *note, double value);
int32_t pd_trace_source_index(const pdot_plan *plan, int64_t id); /* PD_NONE if unknown */

/* Walks a stored table. */
typedef pdot_status (*pd_trace_row_fn)(pd_tracing *t, const pd_table *table, const pd_row *row);
PDOT_MUST_CHECK pdot_status pd_trace_each(pd_tracing *t, const char *table, pd_trace_row_fn each);

/* Builders: each fills rows and method, or answers NOTFOUND in *is_mine = false. */
PDOT_MUST_CHECK pdot_status pd_explain_hazard(pd_tracing *t, bool *is_mine); /* cobertura_amenaza */
PDOT_MUST_CHECK pdot_status pd_explain_total(pd_tracing *t,
                                             bool *is_mine); /* cobertura_total, _multiple, shares */
PDOT_MUST_CHECK pdot_status pd_explain_plan(pd_tracing *t,
                                            bool *is_mine); /* counts of problems, activities … */

#endif
