/* Findings of a check, with sticky failure. */
#include "source/symptom.h"

#include <stdio.h>

static char *format_text(pdot_ctx *ctx, pd_arena *arena, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    const int need = vsnprintf(NULL, 0, format, args);
    char *text = need < 0 ? NULL : pd_arena_alloc(ctx, arena, (size_t)need + 1);
    if (text != NULL)
        (void)vsnprintf(text, (size_t)need + 1, format, again);
    va_end(again);
    return text;
}

char *pd_arena_format(pdot_ctx *ctx, pd_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = format_text(ctx, arena, format, args);
    va_end(args);
    return text;
}

void pd_symptoms_init(pdot_ctx *ctx, pd_arena *arena, pd_symptoms *symptoms)
{
    *symptoms = (pd_symptoms){.ctx = ctx, .arena = arena};
}

void pd_symptoms_release(pd_symptoms *symptoms)
{
    pd_free(symptoms->items);
    symptoms->items = NULL;
    symptoms->count = symptoms->capacity = 0;
}

void pd_symptom_add(pd_symptoms *symptoms, pdot_severity severity, const char *code, uint64_t count,
                    double area_ha, const char *format, ...)
{
    if (symptoms->status != PDOT_OK)
        return;
    va_list args;
    va_start(args, format);
    const char *message =
        format_text(symptoms->ctx, symptoms->arena, pd_translate(symptoms->ctx, format), args);
    va_end(args);
    if (message == NULL || !pd_grow(symptoms->ctx, (void **)&symptoms->items, &symptoms->capacity,
                                    symptoms->count + 1, sizeof *symptoms->items)) {
        symptoms->status = PDOT_NOMEM;
        return;
    }
    symptoms->items[symptoms->count++] = (pdot_check_finding){
        .code = code, .severity = severity, .count = count, .area_ha = area_ha, .message = message};
}

void pd_symptom_example(pd_symptoms *symptoms, const char *format, ...)
{
    if (symptoms->status != PDOT_OK)
        return;
    PD_ASSERT(symptoms->count > 0);
    pdot_check_finding *last = &symptoms->items[symptoms->count - 1];
    if (last->n_examples == PD_SYMPTOM_EXAMPLES)
        return;
    if (last->examples == NULL)
        last->examples = pd_arena_alloc(symptoms->ctx, symptoms->arena, PD_SYMPTOM_EXAMPLES * sizeof(char *));
    va_list args;
    va_start(args, format);
    const char *text = last->examples == NULL ? NULL
                                              : format_text(symptoms->ctx, symptoms->arena,
                                                            pd_translate(symptoms->ctx, format), args);
    va_end(args);
    if (text == NULL)
        symptoms->status = PDOT_NOMEM;
    else
        ((const char **)(uintptr_t)last->examples)[last->n_examples++] = text;
}

void pd_symptoms_sort(pd_symptoms *symptoms)
{
    for (size_t i = 1; i < symptoms->count; i++) {
        const pdot_check_finding one = symptoms->items[i];
        size_t k = i;
        for (; k > 0 && symptoms->items[k - 1].severity < one.severity; k--)
            symptoms->items[k] = symptoms->items[k - 1];
        symptoms->items[k] = one;
    }
}
