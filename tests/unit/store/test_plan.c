/* The snapshot: what the import puts is what the stages load. */
#include "store_fixture.h"

#include "base/finding.h"

#define UNIT "import/territories"

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

static int64_t put_source(fixture *f, const char *unit, const char *role)
{
    const pd_source source = {.role = role,
                              .path = "limites.gpkg",
                              .layer = "capa",
                              .sha256 = "00",
                              .crs = "EPSG:4326",
                              .operation = "axis",
                              .accuracy_m = -1,
                              .encoding = "UTF-8",
                              .rows = 3};
    int64_t id = 0;
    assert_ok(f->ctx, pd_store_put_source(f->ctx, f->store, unit, &source, &id));
    return id;
}

static void put_territory(fixture *f, int64_t source, const char *code, int32_t level, const char *parent,
                          double size)
{
    unsigned char wkb[128];
    const pd_territory territory = {.code = code,
                                    .name = "Nombre ñ",
                                    .kind = level == 1 ? "rural" : "",
                                    .level = level,
                                    .area_m2 = size * size,
                                    .wkb = rectangle(wkb, 700000, 9550000, size, size),
                                    .origin = {.row = 17}};
    assert_ok(f->ctx, pd_store_put_territory(f->ctx, f->store, UNIT, source, &territory, parent));
}

static void put_territories(fixture *f)
{
    const int64_t source = put_source(f, UNIT, "territories/parroquia");
    assert_ok(f->ctx, pd_store_put_level(f->ctx, f->store, UNIT, 0, "canton"));
    assert_ok(f->ctx, pd_store_put_level(f->ctx, f->store, UNIT, 1, "parroquia"));
    put_territory(f, source, "110152", 1, "1101", 3);
    put_territory(f, source, "1101", 0, NULL, 5);
    put_territory(f, source, "110151", 1, "1101", 4);
}

static pdot_plan *load(fixture *f)
{
    pdot_plan *plan = NULL;
    assert_ok(f->ctx, pd_store_load_plan(f->ctx, f->store, &plan));
    return plan;
}

static void territories_come_sorted_with_parents_and_ground(void **state)
{
    fixture *f = *state;
    put_territories(f);
    pdot_plan *plan = load(f);
    assert_int_equal(plan->n_levels, 2);
    assert_string_equal(plan->levels[1].name, "parroquia");
    assert_int_equal(plan->n_territories, 3);
    const char *const codes[] = {"1101", "110151", "110152"};
    for (int32_t i = 0; i < 3; i++) {
        const pd_territory *territory = &plan->territories[i];
        assert_string_equal(territory->code, codes[i]);
        assert_string_equal(territory->name, "Nombre ñ");
        assert_int_equal(territory->parent, i == 0 ? PD_NONE : 0);
        assert_int_equal(territory->is_finest, i != 0);
        assert_int_equal(territory->origin.row, 17);
        assert_int_equal(territory->origin.source, 0);
    }
    assert_close(plan->territories[1].area_m2, 16, 0, 0);
    unsigned char wkb[128];
    const pd_bytes expected = rectangle(wkb, 700000, 9550000, 4, 4);
    assert_int_equal(plan->territories[1].wkb.size, expected.size);
    assert_memory_equal(plan->territories[1].wkb.data, expected.data, expected.size);
    assert_string_equal(plan->sources[0].role, "territories/parroquia");
    assert_close(plan->sources[0].accuracy_m, -1, 0, 0);
    pdot_plan_free(plan);
}

static void a_parent_that_is_not_there_is_refused(void **state)
{
    fixture *f = *state;
    pdot_plan *plan = NULL;
    put_territories(f);
    put_territory(f, 1, "119999", 1, "1199", 1);
    assert_fails(f->ctx, pd_store_load_plan(f->ctx, f->store, &plan), PDOT_SCHEMA,
                 "parent of territory 119999");
    assert_null(plan);
}

static void properties_of_the_plan_are_read(void **state)
{
    fixture *f = *state;
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.title", "PDOT cantón Loja"));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.language", "es"));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.period", "2023 2027"));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.years", "2023 2024 2025"));
    pdot_plan *plan = load(f);
    assert_string_equal(plan->id, "loja");
    assert_string_equal(plan->crs, "EPSG:32717");
    assert_string_equal(plan->title, "PDOT cantón Loja");
    assert_string_equal(plan->language, "es");
    assert_int_equal(plan->first_year, 2023);
    assert_int_equal(plan->last_year, 2027);
    assert_int_equal(plan->n_years, 3);
    assert_int_equal(plan->years[2], 2025);
    pdot_plan_free(plan);
    pdot_plan *empty = NULL;
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.years", ""));
    assert_ok(f->ctx, pd_store_load_plan(f->ctx, f->store, &empty));
    assert_int_equal(empty->n_years, 0);
    pdot_plan_free(empty);
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "plan.years", "2023 x"));
    assert_fails(f->ctx, pd_store_load_plan(f->ctx, f->store, &empty), PDOT_STORE, "damaged");
}

static void put_hazard(fixture *f, const char *id, int32_t position, bool is_land, int32_t n_classes)
{
    const pd_class classes[] = {{"sin dato", PD_RANK_NONE, false, ""}, {"alta", 4, true, "#aa0000"}};
    const pd_class_value values[] = {{.folded = "", .class_index = 0},
                                     {.folded = "alto", .number = 2.5, .has_number = true, .class_index = 1},
                                     {.folded = "alta", .class_index = 1}};
    const pd_hazard hazard = {.id = id,
                              .title = "Título",
                              .kind = PD_HAZARD_BUFFER,
                              .is_land = is_land,
                              .outside_is_free = true,
                              .in_summary = !is_land,
                              .distance_m = 100.5,
                              .path = "",
                              .grid_crs = "",
                              .extent_id = "",
                              .classes = classes,
                              .n_classes = n_classes,
                              .values = values,
                              .n_values = n_classes > 0 ? 3 : 0};
    const int64_t source = put_source(f, id, id);
    assert_ok(f->ctx, pd_store_put_hazard(f->ctx, f->store, id, position, source, &hazard));
}

static void hazards_come_in_the_manifests_order_and_land_behind(void **state)
{
    fixture *f = *state;
    put_hazard(f, "suelo", 0, true, 2);
    put_hazard(f, "masa", 1, false, 2);
    put_hazard(f, "fallas", 0, false, 0);
    pdot_plan *plan = load(f);
    assert_int_equal(plan->n_hazards, 3);
    const char *const ids[] = {"fallas", "masa", "suelo"};
    for (int32_t i = 0; i < 3; i++) {
        assert_string_equal(plan->hazards[i].id, ids[i]);
        assert_string_equal(plan->sources[plan->hazards[i].source].role, ids[i]);
    }
    const pd_hazard *masa = &plan->hazards[1];
    assert_int_equal(plan->hazards[0].n_classes, 0);
    assert_int_equal(masa->n_classes, 2);
    assert_string_equal(masa->classes[1].label, "alta");
    assert_string_equal(masa->classes[1].color, "#aa0000");
    assert_true(masa->classes[1].is_high && masa->outside_is_free && masa->in_summary && !masa->is_land);
    assert_int_equal(masa->classes[0].rank, PD_RANK_NONE);
    assert_int_equal(pd_hazard_find_class(masa, "alto"), 1);
    assert_true(masa->values[1].has_number && !masa->values[2].has_number);
    assert_close(masa->values[1].number, 2.5, 0, 0);
    assert_close(masa->distance_m, 100.5, 0, 0);
    assert_int_equal(masa->kind, PD_HAZARD_BUFFER);
    pdot_plan_free(plan);
    assert_ok(f->ctx, pd_store_move_hazard(f->ctx, f->store, "fallas", 7));
    plan = load(f);
    assert_string_equal(plan->hazards[0].id, "masa");
    pdot_plan_free(plan);
}

static void assets_come_in_order(void **state)
{
    fixture *f = *state;
    const pd_asset roads = {"vias", "Vías", false, false, 0};
    const pd_asset houses = {"viviendas", "Viviendas", true, true, 0};
    assert_ok(f->ctx,
              pd_store_put_asset(f->ctx, f->store, "a", 1, put_source(f, "a", "assets/vias"), &roads));
    assert_ok(f->ctx,
              pd_store_put_asset(f->ctx, f->store, "b", 0, put_source(f, "b", "assets/viv"), &houses));
    pdot_plan *plan = load(f);
    assert_int_equal(plan->n_assets, 2);
    assert_string_equal(plan->assets[0].id, "viviendas");
    assert_true(plan->assets[0].is_points && plan->assets[0].has_weight);
    assert_false(plan->assets[1].is_points);
    pdot_plan_free(plan);
    assert_ok(f->ctx, pd_store_move_asset(f->ctx, f->store, "viviendas", 2));
    plan = load(f);
    assert_string_equal(plan->assets[0].id, "vias");
    pdot_plan_free(plan);
}

static void rows_of_the_plan_keep_their_order_and_texts(void **state)
{
    fixture *f = *state;
    const int64_t source = put_source(f, "t", "tables/diagnosis");
    const pd_problem problems[] = {
        {"bio-02", "Biofísico", "Clima", "Texto", "Todo el cantón", "Actor", "nota", "doc", 87, {0, 3}},
        {"bio-01", "Biofísico", "", "Otro", NULL, "", "", "doc", 86, {0, 4}}};
    const pd_activity activity = {"act-01", "c",      "o",    "t",     "i",         "m",     "p",
                                  "X X _",  "z",      "10 %", "1.500", "Dirección", "11 13", "5",
                                  "n",      "act-00", "doc",  286,     {0, 2}};
    for (size_t i = 0; i < 2; i++)
        assert_ok(f->ctx, pd_store_put_problem(f->ctx, f->store, "t", source, &problems[i]));
    assert_ok(f->ctx, pd_store_put_activity(f->ctx, f->store, "t", source, &activity));
    pdot_plan *plan = load(f);
    assert_int_equal(plan->n_problems, 2);
    assert_string_equal(plan->problems[0].id, "bio-02");
    assert_string_equal(plan->problems[0].zones, "Todo el cantón");
    assert_string_equal(plan->problems[1].zones, "");
    assert_int_equal(plan->problems[0].line, 87);
    assert_int_equal(plan->problems[0].origin.row, 3);
    assert_int_equal(plan->problems[0].origin.source, 0);
    const pd_activity *found = &plan->activities[0];
    const char *const pairs[][2] = {
        {found->id, "act-01"},      {found->component, "c"},     {found->objective, "o"},
        {found->text, "t"},         {found->indicator, "i"},     {found->target, "m"},
        {found->partners, "p"},     {found->marks, "X X _"},     {found->zones, "z"},
        {found->sdg, "11 13"},      {found->national_plan, "5"}, {found->note, "n"},
        {found->repeats, "act-00"}, {found->document, "doc"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        assert_string_equal(pairs[i][0], pairs[i][1]);
    assert_int_equal(found->line, 286);
    pdot_plan_free(plan);
}

static void the_gazetteer_comes_back(void **state)
{
    fixture *f = *state;
    const pd_zone_row zone = {"zona rural", "rural", "kind", "rural", "exact", "", {0, 2}};
    const pd_place_row places[] = {
        {"Zamora Huayco", "", "barrio", "110102", "likely", "", true, 700000.5, 9550000, {0, 2}},
        {"Loja 2", "", "unidad", "", "", "", false, 0, 0, {0, 3}}};
    const pd_actor_row actor = {"MAG", "Ministerio de Agricultura", {0, 2}};
    const pd_decision_row decision = {"zona x", "110151", "exact", "equipo", "2024-01-01", "acta", {0, 2}};
    assert_ok(f->ctx, pd_store_put_zone(f->ctx, f->store, "g", 1, &zone));
    for (size_t i = 0; i < 2; i++)
        assert_ok(f->ctx, pd_store_put_place(f->ctx, f->store, "g", 1, &places[i]));
    assert_ok(f->ctx, pd_store_put_actor(f->ctx, f->store, "g", 1, &actor));
    assert_ok(f->ctx, pd_store_put_decision(f->ctx, f->store, "g", 1, &decision));
    pdot_plan *plan = load(f);
    assert_string_equal(plan->zones[0].rule, "kind");
    assert_int_equal(plan->n_places, 2);
    assert_true(plan->places[0].has_point);
    assert_close(plan->places[0].x, 700000.5, 0, 0);
    assert_false(plan->places[1].has_point);
    assert_string_equal(plan->actors[0].aliases, "Ministerio de Agricultura");
    assert_string_equal(plan->decisions[0].by, "equipo");
    assert_string_equal(plan->decisions[0].date, "2024-01-01");
    pdot_plan_free(plan);
}

typedef struct seen_records {
    fixture *f;
    int count;
    char text[256];
} seen_records;

static pdot_status see_record(void *user, const pd_record *record)
{
    seen_records *seen = user;
    seen->count++;
    char *nested = NULL; /* asking the store meanwhile is allowed */
    assert_ok(seen->f->ctx, pd_store_property_load(seen->f->ctx, seen->f->store, "plan.id", &nested));
    pd_free(nested);
    for (int32_t i = 0; i < record->n; i++)
        snprintf(seen->text + strlen(seen->text), sizeof seen->text - strlen(seen->text), "%s=%s;",
                 record->columns[i], record->cells[i]);
    snprintf(seen->text + strlen(seen->text), sizeof seen->text - strlen(seen->text), "@%lld/%lld ",
             (long long)record->source_id, (long long)record->line);
    return PDOT_OK;
}

static void records_come_back_cell_by_cell(void **state)
{
    fixture *f = *state;
    const char *const columns[] = {"id", "nombre"};
    const char *const first[] = {"1", "Centro \"Uno\""};
    const char *const second[] = {"2", ""};
    assert_ok(f->ctx, pd_store_put_record(f->ctx, f->store, "r", "services", 4, 2, columns, first, 2));
    assert_ok(f->ctx, pd_store_put_record(f->ctx, f->store, "r", "agreements", 5, 2, columns, first, 2));
    assert_ok(f->ctx, pd_store_put_record(f->ctx, f->store, "r", "services", 4, 3, columns, second, 2));
    assert_ok(f->ctx, pd_store_put_record(f->ctx, f->store, "r", "services", 4, 9, columns, second, 0));
    seen_records seen = {.f = f};
    assert_ok(f->ctx, pd_store_each_record(f->ctx, f->store, "services", see_record, &seen));
    assert_int_equal(seen.count, 3);
    assert_string_equal(seen.text, "id=1;nombre=Centro \"Uno\";@4/2 id=2;nombre=;@4/3 @4/9 ");
    seen = (seen_records){.f = f};
    assert_ok(f->ctx, pd_store_each_record(f->ctx, f->store, "none", see_record, &seen));
    assert_int_equal(seen.count, 0);
}

static void findings_come_back_errors_first(void **state)
{
    fixture *f = *state;
    pd_findings findings;
    pd_findings_init(f->ctx, &findings);
    const pd_place place = {.file = "a.csv", .layer = "capa", .field = "zonas", .row = 12};
    pd_finding_add(&findings, PDOT_SEVERITY_INFO, "uno", "s", NULL, "100 %% de %s", "nada");
    pd_finding_add(&findings, PDOT_SEVERITY_ERROR, "dos", "t", &place, "mal");
    pd_finding_values(&findings, "5", "4");
    assert_ok(f->ctx, pd_store_put_findings(f->ctx, f->store, "import/b", &findings));
    assert_ok(f->ctx, pd_store_put_findings(f->ctx, f->store, "import/a", &findings));
    pd_findings_release(&findings);
    pd_findings_init(f->ctx, &findings);
    assert_ok(f->ctx, pd_store_load_findings(f->ctx, f->store, &findings));
    assert_int_equal(findings.count, 4);
    assert_string_equal(findings.items[0].rule, "dos");
    assert_string_equal(findings.items[0].expected, "5");
    assert_string_equal(findings.items[0].found, "4");
    assert_string_equal(findings.items[0].file, "a.csv");
    assert_string_equal(findings.items[0].layer, "capa");
    assert_string_equal(findings.items[0].field, "zonas");
    assert_int_equal(findings.items[0].row, 12);
    assert_string_equal(findings.items[3].message, "100 % de nada");
    pd_findings_release(&findings);
}

static void clearing_a_unit_removes_all_of_it_and_nothing_else(void **state)
{
    fixture *f = *state;
    put_territories(f);
    put_hazard(f, "masa", 0, false, 2);
    put_hazard(f, "fallas", 1, false, 2);
    assert_ok(f->ctx, pd_store_unit_clear(f->ctx, f->store, "masa"));
    pdot_plan *plan = load(f);
    assert_int_equal(plan->n_territories, 3);
    assert_int_equal(plan->n_hazards, 1);
    assert_string_equal(plan->hazards[0].id, "fallas");
    assert_int_equal(plan->hazards[0].n_classes, 2);
    assert_int_equal(plan->n_sources, 2);
    pdot_plan_free(plan);
    assert_ok(f->ctx, pd_store_unit_clear(f->ctx, f->store, UNIT));
    plan = load(f);
    assert_int_equal(plan->n_territories, 0);
    assert_int_equal(plan->n_levels, 0);
    pdot_plan_free(plan);
    put_territories(f); /* the codes are free again */
}

#define TEST_OPEN(name) cmocka_unit_test_setup_teardown(name, set_up_open, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_OPEN(territories_come_sorted_with_parents_and_ground),
        TEST_OPEN(a_parent_that_is_not_there_is_refused),
        TEST_OPEN(properties_of_the_plan_are_read),
        TEST_OPEN(hazards_come_in_the_manifests_order_and_land_behind),
        TEST_OPEN(assets_come_in_order),
        TEST_OPEN(rows_of_the_plan_keep_their_order_and_texts),
        TEST_OPEN(the_gazetteer_comes_back),
        TEST_OPEN(records_come_back_cell_by_cell),
        TEST_OPEN(findings_come_back_errors_first),
        TEST_OPEN(clearing_a_unit_removes_all_of_it_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
