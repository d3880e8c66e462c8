/* Properties, units of work, digests of files. */
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

static void properties_are_replaced_and_missing_ones_are_null(void **state)
{
    fixture *f = *state;
    char *value = (char[]){""};
    assert_ok(f->ctx, pd_store_property_load(f->ctx, f->store, "a", &value));
    assert_null(value);
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "a", "1"));
    assert_ok(f->ctx, pd_store_property_put(f->ctx, f->store, "a", "dos'"));
    assert_ok(f->ctx, pd_store_property_load(f->ctx, f->store, "a", &value));
    assert_string_equal(value, "dos'");
    pd_free(value);
}

static void units_are_listed_sorted_and_forgotten_by_prefix(void **state)
{
    fixture *f = *state;
    const char *const names[] = {"import/hazards/masa", "coverage/masa", "import/hazards/fallas", "import_x"};
    for (size_t i = 0; i < 4; i++)
        assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, names[i], "abc"));
    char *block = NULL;
    size_t count = 0;
    assert_ok(f->ctx, pd_store_unit_list(f->ctx, f->store, "import/", &block, &count));
    assert_int_equal(count, 2);
    assert_string_equal(block, "import/hazards/fallas");
    assert_string_equal(block + strlen(block) + 1, "import/hazards/masa");
    pd_free(block);
    assert_ok(f->ctx, pd_store_unit_delete(f->ctx, f->store, "import/"));
    assert_ok(f->ctx, pd_store_unit_list(f->ctx, f->store, "", &block, &count));
    assert_int_equal(count, 2);
    assert_string_equal(block, "coverage/masa");
    pd_free(block);
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "coverage/masa_2", "abc"));
    assert_ok(f->ctx, pd_store_unit_remove(f->ctx, f->store, "coverage/masa")); /* and not the longer one */
    assert_ok(f->ctx, pd_store_unit_list(f->ctx, f->store, "coverage/", &block, &count));
    assert_int_equal(count, 1);
    assert_string_equal(block, "coverage/masa_2");
    pd_free(block);
    assert_ok(f->ctx, pd_store_unit_list(f->ctx, f->store, "none/", &block, &count));
    assert_int_equal(count, 0);
    pd_free(block);
}

static void a_unit_keeps_its_newest_digest(void **state)
{
    fixture *f = *state;
    char *digest = (char[]){""};
    assert_ok(f->ctx, pd_store_unit_load(f->ctx, f->store, "export", &digest));
    assert_null(digest);
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "export", "one"));
    assert_ok(f->ctx, pd_store_unit_put(f->ctx, f->store, "export", "two"));
    assert_ok(f->ctx, pd_store_unit_load(f->ctx, f->store, "export", &digest));
    assert_string_equal(digest, "two");
    pd_free(digest);
}

static void a_file_is_trusted_while_size_and_time_are_the_same(void **state)
{
    fixture *f = *state;
    char *digest = NULL;
    assert_ok(f->ctx, pd_store_file_put(f->ctx, f->store, "a.gpkg", 10, 1234567890123456789, "abc"));
    assert_ok(f->ctx, pd_store_file_load(f->ctx, f->store, "a.gpkg", 10, 1234567890123456789, &digest));
    assert_string_equal(digest, "abc");
    pd_free(digest);
    assert_ok(f->ctx, pd_store_file_load(f->ctx, f->store, "a.gpkg", 11, 1234567890123456789, &digest));
    assert_null(digest);
    assert_ok(f->ctx, pd_store_file_load(f->ctx, f->store, "a.gpkg", 10, 1234567890123456788, &digest));
    assert_null(digest);
}

#define TEST_OPEN(name) cmocka_unit_test_setup_teardown(name, set_up_open, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_OPEN(properties_are_replaced_and_missing_ones_are_null),
        TEST_OPEN(units_are_listed_sorted_and_forgotten_by_prefix),
        TEST_OPEN(a_unit_keeps_its_newest_digest),
        TEST_OPEN(a_file_is_trusted_while_size_and_time_are_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
