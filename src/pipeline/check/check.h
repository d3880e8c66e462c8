/* What the files of the check share. Private to check*.c. */
#ifndef PD_PIPELINE_CHECK_H
#define PD_PIPELINE_CHECK_H

#include "base/buffer.h"
#include "pdot/check.h"
#include "source/detective.h"
#include "source/inspect.h"

/* Territories that are known to be right. */
typedef struct pd_check_known {
    pd_inspection *inspection;
    const pd_inspected_layer *layer;
    pd_known *ground;
    const char **codes; /* sorted */
    size_t n_codes;
} pd_check_known;

/* ARG if the file holds no polygons with a CRS. */
PDOT_MUST_CHECK pdot_status pd_check_known_open(pdot_ctx *ctx, const char *path, pd_check_known *out);
void pd_check_known_close(pd_check_known *known);

/* place.c: CRS findings and candidates, features outside. *crs: what the coordinates are taken for
 * (lives in the arena), NULL if unknown. known->ground may be NULL. */
PDOT_MUST_CHECK pdot_status pd_check_place(pdot_ctx *ctx, pd_inspection *inspection,
                                           pd_inspected_layer *layer, const pd_known *ground,
                                           const char **crs);

/* boundary.c: overlaps, gaps, slivers of a polygon layer. */
PDOT_MUST_CHECK pdot_status pd_check_boundary(pdot_ctx *ctx, pd_inspected_layer *layer, const char *crs,
                                              const pdot_check_options *options);

/* manifest.c: the lines to write, in the arena. `best` is the likeliest reading, or NULL. */
PDOT_MUST_CHECK pdot_status pd_check_manifest(pdot_ctx *ctx, pd_inspection *inspection,
                                              pd_inspected_layer *layer, const char *crs_to_write);

#endif
