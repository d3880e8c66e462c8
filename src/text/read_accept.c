/* Which names of the gazetteer count where they stand. */
#include "text/read_state.h"

typedef struct pd_reader_state state;

static bool is_all_grammar(const state *s, uint32_t at, uint32_t n)
{
    for (uint32_t i = at; i < at + n; i++)
        if (s->tokens[i].grammar == NULL)
            return false;
    return true;
}

static uint32_t gap_after(const state *s, uint32_t last)
{
    if (last + 1 < s->count)
        return s->tokens[last + 1].gap;
    return PD_GAP_STOP;
}

/* A common name counts only as a whole element of the text, or after its kind word. */
static bool is_whole_element(const state *s, uint32_t at, uint32_t n)
{
    const uint32_t next = at + n;
    const bool is_marked_left = at == 0 || s->tokens[at].gap != PD_GAP_NONE;
    const bool is_marked_right = gap_after(s, at + n - 1) != PD_GAP_NONE;
    if (s->is_running)
        return is_marked_left && is_marked_right;
    if (s->seen == SEEN_UNREAD && !is_marked_left)
        return false;
    if (is_marked_right)
        return true;
    const pd_grammar_word *word = s->tokens[next].grammar;
    if (word != NULL)
        return word->class != PD_WORD_OF ||
               pd_gazetteer_longest(s->gazetteer, &s->tokens[next], s->count - next) != NULL;
    return pd_gazetteer_longest(s->gazetteer, &s->tokens[next], s->count - next) != NULL;
}

static bool is_upper_at(const state *s, const pd_token *token)
{
    const unsigned char *at = (const unsigned char *)s->text + s->folded->start[token->start];
    if (at[0] < 0x80)
        return (at[0] >= 'A' && at[0] <= 'Z') || (at[0] >= '0' && at[0] <= '9');
    return at[0] == 0xC3 && at[1] >= 0x80 && at[1] <= 0x9E; /* À to Þ */
}

/* In prose a name is written with capitals, and a group in more than one word. */
static bool is_written_as_name(const state *s, uint32_t at, uint32_t n, bool is_group)
{
    uint32_t n_words = 0;
    for (uint32_t i = at; i < at + n; i++) {
        const pd_grammar_word *word = s->tokens[i].grammar;
        if (word != NULL && (word->class == PD_WORD_ARTICLE || word->class == PD_WORD_OF))
            continue;
        n_words++;
        if (!is_group && !is_upper_at(s, &s->tokens[i]))
            return false;
    }
    return !is_group || n_words > 1;
}

bool pd_read_accepts(const state *s, uint32_t at, const pd_name *name)
{
    const pd_entry *entry = &s->gazetteer->entries[name->first];
    const bool follows_kind = s->is_kind_fresh && s->before.kind != NULL &&
                              (s->before.kind->class == PD_WORD_UNIT ||
                               (s->before.kind->class == PD_WORD_SETTLEMENT && !s->before.kind_of));
    if (entry->kind == PD_ENTRY_NOTHING)
        return !is_all_grammar(s, at, name->n_words);
    if (name->is_common && !follows_kind && s->before.thing == NULL &&
        !is_whole_element(s, at, name->n_words))
        return false;
    if (!s->is_running)
        return true;
    const bool is_phrase = entry->kind == PD_ENTRY_ZONE || entry->kind == PD_ENTRY_DECISION;
    return is_written_as_name(s, at, name->n_words, is_phrase && entry->is_group);
}
