/* What a coded column may hold and how each value is shown in the delivery's language: the declared value
 * lists, and for the domain "clase" the classes of the plan's hazards. */
#ifndef PD_EXPORT_STYLE_CHOICES_H
#define PD_EXPORT_STYLE_CHOICES_H

#include "export/writer.h"

typedef struct pd_choice {
    const char *value, *label;
} pd_choice;

/* In display order, in the arena. n 0: the domain has no closed list. */
PDOT_MUST_CHECK pdot_status pd_choices_load(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery,
                                            const char *domain, const pd_choice **out, int32_t *n);

#endif
