/* Closing limits: what each polygon loses and gains is collected first, then each changed polygon is built
 * once. */
#include "coverage/boundary/close.h"

#include "geo/geometry.h"
#include "geo/snap.h"

#define SAME_LINE_M     0.01 /* narrower: two roundings of one line, and no place to tell of */
#define MOST_OF_POLYGON 0.5  /* of its ground: as much is no strip along its edge */
#define DUST_M          1e-3 /* what is cut and joined along others' edges leaves hairs; the grid takes them away */

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

/* What one call shares. */
typedef struct closing {
    pdot_ctx *ctx;
    const pd_bytes *polygons;
    const pd_boundary *health;
    double width_m;
    bool *is_closed;  /* of each piece */
    bool *is_changed; /* of each polygon */
    pd_bytes *pieces; /* room for one more than there are */
} closing;

/* The polygon that loses an overlap or gains a gap. */
static size_t changed_by(const pd_boundary_piece *piece)
{
    return piece->units[piece->kind == PD_BOUNDARY_OVERLAP ? 1 : 0];
}

/* Narrow, and not most of the polygon: one that lies on another with most of its ground is a
 * question for a person. */
static pdot_status judge(const closing *self, const pd_boundary_piece *piece, bool *is_closed)
{
    *is_closed = false;
    const bool is_narrow = piece->width_m < self->width_m && piece->width_m >= SAME_LINE_M;
    const bool is_strip = piece->kind == PD_BOUNDARY_OVERLAP || piece->kind == PD_BOUNDARY_GAP;
    if (!is_narrow || !is_strip || piece->n_units == 0)
        return PDOT_OK;
    if (piece->kind == PD_BOUNDARY_GAP) {
        *is_closed = true;
        return PDOT_OK;
    }
    double part = 0, whole = 0;
    pdot_status status = pd_geometry_planar_area(self->ctx, piece->wkb, &part);
    if (status == PDOT_OK)
        status = pd_geometry_planar_area(self->ctx, self->polygons[changed_by(piece)], &whole);
    *is_closed = part < MOST_OF_POLYGON * whole;
    return status;
}

/* The pieces of one kind that concern a polygon: what it loses (overlaps) or gains (gaps). */
static size_t list_pieces(const closing *self, pd_boundary_kind kind, size_t polygon)
{
    size_t n = 0;
    for (size_t i = 0; i < self->health->count; i++) {
        const pd_boundary_piece *piece = &self->health->pieces[i];
        if (self->is_closed[i] && piece->kind == kind && changed_by(piece) == polygon)
            self->pieces[n++] = piece->wkb;
    }
    return n;
}

static pd_bytes bytes_of(const pd_byte_vector *vector)
{
    return (pd_bytes){vector->data, vector->size};
}

static pdot_status rebuild(const closing *self, size_t index, pd_byte_vector *out)
{
    pdot_ctx *ctx = self->ctx;
    const pd_bytes polygon = self->polygons[index];
    pd_byte_vector lost = {0}, rest = {0}, whole = {0};
    pdot_status status = PDOT_OK;
    size_t n = list_pieces(self, PD_BOUNDARY_OVERLAP, index);
    if (n > 0)
        status = pd_geometry_union(ctx, self->pieces, n, &lost);
    if (status == PDOT_OK && n > 0)
        status = pd_geometry_difference(ctx, polygon, bytes_of(&lost), &rest);
    n = list_pieces(self, PD_BOUNDARY_GAP, index);
    if (status == PDOT_OK && n > 0) {
        self->pieces[n] = rest.size > 0 ? bytes_of(&rest) : polygon;
        status = pd_geometry_union(ctx, self->pieces, n + 1, &whole);
    }
    if (status == PDOT_OK)
        status = pd_geometry_snap(ctx, bytes_of(whole.size > 0 ? &whole : &rest), DUST_M, out);
    pd_byte_vector_release(&lost);
    pd_byte_vector_release(&rest);
    pd_byte_vector_release(&whole);
    return status;
}

static pdot_status close_pieces(closing *self, size_t n, pd_boundary_closed *out)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < self->health->count && status == PDOT_OK; i++) {
        const pd_boundary_piece *piece = &self->health->pieces[i];
        status = judge(self, piece, &self->is_closed[i]);
        if (status != PDOT_OK || !self->is_closed[i])
            continue;
        self->is_changed[changed_by(piece)] = true;
        status = note_move(self->ctx, piece, out);
    }
    for (size_t i = 0; i < n && status == PDOT_OK; i++)
        if (self->is_changed[i])
            status = rebuild(self, i, &out->polygons[i]);
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
    closing self = {.ctx = ctx, .polygons = polygons, .health = &health, .width_m = width_m};
    self.is_closed = pd_alloc_array(ctx, health.count + 1, sizeof *self.is_closed);
    self.is_changed = pd_alloc_array(ctx, n + 1, sizeof *self.is_changed);
    self.pieces = pd_alloc_array(ctx, health.count + 1, sizeof *self.pieces);
    out->polygons = pd_alloc_array(ctx, n + 1, sizeof *out->polygons);
    out->n = n;
    if (status == PDOT_OK &&
        (self.pieces == NULL || self.is_closed == NULL || self.is_changed == NULL || out->polygons == NULL))
        status = PDOT_NOMEM;
    if (status == PDOT_OK)
        status = close_pieces(&self, n, out);
    pd_free(self.pieces);
    pd_free(self.is_changed);
    pd_free(self.is_closed);
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
