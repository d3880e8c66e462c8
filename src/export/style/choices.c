/* Value lists of the delivery. */
#include "export/style/choices.h"

#include <string.h>

static bool has_value(const pd_choice *choices, int32_t n, const char *value)
{
    for (int32_t i = 0; i < n; i++)
        if (strcmp(choices[i].value, value) == 0)
            return true;
    return false;
}

static void add_class(pd_choice *choices, int32_t *n, const char *label)
{
    if (!has_value(choices, *n, label))
        choices[(*n)++] = (pd_choice){label, label};
}

/* The labels of all hazards, each once, in the order of the plan, then ground that has none. */
static pdot_status load_classes(pdot_ctx *ctx, pd_arena *arena, const pdot_plan *plan, const pd_choice **out,
                                int32_t *n)
{
    size_t most = 2;
    for (int32_t i = 0; i < plan->n_hazards; i++)
        most += (size_t)plan->hazards[i].n_classes;
    pd_choice *choices = pd_arena_alloc(ctx, arena, most * sizeof *choices);
    if (choices == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < plan->n_hazards; i++)
        for (int32_t j = 0; !plan->hazards[i].is_land && j < plan->hazards[i].n_classes; j++)
            add_class(choices, n, plan->hazards[i].classes[j].label);
    add_class(choices, n, "libre");
    add_class(choices, n, "sin dato");
    *out = choices;
    return PDOT_OK;
}

pdot_status pd_choices_load(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery, const char *domain,
                            const pd_choice **out, int32_t *n)
{
    *out = NULL;
    *n = 0;
    if (domain != NULL && strcmp(domain, "clase") == 0)
        return load_classes(ctx, arena, delivery->plan, out, n);
    const pd_domain *list = domain != NULL ? pd_domain_find(domain) : NULL;
    if (list == NULL)
        return PDOT_OK;
    pd_choice *choices = pd_arena_alloc(ctx, arena, (size_t)list->n_values * sizeof *choices);
    if (choices == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < list->n_values; i++)
        choices[i] = (pd_choice){list->values[i].code,
                                 pd_title(delivery, list->values[i].title_es, list->values[i].title_en)};
    *n = list->n_values;
    *out = choices;
    return PDOT_OK;
}
