#include "support.h"

#include <stdatomic.h>

#include "base/memory.h"
#include "base/parallel.h"

#define TASKS 1000

static pdot_status square(const pd_task *task, void *user)
{
    double *slots = user;
    slots[task->index] = (double)task->index * (double)task->index;
    return PDOT_OK;
}

static void every_task_runs_once_for_any_number_of_threads(void **state)
{
    (void)state;
    static const int JOBS[] = {0, 1, 2, 7, 64};
    pdot_ctx *ctx = pdot_ctx_new();
    for (size_t k = 0; k < sizeof JOBS / sizeof *JOBS; k++) {
        double slots[TASKS] = {0};
        assert_ok(ctx, pd_parallel(ctx, JOBS[k], TASKS, square, slots, "square"));
        for (size_t i = 0; i < TASKS; i++)
            assert_true(slots[i] == (double)(i * i));
    }
    assert_ok(ctx, pd_parallel(ctx, 4, 0, square, NULL, NULL));
    assert_true(pd_cores() >= 1);
    pdot_ctx_free(ctx);
}

static pdot_status fail_from_ten(const pd_task *task, void *user)
{
    (void)user;
    return task->index >= 10 ? pd_fail(task->ctx, PDOT_GEOMETRY, "task %zu failed", task->index) : PDOT_OK;
}

static void the_failure_of_the_lowest_task_is_reported(void **state)
{
    (void)state;
    for (int jobs = 1; jobs <= 8; jobs++) {
        pdot_ctx *ctx = pdot_ctx_new();
        assert_int_equal(pd_parallel(ctx, jobs, TASKS, fail_from_ten, NULL, NULL), PDOT_GEOMETRY);
        assert_string_equal(pdot_ctx_error(ctx)->message, "task 10 failed");
        pdot_ctx_free(ctx);
    }
}

static pdot_status cancel_at_five(const pd_task *task, void *user)
{
    atomic_int *count = user;
    atomic_fetch_add(count, 1);
    if (task->index == 5)
        pdot_ctx_cancel(task->ctx);
    return PDOT_OK;
}

static void cancel_stops_the_loop(void **state)
{
    (void)state;
    for (int jobs = 1; jobs <= 4; jobs++) {
        pdot_ctx *ctx = pdot_ctx_new();
        atomic_int count = 0;
        assert_int_equal(pd_parallel(ctx, jobs, TASKS, cancel_at_five, &count, "work"), PDOT_CANCELLED);
        assert_true(count < TASKS);
        pdot_ctx_free(ctx);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once_for_any_number_of_threads),
        cmocka_unit_test(the_failure_of_the_lowest_task_is_reported),
        cmocka_unit_test(cancel_stops_the_loop),
    };
    return cmocka_run_group_tests_name("base/parallel", tests, NULL, NULL);
}
