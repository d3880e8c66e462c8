/* Findings in an arena, with sticky failure. */
#include "base/finding.h"

#include <stdio.h>

static const char *const SEVERITIES[] = {"info", "review", "error"};

const char *pd_severity_name(pdot_severity severity)
{
    return SEVERITIES[severity];
}

void pd_findings_init(pdot_ctx *ctx, pd_findings *findings)
{
    *findings = (pd_findings){.ctx = ctx};
}

void pd_findings_release(pd_findings *findings)
{
    pd_arena_release(&findings->arena);
    pd_free(findings->items);
    findings->items = NULL;
    findings->count = findings->capacity = 0;
}

static const char *keep(pd_findings *findings, const char *text)
{
    const char *copy = pd_arena_strdup(findings->ctx, &findings->arena, text != NULL ? text : "");
    if (copy == NULL)
        findings->status = PDOT_NOMEM;
    return copy;
}

static char *format_message(pd_findings *findings, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int need = vsnprintf(NULL, 0, format, args);
    char *message = need < 0 ? NULL : pd_arena_alloc(findings->ctx, &findings->arena, (size_t)need + 1);
    if (message != NULL)
        vsnprintf(message, (size_t)need + 1, format, again);
    else
        findings->status = PDOT_NOMEM;
    va_end(again);
    return message;
}

void pd_finding_add(pd_findings *findings, pdot_severity severity, const char *rule, const char *subject,
                    const pd_place *place, const char *format, ...)
{
    if (findings->status != PDOT_OK)
        return;
    if (!pd_grow(findings->ctx, (void **)&findings->items, &findings->capacity, findings->count + 1,
                 sizeof *findings->items)) {
        findings->status = PDOT_NOMEM;
        return;
    }
    static const pd_place nowhere = {0};
    const pd_place *at = place != NULL ? place : &nowhere;
    va_list args;
    va_start(args, format);
    const char *message = format_message(findings, pd_translate(findings->ctx, format), args);
    va_end(args);
    const pdot_finding finding = {.severity = severity,
                                  .rule = keep(findings, rule),
                                  .subject = keep(findings, subject),
                                  .message = message,
                                  .expected = "",
                                  .found = "",
                                  .file = keep(findings, at->file),
                                  .layer = keep(findings, at->layer),
                                  .field = keep(findings, at->field),
                                  .row = at->row};
    if (findings->status == PDOT_OK)
        findings->items[findings->count++] = finding;
}

void pd_finding_values(pd_findings *findings, const char *expected, const char *found)
{
    if (findings->status != PDOT_OK)
        return;
    PD_ASSERT(findings->count > 0);
    pdot_finding *last = &findings->items[findings->count - 1];
    const char *expected_copy = keep(findings, expected), *found_copy = keep(findings, found);
    if (findings->status == PDOT_OK) {
        last->expected = expected_copy;
        last->found = found_copy;
    }
}
