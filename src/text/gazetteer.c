#include "text/gazetteer_build.h"

#include <string.h>

pdot_status pd_gazetteer_new(pdot_ctx *ctx, const pdot_plan *plan, pd_gazetteer **out)
{
    *out = NULL;
    pd_gazetteer *gazetteer = pd_alloc(ctx, sizeof *gazetteer);
    if (gazetteer == NULL)
        return PDOT_NOMEM;
    gazetteer->plan = plan;
    pd_entry_list list = {.ctx = ctx, .gazetteer = gazetteer};
    pdot_status status = pd_gazetteer_units(ctx, gazetteer);
    if (status == PDOT_OK)
        status = pd_gazetteer_read(&list);
    if (status == PDOT_OK)
        status = pd_gazetteer_index(&list);
    pd_free(list.items);
    pd_free((void *)list.common);
    if (status == PDOT_OK)
        *out = gazetteer;
    else
        pd_gazetteer_free(gazetteer);
    return status;
}

void pd_gazetteer_free(pd_gazetteer *gazetteer)
{
    if (gazetteer == NULL)
        return;
    pd_arena_release(&gazetteer->arena);
    pd_free(gazetteer);
}

const char *pd_gazetteer_code(const pd_gazetteer *gazetteer, int32_t unit)
{
    return gazetteer->plan->territories[gazetteer->unit_territory[unit]].code;
}

/* "parroquia" against "parroquia", "parroquias" or "parroquia rural". */
static bool is_word_of(const char *text, const char *singular)
{
    const size_t n = strlen(singular);
    return strncmp(text, singular, n) == 0 &&
           (text[n] == '\0' || text[n] == ' ' || strcmp(text + n, "s") == 0 || strcmp(text + n, "es") == 0);
}

bool pd_territory_is_kind(const pdot_plan *plan, const pd_territory *territory, const char *singular)
{
    return !territory->is_rest && (is_word_of(plan->levels[territory->level].name, singular) ||
                                   is_word_of(territory->kind, singular));
}

bool pd_gazetteer_has_kind(const pd_gazetteer *gazetteer, const char *singular)
{
    const pdot_plan *plan = gazetteer->plan;
    for (int32_t i = 0; i < plan->n_levels; i++)
        if (is_word_of(plan->levels[i].name, singular))
            return true;
    for (int32_t i = 0; i < gazetteer->n_kinds; i++)
        if (is_word_of(gazetteer->kinds[i], singular))
            return true;
    return false;
}

/* The names whose first `depth` words are the tokens' lie together; each word narrows the range. */
static uint32_t narrow(const pd_gazetteer *gazetteer, uint32_t low, uint32_t high, uint32_t depth,
                       uint64_t word)
{
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const pd_name *name = &gazetteer->names[middle];
        if (name->n_words <= depth || name->words[depth] < word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const pd_name *pd_gazetteer_longest(const pd_gazetteer *gazetteer, const pd_token *tokens, size_t count)
{
    const pd_name *best = NULL;
    uint32_t low = 0, high = gazetteer->n_names;
    for (uint32_t depth = 0; depth < count; depth++) {
        const uint32_t word = tokens[depth].word;
        if (word == PD_WORD_UNKNOWN || (depth > 0 && (tokens[depth].gap & PD_GAP_BREAK) != 0))
            break;
        low = narrow(gazetteer, low, high, depth, word);
        high = narrow(gazetteer, low, high, depth, (uint64_t)word + 1);
        if (low == high)
            break;
        if (gazetteer->names[low].n_words == depth + 1)
            best = &gazetteer->names[low];
    }
    return best;
}

const pd_name *pd_gazetteer_decision(const pd_gazetteer *gazetteer, const pd_token *tokens, size_t count)
{
    uint32_t low = 0, high = gazetteer->n_names;
    for (uint32_t depth = 0; depth < count && low < high; depth++) {
        if (tokens[depth].word == PD_WORD_UNKNOWN)
            return NULL;
        low = narrow(gazetteer, low, high, depth, tokens[depth].word);
        high = narrow(gazetteer, low, high, depth, (uint64_t)tokens[depth].word + 1);
    }
    const pd_name *name = low < high ? &gazetteer->names[low] : NULL;
    const bool is_decision =
        name != NULL && name->n_words == count && gazetteer->entries[name->first].kind == PD_ENTRY_DECISION;
    return is_decision ? name : NULL;
}
