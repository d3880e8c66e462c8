/* Numbers to and from text. The C library's conversions are exact but follow the process's locale; here they
 * run under "C", which glibc keeps as a static object (newlocale gives it without allocating). */
#include "base/number.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DECIMALS 15
#define GUARD_DIGITS                                                                                         \
    25 /* beyond the wanted decimals: a double that is no exact tie differs from one within these */
#define FIXED_BOUND    1e15
#define PARSE_LONGEST  400u /* bytes of a number; 1e308 written out has 309 digits */
#define SHORTEST_FIRST 15
#define SHORTEST_LAST  17

static locale_t c_locale(void)
{
    return newlocale(LC_ALL_MASK, "C", (locale_t)0);
}

static int print_double(char *out, size_t size, const char *format, int precision, double value)
{
    const locale_t before = uselocale(c_locale());
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    const int length = snprintf(out, size, format, precision, value);
#pragma GCC diagnostic pop
    uselocale(before);
    return length;
}

char *pd_number_format(double value, char out[PD_NUMBER_SIZE])
{
    if (isnan(value))
        return memcpy(out, "nan", sizeof "nan");
    for (int digits = SHORTEST_FIRST; digits <= SHORTEST_LAST; digits++) {
        print_double(out, PD_NUMBER_SIZE, "%.*g", digits, value);
        if (strtod_l(out, NULL, c_locale()) == value)
            break;
    }
    return out;
}

/* Adds one to the decimal digits of text[0 .. length), skipping the point. A carry out of the front makes a
 * new first digit. */
static size_t increment(char *text, size_t length)
{
    for (size_t i = length; i-- > 0;) {
        if (text[i] == '.')
            continue;
        if (text[i] != '9') {
            text[i]++;
            return length;
        }
        text[i] = '0';
    }
    memmove(text + 1, text, length);
    text[0] = '1';
    return length + 1;
}

char *pd_number_fixed(double value, int decimals, char out[PD_NUMBER_SIZE])
{
    char exact[128];
    if (!(fabs(value) < FIXED_BOUND))
        return pd_number_format(value, out);
    decimals = decimals < 0 ? 0 : decimals > MAX_DECIMALS ? MAX_DECIMALS : decimals;
    const int printed = print_double(exact, sizeof exact, "%.*f", decimals + GUARD_DIGITS, fabs(value));
    size_t keep = (size_t)(printed - GUARD_DIGITS);
    const bool is_up = exact[keep] >= '5';
    if (decimals == 0)
        keep--; /* the point */
    if (is_up)
        keep = increment(exact, keep);
    exact[keep] = '\0';
    const bool is_zero = strspn(exact, "0.") == keep;
    snprintf(out, PD_NUMBER_SIZE, "%s%s", value < 0 && !is_zero ? "-" : "", exact);
    return out;
}

double pd_number_round(double value, int decimals)
{
    char text[PD_NUMBER_SIZE];
    return strtod_l(pd_number_fixed(value, decimals, text), NULL, c_locale());
}

static size_t skip_digits(const char *text, size_t i)
{
    while (isdigit((unsigned char)text[i]))
        i++;
    return i;
}

/* The text is [+-]digits[.digits][e[+-]digits] with a digit before or after the point. */
static bool is_plain_number(const char *text)
{
    size_t i = text[0] == '+' || text[0] == '-';
    const size_t whole = i;
    i = skip_digits(text, i);
    size_t digits = i - whole;
    if (text[i] == '.') {
        const size_t fraction = i + 1;
        i = skip_digits(text, fraction);
        digits += i - fraction;
    }
    if (digits == 0)
        return false;
    if (text[i] == 'e' || text[i] == 'E') {
        const size_t exponent = i + 1 + (text[i + 1] == '+' || text[i + 1] == '-');
        i = skip_digits(text, exponent);
        if (i == exponent)
            return false;
    }
    return text[i] == '\0';
}

/* Copies the text without the blanks around it; false if nothing is left or it is too long. */
static bool trim(const char *text, size_t length, char out[PARSE_LONGEST + 1])
{
    while (length > 0 && isspace((unsigned char)text[0])) {
        text++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    if (length == 0 || length > PARSE_LONGEST || memchr(text, '\0', length) != NULL)
        return false;
    memcpy(out, text, length);
    out[length] = '\0';
    return true;
}

bool pd_number_parse(const char *text, size_t length, double *out)
{
    char plain[PARSE_LONGEST + 1];
    if (!trim(text, length, plain) || !is_plain_number(plain))
        return false;
    const double value = strtod_l(plain, NULL, c_locale());
    if (!isfinite(value))
        return false;
    *out = value;
    return true;
}

bool pd_integer_parse(const char *text, size_t length, int64_t *out)
{
    char plain[PARSE_LONGEST + 1];
    if (!trim(text, length, plain))
        return false;
    const bool is_negative = plain[0] == '-';
    size_t i = plain[0] == '+' || plain[0] == '-';
    if (plain[i] == '\0')
        return false;
    int64_t value = 0;
    for (; plain[i] != '\0'; i++) {
        const int digit = plain[i] - '0';
        if (!isdigit((unsigned char)plain[i]) || __builtin_mul_overflow(value, (int64_t)10, &value) ||
            __builtin_sub_overflow(value, (int64_t)digit, &value)) /* downwards: INT64_MIN fits too */
            return false;
    }
    if (!is_negative && value == INT64_MIN)
        return false;
    *out = is_negative ? value : -value;
    return true;
}

void pd_sum_add(pd_sum *sum, double term)
{
    const double total = sum->sum + term;
    sum->carry += fabs(sum->sum) >= fabs(term) ? (sum->sum - total) + term : (term - total) + sum->sum;
    sum->sum = total;
}

double pd_sum_total(const pd_sum *sum)
{
    return sum->sum + sum->carry;
}

static int days_of_month(int64_t year, int64_t month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && is_leap);
}

/* Years that begin in March end with the leap day; months from March on are 153 days in five. */
int64_t pd_date_day(const char *text, size_t length)
{
    int64_t year = 0, month = 0, day = 0;
    if (length != 10 || text[4] != '-' || text[7] != '-' || !pd_integer_parse(text, 4, &year) ||
        !pd_integer_parse(text + 5, 2, &month) || !pd_integer_parse(text + 8, 2, &day) || year < 1 ||
        month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return 0;
    const int64_t shifted = month > 2 ? month - 3 : month + 9, from_march = month > 2 ? year : year - 1;
    return from_march * 365 + from_march / 4 - from_march / 100 + from_march / 400 + (153 * shifted + 2) / 5 +
           day;
}
