#include "text/actors.h"

#include <string.h>

#include "text/gazetteer.h"

/* A gazetteer of names without territories. */
struct pd_actors {
    pdot_plan plan; /* only places: one per actor */
    pd_gazetteer *names;
};

static pdot_status copy_rows(pdot_ctx *ctx, const pdot_plan *from, pdot_plan *to)
{
    pd_place_row *rows = pd_arena_alloc(ctx, &to->arena, ((size_t)from->n_actors + 1) * sizeof *rows);
    if (rows == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < from->n_actors; i++) {
        rows[i] = (pd_place_row){.name = pd_arena_strdup(ctx, &to->arena, from->actors[i].name),
                                 .aliases = pd_arena_strdup(ctx, &to->arena, from->actors[i].aliases),
                                 .kind = "",
                                 .code = "",
                                 .grade = "",
                                 .note = "",
                                 .origin = {PD_NONE, 0}};
        if (rows[i].name == NULL || rows[i].aliases == NULL)
            return PDOT_NOMEM;
    }
    to->places = rows;
    to->n_places = from->n_actors;
    return PDOT_OK;
}

pdot_status pd_actors_new(pdot_ctx *ctx, const pdot_plan *plan, pd_actors **out)
{
    *out = NULL;
    pd_actors *actors = pd_alloc(ctx, sizeof *actors);
    if (actors == NULL)
        return PDOT_NOMEM;
    pdot_status status = copy_rows(ctx, plan, &actors->plan);
    if (status == PDOT_OK)
        status = pd_gazetteer_new(ctx, &actors->plan, &actors->names);
    if (status == PDOT_OK)
        *out = actors;
    else
        pd_actors_free(actors);
    return status;
}

void pd_actors_free(pd_actors *actors)
{
    if (actors == NULL)
        return;
    pd_gazetteer_free(actors->names);
    pd_arena_release(&actors->plan.arena);
    pd_free(actors);
}

static bool is_link(const pd_token *token)
{
    return token->grammar != NULL &&
           (token->grammar->class == PD_WORD_OF || token->grammar->class == PD_WORD_ARTICLE ||
            token->grammar->class == PD_WORD_AND || token->grammar->class == PD_WORD_FILLER);
}

/* Words that are no actor: neighbours join into one mention. */
static void put_unread(const pd_folded *folded, const pd_token *token, bool is_near,
                       pd_actor_mention *mentions, size_t *n)
{
    const size_t end = folded->end[token->start + token->length - 1];
    if (is_near && *n > 0 && mentions[*n - 1].name == NULL) {
        mentions[*n - 1].end = end;
        return;
    }
    mentions[(*n)++] = (pd_actor_mention){folded->start[token->start], end, NULL};
}

static void read_tokens(const pd_actors *actors, const pd_folded *folded, const pd_token *tokens,
                        size_t count, pd_actor_mention *mentions, size_t *n)
{
    for (size_t at = 0; at < count;) {
        const pd_name *name = pd_gazetteer_longest(actors->names, &tokens[at], count - at);
        if (name == NULL) {
            const bool is_near = (tokens[at].gap & PD_GAP_BREAK) == 0;
            if (!is_link(&tokens[at]) || (is_near && *n > 0 && mentions[*n - 1].name == NULL))
                put_unread(folded, &tokens[at], is_near, mentions, n);
            at++;
            continue;
        }
        const pd_token *last = &tokens[at + name->n_words - 1];
        mentions[(*n)++] =
            (pd_actor_mention){folded->start[tokens[at].start], folded->end[last->start + last->length - 1],
                               actors->names->entries[name->first].name};
        at += name->n_words;
    }
}

pdot_status pd_actors_read(pdot_ctx *ctx, const pd_actors *actors, pd_arena *arena, const char *text,
                           const pd_actor_mention **out, size_t *n)
{
    pd_folded folded;
    pd_token *tokens = NULL;
    size_t count = 0;
    *out = NULL;
    *n = 0;
    pdot_status status = pd_fold(ctx, text, strlen(text), &folded);
    if (status != PDOT_OK)
        return status;
    status = pd_tokens_split(ctx, folded.text, folded.length, &tokens, &count);
    pd_actor_mention *mentions =
        status == PDOT_OK ? pd_arena_alloc(ctx, arena, (count + 1) * sizeof *mentions) : NULL;
    if (status == PDOT_OK && mentions == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK) {
        for (size_t i = 0; i < count; i++) {
            const char *word = folded.text + tokens[i].start;
            tokens[i].word = pd_gazetteer_word(actors->names, word, tokens[i].length);
            tokens[i].grammar = pd_grammar_find(word, tokens[i].length);
        }
        read_tokens(actors, &folded, tokens, count, mentions, n);
        *out = mentions;
    }
    pd_free(tokens);
    pd_folded_release(&folded);
    return status;
}
