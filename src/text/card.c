#include "text/card.h"

#include <string.h>

#include "base/buffer.h"

typedef struct source {
    pdot_ctx *ctx;
    const pd_gazetteer *gazetteer;
    const char *text;
    const pd_folded *folded;
    const pd_token *tokens;
    pd_arena *arena;
} source;

/* Bytes of the original from the first token to the last. */
static pdot_span span_of(const source *from, uint32_t first, uint32_t last)
{
    const uint32_t end = from->tokens[last].start + from->tokens[last].length - 1;
    return (pdot_span){.start = from->folded->start[from->tokens[first].start],
                       .end = from->folded->end[end]};
}

static const char *words_of(const source *from, pdot_span span)
{
    return pd_arena_copy(from->ctx, from->arena, from->text + span.start, span.end - span.start);
}

static pdot_status codes_of(const source *from, pd_set set, const char ***out, size_t *n)
{
    *out = NULL;
    *n = 0;
    if (set.n == 0)
        return PDOT_OK;
    const char **codes = pd_arena_alloc(from->ctx, from->arena, (size_t)set.n * sizeof *codes);
    if (codes == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < set.n; i++) {
        codes[i] = pd_arena_strdup(from->ctx, from->arena, pd_gazetteer_code(from->gazetteer, set.units[i]));
        if (codes[i] == NULL)
            return PDOT_NOMEM;
    }
    *out = codes;
    *n = (size_t)set.n;
    return PDOT_OK;
}

/* "mercado, no territory of the plan (parroquia unknown)": the gazetteer's own note says why. */
static void describe_nothing(const source *from, const pd_entry *entry, pd_buffer *out)
{
    pd_buffer_format(out, pd_translate(from->ctx, "%s, no territory of the plan"), entry->place_kind);
    if (entry->note[0] != '\0')
        pd_buffer_format(out, " (%s)", entry->note);
}

/* What a reading is: "parroquia 110104", "barrio in 110106". */
static void describe(const source *from, const pd_entry *entry, pd_buffer *out)
{
    const pdot_plan *plan = from->gazetteer->plan;
    if (entry->kind == PD_ENTRY_TERRITORY)
        pd_buffer_format(out, "%s %s", plan->levels[plan->territories[entry->territory].level].name,
                         plan->territories[entry->territory].code);
    else if (entry->kind == PD_ENTRY_PLACE)
        pd_buffer_format(out, pd_translate(from->ctx, "%s in %s"), entry->place_kind,
                         pd_gazetteer_code(from->gazetteer, entry->set.units[0]));
    else if (entry->kind == PD_ENTRY_NOTHING && entry->place_kind[0] != '\0')
        describe_nothing(from, entry, out);
    else
        pd_buffer_text(out, pd_translate(from->ctx, "zone of the gazetteer"));
}

static void reason_of(const source *from, const pd_reading *reading, const pd_entry *entry, pd_buffer *out)
{
    describe(from, entry, out);
    switch (reading->why) {
    case PD_WHY_CORRECTED:
    case PD_WHY_SAME_DISTANCE:
        pd_buffer_text(out, reading->distance == 1 ? pd_translate(from->ctx, ", one typing error away")
                                                   : pd_translate(from->ctx, ", two typing errors away"));
        break;
    case PD_WHY_WRONG_KIND:
        pd_buffer_text(out, pd_translate(from->ctx, ", but the text says another kind"));
        break;
    case PD_WHY_STREET:
        pd_buffer_text(out, pd_translate(from->ctx, ", but the text names a street, a river or a building"));
        break;
    case PD_WHY_NOTHING_TO_SAY:
    case PD_WHY_SAME_NAME:
    case PD_WHY_NO_TERRITORY:
    case PD_WHY_SUBSET:
        break;
    }
}

static pdot_status put_candidate(const source *from, const pd_reading *reading, const pd_entry *entry,
                                 pdot_candidate *out)
{
    pd_buffer reason;
    pd_buffer_init(from->ctx, &reason);
    reason_of(from, reading, entry, &reason);
    pdot_status status = pd_buffer_status(&reason);
    if (status == PDOT_OK) {
        out->name = pd_arena_strdup(from->ctx, from->arena, entry->name);
        out->reason = pd_arena_strdup(from->ctx, from->arena, reason.data);
        status = out->name != NULL && out->reason != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    pd_buffer_release(&reason);
    return status;
}

static pdot_status put_subset_reason(const source *from, const pd_reading *reading, pdot_mention *out)
{
    pdot_candidate *one = pd_arena_alloc(from->ctx, from->arena, sizeof *one);
    pd_buffer reason;
    pd_buffer_init(from->ctx, &reason);
    if (reading->number > 0)
        pd_buffer_format(&reason, pd_translate(from->ctx, "%d of %d territories, not named which"),
                         (int)reading->number, (int)reading->set.n);
    else
        pd_buffer_format(&reason, pd_translate(from->ctx, "some of %d territories, not named which"),
                         (int)reading->set.n);
    pdot_status status = one != NULL ? pd_buffer_status(&reason) : PDOT_NOMEM;
    if (status == PDOT_OK) {
        one->name = out->name;
        one->reason = pd_arena_strdup(from->ctx, from->arena, reason.data);
        status = one->reason != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    pd_buffer_release(&reason);
    out->candidates = one;
    out->n_candidates = status == PDOT_OK;
    return status;
}

static pdot_status put_candidates(const source *from, const pd_reading *reading, pdot_mention *out)
{
    if (reading->why == PD_WHY_SUBSET && reading->grade == PD_GRADE_VAGUE)
        return put_subset_reason(from, reading, out);
    if (reading->n_rivals == 0)
        return PDOT_OK;
    pdot_candidate *candidates =
        pd_arena_alloc(from->ctx, from->arena, reading->n_rivals * sizeof *candidates);
    if (candidates == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (uint32_t i = 0; i < reading->n_rivals && status == PDOT_OK; i++)
        status = put_candidate(from, reading, reading->rivals[i], &candidates[i]);
    out->candidates = candidates;
    out->n_candidates = reading->n_rivals;
    return status;
}

static pdot_status put_mention(const source *from, const pd_reading *reading, pdot_mention *out)
{
    const pdot_span span = span_of(from, reading->first, reading->last);
    out->start = span.start;
    out->end = span.end;
    out->text = words_of(from, span);
    out->name = reading->name != NULL ? pd_arena_strdup(from->ctx, from->arena, reading->name) : out->text;
    out->rule = reading->rule;
    out->grade = pd_grade_name(reading->grade);
    out->is_corrected = reading->distance > 0 && reading->grade != PD_GRADE_AMBIGUOUS &&
                        reading->grade != PD_GRADE_UNRESOLVED;
    if (out->text == NULL || out->name == NULL)
        return PDOT_NOMEM;
    const pdot_status status = codes_of(from, reading->set, &out->territories, &out->n_territories);
    return status == PDOT_OK ? put_candidates(from, reading, out) : status;
}

/* Mentions in the order of the text, which absorbed groups may have disturbed. */
static pdot_status put_mentions(const source *from, const pd_read *read, pdot_card *card)
{
    if (read->n_mentions == 0)
        return PDOT_OK;
    pdot_mention *mentions = pd_arena_alloc(from->ctx, from->arena, read->n_mentions * sizeof *mentions);
    if (mentions == NULL)
        return PDOT_NOMEM;
    size_t n = 0;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++)
        if (!read->mentions[i].is_absorbed)
            status = put_mention(from, &read->mentions[i], &mentions[n++]);
    card->mentions = mentions;
    card->n_mentions = n;
    return status;
}

static pdot_status put_sides(const source *from, const pd_read *read, pdot_card *card)
{
    pd_set certain = {0}, possible = {0};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++) {
        const pd_reading *one = &read->mentions[i];
        if (one->is_absorbed || one->is_exception)
            continue;
        card->is_canton_wide = card->is_canton_wide || (one->is_all && pd_grade_is_certain(one->grade));
        if (pd_grade_is_certain(one->grade))
            status = pd_set_union(from->ctx, from->arena, certain, one->set, &certain);
        else if (pd_grade_is_possible(one->grade))
            status = pd_set_union(from->ctx, from->arena, possible, one->set, &possible);
    }
    if (status == PDOT_OK)
        status = pd_set_without(from->ctx, from->arena, possible, certain, &possible);
    if (status == PDOT_OK)
        status = codes_of(from, certain, &card->certain, &card->n_certain);
    if (status == PDOT_OK)
        status = codes_of(from, possible, &card->possible, &card->n_possible);
    return status;
}

static pdot_status put_unread(const source *from, const pd_read *read, size_t count, pdot_card *card)
{
    const pd_run_of_words whole = {0, (uint32_t)count - 1};
    const bool is_whole = read->n_mentions == 0;
    const size_t n = is_whole ? 1 : read->n_unread;
    if (n == 0)
        return PDOT_OK;
    pdot_span *spans = pd_arena_alloc(from->ctx, from->arena, n * sizeof *spans);
    if (spans == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++) {
        const pd_run_of_words *run = is_whole ? &whole : &read->unread[i];
        spans[i] = span_of(from, run->first, run->last);
        spans[i].text = words_of(from, spans[i]);
        if (spans[i].text == NULL)
            return PDOT_NOMEM;
    }
    card->unread = spans;
    card->n_unread = n;
    return PDOT_OK;
}

static pd_grade grade_of(const pd_read *read)
{
    pd_grade grade = PD_GRADE_EXACT;
    size_t n = 0;
    for (size_t i = 0; i < read->n_mentions; i++)
        if (!read->mentions[i].is_absorbed) {
            grade = pd_grade_worst(grade, read->mentions[i].grade);
            n++;
        }
    return n > 0 ? grade : PD_GRADE_UNRESOLVED;
}

pdot_status pd_card_fill(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text,
                         const pd_folded *folded, const pd_token *tokens, size_t count, const pd_read *read,
                         bool is_running, pd_card_box *box)
{
    const source from = {ctx, gazetteer, text, folded, tokens, &box->arena};
    pdot_card *card = &box->card;
    card->text = pd_arena_strdup(ctx, &box->arena, text);
    if (card->text == NULL)
        return PDOT_NOMEM;
    const bool is_missing = count == 0 || (!is_running && pd_grammar_is_missing(folded->text));
    const bool is_silent = is_running && read->n_mentions == 0;
    card->grade = pd_grade_name(is_missing || is_silent ? PD_GRADE_MISSING : grade_of(read));
    if (is_missing)
        return PDOT_OK;
    pdot_status status = put_mentions(&from, read, card);
    if (status == PDOT_OK)
        status = put_sides(&from, read, card);
    if (status == PDOT_OK && !is_running)
        status = put_unread(&from, read, count, card);
    return status;
}

pdot_status pd_card_of_set(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text, const char *name,
                           pd_set set, const char *rule, pd_card_box *box)
{
    const source from = {.ctx = ctx, .gazetteer = gazetteer, .text = text, .arena = &box->arena};
    pdot_card *card = &box->card;
    pdot_mention *mention = pd_arena_alloc(ctx, &box->arena, sizeof *mention);
    card->text = pd_arena_strdup(ctx, &box->arena, text);
    if (mention == NULL || card->text == NULL)
        return PDOT_NOMEM;
    *mention = (pdot_mention){.end = strlen(text), .text = card->text, .rule = rule};
    mention->grade = card->grade = pd_grade_name(PD_GRADE_EXACT);
    mention->name = pd_arena_strdup(ctx, &box->arena, name);
    card->mentions = mention;
    card->n_mentions = 1;
    if (mention->name == NULL)
        return PDOT_NOMEM;
    const pdot_status status = codes_of(&from, set, &mention->territories, &mention->n_territories);
    return status == PDOT_OK ? codes_of(&from, set, &card->certain, &card->n_certain) : status;
}

void pdot_card_free(pdot_card *card)
{
    if (card == NULL)
        return;
    pd_card_box *box = (pd_card_box *)card;
    pd_arena_release(&box->arena);
    pd_free(box);
}
