/* The delivery's folder: complete or not there, others' files kept, sums right. */
#include "support.h"

#include <sys/stat.h>
#include <unistd.h>

#include "export/file.h"
#include "export/folder.h"

typedef struct fixture {
    pdot_ctx *ctx;
    char root[64];
} fixture;

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    (void)snprintf(f->root, sizeof f->root, "/tmp/pdot-folder-XXXXXX");
    *state = f;
    return f->ctx == NULL || mkdtemp(f->root) == NULL;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    pd_folder_abandon(f->ctx, f->root);
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

/* The content of root/path, or "(none)". */
static const char *content(const fixture *f, const char *path, char out[256])
{
    char full[256];
    (void)snprintf(full, sizeof full, "%s/%s", f->root, path);
    FILE *file = fopen(full, "rb");
    if (file == NULL)
        return "(none)";
    const size_t n = fread(out, 1, 255, file);
    out[n] = '\0';
    (void)fclose(file);
    return out;
}

static void deliver(fixture *f, const char *text)
{
    char *building = NULL;
    assert_ok(f->ctx, pd_folder_begin(f->ctx, f->root, "entrega", &building));
    assert_ok(f->ctx, pd_file_put(f->ctx, building, "a.txt", text, strlen(text)));
    assert_ok(f->ctx, pd_folder_sum(f->ctx, building));
    assert_ok(f->ctx, pd_folder_swap(f->ctx, f->root, "entrega"));
    pd_free(building);
}

static void a_delivery_replaces_the_old_one_and_leaves_nothing_beside_it(void **state)
{
    fixture *f = *state;
    char text[256];
    bool is_whole = false;
    deliver(f, "one");
    deliver(f, "two");
    assert_string_equal(content(f, "entrega/a.txt", text), "two");
    assert_string_equal(content(f, "entrega.new/a.txt", text), "(none)");
    assert_string_equal(content(f, "entrega.old/a.txt", text), "(none)");
    assert_ok(f->ctx, pd_folder_is_whole(f->ctx, f->root, "entrega", &is_whole));
    assert_true(is_whole);
}

static void the_sums_are_those_of_sha256sum(void **state)
{
    fixture *f = *state;
    char text[256];
    deliver(f, "abc");
    assert_string_equal(content(f, "entrega/SHA256SUMS", text),
                        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.txt\n");
}

static void a_missing_file_makes_a_delivery_incomplete(void **state)
{
    fixture *f = *state;
    char path[256];
    bool is_whole = true;
    deliver(f, "one");
    (void)snprintf(path, sizeof path, "%s/entrega/a.txt", f->root);
    assert_int_equal(unlink(path), 0);
    assert_ok(f->ctx, pd_folder_is_whole(f->ctx, f->root, "entrega", &is_whole));
    assert_false(is_whole);
}

static void an_abandoned_build_leaves_the_old_delivery(void **state)
{
    fixture *f = *state;
    char *building = NULL, text[256];
    deliver(f, "one");
    assert_ok(f->ctx, pd_folder_begin(f->ctx, f->root, "entrega", &building));
    assert_ok(f->ctx, pd_file_put(f->ctx, building, "a.txt", "half", 4));
    pd_folder_abandon(f->ctx, building);
    assert_string_equal(content(f, "entrega/a.txt", text), "one");
    assert_string_equal(content(f, "entrega.new/a.txt", text), "(none)");
    pd_free(building);
}

static void what_a_killed_run_left_is_cleared(void **state)
{
    fixture *f = *state;
    char *building = NULL, text[256];
    assert_ok(f->ctx, pd_folder_begin(f->ctx, f->root, "entrega", &building));
    assert_ok(f->ctx, pd_file_put(f->ctx, building, "old-half.txt", "half", 4));
    pd_free(building);
    deliver(f, "one");
    assert_string_equal(content(f, "entrega/old-half.txt", text), "(none)");
}

static void an_exchange_cut_in_the_middle_is_mended(void **state)
{
    fixture *f = *state;
    char from[256], to[256], text[256], *building = NULL;
    deliver(f, "one");
    (void)snprintf(from, sizeof from, "%s/entrega", f->root);
    (void)snprintf(to, sizeof to, "%s/entrega.old", f->root);
    assert_int_equal(rename(from, to), 0);
    assert_ok(f->ctx, pd_folder_begin(f->ctx, f->root, "entrega", &building));
    assert_string_equal(content(f, "entrega/a.txt", text), "one");
    pd_free(building);
}

static void files_of_others_are_kept_and_leftovers_are_not(void **state)
{
    fixture *f = *state;
    char folder[256], text[256];
    deliver(f, "one");
    (void)snprintf(folder, sizeof folder, "%s/entrega/notas", f->root);
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_ok(f->ctx, pd_file_put(f->ctx, folder, "mía.txt", "nota", 4));
    (void)snprintf(folder, sizeof folder, "%s/entrega", f->root);
    assert_ok(f->ctx, pd_file_put(f->ctx, folder, "a.gpkg-wal", "x", 1));
    deliver(f, "two");
    assert_string_equal(content(f, "entrega/notas/mía.txt", text), "nota");
    assert_string_equal(content(f, "entrega/a.gpkg-wal", text), "(none)");
    assert_string_equal(content(f, "entrega/a.txt", text), "two");
}

static void a_folder_that_is_no_delivery_is_refused_and_untouched(void **state)
{
    fixture *f = *state;
    char folder[256], text[256], *building = NULL;
    (void)snprintf(folder, sizeof folder, "%s/entrega", f->root);
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_ok(f->ctx, pd_file_put(f->ctx, folder, "tesis.txt", "años", 5));
    assert_fails(f->ctx, pd_folder_begin(f->ctx, f->root, "entrega", &building), PDOT_IO,
                 "no delivery of pdot");
    assert_null(building);
    assert_string_equal(content(f, "entrega/tesis.txt", text), "años");
}

int main(void)
{
#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(a_delivery_replaces_the_old_one_and_leaves_nothing_beside_it),
        TEST(the_sums_are_those_of_sha256sum),
        TEST(a_missing_file_makes_a_delivery_incomplete),
        TEST(an_abandoned_build_leaves_the_old_delivery),
        TEST(what_a_killed_run_left_is_cleared),
        TEST(an_exchange_cut_in_the_middle_is_mended),
        TEST(files_of_others_are_kept_and_leftovers_are_not),
        TEST(a_folder_that_is_no_delivery_is_refused_and_untouched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
