/* How sure a reading is. The order is that of the product's table, so that a text's grade is the greatest of
 * its mentions'. */
#ifndef PD_TEXT_GRADE_H
#define PD_TEXT_GRADE_H

#include <stdbool.h>

typedef enum pd_grade {
    PD_GRADE_EXACT,
    PD_GRADE_CORRECTED,
    PD_GRADE_LIKELY,
    PD_GRADE_SETTLEMENT,
    PD_GRADE_APPROXIMATE,
    PD_GRADE_VAGUE,
    PD_GRADE_AMBIGUOUS,
    PD_GRADE_UNRESOLVED,
    PD_GRADE_MISSING
} pd_grade;

const char *pd_grade_name(pd_grade grade); /* "exact" … "missing" */
/* false if the word is no grade; out untouched. */
bool pd_grade_parse(const char *word, pd_grade *out);
bool pd_grade_is_certain(pd_grade grade);
bool pd_grade_word_is_certain(const char *word); /* false for a word that is no grade */
bool pd_grade_is_possible(pd_grade grade);
pd_grade pd_grade_worst(pd_grade a, pd_grade b);

#endif
