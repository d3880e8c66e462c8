/* What every C test includes first: cmocka with its prerequisites in order, and comparisons cmocka 1.1.5
 * lacks. */
#ifndef PD_TEST_SUPPORT_H
#define PD_TEST_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "pdot/context.h"

/* |actual - expected| <= absolute + relative * |expected|; NaN never passes. */
#define assert_close(actual, expected, absolute, relative)                                                   \
    assert_close_at((actual), (expected), (absolute), (relative), #actual, __FILE__, __LINE__)

static inline void assert_close_at(double actual, double expected, double absolute, double relative,
                                   const char *what, const char *file, int line)
{
    if (fabs(actual - expected) <= absolute + relative * fabs(expected))
        return;
    print_error("%s = %.17g, expected %.17g\n", what, actual, expected);
    _fail(file, line);
}

/* The call succeeds, or the test fails with the context's message. */
#define assert_ok(ctx, call)                                                                                 \
    do {                                                                                                     \
        const pdot_status status_ = (call);                                                                  \
        if (status_ != PDOT_OK) {                                                                            \
            print_error("%s: %s: %s\n", #call, pdot_status_name(status_), pdot_ctx_error(ctx)->message);     \
            _fail(__FILE__, __LINE__);                                                                       \
        }                                                                                                    \
    } while (0)

/* The call fails with this status and its message contains the words. */
#define assert_fails(ctx, call, wanted, words)                                                               \
    do {                                                                                                     \
        const pdot_status status_ = (call);                                                                  \
        assert_int_equal(status_, (wanted));                                                                 \
        if (strstr(pdot_ctx_error(ctx)->message, (words)) == NULL) {                                         \
            print_error("message is: %s\n", pdot_ctx_error(ctx)->message);                                   \
            _fail(__FILE__, __LINE__);                                                                       \
        }                                                                                                    \
    } while (0)

#endif
