/* Rasters of a few cells, written as ASCII grids where that can say what is meant. */
#include "files.h"

#include <cpl_vsi.h>
#include <gdal.h>
#include <ogr_srs_api.h>

#include "source/gdal.h"
#include "source/raster.h"

static pdot_ctx *ctx;
static files dir;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    files_make(&dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    files_remove(&dir);
    pdot_ctx_free(ctx);
    return 0;
}

static pd_raster *open_raster(const char *path, const char *crs)
{
    pd_raster *raster = NULL;
    assert_ok(ctx, pd_raster_open(ctx, path, crs, &raster));
    return raster;
}

static void assert_refused(const char *path, const char *crs, pdot_status status, const char *words)
{
    pdot_ctx *fresh = pdot_ctx_new();
    pd_raster *raster = NULL;
    assert_fails(fresh, pd_raster_open(fresh, path, crs, &raster), status, words);
    assert_string_equal(pdot_ctx_error(fresh)->file, path);
    assert_null(raster);
    pdot_ctx_free(fresh);
}

static const char GRID[] =
    "ncols 3\nnrows 2\nxllcorner 700000\nyllcorner 9558000\ncellsize 10\nNODATA_value -9999\n"
    "1 2 3\n4 -9999 6\n";

static void an_ascii_grid_is_read_by_windows(void **state)
{
    (void)state;
    pd_raster *raster = open_raster(files_text(&dir, "g.asc", GRID), "EPSG:32717");
    const pd_raster_info *info = pd_raster_get_info(raster);
    assert_int_equal(info->width, 3);
    assert_int_equal(info->height, 2);
    assert_close(info->origin_x, 700000.0, 0.0, 0.0);
    assert_close(info->origin_y, 9558020.0, 0.0, 0.0);
    assert_close(info->cell_x, 10.0, 0.0, 0.0);
    assert_close(info->cell_y, -10.0, 0.0, 0.0);
    assert_int_equal(info->n_bands, 1);
    assert_true(info->has_nodata);
    assert_true(info->is_integer);
    assert_string_equal(info->crs, "EPSG:32717");
    assert_true(pd_crs_is_metric(pd_raster_crs(raster)));
    float values[6];
    assert_ok(ctx, pd_raster_read(ctx, raster, 0, 0, 3, 2, values));
    assert_close(values[2], 3.0, 0.0, 0.0);
    assert_close(values[3], 4.0, 0.0, 0.0);
    assert_true(isnan(values[4]));
    double window[2];
    assert_ok(ctx, pd_raster_read_double(ctx, raster, 1, 1, 2, 1, window));
    assert_true(isnan(window[0]));
    assert_close(window[1], 6.0, 0.0, 0.0);
    unsigned char bytes[6];
    assert_fails(ctx, pd_raster_read_bytes(ctx, raster, 0, 0, 3, 2, bytes), PDOT_UNSUPPORTED,
                 "not plain bytes");
    pd_raster_close(raster);
}

static void the_crs_is_settled_as_for_layers(void **state)
{
    (void)state;
    assert_refused(files_text(&dir, "g.asc", GRID), "", PDOT_CRS,
                   "does not say its coordinate reference system");
    (void)files_text(&dir, "g.prj", "EPSG:24877"); /* no WKT: OGR reads nothing from it */
    (void)files_name(&dir, "g.asc");
    pd_raster *raster = open_raster(dir.path, "EPSG:24877");
    assert_string_equal(pd_raster_get_info(raster)->crs, "EPSG:24877");
    pd_raster_close(raster);
}

typedef struct made {
    GDALDataType type;
    bool has_grid, is_rotated;
    int epsg;
    double nodata, scale;
    bool has_mask;
} made;

/* A GeoTIFF of 2 x 2 cells 1 2 / 3 4. */
static const char *make_tiff(const char *name, const made *how)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    GDALDatasetH dataset =
        GDALCreate(GDALGetDriverByName("GTiff"), files_name(&dir, name), 2, 2, 1, how->type, NULL);
    assert_non_null(dataset);
    double grid[6] = {700000, 10, 0, 9558020, 0, -10};
    if (how->is_rotated)
        grid[2] = grid[4] = 1.0;
    if (how->has_grid)
        GDALSetGeoTransform(dataset, grid);
    if (how->epsg != 0) {
        OGRSpatialReferenceH srs = OSRNewSpatialReference(NULL);
        OSRImportFromEPSG(srs, how->epsg);
        GDALSetSpatialRef(dataset, srs);
        OSRRelease(srs);
    }
    GDALRasterBandH band = GDALGetRasterBand(dataset, 1);
    if (how->nodata != 0.0)
        GDALSetRasterNoDataValue(band, how->nodata);
    if (how->scale != 0.0)
        GDALSetRasterScale(band, how->scale);
    double cells[4] = {1, 2, 3, 4};
    if (how->nodata < -1e30)
        cells[0] = -3.4028234663852886e+38; /* the lowest float, however the no-data value prints it */
    else if (isnan(how->nodata))
        cells[0] = NAN;
    assert_int_equal(GDALRasterIO(band, GF_Write, 0, 0, 2, 2, cells, 2, 2, GDT_Float64, 0, 0), CE_None);
    if (how->has_mask) {
        unsigned char mask[4] = {255, 0, 255, 255};
        assert_int_equal(GDALCreateMaskBand(band, GMF_PER_DATASET), CE_None);
        assert_int_equal(
            GDALRasterIO(GDALGetMaskBand(band), GF_Write, 0, 0, 2, 2, mask, 2, 2, GDT_Byte, 0, 0), CE_None);
    }
    GDALClose(dataset);
    pd_gdal_end();
    return files_name(&dir, name);
}

static void grids_without_place_or_turned_are_refused(void **state)
{
    (void)state;
    const made nowhere = {.type = GDT_Byte, .epsg = 32717};
    assert_refused(make_tiff("n.tif", &nowhere), "", PDOT_CRS, "not georeferenced");
    const made rotated = {.type = GDT_Byte, .has_grid = true, .is_rotated = true, .epsg = 32717};
    assert_refused(make_tiff("r.tif", &rotated), "", PDOT_UNSUPPORTED, "rotated or not north-up");
    const made complex_cells = {.type = GDT_CFloat32, .has_grid = true, .epsg = 32717};
    assert_refused(make_tiff("c.tif", &complex_cells), "", PDOT_UNSUPPORTED, "complex");
    const made without_crs = {.type = GDT_Byte, .has_grid = true};
    assert_refused(make_tiff("w.tif", &without_crs), "", PDOT_CRS,
                   "does not say its coordinate reference system");
    const made utm = {.type = GDT_Byte, .has_grid = true, .epsg = 32717};
    assert_refused(make_tiff("u.tif", &utm), "EPSG:24877", PDOT_CRS, "the manifest declares EPSG:24877");
}

static void class_bytes_come_as_they_are(void **state)
{
    (void)state;
    const made bytes = {.type = GDT_Byte, .has_grid = true, .epsg = 32717, .nodata = 2};
    pd_raster *raster = open_raster(make_tiff("b.tif", &bytes), "");
    unsigned char cells[4];
    assert_ok(ctx, pd_raster_read_bytes(ctx, raster, 0, 0, 2, 2, cells));
    assert_int_equal(cells[1], 2);
    assert_int_equal(cells[3], 4);
    double values[4];
    assert_ok(ctx, pd_raster_read_double(ctx, raster, 0, 0, 2, 2, values));
    assert_true(isnan(values[1]));
    pd_raster_close(raster);
}

static void what_is_no_data_becomes_nan(void **state)
{
    (void)state;
    static const double nodata[] = {-3.4028234663852886e+38, -3.4028235e+38, NAN};
    for (size_t i = 0; i < 3; i++) {
        const made how = {.type = GDT_Float32, .has_grid = true, .epsg = 32717, .nodata = nodata[i]};
        pd_raster *raster = open_raster(make_tiff("f.tif", &how), "");
        float values[4];
        double doubles[4];
        assert_ok(ctx, pd_raster_read(ctx, raster, 0, 0, 2, 2, values));
        assert_ok(ctx, pd_raster_read_double(ctx, raster, 0, 0, 2, 2, doubles));
        assert_true(isnan(values[0]) && isnan(doubles[0]));
        assert_close(values[1], 2.0, 0.0, 0.0);
        assert_close(doubles[3], 4.0, 0.0, 0.0);
        assert_false(pd_raster_get_info(raster)->is_integer);
        pd_raster_close(raster);
    }
}

static void masks_and_scales_are_applied(void **state)
{
    (void)state;
    const made how = {.type = GDT_Byte, .has_grid = true, .epsg = 32717, .scale = 0.5, .has_mask = true};
    pd_raster *raster = open_raster(make_tiff("m.tif", &how), "");
    float values[4];
    assert_ok(ctx, pd_raster_read(ctx, raster, 0, 0, 2, 2, values));
    assert_close(values[0], 0.5, 0.0, 0.0);
    assert_true(isnan(values[1]));
    assert_close(values[3], 2.0, 0.0, 0.0);
    assert_false(pd_raster_get_info(raster)->is_integer);
    unsigned char bytes[4];
    assert_fails(ctx, pd_raster_read_bytes(ctx, raster, 0, 0, 2, 2, bytes), PDOT_UNSUPPORTED,
                 "not plain bytes");
    pd_raster_close(raster);
}

static void a_second_handle_reads_the_same_or_says_that_the_file_changed(void **state)
{
    (void)state;
    const char *path = files_text(&dir, "twice.asc", GRID);
    pd_raster *raster = open_raster(path, "EPSG:32717"), *again = NULL;
    double first[6], second[6];
    assert_ok(ctx, pd_raster_open_again(ctx, raster, &again));
    assert_ok(ctx, pd_raster_read_double(ctx, raster, 0, 0, 3, 2, first));
    assert_ok(ctx, pd_raster_read_double(ctx, again, 0, 0, 3, 2, second));
    for (int i = 0; i < 6; i++)
        assert_true(i == 4 ? isnan(second[i]) : fabs(first[i] - second[i]) <= 0);
    pd_raster_close(again);
    again = NULL;
    files_text(&dir, "twice.asc",
               "ncols 2\nnrows 2\nxllcorner 700000\nyllcorner 9558000\ncellsize 10\n1 2\n3 4\n");
    assert_fails(ctx, pd_raster_open_again(ctx, raster, &again), PDOT_FORMAT, "changed while it was read");
    assert_null(again);
    pd_raster_close(raster);
}

/* The CRS of an earlier look stands for the file's own, which is not asked again. */
static void a_known_crs_is_not_looked_for(void **state)
{
    (void)state;
    const char *path = files_text(&dir, "known.asc", GRID);
    pd_raster *first = open_raster(path, "EPSG:32717"), *again = NULL;
    assert_refused(path, "", PDOT_CRS, "does not say its coordinate reference system");
    assert_ok(ctx, pd_raster_open_known(ctx, path, pd_crs_wkt(pd_raster_crs(first)), &again));
    assert_string_equal(pd_raster_get_info(again)->crs, "EPSG:32717");
    assert_true(pd_crs_equal(pd_raster_crs(first), pd_raster_crs(again)));
    assert_int_equal(pd_raster_get_info(again)->width, 3);
    pd_raster_close(again);
    pd_raster_close(first);
}

static void what_is_no_raster_is_refused(void **state)
{
    (void)state;
    assert_refused(files_text(&dir, "x.tif", "<VRTDataset rasterXSize=\"1\" rasterYSize=\"1\"/>"), "",
                   PDOT_FORMAT, "cannot open the file");
    assert_refused(files_text(&dir, "x.gpkg", "x"), "", PDOT_UNSUPPORTED, "rasters come as .tif, .asc, .hgt");
    assert_refused("/nowhere/x.tif", "", PDOT_IO, "cannot be read");
}

static void real_rasters_are_read(void **state)
{
    (void)state;
    const char *path = files_real(&dir, "dem/loja_srtm3.tif");
    if (path == NULL)
        skip();
    pd_raster *raster = open_raster(path, "");
    assert_int_equal(pd_raster_get_info(raster)->width, 1080);
    assert_int_equal(pd_raster_get_info(raster)->height, 1440);
    assert_string_equal(pd_raster_get_info(raster)->crs, "EPSG:4326");
    pd_raster_close(raster);
    raster = open_raster(files_real(&dir, "dem/rbsf_atributos_terreno_10m.tif"), "");
    float *values = malloc(sizeof *values * 383 * 415);
    assert_ok(ctx, pd_raster_read(ctx, raster, 0, 0, 383, 415, values));
    int missing = 0;
    for (int i = 0; i < 383 * 415; i++)
        missing += isnan(values[i]) != 0;
    assert_int_equal(missing, 619);
    free(values);
    pd_raster_close(raster);
}

static void a_tile_of_the_shuttle_mission_is_read(void **state)
{
    (void)state;
    const char *zip = files_real(&dir, "dem/S04W080.hgt.zip");
    if (zip == NULL)
        skip();
    char inside[1024];
    (void)snprintf(inside, sizeof inside, "/vsizip/%.900s/S04W080.hgt", zip);
    enum { SIZE = 1201 * 1201 * 2 };
    unsigned char *bytes = malloc(SIZE);
    VSILFILE *file = VSIFOpenL(inside, "rb");
    assert_non_null(file);
    assert_int_equal(VSIFReadL(bytes, 1, SIZE, file), SIZE);
    (void)VSIFCloseL(file);
    pd_raster *raster = open_raster(files_write(&dir, "S04W080.hgt", bytes, SIZE), "");
    free(bytes);
    assert_string_equal(pd_raster_get_info(raster)->crs, "EPSG:4326");
    assert_close(pd_raster_get_info(raster)->origin_x, -80.0 - 0.5 / 1200, 1e-12, 0.0);
    assert_close(pd_raster_get_info(raster)->origin_y, -3.0 + 0.5 / 1200, 1e-12, 0.0);
    pd_raster_close(raster);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_ascii_grid_is_read_by_windows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_crs_is_settled_as_for_layers, set_up, tear_down),
        cmocka_unit_test_setup_teardown(grids_without_place_or_turned_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(class_bytes_come_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_data_becomes_nan, set_up, tear_down),
        cmocka_unit_test_setup_teardown(masks_and_scales_are_applied, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_second_handle_reads_the_same_or_says_that_the_file_changed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_known_crs_is_not_looked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_raster_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(real_rasters_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_tile_of_the_shuttle_mission_is_read, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/raster", tests, NULL, NULL);
}
