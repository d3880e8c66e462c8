#include "text/grade.h"

#include <string.h>

static const char *const names[] = {"exact", "corrected", "likely",     "settlement", "approximate",
                                    "vague", "ambiguous", "unresolved", "missing"};

const char *pd_grade_name(pd_grade grade)
{
    return names[grade];
}

bool pd_grade_parse(const char *word, pd_grade *out)
{
    for (int i = PD_GRADE_EXACT; i <= PD_GRADE_MISSING; i++)
        if (strcmp(names[i], word) == 0) {
            *out = (pd_grade)i;
            return true;
        }
    return false;
}

bool pd_grade_is_certain(pd_grade grade)
{
    return grade <= PD_GRADE_SETTLEMENT;
}

bool pd_grade_word_is_certain(const char *word)
{
    pd_grade grade = PD_GRADE_MISSING;
    return pd_grade_parse(word, &grade) && pd_grade_is_certain(grade);
}

bool pd_grade_is_possible(pd_grade grade)
{
    return grade >= PD_GRADE_APPROXIMATE && grade <= PD_GRADE_AMBIGUOUS;
}

pd_grade pd_grade_worst(pd_grade a, pd_grade b)
{
    return a > b ? a : b;
}
