/* Where a layer lies when nothing, or nothing credible, says its CRS: reads its numbers in each system used
 * in Ecuador and ranks the readings by how they fit known ground. Decides nothing: the manifest does.
 *
 * Fit, in this order: the share of vertices on known ground; then, where known boundaries are given and the
 * layer's lines follow them, by how much the reading is displaced against them; then how usual the system is.
 * Without known boundaries a datum cannot be told (PSAD56 read as WGS 84 lies 252 m east and 365 m north),
 * unless the layer has the extent of a canton that is known by heart. */
#ifndef PD_SOURCE_DETECTIVE_H
#define PD_SOURCE_DETECTIVE_H

#include "geo/crs.h"
#include "pdot/check.h"

/* Known ground: boundaries in metres of one plane. */
typedef struct pd_known pd_known;

/* From polygons (or lines) in a CRS that is beyond doubt. CRS if they do not lie where their CRS is used. */
PDOT_MUST_CHECK pdot_status pd_known_new(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs,
                                         pd_known **out);
void pd_known_free(pd_known *known);
pd_box pd_known_degrees(const pd_known *known);

/* What speaks against the declared CRS. */
typedef enum pd_crs_doubt {
    PD_CRS_SOUND,
    PD_CRS_MISSING,   /* nothing is declared */
    PD_CRS_ELSEWHERE, /* the declared one puts the layer off the known ground, another reading does not */
    PD_CRS_SWAPPED,   /* so does the declared one with x and y exchanged */
    PD_CRS_DISPLACED, /* the declared one lies beside the known boundaries, another datum on them */
    PD_CRS_FOREIGN    /* declared or not, no reading puts the layer on known ground */
} pd_crs_doubt;

typedef struct pd_evidence {
    pd_crs_doubt doubt;
    pdot_check_candidate *candidates; /* by rank; in the arena */
    size_t n_candidates;
    pdot_check_candidate declared; /* the declared reading measured in the same way; rank 0 */
} pd_evidence;

/* shapes: the layer's numbers as they are. crs: WKT of the declared CRS or NULL. known NULL: the country.
 * Strings of the evidence live in the arena. */
PDOT_MUST_CHECK pdot_status pd_detect(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs,
                                      const pd_known *known, pd_arena *arena, pd_evidence *out);

/* outside[i]: the box of shape i lies off the known ground (known NULL: the country). crs: what the
 * numbers are. Empty shapes are nowhere, so not outside. */
PDOT_MUST_CHECK pdot_status pd_find_outside(pdot_ctx *ctx, const pd_shapes *shapes, const char *crs,
                                            const pd_known *known, bool *outside);

#endif
