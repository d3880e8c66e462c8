/* Features of an owner as the coverage needs them: shapes and classes, or weights. */
#ifndef PD_PIPELINE_COVERAGE_LOAD_H
#define PD_PIPELINE_COVERAGE_LOAD_H

#include "pipeline/coverage/coverage.h"

typedef enum pd_cover_plane {
    PD_AS_STORED, /* the plan's CRS, not finished; with weights */
    PD_PLAIN,     /* the plan's CRS, finished */
    PD_EQUAL_AREA /* finished */
} pd_cover_plane;

/* In the store's order. Large owners are read by several threads; of the columns not named here nothing is
 * kept then. */
PDOT_MUST_CHECK pdot_status pd_cover_load_owner(pd_cover *cover, const char *owner, pd_cover_plane plane,
                                                pd_features *out);
/* Appends shapes and classes of one to the other; other columns of `to` no longer speak of all its shapes. */
PDOT_MUST_CHECK pdot_status pd_cover_join_features(pdot_ctx *ctx, pd_features *to, const pd_features *from);

#endif
