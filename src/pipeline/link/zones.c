/* The layer of zones: every zone the plan names, once, with the ground of its territories. */
#include <stdlib.h>
#include <string.h>

#include "base/fold.h"
#include "geo/geometry.h"
#include "pipeline/link/link.h"
#include "text/grade.h"

typedef struct zone {
    const pdot_mention *mention;
    const char *folded; /* name */
    size_t order;       /* of reading */
} zone;

typedef struct zones {
    zone *items;
    size_t count, capacity;
} zones;

static int compare_codes(const pdot_mention *a, const pdot_mention *b)
{
    for (size_t i = 0; i < a->n_territories && i < b->n_territories; i++) {
        const int order = strcmp(a->territories[i], b->territories[i]);
        if (order != 0)
            return order;
    }
    return (a->n_territories > b->n_territories) - (a->n_territories < b->n_territories);
}

static int grade_order(const char *word)
{
    pd_grade grade = PD_GRADE_MISSING;
    (void)pd_grade_parse(word, &grade);
    return (int)grade;
}

/* By name, then ground; of one zone the best grade first, then the first reading. */
static int compare_zones(const void *a, const void *b)
{
    const zone *x = a, *y = b;
    int order = strcmp(x->folded, y->folded);
    if (order == 0)
        order = compare_codes(x->mention, y->mention);
    if (order == 0)
        order = grade_order(x->mention->grade) - grade_order(y->mention->grade);
    return order != 0 ? order : (x->order > y->order) - (x->order < y->order);
}

static pdot_status collect_mention(pd_link *link, const pdot_mention *mention, zones *out)
{
    if (mention->n_territories == 0 || strcmp(mention->rule, "except") == 0)
        return PDOT_OK;
    char *folded = NULL;
    const pdot_status status = pd_fold_text(link->ctx, mention->name, &folded);
    if (status != PDOT_OK)
        return status;
    const char *kept = pd_arena_strdup(link->ctx, &link->arena, folded);
    pd_free(folded);
    if (kept == NULL ||
        !pd_grow(link->ctx, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
        return PDOT_NOMEM;
    out->items[out->count] = (zone){mention, kept, out->count};
    out->count++;
    return PDOT_OK;
}

static pdot_status collect(pd_link *link, const pd_linked *rows, size_t n, zones *out)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        for (size_t j = 0; j < rows[i].card->n_mentions && status == PDOT_OK; j++)
            status = collect_mention(link, &rows[i].card->mentions[j], out);
    return status;
}

/* "zona-urbana"; a second zone of that name has "-2". */
static void write_id(const char *folded, size_t number, pd_buffer *out)
{
    pd_buffer_clear(out);
    bool is_joined = true;
    for (const char *at = folded; *at != '\0'; at++) {
        const bool is_plain = (*at >= 'a' && *at <= 'z') || (*at >= '0' && *at <= '9');
        if (is_plain)
            pd_buffer_byte(out, *at);
        else if (!is_joined)
            pd_buffer_byte(out, '-');
        is_joined = !is_plain;
    }
    while (out->size > 0 && out->data[out->size - 1] == '-')
        out->data[--out->size] = '\0';
    if (number > 1)
        pd_buffer_format(out, "-%zu", number);
}

static pdot_status union_of(pd_link *link, const pdot_mention *mention, pd_bytes *parts, pd_byte_vector *out)
{
    for (size_t i = 0; i < mention->n_territories; i++)
        parts[i] = link->plan->territories[pdot_plan_find_territory(link->plan, mention->territories[i])].wkb;
    return pd_geometry_union(link->ctx, parts, mention->n_territories, out);
}

typedef struct zone_writer {
    pd_maker maker;
    pd_bytes *parts;
    pd_byte_vector ground;
    pd_buffer id, codes;
} zone_writer;

static pdot_status put_zone(pd_link *link, zone_writer *writer, const zone *one, size_t number)
{
    const pdot_mention *mention = one->mention;
    write_id(one->folded, number, &writer->id);
    pd_buffer_clear(&writer->codes);
    for (size_t i = 0; i < mention->n_territories; i++)
        pd_buffer_format(&writer->codes, i > 0 ? " %s" : "%s", mention->territories[i]);
    pdot_status status = pd_buffer_status(&writer->id);
    if (status == PDOT_OK)
        status = pd_buffer_status(&writer->codes);
    if (status == PDOT_OK)
        status = union_of(link, mention, writer->parts, &writer->ground);
    if (status != PDOT_OK)
        return status;
    pd_maker_set(&writer->maker, "zona_id", pd_text(writer->id.data));
    pd_maker_set(&writer->maker, "nombre", pd_text(mention->name));
    pd_maker_set(&writer->maker, "grado", pd_text(mention->grade));
    pd_maker_set(&writer->maker, "regla", pd_text(mention->rule));
    pd_maker_set(&writer->maker, "codigos", pd_text(writer->codes.data));
    return pd_maker_put(&writer->maker, (pd_bytes){writer->ground.data, writer->ground.size});
}

static pdot_status put_all(pd_link *link, const zones *list, zone_writer *writer)
{
    pdot_status status = PDOT_OK;
    size_t number = 0;
    for (size_t i = 0; i < list->count && status == PDOT_OK; i++) {
        const zone *one = &list->items[i];
        const bool is_same_name = i > 0 && strcmp(one->folded, one[-1].folded) == 0;
        if (is_same_name && compare_codes(one->mention, one[-1].mention) == 0)
            continue;
        number = is_same_name ? number + 1 : 1;
        status = put_zone(link, writer, one, number);
    }
    return status;
}

pdot_status pd_link_put_zones(pd_link *link)
{
    zones list = {0};
    zone_writer writer = {
        .parts = pd_alloc_array(link->ctx, (size_t)link->plan->n_territories + 1, sizeof(pd_bytes))};
    pd_buffer_init(link->ctx, &writer.id);
    pd_buffer_init(link->ctx, &writer.codes);
    pdot_status status = writer.parts != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = collect(link, link->problems, (size_t)link->plan->n_problems, &list);
    if (status == PDOT_OK)
        status = collect(link, link->activities, (size_t)link->plan->n_activities, &list);
    if (status == PDOT_OK && list.count > 0)
        qsort(list.items, list.count, sizeof *list.items, compare_zones);
    if (status == PDOT_OK) {
        status = pd_maker_begin(link->ctx, link->run->store, "zonas", PD_LINK_UNIT, &writer.maker);
        if (status == PDOT_OK)
            status = put_all(link, &list, &writer);
        status = pd_maker_end(&writer.maker, status);
    }
    pd_byte_vector_release(&writer.ground);
    pd_buffer_release(&writer.codes);
    pd_buffer_release(&writer.id);
    pd_free(writer.parts);
    pd_free(list.items);
    return status;
}
