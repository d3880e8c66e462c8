/* The end of a phrase: kind words and quantifiers after which no name came. */
#include "text/read_state.h"

typedef struct pd_reader_state state;

/* All units of a kind of the plan, or of any kind; never the rest. */
static pdot_status units_of_noun(state *s, const pd_grammar_word *noun, pd_set *out)
{
    const pd_gazetteer *gazetteer = s->gazetteer;
    const bool by_kind = noun->class == PD_WORD_UNIT && pd_gazetteer_has_kind(gazetteer, noun->singular);
    int32_t *units = pd_arena_alloc(s->ctx, s->arena, ((size_t)gazetteer->n_units + 1) * sizeof *units);
    if (units == NULL)
        return PDOT_NOMEM;
    int32_t n = 0;
    for (int32_t unit = 0; unit < gazetteer->n_units; unit++) {
        const pd_territory *territory = &gazetteer->plan->territories[gazetteer->unit_territory[unit]];
        if (by_kind ? pd_territory_is_kind(gazetteer->plan, territory, noun->singular) : true)
            units[n++] = unit;
    }
    *out = (pd_set){units, n};
    return PDOT_OK;
}

static pdot_status put_subset(state *s, const pd_grammar_word *noun, uint32_t first, uint32_t last,
                              pd_grade grade)
{
    pd_reading mention = {.first = first,
                          .last = last,
                          .rule = "some",
                          .grade = grade,
                          .why = PD_WHY_SUBSET,
                          .number = noun->class == PD_WORD_UNIT ? s->number : 0,
                          .is_group = true,
                          .is_some = true};
    const pdot_status status = units_of_noun(s, noun, &mention.set);
    if (status != PDOT_OK)
        return status;
    if (mention.set.n == 0)
        mention.grade = PD_GRADE_UNRESOLVED;
    if (mention.number > 0 && mention.number == mention.set.n) { /* "las 19 parroquias": all of them */
        mention.rule = "kind";
        mention.grade = PD_GRADE_EXACT;
        mention.why = PD_WHY_NOTHING_TO_SAY;
        mention.is_some = false;
    }
    return pd_read_put_mention(s, &mention);
}

/* A quantifier after which no name came: of a noun it is a subset of all; after a group it makes that one
 * vague ("parroquias rurales (algunas)"). */
pdot_status pd_read_end_some(state *s)
{
    if (!s->has_some)
        return PDOT_OK;
    s->has_some = false;
    const pd_grammar_word *noun = s->some_noun;
    s->some_noun = NULL;
    if (noun != NULL && (!s->is_running || noun->class == PD_WORD_UNIT))
        return put_subset(s, noun, s->some_at, s->some_last, PD_GRADE_VAGUE);
    pd_reading *last = s->out->n_mentions > 0 ? &s->out->mentions[s->out->n_mentions - 1] : NULL;
    if (last != NULL && last->is_group && s->number == 0 && (s->relation & PD_REL_OTHER) == 0 &&
        !s->is_running) {
        last->grade = pd_grade_worst(last->grade, PD_GRADE_VAGUE);
        last->is_all = false;
        last->why = PD_WHY_SUBSET;
        last->last = s->some_last;
        return PDOT_OK;
    }
    return pd_read_put_unread(s, s->some_at, s->some_last);
}

/* A plural kind word alone ("Parroquias"): all of them, as a reading. */
pdot_status pd_read_end_kind(state *s)
{
    const pd_grammar_word *kind = s->before.kind;
    const bool is_bare = kind != NULL && s->is_kind_fresh && s->seen == SEEN_WORD && kind->is_plural &&
                         (kind->class == PD_WORD_UNIT || kind->class == PD_WORD_SETTLEMENT);
    if (!is_bare || s->is_running || s->has_some)
        return PDOT_OK;
    s->number = 0;
    return put_subset(s, kind, s->kind_at, s->kind_at, PD_GRADE_APPROXIMATE);
}

pdot_status pd_read_end_phrase(state *s)
{
    pdot_status status = pd_read_end_kind(s);
    if (status == PDOT_OK)
        status = pd_read_end_some(s);
    return status;
}
