/* What the parts of the cell fractions share: zonal_index.c finds which edges meet which strip, zonal.c cuts
 * cells by them. */
#ifndef PD_COVERAGE_RASTER_ZONAL_WORK_H
#define PD_COVERAGE_RASTER_ZONAL_WORK_H

#include "coverage/raster/zonal.h"

/* The edges of a zone that meet a strip. */
typedef struct strip_zone {
    uint32_t zone;
    uint32_t first, end; /* in pd_zonal.edge */
} strip_zone;

struct pd_zonal {
    const pd_shapes *zones;
    int64_t width, height, strip_rows, n_strips;
    size_t *strip_start; /* n_strips + 1: into part */
    strip_zone *part;
    size_t n_parts;
    uint32_t *edge; /* first point of each */
};

#endif
