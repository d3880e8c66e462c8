/* What was read is kept: mentions with what they narrow, words that nothing reads. */
#include <string.h>

#include "text/read_state.h"

typedef struct pd_reader_state state;

/* True if the words continue the newest run: nothing that is read and no break stands between them. A
 * quantifier that came to nothing is put after words that follow it. */
static bool joins_run(const state *s, const pd_run_of_words *run, uint32_t first, uint32_t last)
{
    const pd_read *out = s->out;
    const uint32_t from = first < run->first ? first : run->first, to = last > run->last ? last : run->last;
    if (out->n_mentions > 0 && out->mentions[out->n_mentions - 1].last >= from)
        return false;
    for (uint32_t i = from + 1; i <= to; i++)
        if ((s->tokens[i].gap & PD_GAP_BREAK) != 0)
            return false;
    return true;
}

pdot_status pd_read_put_unread(state *s, uint32_t first, uint32_t last)
{
    pd_read *out = s->out;
    s->relation |= PD_REL_OTHER;
    s->seen = SEEN_UNREAD;
    if (s->is_running)
        return PDOT_OK;
    if (out->n_unread > 0 && joins_run(s, &out->unread[out->n_unread - 1], first, last)) {
        pd_run_of_words *run = &out->unread[out->n_unread - 1];
        run->first = first < run->first ? first : run->first;
        run->last = last > run->last ? last : run->last;
        return PDOT_OK;
    }
    if (!pd_grow(s->ctx, (void **)&out->unread, &out->unread_capacity, out->n_unread + 1,
                 sizeof *out->unread))
        return PDOT_NOMEM;
    out->unread[out->n_unread++] = (pd_run_of_words){first, last};
    return PDOT_OK;
}

/* "Vía A - B - C": the road bears all the names that hyphens join. */
static bool goes_on_as_road(const state *s, uint32_t last)
{
    return s->before.thing != NULL && s->before.thing->class == PD_WORD_ROAD && last + 1 < s->count &&
           s->tokens[last + 1].gap == PD_GAP_OTHER;
}

/* Units that both have. */
int32_t pd_read_common(pd_set a, pd_set b)
{
    int32_t n = 0;
    for (int32_t i = 0, j = 0; i < a.n && j < b.n;) {
        n += a.units[i] == b.units[j];
        const bool is_before = a.units[i] < b.units[j];
        i += a.units[i] <= b.units[j];
        j += !is_before;
    }
    return n;
}

/* "Parroquias urbanas A y B": of a kind of territories, those named right after it, if all are of the kind.
 */
static bool names_member(const pd_reading *group, const pd_reading *name)
{
    return !name->is_group && !group->is_all && strcmp(group->rule, "kind") == 0 &&
           name->first == group->last + 1 && pd_read_common(group->set, name->set) == name->set.n;
}

/* A name further on in the list narrows the group if it has anything of it; the built-up part of a rural unit
 * is no unit of the group. */
static bool may_narrow(const pd_reading *group, const pd_reading *name)
{
    return group->is_urban || pd_read_common(group->set, name->set) > 0;
}

/* Appends a mention with its relation and what it qualifies. */
pdot_status pd_read_put_mention(state *s, const pd_reading *model)
{
    pd_read *out = s->out;
    if (!pd_grow(s->ctx, (void **)&out->mentions, &out->mention_capacity, out->n_mentions + 1,
                 sizeof *out->mentions))
        return PDOT_NOMEM;
    pd_reading *mention = &out->mentions[out->n_mentions];
    *mention = *model;
    mention->relation = s->relation;
    mention->qualifies = PD_NONE;
    mention->is_exception = s->has_except;
    const int32_t before = (int32_t)out->n_mentions - 1;
    const bool is_direct = (s->relation & (PD_REL_OTHER | PD_REL_STOP)) == 0;
    const bool is_marked = (s->relation & (PD_REL_OF | PD_REL_COLON | PD_REL_PAREN)) != 0;
    if (before >= 0 && is_direct && !s->has_except && mention->set.n > 0) {
        const pd_reading *last = &out->mentions[before];
        if (last->is_group && !last->is_exception && last->qualifies == PD_NONE &&
            (is_marked || names_member(last, mention)) &&
            (s->relation & (PD_REL_AND | PD_REL_OR | PD_REL_COMMA)) == 0)
            mention->qualifies = before;
        else if (last->qualifies != PD_NONE && !mention->is_group &&
                 (s->relation & (PD_REL_AND | PD_REL_COMMA)) != 0 &&
                 may_narrow(&out->mentions[last->qualifies], mention))
            mention->qualifies = last->qualifies;
    }
    out->n_mentions++;
    s->is_unknown_open = false;
    s->relation = 0;
    s->seen = SEEN_MENTION;
    if (!goes_on_as_road(s, mention->last))
        s->before.thing = NULL;
    s->is_kind_fresh = s->before.kind != NULL && s->before.kind->is_plural && !mention->is_group;
    if (mention->is_group)
        s->before.kind = NULL;
    return PDOT_OK;
}
