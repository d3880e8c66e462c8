/* What the parts of the cell fractions share: zonal_index.c finds which edges meet which strip, zonal.c cuts
 * cells by them. */
#ifndef PD_COVERAGE_RASTER_ZONAL_WORK_H
#define PD_COVERAGE_RASTER_ZONAL_WORK_H

#include "coverage/raster/zonal.h"

/* Edges that follow each other along a zone's border and meet one strip. */
typedef struct zonal_run {
    const double *xy; /* n_edges + 1 points */
    uint32_t n_edges, zone, strip;
} zonal_run;

struct pd_zonal {
    int64_t width, height, strip_rows, n_strips;
    size_t *strip_start; /* n_strips + 1: into runs */
    zonal_run *runs;     /* by strip, in each by zone */
};

#endif
