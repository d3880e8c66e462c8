/* Works and services as layers. The store keeps both as features with the id of their activity or service;
 * here they get the words of that row and their measure. */
#include "pipeline/publish/places.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/number.h"
#include "geo/equal_area.h"
#include "geo/shape_wkb.h"
#include "pipeline/maker.h"

typedef struct places {
    pdot_ctx *ctx;
    pd_run *run;
    pdot_plan *plan;
    pd_crs *crs;
    pd_equal_area *measure;
    pd_features features;
    pd_byte_vector wkb;
} places;

/* ---- freshness */

static pdot_status add_unit(const places *self, const char *name, pd_digest *digest)
{
    char *value = NULL;
    const pdot_status status = pd_store_unit_load(self->ctx, self->run->store, name, &value);
    pd_digest_text(digest, name);
    pd_digest_text(digest, value);
    pd_free(value);
    return status;
}

static pdot_status compute_digest(const places *self, char out[PD_DIGEST_SIZE])
{
    static const char *const UNITS[] = {"import/tables/works", "import/tables/services",
                                        "import/tables/activities", "link"};
    pd_digest *digest = NULL;
    pdot_status status = pd_digest_new(self->ctx, &digest);
    for (size_t i = 0; status == PDOT_OK && i < sizeof UNITS / sizeof UNITS[0]; i++)
        status = add_unit(self, UNITS[i], digest);
    if (status == PDOT_OK)
        status = pd_digest_end(self->ctx, digest, out);
    pd_digest_free(digest);
    return status;
}

/* ---- works */

static bool is_closed(const pd_shapes *shapes, uint32_t ring)
{
    const uint32_t begin = shapes->ring_start[ring], end = shapes->ring_start[ring + 1];
    /* The same place bit by bit. NOLINTNEXTLINE(bugprone-suspicious-memory-comparison,cert-*) */
    return end - begin >= 4 && memcmp(&shapes->xy[2 * (size_t)begin], &shapes->xy[2 * ((size_t)end - 1)],
                                      2 * sizeof *shapes->xy) == 0;
}

static pd_shape_kind kind_of(const pd_shapes *shapes, size_t shape)
{
    bool all_closed = true;
    const uint32_t first = shapes->shape_start[shape], end = shapes->shape_start[shape + 1];
    if (shapes->ring_start[end] - shapes->ring_start[first] == 1)
        return PD_SHAPE_POINT;
    for (uint32_t ring = first; ring < end; ring++)
        all_closed = all_closed && is_closed(shapes, ring);
    return all_closed ? PD_SHAPE_POLYGONS : PD_SHAPE_LINES;
}

/* Flat arrays do not say what a shape was. A layer holds one kind: a layer of lines some of which close is
 * told from one of polygons by those that do not. */
static pd_shape_kind source_kind(const pd_features *features, int64_t source)
{
    pd_shape_kind kind = PD_SHAPE_POLYGONS;
    for (size_t i = 0; i < features->shapes.n_shapes; i++)
        if (features->source_id[i] == source && kind_of(&features->shapes, i) < kind)
            kind = kind_of(&features->shapes, i);
    return kind;
}

static bool is_empty(const pd_shapes *shapes, size_t shape)
{
    return shapes->ring_start[shapes->shape_start[shape + 1]] ==
           shapes->ring_start[shapes->shape_start[shape]];
}

static pdot_status measure_length(const places *self, size_t shape, double *out)
{
    const pd_shapes *shapes = &self->features.shapes;
    pd_sum sum = {0};
    pdot_status status = PDOT_OK;
    for (uint32_t ring = shapes->shape_start[shape]; ring < shapes->shape_start[shape + 1]; ring++)
        for (uint32_t i = shapes->ring_start[ring]; status == PDOT_OK && i + 1 < shapes->ring_start[ring + 1];
             i++) {
            double piece = 0;
            const double *p = &shapes->xy[2 * (size_t)i];
            status = pd_segment_m(self->ctx, self->measure, p, p + 2, &piece);
            pd_sum_add(&sum, piece);
        }
    *out = pd_sum_total(&sum);
    return status;
}

static pdot_status set_measure(const places *self, pd_maker *maker, size_t shape, pd_shape_kind kind)
{
    double value = 0;
    pdot_status status = PDOT_OK;
    if (kind == PD_SHAPE_LINES) {
        status = measure_length(self, shape, &value);
        if (status == PDOT_OK)
            pd_maker_set(maker, "longitud_m", pd_real(value));
    } else if (kind == PD_SHAPE_POLYGONS) {
        status = pd_area_m2(self->ctx, self->measure, (pd_bytes){self->wkb.data, self->wkb.size}, &value);
        if (status == PDOT_OK)
            pd_maker_set(maker, "area_ha", pd_real(value / 10000));
    }
    return status;
}

static const pd_activity *find_activity(const pdot_plan *plan, const char *id)
{
    for (int32_t i = 0; i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].id, id) == 0)
            return &plan->activities[i];
    return NULL;
}

static const char *layer_name(const pdot_plan *plan, int64_t source)
{
    for (int32_t i = 0; i < plan->n_sources; i++)
        if (plan->sources[i].id == source)
            return plan->sources[i].layer[0] != '\0' ? plan->sources[i].layer : plan->sources[i].path;
    return "";
}

static pdot_status put_work(places *self, pd_maker *maker, size_t i, pd_shape_kind kind)
{
    pd_buffer id;
    const pd_features *features = &self->features;
    const pd_activity *activity = find_activity(self->plan, features->key[i]);
    pdot_status status = pd_shape_to_wkb(self->ctx, &features->shapes, i, kind, &self->wkb);
    if (status != PDOT_OK)
        return status;
    pd_buffer_init(self->ctx, &id);
    pd_buffer_format(&id, "%s/%lld", layer_name(self->plan, features->source_id[i]),
                     (long long)features->feature_id[i]);
    status = pd_buffer_status(&id);
    pd_maker_set(maker, "obra_id", pd_text(id.data));
    pd_maker_set(maker, "actividad_id", pd_text(features->key[i]));
    pd_maker_set(maker, "actividad", pd_text(activity != NULL ? activity->text : NULL));
    pd_maker_set(maker, "componente", pd_text(activity != NULL ? activity->component : NULL));
    if (status == PDOT_OK)
        status = set_measure(self, maker, i, kind);
    if (status == PDOT_OK)
        status = pd_maker_put(maker, (pd_bytes){self->wkb.data, self->wkb.size});
    pd_buffer_release(&id);
    return status;
}

static pdot_status put_works(places *self, const char *table, pd_shape_kind kind)
{
    pd_maker maker = {0};
    pdot_status status = pd_maker_begin(self->ctx, self->run->store, table, PD_PLACES_UNIT, &maker);
    int64_t source = -1; /* features come source by source */
    pd_shape_kind found = kind;
    for (size_t i = 0; status == PDOT_OK && i < self->features.shapes.n_shapes; i++) {
        if (self->features.source_id[i] != source) {
            source = self->features.source_id[i];
            found = source_kind(&self->features, source);
        }
        if (found == kind && !is_empty(&self->features.shapes, i))
            status = put_work(self, &maker, i, kind);
    }
    return pd_maker_end(&maker, status);
}

/* ---- services */

/* Position of a service's feature by id, or PD_NONE. Services are few. */
static int64_t find_service(const pd_features *features, const char *id)
{
    for (size_t i = 0; i < features->shapes.n_shapes; i++)
        if (strcmp(features->key[i], id) == 0 && !is_empty(&features->shapes, i))
            return (int64_t)i;
    return PD_NONE;
}

/* A row of the table of services, if it has a place. */
static pdot_status put_service(places *self, pd_maker *maker, const pd_table *table, const pd_row *row)
{
    const int32_t id = pd_table_column(table, "servicio_id");
    const int64_t at = row->values[id].kind == PD_VALUE_TEXT
                           ? find_service(&self->features, row->values[id].as.text)
                           : PD_NONE;
    if (at == PD_NONE)
        return PDOT_OK;
    const pdot_status status =
        pd_shape_to_wkb(self->ctx, &self->features.shapes, (size_t)at, PD_SHAPE_POINT, &self->wkb);
    if (status != PDOT_OK)
        return status;
    for (int32_t i = 0; i < maker->table->n_columns; i++) {
        const int32_t from = pd_table_column(table, maker->table->columns[i].name);
        if (from != PD_NONE)
            pd_maker_set(maker, maker->table->columns[i].name, row->values[from]);
    }
    return pd_maker_put(maker, (pd_bytes){self->wkb.data, self->wkb.size});
}

static pdot_status put_service_rows(places *self, pd_maker *maker)
{
    pd_result_reader *reader = NULL;
    const pd_row *row = NULL;
    pdot_status status = pd_result_open(self->ctx, self->run->store, "servicios", &reader);
    if (status == PDOT_NOTFOUND) {
        pd_clear_error(self->ctx);
        return PDOT_OK;
    }
    while (status == PDOT_OK) {
        status = pd_result_next(self->ctx, reader, &row);
        if (status != PDOT_OK || row == NULL)
            break;
        status = put_service(self, maker, pd_result_table(reader), row);
    }
    pd_result_close(reader);
    return status;
}

static pdot_status put_services(places *self)
{
    pd_maker maker = {0};
    pdot_status status =
        pd_maker_begin(self->ctx, self->run->store, "servicios_puntos", PD_PLACES_UNIT, &maker);
    if (status == PDOT_OK)
        status = put_service_rows(self, &maker);
    return pd_maker_end(&maker, status);
}

/* ---- the whole */

static pdot_status load(places *self, const char *owner)
{
    pd_features_release(&self->features);
    return pd_store_load_features(self->ctx, self->run->store, owner, NULL, PD_FEATURE_KEYS, &self->features);
}

static pdot_status put_all(places *self)
{
    pdot_status status = load(self, "work");
    if (status == PDOT_OK)
        status = put_works(self, "actividades_puntos", PD_SHAPE_POINT);
    if (status == PDOT_OK)
        status = put_works(self, "actividades_lineas", PD_SHAPE_LINES);
    if (status == PDOT_OK)
        status = put_works(self, "actividades_poligonos", PD_SHAPE_POLYGONS);
    if (status == PDOT_OK)
        status = load(self, "service");
    return status == PDOT_OK ? put_services(self) : status;
}

static pdot_status open_plan(places *self)
{
    pdot_status status = pd_store_load_plan(self->ctx, self->run->store, &self->plan);
    if (status == PDOT_OK)
        status = pd_crs_new(self->ctx, self->plan->crs, &self->crs);
    return status == PDOT_OK ? pd_equal_area_new(self->ctx, self->crs, &self->measure) : status;
}

static pdot_status store_all(places *self, const char *digest)
{
    pdot_status status = pd_store_begin(self->ctx, self->run->store);
    if (status != PDOT_OK)
        return status;
    status = put_all(self);
    if (status == PDOT_OK)
        status = pd_store_unit_put(self->ctx, self->run->store, PD_PLACES_UNIT, digest);
    if (status == PDOT_OK)
        return pd_store_commit(self->ctx, self->run->store);
    pd_store_rollback(self->run->store);
    return status;
}

pdot_status pd_places_bring(pdot_ctx *ctx, pd_run *run)
{
    char digest[PD_DIGEST_SIZE];
    char *stored = NULL;
    places self = {.ctx = ctx, .run = run};
    pdot_status status = compute_digest(&self, digest);
    if (status == PDOT_OK)
        status = pd_store_unit_load(ctx, run->store, PD_PLACES_UNIT, &stored);
    if (status == PDOT_OK && (stored == NULL || strcmp(stored, digest) != 0)) {
        status = open_plan(&self);
        if (status == PDOT_OK)
            status = store_all(&self, digest);
    }
    pd_free(stored);
    pd_features_release(&self.features);
    pd_byte_vector_release(&self.wkb);
    pd_equal_area_free(self.measure);
    pd_crs_free(self.crs);
    pdot_plan_free(self.plan);
    return status;
}
