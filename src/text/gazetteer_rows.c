/* Reads the rows of a plan (territories, zones, places, decisions) into entries. */
#include "text/gazetteer_build.h"

#include <string.h>

/* What a zone's rule means when the row gives no grade. */
static const struct {
    const char *rule;
    pd_grade grade;
    bool with_kinds, needs_units, is_group, is_all;
} RULES[] = {
    {"all", PD_GRADE_EXACT, false, true, true, true},
    {"kind", PD_GRADE_EXACT, true, false, true, false},
    {"list", PD_GRADE_EXACT, false, true, false, false},
    {"some", PD_GRADE_VAGUE, true, true, true, false},
    {"rest", PD_GRADE_EXACT, false, false, true, false},
    {"geometry", PD_GRADE_APPROXIMATE, true, false, true, false},
    {"common", PD_GRADE_UNRESOLVED, false, false, false, false},
};
#define N_RULES (sizeof RULES / sizeof RULES[0])

static pdot_status fold_into(pd_entry_list *list, const char *text, size_t length, const char **out)
{
    pd_folded folded;
    const pdot_status status = pd_fold(list->ctx, text, length, &folded);
    if (status != PDOT_OK)
        return status;
    *out = pd_arena_copy(list->ctx, &list->gazetteer->arena, folded.text, folded.length);
    pd_folded_release(&folded);
    return *out != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status add_entry(pd_entry_list *list, const pd_entry *model, const char *text, size_t length)
{
    pd_entry entry = *model;
    const pdot_status status = fold_into(list, text, length, &entry.folded);
    if (status != PDOT_OK)
        return status;
    if (!pd_grow(list->ctx, (void **)&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return PDOT_NOMEM;
    entry.order = (uint32_t)list->count;
    entry.is_urban = entry.is_group && strstr(entry.folded, "urban") != NULL;
    list->items[list->count++] = entry;
    return PDOT_OK;
}

typedef pdot_status (*name_fn)(pd_entry_list *list, const pd_entry *model, const char *text, size_t length);

/* Calls `each` for the name and its aliases (separated by |). */
static pdot_status each_name(pd_entry_list *list, const pd_entry *model, const char *name,
                             const char *aliases, name_fn each)
{
    pdot_status status = each(list, model, name, strlen(name));
    for (const char *at = aliases; status == PDOT_OK && at != NULL && *at != '\0';) {
        const size_t length = strcspn(at, "|");
        if (length > 0)
            status = each(list, model, at, length);
        at += length + (at[length] == '|');
    }
    return status;
}

static pd_place place_of(const pd_entry_list *list, pd_origin origin, const char *field)
{
    const pdot_plan *plan = list->gazetteer->plan;
    const bool is_known = origin.source >= 0 && origin.source < plan->n_sources;
    return (pd_place){
        .file = is_known ? plan->sources[origin.source].path : "", .row = origin.row, .field = field};
}

static pdot_status bad_grade(pd_entry_list *list, const pd_place *place, const char *name, const char *grade)
{
    return pd_fail_at(list->ctx, PDOT_SCHEMA, place,
                      "%s: \"%s\" has the grade \"%s\"; allowed: exact, corrected, likely, settlement, "
                      "approximate, vague, ambiguous, unresolved.",
                      place->file, name, grade);
}

static size_t article_length(const char *folded)
{
    const size_t first = strcspn(folded, " ");
    const pd_grammar_word *word = pd_grammar_find(folded, first);
    return word != NULL && word->class == PD_WORD_ARTICLE && folded[first] == ' ' ? first + 1 : 0;
}

/* A territory goes by its name, by the part before a bracket or slash, and, as a whole element only, without
 * its article. */
static pdot_status add_territory(pd_entry_list *list, int32_t index)
{
    const pd_territory *territory = &list->gazetteer->plan->territories[index];
    pd_entry model = {.name = territory->name,
                      .kind = PD_ENTRY_TERRITORY,
                      .rule = "name",
                      .grade = PD_GRADE_EXACT,
                      .set = list->gazetteer->territory_set[index],
                      .territory = index,
                      .place_kind = "",
                      .note = ""};
    pdot_status status = add_entry(list, &model, territory->name, strlen(territory->name));
    const size_t head = strcspn(territory->name, "(/");
    if (status == PDOT_OK && head > 1 && territory->name[head] != '\0')
        status = add_entry(list, &model, territory->name, head);
    if (status != PDOT_OK)
        return status;
    const char *folded = list->items[list->count - 1].folded;
    const size_t article = article_length(folded);
    if (article == 0)
        return PDOT_OK;
    model.is_derived = true;
    return add_entry(list, &model, folded + article, strlen(folded + article));
}

static pdot_status add_common(pd_entry_list *list, const pd_entry *model, const char *text, size_t length)
{
    (void)model;
    if (!pd_grow(list->ctx, (void **)&list->common, &list->common_capacity, list->n_common + 1,
                 sizeof *list->common))
        return PDOT_NOMEM;
    return fold_into(list, text, length, &list->common[list->n_common++]);
}

static size_t find_rule(const char *rule)
{
    size_t i = 0;
    while (i < N_RULES && strcmp(RULES[i].rule, rule) != 0)
        i++;
    return i;
}

static pdot_status add_zone(pd_entry_list *list, const pd_zone_row *row)
{
    pd_place place = place_of(list, row->origin, "rule");
    const size_t rule = find_rule(row->rule);
    if (rule == N_RULES)
        return pd_fail_at(list->ctx, PDOT_SCHEMA, &place,
                          "%s: zone \"%s\" has the rule \"%s\"; allowed: all, kind, list, some, rest, "
                          "geometry, common.",
                          place.file, row->name, row->rule);
    pd_entry model = {.name = row->name,
                      .kind = PD_ENTRY_ZONE,
                      .rule = RULES[rule].rule,
                      .grade = RULES[rule].grade,
                      .territory = PD_NONE,
                      .place_kind = "",
                      .note = "",
                      .is_all = RULES[rule].is_all};
    if (strcmp(model.rule, "common") == 0)
        return each_name(list, &model, row->name, row->aliases, add_common);
    if (row->grade[0] != '\0' && !pd_grade_parse(row->grade, &model.grade))
        return bad_grade(list, &place, row->name, row->grade);
    place.field = "codes";
    bool fell_back = false;
    pdot_status status = strcmp(model.rule, "rest") == 0
                             ? pd_gazetteer_rest(list->ctx, list->gazetteer, &model.set)
                             : pd_gazetteer_codes(list->ctx, list->gazetteer, row->codes,
                                                  RULES[rule].with_kinds, &model.set, &fell_back);
    if (status != PDOT_OK)
        return status;
    if (RULES[rule].needs_units && model.set.n == 0)
        return pd_fail_at(
            list->ctx, PDOT_SCHEMA, &place,
            "%s: zone \"%s\" names no territory of this plan (codes: \"%s\"); write codes of the "
            "territory layers, or alternatives as code/code.",
            place.file, row->name, row->codes);
    if (fell_back)
        model.grade = pd_grade_worst(model.grade, PD_GRADE_APPROXIMATE);
    model.is_group = RULES[rule].is_group || model.set.n > 1;
    return each_name(list, &model, row->name, row->aliases, add_entry);
}

static pdot_status add_place(pd_entry_list *list, const pd_place_row *row)
{
    pd_place place = place_of(list, row->origin, "grade");
    const bool is_nothing = row->code[0] == '\0';
    pd_entry model = {.name = row->name,
                      .kind = is_nothing ? PD_ENTRY_NOTHING : PD_ENTRY_PLACE,
                      .rule = is_nothing ? "none" : "place",
                      .grade = is_nothing ? PD_GRADE_UNRESOLVED : PD_GRADE_LIKELY,
                      .territory = PD_NONE,
                      .note = row->note};
    bool fell_back = false;
    if (!is_nothing && row->grade[0] != '\0' && !pd_grade_parse(row->grade, &model.grade))
        return bad_grade(list, &place, row->name, row->grade);
    place.field = "code";
    pdot_status status = fold_into(list, row->kind, strlen(row->kind), &model.place_kind);
    if (status == PDOT_OK && !is_nothing)
        status = pd_gazetteer_codes(list->ctx, list->gazetteer, row->code, false, &model.set, &fell_back);
    if (status != PDOT_OK)
        return status;
    if (!is_nothing && model.set.n == 0)
        return pd_fail_at(list->ctx, PDOT_SCHEMA, &place,
                          "%s: place \"%s\" lies in \"%s\", which is no territory of this plan; write a code "
                          "of the territory layers, alternatives as code/code, or leave it empty.",
                          place.file, row->name, row->code);
    if (fell_back)
        model.grade = pd_grade_worst(model.grade, PD_GRADE_APPROXIMATE);
    return each_name(list, &model, row->name, row->aliases, add_entry);
}

static pdot_status add_decision(pd_entry_list *list, const pd_decision_row *row)
{
    pd_entry model = {.name = row->text,
                      .kind = PD_ENTRY_DECISION,
                      .rule = "decision",
                      .grade = PD_GRADE_EXACT,
                      .territory = PD_NONE,
                      .place_kind = "",
                      .note = ""};
    pd_place place = place_of(list, row->origin, "grade");
    if (row->grade[0] != '\0' && !pd_grade_parse(row->grade, &model.grade))
        return bad_grade(list, &place, row->text, row->grade);
    place.field = "codes";
    bool fell_back = false;
    const pdot_status status =
        pd_gazetteer_codes(list->ctx, list->gazetteer, row->codes, true, &model.set, &fell_back);
    if (status != PDOT_OK)
        return status;
    if (row->codes[0] != '\0' && model.set.n == 0)
        return pd_fail_at(list->ctx, PDOT_SCHEMA, &place,
                          "%s: the decision about \"%s\" names no territory of this plan (codes: \"%s\").",
                          place.file, row->text, row->codes);
    if (row->codes[0] == '\0')
        model.grade = PD_GRADE_UNRESOLVED;
    model.is_group = model.set.n > 1;
    model.is_all = model.set.n == list->gazetteer->n_units;
    return add_entry(list, &model, row->text, strlen(row->text));
}

pdot_status pd_gazetteer_read(pd_entry_list *list)
{
    const pdot_plan *plan = list->gazetteer->plan;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        status = add_territory(list, i);
    for (int32_t i = 0; i < plan->n_zones && status == PDOT_OK; i++)
        status = add_zone(list, &plan->zones[i]);
    for (int32_t i = 0; i < plan->n_places && status == PDOT_OK; i++)
        status = add_place(list, &plan->places[i]);
    for (int32_t i = 0; i < plan->n_decisions && status == PDOT_OK; i++)
        status = add_decision(list, &plan->decisions[i]);
    return status;
}
