#include "support.h"

#include "base/buffer.h"
#include "base/context.h"
#include "base/finding.h"
#include "base/memory.h"
#include "oom.h"

static int make_ctx(void **state)
{
    *state = pdot_ctx_new();
    return *state == NULL;
}

static int free_ctx(void **state)
{
    pdot_ctx_free(*state);
    return 0;
}

static void the_first_message_wins(void **state)
{
    pdot_ctx *ctx = *state;
    const pd_place place = {.file = "limites.gpkg", .layer = "parroquias", .field = "codigo", .row = 12};
    assert_int_equal(pd_fail_at(ctx, PDOT_SCHEMA, &place, "code %s twice", "110151"), PDOT_SCHEMA);
    assert_int_equal(pd_fail(ctx, PDOT_IO, "later"), PDOT_IO);
    const pdot_error *error = pdot_ctx_error(ctx);
    assert_int_equal(error->status, PDOT_SCHEMA);
    assert_string_equal(error->message, "code 110151 twice");
    assert_string_equal(error->file, "limites.gpkg");
    assert_string_equal(error->layer, "parroquias");
    assert_string_equal(error->field, "codigo");
    assert_int_equal(error->row, 12);
    pd_clear_error(ctx);
    assert_int_equal(error->status, PDOT_OK);
    assert_string_equal(error->message, "");
    assert_string_equal(error->file, "");
}

static void a_place_too_long_is_cut_between_letters(void **state)
{
    pdot_ctx *ctx = *state;
    char layer[301];
    for (size_t i = 0; i < 300; i += 2)
        memcpy(layer + i, "ñ", 3);
    (void)!pd_fail_at(ctx, PDOT_IO, &(pd_place){.layer = layer}, "x");
    const size_t length = strlen(pdot_ctx_error(ctx)->layer);
    assert_int_equal(length, 254); /* 255 would cut the last letter in two */
}

static void the_first_feature_of_a_shapefile_is_named_by_its_id_0(void **state)
{
    pdot_ctx *ctx = *state;
    const pd_place layer = {.file = "a.shp", .layer = "a"},
                   feature = {.file = "a.shp", .layer = "a", .is_feature = true};
    (void)!pd_locate(ctx, pd_fail(ctx, PDOT_SCHEMA, "no code"), &feature);
    assert_string_equal(pdot_ctx_error(ctx)->message, "a.shp, layer a, feature 0: no code");
    assert_true(pdot_ctx_error(ctx)->is_feature);
    pd_clear_error(ctx);
    (void)!pd_locate(ctx, pd_fail(ctx, PDOT_SCHEMA, "no code"), &layer);
    assert_string_equal(pdot_ctx_error(ctx)->message, "a.shp, layer a: no code");
    assert_false(pdot_ctx_error(ctx)->is_feature);
}

static const char *to_spanish(void *user, const char *english)
{
    (void)user;
    return strcmp(english, "row %d") == 0 ? "fila %d" : english;
}

static void messages_are_translated_before_values_go_in(void **state)
{
    pdot_ctx *ctx = *state;
    pdot_ctx_set_translate(ctx, to_spanish, NULL);
    (void)!pd_fail(ctx, PDOT_FORMAT, "row %d", 7);
    assert_string_equal(pdot_ctx_error(ctx)->message, "fila 7");
    pdot_ctx *worker = pd_ctx_new_worker(ctx);
    (void)!pd_fail(worker, PDOT_FORMAT, "row %d", 8);
    assert_string_equal(pdot_ctx_error(worker)->message, "fila 8");
    pd_clear_error(ctx);
    pd_take_error(ctx, worker);
    assert_string_equal(pdot_ctx_error(ctx)->message, "fila 8");
    pdot_ctx_free(worker);
}

static void cancel_reaches_workers(void **state)
{
    pdot_ctx *ctx = *state;
    pdot_ctx *worker = pd_ctx_new_worker(ctx);
    assert_ok(ctx, pd_progress(ctx, "x", 0, 0));
    pdot_ctx_cancel(ctx);
    assert_true(pd_is_cancelled(worker));
    assert_int_equal(pd_progress(ctx, "x", 0, 0), PDOT_CANCELLED);
    pdot_ctx_free(worker);
}

static bool refuse(void *user, const char *stage, uint64_t done, uint64_t total)
{
    (void)total;
    *(uint64_t *)user = done;
    assert_string_equal(stage, "import");
    return false;
}

static void progress_that_says_no_cancels(void **state)
{
    pdot_ctx *ctx = *state;
    uint64_t seen = 0;
    pdot_ctx_set_progress(ctx, refuse, &seen);
    assert_int_equal(pd_progress(ctx, "import", 5, 10), PDOT_CANCELLED);
    assert_int_equal(seen, 5);
}

static int destroyed;

static void destroy(void *handle)
{
    destroyed += *(int *)handle;
}

static void slots_end_with_the_context(void **state)
{
    (void)state;
    int three = 3;
    pdot_ctx *ctx = pdot_ctx_new();
    assert_null(pd_slot_get(ctx, PD_SLOT_GEOS));
    pd_slot_set(ctx, PD_SLOT_GEOS, &three, destroy);
    assert_ptr_equal(pd_slot_get(ctx, PD_SLOT_GEOS), &three);
    pdot_ctx_free(ctx);
    assert_int_equal(destroyed, 3);
    pdot_ctx_free(NULL);
}

static void arenas_keep_and_align(void **state)
{
    pdot_ctx *ctx = *state;
    pd_arena arena = {0};
    char *first = pd_arena_strdup(ctx, &arena, "uno");
    for (int i = 0; i < 1000; i++) {
        unsigned char *block = pd_arena_alloc(ctx, &arena, (size_t)i * 7);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 16, 0);
        for (int k = 0; k < i * 7; k++)
            assert_int_equal(block[k], 0);
        memset(block, 255, (size_t)i * 7);
    }
    assert_non_null(pd_arena_alloc(ctx, &arena, 1u << 20));
    assert_string_equal(first, "uno");
    assert_null(pd_arena_strdup(ctx, &arena, NULL));
    pd_arena_release(&arena);
    pd_arena_release(&arena);
}

static void sizes_that_overflow_are_refused(void **state)
{
    pdot_ctx *ctx = *state;
    assert_null(pd_alloc_array(ctx, SIZE_MAX / 2, 16));
    assert_null(pd_realloc_array(ctx, NULL, SIZE_MAX / 2, 16));
    void *items = NULL;
    size_t capacity = 0;
    assert_false(pd_grow(ctx, &items, &capacity, SIZE_MAX / 4, 16));
    assert_null(items);
    assert_int_equal(capacity, 0);
    assert_int_equal(pdot_ctx_error(ctx)->status, PDOT_NOMEM);
}

static pdot_status build_text(pdot_ctx *ctx, char **out)
{
    pd_buffer buffer;
    pd_buffer_init(ctx, &buffer);
    for (int i = 0; i < 100; i++)
        pd_buffer_format(&buffer, "%d,", i);
    pd_buffer_text(&buffer, "ñ");
    pd_buffer_byte(&buffer, '.');
    const pdot_status status = pd_buffer_status(&buffer);
    *out = status == PDOT_OK ? pd_buffer_take(&buffer) : NULL;
    pd_buffer_release(&buffer);
    return status;
}

static void buffers_fail_once_and_stay_failed(void **state)
{
    pdot_ctx *ctx = *state;
    char *text = NULL;
    assert_survives_oom(ctx, build_text(ctx, &text), assert_null(text));
    assert_int_equal(strlen(text), 10 * 2 + 90 * 3 + 3);
    assert_string_equal(text + strlen(text) - 6, "99,ñ.");
    pd_free(text);
    pd_buffer empty;
    pd_buffer_init(ctx, &empty);
    assert_string_equal(empty.data, "");
    pd_buffer_release(&empty);
}

static pdot_status add_findings(pdot_ctx *ctx, pd_findings *findings)
{
    pd_findings_release(findings);
    pd_findings_init(ctx, findings);
    const pd_place place = {.file = "masa.shp", .layer = "masa", .row = 4};
    for (int i = 0; i < 40; i++) {
        pd_finding_add(findings, PDOT_SEVERITY_REVIEW, "geom_repaired", "110151", &place,
                       "feature %d was repaired", i);
        pd_finding_values(findings, "10 ha", "9.9 ha");
    }
    return findings->status;
}

static void findings_are_kept_whole_or_fail(void **state)
{
    pdot_ctx *ctx = *state;
    pd_findings findings = {0};
    assert_survives_oom(ctx, add_findings(ctx, &findings), assert_int_equal(findings.status, PDOT_NOMEM));
    assert_int_equal(findings.count, 40);
    assert_string_equal(findings.items[39].message, "feature 39 was repaired");
    assert_string_equal(findings.items[39].found, "9.9 ha");
    assert_string_equal(findings.items[0].file, "masa.shp");
    assert_string_equal(findings.items[0].field, "");
    assert_int_equal(findings.items[0].row, 4);
    assert_string_equal(pd_severity_name(PDOT_SEVERITY_REVIEW), "review");
    pd_findings_release(&findings);
}

static void every_status_has_a_name(void **state)
{
    (void)state;
    for (int status = PDOT_OK; status <= PDOT_INTERNAL; status++)
        assert_string_not_equal(pdot_status_name((pdot_status)status), "unknown");
    assert_string_equal(pdot_status_name(PDOT_SCHEMA), "schema");
}

#define with_ctx(test) cmocka_unit_test_setup_teardown(test, make_ctx, free_ctx)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_ctx(the_first_message_wins),
        with_ctx(a_place_too_long_is_cut_between_letters),
        with_ctx(the_first_feature_of_a_shapefile_is_named_by_its_id_0),
        with_ctx(messages_are_translated_before_values_go_in),
        with_ctx(cancel_reaches_workers),
        with_ctx(progress_that_says_no_cancels),
        cmocka_unit_test(slots_end_with_the_context),
        with_ctx(arenas_keep_and_align),
        with_ctx(sizes_that_overflow_are_refused),
        with_ctx(buffers_fail_once_and_stay_failed),
        with_ctx(findings_are_kept_whole_or_fail),
        cmocka_unit_test(every_status_has_a_name),
    };
    return cmocka_run_group_tests_name("base/context", tests, NULL, NULL);
}
