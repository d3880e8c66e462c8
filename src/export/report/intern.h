/* Each text once: texts become numbers, for pages in which the same names and codes stand in thousands of
 * cells. Zero-initialised is empty. */
#ifndef PD_EXPORT_REPORT_INTERN_H
#define PD_EXPORT_REPORT_INTERN_H

#include "base/memory.h"

typedef struct pd_intern {
    pd_arena arena;
    const char **texts; /* by number */
    size_t n, capacity;
    uint32_t *slots; /* numbers + 1; 0 is free */
    size_t n_slots;
} pd_intern;

void pd_intern_release(pd_intern *intern);
/* The text's number: the same for equal texts, counted from 0 in the order they came. */
PDOT_MUST_CHECK pdot_status pd_intern_add(pdot_ctx *ctx, pd_intern *intern, const char *text, size_t *number);

#endif
