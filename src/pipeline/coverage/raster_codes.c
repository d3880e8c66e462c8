/* What the cells of a raster mean: codes, bounds of slope, no data. */
#include <math.h>
#include <stdlib.h>

#include "pipeline/coverage/raster.h"

#define DEGREE 0.017453292519943295

/* The class of a cell without data: the table may have one for it. */
static uint32_t column_of_nodata(const raster_job *job)
{
    const int32_t class_index = pd_hazard_find_class(job->hazard, "");
    if (class_index != PD_NONE)
        return (uint32_t)class_index;
    return (uint32_t)job->hazard->n_classes + (job->hazard->outside_is_free ? COLUMN_FREE : COLUMN_NODATA);
}

static int compare_limits(const void *left, const void *right)
{
    const pd_class_value *a = *(const pd_class_value *const *)left,
                         *b = *(const pd_class_value *const *)right;
    return (a->number > b->number) - (a->number < b->number);
}

/* Lower bounds as rise over run, ascending; code i + 1 is the class of bound i, code 0 is below all: free
 * ground. */
static pdot_status set_limits(pdot_ctx *ctx, raster_job *job)
{
    const pd_hazard *hazard = job->hazard;
    const pd_class_value *sorted[MAX_LIMITS];
    int32_t n = 0;
    for (int32_t i = 0; i < hazard->n_values; i++) {
        if (!hazard->values[i].has_number)
            continue;
        if (n == MAX_LIMITS)
            return pd_fail(ctx, PDOT_LIMIT, "%s has more than %d bounds of slope", hazard->id, MAX_LIMITS);
        sorted[n++] = &hazard->values[i];
    }
    qsort(sorted, (size_t)n, sizeof sorted[0], compare_limits);
    job->n_limits = n;
    job->column[0] = (uint32_t)hazard->n_classes + COLUMN_FREE;
    for (int32_t i = 0; i < n; i++) {
        const double bound = sorted[i]->number;
        job->limits[i] = hazard->kind == PD_HAZARD_SLOPE_DEGREES ? tan(bound * DEGREE) : bound / 100;
        job->column[i + 1] = (uint32_t)sorted[i]->class_index;
    }
    return PDOT_OK;
}

static void set_codes(raster_job *job)
{
    const pd_hazard *hazard = job->hazard;
    const uint32_t unknown = (uint32_t)hazard->n_classes + COLUMN_UNKNOWN;
    for (int code = 0; code < PD_ZONAL_CODES; code++)
        job->column[code] = unknown;
    if (!job->is_bytes) { /* codes are classes */
        for (int32_t c = 0; c < hazard->n_classes; c++)
            job->column[c] = (uint32_t)c;
        job->column[CODE_NODATA] = column_of_nodata(job);
        return;
    }
    for (int32_t i = 0; i < hazard->n_values; i++) {
        const pd_class_value *value = &hazard->values[i];
        if (value->has_number && value->number >= 0 && value->number < PD_ZONAL_CODES &&
            floor(value->number) >= value->number)
            job->column[(int)value->number] = (uint32_t)value->class_index;
    }
    if (job->info.has_nodata && job->info.nodata >= 0 && job->info.nodata < PD_ZONAL_CODES)
        job->column[(int)job->info.nodata] = column_of_nodata(job);
}

pdot_status pd_cover_set_meaning(pdot_ctx *ctx, raster_job *job)
{
    set_codes(job);
    if (!job->is_slope)
        return PDOT_OK;
    job->column[CODE_NODATA] = column_of_nodata(job);
    return set_limits(ctx, job);
}

unsigned char pd_cover_code_of(const pd_hazard *hazard, double value)
{
    if (isnan(value))
        return CODE_NODATA;
    for (int32_t i = 0; i < hazard->n_values; i++)
        if (hazard->values[i].has_number && !(hazard->values[i].number < value) &&
            !(hazard->values[i].number > value))
            return (unsigned char)hazard->values[i].class_index;
    return CODE_UNKNOWN;
}
