#include "support.h"
#include "text/target.h"

static void check(const char *text, double value, const char *unit, const char *direction, const char *period,
                  const char *measure)
{
    const pd_target target = pd_target_read(text);
    assert_true(target.has_value);
    assert_close(target.value, value, 1e-9, 0);
    assert_string_equal(target.unit, unit);
    assert_string_equal(target.direction, direction);
    assert_string_equal(target.period, period);
    assert_int_equal(target.measure_end - target.measure_start, strlen(measure));
    assert_memory_equal(text + target.measure_start, measure, strlen(measure));
}

static void a_target_says_how_much_of_what(void **unused)
{
    (void)unused;
    check("Alcanzar el 60% de territorio con sistemas de seguridad", 60, "%", "alcanza", "",
          "territorio con sistemas de seguridad");
    check("Incrementar 8 km de vías destinadas a ciclo vías, vías de esparcimiento.", 8, "km", "aumenta", "",
          "vías destinadas a ciclo vías, vías de esparcimiento");
    check("Realizar 15 ferias mensuales", 15, "ferias", "alcanza", "mensual", "mensuales");
    check("Alcanzar un 10% de la población mayor a 12 años", 10, "%", "alcanza", "",
          "población mayor a 12 años");
    check("Reducir en 12,5 por ciento las pérdidas", 12.5, "%", "reduce", "", "pérdidas");
    check("Mantener $1.250,50 USD", 1250.5, "USD", "mantiene", "", "");
}

static void an_increase_to_a_level_is_a_level(void **unused)
{
    (void)unused;
    check("Incrementar a 10 eventos anuales la promoción", 10, "eventos", "alcanza", "anual",
          "anuales la promoción");
    check("Incrementar en 50% de cuencas", 50, "%", "aumenta", "", "cuencas");
    check("Aumentar hasta el 80 % la cobertura", 80, "%", "alcanza", "", "cobertura");
}

static void number_words_count_only_without_figures(void **unused)
{
    (void)unused;
    check("Una ordenanza de control de ventas informales", 1, "ordenanza", "alcanza", "",
          "control de ventas informales");
    check("Generar un documento compromiso creación de fondo", 1, "documento", "alcanza", "",
          "compromiso creación de fondo");
    check("Alcanzar un 80% de población", 80, "%", "alcanza", "", "población");
}

static void without_a_figure_nothing_is_invented(void **unused)
{
    (void)unused;
    assert_false(pd_target_read("Mejorar la calidad de vida").has_value);
    assert_string_equal(pd_target_read("Mejorar la calidad de vida").direction, "alcanza");
    assert_false(pd_target_read("").has_value);
    assert_string_equal(pd_target_read("").direction, "");
    assert_false(pd_target_read("   ").has_value);
    assert_false(pd_target_read("...").has_value);
}

static void a_long_unit_is_cut_at_a_letter(void **unused)
{
    (void)unused;
    const pd_target target = pd_target_read("Levantar 3 ñññññññññññññññññññññññññññññññññññññññ de algo");
    assert_true(strlen(target.unit) < PD_TARGET_UNIT);
    assert_int_equal(strlen(target.unit) % 2, 0);
}

/* 3,500 m, 12 ha and 4 points in the unit of a target. */
static void check_measure(const char *text, bool is_measured, double expected)
{
    const pd_target target = pd_target_read(text);
    double measured = -1;
    if (pd_target_measure(&target, 3500, 12, 4, &measured) != is_measured)
        fail_msg("\"%s\": %s", text, is_measured ? "not measured" : "measured");
    if (is_measured && (measured < expected || measured > expected))
        fail_msg("\"%s\": %g, not %g", text, measured, expected);
}

static void works_are_measured_in_the_unit_of_the_target(void **unused)
{
    (void)unused;
    check_measure("Incrementar 8 km de vías", true, 3.5);
    check_measure("Sembrar 40 hectáreas de mangle", true, 12);
    check_measure("Construir 2 bodegas", true, 4);
    check_measure("Alcanzar el 60% de vías", false, 0);
    check_measure("Realizar 15 ferias mensuales", false, 0);
    check_measure("Mejorar las vías", false, 0);
    const pd_target km = pd_target_read("Incrementar 8 km de vías");
    double measured = 0;
    assert_false(pd_target_measure(&km, 0, 12, 4, &measured));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_target_says_how_much_of_what),
        cmocka_unit_test(an_increase_to_a_level_is_a_level),
        cmocka_unit_test(number_words_count_only_without_figures),
        cmocka_unit_test(without_a_figure_nothing_is_invented),
        cmocka_unit_test(a_long_unit_is_cut_at_a_letter),
        cmocka_unit_test(works_are_measured_in_the_unit_of_the_target),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
