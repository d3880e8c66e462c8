/* What the trapezoids of a beam mean. */
#include "coverage/sweep_book.h"

#include <math.h>
#include <string.h>

#define IDS_OF_A_MASK 64

int32_t pd_sweep_width(const pd_sweep_plan *plan)
{
    return plan->n_buckets + (plan->with_parts ? 2 * plan->n_ids : 0) + 1;
}

int32_t pd_sweep_any(const pd_sweep_plan *plan, int32_t id)
{
    return plan->n_buckets + id;
}

int32_t pd_sweep_sum(const pd_sweep_plan *plan, int32_t id)
{
    return plan->n_buckets + plan->n_ids + id;
}

int32_t pd_sweep_residual(const pd_sweep_plan *plan)
{
    return pd_sweep_width(plan) - 1;
}

pdot_status pd_book_init(pdot_ctx *ctx, const pd_sweep_plan *plan, pd_book *book)
{
    *book = (pd_book){.ctx = ctx, .plan = plan, .width = pd_sweep_width(plan)};
    book->uses_masks = plan->n_ids <= IDS_OF_A_MASK;
    book->count = pd_alloc_array(ctx, (size_t)plan->n_ids, sizeof *book->count);
    book->layers = pd_alloc_array(ctx, (size_t)plan->n_layers, sizeof *book->layers);
    return book->count != NULL && book->layers != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_book_release(pd_book *book)
{
    for (int32_t i = 0; book->layers != NULL && i < book->plan->n_layers; i++)
        pd_free(book->layers[i].list);
    pd_free(book->layers);
    pd_free(book->count);
    pd_free(book->zone_count);
    pd_free(book->active);
    pd_free(book->rows);
    pd_free(book->is_open);
    pd_free(book->reference);
    *book = (pd_book){0};
}

/* ---- the classes at the place */

static int32_t layer_value(const pd_book *book, const pd_layer_state *layer)
{
    if (book->uses_masks)
        return layer->mask != 0 ? book->plan->value[63 - __builtin_clzll(layer->mask)] : 0;
    return layer->n > 0 ? book->plan->value[layer->list[layer->n - 1]] : 0;
}

static void list_insert(pd_book *book, pd_layer_state *layer, int32_t id)
{
    if (layer->n == layer->capacity) {
        size_t capacity = (size_t)layer->capacity;
        if (!pd_grow(book->ctx, (void **)&layer->list, &capacity, (size_t)layer->n + 1,
                     sizeof *layer->list)) {
            book->status = PDOT_NOMEM;
            return;
        }
        layer->capacity = (int32_t)capacity;
    }
    int32_t k = layer->n++;
    for (; k > 0 && layer->list[k - 1] > id; k--)
        layer->list[k] = layer->list[k - 1];
    layer->list[k] = id;
}

static void list_remove(pd_layer_state *layer, int32_t id)
{
    int32_t k = 0;
    while (k < layer->n && layer->list[k] != id)
        k++;
    if (k == layer->n)
        return; /* it could not be added: memory has run out, which is recorded */
    layer->n--;
    for (; k < layer->n; k++)
        layer->list[k] = layer->list[k + 1];
}

/* Calls for every class that covers the place. */
typedef void (*id_fn)(pd_book *book, double *row, int32_t id, double ground);

static void each_id(pd_book *book, double *row, double ground, id_fn visit)
{
    for (int32_t l = 0; l < book->plan->n_layers; l++) {
        const pd_layer_state *layer = &book->layers[l];
        for (uint64_t mask = layer->mask; mask != 0; mask &= mask - 1)
            visit(book, row, __builtin_ctzll(mask), ground);
        for (int32_t i = 0; i < layer->n; i++)
            visit(book, row, layer->list[i], ground);
    }
}

static void book_parts(pd_book *book, double *row, int32_t id, double ground)
{
    row[pd_sweep_any(book->plan, id)] += ground;
    row[pd_sweep_sum(book->plan, id)] += book->count[id] * ground;
}

/* ---- zones */

static double *row_of(pd_book *book, int32_t zone)
{
    return book->rows + (size_t)zone * (size_t)book->width;
}

static void open_row(pd_book *book, int32_t zone)
{
    if (book->is_open[zone])
        return;
    book->is_open[zone] = true;
    memset(row_of(book, zone), 0, (size_t)book->width * sizeof *book->rows);
}

/* The zone ends (or begins, with negative ground) at a place: all that covers it there is booked. */
static void book_zone(pd_book *book, int32_t zone, double ground)
{
    double *row = row_of(book, zone);
    row[book->bucket] += ground;
    if (book->plan->with_parts)
        each_id(book, row, ground, book_parts);
}

static void cross_zone(pd_book *book, int32_t zone, int32_t weight, double ground)
{
    const int32_t before = book->zone_count[zone], after = before + weight;
    book->zone_count[zone] = after;
    book->n_counting += (after != 0) - (before != 0);
    if ((before > 0) == (after > 0))
        return;
    if (after > 0) {
        open_row(book, zone);
        book->active[book->n_active++] = zone;
        book_zone(book, zone, -ground);
        return;
    }
    int32_t k = book->n_covering;
    while (book->active[k] != zone)
        k++;
    book->active[k] = book->active[--book->n_active];
    book_zone(book, zone, ground);
}

/* ---- classes */

static void change_bucket(pd_book *book, int32_t change, double ground)
{
    if (change == 0)
        return;
    for (int32_t i = 0; i < book->n_active; i++) {
        double *row = row_of(book, book->active[i]);
        row[book->bucket] += ground;
        row[book->bucket + change] -= ground;
    }
    book->bucket += change;
}

static void cross_class(pd_book *book, int32_t id, int32_t weight, double ground)
{
    const pd_sweep_plan *plan = book->plan;
    const int32_t before = book->count[id], after = before + weight;
    book->count[id] = after;
    book->n_counting += (after != 0) - (before != 0);
    book->plain -= weight * ground;
    const bool changes = (before > 0) != (after > 0);
    if (plan->with_parts)
        for (int32_t i = 0; i < book->n_active; i++) {
            double *row = row_of(book, book->active[i]);
            row[pd_sweep_sum(plan, id)] -= weight * ground;
            if (changes)
                row[pd_sweep_any(plan, id)] += after > 0 ? -ground : ground;
        }
    if (!changes)
        return;
    pd_layer_state *layer = &book->layers[plan->layer[id]];
    const int32_t value = layer_value(book, layer);
    if (book->uses_masks)
        layer->mask ^= (uint64_t)1 << id;
    else if (after > 0)
        list_insert(book, layer, id);
    else
        list_remove(layer, id);
    change_bucket(book, layer_value(book, layer) - value, ground);
}

/* ---- a beam */

static void end_id(pd_book *book, double *row, int32_t id, double ground)
{
    (void)row;
    book->plain += book->count[id] * ground;
}

/* Counts that are not back at zero: of owners open at the right wall, and, in beams that rounding alone has
 * made, of chains whose partner is missing. */
static void reset_counts(pd_book *book, const pd_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *(hits[i].id >= 0 ? &book->count[hits[i].id] : &book->zone_count[-1 - hits[i].id]) = 0;
    for (int32_t l = 0; l < book->plan->n_layers; l++) {
        book->layers[l].mask = 0;
        book->layers[l].n = 0;
    }
    book->n_counting = 0;
}

/* The right wall ends all that is still open. */
static void end_beam(pd_book *book, const pd_hit *hits, size_t n, double ground)
{
    for (int32_t i = 0; i < book->n_active; i++)
        book_zone(book, book->active[i], ground);
    book->n_active = book->n_covering;
    if (book->n_counting > 0) {
        each_id(book, NULL, ground, end_id);
        reset_counts(book, hits, n);
    }
    book->bucket = 0;
}

void pd_book_beam(pd_book *book, const pd_hit *hits, size_t n, double height)
{
    for (size_t i = 0; i < n; i++) {
        const double ground = (hits[i].x - book->left) * height;
        if (hits[i].id >= 0)
            cross_class(book, hits[i].id, hits[i].weight, ground);
        else
            cross_zone(book, -1 - hits[i].id, hits[i].weight, ground);
    }
    end_beam(book, hits, n, (book->right - book->left) * height);
}

/* ---- begin and end of a sweep */

static pdot_status reserve_zones(pd_book *book, size_t n)
{
    if (n <= book->zone_capacity && book->rows != NULL)
        return PDOT_OK;
    const size_t capacity = n + 16;
    pd_free(book->zone_count);
    pd_free(book->active);
    pd_free(book->rows);
    pd_free(book->is_open);
    pd_free(book->reference);
    book->zone_count = pd_alloc_array(book->ctx, capacity, sizeof *book->zone_count);
    book->active = pd_alloc_array(book->ctx, capacity, sizeof *book->active);
    book->rows = pd_alloc_array(book->ctx, capacity * (size_t)book->width, sizeof *book->rows);
    book->is_open = pd_alloc_array(book->ctx, capacity, sizeof *book->is_open);
    book->reference = pd_alloc_array(book->ctx, capacity, sizeof *book->reference);
    book->zone_capacity = capacity;
    return book->zone_count != NULL && book->active != NULL && book->rows != NULL && book->is_open != NULL &&
                   book->reference != NULL
               ? PDOT_OK
               : PDOT_NOMEM;
}

/* The ground between a chain and the right wall. */
static double ground_right_of(const pd_soup *soup, const pd_chain *chain, double right)
{
    const double *p = soup->xy + 2 * (size_t)chain->first;
    double ground = 0;
    for (uint32_t i = 0; i + 1 < chain->n; i++, p += 2)
        ground += (right - (p[0] + p[2]) / 2) * (p[3] - p[1]);
    return ground;
}

static void sum_references(pd_book *book, const pd_soup *soup, size_t first, size_t end)
{
    book->plain = book->plain_reference = 0;
    for (size_t i = first; i < end; i++) {
        const pd_chain *chain = &soup->chains[i];
        const double ground = chain->weight * ground_right_of(soup, chain, book->right);
        if (chain->id >= 0)
            book->plain_reference += ground;
        else
            book->reference[-1 - chain->id] += ground;
    }
}

pdot_status pd_book_open(pd_book *book, const pd_soup *soup, size_t first, size_t end,
                         const pd_sweep_frame *frame)
{
    const pdot_status status = reserve_zones(book, (size_t)frame->n_zones);
    if (status != PDOT_OK)
        return status;
    book->left = frame->left;
    book->right = frame->right;
    book->n_zones = frame->n_zones;
    book->n_active = book->n_covering = frame->n_covering;
    book->bucket = book->n_counting = 0;
    for (int32_t z = 0; z < frame->n_zones; z++) {
        book->zone_count[z] = 0;
        book->is_open[z] = false;
        book->reference[z] = 0;
    }
    for (int32_t z = 0; z < frame->n_covering; z++) {
        book->active[z] = z;
        open_row(book, z);
    }
    sum_references(book, soup, first, end);
    return PDOT_OK;
}

/* A zone with chains: all buckets together must be its ground in the frame. The plain sum of the classes'
 * polygons must be what their chains enclose; a difference there may concern any zone of the frame. */
static void book_residual(pd_book *book, int32_t zone)
{
    double *row = row_of(book, zone);
    double residual = fabs(book->plain - book->plain_reference);
    if (zone >= book->n_covering) {
        double total = 0;
        for (int32_t b = 0; b < book->plan->n_buckets; b++)
            total += row[b];
        residual += fabs(total - book->reference[zone]);
    }
    row[pd_sweep_residual(book->plan)] = residual;
}

pdot_status pd_book_close(pd_book *book, const pd_sweep_frame *frame)
{
    for (int32_t z = 0; z < book->n_zones; z++)
        if (book->is_open[z]) {
            book_residual(book, z);
            frame->book(frame->user, z, row_of(book, z));
        }
    return book->status;
}
