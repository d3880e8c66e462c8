/* Inside view of the context: how the layers fail, log, report progress, hang their own handles on it. */
#ifndef PD_BASE_CONTEXT_H
#define PD_BASE_CONTEXT_H

#include <stdarg.h>
#include <stddef.h>

#include "pdot/context.h"

/* Marks an English text for the catalogue that pd_translate gets later, by a variable. */
#define N_(text) text

#define PD_PRINTF(string, first) __attribute__((format(printf, string, first)))

/* Where in the input a failure or finding is. Members that do not apply are NULL or 0. */
typedef struct pd_place {
    const char *file, *layer, *field;
    int64_t row, column;
    bool is_feature; /* row is a feature id, which may be 0 */
} pd_place;

/* Records the failure and returns `status`, so that `return pd_fail(...)` reads well. The format is an
 * English literal; it is translated before use. The first message wins: if an error is already recorded it is
 * kept. Never allocates. */
pdot_status pd_fail(pdot_ctx *ctx, pdot_status status, const char *format, ...) PD_PRINTF(3, 4);
pdot_status pd_fail_at(pdot_ctx *ctx, pdot_status status, const pd_place *place, const char *format, ...)
    PD_PRINTF(4, 5);

/* Says where the recorded failure is, if that is not known yet: sets its place and puts "file:row:column: "
 * or "file, layer L, feature R: " before the message. Returns status, so that a layer that knows the file may
 * write `return pd_locate(ctx, pd_fail(ctx, …), &place)`. Does nothing on PDOT_OK. */
pdot_status pd_locate(pdot_ctx *ctx, pdot_status status, const pd_place *place);

/* Public functions clear the last error on entry. */
void pd_clear_error(pdot_ctx *ctx);

/* Copies a worker's error into the calling thread's context (first message wins there too). */
void pd_take_error(pdot_ctx *ctx, const pdot_ctx *worker);

/* The translation of an English literal by the context's callback, or the literal. */
const char *pd_translate(const pdot_ctx *ctx, const char *english) __attribute__((format_arg(2)));

void pd_log(pdot_ctx *ctx, pdot_log_level level, const char *format, ...) PD_PRINTF(3, 4);

/* Static analysis sees one file at a time: here it learns what every caller knows, that these give back the
 * status they were given. */
#if defined(__clang_analyzer__) || defined(PD_ANALYSIS)
static inline pdot_status pd_analysis_same(pdot_status given, pdot_status result)
{
    (void)result;
    return given;
}
#define pd_fail(ctx, status, ...) pd_analysis_same(status, (pd_fail)(ctx, status, __VA_ARGS__))
#define pd_fail_at(ctx, status, place, ...)                                                                  \
    pd_analysis_same(status, (pd_fail_at)(ctx, status, place, __VA_ARGS__))
static inline pdot_status pd_analysis_locate(pdot_ctx *ctx, pdot_status status, const pd_place *place)
{
    return pd_analysis_same(status, pd_locate(ctx, status, place));
}
#define pd_locate pd_analysis_locate
#endif

/* Reports progress and looks at the cancel flag: PDOT_OK or PDOT_CANCELLED. Cheap; call it per feature or
 * row. */
PDOT_MUST_CHECK pdot_status pd_progress(pdot_ctx *ctx, const char *stage, uint64_t done, uint64_t total);

/* Only the cancel flag; may be called by workers. */
bool pd_is_cancelled(const pdot_ctx *ctx);

/* A context for a worker thread: shares allocator, translation and cancel flag; silent; own error and slots.
 * NULL if memory ran out. */
pdot_ctx *pd_ctx_new_worker(const pdot_ctx *parent);

/* One slot per layer that keeps a handle in the context (the geo layer: GEOS and PROJ). Ended in
 * pdot_ctx_free. */
typedef enum pd_slot { PD_SLOT_GEOS, PD_SLOT_PROJ, PD_SLOT_COUNT } pd_slot;
void *pd_slot_get(const pdot_ctx *ctx, pd_slot slot);
void pd_slot_set(pdot_ctx *ctx, pd_slot slot, void *handle, void (*destroy)(void *handle));

/* A contract between our own functions. Active in all builds: a broken contract ends the process with file
 * and line. */
#define PD_ASSERT(condition) ((condition) ? (void)0 : pd_assert_failed(#condition, __FILE__, __LINE__))
_Noreturn void pd_assert_failed(const char *condition, const char *file, int line);

#endif
