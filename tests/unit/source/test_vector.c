/* Layers as GeoJSON text where that can say what is meant, written by OGR where it cannot. */
#include "files.h"

#include <cpl_conv.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "geo/geometry.h"
#include "source/gdal.h"
#include "source/vector.h"

static pdot_ctx *ctx;
static pd_findings findings;
static pd_crs *plan;
static files dir;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    pd_findings_init(ctx, &findings);
    files_make(&dir);
    return pd_crs_new(ctx, "EPSG:32717", &plan) == PDOT_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    pd_crs_free(plan);
    files_remove(&dir);
    pd_findings_release(&findings);
    pdot_ctx_free(ctx);
    return 0;
}

static pd_vector_options options_of(int dimension)
{
    return (pd_vector_options){
        .layer = "", .crs = "", .encoding = "", .x = "", .y = "", .dimension = dimension};
}

static pd_vector *open_vector(const char *path, const pd_vector_options *options)
{
    pd_vector *vector = NULL;
    assert_ok(ctx, pd_vector_open(ctx, path, options, plan, &findings, &vector));
    return vector;
}

static const pd_vector_feature *next(pd_vector *vector)
{
    const pd_vector_feature *feature = NULL;
    assert_ok(ctx, pd_vector_next(ctx, vector, &feature));
    return feature;
}

static int count(pd_vector *vector)
{
    int n = 0;
    while (next(vector) != NULL)
        n++;
    return n;
}

static double area_of(const pd_vector_feature *feature)
{
    double area = NAN;
    assert_ok(ctx, pd_geometry_planar_area(ctx, feature->wkb, &area));
    return area;
}

/* Fails to open in a context of its own, with this message. */
static void assert_refused(const char *path, const pd_vector_options *options, pdot_status status,
                           const char *words)
{
    pdot_ctx *fresh = pdot_ctx_new();
    pd_crs *target = NULL;
    pd_vector *vector = NULL;
    assert_ok(fresh, pd_crs_new(fresh, "EPSG:32717", &target));
    assert_fails(fresh, pd_vector_open(fresh, path, options, target, &findings, &vector), status, words);
    assert_string_equal(pdot_ctx_error(fresh)->file, path);
    assert_null(vector);
    pd_crs_free(target);
    pdot_ctx_free(fresh);
}

#define FEATURE(properties, geometry)                                                                        \
    "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":" geometry "}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"
/* 0.05 degrees a side: 30 703 761 m² in EPSG:32717 */
#define SQUARE                                                                                               \
    "{\"type\":\"Polygon\",\"coordinates\":[[[-79.25,-4.05],[-79.2,-4.05],[-79.2,-4],[-79.25,-4],[-79.25,-"  \
    "4.05]]]}"
#define BOW_TIE                                                                                              \
    "{\"type\":\"Polygon\",\"coordinates\":[[[-79.25,-4.05],[-79.2,-4],[-79.2,-4.05],[-79.25,-4],[-79.25,-"  \
    "4.05]]]}"
#define POINT "{\"type\":\"Point\",\"coordinates\":[-79.2036,-3.9931]}"
#define EMPTY "{\"type\":\"MultiPolygon\",\"coordinates\":[]}"
#define MIXED "{\"type\":\"GeometryCollection\",\"geometries\":[" SQUARE "," POINT "]}"
#define LINE  "{\"type\":\"LineString\",\"coordinates\":[[-79.2,-4],[-79.2,-3.9]]}"

static void features_come_in_the_plan_crs_with_their_cells(void **state)
{
    (void)state;
    const char *path =
        files_text(&dir, "t.geojson",
                   COLLECTION(FEATURE("\"codigo\":\"010101\",\"n\":1.5,\"nada\":null,\"k\":7", SQUARE)));
    pd_vector_options options = options_of(2);
    static const char *const columns[] = {"codigo", "N", "nada", "k"};
    options.columns = columns;
    options.n_columns = 4;
    pd_vector *vector = open_vector(path, &options);
    const pd_vector_info *info = pd_vector_get_info(vector);
    assert_string_equal(info->crs, "EPSG:4326");
    assert_string_equal(info->operation, "UTM zone 17S");
    assert_close(info->accuracy_m, 0.0, 0.0, 0.0);
    assert_int_equal(info->features, 1);
    const pd_vector_feature *feature = next(vector);
    assert_non_null(feature);
    assert_string_equal(feature->cells[0], "010101");
    assert_string_equal(feature->cells[1], "1.5");
    assert_string_equal(feature->cells[2], "");
    assert_string_equal(feature->cells[3], "7");
    assert_int_equal(feature->wkb.data[1], 6); /* MULTIPOLYGON */
    assert_close(area_of(feature), 30703761.3, 0.5, 0.0);
    assert_null(next(vector));
    assert_null(next(vector));
    assert_int_equal(findings.count, 0);
    pd_vector_close(vector);
}

static void what_has_no_usable_geometry_is_left_out_and_named(void **state)
{
    (void)state;
    const char *path = files_text(&dir, "t.geojson",
                                  COLLECTION(FEATURE("", "null") "," FEATURE("", EMPTY) "," FEATURE(
                                      "", POINT) "," FEATURE("", SQUARE) "," FEATURE("", MIXED)));
    pd_vector_options options = options_of(2);
    pd_vector *vector = open_vector(path, &options);
    assert_int_equal(count(vector), 2);
    assert_int_equal(count_findings(&findings, "geom_null"), 1);
    assert_int_equal(count_findings(&findings, "geom_empty"), 1);
    assert_int_equal(count_findings(&findings, "geom_mixed"), 2);
    assert_int_equal(finding_of(&findings, "geom_null")->row, 0);
    assert_int_equal(finding_of(&findings, "geom_empty")->row, 1);
    assert_string_equal(finding_of(&findings, "geom_mixed")->message,
                        "Left out: the feature holds points where polygons are wanted.");
    pd_vector_close(vector);
}

static void an_invalid_polygon_is_repaired_and_measured(void **state)
{
    (void)state;
    const char *path = files_text(&dir, "t.geojson", COLLECTION(FEATURE("", BOW_TIE)));
    pd_vector_options options = options_of(2);
    pd_vector *vector = open_vector(path, &options);
    const pd_vector_feature *feature = next(vector);
    assert_non_null(feature);
    assert_close(area_of(feature), 30703761.3 / 2, 500.0, 0.0);
    const pdot_finding *repaired = finding_of(&findings, "geom_repaired");
    assert_non_null(repaired);
    assert_non_null(strstr(repaired->message, "Self-intersection"));
    assert_non_null(strstr(repaired->found, " ha"));
    assert_string_equal(repaired->layer, "t");
    pd_vector_close(vector);
}

static void a_repair_that_changes_too_much_is_rejected(void **state)
{
    (void)state;
    static const char hole_over_polygon[] = COLLECTION(
        FEATURE("", "{\"type\":\"Polygon\",\"coordinates\":[[[-80,-4],[-79,-4],[-79,-3],[-80,-3],[-80,-4]],"
                    "[[-79.5,-3.5],[-78.5,-3.5],[-78.5,-2.5],[-79.5,-2.5],[-79.5,-3.5]]]}"));
    pd_vector_options options = options_of(2);
    pd_vector *vector = open_vector(files_text(&dir, "t.geojson", hole_over_polygon), &options);
    assert_int_equal(count(vector), 0);
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].rule, "geom_invalid");
    assert_int_equal(findings.items[0].severity, PDOT_SEVERITY_ERROR);
    pd_vector_close(vector);
    options.max_area_change = 1.0;
    vector = open_vector(dir.path, &options);
    assert_int_equal(count(vector), 1);
    pd_vector_close(vector);
}

/* In the plan's own CRS no transformation refuses it. Its polygon is valid, whatever its size. */
static void a_coordinate_beyond_any_map_is_left_out(void **state)
{
    (void)state;
    static const struct {
        int dimension;
        const char *type, *far, *near;
    } cases[] = {
        {0, "Point", "[7e24,9500000]", "[700000,9500000]"},
        {1, "LineString", "[[0,0],[7e24,9500000]]", "[[0,0],[7e5,9500000]]"},
        {2, "Polygon", "[[[0,0],[-7e24,0],[0,9500000],[0,0]]]", "[[[0,0],[7e5,0],[0,9500000],[0,0]]]"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[1024];
        (void)snprintf(
            text, sizeof text,
            "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
            "\"urn:ogc:def:crs:EPSG::32717\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{},"
            "\"geometry\":{\"type\":\"%s\",\"coordinates\":%s}},{\"type\":\"Feature\",\"properties\":{},"
            "\"geometry\":{\"type\":\"%s\",\"coordinates\":%s}}]}",
            cases[i].type, cases[i].far, cases[i].type, cases[i].near);
        const pd_vector_options options = {.dimension = cases[i].dimension};
        const size_t before = findings.count;
        pd_vector *vector = open_vector(files_text(&dir, "far.geojson", text), &options);
        assert_int_equal(count(vector), 1);
        assert_int_equal(findings.count, before + 1);
        assert_string_equal(findings.items[before].rule, "geom_invalid");
        assert_non_null(strstr(findings.items[before].message, "larger than any map"));
        pd_vector_close(vector);
    }
}

static void lines_become_multi_and_lose_heights(void **state)
{
    (void)state;
    const char *path = files_text(
        &dir, "t.geojson",
        COLLECTION(FEATURE("", LINE) "," FEATURE(
            "", "{\"type\":\"LineString\",\"coordinates\":[[-"
                "79.2,-4,10],[-79.1,-4,20]]}") "," FEATURE("", "{\"type\":\"LineString\",\"coordinates\":[[-"
                                                               "79.2,-4],[-79.2,-4]]}")));
    const pd_vector_options options = {.dimension = 1}; /* texts may be NULL */
    pd_vector *vector = open_vector(path, &options);
    const pd_vector_feature *feature = next(vector);
    double length = 0.0;
    assert_int_equal(feature->wkb.data[1], 5); /* MULTILINESTRING */
    assert_ok(ctx, pd_geometry_length(ctx, feature->wkb, &length));
    assert_close(length, 11056.8, 5.0, 0.0);
    assert_int_equal(count(vector), 1);
    assert_int_equal(count_findings(&findings, "geom_zm"), 1);
    assert_int_equal(count_findings(&findings, "geom_invalid"), 1);
    pd_vector_close(vector);
}

static void points_come_one_by_one(void **state)
{
    (void)state;
    const char *path = files_text(
        &dir, "t.geojson",
        COLLECTION(FEATURE(
            "\"a\":1",
            "{\"type\":\"MultiPoint\",\"coordinates\":[[-79.2,-4],[-79.1,-4]]}") "," FEATURE("\"a\":2",
                                                                                             POINT)));
    pd_vector_options options = options_of(0);
    static const char *const columns[] = {"a"};
    options.columns = columns;
    options.n_columns = 1;
    pd_vector *vector = open_vector(path, &options);
    static const char *const cells[] = {"1", "1", "2"};
    double x = 0.0;
    for (int i = 0; i < 3; i++) {
        const pd_vector_feature *feature = next(vector);
        assert_non_null(feature);
        assert_int_equal(feature->wkb.size, 21);
        assert_int_equal(feature->wkb.data[1], 1); /* POINT */
        assert_string_equal(feature->cells[0], cells[i]);
        memcpy(&x, feature->wkb.data + 5, 8);
    }
    assert_close(x, 699444.906, 0.001, 0.0);
    assert_null(next(vector));
    assert_int_equal(count_findings(&findings, "geom_multipoint"), 1);
    pd_vector_close(vector);
}

/* A shapefile or GeoPackage of one layer per geometry text; crs 0: none. */
static const char *write_layer(const char *driver, const char *name, int epsg, const char *const *layers,
                               const char *const *wkt)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    OGRSpatialReferenceH srs = epsg != 0 ? OSRNewSpatialReference(NULL) : NULL;
    if (srs != NULL) {
        assert_int_equal(OSRImportFromEPSG(srs, epsg), OGRERR_NONE);
        OSRSetAxisMappingStrategy(srs, OAMS_TRADITIONAL_GIS_ORDER);
    }
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName(driver), files_name(&dir, name), 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    for (; *layers != NULL; layers++, wkt++) {
        OGRLayerH layer = GDALDatasetCreateLayer(dataset, *layers, srs, wkbUnknown, NULL);
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        OGRGeometryH geometry = NULL;
        char *text = CPLStrdup(*wkt), *at = text;
        assert_int_equal(OGR_G_CreateFromWkt(&at, NULL, &geometry), OGRERR_NONE);
        CPLFree(text);
        assert_int_equal(OGR_F_SetGeometryDirectly(feature, geometry), OGRERR_NONE);
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    OSRRelease(srs);
    pd_gdal_end();
    return dir.path;
}

static const char *const ONE[] = {"capa", NULL};
static const char *const PSAD[] = {"POINT(699697.080 9558782.310)", NULL};

static void a_layer_without_crs_says_what_to_write(void **state)
{
    (void)state;
    pd_vector_options options = options_of(0);
    assert_refused(write_layer("ESRI Shapefile", "metros.shp", 0, ONE, PSAD), &options, PDOT_CRS,
                   "from 699697 9558782, look like metres: crs: EPSG:32717");
    static const char *const degrees[] = {"POINT(-79.2 -4)", NULL};
    assert_refused(write_layer("ESRI Shapefile", "grados.shp", 0, ONE, degrees), &options, PDOT_CRS,
                   "from -79.2000 -4.0000, look like degrees: crs: EPSG:4326");
    assert_refused(write_layer("GPKG", "nada.gpkg", 0, ONE, PSAD), &options, PDOT_CRS, "does not say");
}

static void a_declared_crs_serves_a_layer_without(void **state)
{
    (void)state;
    pd_vector_options options = options_of(0);
    options.crs = "EPSG:24877";
    pd_vector *vector = open_vector(write_layer("ESRI Shapefile", "p.shp", 0, ONE, PSAD), &options);
    double xy[2];
    memcpy(xy, next(vector)->wkb.data + 5, sizeof xy);
    assert_close(xy[0], 699444.907, 0.002, 0.0);
    assert_close(xy[1], 9558417.523, 0.002, 0.0);
    assert_non_null(strstr(pd_vector_get_info(vector)->operation, "PSAD56 to WGS 84 (14)"));
    assert_close(pd_vector_get_info(vector)->accuracy_m, 5.0, 0.0, 0.0);
    pd_vector_close(vector);
}

static void a_declared_crs_never_overrides_the_layers_own(void **state)
{
    (void)state;
    pd_vector_options options = options_of(0);
    options.crs = "EPSG:24877";
    const char *path = write_layer("GPKG", "w.gpkg", 32717, ONE, PSAD);
    assert_refused(path, &options, PDOT_CRS,
                   "the manifest declares EPSG:24877: a layer's own system is never overridden");
    options.crs = "+proj=utm +zone=17 +south +datum=WGS84"; /* the same in other words */
    pd_vector *vector = open_vector(path, &options);
    assert_int_equal(count(vector), 1);
    pd_vector_close(vector);
}

static void layers_are_chosen_by_name(void **state)
{
    (void)state;
    static const char *const two[] = {"puntos", "lineas", NULL};
    static const char *const wkt[] = {"POINT(700000 9558000)", "LINESTRING(700000 9558000,700100 9558000)",
                                      NULL};
    const char *path = write_layer("GPKG", "m.gpkg", 32717, two, wkt);
    pd_vector_options options = options_of(-1);
    assert_refused(path, &options, PDOT_AMBIGUOUS, "several layers: puntos, lineas; say which with layer:");
    options.layer = "poligonos";
    assert_refused(path, &options, PDOT_SCHEMA,
                   "there is no layer \"poligonos\"; the file has: puntos, lineas");
    options.layer = "lineas";
    pd_vector *vector = open_vector(path, &options);
    assert_int_equal(next(vector)->wkb.data[1], 5);
    pd_vector_close(vector);
}

static int count_entries(void)
{
    DIR *folder = opendir(dir.folder);
    int n = 0;
    while (readdir(folder) != NULL)
        n++;
    (void)closedir(folder);
    return n;
}

static void every_format_is_read_and_nothing_written_beside_it(void **state)
{
    (void)state;
    static const struct {
        const char *driver, *name, *crs;
    } formats[] = {
        {"GPKG", "capa.gpkg", "EPSG:32717"},       {"ESRI Shapefile", "capa.shp", "EPSG:32717"},
        {"GeoJSON", "capa.geojson", "EPSG:32717"}, {"FlatGeobuf", "capa.fgb", "EPSG:32717"},
        {"LIBKML", "capa.kml", "EPSG:4326"},       {"GML", "capa.gml", "EPSG:32717"},
    };
    static const char *const square[] = {
        "POLYGON((700000 9558000,700100 9558000,700100 9558100,700000 9558100,"
        "700000 9558000))",
        NULL};
    static const char *const degrees[] = {
        "POLYGON((-79.2 -4,-79.1991 -4,-79.1991 -3.9991,-79.2 -3.9991,-79.2 -4))", NULL};
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        print_message("%s\n", formats[i].name);
        const bool is_kml = strcmp(formats[i].driver, "LIBKML") == 0;
        const char *path = write_layer(formats[i].driver, formats[i].name, is_kml ? 4326 : 32717, ONE,
                                       is_kml ? degrees : square);
        (void)unlink(files_name(&dir, "capa.xsd"));
        path = files_name(&dir, formats[i].name);
        const int entries = count_entries();
        pd_vector_options options = options_of(2);
        pd_vector *vector = open_vector(path, &options);
        assert_string_equal(pd_vector_get_info(vector)->crs, formats[i].crs);
        assert_close(area_of(next(vector)), 10000.0, 60.0, 0.0);
        assert_null(next(vector));
        pd_vector_close(vector);
        assert_int_equal(count_entries(), entries);
        files_remove(&dir);
        files_make(&dir);
    }
}

static void a_gml_with_latitude_first_is_not_mirrored(void **state)
{
    (void)state;
    static const char gml[] =
        "<ogr:FeatureCollection xmlns:ogr=\"http://ogr.maptools.org/\" "
        "xmlns:gml=\"http://www.opengis.net/gml/3.2\">"
        "<ogr:featureMember><ogr:capa gml:id=\"c.0\"><ogr:geometryProperty><gml:Point "
        "srsName=\"urn:ogc:def:crs:EPSG::4326\" gml:id=\"g.0\"><gml:pos>-3.9931 "
        "-79.2036</gml:pos></gml:Point>"
        "</ogr:geometryProperty></ogr:capa></ogr:featureMember></ogr:FeatureCollection>";
    pd_vector_options options = options_of(0);
    pd_vector *vector = open_vector(files_text(&dir, "l.gml", gml), &options);
    double xy[2];
    memcpy(xy, next(vector)->wkb.data + 5, sizeof xy);
    assert_close(xy[0], 699444.906, 0.001, 0.0);
    assert_close(xy[1], 9558417.525, 0.001, 0.0);
    pd_vector_close(vector);
}

static void curves_are_made_linear(void **state)
{
    (void)state;
    static const char *const disc[] = {
        "CURVEPOLYGON(CIRCULARSTRING(700000 9558000,700100 9558100,700200 9558000,"
        "700100 9557900,700000 9558000))",
        NULL};
    pd_vector_options options = options_of(2);
    pd_vector *vector = open_vector(write_layer("GPKG", "c.gpkg", 32717, ONE, disc), &options);
    assert_close(area_of(next(vector)), 31415.9, 50.0, 0.0);
    assert_null(next(vector));
    assert_int_equal(count_findings(&findings, "geom_curve"), 1);
    pd_vector_close(vector);
}

static void a_missing_attribute_names_those_there_are(void **state)
{
    (void)state;
    pd_vector_options options = options_of(2);
    static const char *const columns[] = {"codgo"};
    options.columns = columns;
    options.n_columns = 1;
    assert_refused(files_text(&dir, "t.geojson", COLLECTION(FEATURE("\"codigo\":1,\"nombre\":2", SQUARE))),
                   &options, PDOT_SCHEMA,
                   "there is no column \"codgo\"; is \"codigo\" meant? There are: codigo, nombre");
}

static void an_empty_layer_opens_but_has_no_columns(void **state)
{
    (void)state;
    pd_vector_options options = options_of(2);
    const char *path = files_text(&dir, "t.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}");
    pd_vector *vector = open_vector(path, &options);
    assert_int_equal(pd_vector_get_info(vector)->features, 0);
    assert_int_equal(count(vector), 0);
    pd_vector_close(vector);
    static const char *const columns[] = {"codigo"};
    options.columns = columns;
    options.n_columns = 1;
    assert_refused(path, &options, PDOT_SCHEMA, "the layer is empty");
}

static void a_table_gives_points(void **state)
{
    (void)state;
    const char *path = files_text(
        &dir, "t.csv",
        "nombre;lon;lat\nparque;-79,2036;-3,9931\nsin lugar;;\nmal;79°12'W;-4\nigual;-79.2036;-3.9931\n");
    pd_vector_options options = options_of(0);
    static const char *const columns[] = {"nombre"};
    options.columns = columns;
    options.n_columns = 1;
    options.x = "lon";
    options.y = "lat";
    assert_refused(path, &options, PDOT_CRS, "write crs: beside its path");
    options.crs = "EPSG:4326";
    pd_vector *vector = open_vector(path, &options);
    const pd_vector_feature *feature = next(vector);
    double xy[2];
    assert_string_equal(feature->cells[0], "parque");
    assert_int_equal(feature->id, 2);
    memcpy(xy, feature->wkb.data + 5, sizeof xy);
    assert_close(xy[0], 699444.906, 0.001, 0.0);
    assert_close(xy[1], 9558417.525, 0.001, 0.0);
    feature = next(vector);
    assert_string_equal(feature->cells[0], "igual");
    assert_int_equal(feature->id, 5);
    assert_null(next(vector));
    assert_int_equal(finding_of(&findings, "geom_null")->row, 3);
    assert_int_equal(finding_of(&findings, "geom_invalid")->row, 4);
    pd_vector_close(vector);
    options.x = "";
    assert_refused(path, &options, PDOT_SCHEMA, "name its coordinate columns with x:, y: and crs:");
}

static void a_table_of_another_datum_takes_the_operation_of_its_place(void **state)
{
    (void)state;
    pd_vector_options options = options_of(0);
    options.x = "x";
    options.y = "y";
    options.crs = "EPSG:24877";
    pd_vector *vector =
        open_vector(files_text(&dir, "t.csv", "x,y\n699697.080,9558782.310\n690000,9540000\n"), &options);
    assert_non_null(strstr(pd_vector_get_info(vector)->operation, "PSAD56 to WGS 84 (14)"));
    assert_int_equal(count(vector), 2);
    pd_vector_close(vector);
}

static void a_stray_point_is_left_out_but_a_stray_layer_is_refused(void **state)
{
    (void)state;
    pd_vector_options options = options_of(0);
    options.x = "x";
    options.y = "y";
    options.crs = "EPSG:4326";
    pd_vector *vector = open_vector(files_text(&dir, "t.csv", "x,y\n-79,-4\n699697,9558782\n"), &options);
    assert_int_equal(count(vector), 1);
    assert_int_equal(finding_of(&findings, "outside_extent")->row, 3);
    assert_int_equal(finding_of(&findings, "outside_extent")->severity, PDOT_SEVERITY_ERROR);
    pd_vector_close(vector);
    vector = open_vector(files_text(&dir, "u.csv", "x,y\n699697,9558782\n"), &options);
    const pd_vector_feature *feature = NULL;
    assert_fails(ctx, pd_vector_next(ctx, vector, &feature), PDOT_CRS,
                 "no feature lies in the range of EPSG:4326");
    pd_vector_close(vector);
}

static bool stop(void *user, const char *stage, uint64_t done, uint64_t total)
{
    (void)user;
    (void)stage;
    (void)done;
    (void)total;
    return false;
}

static void reading_can_be_cancelled(void **state)
{
    (void)state;
    pd_vector_options options = options_of(2);
    pd_vector *vector = open_vector(files_text(&dir, "t.geojson", COLLECTION(FEATURE("", SQUARE))), &options);
    const pd_vector_feature *feature = NULL;
    pdot_ctx_set_progress(ctx, stop, NULL);
    assert_int_equal(pd_vector_next(ctx, vector, &feature), PDOT_CANCELLED);
    assert_null(feature);
    pd_vector_close(vector);
}

static void hostile_files_are_refused(void **state)
{
    (void)state;
    static const char vrt[] =
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/etc/passwd</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>";
    pd_vector_options options = options_of(2);
    assert_refused(files_text(&dir, "x.gpkg", vrt), &options, PDOT_FORMAT, "cannot open the file");
    assert_refused(files_text(&dir, "x.kml", vrt), &options, PDOT_FORMAT, "cannot open the file");
    assert_refused(files_text(&dir, "x.gml", vrt), &options, PDOT_FORMAT, "cannot open the file");
    assert_refused(files_text(&dir, "x.vrt", vrt), &options, PDOT_UNSUPPORTED, "of no format that is read");
    assert_refused(files_text(&dir, "x.sqlite", "SQLite format 3"), &options, PDOT_UNSUPPORTED,
                   "of no format");
}

static void a_geopackage_that_opens_other_files_is_refused(void **state)
{
    (void)state;
    const char *path = write_layer("GPKG", "v.gpkg", 32717, ONE, PSAD);
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    static const char *const gpkg[] = {"GPKG", NULL};
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, gpkg, NULL, NULL);
    assert_non_null(dataset);
    OGRLayerH rows =
        GDALDatasetExecuteSQL(dataset, "CREATE VIEW otra AS SELECT ogr_version() AS v", NULL, "");
    GDALDatasetReleaseResultSet(dataset, rows);
    GDALClose(dataset);
    pd_gdal_end();
    pd_vector_options options = options_of(0);
    options.layer = "capa";
    assert_refused(path, &options, PDOT_FORMAT, "holds \"otra\", which can open other files");
}

/* Driver, options and counts of real layers and of layers with known defects. */
static void real_layers_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *path, *layer, *crs;
        int dimension, features;
        const char *rule;
        size_t findings;
    } cases[] = {
        {"admin/loja_canton_parroquias_cne2022.geojson", "", "", 2, 19, "geom_repaired", 0},
        {"hazard/fallas_activas_gem.gpkg", "fallas", "", 1, 194, "geom_invalid", 0},
        {"water/rios_gshhg_wdbii.gpkg", "rios", "", 1, 42, "geom_invalid", 17},
        {"dirty/crs/derivado_loja_parroquias_psad56_sin_prj.shp", "", "EPSG:24877", 2, 19, "geom_repaired",
         0},
        {"dirty/invalidas/invalidgeometries.gml", "", "", 2, 1, "geom_repaired", 1},
        {"dirty/invalidas/poly_ring_self_intersection.gml", "", "EPSG:32717", 2, 1, "geom_repaired", 1},
        {"dirty/tipos/curved_polys.gpkg", "", "", 2, 4, "geom_curve", 1},
        {"dirty/tipos/multisurface.gpkg", "", "", 2, 1, "geom_curve", 1},
        {"dirty/tipos/multi_polys_with_empty_geoms.gpkg", "", "", 2, 8, "geom_empty", 1},
        {"dirty/tipos/polygon_layer_empty_geometries.geojson", "", "", 2, 1, "geom_empty", 3},
        {"dirty/tipos/empty_spatial_layer.shp", "", "", 2, 0, "geom_null", 0},
        {"dirty/codificacion/derivado_azuay_parroquias_latin1_sin_cpg.shp", "", "", 2, 76,
         "encoding_undeclared", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *path = files_real(&dir, cases[i].path);
        if (path == NULL)
            skip();
        print_message("%s\n", cases[i].path);
        pd_vector_options options = options_of(cases[i].dimension);
        options.layer = cases[i].layer;
        options.crs = cases[i].crs;
        pd_findings_release(&findings);
        pd_findings_init(ctx, &findings);
        pd_vector *vector = open_vector(path, &options);
        assert_int_equal(count(vector), cases[i].features);
        assert_int_equal(count_findings(&findings, cases[i].rule), cases[i].findings);
        pd_vector_close(vector);
    }
}

static void encodings_of_shapefiles_are_found(void **state)
{
    (void)state;
    static const struct {
        const char *name, *encoding;
        size_t findings;
    } cases[] = {{"iso-8859-1", "ISO-8859-1", 0},      {"latin1", "latin1", 0},
                 {"windows-1252", "CP1252", 0},        {"utf8", "UTF-8", 0},
                 {"iso-8859-1_ldid", "ISO-8859-1", 0}, {"windows-1252_ldid", "CP1252", 0},
                 {"system_encoding", "CP1252", 1}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[128];
        (void)snprintf(name, sizeof name, "dirty/codificacion/%s.shp", cases[i].name);
        const char *path = files_real(&dir, name);
        if (path == NULL)
            skip();
        print_message("%s\n", name);
        pd_vector_options options = options_of(0);
        static const char *const columns[] = {"text"};
        options.columns = columns;
        options.n_columns = 1;
        pd_findings_release(&findings);
        pd_findings_init(ctx, &findings);
        pd_vector *vector = open_vector(path, &options);
        assert_string_equal(pd_vector_get_info(vector)->encoding, cases[i].encoding);
        assert_string_equal(next(vector)->cells[0], "äöü");
        assert_int_equal(count_findings(&findings, "encoding_undeclared"), cases[i].findings);
        pd_vector_close(vector);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(features_come_in_the_plan_crs_with_their_cells, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_has_no_usable_geometry_is_left_out_and_named, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_invalid_polygon_is_repaired_and_measured, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_repair_that_changes_too_much_is_rejected, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_coordinate_beyond_any_map_is_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lines_become_multi_and_lose_heights, set_up, tear_down),
        cmocka_unit_test_setup_teardown(points_come_one_by_one, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_layer_without_crs_says_what_to_write, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_declared_crs_serves_a_layer_without, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_declared_crs_never_overrides_the_layers_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(layers_are_chosen_by_name, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_format_is_read_and_nothing_written_beside_it, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_gml_with_latitude_first_is_not_mirrored, set_up, tear_down),
        cmocka_unit_test_setup_teardown(curves_are_made_linear, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_attribute_names_those_there_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_empty_layer_opens_but_has_no_columns, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_gives_points, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_table_of_another_datum_takes_the_operation_of_its_place, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_stray_point_is_left_out_but_a_stray_layer_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(reading_can_be_cancelled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(hostile_files_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_geopackage_that_opens_other_files_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(real_layers_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(encodings_of_shapefiles_are_found, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/vector", tests, NULL, NULL);
}
