/* Slope classes from elevations, by Horn's method (Proceedings of the IEEE 69 (1981) 14-47): the gradient
 * over the eight neighbours, the nearer ones counting twice. */
#ifndef PD_COVERAGE_RASTER_SLOPE_H
#define PD_COVERAGE_RASTER_SLOPE_H

#include <stdint.h>

/* One row of cells from three rows of elevations. The first and last column, and every cell that has no
 * elevation itself or beside it, get the code `none`. limits: lower bounds of the classes as slopes (rise
 * over run), ascending; a cell below the first has code 0, one at or above limits[i] has code i + 1. */
typedef struct pd_slope_row {
    const float *above, *here, *below;
    int64_t width;
    double dx_m, dy_m; /* metres per column and row */
    const double *limits;
    int32_t n_limits;
    unsigned char none;
} pd_slope_row;
void pd_slope_classify(const pd_slope_row *row, unsigned char *out);

#endif
