/* A finding is data about the input (an error stops the call; a finding does not). Stages collect findings,
 * the store keeps them. */
#ifndef PD_BASE_FINDING_H
#define PD_BASE_FINDING_H

#include "base/memory.h"
#include "pdot/engine.h"

typedef struct pd_findings {
    pdot_ctx *ctx;
    pd_arena arena; /* owns every string of the items */
    pdot_finding *items;
    size_t count, capacity;
    pdot_status status; /* sticky: first failure to add */
} pd_findings;

void pd_findings_init(pdot_ctx *ctx, pd_findings *findings);
void pd_findings_release(pd_findings *findings);

/* Adds a finding with a translated, formatted message. place, subject may be NULL. Failure is sticky
 * (findings->status). */
void pd_finding_add(pd_findings *findings, pdot_severity severity, const char *rule, const char *subject,
                    const pd_place *place, const char *format, ...) PD_PRINTF(6, 7);
/* Values of the newest finding: what was expected and what was found. */
void pd_finding_values(pd_findings *findings, const char *expected, const char *found);

const char *pd_severity_name(pdot_severity severity); /* "info", "review", "error" */

#endif
