#include "text/read.h"

#include <string.h>

/* What has been read and waits for what follows. */
struct pd_reader_state {
    pdot_ctx *ctx;
    const pd_gazetteer *gazetteer;
    pd_arena *arena;
    const char *text;
    const pd_folded *folded;
    const pd_token *tokens;
    size_t count;
    bool is_running;
    pd_read *out;
    pd_before before;
    uint32_t kind_at, thing_at;
    bool is_kind_fresh;   /* the kind word still governs the next name */
    bool is_unknown_open; /* the newest mention is an unknown name that may have more words */
    bool has_some;        /* a quantifier waits */
    uint32_t some_at, some_last;
    int32_t number;                   /* of the quantifier, 0 if it is no number */
    const pd_grammar_word *some_noun; /* "algunos barrios": the plural noun after it */
    bool has_except;
    uint32_t relation;                                                /* since the last mention */
    enum { SEEN_NOTHING, SEEN_MENTION, SEEN_WORD, SEEN_UNREAD } seen; /* just before, links skipped */
};

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

static pdot_status put_unread(state *s, uint32_t first, uint32_t last)
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
static int32_t count_common(pd_set a, pd_set b)
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
           name->first == group->last + 1 && count_common(group->set, name->set) == name->set.n;
}

/* A name further on in the list narrows the group if it has anything of it; the built-up part of a rural unit
 * is no unit of the group. */
static bool may_narrow(const pd_reading *group, const pd_reading *name)
{
    return group->is_urban || count_common(group->set, name->set) > 0;
}

/* Appends a mention with its relation and what it qualifies. */
static pdot_status put_mention(state *s, const pd_reading *model)
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
    return put_mention(s, &mention);
}

/* A quantifier after which no name came: of a noun it is a subset of all; after a group it makes that one
 * vague ("parroquias rurales (algunas)"). */
static pdot_status end_some(state *s)
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
    return put_unread(s, s->some_at, s->some_last);
}

/* A plural kind word alone ("Parroquias"): all of them, as a reading. */
static pdot_status end_kind(state *s)
{
    const pd_grammar_word *kind = s->before.kind;
    const bool is_bare = kind != NULL && s->is_kind_fresh && s->seen == SEEN_WORD && kind->is_plural &&
                         (kind->class == PD_WORD_UNIT || kind->class == PD_WORD_SETTLEMENT);
    if (!is_bare || s->is_running || s->has_some)
        return PDOT_OK;
    s->number = 0;
    return put_subset(s, kind, s->kind_at, s->kind_at, PD_GRADE_APPROXIMATE);
}

static pdot_status end_phrase(state *s)
{
    pdot_status status = end_kind(s);
    if (status == PDOT_OK)
        status = end_some(s);
    return status;
}

/* "Parroquia A, B y C" names three parroquias; "barrio A, B" a barrio and where it lies. */
static bool carries_on(const pd_grammar_word *kind)
{
    return kind != NULL && (kind->class == PD_WORD_UNIT || kind->is_plural);
}

static pdot_status read_gap(state *s, uint32_t gap)
{
    pdot_status status = PDOT_OK;
    if ((gap & PD_GAP_BREAK) != 0)
        status = end_phrase(s);
    if ((gap & PD_GAP_COMMA) != 0)
        s->relation |= PD_REL_COMMA;
    if ((gap & PD_GAP_COLON) != 0)
        s->relation |= PD_REL_COLON;
    if ((gap & PD_GAP_PAREN) != 0)
        s->relation |= PD_REL_PAREN;
    if ((gap & PD_GAP_STOP) != 0) {
        s->relation |= PD_REL_STOP;
        s->before.kind = NULL;
        s->has_except = false;
    }
    if ((gap & PD_GAP_COMMA) != 0)
        s->is_kind_fresh = carries_on(s->before.kind);
    if ((gap & PD_GAP_BREAK) != 0)
        s->before.thing = NULL;
    if ((gap & PD_GAP_OTHER) != 0 && s->is_running)
        s->is_kind_fresh = false; /* "… la Comunidad “A”": prose that ends where the quoted name begins */
    if (gap != PD_GAP_NONE)
        s->seen = SEEN_NOTHING;
    return status;
}

/* The quantifier before a name: all of them if the number says so, the one unit if there is only one, else a
 * subset that nobody named. */
static void apply_some(state *s, pd_reading *mention)
{
    if (!s->has_some || mention->set.n == 0)
        return;
    s->has_some = false;
    mention->first = s->some_at;
    const bool has_noun = s->some_noun != NULL;
    mention->number = has_noun ? 0 : s->number; /* figures count the noun, not territories */
    s->some_noun = NULL;
    if (s->number == mention->set.n && !has_noun)
        return;
    if (mention->set.n == 1) {
        mention->grade = pd_grade_worst(mention->grade, PD_GRADE_LIKELY);
        return;
    }
    mention->grade = pd_grade_worst(mention->grade, PD_GRADE_VAGUE);
    mention->rule = "some";
    mention->why = PD_WHY_SUBSET;
    if (has_noun)
        mention->name = NULL;
    mention->is_group = mention->is_some = true;
    mention->is_all = false;
}

/* True if nothing but links and quantifiers stands between the kind word and this token. */
static bool is_kind_direct(const state *s, uint32_t at)
{
    const pd_read *out = s->out;
    if (out->n_mentions > 0 && out->mentions[out->n_mentions - 1].last > s->kind_at)
        return false;
    if (out->n_unread > 0 && out->unread[out->n_unread - 1].last > s->kind_at)
        return false;
    return s->kind_at < at;
}

/* True if the exception would take away what nothing before it has ("rurales, excepto A, y zona urbana"). */
static bool is_apart(const state *s, const pd_reading *mention)
{
    bool has_base = false;
    for (size_t i = 0; i < s->out->n_mentions; i++) {
        const pd_reading *one = &s->out->mentions[i];
        if (one->is_exception || one->set.n == 0)
            continue;
        has_base = true;
        if (count_common(one->set, mention->set) > 0)
            return false;
    }
    return has_base && mention->set.n > 0;
}

static pdot_status read_name(state *s, uint32_t at, uint32_t n, const pd_name *const *names, uint32_t n_names,
                             unsigned distance)
{
    pd_reading mention = {.first = at, .last = at + n - 1};
    pd_before before = s->before;
    if (!s->is_kind_fresh)
        before.kind = NULL;
    pdot_status status =
        pd_choose(s->ctx, s->gazetteer, s->arena, names, n_names, distance, &before, &mention);
    if (status == PDOT_OK && mention.why == PD_WHY_WRONG_KIND && !is_kind_direct(s, at)) {
        before.kind = NULL; /* carried on from an earlier name: the list has ended */
        mention = (pd_reading){.first = at, .last = at + n - 1};
        status = pd_choose(s->ctx, s->gazetteer, s->arena, names, n_names, distance, &before, &mention);
    }
    if (status != PDOT_OK)
        return status;
    if (s->is_running && (mention.grade == PD_GRADE_UNRESOLVED || mention.grade == PD_GRADE_AMBIGUOUS)) {
        s->relation |= PD_REL_OTHER;
        s->seen = SEEN_UNREAD;
        s->before = (pd_before){0};
        return PDOT_OK;
    }
    if (s->has_except && ((s->seen == SEEN_MENTION && s->relation == 0) || is_apart(s, &mention)))
        s->has_except =
            false; /* run together after the exceptions, or nothing to take it from: a new element */
    apply_some(s, &mention);
    if (s->has_some)
        status = end_some(s);
    return status == PDOT_OK ? put_mention(s, &mention) : status;
}

static void read_quantifier(state *s, uint32_t at, const pd_grammar_word *word)
{
    if (!s->has_some) {
        s->some_at = at;
        s->number = 0;
    }
    s->has_some = true;
    s->some_last = at;
    if (word != NULL && word->class == PD_WORD_NUMBER)
        s->number = word->number;
    s->seen = SEEN_WORD;
}

static void read_kind(state *s, uint32_t at, const pd_grammar_word *word)
{
    if (s->has_some && (word->is_plural || s->number > 0) && word->class != PD_WORD_SEAT) {
        s->some_noun = word;
        s->some_last = at;
    }
    s->before = (pd_before){.kind = word->class == PD_WORD_AREA ? NULL : word};
    s->is_kind_fresh = s->before.kind != NULL;
    s->kind_at = at;
    s->seen = SEEN_WORD;
}

/* "al menos", "por lo menos": no exception. */
static bool is_at_least(const state *s, uint32_t at)
{
    const pd_token *before = &s->tokens[at - 1];
    const char *word = s->folded->text + before->start;
    return before->length == 2 && (strncmp(word, "al", 2) == 0 || strncmp(word, "lo", 2) == 0);
}

static pdot_status read_word(state *s, uint32_t at, const pd_grammar_word *word)
{
    pdot_status status = PDOT_OK;
    switch (word->class) {
    case PD_WORD_OF:
        s->relation |= PD_REL_OF;
        s->before.kind_of = s->before.thing_of = true;
        return PDOT_OK;
    case PD_WORD_AND:
    case PD_WORD_OR:
        status = end_phrase(s);
        s->relation |= word->class == PD_WORD_AND ? PD_REL_AND : PD_REL_OR;
        s->is_kind_fresh = carries_on(s->before.kind);
        s->before.thing = NULL;
        s->seen = SEEN_NOTHING;
        return status;
    case PD_WORD_SOME:
    case PD_WORD_PART:
    case PD_WORD_NUMBER:
        if (s->has_some && s->some_noun != NULL)
            status = end_some(s);
        read_quantifier(s, at, word);
        return status;
    case PD_WORD_EXCEPT:
        if (at > 0 && is_at_least(s, at))
            return PDOT_OK;
        status = end_phrase(s);
        s->has_except = true;
        s->before = (pd_before){0};
        s->relation = PD_REL_AND;
        s->seen = SEEN_WORD;
        return status;
    case PD_WORD_UNIT:
    case PD_WORD_SETTLEMENT:
    case PD_WORD_AREA:
    case PD_WORD_SEAT:
        status = end_kind(s);
        read_kind(s, at, word);
        return status;
    case PD_WORD_STREET:
    case PD_WORD_ROAD:
    case PD_WORD_BUILDING:
        status = end_kind(s);
        s->before = (pd_before){.thing = word};
        s->thing_at = at;
        s->relation |= PD_REL_OTHER;
        s->seen = SEEN_WORD;
        return status;
    case PD_WORD_ARTICLE:
    case PD_WORD_FILLER:
    case PD_WORD_ALL:
    case PD_WORD_NONE:
        break;
    }
    return PDOT_OK;
}

/* "Zona 7", "Nro. 3": a figure after a noun in the singular or an unread word names, it does not count. */
static bool is_label(const state *s, uint32_t at)
{
    if (at == 0)
        return false;
    const pd_grammar_word *word = s->tokens[at - 1].grammar;
    return (s->seen == SEEN_UNREAD && word == NULL) ||
           (s->seen == SEEN_WORD && word != NULL && word->class >= PD_WORD_UNIT);
}

/* Figures are quantifiers; the value is of no use beyond the size of a plan. */
static bool read_figure(state *s, uint32_t at)
{
    const pd_token *token = &s->tokens[at];
    const char *text = s->folded->text + token->start;
    int32_t value = 0;
    if (token->length > 4 || is_label(s, at))
        return false;
    for (uint32_t i = 0; i < token->length; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = value * 10 + (text[i] - '0');
    }
    read_quantifier(s, at, NULL);
    s->number = value;
    return true;
}

/* "Parroquia urbana A": the kind of territory after the kind word, in either gender and number. */
static bool is_kind_adjective(const state *s, uint32_t at)
{
    const pd_grammar_word *noun = s->is_kind_fresh ? s->before.kind : NULL;
    if (noun == NULL || noun->class != PD_WORD_UNIT || noun->is_plural || s->kind_at + 1 != at ||
        at + 1 == s->count)
        return false;
    const pd_token *token = &s->tokens[at];
    for (int32_t i = 0; i < s->gazetteer->n_kinds; i++) {
        const char *kind = s->gazetteer->kinds[i];
        const size_t stem = strlen(kind) - 1;
        if (stem >= 4 && token->length >= stem && token->length <= stem + 3 &&
            strncmp(s->folded->text + token->start, kind, stem) == 0)
            return true;
    }
    return false;
}

/* Words that are no name and no grammar. After a kind word they should be a place. Gives the last token read.
 */
static pdot_status read_unknown(state *s, uint32_t at)
{
    const pd_grammar_word *kind = s->is_kind_fresh ? s->before.kind : NULL;
    const pd_grammar_word *thing = s->before.thing;
    if (s->is_running) {
        s->before = (pd_before){0};
        s->has_some = false;
        s->some_noun = NULL;
        return put_unread(s, at, at);
    }
    if (is_kind_adjective(s, at))
        return PDOT_OK;
    const bool is_place = kind != NULL && (kind->class == PD_WORD_UNIT || kind->class == PD_WORD_SETTLEMENT);
    const bool is_street = thing != NULL && thing->class == PD_WORD_STREET;
    if (s->is_unknown_open && (s->relation & ~(uint32_t)PD_REL_OF) == 0) {
        s->out->mentions[s->out->n_mentions - 1].last = at;
        s->relation = 0;
        return PDOT_OK;
    }
    if (!is_place && !is_street) {
        s->before = (pd_before){0};
        return put_unread(s, at, at);
    }
    const bool is_after_word = s->seen == SEEN_WORD && (is_street || is_kind_direct(s, at));
    pd_reading mention = {.first = !is_after_word ? at
                                   : is_place     ? s->kind_at
                                                  : s->thing_at,
                          .last = at,
                          .rule = is_place ? "unknown" : "none",
                          .grade = PD_GRADE_UNRESOLVED,
                          .why = is_place ? PD_WHY_NOTHING_TO_SAY : PD_WHY_STREET};
    s->has_some = false;
    s->some_noun = NULL;
    const pdot_status status = put_mention(s, &mention);
    s->is_unknown_open = true;
    return status;
}

/* --- which names are accepted ------------------------------------------------------------------------- */

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

static bool is_accepted(const state *s, uint32_t at, const pd_name *name)
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

/* Reads what stands at token `at`; *next is the token after it. */
static pdot_status read_at(state *s, uint32_t at, uint32_t *next)
{
    const pd_token *token = &s->tokens[at];
    const pd_name *name = pd_gazetteer_longest(s->gazetteer, token, s->count - at);
    if (!s->is_running) {
        const pd_correction fix = pd_gazetteer_correct(s->gazetteer, s->folded->text, token, s->count - at,
                                                       name != NULL ? name->n_words : 0);
        if (fix.n_names > 0) {
            *next = at + fix.n_words;
            return read_name(s, at, fix.n_words, fix.names, fix.n_names, fix.distance);
        }
    }
    if (name != NULL && is_accepted(s, at, name)) {
        *next = at + name->n_words;
        return read_name(s, at, name->n_words, &name, 1, 0);
    }
    if (name != NULL && name->is_common && token->grammar == NULL) {
        *next = at + name->n_words;
        return put_unread(s, at, at + name->n_words - 1);
    }
    *next = at + 1;
    if (token->grammar != NULL)
        return read_word(s, at, token->grammar);
    return read_figure(s, at) ? PDOT_OK : read_unknown(s, at);
}

/* Runs in the order of the text. */
static void sort_unread(pd_read *read)
{
    for (size_t i = 1; i < read->n_unread; i++)
        for (size_t j = i; j > 0 && read->unread[j].first < read->unread[j - 1].first; j--) {
            const pd_run_of_words moved = read->unread[j];
            read->unread[j] = read->unread[j - 1];
            read->unread[j - 1] = moved;
        }
}

pdot_status pd_read_tokens(pdot_ctx *ctx, const pd_gazetteer *gazetteer, pd_arena *arena, const char *text,
                           const pd_folded *folded, const pd_token *tokens, size_t count, bool is_running,
                           pd_read *out)
{
    state s = {.ctx = ctx,
               .gazetteer = gazetteer,
               .arena = arena,
               .text = text,
               .folded = folded,
               .tokens = tokens,
               .count = count,
               .is_running = is_running,
               .out = out};
    pdot_status status = PDOT_OK;
    for (uint32_t at = 0; at < count && status == PDOT_OK;) {
        if (at > 0)
            status = read_gap(&s, tokens[at].gap);
        if (status == PDOT_OK)
            status = read_at(&s, at, &at);
    }
    if (status == PDOT_OK)
        status = end_phrase(&s);
    sort_unread(out);
    return status == PDOT_OK ? pd_settle(ctx, arena, out) : status;
}

void pd_read_release(pd_read *read)
{
    pd_free(read->mentions);
    pd_free(read->unread);
    *read = (pd_read){0};
}
