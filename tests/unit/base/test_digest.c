#include "support.h"

#include "base/digest.h"
#include "base/memory.h"

static void digests_are_sha256(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    pd_digest *digest = NULL;
    char sum[PD_DIGEST_SIZE];
    assert_ok(ctx, pd_digest_new(ctx, &digest));
    pd_digest_add(digest, "abc", 3);
    assert_ok(ctx, pd_digest_end(ctx, digest, sum));
    assert_string_equal(
        sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180-2, B.1 */
    pd_digest_free(digest);
    pdot_ctx_free(ctx);
}

static void digest_pair(pdot_ctx *ctx, const char *a, const char *b, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    assert_ok(ctx, pd_digest_new(ctx, &digest));
    pd_digest_text(digest, a);
    pd_digest_text(digest, b);
    assert_ok(ctx, pd_digest_end(ctx, digest, out));
    pd_digest_free(digest);
}

static void texts_do_not_run_together(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    char a[PD_DIGEST_SIZE], b[PD_DIGEST_SIZE], c[PD_DIGEST_SIZE], d[PD_DIGEST_SIZE];
    digest_pair(ctx, "ab", "c", a);
    digest_pair(ctx, "a", "bc", b);
    digest_pair(ctx, "", NULL, c);
    digest_pair(ctx, NULL, "", d);
    assert_string_not_equal(a, b);
    assert_string_not_equal(c, d);
    pdot_ctx_free(ctx);
}

static void files_are_read_whole_and_only_regular_ones(void **state)
{
    (void)state;
    pdot_ctx *ctx = pdot_ctx_new();
    char path[] = "digest-test-XXXXXX", sum[PD_DIGEST_SIZE];
    uint64_t size = 0;
    const int file = mkstemp(path);
    assert_true(file >= 0);
    FILE *stream = fdopen(file, "wb");
    for (int i = 0; i < 1000000; i++)
        fputc('a', stream);
    fclose(stream);
    assert_ok(ctx, pd_digest_file(ctx, path, sum, &size));
    assert_string_equal(
        sum, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"); /* FIPS 180-2, B.3 */
    assert_int_equal(size, 1000000);
    remove(path);
    assert_fails(ctx, pd_digest_file(ctx, path, sum, NULL), PDOT_IO, path);
    pd_clear_error(ctx);
    assert_fails(ctx, pd_digest_file(ctx, "/dev/null", sum, NULL), PDOT_IO, "regular");
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_sha256),
        cmocka_unit_test(texts_do_not_run_together),
        cmocka_unit_test(files_are_read_whole_and_only_regular_ones),
    };
    return cmocka_run_group_tests_name("base/digest", tests, NULL, NULL);
}
