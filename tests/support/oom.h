/* Out of memory: runs a call with the n-th allocation failing, n = 1, 2, …, until it succeeds. `call` gives a
 * status; `check` runs after each failure (outputs must be NULL). The loop ends because the staged failures
 * run out. */
#ifndef PD_TEST_OOM_H
#define PD_TEST_OOM_H

#include "base/memory.h"
#include "support.h"

#define OOM_MOST 100000

#define assert_survives_oom(ctx, call, check)                                                                \
    do {                                                                                                     \
        int nth_ = 1;                                                                                        \
        for (; nth_ < OOM_MOST; nth_++) {                                                                    \
            pd_clear_error(ctx);                                                                             \
            pd_fail_allocation((ctx), (uint64_t)nth_);                                                       \
            const pdot_status oom_ = (call);                                                                 \
            pd_fail_allocation((ctx), 0);                                                                    \
            if (oom_ == PDOT_OK)                                                                             \
                break;                                                                                       \
            assert_int_equal(oom_, PDOT_NOMEM);                                                              \
            check;                                                                                           \
        }                                                                                                    \
        assert_true(nth_ > 1 && nth_ < OOM_MOST);                                                            \
        pd_clear_error(ctx);                                                                                 \
    } while (0)

#endif
