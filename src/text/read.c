#include <string.h>

#include "text/read_state.h"

typedef struct pd_reader_state state;

/* "Parroquia A, B y C" names three parroquias; "barrio A, B" a barrio and where it lies. */
static bool carries_on(const pd_grammar_word *kind)
{
    return kind != NULL && (kind->class == PD_WORD_UNIT || kind->is_plural);
}

static pdot_status read_gap(state *s, uint32_t gap)
{
    pdot_status status = PDOT_OK;
    if ((gap & PD_GAP_BREAK) != 0)
        status = pd_read_end_phrase(s);
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
        if (pd_read_common(one->set, mention->set) > 0)
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
        status = pd_read_end_some(s);
    return status == PDOT_OK ? pd_read_put_mention(s, &mention) : status;
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
        status = pd_read_end_phrase(s);
        s->relation |= word->class == PD_WORD_AND ? PD_REL_AND : PD_REL_OR;
        s->is_kind_fresh = carries_on(s->before.kind);
        s->before.thing = NULL;
        s->seen = SEEN_NOTHING;
        return status;
    case PD_WORD_SOME:
    case PD_WORD_PART:
    case PD_WORD_NUMBER:
        if (s->has_some && s->some_noun != NULL)
            status = pd_read_end_some(s);
        read_quantifier(s, at, word);
        return status;
    case PD_WORD_EXCEPT:
        if (at > 0 && is_at_least(s, at))
            return PDOT_OK;
        status = pd_read_end_phrase(s);
        s->has_except = true;
        s->before = (pd_before){0};
        s->relation = PD_REL_AND;
        s->seen = SEEN_WORD;
        return status;
    case PD_WORD_UNIT:
    case PD_WORD_SETTLEMENT:
    case PD_WORD_AREA:
    case PD_WORD_SEAT:
        status = pd_read_end_kind(s);
        read_kind(s, at, word);
        return status;
    case PD_WORD_STREET:
    case PD_WORD_ROAD:
    case PD_WORD_BUILDING:
        status = pd_read_end_kind(s);
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
        return pd_read_put_unread(s, at, at);
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
        return pd_read_put_unread(s, at, at);
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
    const pdot_status status = pd_read_put_mention(s, &mention);
    s->is_unknown_open = true;
    return status;
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
    if (name != NULL && pd_read_accepts(s, at, name)) {
        *next = at + name->n_words;
        return read_name(s, at, name->n_words, &name, 1, 0);
    }
    if (name != NULL && name->is_common && token->grammar == NULL) {
        *next = at + name->n_words;
        return pd_read_put_unread(s, at, at + name->n_words - 1);
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
        status = pd_read_end_phrase(&s);
    sort_unread(out);
    return status == PDOT_OK ? pd_settle(ctx, arena, out) : status;
}

void pd_read_release(pd_read *read)
{
    pd_free(read->mentions);
    pd_free(read->unread);
    *read = (pd_read){0};
}
