/* Features: what is put comes back in order, through the index, in parts; SpatiaLite and SQLite find the
 * tables sound. */
#include "store_fixture.h"

#include <spatialite.h>

#define UNIT "import/hazards/masa"

static int set_up_open(void **state)
{
    const int failed = set_up(state);
    if (failed == 0) {
        fixture *f = *state;
        open_store(f);
        assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    }
    return failed;
}

static void put(fixture *f, const char *owner, int64_t source, int64_t feature, pd_bytes wkb)
{
    const pd_feature_row row = {owner, (int32_t)(feature % 5), (double)feature / 2, "k", source, feature,
                                wkb};
    assert_ok(f->ctx, pd_store_put_feature(f->ctx, f->store, UNIT, &row));
}

/* n unit squares on a board of 100 columns with gaps between them; feature ids from 1. */
static void put_board(fixture *f, const char *owner, int64_t n)
{
    unsigned char wkb[128];
    for (int64_t i = 0; i < n; i++)
        put(f, owner, 1, i + 1, rectangle(wkb, (double)(2 * (i % 100)), (double)(2 * (i / 100)), 1, 1));
}

/* One text from the file through SpatiaLite itself. */
static void assert_spatialite(const fixture *f, const char *sql, const char *expected)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(f->path, &db), SQLITE_OK);
    void *cache = spatialite_alloc_connection();
    spatialite_init_ex(db, cache, 0);
    spatialite_set_silent_mode(cache);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal(sqlite3_column_text(statement, 0), expected);
    sqlite3_finalize(statement);
    sqlite3_close(db);
    spatialite_cleanup_ex(cache);
}

static void features_come_back_as_they_were_put(void **state)
{
    fixture *f = *state;
    pd_features features;
    put_board(f, "hazard/masa", 250);
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/masa", NULL, PD_FEATURE_KEYS, &features));
    assert_int_equal(features.shapes.n_shapes, 250);
    assert_int_equal(features.shapes.n_points, 250 * 5);
    for (size_t i = 0; i < 250; i++) {
        assert_int_equal(features.feature_id[i], i + 1);
        assert_int_equal(features.source_id[i], 1);
        assert_int_equal(features.class_index[i], (i + 1) % 5);
        assert_close(features.weight[i], (double)(i + 1) / 2, 0, 0);
        assert_string_equal(features.key[i], "k");
        assert_close(features.shapes.xy[10 * i], (double)(2 * (i % 100)), 0, 0);
    }
    pd_features_release(&features);
}

static void an_owner_without_features_is_empty(void **state)
{
    fixture *f = *state;
    pd_features features;
    int64_t count = 7;
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/none", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 0);
    assert_ok(f->ctx, pd_store_count_features(f->ctx, f->store, "hazard/none", &count));
    assert_int_equal(count, 0);
}

static void a_box_finds_exactly_the_features_that_meet_it(void **state)
{
    fixture *f = *state;
    pd_features features;
    put_board(f, "hazard/masa", 1000);
    const struct {
        pd_box box;
        size_t expected;
    } cases[] = {
        {{0.5, 0.5, 0.6, 0.6}, 1},      /* inside the first */
        {{1.0, 1.0, 2.0, 2.0}, 4},      /* touches four corners */
        {{1.25, 1.25, 1.75, 1.75}, 0},  /* between them */
        {{-10, -10, 1000, 1000}, 1000}, /* all */
        {{0, 18, 200, 19}, 100},        /* the last row */
        {{5000, 5000, 6000, 6000}, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_ok(f->ctx, pd_store_load_features(f->ctx, f->store, "hazard/masa", &cases[i].box,
                                                 PD_FEATURE_IDS, &features));
        assert_int_equal(features.shapes.n_shapes, cases[i].expected);
        for (size_t k = 1; k < features.shapes.n_shapes; k++)
            assert_true(features.feature_id[k] > features.feature_id[k - 1]);
        pd_features_release(&features);
    }
}

static void parts_put_together_are_the_whole(void **state)
{
    fixture *f = *state;
    put_board(f, "hazard/masa", 103);
    for (int64_t parts = 1; parts < 130; parts += 16) {
        int64_t next = 1;
        for (int64_t part = 0; part < parts; part++) {
            pd_features features;
            assert_ok(f->ctx, pd_store_load_feature_part(f->ctx, f->store, "hazard/masa", part, parts,
                                                         PD_FEATURE_IDS, &features));
            for (size_t i = 0; i < features.shapes.n_shapes; i++)
                assert_int_equal(features.feature_id[i], next++);
            pd_features_release(&features);
        }
        assert_int_equal(next, 104);
    }
    int64_t count = 0;
    assert_ok(f->ctx, pd_store_count_features(f->ctx, f->store, "hazard/masa", &count));
    assert_int_equal(count, 103);
}

static void features_put_out_of_order_come_back_in_order(void **state)
{
    fixture *f = *state;
    unsigned char wkb[128];
    pd_features features;
    const int64_t ids[] = {5, 1, 9, 3};
    for (size_t i = 0; i < 4; i++)
        put(f, "hazard/masa", 1, ids[i], rectangle(wkb, (double)ids[i], 0, 1, 1));
    const int64_t sorted[] = {1, 3, 5, 9};
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/masa", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 4);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(features.feature_id[i], sorted[i]);
    pd_features_release(&features);
    assert_ok(f->ctx,
              pd_store_load_feature_part(f->ctx, f->store, "hazard/masa", 0, 2, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 4);
    pd_features_release(&features);
    assert_ok(f->ctx,
              pd_store_load_feature_part(f->ctx, f->store, "hazard/masa", 1, 2, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 0);
}

static void owners_may_be_written_in_turns(void **state)
{
    fixture *f = *state;
    unsigned char wkb[128];
    pd_features features;
    for (int64_t i = 1; i <= 10; i++) {
        put(f, "hazard/masa", 1, i, rectangle(wkb, (double)i, 0, 1, 1));
        put(f, "land/suelo", 2, i, rectangle(wkb, (double)i, 5, 1, 1));
    }
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    const pd_box box = {3.5, 0.5, 3.75, 0.75};
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/masa", &box, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 1);
    assert_int_equal(features.feature_id[0], 3);
    pd_features_release(&features);
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "land/suelo", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 10);
    pd_features_release(&features);
}

/* Trees of one, two and three levels. */
static void the_packed_index_is_what_sqlite_expects(void **state)
{
    fixture *f = *state;
    const struct {
        const char *owner, *table;
        int64_t features;
    } cases[] = {{"hazard/uno", "f1_hazard_uno", 1},
                 {"hazard/raiz", "f2_hazard_raiz", 51},
                 {"hazard/dos", "f3_hazard_dos", 52},
                 {"hazard/tres", "f4_hazard_tres", 3000}};
    for (size_t i = 0; i < 4; i++)
        put_board(f, cases[i].owner, cases[i].features);
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    for (size_t i = 0; i < 4; i++) {
        char sql[256];
        char expected[32];
        snprintf(sql, sizeof sql, "SELECT rtreecheck('idx_%s_geom')", cases[i].table);
        assert_peek(f, sql, "ok");
        snprintf(sql, sizeof sql, "SELECT count(*) FROM idx_%s_geom", cases[i].table);
        snprintf(expected, sizeof expected, "%lld", (long long)cases[i].features);
        assert_peek(f, sql, expected);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM %s AS t JOIN idx_%s_geom AS i ON i.pkid = t.id WHERE i.xmin <= "
                 "MbrMinX(t.geom) "
                 "AND i.xmax >= MbrMaxX(t.geom) AND i.ymin <= MbrMinY(t.geom) AND i.ymax >= MbrMaxY(t.geom)",
                 cases[i].table, cases[i].table);
        assert_spatialite(f, sql, expected);
    }
}

static void spatialite_agrees_with_what_is_stored(void **state)
{
    fixture *f = *state;
    unsigned char wkb[128];
    put(f, "hazard/masa", 1, 1, rectangle(wkb, 700000.25, 9550000.5, 100, 20.5));
    put(f, "hazard/masa", 1, 2, rectangle(wkb, 700500, 9550000, 10, 10));
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_spatialite(f, "SELECT count(*) FROM f1_hazard_masa WHERE ST_IsValid(geom) = 1", "2");
    assert_spatialite(f, "SELECT ST_Area(geom) FROM f1_hazard_masa WHERE feature_id = 1", "2050.0");
    assert_spatialite(f, "SELECT DISTINCT ST_Srid(geom) || ST_GeometryType(geom) FROM f1_hazard_masa",
                      "32717MULTIPOLYGON");
    assert_spatialite(f, "SELECT CheckSpatialMetaData()", "3");
    assert_spatialite(
        f,
        "SELECT geometry_type || ' ' || srid || ' ' || spatial_index_enabled FROM geometry_columns "
        "WHERE f_table_name = 'f1_hazard_masa'",
        "6 32717 1");
    /* the triggers are back */
    assert_spatialite(
        f, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'f1_hazard_masa'", "8");
}

static void points_lines_and_mixed_owners_are_declared_as_such(void **state)
{
    fixture *f = *state;
    unsigned char polygon[128];
    unsigned char point[21] = {1, 1};
    unsigned char lines[64] = {1, 5, 0, 0, 0, 1, 0, 0, 0, 1, 2, 0, 0, 0, 2};
    const double xy[] = {3, 4, 6, 8};
    memcpy(point + 5, xy, 16);
    memcpy(lines + 18, xy, 32);
    put(f, "asset/casas", 1, 1, (pd_bytes){point, sizeof point});
    put(f, "asset/vias", 1, 1, (pd_bytes){lines, 50});
    put(f, "work", 1, 1, (pd_bytes){point, sizeof point});
    put(f, "work", 1, 2, (pd_bytes){lines, 50});
    put(f, "work", 1, 3, rectangle(polygon, 0, 0, 1, 1));
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_peek(f,
                "SELECT group_concat(geometry_type) FROM (SELECT geometry_type FROM geometry_columns "
                "WHERE f_table_name LIKE 'f%' ORDER BY f_table_name)",
                "1,5,0");
    pd_features features;
    assert_ok(f->ctx, pd_store_load_features(f->ctx, f->store, "work", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 3);
    assert_int_equal(features.shapes.n_points, 1 + 2 + 5);
    pd_features_release(&features);
}

static void clearing_a_unit_leaves_no_trace_of_its_features(void **state)
{
    fixture *f = *state;
    put_board(f, "hazard/masa", 60);
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    assert_ok(f->ctx, pd_store_unit_clear(f->ctx, f->store, UNIT));
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_peek(f, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%hazard_masa%'", "0");
    assert_peek(f, "SELECT count(*) FROM geometry_columns WHERE f_table_name LIKE 'f%'", "0");
    assert_peek(f, "SELECT count(*) FROM feature_owner", "0");
    assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    put_board(f, "hazard/masa", 10);
    int64_t count = 0;
    assert_ok(f->ctx, pd_store_count_features(f->ctx, f->store, "hazard/masa", &count));
    assert_int_equal(count, 10);
}

static void rolling_back_half_written_features_leaves_none(void **state)
{
    fixture *f = *state;
    put_board(f, "hazard/masa", 60);
    pd_store_rollback(f->store);
    assert_peek(f, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%hazard_masa%'", "0");
    assert_peek(f, "PRAGMA integrity_check", "ok");
}

static void cancelling_stops_a_long_write_and_leaves_none(void **state)
{
    fixture *f = *state;
    unsigned char wkb[128];
    pdot_status status = PDOT_OK;
    put_board(f, "hazard/masa", 100);
    pdot_ctx_cancel(f->ctx);
    for (int64_t i = 0; i < 100000 && status == PDOT_OK; i++) {
        const pd_feature_row row = {"hazard/masa", 0, 1, "", 1, 1000 + i, rectangle(wkb, 0, 0, 1, 1)};
        status = pd_store_put_feature(f->ctx, f->store, UNIT, &row);
    }
    assert_int_equal(status, PDOT_CANCELLED);
    pd_store_rollback(f->store);
    assert_peek(f, "SELECT count(*) FROM sqlite_master WHERE name LIKE '%hazard_masa%'", "0");
}

static void a_damaged_geometry_is_refused(void **state)
{
    fixture *f = *state;
    const unsigned char damaged[] = {1, 6, 0, 0, 0, 1, 0, 0, 0, 1};
    const pd_feature_row row = {"hazard/masa", 0, 1, "", 1, 1, {damaged, sizeof damaged}};
    assert_int_equal(pd_store_put_feature(f->ctx, f->store, UNIT, &row), PDOT_FORMAT);
}

#define TEST_OPEN(name) cmocka_unit_test_setup_teardown(name, set_up_open, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_OPEN(features_come_back_as_they_were_put),
        TEST_OPEN(an_owner_without_features_is_empty),
        TEST_OPEN(a_box_finds_exactly_the_features_that_meet_it),
        TEST_OPEN(parts_put_together_are_the_whole),
        TEST_OPEN(features_put_out_of_order_come_back_in_order),
        TEST_OPEN(owners_may_be_written_in_turns),
        TEST_OPEN(the_packed_index_is_what_sqlite_expects),
        TEST_OPEN(spatialite_agrees_with_what_is_stored),
        TEST_OPEN(points_lines_and_mixed_owners_are_declared_as_such),
        TEST_OPEN(clearing_a_unit_leaves_no_trace_of_its_features),
        TEST_OPEN(rolling_back_half_written_features_leaves_none),
        TEST_OPEN(cancelling_stops_a_long_write_and_leaves_none),
        TEST_OPEN(a_damaged_geometry_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
