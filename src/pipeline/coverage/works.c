/* A project over risk: works of activities and services with a place, by hazard class and territory
 * (actividad_amenaza, servicio_amenaza). What has no place of its own gets the high share of the territories
 * its text names, marked as context. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "geo/geometry.h"
#include "geo/shape_wkb.h"
#include "pipeline/coverage/coverage.h"

#define HIGH_LABEL "clases altas" /* of a context row: no class of the hazard's table */

/* What the two tables have in common. */
typedef struct subject {
    const char *owner;          /* of the features */
    const char *table, *column; /* result table and its id */
    const char *links;          /* table of links to territories */
} subject;

static const subject WORKS = {"work", "actividad_amenaza", "actividad_id", "actividad_territorio"};
static const subject SERVICES = {"service", "servicio_amenaza", "servicio_id", "servicio_territorio"};

/* Polygons cut by territories, as zones of their own. */
typedef struct parts {
    pd_shapes plain;
    uint32_t *key, *territory; /* of each zone */
    size_t capacity;
} parts;

typedef struct project {
    pd_cover *cover;
    const subject *subject;
    const pd_hazard *hazard;
    pd_features features;
    const char **ids; /* of activities or services with a place, sorted */
    size_t n_ids;
    uint32_t *key; /* of each feature: index into ids, n_ids for a feature that names none */
    pd_maker maker;
    double *high_pct; /* of each territory; negative: unknown */
    const char *last; /* context: id and territory put last */
    int32_t last_territory;
    pd_arena arena;
} project;

/* ---- ids */

static int compare_ids(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static size_t find_id(const project *p, const char *id)
{
    const char **found = bsearch(&id, p->ids, p->n_ids, sizeof *p->ids, compare_ids);
    return found != NULL ? (size_t)(found - p->ids) : p->n_ids;
}

static pdot_status number_ids(project *p)
{
    const size_t n = p->features.shapes.n_shapes;
    p->ids = pd_alloc_array(p->cover->ctx, n, sizeof *p->ids);
    p->key = pd_alloc_array(p->cover->ctx, n, sizeof *p->key);
    if (p->ids == NULL || p->key == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < n; i++)
        if (p->features.key[i][0] != '\0')
            p->ids[p->n_ids++] = p->features.key[i];
    qsort(p->ids, p->n_ids, sizeof *p->ids, compare_ids);
    size_t kept = 0;
    for (size_t i = 0; i < p->n_ids; i++)
        if (kept == 0 || strcmp(p->ids[kept - 1], p->ids[i]) != 0)
            p->ids[kept++] = p->ids[i];
    p->n_ids = kept;
    for (size_t i = 0; i < n; i++)
        p->key[i] = (uint32_t)find_id(p, p->features.key[i]);
    return PDOT_OK;
}

/* ---- rows */

static pdot_status put_row(project *p, const char *id, int32_t territory, const char *label, pd_value rank,
                           const char *unit, double measure, const char *basis)
{
    pd_maker_set(&p->maker, p->subject->column, pd_text(id));
    pd_maker_set(&p->maker, "amenaza", pd_text(p->hazard->id));
    pd_maker_set(&p->maker, "clase", pd_text(label));
    pd_maker_set(&p->maker, "codigo", pd_text(p->cover->plan->territories[territory].code));
    pd_maker_set(&p->maker, "unidad", pd_text(unit));
    pd_maker_set(&p->maker, "rango", rank);
    pd_maker_set(&p->maker, "medida", pd_real(measure));
    pd_maker_set(&p->maker, "base", pd_text(basis));
    return pd_maker_put(&p->maker, (pd_bytes){0});
}

/* States that share a label are one row: the first of them carries the sum. */
static bool is_first(const pd_hazard *hazard, int32_t state)
{
    for (int32_t before = 0; before < state; before++)
        if (strcmp(pd_cover_state_label(hazard, before), pd_cover_state_label(hazard, state)) == 0)
            return false;
    return true;
}

static pdot_status put_states(project *p, const char *id, int32_t territory, const pd_sum *row,
                              const char *unit, double scale)
{
    const pd_hazard *hazard = p->hazard;
    pdot_status status = PDOT_OK;
    for (int32_t state = 0; state < pd_cover_states(hazard) && status == PDOT_OK; state++) {
        pd_sum sum = {0};
        for (int32_t same = state; same < pd_cover_states(hazard); same++)
            if (strcmp(pd_cover_state_label(hazard, state), pd_cover_state_label(hazard, same)) == 0)
                pd_sum_add(&sum, pd_sum_total(&row[same]));
        if (pd_sum_total(&sum) >= PD_NOISE_M2 && is_first(hazard, state))
            status = put_row(p, id, territory, pd_cover_state_label(hazard, state),
                             pd_cover_state_rank(hazard, state), unit, pd_sum_total(&sum) * scale, "obra");
    }
    return status;
}

/* Rows of a tally: key * territories + territory. */
static pdot_status put_tally(project *p, const pd_tally *tally, const char *unit, double scale)
{
    const pdot_plan *plan = p->cover->plan;
    pdot_status status = PDOT_OK;
    for (size_t key = 0; key < p->n_ids; key++)
        for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
            if (plan->territories[t].is_finest)
                status = put_states(p, p->ids[key], t,
                                    tally->cells +
                                        (key * (size_t)plan->n_territories + (size_t)t) * tally->n_columns,
                                    unit, scale);
    return status;
}

/* ---- points and lines */

typedef struct selection {
    pd_features features;
    uint32_t *key;
    size_t capacity;
} selection;

static void release_selection(selection *s)
{
    pd_features_release(&s->features);
    pd_free(s->key);
}

static pdot_status select_feature(project *p, size_t i, selection *out)
{
    pdot_ctx *ctx = p->cover->ctx;
    const pd_shapes *from = &p->features.shapes;
    pd_shapes *to = &out->features.shapes;
    size_t capacity = out->capacity;
    if (!pd_grow(ctx, (void **)&out->features.weight, &capacity, to->n_shapes + 1,
                 sizeof *out->features.weight) ||
        !pd_grow(ctx, (void **)&out->key, &out->capacity, to->n_shapes + 1, sizeof *out->key))
        return PDOT_NOMEM;
    out->features.weight[to->n_shapes] = p->features.weight[i];
    out->key[to->n_shapes] = p->key[i];
    for (uint32_t r = from->shape_start[i]; r < from->shape_start[i + 1]; r++) {
        const pdot_status status = pd_shapes_add_ring(ctx, to, from->xy + 2 * (size_t)from->ring_start[r],
                                                      from->ring_start[r + 1] - from->ring_start[r], false);
        if (status != PDOT_OK)
            return status;
    }
    return pd_shapes_end_shape(ctx, to);
}

static pdot_status put_dimension(project *p, unsigned char dimension, const char *unit)
{
    selection chosen = {.capacity = 0};
    pd_tally tally = {0};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < p->features.shapes.n_shapes && status == PDOT_OK; i++)
        if (p->features.shapes.dimension[i] == dimension && p->key[i] < p->n_ids)
            status = select_feature(p, i, &chosen);
    const pd_exposure exposure = {.hazard = p->hazard,
                                  .objects = &chosen.features,
                                  .key = chosen.key,
                                  .n_keys = p->n_ids,
                                  .is_points = dimension == 0};
    if (status == PDOT_OK && chosen.features.shapes.n_shapes > 0) {
        status = pd_cover_expose(p->cover, &exposure, &tally);
        if (status == PDOT_OK)
            status = put_tally(p, &tally, unit, 1);
    }
    pd_tally_release(&tally);
    release_selection(&chosen);
    return status;
}

/* ---- polygons: each one's part in each territory is a zone */

static pdot_status add_part(project *p, pd_bytes work, uint32_t key, int32_t territory, parts *out)
{
    pdot_ctx *ctx = p->cover->ctx;
    pd_byte_vector part = {0};
    size_t capacity = out->capacity;
    pdot_status status =
        pd_geometry_intersection(ctx, work, p->cover->plan->territories[territory].wkb, &part);
    const size_t at = out->plain.n_shapes, n_rings = out->plain.n_rings;
    if (status == PDOT_OK)
        status = pd_shapes_add_wkb(ctx, &out->plain, (pd_bytes){part.data, part.size});
    if (status == PDOT_OK && out->plain.n_rings == n_rings)
        out->plain.n_shapes = at; /* they share no ground */
    else if (status == PDOT_OK &&
             (!pd_grow(ctx, (void **)&out->key, &capacity, at + 1, sizeof *out->key) ||
              !pd_grow(ctx, (void **)&out->territory, &out->capacity, at + 1, sizeof *out->territory)))
        status = PDOT_NOMEM;
    else if (status == PDOT_OK) {
        out->key[at] = key;
        out->territory[at] = (uint32_t)territory;
    }
    pd_byte_vector_release(&part);
    return status;
}

static pdot_status cut_work(project *p, size_t i, parts *out)
{
    const pdot_plan *plan = p->cover->plan;
    pd_byte_vector wkb = {0};
    pdot_status status = pd_store_load_ground(p->cover->ctx, p->cover->run->store, p->cover->plan);
    if (status == PDOT_OK)
        status = pd_shape_to_wkb(p->cover->ctx, &p->features.shapes, i, PD_SHAPE_POLYGONS, &wkb);
    for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
        if (plan->territories[t].is_finest &&
            pd_boxes_overlap(&p->features.shapes.box[i], &p->cover->plain_zones.box[t]))
            status = add_part(p, (pd_bytes){wkb.data, wkb.size}, p->key[i], t, out);
    pd_byte_vector_release(&wkb);
    return status;
}

static void add_figures(const pd_figures *f, const parts *of, size_t n_territories, pd_tally *tally)
{
    const int32_t n = f->n_classes;
    for (size_t zone = 0; zone < f->n_zones; zone++) {
        pd_sum *row = pd_tally_row(tally, of->key[zone] * n_territories + of->territory[zone]);
        for (int32_t c = 0; c < n; c++)
            pd_sum_add(&row[c], f->class_m2[zone * (size_t)n + (size_t)c]);
        pd_sum_add(&row[n + PD_STATE_FREE], f->free_m2[zone]);
        pd_sum_add(&row[n + PD_STATE_NODATA], f->nodata_m2[zone]);
    }
}

static pdot_status measure_parts(project *p, const parts *of, pd_tally *tally)
{
    pd_cover *cover = p->cover;
    pd_shapes moved = {0};
    pd_ground *ground = NULL;
    pd_figures figures = {0};
    pdot_status status =
        pd_equal_area_copy(cover->ctx, cover->measure, cover->run->jobs, true, &of->plain, &moved);
    if (status == PDOT_OK)
        status = pd_ground_new(cover->ctx, &moved, cover->run->jobs, NULL, &ground);
    const pd_cover_zones zones = {.ground = ground, .plain = &of->plain};
    if (status == PDOT_OK)
        status = pd_cover_measure(cover, p->hazard, &zones, &figures);
    if (status == PDOT_OK)
        add_figures(&figures, of, (size_t)cover->plan->n_territories, tally);
    pd_figures_release(&figures);
    pd_ground_free(ground);
    pd_shapes_release(&moved);
    return status;
}

static pdot_status put_polygons(project *p)
{
    parts of = {.capacity = 0};
    pd_tally tally = {0};
    pdot_status status =
        p->n_ids > 0 ? pd_cover_prepare_plain(p->cover->ctx, p->cover, p->cover->run->jobs) : PDOT_OK;
    for (size_t i = 0; i < p->features.shapes.n_shapes && status == PDOT_OK; i++)
        if (p->features.shapes.dimension[i] == 2 && p->key[i] < p->n_ids)
            status = cut_work(p, i, &of);
    if (status == PDOT_OK && of.plain.n_shapes > 0) {
        status = pd_tally_init(p->cover->ctx, p->n_ids * (size_t)p->cover->plan->n_territories,
                               (size_t)pd_cover_states(p->hazard), &tally);
        if (status == PDOT_OK)
            status = measure_parts(p, &of, &tally);
        if (status == PDOT_OK)
            status = put_tally(p, &tally, "ha", 1 / PD_M2_PER_HA);
    }
    pd_tally_release(&tally);
    pd_shapes_release(&of.plain);
    pd_free(of.key);
    pd_free(of.territory);
    return status;
}

/* ---- context */

static pdot_status read_share(void *user, const pd_table *table, const pd_row *row)
{
    project *p = user;
    const int32_t territory = pdot_plan_find_territory(p->cover->plan, pd_row_text(table, row, "codigo"));
    const pd_value *share = &row->values[pd_table_column(table, "alta_pct")];
    if (territory != PD_NONE && strcmp(pd_row_text(table, row, "amenaza"), p->hazard->id) == 0 &&
        share->kind == PD_VALUE_REAL)
        p->high_pct[territory] = share->as.real;
    return PDOT_OK;
}

/* One row for each territory that the text names with certainty; links come sorted by id, then code. */
static pdot_status put_context(void *user, const pd_table *table, const pd_row *row)
{
    project *p = user;
    const char *id = pd_row_text(table, row, p->subject->column);
    const int32_t territory = pdot_plan_find_territory(p->cover->plan, pd_row_text(table, row, "codigo"));
    const pd_value *whole = &row->values[pd_table_column(table, "cantonal")];
    const bool is_whole = whole->kind == PD_VALUE_INTEGER && whole->as.integer != 0;
    const bool is_repeated = p->last != NULL && strcmp(p->last, id) == 0 && p->last_territory == territory;
    if (territory == PD_NONE || is_whole || is_repeated || p->high_pct[territory] < 0 ||
        find_id(p, id) < p->n_ids || strcmp(pd_row_text(table, row, "certeza"), "certain") != 0)
        return PDOT_OK;
    p->last = pd_arena_strdup(p->cover->ctx, &p->arena, id);
    p->last_territory = territory;
    if (p->last == NULL)
        return PDOT_NOMEM;
    return put_row(p, p->last, territory, HIGH_LABEL, pd_null(), "%", p->high_pct[territory], "contexto");
}

static pdot_status put_contexts(project *p)
{
    int64_t n_links = 0;
    const pdot_status counted =
        pd_result_count(p->cover->ctx, p->cover->run->store, p->subject->links, &n_links);
    if (counted != PDOT_OK || n_links == 0)
        return counted;
    p->high_pct = pd_alloc_array(p->cover->ctx, (size_t)p->cover->plan->n_territories, sizeof *p->high_pct);
    if (p->high_pct == NULL)
        return PDOT_NOMEM;
    for (int32_t t = 0; t < p->cover->plan->n_territories; t++)
        p->high_pct[t] = -1;
    const pdot_status status =
        pd_result_each(p->cover->ctx, p->cover->run->store, "cobertura_total", read_share, p);
    return status == PDOT_OK
               ? pd_result_each(p->cover->ctx, p->cover->run->store, p->subject->links, put_context, p)
               : status;
}

static pdot_status put_all(project *p)
{
    pdot_status status =
        pd_maker_begin(p->cover->ctx, p->cover->run->store, p->subject->table, p->cover->unit, &p->maker);
    if (status == PDOT_OK)
        status = put_dimension(p, 0, "número");
    if (status == PDOT_OK)
        status = put_dimension(p, 1, "m");
    if (status == PDOT_OK)
        status = put_polygons(p);
    if (status == PDOT_OK)
        status = put_contexts(p);
    return pd_maker_end(&p->maker, status);
}

static pdot_status run_project(pd_cover *cover, const subject *of, const pd_hazard *hazard)
{
    project p = {.cover = cover, .subject = of, .hazard = hazard};
    pdot_status status =
        pd_store_load_features(cover->ctx, cover->run->store, of->owner, NULL, PD_FEATURE_KEYS, &p.features);
    if (status == PDOT_OK)
        status = number_ids(&p);
    if (status == PDOT_OK)
        status = put_all(&p);
    pd_features_release(&p.features);
    pd_free(p.ids);
    pd_free(p.key);
    pd_free(p.high_pct);
    pd_arena_release(&p.arena);
    return status;
}

pdot_status pd_cover_works(pd_cover *cover, const pd_cover_unit *unit)
{
    return run_project(cover, &WORKS, &cover->plan->hazards[unit->hazard]);
}

pdot_status pd_cover_services(pd_cover *cover, const pd_cover_unit *unit)
{
    return run_project(cover, &SERVICES, &cover->plan->hazards[unit->hazard]);
}
