/* The transformation between two coordinate reference systems: one operation for the whole area, chosen by
 * PROJ's operation factory and then kept, so that what is recorded is what was used. The factory is asked
 * with partial intersection of areas allowed: frames whose registered area is the continent's (SIRGAS 1995,
 * EPSG:31992) have no operation under the strict criterion. Ballpark operations, which shift by hundreds of
 * metres, and operations whose grid is not installed are not candidates. */
#include <math.h>
#include <string.h>

#include "geo/proj_handle.h"

struct pd_transform {
    const pd_operation *operation; /* of the context's handle, shared; NULL: identity */
};

static bool has_area(const pd_box *box)
{
    return box != NULL && box->min_x <= box->max_x && box->min_y <= box->max_y && box->min_x >= -180.0 &&
           box->max_x <= 180.0 && box->min_y >= -90.0 && box->max_y <= 90.0;
}

static bool area_of_use(const pd_crs *crs, pd_box *out)
{
    return proj_get_area_of_use(crs->context, crs->pj, &out->min_x, &out->min_y, &out->max_x, &out->max_y,
                                NULL) != 0 &&
           out->min_x > -1000.0 &&
           out->min_x <= out->max_x; /* -1000: PROJ's unknown; min > max crosses 180° */
}

/* Where the data lie, cut to where the target is meant to be used: a national layer that reaches Galápagos is
 * still read for a plan of the mainland. */
static bool choose_area(const pd_crs *from, const pd_crs *to, const pd_box *wanted, pd_box *out)
{
    bool is_known = has_area(wanted);
    if (is_known)
        *out = *wanted;
    else
        is_known = area_of_use(from, out);
    pd_box use;
    if (!area_of_use(to, &use))
        return is_known;
    const pd_box cut = {fmax(out->min_x, use.min_x), fmax(out->min_y, use.min_y), fmin(out->max_x, use.max_x),
                        fmin(out->max_y, use.max_y)};
    if (!is_known)
        *out = use;
    else if (cut.min_x <= cut.max_x && cut.min_y <= cut.max_y)
        *out = cut;
    return true;
}

static PJ_OBJ_LIST *list_operations(PJ_CONTEXT *context, const pd_crs *from, const pd_crs *to,
                                    const pd_box *area)
{
    PJ_OPERATION_FACTORY_CONTEXT *factory = proj_create_operation_factory_context(context, NULL);
    if (factory == NULL)
        return NULL;
    if (area != NULL)
        proj_operation_factory_context_set_area_of_interest(context, factory, area->min_x, area->min_y,
                                                            area->max_x, area->max_y);
    proj_operation_factory_context_set_spatial_criterion(context, factory,
                                                         PROJ_SPATIAL_CRITERION_PARTIAL_INTERSECTION);
    proj_operation_factory_context_set_allow_ballpark_transformations(context, factory, 0);
    proj_operation_factory_context_set_grid_availability_use(
        context, factory, PROJ_GRID_AVAILABILITY_DISCARD_OPERATION_IF_MISSING_GRID);
    PJ_OBJ_LIST *list = proj_create_operations(context, from->pj, to->pj, factory);
    proj_operation_factory_context_destroy(factory);
    return list;
}

/* A plain conversion (same datum) has no accuracy of its own: it is exact. */
static double read_accuracy(PJ_CONTEXT *context, const PJ *operation)
{
    const double accuracy = proj_coordoperation_get_accuracy(context, operation);
    if (accuracy >= 0.0)
        return accuracy;
    return proj_get_type(operation) == PJ_TYPE_CONVERSION ? 0.0 : -1.0;
}

/* Share of the area where the operation is meant to be used; 1 if either is unknown. */
static double covered_share(PJ_CONTEXT *context, const PJ *operation, const pd_box *area)
{
    pd_box use;
    if (area == NULL ||
        !proj_get_area_of_use(context, operation, &use.min_x, &use.min_y, &use.max_x, &use.max_y, NULL) ||
        use.min_x <= -1000.0 || use.min_x > use.max_x)
        return 1.0;
    const double width = area->max_x - area->min_x, height = area->max_y - area->min_y;
    const double x = fmin(area->max_x, use.max_x) - fmax(area->min_x, use.min_x);
    const double y = fmin(area->max_y, use.max_y) - fmax(area->min_y, use.min_y);
    if (x < 0.0 || y < 0.0)
        return 0.0;
    return (width > 0.0 ? x / width : 1.0) * (height > 0.0 ? y / height : 1.0);
}

/* PROJ lists operations that cover the whole area first, however coarse: for a layer of all Ecuador with
 * Galápagos the one for all South America (42 m) before the mainland's (5 m). The house prefers accuracy
 * among those that serve a substantial part of the area. */
#define SUBSTANTIAL_SHARE 0.25

/* Index of the operation to use, or -1. */
static int choose_operation(PJ_CONTEXT *context, PJ_OBJ_LIST *list, const pd_box *area)
{
    int best = -1;
    double best_accuracy_m = HUGE_VAL;
    const int count = list != NULL ? proj_list_get_count(list) : 0;
    for (int i = 0; i < count; i++) {
        PJ *operation = proj_list_get(context, list, i);
        if (operation == NULL || proj_coordoperation_has_ballpark_transformation(context, operation) ||
            !proj_coordoperation_is_instantiable(context, operation)) {
            proj_destroy(operation);
            continue;
        }
        const double accuracy_m = read_accuracy(context, operation);
        const bool is_better = accuracy_m >= 0.0 && accuracy_m < best_accuracy_m &&
                               covered_share(context, operation, area) >= SUBSTANTIAL_SHARE;
        if (best < 0 || is_better)
            best = i;
        if (is_better)
            best_accuracy_m = accuracy_m;
        proj_destroy(operation);
    }
    return best;
}

/* Fills the operation from the entry of the list. */
static pdot_status take_operation(pdot_ctx *ctx, PJ_CONTEXT *context, PJ_OBJ_LIST *list, int index,
                                  pd_operation *out)
{
    PJ *pj = proj_list_get(context, list, index);
    if (pj == NULL)
        return pd_fail(ctx, PDOT_NOMEM, "out of memory");
    const char *name = proj_get_name(pj);
    out->pj = proj_normalize_for_visualization(context, pj);
    out->name = pd_strdup(ctx, name != NULL ? name : "");
    out->accuracy_m = read_accuracy(context, pj);
    proj_destroy(pj);
    return out->pj != NULL && out->name != NULL ? PDOT_OK : pd_fail(ctx, PDOT_NOMEM, "out of memory");
}

static pdot_status make_operation(pdot_ctx *ctx, pd_proj *proj, const pd_crs *from, const pd_crs *to,
                                  const pd_box *area, pd_operation *out)
{
    PJ_OBJ_LIST *list = list_operations(proj->context, from, to, area);
    const int index = choose_operation(proj->context, list, area);
    const pdot_status status = index >= 0 ? take_operation(ctx, proj->context, list, index, out) : PDOT_OK;
    proj_list_destroy(list);
    if (index < 0)
        return pd_fail(
            ctx, PDOT_CRS,
            "there is no sound transformation from \"%s\" to \"%s\" here: transform the layer by an "
            "operation you trust, or declare the system it is really in",
            from->name, to->name);
    out->from = pd_strdup(ctx, from->wkt);
    out->to = pd_strdup(ctx, to->wkt);
    out->area = area != NULL ? *area : (pd_box){0};
    return status == PDOT_OK && (out->from == NULL || out->to == NULL) ? PDOT_NOMEM : status;
}

static bool is_same_box(const pd_box *a, const pd_box *b) /* exact: whole degrees */
{
    return a->min_x == b->min_x && a->min_y == b->min_y && a->max_x == b->max_x && a->max_y == b->max_y;
}

/* The operation for the area in whole degrees, so that neighbouring layers share it: choosing one costs PROJ
 * some milliseconds. */
static pdot_status find_operation(pdot_ctx *ctx, const pd_crs *from, const pd_crs *to, const pd_box *wanted,
                                  const pd_operation **out)
{
    pd_proj *proj = pd_proj_get(ctx);
    if (proj == NULL)
        return PDOT_NOMEM;
    pd_box area = {0};
    const bool is_known = choose_area(from, to, wanted, &area);
    if (is_known)
        area = (pd_box){floor(area.min_x), floor(area.min_y), ceil(area.max_x), ceil(area.max_y)};
    for (const pd_operation *known = proj->operations; known != NULL; known = known->next) {
        if (is_same_box(&known->area, &area) && strcmp(known->from, from->wkt) == 0 &&
            strcmp(known->to, to->wkt) == 0) {
            *out = known;
            return PDOT_OK;
        }
    }
    pd_operation *operation = pd_alloc(ctx, sizeof *operation);
    if (operation == NULL)
        return PDOT_NOMEM;
    const pdot_status status = make_operation(ctx, proj, from, to, is_known ? &area : NULL, operation);
    if (status != PDOT_OK) {
        pd_operation_free(operation);
        return status;
    }
    operation->next = proj->operations;
    proj->operations = operation;
    *out = operation;
    return PDOT_OK;
}

pdot_status pd_transform_new(pdot_ctx *ctx, const pd_crs *from, const pd_crs *to, const pd_box *area,
                             pd_transform **out)
{
    *out = NULL;
    pd_transform *transform = pd_alloc(ctx, sizeof *transform);
    if (transform == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    if (!pd_crs_equal(from, to))
        status = find_operation(ctx, from, to, area, &transform->operation);
    if (status == PDOT_OK) {
        *out = transform;
        transform = NULL;
    }
    pd_transform_free(transform);
    return status;
}

void pd_transform_free(pd_transform *transform)
{
    pd_free(transform);
}

bool pd_transform_is_identity(const pd_transform *transform)
{
    return transform->operation == NULL;
}

const char *pd_transform_operation(const pd_transform *transform)
{
    return transform->operation != NULL ? transform->operation->name : "";
}

double pd_transform_accuracy_m(const pd_transform *transform)
{
    return transform->operation != NULL ? transform->operation->accuracy_m : 0.0;
}

static size_t first_unusable(const double *xy, size_t n)
{
    size_t i = 0;
    while (i < n && isfinite(xy[2 * i]) && isfinite(xy[2 * i + 1]))
        i++;
    return i;
}

pdot_status pd_transform_apply(pdot_ctx *ctx, pd_transform *transform, double *xy, size_t n)
{
    size_t bad = first_unusable(xy, n);
    if (bad < n)
        return pd_fail(ctx, PDOT_CRS, "point %zu has a coordinate that is not a finite number", bad + 1);
    if (transform->operation == NULL || n == 0)
        return PDOT_OK;
    const size_t stride = 2 * sizeof *xy;
    PJ *pj = transform->operation->pj;
    proj_errno_reset(pj);
    (void)proj_trans_generic(pj, PJ_FWD, xy, stride, n, xy + 1, stride, n, NULL, 0, 0, NULL, 0, 0);
    bad = first_unusable(xy, n);
    if (bad < n)
        return pd_fail(ctx, PDOT_CRS,
                       "point %zu has no image under \"%s\": its coordinates lie outside the range of "
                       "the system it is said to be in",
                       bad + 1, pd_transform_operation(transform));
    return PDOT_OK;
}

/* Points along the edge of the box, so that curved images are covered too. */
#define EDGE_STEPS 8

pdot_status pd_crs_degrees(pdot_ctx *ctx, const pd_crs *crs, const pd_box *box, pd_box *out)
{
    pd_crs *wgs84 = NULL;
    pd_transform *transform = NULL;
    pdot_status status = pd_crs_new(ctx, "EPSG:4326", &wgs84);
    if (status == PDOT_OK)
        status = pd_transform_new(ctx, crs, wgs84, NULL, &transform);
    double xy[8 * EDGE_STEPS];
    for (size_t i = 0; i < EDGE_STEPS; i++) {
        const double share = (double)i / EDGE_STEPS;
        const double x = box->min_x + share * (box->max_x - box->min_x);
        const double y = box->min_y + share * (box->max_y - box->min_y);
        const double edge[8] = {x,
                                box->min_y,
                                box->max_x,
                                y,
                                box->max_x + box->min_x - x,
                                box->max_y,
                                box->min_x,
                                box->max_y + box->min_y - y};
        memcpy(xy + 8 * i, edge, sizeof edge);
    }
    if (status == PDOT_OK)
        status = pd_transform_apply(ctx, transform, xy, 4 * EDGE_STEPS);
    if (status == PDOT_OK) {
        pd_box found = {xy[0], xy[1], xy[0], xy[1]};
        for (size_t i = 1; i < 4 * EDGE_STEPS; i++) {
            found = (pd_box){fmin(found.min_x, xy[2 * i]), fmin(found.min_y, xy[2 * i + 1]),
                             fmax(found.max_x, xy[2 * i]), fmax(found.max_y, xy[2 * i + 1])};
        }
        *out = found;
    }
    pd_transform_free(transform);
    pd_crs_free(wgs84);
    return status;
}
