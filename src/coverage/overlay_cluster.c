/* One cluster of features on its ground. A feature alone on ground of one kind is its ring's area; several on
 * such ground are swept only at the heights where their boxes meet; only where a zone's border runs through
 * is all swept. */
#include <math.h>

#include "coverage/least.h"
#include "coverage/overlay_work.h"

#define MAX_BANDS_OF_FEATURE 64 /* heights where a feature meets others; beyond it all of it is swept */

pdot_status pd_overlay_worker_new(pdot_ctx *ctx, const pd_overlay_input *input, overlay_worker **out)
{
    *out = NULL;
    overlay_worker *w = pd_alloc(ctx, sizeof *w);
    if (w == NULL)
        return PDOT_NOMEM;
    w->ctx = ctx;
    w->input = input;
    pd_soup_init(ctx, &w->soup);
    pdot_status status = pd_sweep_new(ctx, &input->plan, &w->sweep);
    if (status == PDOT_OK)
        status = pd_ground_pick_init(ctx, input->ground, &w->pick);
    if (status == PDOT_OK)
        status = pd_tally_init(ctx, input->ground->zones->n_shapes + input->ground->n_sets,
                               (size_t)pd_sweep_width(&input->plan), &w->tally);
    if (status == PDOT_OK) {
        *out = w;
        w = NULL;
    }
    pd_overlay_worker_free(w);
    return status;
}

void pd_overlay_worker_free(overlay_worker *worker)
{
    if (worker == NULL)
        return;
    pd_soup_release(&worker->soup);
    pd_sweep_free(worker->sweep);
    pd_ground_pick_release(&worker->pick);
    pd_tally_release(&worker->tally);
    pd_free(worker);
}

/* ---- booking */

static void book_row(overlay_worker *w, size_t row, const double *cells)
{
    pd_sum *sums = pd_tally_row(&w->tally, row);
    for (size_t c = 0; c < w->tally.n_columns; c++)
        if (cells[c] > 0 || cells[c] < 0)
            pd_sum_add(&sums[c], cells[c]);
}

static void book_picked(void *user, int32_t zone, const double *cells)
{
    overlay_worker *w = user;
    book_row(w, w->pick.zone[zone], cells);
}

static void book_single(void *user, int32_t zone, const double *cells)
{
    (void)zone;
    overlay_worker *w = user;
    book_row(w, w->single_row, cells);
}

/* Ground that a single class covers once. */
static void book_alone(overlay_worker *w, int32_t id, double area)
{
    const pd_sweep_plan *plan = &w->input->plan;
    pd_sum *sums = pd_tally_row(&w->tally, w->single_row);
    pd_sum_add(&sums[plan->value[id]], area);
    if (plan->with_parts)
        pd_sum_add(&sums[pd_sweep_any(plan, id)], area);
}

/* All of a feature's ground in the frame, whatever else lies there. */
static void book_plain(overlay_worker *w, int32_t id, double area)
{
    if (w->input->plan.with_parts)
        pd_sum_add(&pd_tally_row(&w->tally, w->single_row)[pd_sweep_sum(&w->input->plan, id)], area);
}

/* ---- drawing */

typedef struct height_band {
    double low, high;
} height_band;

/* Adds a band to disjoint ascending ones, which are joined where it touches them. */
static size_t join_band(height_band *bands, size_t n, height_band band)
{
    size_t first = 0;
    while (first < n && bands[first].high < band.low)
        first++;
    size_t end = first;
    for (; end < n && bands[end].low <= band.high; end++) {
        band.low = pd_least(band.low, bands[end].low);
        band.high = pd_most(band.high, bands[end].high);
    }
    const size_t joined = end - first;
    if (joined == 0)
        for (size_t i = n; i > first; i--)
            bands[i] = bands[i - 1];
    else
        for (size_t i = end; i < n; i++)
            bands[i - joined + 1] = bands[i];
    bands[first] = band;
    return n + 1 - joined;
}

/* The heights at which a feature's box meets another's of the cluster. */
static size_t contested_bands(const pd_shapes *features, const uint32_t *items, size_t n, size_t own,
                              height_band *bands)
{
    const pd_box *box = &features->box[items[own]];
    size_t n_bands = 0;
    for (size_t i = 0; i < n; i++) {
        const pd_box *other = &features->box[items[i]];
        if (i != own && pd_boxes_overlap(box, other))
            n_bands = join_band(
                bands, n_bands,
                (height_band){pd_most(box->min_y, other->min_y), pd_least(box->max_y, other->max_y)});
    }
    return n_bands;
}

/* Draws what of a feature is contested, books the rest. n <= MAX_BANDS_OF_FEATURE. */
static void draw_contested(overlay_worker *w, const uint32_t *items, size_t n, size_t own,
                           const pd_box *frame)
{
    const pd_shapes *features = w->input->features;
    const uint32_t feature = items[own];
    const int32_t id = w->input->id[feature];
    height_band bands[MAX_BANDS_OF_FEATURE];
    const size_t n_bands = contested_bands(features, items, n, own, bands);
    double rest = pd_shapes_area(features, feature);
    book_plain(w, id, rest);
    for (size_t i = 0; i < n_bands; i++)
        rest -= pd_soup_add_band(&w->soup, features, feature, id, frame->min_x, frame->min_y,
                                 bands[i].low - frame->min_y, bands[i].high - frame->min_y);
    book_alone(w, id, rest);
}

/* is_single: plain areas are booked, because the frame lies in one set. */
static void draw_all(overlay_worker *w, const uint32_t *items, size_t n, const pd_box *frame, bool is_single)
{
    const pd_shapes *features = w->input->features;
    for (size_t i = 0; i < n; i++) {
        const pd_box *box = &features->box[items[i]];
        const int32_t id = w->input->id[items[i]];
        double area = 0;
        if (box->min_y >= frame->min_y && box->max_y <= frame->max_y) {
            pd_soup_add_shape(&w->soup, features, items[i], id, frame->min_x, frame->min_y);
            area = is_single ? pd_shapes_area(features, items[i]) : 0;
        } else if (box->min_y < frame->max_y && box->max_y > frame->min_y) {
            area = pd_soup_add_band(&w->soup, features, items[i], id, frame->min_x, frame->min_y, 0,
                                    frame->max_y - frame->min_y);
        }
        if (is_single)
            book_plain(w, id, area);
    }
}

static pdot_status sweep_frame(overlay_worker *w, const pd_box *box, int32_t n_zones, int32_t n_covering,
                               void (*book)(void *, int32_t, const double *))
{
    const pd_sweep_frame frame = {0, box->max_x - box->min_x, n_zones, n_covering, book == book_picked, book,
                                  w};
    const pdot_status status = pd_soup_status(&w->soup);
    return status == PDOT_OK ? pd_sweep_run_split(w->sweep, &w->soup, &frame) : status;
}

static pdot_status measure_pure(overlay_worker *w, const uint32_t *items, size_t n, const pd_box *frame,
                                bool is_whole)
{
    if (is_whole && n == 1) {
        const double area = pd_shapes_area(w->input->features, items[0]);
        book_alone(w, w->input->id[items[0]], area);
        book_plain(w, w->input->id[items[0]], area);
        return PDOT_OK;
    }
    if (is_whole && n <= MAX_BANDS_OF_FEATURE)
        for (size_t i = 0; i < n; i++)
            draw_contested(w, items, n, i, frame);
    else
        draw_all(w, items, n, frame, true);
    return sweep_frame(w, frame, 1, 1, book_single);
}

static pdot_status measure_mixed(overlay_worker *w, const uint32_t *items, size_t n, const pd_box *frame)
{
    pd_ground_pick_box(w->input->ground, frame, &w->pick);
    if (w->pick.n_zones == 0)
        return PDOT_OK;
    draw_all(w, items, n, frame, false);
    for (size_t z = w->pick.n_covering; z < w->pick.n_zones; z++) {
        const pdot_status status =
            pd_ground_add_border(w->ctx, w->input->ground, w->pick.zone[z], frame, frame->min_x, frame->min_y,
                                 -1 - (int32_t)z, &w->soup);
        if (status != PDOT_OK)
            return status;
    }
    return sweep_frame(w, frame, (int32_t)w->pick.n_zones, (int32_t)w->pick.n_covering, book_picked);
}

static pd_box box_of_cluster(const pd_shapes *features, const uint32_t *items, size_t n)
{
    pd_box all = features->box[items[0]];
    for (size_t i = 1; i < n; i++) {
        const pd_box *box = &features->box[items[i]];
        all.min_x = pd_least(all.min_x, box->min_x);
        all.min_y = pd_least(all.min_y, box->min_y);
        all.max_x = pd_most(all.max_x, box->max_x);
        all.max_y = pd_most(all.max_y, box->max_y);
    }
    return all;
}

pdot_status pd_overlay_measure(overlay_worker *worker, const pd_clusters *clusters, size_t cluster,
                               uint32_t band, uint32_t n_bands)
{
    const uint32_t *items = clusters->item + clusters->start[cluster];
    const size_t n = clusters->start[cluster + 1] - clusters->start[cluster];
    pd_box frame = box_of_cluster(worker->input->features, items, n);
    const double low = frame.min_y, height = frame.max_y - frame.min_y;
    if (band > 0)
        frame.min_y = low + height * band / n_bands;
    if (band + 1 < n_bands)
        frame.max_y = low + height * (band + 1) / n_bands;
    const uint32_t set = pd_ground_set_of_box(worker->input->ground, &frame);
    pd_soup_clear(&worker->soup);
    if (set == 0)
        return PDOT_OK;
    if (set == PD_GROUND_MIXED)
        return measure_mixed(worker, items, n, &frame);
    worker->single_row = worker->input->ground->zones->n_shapes + set;
    return measure_pure(worker, items, n, &frame, n_bands == 1);
}
