/* Names in messages: what there is, and what may have been meant. */
#ifndef PD_SOURCE_NAMES_H
#define PD_SOURCE_NAMES_H

#include "base/buffer.h"

/* Appends "a, b, c" (the first 40, then "…"). */
void pd_names_list(pd_buffer *out, const char *const *names, size_t n);

/* Index of the name that is nearest to `wanted` by folded spelling (at most a third of its letters differ),
 * or -1. */
int32_t pd_names_nearest(pdot_ctx *ctx, const char *wanted, const char *const *names, size_t n);

/* Index of the name: exact, else the only one that is equal but for case, accents and blanks. -1: none; -2:
 * several. */
int32_t pd_names_find(pdot_ctx *ctx, const char *wanted, const char *const *names, size_t n);

/* The same, or SCHEMA that says which columns there are and which may have been meant; AMBIGUOUS for several.
 */
PDOT_MUST_CHECK pdot_status pd_names_need(pdot_ctx *ctx, const char *wanted, const char *const *names,
                                          size_t n, int32_t *index);

#endif
