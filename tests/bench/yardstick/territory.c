/* One territory: its candidates are placed by their box if that suffices, else by their shape; only what
 * crosses the border is clipped. */
#include "job.h"
#include "memory.h"
#include "pieces.h"
#include "wkb.h"

typedef struct place {
    const GEOSPreparedGeometry *prepared;
    piece *pieces;
} place;

double area_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
    double area = 0;
    if (!GEOSArea_r(geos, geometry, &area))
        die("GEOS cannot measure an area");
    return area;
}

box box_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry)
{
    box b = {0, 0, 0, 0};
    GEOSGeom_getXMin_r(geos, geometry, &b.min_x);
    GEOSGeom_getYMin_r(geos, geometry, &b.min_y);
    GEOSGeom_getXMax_r(geos, geometry, &b.max_x);
    GEOSGeom_getYMax_r(geos, geometry, &b.max_y);
    return b;
}

GEOSGeometry *part_shape(worker *self, part *p)
{
    if (p->shape == NULL)
        p->shape = wkb_to_geos(self->geos, self->job->features.item[p->feature].wkb);
    return p->shape;
}

static bool is_inside_by_box(worker *self, const place *where, const box *b)
{
    GEOSGeometry *rectangle = GEOSGeom_createRectangle_r(self->geos, b->min_x, b->min_y, b->max_x, b->max_y);
    const bool is_inside = GEOSPreparedContainsProperly_r(self->geos, where->prepared, rectangle) == 1;
    GEOSGeom_destroy_r(self->geos, rectangle);
    self->counts.inside_by_box += is_inside;
    return is_inside;
}

/* What of the shape, which it takes, lies in the territory: itself (*is_whole), a clip, or NULL. */
static GEOSGeometry *clip(worker *self, const place *where, const box *b, GEOSGeometry *shape, bool *is_whole)
{
    GEOSGeometry *inside = NULL;
    *is_whole = GEOSPreparedContainsProperly_r(self->geos, where->prepared, shape) == 1;
    if (*is_whole) {
        self->counts.inside_by_shape++;
        return shape;
    }
    if (GEOSPreparedIntersects_r(self->geos, where->prepared, shape) == 1) {
        inside = GEOSIntersection_r(self->geos, piece_around(self->geos, where->pieces, b), shape);
        if (inside == NULL)
            die("GEOS cannot intersect");
        self->counts.clips++;
    }
    GEOSGeom_destroy_r(self->geos, shape);
    if (inside != NULL && GEOSisEmpty_r(self->geos, inside)) {
        GEOSGeom_destroy_r(self->geos, inside);
        inside = NULL;
    }
    return inside;
}

static double measure_whole(const worker *self, const feature *f)
{
    if (self->job->kind == LINES && self->job->ellipsoid != NULL)
        return ellipsoid_wkb_length(self->job->ellipsoid, self->geos, f->wkb);
    return wkb_measure(f->wkb);
}

static double measure_clip(const worker *self, const GEOSGeometry *inside)
{
    double length = 0;
    if (self->job->kind != LINES)
        return area_of(self->geos, inside);
    if (self->job->ellipsoid != NULL)
        return ellipsoid_length(self->job->ellipsoid, self->geos, inside);
    GEOSLength_r(self->geos, inside, &length);
    return length;
}

static void add_point(worker *self, const place *where, const feature *f)
{
    GEOSGeometry *point = GEOSGeom_createPointFromXY_r(self->geos, f->box.min_x, f->box.min_y);
    if (GEOSPreparedContains_r(self->geos, where->prepared, point) == 1)
        self->total[f->key] += 1;
    GEOSGeom_destroy_r(self->geos, point);
}

static void add_candidate(worker *self, const place *where, uint32_t index)
{
    const feature *f = &self->job->features.item[index];
    bool is_whole = is_inside_by_box(self, where, &f->box);
    GEOSGeometry *inside = NULL;
    if (!is_whole) {
        inside = clip(self, where, &f->box, wkb_to_geos(self->geos, f->wkb), &is_whole);
        if (inside == NULL)
            return;
    }
    const double measure = is_whole ? measure_whole(self, f) : measure_clip(self, inside);
    if (self->job->kind == LINES) {
        self->total[f->key] += measure;
        GEOSGeom_destroy_r(self->geos, inside);
        return;
    }
    self->parts = room_for_more(self->parts, self->n_parts, &self->part_capacity, sizeof *self->parts);
    self->parts[self->n_parts++] = (part){.box = is_whole ? f->box : box_of(self->geos, inside),
                                          .measure = measure,
                                          .shape = inside,
                                          .feature = index,
                                          .class = f->key};
}

static void finish_parts(worker *self)
{
    for (size_t i = 0; i < self->n_parts; i++) {
        part *p = &self->parts[i];
        self->total[p->class] += p->measure;
        GEOSPreparedGeom_destroy_r(self->geos, p->prepared);
        GEOSGeom_destroy_r(self->geos, p->shape);
    }
}

void territory_run(worker *self, uint32_t territory)
{
    const job *all = self->job;
    const feature *t = &all->territories.item[territory];
    GEOSGeometry *shape = wkb_to_geos(self->geos, t->wkb);
    const place where = {GEOSPrepare_r(self->geos, shape), piece_new(shape, &t->box)};
    self->total = all->total + (size_t)territory * CLASSES;
    self->n_parts = 0;
    for (uint32_t i = all->start[territory]; i < all->start[territory + 1]; i++) {
        if (all->kind == POINTS)
            add_point(self, &where, &all->features.item[all->item[i]]);
        else
            add_candidate(self, &where, all->item[i]);
    }
    GEOSPreparedGeom_destroy_r(self->geos, where.prepared);
    piece_free(self->geos, where.pieces);
    if (all->kind == POLYGONS || all->kind == CLASSES_APART) {
        overlaps_settle(self);
        finish_parts(self);
    }
}
