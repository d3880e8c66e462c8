/* The closed words of Spanish that shape a zone text: kinds of units, quantifiers, exceptions, links. One
 * table for every plan; names, groups and aliases of places are data of the plan, never here. */
#ifndef PD_TEXT_GRAMMAR_H
#define PD_TEXT_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>

typedef enum pd_word_class {
    PD_WORD_NONE,
    PD_WORD_OF,         /* de, en: what follows says of which place */
    PD_WORD_ARTICLE,    /* la, los: no meaning of their own */
    PD_WORD_AND,        /* joins names of a list */
    PD_WORD_OR,         /* leaves open which one */
    PD_WORD_FILLER,     /* read and passed over */
    PD_WORD_ALL,        /* todas */
    PD_WORD_SOME,       /* algunas: an unnamed subset */
    PD_WORD_NUMBER,     /* cinco: a subset unless it is all of them */
    PD_WORD_PART,       /* norte, parte: a piece of the place that follows */
    PD_WORD_EXCEPT,     /* excepto */
    PD_WORD_UNIT,       /* parroquia, canton: narrows to territories of that level or kind */
    PD_WORD_SETTLEMENT, /* barrio: narrows to places */
    PD_WORD_AREA,       /* zona, sector: any piece of ground */
    PD_WORD_SEAT,       /* cabecera, centro: of a parroquia, its built-up seat */
    PD_WORD_STREET,     /* calle, rio: bears a name that is no territory */
    PD_WORD_ROAD,       /* via: names the places it leads to */
    PD_WORD_BUILDING    /* escuela: stands in the place it names, unless the name is a common one */
} pd_word_class;

typedef struct pd_grammar_word {
    const char *word; /* folded */
    pd_word_class class;
    const char *singular; /* of kinds */
    int number;           /* of PD_WORD_NUMBER */
    bool is_plural;
} pd_grammar_word;

/* NULL if the folded word is none of the grammar. */
const pd_grammar_word *pd_grammar_find(const char *word, size_t length);
/* Row of the table, sorted by word; NULL past the end. */
const pd_grammar_word *pd_grammar_at(size_t index);
/* True if a folded cell says in words that there is nothing in it ("no aplica", "s/d", "-"). */
bool pd_grammar_is_missing(const char *folded);

#endif
