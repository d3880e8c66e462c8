/* A small delivery drawn by hand: a grid of territories with the ground of one hazard, and rows for every
 * kind of value. Used by the tests of the writers and by make_delivery, which leaves the files for the checks
 * in QGIS. */
#ifndef PD_TEST_EXPORT_FIXTURE_H
#define PD_TEST_EXPORT_FIXTURE_H

#include "export/writer.h"
#include "geo/crs.h"

typedef struct fixture {
    pdot_ctx *ctx;
    pdot_plan plan;
    pd_crs *crs;
    pd_delivery delivery;
    pd_arena arena;
} fixture;

/* folder: of the delivery; must exist. */
pdot_status fixture_init(fixture *f, const char *folder, const char *language);
void fixture_release(fixture *f);

/* Feeds all tables of the fixture to the format. */
pdot_status fixture_write(fixture *f, const pd_format *format);

/* Reopens what the format wrote. */
pdot_status fixture_check(fixture *f, const pd_format *format);

#endif
