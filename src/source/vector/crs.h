/* The CRS of a layer settled: its own, or the declared one if it has none. For the vector reader only. */
#ifndef PD_SOURCE_VECTOR_CRS_H
#define PD_SOURCE_VECTOR_CRS_H

#include "geo/crs.h"
#include "source/layer.h"

typedef struct pd_layer_crs {
    pd_crs *crs;
    bool is_swapped; /* the data come as y, x: northing or latitude first */
} pd_layer_crs;

/* declared "" : none. CRS: the layer has none and none is declared; or both are there and differ. */
PDOT_MUST_CHECK pdot_status pd_layer_settle_crs(pdot_ctx *ctx, const pd_layer *layer, const char *declared,
                                                pd_layer_crs *out);

/* The transformation of the layer's data to the plan CRS, with their extent as area. */
PDOT_MUST_CHECK pdot_status pd_layer_transform(pdot_ctx *ctx, const pd_layer *layer, const pd_layer_crs *from,
                                               const pd_crs *to, pd_transform **out);

#endif
