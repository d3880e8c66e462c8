/* Numbers to and from text, free of the locale: always a point, round trip. Nothing else in the house
 * converts doubles. */
#ifndef PD_BASE_NUMBER_H
#define PD_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PD_NUMBER_SIZE 40 /* room for any result below, NUL included */

/* The shortest text that reads back as the same double ("0.1", "1e+300", "nan", "inf", "-inf"). Returns out.
 */
char *pd_number_format(double value, char out[PD_NUMBER_SIZE]);

/* Fixed decimals (0 to 15), half away from zero on the exact decimal value of the double; no negative zero.
 * Above 1e15 as pd_number_format. This is the one rounding of every delivered figure. */
char *pd_number_fixed(double value, int decimals, char out[PD_NUMBER_SIZE]);

/* value rounded as pd_number_fixed prints it. */
double pd_number_round(double value, int decimals);

/* The whole text (length bytes, blanks around it allowed) as a number with decimal point. false: not a
 * number, out untouched. */
bool pd_number_parse(const char *text, size_t length, double *out);
bool pd_integer_parse(const char *text, size_t length, int64_t *out);

/* The day of a date AAAA-MM-DD, counted so that later dates are greater; 0 if the text is no date. */
int64_t pd_date_day(const char *text, size_t length);

/* A number as Ecuador's documents write it: 1.234,56 1'234.567,89 0,3 66.338 (= 66338) 1488590.20 $ in front.
 * false if it is none or if it could mean two things and the rules of DOMAIN part 8 do not decide. */
bool pd_number_parse_es(const char *text, size_t length, double *out);

/* Compensated sum (Neumaier): add terms in a fixed order, read total. Zero-initialised is 0. */
typedef struct pd_sum {
    double sum, carry;
} pd_sum;
void pd_sum_add(pd_sum *sum, double term);
double pd_sum_total(const pd_sum *sum);

#endif
