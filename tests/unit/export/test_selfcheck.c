/* The self-check: a sound delivery passes; each kind of damage is found and named. */
#include "support.h"

#include <sqlite3.h>
#include <unistd.h>

#include "export/folder.h"
#include "fixture.h"

typedef struct state {
    fixture f;
    char folder[64];
} state;

static int set_up(void **out)
{
    state *s = calloc(1, sizeof *s);
    *out = s;
    (void)snprintf(s->folder, sizeof s->folder, "/tmp/pdot-check-XXXXXX");
    return mkdtemp(s->folder) == NULL || fixture_init(&s->f, s->folder, "es") != PDOT_OK;
}

static int tear_down(void **out)
{
    state *s = *out;
    pd_folder_abandon(s->f.ctx, s->folder);
    fixture_release(&s->f);
    free(s);
    return 0;
}

static void damage(const state *s, const char *statement)
{
    char path[128];
    sqlite3 *db = NULL;
    (void)snprintf(path, sizeof path, "%s/prueba.gpkg", s->folder);
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, statement, NULL, NULL, NULL), SQLITE_OK);
    assert_true(sqlite3_total_changes(db) > 0);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void a_sound_delivery_passes_in_every_format(void **out)
{
    state *s = *out;
    for (int i = 0; pd_format_at(i) != NULL; i++) {
        assert_ok(s->f.ctx, fixture_write(&s->f, pd_format_at(i)));
        assert_ok(s->f.ctx, fixture_check(&s->f, pd_format_at(i)));
    }
}

static void each_damage_of_a_geopackage_is_found(void **out)
{
    static const struct {
        const char *statement, *words;
    } CASES[] = {
        {"UPDATE layer_styles SET styleQML = replace(styleQML, '\"alta_pct\"', '\"no_hay\"')", "no_hay"},
        {"UPDATE layer_styles SET styleQML = replace(styleQML, '&quot;alta_pct&quot;', '&quot;no_hay&quot;')",
         "no_hay"},
        {"UPDATE layer_styles SET styleQML = replace(styleQML, 'symbol=\"1\"', 'symbol=\"77\"')",
         "no symbol \"77\""},
        {"UPDATE layer_styles SET styleQML = 'x' || styleQML", "is no XML"},
        {"DELETE FROM layer_styles WHERE f_table_name = 'servicios_puntos'", "no default style for"},
        {"DELETE FROM problema_territorio WHERE fid = 1", "rows are missing"},
        {"UPDATE qgis_projects SET content = substr(content, 3)", "the project is not that of"},
    };
    state *s = *out;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char path[128];
        assert_ok(s->f.ctx, fixture_write(&s->f, &pd_format_gpkg));
        damage(s, CASES[i].statement);
        assert_fails(s->f.ctx, fixture_check(&s->f, &pd_format_gpkg), PDOT_INTERNAL, CASES[i].words);
        (void)snprintf(path, sizeof path, "%s/prueba.gpkg", s->folder);
        assert_int_equal(remove(path), 0);
        (void)snprintf(path, sizeof path, "%s/prueba.qgz", s->folder);
        assert_int_equal(remove(path), 0);
        pd_clear_error(s->f.ctx);
    }
}

static void a_truncated_geojson_is_found(void **out)
{
    state *s = *out;
    char path[128];
    assert_ok(s->f.ctx, fixture_write(&s->f, &pd_format_geojson));
    (void)snprintf(path, sizeof path, "%s/geojson/territorios.geojson", s->folder);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    assert_int_equal(ftruncate(fileno(file), 400), 0);
    assert_int_equal(fclose(file), 0);
    assert_fails(s->f.ctx, fixture_check(&s->f, &pd_format_geojson), PDOT_INTERNAL, "is no JSON");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_sound_delivery_passes_in_every_format),
        TEST(each_damage_of_a_geopackage_is_found),
        TEST(a_truncated_geojson_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
