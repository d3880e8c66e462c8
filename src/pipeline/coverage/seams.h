/* The last two rows of elevations of each strip, handed to the worker of the strip below: slopes need them,
 * and reading them again would decode a whole row of blocks a second time. */
#ifndef PD_PIPELINE_COVERAGE_SEAMS_H
#define PD_PIPELINE_COVERAGE_SEAMS_H

#include "base/context.h"

typedef struct pd_seams pd_seams;

PDOT_MUST_CHECK pdot_status pd_seams_new(pdot_ctx *ctx, size_t n_strips, size_t width, pd_seams **out);
void pd_seams_free(pd_seams *seams);

/* Copies two rows; once a strip. */
PDOT_MUST_CHECK pdot_status pd_seams_put(pdot_ctx *ctx, pd_seams *seams, size_t strip, const float *rows);

/* Waits a little for the two rows of a strip and moves them to rows; false if nobody brought them: read them
 * then. */
bool pd_seams_take(pd_seams *seams, size_t strip, float *rows);

#endif
