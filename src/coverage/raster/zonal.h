/* Zones over raster cells: each cell counts by the exact fraction of it that lies inside the zone. Cells are
 * pushed in strips of whole rows, in any order and from several threads (each with a tally of its own); a 3 x
 * 3 array is a full test.
 *
 * The fraction of a cell is the signed area that the zone's edges cut off in it; edges touch only border
 * cells, a running sum along the row says what lies between them. */
#ifndef PD_COVERAGE_RASTER_ZONAL_H
#define PD_COVERAGE_RASTER_ZONAL_H

#include "coverage/tally.h"
#include "geo/shapes.h"

#define PD_ZONAL_CODES 256

typedef struct pd_zonal pd_zonal;

/* sets: the zones, numbered through all sets, in grid coordinates (column, row), finished, borrowed.
 * strip_rows: rows of each strip but the last. Read-only afterwards. */
PDOT_MUST_CHECK pdot_status pd_zonal_new(pdot_ctx *ctx, const pd_shapes *sets, size_t n_sets, int64_t width,
                                         int64_t height, int64_t strip_rows, pd_zonal **out);
void pd_zonal_free(pd_zonal *zonal);
int64_t pd_zonal_strips(const pd_zonal *zonal);

/* Lowest and highest value of cells that lie at least partly in a zone. */
typedef struct pd_zonal_range {
    double least, most;
    bool is_known;
} pd_zonal_range;

/* The cells of one strip. */
typedef struct pd_zonal_strip {
    int64_t index;             /* of the strip */
    const unsigned char *code; /* of each cell, row-major, width cells a row */
    const uint32_t *column;    /* PD_ZONAL_CODES: the tally column of each code */
    const float *value;        /* of each cell, NaN where there is none; or NULL */
    uint32_t value_column;     /* tally columns of the value's sum and of its weight: value_column and + 1 */
    pd_zonal_range *range;     /* of each zone, with value */
    const double *prefix;      /* weights of a block of rows: width + 1 running sums a block */
    const double *factor;      /* of each row of the strip */
    int64_t block_rows;        /* rows that share a prefix; 0: all rows of the strip share one */
} pd_zonal_strip;

/* Scratch memory of one worker. */
typedef struct pd_zonal_work pd_zonal_work;
PDOT_MUST_CHECK pdot_status pd_zonal_work_new(pdot_ctx *ctx, const pd_zonal *zonal, pd_zonal_work **out);
void pd_zonal_work_free(pd_zonal_work *work);

/* Adds a strip to the tally: rows are zones, cells get fraction x weight. */
PDOT_MUST_CHECK pdot_status pd_zonal_add(pd_zonal_work *work, const pd_zonal_strip *strip, pd_tally *tally);

/* Visits the cells of a strip that a zone covers: runs of columns with one fraction. For what needs no tally.
 */
typedef void (*pd_zonal_run_fn)(void *user, size_t zone, int64_t row, int64_t first, int64_t end,
                                double fraction);
PDOT_MUST_CHECK pdot_status pd_zonal_visit(pd_zonal_work *work, int64_t strip, pd_zonal_run_fn visit,
                                           void *user);

#endif
