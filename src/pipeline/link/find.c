/* Findings about zones: one per distinct text and kind of doubt, with the rows it stands in. */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "pipeline/link/link.h"

#define MAX_IDS 12 /* listed in a message; the rest is a number */

typedef struct cell {
    const pd_linked *row;
    size_t order;
} cell;

/* By text; cells without text by component. */
static int compare_cells(const void *a, const void *b)
{
    const cell *x = a, *y = b;
    int order = strcmp(x->row->zones, y->row->zones);
    if (order == 0 && x->row->zones[0] == '\0')
        order = strcmp(x->row->component, y->row->component);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static bool is_same_text(const cell *a, const cell *b)
{
    return strcmp(a->row->zones, b->row->zones) == 0 &&
           (a->row->zones[0] != '\0' || strcmp(a->row->component, b->row->component) == 0);
}

static pd_place place_of(const pd_link *link, const pd_linked *row)
{
    const int32_t source = row->origin.source;
    const bool is_known = source >= 0 && source < link->plan->n_sources;
    return (pd_place){
        .file = is_known ? link->plan->sources[source].path : NULL, .row = row->origin.row, .field = "zonas"};
}

/* "bio-04, bio-05 and 3 more" */
static void write_ids(pd_link *link, const cell *cells, size_t n, pd_buffer *out)
{
    pd_buffer_clear(out);
    for (size_t i = 0; i < n && i < MAX_IDS; i++)
        pd_buffer_format(out, i > 0 ? ", %s" : "%s", cells[i].row->id);
    if (n > MAX_IDS)
        pd_buffer_format(out, pd_translate(link->ctx, " and %zu more"), n - MAX_IDS);
}

static void find_unread(pd_link *link, const pd_linked *row, const char *ids, const pd_place *place)
{
    for (size_t i = 0; i < row->card->n_unread && row->card->n_mentions > 0; i++) {
        pd_finding_add(&link->findings, PDOT_SEVERITY_REVIEW, "zone_unread", row->zones, place,
                       "The words \"%s\" of the zone \"%s\" are no place of the gazetteer (%s).",
                       row->card->unread[i].text, row->zones, ids);
        pd_finding_values(&link->findings, "", row->card->unread[i].text);
    }
}

static void find_mention(pd_link *link, const pd_linked *row, const pdot_mention *mention, const char *ids,
                         const pd_place *place)
{
    pd_findings *out = &link->findings;
    if (strcmp(mention->grade, "corrected") == 0)
        pd_finding_add(out, PDOT_SEVERITY_INFO, "zone_corrected", row->zones, place,
                       "\"%s\" is read as %s (%s).", mention->text, mention->name, ids);
    else if (strcmp(mention->grade, "vague") == 0)
        pd_finding_add(out, PDOT_SEVERITY_INFO, "zone_vague", row->zones, place,
                       "\"%s\" does not say which: it may be any of %zu territories (%s).", mention->text,
                       mention->n_territories, ids);
    else if (strcmp(mention->grade, "ambiguous") == 0)
        pd_finding_add(out, PDOT_SEVERITY_REVIEW, "zone_ambiguous", row->zones, place,
                       "\"%s\" may mean several places; decide it in the decisions of the gazetteer (%s).",
                       mention->text, ids);
    else if (strcmp(mention->grade, "unresolved") == 0)
        pd_finding_add(out, PDOT_SEVERITY_REVIEW, "zone_unresolved", row->zones, place,
                       "\"%s\" is no territory of the plan (%s).", mention->text, ids);
    else
        return;
    pd_finding_values(out, mention->name, mention->text);
}

static void find_group(pd_link *link, const cell *cells, size_t n, pd_buffer *ids)
{
    const pd_linked *row = cells[0].row;
    const pdot_card *card = row->card;
    const pd_place place = place_of(link, row);
    write_ids(link, cells, n, ids);
    if (strcmp(card->grade, "missing") == 0) {
        pd_finding_add(&link->findings, PDOT_SEVERITY_REVIEW, "zone_missing", row->component, &place,
                       "Rows of \"%s\" without zone (%zu): %s.", row->component, n, ids->data);
        return;
    }
    if (card->n_mentions == 0)
        pd_finding_add(&link->findings, PDOT_SEVERITY_REVIEW, "zone_unresolved", row->zones, &place,
                       "The zone \"%s\" names no territory of the plan (%s).", row->zones, ids->data);
    for (size_t i = 0; i < card->n_mentions; i++)
        find_mention(link, row, &card->mentions[i], ids->data, &place);
    find_unread(link, row, ids->data, &place);
}

pdot_status pd_link_find(pd_link *link)
{
    const size_t n = (size_t)link->plan->n_problems;
    pd_buffer ids;
    pd_buffer_init(link->ctx, &ids);
    cell *cells = pd_alloc_array(link->ctx, n + 1, sizeof *cells);
    pdot_status status = cells != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK) {
        for (size_t i = 0; i < n; i++)
            cells[i] = (cell){&link->problems[i], i};
        qsort(cells, n, sizeof *cells, compare_cells);
    }
    for (size_t i = 0; i < n && status == PDOT_OK;) {
        size_t same = 1;
        while (i + same < n && is_same_text(&cells[i], &cells[i + same]))
            same++;
        find_group(link, &cells[i], same, &ids);
        i += same;
        status = pd_buffer_status(&ids);
    }
    pd_free(cells);
    pd_buffer_release(&ids);
    return status == PDOT_OK ? link->findings.status : status;
}
