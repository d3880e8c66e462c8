/* Ground under several parts counts for the highest class only. Where few parts overlap, each loses the union
 * of its intersections with those that win over it, and only if such intersections cross is a union computed.
 * A group in which nearly everything overlaps is unioned class by class, the highest first. That saves a
 * third of the time, but a union of thousands may make GEOS snap: seen once in a figure of 1e7 m2, by 3e-3
 * m2. So it is not done when the answer is what the engine is held against. */
#include <stdlib.h>

#include "job.h"
#include "memory.h"

/* Pairs per part from which a group is unioned whole; found on data where everything overlaps. */
#define DENSE_PAIRS 1.5

static int by_min_x(const void *one, const void *other)
{
    const part *a = one, *b = other;
    if (a->box.min_x != b->box.min_x)
        return a->box.min_x < b->box.min_x ? -1 : 1;
    return a->feature < b->feature ? -1 : a->feature > b->feature;
}

/* Shapes that do share a point; one that is prepared already is used as the prepared one. */
static bool shapes_meet(worker *self, part *a, part *b)
{
    if (a->prepared == NULL && b->prepared != NULL) {
        part *other = a;
        a = b;
        b = other;
    }
    if (a->prepared == NULL)
        a->prepared = GEOSPrepare_r(self->geos, part_shape(self, a));
    return GEOSPreparedIntersects_r(self->geos, a->prepared, part_shape(self, b)) == 1;
}

static uint32_t head_of(part *parts, uint32_t i)
{
    while (parts[i].group != i)
        i = parts[i].group = parts[parts[i].group].group;
    return i;
}

static void join(part *parts, uint32_t i, uint32_t j)
{
    const uint32_t a = head_of(parts, i), b = head_of(parts, j);
    parts[a].pairs++;
    if (a == b)
        return;
    parts[b].group = a;
    parts[a].members += parts[b].members;
    parts[a].pairs += parts[b].pairs;
}

static bool wins(const part *a, const part *b)
{
    return a->class > b->class || (a->class == b->class && a->feature < b->feature);
}

static void find_pairs(worker *self)
{
    part *parts = self->parts;
    qsort(parts, self->n_parts, sizeof *parts, by_min_x);
    self->n_pairs = 0;
    for (uint32_t i = 0; i < self->n_parts; i++) {
        parts[i].group = i;
        parts[i].members = 1;
    }
    const bool are_apart = self->job->kind == CLASSES_APART;
    for (uint32_t i = 0; i < self->n_parts; i++) {
        for (uint32_t j = i + 1; j < self->n_parts && parts[j].box.min_x < parts[i].box.max_x; j++) {
            if (are_apart && parts[i].class != parts[j].class)
                continue;
            if (!boxes_meet(&parts[i].box, &parts[j].box) || !shapes_meet(self, &parts[i], &parts[j]))
                continue;
            self->pairs =
                room_for_more(self->pairs, self->n_pairs, &self->pair_capacity, sizeof *self->pairs);
            self->pairs[self->n_pairs++] = wins(&parts[i], &parts[j]) ? (pair){j, i} : (pair){i, j};
            join(parts, i, j);
        }
    }
    for (uint32_t i = 0; i < self->n_parts; i++)
        parts[i].group = head_of(parts, i);
    self->counts.overlaps += self->n_pairs;
}

static bool is_dense(const worker *self, uint32_t i)
{
    if (self->job->ellipsoid != NULL)
        return false;
    const part *head = &self->parts[self->parts[i].group];
    return head->pairs > DENSE_PAIRS * head->members;
}

/* ---- dense groups */

static int by_group_and_class(const void *one, const void *other)
{
    const part *a = *(part *const *)one, *b = *(part *const *)other;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    if (a->class != b->class)
        return a->class > b->class ? -1 : 1;
    return a->feature < b->feature ? -1 : a->feature > b->feature;
}

/* Takes the shapes. */
static GEOSGeometry *union_of(worker *self, GEOSGeometry **shapes, size_t n)
{
    GEOSGeometry *all = GEOSGeom_createCollection_r(self->geos, GEOS_GEOMETRYCOLLECTION, shapes, (unsigned)n);
    GEOSGeometry *one = GEOSUnaryUnion_r(self->geos, all);
    GEOSGeom_destroy_r(self->geos, all);
    if (one == NULL)
        die("GEOS cannot unite");
    self->counts.unions++;
    return one;
}

static GEOSGeometry *take_shape(worker *self, part *p)
{
    GEOSGeometry *shape = part_shape(self, p);
    GEOSPreparedGeom_destroy_r(self->geos, p->prepared);
    p->prepared = NULL;
    p->shape = NULL;
    p->measure = 0;
    return shape;
}

/* One group, its parts by falling class: a class has what the union grows by when it is added. */
static void add_group(worker *self, part **member, size_t n, GEOSGeometry **shapes)
{
    GEOSGeometry *covered = NULL;
    double before = 0;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && member[end]->class == member[first]->class; end++)
            shapes[end - first] = take_shape(self, member[end]);
        GEOSGeometry *added = union_of(self, shapes, end - first);
        if (covered != NULL) {
            GEOSGeometry *both = GEOSUnion_r(self->geos, covered, added);
            GEOSGeom_destroy_r(self->geos, covered);
            GEOSGeom_destroy_r(self->geos, added);
            added = both;
        }
        covered = added;
        const double area = area_of(self->geos, covered);
        self->total[member[first]->class] += area - before;
        before = area;
    }
    GEOSGeom_destroy_r(self->geos, covered);
}

static void add_dense_groups(worker *self)
{
    part **member = need(self->n_parts, sizeof *member);
    GEOSGeometry **shapes = need(self->n_parts, sizeof *shapes);
    size_t n = 0;
    for (uint32_t i = 0; i < self->n_parts; i++)
        if (is_dense(self, i))
            member[n++] = &self->parts[i];
    qsort(member, n, sizeof *member, by_group_and_class);
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first; end < n && member[end]->group == member[first]->group; end++)
            ;
        add_group(self, member + first, end - first, shapes);
    }
    free(shapes);
    free(member);
}

/* ---- the others */

static int by_loser(const void *one, const void *other)
{
    const pair *a = one, *b = other;
    if (a->loser != b->loser)
        return a->loser < b->loser ? -1 : 1;
    return a->winner < b->winner ? -1 : a->winner > b->winner;
}

/* Area of the union of the parts, which it takes. */
static double area_of_union(worker *self, GEOSGeometry **common, const box *boxes, size_t n)
{
    double area = 0;
    bool do_cross = false;
    for (size_t i = 0; i < n; i++) {
        area += area_of(self->geos, common[i]);
        for (size_t k = 0; k < i; k++)
            do_cross |= boxes_meet(&boxes[i], &boxes[k]);
    }
    if (!do_cross) {
        for (size_t i = 0; i < n; i++)
            GEOSGeom_destroy_r(self->geos, common[i]);
        return area;
    }
    GEOSGeometry *one = union_of(self, common, n);
    area = area_of(self->geos, one);
    GEOSGeom_destroy_r(self->geos, one);
    return area;
}

/* What one part loses to those that win over it. */
static void subtract(worker *self, const pair *pairs, size_t n)
{
    part *loser = &self->parts[pairs->loser];
    GEOSGeometry **common = need(n, sizeof *common);
    box *boxes = need(n, sizeof *boxes);
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        GEOSGeometry *both = GEOSIntersection_r(self->geos, part_shape(self, loser),
                                                part_shape(self, &self->parts[pairs[i].winner]));
        if (both == NULL)
            die("GEOS cannot intersect");
        if (area_of(self->geos, both) > 0) {
            boxes[k] = box_of(self->geos, both);
            common[k++] = both;
        } else {
            GEOSGeom_destroy_r(self->geos, both);
        }
    }
    loser->measure -= area_of_union(self, common, boxes, k);
    free(boxes);
    free(common);
}

void overlaps_settle(worker *self)
{
    find_pairs(self);
    qsort(self->pairs, self->n_pairs, sizeof *self->pairs, by_loser);
    for (size_t first = 0, end; first < self->n_pairs; first = end) {
        const uint32_t loser = self->pairs[first].loser;
        for (end = first; end < self->n_pairs && self->pairs[end].loser == loser; end++)
            ;
        if (!is_dense(self, loser))
            subtract(self, self->pairs + first, end - first);
    }
    add_dense_groups(self);
}
