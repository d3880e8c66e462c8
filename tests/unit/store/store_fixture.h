/* A store in a temporary folder, for the tests of this layer. Each test file is one translation unit. */
#ifndef PD_TEST_STORE_FIXTURE_H
#define PD_TEST_STORE_FIXTURE_H

#include "support.h"

#include <sqlite3.h>
#include <unistd.h>

#include "store/store.h"

typedef struct fixture {
    pdot_ctx *ctx;
    char folder[64], path[96];
    pd_store *store; /* NULL until open_store */
} fixture;

static const pd_store_identity loja = {"loja", "EPSG:32717", 32717, "PROJCRS[\"WGS 84 / UTM zone 17S\"]"};

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    snprintf(f->folder, sizeof f->folder, "/tmp/pdot-store-XXXXXX");
    *state = f;
    if (f->ctx == NULL || mkdtemp(f->folder) == NULL)
        return 1;
    snprintf(f->path, sizeof f->path, "%s/plan.sqlite", f->folder);
    return 0;
}

static inline int tear_down(void **state)
{
    fixture *f = *state;
    pd_store_close(f->store);
    const char *const endings[] = {"", "-wal", "-shm", "-lock", "-journal"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s%s", f->path, endings[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0); /* nothing else was left */
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

static inline pd_store *open_store(fixture *f)
{
    pd_store_close(f->store);
    f->store = NULL;
    assert_ok(f->ctx, pd_store_open(f->ctx, f->path, &loja, &f->store));
    return f->store;
}

/* The first column of the first row, as another program sees the file; "" for null. Ended by free. */
static inline char *peek(const fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open_v2(f->path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    const unsigned char *text = sqlite3_column_text(statement, 0);
    char *copy = strdup(text != NULL ? (const char *)text : "");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return copy;
}

static inline void assert_peek(const fixture *f, const char *sql, const char *expected)
{
    char *found = peek(f, sql);
    assert_string_equal(found, expected);
    free(found);
}

/* A rectangle as MULTIPOLYGON. */
static inline pd_bytes rectangle(unsigned char out[128], double x, double y, double width, double height)
{
    const double ring[10] = {x, y, x + width, y, x + width, y + height, x, y + height, x, y};
    const uint32_t heads[] = {6, 1, 3, 1, 5};
    unsigned char *at = out;
    *at++ = 1;
    memcpy(at, heads, 8);
    at += 8;
    *at++ = 1;
    memcpy(at, heads + 2, 12);
    at += 12;
    memcpy(at, ring, sizeof ring);
    at += sizeof ring;
    return (pd_bytes){out, (size_t)(at - out)};
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
