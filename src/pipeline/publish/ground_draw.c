/* Overlay with geometry, through GEOS: territory by territory, class by class from the worst. The coverage
 * stage counts the same ground without building it. */
#include "pipeline/publish/ground_draw.h"

#include <math.h>
#include <string.h>

#include "base/number.h"
#include "base/parallel.h"
#include "geo/geometry.h"
#include "geo/shape_wkb.h"
#include "pipeline/coverage/joint.h"
#include "pipeline/publish/ground_figures.h"

#define FREE_LABEL     "libre"
#define NODATA_LABEL   "sin dato"
#define MAX_RECTANGLES 20000u /* of a raster: finer ones are terrain, which no one reads as polygons */
#define AGREES         1e-5   /* of the territory: polygon against figure; a raster's borders bend a little */

/* What the shapes of a hazard are, in the order they are given away: classes from the worst, then the extent
 * of the mapping (free ground), then all the rest. */
typedef struct ground {
    pd_cover *cover;
    const pd_hazard *hazard;
    const pd_shapes *shapes; /* plan CRS, finished */
    const int32_t *class_of; /* of each shape; EXTENT: where the hazard was mapped */
    pd_byte_vector *pieces;  /* per territory: classes, free ground, ground without data */
    pd_ground_figures figures;
    pd_findings findings;
    bool has_extent;
    bool is_disjoint; /* no two shapes share ground: cells of a raster */
} ground;

enum { EXTENT = -2 };

static size_t n_pieces(const ground *self)
{
    return (size_t)self->hazard->n_classes + 2;
}

static pd_bytes view(const pd_byte_vector *vector)
{
    return (pd_bytes){vector->data, vector->size};
}

static void swap(pd_byte_vector *a, pd_byte_vector *b)
{
    const pd_byte_vector kept = *a;
    *a = *b;
    *b = kept;
}

static bool is_empty(const pd_byte_vector *vector)
{
    enum { EMPTY_MULTI_SIZE = 1 + 4 + 4 };
    return vector->size <= EMPTY_MULTI_SIZE;
}

/* ---- one territory, by a worker */

typedef struct cutter {
    pdot_ctx *ctx;
    const ground *all;
    pd_bytes territory;
    pd_box box;
    pd_byte_vector rest; /* what is not given away yet */
} cutter;

static bool meets(const pd_box *a, const pd_box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

/* The shapes of a class that meet the territory's box, as WKB; *n of them. */
static pdot_status gather_class(const cutter *cut, int32_t class_index, pd_byte_vector **parts, size_t *n)
{
    const ground *all = cut->all;
    size_t capacity = 0;
    for (size_t i = 0; i < all->shapes->n_shapes; i++) {
        if (all->class_of[i] != class_index || !meets(&all->shapes->box[i], &cut->box))
            continue;
        if (!pd_grow(cut->ctx, (void **)parts, &capacity, *n + 1, sizeof **parts))
            return PDOT_NOMEM;
        (*parts)[*n] = (pd_byte_vector){0};
        const pdot_status status =
            pd_shape_to_wkb(cut->ctx, all->shapes, i, PD_SHAPE_POLYGONS, &(*parts)[(*n)++]);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

static pdot_status unite(pdot_ctx *ctx, const pd_byte_vector *parts, size_t n, pd_byte_vector *out)
{
    pd_bytes *views = pd_alloc_array(ctx, n, sizeof *views);
    if (views == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++)
        views[i] = view(&parts[i]);
    const pdot_status status = pd_geometry_union(ctx, views, n, out);
    pd_free(views);
    return status;
}

/* Gives the class what is left of the territory and lies in its shapes. Where no ground is shared and nothing
 * is to be left over, nothing need be taken away either. */
static pdot_status claim(cutter *cut, int32_t class_index, bool takes, pd_byte_vector *piece)
{
    pd_byte_vector *parts = NULL, whole = {0}, left = {0};
    size_t n = 0;
    pdot_status status = is_empty(&cut->rest) ? PDOT_OK : gather_class(cut, class_index, &parts, &n);
    if (status == PDOT_OK && n > 0)
        status = unite(cut->ctx, parts, n, &whole);
    if (status == PDOT_OK && n > 0)
        status = pd_geometry_intersection(cut->ctx, view(&cut->rest), view(&whole), piece);
    if (status == PDOT_OK && n > 0 && takes)
        status = pd_geometry_difference(cut->ctx, view(&cut->rest), view(&whole), &left);
    if (status == PDOT_OK && n > 0 && takes)
        swap(&cut->rest, &left);
    for (size_t i = 0; i < n; i++)
        pd_byte_vector_release(&parts[i]);
    pd_free(parts);
    pd_byte_vector_release(&left);
    pd_byte_vector_release(&whole);
    return status;
}

static bool has_figure(const ground *all, const pd_territory *territory, int32_t class_index)
{
    return pd_ground_figure(&all->figures, territory->code, all->hazard->classes[class_index].label) > 0;
}

static pdot_status cut_territory(const pd_task *task, void *user)
{
    const ground *all = user;
    const pd_territory *territory = &all->cover->plan->territories[task->index];
    pd_byte_vector *pieces = &all->pieces[task->index * n_pieces(all)];
    const int32_t n_classes = all->hazard->n_classes;
    if (!territory->is_finest)
        return PDOT_OK;
    cutter cut = {.ctx = task->ctx, .all = all, .territory = territory->wkb};
    pdot_status status = pd_geometry_box(task->ctx, territory->wkb, &cut.box);
    if (status == PDOT_OK)
        status = pd_geometry_union(task->ctx, &cut.territory, 1, &cut.rest);
    const bool has_rest = pd_ground_figure(&all->figures, territory->code, FREE_LABEL) > 0 ||
                          pd_ground_figure(&all->figures, territory->code, NODATA_LABEL) > 0;
    for (int32_t i = n_classes - 1; status == PDOT_OK && i >= 0; i--)
        if (!all->is_disjoint || has_figure(all, territory, i))
            status = claim(&cut, i, has_rest || !all->is_disjoint, &pieces[i]);
    if (status == PDOT_OK && all->has_extent)
        status = claim(&cut, EXTENT, true, &pieces[n_classes]);
    const bool is_free = all->hazard->outside_is_free && !all->has_extent;
    swap(&pieces[n_classes + (is_free ? 0 : 1)], &cut.rest);
    pd_byte_vector_release(&cut.rest);
    return status;
}

/* ---- rows */

static pdot_status check_area(ground *self, const pd_territory *territory, const char *label,
                              double figure_ha, const pd_byte_vector *piece)
{
    double measured = 0;
    const pdot_status status = pd_area_m2(self->cover->ctx, self->cover->measure, view(piece), &measured);
    if (status != PDOT_OK || !(fabs(measured - figure_ha * PD_M2_PER_HA) > AGREES * territory->area_m2))
        return status;
    char drawn[PD_NUMBER_SIZE], counted[PD_NUMBER_SIZE];
    pd_number_fixed(measured / PD_M2_PER_HA, 4, drawn);
    pd_number_fixed(figure_ha, 4, counted);
    pd_finding_add(&self->findings, PDOT_SEVERITY_REVIEW, "ground_mismatch", territory->code, NULL,
                   "the ground of %s, %s, drawn in %s measures %s ha, its figure is %s ha",
                   self->hazard->title, label, territory->name, drawn, counted);
    pd_finding_values(&self->findings, counted, drawn);
    return self->findings.status;
}

static pdot_status put_piece(ground *self, pd_maker *maker, const pd_territory *territory, const char *label,
                             int32_t rank, const pd_byte_vector *piece)
{
    const double figure_ha = pd_ground_figure(&self->figures, territory->code, label);
    if (is_empty(piece) || !(figure_ha * PD_M2_PER_HA >= PD_NOISE_M2))
        return PDOT_OK;
    const pdot_status status = check_area(self, territory, label, figure_ha, piece);
    if (status != PDOT_OK)
        return status;
    pd_maker_set(maker, "codigo", pd_text(territory->code));
    pd_maker_set(maker, "amenaza", pd_text(self->hazard->id));
    pd_maker_set(maker, "clase", pd_text(label));
    pd_maker_set(maker, "rango", rank != PD_RANK_NONE ? pd_integer(rank) : pd_null());
    pd_maker_set(maker, "area_ha", pd_real(figure_ha));
    return pd_maker_put(maker, view(piece));
}

/* A class that is called as free ground or ground without data shares its row with it. */
static pdot_status merge_named(ground *self, pd_byte_vector *pieces)
{
    static const char *const NAMES[] = {FREE_LABEL, NODATA_LABEL};
    const pd_hazard *hazard = self->hazard;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && i < hazard->n_classes; i++)
        for (int32_t j = 0; status == PDOT_OK && j < 2; j++) {
            pd_byte_vector *same = &pieces[hazard->n_classes + j];
            if (strcmp(hazard->classes[i].label, NAMES[j]) != 0 || is_empty(&pieces[i]))
                continue;
            pd_byte_vector both = {0};
            const pd_byte_vector parts[] = {pieces[i], *same};
            status = unite(self->cover->ctx, parts, is_empty(same) ? 1 : 2, &both);
            if (status == PDOT_OK)
                swap(same, &both);
            pieces[i].size = 0;
            pd_byte_vector_release(&both);
        }
    return status;
}

static pdot_status put_territory(ground *self, pd_maker *maker, int32_t index)
{
    const pd_hazard *hazard = self->hazard;
    const pd_territory *territory = &self->cover->plan->territories[index];
    pd_byte_vector *pieces = &self->pieces[(size_t)index * n_pieces(self)];
    pdot_status status = merge_named(self, pieces);
    for (int32_t i = 0; status == PDOT_OK && i < hazard->n_classes; i++)
        status =
            put_piece(self, maker, territory, hazard->classes[i].label, hazard->classes[i].rank, &pieces[i]);
    if (status == PDOT_OK)
        status = put_piece(self, maker, territory, FREE_LABEL, PD_RANK_NONE, &pieces[hazard->n_classes]);
    return status == PDOT_OK
               ? put_piece(self, maker, territory, NODATA_LABEL, PD_RANK_NONE, &pieces[hazard->n_classes + 1])
               : status;
}

/* Cuts all territories and stores the pieces; no shapes, no rows. */
static pdot_status store_pieces(ground *self)
{
    pd_cover *cover = self->cover;
    pd_maker maker = {0};
    const size_t n = (size_t)cover->plan->n_territories * n_pieces(self);
    self->pieces = pd_alloc_array(cover->ctx, n + 1, sizeof *self->pieces);
    pdot_status status = self->pieces != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_ground_figures_load(cover->ctx, cover->run->store, self->hazard->id, &self->figures);
    if (status == PDOT_OK)
        status = pd_parallel(cover->ctx, cover->run->jobs, (size_t)cover->plan->n_territories, cut_territory,
                             self, "export");
    if (status == PDOT_OK) {
        status = pd_maker_begin(cover->ctx, cover->run->store, "amenazas", cover->unit, &maker);
        for (int32_t i = 0; status == PDOT_OK && i < cover->plan->n_territories; i++)
            if (cover->plan->territories[i].is_finest)
                status = put_territory(self, &maker, i);
        status = pd_maker_end(&maker, status);
    }
    for (size_t i = 0; self->pieces != NULL && i < n; i++)
        pd_byte_vector_release(&self->pieces[i]);
    pd_free(self->pieces);
    pd_ground_figures_release(&self->figures);
    return status;
}

/* ---- a hazard */

static pdot_status draw_features(ground *self)
{
    pd_cover_layer layer = {0};
    pdot_status status = pd_cover_load_layer(self->cover, self->hazard, true, &layer);
    if (status == PDOT_OK) {
        self->has_extent = layer.has_extent;
        self->shapes = &layer.features.shapes;
        self->class_of = layer.features.class_index;
        for (size_t i = 0; layer.has_extent && i < layer.features.shapes.n_shapes; i++)
            layer.features.class_index[i] =
                layer.features.class_index[i] == 0 ? EXTENT : layer.features.class_index[i] - 1;
        status = store_pieces(self);
    }
    pd_features_release(&layer.features);
    return status;
}

static pdot_status draw_raster(ground *self)
{
    pd_cover *cover = self->cover;
    pd_joint joint = {0};
    int32_t ids[PD_LIMIT_CLASSES_OF_JOINT] = {PD_NONE}; /* free cells belong to the rest */
    for (int32_t i = 0; i < self->hazard->n_classes; i++)
        ids[i + 1] = i;
    pdot_status status = pd_cover_add_rectangles(cover, self->hazard, ids, &joint);
    if (status == PDOT_OK && joint.shapes.n_shapes <= MAX_RECTANGLES) {
        status = pd_shapes_finish(cover->ctx, &joint.shapes, true);
        self->shapes = &joint.shapes;
        self->class_of = joint.id;
        self->is_disjoint = true;
        if (status == PDOT_OK)
            status = store_pieces(self);
        self->shapes = NULL; /* they end with this call */
        self->class_of = NULL;
    }
    pd_joint_release(&joint);
    return status;
}

pdot_status pd_ground_draw(pd_cover *cover, const pd_hazard *hazard, const char *digest)
{
    ground self = {.cover = cover, .hazard = hazard};
    pd_findings_init(cover->ctx, &self.findings);
    pdot_status status = pd_store_load_ground(cover->ctx, cover->run->store, cover->plan);
    if (status == PDOT_OK)
        status = pd_store_findings_clear(cover->ctx, cover->run->store, cover->unit);
    if (status == PDOT_OK)
        status = pd_result_clear(cover->ctx, cover->run->store, pd_table_find("amenazas"), cover->unit);
    if (status == PDOT_OK)
        status = pd_cover_is_raster(hazard) ? draw_raster(&self) : draw_features(&self);
    if (status == PDOT_OK)
        status = pd_store_put_findings(cover->ctx, cover->run->store, cover->unit, &self.findings);
    if (status == PDOT_OK)
        status = pd_store_unit_put(cover->ctx, cover->run->store, cover->unit, digest);
    pd_findings_release(&self.findings);
    return status;
}
