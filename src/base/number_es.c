/* Numbers as Ecuador's documents print them. The comma is the decimal sign; point and apostrophe group
 * thousands; a point that cannot be grouping is a decimal point (1488590.20). 66.338 is sixty-six thousand.
 */
#include <ctype.h>
#include <string.h>

#include "base/number.h"

#define LONGEST 64u

typedef struct shape {
    char plain[LONGEST + 1]; /* digits, and one point if there is a decimal sign */
    size_t length;
} shape;

static bool is_group_sign(char sign)
{
    return sign == '.' || sign == '\'';
}

/* The decimal sign of the digits and signs in text: its position, or n if there is none. */
static size_t find_decimal(const char *text, size_t n)
{
    const char *comma = memchr(text, ',', n);
    const char *point = memchr(text, '.', n);
    if (comma != NULL)
        return (size_t)(comma - text); /* more commas are refused by the grouping check */
    if (point == NULL || memchr(point + 1, '.', (size_t)(text + n - point - 1)) != NULL)
        return n;
    const size_t before = (size_t)(point - text), after = n - before - 1;
    const bool is_group =
        after == 3 && before >= 1 && (before <= 3 || memchr(text, '\'', n) != NULL) && text[0] != '0';
    return is_group ? n : before;
}

/* Copies the digits of the whole part; false unless every group after the first has three digits. */
static bool copy_whole(const char *text, size_t n, shape *out)
{
    size_t group = 0, groups = 0;
    for (size_t i = 0; i < n; i++) {
        if (is_group_sign(text[i])) {
            if (groups == 0 ? group < 1 || group > 3 : group != 3)
                return false;
            groups++;
            group = 0;
        } else {
            out->plain[out->length++] = text[i];
            group++;
        }
    }
    return groups == 0 ? group > 0 : group == 3;
}

static size_t clean(const char *text, size_t length, char out[LONGEST + 1], bool *is_negative)
{
    size_t n = 0;
    *is_negative = false;
    for (size_t i = 0; i < length; i++) {
        const char c = text[i];
        if (isdigit((unsigned char)c) || c == '.' || c == ',' || c == '\'') {
            if (n == LONGEST)
                return 0;
            out[n++] = c;
        } else if (c == '-' && n == 0 && !*is_negative) {
            *is_negative = true;
        } else {
            const bool is_blank = isspace((unsigned char)c), is_sign = n == 0 && (c == '$' || c == '\\');
            const bool is_inside = n > 0 && i + 1 < length && !isspace((unsigned char)text[i + 1]);
            if (!(is_blank || is_sign) || is_inside)
                return 0;
        }
    }
    return n;
}

bool pd_number_parse_es(const char *text, size_t length, double *out)
{
    char signs[LONGEST + 1] = "";
    bool is_negative = false;
    shape number = {.length = 0};
    const size_t n = clean(text, length, signs, &is_negative);
    if (n == 0)
        return false;
    const size_t decimal = find_decimal(signs, n);
    if (!copy_whole(signs, decimal, &number))
        return false;
    if (decimal < n) {
        if (decimal + 1 == n)
            return false;
        number.plain[number.length++] = '.';
        for (size_t i = decimal + 1; i < n; i++) {
            if (!isdigit((unsigned char)signs[i]))
                return false;
            number.plain[number.length++] = signs[i];
        }
    }
    double value = 0;
    if (!pd_number_parse(number.plain, number.length, &value))
        return false;
    *out = is_negative ? -value : value;
    return true;
}
