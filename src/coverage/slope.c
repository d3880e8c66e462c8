/* Horn's slope, classified without a square root: squares are compared. */
#include "coverage/slope.h"

#include <string.h>

void pd_slope_classify(const pd_slope_row *row, unsigned char *out)
{
    const float *u = row->above, *m = row->here, *d = row->below;
    const float kx = (float)(1 / (8 * row->dx_m)), ky = (float)(1 / (8 * row->dy_m));
    const int64_t n = row->width;
    memset(out, row->none, (size_t)n);
    for (int64_t x = 1; x + 1 < n; x++) {
        const float dx = ((u[x + 1] - u[x - 1]) + 2 * (m[x + 1] - m[x - 1]) + (d[x + 1] - d[x - 1])) * kx;
        const float dy = ((d[x - 1] - u[x - 1]) + 2 * (d[x] - u[x]) + (d[x + 1] - u[x + 1])) * ky;
        const float squared = dx * dx + dy * dy + (m[x] - m[x]); /* NaN beside or in the cell stays NaN */
        if (!(squared >= 0))
            continue;
        unsigned char code = 0;
        for (int32_t i = 0; i < row->n_limits; i++)
            code = (unsigned char)(code + ((double)squared >= row->limits[i] * row->limits[i]));
        out[x] = code;
    }
}
