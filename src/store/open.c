/* The store's life: the writer's lock, opening, making, refusing, rebuilding, transactions, closing. */
#include "store/sql.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"

#define BUSY_TIMEOUT_MS 1500 /* a reader's checkpoint or another program's short write */
#define CANCEL_CHECK_OPS                                                                                     \
    20000 /* virtual machine steps between looks at the cancel flag: about a millisecond */
/* Pages of 16 kB: a polygon of a thousand points lies in one, and a million polygons are written in four
 * fifths of the time that pages of 4 kB take. Only a file that is being made takes the size. */
#define PRAGMAS_OF_WRITER                                                                                    \
    "PRAGMA page_size = 16384; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = OFF; "                    \
    "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY; PRAGMA "                                        \
    "journal_size_limit = 67108864"
#define PRAGMAS_OF_READER "PRAGMA cache_size = -2048; PRAGMA query_only = ON"

/* --- the writer's lock: an flock on a file beside the store, given back by the kernel whatever happens ---
 */

static pdot_status lock_failed(pdot_ctx *ctx, const pd_store *store, int error)
{
    const pd_place place = {.file = store->path};
    if (error == EWOULDBLOCK)
        return pd_fail_at(ctx, PDOT_STORE, &place,
                          "The store %s is in use by another program; wait for it to end, or close it.",
                          store->path);
    return pd_fail_at(ctx, PDOT_IO, &place, "The store %s cannot be made or written: %s.", store->path,
                      strerror(error));
}

/* False if the file was replaced between opening and locking it: then it must be tried again. */
static bool is_same_file(int descriptor, const char *path)
{
    struct stat opened;
    struct stat named;
    return fstat(descriptor, &opened) == 0 && stat(path, &named) == 0 && opened.st_ino == named.st_ino &&
           opened.st_dev == named.st_dev;
}

static pdot_status lock_path(pdot_ctx *ctx, const pd_store *store, pd_buffer *out)
{
    pd_buffer_init(ctx, out);
    pd_buffer_format(out, "%s-lock", store->path);
    return pd_buffer_status(out);
}

static pdot_status take_lock(pdot_ctx *ctx, pd_store *store)
{
    pd_buffer path;
    pdot_status status = lock_path(ctx, store, &path);
    while (status == PDOT_OK && store->lock < 0) {
        const int descriptor = open(path.data, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (descriptor < 0) {
            status = lock_failed(ctx, store, errno);
        } else if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
            status = lock_failed(ctx, store, errno);
            close(descriptor);
        } else if (is_same_file(descriptor, path.data)) {
            store->lock = descriptor;
        } else {
            close(descriptor);
        }
    }
    pd_buffer_release(&path);
    return status;
}

static void give_lock_back(pd_store *store)
{
    if (store->lock < 0)
        return;
    pd_buffer path;
    if (lock_path(store->ctx, store, &path) == PDOT_OK)
        unlink(path.data); /* while it is locked: whoever opened it meanwhile sees that it was replaced */
    pd_buffer_release(&path);
    close(store->lock);
    store->lock = -1;
}

/* --- connection --- */

void pd_store_set_up(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static int look_at_cancel(void *user)
{
    const pd_store *store = user;
    return pd_is_cancelled(store->ctx);
}

static void watch_cancel(pd_store *store, bool is_watched)
{
    sqlite3_progress_handler(store->db, is_watched ? CANCEL_CHECK_OPS : 0, is_watched ? look_at_cancel : NULL,
                             store);
}

static pdot_status connect(pdot_ctx *ctx, pd_store *store, int flags)
{
    const int code = sqlite3_open_v2(store->path, &store->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (code != SQLITE_OK)
        return pd_sql_fail(ctx, store, code);
    sqlite3_extended_result_codes(store->db, 1);
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MS);
    return PDOT_OK;
}

static void disconnect(pd_store *store)
{
    for (int i = 0; i < PD_SQL_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
        store->statements[i] = NULL;
    }
    sqlite3_close(store->db);
    store->db = NULL;
    pd_spatial_detach(store);
}

static pdot_status new_handle(pdot_ctx *ctx, const char *path, pd_store **out)
{
    pd_store *store = pd_alloc(ctx, sizeof *store);
    if (store == NULL)
        return PDOT_NOMEM;
    store->ctx = ctx;
    store->lock = -1;
    store->path = pd_strdup(ctx, path);
    if (store->path == NULL) {
        pd_free(store);
        return PDOT_NOMEM;
    }
    *out = store;
    return PDOT_OK;
}

void pd_store_close(pd_store *store)
{
    if (store == NULL)
        return;
    if (store->db != NULL)
        pd_store_rollback(store);
    disconnect(store);
    give_lock_back(store);
    pd_byte_vector_release(&store->blob);
    pd_free(store->path);
    pd_free(store);
}

int pd_store_srid(const pd_store *store)
{
    return store->srid;
}

/* --- what a file is --- */

typedef enum file_state { FILE_EMPTY, FILE_OURS, FILE_OLDER } file_state;

static pdot_status look_at_file(pdot_ctx *ctx, pd_store *store, file_state *out)
{
    const pd_place place = {.file = store->path};
    int64_t objects = 0;
    int64_t application = 0;
    int64_t version = 0;
    pdot_status status = pd_sql_integer(ctx, store, "SELECT count(*) FROM sqlite_master", &objects);
    if (status == PDOT_OK)
        status = pd_sql_integer(ctx, store, "PRAGMA application_id", &application);
    if (status == PDOT_OK)
        status = pd_sql_integer(ctx, store, "PRAGMA user_version", &version);
    if (status != PDOT_OK)
        return status;
    if (objects > 0 && application != PD_STORE_APPLICATION)
        return pd_fail_at(ctx, PDOT_STORE, &place,
                          "%s is a database, but no store of pdot; move it away or choose another folder.",
                          store->path);
    if (objects > 0 && version > PD_STORE_VERSION)
        return pd_fail_at(ctx, PDOT_STORE, &place,
                          "The store %s was made by a newer pdot (store version %d, this program "
                          "knows %d); use that one, or delete the store.",
                          store->path, (int)version, PD_STORE_VERSION);
    *out = objects == 0 ? FILE_EMPTY : version < PD_STORE_VERSION ? FILE_OLDER : FILE_OURS;
    return PDOT_OK;
}

static pdot_status has_property(pdot_ctx *ctx, pd_store *store, const char *key, const char *wanted,
                                bool *is_equal)
{
    char *found = NULL;
    const pdot_status status = pd_store_property_load(ctx, store, key, &found);
    if (status == PDOT_OK && (found == NULL || strcmp(found, wanted) != 0))
        *is_equal = false;
    pd_free(found);
    return status;
}

static pdot_status compare_identity(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity,
                                    bool *is_equal)
{
    *is_equal = true;
    pdot_status status = has_property(ctx, store, "plan.id", identity->plan_id, is_equal);
    if (status == PDOT_OK)
        status = has_property(ctx, store, "plan.crs", identity->crs, is_equal);
    if (status == PDOT_OK)
        status = has_property(ctx, store, "plan.crs_wkt", identity->crs_wkt, is_equal);
    return status;
}

static pdot_status load_srid(pdot_ctx *ctx, pd_store *store)
{
    int64_t srid = 0;
    const pdot_status status = pd_sql_integer(
        ctx, store, "SELECT srid FROM geometry_columns WHERE f_table_name = 'territory'", &srid);
    if (status == PDOT_OK)
        store->srid = (int)srid;
    return status;
}

/* --- making and rebuilding --- */

static pdot_status put_identity(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    pdot_status status = pd_store_property_put(ctx, store, "plan.id", identity->plan_id);
    if (status == PDOT_OK)
        status = pd_store_property_put(ctx, store, "plan.crs", identity->crs);
    if (status == PDOT_OK)
        status = pd_store_property_put(ctx, store, "plan.crs_wkt", identity->crs_wkt);
    return status;
}

static pdot_status stamp_version(pdot_ctx *ctx, pd_store *store)
{
    pd_buffer sql;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "PRAGMA application_id = %d; PRAGMA user_version = %d", PD_STORE_APPLICATION,
                     PD_STORE_VERSION);
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, sql.data);
    pd_buffer_release(&sql);
    return status;
}

/* All in one transaction: a file that was half made is an empty one. */
static pdot_status make_tables(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    store->srid = pd_spatial_srid(identity);
    pdot_status status = pd_store_begin(ctx, store);
    if (status == PDOT_OK)
        status = pd_spatial_init(ctx, store, identity);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, pd_schema_sql);
    if (status == PDOT_OK)
        status = pd_spatial_add(ctx, store, "territory", "MULTIPOLYGON", true);
    if (status == PDOT_OK)
        status = put_identity(ctx, store, identity);
    if (status == PDOT_OK)
        status = stamp_version(ctx, store);
    if (status == PDOT_OK)
        status = pd_store_commit(ctx, store);
    return status;
}

static pdot_status connect_writer(pdot_ctx *ctx, pd_store *store)
{
    pdot_status status = connect(ctx, store, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (status == PDOT_OK)
        status = pd_spatial_attach(ctx, store);
    return status;
}

static pdot_status remove_file(pdot_ctx *ctx, const pd_store *store, const char *ending)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_text(&path, store->path);
    pd_buffer_text(&path, ending);
    pdot_status status = pd_buffer_status(&path);
    if (status == PDOT_OK && unlink(path.data) != 0 && errno != ENOENT)
        status = pd_fail(ctx, PDOT_IO, "The old store %s cannot be removed: %s.", path.data, strerror(errno));
    pd_buffer_release(&path);
    return status;
}

/* Everything in it came from the sources and comes again. A program that still reads the old file keeps it.
 */
static pdot_status rebuild(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    pd_log(ctx, PDOT_LOG_INFO, "The store %s is rebuilt.", store->path);
    pdot_status status = pd_store_begin(ctx, store); /* nobody else may be writing it */
    pd_store_rollback(store);
    disconnect(store);
    static const char *const endings[] = {"-wal", "-shm", ""};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0] && status == PDOT_OK; i++)
        status = remove_file(ctx, store, endings[i]);
    if (status == PDOT_OK)
        status = connect_writer(ctx, store);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, PRAGMAS_OF_WRITER);
    if (status == PDOT_OK)
        status = make_tables(ctx, store, identity);
    return status;
}

/* False while another program holds the file. */
static bool try_wal(pd_store *store)
{
    sqlite3_stmt *statement = NULL;
    bool is_on = false;
    if (sqlite3_prepare_v2(store->db, "PRAGMA journal_mode = WAL", -1, &statement, NULL) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        is_on = strcmp((const char *)sqlite3_column_text(statement, 0), "wal") == 0;
    sqlite3_finalize(statement);
    if (is_on)
        store->journal = PD_JOURNAL_WAL;
    return is_on;
}

static pdot_status start_wal(pdot_ctx *ctx, pd_store *store)
{
    return try_wal(store) ? PDOT_OK : pd_sql_fail(ctx, store, SQLITE_BUSY);
}

static pdot_status choose_journal(pdot_ctx *ctx, pd_store *store)
{
    int64_t units = 0;
    const pdot_status status = pd_sql_integer(ctx, store, "SELECT count(*) FROM work_unit", &units);
    if (status != PDOT_OK || units > 0)
        return status == PDOT_OK ? start_wal(ctx, store) : status;
    store->journal = PD_JOURNAL_FIRST_FILL;
    return pd_sql_run(ctx, store, "PRAGMA journal_mode = DELETE");
}

static pdot_status settle_file(pdot_ctx *ctx, pd_store *store, const pd_store_identity *identity)
{
    file_state state = FILE_EMPTY;
    bool is_equal = true;
    pdot_status status = look_at_file(ctx, store, &state);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, PRAGMAS_OF_WRITER);
    if (status == PDOT_OK && state == FILE_OURS)
        status = compare_identity(ctx, store, identity, &is_equal);
    if (status != PDOT_OK)
        return status;
    if (state == FILE_EMPTY)
        status = make_tables(ctx, store, identity);
    else if (state == FILE_OLDER || !is_equal)
        status = rebuild(ctx, store, identity);
    else
        status = load_srid(ctx, store);
    return status == PDOT_OK ? choose_journal(ctx, store) : status;
}

pdot_status pd_store_open(pdot_ctx *ctx, const char *path, const pd_store_identity *identity, pd_store **out)
{
    pd_store *store = NULL;
    *out = NULL;
    pdot_status status = new_handle(ctx, path, &store);
    if (status != PDOT_OK)
        return status;
    status = take_lock(ctx, store);
    if (status == PDOT_OK)
        status = connect_writer(ctx, store);
    if (status == PDOT_OK)
        status = settle_file(ctx, store, identity);
    if (status != PDOT_OK) {
        pd_store_close(store);
        return status;
    }
    watch_cancel(store, true);
    *out = store;
    return PDOT_OK;
}

static pdot_status settle_reader(pdot_ctx *ctx, pd_store *store)
{
    file_state state = FILE_EMPTY;
    pdot_status status = look_at_file(ctx, store, &state);
    if (status == PDOT_OK && state != FILE_OURS)
        return pd_fail(ctx, PDOT_STORE,
                       "The store %s is empty or older than this program; run the plan again.", store->path);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, PRAGMAS_OF_READER);
    if (status == PDOT_OK)
        status = load_srid(ctx, store);
    return status;
}

pdot_status pd_store_open_read(pdot_ctx *ctx, const char *path, pd_store **out)
{
    pd_store *store = NULL;
    *out = NULL;
    pdot_status status = new_handle(ctx, path, &store);
    if (status != PDOT_OK)
        return status;
    status = connect(ctx, store, SQLITE_OPEN_READONLY);
    if (status == PDOT_OK)
        status = settle_reader(ctx, store);
    if (status != PDOT_OK) {
        pd_store_close(store);
        return status;
    }
    watch_cancel(store, true);
    *out = store;
    return PDOT_OK;
}

/* --- transactions --- */

pdot_status pd_store_begin(pdot_ctx *ctx, pd_store *store)
{
    PD_ASSERT(!store->is_in_transaction);
    pdot_status status = PDOT_OK;
    if (store->journal == PD_JOURNAL_WAL_DUE)
        status = start_wal(ctx, store);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, "BEGIN IMMEDIATE");
    store->is_in_transaction = status == PDOT_OK;
    return status;
}

pdot_status pd_store_commit(pdot_ctx *ctx, pd_store *store)
{
    PD_ASSERT(store->is_in_transaction);
    pdot_status status = pd_bulk_finish(ctx, store);
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, "COMMIT");
    if (status != PDOT_OK) {
        pd_store_rollback(store);
        return status;
    }
    store->is_in_transaction = false;
    if (store->journal == PD_JOURNAL_FIRST_FILL && !try_wal(store))
        store->journal = PD_JOURNAL_WAL_DUE; /* tried again before the next transaction */
    return PDOT_OK;
}

void pd_store_rollback(pd_store *store)
{
    pd_bulk_abandon(store);
    if (!store->is_in_transaction)
        return;
    for (int i = 0; i < PD_SQL_COUNT; i++)
        if (store->statements[i] != NULL)
            sqlite3_reset(store->statements[i]);
    watch_cancel(store, false); /* a cancelled call must still be able to go back */
    if (sqlite3_get_autocommit(store->db) == 0)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    watch_cancel(store, true);
    store->is_in_transaction = false;
}
