/* Folding: the form of a text in which two spellings of one name are equal. Lower case, no accents (n for ñ),
 * compatibility forms, blanks of any kind and length become one space, none at the ends; curly quotes become
 * straight; final full stop dropped. Idempotent. */
#ifndef PD_BASE_FOLD_H
#define PD_BASE_FOLD_H

#include "base/context.h"

/* A folded text with the way back: byte i of `text` came from bytes [start[i], end[i]) of the original. */
typedef struct pd_folded {
    char *text;
    size_t length;
    uint32_t *start, *end; /* length entries each */
} pd_folded;

/* `text` need not end in NUL. FORMAT if it is not UTF-8 (the byte is in the message); LIMIT beyond
 * PD_LIMIT_TEXT. */
PDOT_MUST_CHECK pdot_status pd_fold(pdot_ctx *ctx, const char *text, size_t length, pd_folded *out);
void pd_folded_release(pd_folded *folded);

/* Only the text, ended by pd_free. */
PDOT_MUST_CHECK pdot_status pd_fold_text(pdot_ctx *ctx, const char *text, char **out);

/* True if the bytes are valid UTF-8; else *bad is the offset of the first bad byte. bad may be NULL. */
bool pd_utf8_is_valid(const char *text, size_t length, size_t *bad);

/* Damerau distance (optimal string alignment) between two folded texts in code points, never more than limit
 * + 1. */
unsigned pd_edit_distance(const char *a, size_t a_length, const char *b, size_t b_length, unsigned limit);

#endif
