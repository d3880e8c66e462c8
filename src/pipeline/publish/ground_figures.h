/* The stored areas of one hazard by territory and class, for the layer of its ground. */
#ifndef PD_PIPELINE_PUBLISH_GROUND_FIGURES_H
#define PD_PIPELINE_PUBLISH_GROUND_FIGURES_H

#include "store/store.h"

typedef struct pd_ground_area {
    const char *code, *class;
    double area_ha;
} pd_ground_area;

typedef struct pd_ground_figures {
    pd_ground_area *items; /* sorted by code, then class */
    size_t count, capacity;
    pd_arena arena;
} pd_ground_figures;

PDOT_MUST_CHECK pdot_status pd_ground_figures_load(pdot_ctx *ctx, pd_store *store, const char *hazard,
                                                   pd_ground_figures *out);
void pd_ground_figures_release(pd_ground_figures *figures);
/* In hectares; 0 if cobertura_amenaza has no such row. */
double pd_ground_figure(const pd_ground_figures *figures, const char *code, const char *class);

#endif
