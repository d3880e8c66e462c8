/* Little-endian WKB: its box, its planar measure without building anything, and the GEOS geometry when one is
 * needed after all (quicker than GEOS' own reader: coordinates are copied ring by ring). */
#ifndef BENCH_WKB_H
#define BENCH_WKB_H

#include <geos_c.h>

#include "features.h"

box wkb_box(const unsigned char *wkb);

/* Planar area of polygons (holes subtract), planar length of lines as drawn. */
double wkb_measure(const unsigned char *wkb);

GEOSGeometry *wkb_to_geos(GEOSContextHandle_t geos, const unsigned char *wkb);

#endif
