/* How wide and how long a polygon is, as the rectangle of its area and outline. */
#include "coverage/boundary/boundary.h"

#include <math.h>

#define DEGREE 0.017453292519943295 /* radians */

static double ring_length(const double *xy, size_t n, double x_scale)
{
    double length = 0;
    for (size_t i = 0; i + 1 < n; i++)
        length += hypot((xy[2 * i + 2] - xy[2 * i]) * x_scale, xy[2 * i + 3] - xy[2 * i + 1]);
    return length;
}

pd_strip pd_strip_of_rings(const pd_shapes *shapes, size_t first, size_t end, double x_scale)
{
    double area = 0, outline = 0;
    for (size_t r = first; r < end; r++) {
        const double *xy = shapes->xy + 2 * (size_t)shapes->ring_start[r];
        const size_t n = shapes->ring_start[r + 1] - shapes->ring_start[r];
        const double ring = fabs(pd_ring_area(xy, n)) * x_scale;
        area += r == first ? ring : -ring;
        outline += ring_length(xy, n, x_scale);
    }
    area = fmax(area, 0);
    /* width + length = outline / 2, width * length = area */
    const double half = outline / 2, discriminant = half * half - 4 * area;
    if (discriminant <= 0)
        return (pd_strip){area, sqrt(area), sqrt(area)};
    const double length = (half + sqrt(discriminant)) / 2;
    return (pd_strip){area, length > 0 ? area / length : 0, length};
}

double pd_strip_x_scale(const pd_box *box, bool is_geographic)
{
    return is_geographic ? cos((box->min_y + box->max_y) / 2 * DEGREE) : 1;
}
