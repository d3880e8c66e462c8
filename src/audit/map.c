/* What the plan says against what the map says. */
#include <math.h>
#include <string.h>

#include "audit/rules.h"
#include "base/number.h"
#include "text/target.h"

#define AREA_SLACK   0.05 /* editions of the limits differ by 1 to 2 %, rounded figures by more */
#define M2_PER_KM2   1e6
#define M2_PER_HA    1e4
#define FEW_SHARE    0.5  /* of the territories: "high in few" */
#define STEM         6u   /* letters by which a hazard's title and a problem's words are compared */
#define TARGET_SLACK 0.05 /* lengths are drawn, targets are round */
#define SLIVER_SHARE 0.01 /* of a work: what limits drawn at another scale may leave outside */
#define HIGH_MIN_HA  1.0  /* slivers are no hazard of a territory */

/* Square metres of a unit of area; 0 if it is none. */
static double area_unit_m2(const char *unit)
{
    if (strcmp(unit, "km2") == 0 || strcmp(unit, "km²") == 0)
        return M2_PER_KM2;
    return strcmp(unit, "ha") == 0 ? M2_PER_HA : 0;
}

static const char *unit_name(const char *unit)
{
    return strcmp(unit, "km2") == 0 ? "km²" : unit;
}

pdot_status pd_rule_area(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "declared");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const pd_audit_row *row = &table->rows[i];
        const char *code = pd_audit_cell(table, row, "subject"), *unit = pd_audit_cell(table, row, "unit");
        const char *cell = pd_audit_cell(table, row, "value");
        const int32_t territory = pdot_plan_find_territory(book->plan, code);
        const double unit_m2 = area_unit_m2(unit);
        double value = 0;
        if (territory == PD_NONE || unit_m2 <= 0 ||
            strcmp(pd_audit_cell(table, row, "quantity"), "area") != 0 ||
            !pd_number_parse(cell, strlen(cell), &value))
            continue;
        const double actual = book->plan->territories[territory].area_m2 / unit_m2;
        if (fabs(value - actual) <= AREA_SLACK * actual)
            continue;
        const pd_place place = pd_audit_place(table, row);
        pd_finding_add(out, rule->severity, rule->id, code, &place,
                       "The text says %s %s for %s; its boundary encloses %s %s (ratio %s).",
                       pd_audit_shown(out, value, 0), unit_name(unit),
                       book->plan->territories[territory].name, pd_audit_shown(out, actual, 0),
                       unit_name(unit),
                       pd_audit_shown(out, value > actual ? value / actual : actual / value, 1));
        pd_audit_values(out, book->ctx, pd_number_round(actual, 2), value);
    }
    return PDOT_OK;
}

/* True if every content word of the hazard's title begins a word of the text ("Inundación", "inundaciones").
 */
static bool speaks_of(const char *folded, const char *title)
{
    bool has_word = false;
    for (const char *at = title; *at != '\0';) {
        const size_t length = strcspn(at, " "), stem = length < STEM ? length : STEM;
        bool is_there = length < 4;
        has_word = has_word || length >= 4;
        for (const char *from = folded; !is_there && *from != '\0'; from++)
            is_there = (from == folded || from[-1] == ' ') && strncmp(from, at, stem) == 0;
        if (!is_there)
            return false;
        at += length + (at[length] == ' ');
    }
    return has_word;
}

/* Finest territories where the hazard was mapped, and where it is high. */
static void count_high(const pd_audit_book *book, int32_t hazard, size_t *mapped, size_t *high)
{
    *mapped = *high = 0;
    for (size_t i = 0; i < book->n_measures; i++) {
        const pd_audit_measure *one = &book->measures[i];
        if (one->hazard != hazard || !book->plan->territories[one->territory].is_finest ||
            one->mapped_ha <= 0)
            continue;
        (*mapped)++;
        *high += one->high_ha >= HIGH_MIN_HA;
    }
}

static pdot_status check_extent(const pd_audit_book *book, const pd_audit_rule *rule,
                                const pd_problem *problem, int32_t hazard, pd_findings *out)
{
    size_t mapped = 0, high = 0;
    pdot_card *card = NULL;
    count_high(book, hazard, &mapped, &high);
    if (mapped == 0 || (double)high > FEW_SHARE * (double)mapped)
        return PDOT_OK;
    const pdot_status status = pd_zone_resolve(book->ctx, book->gazetteer, problem->zones, &card);
    if (status == PDOT_OK && card->is_canton_wide) {
        const pd_place place =
            pd_audit_place_of(book->plan, problem->document, problem->line, problem->origin);
        pd_finding_add(
            out, rule->severity, rule->id, problem->id, &place,
            "%s (\"%s\") is said of the whole plan, but the layer \"%s\" is high in %zu of %zu mapped "
            "territories.",
            problem->id, problem->text, book->plan->hazards[hazard].title, high, mapped);
        pd_audit_values(out, book->ctx, (double)mapped, (double)high);
    }
    pdot_card_free(card);
    return status;
}

pdot_status pd_rule_hazard_extent(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    pdot_status status = PDOT_OK;
    for (int32_t h = 0; h < plan->n_hazards && status == PDOT_OK; h++) {
        const char *title = plan->hazards[h].is_land ? NULL : pd_audit_folded(out, plan->hazards[h].title);
        for (int32_t i = 0; title != NULL && i < plan->n_problems && status == PDOT_OK; i++) {
            const char *text = pd_audit_folded(out, plan->problems[i].text);
            if (text == NULL)
                return out->status;
            if (speaks_of(text, title))
                status = check_extent(book, rule, &plan->problems[i], h, out);
        }
    }
    return status;
}

static const pd_activity *find_activity(const pdot_plan *plan, const char *id)
{
    for (int32_t i = 0; i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].id, id) == 0)
            return &plan->activities[i];
    return NULL;
}

static bool has_code(const char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

static const char *name_of(const pdot_plan *plan, const char *code)
{
    const int32_t territory = pdot_plan_find_territory(plan, code);
    return territory != PD_NONE ? plan->territories[territory].name : "";
}

/* "12,3 ha, 400 m" of the works outside every territory; nothing for slivers along the outer limit. */
static void write_beyond(const pd_audit_extent *extent, pd_findings *out, pd_buffer *list)
{
    pd_buffer_clear(list);
    if (extent->beyond_points > 0)
        pd_buffer_format(list, pd_translate(out->ctx, "points: %lld"), (long long)extent->beyond_points);
    if (extent->beyond_length_m > SLIVER_SHARE * extent->length_m)
        pd_buffer_format(list, "%s%s m", list->size > 0 ? ", " : "",
                         pd_audit_shown(out, extent->beyond_length_m, 0));
    if (extent->beyond_area_ha > SLIVER_SHARE * extent->area_ha)
        pd_buffer_format(list, "%s%s ha", list->size > 0 ? ", " : "",
                         pd_audit_shown(out, extent->beyond_area_ha, 1));
}

/* A projection mistaken, or a work of another canton. */
pdot_status pd_rule_work_beyond(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    pd_buffer list;
    pd_buffer_init(book->ctx, &list);
    for (size_t i = 0; i < book->n_extents; i++) {
        const pd_activity *activity = find_activity(book->plan, book->extents[i].activity);
        write_beyond(&book->extents[i], out, &list);
        if (activity == NULL || list.size == 0)
            continue;
        const pd_place place =
            pd_audit_place_of(book->plan, activity->document, activity->line, activity->origin);
        pd_finding_add(out, rule->severity, rule->id, activity->id, &place,
                       "Works of %s (\"%s\") lie outside every territory of the plan: %s.", activity->id,
                       activity->text, list.data);
    }
    const pdot_status status = pd_buffer_status(&list);
    pd_buffer_release(&list);
    return status;
}

pdot_status pd_rule_work_outside(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < book->n_works && status == PDOT_OK; i++) {
        const pd_audit_work *work = &book->works[i];
        const pd_activity *activity = find_activity(book->plan, work->activity);
        pdot_card *card = NULL;
        if (activity == NULL)
            continue;
        status = activity->zones[0] != '\0'
                     ? pd_zone_resolve(book->ctx, book->gazetteer, activity->zones, &card)
                     : pd_zone_mentions(book->ctx, book->gazetteer, activity->text, &card);
        if (status == PDOT_OK && card->n_certain + card->n_possible > 0 &&
            !has_code(card->certain, card->n_certain, work->code) &&
            !has_code(card->possible, card->n_possible, work->code)) {
            const pd_place place =
                pd_audit_place_of(book->plan, activity->document, activity->line, activity->origin);
            pd_finding_add(out, rule->severity, rule->id, activity->id, &place,
                           "A work of %s lies in %s (%s), which the activity (\"%s\") does not name.",
                           activity->id, name_of(book->plan, work->code), work->code, activity->text);
            pd_finding_values(out, activity->text, work->code);
        }
        pdot_card_free(card);
    }
    return status;
}

pdot_status pd_rule_target_works(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    for (size_t i = 0; i < book->n_extents; i++) {
        const pd_activity *activity = find_activity(book->plan, book->extents[i].activity);
        double measured = 0;
        if (activity == NULL)
            continue;
        const pd_target target = pd_target_read(activity->target);
        /* one point may stand for many things that are counted: points are not compared */
        if (!pd_target_measure(&target, book->extents[i].length_m, book->extents[i].area_ha, 0, &measured) ||
            fabs(measured - target.value) <= TARGET_SLACK * target.value)
            continue;
        const pd_place place =
            pd_audit_place_of(book->plan, activity->document, activity->line, activity->origin);
        pd_finding_add(out, rule->severity, rule->id, activity->id, &place,
                       "The works of %s measure %s %s, %s %% of its target (\"%s\").", activity->id,
                       pd_audit_shown(out, measured, 1), target.unit,
                       pd_audit_shown(out, 100 * measured / target.value, 0), activity->target);
        pd_audit_values(out, book->ctx, target.value, pd_number_round(measured, 2));
    }
    return PDOT_OK;
}
