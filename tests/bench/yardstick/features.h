/* The features of a GeoPackage layer, read by several connections at once: geometry as little-endian WKB just
 * as it lies in the file, its box, and one integer column. They live until the process ends. */
#ifndef BENCH_FEATURES_H
#define BENCH_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_THREADS 64

typedef struct box {
    double min_x, min_y, max_x, max_y;
} box;

typedef struct feature {
    box box;
    const unsigned char *wkb;
    size_t size; /* of the WKB */
    int32_t key;
} feature;

typedef struct feature_list {
    feature *item;
    size_t n;
} feature_list;

/* Of FOLDER/LAYER.gpkg; features without geometry are left out. */
feature_list features_read(const char *folder, const char *layer, const char *column, int threads);

/* n threads of `run`, each with its own argument of an array; returns when all have ended. */
void in_threads(int n, void *(*run)(void *argument), void *arguments, size_t size);

/* True if more than a border is common. */
static inline bool boxes_meet(const box *a, const box *b)
{
    return a->min_x < b->max_x && b->min_x < a->max_x && a->min_y < b->max_y && b->min_y < a->max_y;
}

#endif
