/* Extents of units that are published to a thousandth of a degree: they tell a datum from its neighbours if a
 * layer has exactly that extent. Rows of extents.csv, part of the program; another unit is another row. */
#ifndef PD_SOURCE_INSPECT_EXTENTS_H
#define PD_SOURCE_INSPECT_EXTENTS_H

#include <stdbool.h>

#include "geo/shapes.h"

/* The extent of row `index` (from 0), in degrees of WGS 84; false past the last. */
bool pd_known_extent(int index, pd_box *out);

#endif
