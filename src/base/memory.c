/* Blocks, growing arrays and arenas. The counter that makes the n-th allocation fail is shared by a context
 * and its workers. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/context_struct.h"

#define FIRST_CAPACITY 16u
#define ARENA_FIRST    1024u /* many arenas hold one small thing, such as the card of a text */
#define ARENA_BLOCK    (64u * 1024u)
#define ARENA_ALIGN    16u

static bool is_staged_failure(pdot_ctx *ctx)
{
    if (atomic_load_explicit(&ctx->shared->fail_countdown, memory_order_relaxed) == 0)
        return false;
    return atomic_fetch_sub(&ctx->shared->fail_countdown, 1) == 1;
}

void pd_fail_allocation(pdot_ctx *ctx, uint64_t nth)
{
    atomic_store(&ctx->shared->fail_countdown, nth);
}

static void *no_memory(pdot_ctx *ctx)
{
    (void)pd_fail(ctx, PDOT_NOMEM, "Memory ran out.");
    return NULL;
}

void *pd_alloc_array(pdot_ctx *ctx, size_t count, size_t size)
{
    void *block = is_staged_failure(ctx) ? NULL : calloc(count > 0 ? count : 1, size > 0 ? size : 1);
    return block != NULL ? block : no_memory(ctx);
}

void *pd_alloc(pdot_ctx *ctx, size_t size)
{
    return pd_alloc_array(ctx, 1, size);
}

void *pd_realloc_array(pdot_ctx *ctx, void *block, size_t count, size_t size)
{
    size_t bytes = 0;
    if (is_staged_failure(ctx) || __builtin_mul_overflow(count, size, &bytes))
        return no_memory(ctx);
    void *grown = realloc(block, bytes > 0 ? bytes : 1);
    return grown != NULL ? grown : no_memory(ctx);
}

void pd_free(void *block)
{
    free(block);
}

char *pd_strdup(pdot_ctx *ctx, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = pd_alloc(ctx, size);
    return copy != NULL ? memcpy(copy, text, size) : NULL;
}

bool pd_grow(pdot_ctx *ctx, void **items, size_t *capacity, size_t need, size_t size)
{
    if (need <= *capacity)
        return true;
    size_t next = *capacity > 0 ? *capacity : FIRST_CAPACITY;
    while (next < need)
        next = next > SIZE_MAX / 2 ? need : next * 2;
    void *grown = pd_realloc_array(ctx, *items, next, size);
    if (grown == NULL)
        return false;
    *items = grown;
    *capacity = next;
    return true;
}

struct pd_arena_block {
    pd_arena_block *next;
    max_align_t data[];
};

void *pd_arena_alloc(pdot_ctx *ctx, pd_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        return no_memory(ctx);
    const size_t need = (size + ARENA_ALIGN - 1) & ~(size_t)(ARENA_ALIGN - 1);
    if (arena->blocks == NULL || arena->size - arena->used < need) {
        const size_t grown = arena->blocks == NULL ? ARENA_FIRST : arena->size * 2;
        const size_t usual = grown < ARENA_BLOCK ? grown : ARENA_BLOCK;
        const size_t block_size = need > usual ? need : usual;
        pd_arena_block *block = pd_alloc(ctx, sizeof *block + block_size);
        if (block == NULL)
            return NULL;
        block->next = arena->blocks;
        arena->blocks = block;
        arena->used = 0;
        arena->size = block_size;
    }
    void *out = (char *)arena->blocks->data + arena->used;
    arena->used += need;
    return out;
}

char *pd_arena_copy(pdot_ctx *ctx, pd_arena *arena, const char *text, size_t length)
{
    char *copy = pd_arena_alloc(ctx, arena, length + 1);
    if (copy != NULL && length > 0)
        memcpy(copy, text, length);
    return copy;
}

char *pd_arena_strdup(pdot_ctx *ctx, pd_arena *arena, const char *text)
{
    return text != NULL ? pd_arena_copy(ctx, arena, text, strlen(text)) : NULL;
}

void pd_arena_release(pd_arena *arena)
{
    while (arena->blocks != NULL) {
        pd_arena_block *next = arena->blocks->next;
        pd_free(arena->blocks);
        arena->blocks = next;
    }
    *arena = (pd_arena){0};
}
