/* One geometry of a layer made fit for the house: linear, two-dimensional, in the plan CRS, valid, of the
 * wanted dimension. What is done to it, or why it cannot be used, becomes a finding. For the vector reader
 * only. */
#ifndef PD_SOURCE_VECTOR_GEOMETRY_H
#define PD_SOURCE_VECTOR_GEOMETRY_H

#include "base/finding.h"
#include "geo/geometry.h"
#include "source/layer.h"

typedef struct pd_fitter {
    pd_findings *findings;
    pd_transform *transform;
    bool is_swapped;        /* y, x */
    bool is_metric;         /* the plan CRS: areas are m² */
    int dimension;          /* wanted; -1 any */
    double max_area_change; /* of a repair */
    int64_t n_curves, n_heights;
    int64_t n_without_image; /* geometries left out because they lie outside the range of their CRS */
    char subject[24];        /* of the newest finding */
    pd_byte_vector raw, fit; /* buffers, used again and again */
} pd_fitter;

void pd_fitter_release(pd_fitter *fitter);

/* Borrows the geometry. On success fitter->fit holds the WKB, or is empty if the geometry cannot be used (a
 * finding says why). place names the feature. */
PDOT_MUST_CHECK pdot_status pd_fitter_fit(pdot_ctx *ctx, pd_fitter *fitter, OGRGeometryH geometry,
                                          const pd_place *place);

/* The same for geometry that lies in fitter->raw already, as 2D little-endian WKB of the given dimension. */
PDOT_MUST_CHECK pdot_status pd_fitter_fit_raw(pdot_ctx *ctx, pd_fitter *fitter, int dimension,
                                              const pd_place *place);

/* The findings that count: curves made linear, heights and measures dropped. */
void pd_fitter_report(pd_fitter *fitter, const pd_place *place);

#endif
