/* Parents, ground and areas of the territories that were read. A unit's parent is given by its code, or it is
 * the unit of a coarser level that holds a point inside it. A unit without geometry gets the union of its
 * children's ground. Where a parent's own ground and its children's differ, nothing is invented: it is said
 * how much. */
#include "pipeline/import/import.h"

#include <string.h>

#include "geo/geometry.h"

static pdot_status fail_unit(pd_import *import, const pd_import_territory *unit, pdot_status status)
{
    return pd_locate(import->ctx, status, &unit->place);
}

/* --- parents --- */

static pdot_status parent_by_code(pd_import *import, const pd_import_territories *territories,
                                  pd_import_territory *unit)
{
    int64_t index = 0;
    const pd_level_spec *spec = &import->manifest->levels[unit->base.level];
    if (unit->parent_code[0] == '\0')
        return fail_unit(import, unit,
                         pd_fail(import->ctx, PDOT_SCHEMA, "%s has no parent code in \"%s\"", unit->base.code,
                                 spec->parent_code));
    if (!pd_import_map_find(&territories->codes, unit->parent_code, &index))
        return fail_unit(import, unit,
                         pd_fail(import->ctx, PDOT_SCHEMA,
                                 "the parent of %s is \"%s\" in \"%s\", but no unit has "
                                 "that code",
                                 unit->base.code, unit->parent_code, spec->parent_code));
    if (territories->items[index].base.level >= unit->base.level)
        return fail_unit(import, unit,
                         pd_fail(import->ctx, PDOT_SCHEMA,
                                 "the parent of %s is %s, which is of no coarser level", unit->base.code,
                                 unit->parent_code));
    unit->base.parent = (int32_t)index;
    return PDOT_OK;
}

static int32_t find_level(const pd_manifest *manifest, const char *name)
{
    for (size_t i = 0; i < manifest->n_levels; i++)
        if (strcmp(manifest->levels[i].level, name) == 0)
            return (int32_t)i;
    return PD_NONE;
}

/* True if a ray from the point crosses the shape's edges an odd number of times (even-odd rule). */
static bool shape_holds(const pd_shapes *shapes, size_t shape, double x, double y)
{
    bool is_inside = false;
    for (uint32_t ring = shapes->shape_start[shape]; ring < shapes->shape_start[shape + 1]; ring++) {
        for (uint32_t i = shapes->ring_start[ring]; i + 1 < shapes->ring_start[ring + 1]; i++) {
            const double *a = &shapes->xy[2 * (size_t)i];
            const double *b = a + 2;
            if ((a[1] > y) != (b[1] > y) && x < a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                is_inside = !is_inside;
        }
    }
    return is_inside;
}

/* The units of one level, as candidates for a parent. */
typedef struct candidates {
    int32_t *index;
    size_t count;
    pd_shapes shapes; /* empty where a unit has no geometry of its own */
} candidates;

static void release_candidates(candidates *among)
{
    pd_free(among->index);
    pd_shapes_release(&among->shapes);
}

static pdot_status collect_candidates(pd_import *import, const pd_import_territories *territories,
                                      int32_t level, candidates *out)
{
    out->index = pd_alloc_array(import->ctx, territories->count, sizeof *out->index);
    pdot_status status = out->index != NULL ? PDOT_OK : PDOT_NOMEM;
    for (size_t i = 0; i < territories->count && status == PDOT_OK; i++) {
        const pd_territory *unit = &territories->items[i].base;
        if (unit->level != level)
            continue;
        out->index[out->count++] = (int32_t)i;
        if (unit->wkb.size > 0)
            status = pd_shapes_add_wkb(import->ctx, &out->shapes, unit->wkb);
    }
    if (status == PDOT_OK && out->shapes.n_shapes == out->count)
        status = pd_shapes_finish(import->ctx, &out->shapes, true);
    return status;
}

static pdot_status parent_by_place(pd_import *import, const candidates *among, const char *level,
                                   pd_import_territory *unit)
{
    double x = 0;
    double y = 0;
    if (among->count == 1) {
        unit->base.parent = among->index[0];
        return PDOT_OK;
    }
    if (among->shapes.n_shapes != among->count || unit->base.wkb.size == 0)
        return fail_unit(import, unit,
                         pd_fail(import->ctx, PDOT_SCHEMA,
                                 "which unit of level %s holds %s cannot be told without geometries: write "
                                 "parent_code: with the column that says it",
                                 level, unit->base.code));
    pdot_status status = pd_geometry_inner_point(import->ctx, unit->base.wkb, &x, &y);
    for (size_t i = 0; i < among->count && status == PDOT_OK; i++) {
        const pd_box *box = &among->shapes.box[i];
        if (x >= box->min_x && x <= box->max_x && y >= box->min_y && y <= box->max_y &&
            shape_holds(&among->shapes, i, x, y)) {
            unit->base.parent = among->index[i];
            return PDOT_OK;
        }
    }
    if (status != PDOT_OK)
        return fail_unit(import, unit, status);
    return fail_unit(
        import, unit,
        pd_fail(import->ctx, PDOT_SCHEMA, "%s lies in no unit of level %s", unit->base.code, level));
}

static pdot_status parents_by_place(pd_import *import, pd_import_territories *territories, int32_t level)
{
    const pd_level_spec *spec = &import->manifest->levels[level];
    const int32_t above = find_level(import->manifest, spec->parent);
    candidates among = {0};
    PD_ASSERT(above != PD_NONE && above < level); /* the manifest's rules */
    pdot_status status = collect_candidates(import, territories, above, &among);
    for (size_t i = 0; i < territories->count && status == PDOT_OK; i++)
        if (territories->items[i].base.level == level)
            status = parent_by_place(import, &among, spec->parent, &territories->items[i]);
    release_candidates(&among);
    return status;
}

pdot_status pd_import_settle_parents(pd_import *import, pd_import_territories *territories)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < territories->count && status == PDOT_OK; i++) {
        const pd_level_spec *spec = &import->manifest->levels[territories->items[i].base.level];
        if (spec->parent_code[0] != '\0')
            status = parent_by_code(import, territories, &territories->items[i]);
    }
    for (size_t level = 1; level < import->manifest->n_levels && status == PDOT_OK; level++)
        if (import->manifest->levels[level].parent_code[0] == '\0')
            status = parents_by_place(import, territories, (int32_t)level);
    return status;
}

/* --- ground --- */

/* Who lies in whom: for each unit its first child, for each child the next one of the same parent, or
 * PD_NONE. */
typedef struct family {
    int32_t *first_child, *next_sibling;
} family;

static void release_family(family *of)
{
    pd_free(of->first_child);
    pd_free(of->next_sibling);
}

static pdot_status find_family(pd_import *import, const pd_import_territories *territories, family *out)
{
    const size_t n = territories->count;
    out->first_child = pd_alloc_array(import->ctx, n, sizeof *out->first_child);
    out->next_sibling = pd_alloc_array(import->ctx, n, sizeof *out->next_sibling);
    if (out->first_child == NULL || out->next_sibling == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++)
        out->first_child[i] = out->next_sibling[i] = PD_NONE;
    for (size_t i = n; i-- > 0;) { /* backwards, so that lists keep the order of the files */
        const int32_t parent = territories->items[i].base.parent;
        if (parent == PD_NONE)
            continue;
        out->next_sibling[i] = out->first_child[parent];
        out->first_child[parent] = (int32_t)i;
    }
    return PDOT_OK;
}

/* The children of a unit and the union of their ground. */
typedef struct children {
    pd_bytes *wkb;
    size_t count, capacity;
    pd_byte_vector ground;
} children;

static void release_children(children *of)
{
    pd_free(of->wkb);
    pd_byte_vector_release(&of->ground);
}

static pdot_status unite_children(pd_import *import, const pd_import_territories *territories,
                                  const family *relations, size_t parent, children *out)
{
    for (int32_t i = relations->first_child[parent]; i != PD_NONE; i = relations->next_sibling[i]) {
        if (!pd_grow(import->ctx, (void **)&out->wkb, &out->capacity, out->count + 1, sizeof *out->wkb))
            return PDOT_NOMEM;
        out->wkb[out->count++] = territories->items[i].base.wkb;
    }
    if (out->count == 0)
        return PDOT_OK;
    return fail_unit(import, &territories->items[parent],
                     pd_geometry_union(import->ctx, out->wkb, out->count, &out->ground));
}

static pdot_status take_childrens_ground(pd_import *import, pd_import_territory *unit, const children *of)
{
    if (of->count == 0)
        return fail_unit(
            import, unit,
            pd_fail(import->ctx, PDOT_SCHEMA,
                    "%s has no geometry and no unit lies in it: give it one, or take its row out",
                    unit->base.code));
    const char *copy =
        pd_arena_copy(import->ctx, &import->arena, (const char *)of->ground.data, of->ground.size);
    if (copy == NULL)
        return PDOT_NOMEM;
    unit->base.wkb = (pd_bytes){(const unsigned char *)copy, of->ground.size};
    return PDOT_OK;
}

static pdot_status settle_unit(pd_import *import, pd_import_territories *territories, const family *relations,
                               size_t index)
{
    pd_import_territory *unit = &territories->items[index];
    pdot_status status = PDOT_OK;
    if (unit->base.wkb.size == 0) {
        children of = {0};
        status = unite_children(import, territories, relations, index, &of);
        if (status == PDOT_OK)
            status = take_childrens_ground(import, unit, &of);
        release_children(&of);
    }
    if (status == PDOT_OK)
        status = fail_unit(import, unit,
                           pd_area_m2(import->ctx, import->area, unit->base.wkb, &unit->base.area_m2));
    return status;
}

pdot_status pd_import_settle_ground(pd_import *import, pd_import_territories *territories)
{
    const int32_t n_levels = (int32_t)import->manifest->n_levels;
    family relations = {0};
    pdot_status status = find_family(import, territories, &relations);
    for (int32_t level = n_levels - 1; level >= 0 && status == PDOT_OK; level--) /* children first */
        for (size_t i = 0; i < territories->count && status == PDOT_OK; i++)
            if (territories->items[i].base.level == level)
                status = settle_unit(import, territories, &relations, i);
    release_family(&relations);
    return status;
}
