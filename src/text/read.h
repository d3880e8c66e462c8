/* Reading a text: from left to right, the longest name at each place, and the grammar words around it. What
 * comes out are mentions over tokens; card.c makes the card of them. */
#ifndef PD_TEXT_READ_H
#define PD_TEXT_READ_H

#include "text/correct.h"

/* How a mention hangs together with the one before it (bits). */
typedef enum pd_relation {
    PD_REL_OF = 1,    /* de, en */
    PD_REL_AND = 2,   /* y */
    PD_REL_OR = 4,    /* o */
    PD_REL_COMMA = 8, /* , ; */
    PD_REL_COLON = 16,
    PD_REL_PAREN = 32,
    PD_REL_STOP = 64,
    PD_REL_OTHER = 128 /* other words stand between */
} pd_relation;

/* Why a mention is read as it is; becomes the reason of its candidates. */
typedef enum pd_why {
    PD_WHY_NOTHING_TO_SAY,
    PD_WHY_SAME_NAME,     /* several things bear the name */
    PD_WHY_SAME_DISTANCE, /* several names are equally near */
    PD_WHY_CORRECTED,
    PD_WHY_WRONG_KIND,   /* the kind word says something else */
    PD_WHY_STREET,       /* bears the name, is not the place */
    PD_WHY_NO_TERRITORY, /* the gazetteer says that it is no place of the plan */
    PD_WHY_SUBSET        /* a quantifier leaves open which */
} pd_why;

#define PD_MENTION_RIVALS 8

typedef struct pd_reading {
    uint32_t first, last; /* tokens, inclusive */
    const char *name;     /* NULL: the words themselves */
    const char *rule;
    pd_grade grade;
    pd_set set;
    const pd_entry *rivals[PD_MENTION_RIVALS];
    uint32_t n_rivals;
    pd_why why;
    unsigned distance; /* edits of a correction */
    int32_t number;    /* of a quantifier in figures, 0 if none */
    uint32_t relation; /* to the mention before */
    int32_t qualifies; /* group that this one narrows, or PD_NONE */
    bool is_group, is_all, is_urban, is_some;
    bool is_exception; /* taken away from what stands before */
    bool is_absorbed;  /* has become part of another mention; not reported */
} pd_reading;

typedef struct pd_run_of_words {
    uint32_t first, last; /* tokens, inclusive */
} pd_run_of_words;

typedef struct pd_reader_state pd_reader_state;

/* What was read; ended by pd_read_release. Sets point into the gazetteer or the arena given. */
typedef struct pd_read {
    pd_reading *mentions;
    size_t n_mentions, mention_capacity;
    pd_run_of_words *unread;
    size_t n_unread, unread_capacity;
} pd_read;

/* is_running: prose, where most words are no places. */
PDOT_MUST_CHECK pdot_status pd_read_tokens(pdot_ctx *ctx, const pd_gazetteer *gazetteer, pd_arena *arena,
                                           const char *text, const pd_folded *folded, const pd_token *tokens,
                                           size_t count, bool is_running, pd_read *out);
void pd_read_release(pd_read *read);

/* Steps, each in its own file. */

/* What stands before a name. */
typedef struct pd_before {
    const pd_grammar_word *kind; /* kind word that governs the name, or NULL */
    bool kind_of;                /* "barrio de …" */
    const pd_grammar_word *thing;
    bool thing_of;
} pd_before;
/* Chooses among the readings of a name (several names if a correction is tied). choose.c */
PDOT_MUST_CHECK pdot_status pd_choose(pdot_ctx *ctx, const pd_gazetteer *gazetteer, pd_arena *arena,
                                      const pd_name *const *names, uint32_t n_names, unsigned distance,
                                      const pd_before *before, pd_reading *out);
/* Groups narrowed by names, exceptions, alternatives. settle.c */
PDOT_MUST_CHECK pdot_status pd_settle(pdot_ctx *ctx, pd_arena *arena, pd_read *read);

/* Set operations; the result lives in the arena. */
PDOT_MUST_CHECK pdot_status pd_set_union(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out);
PDOT_MUST_CHECK pdot_status pd_set_common(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out);
PDOT_MUST_CHECK pdot_status pd_set_without(pdot_ctx *ctx, pd_arena *arena, pd_set a, pd_set b, pd_set *out);

#endif
