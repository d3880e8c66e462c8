/* The polygons of one hazard's ground. For ground.c. */
#ifndef PD_PIPELINE_PUBLISH_GROUND_DRAW_H
#define PD_PIPELINE_PUBLISH_GROUND_DRAW_H

#include "pipeline/coverage/coverage.h"

/* Replaces the rows and findings of the cover's unit by the ground of the hazard, and remembers the digest. A
 * transaction is open. */
PDOT_MUST_CHECK pdot_status pd_ground_draw(pd_cover *cover, const pd_hazard *hazard, const char *digest);

#endif
