/* Texts and a number for each: open addressing, half full at most. Never iterated. */
#include "pipeline/import/import.h"

#include <string.h>

#define FIRST_SIZE 64u

/* FNV-1a, 64 bits (Fowler, Noll, Vo). */
static uint64_t hash_text(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

/* The entry of the key, or the empty one where it belongs. */
static struct pd_import_entry *slot(const pd_import_map *map, const char *key)
{
    size_t at = (size_t)hash_text(key) & (map->size - 1);
    while (map->entries[at].key != NULL && strcmp(map->entries[at].key, key) != 0)
        at = (at + 1) & (map->size - 1);
    return &map->entries[at];
}

static pdot_status grow(pdot_ctx *ctx, pd_import_map *map)
{
    pd_import_map wider = {.size = map->size > 0 ? 2 * map->size : FIRST_SIZE, .count = map->count};
    wider.entries = pd_alloc_array(ctx, wider.size, sizeof *wider.entries);
    if (wider.entries == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < map->size; i++)
        if (map->entries[i].key != NULL)
            *slot(&wider, map->entries[i].key) = map->entries[i];
    pd_free(map->entries);
    *map = wider;
    return PDOT_OK;
}

pdot_status pd_import_map_put(pdot_ctx *ctx, pd_import_map *map, const char *key, int64_t value, bool *is_new,
                              int64_t *earlier)
{
    if (2 * (map->count + 1) > map->size) {
        const pdot_status status = grow(ctx, map);
        if (status != PDOT_OK)
            return status;
    }
    struct pd_import_entry *entry = slot(map, key);
    *is_new = entry->key == NULL;
    if (*is_new) {
        *entry = (struct pd_import_entry){key, value};
        map->count++;
    } else {
        *earlier = entry->value;
    }
    return PDOT_OK;
}

bool pd_import_map_find(const pd_import_map *map, const char *key, int64_t *value)
{
    if (map->size == 0)
        return false;
    const struct pd_import_entry *entry = slot(map, key);
    if (entry->key != NULL)
        *value = entry->value;
    return entry->key != NULL;
}

void pd_import_map_release(pd_import_map *map)
{
    pd_free(map->entries);
    *map = (pd_import_map){0};
}
