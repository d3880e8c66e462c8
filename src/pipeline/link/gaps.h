/* Gaps between problems, activities and hazards, per territory and component: the table brechas; and what the
 * plan says of each territory in a sentence: sintesis.
 *
 * A gap is only stated where nothing else is possible: a problem names the territory with certainty and no
 * activity of its component names it, may mean it, or is said of the whole plan; the other way round; a
 * hazard is high and neither problem nor activity of its component concerns the territory; nothing in the
 * plan names the territory. What is said of the whole plan names no territory in particular. */
#ifndef PD_PIPELINE_GAPS_H
#define PD_PIPELINE_GAPS_H

#include "pipeline/stage.h"

/* Writes brechas and sintesis under `unit`, from the tables of the link stage and from cobertura_total, which
 * must be stored before. Hazards without a component in the manifest answer to none and are left out. */
PDOT_MUST_CHECK pdot_status pd_gaps_put(pdot_ctx *ctx, const pd_run *run, const pdot_plan *plan,
                                        const char *unit);

#endif
