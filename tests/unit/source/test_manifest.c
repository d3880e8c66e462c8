/* Manifests as text; each refusal with its line, column and words. */
#include "files.h"

#include "source/manifest.h"

static pdot_ctx *ctx;
static files dir;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    files_make(&dir);
    (void)files_text(&dir, "limites.gpkg", "x");
    (void)files_text(&dir, "amenazas.gpkg", "x");
    (void)files_text(&dir, "dem.tif", "x");
    (void)files_text(&dir, "puntos.csv", "x,y\n");
    (void)files_text(&dir, "clases.csv", "x\n");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    files_remove(&dir);
    pdot_ctx_free(ctx);
    return 0;
}

#define PLAN  "plan: {id: loja, crs: EPSG:32717}\n"
#define LEVEL "territories:\n  - {level: parroquia, path: limites.gpkg, code: codigo, name: nombre}\n"
#define HEAD  PLAN LEVEL

static pd_manifest *load(const char *text)
{
    pd_manifest *manifest = NULL;
    assert_ok(ctx, pd_manifest_load(ctx, files_text(&dir, "plan.yaml", text), &manifest));
    return manifest;
}

static void defaults_are_filled_in(void **state)
{
    (void)state;
    pd_manifest *manifest = load(HEAD);
    assert_string_equal(manifest->path, dir.path);
    assert_string_equal(manifest->folder, dir.folder);
    assert_string_equal(manifest->plan.title, "loja");
    assert_string_equal(manifest->plan.language, "es");
    assert_int_equal(manifest->plan.first_year, 0);
    assert_int_equal(manifest->n_levels, 1);
    assert_string_equal(manifest->levels[0].file.written, "limites.gpkg");
    assert_non_null(strstr(manifest->levels[0].file.path, "/limites.gpkg"));
    assert_string_equal(manifest->levels[0].layer, "");
    assert_string_equal(manifest->levels[0].codes.file.written, "");
    assert_int_equal(manifest->levels[0].line, 3);
    assert_string_equal(manifest->zones.written, "");
    assert_int_equal(manifest->n_hazards, 0);
    assert_int_equal(manifest->n_tables, 0);
    assert_int_equal(manifest->n_formats, 7);
    assert_string_equal(manifest->formats[0], "gpkg");
    pd_manifest_free(manifest);
}

static void every_section_is_read(void **state)
{
    (void)state;
    pd_manifest *manifest = load(
        "plan: {id: loja-2023, title: 'PDOT: cantón Loja', language: en, crs: EPSG:32717, period: [2023, "
        "2027]}\n"
        "territories:\n"
        "  - {level: canton, path: puntos.csv, code: codigo, name: nombre}\n"
        "  - {level: parroquia, path: limites.gpkg, layer: p, code: codigo, name: nombre, kind: tipo, "
        "parent: canton, crs: "
        "EPSG:4326, codes: {path: puntos.csv, from: a, to: b}}\n"
        "gazetteer: {zones: puntos.csv}\n"
        "indicators:\n"
        "  - {id: pob, title: Población, path: puntos.csv, code: codigo, value: hab, unit: personas, year: "
        "2022, kind: censo, "
        "encoding: cp1252}\n"
        "hazards:\n"
        "  - {id: masa, title: Masa, path: amenazas.gpkg, layer: m, class: grado, classes: clases.csv, "
        "outside: free}\n"
        "  - {id: inund, raster: dem.tif, classes: clases.csv, outside: no_data, extent: limites.gpkg}\n"
        "  - {id: pend, dem: dem.tif, derive: slope_percent, classes: clases.csv, summary: no}\n"
        "  - {id: fallas, path: amenazas.gpkg, derive: buffer, distance_m: 100.5, outside: free, component: "
        "Biofísico}\n"
        "land: [{id: suelo, path: limites.gpkg, class: clase, classes: clases.csv}]\n"
        "assets:\n"
        "  - {id: vias, path: limites.gpkg, measure: length}\n"
        "  - {id: casas, path: puntos.csv, x: lon, y: lat, crs: EPSG:4326, measure: count, weight: hab}\n"
        "tables:\n"
        "  diagnosis: {path: puntos.csv, columns: {component: componente, problem: problema}}\n"
        "  activities: {path: puntos.csv, columns: {activity: actividad}, years: [2023, 2024]}\n"
        "  works: {path: limites.gpkg, layers: [a, b], activity: id_act}\n"
        "  services: {path: puntos.csv}\n"
        "  records:\n"
        "    - {id: visitas, path: puntos.csv}\n"
        "    - {id: clinica, title: Clínica, path: puntos.csv, zones: lugar, value: cantidad, unit: unidad}\n"
        "declared: puntos.csv\n"
        "delivery: {formats: [csv, gpkg]}\n");
    assert_string_equal(manifest->plan.title, "PDOT: cantón Loja");
    assert_int_equal(manifest->plan.last_year, 2027);
    assert_string_equal(manifest->levels[1].parent, "canton");
    assert_string_equal(manifest->levels[1].codes.from, "a");
    assert_string_equal(manifest->indicators[0].encoding, "cp1252");
    assert_int_equal(manifest->indicators[0].year, 2022);
    assert_int_equal(manifest->n_hazards, 4);
    assert_true(manifest->hazards[0].outside_is_free && manifest->hazards[0].in_summary);
    assert_string_equal(manifest->hazards[0].class_column, "grado");
    assert_true(manifest->hazards[1].is_raster && !manifest->hazards[1].is_dem);
    assert_false(manifest->hazards[1].outside_is_free);
    assert_string_equal(manifest->hazards[1].extent.written, "limites.gpkg");
    assert_true(manifest->hazards[2].is_dem && !manifest->hazards[2].in_summary);
    assert_close(manifest->hazards[3].distance_m, 100.5, 0.0, 0.0);
    assert_int_equal(manifest->hazards[3].line, 12);
    assert_int_equal(manifest->n_land, 1);
    assert_false(manifest->land[0].outside_is_free);
    assert_false(manifest->assets[0].is_points);
    assert_true(manifest->assets[1].is_points);
    assert_int_equal(manifest->n_tables, 6);
    assert_string_equal(manifest->tables[0].word, "diagnosis");
    assert_int_equal(manifest->tables[0].n_columns, 2);
    assert_string_equal(manifest->tables[0].columns[1].word, "problem");
    assert_string_equal(manifest->tables[0].columns[1].column, "problema");
    assert_int_equal(manifest->tables[0].columns[1].line, 18);
    assert_int_equal(manifest->tables[1].years[1], 2024);
    assert_int_equal(manifest->tables[2].n_layers, 2);
    assert_string_equal(manifest->tables[2].layers[1], "b");
    assert_string_equal(manifest->tables[3].title, "");
    assert_false(manifest->tables[3].is_listed);
    assert_string_equal(manifest->tables[4].word, "visitas");
    assert_string_equal(manifest->tables[4].title, "visitas");
    assert_int_equal(manifest->tables[4].n_columns, 0);
    assert_true(manifest->tables[5].is_listed);
    assert_string_equal(manifest->tables[5].title, "Clínica");
    assert_int_equal(manifest->tables[5].n_columns, 3);
    assert_string_equal(manifest->tables[5].columns[0].word, "zonas");
    assert_string_equal(manifest->tables[5].columns[0].column, "lugar");
    assert_string_equal(manifest->declared.written, "puntos.csv");
    assert_int_equal(manifest->n_formats, 2);
    assert_string_equal(manifest->formats[0], "gpkg"); /* in the house's order */
    pd_manifest_free(manifest);
}

typedef struct refusal {
    const char *text;
    pdot_status status;
    int line, column;
    const char *words;
} refusal;

static void assert_refusals(const refusal *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        pdot_ctx *fresh = pdot_ctx_new();
        pd_manifest *manifest = NULL;
        const char *path = files_text(&dir, "plan.yaml", cases[i].text);
        const pdot_status status = pd_manifest_load(fresh, path, &manifest);
        const pdot_error *error = pdot_ctx_error(fresh);
        if (status != cases[i].status || strstr(error->message, cases[i].words) == NULL ||
            error->row != cases[i].line || error->column != cases[i].column)
            fail_msg("case %zu: %s at %d:%d: %s", i, pdot_status_name(status), (int)error->row,
                     (int)error->column, error->message);
        assert_string_equal(error->file, path);
        assert_null(manifest);
        pdot_ctx_free(fresh);
    }
}

#define HAZARD(keys) HEAD "hazards:\n  - {id: masa, " keys "}\n"

static void keys_that_are_mistyped_say_what_is_allowed(void **state)
{
    (void)state;
    static const refusal cases[] = {
        {PLAN "teritories:\n  - {}\n", PDOT_SCHEMA, 2, 1,
         "manifest: unknown key \"teritories\"; is \"territories\" meant? Allowed are: plan, territories, "
         "gazetteer"},
        {HAZARD("outsize: free"), PDOT_SCHEMA, 5, 16,
         "hazards[]: unknown key \"outsize\"; is \"outside\" meant?"},
        {HAZARD("título: x"), PDOT_SCHEMA, 5, 16, "unknown key \"título\"; is \"title\" meant?"},
        {HAZARD("profundidad: 3"), PDOT_SCHEMA, 5, 16,
         "unknown key \"profundidad\"; allowed are: id, title, path"},
        {HAZARD("path: amenazas.gpkg, path: amenazas.gpkg"), PDOT_SCHEMA, 5, 37,
         "the key \"path\" is given twice, first on line 5"},
        {"plan: {id: loja}\n" LEVEL, PDOT_SCHEMA, 1, 7, "plan: the key \"crs\" is missing"},
        {PLAN, PDOT_SCHEMA, 1, 1, "manifest: the key \"territories\" is missing"},
        {HEAD "tables: {diagnosis: {path: puntos.csv, columns: {componente: component}}}\n", PDOT_SCHEMA, 4,
         50, "tables.diagnosis.columns: unknown key \"componente\"; is \"component\" meant?"},
        {"[a, b]\n", PDOT_SCHEMA, 1, 1, "manifest: keys with values are wanted here"},
        {"plan\n", PDOT_SCHEMA, 1, 1, "keys with values are wanted"},
        {HEAD "{a: b}: c\n", PDOT_SCHEMA, 4, 1, "a key is wanted here"},
    };
    assert_refusals(cases, sizeof cases / sizeof *cases);
}

static void values_of_the_wrong_kind_say_what_is_allowed(void **state)
{
    (void)state;
    static const refusal cases[] = {
        {HAZARD("path: amenazas.gpkg, outside: libre"), PDOT_SCHEMA, 5, 46,
         "hazards[].outside: \"libre\" is not allowed; allowed are: free, no_data"},
        {HAZARD("path: amenazas.gpkg, summary: si"), PDOT_SCHEMA, 5, 46, "allowed are: yes, no, true, false"},
        {HAZARD("path: amenazas.gpkg, derive: buffer, distance_m: 100 m"), PDOT_SCHEMA, 5, 65,
         "a number of metres"},
        {HAZARD("path: amenazas.gpkg, derive: buffer, distance_m: '1,5'"), PDOT_SCHEMA, 5, 65,
         "decimals after a point"},
        {HAZARD("path: amenazas.gpkg, derive: buffer, distance_m: -1"), PDOT_SCHEMA, 5, 65, "above 0"},
        {HAZARD("path: [amenazas.gpkg]"), PDOT_SCHEMA, 5, 22,
         "hazards[].path: one value is wanted here, not a list"},
        {HAZARD("path: amenazas.gpkg, encoding: ebcdic"), PDOT_SCHEMA, 5, 47, "allowed are: UTF-8, CP1252"},
        {HEAD "hazards: {id: x}\n", PDOT_SCHEMA, 4, 10, "hazards: a list is wanted here"},
        {HEAD "hazards: []\n", PDOT_SCHEMA, 4, 10, "the list has 0 entries; from 1 to 256"},
        {HEAD "hazards:\n", PDOT_SCHEMA, 4, 1,
         "hazards: the key has no value: give it one or remove the key"},
        {HEAD "declared: ''\n", PDOT_SCHEMA, 4, 1, "declared: the key has no value"},
        {HEAD "declared: ~\n", PDOT_SCHEMA, 4, 11, "declared: the key has no value"},
        {"plan: {id: loja 2023, crs: EPSG:32717}\n" LEVEL, PDOT_SCHEMA, 1, 12,
         "plan.id: \"loja 2023\" is not allowed"},
        {"plan: {id: ../loja, crs: EPSG:32717}\n" LEVEL, PDOT_SCHEMA, 1, 12,
         "a short name of letters without accents"},
        {"plan: {id: loja, crs: 32717}\n" LEVEL, PDOT_CRS, 1, 23, "write EPSG:32717"},
        {"plan: {id: loja, crs: EPSG:4326}\n" LEVEL, PDOT_CRS, 1, 23,
         "plan.crs: EPSG:4326 (WGS 84) is not projected"},
        {"plan: {id: loja, crs: EPSG:32717, period: 2023-2027}\n" LEVEL, PDOT_SCHEMA, 1, 43,
         "a list is wanted here"},
        {"plan: {id: loja, crs: EPSG:32717, period: [2023]}\n" LEVEL, PDOT_SCHEMA, 1, 43,
         "from 2 to 2 are allowed"},
        {"plan: {id: loja, crs: EPSG:32717, period: [2023, 27]}\n" LEVEL, PDOT_SCHEMA, 1, 50,
         "a year of four digits"},
        {"plan: {id: loja, crs: EPSG:32717, period: [2027, 2023]}\n" LEVEL, PDOT_SCHEMA, 1, 43,
         "it ends (2023) before it begins (2027)"},
        {"plan: {id: loja, crs: EPSG:32717, reporting_date: 2023-02-29}\n" LEVEL, PDOT_SCHEMA, 1, 51,
         "plan.reporting_date: \"2023-02-29\" is not allowed; allowed is: a date of year, month and day"},
        {"plan: {id: loja, crs: EPSG:32717, language: qu}\n" LEVEL, PDOT_SCHEMA, 1, 45,
         "allowed are: es, en"},
        {HEAD "delivery: {formats: [gpkg, shp]}\n", PDOT_SCHEMA, 4, 28,
         "\"shp\" is not allowed; allowed are: gpkg, geojson"},
    };
    assert_refusals(cases, sizeof cases / sizeof *cases);
}

static void files_that_are_not_there_are_named(void **state)
{
    (void)state;
    static const refusal cases[] = {
        {HAZARD("path: amenaza.gpkg, outside: free"), PDOT_SCHEMA, 5, 22, "is \"amenazas.gpkg\" meant?"},
        {HAZARD("path: Amenazas.gpkg, outside: free"), PDOT_SCHEMA, 5, 22, "is \"amenazas.gpkg\" meant?"},
        {HAZARD("path: amenazas.shp, outside: free"), PDOT_SCHEMA, 5, 22, "is \"amenazas.gpkg\" meant?"},
        {HAZARD("path: suelo.gpkg, outside: free"), PDOT_SCHEMA, 5, 22,
         "relative paths start at the manifest's"},
        {HAZARD("path: nada-que-ver.shp, outside: free"), PDOT_SCHEMA, 5, 22,
         "relative paths start at the manifest's"},
        {HAZARD("path: ., outside: free"), PDOT_SCHEMA, 5, 22, "the file itself, not a folder"},
        {HAZARD("path: 'https://example.org/a.gpkg', outside: free"), PDOT_SCHEMA, 5, 22,
         "download it first"},
        {HAZARD("path: /vsizip/a.zip, outside: free"), PDOT_SCHEMA, 5, 22, "addresses are not followed"},
    };
    assert_refusals(cases, sizeof cases / sizeof *cases);
}

static void rules_between_keys_say_what_is_missing(void **state)
{
    (void)state;
    static const refusal cases[] = {
        {HAZARD("title: x"), PDOT_SCHEMA, 5, 5, "needs exactly one of path:"},
        {HAZARD("path: amenazas.gpkg, dem: dem.tif"), PDOT_SCHEMA, 5, 5, "it has 2"},
        {HAZARD("path: amenazas.gpkg, class: g, classes: clases.csv"), PDOT_SCHEMA, 5, 5,
         "\"masa\": outside: is missing: what ground outside its features is; allowed are: free (mapped, no "
         "hazard), no_data"},
        {HAZARD("path: amenazas.gpkg, classes: clases.csv, outside: free"), PDOT_SCHEMA, 5, 5,
         "class: is missing"},
        {HAZARD("path: amenazas.gpkg, class: g, outside: free"), PDOT_SCHEMA, 5, 5, "classes: is missing"},
        {HAZARD("path: amenazas.gpkg, derive: buffer, outside: free"), PDOT_SCHEMA, 5, 5,
         "needs distance_m:"},
        {HAZARD("path: amenazas.gpkg, class: g, classes: clases.csv, distance_m: 5, outside: free"),
         PDOT_SCHEMA, 5, 80, "distance_m: goes with derive: buffer"},
        {HAZARD("path: amenazas.gpkg, derive: slope_percent, outside: free"), PDOT_SCHEMA, 5, 45,
         "slopes are derived of a dem:"},
        {HAZARD("dem: dem.tif, classes: clases.csv"), PDOT_SCHEMA, 5, 5, "write derive: slope_percent"},
        {HAZARD("dem: dem.tif, derive: slope_percent, classes: clases.csv, outside: free"), PDOT_SCHEMA, 5,
         83, "allowed is: no_data"},
        {HAZARD("raster: dem.tif, classes: clases.csv"), PDOT_SCHEMA, 5, 5, "outside: is missing"},
        {HAZARD("raster: dem.tif, outside: free"), PDOT_SCHEMA, 5, 5, "classes: is missing"},
        {HAZARD("raster: dem.tif, classes: clases.csv, outside: free, layer: x"), PDOT_SCHEMA, 5, 76,
         "layer: goes with path:"},
        {HAZARD("path: amenazas.gpkg, class: g, classes: clases.csv, outside: free") "  - {id: masa, dem: "
                                                                                     "dem.tif}\n",
         PDOT_SCHEMA, 6, 10, "hazards[].id: \"masa\" is given twice"},
        {HAZARD(
             "path: amenazas.gpkg, class: g, classes: clases.csv, outside: free") "land: [{id: masa, path: "
                                                                                  "limites.gpkg, class: c, "
                                                                                  "classes: clases.csv}]\n",
         PDOT_SCHEMA, 6, 13, "land[].id: \"masa\" is given twice"},
        {HEAD "assets: [{id: a, path: puntos.csv, measure: count}]\n", PDOT_SCHEMA, 4, 24,
         "name its coordinate columns"},
        {HEAD "assets: [{id: a, path: puntos.csv, x: x, measure: count}]\n", PDOT_SCHEMA, 4, 39,
         "x: and y: go together"},
        {HEAD "assets: [{id: a, path: puntos.csv, x: x, y: y, measure: count}]\n", PDOT_SCHEMA, 4, 10,
         "crs: is missing"},
        {HEAD "assets: [{id: a, path: limites.gpkg, x: x, y: y, measure: count}]\n", PDOT_SCHEMA, 4, 41,
         "go with a table"},
        {HEAD "assets: [{id: a, path: limites.gpkg, measure: length, weight: w}]\n", PDOT_SCHEMA, 4, 63,
         "weight: goes with"},
        {LEVEL "  - {level: barrio, path: limites.gpkg, code: c, name: n}\n" PLAN, PDOT_SCHEMA, 3, 5,
         "level \"barrio\" does not say what it lies in: write parent: parroquia"},
        {LEVEL "  - {level: barrio, path: limites.gpkg, code: c, name: n, parent: canton}\n" PLAN,
         PDOT_SCHEMA, 3, 67, "\"canton\" is no coarser level; levels above this one are: parroquia"},
        {LEVEL "  - {level: parroquia, path: limites.gpkg, code: c, name: n, parent: parroquia}\n" PLAN,
         PDOT_SCHEMA, 3, 13, "\"parroquia\" is given twice"},
        {LEVEL
         "  - {level: b, path: limites.gpkg, code: c, name: n, parent: parroquia, parent_code: p}\n" PLAN,
         PDOT_SCHEMA, 3, 86, "exclude each other"},
        {PLAN "territories: [{level: a, path: limites.gpkg, code: c, name: n, parent: b}]\n", PDOT_SCHEMA, 2,
         72, "the first level is the coarsest"},
        {HEAD "tables: {activities: {path: puntos.csv, years: [2024, 2023]}}\n", PDOT_SCHEMA, 4, 48,
         "years must rise"},
        {HEAD "tables: {works: {path: limites.gpkg, layer: a, layers: [b], activity: i}}\n", PDOT_SCHEMA, 4,
         56, "exclude each other"},
        {HEAD "tables: {works: {path: puntos.csv, activity: i}}\n", PDOT_SCHEMA, 4, 24,
         "a table has no geometry"},
        {HEAD "tables: {services: {path: puntos.csv, x: a, y: b}}\n", PDOT_SCHEMA, 4, 42, "crs: is missing"},
        {HEAD "tables: {records: [{id: a, path: puntos.csv}, {id: a, path: puntos.csv}]}\n", PDOT_SCHEMA, 4,
         52, "\"a\" is the name of another table"},
        {HEAD "tables: {records: [{id: budget, path: puntos.csv}]}\n", PDOT_SCHEMA, 4, 25,
         "\"budget\" is the name of another table"},
    };
    assert_refusals(cases, sizeof cases / sizeof *cases);
}

static void what_is_no_yaml_is_refused_with_its_place(void **state)
{
    (void)state;
    static const refusal cases[] = {
        {"", PDOT_SCHEMA, 1, 0, "the manifest is empty"},
        {"# nothing\n", PDOT_SCHEMA, 1, 0, "the manifest is empty"},
        {"plan: {id: loja\n", PDOT_FORMAT, 2, 1, "not YAML: did not find expected ',' or '}'"},
        {"plan: {id: loja}\nx: a: b\n", PDOT_FORMAT, 2, 5, "quote texts that contain \": \""},
        {"plan:\n\tid: loja\n", PDOT_FORMAT, 2, 1, "a tab cannot indent YAML: use blanks"},
        {"plan: {id: loja}\n---\nplan: 1\n", PDOT_FORMAT, 2, 1, "one YAML document"},
        {"plan: &p {id: loja}\n", PDOT_FORMAT, 1, 7, "anchors (&name) and aliases (*name) are not used"},
        {"a: [x, x]\nb: *a\n", PDOT_FORMAT, 2, 4, "anchors (&name)"},
        {"plan:\n  id: Ca\xF1"
         "ar\n",
         PDOT_FORMAT, 2, 0, "not UTF-8"},
        {"[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]", PDOT_LIMIT, 1, 13, "nested more than 12 levels"},
    };
    assert_refusals(cases, sizeof cases / sizeof *cases);
}

static void an_alias_bomb_is_refused_at_once(void **state)
{
    (void)state;
    static const refusal bomb[] = {
        {"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
         "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n",
         PDOT_FORMAT, 1, 4, "aliases"}};
    assert_refusals(bomb, 1);
}

static void too_many_nodes_are_refused(void **state)
{
    (void)state;
    char *text = malloc(1 << 17);
    size_t size = (size_t)snprintf(text, 16, "a: [x");
    while (size < (1 << 17) - 16)
        size += (size_t)snprintf(text + size, 8, ",x");
    (void)snprintf(text + size, 8, "]\n");
    pd_manifest *manifest = NULL;
    assert_fails(ctx, pd_manifest_load(ctx, files_text(&dir, "plan.yaml", text), &manifest), PDOT_LIMIT,
                 "more than 20000 keys and values");
    free(text);
}

static void a_manifest_that_cannot_be_read_says_why(void **state)
{
    (void)state;
    pd_manifest *manifest = NULL;
    assert_fails(ctx, pd_manifest_load(ctx, "/nowhere/plan.yaml", &manifest), PDOT_IO,
                 "the manifest cannot be read: ");
    pd_clear_error(ctx);
    assert_fails(ctx, pd_manifest_load(ctx, dir.folder, &manifest), PDOT_IO, "name plan.yaml itself");
}

static void a_bare_name_starts_in_the_current_folder(void **state)
{
    (void)state;
    char before[1024];
    assert_non_null(getcwd(before, sizeof before));
    (void)files_text(&dir, "plan.yaml", HEAD);
    assert_int_equal(chdir(dir.folder), 0);
    pd_manifest *manifest = NULL;
    const pdot_status status = pd_manifest_load(ctx, "plan.yaml", &manifest);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(status, PDOT_OK);
    assert_string_equal(manifest->folder, ".");
    assert_string_equal(manifest->levels[0].file.path, "limites.gpkg");
    pd_manifest_free(manifest);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(defaults_are_filled_in, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_section_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(keys_that_are_mistyped_say_what_is_allowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(values_of_the_wrong_kind_say_what_is_allowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(files_that_are_not_there_are_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rules_between_keys_say_what_is_missing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_yaml_is_refused_with_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_alias_bomb_is_refused_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(too_many_nodes_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_manifest_that_cannot_be_read_says_why, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bare_name_starts_in_the_current_folder, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/manifest", tests, NULL, NULL);
}
