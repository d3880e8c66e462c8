/* Context: life, callbacks, cancel flag, slots. Errors are in error.c. */
#include "base/context_struct.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"

#define PROGRESS_INTERVAL_MS 100u

static void init_error(pdot_ctx *ctx)
{
    ctx->error.message = ctx->message;
    ctx->error.file = ctx->file;
    ctx->error.layer = ctx->layer;
    ctx->error.field = ctx->field;
}

pdot_ctx *pdot_ctx_new(void)
{
    pdot_ctx *ctx = calloc(1, sizeof *ctx);
    if (ctx == NULL)
        return NULL;
    ctx->shared = &ctx->own;
    init_error(ctx);
    return ctx;
}

pdot_ctx *pd_ctx_new_worker(const pdot_ctx *parent)
{
    pdot_ctx *ctx = calloc(1, sizeof *ctx);
    if (ctx == NULL)
        return NULL;
    ctx->shared = parent->shared;
    ctx->translate = parent->translate;
    ctx->translate_user = parent->translate_user;
    init_error(ctx);
    return ctx;
}

void pdot_ctx_free(pdot_ctx *ctx)
{
    if (ctx == NULL)
        return;
    for (int i = PD_SLOT_COUNT - 1; i >= 0; i--)
        if (ctx->slots[i].handle != NULL)
            ctx->slots[i].destroy(ctx->slots[i].handle);
    free(ctx);
}

void pdot_ctx_set_log(pdot_ctx *ctx, pdot_log_fn log, void *user)
{
    ctx->log = log;
    ctx->log_user = user;
}

void pdot_ctx_set_progress(pdot_ctx *ctx, pdot_progress_fn progress, void *user)
{
    ctx->progress = progress;
    ctx->progress_user = user;
}

void pdot_ctx_set_translate(pdot_ctx *ctx, pdot_translate_fn translate, void *user)
{
    ctx->translate = translate;
    ctx->translate_user = user;
}

void pdot_ctx_cancel(pdot_ctx *ctx)
{
    atomic_store(&ctx->shared->is_cancelled, true);
}

bool pd_is_cancelled(const pdot_ctx *ctx)
{
    return atomic_load_explicit(&ctx->shared->is_cancelled, memory_order_relaxed);
}

const char *pd_translate(const pdot_ctx *ctx, const char *english)
{
    return ctx->translate != NULL ? ctx->translate(ctx->translate_user, english) : english;
}

void pd_log(pdot_ctx *ctx, pdot_log_level level, const char *format, ...)
{
    char line[2048];
    if (ctx->log == NULL)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, pd_translate(ctx, format), args);
    va_end(args);
    ctx->log(ctx->log_user, level, line);
}

/* The clock only paces the callback; nothing computed depends on it. */
static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
    return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u;
}

pdot_status pd_progress(pdot_ctx *ctx, const char *stage, uint64_t done, uint64_t total)
{
    if (ctx->progress != NULL) {
        const uint64_t now = now_ms();
        if (now - ctx->progress_ms >= PROGRESS_INTERVAL_MS) {
            ctx->progress_ms = now;
            if (!ctx->progress(ctx->progress_user, stage, done, total))
                pdot_ctx_cancel(ctx);
        }
    }
    if (pd_is_cancelled(ctx))
        return pd_fail(ctx, PDOT_CANCELLED, "Stopped on request; nothing of this stage was kept.");
    return PDOT_OK;
}

void *pd_slot_get(const pdot_ctx *ctx, pd_slot slot)
{
    return ctx->slots[slot].handle;
}

void pd_slot_set(pdot_ctx *ctx, pd_slot slot, void *handle, void (*destroy)(void *handle))
{
    PD_ASSERT(ctx->slots[slot].handle == NULL);
    ctx->slots[slot] = (pd_slot_entry){handle, destroy};
}

void pd_assert_failed(const char *condition, const char *file, int line)
{
    fprintf(stderr, "pdot: internal error: %s at %s:%d\n", condition, file, line);
    abort();
}
