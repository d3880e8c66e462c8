/* What the parts of the grid share: grid.c makes it and weighs its cells, grid_place.c brings zones to it. */
#ifndef PD_COVERAGE_RASTER_GRID_WORK_H
#define PD_COVERAGE_RASTER_GRID_WORK_H

#include "coverage/raster/grid.h"

struct pd_grid {
    pd_grid_frame frame;
    pd_equal_area *plan_measure, *measure; /* of the plan's CRS and of the raster's */
    pd_transform *to_raster;
    bool is_geographic;
    bool is_even;          /* the scale changes evenly across a cell: see bend_evenly in grid_place.c */
    double bend;           /* see most_bent in grid_place.c */
    double *upper, *lower; /* 2 * (width + 1) each: the corners of cells along two lines, see grid.c */
    int64_t upper_row, lower_row; /* that the lines lie above; -1: none yet */
    bool is_sharing;              /* the measures belong to another grid */
};

#endif
