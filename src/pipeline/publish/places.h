/* The layers of things with a place: works of activities (points, lines, polygons) and services. Stored as
 * results, so that the delivery draws them like any other; brought up to date at the head of the export
 * stage. */
#ifndef PD_PIPELINE_PLACES_H
#define PD_PIPELINE_PLACES_H

#include "pipeline/stage.h"

#define PD_PLACES_UNIT "export/places"

/* Does nothing while the imported works, services and activities are the same. */
PDOT_MUST_CHECK pdot_status pd_places_bring(pdot_ctx *ctx, pd_run *run);

#endif
