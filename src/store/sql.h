/* The store's inside: the handle, its statements, and the one place where SQLite's answers become ours. Files
 * of this layer only.
 *
 *     pd_bind bind = {0};
 *     status = pd_sql_start(ctx, store, PD_SQL_PROPERTY_PUT, &bind);
 *     if (status == PDOT_OK) {
 *         pd_bind_text(&bind, key);
 *         pd_bind_text(&bind, value);
 *         status = pd_sql_finish(ctx, store, &bind);
 *     }
 */
#ifndef PD_STORE_SQL_H
#define PD_STORE_SQL_H

#include <sqlite3.h>

#include "store/store.h"

#define PD_STORE_VERSION     6          /* raised with every change of schema.sql or of what is stored */
#define PD_STORE_APPLICATION 0x70646f74 /* "pdot": how our files tell themselves from other SQLite files */

/* The statements that are prepared once per handle; their text is in statements.c. */
typedef enum pd_sql {
    PD_SQL_PROPERTY_PUT,
    PD_SQL_PROPERTY_LOAD,
    PD_SQL_UNIT_PUT,
    PD_SQL_UNIT_LOAD,
    PD_SQL_UNIT_REMOVE,
    PD_SQL_UNIT_DELETE,
    PD_SQL_UNIT_LIST,
    PD_SQL_FILE_PUT,
    PD_SQL_FILE_LOAD,
    PD_SQL_SOURCE_PUT,
    PD_SQL_SOURCE_UPDATE,
    PD_SQL_LEVEL_PUT,
    PD_SQL_TERRITORY_PUT,
    PD_SQL_HAZARD_PUT,
    PD_SQL_HAZARD_CLASS_PUT,
    PD_SQL_HAZARD_VALUE_PUT,
    PD_SQL_HAZARD_MOVE,
    PD_SQL_ASSET_PUT,
    PD_SQL_ASSET_MOVE,
    PD_SQL_OWNER_FIND,
    PD_SQL_OWNER_PUT,
    PD_SQL_OWNER_UNSORTED,
    PD_SQL_OWNER_OF_UNIT,
    PD_SQL_OWNER_DELETE,
    PD_SQL_PROBLEM_PUT,
    PD_SQL_ACTIVITY_PUT,
    PD_SQL_ZONE_PUT,
    PD_SQL_PLACE_PUT,
    PD_SQL_ACTOR_PUT,
    PD_SQL_DECISION_PUT,
    PD_SQL_RECORD_PUT,
    PD_SQL_RECORD_CELL_PUT,
    PD_SQL_RECORD_LOAD,
    PD_SQL_FINDING_PUT,
    PD_SQL_FINDING_LOAD,
    PD_SQL_RESULT_FIND,
    PD_SQL_RESULT_PUT,
    PD_SQL_RESULT_COLUMN_PUT,
    PD_SQL_RESULT_COLUMN_LOAD,
    PD_SQL_RESULT_DELETE,
    PD_SQL_RESULT_COLUMN_DELETE,
    PD_SQL_TRIGGER_LIST,
    PD_SQL_COUNT
} pd_sql;

extern const char *const pd_sql_text[PD_SQL_COUNT];
extern const char pd_schema_sql[]; /* schema.sql, embedded at build */

typedef struct pd_bulk pd_bulk;

/* A store without content is filled with a rollback journal, which writes new pages once; the write-ahead
 * log, which lets others read meanwhile but writes them twice, begins with the first commit. */
typedef enum pd_journal { PD_JOURNAL_WAL, PD_JOURNAL_FIRST_FILL, PD_JOURNAL_WAL_DUE } pd_journal;

struct pd_store {
    pdot_ctx *ctx; /* of the thread that opened it: the progress handler asks it for the cancel flag */
    char *path;
    sqlite3 *db;
    void *spatialite; /* NULL for a read-only handle */
    int lock;         /* descriptor of the writer's lock file, -1 if none */
    int srid;
    bool is_in_transaction;
    pd_journal journal;
    pd_bulk *bulk;       /* owner whose features are being written, or NULL */
    pd_byte_vector blob; /* scratch for one geometry */
    sqlite3_stmt *statements[PD_SQL_COUNT];
};

/* The failure of the last SQLite call as a status with a message; `code` is what it returned. */
pdot_status pd_sql_fail(pdot_ctx *ctx, const pd_store *store, int code);

/* Binding with sticky failure: parameters in order, checked once by pd_sql_finish or pd_sql_step. */
typedef struct pd_bind {
    sqlite3_stmt *statement;
    int next; /* parameter, from 1 */
    int code; /* first failure */
} pd_bind;

/* The prepared statement, reset and ready for its first parameter. It is the handle's: not for nested use. */
PDOT_MUST_CHECK pdot_status pd_sql_start(pdot_ctx *ctx, pd_store *store, pd_sql which, pd_bind *out);
/* A statement of the caller, ended by pd_sql_end. */
PDOT_MUST_CHECK pdot_status pd_sql_prepare(pdot_ctx *ctx, pd_store *store, const char *sql, pd_bind *out);
void pd_sql_end(pd_bind *bind);

/* Texts and blobs are borrowed until the statement has run; a NULL text is stored as "". */
void pd_bind_text(pd_bind *bind, const char *text);
void pd_bind_text_or_null(pd_bind *bind, const char *text);
void pd_bind_integer(pd_bind *bind, int64_t value);
void pd_bind_real(pd_bind *bind, double value);
void pd_bind_null(pd_bind *bind);
void pd_bind_blob(pd_bind *bind, pd_bytes bytes);

/* Runs a statement without rows and resets it. */
PDOT_MUST_CHECK pdot_status pd_sql_finish(pdot_ctx *ctx, pd_store *store, pd_bind *bind);
/* The next row; at the end *has_row is false and the statement is reset. */
PDOT_MUST_CHECK pdot_status pd_sql_step(pdot_ctx *ctx, pd_store *store, pd_bind *bind, bool *has_row);
void pd_sql_reset(pd_bind *bind);

/* One or more statements without parameters. */
PDOT_MUST_CHECK pdot_status pd_sql_run(pdot_ctx *ctx, pd_store *store, const char *sql);
PDOT_MUST_CHECK pdot_status pd_sql_integer(pdot_ctx *ctx, pd_store *store, const char *sql, int64_t *out);

/* Column of the current row: "" for null; copied to an arena (NULL: memory). */
const char *pd_column_text(const pd_bind *bind, int column);
const char *pd_column_copy(pdot_ctx *ctx, pd_arena *arena, const pd_bind *bind, int column);
pd_bytes pd_column_blob(const pd_bind *bind, int column);

/* A name as an SQL identifier, quoted. */
struct pd_buffer;
void pd_sql_identifier(struct pd_buffer *sql, const char *name);

/* spatial.c: SpatiaLite on the handle, metadata of a new file, geometry columns. */
PDOT_MUST_CHECK pdot_status pd_spatial_attach(pdot_ctx *ctx, pd_store *store);
void pd_spatial_detach(pd_store *store); /* after sqlite3_close */
PDOT_MUST_CHECK pdot_status pd_spatial_init(pdot_ctx *ctx, pd_store *store,
                                            const pd_store_identity *identity);
PDOT_MUST_CHECK pdot_status pd_spatial_add(pdot_ctx *ctx, pd_store *store, const char *table,
                                           const char *type, bool with_index);
PDOT_MUST_CHECK pdot_status pd_spatial_drop(pdot_ctx *ctx, pd_store *store, const char *table);
/* The SRID geometries carry for an identity: its EPSG code, or one of our own. */
int pd_spatial_srid(const pd_store_identity *identity);
/* The geometry as SpatiaLite BLOB in store->blob. */
PDOT_MUST_CHECK pdot_status pd_spatial_blob(pdot_ctx *ctx, pd_store *store, pd_bytes wkb, pd_bytes *out);

/* features.c: ends the owner that is being written (its index and triggers); nothing to do is OK. */
PDOT_MUST_CHECK pdot_status pd_bulk_finish(pdot_ctx *ctx, pd_store *store);
void pd_bulk_abandon(pd_store *store);

/* rtree.c: the index of a feature table, built at once. */
typedef struct pd_rtree_loader pd_rtree_loader;
PDOT_MUST_CHECK pdot_status pd_rtree_new(pdot_ctx *ctx, pd_store *store, const char *index,
                                         pd_rtree_loader **out);
PDOT_MUST_CHECK pdot_status pd_rtree_add(pdot_ctx *ctx, pd_rtree_loader *loader, int64_t id,
                                         const pd_box *box);
PDOT_MUST_CHECK pdot_status pd_rtree_end(pdot_ctx *ctx, pd_rtree_loader *loader);
void pd_rtree_free(pd_rtree_loader *loader);

#endif
