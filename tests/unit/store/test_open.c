/* Life of a store: made, opened again, refused, rebuilt, locked, rolled back. */
#include "store_fixture.h"

static void write_file(const fixture *f, const char *text)
{
    FILE *file = fopen(f->path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void run_on_file(const fixture *f, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void put_mark(fixture *f)
{
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "mark", "here"));
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
}

static bool has_mark(fixture *f)
{
    char *value = NULL;
    assert_ok(f->ctx, pd_store_property_load(f->ctx, f->store, "mark", &value));
    const bool is_there = value != NULL;
    pd_free(value);
    return is_there;
}

static void a_new_store_is_a_sound_spatialite_file(void **state)
{
    fixture *f = *state;
    open_store(f);
    assert_int_equal(pd_store_srid(f->store), 32717);
    assert_peek(f, "PRAGMA integrity_check", "ok");
    assert_peek(f, "SELECT group_concat(f_table_name) FROM geometry_columns", "territory");
    assert_peek(f, "SELECT auth_name || ':' || auth_srid FROM spatial_ref_sys WHERE srid = 32717",
                "epsg:32717");
}

/* Until then nobody has anything to read, and a rollback journal writes half as much. */
static void others_can_read_while_a_filled_store_is_written(void **state)
{
    fixture *f = *state;
    open_store(f);
    assert_peek(f, "PRAGMA journal_mode", "delete");
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "import/x", "digest"));
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_peek(f, "PRAGMA journal_mode", "wal");
    open_store(f);
    assert_peek(f, "PRAGMA journal_mode", "wal");
}

static void opening_again_keeps_what_is_there(void **state)
{
    fixture *f = *state;
    open_store(f);
    put_mark(f);
    open_store(f);
    assert_true(has_mark(f));
    assert_int_equal(pd_store_srid(f->store), 32717);
}

static void an_older_store_is_rebuilt(void **state)
{
    fixture *f = *state;
    open_store(f);
    put_mark(f);
    pd_store_close(f->store);
    f->store = NULL;
    run_on_file(f, "PRAGMA user_version = 0");
    open_store(f);
    assert_false(has_mark(f));
    assert_peek(f, "PRAGMA integrity_check", "ok");
}

static void a_newer_store_is_refused_and_left_alone(void **state)
{
    fixture *f = *state;
    open_store(f);
    put_mark(f);
    pd_store_close(f->store);
    f->store = NULL;
    run_on_file(f, "PRAGMA user_version = 1000");
    assert_fails(f->ctx, pd_store_open(f->ctx, f->path, &loja, &f->store), PDOT_STORE, "newer pdot");
    assert_null(f->store);
    assert_peek(f, "SELECT value FROM property WHERE key = 'mark'", "here");
    pd_clear_error(f->ctx);
    assert_fails(f->ctx, pd_store_open_read(f->ctx, f->path, &f->store), PDOT_STORE, "newer pdot");
}

static void a_store_of_another_plan_or_crs_is_rebuilt(void **state)
{
    fixture *f = *state;
    const pd_store_identity others[] = {{"catamayo", "EPSG:32717", 32717, loja.crs_wkt},
                                        {"loja", "EPSG:32718", 32718, loja.crs_wkt},
                                        {"loja", "EPSG:32717", 32717, "PROJCRS[\"another\"]"}};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        open_store(f);
        put_mark(f);
        pd_store_close(f->store);
        f->store = NULL;
        assert_ok(f->ctx, pd_store_open(f->ctx, f->path, &others[i], &f->store));
        assert_false(has_mark(f));
        assert_int_equal(pd_store_srid(f->store), others[i].srid);
    }
}

static void a_crs_without_epsg_code_gets_a_reference_system_of_its_own(void **state)
{
    fixture *f = *state;
    const pd_store_identity own = {"loja", "+proj=tmerc", 0, "PROJCRS[\"local\"]"};
    assert_ok(f->ctx, pd_store_open(f->ctx, f->path, &own, &f->store));
    assert_true(pd_store_srid(f->store) > 900000);
    assert_peek(f, "SELECT srtext FROM spatial_ref_sys WHERE auth_name = 'pdot'", "PROJCRS[\"local\"]");
}

static void a_second_writer_is_told_that_the_store_is_in_use(void **state)
{
    fixture *f = *state;
    pd_store *second = NULL;
    open_store(f);
    assert_fails(f->ctx, pd_store_open(f->ctx, f->path, &loja, &second), PDOT_STORE,
                 "in use by another program");
    assert_null(second);
    pd_clear_error(f->ctx);
    pd_store_close(f->store);
    f->store = NULL;
    open_store(f); /* and free again */
}

static void another_program_that_writes_is_told_of(void **state)
{
    fixture *f = *state;
    sqlite3 *other = NULL;
    open_store(f);
    assert_int_equal(sqlite3_open(f->path, &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_fails(f->ctx, pd_store_begin(f->ctx, f->store), PDOT_STORE, "in use by another program");
    sqlite3_close(other);
    pd_clear_error(f->ctx);
    put_mark(f);
    assert_true(has_mark(f));
}

static void a_reader_works_beside_the_writer_and_sees_what_is_committed(void **state)
{
    fixture *f = *state;
    pd_store *reader = NULL;
    char *value = NULL;
    open_store(f);
    put_mark(f);
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "mark", "later"));
    assert_ok(f->ctx, pd_store_open_read(f->ctx, f->path, &reader));
    assert_int_equal(pd_store_srid(reader), 32717);
    assert_ok(f->ctx, pd_store_property_load(f->ctx, reader, "mark", &value));
    assert_string_equal(value, "here");
    pd_free(value);
    pd_store_close(reader);
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
}

static void a_damaged_file_says_what_to_do(void **state)
{
    fixture *f = *state;
    write_file(f, "SQLite it is not, however long this line may go on being read, and it goes on and on.\n");
    assert_fails(f->ctx, pd_store_open(f->ctx, f->path, &loja, &f->store), PDOT_STORE, "damaged; delete it");
    assert_null(f->store);
}

static void a_database_of_somebody_else_is_left_alone(void **state)
{
    fixture *f = *state;
    run_on_file(f, "CREATE TABLE mine (a); INSERT INTO mine VALUES ('precious')");
    assert_fails(f->ctx, pd_store_open(f->ctx, f->path, &loja, &f->store), PDOT_STORE, "no store of pdot");
    assert_peek(f, "SELECT a FROM mine", "precious");
}

static void an_empty_file_becomes_a_store(void **state)
{
    fixture *f = *state;
    write_file(f, "");
    open_store(f);
    assert_false(has_mark(f));
}

static void a_missing_folder_is_named(void **state)
{
    fixture *f = *state;
    char path[160];
    snprintf(path, sizeof path, "%s/none/plan.sqlite", f->folder);
    assert_fails(f->ctx, pd_store_open(f->ctx, path, &loja, &f->store), PDOT_IO, "none/plan.sqlite");
    pd_clear_error(f->ctx);
    assert_fails(f->ctx, pd_store_open_read(f->ctx, path, &f->store), PDOT_IO, "cannot be opened");
}

static void rolling_back_leaves_the_store_as_before(void **state)
{
    fixture *f = *state;
    open_store(f);
    put_mark(f);
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "mark", "changed"));
    pd_store_rollback(f->store);
    pd_store_rollback(f->store); /* nothing to roll back is fine */
    assert_peek(f, "SELECT value FROM property WHERE key = 'mark'", "here");
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "mark", "changed"));
    open_store(f); /* closing without commit rolls back too */
    assert_peek(f, "SELECT value FROM property WHERE key = 'mark'", "here");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_store_is_a_sound_spatialite_file),
        TEST(others_can_read_while_a_filled_store_is_written),
        TEST(opening_again_keeps_what_is_there),
        TEST(an_older_store_is_rebuilt),
        TEST(a_newer_store_is_refused_and_left_alone),
        TEST(a_store_of_another_plan_or_crs_is_rebuilt),
        TEST(a_crs_without_epsg_code_gets_a_reference_system_of_its_own),
        TEST(a_second_writer_is_told_that_the_store_is_in_use),
        TEST(another_program_that_writes_is_told_of),
        TEST(a_reader_works_beside_the_writer_and_sees_what_is_committed),
        TEST(a_damaged_file_says_what_to_do),
        TEST(a_database_of_somebody_else_is_left_alone),
        TEST(an_empty_file_becomes_a_store),
        TEST(a_missing_folder_is_named),
        TEST(rolling_back_leaves_the_store_as_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
