/* The names of a plan prepared for longest match: every name, alias, group and decision is a row of words,
 * sorted, so that the longest name at a place of a text is found by narrowing a range word by word. Built
 * once, read-only afterwards. Units are the finest territories in the order of their codes; all sets of
 * territories are sorted lists of units. */
#ifndef PD_TEXT_GAZETTEER_H
#define PD_TEXT_GAZETTEER_H

#include "text/grade.h"
#include "text/tokens.h"
#include "text/zone.h"

/* In the order in which one name's readings are preferred. */
typedef enum pd_entry_kind {
    PD_ENTRY_DECISION,
    PD_ENTRY_ZONE,
    PD_ENTRY_NOTHING, /* a place that stands for no territory: swallows its words */
    PD_ENTRY_TERRITORY,
    PD_ENTRY_PLACE
} pd_entry_kind;

typedef struct pd_set {
    const int32_t *units;
    int32_t n;
} pd_set;

typedef struct pd_entry {
    const char *name;   /* as printed: of the row, not the alias */
    const char *folded; /* of this name or alias */
    const uint32_t *words;
    uint32_t n_words;
    pd_entry_kind kind;
    const char
        *rule; /* "decision", "name", "place", "none", "all", "kind", "list", "some", "rest", "geometry" */
    pd_grade grade;
    pd_set set;
    int32_t territory;      /* of PD_ENTRY_TERRITORY, else PD_NONE */
    const char *place_kind; /* folded kind of a place, or "" */
    const char *note;       /* of a place that stands for no territory: why, or "" */
    bool is_group;          /* a group of territories, not the name of one */
    bool is_all;            /* says the whole plan */
    bool is_urban;   /* a group whose name says "urban…": of one rural unit it means the built-up seat */
    bool is_derived; /* a name without its article: only as a whole element, never corrected */
    uint32_t order;  /* of reading, to break ties */
} pd_entry;

/* One name with its readings. */
typedef struct pd_name {
    const uint32_t *words;
    uint32_t n_words;
    uint32_t first, count; /* entries */
    const char *folded;
    uint32_t letters; /* code points without blanks */
    uint64_t mask;    /* which letters occur */
    bool is_common;   /* also a word of other things: only as a whole element or after its kind */
    bool is_correctable;
} pd_name;

struct pd_gazetteer {
    const pdot_plan *plan;
    pd_arena arena;
    const char **words; /* dictionary */
    uint32_t *word_length;
    uint32_t n_words;
    uint32_t n_name_words; /* those before it stand in names; the rest in decisions alone */
    uint32_t *slots;       /* hash of the dictionary: word + 1, or 0 */
    uint32_t n_slots;
    pd_entry *entries; /* sorted by words, kind, order */
    uint32_t n_entries;
    pd_name *names; /* sorted by words */
    uint32_t n_names;
    uint32_t *by_length; /* correctable names, sorted by number of words, then letters */
    uint32_t n_by_length;
    int32_t *unit_territory; /* unit → territory */
    int32_t n_units;
    pd_set *territory_set; /* of each territory of the plan: its finest descendants */
    const char **kinds;    /* distinct kinds of territories */
    int32_t n_kinds;
};

uint32_t pd_gazetteer_word(const pd_gazetteer *gazetteer, const char *word, size_t length);
const char *pd_gazetteer_code(const pd_gazetteer *gazetteer, int32_t unit);
/* True if a level of the plan, or the kind of a territory, has this folded name. */
bool pd_gazetteer_has_kind(const pd_gazetteer *gazetteer, const char *singular);
bool pd_territory_is_kind(const pdot_plan *plan, const pd_territory *territory, const char *singular);

/* Longest name whose words stand at tokens[0 …]; NULL if none. */
const pd_name *pd_gazetteer_longest(const pd_gazetteer *gazetteer, const pd_token *tokens, size_t count);
/* The decision about exactly these words, whatever stands between them; NULL if none. */
const pd_name *pd_gazetteer_decision(const pd_gazetteer *gazetteer, const pd_token *tokens, size_t count);

/* Letters that occur in a text: one bit each for a-z, 0-9 together by value, others. */
uint64_t pd_letter_mask(const char *text, size_t length);
uint32_t pd_letter_count(const char *text, size_t length);
bool pd_set_equal(pd_set a, pd_set b);

#endif
