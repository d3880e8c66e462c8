/* From entries to the sorted index of names: dictionary, words of each entry, names, correctable names by
 * length. */
#include "text/gazetteer_build.h"

#include <stdlib.h>
#include <string.h>

#define HASH_SEED  2166136261u /* FNV-1a, 32 bits */
#define HASH_PRIME 16777619u

static uint32_t hash_word(const char *word, size_t length)
{
    uint32_t hash = HASH_SEED;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)word[i]) * HASH_PRIME;
    return hash;
}

uint32_t pd_gazetteer_word(const pd_gazetteer *gazetteer, const char *word, size_t length)
{
    const uint32_t mask = gazetteer->n_slots - 1;
    for (uint32_t slot = hash_word(word, length) & mask; gazetteer->slots[slot] != 0;
         slot = (slot + 1) & mask) {
        const uint32_t found = gazetteer->slots[slot] - 1;
        if (gazetteer->word_length[found] == length && memcmp(gazetteer->words[found], word, length) == 0)
            return found;
    }
    return PD_WORD_UNKNOWN;
}

static pdot_status make_dictionary(pd_entry_list *list, size_t n_tokens)
{
    pd_gazetteer *gazetteer = list->gazetteer;
    gazetteer->n_slots = 64;
    while (gazetteer->n_slots < 2 * n_tokens)
        gazetteer->n_slots *= 2;
    gazetteer->slots = pd_arena_alloc(list->ctx, &gazetteer->arena, gazetteer->n_slots * sizeof(uint32_t));
    gazetteer->words = pd_arena_alloc(list->ctx, &gazetteer->arena, (n_tokens + 1) * sizeof(char *));
    gazetteer->word_length = pd_arena_alloc(list->ctx, &gazetteer->arena, (n_tokens + 1) * sizeof(uint32_t));
    return gazetteer->slots != NULL && gazetteer->words != NULL && gazetteer->word_length != NULL
               ? PDOT_OK
               : PDOT_NOMEM;
}

static uint32_t learn_word(pd_gazetteer *gazetteer, const char *word, size_t length)
{
    const uint32_t known = pd_gazetteer_word(gazetteer, word, length);
    if (known != PD_WORD_UNKNOWN)
        return known;
    const uint32_t mask = gazetteer->n_slots - 1, added = gazetteer->n_words++;
    uint32_t slot = hash_word(word, length) & mask;
    while (gazetteer->slots[slot] != 0)
        slot = (slot + 1) & mask;
    gazetteer->slots[slot] = added + 1;
    gazetteer->words[added] = word;
    gazetteer->word_length[added] = (uint32_t)length;
    return added;
}

static size_t count_letters_runs(const pd_entry_list *list)
{
    size_t n = 0;
    for (size_t i = 0; i < list->count; i++)
        n += strlen(list->items[i].folded) / 2 + 1;
    return n;
}

static pdot_status learn_entry(pd_entry_list *list, pd_entry *entry)
{
    pd_token *tokens = NULL;
    size_t count = 0;
    pdot_status status = pd_tokens_split(list->ctx, entry->folded, strlen(entry->folded), &tokens, &count);
    uint32_t *words = NULL;
    if (status == PDOT_OK && count > 0 &&
        (words = pd_arena_alloc(list->ctx, &list->gazetteer->arena, count * sizeof *words)) == NULL)
        status = PDOT_NOMEM;
    for (size_t i = 0; status == PDOT_OK && i < count; i++)
        words[i] = learn_word(list->gazetteer, entry->folded + tokens[i].start, tokens[i].length);
    entry->words = words;
    entry->n_words = (uint32_t)count;
    pd_free(tokens);
    return status;
}

static int compare_words(const uint32_t *a, uint32_t n, const uint32_t *b, uint32_t m)
{
    for (uint32_t i = 0; i < n && i < m; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return (n > m) - (n < m);
}

static int compare_entries(const void *a, const void *b)
{
    const pd_entry *x = a, *y = b;
    const int order = compare_words(x->words, x->n_words, y->words, y->n_words);
    if (order != 0)
        return order;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

uint64_t pd_letter_mask(const char *text, size_t length)
{
    uint64_t mask = 0;
    for (size_t i = 0; i < length; i++)
        if (text[i] != ' ')
            mask |= 1ull << ((unsigned char)text[i] & 63u);
    return mask;
}

uint32_t pd_letter_count(const char *text, size_t length)
{
    uint32_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += text[i] != ' ' && ((unsigned char)text[i] & 0xC0) != 0x80;
    return n;
}

static pd_name name_of(const pd_gazetteer *gazetteer, uint32_t first, uint32_t count)
{
    const pd_entry *entry = &gazetteer->entries[first];
    pd_name name = {.words = entry->words,
                    .n_words = entry->n_words,
                    .first = first,
                    .count = count,
                    .folded = entry->folded};
    for (uint32_t i = 0; i < entry->n_words; i++) {
        const char *word = gazetteer->words[entry->words[i]];
        const uint32_t length = gazetteer->word_length[entry->words[i]];
        name.letters += pd_letter_count(word, length);
        name.mask |= pd_letter_mask(word, length);
    }
    name.is_common = true;
    for (uint32_t i = first; i < first + count; i++) {
        name.is_common = name.is_common && gazetteer->entries[i].is_derived;
        name.is_correctable = name.is_correctable || (!gazetteer->entries[i].is_derived &&
                                                      gazetteer->entries[i].kind != PD_ENTRY_DECISION);
    }
    return name;
}

static pdot_status make_names(pd_entry_list *list)
{
    pd_gazetteer *gazetteer = list->gazetteer;
    gazetteer->names =
        pd_arena_alloc(list->ctx, &gazetteer->arena, (gazetteer->n_entries + 1) * sizeof(pd_name));
    if (gazetteer->names == NULL)
        return PDOT_NOMEM;
    for (uint32_t i = 0; i < gazetteer->n_entries;) {
        const pd_entry *entry = &gazetteer->entries[i];
        uint32_t n = 1;
        while (i + n < gazetteer->n_entries &&
               compare_words(entry->words, entry->n_words, entry[n].words, entry[n].n_words) == 0)
            n++;
        if (entry->n_words > 0)
            gazetteer->names[gazetteer->n_names++] = name_of(gazetteer, i, n);
        i += n;
    }
    return PDOT_OK;
}

static void mark_common(pd_entry_list *list)
{
    for (size_t i = 0; i < list->n_common; i++)
        for (uint32_t j = 0; j < list->gazetteer->n_names; j++)
            if (strcmp(list->gazetteer->names[j].folded, list->common[i]) == 0)
                list->gazetteer->names[j].is_common = true;
}

static int compare_lengths(const void *a, const void *b, void *names)
{
    const pd_name *x = &((const pd_name *)names)[*(const uint32_t *)a],
                  *y = &((const pd_name *)names)[*(const uint32_t *)b];
    if (x->n_words != y->n_words)
        return x->n_words < y->n_words ? -1 : 1;
    if (x->letters != y->letters)
        return x->letters < y->letters ? -1 : 1;
    return (x > y) - (x < y); /* places in one sorted array: the order of the names */
}

static pdot_status make_lengths(pd_entry_list *list)
{
    pd_gazetteer *gazetteer = list->gazetteer;
    gazetteer->by_length =
        pd_arena_alloc(list->ctx, &gazetteer->arena, (gazetteer->n_names + 1) * sizeof(uint32_t));
    if (gazetteer->by_length == NULL)
        return PDOT_NOMEM;
    for (uint32_t i = 0; i < gazetteer->n_names; i++)
        if (gazetteer->names[i].is_correctable)
            gazetteer->by_length[gazetteer->n_by_length++] = i;
    qsort_r(gazetteer->by_length, gazetteer->n_by_length, sizeof(uint32_t), compare_lengths,
            gazetteer->names);
    return PDOT_OK;
}

pdot_status pd_gazetteer_index(pd_entry_list *list)
{
    pd_gazetteer *gazetteer = list->gazetteer;
    pdot_status status = make_dictionary(list, count_letters_runs(list));
    for (size_t i = 0; i < list->count && status == PDOT_OK; i++) {
        status = learn_entry(list, &list->items[i]);
        if (list->items[i].kind != PD_ENTRY_DECISION) /* decisions were read last */
            gazetteer->n_name_words = gazetteer->n_words;
    }
    if (status != PDOT_OK)
        return status;
    gazetteer->entries =
        pd_arena_alloc(list->ctx, &gazetteer->arena, (list->count + 1) * sizeof *gazetteer->entries);
    if (gazetteer->entries == NULL)
        return PDOT_NOMEM;
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof *list->items, compare_entries);
        memcpy(gazetteer->entries, list->items, list->count * sizeof *list->items);
    }
    gazetteer->n_entries = (uint32_t)list->count;
    status = make_names(list);
    if (status != PDOT_OK)
        return status;
    mark_common(list);
    return make_lengths(list);
}
