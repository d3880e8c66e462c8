#include "pieces.h"

#include <stdlib.h>

#include "memory.h"

#define FEW_VERTICES 96 /* a piece with fewer is not halved; 48 to 256 take the same time */
#define MARGIN       1  /* around the territory, so that a box at its side lies inside */

piece *piece_new(GEOSGeometry *territory, const box *b)
{
    piece *self = need_zeroed(1, sizeof *self);
    self->box = (box){b->min_x - MARGIN, b->min_y - MARGIN, b->max_x + MARGIN, b->max_y + MARGIN};
    self->shape = territory;
    self->state = CUT;
    return self;
}

void piece_free(GEOSContextHandle_t geos, piece *self)
{
    if (self == NULL)
        return;
    piece_free(geos, self->half[0]);
    piece_free(geos, self->half[1]);
    GEOSGeom_destroy_r(geos, self->shape);
    free(self);
}

static void halve(GEOSContextHandle_t geos, piece *self)
{
    if (GEOSGetNumCoordinates_r(geos, self->shape) < FEW_VERTICES) {
        self->state = FINAL;
        return;
    }
    for (int i = 0; i < 2; i++) {
        self->half[i] = need_zeroed(1, sizeof *self->half[i]);
        self->half[i]->box = self->box;
        self->half[i]->state = UNCUT;
    }
    box *low = &self->half[0]->box, *high = &self->half[1]->box;
    if (self->box.max_x - self->box.min_x > self->box.max_y - self->box.min_y)
        low->max_x = high->min_x = (self->box.min_x + self->box.max_x) / 2;
    else
        low->max_y = high->min_y = (self->box.min_y + self->box.max_y) / 2;
}

static bool holds(const box *outer, const box *inner)
{
    return inner->min_x > outer->min_x && inner->min_y > outer->min_y && inner->max_x < outer->max_x &&
           inner->max_y < outer->max_y;
}

/* The half that holds the box, clipped; NULL if neither does or GEOS cannot clip. */
static piece *half_around(GEOSContextHandle_t geos, piece *self, const box *b)
{
    piece *half = holds(&self->half[0]->box, b)   ? self->half[0]
                  : holds(&self->half[1]->box, b) ? self->half[1]
                                                  : NULL;
    if (half != NULL && half->state == UNCUT) {
        half->shape = GEOSClipByRect_r(geos, self->shape, half->box.min_x, half->box.min_y, half->box.max_x,
                                       half->box.max_y);
        half->state = CUT;
    }
    return half != NULL && half->shape != NULL ? half : NULL;
}

const GEOSGeometry *piece_around(GEOSContextHandle_t geos, piece *self, const box *b)
{
    while (self->state != FINAL) {
        if (self->half[0] == NULL)
            halve(geos, self);
        piece *half = self->state == FINAL ? NULL : half_around(geos, self, b);
        if (half == NULL)
            break;
        self = half;
    }
    return self->shape;
}
