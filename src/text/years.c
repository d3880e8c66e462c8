#include "text/years.h"

#include <string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* 1 marked, 0 empty column, -1 no mark at all. */
static int mark_of(const char *word, size_t length)
{
    if (length != 1)
        return -1;
    if (*word == 'X' || *word == 'x' || *word == '1')
        return 1;
    return *word == '_' || *word == '-' || *word == '0' ? 0 : -1;
}

/* Next word of the marks; NULL at the end. */
static const char *next_word(const char *at, size_t *length)
{
    while (is_blank(*at))
        at++;
    *length = strcspn(at, " \t\r\n");
    return *length > 0 ? at : NULL;
}

int32_t pd_marks_count(const char *marks)
{
    int32_t n = 0;
    size_t length = 0;
    for (const char *at = next_word(marks, &length); at != NULL; at = next_word(at + length, &length), n++)
        if (mark_of(at, length) < 0)
            return PD_MARKS_UNREADABLE;
    return n;
}

bool pd_marks_at(const char *marks, int32_t index)
{
    size_t length = 0;
    const char *at = next_word(marks, &length);
    for (int32_t i = 0; i < index && at != NULL; i++)
        at = next_word(at + length, &length);
    return at != NULL && mark_of(at, length) == 1;
}

bool pd_marks_fit(const char *marks, int32_t n_years)
{
    return n_years > 0 && pd_marks_count(marks) == n_years;
}

void pd_years_write(const char *marks, const int32_t *years, int32_t n_years, pd_buffer *out)
{
    if (!pd_marks_fit(marks, n_years))
        return;
    bool is_first = true;
    for (int32_t i = 0; i < n_years; i++)
        if (pd_marks_at(marks, i)) {
            pd_buffer_format(out, is_first ? "%d" : " %d", (int)years[i]);
            is_first = false;
        }
}
