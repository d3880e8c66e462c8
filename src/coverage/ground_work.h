/* What the parts of building the ground share: ground_new.c lays the grid and settles its cells,
 * ground_look.c finds what each zone does to it. */
#ifndef PD_COVERAGE_GROUND_WORK_H
#define PD_COVERAGE_GROUND_WORK_H

#include "base/parallel.h"
#include "coverage/ground.h"

/* Cells of a row that a zone covers. */
typedef struct ground_span {
    uint32_t zone;
    int32_t row, first, last;
} ground_span;

/* A zone's border in a cell. */
typedef struct ground_mark {
    uint32_t cell, zone;
} ground_mark;

/* What the zones of a task do to the cells, zone after zone. */
typedef struct ground_part {
    ground_mark *marks;
    ground_span *spans;
    size_t n_marks, mark_capacity, n_spans, span_capacity;
} ground_part;

typedef struct ground_builder {
    pd_ground *g;
    double per_cell;    /* 1 / cell */
    size_t *task_start; /* n_tasks + 1: first zone of each */
    size_t n_tasks;
    ground_part *parts; /* of each task */
} ground_builder;

/* Rows of grid that a box meets, with slack. */
void pd_ground_box_rows(const pd_ground *ground, const pd_box *box, int32_t *first, int32_t *last);

/* Tasks. The first counts the edges of each row of each zone in row_start, one place on, and finds marks and
 * spans; the second, when these have become sums, puts the edges and moves each start to the next one's
 * place. */
pdot_status pd_ground_look(const pd_task *task, void *builder);
pdot_status pd_ground_fill(const pd_task *task, void *builder);

#endif
