/* Which reading of a name is meant: the kind word before it narrows first, then what the gazetteer declares
 * wins over plain names, and what is left and means different ground is ambiguous. */
#include <string.h>

#include "text/read.h"

typedef struct choice {
    const pd_entry *entries[PD_MENTION_RIVALS];
    uint32_t n;
} choice;

/* Adds an entry unless one of the same ground is there already. */
static void add(choice *out, const pd_entry *entry)
{
    for (uint32_t i = 0; i < out->n; i++)
        if (pd_set_equal(out->entries[i]->set, entry->set))
            return;
    if (out->n < PD_MENTION_RIVALS)
        out->entries[out->n++] = entry;
}

static void collect(const pd_gazetteer *gazetteer, const pd_name *const *names, uint32_t n_names,
                    unsigned kinds, choice *out)
{
    for (uint32_t i = 0; i < n_names; i++)
        for (uint32_t j = names[i]->first; j < names[i]->first + names[i]->count; j++)
            if ((kinds & 1u << gazetteer->entries[j].kind) != 0)
                add(out, &gazetteer->entries[j]);
}

static bool is_of_kind(const pd_gazetteer *gazetteer, const pd_entry *entry, const pd_grammar_word *kind)
{
    if (entry->kind == PD_ENTRY_TERRITORY)
        return pd_territory_is_kind(gazetteer->plan, &gazetteer->plan->territories[entry->territory],
                                    kind->singular);
    if (entry->kind == PD_ENTRY_ZONE && entry->set.n == 1)
        return pd_territory_is_kind(
            gazetteer->plan, &gazetteer->plan->territories[gazetteer->unit_territory[entry->set.units[0]]],
            kind->singular);
    return entry->kind == PD_ENTRY_PLACE && strstr(entry->place_kind, kind->singular) != NULL;
}

/* Keeps the entries of that kind; *out is untouched if there are none. */
static bool narrow(const pd_gazetteer *gazetteer, const pd_grammar_word *kind, choice *out)
{
    choice kept = {.n = 0};
    for (uint32_t i = 0; i < out->n; i++)
        if (is_of_kind(gazetteer, out->entries[i], kind))
            kept.entries[kept.n++] = out->entries[i];
    if (kept.n == 0)
        return false;
    *out = kept;
    return true;
}

static bool narrow_to_places(choice *out)
{
    choice kept = {.n = 0};
    for (uint32_t i = 0; i < out->n; i++)
        if (out->entries[i]->kind == PD_ENTRY_PLACE)
            kept.entries[kept.n++] = out->entries[i];
    if (kept.n == 0)
        return false;
    *out = kept;
    return true;
}

#define KIND(kind) (1u << (kind))

/* Units above the plan: their names are not the plan's territories of the same name. */
static bool is_above_plan(const pd_gazetteer *gazetteer, const pd_grammar_word *kind)
{
    static const char *const above[] = {"provincia", "region", "canton"};
    for (size_t i = 0; i < sizeof above / sizeof above[0]; i++)
        if (strcmp(kind->singular, above[i]) == 0)
            return !pd_gazetteer_has_kind(gazetteer, kind->singular);
    return false;
}

/* Groups and decisions are what the gazetteer declares; no kind word narrows them. */
static bool has_group(const choice *zones)
{
    for (uint32_t i = 0; i < zones->n; i++)
        if (zones->entries[i]->is_group)
            return true;
    return false;
}

static pd_grade narrow_to_settlement(const pd_gazetteer *gazetteer, const pd_before *before, choice *out)
{
    if (before->kind_of)
        return PD_GRADE_LIKELY;
    return narrow(gazetteer, before->kind, out) || narrow_to_places(out) ? PD_GRADE_EXACT
                                                                         : PD_GRADE_APPROXIMATE;
}

/* The candidates, narrowed. *floor is the best grade that the narrowing leaves; UNRESOLVED if the kind word
 * contradicts all. */
static choice candidates(const pd_gazetteer *gazetteer, const pd_name *const *names, uint32_t n_names,
                         const pd_before *before, pd_grade *floor)
{
    choice out = {.n = 0}, nothing = {.n = 0};
    const pd_word_class class = before->kind != NULL ? before->kind->class : PD_WORD_NONE;
    *floor = PD_GRADE_EXACT;
    collect(gazetteer, names, n_names, KIND(PD_ENTRY_DECISION), &out);
    if (out.n > 0)
        return out;
    collect(gazetteer, names, n_names, KIND(PD_ENTRY_ZONE), &out);
    if (has_group(&out))
        return out;
    out.n = 0;
    collect(gazetteer, names, n_names, KIND(PD_ENTRY_TERRITORY), &out);
    collect(gazetteer, names, n_names, KIND(PD_ENTRY_ZONE) | KIND(PD_ENTRY_PLACE), &out);
    if (class == PD_WORD_UNIT && out.n > 0) {
        const bool is_level = pd_gazetteer_has_kind(gazetteer, before->kind->singular);
        if ((is_level && !narrow(gazetteer, before->kind, &out)) || is_above_plan(gazetteer, before->kind))
            *floor = PD_GRADE_UNRESOLVED;
        return out;
    }
    collect(gazetteer, names, n_names, KIND(PD_ENTRY_NOTHING), &nothing);
    if (nothing.n > 0)
        return nothing;
    if (class == PD_WORD_SETTLEMENT)
        *floor = narrow_to_settlement(gazetteer, before, &out);
    else if (class == PD_WORD_SEAT)
        *floor = PD_GRADE_SETTLEMENT;
    return out;
}

/* What a street, road or building before a name makes of it. */
static pd_grade floor_of_thing(const pd_before *before, bool is_common)
{
    if (before->thing == NULL)
        return PD_GRADE_EXACT;
    switch (before->thing->class) {
    case PD_WORD_STREET:
        return before->thing_of && before->thing->is_plural ? PD_GRADE_LIKELY : PD_GRADE_UNRESOLVED;
    case PD_WORD_ROAD:
        return before->thing_of && before->thing->is_plural ? PD_GRADE_LIKELY : PD_GRADE_APPROXIMATE;
    default:
        return is_common ? PD_GRADE_UNRESOLVED : PD_GRADE_LIKELY;
    }
}

static void set_rivals(const choice *from, pd_why why, pd_reading *out)
{
    for (uint32_t i = 0; i < from->n; i++)
        out->rivals[i] = from->entries[i];
    out->n_rivals = from->n;
    out->why = why;
}

static void set_unresolved(const choice *from, const char *rule, pd_why why, pd_reading *out)
{
    out->name = NULL;
    out->rule = rule;
    out->grade = PD_GRADE_UNRESOLVED;
    out->set = (pd_set){0};
    out->is_group = out->is_all = false;
    set_rivals(from, why, out);
}

static pdot_status set_ambiguous(pdot_ctx *ctx, pd_arena *arena, const choice *from, pd_why why,
                                 pd_reading *out)
{
    out->name = NULL;
    out->grade = PD_GRADE_AMBIGUOUS;
    out->set = (pd_set){0};
    set_rivals(from, why, out);
    pdot_status status = PDOT_OK;
    for (uint32_t i = 0; i < from->n && status == PDOT_OK; i++)
        status = pd_set_union(ctx, arena, out->set, from->entries[i]->set, &out->set);
    return status;
}

static void set_one(const choice *from, unsigned distance, pd_reading *out)
{
    const pd_entry *entry = from->entries[0];
    out->name = entry->name;
    out->rule = entry->rule;
    out->grade = entry->grade;
    out->set = entry->set;
    out->is_group = entry->is_group;
    out->is_all = entry->is_all;
    out->is_urban = entry->is_urban;
    out->is_some = strcmp(entry->rule, "some") == 0;
    out->why = out->is_some ? PD_WHY_SUBSET : PD_WHY_NOTHING_TO_SAY;
    if (distance > 0) {
        out->grade = pd_grade_worst(out->grade, PD_GRADE_CORRECTED);
        set_rivals(from, PD_WHY_CORRECTED, out);
    }
    if (entry->kind == PD_ENTRY_NOTHING || (entry->set.n == 0 && entry->kind != PD_ENTRY_DECISION))
        set_unresolved(from, entry->rule, PD_WHY_NO_TERRITORY, out);
}

pdot_status pd_choose(pdot_ctx *ctx, const pd_gazetteer *gazetteer, pd_arena *arena,
                      const pd_name *const *names, uint32_t n_names, unsigned distance,
                      const pd_before *before, pd_reading *out)
{
    pd_grade floor = PD_GRADE_EXACT;
    const choice from = candidates(gazetteer, names, n_names, before, &floor);
    out->distance = distance;
    /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a name has an entry */
    out->rule = from.entries[0]->rule;
    if (floor == PD_GRADE_UNRESOLVED) {
        set_unresolved(&from, "unknown", PD_WHY_WRONG_KIND, out);
        return PDOT_OK;
    }
    if (from.n > 1)
        return set_ambiguous(ctx, arena, &from, n_names > 1 ? PD_WHY_SAME_DISTANCE : PD_WHY_SAME_NAME, out);
    set_one(&from, distance, out);
    if (out->grade == PD_GRADE_UNRESOLVED || out->is_group || from.entries[0]->kind == PD_ENTRY_DECISION)
        return PDOT_OK;
    const pd_grade thing = floor_of_thing(before, names[0]->is_common && before->kind == NULL);
    if (thing == PD_GRADE_UNRESOLVED)
        set_unresolved(&from, "none", PD_WHY_STREET, out);
    else
        out->grade = pd_grade_worst(out->grade, pd_grade_worst(thing, floor));
    return PDOT_OK;
}
