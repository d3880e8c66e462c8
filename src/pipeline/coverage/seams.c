/* A slot for each strip under one lock. Who waits gives up after a while: a worker may have failed or been
 * cancelled before it came to its strip. */
#include "pipeline/coverage/seams.h"

#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

#define PATIENCE_S 2

struct pd_seams {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    float **rows; /* guarded by lock */
    size_t n_strips, width;
};

pdot_status pd_seams_new(pdot_ctx *ctx, size_t n_strips, size_t width, pd_seams **out)
{
    *out = NULL;
    pd_seams *s = pd_alloc(ctx, sizeof *s);
    if (s == NULL)
        return PDOT_NOMEM;
    s->rows = pd_alloc_array(ctx, n_strips, sizeof *s->rows);
    if (s->rows == NULL) {
        pd_free(s);
        return PDOT_NOMEM;
    }
    s->n_strips = n_strips;
    s->width = width;
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    *out = s;
    return PDOT_OK;
}

void pd_seams_free(pd_seams *seams)
{
    if (seams == NULL)
        return;
    for (size_t i = 0; i < seams->n_strips; i++)
        pd_free(seams->rows[i]);
    pthread_cond_destroy(&seams->changed);
    pthread_mutex_destroy(&seams->lock);
    pd_free(seams->rows);
    pd_free(seams);
}

pdot_status pd_seams_put(pdot_ctx *ctx, pd_seams *seams, size_t strip, const float *rows)
{
    float *copy = pd_alloc_array(ctx, 2 * seams->width, sizeof *copy);
    if (copy == NULL)
        return PDOT_NOMEM;
    memcpy(copy, rows, 2 * seams->width * sizeof *copy);
    pthread_mutex_lock(&seams->lock);
    seams->rows[strip] = copy;
    pthread_cond_broadcast(&seams->changed);
    pthread_mutex_unlock(&seams->lock);
    return PDOT_OK;
}

bool pd_seams_take(pd_seams *seams, size_t strip, float *rows)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&seams->lock);
    int waited = 0;
    while (seams->rows[strip] == NULL && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&seams->changed, &seams->lock, &until);
    float *found = seams->rows[strip];
    seams->rows[strip] = NULL;
    pthread_mutex_unlock(&seams->lock);
    if (found != NULL)
        memcpy(rows, found, 2 * seams->width * sizeof *rows);
    pd_free(found);
    return found != NULL;
}
