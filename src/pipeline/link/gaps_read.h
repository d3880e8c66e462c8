/* What the gaps are found from: the rows of the link stage counted per territory and component, and the high
 * ground of the hazards. */
#ifndef PD_PIPELINE_LINK_GAPS_READ_H
#define PD_PIPELINE_LINK_GAPS_READ_H

#include "pipeline/link/link.h"
#include "pipeline/link/sentence.h"

#define PD_GAPS_MAX_IDS      6 /* of rows in a reason */
#define PD_GAPS_NO_COMPONENT ((size_t)-1)

/* One row of the plan. */
typedef struct pd_gaps_item {
    const char *id;
    size_t component;
    bool is_whole, is_repeated, is_placed;
} pd_gaps_item;

typedef struct pd_gaps_items {
    pd_gaps_item *rows;
    size_t count, capacity;
} pd_gaps_items;

/* What one territory and component have. */
typedef struct pd_gaps_cell {
    int64_t certain, possible;
    const char *ids[PD_GAPS_MAX_IDS]; /* of the certain ones */
} pd_gaps_cell;

typedef struct pd_gaps {
    pdot_ctx *ctx;
    const pd_run *run;
    const pdot_plan *plan;
    const char *unit;
    pd_arena arena;
    const char **components;
    size_t n_components, component_capacity;
    pd_gaps_items problems, activities;
    pd_gaps_cell *problem_cells, *activity_cells;         /* territory * n_components + component */
    int64_t *whole_problems, *whole_activities, *nowhere; /* per component */
    double *high_ha, *high_pct;                           /* territory * n_hazards + hazard */
    pd_named_count *services, *agreements;                /* per territory */
    pd_maker maker, sentences;
    pd_buffer reason;
    /* of the territory being written */
    int64_t n_gaps;
    pd_buffer lacking, unasked, threats;
} pd_gaps;

size_t pd_gaps_component(const pd_gaps *self, const char *name); /* PD_GAPS_NO_COMPONENT if no row has it */
/* Fills all but the writers, the reason and what belongs to the territory being written. */
PDOT_MUST_CHECK pdot_status pd_gaps_read(pd_gaps *self);

#endif
