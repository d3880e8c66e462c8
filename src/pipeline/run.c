/* A run reads as the list of its stages. Each is asked in turn whether it has anything to do. */
#include <time.h>

#include "pipeline/engine.h"

static const struct {
    const char *name;
    pd_stage_fn run;
} STAGES[PDOT_STAGE_COUNT] = {
    [PDOT_STAGE_IMPORT] = {"import", pd_stage_import},       [PDOT_STAGE_LINK] = {"link", pd_stage_link},
    [PDOT_STAGE_COVERAGE] = {"coverage", pd_stage_coverage}, [PDOT_STAGE_AUDIT] = {"audit", pd_stage_audit},
    [PDOT_STAGE_EXPORT] = {"export", pd_stage_export},
};

/* Only the report's duration comes from the clock. */
static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static pdot_status run_stage(pdot_ctx *ctx, pdot_engine *engine, pdot_stage stage, bool force,
                             pdot_report *report)
{
    pd_outcome outcome = {.did_work = false};
    pd_buffer_init(ctx, &outcome.notes);
    const double start = now_s();
    pdot_status status = STAGES[stage].run(ctx, &engine->run, force, &outcome);
    if (status == PDOT_OK)
        status = pd_buffer_status(&outcome.notes);
    if (status == PDOT_OK && report != NULL)
        status = pd_report_add_stage(ctx, report, STAGES[stage].name, !outcome.did_work, now_s() - start,
                                     outcome.notes.data);
    pd_buffer_release(&outcome.notes);
    return status;
}

pdot_status pd_engine_bring(pdot_ctx *ctx, pdot_engine *engine, pdot_stage last)
{
    for (int stage = 0; stage <= (int)last; stage++) {
        const pdot_status status = run_stage(ctx, engine, (pdot_stage)stage, false, NULL);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

pdot_status pdot_engine_run(pdot_ctx *ctx, pdot_engine *engine, pdot_stage last, bool force,
                            pdot_report **out)
{
    pdot_report *report = NULL, *stages = NULL;
    *out = NULL;
    pd_clear_error(ctx);
    pdot_status status = pd_report_new(ctx, NULL, false, &stages);
    for (int stage = 0; stage <= (int)last && status == PDOT_OK; stage++)
        status = run_stage(ctx, engine, (pdot_stage)stage, force && stage == (int)last, stages);
    if (status == PDOT_OK)
        status = pd_report_new(ctx, &engine->run, last == PDOT_STAGE_EXPORT, &report);
    for (int i = 0; status == PDOT_OK && i < stages->n_stages; i++) {
        const pdot_stage_report *row = &stages->stages[i];
        status = pd_report_add_stage(ctx, report, row->name, row->is_fresh, row->seconds, row->notes);
    }
    if (status == PDOT_OK) {
        *out = report;
        report = NULL;
    }
    pdot_report_free(report);
    pdot_report_free(stages);
    return status;
}
