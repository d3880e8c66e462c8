/* Each rule fires on a small book made for it and stays silent on its sound twin. The table of cases is
 * walked against the table of rules: a rule without a case fails the test. */
#include "support.h"

#include "audit/audit.h"
#include "base/fold.h"

#define MAX_CELLS 12
#define MAX_ROWS  16

/* What a case may put into the book. Tables are lines of cells separated by ';', the first line names them.
 */
typedef struct setting {
    const char *declared, *budget, *agreements, *objectives;
    pd_activity activities[4];
    int32_t n_activities;
    pd_problem problems[3];
    int32_t n_problems;
    double area_m2;    /* of the canton, 0: 2 km² */
    int32_t last_year; /* of the period from 2023, 0: 2024 */
    pd_audit_measure measures[3];
    size_t n_measures;
    pd_audit_work works[2];
    size_t n_works;
    pd_audit_extent extents[2];
    size_t n_extents;
    const char *reporting_date;
} setting;

typedef struct rule_case {
    const char *rule;
    setting fires, silent;
    const char *words; /* that the finding must say */
} rule_case;

#define ACTIVITY(the_id, the_text, the_indicator, the_target, the_marks)                                     \
    {                                                                                                        \
        .id = (the_id), .component = "C", .objective = "1", .text = (the_text),                              \
        .indicator = (the_indicator), .target = (the_target), .partners = "P", .marks = (the_marks),         \
        .base_line = "0", .budget = "1", .responsible = "R", .zones = "", .sdg = "1", .national_plan = "1",  \
        .note = "", .repeats = "", .document = "doc", .line = 7                                              \
    }
#define UNFUNDED(the_id)                                                                                     \
    {                                                                                                        \
        .id = (the_id), .component = "C", .objective = "1", .text = "Agua", .indicator = "I",                \
        .target = "Hacer 1", .partners = "P", .marks = "X X", .base_line = "0", .budget = "",                \
        .responsible = "R", .zones = "", .sdg = "1", .national_plan = "1", .note = "", .repeats = "",        \
        .document = "doc", .line = 7                                                                         \
    }
#define PROBLEM(the_id, the_text, the_zones)                                                                 \
    {                                                                                                        \
        .id = (the_id), .component = "C", .theme = "T", .text = (the_text), .zones = (the_zones),            \
        .actors = "A", .note = "", .document = "doc", .line = 3                                              \
    }
#define ACTIVITIES(n, ...) .n_activities = (n), .activities = {__VA_ARGS__}
#define PROBLEMS(n, ...)   .n_problems = (n), .problems = {__VA_ARGS__}
#define DECLARED(rows)     .declared = "subject;quantity;value;unit;file;line;note\n" rows
#define BUDGET             .budget = "tabla;monto\nT1;45\nT1;1\nT1;4\nT2;9\n"
#define AGREEMENTS(rows)                                                                                     \
    .agreements = "id;convenio;contraparte;numero;plazo;desde;hasta;unidades;documento;linea\n" rows
#define OBJECTIVES(rows) .objectives = "numero;seccion;objetivo;nota\n" rows

static const rule_case CASES[] = {
    {"total_mismatch",
     {DECLARED("presupuesto/tabla=T1;total:monto;51;USD;doc;12;\n"), BUDGET},
     {DECLARED("presupuesto/tabla=T1;total:monto;50;USD;doc;12;\n"), BUDGET},
     "45 + 1 + 4 = 50"},
    {"count_mismatch",
     {DECLARED("presupuesto/tabla=T1;filas;4;filas;doc;12;\n"), BUDGET},
     {DECLARED("presupuesto/tabla=T1;filas;3;filas;doc;12;\nterritorios/tipo=rural;filas;2;p;doc;1;\n"),
      BUDGET},
     "4 filas"},
    {"declared_twice",
     {DECLARED("piscina;ingreso;102591.18;USD;doc;1;cifras\npiscina;ingreso;102591.37;USD;doc;1;palabras\n")},
     {DECLARED("piscina;ingreso;5.50;USD;doc;1;cifras\npiscina;ingreso;5.5;USD;doc;1;palabras\n")},
     "102,591.37"},
    {"share_sum",
     {DECLARED("zonas/a;participacion;68;%;doc;1;\nzonas/b;participacion;30;%;doc;1;\n")},
     {DECLARED("zonas/a;participacion;68;%;doc;1;\nzonas/b;participacion;32;%;doc;1;\nx/"
               "y;participacion;50;%;doc;1;\n")},
     "68 + 30 = 98"},
    {"growth_mismatch",
     {DECLARED("centros;incremento;40;%;doc;1;\ncentros;incremento en "
               "unidades;7;c;doc;1;\ncentros;filas;30;c;doc;1;\n")},
     {DECLARED("centros;incremento;30;%;doc;1;\ncentros;incremento en "
               "unidades;7;c;doc;1;\ncentros;filas;30;c;doc;1;\n")},
     "30.4"},
    {"rate_mismatch",
     {DECLARED("piscina;usuarios por dia;84;u;doc;1;\npiscina;usuarios por mes;5200;u;doc;1;\n")},
     {DECLARED(
         "piscina;usuarios por dia;84;u;doc;1;\npiscina;usuarios por mes;2520;u;doc;1;\npiscina;usuarios por "
         "anio;30603;u;doc;1;\n")},
     "5,200"},
    {"area_mismatch",
     {DECLARED("01;area;11300;km2;doc;40;\n"), .area_m2 = 1.89e9},
     {DECLARED("01;area;1881;km2;doc;40;\n01;altitud;2100;m;doc;40;\n"), .area_m2 = 1.89e9},
     "ratio 6.0"},
    {"row_repeated",
     {ACTIVITIES(4, ACTIVITY("a1", "Agua", "Porcentaje", "Alcanzar 40%", "X X"),
                 ACTIVITY("a2", "Riego", "Número", "Hacer 2", "X X"),
                 ACTIVITY("a3", "AGUA", "Porcentaje", "Alcanzar 40%.", "X X"),
                 ACTIVITY("a4", "Riego", "Numero", "Hacer 2", "X X"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "Porcentaje", "Alcanzar 40%", "X X"),
                 ACTIVITY("a2", "Agua", "Porcentaje", "Alcanzar 50%", "X X"))},
     "a3 to a4"},
    {"problem_repeated",
     {PROBLEMS(2, PROBLEM("p1", "Agua sucia", "todo"), PROBLEM("p2", "agua SUCIA.", "todo"))},
     {PROBLEMS(2, PROBLEM("p1", "Agua sucia", "todo"), PROBLEM("p2", "Agua turbia", "todo"))},
     "p2"},
    {"column_missing",
     {ACTIVITIES(2, UNFUNDED("a1"), UNFUNDED("a2"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "Porcentaje", "Alcanzar 40%", "X X"), UNFUNDED("a2"))},
     "budget"},
    {"field_missing",
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "Porcentaje", "", "X X"),
                 ACTIVITY("a2", "Riego", "Número", "Hacer 2", "X X"))},
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "Porcentaje", "Alcanzar 40%", "X X")),
      PROBLEMS(1, PROBLEM("p1", "Agua sucia", "todo"))},
     "a1"},
    {"year_marks_excess",
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X X X"),
                 ACTIVITY("a2", "Riego", "I", "Hacer 1", "X X _"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X X"),
                 ACTIVITY("a2", "Riego", "I", "Hacer 1", "X"))},
     "a1 to a2"},
    {"year_marks_short",
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X _"),
                 ACTIVITY("a2", "Riego", "I", "Hacer 1", ""))},
     "1 year marks"},
    {"year_marks_unreadable",
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X sí"))},
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X X X"))},
     "X sí"},
    {"year_period", {.last_year = 2030}, {.last_year = 2025}, "8 years"},
    {"target_other_thing",
     {ACTIVITIES(1, ACTIVITY("a1", "Alcantarillado", "Porcentaje de barrios rurales con alcantarillado",
                             "Alcanzar el 40% de mejoras del sistema de agua potable", "X X"))},
     {ACTIVITIES(1, ACTIVITY("a1", "Bienes", "Porcentaje de bienes municipales actualizados y regularizados",
                             "Alcanzar el 80% de bienes municipales actualizados", "X X"))},
     "alcantarillado"},
    {"target_shared",
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Alcanzar 100% de procesos", "X X"),
                 ACTIVITY("a2", "Vías", "J", "Alcanzar 100% de procesos", "X X"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Alcanzar 100% de procesos", "X X"),
                 ACTIVITY("a2", "Vías", "J", "Alcanzar 100% de vías", "X X"))},
     "a1 and a2"},
    {"target_conflict",
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Alcanzar el 40% de agua potable", "X X"),
                 ACTIVITY("a2", "Red", "J", "Alcanzar el 80% de agua potable", "X X"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "I", "Alcanzar el 40% de agua potable", "X X"),
                 ACTIVITY("a2", "Red", "J", "Alcanzar el 80% de alcantarillado", "X X"))},
     "80%"},
    {"target_without_figure",
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Mejorar la calidad", "X X"))},
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Una ordenanza", "X X"))},
     "calidad"},
    {"target_increase_or_level",
     {ACTIVITIES(1, ACTIVITY("a1", "Agua", "Porcentaje de cuencas", "Incrementar en 50% de cuencas", "X X"))},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua", "Porcentaje de cuencas", "Alcanzar 50% de cuencas", "X X"),
                 ACTIVITY("a2", "Vías", "Kilómetros de vías", "Incrementar 8 km de vías", "X X"))},
     "base line"},
    {"agreement_dates",
     {AGREEMENTS("c1;Sangre;Cruz;;;2023-05-01;2022-05-01;;doc;9\n")},
     {AGREEMENTS("c1;Sangre;Cruz;;;2022-05-01;2023-05-01;;doc;9\nc2;Otro;Cruz;;;;;;doc;9\n")},
     "c1"},
    {"agreement_term",
     {AGREEMENTS("c1;Salud;Clínica;;3 años Desde;2023-01-10;2024-01-10;;doc;9\n")},
     {AGREEMENTS("c1;Salud;Clínica;;3 meses Desde;2023-04-26;2023-07-25;;doc;9\nc2;X;Y;;5 "
                 "años;2018-11-29;2023-11-29;;doc;9\n"
                 "c3;X;Y;;Indefinido;;;;doc;9\n")},
     "3 años"},
    {"agreement_year",
     {AGREEMENTS("c1;Salud;Clínica;No. 14-AJ-2023;;2024-09-18;2024-12-31;;doc;9\n")},
     {AGREEMENTS(
         "c1;Salud;Clínica;No. "
         "14-AJ-2023;;2023-09-18;2024-12-31;;doc;9\nc2;X;Y;11D01-18056-D;;2024-01-01;2024-02-01;;doc;9\n")},
     "2024"},
    {"agreement_overlap",
     {AGREEMENTS(
         "c1;Salud;MIES;;;2023-01-01;2023-06-30;;doc;9\nc2;Salud;MIES;;;2023-06-30;2023-12-31;;doc;9\n")},
     {AGREEMENTS("c1;Salud;MIES;;;2023-01-01;2023-06-30;;doc;9\nc2;Salud;MIES;;;2023-07-01;2023-12-31;;doc;"
                 "9\nc3;Salud;MSP;;;2023-01-01;2023-12-31;;doc;9\n")},
     "c1 and c2"},
    {"agreement_expired",
     {AGREEMENTS(
          "c1;Salud;MIES;;;2023-01-01;2023-06-30;;doc;9\nc2;Agua;MIES;;;2023-01-01;2024-06-30;;doc;9\n"),
      .reporting_date = "2023-12-31"},
     {AGREEMENTS(
          "c1;Salud;MIES;;;2023-01-01;2023-06-30;;doc;9\nc2;Salud;MIES;;;2023-07-01;2024-06-30;;doc;9\n"
          "c3;Agua;;;Indefinido;;;;doc;9\nc4;Agua;MSP;;;2023-01-01;2023-12-31;;doc;9\n"),
      .reporting_date = "2023-12-31"},
     "c1 (2023-06-30)"},
    {"objective_wording",
     {OBJECTIVES("1;específicos;Seguridad ciudadana;\n1;plan;Seguridad barrial;\n")},
     {OBJECTIVES("1;específicos;Seguridad ciudadana;\n1;plan;SEGURIDAD ciudadana.;\n2;plan;Otra cosa;\n")},
     "barrial"},
    {"objective_without_activity",
     {OBJECTIVES("1;e;Agua;\n2;e;Riesgos;\n"), ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X X"))},
     {OBJECTIVES("1;e;Agua;\n2;e;Riesgos;no impreso en el plan\n"),
      ACTIVITIES(1, ACTIVITY("a1", "Agua", "I", "Hacer 1", "X X"))},
     "Riesgos"},
    {"name_variants",
     {PROBLEMS(1, PROBLEM("p1", "Agua", "Penarol"))},
     {PROBLEMS(2, PROBLEM("p1", "Agua", "Peñarol"), PROBLEM("p2", "Riego", "Prado"))},
     "Penarol"},
    {"zone_contradicts",
     {PROBLEMS(1, PROBLEM("p1", "Sin agua en la parroquia Prado", "Peñarol"))},
     {PROBLEMS(2, PROBLEM("p1", "Sin agua en la parroquia Prado", "todo el cantón"),
               PROBLEM("p2", "Sin agua en la parroquia Prado", ""))},
     "Prado"},
    {"hazard_extent",
     {PROBLEMS(1, PROBLEM("p1", "Territorio con inundaciones", "todo el cantón")),
      .measures = {{1, 0, 100, 0}, {2, 0, 100, 0}}, .n_measures = 2},
     {PROBLEMS(2, PROBLEM("p1", "Territorio con inundaciones", "todo el cantón"),
               PROBLEM("p2", "Incendios", "todo el cantón")),
      .measures = {{1, 0, 100, 40}, {2, 0, 100, 0.5}}, .n_measures = 1},
     "0 of 2"},
    {"work_beyond",
     {ACTIVITIES(1, ACTIVITY("a1", "Cuencas", "I", "Alcanzar 50%", "X X")),
      .extents = {{.activity = "a1", .area_ha = 1500, .beyond_area_ha = 1200, .beyond_points = 2}},
      .n_extents = 1},
     {ACTIVITIES(2, ACTIVITY("a1", "Cuencas", "I", "Alcanzar 50%", "X X"),
                 ACTIVITY("a2", "Vías", "J", "Alcanzar 60%", "X X")),
      .extents = {{.activity = "a1", .area_ha = 1500, .beyond_area_ha = 3},
                  {.activity = "a2", .length_m = 900, .points = 4}},
      .n_extents = 2},
     "points: 2, 1,200.0 ha"},
    {"work_outside",
     {ACTIVITIES(1, ACTIVITY("a1", "Agua en Peñarol", "I", "Hacer 1", "X X")), .works = {{"a1", "0102"}},
      .n_works = 1},
     {ACTIVITIES(2, ACTIVITY("a1", "Agua en Peñarol", "I", "Hacer 1", "X X"),
                 ACTIVITY("a2", "Riego", "I", "Hacer 1", "X X")),
      .works = {{"a1", "0101"}, {"a2", "0102"}}, .n_works = 2},
     "0102"},
    {"target_works",
     {ACTIVITIES(1, ACTIVITY("a1", "Ciclovía", "Kilómetros", "Incrementar 8 km de vías", "X X")),
      .extents = {{.activity = "a1", .length_m = 6000}}, .n_extents = 1},
     {ACTIVITIES(2, ACTIVITY("a1", "Ciclovía", "Kilómetros", "Incrementar 8 km de vías", "X X"),
                 ACTIVITY("a2", "Bosque", "Porcentaje", "Alcanzar 50% de cuencas", "X X")),
      .extents = {{.activity = "a1", .length_m = 7900}, {.activity = "a2", .area_ha = 12, .points = 3}},
      .n_extents = 2},
     "6.0 km, 75 %"},
};

/* A parsed table: cells point into a copy of the text. */
typedef struct small_table {
    char text[2048];
    const char *columns[MAX_CELLS];
    const char *cells[MAX_ROWS][MAX_CELLS];
    pd_audit_row rows[MAX_ROWS];
} small_table;

static int32_t split_line(char *line, const char **out)
{
    int32_t n = 0;
    for (char *at = line; at != NULL;) {
        char *next = strchr(at, ';');
        if (next != NULL)
            *next++ = '\0';
        assert_true(n < MAX_CELLS);
        out[n++] = at;
        at = next;
    }
    return n;
}

static pd_audit_table parse_table(small_table *room, const char *word, const char *name, const char *text)
{
    pd_audit_table out = {
        .word = word, .name = name, .path = "tabla.csv", .columns = room->columns, .rows = room->rows};
    snprintf(room->text, sizeof room->text, "%s", text);
    char *save = NULL;
    for (char *line = strtok_r(room->text, "\n", &save); line != NULL; line = strtok_r(NULL, "\n", &save)) {
        if (out.n_columns == 0) {
            out.n_columns = split_line(line, room->columns);
            continue;
        }
        assert_true(out.n_rows < MAX_ROWS);
        assert_int_equal(split_line(line, room->cells[out.n_rows]), out.n_columns);
        room->rows[out.n_rows] = (pd_audit_row){room->cells[out.n_rows], (int64_t)out.n_rows + 2};
        out.n_rows++;
    }
    return out;
}

static const pd_level LEVELS[] = {{"canton"}, {"parroquia"}};
static const int32_t YEARS[] = {2023, 2024};
static const pd_zone_row ZONES[] = {{"todo el cantón", "", "all", "01", "", "", {PD_NONE, 2}}};
static const pd_hazard HAZARDS[] = {{.id = "inundacion", .title = "Inundación"}};

static size_t run_case(pdot_ctx *ctx, const char *rule_id, const setting *from, char message[1024])
{
    pd_territory territories[] = {
        {.code = "01", .name = "Alba", .kind = "", .level = 0, .parent = PD_NONE, .area_m2 = 2e6},
        {.code = "0101", .name = "Peñarol", .kind = "rural", .level = 1, .parent = 0, .area_m2 = 1e6},
        {.code = "0102", .name = "Prado", .kind = "rural", .level = 1, .parent = 0, .area_m2 = 1e6}};
    if (from->area_m2 > 0)
        territories[0].area_m2 = from->area_m2;
    pdot_plan plan = {.id = "p",
                      .first_year = 2023,
                      .last_year = from->last_year > 0 ? from->last_year : 2024,
                      .years = YEARS,
                      .n_years = 2,
                      .levels = LEVELS,
                      .n_levels = 2,
                      .territories = territories,
                      .n_territories = 3,
                      .problems = from->problems,
                      .n_problems = from->n_problems,
                      .activities = from->activities,
                      .n_activities = from->n_activities,
                      .zones = ZONES,
                      .n_zones = 1,
                      .hazards = HAZARDS,
                      .n_hazards = 1};
    assert_ok(ctx, pdot_plan_freeze(ctx, &plan));
    pd_gazetteer *gazetteer = NULL;
    assert_ok(ctx, pd_gazetteer_new(ctx, &plan, &gazetteer));
    static small_table room[4];
    pd_audit_table tables[4];
    size_t n_tables = 0;
    if (from->declared != NULL)
        tables[n_tables++] = parse_table(&room[0], "declared", "declarado", from->declared);
    if (from->budget != NULL)
        tables[n_tables++] = parse_table(&room[1], "budget", "presupuesto", from->budget);
    if (from->agreements != NULL)
        tables[n_tables++] = parse_table(&room[2], "agreements", "convenios", from->agreements);
    if (from->objectives != NULL)
        tables[n_tables++] = parse_table(&room[3], "objectives", "objetivos", from->objectives);
    const pd_audit_book book = {ctx,           &plan,          gazetteer,        tables,
                                n_tables,      from->measures, from->n_measures, from->works,
                                from->n_works, from->extents,  from->n_extents,  from->reporting_date};
    pd_findings found;
    pd_findings_init(ctx, &found);
    const pd_audit_rule *rule = pd_audit_rule_find(rule_id);
    assert_non_null(rule);
    assert_ok(ctx, rule->run(&book, rule, &found));
    assert_int_equal(found.status, PDOT_OK);
    for (size_t i = 0; i < found.count; i++)
        assert_string_equal(found.items[i].rule, rule_id);
    snprintf(message, 1024, "%s", found.count > 0 ? found.items[0].message : "");
    const size_t n = found.count;
    pd_findings_release(&found);
    pd_gazetteer_free(gazetteer);
    pd_arena_release(&plan.arena);
    return n;
}

static void every_rule_fires_on_its_fault_and_is_silent_without_it(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    size_t faults = 0;
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        const rule_case *one = &CASES[i];
        char message[1024];
        if (run_case(ctx, one->rule, &one->fires, message) == 0 || strstr(message, one->words) == NULL) {
            print_error("%s: says \"%s\", not \"%s\"\n", one->rule, message, one->words);
            faults++;
        }
        if (run_case(ctx, one->rule, &one->silent, message) != 0) {
            print_error("%s: is not silent: \"%s\"\n", one->rule, message);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
    pdot_ctx_free(ctx);
}

static void every_rule_has_a_case_and_a_name_of_its_own(void **unused)
{
    (void)unused;
    for (size_t i = 0; pd_audit_rule_at(i) != NULL; i++) {
        const pd_audit_rule *rule = pd_audit_rule_at(i);
        size_t n = 0;
        for (size_t j = 0; j < sizeof CASES / sizeof CASES[0]; j++)
            n += strcmp(CASES[j].rule, rule->id) == 0;
        if (n != 1)
            fail_msg("rule %s has %zu cases", rule->id, n);
        assert_ptr_equal(pd_audit_rule_find(rule->id), rule);
        assert_true(strlen(rule->text) > 10);
    }
    assert_null(pd_audit_rule_find("no_such_rule"));
}

static void a_rounded_print_of_a_total_is_found_once_and_in_full(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    const setting from = {DECLARED("presupuesto/tabla=T1;total:monto;40;USD;doc;1;\n"
                                   "presupuesto/tabla=T1;total:monto;40.20;USD;doc;2;\n"
                                   "presupuesto/tabla=T1;total:monto;40.20;USD;doc;3;\n"),
                          BUDGET};
    char message[1024];
    assert_int_equal(run_case(ctx, "total_mismatch", &from, message), 1);
    assert_non_null(strstr(message, "40.20"));
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_fires_on_its_fault_and_is_silent_without_it),
        cmocka_unit_test(every_rule_has_a_case_and_a_name_of_its_own),
        cmocka_unit_test(a_rounded_print_of_a_total_is_found_once_and_in_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
