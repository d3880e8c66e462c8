/* An OGR layer opened for reading: dataset, the one layer that is meant, encoding of its texts settled. What
 * tables and vectors share. For this layer of the house only. */
#ifndef PD_SOURCE_LAYER_H
#define PD_SOURCE_LAYER_H

#include <ogr_api.h>

#include "base/buffer.h"
#include "base/finding.h"
#include "source/gdal.h"

typedef struct pd_layer {
    GDALDatasetH dataset;
    OGRLayerH handle;
    char *path, *name;
    char *encoding;   /* of the texts as found: "UTF-8", "CP1252", what a .cpg says */
    char **fields;    /* names of the attributes, then of the feature id column if it has a name */
    size_t n_fields;  /* with it */
    int n_attributes; /* without it */
    bool is_dbf;      /* attributes lie in a DBF */
} pd_layer;

/* name "" : the only layer (with needs_geometry: the only one with geometries; of sheets: the only one that
 * is not empty). SCHEMA: no such layer, naming those there are; AMBIGUOUS: several. encoding "": none
 * declared; of a DBF only. */
PDOT_MUST_CHECK pdot_status pd_layer_open(pdot_ctx *ctx, const char *path, const char *name,
                                          const char *encoding, bool needs_geometry, pd_findings *findings,
                                          pd_layer **out);
void pd_layer_close(pd_layer *layer);

/* Index of a field as pd_names_find finds it, or SCHEMA with the fields that exist. */
PDOT_MUST_CHECK pdot_status pd_layer_find(pdot_ctx *ctx, const pd_layer *layer, const char *name,
                                          int32_t *index);

/* Appends the field's value as UTF-8 text and a NUL; "" if it has none. Reals in their shortest form, dates
 * as 2024-01-31. FORMAT: the text is not of the encoding it should be. */
PDOT_MUST_CHECK pdot_status pd_layer_cell(pdot_ctx *ctx, const pd_layer *layer, OGRFeatureH feature,
                                          int32_t field, pd_buffer *out);

pd_place pd_layer_place(const pd_layer *layer);

#endif
