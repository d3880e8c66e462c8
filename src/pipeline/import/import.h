/* Inside view of the import stage: units of work and what their readers share. A unit is what is read again
 * when anything it depends on has changed: all territories together, one hazard, one table. Its name is the
 * unit of its rows in the store. */
#ifndef PD_PIPELINE_IMPORT_H
#define PD_PIPELINE_IMPORT_H

#include "base/digest.h"
#include "geo/crs.h"
#include "geo/equal_area.h"
#include "pipeline/stage.h"
#include "source/table.h"
#include "source/vector.h"

/* A source file with the digest of its content, as it was when the stage began. */
typedef struct pd_import_file {
    char *path;
    uint64_t size;
    int64_t mtime_ns;
    char sha256[PD_DIGEST_SIZE];
    bool is_new; /* not in the store's list of known digests */
} pd_import_file;

typedef struct pd_import {
    pdot_ctx *ctx;
    const pd_run *run;
    const pd_manifest *manifest;
    pd_store *store;
    pd_crs *crs;         /* of the plan */
    pd_equal_area *area; /* of the plan's CRS */
    pd_import_file *files;
    size_t n_files, file_capacity;
    const char *unit;                             /* being read */
    pd_findings findings;                         /* of the unit */
    pd_arena arena;                               /* of the unit */
    uint64_t bytes_done, bytes_unit, bytes_total; /* progress: of the units that are read */
} pd_import;

typedef struct pd_import_unit pd_import_unit;
typedef pdot_status (*pd_import_fn)(pd_import *import, const pd_import_unit *unit);
/* Adds everything of the manifest the unit depends on. */
typedef void (*pd_describe_fn)(const pd_import_unit *unit, pd_digest *digest);

struct pd_import_unit {
    char *name; /* "import/hazards/masa" */
    pd_describe_fn describe;
    pd_import_fn read;
    const void *spec; /* of the manifest, by kind; NULL: the manifest itself */
    int32_t position; /* among its kind */
    bool is_land;     /* of a hazard spec */
    const pd_file **files;
    size_t n_files, file_capacity;
    char digest[PD_DIGEST_SIZE];
    bool is_stale;
};

typedef struct pd_import_units {
    pd_import_unit *items;
    size_t count, capacity;
} pd_import_units;

/* units.c: what the manifest asks for, each unit with its digest. */
PDOT_MUST_CHECK pdot_status pd_import_list(pd_import *import, pd_import_units *out);
void pd_import_units_release(pd_import_units *units);

/* files.c */
PDOT_MUST_CHECK pdot_status pd_import_find_file(pd_import *import, const char *path,
                                                const pd_import_file **out);
/* The digest of a file and of the files beside it that belong to it (.shx, .dbf, .prj …). */
PDOT_MUST_CHECK pdot_status pd_import_add_digest(pd_import *import, const pd_file *file, pd_digest *digest);
/* IO if a file of the unit is no longer what was digested: it changed while it was read. */
PDOT_MUST_CHECK pdot_status pd_import_check_files(pd_import *import, const pd_import_unit *unit);
PDOT_MUST_CHECK pdot_status pd_import_keep_digests(pd_import *import);
uint64_t pd_import_size(const pd_import *import, const pd_import_unit *unit);
void pd_import_files_release(pd_import *import);

/* source.c: the source row of a file; what is known only after reading is put by _end. */
PDOT_MUST_CHECK pdot_status pd_import_begin_source(pd_import *import, const char *role, const char *id,
                                                   const pd_file *file, const char *layer, pd_source *source);
PDOT_MUST_CHECK pdot_status pd_import_end_source(pd_import *import, const pd_source *source);
/* Progress within the unit; total 0 or less: unknown. */
PDOT_MUST_CHECK pdot_status pd_import_progress(pd_import *import, int64_t done, int64_t total);

/* A vector layer being read. */
typedef struct pd_import_layer {
    pd_source source;
    pd_vector *vector;
    pd_place place; /* of the newest feature, for messages */
} pd_import_layer;
PDOT_MUST_CHECK pdot_status pd_import_open_layer(pd_import *import, const char *role, const char *id,
                                                 const pd_file *file, const pd_vector_options *options,
                                                 pd_import_layer *out);
PDOT_MUST_CHECK pdot_status pd_import_next_feature(pd_import *import, pd_import_layer *layer,
                                                   const pd_vector_feature **feature);
/* Ends reading; SCHEMA if nothing usable was read. */
PDOT_MUST_CHECK pdot_status pd_import_end_layer(pd_import *import, pd_import_layer *layer);
void pd_import_close_layer(pd_import_layer *layer);

/* A table being read, its columns found by our words. */
typedef struct pd_import_table {
    pd_source source;
    pd_reader *reader;
    pd_place place; /* of the newest row */
    const char *const *cells;
} pd_import_table;
PDOT_MUST_CHECK pdot_status pd_import_open_table(pd_import *import, const char *role, const char *id,
                                                 const pd_file *file, const char *layer, const char *encoding,
                                                 pd_import_table *out);
/* The column of that exact name: SCHEMA if it is not there, or PD_NONE if it is not required. */
PDOT_MUST_CHECK pdot_status pd_import_column(pd_import *import, const pd_import_table *table,
                                             const char *name, bool is_required, int32_t *out);
/* table->cells NULL at the end. */
PDOT_MUST_CHECK pdot_status pd_import_next_row(pd_import *import, pd_import_table *table);
/* The cell without blanks at its ends, in the unit's arena; "" for PD_NONE. NULL: memory. */
const char *pd_import_cell(pd_import *import, const pd_import_table *table, int32_t column);
PDOT_MUST_CHECK pdot_status pd_import_end_table(pd_import *import, pd_import_table *table);
void pd_import_close_table(pd_import_table *table);

/* map.c: texts seen so far, each with a number (its row, its index). */
typedef struct pd_import_map {
    struct pd_import_entry {
        const char *key;
        int64_t value;
    } * entries;
    size_t count, size; /* size is a power of two */
} pd_import_map;
/* Puts the key (borrowed), or gives in *earlier the value it already has and false in *is_new. */
PDOT_MUST_CHECK pdot_status pd_import_map_put(pdot_ctx *ctx, pd_import_map *map, const char *key,
                                              int64_t value, bool *is_new, int64_t *earlier);
bool pd_import_map_find(const pd_import_map *map, const char *key, int64_t *value);
void pd_import_map_release(pd_import_map *map);

/* classes.c: a class table, in the unit's arena; file.written "" gives the one class of a hazard
 * without. */
PDOT_MUST_CHECK pdot_status pd_import_classes(pd_import *import, const char *role, const pd_file *file,
                                              pd_hazard *hazard);

/* codes.c: a crosswalk from a layer's values to codes and further columns. */
typedef struct pd_import_codes {
    const char *file; /* for messages */
    const char *from;
    pd_import_map rows;  /* folded value of `from` → row */
    const char ***cells; /* rows of n_columns texts */
    const char **columns;
    int64_t *lines;
    bool *is_used;
    size_t n_rows, row_capacity, line_capacity, used_capacity;
    int32_t n_columns, to;
} pd_import_codes;
PDOT_MUST_CHECK pdot_status pd_import_load_codes(pd_import *import, const pd_codes_spec *spec,
                                                 const char *level, pd_import_codes *out);
int32_t pd_import_codes_column(const pd_import_codes *codes, const char *name); /* PD_NONE if it has none */
/* The row of a printed value, or PD_NONE. */
PDOT_MUST_CHECK pdot_status pd_import_find_codes(pd_import *import, pd_import_codes *codes, const char *value,
                                                 int64_t *row);
void pd_import_codes_release(pd_import_codes *codes);

/* ground.c: territories as they were read, before parents, ground and areas are settled. */
typedef struct pd_import_territory {
    pd_territory base; /* wkb.size 0: a unit without geometry; parent: index or PD_NONE */
    const char *parent_code;
    int64_t source_id;
    pd_place place;
} pd_import_territory;
typedef struct pd_import_territories {
    pd_import_territory *items; /* by level, in the order of the files */
    size_t count, capacity;
    pd_import_map codes; /* code → index */
} pd_import_territories;
PDOT_MUST_CHECK pdot_status pd_import_settle_parents(pd_import *import, pd_import_territories *territories);
PDOT_MUST_CHECK pdot_status pd_import_close_limits(pd_import *import, pd_import_territories *territories);
PDOT_MUST_CHECK pdot_status pd_import_settle_ground(pd_import *import, pd_import_territories *territories);

/* The readers of the kinds. */
pdot_status pd_import_read_territories(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_hazard(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_asset(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_problems(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_activities(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_works(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_records(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_declared(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_indicator(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_zones(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_places(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_actors(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_decisions(pd_import *import, const pd_import_unit *unit);
pdot_status pd_import_read_plan(pd_import *import, const pd_import_unit *unit);

#endif
