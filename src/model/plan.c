/* The snapshot's invariants and lookups. Nothing here reads or writes: whoever builds the plan fills its
 * arrays. */
#include "model/plan.h"

#include <math.h>
#include <string.h>

#include "base/limits.h"

void pdot_plan_free(pdot_plan *plan)
{
    if (plan == NULL)
        return;
    pd_arena_release(&plan->arena);
    pd_free(plan);
}

/* Order of the territories: by level, then code. */
static int compare_territory(const pd_territory *territory, int32_t level, const char *code)
{
    if (territory->level != level)
        return territory->level < level ? -1 : 1;
    return strcmp(territory->code, code);
}

static int32_t find_at_level(const pdot_plan *plan, int32_t level, const char *code)
{
    int32_t low = 0;
    int32_t high = plan->n_territories;
    while (low < high) {
        const int32_t middle = low + (high - low) / 2;
        const int order = compare_territory(&plan->territories[middle], level, code);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return PD_NONE;
}

int32_t pdot_plan_find_territory(const pdot_plan *plan, const char *code)
{
    for (int32_t level = 0; level < plan->n_levels; level++) {
        const int32_t index = find_at_level(plan, level, code);
        if (index != PD_NONE)
            return index;
    }
    return PD_NONE;
}

int32_t pdot_plan_find_hazard(const pdot_plan *plan, const char *id)
{
    for (int32_t i = 0; i < plan->n_hazards; i++)
        if (strcmp(plan->hazards[i].id, id) == 0)
            return i;
    return PD_NONE;
}

bool pdot_plan_is_within(const pdot_plan *plan, int32_t territory, int32_t ancestor)
{
    while (territory != PD_NONE && territory != ancestor)
        territory = plan->territories[territory].parent;
    return territory != PD_NONE;
}

int32_t pd_hazard_find_class(const pd_hazard *hazard, const char *folded)
{
    for (int32_t i = 0; i < hazard->n_values; i++)
        if (strcmp(hazard->values[i].folded, folded) == 0)
            return hazard->values[i].class_index;
    return PD_NONE;
}

static pdot_status check_territory(pdot_ctx *ctx, const pdot_plan *plan, int32_t index)
{
    const pd_territory *territory = &plan->territories[index];
    if (territory->code[0] == '\0')
        return pd_fail(ctx, PDOT_SCHEMA, "Territory \"%s\" has no code.", territory->name);
    if (territory->level < 0 || territory->level >= plan->n_levels)
        return pd_fail(ctx, PDOT_SCHEMA, "Territory %s is of no level of the plan.", territory->code);
    if (pdot_plan_find_territory(plan, territory->code) != index)
        return pd_fail(ctx, PDOT_SCHEMA, "Territory code %s is used twice.", territory->code);
    if (!isfinite(territory->area_m2) || territory->area_m2 < 0)
        return pd_fail(ctx, PDOT_SCHEMA, "Territory %s has no area.", territory->code);
    if (territory->parent == PD_NONE)
        return PDOT_OK;
    if (territory->parent < 0 || territory->parent >= plan->n_territories)
        return pd_fail(ctx, PDOT_SCHEMA, "The parent of territory %s does not exist.", territory->code);
    const pd_territory *parent = &plan->territories[territory->parent];
    if (parent->level >= territory->level)
        return pd_fail(ctx, PDOT_SCHEMA, "The parent of territory %s is not of a coarser level: %s.",
                       territory->code, parent->code);
    return PDOT_OK;
}

/* is_finest and is_rest, in a copy of the territories that the arena owns. */
static pdot_status fill_territories(pdot_ctx *ctx, pdot_plan *plan)
{
    const size_t size = (size_t)plan->n_territories * sizeof(pd_territory);
    if (size == 0)
        return PDOT_OK;
    pd_territory *territories = pd_arena_alloc(ctx, &plan->arena, size);
    if (territories == NULL)
        return PDOT_NOMEM;
    memcpy(territories, plan->territories, size);
    for (int32_t i = 0; i < plan->n_territories; i++) {
        territories[i].is_finest = true;
        territories[i].is_rest = strcmp(territories[i].kind, "resto") == 0;
    }
    for (int32_t i = 0; i < plan->n_territories; i++)
        if (territories[i].parent != PD_NONE)
            territories[territories[i].parent].is_finest = false;
    plan->territories = territories;
    return PDOT_OK;
}

static pdot_status check_territories(pdot_ctx *ctx, const pdot_plan *plan)
{
    if (plan->n_territories > (int32_t)PD_LIMIT_TERRITORIES)
        return pd_fail(ctx, PDOT_LIMIT, "The plan has %d territories; the limit is %u.",
                       (int)plan->n_territories, PD_LIMIT_TERRITORIES);
    for (int32_t i = 1; i < plan->n_territories; i++)
        PD_ASSERT(compare_territory(&plan->territories[i - 1], plan->territories[i].level,
                                    plan->territories[i].code) <= 0);
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        status = check_territory(ctx, plan, i);
    return status;
}

static bool is_class_order(const pd_class *before, const pd_class *after)
{
    return before->rank <= after->rank;
}

static pdot_status check_classes(pdot_ctx *ctx, const pd_hazard *hazard)
{
    if (hazard->n_classes > (int32_t)PD_LIMIT_CLASSES)
        return pd_fail(ctx, PDOT_LIMIT, "%s has %d classes; the limit is %u.", hazard->id,
                       (int)hazard->n_classes, PD_LIMIT_CLASSES);
    for (int32_t i = 0; i < hazard->n_classes; i++) {
        const pd_class *one = &hazard->classes[i];
        if (one->rank < PD_RANK_NONE || one->rank > 5)
            return pd_fail(ctx, PDOT_SCHEMA, "Class \"%s\" of %s has rank %d; ranks are 0 to 5.", one->label,
                           hazard->id, (int)one->rank);
        if (i > 0 && !is_class_order(one - 1, one))
            return pd_fail(ctx, PDOT_SCHEMA, "The classes of %s are not in the order of their ranks.",
                           hazard->id);
    }
    for (int32_t i = 0; i < hazard->n_values; i++) {
        const int32_t index = hazard->values[i].class_index;
        if (index < 0 || index >= hazard->n_classes)
            return pd_fail(ctx, PDOT_SCHEMA, "Value \"%s\" of %s belongs to no class.",
                           hazard->values[i].folded, hazard->id);
    }
    return PDOT_OK;
}

static pdot_status check_hazards(pdot_ctx *ctx, const pdot_plan *plan)
{
    if (plan->n_hazards > (int32_t)PD_LIMIT_HAZARDS)
        return pd_fail(ctx, PDOT_LIMIT, "The plan has %d hazards and land layers; the limit is %u.",
                       (int)plan->n_hazards, PD_LIMIT_HAZARDS);
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_hazards && status == PDOT_OK; i++) {
        if (pdot_plan_find_hazard(plan, plan->hazards[i].id) != i)
            status = pd_fail(ctx, PDOT_SCHEMA, "Hazard id %s is used twice.", plan->hazards[i].id);
        else
            status = check_classes(ctx, &plan->hazards[i]);
    }
    return status;
}

pdot_status pdot_plan_freeze(pdot_ctx *ctx, pdot_plan *plan)
{
    pdot_status status = check_territories(ctx, plan);
    if (status == PDOT_OK)
        status = check_hazards(ctx, plan);
    if (status == PDOT_OK)
        status = fill_territories(ctx, plan);
    return status;
}
