/* The manifest's schema: which keys there are, how they nest (for libcyaml, which loads by it), and what each
 * value may be (for the checker, which has lines and columns). Declared once, in schema.c. For the
 * manifest's files only. */
#ifndef PD_SOURCE_MANIFEST_SCHEMA_H
#define PD_SOURCE_MANIFEST_SCHEMA_H

#include <cyaml/cyaml.h>
#include <stdbool.h>
#include <stddef.h>

/* What a value must be. */
typedef enum pd_key_kind {
    PD_KEY_ID,       /* short name: letters, digits, _ and - */
    PD_KEY_TEXT,     /* any text that is not empty */
    PD_KEY_COLUMN,   /* name of a column */
    PD_KEY_LAYER,    /* name of a layer */
    PD_KEY_FILE,     /* path of an existing file */
    PD_KEY_CRS,      /* EPSG code, WKT or PROJ string */
    PD_KEY_ENCODING, /* one of source/encoding.h */
    PD_KEY_YEAR,     /* 1900 to 2200 */
    PD_KEY_DATE,     /* AAAA-MM-DD */
    PD_KEY_LENGTH,   /* metres, more than 0 */
    PD_KEY_YESNO,    /* yes, no, true, false */
    PD_KEY_CHOICE    /* one of a few words */
} pd_key_kind;

/* A key by its path: "hazards[].outside"; [] is each entry of a list. */
typedef struct pd_key {
    const char *path;
    pd_key_kind kind;
    const char *const *choices; /* of PD_KEY_CHOICE; ends with NULL */
} pd_key;

/* NULL if the path is of no value. */
const pd_key *pd_key_find(const char *path);
const pd_key *pd_key_at(size_t index); /* NULL past the end; sorted by section as in the reference */

extern const cyaml_schema_value_t PD_MANIFEST_SCHEMA;

/* What libcyaml fills: NULL where a key is absent. */
typedef struct pd_raw_plan {
    char *id, *title, *language, *crs, *reporting_date;
    int *period; /* 2 */
} pd_raw_plan;

typedef struct pd_raw_codes {
    char *path, *from, *to;
} pd_raw_codes;

typedef struct pd_raw_level {
    char *level, *path, *layer, *code, *name, *kind, *parent, *parent_code, *crs, *encoding, *close_m;
    pd_raw_codes *codes;
} pd_raw_level;

typedef struct pd_raw_gazetteer {
    char *zones, *places, *actors, *decisions;
} pd_raw_gazetteer;

typedef struct pd_raw_indicator {
    char *id, *title, *path, *layer, *code, *value, *unit, *kind, *encoding;
    int *year;
} pd_raw_indicator;

typedef struct pd_raw_hazard { /* and land layers */
    char *id, *title, *path, *raster, *dem, *layer, *class_column, *classes, *derive, *distance_m, *outside,
        *extent, *component, *crs, *encoding;
    bool *summary;
} pd_raw_hazard;

typedef struct pd_raw_asset {
    char *id, *title, *path, *layer, *x, *y, *crs, *encoding, *measure, *weight;
} pd_raw_asset;

/* Our words for columns; each table allows some of them. */
typedef struct pd_raw_columns {
    char *id, *component, *theme, *problem, *zones, *actors, *objective, *activity, *indicator, *target,
        *partners, *marks, *base_line, *budget, *responsible, *sdg, *national_plan, *repeats, *note,
        *document, *line;
} pd_raw_columns;

typedef struct pd_raw_table {
    char *path, *layer, *activity, *year, *x, *y, *crs, *encoding;
    char *id, *title, *zones, *value, *unit; /* of an entry of records */
    char **layers;
    unsigned layers_count;
    int *years;
    unsigned years_count;
    pd_raw_columns *columns;
} pd_raw_table;

typedef struct pd_raw_tables {
    pd_raw_table *diagnosis, *activities, *works, *services, *agreements, *budget, *objectives, *alignment;
    pd_raw_table *records;
    unsigned records_count;
} pd_raw_tables;

typedef struct pd_raw_delivery {
    char **formats;
    unsigned formats_count;
} pd_raw_delivery;

typedef struct pd_raw_manifest {
    pd_raw_plan *plan;
    pd_raw_level *territories;
    unsigned territories_count;
    pd_raw_gazetteer *gazetteer;
    pd_raw_indicator *indicators;
    unsigned indicators_count;
    pd_raw_hazard *hazards;
    unsigned hazards_count;
    pd_raw_hazard *land;
    unsigned land_count;
    pd_raw_asset *assets;
    unsigned assets_count;
    pd_raw_tables *tables;
    char *declared;
    pd_raw_delivery *delivery;
} pd_raw_manifest;

/* The words of pd_raw_columns and pd_raw_tables with the place of their members, to walk them. */
typedef struct pd_word {
    const char *word;
    size_t offset;
} pd_word;
extern const pd_word PD_COLUMN_WORDS[]; /* ends with word NULL */
extern const pd_word PD_TABLE_WORDS[];

/* What `delivery.formats` may hold, and its default. Ends with NULL. */
extern const char *const PD_FORMATS[];

#endif
