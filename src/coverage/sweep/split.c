/* Dividing a frame into vertical strips. A beam costs as much as chains lie side by side, so that a wide soup
 * is swept strip by strip: each strip has the pieces of the chains that lie in it, and on its left wall, as a
 * winding count per owner and height, all that lies left of it. Walls follow from one another: what a strip
 * holds is added to the wall of the next. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage/least.h"
#include "coverage/sweep/sweep.h"

#define CROWDED    16.0 /* chains side by side, on average: beyond it the frame is divided */
#define WANTED     8.0  /* in a strip */
#define MAX_STRIPS 32
#define MAX_DEPTH  16
#define SAMPLE     1024u /* chains that say where to divide */
#define WORTHWHILE 0.7   /* of the cost of one sweep, that many strips may cost at most */

/* What a set of chains spans. */
typedef struct span {
    double low, high; /* heights */
    double rise;      /* sum of what the chains climb */
} span;

/* A frame being divided. */
typedef struct division {
    pd_sweep *sweep;
    pd_soup *soup;
    int32_t n_ids;
    int32_t *most; /* of each class: one more than what can be taken from its count inside the strip */
    size_t first, end;
    double wall[MAX_STRIPS + 1];
    size_t n_strips;
    uint32_t *start; /* n_strips + 1 */
    uint32_t *chain; /* by strip; a chain of several strips stands in each */
    int depth;
} division;

static span span_of(const pd_soup *soup, size_t first, size_t end)
{
    span all = {INFINITY, -INFINITY, 0};
    for (size_t i = first; i < end; i++) {
        const pd_chain *chain = &soup->chains[i];
        const double low = soup->xy[2 * (size_t)chain->first + 1];
        const double high = soup->xy[2 * ((size_t)chain->first + chain->n - 1) + 1];
        all.low = pd_least(all.low, low);
        all.high = pd_most(all.high, high);
        all.rise += high - low;
    }
    return all;
}

/* ---- where to divide */

typedef struct weighted {
    double x, weight;
} weighted;

static int compare_weighted(const void *left, const void *right)
{
    const weighted *a = left, *b = right;
    return (a->x > b->x) - (a->x < b->x);
}

/* Walls between about equal shares of what the chains climb. */
static void choose_walls(division *d, const pd_sweep_frame *frame, size_t wanted)
{
    weighted sample[SAMPLE];
    const size_t n = d->end - d->first, step = n / SAMPLE + 1;
    size_t taken = 0;
    double total = 0, sum = 0;
    for (size_t i = d->first; i < d->end; i += step) {
        const pd_chain *chain = &d->soup->chains[i];
        const double *low = d->soup->xy + 2 * (size_t)chain->first, *high = low + 2 * (size_t)(chain->n - 1);
        sample[taken++] = (weighted){(low[0] + high[0]) / 2, high[1] - low[1]};
        total += high[1] - low[1];
    }
    qsort(sample, taken, sizeof *sample, compare_weighted);
    d->n_strips = 0;
    d->wall[0] = frame->left;
    for (size_t i = 0; i < taken && d->n_strips + 1 < wanted; i++) {
        sum += sample[i].weight;
        const bool is_due = sum >= total * (double)(d->n_strips + 1) / (double)wanted;
        if (is_due && sample[i].x > d->wall[d->n_strips] && sample[i].x < frame->right)
            d->wall[++d->n_strips] = sample[i].x;
    }
    d->wall[++d->n_strips] = frame->right;
}

static size_t strip_of(const division *d, double x)
{
    size_t low = 0, high = d->n_strips - 1; /* the last strip takes what lies on the frame's right wall */
    while (low < high) {
        const size_t middle = (low + high + 1) / 2;
        if (x >= d->wall[middle])
            low = middle;
        else
            high = middle - 1;
    }
    return low;
}

static void strips_of(const division *d, const pd_chain *chain, size_t *first, size_t *last)
{
    const double *p = d->soup->xy + 2 * (size_t)chain->first;
    double least = p[0], most = p[0];
    for (uint32_t i = 1; i < chain->n; i++) {
        least = pd_least(least, p[2 * i]);
        most = pd_most(most, p[2 * i]);
    }
    *first = strip_of(d, least);
    *last = strip_of(d, most);
}

static pdot_status sort_into_strips(pdot_ctx *ctx, division *d)
{
    const size_t n = d->end - d->first;
    uint32_t *range = pd_alloc_array(ctx, 2 * n, sizeof *range);
    d->start = pd_alloc_array(ctx, d->n_strips + 2, sizeof *d->start);
    if (range == NULL || d->start == NULL) {
        pd_free(range);
        return PDOT_NOMEM;
    }
    for (size_t i = 0; i < n; i++) {
        size_t first, last;
        strips_of(d, &d->soup->chains[d->first + i], &first, &last);
        range[2 * i] = (uint32_t)first;
        range[2 * i + 1] = (uint32_t)last;
        for (size_t s = first; s <= last; s++)
            d->start[s + 2]++;
    }
    for (size_t s = 1; s < d->n_strips + 2; s++)
        d->start[s] += d->start[s - 1];
    d->chain = pd_alloc_array(ctx, d->start[d->n_strips + 1], sizeof *d->chain);
    for (size_t i = 0; d->chain != NULL && i < n; i++)
        for (size_t s = range[2 * i]; s <= range[2 * i + 1]; s++)
            d->chain[d->start[s + 1]++] = (uint32_t)(d->first + i);
    pd_free(range);
    return d->chain != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* Strips cost as many beams as they have pieces, each beam a share of the frame's chains. */
static bool is_worthwhile(const division *d)
{
    const double n = (double)(d->end - d->first), pieces = (double)d->start[d->n_strips];
    return d->n_strips > 1 && pieces * pieces < WORTHWHILE * (double)d->n_strips * n * n;
}

/* ---- one strip */

static bool is_whole(const division *d, const pd_chain *chain, size_t strip)
{
    size_t first, last;
    strips_of(d, chain, &first, &last);
    return first == strip && last == strip;
}

static void add_pieces(division *d, size_t strip)
{
    pd_soup *soup = d->soup;
    const double right = strip + 1 < d->n_strips ? d->wall[strip + 1] : INFINITY;
    const double left = strip > 0 ? d->wall[strip] : -INFINITY;
    for (uint32_t i = d->start[strip]; i < d->start[strip + 1] && pd_soup_status(soup) == PDOT_OK; i++) {
        const pd_chain chain = soup->chains[d->chain[i]];
        if (!is_whole(d, &chain, strip))
            pd_soup_cut(soup, &chain, left, right);
        else if (pd_soup_reserve(soup, 1))
            soup->chains[soup->n_chains++] = chain; /* its points are shared */
    }
}

/* A class's count on the wall matters up to what its chains inside the strip can take away, and one. */
static void set_most(division *d, size_t first)
{
    for (int32_t id = 0; id < d->n_ids; id++)
        d->most[id] = 1;
    for (size_t i = first; i < d->soup->n_chains; i++) {
        const pd_chain *chain = &d->soup->chains[i];
        if (chain->id >= 0 && chain->weight < 0)
            d->most[chain->id] -= chain->weight;
    }
}

/* What the pieces add to the next wall. */
static void add_steps(division *d, size_t first, size_t end)
{
    pd_soup *soup = d->soup;
    for (size_t i = first; i < end; i++) {
        const pd_chain *chain = &soup->chains[i];
        pd_soup_wall_step(soup, soup->xy[2 * (size_t)chain->first + 1], chain->id, chain->weight);
        pd_soup_wall_step(soup, soup->xy[2 * ((size_t)chain->first + chain->n - 1) + 1], chain->id,
                          -chain->weight);
    }
}

static pdot_status split(pdot_ctx *ctx, pd_sweep *sweep, pd_soup *soup, size_t first,
                         const pd_sweep_frame *frame, int32_t n_ids, int depth);

/* The strip's wall is what steps from `first_step` on say; they are brought up to the next wall. */
static pdot_status run_strip(pdot_ctx *ctx, division *d, size_t strip, const pd_sweep_frame *frame,
                             size_t first_step)
{
    pd_soup *soup = d->soup;
    const size_t n_points = soup->n_points, n_chains = soup->n_chains;
    pd_sweep_frame part = *frame;
    part.left = d->wall[strip];
    part.right = d->wall[strip + 1];
    add_pieces(d, strip);
    const size_t end = soup->n_chains;
    if (!frame->with_sums)
        set_most(d, n_chains);
    pd_soup_build_wall(soup, first_step, part.left, frame->with_sums ? NULL : d->most);
    add_steps(d, n_chains, end);
    pd_soup_sort_steps(soup, first_step);
    pdot_status status = pd_soup_status(soup);
    if (status == PDOT_OK)
        status = split(ctx, d->sweep, soup, n_chains, &part, d->n_ids, d->depth - 1);
    soup->n_points = n_points;
    soup->n_chains = n_chains;
    return status;
}

static pdot_status run_strips(pdot_ctx *ctx, division *d, const pd_sweep_frame *frame)
{
    const size_t first_step = d->soup->n_steps;
    pdot_status status = PDOT_OK;
    d->most = pd_alloc_array(ctx, (size_t)d->n_ids, sizeof *d->most);
    if (d->most == NULL)
        return PDOT_NOMEM;
    for (size_t strip = 0; strip < d->n_strips && status == PDOT_OK; strip++)
        status = run_strip(ctx, d, strip, frame, first_step);
    d->soup->n_steps = first_step;
    pd_free(d->most);
    return status;
}

static pdot_status split(pdot_ctx *ctx, pd_sweep *sweep, pd_soup *soup, size_t first,
                         const pd_sweep_frame *frame, int32_t n_ids, int depth)
{
    const span all = span_of(soup, first, soup->n_chains);
    const double height = all.high - all.low;
    if (depth == 0 || !(all.rise > CROWDED * height))
        return pd_sweep_run(sweep, soup, first, soup->n_chains, frame);
    division d = {
        .sweep = sweep, .soup = soup, .n_ids = n_ids, .first = first, .end = soup->n_chains, .depth = depth};
    choose_walls(&d, frame, (size_t)pd_least(MAX_STRIPS, pd_most(2, all.rise / (WANTED * height))));
    pdot_status status = d.n_strips > 1 ? sort_into_strips(ctx, &d) : PDOT_OK;
    if (status == PDOT_OK)
        status = d.n_strips > 1 && is_worthwhile(&d)
                     ? run_strips(ctx, &d, frame)
                     : pd_sweep_run(sweep, soup, first, soup->n_chains, frame);
    pd_free(d.start);
    pd_free(d.chain);
    return status;
}

pdot_status pd_sweep_run_split(pd_sweep *sweep, pd_soup *soup, const pd_sweep_frame *frame)
{
    return split(soup->ctx, sweep, soup, 0, frame, pd_sweep_ids(sweep), MAX_DEPTH);
}
