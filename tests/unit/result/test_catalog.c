/* Walks the catalogue: what every declared table and column must hold, and the columns the contract names. */
#include "support.h"

#include "result/table.h"

static bool is_name(const char *text)
{
    if (text[0] < 'a' || text[0] > 'z')
        return false;
    return strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(text);
}

static bool is_group(const char *group)
{
    static const char *const groups[] = {"territorio", "riesgo",  "plan",
                                         "servicios",  "brechas", "procedencia"};
    for (size_t i = 0; i < sizeof groups / sizeof groups[0]; i++)
        if (strcmp(groups[i], group) == 0)
            return true;
    return false;
}

static void every_table_has_its_texts_and_a_key(void **state)
{
    (void)state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++) {
        const pd_table *table = pd_table_at(i);
        assert_true(is_name(table->name));
        assert_true(table->title_es[0] != '\0' && table->title_en[0] != '\0' && table->about_es[0] != '\0');
        if (pd_about_english(table->about_es) == NULL)
            fail_msg("%s: no English for \"%s\" (result/english.c)", table->name, table->about_es);
        assert_true(is_group(table->group));
        assert_true(table->n_columns > 1);
        assert_true(table->columns[0].is_key);
    }
}

static void table_names_are_unique_and_found(void **state)
{
    (void)state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++)
        assert_ptr_equal(pd_table_find(pd_table_at(i)->name), pd_table_at(i));
    assert_null(pd_table_find("no_such_table"));
    assert_null(pd_table_at(-1));
}

static void check_column(const pd_table *table, int32_t index)
{
    const pd_column *column = &table->columns[index];
    assert_true(is_name(column->name));
    assert_int_equal(pd_table_column(table, column->name), index); /* unique */
    assert_true(strcmp(column->name, "fid") != 0 && strcmp(column->name, "geom") != 0 &&
                strcmp(column->name, "id") != 0);
    assert_true(column->title_es[0] != '\0' && column->title_en[0] != '\0');
    if (pd_about_english(column->about_es) == NULL)
        fail_msg("%s/%s: no English for \"%s\" (result/english.c)", table->name, column->name,
                 column->about_es);
    const size_t about = strlen(column->about_es);
    assert_true(about > 1 && column->about_es[about - 1] == '.');
    assert_true(column->decimals >= 0 && column->decimals <= 15);
    assert_true(column->type == PD_TYPE_REAL || (column->decimals == 0 && column->unit[0] == '\0'));
    assert_true(!column->is_key || column->type == PD_TYPE_TEXT || column->type == PD_TYPE_INTEGER);
    if (strcmp(column->unit, "ha") == 0)
        assert_true(strstr(column->name, "_ha") != NULL);
    if (strcmp(column->unit, "%") == 0)
        assert_true(strstr(column->name, "pct") != NULL && column->decimals == 2);
}

static void every_column_is_named_titled_and_measured(void **state)
{
    (void)state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++)
        for (int32_t k = 0; k < pd_table_at(i)->n_columns; k++)
            check_column(pd_table_at(i), k);
}

static void every_domain_is_declared_with_unique_codes(void **state)
{
    (void)state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++) {
        const pd_table *table = pd_table_at(i);
        for (int32_t k = 0; k < table->n_columns; k++) {
            const char *name = table->columns[k].domain;
            if (name[0] == '\0' || strcmp(name, "clase") == 0)
                continue;
            const pd_domain *domain = pd_domain_find(name);
            assert_non_null(domain);
            for (int32_t a = 0; a < domain->n_values; a++)
                for (int32_t b = 0; b < a; b++)
                    assert_string_not_equal(domain->values[a].code, domain->values[b].code);
        }
    }
    assert_null(pd_domain_find("clase"));
}

/* The columns of PRODUCT part 5, in its order; more may stand between them. */
static void the_contract_is_declared(void **state)
{
    (void)state;
    static const char *const wanted[][16] = {
        {"territorios", "codigo", "nombre", "tipo", "nivel", "padre", "area_ha", "poblacion", "alta_ha",
         "alta_pct", "mapeada_pct", "problemas", "problemas_max", "problemas_canton", "actividades", NULL},
        {"territorios_superiores", "codigo", "actividades_max", "actividades_canton", "servicios", "usuarios",
         "brechas", NULL},
        {"zonas", "zona_id", "nombre", "grado", "regla", NULL},
        {"amenazas", "codigo", "amenaza", "clase", "rango", "area_ha", NULL},
        {"actividades_puntos", NULL},
        {"actividades_lineas", NULL},
        {"actividades_poligonos", NULL},
        {"servicios_puntos", NULL},
        {"cobertura_amenaza", "codigo", "nombre", "nivel", "amenaza", "clase", "rango", "area_ha",
         "pct_territorio", "pct_mapeada", "bruta_ha", "suma_ha", "repetida_ha", NULL},
        {"cobertura_total", "area_ha", "mapeada_ha", "cualquier_ha", "alta_ha", "residuo_ha", NULL},
        {"cobertura_multiple", "codigo", "amenazas", "area_ha", NULL},
        {"cobertura_suelo", "codigo", "suelo", "clase_suelo", "amenaza", "clase", "area_ha", NULL},
        {"cobertura_lineas", "longitud_m", NULL},
        {"cobertura_puntos", "cantidad", "peso", NULL},
        {"actividad_amenaza", "actividad_id", "medida", NULL},
        {"servicio_amenaza", "servicio_id", "unidad", NULL},
        {"estadisticas_raster", "minimo", "media", "maximo", NULL},
        {"indicadores", "valor", "unidad", "anio", "clase", NULL},
        {"problemas", "zonas", "documento", "linea", NULL},
        {"actividades", "marcas", "documento", "linea", NULL},
        {"servicios", NULL},
        {"convenios", NULL},
        {"presupuesto", NULL},
        {"problema_territorio", "problema_id", "codigo", NULL},
        {"actividad_territorio", "certeza", "grado", "regla", "texto", "confirmado", NULL},
        {"servicio_territorio", "inicio", "fin", NULL},
        {"cobertura_plan", "codigo", "componente", "tematica", NULL},
        {"cobertura_anual", "codigo", "componente", "anio", "actividades", NULL},
        {"brechas", "codigo", "componente", "tematica", NULL},
        {"hallazgos", "regla", "gravedad", "sujeto", "mensaje", "esperado", "encontrado", "documento",
         "linea", NULL},
        {"procedencia", "cifra", "fuente", "capa", "elemento", "area_ha", NULL},
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        const pd_table *table = pd_table_find(wanted[i][0]);
        assert_non_null(table);
        int32_t last = -1;
        for (size_t k = 1; wanted[i][k] != NULL; k++) {
            const int32_t at = pd_table_column(table, wanted[i][k]);
            assert_true(at > last);
            last = at;
        }
    }
}

static void keys_name_what_tells_rows_apart(void **state)
{
    (void)state;
    const pd_table *table = pd_table_find("cobertura_amenaza");
    static const char *const keys[] = {"codigo", "amenaza", "clase"};
    size_t found = 0;
    for (int32_t i = 0; i < table->n_columns; i++)
        if (table->columns[i].is_key)
            assert_string_equal(table->columns[i].name, keys[found++]);
    assert_int_equal(found, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_has_its_texts_and_a_key),
        cmocka_unit_test(table_names_are_unique_and_found),
        cmocka_unit_test(every_column_is_named_titled_and_measured),
        cmocka_unit_test(every_domain_is_declared_with_unique_codes),
        cmocka_unit_test(the_contract_is_declared),
        cmocka_unit_test(keys_name_what_tells_rows_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
