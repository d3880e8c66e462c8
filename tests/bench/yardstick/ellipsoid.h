/* The engine's measure, lent to the yardstick so that both answer in the same unit: polygons are moved to the
 * engine's equal-area plane before the work, lines are measured segment by segment on the ellipsoid. Only the
 * overlay is then compared; the measure itself has its own tests against geodesics. */
#ifndef BENCH_ELLIPSOID_H
#define BENCH_ELLIPSOID_H

#include <geos_c.h>

#include "features.h"

typedef struct ellipsoid ellipsoid;

/* crs: such as EPSG:32717. For the rest of the process. */
ellipsoid *ellipsoid_open(const char *crs);

void ellipsoid_move(const ellipsoid *self, feature_list *polygons);

/* m of the lines of a geometry; points count nothing. Any thread. */
double ellipsoid_length(const ellipsoid *self, GEOSContextHandle_t geos, const GEOSGeometry *lines);
double ellipsoid_wkb_length(const ellipsoid *self, GEOSContextHandle_t geos, const unsigned char *lines);

#endif
