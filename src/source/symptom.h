/* Findings of a check: one for each kind of fault, with how often it occurs and where. They live in an arena
 * of the list's owner. Adding never fails visibly: the first failure sticks. */
#ifndef PD_SOURCE_SYMPTOM_H
#define PD_SOURCE_SYMPTOM_H

#include "base/memory.h"
#include "pdot/check.h"

enum { PD_SYMPTOM_EXAMPLES = 8 };

typedef struct pd_symptoms {
    pdot_ctx *ctx;
    pd_arena *arena; /* borrowed: owns the strings */
    pdot_check_finding *items;
    size_t count, capacity;
    pdot_status status; /* first failure */
} pd_symptoms;

void pd_symptoms_init(pdot_ctx *ctx, pd_arena *arena, pd_symptoms *symptoms);
void pd_symptoms_release(pd_symptoms *symptoms); /* the list only: strings stay with the arena */

/* Adds one with a translated, formatted message. area_ha NAN if it has none. */
void pd_symptom_add(pd_symptoms *symptoms, pdot_severity severity, const char *code, uint64_t count,
                    double area_ha, const char *format, ...) PD_PRINTF(6, 7);
/* An example of the newest one; those beyond PD_SYMPTOM_EXAMPLES are dropped. */
void pd_symptom_example(pd_symptoms *symptoms, const char *format, ...) PD_PRINTF(2, 3);

/* Errors first, then in the order they were added. */
void pd_symptoms_sort(pd_symptoms *symptoms);

/* A formatted text in the arena; NULL (and the failure recorded) if memory ran out. */
char *pd_arena_format(pdot_ctx *ctx, pd_arena *arena, const char *format, ...) PD_PRINTF(3, 4);

#endif
