/* Tables of every kind through one reader; the kinds OGR writes are made here by OGR. */
#include "files.h"

#include <cpl_vsi.h>
#include <ogr_api.h>

#include "source/gdal.h"
#include "source/table.h"

static pdot_ctx *ctx;
static pd_findings findings;
static files dir;

static int set_up(void **state)
{
    (void)state;
    ctx = pdot_ctx_new();
    pd_findings_init(ctx, &findings);
    files_make(&dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    files_remove(&dir);
    pd_findings_release(&findings);
    pdot_ctx_free(ctx);
    return 0;
}

static pd_reader *open_table(const char *path, const char *encoding)
{
    pd_reader *reader = NULL;
    assert_ok(ctx, pd_reader_open(ctx, path, "", encoding, &findings, &reader));
    return reader;
}

static const char *next_cell(pd_reader *reader, int32_t column, int64_t *line)
{
    const char *const *cells = NULL;
    int64_t at = 0;
    assert_ok(ctx, pd_reader_next(ctx, reader, &cells, &at));
    if (line != NULL)
        *line = at;
    return cells != NULL ? cells[column] : NULL;
}

static void csv_rows_have_columns_and_lines(void **state)
{
    (void)state;
    pd_reader *reader = open_table(
        files_text(&dir, "t.csv", "codigo,nombre,tipo\n010101,El Sagrario,urbana\n\n110151,Chantaco,rural\n"),
        "");
    int32_t code = -1, name = -1;
    int64_t line = 0;
    assert_int_equal(pd_reader_n_columns(reader), 3);
    assert_string_equal(pd_reader_column(reader, 2), "tipo");
    assert_ok(ctx, pd_reader_find(ctx, reader, "codigo", &code));
    assert_ok(ctx, pd_reader_find(ctx, reader, "NOMBRE", &name));
    assert_string_equal(next_cell(reader, code, &line), "010101"); /* zeros stay */
    assert_int_equal(line, 2);
    assert_string_equal(next_cell(reader, name, &line), "Chantaco");
    assert_int_equal(line, 4);
    assert_null(next_cell(reader, 0, NULL));
    assert_null(next_cell(reader, 0, NULL));
    assert_int_equal(findings.count, 0);
    pd_reader_close(reader);
}

static void header_names_are_cleaned(void **state)
{
    (void)state;
    pd_reader *reader =
        open_table(files_text(&dir, "t.csv", "\"Pobreza\npor NBI\",  Área\xC2\xA0(ha) ,x,,\n1,2,3,,\n"), "");
    assert_int_equal(pd_reader_n_columns(reader), 3);
    assert_string_equal(pd_reader_column(reader, 0), "Pobreza por NBI");
    assert_string_equal(pd_reader_column(reader, 1), "Área (ha)");
    int32_t index = -1;
    assert_ok(ctx, pd_reader_find(ctx, reader, "area (HA)", &index));
    assert_int_equal(index, 1);
    pd_reader_close(reader);
}

static void bad_headers_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"", "the table is empty"},
        {"\n\n", "the table is empty"},
        {"a,b,a\n", "columns 1 and 3 are both called \"a\""},
        {"a,,c\n", "column 2 has no name"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pdot_ctx *fresh = pdot_ctx_new();
        pd_reader *reader = NULL;
        const char *path = files_text(&dir, "t.csv", cases[i].text);
        assert_fails(fresh, pd_reader_open(fresh, path, "", "", &findings, &reader), PDOT_SCHEMA,
                     cases[i].words);
        assert_string_equal(pdot_ctx_error(fresh)->file, path);
        assert_null(reader);
        pdot_ctx_free(fresh);
    }
}

static void a_missing_column_names_those_there_are(void **state)
{
    (void)state;
    pd_reader *reader = open_table(files_text(&dir, "t.csv", "codigo,nombre,Nombre\n"), "");
    int32_t index = -1;
    assert_fails(ctx, pd_reader_find(ctx, reader, "codgo", &index), PDOT_SCHEMA,
                 "there is no column \"codgo\"; is \"codigo\" meant? There are: codigo, nombre, Nombre");
    assert_string_equal(pdot_ctx_error(ctx)->field, "codgo");
    pd_clear_error(ctx);
    assert_fails(ctx, pd_reader_find(ctx, reader, "población", &index), PDOT_SCHEMA, "there are: codigo");
    pd_clear_error(ctx);
    assert_fails(ctx, pd_reader_find(ctx, reader, "NOMBRE", &index), PDOT_AMBIGUOUS, "several columns");
    assert_int_equal(index, -1);
    pd_reader_close(reader);
}

static void short_rows_are_completed_and_reported(void **state)
{
    (void)state;
    pd_reader *reader = open_table(files_text(&dir, "t.csv", "a,b,c\n1,2\n4,5,6\n"), "");
    assert_string_equal(next_cell(reader, 2, NULL), "");
    assert_string_equal(next_cell(reader, 2, NULL), "6");
    assert_null(next_cell(reader, 0, NULL));
    assert_int_equal(findings.count, 1);
    assert_string_equal(findings.items[0].rule, "row_short");
    assert_int_equal(findings.items[0].row, 2);
    pd_reader_close(reader);
}

static void many_short_rows_end_as_one_number(void **state)
{
    (void)state;
    char text[512] = "a,b\n";
    for (int i = 0; i < 50; i++)
        memcpy(text + 4 + 2 * i, "1\n", 3);
    pd_reader *reader = open_table(files_text(&dir, "t.csv", text), "");
    while (next_cell(reader, 0, NULL) != NULL)
        continue;
    assert_int_equal(findings.count, 21);
    assert_non_null(strstr(findings.items[20].message, "30 more rows"));
    pd_reader_close(reader);
}

static void long_rows_are_refused_unless_the_surplus_is_empty(void **state)
{
    (void)state;
    pd_reader *reader = open_table(files_text(&dir, "t.csv", "a,b\n1,2,,\n1,Loja, Ecuador\n"), "");
    const char *const *cells = NULL;
    int64_t line = 0;
    assert_string_equal(next_cell(reader, 1, NULL), "2");
    assert_fails(ctx, pd_reader_next(ctx, reader, &cells, &line), PDOT_FORMAT,
                 ":3: the row has more cells than the header (2): \" Ecuador\"");
    pd_reader_close(reader);
}

static void an_unknown_encoding_says_which_are_known(void **state)
{
    (void)state;
    pd_reader *reader = NULL;
    assert_fails(ctx, pd_reader_open(ctx, files_text(&dir, "t.csv", "a\n"), "", "EBCDIC", &findings, &reader),
                 PDOT_SCHEMA, "unknown encoding \"EBCDIC\"; known are: UTF-8, CP1252");
}

static void what_is_no_table_on_this_machine_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        pdot_status status;
        const char *words;
    } cases[] = {
        {"/nowhere/t.csv", PDOT_IO, "cannot be read: "},
        {P_tmpdir, PDOT_IO, "not a regular file"},
        {"/vsicurl/http://example.org/t.csv", PDOT_IO, "addresses are not followed"},
        {"http://example.org/t.gpkg", PDOT_IO, "addresses are not followed"},
        {"/etc/hostname", PDOT_UNSUPPORTED, "of no format that is read"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pdot_ctx *fresh = pdot_ctx_new();
        pd_reader *reader = NULL;
        assert_fails(fresh, pd_reader_open(fresh, cases[i].path, "", "", &findings, &reader), cases[i].status,
                     cases[i].words);
        pdot_ctx_free(fresh);
    }
}

static bool is_figure(const char *text)
{
    return text[0] > '0' && text[0] <= '9' && strspn(text, "0123456789") == strlen(text);
}

/* Writes a table with OGR: cells row by row, NULL ends the table. A column whose first cell is a figure holds
 * numbers, any other texts. */
static void write_with_ogr(const char *driver, const char *path, const char *layer_name, int columns,
                           const char *const *cells)
{
    pd_gdal_errors errors;
    pd_gdal_begin(&errors);
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName(driver), path, 0, 0, 0, GDT_Unknown, NULL);
    assert_non_null(dataset);
    OGRLayerH layer = GDALDatasetCreateLayer(dataset, layer_name, NULL, wkbNone, NULL);
    for (int i = 0; i < columns; i++) {
        char name[16];
        (void)snprintf(name, sizeof name, "c%d", i);
        OGRFieldDefnH field = OGR_Fld_Create(name, is_figure(cells[i]) ? OFTInteger : OFTString);
        assert_int_equal(OGR_L_CreateField(layer, field, 1), OGRERR_NONE);
        OGR_Fld_Destroy(field);
    }
    for (; *cells != NULL; cells += columns) {
        OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
        for (int i = 0; i < columns; i++) {
            if (cells[i][0] != '\0')
                OGR_F_SetFieldString(feature, i, cells[i]);
        }
        assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
        OGR_F_Destroy(feature);
    }
    GDALClose(dataset);
    pd_gdal_end();
}

static void sheets_are_read_as_text(void **state)
{
    (void)state;
    static const char *const cells[] = {"010101", "El Sagrario", "1,5", "",   "",  "",
                                        "110151", "Chantaco",    "",    NULL, NULL};
    static const struct {
        const char *driver, *name;
    } kinds[] = {{"XLSX", "t.xlsx"}, {"ODS", "t.ods"}};
    for (size_t i = 0; i < 2; i++) {
        write_with_ogr(kinds[i].driver, files_name(&dir, kinds[i].name), "Hoja1", 3, cells);
        pd_reader *reader = open_table(dir.path, "");
        int64_t line = 0;
        assert_int_equal(pd_reader_n_columns(reader), 3);
        assert_string_equal(pd_reader_column(reader, 2), "c2");
        assert_string_equal(next_cell(reader, 0, &line), "010101");
        assert_int_equal(line, 2);
        assert_string_equal(next_cell(reader, 1, &line), "Chantaco");
        assert_int_equal(line, 4); /* the empty row between them is no row */
        assert_null(next_cell(reader, 0, NULL));
        pd_reader_close(reader);
    }
}

/* Numbers below it must not make the header of a sheet go. */
static void the_header_of_a_sheet_with_figures_is_read(void **state)
{
    (void)state;
    static const char *const cells[] = {"uno", "86", "dos", "87", NULL};
    static const struct {
        const char *driver, *name;
    } kinds[] = {{"XLSX", "t.xlsx"}, {"ODS", "t.ods"}};
    for (size_t i = 0; i < 2; i++) {
        write_with_ogr(kinds[i].driver, files_name(&dir, kinds[i].name), "Hoja1", 2, cells);
        pd_reader *reader = open_table(dir.path, "");
        int64_t line = 0;
        assert_string_equal(pd_reader_column(reader, 1), "c1");
        assert_string_equal(next_cell(reader, 1, &line), "86");
        assert_int_equal(line, 2);
        assert_string_equal(next_cell(reader, 1, NULL), "87");
        assert_null(next_cell(reader, 0, NULL));
        pd_reader_close(reader);
    }
}

static void add_member(const char *zip, const char *member, const char *text)
{
    char path[1024];
    (void)snprintf(path, sizeof path, "/vsizip/%s/%s", zip, member);
    VSILFILE *file = VSIFOpenL(path, "wb");
    assert_non_null(file);
    assert_int_equal(VSIFWriteL(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(VSIFCloseL(file), 0);
}

#define CELL(name, text) "<c r=\"" name "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void titles_above_the_header_of_a_sheet_are_skipped(void **state)
{
    (void)state;
    const char *zip = files_name(&dir, "titled.xlsx");
    add_member(
        zip, "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Override "
        "PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument."
        "spreadsheetml.worksheet+xml\"/></Types>");
    add_member(
        zip, "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" "
        "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet "
        "name=\"Hoja1\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    add_member(
        zip, "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship "
        "Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" "
        "Target=\"worksheets/sheet1.xml\"/></Relationships>");
    add_member(
        zip, "xl/worksheets/sheet1.xml",
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>"
        "<row r=\"1\">" CELL(
            "A1", "Población del cantón") "</row>"
                                          "<row r=\"3\">" CELL("A3", "codigo") CELL(
                                              "B3",
                                              "habitantes") "</row>"
                                                            "<row r=\"4\">" CELL(
                                                                "A4",
                                                                "010101") "<c "
                                                                          "r=\"B4\"><v>12</v></c></row></"
                                                                          "sheetData></worksheet>");
    pd_reader *reader = open_table(zip, "");
    int64_t line = 0;
    assert_string_equal(pd_reader_column(reader, 0), "codigo");
    assert_string_equal(pd_reader_column(reader, 1), "habitantes");
    assert_string_equal(next_cell(reader, 0, &line), "010101");
    assert_int_equal(line, 4);
    pd_reader_close(reader);
}

static void a_zip_bomb_is_refused_before_it_is_opened(void **state)
{
    (void)state;
    /* The directory of a zip says how large its members are unpacked: here 4 GB in 9 bytes. */
    static const unsigned char zip[] = {
        'P', 'K',  3,    4,    20,   0, 0, 0, 8,  0,   0, 0, 0,   0,   0, 0,    0,    0,    2,    0, 0,
        0,   0xF0, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0,  'x', 3, 0, 'P', 'K', 1, 2,    20,   0,    20,   0, 0,
        0,   8,    0,    0,    0,    0, 0, 0, 0,  0,   0, 2, 0,   0,   0, 0xF0, 0xFF, 0xFF, 0xFF, 1, 0,
        0,   0,    0,    0,    0,    0, 0, 0, 0,  0,   0, 0, 0,   0,   0, 0,    'x',  'P',  'K',  5, 6,
        0,   0,    0,    0,    1,    0, 1, 0, 47, 0,   0, 0, 33,  0,   0, 0,    0,    0};
    pd_reader *reader = NULL;
    assert_fails(
        ctx, pd_reader_open(ctx, files_write(&dir, "bomb.xlsx", zip, sizeof zip), "", "", &findings, &reader),
        PDOT_LIMIT, "the spreadsheet unpacks to 4294967280 bytes");
}

static void a_dbf_without_declared_encoding_is_told_by_its_bytes(void **state)
{
    (void)state;
    static const char *const cells[] = {"Cañar", NULL};
    write_with_ogr("ESRI Shapefile", files_name(&dir, "u.dbf"), "u", 1, cells);
    (void)unlink(files_name(&dir, "u.cpg"));
    FILE *file = fopen(files_name(&dir, "u.dbf"), "r+b"); /* GDAL wrote ISO-8859-1 and said so: unsay it */
    assert_non_null(file);
    assert_int_equal(fseek(file, 29, SEEK_SET), 0);
    assert_int_equal(fputc(0, file), 0);
    assert_int_equal(fclose(file), 0);
    pd_reader *reader = open_table(dir.path, "");
    assert_string_equal(pd_reader_encoding(reader), "CP1252");
    assert_string_equal(next_cell(reader, 0, NULL), "Cañar");
    assert_int_equal(count_findings(&findings, "encoding_undeclared"), 1);
    pd_reader_close(reader);
    reader = open_table(dir.path, "latin1");
    assert_string_equal(pd_reader_encoding(reader), "ISO-8859-1");
    assert_string_equal(next_cell(reader, 0, NULL), "Cañar");
    assert_int_equal(findings.count, 1);
    pd_reader_close(reader);
}

static void a_file_of_another_kind_under_a_known_name_is_refused(void **state)
{
    (void)state;
    static const char vrt[] =
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/etc/passwd</SrcDataSource>"
        "</OGRVRTLayer></OGRVRTDataSource>";
    pd_reader *reader = NULL;
    assert_fails(ctx, pd_reader_open(ctx, files_text(&dir, "x.geojson", vrt), "", "", &findings, &reader),
                 PDOT_FORMAT, "cannot open the file");
}

static void real_tables_are_read(void **state)
{
    (void)state;
    const char *path = files_real(&dir, "tables/riesgo_climatico_parroquial_actual.csv");
    if (path == NULL)
        skip();
    pd_reader *reader = NULL;
    assert_fails(ctx, pd_reader_open(ctx, path, "", "", &findings, &reader), PDOT_FORMAT, "not UTF-8");
    pd_clear_error(ctx);
    reader = open_table(path, "CP1252");
    int32_t code = -1;
    int rows = 0;
    assert_int_equal(pd_reader_n_columns(reader), 67);
    assert_ok(ctx, pd_reader_find(ctx, reader, "DPA_PARROQ", &code));
    while (next_cell(reader, code, NULL) != NULL)
        rows++;
    assert_int_equal(rows, 373);
    pd_reader_close(reader);

    reader = open_table(files_real(&dir, "tables/dpa_parroquias_inec2001_latin1.dbf"), "");
    for (rows = 0; next_cell(reader, 0, NULL) != NULL;)
        rows++;
    assert_int_equal(rows, 995);
    pd_reader_close(reader);

    reader = open_table(files_real(&dir, "dirty/csv/test_cr_end_of_line.csv"), "");
    assert_true(pd_reader_n_columns(reader) > 1);
    pd_reader_close(reader);
    reader = open_table(files_real(&dir, "dirty/csv/testlatin1.csv"), "ISO-8859-1");
    assert_true(pd_reader_n_columns(reader) > 1);
    pd_reader_close(reader);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(csv_rows_have_columns_and_lines, set_up, tear_down),
        cmocka_unit_test_setup_teardown(header_names_are_cleaned, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bad_headers_are_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_missing_column_names_those_there_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(short_rows_are_completed_and_reported, set_up, tear_down),
        cmocka_unit_test_setup_teardown(many_short_rows_end_as_one_number, set_up, tear_down),
        cmocka_unit_test_setup_teardown(long_rows_are_refused_unless_the_surplus_is_empty, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_unknown_encoding_says_which_are_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_table_on_this_machine_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sheets_are_read_as_text, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_header_of_a_sheet_with_figures_is_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(titles_above_the_header_of_a_sheet_are_skipped, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_zip_bomb_is_refused_before_it_is_opened, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_dbf_without_declared_encoding_is_told_by_its_bytes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_file_of_another_kind_under_a_known_name_is_refused, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(real_tables_are_read, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("source/table", tests, NULL, NULL);
}
