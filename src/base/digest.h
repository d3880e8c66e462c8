/* SHA-256 of bytes and files: identity of sources and of results. */
#ifndef PD_BASE_DIGEST_H
#define PD_BASE_DIGEST_H

#include "base/context.h"

#define PD_DIGEST_SIZE 65 /* 64 lower-case hex digits and NUL */

typedef struct pd_digest pd_digest;
PDOT_MUST_CHECK pdot_status pd_digest_new(pdot_ctx *ctx, pd_digest **out);
void pd_digest_free(pd_digest *digest);
void pd_digest_add(pd_digest *digest, const void *bytes, size_t size);
/* Adds the text and its length, so that ("ab","c") and ("a","bc") differ. NULL is unlike "". */
void pd_digest_text(pd_digest *digest, const char *text);
void pd_digest_number(pd_digest *digest, double value);
/* Ends the sum; the digest may only be freed afterwards. */
PDOT_MUST_CHECK pdot_status pd_digest_end(pdot_ctx *ctx, pd_digest *digest, char out[PD_DIGEST_SIZE]);

/* Of a whole regular file, read in pieces; IO with the path. size_bytes may be NULL. */
PDOT_MUST_CHECK pdot_status pd_digest_file(pdot_ctx *ctx, const char *path, char out[PD_DIGEST_SIZE],
                                           uint64_t *size_bytes);

#endif
