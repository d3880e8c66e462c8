/* Several hazards or land layers laid over each other. Features of all of them go into one overlay, each in a
 * layer of its own; cells of rasters become rectangles. */
#include "pipeline/coverage/joint.h"

#include <string.h>

#include "base/number.h"

void pd_joint_release(pd_joint *joint)
{
    pd_shapes_release(&joint->shapes);
    pd_free(joint->id);
    pd_free(joint->layer);
    pd_free(joint->value);
    *joint = (pd_joint){0};
}

/* A layer's ids: one for ground that is mapped and free, then its classes. */
static pdot_status add_ids(pdot_ctx *ctx, pd_joint *joint, const int32_t *values, int32_t n)
{
    size_t capacities[2] = {joint->id_capacity, joint->id_capacity};
    const size_t need = (size_t)joint->n_ids + (size_t)n;
    int32_t most = 0;
    if (!pd_grow(ctx, (void **)&joint->layer, &capacities[0], need, sizeof *joint->layer) ||
        !pd_grow(ctx, (void **)&joint->value, &capacities[1], need, sizeof *joint->value))
        return PDOT_NOMEM;
    joint->id_capacity = capacities[0];
    for (int32_t i = 0; i < n; i++) {
        joint->layer[joint->n_ids + i] = joint->n_layers;
        joint->value[joint->n_ids + i] = values[i];
        most = values[i] > most ? values[i] : most;
    }
    joint->n_ids += n;
    joint->n_layers++;
    joint->n_buckets = (joint->n_buckets > 0 ? joint->n_buckets : 1) + most;
    return PDOT_OK;
}

pdot_status pd_joint_add_ring(pdot_ctx *ctx, pd_joint *joint, const double *xy, size_t n, int32_t id)
{
    if (!pd_grow(ctx, (void **)&joint->id, &joint->capacity, joint->shapes.n_shapes + 1, sizeof *joint->id))
        return PDOT_NOMEM;
    const pdot_status status = pd_shapes_add_ring(ctx, &joint->shapes, xy, n, false);
    if (status != PDOT_OK)
        return status;
    joint->id[joint->shapes.n_shapes] = id;
    return pd_shapes_end_shape(ctx, &joint->shapes);
}

static pdot_status append_shape(pdot_ctx *ctx, pd_joint *joint, const pd_shapes *from, size_t shape,
                                int32_t id)
{
    if (!pd_grow(ctx, (void **)&joint->id, &joint->capacity, joint->shapes.n_shapes + 1, sizeof *joint->id))
        return PDOT_NOMEM;
    for (uint32_t r = from->shape_start[shape]; r < from->shape_start[shape + 1]; r++) {
        const pdot_status status =
            pd_shapes_add_ring(ctx, &joint->shapes, from->xy + 2 * (size_t)from->ring_start[r],
                               from->ring_start[r + 1] - from->ring_start[r], from->is_hole[r]);
        if (status != PDOT_OK)
            return status;
    }
    joint->id[joint->shapes.n_shapes] = id;
    return pd_shapes_end_shape(ctx, &joint->shapes);
}

/* by_class false: all features have id `base`. */
static pdot_status append_owner(pd_cover *cover, pd_joint *joint, const char *owner, int32_t base,
                                bool by_class)
{
    pd_features features = {0};
    pdot_status status =
        pd_store_load_features(cover->ctx, cover->run->store, owner, NULL, PD_FEATURE_SHAPES, &features);
    for (size_t i = 0; status == PDOT_OK && i < features.shapes.n_shapes; i++)
        status = append_shape(cover->ctx, joint, &features.shapes, i,
                              base + (by_class ? 1 + features.class_index[i] : 0));
    pd_features_release(&features);
    return status;
}

static pdot_status add_vector(pd_cover *cover, pd_joint *joint, const pd_hazard *hazard, int32_t base)
{
    char *owner = pd_cover_owner(cover->ctx, hazard);
    pdot_status status = owner != NULL ? append_owner(cover, joint, owner, base, true) : PDOT_NOMEM;
    if (status == PDOT_OK && hazard->extent_id[0] != '\0' && hazard->outside_is_free)
        status = append_owner(cover, joint, hazard->extent_id, base, false);
    pd_free(owner);
    return status;
}

/* Rectangles of one value are alike: fewer of them if they share an id. Ground of value 0 is left out. */
static pdot_status add_raster(pd_cover *cover, pd_joint *joint, const pd_hazard *hazard, int32_t base)
{
    int32_t id_of_class[PD_LIMIT_CLASSES_OF_JOINT];
    const int32_t *value = joint->value + base;
    for (int32_t i = 0; i <= hazard->n_classes; i++) {
        id_of_class[i] = value[i] > 0 ? base + i : PD_NONE;
        for (int32_t k = 0; k < i; k++)
            if (value[i] > 0 && value[k] == value[i]) {
                id_of_class[i] = base + k;
                break;
            }
    }
    return pd_cover_add_rectangles(cover, hazard, id_of_class, joint);
}

pdot_status pd_joint_add(pd_cover *cover, pd_joint *joint, const pd_hazard *hazard, const int32_t *values)
{
    const int32_t base = joint->n_ids;
    const pdot_status status = add_ids(cover->ctx, joint, values, hazard->n_classes + 1);
    if (status != PDOT_OK)
        return status;
    return pd_cover_is_raster(hazard) ? add_raster(cover, joint, hazard, base)
                                      : add_vector(cover, joint, hazard, base);
}

pdot_status pd_joint_measure(pd_cover *cover, pd_joint *joint, pd_overlay **out)
{
    *out = NULL;
    pdot_status status =
        pd_equal_area_shapes(cover->ctx, cover->measure, cover->run->jobs, true, &joint->shapes);
    const pd_box window = pd_shapes_box(&joint->shapes);
    if (status == PDOT_OK)
        status = pd_cover_prepare_ground(cover->ctx, cover, cover->run->jobs, &window);
    if (status != PDOT_OK)
        return status;
    const pd_overlay_input input = {.ground = cover->ground,
                                    .features = &joint->shapes,
                                    .id = joint->id,
                                    .plan = {.n_ids = joint->n_ids,
                                             .layer = joint->layer,
                                             .n_layers = joint->n_layers,
                                             .value = joint->value,
                                             .n_buckets = joint->n_buckets,
                                             .with_parts = false},
                                    .jobs = cover->run->jobs,
                                    .stage = "coverage"};
    return pd_overlay_new(cover->ctx, &input, out);
}
