/* The grammar of a zone text, as it is read (from left to right, longest name first):
 *
 *     text       = { element }                        elements may run together without separator
 *     element    = [quantifier] [kind] name { (","|"y") name } | group | group "de" name … | street
 *     quantifier = "algunas" … | figure | part        makes a subset of what follows
 *     exception  = element "excepto" name { (","|"y") name }
 *
 * A kind word ("parroquia", "barrio") narrows what a name may mean; a street or river takes its name with it;
 * words that should be a place and are none become an unresolved mention, other words are listed as unread.
 * A decision about exactly the words of the text wins over all this. */
#include "text/zone.h"

#include <string.h>

#include "text/card.h"

static void look_up(const pd_gazetteer *gazetteer, const pd_folded *folded, pd_token *tokens, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *word = folded->text + tokens[i].start;
        tokens[i].word = pd_gazetteer_word(gazetteer, word, tokens[i].length);
        tokens[i].grammar = pd_grammar_find(word, tokens[i].length);
    }
}

static pdot_status read_decision(pdot_ctx *ctx, const pd_gazetteer *gazetteer, pd_arena *arena,
                                 const pd_name *name, size_t count, pd_read *out)
{
    const pd_before before = {0};
    if (!pd_grow(ctx, (void **)&out->mentions, &out->mention_capacity, 1, sizeof *out->mentions))
        return PDOT_NOMEM;
    out->mentions[0] = (pd_reading){.last = (uint32_t)count - 1, .qualifies = PD_NONE};
    out->n_mentions = 1;
    return pd_choose(ctx, gazetteer, arena, &name, 1, 0, &before, &out->mentions[0]);
}

static pdot_status make_card(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text, bool is_running,
                             pd_card_box *box)
{
    pd_folded folded;
    pd_token *tokens = NULL;
    size_t count = 0;
    pd_read read = {0};
    pdot_status status = pd_fold(ctx, text, strlen(text), &folded);
    if (status != PDOT_OK)
        return status;
    status = pd_tokens_split(ctx, folded.text, folded.length, &tokens, &count);
    if (status == PDOT_OK && count > 0) {
        look_up(gazetteer, &folded, tokens, count);
        const pd_name *decision = pd_gazetteer_decision(gazetteer, tokens, count);
        status = decision != NULL ? read_decision(ctx, gazetteer, &box->arena, decision, count, &read)
                                  : pd_read_tokens(ctx, gazetteer, &box->arena, text, &folded, tokens, count,
                                                   is_running, &read);
    }
    if (status == PDOT_OK)
        status = pd_card_fill(ctx, gazetteer, text, &folded, tokens, count, &read, is_running, box);
    pd_read_release(&read);
    pd_free(tokens);
    pd_folded_release(&folded);
    return status;
}

static pdot_status resolve(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text, bool is_running,
                           pdot_card **out)
{
    *out = NULL;
    pd_card_box *box = pd_alloc(ctx, sizeof *box);
    if (box == NULL)
        return PDOT_NOMEM;
    const pdot_status status = make_card(ctx, gazetteer, text, is_running, box);
    if (status == PDOT_OK)
        *out = &box->card;
    else
        pdot_card_free(&box->card);
    return status;
}

pdot_status pd_zone_resolve(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text, pdot_card **out)
{
    return resolve(ctx, gazetteer, text, false, out);
}

pdot_status pd_zone_mentions(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text, pdot_card **out)
{
    return resolve(ctx, gazetteer, text, true, out);
}

pdot_status pd_zone_of_territory(pdot_ctx *ctx, const pd_gazetteer *gazetteer, int32_t territory,
                                 const char *rule, pdot_card **out)
{
    const pd_territory *from = &gazetteer->plan->territories[territory];
    *out = NULL;
    pd_card_box *box = pd_alloc(ctx, sizeof *box);
    if (box == NULL)
        return PDOT_NOMEM;
    const pdot_status status = pd_card_of_set(ctx, gazetteer, from->code, from->name,
                                              gazetteer->territory_set[territory], rule, box);
    if (status == PDOT_OK)
        *out = &box->card;
    else
        pdot_card_free(&box->card);
    return status;
}
