/* Memory through the context, so that tests can make the n-th allocation fail. Three shapes: single blocks,
 * growing arrays, arenas. */
#ifndef PD_BASE_MEMORY_H
#define PD_BASE_MEMORY_H

#include "base/context.h"

/* All three give NULL and record NOMEM on failure; memory is zeroed by pd_alloc and pd_alloc_array. */
void *pd_alloc(pdot_ctx *ctx, size_t size);
void *pd_alloc_array(pdot_ctx *ctx, size_t count, size_t size);
void *pd_realloc_array(pdot_ctx *ctx, void *block, size_t count, size_t size);
void pd_free(void *block);
char *pd_strdup(pdot_ctx *ctx, const char *text);

/* Makes room for `need` items in *items (capacity *capacity), doubling. Keeps the old block on failure.
 *     if (!pd_grow(ctx, (void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items)) return
 * PDOT_NOMEM; */
PDOT_MUST_CHECK bool pd_grow(pdot_ctx *ctx, void **items, size_t *capacity, size_t need, size_t size);

/* For tests: the n-th allocation from now (1 = next) through this context, or a worker of it, fails; 0
 * switches it off. */
void pd_fail_allocation(pdot_ctx *ctx, uint64_t nth);

/* An arena: many small allocations, one release. Embedded in its owner; zero-initialised is empty. */
typedef struct pd_arena_block pd_arena_block;
typedef struct pd_arena {
    pd_arena_block *blocks;
    size_t used, size; /* of the newest block */
} pd_arena;

void *pd_arena_alloc(pdot_ctx *ctx, pd_arena *arena, size_t size); /* zeroed, aligned to 16 */
char *pd_arena_copy(pdot_ctx *ctx, pd_arena *arena, const char *text, size_t length); /* adds the NUL */
char *pd_arena_strdup(pdot_ctx *ctx, pd_arena *arena, const char *text); /* NULL stays NULL (not a failure) */
void pd_arena_release(pd_arena *arena);

#endif
