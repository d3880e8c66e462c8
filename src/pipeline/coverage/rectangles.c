/* Cells of a raster as rectangles: runs of equal cells in a row, joined downwards while the next row has the
 * same run. In a CRS that is not the plan's, every corner of a cell on a rectangle's border becomes a vertex,
 * so that neighbours bend alike. */
#include <math.h>
#include <stdlib.h>

#include "pipeline/coverage/joint.h"
#include "pipeline/coverage/raster.h"

#define MAX_RECTANGLES 20000000u /* some 2.5 GB of corners */

typedef struct rectangle {
    int64_t first, end; /* columns */
    int64_t top;        /* row */
    int32_t id;
} rectangle;

typedef struct tiler {
    pd_cover *cover;
    raster_job job;
    raster_worker worker;
    pd_joint *joint;
    const int32_t *id_of_class;
    rectangle *open, *next; /* of the row above and of this one */
    size_t n_open, n_next, open_capacity, next_capacity;
    pd_transform *to_plan;
    double *ring;
    size_t ring_capacity;
    size_t n_made;
} tiler;

static int32_t id_of_code(const tiler *t, unsigned char code)
{
    const uint32_t column = t->job.column[code], n = (uint32_t)t->job.hazard->n_classes;
    if (column < n)
        return t->id_of_class[column + 1];
    return column == n + COLUMN_FREE ? t->id_of_class[0] : PD_NONE;
}

static bool put_corner(tiler *t, size_t *n, int64_t column, int64_t row)
{
    const pd_raster_info *info = &t->job.info;
    if (!pd_grow(t->cover->ctx, (void **)&t->ring, &t->ring_capacity, *n + 1, 2 * sizeof *t->ring))
        return false;
    t->ring[2 * *n] = info->origin_x + (double)column * info->cell_x;
    t->ring[2 * *n + 1] = info->origin_y + (double)row * info->cell_y;
    ++*n;
    return true;
}

/* Corners along one side, from (c, r) up to but not with the next corner of the rectangle. */
static bool put_side(tiler *t, size_t *n, int64_t c, int64_t r, int64_t dc, int64_t dr, int64_t cells)
{
    const int64_t step = pd_transform_is_identity(t->to_plan) ? cells : 1;
    bool is_ok = true;
    for (int64_t i = 0; i < cells && is_ok; i += step)
        is_ok = put_corner(t, n, c + i * dc, r + i * dr);
    return is_ok;
}

static pdot_status close_rectangle(tiler *t, const rectangle *rect, int64_t bottom)
{
    const int64_t width = rect->end - rect->first, height = bottom - rect->top;
    size_t n = 0;
    if (++t->n_made > MAX_RECTANGLES)
        return pd_fail(
            t->cover->ctx, PDOT_LIMIT,
            "The raster of %s is too large to be laid over other layers: set summary: false for it",
            t->job.hazard->id);
    const bool is_ok = put_side(t, &n, rect->first, rect->top, 1, 0, width) &&
                       put_side(t, &n, rect->end, rect->top, 0, 1, height) &&
                       put_side(t, &n, rect->end, bottom, -1, 0, width) &&
                       put_side(t, &n, rect->first, bottom, 0, -1, height) &&
                       put_corner(t, &n, rect->first, rect->top);
    if (!is_ok)
        return PDOT_NOMEM;
    const pdot_status status = pd_transform_apply(t->cover->ctx, t->to_plan, t->ring, n);
    return status == PDOT_OK ? pd_joint_add_ring(t->cover->ctx, t->joint, t->ring, n, rect->id) : status;
}

/* The runs of a row; each one continues an open rectangle with the same columns and id, or opens one. */
static pdot_status take_row(tiler *t, const unsigned char *code, int64_t row)
{
    const int64_t width = t->job.info.width;
    pdot_status status = PDOT_OK;
    size_t above = 0;
    t->n_next = 0;
    for (int64_t x = 0; x < width && status == PDOT_OK;) {
        const int32_t id = id_of_code(t, code[x]);
        int64_t end = x + 1;
        while (end < width && (code[end] == code[x] || id_of_code(t, code[end]) == id))
            end++;
        for (; above < t->n_open && t->open[above].first < x && status == PDOT_OK; above++)
            status = close_rectangle(t, &t->open[above], row);
        rectangle run = {x, end, row, id};
        if (status == PDOT_OK && above < t->n_open && t->open[above].first == x &&
            t->open[above].end == end && t->open[above].id == id)
            run.top = t->open[above++].top;
        if (status == PDOT_OK && id != PD_NONE) {
            if (!pd_grow(t->cover->ctx, (void **)&t->next, &t->next_capacity, t->n_next + 1, sizeof *t->next))
                return PDOT_NOMEM;
            t->next[t->n_next++] = run;
        }
        x = end;
    }
    for (; above < t->n_open && status == PDOT_OK; above++)
        status = close_rectangle(t, &t->open[above], row);
    rectangle *const swap = t->open;
    const size_t capacity = t->open_capacity;
    t->open = t->next;
    t->open_capacity = t->next_capacity;
    t->n_open = t->n_next;
    t->next = swap;
    t->next_capacity = capacity;
    return status;
}

static pdot_status take_rows(tiler *t)
{
    const int64_t height = t->job.info.height;
    pdot_status status = PDOT_OK;
    for (int64_t first = 0; first < height && status == PDOT_OK; first += t->job.strip_rows) {
        int64_t n = 0;
        status = pd_cover_read_codes(t->cover->ctx, &t->job, &t->worker, first, &n);
        for (int64_t y = 0; y < n && status == PDOT_OK; y++)
            status = take_row(t, t->worker.code + y * t->job.info.width, first + y);
        if (status == PDOT_OK)
            status = pd_progress(t->cover->ctx, "coverage", (uint64_t)first, (uint64_t)height);
    }
    for (size_t i = 0; i < t->n_open && status == PDOT_OK; i++)
        status = close_rectangle(t, &t->open[i], height);
    return status;
}

pdot_status pd_cover_add_rectangles(pd_cover *cover, const pd_hazard *hazard, const int32_t *id_of_class,
                                    pd_joint *joint)
{
    tiler t = {.cover = cover, .joint = joint, .id_of_class = id_of_class};
    pdot_status status = pd_cover_open_raster(cover, hazard, &t.job, &t.worker);
    if (status == PDOT_OK)
        status = pd_transform_new(cover->ctx, pd_raster_crs(t.worker.raster), cover->crs, NULL, &t.to_plan);
    if (status == PDOT_OK)
        status = pd_cover_prepare_reading(cover->ctx, &t.job, &t.worker);
    if (status == PDOT_OK)
        status = take_rows(&t);
    pd_cover_close_reading(&t.worker);
    pd_transform_free(t.to_plan);
    pd_free(t.open);
    pd_free(t.next);
    pd_free(t.ring);
    return status;
}
