/* The territories as zones: of all levels at once, each on its own ground. */
#include <math.h>

#include "base/parallel.h"
#include "pipeline/coverage/coverage.h"

#define MAX_READERS    16
#define ZONES_A_READER 64 /* fewer are read sooner than another handle is opened */

typedef struct reading {
    const pd_cover *cover;
    size_t n_readers;
    pd_shapes part[MAX_READERS]; /* each a slice of the whole */
} reading;

static int32_t first_of(const reading *r, size_t reader)
{
    return (int32_t)((int64_t)r->cover->plan->n_territories * (int64_t)reader / (int64_t)r->n_readers);
}

/* Room for all coordinates, and each reader's slice of it. */
static pdot_status make_slices(pdot_ctx *ctx, reading *r, pd_shapes *whole)
{
    size_t start[MAX_READERS + 1] = {0};
    for (size_t i = 0; i < r->n_readers; i++) {
        start[i + 1] = start[i];
        for (int32_t t = first_of(r, i); t < first_of(r, i + 1); t++)
            start[i + 1] += (size_t)r->cover->plan->territories[t].n_points;
    }
    const pdot_status status = pd_shapes_reserve_points(ctx, whole, start[r->n_readers]);
    for (size_t i = 0; i < r->n_readers && status == PDOT_OK; i++)
        r->part[i] = pd_shapes_slice(whole, start[i], start[i + 1] - start[i]);
    return status;
}

/* A share of the territories, through a handle of its own; finished. */
static pdot_status read_share(const pd_task *task, void *user)
{
    reading *r = user;
    pd_shapes *part = &r->part[task->index];
    pd_store *store = NULL;
    pdot_status status = pd_store_open_read(task->ctx, r->cover->run->store_path, &store);
    if (status == PDOT_OK)
        status = pd_store_load_territories(task->ctx, store, r->cover->plan, first_of(r, task->index),
                                           first_of(r, task->index + 1), part);
    pd_store_close(store);
    return status == PDOT_OK ? pd_shapes_finish(task->ctx, part, true) : status;
}

static pdot_status read_territories(pdot_ctx *ctx, const pd_cover *cover, int jobs, pd_shapes *out)
{
    const int32_t n = cover->plan->n_territories;
    reading r = {.cover = cover, .n_readers = (size_t)(jobs > 0 ? jobs : pd_cores())};
    if (r.n_readers > (size_t)n / ZONES_A_READER + 1)
        r.n_readers = (size_t)n / ZONES_A_READER + 1;
    if (r.n_readers > MAX_READERS)
        r.n_readers = MAX_READERS;
    *out = (pd_shapes){0};
    pdot_status status = make_slices(ctx, &r, out);
    if (status == PDOT_OK)
        status = pd_parallel(ctx, jobs, r.n_readers, read_share, &r, NULL);
    for (size_t i = 0; i < r.n_readers; i++) {
        if (status == PDOT_OK)
            status = pd_shapes_join(ctx, out, &r.part[i]);
        pd_shapes_release(&r.part[i]);
    }
    if (status != PDOT_OK)
        pd_shapes_release(out);
    return status;
}

pdot_status pd_cover_prepare_plain_zones(pdot_ctx *ctx, pd_cover *cover, int jobs)
{
    return cover->plain_zones.n_shapes > 0 ? PDOT_OK
                                           : read_territories(ctx, cover, jobs, &cover->plain_zones);
}

/* ---- the territories in the equal-area plane */

static bool holds(const pd_box *box, const pd_box *other)
{
    return box->min_x <= other->min_x && box->min_y <= other->min_y && box->max_x >= other->max_x &&
           box->max_y >= other->max_y;
}

static bool is_near(const pd_cover *cover, size_t zone, const pd_box *window)
{
    pd_box box;
    return !pd_equal_area_box(cover->measure, &cover->plain_zones.box[zone], &box) ||
           pd_boxes_meet(&box, window);
}

/* Whether most of the ground lies far from the window. */
static bool is_mostly_far(const pd_cover *cover, const pd_box *window)
{
    const pd_shapes *plain = &cover->plain_zones;
    size_t n_near = 0;
    for (size_t z = 0; z < plain->n_shapes; z++)
        if (is_near(cover, z, window))
            n_near += plain->ring_start[plain->shape_start[z + 1]] - plain->ring_start[plain->shape_start[z]];
    return n_near < plain->n_points / 2;
}

/* Only the territories near the window; of the others their area is known. */
static pdot_status bring_near(pdot_ctx *ctx, pd_cover *cover, int jobs, const pd_box *window)
{
    const pd_shapes *plain = &cover->plain_zones;
    pdot_status status = PDOT_OK;
    cover->elsewhere_m2 = pd_alloc_array(ctx, plain->n_shapes, sizeof *cover->elsewhere_m2);
    if (cover->elsewhere_m2 == NULL)
        return PDOT_NOMEM;
    for (size_t z = 0; z < plain->n_shapes && status == PDOT_OK; z++) {
        const bool is_wanted = is_near(cover, z, window);
        for (uint32_t r = plain->shape_start[z];
             is_wanted && r < plain->shape_start[z + 1] && status == PDOT_OK; r++)
            status = pd_shapes_add_ring(ctx, &cover->zones, plain->xy + 2 * (size_t)plain->ring_start[r],
                                        plain->ring_start[r + 1] - plain->ring_start[r], plain->is_hole[r]);
        if (status == PDOT_OK)
            status = pd_shapes_end_shape(ctx, &cover->zones);
        cover->elsewhere_m2[z] = is_wanted ? 0 : cover->plan->territories[z].area_m2;
    }
    return status == PDOT_OK ? pd_equal_area_shapes(ctx, cover->measure, jobs, true, &cover->zones) : status;
}

/* The same whichever of them are brought: their grid must not depend on that. */
static void set_frame(pd_cover *cover, const pd_shapes *plain)
{
    const pd_box none = {1, 1, -1, -1}, all = pd_shapes_box(plain);
    if (!pd_equal_area_box(cover->measure, &all, &cover->frame))
        cover->frame = none;
}

static pdot_status bring_all(pdot_ctx *ctx, pd_cover *cover, int jobs)
{
    if (cover->plain_zones.n_shapes > 0)
        return pd_equal_area_copy(ctx, cover->measure, jobs, true, &cover->plain_zones, &cover->zones);
    const pdot_status status = read_territories(ctx, cover, jobs, &cover->zones);
    set_frame(cover, &cover->zones);
    return status == PDOT_OK ? pd_equal_area_shapes(ctx, cover->measure, jobs, true, &cover->zones) : status;
}

static void forget_zones(pd_cover *cover)
{
    pd_shapes_release(&cover->zones);
    pd_free(cover->elsewhere_m2);
    cover->elsewhere_m2 = NULL;
}

static pdot_status bring_zones(pdot_ctx *ctx, pd_cover *cover, int jobs, const pd_box *window)
{
    if (cover->zones.n_shapes > 0 && cover->elsewhere_m2 == NULL)
        return PDOT_OK;
    forget_zones(cover);
    set_frame(cover, &cover->plain_zones);
    const bool is_some = cover->plain_zones.n_shapes > 0 && is_mostly_far(cover, window);
    const pdot_status status = is_some ? bring_near(ctx, cover, jobs, window) : bring_all(ctx, cover, jobs);
    if (status != PDOT_OK)
        forget_zones(cover);
    return status;
}

/* A second window that the first one does not hold: then all of it. */
pdot_status pd_cover_prepare_ground(pdot_ctx *ctx, pd_cover *cover, int jobs, const pd_box *window)
{
    const pd_box everywhere = {-INFINITY, -INFINITY, INFINITY, INFINITY};
    const pd_box *wanted = window != NULL ? window : &everywhere;
    if (cover->ground != NULL && holds(&cover->window, wanted))
        return PDOT_OK;
    if (cover->ground != NULL)
        wanted = &everywhere;
    pd_ground_free(cover->ground);
    cover->ground = NULL;
    pdot_status status = bring_zones(ctx, cover, jobs, wanted);
    if (status != PDOT_OK)
        return status;
    cover->window = *wanted;
    const pd_ground_place place = {.window = wanted,
                                   .frame = cover->frame.min_x <= cover->frame.max_x ? &cover->frame : NULL};
    status = pd_ground_new(ctx, &cover->zones, jobs, &place, &cover->ground);
    if (cover->ground != NULL)
        cover->ground->elsewhere_m2 = cover->elsewhere_m2;
    return status;
}

/* ---- in the plan's plane */

pdot_status pd_cover_prepare_plain(pdot_ctx *ctx, pd_cover *cover, int jobs)
{
    if (cover->plain_ground != NULL)
        return PDOT_OK;
    const pdot_status status = pd_cover_prepare_plain_zones(ctx, cover, jobs);
    return status == PDOT_OK ? pd_ground_new(ctx, &cover->plain_zones, jobs, NULL, &cover->plain_ground)
                             : status;
}
