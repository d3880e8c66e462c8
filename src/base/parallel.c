/* A parallel loop on pthreads. The calling thread only waits, reports progress and looks at the cancel flag;
 * with one job it works itself. */
#include "base/parallel.h"

#include <pthread.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

#define MAX_JOBS 256
#define WAIT_NS  50000000L /* how often the calling thread reports, 50 ms */

typedef struct task_pool {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next, done, count; /* guarded by lock */
    int running;              /* guarded by lock */
    bool is_stopped;          /* guarded by lock: a task failed */
    pd_task_fn run;
    void *user;
} task_pool;

typedef struct task_worker {
    task_pool *pool;
    pdot_ctx *ctx;
    int number;
    size_t failed_index;
    pdot_status status;
    pthread_t thread;
    bool has_thread;
} task_worker;

int pd_cores(void)
{
    const long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_JOBS ? MAX_JOBS : (int)n;
}

static bool take_task(task_pool *pool, size_t *index)
{
    pthread_mutex_lock(&pool->lock);
    const bool has_task = !pool->is_stopped && pool->next < pool->count;
    if (has_task)
        *index = pool->next++;
    pthread_mutex_unlock(&pool->lock);
    return has_task;
}

static void end_task(task_pool *pool, pdot_status status)
{
    pthread_mutex_lock(&pool->lock);
    pool->done++;
    if (status != PDOT_OK)
        pool->is_stopped = true;
    pthread_cond_signal(&pool->changed);
    pthread_mutex_unlock(&pool->lock);
}

static void *work(void *user)
{
    task_worker *self = user;
    size_t index = 0;
    while (self->status == PDOT_OK && take_task(self->pool, &index)) {
        const pd_task task = {self->ctx, index, self->number};
        self->status =
            pd_is_cancelled(self->ctx)
                ? pd_fail(self->ctx, PDOT_CANCELLED, "Stopped on request; nothing of this stage was kept.")
                : self->pool->run(&task, self->pool->user);
        self->failed_index = index;
        end_task(self->pool, self->status);
    }
    pthread_mutex_lock(&self->pool->lock);
    self->pool->running--;
    pthread_cond_signal(&self->pool->changed);
    pthread_mutex_unlock(&self->pool->lock);
    return NULL;
}

static void wait_and_report(pdot_ctx *ctx, task_pool *pool, const char *stage)
{
    pthread_mutex_lock(&pool->lock);
    while (pool->running > 0) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += WAIT_NS;
        if (until.tv_nsec >= 1000000000L) {
            until.tv_nsec -= 1000000000L;
            until.tv_sec++;
        }
        pthread_cond_timedwait(&pool->changed, &pool->lock, &until);
        const size_t done = pool->done;
        pthread_mutex_unlock(&pool->lock);
        if (stage != NULL)
            (void)!pd_progress(ctx, stage, done,
                               pool->count); /* a cancel reaches the workers through the shared flag */
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
}

static pdot_status run_alone(pdot_ctx *ctx, size_t count, pd_task_fn run, void *user, const char *stage)
{
    for (size_t i = 0; i < count; i++) {
        const pd_task task = {ctx, i, 0};
        pdot_status status = stage != NULL ? pd_progress(ctx, stage, i, count) : PDOT_OK;
        if (status == PDOT_OK && pd_is_cancelled(ctx))
            status = pd_fail(ctx, PDOT_CANCELLED, "Stopped on request; nothing of this stage was kept.");
        if (status == PDOT_OK)
            status = run(&task, user);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

static pdot_status start_workers(pdot_ctx *ctx, task_pool *pool, task_worker *workers, int jobs)
{
    for (int i = 0; i < jobs; i++) {
        workers[i] = (task_worker){.pool = pool, .ctx = pd_ctx_new_worker(ctx), .number = i};
        if (workers[i].ctx == NULL)
            return pd_fail(ctx, PDOT_NOMEM, "Memory ran out.");
    }
    for (int i = 0; i < jobs; i++) {
        pthread_mutex_lock(&pool->lock);
        pool->running++;
        pthread_mutex_unlock(&pool->lock);
        workers[i].has_thread = pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0;
        if (!workers[i].has_thread) {
            pthread_mutex_lock(&pool->lock);
            pool->running--;
            pthread_mutex_unlock(&pool->lock);
            return i > 0 ? PDOT_OK : pd_fail(ctx, PDOT_NOMEM, "The system allows no further thread.");
        }
    }
    return PDOT_OK;
}

/* The failure of the task with the lowest number decides. */
static pdot_status first_failure(pdot_ctx *ctx, const task_worker *workers, int jobs)
{
    const task_worker *first = NULL;
    for (int i = 0; i < jobs; i++)
        if (workers[i].status != PDOT_OK && (first == NULL || workers[i].failed_index < first->failed_index))
            first = &workers[i];
    if (first == NULL)
        return PDOT_OK;
    pd_take_error(ctx, first->ctx);
    return first->status;
}

pdot_status pd_parallel(pdot_ctx *ctx, int jobs, size_t count, pd_task_fn run, void *user, const char *stage)
{
    jobs = jobs <= 0 ? pd_cores() : jobs > MAX_JOBS ? MAX_JOBS : jobs;
    if ((size_t)jobs > count)
        jobs = (int)count;
    if (jobs <= 1)
        return run_alone(ctx, count, run, user, stage);
    task_worker *workers = pd_alloc_array(ctx, (size_t)jobs, sizeof *workers);
    if (workers == NULL)
        return PDOT_NOMEM;
    task_pool pool = {.count = count, .run = run, .user = user};
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.changed, NULL);
    pdot_status status = start_workers(ctx, &pool, workers, jobs);
    wait_and_report(ctx, &pool, stage);
    for (int i = 0; i < jobs; i++)
        if (workers[i].has_thread)
            pthread_join(workers[i].thread, NULL);
    if (status == PDOT_OK)
        status = first_failure(ctx, workers, jobs);
    for (int i = 0; i < jobs; i++)
        pdot_ctx_free(workers[i].ctx);
    pthread_cond_destroy(&pool.changed);
    pthread_mutex_destroy(&pool.lock);
    pd_free(workers);
    return status;
}
