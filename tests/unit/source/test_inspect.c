/* The facts of small files: what is counted, what is said, which column is taken for what. */
#include "source/inspect.h"

#include "files.h"

typedef struct state {
    pdot_ctx *ctx;
    files files;
    pd_inspection *inspection;
} state;

static int setup(void **out)
{
    static state one;
    one = (state){.ctx = pdot_ctx_new()};
    files_make(&one.files);
    *out = &one;
    return one.ctx == NULL;
}

static int teardown(void **in)
{
    state *self = *in;
    pd_inspection_free(self->inspection);
    files_remove(&self->files);
    pdot_ctx_free(self->ctx);
    return 0;
}

static const pd_inspected_layer *inspect(state *self, const char *name, const char *text)
{
    pd_inspection_free(self->inspection);
    self->inspection = NULL;
    assert_ok(self->ctx, pd_inspect(self->ctx, files_text(&self->files, name, text), &self->inspection));
    assert_true(self->inspection->n_layers > 0);
    return &self->inspection->layers[0];
}

static const pdot_check_finding *finding(const pd_inspected_layer *layer, const char *code)
{
    for (size_t i = 0; i < layer->symptoms.count; i++)
        if (strcmp(layer->symptoms.items[i].code, code) == 0)
            return &layer->symptoms.items[i];
    return NULL;
}

static void assert_counts(const pd_inspected_layer *layer, const char *code, uint64_t count)
{
    const pdot_check_finding *one = finding(layer, code);
    if (one == NULL)
        print_error("no finding %s\n", code);
    assert_non_null(one);
    assert_int_equal(one->count, count);
}

static const char *role_of(const pd_inspected_layer *layer, const char *column)
{
    for (size_t i = 0; i < layer->facts.n_columns; i++)
        if (strcmp(layer->facts.columns[i].name, column) == 0)
            return layer->facts.columns[i].role;
    return "no such column";
}

/* ---- tables */

static void a_sound_table_has_no_findings_and_its_columns_have_roles(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv",
                "codigo;nombre;valor\n110151;Chantaco;1,5\n110152;Chuquiribamba;2,25\n"
                "110153;El Cisne;3\n");
    assert_int_equal(layer->symptoms.count, 0);
    assert_int_equal(layer->facts.features, 3);
    assert_string_equal(layer->facts.separator, ";");
    assert_string_equal(role_of(layer, "codigo"), "code");
    assert_string_equal(role_of(layer, "nombre"), "name");
    assert_string_equal(layer->facts.columns[2].decimal, "comma");
    assert_true(layer->is_table);
}

static void codes_that_lost_their_zero_are_counted(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv", "codigo,v\n90150,1\n90151,2\n110150,3\n110151,4\n240352,5\n");
    assert_counts(layer, "code_unpadded", 2);
    assert_non_null(strstr(finding(layer, "code_unpadded")->message, "of 5 digits: 2, of 6 digits: 3"));
    layer = inspect(*in, "t.csv", "codigo,v\n90150,1\n90151,2\n90152,3\n");
    assert_counts(layer, "code_unpadded", 3);
}

static void a_running_number_has_lost_no_zero(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv", "codigo,v\n8,a\n9,b\n10,c\n11,d\n99,e\n100,f\n101,g\n1000,h\n");
    assert_null(finding(layer, "code_unpadded"));
}

static void a_code_on_two_rows_is_an_error_and_a_reference_is_not(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv", "codigo,v\n110151,1\n110152,2\n110153,3\n110154,4\n110155,5\n110151,6\n");
    assert_counts(layer, "code_duplicate", 1);
    assert_int_equal(finding(layer, "code_duplicate")->severity, PDOT_SEVERITY_ERROR);
    assert_string_equal(finding(layer, "code_duplicate")->examples[0], "110151: 2 times, first in row 2");
    layer = inspect(*in, "t.csv", "codigo,v\n110151,1\n110151,2\n110152,3\n110152,4\n110153,5\n110153,6\n");
    assert_null(finding(layer, "code_duplicate"));
}

static void a_code_of_no_province_is_pointed_out(void **in)
{
    const pd_inspected_layer *layer = inspect(
        *in, "t.csv",
        "codigo,v\n110151,1\n110152,2\n110153,3\n110154,4\n110155,5\n110156,1\n110157,1\n110158,1\n110159,1\n"
        "110160,1\n110161,1\n110162,1\n110163,1\n010150,1\n020150,1\n030150,1\n040150,1\n050150,1\nISLA,6\n");
    assert_counts(layer, "code_unknown", 1);
    assert_string_equal(finding(layer, "code_unknown")->examples[0], "ISLA (row 20)");
}

static void class_words_are_ranked_and_others_are_listed(void **in)
{
    const pd_inspected_layer *layer = inspect(
        *in, "t.csv",
        "x,GRADO_AMEN\n1,Muy Alta\n2,ALTO\n3,media\n4,Sin dato\n5,Nula\n6,Altísima\n7,media\n8,Bajo\n");
    assert_string_equal(role_of(layer, "GRADO_AMEN"), "class");
    assert_counts(layer, "class_unknown", 1);
    const pdot_check_column *column = &layer->facts.columns[1];
    assert_string_equal(column->values[0].text, "media");
    assert_int_equal(column->values[0].rank, 3);
    assert_int_equal(column->values[1].rank, 5);
    assert_int_equal(column->values[3].rank, -1);
    assert_int_equal(column->values[5].rank, -2);
}

static void odd_rows_are_all_counted(void **in)
{
    const pd_inspected_layer *layer = inspect(*in, "t.csv", "a,b,c\n1,2,3\n1,2\n1\n1,2,3,4\n1,2,3,\n");
    assert_counts(layer, "row_short", 2);
    assert_counts(layer, "row_long", 1);
    assert_int_equal(finding(layer, "row_long")->severity, PDOT_SEVERITY_ERROR);
    assert_int_equal(layer->facts.features, 5);
}

static void an_open_quote_is_an_error_with_its_line(void **in)
{
    const pd_inspected_layer *layer = inspect(*in, "t.csv", "a,b\n1,2\n3,\"open\n5,6\n");
    assert_counts(layer, "quote_open", 1);
    assert_non_null(strstr(finding(layer, "quote_open")->message, "Line 3"));
}

static void a_table_of_windows_is_read_and_said(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv", "codigo,nombre\n110154,Gualel\n010151,Ba\xF1os\n");
    assert_string_equal(layer->facts.encoding_used, "CP1252");
    assert_counts(layer, "encoding_undeclared", 1);
    assert_int_equal(layer->facts.features, 2);
    assert_string_equal(layer->facts.columns[1].values[1].text, "Ba\xC3\xB1os");
}

static void text_that_was_encoded_twice_is_noticed(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.geojson",
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                "\"properties\":{\"nombre\":\"Ba\xC3\x83\xC2\xB1os\"},\"geometry\":"
                "{\"type\":\"Point\",\"coordinates\":[-79,-4]}}]}");
    assert_counts(layer, "encoding_wrong", 1);
}

static void a_header_of_figures_is_none(void **in)
{
    const pd_inspected_layer *layer = inspect(*in, "t.csv", "110151,12.5\n110152,13\n");
    assert_counts(layer, "header_missing", 1);
    layer = inspect(*in, "t.csv", "");
    assert_counts(layer, "header_missing", 1);
}

static void coordinates_make_a_table_of_places(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.csv", "id,longitud,latitud,codigo\n1,-79.1,-4.0,110151\n2,-79.2,-4.1,110151\n");
    assert_string_equal(role_of(layer, "longitud"), "x");
    assert_string_equal(role_of(layer, "latitud"), "y");
}

/* ---- layers */

#define FEATURES(list) "{\"type\":\"FeatureCollection\",\"features\":[" list "]}"
#define FEATURE(properties, geometry)                                                                        \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define SQUARE                                                                                               \
    "{\"type\":\"Polygon\",\"coordinates\":[[[-79.2,-4.0],[-79.1,-4.0],[-79.1,-3.9],[-79.2,-3.9],[-79.2,-4." \
    "0]]]}"
#define BOW                                                                                                  \
    "{\"type\":\"Polygon\",\"coordinates\":[[[-79.0,-4.0],[-78.9,-3.9],[-78.9,-4.0],[-79.0,-3.9],[-79.0,-4." \
    "0]]]}"

static void geometries_are_counted_by_what_ails_them(void **in)
{
    const pd_inspected_layer *layer = inspect(
        *in, "t.geojson",
        FEATURES(
            FEATURE("\"n\":1", SQUARE) "," FEATURE("\"n\":2", SQUARE) "," FEATURE("\"n\":3", BOW) "," FEATURE(
                "\"n\":4", "null") "," FEATURE("\"n\":5", "{\"type\":\"MultiPolygon\",\"coordinates\":[]"
                                                          "}") "," FEATURE("\"n\":6", "{\"type\":\"Point\","
                                                                                      "\"coordinates\":[-79,-"
                                                                                      "4]}")));
    assert_int_equal(layer->facts.features, 6);
    assert_int_equal(layer->dimension, 2);
    assert_string_equal(layer->facts.geometry, "Polygon");
    assert_counts(layer, "geom_null", 1);
    assert_counts(layer, "geom_empty", 1);
    assert_counts(layer, "geom_mixed", 1);
    assert_counts(layer, "geom_invalid", 1);
    assert_non_null(strstr(finding(layer, "geom_invalid")->examples[0], "Self-intersection: 1"));
    assert_counts(layer, "duplicate_geometry", 1);
    assert_int_equal(layer->n_polygons, 3); /* the bow-tie in its mended form */
    assert_string_equal(layer->facts.crs_declared, "EPSG:4326");
    assert_close(layer->box.min_x, -79.2, 1e-12, 0);
}

static void polygons_are_called_by_name_and_code(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.geojson",
                FEATURES(FEATURE("\"codigo\":\"110156\",\"nombre\":\"Malacatos\"",
                                 SQUARE) "," FEATURE("\"codigo\":\"110157\",\"nombre\":\"San Lucas\"", BOW)));
    assert_int_equal(layer->n_polygons, 2);
    assert_string_equal(layer->labels[0], "Malacatos (110156)");
    layer = inspect(*in, "t.geojson", FEATURES(FEATURE("", SQUARE)));
    assert_string_equal(layer->labels[0], "feature 0");
}

static void an_empty_layer_would_stop_an_import(void **in)
{
    const pd_inspected_layer *layer = inspect(*in, "t.geojson", FEATURES(""));
    assert_counts(layer, "layer_empty", 0);
    assert_int_equal(finding(layer, "layer_empty")->severity, PDOT_SEVERITY_ERROR);
}

static void heights_are_a_note(void **in)
{
    const pd_inspected_layer *layer = inspect(
        *in, "t.geojson", FEATURES(FEATURE("", "{\"type\":\"Point\",\"coordinates\":[-79,-4,2100]}")));
    assert_counts(layer, "geom_zm", 1);
    assert_int_equal(finding(layer, "geom_zm")->severity, PDOT_SEVERITY_INFO);
}

static void a_raster_of_few_whole_numbers_may_hold_classes(void **in)
{
    const pd_inspected_layer *layer =
        inspect(*in, "t.asc",
                "ncols 3\nnrows 2\nxllcorner 690000\nyllcorner 9550000\ncellsize 100\nNODATA_value -9999\n"
                "1 1 3\n-9999 2 1\n");
    assert_string_equal(layer->facts.geometry, "Raster");
    assert_int_equal(layer->facts.features, 6);
    assert_true(layer->may_be_classes);
    assert_null(layer->crs);
    assert_close(layer->facts.least, 1, 0, 0);
    assert_close(layer->facts.most, 3, 0, 0);
    assert_close(layer->box.max_y, 9550200, 0, 0);
    assert_string_equal(layer->facts.columns[0].values[0].text, "1");
    assert_int_equal(layer->facts.columns[0].values[0].count, 3);
}

static void a_raster_of_heights_holds_none(void **in)
{
    const pd_inspected_layer *layer = inspect(
        *in, "t.asc", "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -1\n1.5 2.25\n");
    assert_false(layer->may_be_classes);
    layer = inspect(*in, "t.asc",
                    "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value -1\n-1 -1\n");
    assert_counts(layer, "layer_empty", 0);
}

static void what_is_no_file_is_refused(void **in)
{
    state *self = *in;
    assert_int_equal(pd_inspect(self->ctx, "/vsicurl/http://x/y.geojson", &self->inspection), PDOT_IO);
    assert_null(self->inspection);
    pd_clear_error(self->ctx);
    assert_int_equal(pd_inspect(self->ctx, self->files.folder, &self->inspection), PDOT_IO);
    pd_clear_error(self->ctx);
    assert_int_equal(
        pd_inspect(self->ctx, files_text(&self->files, "t.vrt", "<OGRVRTDataSource/>"), &self->inspection),
        PDOT_UNSUPPORTED);
    pd_clear_error(self->ctx);
    assert_int_equal(pd_inspect(self->ctx,
                                files_text(&self->files, "t.geojson",
                                           "<OGRVRTDataSource><OGRVRTLayer/></OGRVRTDataSource>"),
                                &self->inspection),
                     PDOT_FORMAT);
    pd_clear_error(self->ctx);
}

static void known_codes_are_joined(void **in)
{
    state *self = *in;
    (void)inspect(self, "t.csv", "codigo,v\n90150,1\n110150,2\n999999,3\n110151,4\n");
    pd_inspected_layer *layer = &self->inspection->layers[0];
    const char *const known[] = {"090150", "110150", "110151"};
    layer->symptoms.count = 0;
    assert_ok(self->ctx, pd_columns_join(&layer->columns, layer->roles.code, known, 3, &layer->symptoms));
    assert_counts(layer, "code_unknown", 2);
    assert_non_null(strstr(finding(layer, "code_unknown")->message, "that match: 2"));
    assert_int_equal(finding(layer, "code_unknown")->n_examples, 1);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, setup, teardown)
    const struct CMUnitTest tests[] = {
        ONE(a_sound_table_has_no_findings_and_its_columns_have_roles),
        ONE(codes_that_lost_their_zero_are_counted),
        ONE(a_running_number_has_lost_no_zero),
        ONE(a_code_on_two_rows_is_an_error_and_a_reference_is_not),
        ONE(a_code_of_no_province_is_pointed_out),
        ONE(class_words_are_ranked_and_others_are_listed),
        ONE(odd_rows_are_all_counted),
        ONE(an_open_quote_is_an_error_with_its_line),
        ONE(a_table_of_windows_is_read_and_said),
        ONE(text_that_was_encoded_twice_is_noticed),
        ONE(a_header_of_figures_is_none),
        ONE(coordinates_make_a_table_of_places),
        ONE(geometries_are_counted_by_what_ails_them),
        ONE(polygons_are_called_by_name_and_code),
        ONE(an_empty_layer_would_stop_an_import),
        ONE(heights_are_a_note),
        ONE(a_raster_of_few_whole_numbers_may_hold_classes),
        ONE(a_raster_of_heights_holds_none),
        ONE(what_is_no_file_is_refused),
        ONE(known_codes_are_joined),
    };
#undef ONE
    return cmocka_run_group_tests(tests, NULL, NULL);
}
