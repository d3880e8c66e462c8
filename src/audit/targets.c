/* Indicators and targets: do they speak of one thing, is it said once, is there a figure. */
#include <string.h>

#include "audit/rules.h"
#include "text/target.h"

#define MAX_WORDS      64  /* content words compared of one text */
#define STEM           5u  /* letters that tell two words apart: "implementado", "implementación" */
#define MIN_LETTERS    4u  /* shorter words carry no content */
#define MIN_OWN_WORDS  3u  /* words on each side that the other lacks before they differ in content … */
#define MAX_SHARED_PCT 50u /* … and at most this share of the shorter side's words is common */

typedef struct words {
    const char *start[MAX_WORDS];
    size_t length[MAX_WORDS];
    size_t n;
} words;

/* Words of measures that say how it is counted, not what. */
static bool is_counting(const char *word, size_t length)
{
    static const char *const counting[] = {"numero",   "porcentaje", "alcanzar",   "incrementar", "realizar",
                                           "mejorar",  "mejorado",   "mejoradas",  "para",        "como",
                                           "con",      "los",        "las",        "del",         "que",
                                           "levantar", "apoyar",     "implementar"};
    for (size_t i = 0; i < sizeof counting / sizeof counting[0]; i++)
        if (strlen(counting[i]) == length && strncmp(counting[i], word, length) == 0)
            return true;
    return length < MIN_LETTERS;
}

static bool is_same_stem(const char *a, size_t n, const char *b, size_t m)
{
    const size_t x = n < STEM ? n : STEM, y = m < STEM ? m : STEM;
    return x == y && strncmp(a, b, x) == 0;
}

static bool has_word(const words *all, const char *word, size_t length)
{
    for (size_t i = 0; i < all->n; i++)
        if (is_same_stem(all->start[i], all->length[i], word, length))
            return true;
    return false;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static void split(const char *folded, words *out)
{
    out->n = 0;
    for (const char *at = folded; *at != '\0' && out->n < MAX_WORDS;) {
        size_t length = 0;
        while (is_letter(at[length]))
            length++;
        if (length > 0 && !is_counting(at, length) && !has_word(out, at, length)) {
            out->start[out->n] = at;
            out->length[out->n++] = length;
        }
        at += length > 0 ? length : 1;
    }
}

static size_t count_own(const words *mine, const words *other)
{
    size_t n = 0;
    for (size_t i = 0; i < mine->n; i++)
        n += !has_word(other, mine->start[i], mine->length[i]);
    return n;
}

static pd_place place_of(const pd_audit_book *book, const pd_activity *activity)
{
    return pd_audit_place_of(book->plan, activity->document, activity->line, activity->origin);
}

pdot_status pd_rule_target_other(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    for (int32_t i = 0; i < book->plan->n_activities; i++) {
        const pd_activity *one = &book->plan->activities[i];
        if (one->indicator[0] == '\0' || one->target[0] == '\0' || one->repeats[0] != '\0')
            continue;
        const char *indicator = pd_audit_folded(out, one->indicator);
        const char *target = pd_audit_folded(out, one->target);
        if (indicator == NULL || target == NULL)
            return out->status;
        words a, b;
        split(indicator, &a);
        split(target, &b);
        const size_t own_a = count_own(&a, &b), own_b = count_own(&b, &a);
        const size_t least = a.n < b.n ? a.n : b.n, shared = a.n - own_a;
        if (own_a < MIN_OWN_WORDS || own_b < MIN_OWN_WORDS || shared * 100 > least * MAX_SHARED_PCT)
            continue;
        const pd_place place = place_of(book, one);
        pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                       "The indicator of %s (\"%s\") and its target (\"%s\") speak of different things.",
                       one->id, one->indicator, one->target);
        pd_finding_values(out, one->indicator, one->target);
    }
    return PDOT_OK;
}

/* Folded targets of all activities, in the findings' arena; NULL after a failure. Ended by pd_free. */
static const char **fold_targets(const pd_audit_book *book, bool only_measure, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const char **folded = pd_alloc_array(book->ctx, (size_t)plan->n_activities + 1, sizeof *folded);
    for (int32_t i = 0; folded != NULL && i < plan->n_activities; i++) {
        const char *text = plan->activities[i].target;
        if (only_measure)
            text += pd_target_read(text).measure_start;
        folded[i] = pd_audit_folded(out, text);
        if (folded[i] == NULL) {
            pd_free((void *)folded);
            folded = NULL;
        }
    }
    return folded;
}

/* "a-31, a-32 and a-34": the activity and those after it with the same target, but for the same row printed
 * twice, which is the business of its own rule. Returns the second of them, NULL if there is none. */
static const pd_activity *list_sharers(const pdot_plan *plan, const char *const *targets, int32_t first,
                                       pd_findings *out, pd_buffer *ids)
{
    const pd_activity *second = NULL, *last = NULL;
    const char *text = pd_audit_folded(out, plan->activities[first].text);
    pd_buffer_clear(ids);
    pd_buffer_text(ids, plan->activities[first].id);
    for (int32_t i = first + 1; text != NULL && i < plan->n_activities; i++) {
        const pd_activity *one = &plan->activities[i];
        if (one->repeats[0] != '\0' || strcmp(targets[first], targets[i]) != 0)
            continue;
        const char *mine = pd_audit_folded(out, one->text);
        if (mine == NULL || strcmp(mine, text) == 0)
            continue;
        if (last != NULL)
            pd_buffer_format(ids, ", %s", last->id);
        second = second != NULL ? second : one;
        last = one;
    }
    if (last != NULL)
        pd_buffer_format(ids, pd_translate(out->ctx, " and %s"), last->id);
    return second;
}

static bool is_first_of_target(const pdot_plan *plan, const char *const *targets, int32_t index)
{
    for (int32_t i = 0; i < index; i++)
        if (plan->activities[i].repeats[0] == '\0' && strcmp(targets[i], targets[index]) == 0)
            return false;
    return targets[index][0] != '\0' && plan->activities[index].repeats[0] == '\0';
}

pdot_status pd_rule_target_shared(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const char **targets = fold_targets(book, false, out);
    pd_buffer ids;
    if (targets == NULL)
        return PDOT_NOMEM;
    pd_buffer_init(book->ctx, &ids);
    for (int32_t i = 0; i < plan->n_activities; i++) {
        const pd_activity *one = &plan->activities[i];
        const pd_activity *second =
            is_first_of_target(plan, targets, i) ? list_sharers(plan, targets, i, out, &ids) : NULL;
        if (second == NULL)
            continue;
        const pd_place place = place_of(book, second);
        pd_finding_add(out, rule->severity, rule->id, second->id, &place,
                       "Activities %s carry the same target: \"%s\".", ids.data, one->target);
        pd_finding_values(out, one->id, second->id);
    }
    const pdot_status status = pd_buffer_status(&ids);
    pd_buffer_release(&ids);
    pd_free((void *)targets);
    return status == PDOT_OK ? out->status : status;
}

/* The same measure with another value of the same unit. */
pdot_status pd_rule_target_conflict(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    const char **measures = fold_targets(book, true, out);
    if (measures == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < plan->n_activities; i++) {
        const pd_activity *one = &plan->activities[i];
        const pd_target mine = pd_target_read(one->target);
        for (int32_t j = 0; j < i && mine.has_value && measures[i][0] != '\0' && one->repeats[0] == '\0';
             j++) {
            const pd_activity *first = &plan->activities[j];
            const pd_target other = pd_target_read(first->target);
            if (first->repeats[0] != '\0' || !other.has_value || strcmp(measures[i], measures[j]) != 0 ||
                strcmp(mine.unit, other.unit) != 0 || !(mine.value < other.value || mine.value > other.value))
                continue;
            const pd_place place = place_of(book, one);
            pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                           "One measure has two targets: %s says \"%s\", %s says \"%s\".", first->id,
                           first->target, one->id, one->target);
            pd_audit_values(out, book->ctx, other.value, mine.value);
            break;
        }
    }
    pd_free((void *)measures);
    return PDOT_OK;
}

pdot_status pd_rule_target_silent(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    for (int32_t i = 0; i < book->plan->n_activities; i++) {
        const pd_activity *one = &book->plan->activities[i];
        if (one->target[0] == '\0' || one->repeats[0] != '\0' || pd_target_read(one->target).has_value)
            continue;
        const pd_place place = place_of(book, one);
        pd_finding_add(out, rule->severity, rule->id, one->id, &place,
                       "The target of %s has no figure: \"%s\".", one->id, one->target);
    }
    return PDOT_OK;
}

/* "Incrementar en 50% …" of an indicator that is a percentage: half as much again, or half of all? */
pdot_status pd_rule_target_level(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    for (int32_t i = 0; i < book->plan->n_activities; i++) {
        const pd_activity *one = &book->plan->activities[i];
        const pd_target target = pd_target_read(one->target);
        if (!target.has_value || one->repeats[0] != '\0' || strcmp(target.unit, "%") != 0 ||
            strcmp(target.direction, "aumenta") != 0)
            continue;
        const char *indicator = pd_audit_folded(out, one->indicator);
        if (indicator == NULL)
            return out->status;
        if (strncmp(indicator, "porcentaje", strlen("porcentaje")) != 0)
            continue;
        const pd_place place = place_of(book, one);
        pd_finding_add(
            out, rule->severity, rule->id, one->id, &place,
            "The indicator of %s is a percentage and its target increases it (\"%s\"): it does not say "
            "whether by or up to that much, nor from which base line.",
            one->id, one->target);
        pd_finding_values(out, one->indicator, one->target);
    }
    return PDOT_OK;
}
