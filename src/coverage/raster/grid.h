/* The grid of a raster as the ground sees it: where a zone lies in it, and how large its cells are on the
 * ellipsoid.
 *
 * Zones come in the plan's CRS. Their edges are cut finely, moved to the raster's CRS, and then to grid
 * coordinates: column and row as fractions, bent inside each cell so that a share of the cell's square is the
 * same share of its ellipsoidal area. Nothing of the raster is resampled or moved.
 *
 * Independently of the cells, the ground of each zone inside the raster's frame is measured by its ring: that
 * is what the cells must add up to. Serves the thread that made it; others may share it while that one does
 * nothing with it. */
#ifndef PD_COVERAGE_RASTER_GRID_H
#define PD_COVERAGE_RASTER_GRID_H

#include "geo/equal_area.h"

/* Position and size of the cells, raster CRS; cell_y < 0: rows go south. */
typedef struct pd_grid_frame {
    int64_t width, height;
    double origin_x, origin_y, cell_x, cell_y;
} pd_grid_frame;

typedef struct pd_grid pd_grid;

/* CRS: no sound way between the two systems. */
PDOT_MUST_CHECK pdot_status pd_grid_new(pdot_ctx *ctx, const pd_grid_frame *frame, const pd_crs *raster_crs,
                                        const pd_crs *plan_crs, pd_grid **out);
void pd_grid_free(pd_grid *grid);

/* A second one for weighing cells on another thread, which borrows what the first knows; it places no zones.
 * Only of a grid that is shareable: whose measure is a closed form. */
bool pd_grid_is_shareable(const pd_grid *grid);
PDOT_MUST_CHECK pdot_status pd_grid_share(pdot_ctx *ctx, const pd_grid *grid, pd_grid **out);

/* Zones brought to the grid. Of each zone: */
typedef struct pd_grid_zones {
    pd_shapes *sets; /* their shapes, numbered through all sets: grid coordinates, finished */
    size_t n_sets;
    double *area_m2;   /* by the zone's finely cut ring, in the plan's measure */
    double *inside_m2; /* of its part inside the frame, in the raster's measure */
    bool *is_inside;   /* it lies wholly inside the frame: the two areas should be one */
} pd_grid_zones;

/* zones: plan CRS, with their boxes. jobs as in pd_parallel; used if raster and plan have one CRS. */
PDOT_MUST_CHECK pdot_status pd_grid_place(pdot_ctx *ctx, pd_grid *grid, int jobs, const pd_shapes *zones,
                                          pd_grid_zones *out);
void pd_grid_zones_release(pd_grid_zones *zones);

/* Points of the plan CRS to plain grid coordinates (not bent), in place. */
PDOT_MUST_CHECK pdot_status pd_grid_locate(pdot_ctx *ctx, pd_grid *grid, double *xy, size_t n);

/* Cell areas of n_rows rows from `row` on, as a running sum: the cells left of column c of one row have
 * prefix[c] * factor m². prefix has width + 1 entries. n_rows: of one block, or 1. */
PDOT_MUST_CHECK pdot_status pd_grid_weigh(pdot_ctx *ctx, pd_grid *grid, int64_t row, int64_t n_rows,
                                          double *prefix, double *factor);
/* Rows of a block, which share one running sum, a power of two; 0 if all rows do and have a factor each. */
int64_t pd_grid_block_rows(const pd_grid *grid);

/* Metres per column and per row at a row's middle, for slopes. */
void pd_grid_cell_m(const pd_grid *grid, int64_t row, double *dx_m, double *dy_m);

#endif
