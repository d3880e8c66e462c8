/* The plan's snapshot: territories, hazards, problems, activities and what they refer to, loaded from the
 * store once, checked when frozen, const afterwards, so that every stage and thread may read it. Everything
 * lies in one arena; inside it things refer to each other by index. Freed at once. Geometries of hazards and
 * assets are not here: they are streamed from the store. */
#ifndef PD_MODEL_PLAN_H
#define PD_MODEL_PLAN_H

#include "base/memory.h"
#include "geo/shapes.h"

#define PD_NONE (-1)

/* Where a row or feature came from. */
typedef struct pd_origin {
    int32_t source; /* index into pdot_plan.sources */
    int64_t row;    /* feature id of a layer, or line of a table */
} pd_origin;

typedef struct pd_source {
    int64_t id;        /* in the store */
    const char *role;  /* "territories/parroquia", "hazards/inundacion", "tables/diagnosis" */
    const char *path;  /* as the manifest writes it */
    const char *layer; /* "" for tables and rasters */
    const char *sha256;
    const char *crs;       /* as found, "EPSG:4326" or a name; "" for tables */
    const char *operation; /* PROJ operation to the plan CRS; "" if none */
    double accuracy_m;     /* of the operation; 0 none needed, -1 unknown */
    const char *encoding;  /* of texts as read */
    int64_t rows;          /* features or rows read */
} pd_source;

/* Levels from the coarsest (0) to the finest. */
typedef struct pd_level {
    const char *name; /* "canton", "cabecera", "parroquia" */
} pd_level;

typedef struct pd_territory {
    const char *code, *name;
    const char *kind; /* as the layer says, folded: "rural", "urbana", "resto"; "" if it says nothing */
    int32_t level;    /* index into levels */
    int32_t parent;   /* index into territories, or PD_NONE */
    bool is_finest;   /* has no children: the units of links, counts and coverage */
    bool is_rest;     /* kind "resto": a territory, but no parroquia */
    double area_m2;   /* ellipsoidal, of its own ground */
    int64_t n_points; /* vertices of its ground as stored: how much memory that takes */
    pd_bytes wkb;     /* MULTIPOLYGON, plan CRS */
    pd_origin origin;
} pd_territory;

typedef enum pd_hazard_kind {
    PD_HAZARD_POLYGONS,
    PD_HAZARD_BUFFER,
    PD_HAZARD_RASTER,
    PD_HAZARD_SLOPE_PERCENT,
    PD_HAZARD_SLOPE_DEGREES
} pd_hazard_kind;

#define PD_RANK_NONE (-1) /* a no-data class */

/* A class: the rows of the class table that share a label. Classes of a hazard are sorted: no-data classes
 * first, then by rank, equal ranks in the order of the table. The later class wins shared ground. */
typedef struct pd_class {
    const char *label;
    int32_t rank; /* 0 to 5 or PD_RANK_NONE */
    bool is_high;
    const char *color; /* "#rrggbb" or "" */
} pd_class;

/* One printed value of the class table; `number` is meaningful for rasters and slopes (lower bound of the
 * interval). */
typedef struct pd_class_value {
    const char *folded; /* folded text, "" matches an empty value */
    double number;
    bool has_number;
    int32_t class_index;
} pd_class_value;

/* A hazard, or a land layer (is_land), which is counted the same way but has no rank order beyond that of its
 * table. */
typedef struct pd_hazard {
    const char *id, *title;
    pd_hazard_kind kind;
    bool is_land;
    bool outside_is_free; /* ground outside its features is mapped without hazard; else it has no data */
    bool in_summary;
    double distance_m;     /* of a buffer */
    const char *path;      /* of a raster or DEM, absolute; "" otherwise */
    const char *grid_crs;  /* its CRS as WKT, found by the import; "" otherwise */
    const char *extent_id; /* reserved for the layer that says where the hazard was mapped; "" if none */
    const pd_class *classes;
    int32_t n_classes;
    const pd_class_value *values;
    int32_t n_values;
    int32_t source;
} pd_hazard;

typedef struct pd_asset {
    const char *id, *title;
    bool is_points; /* count, else length of lines */
    bool has_weight;
    int32_t source;
} pd_asset;

typedef struct pd_problem {
    const char *id, *component, *theme, *text, *zones, *actors, *note;
    const char *document;
    int64_t line; /* of the document, 0 if not given */
    pd_origin origin;
} pd_problem;

typedef struct pd_activity {
    const char *id, *component, *objective, *text, *indicator, *target, *partners, *marks, *zones;
    const char *base_line, *budget, *responsible; /* as printed */
    const char *sdg, *national_plan, *note;
    const char *repeats; /* id of the first occurrence of a repeated row, or "" */
    const char *document;
    int64_t line;
    pd_origin origin;
} pd_activity;

/* A row of the gazetteer's zones. */
typedef struct pd_zone_row {
    const char *name;
    const char *aliases; /* separated by | */
    const char *rule;    /* all, kind, list, some, rest, geometry */
    const char *codes;   /* separated by blanks: codes, or kinds for rule kind */
    const char *grade, *note;
    pd_origin origin;
} pd_zone_row;

typedef struct pd_place_row {
    const char *name, *aliases, *kind, *code; /* code "" : a place that stands for no territory */
    const char *grade, *note;
    bool has_point;
    double x, y; /* plan CRS */
    pd_origin origin;
} pd_place_row;

typedef struct pd_actor_row {
    const char *name, *aliases;
    pd_origin origin;
} pd_actor_row;

typedef struct pd_decision_row {
    const char *text, *codes, *grade, *by, *date, *note;
    pd_origin origin;
} pd_decision_row;

typedef struct pdot_plan {
    const char *id, *title, *language, *crs; /* crs as "EPSG:32717" or WKT */
    int32_t first_year, last_year;
    const int32_t *years; /* of the activity table's mark columns */
    int32_t n_years;
    const pd_source *sources;
    int32_t n_sources;
    const pd_level *levels;
    int32_t n_levels;
    pd_territory *territories; /* sorted by level, then code; only their loader writes them */
    int32_t n_territories;
    const pd_hazard *hazards; /* hazards in the manifest's order, then land layers */
    int32_t n_hazards;
    const pd_asset *assets;
    int32_t n_assets;
    const pd_problem *problems; /* in the order of the file */
    int32_t n_problems;
    const pd_activity *activities;
    int32_t n_activities;
    const pd_zone_row *zones;
    int32_t n_zones;
    const pd_place_row *places;
    int32_t n_places;
    const pd_actor_row *actors;
    int32_t n_actors;
    const pd_decision_row *decisions;
    int32_t n_decisions;
    pd_arena arena; /* private */
} pdot_plan;

void pdot_plan_free(pdot_plan *plan);

/* Checks the invariants and fills is_finest and is_rest; called once by whoever built the snapshot. SCHEMA
 * with the subject: duplicate code, parent that does not exist or is not coarser, class index out of range,
 * NaN area. */
PDOT_MUST_CHECK pdot_status pdot_plan_freeze(pdot_ctx *ctx, pdot_plan *plan);

/* By code, any level; PD_NONE if absent. */
int32_t pdot_plan_find_territory(const pdot_plan *plan, const char *code);
int32_t pdot_plan_find_hazard(const pdot_plan *plan, const char *id);
/* True if `territory` is `ancestor` or lies below it. */
bool pdot_plan_is_within(const pdot_plan *plan, int32_t territory, int32_t ancestor);
/* The class of a printed value (folded before looking it up); PD_NONE if the table has no such value. */
int32_t pd_hazard_find_class(const pd_hazard *hazard, const char *folded);

#endif
