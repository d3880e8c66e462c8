/* What the threads share: the layers, which features may meet which territory, the totals. Each territory is
 * the work of one thread, which alone writes its totals. */
#ifndef BENCH_JOB_H
#define BENCH_JOB_H

#include <geos_c.h>
#include <stdatomic.h>

#include "ellipsoid.h"
#include "features.h"

#define CLASSES 16 /* 1 to 15, the highest is the worst; 0 stays empty */

typedef enum kind {
    POLYGONS,      /* each place once, for the highest class */
    CLASSES_APART, /* each class for itself: a place of two classes counts in both */
    LINES,
    POINTS
} kind;

typedef struct job {
    kind kind;
    int threads;
    feature_list territories, features;
    const ellipsoid *ellipsoid; /* the answer is for comparison, on it; NULL: planar, as fast as can be */
    uint32_t *start;            /* of each territory in `item`, one more at the end */
    uint32_t *item;             /* features whose box meets the territory's */
    uint32_t *order;            /* territories, most candidates first */
    size_t n_items;
    double *total; /* territories x CLASSES: m2, m or number */
    atomic_size_t next_territory;
} job;

typedef struct counts {
    size_t inside_by_box, inside_by_shape, clips, overlaps, unions;
} counts;

/* A feature, or what of it lies in the territory at hand. */
typedef struct part {
    box box;
    double measure;
    GEOSGeometry *shape; /* NULL: the whole feature, not built yet */
    const GEOSPreparedGeometry *prepared;
    uint32_t feature;
    int32_t class;
    uint32_t group;          /* another of its group of overlapping parts, or itself: the head */
    uint32_t members, pairs; /* of the group, in its head */
} part;

typedef struct pair {
    uint32_t loser,
        winner; /* parts that share ground; the winner has the higher class or, equal, comes first */
} pair;

typedef struct worker {
    job *job;
    GEOSContextHandle_t geos;
    double *total; /* of the territory at hand */
    part *parts;
    size_t n_parts, part_capacity;
    pair *pairs;
    size_t n_pairs, pair_capacity;
    counts counts;
} worker;

/* index.c: fills start, item, order. */
void job_index(job *self);

/* territory.c: clips the candidates of one territory and adds them up. */
void territory_run(worker *self, uint32_t territory);

/* overlaps.c: takes from the parts' measures what a worse class covers, so that no ground counts twice. */
void overlaps_settle(worker *self);

/* A part's geometry, built at the first call. */
GEOSGeometry *part_shape(worker *self, part *p);

double area_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry);
box box_of(GEOSContextHandle_t geos, const GEOSGeometry *geometry);

#endif
