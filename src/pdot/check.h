/* What is wrong with a layer or table before it is used: `pdot check`. Needs no plan and writes nothing.
 *
 *     const char *files[] = {"parroquias.shp"};
 *     pdot_check_report *report = NULL;
 *     if (pdot_check(ctx, files, 1, NULL, &report) == PDOT_OK && report->would_stop)
 *         ...
 *     pdot_check_report_free(report);
 *
 * The report owns everything it points to. A file that cannot be read is an entry of the report, not a
 * failure of the call. Codes and roles are never translated; messages are in the context's language. */
#ifndef PDOT_CHECK_H
#define PDOT_CHECK_H

#include <stddef.h>

#include "pdot/engine.h"

typedef struct pdot_check_options {
    int version; /* PDOT_CHECK_OPTIONS_VERSION */
    const char *
        against; /* a layer of territories that is known to be right, for places, shifts and codes; or NULL */
    double sliver_width_m; /* what is narrower is one line drawn twice; 0: 12.5 (half a millimetre at 1:25
                              000) */
    int jobs;              /* worker threads, 1 to 256; 0: one per core */
} pdot_check_options;

#define PDOT_CHECK_OPTIONS_VERSION 1
#define PDOT_CHECK_OPTIONS_INIT                                                                              \
    {                                                                                                        \
        PDOT_CHECK_OPTIONS_VERSION, NULL, 0, 0                                                               \
    }

typedef struct pdot_check_finding {
    const char *code;       /* "crs_missing", "overlap", … */
    pdot_severity severity; /* an error would stop an import */
    uint64_t count;         /* features, pairs, gaps, rows, codes: what the message counts */
    double area_ha;         /* of the ground concerned; NaN if it has none */
    const char *message;
    const char *const *examples; /* the gravest or first ones */
    size_t n_examples;
} pdot_check_finding;

/* A reading of the coordinates. */
typedef struct pdot_check_candidate {
    int rank;        /* 1 is the likeliest */
    const char *crs; /* what to write in the manifest: "EPSG:24877" */
    const char *name;
    int epsg;
    bool is_swapped;             /* with x and y exchanged */
    double shift_e_m, shift_n_m; /* how far east and north of this reading the layer would lie if its numbers
                                    were taken for the usual system with the same axes; NaN if unknown */
    double inside_ratio;         /* share of its vertices inside the known territories, else inside Ecuador */
    double distance_m;           /* from its lines to the nearest known boundary, typical; NaN if unknown */
    double residual_e_m, residual_n_m; /* by how much this reading still lies east and north of the known
                                          boundaries; NaN if unknown */
} pdot_check_candidate;

typedef struct pdot_check_value {
    const char *text;
    uint64_t count;
    int rank; /* 0 to 5 as a hazard's class; -1 no data; -2 no usual class word */
} pdot_check_value;

typedef struct pdot_check_column {
    const char *name;
    const char *type;    /* "text", "integer", "real", "date", "binary" */
    const char *role;    /* "code", "name", "class", "x", "y", "parent", or "" */
    const char *decimal; /* "point", "comma", or "" if it holds no decimals */
    uint64_t filled;     /* rows that are not empty */
    uint64_t distinct;   /* different values, counted up to a limit */
    bool is_distinct_counted;
    const pdot_check_value *values; /* the most frequent ones; of a class column all, up to a limit */
    size_t n_values;
} pdot_check_column;

typedef struct pdot_check_layer {
    const char *name; /* "" for a text table */
    uint64_t features;
    const char *geometry; /* "MultiPolygon", "Point", …, "Raster" (features are cells), "" for a table */
    const char *encoding_declared;          /* "" if nothing declares one */
    const char *encoding_used;              /* "UTF-8", "CP1252", … */
    const char *encoding_evidence;          /* one sentence */
    const char *separator;                  /* of a text table: ",", ";", "tab", "|" */
    const char *crs_declared;               /* "EPSG:4326", a name, or "" */
    double min_x, min_y, max_x, max_y;      /* as the numbers are; NaN if there are none */
    double least, most;                     /* values of a raster's cells; NaN for anything else */
    const pdot_check_candidate *candidates; /* by rank; none if the declared CRS is above suspicion */
    size_t n_candidates;
    const pdot_check_column *columns;
    size_t n_columns;
    const pdot_check_finding *findings; /* errors first */
    size_t n_findings;
    const char *manifest; /* lines to write in the manifest; "" if an error has to be mended first */
} pdot_check_layer;

typedef struct pdot_check_file {
    const char *path;
    const char *driver; /* "GPKG", "ESRI Shapefile", "CSV", …; "" if it cannot be read */
    pdot_status status; /* not OK: it cannot be read, and `message` says why */
    const char *message;
    const pdot_check_layer *layers;
    size_t n_layers;
} pdot_check_file;

typedef struct pdot_check_report {
    const pdot_check_file *files; /* in the order given */
    size_t n_files;
    size_t n_errors, n_reviews, n_infos;
    bool would_stop; /* an error, or a file that cannot be read */
} pdot_check_report;

/* options NULL: defaults. Fails only for the call itself: ARG, NOMEM, CANCELLED, or a known layer that is no
 * use. */
PDOT_MUST_CHECK PDOT_API pdot_status pdot_check(pdot_ctx *ctx, const char *const *paths, size_t n_paths,
                                                const pdot_check_options *options, pdot_check_report **out);
PDOT_API void pdot_check_report_free(pdot_check_report *report);

#endif
