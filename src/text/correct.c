#include "text/correct.h"

#include <string.h>

#define MAX_WORDS          12u /* of a name that is corrected */
#define NAME_ONE_EDIT      5u  /* letters of a name from which one edit is allowed */
#define NAME_TWO_EDITS     8u
#define WORD_ONE_EDIT      4u /* the same of one word of it */
#define WORD_TWO_EDITS     7u
#define MASK_BITS_PER_EDIT 2 /* an edit takes at most one letter away and brings at most one in */

static unsigned allowed_of_name(uint32_t letters)
{
    return letters >= NAME_TWO_EDITS ? 2 : letters >= NAME_ONE_EDIT ? 1 : 0;
}

static unsigned allowed_of_word(uint32_t letters)
{
    return letters >= WORD_TWO_EDITS ? 2 : letters >= WORD_ONE_EDIT ? 1 : 0;
}

/* A word of the gazetteer's names is no misprint; one that only a decision has may be. */
static bool may_differ(const pd_gazetteer *gazetteer, const char *word, const pd_token *token)
{
    if (token->word < gazetteer->n_name_words || token->grammar != NULL)
        return false;
    for (uint32_t i = 0; i < token->length; i++)
        if (word[i] >= '0' && word[i] <= '9')
            return false;
    return true;
}

/* Edits between one word of the text and one of the name; `none` if they are too far apart. */
static unsigned word_distance(const pd_gazetteer *gazetteer, const char *folded, const pd_token *token,
                              uint32_t word, unsigned none)
{
    if (token->word == word)
        return 0;
    const char *text = folded + token->start, *name = gazetteer->words[word];
    const uint32_t length = gazetteer->word_length[word];
    if (!may_differ(gazetteer, text, token))
        return none;
    const unsigned allowed = allowed_of_word(pd_letter_count(name, length));
    const unsigned distance =
        allowed > 0 ? pd_edit_distance(text, token->length, name, length, allowed) : none;
    if (distance == 0 || distance > allowed || (distance > 1 && text[0] != name[0]))
        return none;
    return distance;
}

static unsigned name_distance(const pd_gazetteer *gazetteer, const char *folded, const pd_token *tokens,
                              const pd_name *name, unsigned limit)
{
    unsigned sum = 0;
    for (uint32_t i = 0; i < name->n_words && sum <= limit; i++)
        sum += word_distance(gazetteer, folded, &tokens[i], name->words[i], limit + 1);
    return sum <= limit ? sum : limit + 1;
}

/* First row of by_length with at least these words and letters. */
static uint32_t first_of(const pd_gazetteer *gazetteer, uint32_t n_words, uint32_t letters)
{
    uint32_t low = 0, high = gazetteer->n_by_length;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const pd_name *name = &gazetteer->names[gazetteer->by_length[middle]];
        if (name->n_words < n_words || (name->n_words == n_words && name->letters < letters))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void keep(const pd_gazetteer *gazetteer, const pd_name *name, unsigned distance, pd_correction *best)
{
    if (best->n_names == 0 || distance < best->distance ||
        (distance == best->distance && name->n_words > best->n_words)) {
        *best =
            (pd_correction){.names = {name}, .n_names = 1, .n_words = name->n_words, .distance = distance};
        return;
    }
    if (distance > best->distance || name->n_words < best->n_words || best->n_names == PD_CORRECT_RIVALS)
        return;
    const pd_entry *added = &gazetteer->entries[name->first];
    for (uint32_t i = 0; i < best->n_names; i++) {
        const pd_entry *kept = &gazetteer->entries[best->names[i]->first];
        if (kept->kind == added->kind && pd_set_equal(kept->set, added->set) && kept->grade == added->grade)
            return; /* another spelling of the same */
    }
    best->names[best->n_names++] = name;
}

static void try_window(const pd_gazetteer *gazetteer, const char *folded, const pd_token *tokens,
                       uint32_t n_words, uint32_t letters, uint64_t mask, pd_correction *best)
{
    const uint32_t low = letters > 2 ? letters - 2 : 0;
    for (uint32_t i = first_of(gazetteer, n_words, low); i < gazetteer->n_by_length; i++) {
        const pd_name *name = &gazetteer->names[gazetteer->by_length[i]];
        if (name->n_words != n_words || name->letters > letters + 2)
            break;
        const unsigned limit = allowed_of_name(name->letters);
        if (limit == 0 || __builtin_popcountll(mask ^ name->mask) > MASK_BITS_PER_EDIT * (int)limit)
            continue;
        const unsigned distance = name_distance(gazetteer, folded, tokens, name, limit);
        if (distance > 0 && distance <= limit)
            keep(gazetteer, name, distance, best);
    }
}

pd_correction pd_gazetteer_correct(const pd_gazetteer *gazetteer, const char *folded, const pd_token *tokens,
                                   size_t count, uint32_t longer_than)
{
    pd_correction best = {.n_names = 0};
    bool has_unknown = false;
    uint32_t letters = 0;
    uint64_t mask = 0;
    for (uint32_t n = 1; n <= count && n <= MAX_WORDS; n++) {
        const pd_token *token = &tokens[n - 1];
        if (n > 1 && (token->gap & PD_GAP_BREAK) != 0)
            break;
        letters += pd_letter_count(folded + token->start, token->length);
        mask |= pd_letter_mask(folded + token->start, token->length);
        has_unknown = has_unknown || may_differ(gazetteer, folded + token->start, token);
        if (has_unknown && n > longer_than)
            try_window(gazetteer, folded, tokens, n, letters, mask, &best);
    }
    return best;
}
