/* Horn's slope, classified without a square root: squares are compared. Cells go by chunks, one step after
 * the other over the whole chunk, so that compilers use vectors. */
#include "coverage/raster/slope.h"

#include <math.h>
#include <string.h>

#define CHUNK 512

/* The least float that is not below a bound: s >= bound for a float s, and s >= that, are the same. */
static float to_float(double bound)
{
    const float f = (float)bound;
    return (double)f < bound ? nextafterf(f, INFINITY) : f;
}

/* Squares of the slopes of n cells from x on. */
static void square(const pd_slope_row *row, int64_t x, int64_t n, float *out)
{
    const float *u = row->above + x, *m = row->here + x, *d = row->below + x;
    const float kx = (float)(1 / (8 * row->dx_m)), ky = (float)(1 / (8 * row->dy_m));
    for (int64_t i = 0; i < n; i++) {
        const float dx = ((u[i + 1] - u[i - 1]) + 2 * (m[i + 1] - m[i - 1]) + (d[i + 1] - d[i - 1])) * kx;
        const float dy = ((d[i - 1] - u[i - 1]) + 2 * (d[i] - u[i]) + (d[i + 1] - u[i + 1])) * ky;
        out[i] = dx * dx + dy * dy + (m[i] - m[i]); /* NaN beside or in the cell stays NaN */
    }
}

void pd_slope_classify(const pd_slope_row *row, unsigned char *out)
{
    float squared[CHUNK];
    int32_t code[CHUNK];
    memset(out, row->none, (size_t)row->width);
    for (int64_t x = 1; x + 1 < row->width; x += CHUNK) {
        const int64_t n = row->width - 1 - x < CHUNK ? row->width - 1 - x : CHUNK;
        square(row, x, n, squared);
        for (int64_t i = 0; i < n; i++)
            code[i] = squared[i] >= 0 ? 0 : row->none;
        for (int32_t k = 0; k < row->n_limits; k++) {
            const float bound = to_float(row->limits[k] * row->limits[k]);
            for (int64_t i = 0; i < n; i++)
                code[i] += squared[i] >= bound;
        }
        for (int64_t i = 0; i < n; i++)
            out[x + i] = (unsigned char)code[i];
    }
}
