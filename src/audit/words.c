/* Wording: objectives, names, places in a problem's own words. */
#include <string.h>

#include "audit/rules.h"

/* The state that the record keeps apart: not printed is not "no activity". */
static bool is_not_printed(const pd_audit_table *table, const pd_audit_row *row)
{
    return strstr(pd_audit_cell(table, row, "nota"), "no impreso") != NULL;
}

pdot_status pd_rule_objective_wording(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "objectives");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const pd_audit_row *row = &table->rows[i];
        const char *number = pd_audit_cell(table, row, "numero"),
                   *text = pd_audit_cell(table, row, "objetivo");
        for (size_t j = 0; j < i && number[0] != '\0'; j++) {
            const pd_audit_row *first = &table->rows[j];
            if (strcmp(pd_audit_cell(table, first, "numero"), number) != 0)
                continue;
            const char *a = pd_audit_folded(out, pd_audit_cell(table, first, "objetivo"));
            const char *b = pd_audit_folded(out, text);
            if (a == NULL || b == NULL)
                return out->status;
            if (strcmp(a, b) != 0) {
                const pd_place place = pd_audit_place(table, row);
                pd_finding_add(out, rule->severity, rule->id, number, &place,
                               "Objective %s reads \"%s\" in %s and \"%s\" in %s.", number,
                               pd_audit_cell(table, first, "objetivo"),
                               pd_audit_cell(table, first, "seccion"), text,
                               pd_audit_cell(table, row, "seccion"));
                pd_finding_values(out, pd_audit_cell(table, first, "objetivo"), text);
            }
            break;
        }
    }
    return PDOT_OK;
}

static bool has_activity(const pdot_plan *plan, const char *number)
{
    for (int32_t i = 0; i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].objective, number) == 0)
            return true;
    return false;
}

pdot_status pd_rule_objective_empty(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pd_audit_table *table = pd_audit_table_find(book, "objectives");
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const pd_audit_row *row = &table->rows[i];
        const char *number = pd_audit_cell(table, row, "numero");
        bool is_first = number[0] != '\0';
        for (size_t j = 0; j < i; j++)
            is_first = is_first && strcmp(pd_audit_cell(table, &table->rows[j], "numero"), number) != 0;
        if (!is_first || has_activity(book->plan, number) || is_not_printed(table, row))
            continue;
        const pd_place place = pd_audit_place(table, row);
        pd_finding_add(out, rule->severity, rule->id, number, &place, "Objective %s has no activity: \"%s\".",
                       number, pd_audit_cell(table, row, "objetivo"));
    }
    return PDOT_OK;
}

/* The first territory whose name is written otherwise in a zone text (accents and case apart from each other
 * fold away, so this is no correction). */
static void find_variant(const pd_audit_book *book, const pd_audit_rule *rule, const pd_problem *problem,
                         const pdot_mention *mention, bool *seen, pd_findings *out)
{
    if (mention->n_territories != 1 || strcmp(mention->rule, "name") != 0 ||
        strcmp(mention->grade, "exact") != 0)
        return;
    const int32_t territory = pdot_plan_find_territory(book->plan, mention->territories[0]);
    const char *name = book->plan->territories[territory].name;
    const char *folded = pd_audit_folded(out, name), *written = pd_audit_folded(out, mention->text);
    if (folded == NULL || written == NULL || seen[territory] || strcmp(name, mention->text) == 0 ||
        strcmp(folded, written) != 0)
        return;
    seen[territory] = true;
    const pd_place place = pd_audit_place_of(book->plan, problem->document, problem->line, problem->origin);
    pd_finding_add(out, rule->severity, rule->id, mention->territories[0], &place,
                   "%s is written \"%s\" in the zone of %s.", name, mention->text, problem->id);
    pd_finding_values(out, name, mention->text);
}

pdot_status pd_rule_names(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    const pdot_plan *plan = book->plan;
    bool *seen = pd_alloc_array(book->ctx, (size_t)plan->n_territories + 1, sizeof *seen);
    pdot_status status = seen != NULL ? PDOT_OK : PDOT_NOMEM;
    for (int32_t i = 0; i < plan->n_problems && status == PDOT_OK; i++) {
        pdot_card *card = NULL;
        status = pd_zone_resolve(book->ctx, book->gazetteer, plan->problems[i].zones, &card);
        for (size_t j = 0; status == PDOT_OK && j < card->n_mentions; j++)
            find_variant(book, rule, &plan->problems[i], &card->mentions[j], seen, out);
        pdot_card_free(card);
    }
    pd_free(seen);
    return status;
}

static bool has_code(const char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

static bool is_within_card(const pdot_card *card, const pdot_mention *mention)
{
    for (size_t i = 0; i < mention->n_territories; i++)
        if (has_code(card->certain, card->n_certain, mention->territories[i]) ||
            has_code(card->possible, card->n_possible, mention->territories[i]))
            return true;
    return false;
}

static void find_contradiction(const pd_audit_book *book, const pd_audit_rule *rule,
                               const pd_problem *problem, const pdot_card *zone, const pdot_card *own,
                               pd_findings *out)
{
    for (size_t i = 0; i < own->n_mentions; i++) {
        if (own->mentions[i].n_territories == 0 || is_within_card(zone, &own->mentions[i]))
            continue;
        const pd_place place =
            pd_audit_place_of(book->plan, problem->document, problem->line, problem->origin);
        pd_finding_add(out, rule->severity, rule->id, problem->id, &place,
                       "%s names \"%s\" in its own words (\"%s\"), but its zone is \"%s\".", problem->id,
                       own->mentions[i].text, problem->text, problem->zones);
        pd_finding_values(out, problem->zones, own->mentions[i].text);
    }
}

pdot_status pd_rule_zone_words(const pd_audit_book *book, const pd_audit_rule *rule, pd_findings *out)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < book->plan->n_problems && status == PDOT_OK; i++) {
        const pd_problem *problem = &book->plan->problems[i];
        pdot_card *zone = NULL, *own = NULL;
        status = pd_zone_resolve(book->ctx, book->gazetteer, problem->zones, &zone);
        if (status == PDOT_OK)
            status = pd_zone_mentions(book->ctx, book->gazetteer, problem->text, &own);
        if (status == PDOT_OK && zone->n_certain + zone->n_possible > 0)
            find_contradiction(book, rule, problem, zone, own, out);
        pdot_card_free(own);
        pdot_card_free(zone);
    }
    return status;
}
