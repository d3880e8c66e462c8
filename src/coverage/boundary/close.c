/* Closing limits: what each polygon loses and gains is collected first, then each changed polygon is built
 * once. */
#include "coverage/boundary/close.h"

#include "geo/geometry.h"

static pdot_status note_move(pdot_ctx *ctx, const pd_boundary_piece *piece, pd_boundary_closed *out)
{
    if (!pd_grow(ctx, (void **)&out->moves, &out->capacity, out->n_moves + 1, sizeof *out->moves))
        return PDOT_NOMEM;
    const bool is_gap = piece->kind == PD_BOUNDARY_GAP;
    out->moves[out->n_moves++] = (pd_boundary_move){.is_gap = is_gap,
                                                    .to = piece->units[0],
                                                    .from = piece->units[is_gap ? 0 : 1],
                                                    .area_m2 = piece->area_m2,
                                                    .width_m = piece->width_m,
                                                    .x = piece->x,
                                                    .y = piece->y};
    return PDOT_OK;
}

static bool is_to_close(const pd_boundary_piece *piece, double width_m)
{
    return piece->width_m < width_m && piece->n_units > 0 &&
           (piece->kind == PD_BOUNDARY_OVERLAP || piece->kind == PD_BOUNDARY_GAP);
}

/* The pieces of one kind that concern a polygon: what it loses (overlaps) or gains (gaps). */
static size_t list_pieces(const pd_boundary *health, double width_m, pd_boundary_kind kind, size_t polygon,
                          pd_bytes *out)
{
    size_t n = 0;
    for (size_t i = 0; i < health->count; i++) {
        const pd_boundary_piece *piece = &health->pieces[i];
        const size_t changed = piece->units[kind == PD_BOUNDARY_OVERLAP ? 1 : 0];
        if (piece->kind == kind && changed == polygon && is_to_close(piece, width_m))
            out[n++] = piece->wkb;
    }
    return n;
}

static pd_bytes bytes_of(const pd_byte_vector *vector)
{
    return (pd_bytes){vector->data, vector->size};
}

/* pieces has room for one more than there are. */
static pdot_status rebuild(pdot_ctx *ctx, const pd_boundary *health, double width_m, pd_bytes polygon,
                           size_t index, pd_bytes *pieces, pd_byte_vector *out)
{
    pd_byte_vector lost = {0}, rest = {0};
    pdot_status status = PDOT_OK;
    size_t n = list_pieces(health, width_m, PD_BOUNDARY_OVERLAP, index, pieces);
    if (n > 0)
        status = pd_geometry_union(ctx, pieces, n, &lost);
    if (status == PDOT_OK && n > 0)
        status = pd_geometry_difference(ctx, polygon, bytes_of(&lost), &rest);
    n = list_pieces(health, width_m, PD_BOUNDARY_GAP, index, pieces);
    if (status == PDOT_OK && n > 0) {
        pieces[n] = rest.size > 0 ? bytes_of(&rest) : polygon;
        status = pd_geometry_union(ctx, pieces, n + 1, out);
    } else if (status == PDOT_OK) {
        *out = rest;
        rest = (pd_byte_vector){0};
    }
    pd_byte_vector_release(&lost);
    pd_byte_vector_release(&rest);
    return status;
}

pdot_status pd_boundary_close(pdot_ctx *ctx, const pd_bytes *polygons, size_t n, double width_m,
                              const pd_boundary_options *options, pd_boundary_closed *out)
{
    pd_boundary health = {0};
    pd_boundary_options how = *options;
    how.outline = (pd_bytes){NULL, 0};
    how.without_gaps = false;
    pdot_status status = pd_boundary_health(ctx, polygons, n, &how, &health);
    pd_bytes *pieces = pd_alloc_array(ctx, health.count + 1, sizeof *pieces);
    bool *is_changed = pd_alloc_array(ctx, n + 1, sizeof *is_changed);
    out->polygons = pd_alloc_array(ctx, n + 1, sizeof *out->polygons);
    out->n = n;
    if (status == PDOT_OK && (pieces == NULL || is_changed == NULL || out->polygons == NULL))
        status = PDOT_NOMEM;
    for (size_t i = 0; i < health.count && status == PDOT_OK; i++) {
        const pd_boundary_piece *piece = &health.pieces[i];
        if (!is_to_close(piece, width_m))
            continue;
        is_changed[piece->units[piece->kind == PD_BOUNDARY_OVERLAP ? 1 : 0]] = true;
        status = note_move(ctx, piece, out);
    }
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        if (is_changed[i])
            status = rebuild(ctx, &health, width_m, polygons[i], i, pieces, &out->polygons[i]);
    pd_free(pieces);
    pd_free(is_changed);
    pd_boundary_release(&health);
    return status;
}

void pd_boundary_closed_release(pd_boundary_closed *closed)
{
    for (size_t i = 0; closed->polygons != NULL && i < closed->n; i++)
        pd_byte_vector_release(&closed->polygons[i]);
    pd_free(closed->polygons);
    pd_free(closed->moves);
    *closed = (pd_boundary_closed){0};
}
