/* Numbered tasks on several threads. Each worker has its own context; task i writes only into slot i of the
 * caller's results, so the outcome is the same for any number of threads. The first failing task by number
 * gives the error; cancel is looked at between tasks. */
#ifndef PD_BASE_PARALLEL_H
#define PD_BASE_PARALLEL_H

#include "base/context.h"

typedef struct pd_task {
    pdot_ctx *ctx; /* the worker's */
    size_t index;  /* number of the task */
    int worker;    /* 0 .. jobs-1: for scratch memory per worker */
} pd_task;

typedef pdot_status (*pd_task_fn)(const pd_task *task, void *user);

/* Runs tasks 0 .. count-1. jobs 0: pd_cores(). stage names the progress (NULL: silent), reported from the
 * calling thread. */
PDOT_MUST_CHECK pdot_status pd_parallel(pdot_ctx *ctx, int jobs, size_t count, pd_task_fn run, void *user,
                                        const char *stage);

int pd_cores(void);

#endif
