/* Results that only a delivery needs, a unit of work for each hazard: made when the hazard's figures have
 * changed, forgotten when the plan no longer has it. */
#ifndef PD_PIPELINE_PUBLISH_PER_HAZARD_H
#define PD_PIPELINE_PUBLISH_PER_HAZARD_H

#include "base/digest.h"
#include "pipeline/coverage/coverage.h"

typedef struct pd_per_hazard {
    const char *unit;  /* "export/ground": the hazard's id follows a slash */
    const char *table; /* that the units fill */
    pdot_status (*digest)(const pd_cover *cover, const pd_hazard *hazard, char out[PD_DIGEST_SIZE]);
    /* Fills the table for one hazard, within a transaction; cover->unit is the unit's name. */
    pdot_status (*put)(pd_cover *cover, const pd_hazard *hazard, const char *digest);
} pd_per_hazard;

/* Brings the units of all hazards up to date, each in its own transaction. */
PDOT_MUST_CHECK pdot_status pd_per_hazard_bring(pdot_ctx *ctx, pd_run *run, const pd_per_hazard *work);

#endif
