/* A folded text as words and the gaps between them. */
#ifndef PD_TEXT_TOKENS_H
#define PD_TEXT_TOKENS_H

#include "base/fold.h"
#include "text/grammar.h"

/* What stands between a word and the one before it (bits). */
typedef enum pd_gap {
    PD_GAP_NONE = 0,
    PD_GAP_COMMA = 1,  /* , or ; */
    PD_GAP_STOP = 2,   /* a full stop that ends something */
    PD_GAP_COLON = 4,  /* : */
    PD_GAP_PAREN = 8,  /* ( or ) or [ ] */
    PD_GAP_OTHER = 16, /* dot inside a code, hyphen, slash, quote … */
    PD_GAP_BREAK = PD_GAP_COMMA | PD_GAP_STOP | PD_GAP_COLON
} pd_gap;

#define PD_WORD_UNKNOWN UINT32_MAX

typedef struct pd_token {
    uint32_t start, length; /* bytes of the folded text */
    uint32_t gap;           /* before it */
    uint32_t word;          /* in the gazetteer's dictionary, or PD_WORD_UNKNOWN */
    const pd_grammar_word *grammar;
} pd_token;

/* The words of a folded text; word and grammar are not filled. *out is ended by pd_free (NULL if there are
 * none). */
PDOT_MUST_CHECK pdot_status pd_tokens_split(pdot_ctx *ctx, const char *folded, size_t length, pd_token **out,
                                            size_t *count);

#endif
