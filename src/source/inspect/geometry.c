/* The geometries of a layer, one by one: kinds, dimensions, validity, repeated ones; and the copies that are
 * kept for the second looks. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "geo/geometry.h"
#include "source/inspect/part.h"

enum { MOST_REASONS = 12, MOST_EXAMPLES = 3 };
#define MOST_CHANGE 0.01 /* the import rejects a repair that changes more of a polygon's area */

typedef struct counter {
    uint64_t count;
    int64_t examples[MOST_EXAMPLES];
    size_t n_examples;
} counter;

typedef struct reason {
    char text[64]; /* GEOS' words without the place */
    char first[96];
    counter features;
} reason;

/* Two hashes of the bytes: features whose both agree are the same. */
typedef struct print {
    uint64_t a, b;
    int64_t id;
} print;

struct pd_geometry_tally {
    pdot_ctx *ctx;
    pd_inspection *inspection;
    pd_inspected_layer *layer;
    counter nulls, empties, curves, with_z, with_m, surfaces, damaged, repeated_vertices, rejected;
    counter dimensions[3];
    uint64_t singles[3], multis[3];
    reason reasons[MOST_REASONS];
    size_t n_reasons;
    uint64_t n_invalid;
    print *prints;
    size_t n_prints, print_capacity;
    size_t n_points;
    pd_byte_vector wkb, repaired;
    pd_shapes one; /* the current geometry */
};

static void count(counter *what, int64_t id)
{
    if (what->n_examples < MOST_EXAMPLES)
        what->examples[what->n_examples++] = id;
    what->count++;
}

pdot_status pd_geometry_tally_new(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer,
                                  pd_geometry_tally **out)
{
    *out = pd_alloc(ctx, sizeof **out);
    if (*out == NULL)
        return PDOT_NOMEM;
    (*out)->ctx = ctx;
    (*out)->inspection = inspection;
    (*out)->layer = layer;
    return PDOT_OK;
}

void pd_geometry_tally_free(pd_geometry_tally *tally)
{
    if (tally == NULL)
        return;
    pd_free(tally->prints);
    pd_byte_vector_release(&tally->wkb);
    pd_byte_vector_release(&tally->repaired);
    pd_shapes_release(&tally->one);
    pd_free(tally);
}

static uint64_t hash_bytes(const pd_byte_vector *bytes, uint64_t seed)
{
    uint64_t hash = seed; /* FNV-1a, 64 bits */
    for (size_t i = 0; i < bytes->size; i++)
        hash = (hash ^ bytes->data[i]) * 1099511628211u;
    return hash ^ hash >> 29;
}

static pdot_status keep_print(pd_geometry_tally *tally, int64_t id)
{
    if (!pd_grow(tally->ctx, (void **)&tally->prints, &tally->print_capacity, tally->n_prints + 1,
                 sizeof *tally->prints))
        return PDOT_NOMEM;
    tally->prints[tally->n_prints++] = (print){hash_bytes(&tally->wkb, 14695981039346656037u),
                                               hash_bytes(&tally->wkb, 0x9E3779B97F4A7C15u), id};
    return PDOT_OK;
}

/* Linear, 2D, as WKB in tally->wkb. False if GDAL cannot. */
static bool export_wkb(pd_geometry_tally *tally, OGRGeometryH geometry)
{
    OGRGeometryH linear = NULL;
    if (OGR_GT_IsNonLinear(OGR_G_GetGeometryType(geometry)) || OGR_G_HasCurveGeometry(geometry, 1))
        linear = OGR_G_GetLinearGeometry(geometry, 0, NULL);
    OGRGeometryH flat = OGR_G_Clone(linear != NULL ? linear : geometry);
    OGR_G_DestroyGeometry(linear);
    bool is_done = false;
    if (flat != NULL) {
        OGR_G_FlattenTo2D(flat);
        const size_t size = (size_t)OGR_G_WkbSize(flat);
        tally->wkb.size = 0;
        if (pd_grow(tally->ctx, (void **)&tally->wkb.data, &tally->wkb.capacity, size, 1)) {
            is_done = OGR_G_ExportToIsoWkb(flat, wkbNDR, tally->wkb.data) == OGRERR_NONE;
            tally->wkb.size = size;
        }
        OGR_G_DestroyGeometry(flat);
    }
    return is_done;
}

static void grow_box(pd_box *box, const double *xy, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        box->min_x = fmin(box->min_x, xy[2 * i]);
        box->max_x = fmax(box->max_x, xy[2 * i]);
        box->min_y = fmin(box->min_y, xy[2 * i + 1]);
        box->max_y = fmax(box->max_y, xy[2 * i + 1]);
    }
}

static bool has_repeated_vertex(const pd_shapes *shapes)
{
    for (size_t r = 0; r < shapes->n_rings; r++)
        for (size_t i = shapes->ring_start[r]; i + 1 < shapes->ring_start[r + 1]; i++) {
            const double *p = shapes->xy + 2 * i;
            if (p[0] <= p[2] && p[0] >= p[2] && p[1] <= p[3] && p[1] >= p[3])
                return true;
        }
    return false;
}

static pdot_status keep_shape(pd_geometry_tally *tally, int64_t id)
{
    pd_inspected_layer *layer = tally->layer;
    tally->n_points += tally->one.n_points;
    if (tally->n_points > PD_INSPECT_POINTS) {
        layer->is_cut = true;
        return PDOT_OK;
    }
    if (!pd_grow(tally->ctx, (void **)&layer->shape_ids, &layer->id_capacity, layer->shapes.n_shapes + 1,
                 sizeof *layer->shape_ids))
        return PDOT_NOMEM;
    layer->shape_ids[layer->shapes.n_shapes] = id;
    return pd_shapes_add_wkb(tally->ctx, &layer->shapes, (pd_bytes){tally->wkb.data, tally->wkb.size});
}

static pdot_status keep_polygon(pd_geometry_tally *tally, const pd_byte_vector *wkb, int64_t id)
{
    pd_inspected_layer *layer = tally->layer;
    if (layer->is_cut)
        return PDOT_OK;
    unsigned char *copy = pd_arena_alloc(tally->ctx, &tally->inspection->arena, wkb->size);
    if (copy == NULL ||
        !pd_grow(tally->ctx, (void **)&layer->polygons, &layer->polygon_capacity, layer->n_polygons + 1,
                 sizeof *layer->polygons) ||
        !pd_grow(tally->ctx, (void **)&layer->polygon_ids, &layer->polygon_id_capacity, layer->n_polygons + 1,
                 sizeof *layer->polygon_ids))
        return PDOT_NOMEM;
    memcpy(copy, wkb->data, wkb->size);
    layer->polygon_ids[layer->n_polygons] = id;
    layer->polygons[layer->n_polygons++] = (pd_bytes){copy, wkb->size};
    return PDOT_OK;
}

static void count_reason(pd_geometry_tally *tally, const char *text, int64_t id)
{
    const char *between = pd_translate(tally->ctx, " at "), *at = strstr(text, between);
    size_t n = at != NULL ? (size_t)(at - text) : strlen(text);
    n = n < sizeof tally->reasons[0].text ? n : sizeof tally->reasons[0].text - 1;
    size_t i = 0;
    while (i < tally->n_reasons &&
           (strncmp(tally->reasons[i].text, text, n) != 0 || tally->reasons[i].text[n] != '\0'))
        i++;
    if (i == MOST_REASONS)
        return;
    if (i == tally->n_reasons) {
        tally->n_reasons++;
        memcpy(tally->reasons[i].text, text, n);
        (void)snprintf(tally->reasons[i].first, sizeof tally->reasons[i].first, "%s",
                       at != NULL ? at + strlen(between) : "");
    }
    count(&tally->reasons[i].features, id);
}

/* Validity, and for a polygon the valid form of it. */
static pdot_status examine(pd_geometry_tally *tally, int dimension, int64_t id)
{
    const pd_bytes wkb = {tally->wkb.data, tally->wkb.size};
    bool is_valid = false;
    char text[256];
    pdot_status status = pd_geometry_is_valid(tally->ctx, wkb, &is_valid, text);
    if (status != PDOT_OK)
        return status;
    if (!is_valid) {
        tally->n_invalid++;
        count_reason(tally, text, id);
    }
    if (dimension != 2)
        return PDOT_OK;
    pd_repair repair;
    status = pd_geometry_repair(tally->ctx, wkb, &repair, &tally->repaired);
    if (status != PDOT_OK) {
        pd_clear_error(tally->ctx);
        count(&tally->rejected, id);
        return PDOT_OK;
    }
    if (!is_valid && repair.change > MOST_CHANGE) {
        count(&tally->rejected, id);
        return PDOT_OK;
    }
    return keep_polygon(tally, &tally->repaired, id);
}

static int dimension_of(OGRwkbGeometryType flat)
{
    if (flat == wkbPoint || flat == wkbMultiPoint)
        return 0;
    if (OGR_GT_IsSubClassOf(flat, wkbCurve) || OGR_GT_IsSubClassOf(flat, wkbMultiCurve))
        return 1;
    if (OGR_GT_IsSubClassOf(flat, wkbSurface) || OGR_GT_IsSubClassOf(flat, wkbMultiSurface))
        return 2;
    return -1;
}

static pdot_status take_shape(pd_geometry_tally *tally, OGRGeometryH geometry, int dimension, int64_t id)
{
    tally->one.n_points = tally->one.n_rings = tally->one.n_shapes = 0;
    if (!export_wkb(tally, geometry)) {
        count(&tally->damaged, id);
        return PDOT_OK;
    }
    pdot_status status =
        pd_shapes_add_wkb(tally->ctx, &tally->one, (pd_bytes){tally->wkb.data, tally->wkb.size});
    if (status == PDOT_FORMAT) {
        pd_clear_error(tally->ctx);
        count(&tally->damaged, id);
        return PDOT_OK;
    }
    if (status != PDOT_OK)
        return status;
    grow_box(&tally->layer->box, tally->one.xy, tally->one.n_points);
    if (dimension > 0 && has_repeated_vertex(&tally->one))
        count(&tally->repeated_vertices, id);
    status = keep_print(tally, id);
    if (status == PDOT_OK)
        status = keep_shape(tally, id);
    return status == PDOT_OK ? examine(tally, dimension, id) : status;
}

/* Triangles in space, or a collection of them. */
static bool is_surface(OGRGeometryH geometry)
{
    const OGRwkbGeometryType flat = wkbFlatten(OGR_G_GetGeometryType(geometry));
    if (OGR_GT_IsSubClassOf(flat, wkbPolyhedralSurface) || flat == wkbTriangle)
        return true;
    return flat == wkbGeometryCollection && OGR_G_GetGeometryCount(geometry) > 0 &&
           is_surface(OGR_G_GetGeometryRef(geometry, 0));
}

pdot_status pd_geometry_tally_take(pd_geometry_tally *tally, OGRGeometryH geometry, int64_t id)
{
    if (geometry == NULL) {
        count(&tally->nulls, id);
        return PDOT_OK;
    }
    const OGRwkbGeometryType type = OGR_G_GetGeometryType(geometry), flat = wkbFlatten(type);
    if (OGR_GT_HasZ(type))
        count(&tally->with_z, id);
    if (OGR_GT_HasM(type))
        count(&tally->with_m, id);
    if (OGR_G_IsEmpty(geometry)) {
        count(&tally->empties, id);
        return PDOT_OK;
    }
    if (is_surface(geometry)) {
        count(&tally->surfaces, id);
        return PDOT_OK;
    }
    if (OGR_G_HasCurveGeometry(geometry, 1))
        count(&tally->curves, id);
    const int dimension = dimension_of(flat);
    if (dimension >= 0) {
        count(&tally->dimensions[dimension], id);
        const bool is_multi = OGR_GT_IsSubClassOf(flat, wkbGeometryCollection);
        (is_multi ? tally->multis : tally->singles)[dimension]++;
    }
    return take_shape(tally, geometry, dimension, id);
}

/* ---- what was found */

static void add_examples(pd_geometry_tally *tally, const counter *what)
{
    for (size_t i = 0; i < what->n_examples; i++)
        pd_symptom_example(&tally->layer->symptoms, "feature %lld", (long long)what->examples[i]);
}

/* "Features without geometry: 3. They are passed over." */
static void add_counted(pd_geometry_tally *tally, pdot_severity severity, const char *code,
                        const counter *what, const char *label, const char *advice)
{
    if (what->count == 0)
        return;
    pd_symptom_add(&tally->layer->symptoms, severity, code, what->count, (double)NAN, "%s: %llu. %s",
                   pd_translate(tally->ctx, label), (unsigned long long)what->count,
                   pd_translate(tally->ctx, advice));
    add_examples(tally, what);
}

static void add_invalid(pd_geometry_tally *tally)
{
    pd_symptoms *symptoms = &tally->layer->symptoms;
    if (tally->n_invalid > 0)
        pd_symptom_add(
            symptoms, PDOT_SEVERITY_REVIEW, "geom_invalid", tally->n_invalid, (double)NAN,
            "Invalid geometries: %llu. The import repairs them and logs each repair; better mend the "
            "source (in QGIS: Check validity, Fix geometries).",
            (unsigned long long)tally->n_invalid);
    for (size_t i = 0; i < tally->n_reasons && tally->n_invalid > 0; i++)
        pd_symptom_example(symptoms, "%s: %llu, first feature %lld at %s", tally->reasons[i].text,
                           (unsigned long long)tally->reasons[i].features.count,
                           (long long)tally->reasons[i].features.examples[0], tally->reasons[i].first);
}

static int compare_prints(const void *left, const void *right)
{
    const print *a = left, *b = right;
    if (a->a != b->a)
        return a->a < b->a ? -1 : 1;
    if (a->b != b->b)
        return a->b < b->b ? -1 : 1;
    return a->id < b->id ? -1 : a->id > b->id;
}

static bool is_same(const print *a, const print *b)
{
    return a->a == b->a && a->b == b->b;
}

/* Counts the features that repeat an earlier one; the examples are the pairs with the lowest ids. */
static void add_duplicates(pd_geometry_tally *tally)
{
    pd_symptoms *symptoms = &tally->layer->symptoms;
    print *prints = tally->prints;
    size_t repeated = 0;
    if (tally->n_prints > 1)
        qsort(prints, tally->n_prints, sizeof *prints, compare_prints);
    for (size_t i = 1; i < tally->n_prints; i++)
        repeated += is_same(&prints[i - 1], &prints[i]);
    if (repeated == 0)
        return;
    pd_symptom_add(
        symptoms, PDOT_SEVERITY_REVIEW, "duplicate_geometry", repeated, (double)NAN,
        "Features drawn exactly like another one: %zu. Remove the copies, unless the same place is meant "
        "to count several times.",
        repeated);
    for (size_t i = 1; i < tally->n_prints; i++)
        if (is_same(&prints[i - 1], &prints[i]))
            pd_symptom_example(symptoms, "features %lld and %lld", (long long)prints[i - 1].id,
                               (long long)prints[i].id);
}

static void add_mixture(pd_geometry_tally *tally)
{
    pd_symptoms *symptoms = &tally->layer->symptoms;
    const int main = tally->layer->dimension;
    uint64_t others = 0;
    for (int d = 0; d < 3; d++)
        others += d != main ? tally->dimensions[d].count : 0;
    if (main < 0 || others == 0)
        return;
    pd_symptom_add(symptoms, PDOT_SEVERITY_REVIEW, "geom_mixed", others, (double)NAN,
                   "The layer mixes kinds: %llu points, %llu lines, %llu polygons. Only one kind is "
                   "imported; put each in "
                   "a layer of its own.",
                   (unsigned long long)tally->dimensions[0].count,
                   (unsigned long long)tally->dimensions[1].count,
                   (unsigned long long)tally->dimensions[2].count);
    for (int d = 0; d < 3; d++)
        if (d != main)
            add_examples(tally, &tally->dimensions[d]);
}

static void add_ordinates(pd_geometry_tally *tally, OGRwkbGeometryType declared)
{
    const bool is_z = OGR_GT_HasZ(declared), is_m = OGR_GT_HasM(declared);
    const uint64_t all = tally->layer->facts.features - tally->nulls.count;
    const bool contradicts = (!is_z && tally->with_z.count > 0) || (!is_m && tally->with_m.count > 0) ||
                             (is_z && tally->with_z.count < all) || (is_m && tally->with_m.count < all);
    const counter *first = tally->with_z.count > 0 ? &tally->with_z : &tally->with_m;
    if (first->count == 0 && !is_z && !is_m)
        return;
    if (contradicts)
        pd_symptom_add(
            &tally->layer->symptoms, PDOT_SEVERITY_INFO, "geom_zm", first->count, (double)NAN,
            "The layer says %s, but features with heights (Z): %llu, with measures (M): %llu. Neither is "
            "imported.",
            is_z && is_m ? "ZM"
            : is_z       ? "Z"
            : is_m       ? "M"
                         : "2D",
            (unsigned long long)tally->with_z.count, (unsigned long long)tally->with_m.count);
    else
        pd_symptom_add(&tally->layer->symptoms, PDOT_SEVERITY_INFO, "geom_zm", first->count, (double)NAN,
                       "Features with heights (Z): %llu, with measures (M): %llu. Neither is imported.",
                       (unsigned long long)tally->with_z.count, (unsigned long long)tally->with_m.count);
    add_examples(tally, first);
}

static const char *word_of(const pd_geometry_tally *tally, OGRwkbGeometryType declared)
{
    static const char *const words[3][2] = {
        {"Point", "MultiPoint"}, {"LineString", "MultiLineString"}, {"Polygon", "MultiPolygon"}};
    const int d = tally->layer->dimension;
    if (d >= 0)
        return words[d][tally->multis[d] > 0];
    return declared == wkbNone ? "" : OGRGeometryTypeToName(wkbFlatten(declared));
}

/* What the layer says it holds, if it holds any; else the kind of most. */
static void find_dimension(pd_geometry_tally *tally, OGRwkbGeometryType declared)
{
    uint64_t most = 0;
    const int said = dimension_of(wkbFlatten(declared));
    tally->layer->dimension = said >= 0 && tally->dimensions[said].count > 0 ? said : -1;
    if (tally->layer->dimension >= 0)
        return;
    for (int d = 0; d < 3; d++)
        if (tally->dimensions[d].count > most) {
            most = tally->dimensions[d].count;
            tally->layer->dimension = d;
        }
}

pdot_status pd_geometry_tally_end(pd_geometry_tally *tally, OGRwkbGeometryType declared)
{
    find_dimension(tally, declared);
    tally->layer->facts.geometry =
        pd_arena_strdup(tally->ctx, &tally->inspection->arena, word_of(tally, declared));
    static const char passed_over[] = N_("They are passed over, each with a line in the log.");
    add_counted(tally, PDOT_SEVERITY_REVIEW, "geom_null", &tally->nulls, N_("Features without geometry"),
                passed_over);
    add_counted(tally, PDOT_SEVERITY_REVIEW, "geom_empty", &tally->empties,
                N_("Features with an empty geometry"), passed_over);
    if (tally->layer->facts.features > 0 && tally->n_prints == 0)
        pd_symptom_add(&tally->layer->symptoms, PDOT_SEVERITY_ERROR, "layer_empty",
                       tally->layer->facts.features, (double)NAN,
                       "No feature has a geometry that can be used.");
    add_counted(tally, PDOT_SEVERITY_REVIEW, "geom_invalid", &tally->surfaces,
                N_("Surfaces of triangles in space (multipatch, TIN)"),
                N_("They are not read; convert them to polygons."));
    add_counted(tally, PDOT_SEVERITY_REVIEW, "geom_invalid", &tally->damaged, N_("Damaged geometries"),
                N_("Their bytes or coordinates make no sense. Draw them again or remove them."));
    add_invalid(tally);
    add_counted(tally, PDOT_SEVERITY_REVIEW, "geom_invalid", &tally->rejected, N_("Polygons beyond repair"),
                N_("Mending them would change more than a hundredth of their area, so the import leaves them "
                   "out. Draw "
                   "them again."));
    add_counted(tally, PDOT_SEVERITY_INFO, "geom_curve", &tally->curves, N_("Features with curves"),
                N_("They are imported as lines of short segments."));
    add_mixture(tally);
    add_ordinates(tally, declared);
    add_duplicates(tally);
    add_counted(tally, PDOT_SEVERITY_INFO, "duplicate_vertex", &tally->repeated_vertices,
                N_("Features that repeat a vertex"), N_("It counts once."));
    return tally->layer->facts.geometry == NULL ? PDOT_NOMEM : tally->layer->symptoms.status;
}
