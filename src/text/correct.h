/* Typing errors: the name nearest to words that are no name. */
#ifndef PD_TEXT_CORRECT_H
#define PD_TEXT_CORRECT_H

#include "text/gazetteer.h"

#define PD_CORRECT_RIVALS 8 /* equally near names that are listed; more would help no reader */

typedef struct pd_correction {
    const pd_name
        *names[PD_CORRECT_RIVALS]; /* all at the least distance, meaning different things if several */
    uint32_t n_names;              /* 0: nothing near enough */
    uint32_t n_words;
    unsigned distance;
} pd_correction;

/* The nearest name that starts at tokens[0] and has more than `longer_than` words. Only words that are in no
 * name and no grammar may differ; a name allows one edit from 5 letters and two from 8, a word of it one from
 * 4 and two from 7; two edits keep the first letter. Fewer edits win, then more words. */
pd_correction pd_gazetteer_correct(const pd_gazetteer *gazetteer, const char *folded, const pd_token *tokens,
                                   size_t count, uint32_t longer_than);

#endif
