/* A land layer over a hazard: the ground common to a land class and a hazard class in each territory
 * (cobertura_suelo). */
#include "pipeline/coverage/joint.h"

#define FREE_LABEL   "libre"
#define NODATA_LABEL "sin dato"

typedef struct crossing {
    pd_cover *cover;
    const pd_hazard *land, *hazard;
    int32_t n_states; /* of the hazard: rest, free, classes */
    pd_maker maker;
} crossing;

/* The states of the hazard at a place: 0 outside all its features, 1 mapped and free, 2 + c class c. */
static bool is_rest_free(const pd_hazard *hazard)
{
    return !pd_cover_is_raster(hazard) && hazard->outside_is_free && hazard->extent_id[0] == '\0';
}

static pdot_status add_layers(crossing *x, pd_joint *joint)
{
    int32_t land[PD_LIMIT_CLASSES_OF_JOINT] = {0}, hazard[PD_LIMIT_CLASSES_OF_JOINT] = {0};
    for (int32_t c = 0; c < x->land->n_classes; c++)
        land[c + 1] = (c + 1) * x->n_states;
    for (int32_t c = 0; c <= x->hazard->n_classes; c++)
        hazard[c] = c + 1;
    const pdot_status status = pd_joint_add(x->cover, joint, x->land, land);
    return status == PDOT_OK ? pd_joint_add(x->cover, joint, x->hazard, hazard) : status;
}

static pdot_status put_state(crossing *x, const pd_territory *territory, const pd_class *land,
                             const char *label, pd_value rank, double area)
{
    if (!(area >= PD_NOISE_M2))
        return PDOT_OK;
    pd_maker_set(&x->maker, "codigo", pd_text(territory->code));
    pd_maker_set(&x->maker, "suelo", pd_text(x->land->id));
    pd_maker_set(&x->maker, "clase_suelo", pd_text(land->label));
    pd_maker_set(&x->maker, "amenaza", pd_text(x->hazard->id));
    pd_maker_set(&x->maker, "clase", pd_text(label));
    pd_maker_set(&x->maker, "rango", rank);
    pd_maker_set(&x->maker, "area_ha", pd_real(area / PD_M2_PER_HA));
    return pd_maker_put(&x->maker, (pd_bytes){0});
}

static pdot_status put_land(crossing *x, const pd_overlay *overlay, size_t zone, int32_t land)
{
    const pd_territory *territory = &x->cover->plan->territories[zone];
    const pd_class *class = &x->land->classes[land];
    const int32_t first = (land + 1) * x->n_states;
    const double rest = pd_overlay_bucket(overlay, zone, first);
    double free_m2 = pd_overlay_bucket(overlay, zone, first + 1), nodata_m2 = 0;
    *(is_rest_free(x->hazard) ? &free_m2 : &nodata_m2) += rest;
    pdot_status status = PDOT_OK;
    for (int32_t c = 0; c < x->hazard->n_classes && status == PDOT_OK; c++) {
        const pd_class *of = &x->hazard->classes[c];
        const double area = pd_overlay_bucket(overlay, zone, first + 2 + c);
        if (of->rank == PD_RANK_NONE)
            nodata_m2 += area; /* one row for all ground without data */
        else
            status = put_state(x, territory, class, of->label, pd_integer(of->rank), area);
    }
    if (status == PDOT_OK)
        status = put_state(x, territory, class, FREE_LABEL, pd_null(), free_m2);
    return status == PDOT_OK ? put_state(x, territory, class, NODATA_LABEL, pd_null(), nodata_m2) : status;
}

static pdot_status put_overlay(crossing *x, const pd_overlay *overlay)
{
    pdot_status status =
        pd_maker_begin(x->cover->ctx, x->cover->run->store, "cobertura_suelo", x->cover->unit, &x->maker);
    for (size_t zone = 0; zone < overlay->n_zones; zone++)
        for (int32_t land = 0; land < x->land->n_classes && status == PDOT_OK; land++)
            status = put_land(x, overlay, zone, land);
    return pd_maker_end(&x->maker, status);
}

pdot_status pd_cover_land(pd_cover *cover, const pd_cover_unit *unit)
{
    const pdot_plan *plan = cover->plan;
    crossing x = {
        .cover = cover, .land = &plan->hazards[unit->other], .hazard = &plan->hazards[unit->hazard]};
    pd_joint joint = {.n_buckets = 1};
    pd_overlay *overlay = NULL;
    x.n_states = x.hazard->n_classes + 2;
    pdot_status status = add_layers(&x, &joint);
    if (status == PDOT_OK)
        status = pd_joint_measure(cover, &joint, &overlay);
    if (status == PDOT_OK)
        status = put_overlay(&x, overlay);
    pd_overlay_free(overlay);
    pd_joint_release(&joint);
    return status;
}
