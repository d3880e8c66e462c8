/* Features of an owner as the overlay needs them: finished shapes and classes. */
#ifndef PD_PIPELINE_COVERAGE_LOAD_H
#define PD_PIPELINE_COVERAGE_LOAD_H

#include "pipeline/coverage/coverage.h"

/* In the plan's plane or the equal-area plane, in the store's order. Large owners are read by several
 * threads; of the other columns nothing is kept then. */
PDOT_MUST_CHECK pdot_status pd_cover_load_owner(pd_cover *cover, const char *owner, bool is_plain,
                                                pd_features *out);
/* Appends shapes and classes of one to the other; other columns of `to` no longer speak of all its shapes. */
PDOT_MUST_CHECK pdot_status pd_cover_join_features(pdot_ctx *ctx, pd_features *to, const pd_features *from);

#endif
