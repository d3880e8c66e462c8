/* The import stage on small drawn plans: what goes in, what is done again, and what is refused with which
 * words. */
#include "import_fixture.h"

#define HEAD                                                                                                 \
    "plan: {id: prueba, title: Plan de prueba, language: es, crs: EPSG:32717, period: [2023, 2027]}\n"       \
    "territories:\n"                                                                                         \
    "  - {level: canton, path: canton.geojson, code: codigo, name: nombre}\n"                                \
    "  - {level: parroquia, path: parroquias.geojson, code: codigo, name: nombre, kind: tipo, parent: "      \
    "canton}\n"
#define HAZARD                                                                                               \
    "hazards:\n  - {id: masa, title: Masa, path: masa.geojson, class: grado, classes: clases.csv, outside: " \
    "free}\n"
#define FAULTS "  - {id: fallas, path: fallas.geojson, derive: buffer, distance_m: 100, outside: free}\n"
#define CLASSES                                                                                              \
    "value,rank,high,label,color\nsin dato,,no,Sin dato,\nbaja,2,no,Baja,#bdd7e7\nbajo,2,no,Baja,\n"         \
    "alta,4,sí,Alta,#a50f15\n"

/* A canton of 4 x 2 km with two parroquias, a hazard and a fault of 2 km. */
static void draw_plan(const fixture *f)
{
    WRITE_LAYER(f, "canton.geojson", {"\"codigo\": \"1101\", \"nombre\": \"Loja\"", 0, 0, 4, 2});
    WRITE_LAYER(f, "parroquias.geojson",
                {"\"codigo\": \"110152\", \"nombre\": \"Este\", \"tipo\": \"Rural\"", 2, 0, 2, 2},
                {"\"codigo\": \"110151\", \"nombre\": \"Oeste\", \"tipo\": \"URBANA\"", 0, 0, 2, 2});
    WRITE_LAYER(f, "masa.geojson", {"\"grado\": \"ALTA\"", 0, 0, 1, 1}, {"\"grado\": \"Bajo\"", 1, 0, 1, 1},
                {"\"grado\": \"alta\"", 3, 1, 1, 1});
    write_file(f, "clases.csv", CLASSES);
    write_file(f, "fallas.geojson",
               "{\"type\": \"FeatureCollection\", " CRS_MEMBER
               "\"features\": [{\"type\": \"Feature\", \"properties\": "
               "{}, \"geometry\": {\"type\": \"LineString\", \"coordinates\": [[701000, 9551000], [703000, "
               "9551000]]}}]}");
    write_file(f, "diagnostico.csv",
               "id,componente,problema,zonas,documento,linea\np1,Bio,\"Uno, dos\",Todo el cantón,plan,10\n"
               "p2,Bio,Tres,Este,plan,11\n");
    write_file(f, "plan.yaml", HEAD HAZARD FAULTS "tables:\n  diagnosis: {path: diagnostico.csv}\n");
}

static void assert_notes(const fixture *f, const char *expected)
{
    assert_string_equal(f->outcome.notes.data, expected);
}

static void a_drawn_plan_is_imported(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    assert_true(f->outcome.did_work);
    assert_notes(f, "4 read, 0 unchanged, 0 removed");
    pdot_plan *plan = load_plan(f);
    assert_string_equal(plan->title, "Plan de prueba");
    assert_int_equal(plan->last_year, 2027);
    assert_int_equal(plan->n_territories, 3);
    assert_string_equal(plan->territories[1].code, "110151");
    assert_string_equal(plan->territories[1].kind, "urbana");
    assert_int_equal(plan->territories[1].parent, 0);
    assert_close(plan->territories[1].area_m2, 4e6, 0, 0.002); /* the plane is 0.15 % off there */
    assert_close(plan->territories[0].area_m2, plan->territories[1].area_m2 + plan->territories[2].area_m2,
                 0.01, 0);
    assert_int_equal(plan->n_hazards, 2);
    assert_int_equal(plan->hazards[0].n_classes, 3);
    assert_string_equal(plan->hazards[0].classes[0].label, "sin dato"); /* printed "Sin dato" */
    assert_true(plan->hazards[0].classes[2].is_high);
    assert_int_equal(plan->n_problems, 2);
    assert_string_equal(plan->problems[0].text, "Uno, dos");
    assert_int_equal(plan->problems[1].line, 11);
    assert_int_equal(plan->problems[1].origin.row, 3);
    pdot_plan_free(plan);
}

static void features_carry_their_class_and_feature_id(void **state)
{
    fixture *f = *state;
    pd_features features;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/masa", NULL, PD_FEATURE_IDS, &features));
    const int32_t classes[] = {2, 1, 2}; /* Alta, Baja, Alta */
    assert_int_equal(features.shapes.n_shapes, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(features.class_index[i], classes[i]);
        assert_int_equal(features.feature_id[i], i);
    }
    pd_features_release(&features);
}

static double shoelace(const pd_shapes *shapes)
{
    double twice = 0;
    for (uint32_t i = shapes->ring_start[0]; i + 1 < shapes->ring_start[1]; i++) {
        const double *a = &shapes->xy[2 * (size_t)i];
        twice += a[0] * a[3] - a[2] * a[1];
    }
    return fabs(twice) / 2;
}

static void a_buffer_has_the_area_of_its_line_and_round_ends(void **state)
{
    fixture *f = *state;
    pd_features features;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "hazard/fallas", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_shapes, 1);
    const double round_m2 = 32 * 100.0 * 100.0 * sin(M_PI / 32); /* two ends of 32 triangles each side */
    assert_close(shoelace(&features.shapes), 2000.0 * 200.0 + round_m2, 1, 0);
    pd_features_release(&features);
    pd_findings findings;
    pd_findings_init(f->ctx, &findings);
    assert_ok(f->ctx, pd_store_load_findings(f->ctx, f->store, &findings));
    assert_non_null(find_finding(&findings, "class_implied"));
    pd_findings_release(&findings);
}

static void importing_again_does_nothing(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx, import_again(f));
    assert_false(f->outcome.did_work);
    assert_notes(f, "");
    draw_plan(f); /* the same content with a new time */
    assert_ok(f->ctx, import_again(f));
    assert_false(f->outcome.did_work);
    assert_ok(f->ctx, pd_stage_import(f->ctx, &f->run, true, &f->outcome));
    assert_true(f->outcome.did_work);
    assert_notes(f, "4 read, 0 unchanged, 0 removed");
    pdot_plan *plan = load_plan(f);
    assert_int_equal(plan->n_territories, 3);
    assert_int_equal(plan->n_problems, 2);
    pdot_plan_free(plan);
}

static void only_what_changed_is_read_again(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    WRITE_LAYER(f, "masa.geojson", {"\"grado\": \"alta\"", 0, 0, 1, 1});
    assert_ok(f->ctx, import_again(f));
    assert_notes(f, "1 read, 3 unchanged, 0 removed");
    pd_buffer_clear(&f->outcome.notes);
    write_file(f, "clases.csv", CLASSES "muy alta,5,yes,Muy alta,\n"); /* a class table concerns its hazard */
    assert_ok(f->ctx, import_again(f));
    assert_notes(f, "1 read, 3 unchanged, 0 removed");
    write_file(f, "plan.yaml",
               HEAD HAZARD
               "  - {id: fallas, path: fallas.geojson, derive: buffer, distance_m: 200, outside: free}\n"
               "tables:\n  diagnosis: {path: diagnostico.csv}\n");
    assert_ok(f->ctx, import_again(f)); /* and so does a key of the manifest */
    assert_notes(f, "1 read, 3 unchanged, 0 removed");
}

static void a_sidecar_file_belongs_to_its_layer(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    write_file(f, "masa.prj", "GEOGCS[\"beside\"]");
    assert_ok(f->ctx, import_again(f));
    assert_notes(f, "1 read, 3 unchanged, 0 removed");
}

static void what_the_manifest_no_longer_names_is_removed(void **state)
{
    fixture *f = *state;
    int64_t count = 0;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    write_file(f, "plan.yaml",
               HEAD "hazards:\n" FAULTS); /* fallas alone: it moves to the first place, masa goes */
    assert_ok(f->ctx, import_again(f));
    assert_true(f->outcome.did_work);
    assert_notes(f, "0 read, 2 unchanged, 2 removed");
    pdot_plan *plan = load_plan(f);
    assert_int_equal(plan->n_hazards, 1);
    assert_string_equal(plan->hazards[0].id, "fallas");
    assert_int_equal(plan->n_problems, 0);
    pdot_plan_free(plan);
    assert_ok(f->ctx, pd_store_count_features(f->ctx, f->store, "hazard/masa", &count));
    assert_int_equal(count, 0);
}

static void a_new_order_moves_hazards_without_reading_them(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    write_file(
        f, "plan.yaml",
        HEAD
        "hazards:\n" FAULTS
        "  - {id: masa, title: Masa, path: masa.geojson, class: grado, classes: clases.csv, outside: free}\n"
        "tables:\n  diagnosis: {path: diagnostico.csv}\n");
    assert_ok(f->ctx, import_again(f));
    assert_notes(f, "0 read, 4 unchanged, 0 removed");
    pdot_plan *plan = load_plan(f);
    assert_string_equal(plan->hazards[0].id, "fallas");
    assert_string_equal(plan->hazards[1].id, "masa");
    pdot_plan_free(plan);
}

/* --- territories --- */

#define SEAT_HEAD                                                                                            \
    "plan: {id: prueba, title: Prueba, language: es, crs: EPSG:32717}\n"                                     \
    "territories:\n"                                                                                         \
    "  - {level: canton, path: canton.geojson, code: codigo, name: nombre}\n"                                \
    "  - {level: cabecera, path: cabecera.geojson, code: codigo, name: nombre, parent: canton}\n"            \
    "  - {level: parroquia, path: parroquias.geojson, code: codigo, name: nombre, kind: tipo, "              \
    "parent_code: padre}\n"

static void draw_seat(const fixture *f)
{
    write_file(f, "plan.yaml", SEAT_HEAD);
    WRITE_LAYER(f, "canton.geojson", {"\"codigo\": \"1101\", \"nombre\": \"Loja\"", 0, 0, 4, 2});
    WRITE_LAYER(f, "cabecera.geojson", {"\"codigo\": \"110150\", \"nombre\": \"Loja\"", 0, 0, 2, 2});
}

static void a_rest_of_the_seat_is_a_territory(void **state)
{
    fixture *f = *state;
    draw_seat(f);
    WRITE_LAYER(
        f, "parroquias.geojson",
        {"\"codigo\": \"110101\", \"nombre\": \"A\", \"tipo\": \"urbana\", \"padre\": \"110150\"", 0, 0, 1,
         2},
        {"\"codigo\": \"110150-R\", \"nombre\": \"R\", \"tipo\": \"resto\", \"padre\": \"110150\"", 1, 0, 1,
         2},
        {"\"codigo\": \"110151\", \"nombre\": \"B\", \"tipo\": \"rural\", \"padre\": \"1101\"", 2, 0, 2, 2});
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    const int32_t rest = pdot_plan_find_territory(plan, "110150-R");
    assert_true(plan->territories[rest].is_rest && plan->territories[rest].is_finest);
    assert_true(pdot_plan_is_within(plan, rest, pdot_plan_find_territory(plan, "1101")));
    assert_false(plan->territories[pdot_plan_find_territory(plan, "110150")].is_finest);
    pdot_plan_free(plan);
}

static void ground_of_the_seat_that_no_unit_covers_is_not_invented(void **state)
{
    fixture *f = *state;
    draw_seat(f);
    WRITE_LAYER(
        f, "parroquias.geojson",
        {"\"codigo\": \"110101\", \"nombre\": \"A\", \"tipo\": \"urbana\", \"padre\": \"110150\"", 0, 0, 1,
         2},
        {"\"codigo\": \"110151\", \"nombre\": \"B\", \"tipo\": \"rural\", \"padre\": \"1101\"", 2, 0, 2, 2});
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    assert_int_equal(plan->n_territories, 4);
    const pd_territory *seat = &plan->territories[pdot_plan_find_territory(plan, "110150")];
    const pd_territory *urban = &plan->territories[pdot_plan_find_territory(plan, "110101")];
    assert_close(seat->area_m2, 2 * urban->area_m2, 100, 0); /* its own ground, not its children's */
    pdot_plan_free(plan);
}

static void units_without_geometry_have_the_ground_of_their_children(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    write_file(f, "canton.csv", "codigo,nombre\n1101,Loja\n");
    write_file(
        f, "plan.yaml",
        "plan: {id: prueba, title: Prueba, language: es, crs: EPSG:32717}\nterritories:\n"
        "  - {level: canton, path: canton.csv, code: codigo, name: nombre}\n"
        "  - {level: parroquia, path: parroquias.geojson, code: codigo, name: nombre, parent: canton}\n");
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    const pd_territory *canton = &plan->territories[0];
    assert_close(canton->area_m2, plan->territories[1].area_m2 + plan->territories[2].area_m2, 0.01, 0);
    assert_true(canton->wkb.size > 0 && !canton->is_finest);
    pdot_plan_free(plan);
    write_file(f, "canton.csv", "codigo,nombre\n1101,Loja\n1102,Otro\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "cannot be told without geometries");
}

static void a_parent_is_the_unit_that_holds_a_point_inside(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    WRITE_LAYER(f, "canton.geojson", {"\"codigo\": \"1102\", \"nombre\": \"Este\"", 2, 0, 2, 2},
                {"\"codigo\": \"1101\", \"nombre\": \"Oeste\"", 0, 0, 2, 2});
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    for (int32_t i = 2; i < 4; i++) {
        const pd_territory *unit = &plan->territories[i];
        assert_string_equal(plan->territories[unit->parent].name, unit->name);
    }
    pdot_plan_free(plan);
    WRITE_LAYER(f, "canton.geojson", {"\"codigo\": \"1101\", \"nombre\": \"Oeste\"", 0, 0, 2, 2},
                {"\"codigo\": \"1102\", \"nombre\": \"Lejos\"", 8, 0, 2, 2});
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "110152 lies in no unit of level canton");
}

#define CROSSWALK_HEAD                                                                                       \
    "plan: {id: prueba, title: Prueba, language: es, crs: EPSG:32717}\nterritories:\n"                       \
    "  - {level: canton, path: canton.geojson, code: codigo, name: nombre}\n"                                \
    "  - {level: parroquia, path: parroquias.geojson, code: rotulo, name: oficial, kind: tipo, "             \
    "parent_code: padre, "                                                                                   \
    "codes: {path: codigos.csv, from: nombre_en_capa, to: codigo}}\n"

static void draw_crosswalk(const fixture *f)
{
    draw_plan(f);
    WRITE_LAYER(f, "parroquias.geojson", {"\"rotulo\": \"EL  VALLE\"", 0, 0, 2, 2},
                {"\"rotulo\": \"Carigan\"", 2, 0, 2, 2});
    write_file(f, "codigos.csv",
               "nombre_en_capa,codigo,oficial,tipo,padre\nel valle,110104,El Valle,urbana,1101\n"
               "CARIGÁN,110105,Carigán,urbana,1101\nPunzara,110106,Punzara,urbana,1101\n");
    write_file(f, "plan.yaml", CROSSWALK_HEAD);
}

static void a_crosswalk_gives_codes_and_further_columns(void **state)
{
    fixture *f = *state;
    pd_findings findings;
    draw_crosswalk(f);
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    assert_string_equal(plan->territories[1].code, "110104");
    assert_string_equal(plan->territories[1].name, "El Valle");
    assert_string_equal(plan->territories[2].name, "Carigán");
    assert_string_equal(plan->territories[2].kind, "urbana");
    pdot_plan_free(plan);
    pd_findings_init(f->ctx, &findings);
    assert_ok(f->ctx, pd_store_load_findings(f->ctx, f->store, &findings));
    const pdot_finding *unused = find_finding(&findings, "code_unused");
    assert_non_null(unused);
    assert_string_equal(unused->subject, "110106");
    assert_int_equal(unused->row, 4);
    pd_findings_release(&findings);
}

/* --- what is refused, and that the store is as it was --- */

typedef struct refusal {
    const char *file, *text; /* written before the second import */
    pdot_status status;
    const char *words; /* of the message */
    int64_t row;
    const char *field;
} refusal;

static void assert_refused(fixture *f, const refusal *wanted)
{
    write_file(f, wanted->file, wanted->text);
    open_plan(f);
    pd_clear_error(f->ctx);
    const pdot_status status = pd_stage_import(f->ctx, &f->run, false, &f->outcome);
    const pdot_error *error = pdot_ctx_error(f->ctx);
    if (status != wanted->status || strstr(error->message, wanted->words) == NULL)
        print_error("%s: %s: %s\n", wanted->file, pdot_status_name(status), error->message);
    assert_int_equal(status, wanted->status);
    assert_non_null(strstr(error->message, wanted->words));
    assert_non_null(strstr(error->message, wanted->file)); /* says where */
    assert_int_equal(error->row, wanted->row);
    assert_string_equal(error->field, wanted->field);
    pd_clear_error(f->ctx);
    pdot_plan *plan = load_plan(f);
    assert_int_equal(plan->n_territories, 3);
    assert_int_equal(plan->n_hazards, 2);
    assert_int_equal(plan->n_problems, 2);
    pdot_plan_free(plan);
}

static void bad_tables_are_refused_and_change_nothing(void **state)
{
    fixture *f = *state;
    const refusal cases[] = {
        {"diagnostico.csv", "id,problema\np1,\"Uno\n", PDOT_FORMAT, "quote", 2, ""},
        {"diagnostico.csv", "id,problema\np1,Uno\xff\n", PDOT_FORMAT, "UTF-8", 2, ""},
        {"diagnostico.csv", "id,texto\np1,Uno\n", PDOT_SCHEMA, "problema", 0, "problema"},
        {"diagnostico.csv", "id,problema\np1,Uno\n\np1,Dos\n", PDOT_SCHEMA, "\"p1\" already stands in line 2",
         4, "id"},
        {"diagnostico.csv", "id,problema\n,Uno\n", PDOT_SCHEMA, "no id", 2, "id"},
        {"diagnostico.csv", "id,problema\np1,\n", PDOT_SCHEMA, "\"problema\" is empty", 2, "problema"},
        {"diagnostico.csv", "id,problema,linea\np1,Uno,x\n", PDOT_SCHEMA, "no line number", 2, "linea"},
    };
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(f, &cases[i]);
}

static void bad_class_tables_are_refused_and_change_nothing(void **state)
{
    fixture *f = *state;
    const refusal cases[] = {
        {"clases.csv", "value,rank\nalta,6\n", PDOT_SCHEMA, "\"6\" is no rank", 2, "rank"},
        {"clases.csv", "value,rank\nalta,-1\n", PDOT_SCHEMA, "\"-1\" is no rank", 2, "rank"},
        {"clases.csv", "value,rank,high\nalta,4,quizás\n", PDOT_SCHEMA, "yes or no", 2, "high"},
        {"clases.csv", "value,rank,high\nalta,,yes\n", PDOT_SCHEMA, "cannot be high", 2, "high"},
        {"clases.csv", "value,rank\nalta,4\nÁLTA ,5\n", PDOT_SCHEMA, "already stands in line 2", 3, "value"},
        {"clases.csv", "value,rank,label\nalta,4,A\nmuy alta,5,A\n", PDOT_SCHEMA, "another rank", 3, "label"},
        {"clases.csv", "value,rank,color\nalta,4,rojo\n", PDOT_SCHEMA, "#rrggbb", 2, "color"},
        {"clases.csv", "value,rank,peso\nalta,4,1\n", PDOT_SCHEMA, "no column \"peso\"", 0, "peso"},
        {"clases.csv", "value,rank,label\n,0,\n", PDOT_SCHEMA, "needs a label", 2, "label"},
        {"clases.csv", "value,high\nalta,yes\n", PDOT_SCHEMA, "rank", 0, "rank"},
        {"clases.csv", "value,rank\n", PDOT_SCHEMA, "no rows", 0, ""},
    };
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_refused(f, &cases[i]);
}

#define FEATURE(properties, x)                                                                               \
    "{\"type\": \"Feature\", \"properties\": {" properties                                                   \
    "}, \"geometry\": {\"type\": \"Polygon\", \"coordinates\": "                                             \
    "[[[70" #x "000, 9550000], [70" #x "900, 9550000], [70" #x "900, 9550900], [70" #x "000, 9550000]]]}}"
#define COLLECTION(members, features)                                                                        \
    "{\"type\": \"FeatureCollection\", " members "\"features\": [" features "]}"

static void bad_layers_are_refused_and_change_nothing(void **state)
{
    fixture *f = *state;
    const refusal cases[] = {
        {"masa.geojson",
         COLLECTION(CRS_MEMBER, FEATURE("\"grado\": \"alta\"", 0) "," FEATURE("\"grado\": \"altísima\"", 1)),
         PDOT_SCHEMA, "\"altísima\" in field \"grado\" is no class of clases.csv", 1, "grado"},
        {"masa.geojson", COLLECTION(CRS_MEMBER, FEATURE("\"nivel\": \"alta\"", 0)), PDOT_SCHEMA, "grado", 0,
         ""},
        {"masa.geojson", COLLECTION(CRS_MEMBER, ""), PDOT_SCHEMA, "", 0, ""},
        {"parroquias.geojson",
         COLLECTION(CRS_MEMBER,
                    FEATURE("\"codigo\": \"1\", \"nombre\": \"a\", \"tipo\": \"\"",
                            0) "," FEATURE("\"codigo\": \"1\", \"nombre\": \"b\", \"tipo\": \"\"", 1)),
         PDOT_SCHEMA, "the code \"1\" is used twice", 1, "codigo"},
        {"parroquias.geojson",
         COLLECTION(CRS_MEMBER, FEATURE("\"codigo\": \"1101\", \"nombre\": \"a\", \"tipo\": \"\"", 0)),
         PDOT_SCHEMA, "\"1101\" is used twice", 0, "codigo"},
        {"parroquias.geojson",
         COLLECTION(CRS_MEMBER, FEATURE("\"codigo\": \" \", \"nombre\": \"a\", \"tipo\": \"\"", 0)),
         PDOT_SCHEMA, "is empty", 0, "codigo"},
    };
    draw_plan(f);
    assert_ok(f->ctx, import_again(f));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        draw_plan(f);
        assert_refused(f, &cases[i]);
    }
}

static void bad_crosswalks_are_refused(void **state)
{
    fixture *f = *state;
    draw_crosswalk(f);
    write_file(f, "codigos.csv",
               "nombre_en_capa,codigo,oficial,tipo,padre\nel valle,110104,El Valle,urbana,1101\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "\"Carigan\" in its column \"nombre_en_capa\"");
    pd_clear_error(f->ctx);
    write_file(f, "codigos.csv",
               "nombre_en_capa,codigo,oficial,tipo,padre\nel valle,1,a,,1101\nEL VALLE,2,b,,1101\n");
    assert_fails(f->ctx, import_again(f), PDOT_AMBIGUOUS, "already stands in line 2");
    pd_clear_error(f->ctx);
    write_file(f, "codigos.csv",
               "nombre_en_capa,codigo,oficial,tipo,padre\nel valle,1,a,,1199\ncarigan,2,b,,1101\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "\"1199\" in \"padre\", but no unit has that code");
    pd_clear_error(f->ctx);
    write_file(f, "codigos.csv",
               "nombre_en_capa,codigo,oficial,tipo,padre\nel valle,1,a,,2\ncarigan,2,b,,1101\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "of no coarser level");
}

/* --- other kinds --- */

static void rasters_keep_their_classes_and_their_path(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    write_file(f, "inund.asc",
               "ncols 2\nnrows 2\nxllcorner 700000\nyllcorner 9550000\ncellsize 1000\nNODATA_value 0\n"
               "1 2\n3 4\n");
    write_file(f, "clases_inund.csv", "value,rank,high,label\n3,4,yes,Alta\n1,2,no,Baja\n");
    write_file(f, "plan.yaml",
               HEAD "hazards:\n  - {id: inund, title: Inundación, raster: inund.asc, classes: "
                    "clases_inund.csv, crs: EPSG:32717, outside: no_data}\n");
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    const pd_hazard *hazard = &plan->hazards[0];
    assert_int_equal(hazard->kind, PD_HAZARD_RASTER);
    assert_string_equal(strrchr(hazard->path, '/'), "/inund.asc");
    assert_true(hazard->path[0] == '/');
    assert_string_equal(hazard->classes[0].label, "Baja");
    assert_close(hazard->values[0].number, 3, 0, 0);
    assert_int_equal(hazard->values[0].class_index, 1);
    pdot_plan_free(plan);
    write_file(f, "clases_inund.csv", "value,rank\nalta,4\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "is no number");
    pd_clear_error(f->ctx);
    write_file(f, "clases_inund.csv", "value,rank\n1,4\n1.0,3\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "already stands in line 2");
}

static void assets_of_a_table_have_points_and_weights(void **state)
{
    fixture *f = *state;
    pd_features features;
    pd_findings findings;
    draw_plan(f);
    write_file(f, "casas.csv", "lon,lat,gente\n-79.20,-4.05,4\n-79.19,-4.05,\n-79.19,-4.06,\"2,5\"\n");
    write_file(f, "plan.yaml",
               HEAD "assets:\n  - {id: casas, title: Casas, path: casas.csv, x: lon, y: lat, crs: "
                    "EPSG:4326, measure: count, weight: gente}\n");
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx,
              pd_store_load_features(f->ctx, f->store, "asset/casas", NULL, PD_FEATURE_IDS, &features));
    assert_int_equal(features.shapes.n_points, 3);
    assert_close(features.weight[0], 4, 0, 0);
    assert_close(features.weight[1], 0, 0, 0);
    assert_close(features.weight[2], 2.5, 0, 0);
    assert_int_equal(features.feature_id[0], 2); /* the line */
    assert_close(features.shapes.xy[0], 699830, 200, 0);
    pd_features_release(&features);
    pd_findings_init(f->ctx, &findings);
    assert_ok(f->ctx, pd_store_load_findings(f->ctx, f->store, &findings));
    assert_int_equal(find_finding(&findings, "weight_missing")->row, 3);
    pd_findings_release(&findings);
    write_file(f, "casas.csv", "lon,lat,gente\n-79.20,-4.05,muchos\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "\"muchos\" in \"gente\" is no weight");
}

typedef struct cell_seen {
    const char *column;
    char text[64];
} cell_seen;

static pdot_status see_cell(void *user, const pd_record *record)
{
    cell_seen *seen = user;
    for (int32_t i = 0; i < record->n; i++)
        if (strcmp(record->columns[i], seen->column) == 0)
            snprintf(seen->text + strlen(seen->text), sizeof seen->text - strlen(seen->text), "%s;",
                     record->cells[i]);
    return PDOT_OK;
}

static void assert_cells(fixture *f, const char *word, const char *column, const char *expected)
{
    cell_seen seen = {.column = column};
    assert_ok(f->ctx, pd_store_each_record(f->ctx, f->store, word, see_cell, &seen));
    assert_string_equal(seen.text, expected);
}

static void other_tables_are_kept_cell_by_cell(void **state)
{
    fixture *f = *state;
    pd_features features;
    draw_plan(f);
    write_file(f, "centros.csv", "id,nombre,x,y\nc1,Uno,701000,9551000\nc2,Dos,,\n");
    write_file(f, "poblacion.csv", "codigo,habitantes\n110151,100\n110152, 200 \n");
    write_file(f, "declarado.csv", "id,subject,quantity,value,unit,file,line\nd1,1101,area,8,km2,plan,3\n");
    write_file(f, "plan.yaml",
               HEAD
               "indicators:\n  - {id: poblacion, title: Población, path: poblacion.csv, code: codigo, value: "
               "habitantes, unit: personas, year: 2022, kind: censo}\n"
               "tables:\n  services: {path: centros.csv, x: x, y: y, crs: EPSG:32717}\n"
               "declared: declarado.csv\n");
    assert_ok(f->ctx, import_again(f));
    assert_cells(f, "services", "nombre", "Uno;Dos;");
    assert_cells(f, "indicators", "value", "100;200;");
    assert_cells(f, "indicators", "indicator", "poblacion;poblacion;");
    assert_cells(f, "indicators", "year", "2022;2022;");
    assert_cells(f, "declared", "quantity", "area;");
    assert_ok(f->ctx, pd_store_load_features(f->ctx, f->store, "service", NULL, PD_FEATURE_KEYS, &features));
    assert_int_equal(features.shapes.n_shapes, 1);
    assert_string_equal(features.key[0], "c1");
    pd_features_release(&features);
}

static void works_carry_the_id_of_their_activity(void **state)
{
    fixture *f = *state;
    pd_features features;
    draw_plan(f);
    WRITE_LAYER(f, "obras.geojson", {"\"actividad\": \"a1\"", 0, 0, 1, 1},
                {"\"actividad\": \"\"", 1, 0, 1, 1});
    write_file(f, "actividades.csv", "id,actividad,2023,2024\na1,Hacer,X,\na2,Otra,,x\n");
    write_file(f, "plan.yaml",
               HEAD "tables:\n  activities: {path: actividades.csv, years: [2023, 2024]}\n"
                    "  works: {path: obras.geojson, activity: actividad}\n");
    assert_ok(f->ctx, import_again(f));
    assert_ok(f->ctx, pd_store_load_features(f->ctx, f->store, "work", NULL, PD_FEATURE_KEYS, &features));
    assert_int_equal(features.shapes.n_shapes, 2);
    assert_string_equal(features.key[0], "a1");
    pd_features_release(&features);
    pdot_plan *plan = load_plan(f);
    assert_string_equal(plan->activities[0].marks, "X _"); /* of a table with a column for each year */
    assert_string_equal(plan->activities[1].marks, "_ X");
    assert_int_equal(plan->n_years, 2);
    pdot_plan_free(plan);
}

static void the_gazetteer_is_kept_row_by_row(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    write_file(f, "zonas.csv", "name,aliases,rule,codes,grade,note\nzona rural,rural,kind,rural,exact,\n");
    write_file(f, "lugares.csv",
               "name,aliases,kind,code,x,y,grade,note\nCentro,,barrio,110151,700500,9550500,likely,\n");
    write_file(f, "actores.csv", "name,aliases\nMAG,Ministerio\n");
    write_file(f, "decisiones.csv", "text,codes,grade,by,date,note\n");
    write_file(f, "plan.yaml",
               HEAD "gazetteer: {zones: zonas.csv, places: lugares.csv, actors: actores.csv, "
                    "decisions: decisiones.csv}\n");
    assert_ok(f->ctx, import_again(f));
    pdot_plan *plan = load_plan(f);
    assert_string_equal(plan->zones[0].rule, "kind");
    assert_true(plan->places[0].has_point);
    assert_close(plan->places[0].y, 9550500, 0, 0);
    assert_string_equal(plan->actors[0].aliases, "Ministerio");
    assert_int_equal(plan->n_decisions, 0);
    pdot_plan_free(plan);
    write_file(f, "lugares.csv", "name,x,y\nCentro,700500,\n");
    assert_fails(f->ctx, import_again(f), PDOT_SCHEMA, "no point");
}

/* --- while it is read --- */

static bool change_source(void *user, const char *stage, uint64_t done, uint64_t total)
{
    (void)stage;
    (void)done;
    (void)total;
    const fixture *f = user;
    FILE *file = fopen(path_of(f, "canton.geojson"), "a");
    fputs(" ", file);
    fclose(file);
    return true;
}

static void a_source_that_changes_while_it_is_read_is_refused(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    pdot_ctx_set_progress(f->ctx, change_source, f);
    assert_fails(f->ctx, import_again(f), PDOT_IO, "changed while it was read");
    pdot_ctx_set_progress(f->ctx, NULL, NULL);
    pd_clear_error(f->ctx);
    assert_ok(f->ctx, import_again(f));
    assert_true(f->outcome.did_work);
}

static bool cancel(void *user, const char *stage, uint64_t done, uint64_t total)
{
    (void)user;
    (void)stage;
    (void)done;
    (void)total;
    return false;
}

static void a_cancelled_import_leaves_the_store_as_it_was(void **state)
{
    fixture *f = *state;
    draw_plan(f);
    open_plan(f);
    pdot_ctx_set_progress(f->ctx, cancel, NULL);
    assert_int_equal(pd_stage_import(f->ctx, &f->run, false, &f->outcome), PDOT_CANCELLED);
    assert_false(f->outcome.did_work);
    char *names = NULL;
    size_t count = 1;
    close_plan(f);
    pdot_ctx_free(f->ctx); /* a cancelled context stays cancelled */
    f->ctx = pdot_ctx_new();
    open_plan(f);
    assert_ok(f->ctx, pd_store_unit_list(f->ctx, f->store, "import/", &names, &count));
    assert_int_equal(count, 0);
    pd_free(names);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_drawn_plan_is_imported),
        TEST(features_carry_their_class_and_feature_id),
        TEST(a_buffer_has_the_area_of_its_line_and_round_ends),
        TEST(importing_again_does_nothing),
        TEST(only_what_changed_is_read_again),
        TEST(a_sidecar_file_belongs_to_its_layer),
        TEST(what_the_manifest_no_longer_names_is_removed),
        TEST(a_new_order_moves_hazards_without_reading_them),
        TEST(a_rest_of_the_seat_is_a_territory),
        TEST(ground_of_the_seat_that_no_unit_covers_is_not_invented),
        TEST(units_without_geometry_have_the_ground_of_their_children),
        TEST(a_parent_is_the_unit_that_holds_a_point_inside),
        TEST(a_crosswalk_gives_codes_and_further_columns),
        TEST(bad_tables_are_refused_and_change_nothing),
        TEST(bad_class_tables_are_refused_and_change_nothing),
        TEST(bad_layers_are_refused_and_change_nothing),
        TEST(bad_crosswalks_are_refused),
        TEST(rasters_keep_their_classes_and_their_path),
        TEST(assets_of_a_table_have_points_and_weights),
        TEST(other_tables_are_kept_cell_by_cell),
        TEST(works_carry_the_id_of_their_activity),
        TEST(the_gazetteer_is_kept_row_by_row),
        TEST(a_source_that_changes_while_it_is_read_is_refused),
        TEST(a_cancelled_import_leaves_the_store_as_it_was),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
