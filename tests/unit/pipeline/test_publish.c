/* The layers that only a delivery needs, on a small drawn plan: the ground of a hazard as polygons, works and
 * services with their words. */
#include "import_fixture.h"

#include "geo/geometry.h"
#include "pipeline/publish/ground.h"
#include "pipeline/publish/places.h"

#define PLAN                                                                                                 \
    "plan: {id: prueba, title: Plan de prueba, language: es, crs: EPSG:32717, period: [2023, 2027]}\n"       \
    "territories:\n"                                                                                         \
    "  - {level: parroquia, path: parroquias.geojson, code: codigo, name: nombre}\n"                         \
    "hazards:\n"                                                                                             \
    "  - {id: masa, title: Masa, path: masa.geojson, class: grado, classes: clases.csv, outside: free}\n"    \
    "tables:\n"                                                                                              \
    "  activities: {path: actividades.csv}\n"                                                                \
    "  works: {path: obras.geojson, activity: id_actividad}\n"                                               \
    "  services: {path: servicios.csv, x: este, y: norte, crs: EPSG:32717}\n"
#define POINT(activity, x, y)                                                                                \
    "{\"type\": \"Feature\", \"properties\": {\"id_actividad\": \"" activity                                 \
    "\"}, \"geometry\": {\"type\": \"Point\", \"coordinates\": [" x ", " y "]}}"

/* Two parroquias of 2 x 2 km; in the western one high ground lies over low ground, and some is not mapped. */
static void draw_plan(const fixture *f)
{
    WRITE_LAYER(f, "parroquias.geojson", {"\"codigo\": \"110151\", \"nombre\": \"Oeste\"", 0, 0, 2, 2},
                {"\"codigo\": \"110152\", \"nombre\": \"Este\"", 2, 0, 2, 2});
    WRITE_LAYER(f, "masa.geojson", {"\"grado\": \"baja\"", 0, 0, 1, 2}, {"\"grado\": \"alta\"", 0, 1, 1, 1},
                {"\"grado\": \"nada\"", 1, 0, 1, 1});
    write_file(f, "clases.csv",
               "value,rank,high,label\nnada,,no,Sin Dato\nbaja,2,no,Baja\nalta,4,yes,Alta\n");
    write_file(f, "actividades.csv",
               "id,componente,actividad,zonas\na1,Bio,Sembrar,Oeste\na2,Bio,Drenar,Este\n");
    write_file(f, "obras.geojson",
               "{\"type\": \"FeatureCollection\", " CRS_MEMBER
               "\"features\": [" POINT("a1", "700500", "9550500") "]}");
    write_file(f, "servicios.csv",
               "id,nombre,tipo,este,norte\ns1,Centro,salud,702500,9550500\ns2,Otro,salud,,\n");
    write_file(f, "plan.yaml", PLAN);
}

/* Everything before the delivery; the notes are of no interest. */
static void bring(fixture *f)
{
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx, pd_stage_link(f->ctx, &f->run, false, &f->outcome));
    assert_ok(f->ctx, pd_stage_coverage(f->ctx, &f->run, false, &f->outcome));
}

static const char *text_at(const pd_table *table, const pd_row *row, const char *column)
{
    const pd_value value = row->values[pd_table_column(table, column)];
    return value.kind == PD_VALUE_TEXT ? value.as.text : "";
}

/* Reads all rows of a result table; `see` is called for each. Gives how many there are. */
typedef void (*see_fn)(fixture *f, const pd_table *table, const pd_row *row, void *user);
static size_t each_row(fixture *f, const char *name, see_fn see, void *user)
{
    pd_result_reader *reader = NULL;
    const pd_row *row = NULL;
    size_t n = 0;
    assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, name, &reader));
    for (;; n++) {
        assert_ok(f->ctx, pd_result_next(f->ctx, reader, &row));
        if (row == NULL)
            break;
        see(f, pd_result_table(reader), row, user);
    }
    pd_result_close(reader);
    return n;
}

/* Hectares drawn of a class in a territory, measured in the plane. */
typedef struct piece {
    const char *code, *class;
    double drawn_ha, figure_ha;
} piece;

static void see_piece(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    piece *wanted = user;
    double area = 0;
    if (strcmp(text_at(table, row, "codigo"), wanted->code) != 0 ||
        strcmp(text_at(table, row, "clase"), wanted->class) != 0)
        return;
    assert_ok(f->ctx, pd_geometry_planar_area(f->ctx, row->wkb, &area));
    wanted->drawn_ha += area / 10000;
    wanted->figure_ha += row->values[pd_table_column(table, "area_ha")].as.real;
}

static void assert_piece(fixture *f, const char *code, const char *class, double hectares)
{
    piece found = {.code = code, .class = class};
    (void)each_row(f, "amenazas", see_piece, &found);
    assert_close(found.drawn_ha, hectares, 0.001, 0);
    assert_close(found.figure_ha, hectares, 0, 0.003); /* the plane is 0.15 % off there */
}

static void the_worst_class_has_the_ground(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    bring(f);
    assert_ok(f->ctx, pd_ground_layer_bring(f->ctx, &f->run));
    assert_piece(f, "110151", "Alta", 100);
    assert_piece(f, "110151", "Baja", 100);
    assert_piece(f, "110151", "sin dato", 100); /* whatever its letters in the table */
    assert_piece(f, "110151", "Sin Dato", 0);
    assert_piece(f, "110151", "libre", 100);
    assert_piece(f, "110152", "libre", 400);
    pd_findings findings;
    pd_findings_init(f->ctx, &findings);
    assert_ok(f->ctx, pd_store_load_findings(f->ctx, f->store, &findings));
    assert_null(find_finding(&findings, "ground_mismatch"));
    pd_findings_release(&findings);
}

static char *unit_of(fixture *f, const char *name)
{
    char *value = NULL;
    assert_ok(f->ctx, pd_store_unit_load(f->ctx, f->store, name, &value));
    return value;
}

static void ground_is_drawn_again_when_its_figures_change(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    bring(f);
    assert_ok(f->ctx, pd_ground_layer_bring(f->ctx, &f->run));
    char *before = unit_of(f, PD_GROUND_UNIT "/masa");
    assert_non_null(before);
    WRITE_LAYER(f, "masa.geojson", {"\"grado\": \"alta\"", 2, 0, 1, 1});
    bring(f);
    assert_ok(f->ctx, pd_ground_layer_bring(f->ctx, &f->run));
    char *after = unit_of(f, PD_GROUND_UNIT "/masa");
    assert_string_not_equal(before, after);
    assert_piece(f, "110151", "Alta", 0);
    assert_piece(f, "110152", "Alta", 100);
    pd_free(after);
    pd_free(before);
}

static void ground_of_a_hazard_that_is_gone_is_forgotten(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    bring(f);
    assert_ok(f->ctx, pd_ground_layer_bring(f->ctx, &f->run));
    write_file(f, "plan.yaml",
               "plan: {id: prueba, title: Plan de prueba, language: es, crs: EPSG:32717}\n"
               "territories:\n"
               "  - {level: parroquia, path: parroquias.geojson, code: codigo, name: nombre}\n");
    bring(f);
    assert_ok(f->ctx, pd_ground_layer_bring(f->ctx, &f->run));
    char *unit = unit_of(f, PD_GROUND_UNIT "/masa");
    assert_null(unit);
    assert_piece(f, "110151", "Alta", 0);
}

static void see_work(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    (void)f;
    (void)user;
    assert_string_equal(text_at(table, row, "actividad_id"), "a1");
    assert_string_equal(text_at(table, row, "actividad"), "Sembrar");
    assert_string_equal(text_at(table, row, "componente"), "Bio");
    assert_true(row->wkb.size > 0);
}

static void see_length(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    (void)f;
    *(double *)user += row->values[pd_table_column(table, "longitud_m")].as.real;
}

static void see_area(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    (void)f;
    *(double *)user += row->values[pd_table_column(table, "area_ha")].as.real;
}

static void see_nothing(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    (void)f;
    (void)table;
    (void)row;
    (void)user;
}

static void a_work_has_the_words_of_its_activity(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    bring(f);
    assert_ok(f->ctx, pd_places_bring(f->ctx, &f->run));
    assert_int_equal(each_row(f, "actividades_puntos", see_work, NULL), 1);
    assert_int_equal(each_row(f, "actividades_lineas", see_nothing, NULL), 0);
    assert_int_equal(each_row(f, "actividades_poligonos", see_nothing, NULL), 0);
}

static void see_service(fixture *f, const pd_table *table, const pd_row *row, void *user)
{
    double x = 0, y = 0;
    (void)user;
    assert_string_equal(text_at(table, row, "servicio_id"), "s1");
    assert_string_equal(text_at(table, row, "nombre"), "Centro");
    assert_string_equal(text_at(table, row, "tipo"), "salud");
    assert_ok(f->ctx, pd_geometry_inner_point(f->ctx, row->wkb, &x, &y));
    assert_close(x, 702500, 0.001, 0);
    assert_close(y, 9550500, 0.001, 0);
}

static void a_service_with_coordinates_has_its_row(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    bring(f);
    assert_ok(f->ctx, pd_places_bring(f->ctx, &f->run));
    assert_int_equal(each_row(f, "servicios_puntos", see_service, NULL), 1);
}

/* A closed line among open ones is a line; the kind of a layer is the kind of all its shapes. */
static void works_go_to_the_layer_of_their_kind(void **state)
{
    fixture *f = *state;
    double length_m = 0, area_ha = 0;
    draw_plan(f);
    write_file(f, "obras.geojson",
               "{\"type\": \"FeatureCollection\", " CRS_MEMBER
               "\"features\": [{\"type\": \"Feature\", \"properties\": {\"id_actividad\": \"a1\"}, "
               "\"geometry\": {\"type\": \"LineString\", \"coordinates\": [[700000, 9550000], [701000, "
               "9550000]]}}, {\"type\": \"Feature\", \"properties\": {\"id_actividad\": \"a2\"}, "
               "\"geometry\": {\"type\": \"LineString\", \"coordinates\": [[700000, 9550000], [701000, "
               "9550000], [701000, 9551000], [700000, 9550000]]}}]}");
    bring(f);
    assert_ok(f->ctx, pd_places_bring(f->ctx, &f->run));
    assert_int_equal(each_row(f, "actividades_lineas", see_length, &length_m), 2);
    assert_close(length_m, 1000 + 2000 + 1414.214, 0, 0.002);
    assert_int_equal(each_row(f, "actividades_puntos", see_nothing, NULL), 0);

    WRITE_LAYER(f, "obras.geojson", {"\"id_actividad\": \"a2\"", 2, 0, 1, 1});
    bring(f);
    assert_ok(f->ctx, pd_places_bring(f->ctx, &f->run));
    assert_int_equal(each_row(f, "actividades_poligonos", see_area, &area_ha), 1);
    assert_close(area_ha, 100, 0, 0.003);
    assert_int_equal(each_row(f, "actividades_lineas", see_nothing, NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_worst_class_has_the_ground),
        TEST(ground_is_drawn_again_when_its_figures_change),
        TEST(ground_of_a_hazard_that_is_gone_is_forgotten),
        TEST(a_work_has_the_words_of_its_activity),
        TEST(a_service_with_coordinates_has_its_row),
        TEST(works_go_to_the_layer_of_their_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
