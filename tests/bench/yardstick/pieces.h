/* A territory and its halves, halves of halves … cut by need: a polygon is clipped against the smallest piece
 * that holds its box, which has far fewer vertices than the territory. */
#ifndef BENCH_PIECES_H
#define BENCH_PIECES_H

#include <geos_c.h>

#include "features.h"

typedef struct piece {
    box box;
    GEOSGeometry *shape;
    struct piece *half[2];
    enum { UNCUT, CUT, FINAL } state; /* not clipped from its parent yet; clipped; not halved further */
} piece;

/* Takes the shape. */
piece *piece_new(GEOSGeometry *territory, const box *b);
void piece_free(GEOSContextHandle_t geos, piece *self);

const GEOSGeometry *piece_around(GEOSContextHandle_t geos, piece *self, const box *b);

#endif
