/* The context: what every call of the library shares. It owns the allocator, the log, the progress callback,
 * the cancel flag and the last error; nothing in the library is global (pdot_engine_own_process sets
 * something for the process). One context per thread; only pdot_ctx_cancel may be called from elsewhere (a
 * signal handler included).
 *
 *     pdot_ctx *ctx = pdot_ctx_new();
 *     if (pdot_run(ctx, ...) != PDOT_OK)
 *         fprintf(stderr, "%s\n", pdot_ctx_error(ctx)->message);
 *     pdot_ctx_free(ctx);
 */
#ifndef PDOT_CONTEXT_H
#define PDOT_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "pdot/status.h"

typedef struct pdot_ctx pdot_ctx;

/* The last failure: one line of text and the place it speaks of. Empty strings and 0 where a member does not
 * apply. */
typedef struct pdot_error {
    pdot_status status;
    const char *message; /* what failed, on which subject, why, what to do; in the context's language */
    const char *file;    /* path as the user gave it */
    const char *layer;
    const char *field;
    int64_t row;     /* line of a text file (from 1) or feature id of a layer */
    int64_t column;  /* column in a line, from 1 */
    bool is_feature; /* row is a feature id, which may be 0 */
} pdot_error;

typedef enum pdot_log_level { PDOT_LOG_WARNING, PDOT_LOG_INFO, PDOT_LOG_DEBUG } pdot_log_level;

typedef void (*pdot_log_fn)(void *user, pdot_log_level level, const char *line);

/* Called on the calling thread, at most some ten times a second. total is 0 while it is unknown. Return false
 * to cancel. */
typedef bool (*pdot_progress_fn)(void *user, const char *stage, uint64_t done, uint64_t total);

/* Gives the translation of an English format, or the same pointer. Must return a format with the same
 * conversions. */
typedef const char *(*pdot_translate_fn)(void *user, const char *english);

/* NULL if memory ran out. */
PDOT_API pdot_ctx *pdot_ctx_new(void);
PDOT_API void pdot_ctx_free(pdot_ctx *ctx);

PDOT_API void pdot_ctx_set_log(pdot_ctx *ctx, pdot_log_fn log, void *user);
PDOT_API void pdot_ctx_set_progress(pdot_ctx *ctx, pdot_progress_fn progress, void *user);
PDOT_API void pdot_ctx_set_translate(pdot_ctx *ctx, pdot_translate_fn translate, void *user);

/* Asks the running call to stop; it returns PDOT_CANCELLED with everything as before it began.
 * Async-signal-safe. */
PDOT_API void pdot_ctx_cancel(pdot_ctx *ctx);

/* The last failure. Valid until the next call with this context. Never NULL. */
PDOT_API const pdot_error *pdot_ctx_error(const pdot_ctx *ctx);

#endif
