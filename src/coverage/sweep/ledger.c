/* What the trapezoids of a beam mean. */
#include "coverage/sweep/ledger.h"

#include <math.h>
#include <string.h>

#include "coverage/least.h"

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

pdot_status pd_ledger_init(pdot_ctx *ctx, const pd_sweep_plan *plan, pd_ledger *ledger)
{
    *ledger = (pd_ledger){.ctx = ctx, .plan = plan, .width = pd_sweep_width(plan)};
    ledger->uses_masks = plan->n_ids <= IDS_OF_A_MASK;
    ledger->count = pd_alloc_array(ctx, (size_t)plan->n_ids, sizeof *ledger->count);
    ledger->layers = pd_alloc_array(ctx, (size_t)plan->n_layers, sizeof *ledger->layers);
    return ledger->count != NULL && ledger->layers != NULL ? PDOT_OK : PDOT_NOMEM;
}

void pd_ledger_release(pd_ledger *ledger)
{
    for (int32_t i = 0; ledger->layers != NULL && i < ledger->plan->n_layers; i++)
        pd_free(ledger->layers[i].list);
    pd_free(ledger->layers);
    pd_free(ledger->count);
    pd_free(ledger->zone_count);
    pd_free(ledger->active);
    pd_free(ledger->rows);
    pd_free(ledger->is_open);
    pd_free(ledger->reference);
    *ledger = (pd_ledger){0};
}

/* ---- the classes at the place */

static int32_t layer_value(const pd_ledger *ledger, const pd_layer_state *layer)
{
    if (ledger->uses_masks)
        return layer->mask != 0 ? ledger->plan->value[63 - __builtin_clzll(layer->mask)] : 0;
    return layer->n > 0 ? ledger->plan->value[layer->list[layer->n - 1]] : 0;
}

static void list_insert(pd_ledger *ledger, pd_layer_state *layer, int32_t id)
{
    if (layer->n == layer->capacity) {
        size_t capacity = (size_t)layer->capacity;
        if (!pd_grow(ledger->ctx, (void **)&layer->list, &capacity, (size_t)layer->n + 1,
                     sizeof *layer->list)) {
            ledger->status = PDOT_NOMEM;
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
typedef void (*id_fn)(pd_ledger *ledger, double *row, int32_t id, double ground);

static void each_id(pd_ledger *ledger, double *row, double ground, id_fn visit)
{
    for (int32_t l = 0; l < ledger->plan->n_layers; l++) {
        const pd_layer_state *layer = &ledger->layers[l];
        for (uint64_t mask = layer->mask; mask != 0; mask &= mask - 1)
            visit(ledger, row, __builtin_ctzll(mask), ground);
        for (int32_t i = 0; i < layer->n; i++)
            visit(ledger, row, layer->list[i], ground);
    }
}

static void book_parts(pd_ledger *ledger, double *row, int32_t id, double ground)
{
    row[pd_sweep_any(ledger->plan, id)] += ground;
    if (ledger->with_sums)
        row[pd_sweep_sum(ledger->plan, id)] += ledger->count[id] * ground;
}

/* ---- zones */

static double *row_of(pd_ledger *ledger, int32_t zone)
{
    return ledger->rows + (size_t)zone * (size_t)ledger->width;
}

static void open_row(pd_ledger *ledger, int32_t zone)
{
    if (ledger->is_open[zone])
        return;
    ledger->is_open[zone] = true;
    memset(row_of(ledger, zone), 0, (size_t)ledger->width * sizeof *ledger->rows);
}

/* The zone ends (or begins, with negative ground) at a place: all that covers it there is booked. */
static void book_zone(pd_ledger *ledger, int32_t zone, double ground)
{
    double *row = row_of(ledger, zone);
    row[ledger->bucket] += ground;
    if (ledger->plan->with_parts)
        each_id(ledger, row, ground, book_parts);
}

static void cross_zone(pd_ledger *ledger, int32_t zone, int32_t weight, double ground)
{
    const int32_t before = ledger->zone_count[zone], after = before + weight;
    ledger->zone_count[zone] = after;
    ledger->n_counting += (after != 0) - (before != 0);
    if ((before > 0) == (after > 0))
        return;
    if (after > 0) {
        open_row(ledger, zone);
        ledger->active[ledger->n_active++] = zone;
        book_zone(ledger, zone, -ground);
        return;
    }
    int32_t k = ledger->n_covering;
    while (ledger->active[k] != zone)
        k++;
    ledger->active[k] = ledger->active[--ledger->n_active];
    book_zone(ledger, zone, ground);
}

/* ---- classes */

static void change_bucket(pd_ledger *ledger, int32_t change, double ground)
{
    if (change == 0)
        return;
    for (int32_t i = 0; i < ledger->n_active; i++) {
        double *row = row_of(ledger, ledger->active[i]);
        row[ledger->bucket] += ground;
        row[ledger->bucket + change] -= ground;
    }
    ledger->bucket += change;
}

static void cross_class(pd_ledger *ledger, int32_t id, int32_t weight, double ground)
{
    const pd_sweep_plan *plan = ledger->plan;
    const int32_t before = ledger->count[id], after = before + weight;
    ledger->count[id] = after;
    ledger->n_counting += (after != 0) - (before != 0);
    ledger->plain -= weight * ground;
    const bool changes = (before > 0) != (after > 0);
    if (plan->with_parts)
        for (int32_t i = 0; i < ledger->n_active; i++) {
            double *row = row_of(ledger, ledger->active[i]);
            if (ledger->with_sums)
                row[pd_sweep_sum(plan, id)] -= weight * ground;
            if (changes)
                row[pd_sweep_any(plan, id)] += after > 0 ? -ground : ground;
        }
    if (!changes)
        return;
    pd_layer_state *layer = &ledger->layers[plan->layer[id]];
    const int32_t value = layer_value(ledger, layer);
    if (ledger->uses_masks)
        layer->mask ^= (uint64_t)1 << id;
    else if (after > 0)
        list_insert(ledger, layer, id);
    else
        list_remove(layer, id);
    change_bucket(ledger, layer_value(ledger, layer) - value, ground);
}

/* ---- a beam */

static void end_id(pd_ledger *ledger, double *row, int32_t id, double ground)
{
    (void)row;
    ledger->plain += ledger->count[id] * ground;
}

/* Counts that are not back at zero: of owners open at the right wall, and, in beams that rounding alone has
 * made, of chains whose partner is missing. */
static void reset_counts(pd_ledger *ledger, const pd_hit *hits, size_t n)
{
    for (size_t i = 0; i < n; i++)
        *(hits[i].id >= 0 ? &ledger->count[hits[i].id] : &ledger->zone_count[-1 - hits[i].id]) = 0;
    for (int32_t l = 0; l < ledger->plan->n_layers; l++) {
        ledger->layers[l].mask = 0;
        ledger->layers[l].n = 0;
    }
    ledger->n_counting = 0;
}

/* The right wall ends all that is still open. */
static void end_beam(pd_ledger *ledger, const pd_hit *hits, size_t n, double ground)
{
    for (int32_t i = 0; i < ledger->n_active; i++)
        book_zone(ledger, ledger->active[i], ground);
    ledger->n_active = ledger->n_covering;
    if (ledger->n_counting > 0) {
        each_id(ledger, NULL, ground, end_id);
        reset_counts(ledger, hits, n);
    }
    ledger->bucket = 0;
}

/* Most beams lie in one zone and know one layer: the same as below without the questions. */
static void single_beam(pd_ledger *ledger, const pd_hit *hits, size_t n, double height)
{
    const pd_sweep_plan *plan = ledger->plan;
    double *row = ledger->rows, *any = plan->with_parts ? row + pd_sweep_any(plan, 0) : NULL;
    const double left = ledger->left;
    double plain = 0;
    uint64_t mask = 0;
    int32_t bucket = 0;
    for (size_t i = 0; i < n; i++) {
        const int32_t id = hits[i].id, weight = hits[i].weight;
        const int32_t before = ledger->count[id], after = before + weight;
        const double ground = (hits[i].x - left) * height;
        ledger->count[id] = after;
        ledger->n_counting += (after != 0) - (before != 0);
        plain += weight * ground;
        if ((before > 0) == (after > 0))
            continue;
        if (any != NULL)
            any[id] += after > 0 ? -ground : ground;
        mask ^= (uint64_t)1 << id;
        const int32_t now = mask != 0 ? plan->value[63 - __builtin_clzll(mask)] : 0;
        /* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): a ledger has its rows */
        row[bucket] += ground;
        row[now] -= ground;
        bucket = now;
    }
    ledger->plain -= plain;
    ledger->bucket = bucket;
    ledger->layers[0].mask = mask;
    end_beam(ledger, hits, n, (ledger->right - left) * height);
}

void pd_ledger_beam(pd_ledger *ledger, const pd_hit *hits, size_t n, double height)
{
    if (ledger->is_single) {
        single_beam(ledger, hits, n, height);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        const double ground = (hits[i].x - ledger->left) * height;
        if (hits[i].id >= 0)
            cross_class(ledger, hits[i].id, hits[i].weight, ground);
        else
            cross_zone(ledger, -1 - hits[i].id, hits[i].weight, ground);
    }
    end_beam(ledger, hits, n, (ledger->right - ledger->left) * height);
}

/* ---- begin and end of a sweep */

static pdot_status reserve_zones(pd_ledger *ledger, size_t n)
{
    if (n <= ledger->zone_capacity && ledger->rows != NULL)
        return PDOT_OK;
    const size_t capacity = n + 16;
    pd_free(ledger->zone_count);
    pd_free(ledger->active);
    pd_free(ledger->rows);
    pd_free(ledger->is_open);
    pd_free(ledger->reference);
    ledger->zone_count = pd_alloc_array(ledger->ctx, capacity, sizeof *ledger->zone_count);
    ledger->active = pd_alloc_array(ledger->ctx, capacity, sizeof *ledger->active);
    ledger->rows = pd_alloc_array(ledger->ctx, capacity * (size_t)ledger->width, sizeof *ledger->rows);
    ledger->is_open = pd_alloc_array(ledger->ctx, capacity, sizeof *ledger->is_open);
    ledger->reference = pd_alloc_array(ledger->ctx, capacity, sizeof *ledger->reference);
    ledger->zone_capacity = capacity;
    return ledger->zone_count != NULL && ledger->active != NULL && ledger->rows != NULL &&
                   ledger->is_open != NULL && ledger->reference != NULL
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

static void sum_references(pd_ledger *ledger, const pd_soup *soup, size_t first, size_t end)
{
    double low = INFINITY, high = -INFINITY;
    ledger->plain = ledger->plain_reference = 0;
    for (size_t i = first; i < end; i++) {
        const pd_chain *chain = &soup->chains[i];
        low = pd_least(low, soup->xy[2 * (size_t)chain->first + 1]);
        high = pd_most(high, soup->xy[2 * ((size_t)chain->first + chain->n - 1) + 1]);
        const double ground = chain->weight * ground_right_of(soup, chain, ledger->right);
        if (chain->id >= 0)
            ledger->plain_reference += ground;
        else
            ledger->reference[-1 - chain->id] += ground;
    }
    ledger->frame_area = (ledger->right - ledger->left) * pd_most(high - low, 0);
}

pdot_status pd_ledger_open(pd_ledger *ledger, const pd_soup *soup, size_t first, size_t end,
                           const pd_sweep_frame *frame)
{
    const pdot_status status = reserve_zones(ledger, (size_t)frame->n_zones);
    if (status != PDOT_OK)
        return status;
    ledger->with_sums = frame->with_sums;
    ledger->is_single = frame->n_zones == 1 && frame->n_covering == 1 && ledger->plan->n_layers == 1 &&
                        ledger->uses_masks && !frame->with_sums;
    ledger->left = frame->left;
    ledger->right = frame->right;
    ledger->n_zones = frame->n_zones;
    ledger->n_active = ledger->n_covering = frame->n_covering;
    ledger->bucket = ledger->n_counting = 0;
    for (int32_t z = 0; z < frame->n_zones; z++) {
        ledger->zone_count[z] = 0;
        ledger->is_open[z] = false;
        ledger->reference[z] = 0;
    }
    for (int32_t z = 0; z < frame->n_covering; z++) {
        ledger->active[z] = z;
        open_row(ledger, z);
    }
    sum_references(ledger, soup, first, end);
    return PDOT_OK;
}

/* A zone with chains: all buckets together must be its ground in the frame. The plain sum of the classes'
 * polygons must be what their chains enclose; a difference there may concern any zone of the frame. */
static void book_residual(pd_ledger *ledger, int32_t zone)
{
    double *row = row_of(ledger, zone);
    /* where polygons lie n deep, an error in their plain sum is one of an n-th of it in the ground */
    const double depth = pd_most(1, ledger->plain_reference / ledger->frame_area);
    double residual = fabs(ledger->plain - ledger->plain_reference) / depth;
    if (zone >= ledger->n_covering) {
        double total = 0;
        for (int32_t b = 0; b < ledger->plan->n_buckets; b++)
            total += row[b];
        residual += fabs(total - ledger->reference[zone]);
    }
    row[pd_sweep_residual(ledger->plan)] = residual;
}

pdot_status pd_ledger_close(pd_ledger *ledger, const pd_sweep_frame *frame)
{
    for (int32_t z = 0; z < ledger->n_zones; z++)
        if (ledger->is_open[z]) {
            book_residual(ledger, z);
            frame->book(frame->user, z, row_of(ledger, z));
        }
    return ledger->status;
}
