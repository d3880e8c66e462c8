/* The lesser and the greater of two numbers without a call: fmin and fmax of the C library also settle NaN,
 * which never gets here. */
#ifndef PD_COVERAGE_LEAST_H
#define PD_COVERAGE_LEAST_H

static inline double pd_least(double a, double b)
{
    return a < b ? a : b;
}

static inline double pd_most(double a, double b)
{
    return a > b ? a : b;
}

#endif
