/* From flat arrays back to WKB. */
#ifndef PD_GEO_SHAPE_WKB_H
#define PD_GEO_SHAPE_WKB_H

#include "geo/shapes.h"

typedef enum pd_shape_kind { PD_SHAPE_POINT, PD_SHAPE_LINES, PD_SHAPE_POLYGONS } pd_shape_kind;

/* One shape as WKB (2D, little-endian): POINT (the first of its points), MULTILINESTRING (each ring a line),
 * MULTIPOLYGON (each ring that is no hole begins a polygon). Replaces what out held. A point without a point
 * is a broken contract. */
PDOT_MUST_CHECK pdot_status pd_shape_to_wkb(pdot_ctx *ctx, const pd_shapes *shapes, size_t shape,
                                            pd_shape_kind kind, pd_byte_vector *out);

#endif
