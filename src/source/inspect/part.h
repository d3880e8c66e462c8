/* What the files of the inspection share. Private to inspect*.c. */
#ifndef PD_SOURCE_INSPECT_PART_H
#define PD_SOURCE_INSPECT_PART_H

#include <ogr_api.h>

#include "source/inspect.h"

/* A new layer of the inspection; features and columns are filled by the caller. */
PDOT_MUST_CHECK pdot_status pd_inspection_add(pdot_ctx *ctx, pd_inspection *inspection, const char *name,
                                              pd_inspected_layer **out);

/* A failure of reading becomes a finding: its message moves from the context into the list. */
void pd_inspection_note(pdot_ctx *ctx, pd_inspected_layer *layer, const char *code);

/* layer.c: the layers of a vector file, or the DBF table. table.c: text tables and sheets. */
PDOT_MUST_CHECK pdot_status pd_inspect_layers(pdot_ctx *ctx, pd_inspection *inspection);
PDOT_MUST_CHECK pdot_status pd_inspect_csv(pdot_ctx *ctx, pd_inspection *inspection);
PDOT_MUST_CHECK pdot_status pd_inspect_raster(pdot_ctx *ctx, pd_inspection *inspection);
PDOT_MUST_CHECK pdot_status pd_inspect_sheets(pdot_ctx *ctx, pd_inspection *inspection);

/* geometry.c: the geometries of one layer, counted one by one. */
typedef struct pd_geometry_tally pd_geometry_tally;
PDOT_MUST_CHECK pdot_status pd_geometry_tally_new(pdot_ctx *ctx, pd_inspection *inspection,
                                                  pd_inspected_layer *layer, pd_geometry_tally **out);
/* geometry NULL: the feature has none. */
PDOT_MUST_CHECK pdot_status pd_geometry_tally_take(pd_geometry_tally *tally, OGRGeometryH geometry,
                                                   int64_t id);
/* Adds what was found to the layer; `declared` is the layer's own type. */
PDOT_MUST_CHECK pdot_status pd_geometry_tally_end(pd_geometry_tally *tally, OGRwkbGeometryType declared);
void pd_geometry_tally_free(pd_geometry_tally *tally);

#endif
