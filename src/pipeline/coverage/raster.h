/* A raster being counted: what the cells mean and how its strips are read. Shared by the figures, the
 * rectangles and the exposures of rasters. */
#ifndef PD_PIPELINE_COVERAGE_RASTER_H
#define PD_PIPELINE_COVERAGE_RASTER_H

#include "coverage/raster/grid.h"
#include "coverage/raster/slope.h"
#include "coverage/raster/zonal.h"
#include "pipeline/coverage/coverage.h"
#include "pipeline/coverage/seams.h"
#include "source/raster.h"

#define CODE_NODATA  255 /* of slopes, and of classes that are no bytes */
#define CODE_UNKNOWN 254
#define MAX_LIMITS   250 /* bounds of slope classes: codes below the two above */

/* Tally columns after the classes. */
enum { COLUMN_FREE, COLUMN_NODATA, COLUMN_UNKNOWN, COLUMN_VALUE, COLUMN_WEIGHT, EXTRA_COLUMNS };

typedef struct raster_worker {
    pd_raster *raster;
    pd_grid *grid;
    pd_zonal_work *work;
    pd_tally tally;
    pd_zonal_range *range; /* of each zone */
    unsigned char *code;
    float *value; /* of a DEM: two rows of the strip above, then the strip's */
    double *wide; /* of a class raster whose cells are no bytes */
    double *prefix, *factor;
} raster_worker;

typedef struct raster_job {
    pd_cover *cover;
    const pd_hazard *hazard;
    pd_raster_info info; /* for slopes with one row more above, which has no data: see read_slopes */
    pd_zonal *zonal;
    int64_t strip_rows, block_rows;
    size_t n_zones, n_columns;
    bool is_slope, is_bytes;
    uint32_t column[PD_ZONAL_CODES]; /* tally column of each code */
    double limits[MAX_LIMITS];
    int32_t n_limits;
    const raster_worker *first; /* whose raster and grid the workers may share */
    raster_worker *workers;
    pd_tally_pack *packs; /* of each strip */
    pd_seams *seams;      /* of elevations; NULL: strips are not read in order */
} raster_job;

/* raster_codes.c: the tally column of each code and the bounds of slope classes, from the hazard's class
 * table; the class of a cell value as a code, where classes are no bytes. */
PDOT_MUST_CHECK pdot_status pd_cover_set_meaning(pdot_ctx *ctx, raster_job *job);
unsigned char pd_cover_code_of(const pd_hazard *hazard, double value);

/* raster_read.c. Opens the raster on the calling thread and settles what its cells mean. */
PDOT_MUST_CHECK pdot_status pd_cover_open_raster(pd_cover *cover, const pd_hazard *hazard, raster_job *job,
                                                 raster_worker *first);
/* Buffers and grid for reading strips on the calling thread, after pd_cover_open_raster. */
PDOT_MUST_CHECK pdot_status pd_cover_prepare_reading(pdot_ctx *ctx, const raster_job *job,
                                                     raster_worker *worker);
/* The grid alone, for placing zones. */
PDOT_MUST_CHECK pdot_status pd_cover_open_grid(pdot_ctx *ctx, const raster_job *job, raster_worker *worker);
/* Raster, grid and buffers for a worker on another thread: job->first's once more, or from the beginning
 * where threads cannot share what these know. */
PDOT_MUST_CHECK pdot_status pd_cover_open_reading(pdot_ctx *ctx, const raster_job *job,
                                                  raster_worker *worker);
void pd_cover_close_reading(raster_worker *worker);
/* The codes of the strip that begins at row `first` (a multiple of strip_rows) into worker->code; *n: its
 * rows. */
PDOT_MUST_CHECK pdot_status pd_cover_read_codes(pdot_ctx *ctx, const raster_job *job, raster_worker *worker,
                                                int64_t first, int64_t *n);

#endif
