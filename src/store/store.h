/* The store: one SpatiaLite file that holds what was imported, linked and computed. Only this layer knows
 * SQL. Derived: made by a newer pdot it is refused, by an older one (or for another plan or plan CRS) it is
 * emptied and rebuilt from the sources. WAL, so that QGIS can read meanwhile. One writer; a second one gets
 * STORE "in use". Handles belong to the thread that opened them; workers open their own read-only handle.
 * Nothing else may open the file through OGR meanwhile. */
#ifndef PD_STORE_STORE_H
#define PD_STORE_STORE_H

#include "base/finding.h"
#include "model/plan.h"
#include "result/table.h"

typedef struct pd_store pd_store;

/* What identifies the store; compared with its properties when opened for writing. */
typedef struct pd_store_identity {
    const char *plan_id;
    const char *crs; /* definition of the plan CRS */
    int srid;        /* its EPSG code, or 0 */
    const char *crs_wkt;
} pd_store_identity;

/* For the whole process, before anything uses SQLite (PROJ does); later it changes nothing. Threads then do
 * not queue for the lock under which SQLite counts memory: two that open a handle at once need a quarter of
 * the time. */
void pd_store_set_up(void);

/* Opens for writing, makes it if absent, empties it if older or of another identity. */
PDOT_MUST_CHECK pdot_status pd_store_open(pdot_ctx *ctx, const char *path, const pd_store_identity *identity,
                                          pd_store **out);
PDOT_MUST_CHECK pdot_status pd_store_open_read(pdot_ctx *ctx, const char *path, pd_store **out);
void pd_store_close(pd_store *store);
int pd_store_srid(const pd_store *store);

/* One transaction per stage. Closing or failing without commit rolls back. */
PDOT_MUST_CHECK pdot_status pd_store_begin(pdot_ctx *ctx, pd_store *store);
PDOT_MUST_CHECK pdot_status pd_store_commit(pdot_ctx *ctx, pd_store *store);
void pd_store_rollback(pd_store *store);

PDOT_MUST_CHECK pdot_status pd_store_property_put(pdot_ctx *ctx, pd_store *store, const char *key,
                                                  const char *value);
/* *out is ended by pd_free; NULL if there is no such property (that is OK). */
PDOT_MUST_CHECK pdot_status pd_store_property_load(pdot_ctx *ctx, pd_store *store, const char *key,
                                                   char **out);

/* Freshness: a unit of work ("import/hazards/masa", "coverage/masa", "export") and the digest of everything
 * it depends on. */
PDOT_MUST_CHECK pdot_status pd_store_unit_load(pdot_ctx *ctx, pd_store *store, const char *unit,
                                               char **digest);
PDOT_MUST_CHECK pdot_status pd_store_unit_put(pdot_ctx *ctx, pd_store *store, const char *unit,
                                              const char *digest);
/* Forgets one unit. */
PDOT_MUST_CHECK pdot_status pd_store_unit_remove(pdot_ctx *ctx, pd_store *store, const char *unit);
/* Forgets units whose name starts with `prefix`. */
PDOT_MUST_CHECK pdot_status pd_store_unit_delete(pdot_ctx *ctx, pd_store *store, const char *prefix);
/* The names of the units that start with `prefix`, sorted, each ended by NUL, in one block ended by pd_free.
 */
PDOT_MUST_CHECK pdot_status pd_store_unit_list(pdot_ctx *ctx, pd_store *store, const char *prefix,
                                               char **block, size_t *count);

/* Digests of files already read, trusted while size and modification time (ns) are the same. *digest NULL if
 * unknown. */
PDOT_MUST_CHECK pdot_status pd_store_file_load(pdot_ctx *ctx, pd_store *store, const char *path,
                                               uint64_t size, int64_t mtime_ns, char **digest);
PDOT_MUST_CHECK pdot_status pd_store_file_put(pdot_ctx *ctx, pd_store *store, const char *path, uint64_t size,
                                              int64_t mtime_ns, const char *digest);

/* Imported things. `unit` is the import unit they belong to; pd_store_unit_clear removes all rows of a unit,
 * findings included. */
PDOT_MUST_CHECK pdot_status pd_store_unit_clear(pdot_ctx *ctx, pd_store *store, const char *unit);
PDOT_MUST_CHECK pdot_status pd_store_put_source(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                const pd_source *source, int64_t *id);
/* rows, crs, operation … of a source are known only at the end of reading. */
PDOT_MUST_CHECK pdot_status pd_store_update_source(pdot_ctx *ctx, pd_store *store, int64_t id,
                                                   const pd_source *source);

PDOT_MUST_CHECK pdot_status pd_store_put_level(pdot_ctx *ctx, pd_store *store, const char *unit,
                                               int32_t position, const char *name);
/* territory.origin.source is ignored: source_id says it. parent_code NULL for none. */
PDOT_MUST_CHECK pdot_status pd_store_put_territory(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                   int64_t source_id, const pd_territory *territory,
                                                   const char *parent_code);
PDOT_MUST_CHECK pdot_status pd_store_put_hazard(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                int32_t position, int64_t source_id, const pd_hazard *hazard);
/* The order of hazards (land layers behind them) or assets when only the order has changed: the thing of that
 * id gets the position. */
PDOT_MUST_CHECK pdot_status pd_store_move_hazard(pdot_ctx *ctx, pd_store *store, const char *id,
                                                 int32_t position);
PDOT_MUST_CHECK pdot_status pd_store_move_asset(pdot_ctx *ctx, pd_store *store, const char *id,
                                                int32_t position);
PDOT_MUST_CHECK pdot_status pd_store_put_asset(pdot_ctx *ctx, pd_store *store, const char *unit,
                                               int32_t position, int64_t source_id, const pd_asset *asset);

/* Features of hazards, land layers, assets, works and services: one table per owner kind would not help, one
 * table serves all. */
typedef struct pd_feature_row {
    const char *owner;   /* "hazard/masa", "land/suelo", "asset/vias", "work", "service" */
    int32_t class_index; /* class of the hazard, or 0 */
    double weight;       /* of a point; 1 if none */
    const char *key;     /* activity id of a work, service id, "" */
    int64_t source_id;
    int64_t feature_id; /* of the source layer, or line of a table */
    pd_bytes wkb;       /* plan CRS; MULTIPOLYGON, MULTILINESTRING or POINT */
} pd_feature_row;
PDOT_MUST_CHECK pdot_status pd_store_put_feature(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                 const pd_feature_row *row);

/* The features of an owner, in (source_id, feature_id) order, into flat arrays: shapes plus per-shape
 * columns, in the plan CRS, not finished. box: only those whose box meets it (plan CRS, through the R*Tree);
 * NULL: all. */
typedef struct pd_features {
    pd_shapes shapes;
    int32_t *class_index;
    double *weight;
    int64_t *source_id;
    int64_t *feature_id;
    int64_t *row_id; /* of the store, for a second look */
    char **key;      /* NULL unless asked for */
    pd_arena arena;
    size_t capacity;
} pd_features;
/* What is read of each feature, besides its shape and class: a million rows take their time. Arrays of what
 * is not read are NULL. */
typedef enum pd_feature_columns {
    PD_FEATURE_SHAPES, /* nothing */
    PD_FEATURE_WEIGHTS,
    PD_FEATURE_IDS, /* and source, feature, row */
    PD_FEATURE_KEYS /* and the key */
} pd_feature_columns;
PDOT_MUST_CHECK pdot_status pd_store_load_features(pdot_ctx *ctx, pd_store *store, const char *owner,
                                                   const pd_box *box, pd_feature_columns columns,
                                                   pd_features *out);
void pd_features_release(pd_features *features);

/* Features of an owner; 0 if there are none. */
PDOT_MUST_CHECK pdot_status pd_store_count_features(pdot_ctx *ctx, pd_store *store, const char *owner,
                                                    int64_t *out);
/* Part `part` (from 0) of `parts` about equal parts of an owner's features; the parts one after the other are
 * what pd_store_load_features gives. For streaming in bounded memory, and for several workers that read one
 * owner together, each through its own handle. A part may be empty. */
PDOT_MUST_CHECK pdot_status pd_store_load_feature_part(pdot_ctx *ctx, pd_store *store, const char *owner,
                                                       int64_t part, int64_t parts,
                                                       pd_feature_columns columns, pd_features *out);

PDOT_MUST_CHECK pdot_status pd_store_put_problem(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                 int64_t source_id, const pd_problem *row);
PDOT_MUST_CHECK pdot_status pd_store_put_activity(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                  int64_t source_id, const pd_activity *row);
PDOT_MUST_CHECK pdot_status pd_store_put_zone(pdot_ctx *ctx, pd_store *store, const char *unit,
                                              int64_t source_id, const pd_zone_row *row);
PDOT_MUST_CHECK pdot_status pd_store_put_place(pdot_ctx *ctx, pd_store *store, const char *unit,
                                               int64_t source_id, const pd_place_row *row);
PDOT_MUST_CHECK pdot_status pd_store_put_actor(pdot_ctx *ctx, pd_store *store, const char *unit,
                                               int64_t source_id, const pd_actor_row *row);
PDOT_MUST_CHECK pdot_status pd_store_put_decision(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                  int64_t source_id, const pd_decision_row *row);

/* A row of any other plan table (services, agreements, budget, declared, indicators, objectives …): cells by
 * column name as read, nothing interpreted. table is the manifest's word. */
PDOT_MUST_CHECK pdot_status pd_store_put_record(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                const char *table, int64_t source_id, int64_t line,
                                                const char *const *columns, const char *const *cells,
                                                int32_t n);
typedef struct pd_record {
    const char *const *columns;
    const char *const *cells;
    int32_t n;
    int64_t source_id, line;
} pd_record;
typedef pdot_status (*pd_record_fn)(void *user, const pd_record *record);
PDOT_MUST_CHECK pdot_status pd_store_each_record(pdot_ctx *ctx, pd_store *store, const char *table,
                                                 pd_record_fn each, void *user);

/* Findings of a unit, imported or computed: those of before are cleared first. */
PDOT_MUST_CHECK pdot_status pd_store_findings_clear(pdot_ctx *ctx, pd_store *store, const char *unit);
PDOT_MUST_CHECK pdot_status pd_store_put_findings(pdot_ctx *ctx, pd_store *store, const char *unit,
                                                  const pd_findings *findings);
/* All findings, errors first, then unit and order of finding. */
PDOT_MUST_CHECK pdot_status pd_store_load_findings(pdot_ctx *ctx, pd_store *store, pd_findings *out);

/* The snapshot (frozen). Plan properties come from the identity and properties put by the import stage
 * ("plan.title", "plan.language", "plan.period", "plan.years"). */
PDOT_MUST_CHECK pdot_status pd_store_load_plan(pdot_ctx *ctx, pd_store *store, pdot_plan **out);
/* The same with territories that have no geometry (their wkb is empty), until it is asked for. */
PDOT_MUST_CHECK pdot_status pd_store_load_plan_without_ground(pdot_ctx *ctx, pd_store *store,
                                                              pdot_plan **out);
PDOT_MUST_CHECK pdot_status pd_store_load_ground(pdot_ctx *ctx, pd_store *store, pdot_plan *plan);
/* The polygons of the plan's territories first .. end-1 in its order and CRS, appended to shapes, which are
 * not finished. The handle is one for reading, opened for this. */
PDOT_MUST_CHECK pdot_status pd_store_load_territories(pdot_ctx *ctx, pd_store *store, const pdot_plan *plan,
                                                      int32_t first, int32_t end, pd_shapes *out);

/* Result tables. begin makes (or empties, for this unit) the table and opens a writer; a row's key must be
 * unique. */
typedef struct pd_result_writer pd_result_writer;
PDOT_MUST_CHECK pdot_status pd_result_begin(pdot_ctx *ctx, pd_store *store, const pd_table *table,
                                            const char *unit, pd_result_writer **out);
PDOT_MUST_CHECK pdot_status pd_result_put(pdot_ctx *ctx, pd_result_writer *writer, const pd_row *row);
PDOT_MUST_CHECK pdot_status pd_result_end(pdot_ctx *ctx, pd_result_writer **writer);
void pd_result_abandon(pd_result_writer *writer); /* NULL is fine; ends the writer after a failure */
/* Removes a unit's rows from a result table. */
PDOT_MUST_CHECK pdot_status pd_result_clear(pdot_ctx *ctx, pd_store *store, const pd_table *table,
                                            const char *unit);

/* Reads a stored result in key order, its figures or its shapes too: most who read have no use for the ground
 * of a thousand territories. The row's memory is valid until the next step. *row NULL at the end. NOTFOUND if
 * never stored. */
typedef struct pd_result_reader pd_result_reader;
PDOT_MUST_CHECK pdot_status pd_result_open(pdot_ctx *ctx, pd_store *store, const char *table,
                                           pd_result_reader **out);
PDOT_MUST_CHECK pdot_status pd_result_open_shapes(pdot_ctx *ctx, pd_store *store, const char *table,
                                                  pd_result_reader **out);
const pd_table *pd_result_table(
    const pd_result_reader *reader); /* with the columns of this run; lives with the reader */
PDOT_MUST_CHECK pdot_status pd_result_next(pdot_ctx *ctx, pd_result_reader *reader, const pd_row **row);
void pd_result_close(pd_result_reader *reader);
/* The figures of every row of a stored table, in the order of its key; a table that was never stored has
 * none.
 */
typedef pdot_status (*pd_result_fn)(void *user, const pd_table *table, const pd_row *row);
PDOT_MUST_CHECK pdot_status pd_result_each(pdot_ctx *ctx, pd_store *store, const char *table,
                                           pd_result_fn each, void *user);
/* Number of rows; 0 if the table was never stored. */
PDOT_MUST_CHECK pdot_status pd_result_count(pdot_ctx *ctx, pd_store *store, const char *table, int64_t *out);

#endif
