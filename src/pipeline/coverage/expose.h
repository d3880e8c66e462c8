/* What the parts of an exposure share: the job, its workers, and how a found place is booked. Polygons of a
 * hazard are asked place by place (expose_polygons.c); of a raster each strip of rows answers for the objects
 * that touch it (expose_raster.c). */
#ifndef PD_PIPELINE_COVERAGE_EXPOSE_H
#define PD_PIPELINE_COVERAGE_EXPOSE_H

#include "base/parallel.h"
#include "coverage/locate.h"
#include "pipeline/coverage/raster.h"

/* Scratch of one thread. */
typedef struct expose_worker {
    bool is_open;
    pd_store *store;            /* its own, to read parts of an owner */
    const pd_features *objects; /* of the task */
    pd_features part;           /* of an owner */
    pd_locator territories, hazard;
    pd_stretches values, profile; /* of a segment: states + 1 */
    pd_tally tally;
    raster_worker raster;
    double *lengths; /* of the segments of the ring at work */
    size_t length_capacity;
} expose_worker;

/* A segment or point of an object: first point of it in the arrays. */
typedef struct expose_piece {
    uint32_t object, point;
} expose_piece;

typedef struct expose_job {
    pd_cover *cover;
    const pd_exposure *of;
    pd_features *objects; /* all of them; NULL: each task reads its part */
    pd_features loaded;
    int32_t *level; /* of each territory: a border is shared within a level */
    size_t n_columns;
    pd_cover_layer layer; /* of a vector hazard */
    pd_ground *hazard_ground;
    raster_job raster;     /* of a raster */
    double *grid_xy;       /* objects in grid coordinates */
    uint32_t *strip_start; /* pieces by strip */
    expose_piece *pieces;
    expose_worker *workers;
    pd_tally_pack *packs;
    size_t n_tasks;
} expose_job;

/* Adds a measure (count, or m) of an object in a territory and state, and its weight. */
void pd_expose_book(const expose_job *job, expose_worker *w, uint32_t object, uint32_t territory,
                    uint32_t state, double measure);
/* A point in the territories found last. */
void pd_expose_book_point(const expose_job *job, expose_worker *w, uint32_t object, uint32_t state);
/* A segment: every territory's part found last with every state's part of it. Values of the profile are state
 * + 1; 0 is no part of this task. */
PDOT_MUST_CHECK pdot_status pd_expose_book_segment(pdot_ctx *ctx, const expose_job *job, expose_worker *w,
                                                   uint32_t object, const double *p);

PDOT_MUST_CHECK pdot_status pd_expose_open_worker(pdot_ctx *ctx, const expose_job *job, expose_worker *w);

/* Each: what the hazard needs before the tasks, and one task. */
PDOT_MUST_CHECK pdot_status pd_expose_prepare_polygons(expose_job *job);
PDOT_MUST_CHECK pdot_status pd_expose_run_polygons(const pd_task *task, void *user);
PDOT_MUST_CHECK pdot_status pd_expose_prepare_raster(expose_job *job);
PDOT_MUST_CHECK pdot_status pd_expose_run_raster(const pd_task *task, void *user);

#endif
