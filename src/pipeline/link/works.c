/* Works against targets: what the works of an activity measure in each territory and year, in the unit of its
 * target. A work counts in its own year; one that has none, in the first marked year of its activity. What
 * lies outside every territory is a row without code, so that the rows of an activity sum to its works. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "geo/equal_area.h"
#include "geo/geometry.h"
#include "geo/shape_wkb.h"
#include "pipeline/link/ground.h"
#include "pipeline/link/link.h"
#include "text/target.h"
#include "text/years.h"

#define NO_YEAR      0
#define M2_PER_HA    1e4
#define NOISE_M      0.01 /* of a line that a border cuts */
#define NOISE_M2     0.01
#define NEVER_MARKED "work_year"

/* What of the works of one activity lies in one territory in one year. */
typedef struct share {
    int32_t activity, territory; /* PD_NONE: outside all */
    int64_t year;                /* NO_YEAR: not known */
    double length_m, area_m2;
    int64_t points;
} share;

/* The year of a work, by layer and feature. */
typedef struct dated {
    int64_t source, feature, year;
} dated;

typedef struct works {
    pd_link *link;
    pd_crs *crs;
    pd_equal_area *measure;
    pd_units units;
    pd_features features;
    dated *dates;
    size_t n_dates, date_capacity;
    share *shares;
    size_t count, capacity;
} works;

/* ---- years */

static pdot_status read_date(void *user, const pd_record *record)
{
    works *self = user;
    int64_t year = NO_YEAR;
    const char *cell = record->n > 0 ? record->cells[0] : "";
    if (!pd_integer_parse(cell, strlen(cell), &year))
        return PDOT_OK;
    if (!pd_grow(self->link->ctx, (void **)&self->dates, &self->date_capacity, self->n_dates + 1,
                 sizeof *self->dates))
        return PDOT_NOMEM;
    self->dates[self->n_dates++] = (dated){record->source_id, record->line, year};
    return PDOT_OK;
}

static int compare_dates(const void *a, const void *b)
{
    const dated *x = a, *y = b;
    const int order = (x->source > y->source) - (x->source < y->source);
    return order != 0 ? order : (x->feature > y->feature) - (x->feature < y->feature);
}

static int64_t first_marked(const pdot_plan *plan, const pd_activity *activity)
{
    if (pd_marks_fit(activity->marks, plan->n_years))
        for (int32_t i = 0; i < plan->n_years; i++)
            if (pd_marks_at(activity->marks, i))
                return plan->years[i];
    return NO_YEAR;
}

static int64_t year_of(const works *self, size_t feature, const pd_activity *activity)
{
    const dated key = {self->features.source_id[feature], self->features.feature_id[feature], NO_YEAR};
    const dated *found =
        self->n_dates > 0 ? bsearch(&key, self->dates, self->n_dates, sizeof key, compare_dates) : NULL;
    return found != NULL ? found->year : first_marked(self->link->plan, activity);
}

/* ---- measuring */

static share *share_of(works *self, int32_t activity, int32_t territory, int64_t year)
{
    for (size_t i = self->count; i > 0; i--) {
        share *one = &self->shares[i - 1];
        if (one->activity == activity && one->territory == territory && one->year == year)
            return one;
    }
    if (!pd_grow(self->link->ctx, (void **)&self->shares, &self->capacity, self->count + 1,
                 sizeof *self->shares))
        return NULL;
    self->shares[self->count] = (share){.activity = activity, .territory = territory, .year = year};
    return &self->shares[self->count++];
}

static pdot_status add(works *self, int32_t activity, int32_t territory, int64_t year, double length_m,
                       double area_m2, int64_t points)
{
    share *one = share_of(self, activity, territory, year);
    if (one == NULL)
        return PDOT_NOMEM;
    one->length_m += length_m;
    one->area_m2 += area_m2;
    one->points += points;
    return PDOT_OK;
}

static pdot_status add_points(works *self, size_t feature, int32_t activity, int64_t year)
{
    const pd_shapes *shapes = &self->features.shapes;
    const uint32_t first = shapes->ring_start[shapes->shape_start[feature]];
    const uint32_t end = shapes->ring_start[shapes->shape_start[feature + 1]];
    pdot_status status = PDOT_OK;
    for (uint32_t i = first; i < end && status == PDOT_OK; i++) {
        int32_t territory = PD_NONE;
        status =
            pd_units_find(&self->units, shapes->xy[2 * (size_t)i], shapes->xy[2 * (size_t)i + 1], &territory);
        if (status == PDOT_OK)
            status = add(self, activity, territory, year, 0, 0, 1);
    }
    return status;
}

static pdot_status add_segment(works *self, const double p[4], int32_t activity, int64_t year)
{
    pdot_ctx *ctx = self->link->ctx;
    const pd_stretches *found = &self->units.locator.found;
    double rest = 0;
    pdot_status status = pd_segment_m(ctx, self->measure, p, p + 2, &rest);
    if (status == PDOT_OK)
        status = pd_locate_segment(&self->units.locator, p, p + 2, NULL, false);
    for (size_t i = 0; status == PDOT_OK && i < found->count; i++) {
        const pd_stretch *in = &found->items[i];
        const double dx = p[2] - p[0], dy = p[3] - p[1];
        const double a[2] = {p[0] + in->from * dx, p[1] + in->from * dy};
        const double b[2] = {p[0] + in->to * dx, p[1] + in->to * dy};
        double length = 0;
        status = pd_segment_m(ctx, self->measure, a, b, &length);
        if (status == PDOT_OK)
            status = add(self, activity, self->units.territory[in->zone], year, length, 0, 0);
        rest -= length;
    }
    return status == PDOT_OK && rest > NOISE_M ? add(self, activity, PD_NONE, year, rest, 0, 0) : status;
}

static pdot_status add_lines(works *self, size_t feature, int32_t activity, int64_t year)
{
    const pd_shapes *shapes = &self->features.shapes;
    pdot_status status = PDOT_OK;
    for (uint32_t ring = shapes->shape_start[feature]; ring < shapes->shape_start[feature + 1]; ring++)
        for (uint32_t i = shapes->ring_start[ring]; status == PDOT_OK && i + 1 < shapes->ring_start[ring + 1];
             i++)
            status = add_segment(self, &shapes->xy[2 * (size_t)i], activity, year);
    return status;
}

static pdot_status add_part(works *self, pd_bytes wkb, int32_t activity, int32_t territory, int64_t year,
                            pd_byte_vector *part, double *rest)
{
    pdot_ctx *ctx = self->link->ctx;
    double area = 0;
    pdot_status status =
        pd_geometry_intersection(ctx, wkb, self->link->plan->territories[territory].wkb, part);
    if (status == PDOT_OK)
        status = pd_area_m2(ctx, self->measure, (pd_bytes){part->data, part->size}, &area);
    *rest -= area;
    return status == PDOT_OK && area > NOISE_M2 ? add(self, activity, territory, year, 0, area, 0) : status;
}

static pdot_status add_polygon(works *self, size_t feature, int32_t activity, int64_t year)
{
    pdot_ctx *ctx = self->link->ctx;
    pd_byte_vector wkb = {0}, part = {0};
    double rest = 0;
    pdot_status status = pd_shape_to_wkb(ctx, &self->features.shapes, feature, PD_SHAPE_POLYGONS, &wkb);
    const pd_bytes work = {wkb.data, wkb.size};
    if (status == PDOT_OK)
        status = pd_area_m2(ctx, self->measure, work, &rest);
    for (size_t zone = 0; zone < self->units.zones.n_shapes && status == PDOT_OK; zone++)
        if (pd_boxes_overlap(&self->features.shapes.box[feature], &self->units.zones.box[zone]))
            status = add_part(self, work, activity, self->units.territory[zone], year, &part, &rest);
    if (status == PDOT_OK && rest > NOISE_M2)
        status = add(self, activity, PD_NONE, year, 0, rest, 0);
    pd_byte_vector_release(&part);
    pd_byte_vector_release(&wkb);
    return status;
}

static int32_t find_activity(const pdot_plan *plan, const char *id)
{
    for (int32_t i = 0; i < plan->n_activities; i++)
        if (strcmp(plan->activities[i].id, id) == 0)
            return i;
    return PD_NONE;
}

static pdot_status measure_all(works *self)
{
    static pdot_status (*const adders[])(works *, size_t, int32_t, int64_t) = {add_points, add_lines,
                                                                               add_polygon};
    const pd_shapes *shapes = &self->features.shapes;
    pdot_status status = pd_shapes_finish(self->link->ctx, &self->features.shapes, false);
    for (size_t i = 0; i < shapes->n_shapes && status == PDOT_OK; i++) {
        const int32_t activity = find_activity(self->link->plan, self->features.key[i]);
        if (activity != PD_NONE)
            status = adders[shapes->dimension[i]](self, i, activity,
                                                  year_of(self, i, &self->link->plan->activities[activity]));
    }
    return status;
}

/* ---- writing */

static int compare_shares(const void *a, const void *b)
{
    const share *x = a, *y = b;
    int order = (x->activity > y->activity) - (x->activity < y->activity);
    if (order == 0)
        order = (x->territory > y->territory) - (x->territory < y->territory);
    return order != 0 ? order : (x->year > y->year) - (x->year < y->year);
}

/* In the unit of the target; false if the target speaks of something that the map does not measure. */
static bool measured(const pd_target *target, const share *of, double *out)
{
    return pd_target_measure(target, of->length_m, of->area_m2 / M2_PER_HA, (double)of->points, out);
}

/* Sum over the shares of an activity, in a territory or in all, up to a year. */
static double sum_shares(const works *self, const share *like, bool in_all, const pd_target *target)
{
    pd_sum sum = {0};
    for (size_t i = 0; i < self->count; i++) {
        const share *one = &self->shares[i];
        double value = 0;
        if (one->activity == like->activity &&
            (in_all || (one->territory == like->territory && one->year <= like->year)) &&
            measured(target, one, &value))
            pd_sum_add(&sum, value);
    }
    return pd_sum_total(&sum);
}

static void set_target(const works *self, const share *one, const pd_target *target, pd_maker *maker)
{
    double value = 0;
    pd_maker_set(maker, "meta", pd_text(self->link->plan->activities[one->activity].target));
    pd_maker_set(maker, "meta_valor", target->has_value ? pd_real(target->value) : pd_null());
    pd_maker_set(maker, "meta_unidad", pd_text(target->unit));
    if (!measured(target, one, &value))
        return;
    pd_maker_set(maker, "medida", pd_real(value));
    pd_maker_set(maker, "acumulada", pd_real(sum_shares(self, one, false, target)));
    pd_maker_set(maker, "meta_pct", pd_real(100 * value / target->value));
    pd_maker_set(maker, "total_pct", pd_real(100 * sum_shares(self, one, true, target) / target->value));
}

static pdot_status put_share(const works *self, const share *one, pd_maker *maker)
{
    const pdot_plan *plan = self->link->plan;
    const pd_activity *activity = &plan->activities[one->activity];
    const pd_target target = pd_target_read(activity->target);
    const bool is_inside = one->territory != PD_NONE;
    char year[24] = "";
    if (one->year != NO_YEAR)
        snprintf(year, sizeof year, "%" PRId64, one->year);
    pd_maker_set(maker, "codigo", pd_text(is_inside ? plan->territories[one->territory].code : ""));
    pd_maker_set(maker, "nombre", pd_text(is_inside ? plan->territories[one->territory].name : ""));
    pd_maker_set(maker, "componente", pd_text(activity->component));
    pd_maker_set(maker, "actividad_id", pd_text(activity->id));
    pd_maker_set(maker, "anio", pd_text(year));
    pd_maker_set(maker, "puntos", pd_integer(one->points));
    pd_maker_set(maker, "longitud_m", pd_real(one->length_m));
    pd_maker_set(maker, "area_ha", pd_real(one->area_m2 / M2_PER_HA));
    set_target(self, one, &target, maker);
    return pd_maker_put(maker, (pd_bytes){0});
}

static pdot_status put_all(const works *self)
{
    pd_link *link = self->link;
    pd_maker maker = {0};
    pdot_status status = pd_maker_begin(link->ctx, link->run->store, "cobertura_metas", PD_LINK_UNIT, &maker);
    for (size_t i = 0; i < self->count && status == PDOT_OK; i++)
        status = put_share(self, &self->shares[i], &maker);
    return pd_maker_end(&maker, status);
}

/* A work of a year in which its activity has no mark: once per activity and year. */
static void find_years(const works *self)
{
    const pdot_plan *plan = self->link->plan;
    for (size_t i = 0; i < self->count; i++) {
        const share *one = &self->shares[i];
        const pd_activity *activity = &plan->activities[one->activity];
        bool is_marked = one->year == NO_YEAR || !pd_marks_fit(activity->marks, plan->n_years);
        for (int32_t year = 0; !is_marked && year < plan->n_years; year++)
            is_marked = plan->years[year] == one->year && pd_marks_at(activity->marks, year);
        for (size_t j = 0; j < i; j++)
            is_marked =
                is_marked || (self->shares[j].activity == one->activity && self->shares[j].year == one->year);
        if (is_marked)
            continue;
        const int32_t source = activity->origin.source;
        const bool is_known = source >= 0 && source < plan->n_sources;
        const pd_place place = {.file = is_known ? plan->sources[source].path : NULL,
                                .row = activity->origin.row};
        pd_finding_add(&self->link->findings, PDOT_SEVERITY_REVIEW, NEVER_MARKED, activity->id, &place,
                       "A work of %s is of %lld, a year in which the activity has no mark (\"%s\").",
                       activity->id, (long long)one->year, activity->marks);
    }
}

static pdot_status run(works *self)
{
    pd_link *link = self->link;
    pdot_status status = pd_store_each_record(link->ctx, link->run->store, "works", read_date, self);
    if (status == PDOT_OK && self->n_dates > 0)
        qsort(self->dates, self->n_dates, sizeof *self->dates, compare_dates);
    if (status == PDOT_OK)
        status = pd_crs_new(link->ctx, link->plan->crs, &self->crs);
    if (status == PDOT_OK)
        status = pd_equal_area_new(link->ctx, self->crs, &self->measure);
    if (status == PDOT_OK)
        status = pd_units_open(link->ctx, link->plan, &self->units);
    if (status == PDOT_OK)
        status = measure_all(self);
    if (status == PDOT_OK) {
        qsort(self->shares, self->count, sizeof *self->shares, compare_shares);
        find_years(self);
        status = put_all(self);
    }
    return status;
}

pdot_status pd_link_put_works(pd_link *link)
{
    works self = {.link = link};
    pdot_status status =
        pd_store_load_features(link->ctx, link->run->store, "work", NULL, PD_FEATURE_KEYS, &self.features);
    if (status == PDOT_OK && self.features.shapes.n_shapes > 0)
        status = run(&self);
    pd_free(self.shares);
    pd_free(self.dates);
    pd_features_release(&self.features);
    pd_units_close(&self.units);
    pd_equal_area_free(self.measure);
    pd_crs_free(self.crs);
    return status;
}
