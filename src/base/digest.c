/* SHA-256 through OpenSSL. */
#include "base/digest.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"

#define PIECE (256u * 1024u)

struct pd_digest {
    EVP_MD_CTX *md;
};

pdot_status pd_digest_new(pdot_ctx *ctx, pd_digest **out)
{
    *out = NULL;
    pd_digest *digest = pd_alloc(ctx, sizeof *digest);
    if (digest == NULL)
        return PDOT_NOMEM;
    digest->md = EVP_MD_CTX_new();
    if (digest->md == NULL || EVP_DigestInit_ex(digest->md, EVP_sha256(), NULL) != 1) {
        pd_digest_free(digest);
        return pd_fail(ctx, PDOT_INTERNAL, "The system's OpenSSL offers no SHA-256.");
    }
    *out = digest;
    return PDOT_OK;
}

void pd_digest_free(pd_digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->md);
    pd_free(digest);
}

void pd_digest_add(pd_digest *digest, const void *bytes, size_t size)
{
    EVP_DigestUpdate(digest->md, bytes, size);
}

void pd_digest_text(pd_digest *digest, const char *text)
{
    const uint64_t size = text != NULL ? strlen(text) : UINT64_MAX;
    pd_digest_add(digest, &size, sizeof size);
    if (text != NULL)
        pd_digest_add(digest, text, size);
}

void pd_digest_number(pd_digest *digest, double value)
{
    pd_digest_add(digest, &value, sizeof value);
}

pdot_status pd_digest_end(pdot_ctx *ctx, pd_digest *digest, char out[PD_DIGEST_SIZE])
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    if (EVP_DigestFinal_ex(digest->md, sum, &size) != 1)
        return pd_fail(ctx, PDOT_INTERNAL, "SHA-256 failed.");
    for (unsigned i = 0; i < size; i++)
        snprintf(out + 2 * i, 3, "%02x", sum[i]);
    return PDOT_OK;
}

static pdot_status add_file(pdot_ctx *ctx, pd_digest *digest, FILE *file, const char *path, uint64_t *total)
{
    char *piece = pd_alloc(ctx, PIECE);
    if (piece == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (size_t n = 1; n > 0 && status == PDOT_OK;) {
        n = fread(piece, 1, PIECE, file);
        pd_digest_add(digest, piece, n);
        *total += n;
        if (pd_is_cancelled(ctx))
            status = pd_fail(ctx, PDOT_CANCELLED, "Stopped on request; nothing of this stage was kept.");
    }
    if (status == PDOT_OK && ferror(file))
        status = pd_fail_at(ctx, PDOT_IO, &(pd_place){.file = path}, "%s: cannot be read: %s.", path,
                            strerror(errno));
    pd_free(piece);
    return status;
}

pdot_status pd_digest_file(pdot_ctx *ctx, const char *path, char out[PD_DIGEST_SIZE], uint64_t *size_bytes)
{
    pd_digest *digest = NULL;
    struct stat info;
    uint64_t total = 0;
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return pd_fail_at(ctx, PDOT_IO, &(pd_place){.file = path}, "%s: cannot be opened: %s.", path,
                          strerror(errno));
    pdot_status status = PDOT_OK;
    if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode))
        status = pd_fail_at(ctx, PDOT_IO, &(pd_place){.file = path}, "%s: is not a regular file.", path);
    if (status == PDOT_OK)
        status = pd_digest_new(ctx, &digest);
    if (status == PDOT_OK)
        status = add_file(ctx, digest, file, path, &total);
    if (status == PDOT_OK)
        status = pd_digest_end(ctx, digest, out);
    if (status == PDOT_OK && size_bytes != NULL)
        *size_bytes = total;
    pd_digest_free(digest);
    fclose(file);
    return status;
}
