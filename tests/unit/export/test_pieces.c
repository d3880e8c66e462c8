/* Small parts: matrices, interned texts, pages, safe cells, rounded geometries. */
#include "support.h"

#include <math.h>

#include "export/folder.h"
#include "export/report/intern.h"
#include "export/lonlat.h"
#include "export/report/page.h"
#include "export/workbook/pivot.h"
#include "fixture.h"
#include "geo/geometry.h"

static void a_matrix_adds_what_falls_into_one_cell(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_pivot pivot = {0};
    assert_ok(ctx, pd_pivot_add(ctx, &pivot, "1", "Uno", "a", 2));
    assert_ok(ctx, pd_pivot_add(ctx, &pivot, "1", "Uno", "b", 5));
    assert_ok(ctx, pd_pivot_add(ctx, &pivot, "1", "Uno", "a", 3));
    assert_ok(ctx, pd_pivot_add(ctx, &pivot, "2", "Dos", "b", 7));
    assert_int_equal(pivot.n_rows, 2);
    assert_int_equal(pivot.n_columns, 2);
    assert_close(pd_pivot_find(&pivot, 0, 0)->value, 5, 0, 0);
    assert_close(pd_pivot_find(&pivot, 1, 1)->value, 7, 0, 0);
    assert_null(pd_pivot_find(&pivot, 1, 0));
    pd_pivot_release(&pivot);
    pdot_ctx_free(ctx);
}

static void equal_texts_get_one_number_however_many_there_are(void **state)
{
    (void)state;
    enum { N = 5000 };
    pdot_ctx *ctx = pdot_ctx_new();
    pd_intern intern = {0};
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < N; i++) {
            char text[16];
            size_t number = 0;
            (void)snprintf(text, sizeof text, "t%zu", i);
            assert_ok(ctx, pd_intern_add(ctx, &intern, text, &number));
            assert_int_equal(number, i);
        }
    assert_int_equal(intern.n, N);
    pd_intern_release(&intern);
    pdot_ctx_free(ctx);
}

static void a_page_escapes_texts_and_names_its_scripts(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    const pd_page_part parts[] = {{"A", "<b>&\"", false}, {"B", "<i>", true}};
    assert_ok(ctx, pd_page_fill(ctx, "x@@A@@y@@B@@z", parts, 2, &out));
    assert_string_equal(out.data, "x&lt;b&gt;&amp;&quot;y<i>z");
    assert_fails(ctx, pd_page_fill(ctx, "@@C@@", parts, 2, &out), PDOT_INTERNAL, "@@C@@");
    pd_buffer_clear(&out);
    /* known value: openssl dgst -sha256 -binary | base64 over "abc" */
    assert_ok(ctx, pd_page_source(ctx, "abc", &out));
    assert_string_equal(out.data, " 'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
    pd_buffer_release(&out);
    pdot_ctx_free(ctx);
}

static pdot_status load(pdot_ctx *ctx, pd_lonlat *lonlat, const char *wkt)
{
    pd_byte_vector wkb = {0};
    pdot_status status = pd_geometry_from_wkt(ctx, wkt, &wkb);
    if (status == PDOT_OK)
        status = pd_lonlat_load(ctx, lonlat, PD_GEOM_POLYGON, (pd_bytes){wkb.data, wkb.size});
    pd_byte_vector_release(&wkb);
    return status;
}

/* A point of the plane in known degrees (DOMAIN's check values), and rings that turn as RFC 7946 asks. */
static void coordinates_become_degrees_and_rings_turn_left(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    const pdot_plan plan = {.crs = "EPSG:32717"};
    pd_lonlat lonlat;
    assert_ok(ctx, pd_lonlat_init(ctx, &plan, 4, &lonlat));
    assert_ok(ctx,
              load(ctx, &lonlat,
                   "POLYGON((699444.906 9558417.525,699444.906 9560000,702000 9560000,702000 9558417.525,"
                   "699444.906 9558417.525))"));
    assert_close(lonlat.shapes.box[0].min_x, -79.2036, 1e-9, 0);
    assert_close(lonlat.shapes.box[0].min_y, -3.9931, 1e-9, 0);
    double area = 0;
    for (size_t i = 0; i + 1 < lonlat.shapes.n_points; i++) {
        const double *p = &lonlat.shapes.xy[2 * i];
        area += (p[0] * p[3] - p[2] * p[1]) / 2;
    }
    assert_true(area > 0);
    pd_lonlat_release(&lonlat);
    pdot_ctx_free(ctx);
}

/* A spike a third of a grid step wide closes onto itself when rounded: the polygon must come out valid. */
static void a_polygon_that_rounding_breaks_stays_valid(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    const pdot_plan plan = {.crs = "EPSG:32717"};
    pd_lonlat lonlat;
    pd_buffer text;
    pd_box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    pd_buffer_init(ctx, &text);
    assert_ok(ctx, pd_lonlat_init(ctx, &plan, 4, &lonlat));
    assert_ok(ctx, load(ctx, &lonlat,
                        "POLYGON((700000 9560000,700500 9560000,700500 9560099,700900 9560100,700500 9560101,"
                        "700500 9560400,700000 9560400,700000 9560000))"));
    assert_true(lonlat.shapes.n_points >= 5);
    pd_lonlat_json(&lonlat, PD_GEOM_POLYGON, &text, &box);
    /* the spike's two sides fall together: no point of it may remain between the corners */
    assert_true(box.max_x < -79.1937);
    pd_buffer_release(&text);
    pd_lonlat_release(&lonlat);
    pdot_ctx_free(ctx);
}

/* The line of a table's file that starts with the key. */
static void formula_like_texts_are_guarded_and_numbers_are_not(void **state)
{
    (void)state;
    fixture f;
    char folder[] = "/tmp/pdot-csv-XXXXXX", path[128], text[4096] = "";
    assert_non_null(mkdtemp(folder));
    assert_int_equal(fixture_init(&f, folder, "es"), PDOT_OK);
    assert_ok(f.ctx, fixture_write(&f, &pd_format_csv));
    (void)snprintf(path, sizeof path, "%s/tablas/servicios_puntos.csv", folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    (void)fclose(file);
    assert_string_equal(strchr(text, '\n') + 1, "s-1,\"Centro \"\"Ñandú\"\", @casa\",,,110101,-3\r\n");
    (void)snprintf(path, sizeof path, "%s/tablas/territorios.csv", folder);
    file = fopen(path, "rb");
    assert_non_null(file);
    memset(text, 0, sizeof text);
    assert_true(fread(text, 1, sizeof text - 1, file) > 0);
    (void)fclose(file);
    assert_non_null(strstr(text, "110106,\"'=SUMA(A1)\","));
    assert_non_null(strstr(text, "110105,\"O'Higgins \"\"La 9\"\"\","));
    pd_folder_abandon(f.ctx, folder);
    fixture_release(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_matrix_adds_what_falls_into_one_cell),
        cmocka_unit_test(equal_texts_get_one_number_however_many_there_are),
        cmocka_unit_test(a_page_escapes_texts_and_names_its_scripts),
        cmocka_unit_test(coordinates_become_degrees_and_rings_turn_left),
        cmocka_unit_test(a_polygon_that_rounding_breaks_stays_valid),
        cmocka_unit_test(formula_like_texts_are_guarded_and_numbers_are_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
