/* Which feature stands behind which figure of the hazards (procedencia): the areas of cobertura_amenaza, for
 * the finest territories. Only a delivery needs it; brought up to date at the head of the export stage. */
#ifndef PD_PIPELINE_PUBLISH_SOURCES_H
#define PD_PIPELINE_PUBLISH_SOURCES_H

#include "pipeline/stage.h"

#define PD_SOURCES_UNIT "export/sources"

/* One unit for each hazard; does nothing for those whose figures are the same. */
PDOT_MUST_CHECK pdot_status pd_sources_bring(pdot_ctx *ctx, pd_run *run);

#endif
