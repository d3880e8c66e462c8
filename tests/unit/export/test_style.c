/* The sheets of styles/: every row means something, ramps keep their order in grey, every value finds its
 * class. */
#include "support.h"

#include <unistd.h>

#include "export/asset.h"
#include "export/style/qml.h"
#include "export/style/sheet.h"
#include "export/style/style.h"
#include "fixture.h"

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    *state = f;
    return fixture_init(f, "/", "es") != PDOT_OK;
}

static int tear_down(void **state)
{
    fixture_release(*state);
    free(*state);
    return 0;
}

static const pd_table *find_table(fixture *f, const char *name)
{
    const pd_table *table = pd_table_find(name);
    assert_non_null(table);
    if (strncmp(name, "territorios", 11) == 0)
        assert_ok(f->ctx, pd_table_territories(f->ctx, &f->arena, &f->plan, name, &table));
    return table;
}

static const pd_style *styles_of(fixture *f, const char *name, int32_t *n)
{
    const pd_style *styles = NULL;
    assert_ok(f->ctx, pd_styles_make(f->ctx, &f->arena, &f->delivery, find_table(f, name), &styles, n));
    return styles;
}

static void every_layer_with_geometry_has_a_default_style(void **state)
{
    fixture *f = *state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++) {
        int32_t n = 0;
        (void)styles_of(f, pd_table_at(i)->name, &n);
        if (pd_table_at(i)->geometry != PD_GEOM_NONE)
            assert_true(n > 0);
        else
            assert_int_equal(n, 0);
    }
}

static void every_row_of_the_sheets_is_used(void **state)
{
    fixture *f = *state;
    pd_sheet layers, palettes;
    assert_ok(f->ctx, pd_sheet_load(f->ctx, &f->arena, pd_asset_layers, &layers));
    assert_ok(f->ctx, pd_sheet_load(f->ctx, &f->arena, pd_asset_palettes, &palettes));
    for (int32_t i = 0; i < layers.n_rows; i++) {
        const pd_table *table = find_table(f, pd_sheet_cell(&layers, i, "capa"));
        const char *column = pd_sheet_cell(&layers, i, "columna");
        if (column[0] != '\0' && strchr(column, '*') == NULL)
            assert_int_not_equal(pd_table_column(table, column), PD_NONE);
    }
    for (int32_t i = 0; i < palettes.n_rows; i++) {
        bool is_used = false;
        for (int32_t j = 0; j < layers.n_rows; j++)
            is_used = is_used ||
                      strcmp(pd_sheet_cell(&layers, j, "paleta"), pd_sheet_cell(&palettes, i, "paleta")) == 0;
        assert_true(is_used);
    }
}

/* CIE lightness, 0 to 100: equal steps look equal, in grey print too. "#rrggbb". */
static double lightness(const char *hex)
{
    static const double WEIGHTS[] = {0.2126, 0.7152, 0.0722};
    double sum = 0;
    for (int i = 0; i < 3; i++) {
        unsigned byte = 0;
        assert_int_equal(sscanf(hex + 1 + 2 * i, "%2x", &byte), 1);
        sum += WEIGHTS[i] * pow(byte / 255.0, 2.2);
    }
    return 116 * cbrt(sum) - 16;
}

static void ramps_go_from_light_to_dark_in_steps_one_can_see(void **state)
{
    fixture *f = *state;
    static const char *const LAYERS[] = {"territorios", "amenazas"};
    for (int k = 0; k < 2; k++) {
        int32_t n = 0;
        const pd_style *styles = styles_of(f, LAYERS[k], &n);
        for (int32_t i = 0; i < n; i++) {
            const pd_style_class *classes = styles[i].classes;
            for (int32_t j = 1; j < styles[i].n_classes; j++) {
                if (classes[j].match != PD_MATCH_RANGE && classes[j].match != PD_MATCH_NUMBER)
                    continue;
                const double lighter = lightness(classes[j - 1].symbol.fill);
                const double darker = lightness(classes[j].symbol.fill);
                assert_true(darker < lighter - 6);
            }
        }
    }
}

static void ranges_leave_no_gap(void **state)
{
    fixture *f = *state;
    int32_t n = 0;
    const pd_style *styles = styles_of(f, "territorios", &n);
    for (int32_t i = 0; i < n; i++) {
        const pd_style *style = &styles[i];
        int32_t last = 0;
        for (int32_t j = 1; j < style->n_classes && style->classes[j].match == PD_MATCH_RANGE; j++) {
            assert_close(style->classes[j].lower, style->classes[j - 1].upper, 0, 0);
            last = j;
        }
        assert_close(style->classes[0].lower, 0, 0, 0);
        assert_true(isinf(style->classes[last].upper));
        assert_int_equal(style->classes[last + 1].match, PD_MATCH_NULL);
        assert_true(style->classes[last + 1].symbol.is_hatched);
    }
}

static void a_share_finds_its_class_after_rounding(void **state)
{
    fixture *f = *state;
    int32_t n = 0;
    const pd_table *table = find_table(f, "territorios");
    const pd_style *style = styles_of(f, "territorios", &n);
    pd_value values[64];
    for (int32_t i = 0; i < table->n_columns; i++)
        values[i] = pd_null();
    const pd_row row = {values, {NULL, 0}};
    const int32_t at = pd_table_column(table, "alta_pct");
    static const struct {
        double share;
        int32_t class_index;
    } CASES[] = {{0, 0}, {4.994, 0}, {4.996, 1}, {5, 1}, {59.99, 4}, {60, 5}, {100, 5}};
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        values[at] = pd_real(CASES[i].share);
        assert_int_equal(pd_style_find(style, table, &row), CASES[i].class_index);
    }
    values[at] = pd_null();
    assert_int_equal(pd_style_find(style, table, &row), 6);
}

static void a_hazard_is_drawn_by_its_own_classes_then_free_then_no_data(void **state)
{
    fixture *f = *state;
    pd_style style;
    assert_ok(f->ctx, pd_style_make_hazard(f->ctx, &f->arena, &f->delivery, find_table(f, "amenazas"),
                                           &f->plan.hazards[0], &style));
    static const char *const LABELS[] = {"baja",           "alta",    "muy alta", "libre de la amenaza",
                                         "cuerpo de agua", "sin dato"};
    assert_int_equal(style.n_classes, 6);
    for (int i = 0; i < 6; i++)
        assert_string_equal(style.classes[i].label, LABELS[i]);
    assert_string_equal(style.classes[2].symbol.fill, "#4a0020"); /* the class table's own colour */
    assert_true(style.classes[4].symbol.is_hatched);
}

static void the_territory_of_a_page_is_drawn_over_its_neighbours(void **state)
{
    fixture *f = *state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++) {
        const char *name = pd_table_at(i)->name;
        int32_t n = 0;
        const pd_style *styles = styles_of(f, name, &n);
        if (n == 0)
            continue;
        pd_buffer qml;
        pd_buffer_init(f->ctx, &qml);
        assert_ok(f->ctx, pd_qml_document(f->ctx, &f->delivery, find_table(f, name), &styles[0], &qml));
        const bool is_ordered = strstr(qml.data, "enableorderby=\"1\"") != NULL;
        assert_int_equal(is_ordered, strcmp(name, "territorios") == 0);
        assert_int_equal(strstr(qml.data, ">$id = @atlas_featureid</orderByClause>") != NULL, is_ordered);
        pd_buffer_release(&qml);
    }
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(every_layer_with_geometry_has_a_default_style),
        TEST(every_row_of_the_sheets_is_used),
        TEST(ramps_go_from_light_to_dark_in_steps_one_can_see),
        TEST(ranges_leave_no_gap),
        TEST(a_share_finds_its_class_after_rounding),
        TEST(a_hazard_is_drawn_by_its_own_classes_then_free_then_no_data),
        TEST(the_territory_of_a_page_is_drawn_over_its_neighbours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
