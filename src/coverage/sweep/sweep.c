/* The sweep. ledger.c says what a beam's trapezoids mean; here is how the beams come about. */
#include "coverage/sweep/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "coverage/least.h"
#include "coverage/sweep/ledger.h"

/* An edge of a chain that the beam meets. */
typedef struct edge {
    double foot, head;     /* x at the foot and at the head of the beam */
    double x0, y0, x1, y1; /* the edge, y0 < y1 */
    double slope;          /* dx/dy */
    const double *next;    /* the chain's point after (x1, y1) */
    const double *end;     /* behind its last point */
    int32_t id, weight;
} edge;

struct pd_sweep {
    pdot_ctx *ctx;
    pd_ledger ledger;
    edge *edges; /* that the beam meets, by x */
    size_t n_edges, edge_capacity;
    pd_hit *hits;
    size_t hit_capacity;
    double *cuts; /* where a beam is cut, as a share of its height */
    size_t n_cuts, cut_capacity;
    edge *order; /* copy for ordering a cut beam */
    size_t order_capacity;
};

pdot_status pd_sweep_new(pdot_ctx *ctx, const pd_sweep_plan *plan, pd_sweep **out)
{
    *out = NULL;
    pd_sweep *s = pd_alloc(ctx, sizeof *s);
    if (s == NULL)
        return PDOT_NOMEM;
    s->ctx = ctx;
    pdot_status status = pd_ledger_init(ctx, plan, &s->ledger);
    if (status == PDOT_OK) {
        *out = s;
        s = NULL;
    }
    pd_sweep_free(s);
    return status;
}

void pd_sweep_free(pd_sweep *sweep)
{
    if (sweep == NULL)
        return;
    pd_ledger_release(&sweep->ledger);
    pd_free(sweep->edges);
    pd_free(sweep->hits);
    pd_free(sweep->cuts);
    pd_free(sweep->order);
    pd_free(sweep);
}

int32_t pd_sweep_ids(const pd_sweep *sweep)
{
    return sweep->ledger.plan->n_ids;
}

/* ---- chains by their lowest point */

static void insertion_sort(pd_chain *chains, size_t n, const double *xy)
{
    for (size_t i = 1; i < n; i++) {
        const pd_chain chain = chains[i];
        const double y = xy[2 * (size_t)chain.first + 1];
        size_t k = i;
        for (; k > 0 && xy[2 * (size_t)chains[k - 1].first + 1] > y; k--)
            chains[k] = chains[k - 1];
        chains[k] = chain;
    }
}

static double low_of(const pd_chain *chain, const double *xy)
{
    return xy[2 * (size_t)chain->first + 1];
}

static void sift_down(pd_chain *chains, size_t root, size_t n, const double *xy)
{
    const pd_chain chain = chains[root];
    const double y = low_of(&chain, xy);
    for (;;) {
        size_t child = 2 * root + 1;
        if (child >= n)
            break;
        if (child + 1 < n && low_of(&chains[child + 1], xy) > low_of(&chains[child], xy))
            child++;
        if (!(low_of(&chains[child], xy) > y))
            break;
        chains[root] = chains[child];
        root = child;
    }
    chains[root] = chain;
}

/* Heap sort: no recursion, no bad input. Few chains: insertion. */
static void sort_chains(pd_chain *chains, size_t n, const double *xy)
{
    if (n <= 48) {
        insertion_sort(chains, n, xy);
        return;
    }
    for (size_t i = n / 2; i-- > 0;)
        sift_down(chains, i, n, xy);
    for (size_t last = n; last-- > 1;) {
        const pd_chain top = chains[0];
        chains[0] = chains[last];
        chains[last] = top;
        sift_down(chains, 0, last, xy);
    }
}

/* ---- beams */

/* Sets the edge to the first of its chain's steps that ends above y; false if the chain has ended. */
static inline bool advance(edge *e, double y)
{
    while (!(e->y1 > y)) {
        if (e->next == e->end)
            return false;
        e->x0 = e->x1;
        e->y0 = e->y1;
        e->x1 = e->next[0];
        e->y1 = e->next[1];
        e->next += 2;
    }
    return true;
}

static inline void set_slope(edge *e)
{
    e->slope = (e->x1 - e->x0) / (e->y1 - e->y0);
}

/* Moves on to the beam with foot y: drops ended chains. Returns the lowest head of the rest. */
static double keep_edges(pd_sweep *s, double y)
{
    double head = INFINITY;
    size_t kept = 0;
    for (size_t i = 0; i < s->n_edges; i++) {
        edge *e = &s->edges[i];
        if (e->y1 > y) {
            e->foot = e->head;
        } else {
            if (!advance(e, y))
                continue;
            set_slope(e);
            e->foot = e->x0;
        }
        head = e->y1 < head ? e->y1 : head;
        if (kept != i)
            s->edges[kept] = *e;
        kept++;
    }
    s->n_edges = kept;
    return head;
}

static pdot_status reserve_edges(pd_sweep *s, size_t n)
{
    if (pd_grow(s->ctx, (void **)&s->edges, &s->edge_capacity, n, sizeof *s->edges) &&
        pd_grow(s->ctx, (void **)&s->hits, &s->hit_capacity, n, sizeof *s->hits))
        return PDOT_OK;
    return PDOT_NOMEM;
}

/* Adds the chains that begin at or below y. */
static double begin_chains(pd_sweep *s, const pd_soup *soup, size_t *next, size_t end, double y, double head)
{
    for (; *next < end; ++*next) {
        const pd_chain *chain = &soup->chains[*next];
        const double *p = soup->xy + 2 * (size_t)chain->first;
        if (p[1] > y)
            break;
        edge e = {.x0 = p[0],
                  .y0 = p[1],
                  .x1 = p[2],
                  .y1 = p[3],
                  .next = p + 4,
                  .end = p + 2 * (size_t)chain->n,
                  .id = chain->id,
                  .weight = chain->weight};
        if (!advance(&e, y))
            continue;
        set_slope(&e);
        e.foot = e.x0;
        head = e.y1 < head ? e.y1 : head;
        s->edges[s->n_edges++] = e;
    }
    return head;
}

static inline bool is_before(const edge *a, const edge *b)
{
    return a->foot < b->foot || (a->foot == b->foot && a->head < b->head);
}

/* x of every edge at the head; order by the foot. Returns whether two edges cross on the way up. */
static bool order_edges(pd_sweep *s, double head)
{
    edge *e = s->edges;
    double most = -INFINITY;
    bool is_crossed = false;
    for (size_t i = 0; i < s->n_edges; i++)
        e[i].head = e[i].y1 > head ? e[i].x0 + (head - e[i].y0) * e[i].slope : e[i].x1;
    for (size_t i = 1; i < s->n_edges; i++) {
        if (!is_before(&e[i], &e[i - 1]))
            continue;
        const edge moved = e[i];
        size_t k = i;
        for (; k > 0 && is_before(&moved, &e[k - 1]); k--)
            e[k] = e[k - 1];
        e[k] = moved;
    }
    for (size_t i = 0; i < s->n_edges; i++) {
        is_crossed |= e[i].head < most;
        most = e[i].head > most ? e[i].head : most;
    }
    return is_crossed;
}

static void book_beam(pd_sweep *s, double height)
{
    for (size_t i = 0; i < s->n_edges; i++)
        s->hits[i] = (pd_hit){(s->edges[i].foot + s->edges[i].head) / 2, s->edges[i].id, s->edges[i].weight};
    pd_ledger_beam(&s->ledger, s->hits, s->n_edges, height);
}

/* ---- beams with crossings */

/* Sorts the edges by their heads; each exchange of two is a crossing, whose height is noted. */
static pdot_status sort_by_head(pd_sweep *s)
{
    edge *e = s->edges;
    s->n_cuts = 0;
    for (size_t i = 1; i < s->n_edges; i++) {
        const edge moved = e[i];
        size_t k = i;
        for (; k > 0 && moved.head < e[k - 1].head; k--) {
            const double at_foot = moved.foot - e[k - 1].foot, at_head = e[k - 1].head - moved.head;
            if (!pd_grow(s->ctx, (void **)&s->cuts, &s->cut_capacity, s->n_cuts + 3, sizeof *s->cuts))
                return PDOT_NOMEM;
            s->cuts[s->n_cuts++] = at_foot / (at_foot + at_head);
            e[k] = e[k - 1];
        }
        e[k] = moved;
    }
    return PDOT_OK;
}

static int compare_doubles(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static void book_slice(pd_sweep *s, double from, double to, double height)
{
    const double middle = (from + to) / 2;
    pd_hit *hits = s->hits;
    for (size_t i = 0; i < s->n_edges; i++) {
        const edge *e = &s->order[i];
        const pd_hit hit = {e->foot + middle * (e->head - e->foot), e->id, e->weight};
        size_t k = i;
        for (; k > 0 && hit.x < hits[k - 1].x; k--)
            hits[k] = hits[k - 1];
        hits[k] = hit;
    }
    pd_ledger_beam(&s->ledger, hits, s->n_edges, height * (to - from));
}

/* The order before sorting is the order at the foot; slice by slice it drifts to that of the head. */
static pdot_status book_crossed(pd_sweep *s, double height)
{
    if (!pd_grow(s->ctx, (void **)&s->order, &s->order_capacity, s->n_edges, sizeof *s->order))
        return PDOT_NOMEM;
    memcpy(s->order, s->edges, s->n_edges * sizeof *s->order);
    const pdot_status status = sort_by_head(s);
    if (status != PDOT_OK)
        return status;
    s->cuts[s->n_cuts++] = 1;
    qsort(s->cuts, s->n_cuts, sizeof *s->cuts, compare_doubles);
    double from = 0;
    for (size_t i = 0; i < s->n_cuts; i++)
        if (s->cuts[i] > from) {
            book_slice(s, from, s->cuts[i], height);
            from = s->cuts[i];
        }
    return PDOT_OK;
}

pdot_status pd_sweep_run(pd_sweep *sweep, pd_soup *soup, size_t first, size_t end,
                         const pd_sweep_frame *frame)
{
    pdot_status status = reserve_edges(sweep, end - first);
    if (status == PDOT_OK)
        status = pd_ledger_open(&sweep->ledger, soup, first, end, frame);
    if (status != PDOT_OK || first == end)
        return status;
    sort_chains(soup->chains + first, end - first, soup->xy);
    size_t next = first;
    sweep->n_edges = 0;
    double foot = low_of(&soup->chains[first], soup->xy);
    while (status == PDOT_OK) {
        double head = keep_edges(sweep, foot);
        if (sweep->n_edges == 0) {
            if (next == end)
                break;
            foot = low_of(&soup->chains[next], soup->xy);
        }
        head = begin_chains(sweep, soup, &next, end, foot, head);
        if (next < end)
            head = pd_least(head, low_of(&soup->chains[next], soup->xy));
        if (sweep->n_edges == 0)
            continue;
        if (order_edges(sweep, head))
            status = book_crossed(sweep, head - foot);
        else
            book_beam(sweep, head - foot);
        foot = head;
    }
    return status == PDOT_OK ? pd_ledger_close(&sweep->ledger, frame) : status;
}
