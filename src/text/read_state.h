/* What the walk over a zone text knows at a place, and the steps that its parts share. Only read*.c include
 * it. */
#ifndef PD_TEXT_READ_STATE_H
#define PD_TEXT_READ_STATE_H

#include "text/read.h"

/* What has been read and waits for what follows. */
struct pd_reader_state {
    pdot_ctx *ctx;
    const pd_gazetteer *gazetteer;
    pd_arena *arena;
    const char *text;
    const pd_folded *folded;
    const pd_token *tokens;
    size_t count;
    bool is_running;
    pd_read *out;
    pd_before before;
    uint32_t kind_at, thing_at;
    bool is_kind_fresh;   /* the kind word still governs the next name */
    bool is_unknown_open; /* the newest mention is an unknown name that may have more words */
    bool has_some;        /* a quantifier waits */
    uint32_t some_at, some_last;
    int32_t number;                   /* of the quantifier, 0 if it is no number */
    const pd_grammar_word *some_noun; /* "algunos barrios": the plural noun after it */
    bool has_except;
    uint32_t relation;                                                /* since the last mention */
    enum { SEEN_NOTHING, SEEN_MENTION, SEEN_WORD, SEEN_UNREAD } seen; /* just before, links skipped */
};

/* Words that nothing reads; in prose they are not kept. read_put.c */
PDOT_MUST_CHECK pdot_status pd_read_put_unread(pd_reader_state *s, uint32_t first, uint32_t last);
/* Appends a mention with its relation and what it qualifies. */
PDOT_MUST_CHECK pdot_status pd_read_put_mention(pd_reader_state *s, const pd_reading *model);
/* Units that both have. */
int32_t pd_read_common(pd_set a, pd_set b);

/* Ends what waits for a name: a bare kind word, a quantifier, both. read_phrase.c */
PDOT_MUST_CHECK pdot_status pd_read_end_kind(pd_reader_state *s);
PDOT_MUST_CHECK pdot_status pd_read_end_some(pd_reader_state *s);
PDOT_MUST_CHECK pdot_status pd_read_end_phrase(pd_reader_state *s);

/* True if the name counts at token `at`: as a whole element, written as a name. read_accept.c */
bool pd_read_accepts(const pd_reader_state *s, uint32_t at, const pd_name *name);

#endif
