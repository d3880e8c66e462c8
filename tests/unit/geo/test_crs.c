/* Check values: degrees to EPSG:32717 and PSAD56 figures computed by EPSG's published parameters (3990,
 * 1206). */
#include "support.h"

#include "geo/crs.h"

static pdot_ctx *ctx;

static const pd_box LOJA = {-79.6, -4.6, -79.0, -3.6};

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    return ctx != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pdot_ctx_free(ctx);
    return 0;
}

static pd_crs *crs_of(const char *definition)
{
    pd_crs *crs = NULL;
    assert_ok(ctx, pd_crs_new(ctx, definition, &crs));
    return crs;
}

static pd_transform *transform_of(const char *from, const char *to, const pd_box *area)
{
    pd_crs *a = crs_of(from), *b = crs_of(to);
    pd_transform *transform = NULL;
    assert_ok(ctx, pd_transform_new(ctx, a, b, area, &transform));
    pd_crs_free(a);
    pd_crs_free(b);
    return transform;
}

static void assert_moves(pd_transform *transform, double x, double y, double to_x, double to_y,
                         double tolerance)
{
    double xy[2] = {x, y};
    assert_ok(ctx, pd_transform_apply(ctx, transform, xy, 1));
    assert_close(xy[0], to_x, tolerance, 0.0);
    assert_close(xy[1], to_y, tolerance, 0.0);
}

static void degrees_become_utm(void **state)
{
    (void)state;
    pd_transform *transform = transform_of("EPSG:4326", "EPSG:32717", &LOJA);
    assert_moves(transform, -79.2036, -3.9931, 699444.906, 9558417.525, 0.001);
    assert_moves(transform, -79.3749, -3.7691, 680468.574, 9583226.899, 0.001);
    assert_moves(transform, -79.1765, -4.3639, 702359.555, 9517403.490, 0.001);
    assert_moves(transform, -79.2088, -4.5108, 698734.642, 9501166.363, 0.001);
    assert_close(pd_transform_accuracy_m(transform), 0.0, 0.0, 0.0);
    assert_string_equal(pd_transform_operation(transform), "UTM zone 17S");
    pd_transform_free(transform);
}

static void psad56_takes_the_five_metre_operation(void **state)
{
    (void)state;
    pd_transform *transform = transform_of("EPSG:24877", "EPSG:32717", &LOJA);
    assert_moves(transform, 699697.080, 9558782.310, 699444.907, 9558417.523, 0.002);
    assert_non_null(strstr(pd_transform_operation(transform), "PSAD56 to WGS 84 (14)"));
    assert_close(pd_transform_accuracy_m(transform), 5.0, 0.0, 0.0);
    pd_transform_free(transform);
}

static void a_national_psad56_layer_that_reaches_galapagos_takes_it_too(void **state)
{
    (void)state;
    const pd_box ecuador = {-92.0, -5.0, -75.2, 1.5};
    pd_transform *transform = transform_of("EPSG:24877", "EPSG:32717", &ecuador);
    assert_non_null(strstr(pd_transform_operation(transform), "PSAD56 to WGS 84 (14)"));
    pd_transform_free(transform);
}

static void the_sirgas_frames_transform_without_ballpark(void **state)
{
    (void)state;
    static const struct {
        const char *epsg, *operation;
        double accuracy_m;
    } frames[] = {{"EPSG:31992", "SIRGAS 1995 to WGS 84 (1)", 2.0},
                  {"EPSG:31977", "SIRGAS 2000 to WGS 84 (1)", 1.0}};
    for (size_t i = 0; i < 2; i++) {
        pd_transform *transform = transform_of(frames[i].epsg, "EPSG:32717", &LOJA);
        assert_moves(transform, 699444.906, 9558417.525, 699444.906, 9558417.525, 0.001);
        assert_non_null(strstr(pd_transform_operation(transform), frames[i].operation));
        assert_close(pd_transform_accuracy_m(transform), frames[i].accuracy_m, 0.0, 0.0);
        pd_transform_free(transform);
    }
}

static void transformations_between_the_same_systems_share_the_operation(void **state)
{
    (void)state;
    const pd_box near = {-79.55, -4.5, -79.05, -3.65};
    pd_transform *one = transform_of("EPSG:24877", "EPSG:32717", &LOJA);
    pd_transform *two = transform_of("EPSG:24877", "EPSG:32717", &near);
    assert_ptr_equal(pd_transform_operation(one), pd_transform_operation(two));
    pd_transform_free(one);
    assert_moves(two, 699697.080, 9558782.310, 699444.907, 9558417.523, 0.002);
    pd_transform_free(two);
}

static void a_system_without_sound_operation_is_refused(void **state)
{
    (void)state;
    pd_crs *indian = crs_of("EPSG:3148"), *plan = crs_of("EPSG:32717");
    pd_transform *transform = NULL;
    assert_fails(ctx, pd_transform_new(ctx, indian, plan, &LOJA, &transform), PDOT_CRS,
                 "no sound transformation");
    assert_null(transform);
    pd_crs_free(indian);
    pd_crs_free(plan);
}

static void equal_systems_need_no_operation(void **state)
{
    (void)state;
    pd_transform *transform = transform_of("OGC:CRS84", "EPSG:4326", NULL);
    assert_true(pd_transform_is_identity(transform));
    assert_moves(transform, -79.0, -4.0, -79.0, -4.0, 0.0);
    pd_transform_free(transform);
}

static void a_shapefile_prj_is_the_system_it_names(void **state)
{
    (void)state;
    pd_crs *esri =
        crs_of("PROJCS[\"WGS_1984_UTM_Zone_17S\",GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID["
               "\"WGS_1984\",6378137.0,298.257223563]],PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\","
               "0.0174532925199433]],PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\","
               "500000.0],PARAMETER[\"False_Northing\",10000000.0],PARAMETER[\"Central_Meridian\",-81.0],"
               "PARAMETER[\"Scale_Factor\",0.9996],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\","
               "1.0]]");
    pd_crs *epsg = crs_of("EPSG:32717");
    assert_true(pd_crs_equal(esri, epsg));
    assert_int_equal(pd_crs_epsg(esri), 32717);
    pd_crs_free(esri);
    pd_crs_free(epsg);
}

static void kinds_are_told_apart(void **state)
{
    (void)state;
    static const struct {
        const char *definition;
        bool projected, geographic, metric;
        int epsg;
    } cases[] = {
        {"EPSG:32717", true, false, true, 32717},
        {"EPSG:4326", false, true, false, 4326},
        {"EPSG:4979", false, true, false, 4326}, /* heights are dropped */
        {"EPSG:2263", true, false, false, 2263}, /* US survey feet */
        {"EPSG:9518", false, true, false, 4326}, /* compound: WGS 84 + EGM2008 height */
        {"+proj=utm +zone=17 +south +datum=WGS84 +units=m", true, false, true, 32717},
        {"+proj=laea +lat_0=-4 +lon_0=-79 +datum=WGS84", true, false, true, 0},
        {" EPSG:24877\n", true, false, true, 24877},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_crs *crs = crs_of(cases[i].definition);
        print_message("%s\n", cases[i].definition);
        assert_int_equal(pd_crs_is_projected(crs), cases[i].projected);
        assert_int_equal(pd_crs_is_geographic(crs), cases[i].geographic);
        assert_int_equal(pd_crs_is_metric(crs), cases[i].metric);
        assert_int_equal(pd_crs_epsg(crs), cases[i].epsg);
        pd_crs_free(crs);
    }
}

static void what_is_no_system_says_what_to_write(void **state)
{
    (void)state;
    static const struct {
        const char *definition, *words;
    } cases[] = {
        {"32717", "write EPSG:32717"},
        {"UTM 17 sur", "write a code such as EPSG:32717"},
        {"EPSG:999999", "write a code such as EPSG:32717"},
        {"+init=epsg:32717", "names a file"},
        {"+proj=longlat +ellps=intl +nadgrids=/etc/passwd", "names a file"},
        {"ENGCRS[\"local\",EDATUM[\"x\"],CS[Cartesian,2],AXIS[\"x\",east],AXIS[\"y\",north],LENGTHUNIT["
         "\"metre\",1]]",
         "neither geographic nor projected"},
        {"EPSG:5773", "neither geographic nor projected"}, /* a height */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pd_crs *crs = NULL;
        pdot_ctx *fresh = pdot_ctx_new();
        assert_fails(fresh, pd_crs_new(fresh, cases[i].definition, &crs), PDOT_CRS, cases[i].words);
        assert_null(crs);
        pdot_ctx_free(fresh);
    }
}

static void utm_parameters_are_read(void **state)
{
    (void)state;
    static const char *const same[] = {
        "EPSG:32717", "+proj=utm +zone=17 +south +datum=WGS84",
        "+proj=tmerc +lon_0=-81 +k=0.9996 +x_0=500000 +y_0=10000000 +datum=WGS84"};
    for (size_t i = 0; i < 3; i++) {
        pd_crs *crs = crs_of(same[i]);
        pd_tmerc tmerc;
        assert_true(pd_crs_tmerc(crs, &tmerc));
        assert_close(tmerc.semi_major_m, 6378137.0, 0.0, 0.0);
        assert_close(1.0 / tmerc.flattening, 298.257223563, 1e-9, 0.0);
        assert_close(tmerc.scale, 0.9996, 0.0, 0.0);
        assert_close(tmerc.central_meridian_deg, -81.0, 0.0, 0.0);
        assert_close(tmerc.origin_latitude_deg, 0.0, 0.0, 0.0);
        assert_close(tmerc.false_easting_m, 500000.0, 0.0, 0.0);
        assert_close(tmerc.false_northing_m, 10000000.0, 0.0, 0.0);
        pd_crs_free(crs);
    }
    pd_tmerc none;
    pd_crs *mercator = crs_of("EPSG:3857");
    assert_false(pd_crs_tmerc(mercator, &none));
    pd_crs_free(mercator);
}

static void a_copy_serves_another_context(void **state)
{
    (void)state;
    pdot_ctx *other = pdot_ctx_new();
    pd_crs *crs = crs_of("EPSG:31992"), *copy = NULL;
    assert_ok(other, pd_crs_copy(other, crs, &copy));
    assert_int_equal(pd_crs_epsg(copy), 31992);
    assert_string_equal(pd_crs_name(copy), pd_crs_name(crs));
    pd_crs_free(crs);
    pd_crs_free(copy);
    pdot_ctx_free(other);
}

static void the_first_point_without_image_is_named(void **state)
{
    (void)state;
    pd_transform *transform = transform_of("EPSG:4326", "EPSG:32717", &LOJA);
    double swapped[4] = {-79.2, -4.0, 4.0, 120.0};
    assert_fails(ctx, pd_transform_apply(ctx, transform, swapped, 2), PDOT_CRS, "point 2 has no image");
    pd_transform_free(transform);
}

static void a_coordinate_that_is_no_number_is_refused(void **state)
{
    (void)state;
    pd_transform *transform = transform_of("EPSG:4326", "EPSG:4326", NULL);
    double xy[2] = {NAN, 0.0};
    assert_fails(ctx, pd_transform_apply(ctx, transform, xy, 1), PDOT_CRS,
                 "point 1 has a coordinate that is not");
    pd_transform_free(transform);
}

static void a_box_becomes_degrees(void **state)
{
    (void)state;
    pd_crs *crs = crs_of("EPSG:32717");
    const pd_box box = {660000, 9500000, 713000, 9595000};
    pd_box degrees;
    assert_ok(ctx, pd_crs_degrees(ctx, crs, &box, &degrees));
    assert_true(degrees.min_x > -79.6 && degrees.max_x < -79.0 && degrees.min_y > -4.6 &&
                degrees.max_y < -3.6);
    pd_crs_free(crs);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(degrees_become_utm, set_up, tear_down),
        cmocka_unit_test_setup_teardown(psad56_takes_the_five_metre_operation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_national_psad56_layer_that_reaches_galapagos_takes_it_too, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_sirgas_frames_transform_without_ballpark, set_up, tear_down),
        cmocka_unit_test_setup_teardown(transformations_between_the_same_systems_share_the_operation, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_system_without_sound_operation_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(equal_systems_need_no_operation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_shapefile_prj_is_the_system_it_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(kinds_are_told_apart, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_system_says_what_to_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(utm_parameters_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_copy_serves_another_context, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_point_without_image_is_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_coordinate_that_is_no_number_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_box_becomes_degrees, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("geo/crs", tests, NULL, NULL);
}
