/* Gaps: the holes of the union of all polygons, less the polygons that lie in them as islands; and, where an
 * outline is given, the ground between it and the union. A polygon that stands in a hole of the union is a
 * part of the union of its own, so islands are looked for among the parts. */
#include <stdlib.h>
#include <string.h>

#include "coverage/boundary/work.h"

/* One polygon of the union: its rings in the shapes, the box of the outer one. */
typedef struct part {
    size_t first, end; /* rings */
    pd_box box;
    bool is_island; /* stands in a hole of another part */
} part;

typedef struct union_parts {
    pd_byte_vector wkb;
    pd_shapes shapes; /* the union as one shape */
    part *parts;      /* sorted by box.min_x */
    size_t count;
} union_parts;

static void put(pdot_ctx *ctx, pd_byte_vector *out, const void *bytes, size_t size, pdot_status *status)
{
    if (*status != PDOT_OK)
        return;
    if (!pd_grow(ctx, (void **)&out->data, &out->capacity, out->size + size, 1)) {
        *status = PDOT_NOMEM;
        return;
    }
    memcpy(out->data + out->size, bytes, size);
    out->size += size;
}

static void put_head(pdot_ctx *ctx, pd_byte_vector *out, uint32_t type, uint32_t count, pdot_status *status)
{
    const unsigned char little_endian = 1;
    put(ctx, out, &little_endian, 1, status);
    put(ctx, out, &type, sizeof type, status);
    put(ctx, out, &count, sizeof count, status);
}

static void put_points(pdot_ctx *ctx, pd_byte_vector *out, const double *xy, size_t n, pdot_status *status)
{
    const uint32_t count = (uint32_t)n;
    put(ctx, out, &count, sizeof count, status);
    put(ctx, out, xy, n * 2 * sizeof(double), status);
}

static void put_ring(pdot_ctx *ctx, pd_byte_vector *out, const pd_shapes *shapes, size_t ring,
                     pdot_status *status)
{
    const uint32_t first = shapes->ring_start[ring];
    put_points(ctx, out, shapes->xy + 2 * (size_t)first, shapes->ring_start[ring + 1] - first, status);
}

pdot_status pd_boundary_ring(pdot_ctx *ctx, const double *xy, size_t n, pd_byte_vector *out)
{
    pdot_status status = PDOT_OK;
    out->size = 0;
    put_head(ctx, out, 3, 1, &status);
    put_points(ctx, out, xy, n, &status);
    return status;
}

/* One ring as a polygon that fills it. */
static pdot_status ring_as_polygon(pdot_ctx *ctx, const pd_shapes *shapes, size_t ring, pd_byte_vector *out)
{
    const uint32_t first = shapes->ring_start[ring];
    return pd_boundary_ring(ctx, shapes->xy + 2 * (size_t)first, shapes->ring_start[ring + 1] - first, out);
}

/* The union without its holes: the outer rings of the parts that are no island. */
static pdot_status filled_union(pdot_ctx *ctx, const union_parts *all, pd_byte_vector *out)
{
    pdot_status status = PDOT_OK;
    uint32_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += !all->parts[i].is_island;
    out->size = 0;
    put_head(ctx, out, 6, n, &status);
    for (size_t i = 0; i < all->count; i++)
        if (!all->parts[i].is_island) {
            put_head(ctx, out, 3, 1, &status);
            put_ring(ctx, out, &all->shapes, all->parts[i].first, &status);
        }
    return status;
}

static pd_box ring_box(const pd_shapes *shapes, size_t ring)
{
    const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[ring];
    const size_t n = shapes->ring_start[ring + 1] - shapes->ring_start[ring];
    pd_box box = {p[0], p[1], p[0], p[1]};
    for (size_t i = 1; i < n; i++) {
        box.min_x = p[2 * i] < box.min_x ? p[2 * i] : box.min_x;
        box.max_x = p[2 * i] > box.max_x ? p[2 * i] : box.max_x;
        box.min_y = p[2 * i + 1] < box.min_y ? p[2 * i + 1] : box.min_y;
        box.max_y = p[2 * i + 1] > box.max_y ? p[2 * i + 1] : box.max_y;
    }
    return box;
}

/* Even-odd rule. The parts of a valid union touch a hole's ring in points at most, so some vertex of a part
 * decides; the caller tries the next one after a touch. */
static bool is_inside_ring(const pd_shapes *shapes, size_t ring, double x, double y)
{
    const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[ring];
    const size_t n = shapes->ring_start[ring + 1] - shapes->ring_start[ring];
    bool is_inside = false;
    for (size_t i = 0; i + 1 < n; i++) {
        const double ax = p[2 * i], ay = p[2 * i + 1], bx = p[2 * i + 2], by = p[2 * i + 3];
        if ((ay > y) != (by > y) && x < ax + (y - ay) / (by - ay) * (bx - ax))
            is_inside = !is_inside;
    }
    return is_inside;
}

static bool has_vertex(const pd_shapes *shapes, size_t ring, double x, double y)
{
    const double *p = shapes->xy + 2 * (size_t)shapes->ring_start[ring];
    const size_t n = shapes->ring_start[ring + 1] - shapes->ring_start[ring];
    for (size_t i = 0; i < n; i++)
        if (p[2 * i] >= x && p[2 * i] <= x && p[2 * i + 1] >= y && p[2 * i + 1] <= y)
            return true;
    return false;
}

static bool is_part_in_hole(const pd_shapes *shapes, const part *one, size_t hole)
{
    const size_t first = shapes->ring_start[one->first], end = shapes->ring_start[one->first + 1];
    for (size_t i = first; i < end; i++) {
        const double x = shapes->xy[2 * i], y = shapes->xy[2 * i + 1];
        if (!has_vertex(shapes, hole, x, y))
            return is_inside_ring(shapes, hole, x, y);
    }
    return false;
}

static int compare_parts(const void *left, const void *right)
{
    const part *a = left, *b = right;
    if (a->box.min_x < b->box.min_x || a->box.min_x > b->box.min_x)
        return a->box.min_x < b->box.min_x ? -1 : 1;
    return a->first < b->first ? -1 : a->first > b->first;
}

static pdot_status split_union(pdot_ctx *ctx, const pd_boundary_work *work, union_parts *out)
{
    pdot_status status = pd_geometry_union(ctx, work->polygons, work->n, &out->wkb);
    if (status == PDOT_OK)
        status = pd_shapes_add_wkb(ctx, &out->shapes, (pd_bytes){out->wkb.data, out->wkb.size});
    if (status != PDOT_OK)
        return status;
    if ((out->parts = pd_alloc_array(ctx, out->shapes.n_rings + 1, sizeof *out->parts)) == NULL)
        return PDOT_NOMEM;
    for (size_t r = 0; r < out->shapes.n_rings; r++) {
        if (!out->shapes.is_hole[r])
            out->parts[out->count++] = (part){.first = r, .box = ring_box(&out->shapes, r)};
        out->parts[out->count - 1].end = r + 1;
    }
    qsort(out->parts, out->count, sizeof *out->parts, compare_parts);
    return PDOT_OK;
}

static size_t first_part_from(const union_parts *all, double x)
{
    size_t low = 0, high = all->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (all->parts[middle].box.min_x < x)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Takes the parts that stand in the hole out of `gap`. */
static pdot_status subtract_islands(pdot_ctx *ctx, union_parts *all, size_t hole, pd_byte_vector *gap,
                                    pd_byte_vector *scratch)
{
    const pd_box box = ring_box(&all->shapes, hole);
    pd_byte_vector island = {0};
    pdot_status status = PDOT_OK;
    for (size_t i = first_part_from(all, box.min_x); status == PDOT_OK && i < all->count; i++) {
        part *one = &all->parts[i];
        if (one->box.min_x > box.max_x)
            break;
        const bool is_owner = hole >= one->first && hole < one->end;
        if (is_owner || one->box.max_x > box.max_x || one->box.min_y < box.min_y ||
            one->box.max_y > box.max_y || !is_part_in_hole(&all->shapes, one, hole))
            continue;
        one->is_island = true;
        status = ring_as_polygon(ctx, &all->shapes, one->first, &island);
        if (status == PDOT_OK)
            status = pd_geometry_difference(ctx, (pd_bytes){gap->data, gap->size},
                                            (pd_bytes){island.data, island.size}, scratch);
        const pd_byte_vector swap = *gap;
        *gap = *scratch;
        *scratch = swap;
    }
    pd_byte_vector_release(&island);
    return status;
}

static pdot_status add_holes(pdot_ctx *ctx, pd_boundary_work *work, union_parts *all)
{
    pd_byte_vector gap = {0}, scratch = {0};
    pdot_status status = PDOT_OK;
    for (size_t r = 0; r < all->shapes.n_rings && status == PDOT_OK; r++) {
        if (!all->shapes.is_hole[r])
            continue;
        status = ring_as_polygon(ctx, &all->shapes, r, &gap);
        if (status == PDOT_OK)
            status = subtract_islands(ctx, all, r, &gap, &scratch);
        if (status == PDOT_OK)
            status = pd_boundary_add(ctx, work, PD_BOUNDARY_GAP, (pd_bytes){gap.data, gap.size}, NULL, 0);
        if (status == PDOT_OK)
            status = pd_progress(ctx, "boundaries", r, all->shapes.n_rings);
    }
    pd_byte_vector_release(&gap);
    pd_byte_vector_release(&scratch);
    return status;
}

/* Each polygon of a multipolygon as a piece of its own. */
static pdot_status add_parts(pdot_ctx *ctx, pd_boundary_work *work, pd_boundary_kind kind,
                             const pd_byte_vector *wkb)
{
    pd_shapes shapes = {0};
    pd_byte_vector one = {0};
    pdot_status status =
        wkb->size > 0 ? pd_shapes_add_wkb(ctx, &shapes, (pd_bytes){wkb->data, wkb->size}) : PDOT_OK;
    for (size_t r = 0; status == PDOT_OK && r < shapes.n_rings;) {
        size_t end = r + 1;
        while (end < shapes.n_rings && shapes.is_hole[end])
            end++;
        one.size = 0;
        put_head(ctx, &one, 3, (uint32_t)(end - r), &status);
        for (; r < end; r++)
            put_ring(ctx, &one, &shapes, r, &status);
        if (status == PDOT_OK)
            status = pd_boundary_add(ctx, work, kind, (pd_bytes){one.data, one.size}, NULL, 0);
    }
    pd_byte_vector_release(&one);
    pd_shapes_release(&shapes);
    return status;
}

/* Enclosed gaps are pieces already: what is missing from the outline is counted against the union without its
 * holes. */
static pdot_status compare_outline(pdot_ctx *ctx, pd_boundary_work *work, const union_parts *all)
{
    const pd_bytes outline = work->options->outline;
    pd_byte_vector filled = {0}, rest = {0};
    pdot_status status = filled_union(ctx, all, &filled);
    if (status == PDOT_OK)
        status = pd_geometry_difference(ctx, outline, (pd_bytes){filled.data, filled.size}, &rest);
    if (status == PDOT_OK)
        status = add_parts(ctx, work, PD_BOUNDARY_MISSING, &rest);
    if (status == PDOT_OK)
        status = pd_geometry_difference(ctx, (pd_bytes){all->wkb.data, all->wkb.size}, outline, &rest);
    if (status == PDOT_OK)
        status = add_parts(ctx, work, PD_BOUNDARY_BEYOND, &rest);
    pd_byte_vector_release(&filled);
    pd_byte_vector_release(&rest);
    return status;
}

pdot_status pd_boundary_find_gaps(pdot_ctx *ctx, pd_boundary_work *work)
{
    union_parts all = {0};
    pdot_status status = split_union(ctx, work, &all);
    if (status == PDOT_OK)
        status = add_holes(ctx, work, &all);
    if (status == PDOT_OK)
        status = pd_boundary_find_corner_gaps(ctx, work, &all.shapes, (pd_bytes){all.wkb.data, all.wkb.size});
    if (status == PDOT_OK && work->options->outline.size > 0)
        status = compare_outline(ctx, work, &all);
    pd_byte_vector_release(&all.wkb);
    pd_shapes_release(&all.shapes);
    pd_free(all.parts);
    return status;
}
