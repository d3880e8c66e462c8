/* The ground of the hazards as a layer (amenazas): one polygon per finest territory and class, each place
 * given to its worst class, then what is free, then what nobody mapped. The figure beside each polygon is
 * that of cobertura_amenaza, so that layer and table never disagree; the polygon is measured too, and a
 * difference becomes a finding. Only a delivery needs it; brought up to date at the head of the export stage.
 */
#ifndef PD_PIPELINE_PUBLISH_GROUND_H
#define PD_PIPELINE_PUBLISH_GROUND_H

#include "pipeline/stage.h"

#define PD_GROUND_UNIT "export/ground"

/* One unit for each hazard; does nothing for those whose figures are the same. A raster of more rectangles of
 * equal cells than a map can show has no ground in the layer. */
PDOT_MUST_CHECK pdot_status pd_ground_layer_bring(pdot_ctx *ctx, pd_run *run);

#endif
