/* The manifest (plan.yaml) as read: every value typed, every path resolved and known to exist, defaults
 * filled in. Strings live with the manifest. What each key means and allows is declared once in
 * manifest/schema.c and documented in geodata/README.md (a test compares). */
#ifndef PD_SOURCE_MANIFEST_H
#define PD_SOURCE_MANIFEST_H

#include "base/memory.h"

/* A file named by the manifest. */
typedef struct pd_file {
    const char *written; /* as in the manifest; "" if the key is absent */
    const char *path;    /* resolved against the manifest's folder */
} pd_file;

typedef struct pd_plan_spec {
    const char *id, *title, *language, *crs;
    const char *reporting_date; /* AAAA-MM-DD; "" */
    int first_year, last_year;  /* 0 if no period is given */
} pd_plan_spec;

/* A crosswalk from a value of the layer's code column to the plan's code; further columns (kind, parent …)
 * may be read from it too. */
typedef struct pd_codes_spec {
    pd_file file;
    const char *from, *to;
} pd_codes_spec;

typedef struct pd_level_spec {
    const char *level;
    pd_file
        file; /* layer, or a table of units without geometry: their ground is the union of their children */
    const char *layer;                            /* "" : the only layer of the file */
    const char *code, *name, *kind, *parent_code; /* columns; "" if not given */
    const char
        *parent; /* a coarser level whose unit contains these; "" if parent_code is used or there is none */
    const char *crs;      /* declared CRS for a layer that has none (never overrides silently); "" */
    const char *encoding; /* declared encoding of a DBF or CSV; "" */
    pd_codes_spec codes;
    double close_m; /* overlaps and gaps narrower than this are closed; 0: none */
    int line;       /* of the manifest */
} pd_level_spec;

typedef struct pd_hazard_spec {
    const char *id, *title;
    pd_file file; /* path: vector; raster: or dem: */
    bool is_raster, is_dem;
    const char *layer, *class_column, *crs, *encoding;
    const char *derive; /* "", "buffer", "slope_percent", "slope_degrees" */
    double distance_m;
    pd_file classes;
    bool outside_is_free;
    bool in_summary;
    pd_file extent;
    const char *component; /* component of the diagnosis this hazard belongs to; "" */
    int line;
} pd_hazard_spec; /* hazards and land layers */

typedef struct pd_asset_spec {
    const char *id, *title;
    pd_file file;
    const char *layer, *x, *y, *crs, *encoding, *weight;
    bool is_points; /* measure: count, else length */
    int line;
} pd_asset_spec;

typedef struct pd_indicator_spec {
    const char *id, *title, *code, *value, *unit, *kind;
    pd_file file;
    const char *layer, *encoding;
    int year; /* 0: not given */
    int line;
} pd_indicator_spec;

/* Columns of a table: our word → the column's name. */
typedef struct pd_mapping {
    const char *word, *column;
    int line;
} pd_mapping;

typedef struct pd_table_spec {
    const char *word; /* "diagnosis", "activities", "works", "services", "agreements", "budget", "objectives",
                         "alignment"; of an entry of records: its id */
    const char *title; /* of an entry of records, else "" */
    bool is_listed;    /* an entry of records; its columns map "zonas", "valor", "unidad" */
    pd_file file;      /* file.written "" : not in this plan */
    const char *layer;
    const char **layers; /* works: several layers of one file */
    size_t n_layers;
    const pd_mapping *columns;
    size_t n_columns;
    const int *years; /* activities */
    size_t n_years;
    const char *activity; /* works: column that names the activity */
    const char *year;     /* works: column of the year; "" */
    const char *x, *y, *crs, *encoding;
    int line;
} pd_table_spec;

typedef struct pd_manifest {
    const char *path;   /* as given */
    const char *folder; /* of the manifest */
    pd_plan_spec plan;
    const pd_level_spec *levels;
    size_t n_levels;
    pd_file zones, places, actors, decisions; /* gazetteer */
    const pd_indicator_spec *indicators;
    size_t n_indicators;
    const pd_hazard_spec *hazards;
    size_t n_hazards;
    const pd_hazard_spec *land;
    size_t n_land;
    const pd_asset_spec *assets;
    size_t n_assets;
    const pd_table_spec *tables; /* those that are given */
    size_t n_tables;
    pd_file declared;
    const char **formats; /* delivery; default: all that this build can write */
    size_t n_formats;
    pd_arena arena; /* private */
} pd_manifest;

/* IO: cannot be read. FORMAT: not YAML. SCHEMA: unknown key, wrong type, missing key, value not allowed,
 * missing file; the error has file, line and column, and says what is allowed. */
PDOT_MUST_CHECK pdot_status pd_manifest_load(pdot_ctx *ctx, const char *path, pd_manifest **out);
void pd_manifest_free(pd_manifest *manifest);

#endif
