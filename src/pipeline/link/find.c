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
    if (row->document[0] != '\0')
        return (pd_place){.file = row->document, .row = row->line, .field = "zonas"};
    const int32_t source = row->origin.source;
    const bool is_known = source >= 0 && source < link->plan->n_sources;
    return (pd_place){
        .file = is_known ? link->plan->sources[source].path : NULL, .row = row->origin.row, .field = "zonas"};
}

static bool is_placed(const pd_linked *row)
{
    return row->card->n_certain + row->card->n_possible > 0;
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
    if (mention->is_corrected) {
        pd_finding_add(out, PDOT_SEVERITY_INFO, "zone_corrected", row->zones, place,
                       "\"%s\" is read as %s (%s).", mention->text, mention->name, ids);
        pd_finding_values(out, mention->name, mention->text);
    }
    if (strcmp(mention->grade, "vague") == 0)
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

/* Rows that have no territory at all, in cells; how many. */
static size_t list_unplaced(const pd_linked *rows, size_t n, cell *cells)
{
    size_t unplaced = 0;
    for (size_t i = 0; i < n; i++)
        if (rows[i].counts && !is_placed(&rows[i]))
            cells[unplaced++] = (cell){&rows[i], i};
    return unplaced;
}

static pdot_status find_activities(pd_link *link)
{
    const size_t n = (size_t)link->plan->n_activities;
    pd_buffer ids;
    pd_buffer_init(link->ctx, &ids);
    cell *cells = pd_alloc_array(link->ctx, n + 1, sizeof *cells);
    const size_t unplaced = cells != NULL ? list_unplaced(link->activities, n, cells) : 0;
    if (unplaced > 0) {
        const pd_place place = place_of(link, cells[0].row);
        write_ids(link, cells, unplaced, &ids);
        pd_finding_add(&link->findings, PDOT_SEVERITY_INFO, "activity_unplaced", "", &place,
                       "Activities that do not say where (%zu): %s.", unplaced, ids.data);
    }
    const pdot_status status = cells != NULL ? pd_buffer_status(&ids) : PDOT_NOMEM;
    pd_free(cells);
    pd_buffer_release(&ids);
    return status;
}

/* A misprinted place is told row by row; the services without any place are told together. */
pdot_status pd_link_find_services(pd_link *link, const pd_linked *rows, size_t n)
{
    pd_buffer ids;
    pd_buffer_init(link->ctx, &ids);
    cell *cells = pd_alloc_array(link->ctx, n + 1, sizeof *cells);
    const size_t unplaced = cells != NULL ? list_unplaced(rows, n, cells) : 0;
    for (size_t i = 0; cells != NULL && i < n; i++) {
        const pd_place place = place_of(link, &rows[i]);
        for (size_t j = 0; j < rows[i].card->n_mentions; j++)
            if (rows[i].card->mentions[j].n_territories > 0)
                find_mention(link, &rows[i], &rows[i].card->mentions[j], rows[i].id, &place);
    }
    if (unplaced > 0) {
        const pd_place place = place_of(link, cells[0].row);
        write_ids(link, cells, unplaced, &ids);
        pd_finding_add(&link->findings, PDOT_SEVERITY_REVIEW, "service_unplaced", "", &place,
                       "Services without territory (%zu of %zu): %s. The column \"motivo\" of servicios says "
                       "why of each; a row of the gazetteer or a column \"codigo\" would place them.",
                       unplaced, n, ids.data);
    }
    const pdot_status status = cells != NULL ? pd_buffer_status(&ids) : PDOT_NOMEM;
    pd_free(cells);
    pd_buffer_release(&ids);
    return status == PDOT_OK ? link->findings.status : status;
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
    if (status == PDOT_OK)
        status = find_activities(link);
    return status == PDOT_OK ? link->findings.status : status;
}
