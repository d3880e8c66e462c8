/* The coverage stage inside: units of work and what they share. A unit is what is computed again when
 * something it depends on has changed: one hazard, one pair of land layer and hazard, one asset over one
 * hazard. */
#ifndef PD_PIPELINE_COVERAGE_H
#define PD_PIPELINE_COVERAGE_H

#include "base/digest.h"
#include "coverage/overlay.h"
#include "coverage/tally.h"
#include "geo/crs.h"
#include "geo/equal_area.h"
#include "pipeline/maker.h"
#include "pipeline/stage.h"

#define PD_M2_PER_HA 10000.0

/* Ground below this is what rounding leaves of none: a square millimetre. */
#define PD_NOISE_M2 1e-6

typedef struct pd_cover {
    pdot_ctx *ctx;
    pd_run *run;
    pdot_plan *plan;
    pd_crs *crs;
    pd_equal_area *measure;
    pd_shapes zones;      /* all territories, of all levels, in the equal-area plane */
    double *elsewhere_m2; /* of each territory that is not among them: it lies far from the window; or NULL */
    pd_ground *ground;
    pd_box window;         /* where the ground knows the territories */
    pd_box frame;          /* of all territories in the equal-area plane, drawn or not; empty: not known */
    pd_shapes plain_zones; /* the same in the plan's plane, finished: for points, lines and rasters */
    pd_ground *plain_ground;
    pd_findings findings; /* of the unit at work */
    const char *unit;
} pd_cover;

/* ctx and run are set; loads the plan and its measure. Closing a cover that did not open is fine. */
PDOT_MUST_CHECK pdot_status pd_cover_open(pd_cover *cover);             /* territories without their wkb */
PDOT_MUST_CHECK pdot_status pd_cover_open_with_ground(pd_cover *cover); /* with it */
void pd_cover_close(pd_cover *cover);

typedef struct pd_cover_unit pd_cover_unit;
typedef pdot_status (*pd_cover_fn)(pd_cover *cover, const pd_cover_unit *unit);

struct pd_cover_unit {
    char *name; /* "coverage/hazards/masa" */
    pd_cover_fn run;
    int32_t hazard; /* index into the plan's hazards, or PD_NONE */
    int32_t other;  /* land layer, or asset, or PD_NONE */
    char digest[PD_DIGEST_SIZE];
    bool is_stale;
};

typedef struct pd_cover_units {
    pd_cover_unit *items;
    size_t count, capacity;
} pd_cover_units;

/* units.c: what the plan asks for, each with the digest of what it depends on. */
PDOT_MUST_CHECK pdot_status pd_cover_list(pd_cover *cover, pd_cover_units *out);
void pd_cover_units_release(pd_cover_units *units);

/* The territories, each when first asked for: their shapes in the equal-area plane with the ground over them,
 * and shapes and ground in the plan's plane. Who needs both planes asks for plain zones first: they are read
 * once then, and those far from the window stay there. window: where the ground will be asked, equal-area
 * plane; NULL: anywhere. ctx: the thread's that asks; one thread at a time. jobs as in pd_parallel. */
PDOT_MUST_CHECK pdot_status pd_cover_prepare_ground(pdot_ctx *ctx, pd_cover *cover, int jobs,
                                                    const pd_box *window);
PDOT_MUST_CHECK pdot_status pd_cover_prepare_plain_zones(pdot_ctx *ctx, pd_cover *cover, int jobs);
PDOT_MUST_CHECK pdot_status pd_cover_prepare_plain(pdot_ctx *ctx, pd_cover *cover, int jobs);

/* "hazard/masa" or "land/suelo", the owner of a hazard's features; ended by pd_free. NULL: memory. */
char *pd_cover_owner(pdot_ctx *ctx, const pd_hazard *hazard);

/* The features of a hazard with the class of each as id; where an extent says how far it was mapped, that is
 * id 0 and the classes are moved up by one. Finished, in the plan's plane or the equal-area plane. */
typedef struct pd_cover_layer {
    pd_features features;
    bool has_extent;
} pd_cover_layer;
PDOT_MUST_CHECK pdot_status pd_cover_load_layer(pd_cover *cover, const pd_hazard *hazard, bool is_plain,
                                                pd_cover_layer *out);

/* The ground of one hazard over n zones. Class areas are by worst class. */
typedef struct pd_figures {
    size_t n_zones;
    int32_t n_classes;
    double *area_m2, *free_m2, *nodata_m2, *residual_m2; /* of each zone */
    double *class_m2, *any_m2, *sum_m2;                  /* n_zones * n_classes */
} pd_figures;
PDOT_MUST_CHECK pdot_status pd_figures_init(pdot_ctx *ctx, size_t n_zones, int32_t n_classes,
                                            pd_figures *out);
void pd_figures_release(pd_figures *figures);

/* Over zones of the equal-area plane (their ground), or for a raster over the same zones in the plan's plane,
 * with their boxes. are_territories: all of the plan in its order, whose areas are known. */
typedef struct pd_cover_zones {
    const pd_ground *ground;
    const pd_shapes *plain;
    bool are_territories;
} pd_cover_zones;
PDOT_MUST_CHECK pdot_status pd_cover_measure_vector(pd_cover *cover, const pd_hazard *hazard,
                                                    const pd_ground *ground, pd_figures *out);

/* Lowest, mean, highest value of a raster's cells in a zone. */
typedef struct pd_cover_value {
    double least, mean, most, area_m2;
    bool is_known;
} pd_cover_value;
/* values: one a zone, or NULL. */
PDOT_MUST_CHECK pdot_status pd_cover_measure_raster(pd_cover *cover, const pd_hazard *hazard,
                                                    const pd_cover_zones *zones, pd_figures *out,
                                                    pd_cover_value *values);
/* Whichever the hazard needs. */
PDOT_MUST_CHECK pdot_status pd_cover_measure(pd_cover *cover, const pd_hazard *hazard,
                                             const pd_cover_zones *zones, pd_figures *out);
bool pd_cover_is_raster(const pd_hazard *hazard);

/* States of a hazard at a place: its classes, then these two. */
enum { PD_STATE_FREE, PD_STATE_NODATA, PD_EXTRA_STATES };

/* expose.c: points or lines over a hazard and the territories: those given, in the plan's CRS, as loaded, or
 * all of an owner, read part by part. Rows of the tally: key * territories + territory; columns: the measure
 * of each state (count, or m), then its weight. */
typedef struct pd_exposure {
    const pd_hazard *hazard;
    const char *owner;    /* of the objects, if none are given */
    pd_features *objects; /* or NULL */
    const uint32_t *key;  /* of each object given, below n_keys; NULL: 0 */
    size_t n_keys;
    bool is_points;
    bool has_weights; /* those of an owner: else the weights of the tally mean nothing */
} pd_exposure;
PDOT_MUST_CHECK pdot_status pd_cover_expose(pd_cover *cover, const pd_exposure *exposure, pd_tally *out);
int32_t pd_cover_states(const pd_hazard *hazard);
/* Label and rank of a state; false if it has no row of its own (a class without rank is ground without data).
 */
const char *pd_cover_state_label(const pd_hazard *hazard, int32_t state);
pd_value pd_cover_state_rank(const pd_hazard *hazard, int32_t state);

/* The units. */
pdot_status pd_cover_hazard(pd_cover *cover,
                            const pd_cover_unit *unit); /* cobertura_amenaza, cobertura_total */
pdot_status pd_cover_multiple(pd_cover *cover, const pd_cover_unit *unit); /* cobertura_multiple */
pdot_status pd_cover_land(pd_cover *cover, const pd_cover_unit *unit);     /* cobertura_suelo */
pdot_status pd_cover_limits(pd_cover *cover, const pd_cover_unit *unit);   /* salud_limites */
pdot_status pd_cover_asset(pd_cover *cover,
                           const pd_cover_unit *unit); /* cobertura_lineas, cobertura_puntos */
pdot_status pd_cover_works(pd_cover *cover, const pd_cover_unit *unit);    /* actividad_amenaza */
pdot_status pd_cover_services(pd_cover *cover, const pd_cover_unit *unit); /* servicio_amenaza */
pdot_status pd_cover_gaps(pd_cover *cover, const pd_cover_unit *unit);     /* brechas */
pdot_status pd_cover_summary(pd_cover *cover,
                             const pd_cover_unit *unit); /* territorios, territorios_superiores */

#endif
