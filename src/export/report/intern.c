/* Open addressing; the table doubles before it is two thirds full. Never iterated: numbers give the order. */
#include "export/report/intern.h"

#include <string.h>

/* FNV-1a, 64 bits: Fowler, Noll, Vo. */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

void pd_intern_release(pd_intern *intern)
{
    pd_free(intern->texts);
    pd_free(intern->slots);
    pd_arena_release(&intern->arena);
    memset(intern, 0, sizeof *intern);
}

static size_t find_slot(const pd_intern *intern, const char *text)
{
    size_t at = (size_t)hash_text(text) & (intern->n_slots - 1);
    while (intern->slots[at] != 0 && strcmp(intern->texts[intern->slots[at] - 1], text) != 0)
        at = (at + 1) & (intern->n_slots - 1);
    return at;
}

static pdot_status grow(pdot_ctx *ctx, pd_intern *intern)
{
    const size_t n_slots = intern->n_slots == 0 ? 256 : 2 * intern->n_slots;
    uint32_t *slots = pd_alloc_array(ctx, n_slots, sizeof *slots);
    if (slots == NULL)
        return PDOT_NOMEM;
    pd_free(intern->slots);
    intern->slots = slots;
    intern->n_slots = n_slots;
    for (size_t i = 0; i < intern->n; i++)
        slots[find_slot(intern, intern->texts[i])] = (uint32_t)i + 1;
    return PDOT_OK;
}

pdot_status pd_intern_add(pdot_ctx *ctx, pd_intern *intern, const char *text, size_t *number)
{
    if (3 * (intern->n + 1) > 2 * intern->n_slots) {
        const pdot_status status = grow(ctx, intern);
        if (status != PDOT_OK)
            return status;
    }
    const size_t at = find_slot(intern, text);
    if (intern->slots[at] == 0) {
        const char *copy = pd_arena_strdup(ctx, &intern->arena, text);
        if (copy == NULL ||
            !pd_grow(ctx, (void **)&intern->texts, &intern->capacity, intern->n + 1, sizeof *intern->texts))
            return PDOT_NOMEM;
        intern->texts[intern->n++] = copy;
        intern->slots[at] = (uint32_t)intern->n;
    }
    *number = intern->slots[at] - 1;
    return PDOT_OK;
}
