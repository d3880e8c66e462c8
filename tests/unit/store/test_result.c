/* Result tables: declared, filled by units, read back in the order of their key. */
#include "store_fixture.h"

static int set_up_open(void **state)
{
    const int failed = set_up(state);
    if (failed == 0) {
        fixture *f = *state;
        open_store(f);
        assert_ok(f->ctx, pd_store_begin(f->ctx, f->store));
    }
    return failed;
}

static void put_area(fixture *f, pd_result_writer *writer, const char *code, const char *hazard,
                     double area_ha)
{
    const pd_value values[] = {pd_text(code), pd_text(hazard), pd_text("alta"), pd_integer(4),
                               pd_real(area_ha)};
    unsigned char wkb[128];
    const pd_row row = {values, area_ha > 0 ? rectangle(wkb, 0, 0, area_ha, 1) : (pd_bytes){0}};
    assert_ok(f->ctx, pd_result_put(f->ctx, writer, &row));
}

static void put_unit(fixture *f, const char *unit, const char *hazard, double area_ha)
{
    pd_result_writer *writer = NULL;
    assert_ok(f->ctx, pd_result_begin(f->ctx, f->store, pd_table_find("amenazas"), unit, &writer));
    put_area(f, writer, "110152", hazard, area_ha);
    put_area(f, writer, "110151", hazard, 0);
    assert_ok(f->ctx, pd_result_end(f->ctx, &writer));
    assert_null(writer);
}

static void assert_count(fixture *f, const char *table, int64_t expected)
{
    int64_t count = -1;
    assert_ok(f->ctx, pd_result_count(f->ctx, f->store, table, &count));
    assert_int_equal(count, expected);
}

static void rows_come_back_in_the_order_of_their_key(void **state)
{
    fixture *f = *state;
    pd_result_reader *reader = NULL;
    const pd_row *row = NULL;
    put_unit(f, "coverage/masa", "masa", 3);
    put_unit(f, "coverage/fallas", "fallas", 2);
    assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, "amenazas", &reader));
    const char *const expected[][2] = {
        {"110151", "fallas"}, {"110151", "masa"}, {"110152", "fallas"}, {"110152", "masa"}};
    for (size_t i = 0; i < 4; i++) {
        assert_ok(f->ctx, pd_result_next(f->ctx, reader, &row));
        assert_non_null(row);
        assert_string_equal(row->values[0].as.text, expected[i][0]);
        assert_string_equal(row->values[1].as.text, expected[i][1]);
        assert_int_equal(row->values[3].as.integer, 4);
        assert_int_equal(row->wkb.size > 0, i >= 2);
    }
    assert_close(row->values[4].as.real, 3, 0, 0);
    unsigned char wkb[128];
    const pd_bytes ground = rectangle(wkb, 0, 0, 3, 1);
    assert_memory_equal(row->wkb.data, ground.data, ground.size);
    assert_ok(f->ctx, pd_result_next(f->ctx, reader, &row));
    assert_null(row);
    pd_result_close(reader);
    assert_count(f, "amenazas", 4);
}

static void the_declaration_comes_back_whole(void **state)
{
    fixture *f = *state;
    pd_result_reader *reader = NULL;
    put_unit(f, "coverage/masa", "masa", 3);
    assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, "amenazas", &reader));
    const pd_table *found = pd_result_table(reader);
    const pd_table *declared = pd_table_find("amenazas");
    assert_string_equal(found->name, declared->name);
    assert_string_equal(found->title_es, declared->title_es);
    assert_string_equal(found->title_en, declared->title_en);
    assert_string_equal(found->about_es, declared->about_es);
    assert_string_equal(found->group, declared->group);
    assert_int_equal(found->geometry, declared->geometry);
    assert_int_equal(found->n_columns, declared->n_columns);
    for (int32_t i = 0; i < declared->n_columns; i++) {
        const pd_column *a = &found->columns[i];
        const pd_column *b = &declared->columns[i];
        assert_string_equal(a->name, b->name);
        assert_string_equal(a->unit, b->unit);
        assert_string_equal(a->title_es, b->title_es);
        assert_string_equal(a->title_en, b->title_en);
        assert_string_equal(a->about_es, b->about_es);
        assert_string_equal(a->domain, b->domain);
        assert_int_equal(a->type, b->type);
        assert_int_equal(a->decimals, b->decimals);
        assert_int_equal(a->is_key, b->is_key);
    }
    pd_result_close(reader);
}

static void beginning_again_empties_only_the_units_rows(void **state)
{
    fixture *f = *state;
    put_unit(f, "coverage/masa", "masa", 3);
    put_unit(f, "coverage/fallas", "fallas", 2);
    put_unit(f, "coverage/masa", "masa", 5);
    assert_count(f, "amenazas", 4);
    assert_ok(f->ctx, pd_result_clear(f->ctx, f->store, pd_table_find("amenazas"), "coverage/fallas"));
    assert_count(f, "amenazas", 2);
    assert_ok(f->ctx, pd_result_clear(f->ctx, f->store, pd_table_find("brechas"), "audit"));
}

static void a_key_that_is_there_twice_or_empty_is_refused(void **state)
{
    fixture *f = *state;
    pd_result_writer *writer = NULL;
    assert_ok(f->ctx, pd_result_begin(f->ctx, f->store, pd_table_find("estadisticas_raster"), "u", &writer));
    pd_value values[] = {pd_text("110151"), pd_null(),  pd_null(),  pd_text("dem"),
                         pd_real(1),        pd_real(2), pd_real(3), pd_null()};
    const pd_row row = {values, {0}};
    assert_ok(f->ctx, pd_result_put(f->ctx, writer, &row));
    assert_fails(f->ctx, pd_result_put(f->ctx, writer, &row), PDOT_INTERNAL, "estadisticas_raster");
    assert_non_null(strstr(pdot_ctx_error(f->ctx)->message, "110151/dem"));
    pd_clear_error(f->ctx);
    values[0] = pd_null();
    assert_fails(f->ctx, pd_result_put(f->ctx, writer, &row), PDOT_INTERNAL, "empty");
    pd_result_abandon(writer);
    pd_result_abandon(NULL);
}

static void values_of_every_kind_survive(void **state)
{
    fixture *f = *state;
    const pd_column columns[] = {{"clave", PD_TYPE_TEXT, "", 0, "c", "c", "", "", true},
                                 {"texto", PD_TYPE_TEXT, "", 0, "t", "t", "", "", false},
                                 {"entero", PD_TYPE_INTEGER, "", 0, "e", "e", "", "", false},
                                 {"real", PD_TYPE_REAL, "", 2, "r", "r", "", "", false},
                                 {"logico", PD_TYPE_BOOLEAN, "", 0, "l", "l", "", "", false}};
    const pd_table table = {"prueba \"x\"", "Prueba", "Test", "", PD_GEOM_NONE, "plan", columns, 5, false};
    pd_result_writer *writer = NULL;
    pd_result_reader *reader = NULL;
    const pd_row *found = NULL;
    assert_ok(f->ctx, pd_result_begin(f->ctx, f->store, &table, "u", &writer));
    const pd_value full[] = {pd_text("a"), pd_text("'; DROP TABLE x; --"), pd_integer(INT64_MIN),
                             pd_real(0.1), pd_boolean(true)};
    const pd_value empty[] = {pd_text("b"), pd_text(""), pd_null(), pd_null(), pd_null()};
    assert_ok(f->ctx, pd_result_put(f->ctx, writer, &(pd_row){full, {0}}));
    assert_ok(f->ctx, pd_result_put(f->ctx, writer, &(pd_row){empty, {0}}));
    assert_ok(f->ctx, pd_result_end(f->ctx, &writer));
    assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, table.name, &reader));
    assert_ok(f->ctx, pd_result_next(f->ctx, reader, &found));
    assert_string_equal(found->values[1].as.text, "'; DROP TABLE x; --");
    assert_true(found->values[2].as.integer == INT64_MIN);
    assert_close(found->values[3].as.real, 0.1, 0, 0);
    assert_int_equal(found->values[4].as.integer, 1);
    assert_ok(f->ctx, pd_result_next(f->ctx, reader, &found));
    assert_int_equal(found->values[1].kind, PD_VALUE_TEXT);
    assert_string_equal(found->values[1].as.text, "");
    for (int i = 2; i < 5; i++)
        assert_int_equal(found->values[i].kind, PD_VALUE_NULL);
    pd_result_close(reader);
}

static void another_declaration_makes_the_table_anew_and_its_units_stale(void **state)
{
    fixture *f = *state;
    pd_arena arena = {0};
    const pd_table *wider = NULL;
    const pd_column extra = {"extra", PD_TYPE_INTEGER, "", 0, "Extra", "Extra", "", "", false};
    pd_result_writer *writer = NULL;
    char *digest = NULL;
    put_unit(f, "coverage/masa", "masa", 3);
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "coverage/masa", "x"));
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "link", "y"));
    assert_ok(f->ctx, pd_table_extend(f->ctx, &arena, pd_table_find("amenazas"), &extra, 1, NULL, &wider));
    assert_ok(f->ctx, pd_result_begin(f->ctx, f->store, wider, "coverage/fallas", &writer));
    assert_ok(f->ctx, pd_result_end(f->ctx, &writer));
    assert_count(f, "amenazas", 0);
    assert_ok(f->ctx, pd_store_unit_load(f->ctx, f->store, "coverage/masa", &digest));
    assert_null(digest);
    assert_ok(f->ctx, pd_store_unit_load(f->ctx, f->store, "link", &digest));
    assert_string_equal(digest, "y");
    pd_free(digest);
    pd_result_reader *reader = NULL;
    assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, "amenazas", &reader));
    assert_int_equal(pd_table_column(pd_result_table(reader), "extra"), 5);
    pd_result_close(reader);
    pd_arena_release(&arena);
}

static void a_result_that_was_never_stored_is_not_found(void **state)
{
    fixture *f = *state;
    pd_result_reader *reader = NULL;
    assert_count(f, "brechas", 0);
    assert_fails(f->ctx, pd_result_open_shapes(f->ctx, f->store, "brechas", &reader), PDOT_NOTFOUND,
                 "brechas");
    assert_null(reader);
}

static void every_declared_table_can_be_stored(void **state)
{
    fixture *f = *state;
    for (int32_t i = 0; pd_table_at(i) != NULL; i++) {
        pd_result_writer *writer = NULL;
        pd_result_reader *reader = NULL;
        const pd_row *row = NULL;
        assert_ok(f->ctx, pd_result_begin(f->ctx, f->store, pd_table_at(i), "u", &writer));
        assert_ok(f->ctx, pd_result_end(f->ctx, &writer));
        assert_ok(f->ctx, pd_result_open_shapes(f->ctx, f->store, pd_table_at(i)->name, &reader));
        assert_ok(f->ctx, pd_result_next(f->ctx, reader, &row));
        assert_null(row);
        pd_result_close(reader);
    }
    assert_ok(f->ctx, pd_store_commit(f->ctx, f->store));
    assert_peek(f, "SELECT geometry_type FROM geometry_columns WHERE f_table_name = 'actividades_lineas'",
                "5");
}

#define TEST_OPEN(name) cmocka_unit_test_setup_teardown(name, set_up_open, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_OPEN(rows_come_back_in_the_order_of_their_key),
        TEST_OPEN(the_declaration_comes_back_whole),
        TEST_OPEN(beginning_again_empties_only_the_units_rows),
        TEST_OPEN(a_key_that_is_there_twice_or_empty_is_refused),
        TEST_OPEN(values_of_every_kind_survive),
        TEST_OPEN(another_declaration_makes_the_table_anew_and_its_units_stale),
        TEST_OPEN(a_result_that_was_never_stored_is_not_found),
        TEST_OPEN(every_declared_table_can_be_stored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
