/* Which territories a gazetteer row means: codes, kinds, alternatives ("110104/110150": the first the plan
 * has). */
#include "text/gazetteer_build.h"

#include <stdlib.h>
#include <string.h>

static int compare_units(const void *a, const void *b)
{
    const int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

bool pd_set_equal(pd_set a, pd_set b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.units, b.units, (size_t)a.n * sizeof *a.units) == 0);
}

typedef struct set_builder {
    int32_t *units;
    size_t count, capacity;
} set_builder;

static pdot_status add_set(pdot_ctx *ctx, set_builder *out, pd_set set)
{
    if (!pd_grow(ctx, (void **)&out->units, &out->capacity, out->count + (size_t)set.n, sizeof *out->units))
        return PDOT_NOMEM;
    for (int32_t i = 0; i < set.n; i++)
        out->units[out->count++] = set.units[i];
    return PDOT_OK;
}

static pdot_status end_set(pdot_ctx *ctx, pd_gazetteer *gazetteer, set_builder *from, pd_set *out)
{
    *out = (pd_set){0};
    if (from->count == 0)
        return PDOT_OK;
    qsort(from->units, from->count, sizeof *from->units, compare_units);
    int32_t *units = pd_arena_alloc(ctx, &gazetteer->arena, from->count * sizeof *units);
    if (units == NULL)
        return PDOT_NOMEM;
    int32_t n = 0;
    for (size_t i = 0; i < from->count; i++)
        if (n == 0 || units[n - 1] != from->units[i])
            units[n++] = from->units[i];
    *out = (pd_set){units, n};
    return PDOT_OK;
}

static pdot_status add_kind(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *kind, set_builder *out)
{
    for (int32_t unit = 0; unit < gazetteer->n_units; unit++) {
        const pd_territory *territory = &gazetteer->plan->territories[gazetteer->unit_territory[unit]];
        if (strcmp(territory->kind, kind) != 0)
            continue;
        const pdot_status status = add_set(ctx, out, (pd_set){&unit, 1});
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

/* One alternative of a word of `codes`: a code, or a kind where kinds are allowed. */
static pdot_status add_alternative(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *word,
                                   bool with_kinds, set_builder *out)
{
    const int32_t territory = pdot_plan_find_territory(gazetteer->plan, word);
    if (territory != PD_NONE)
        return add_set(ctx, out, gazetteer->territory_set[territory]);
    if (!with_kinds)
        return PDOT_OK;
    char *kind = NULL;
    pdot_status status = pd_fold_text(ctx, word, &kind);
    if (status == PDOT_OK)
        status = add_kind(ctx, gazetteer, kind, out);
    pd_free(kind);
    return status;
}

/* One word of `codes`. *fell_back: not its first alternative. */
static pdot_status add_word(pdot_ctx *ctx, const pd_gazetteer *gazetteer, char *word, bool with_kinds,
                            set_builder *out, bool *fell_back)
{
    const size_t before = out->count;
    bool is_first = true;
    for (char *rest = word; rest != NULL && out->count == before; is_first = false) {
        char *one = rest;
        rest = strchr(one, '/');
        if (rest != NULL)
            *rest++ = '\0';
        const pdot_status status = add_alternative(ctx, gazetteer, one, with_kinds, out);
        if (status != PDOT_OK)
            return status;
        if (out->count > before && !is_first)
            *fell_back = true;
    }
    return PDOT_OK;
}

pdot_status pd_gazetteer_codes(pdot_ctx *ctx, pd_gazetteer *gazetteer, const char *codes, bool with_kinds,
                               pd_set *out, bool *fell_back)
{
    set_builder builder = {0};
    *out = (pd_set){0};
    *fell_back = false;
    char *copy = pd_strdup(ctx, codes);
    pdot_status status = copy != NULL ? PDOT_OK : PDOT_NOMEM;
    char *save = NULL;
    for (char *word = copy != NULL ? strtok_r(copy, " \t|,;", &save) : NULL;
         word != NULL && status == PDOT_OK; word = strtok_r(NULL, " \t|,;", &save))
        status = add_word(ctx, gazetteer, word, with_kinds, &builder, fell_back);
    if (status == PDOT_OK)
        status = end_set(ctx, gazetteer, &builder, out);
    pd_free(builder.units);
    pd_free(copy);
    return status;
}

pdot_status pd_gazetteer_rest(pdot_ctx *ctx, pd_gazetteer *gazetteer, pd_set *out)
{
    set_builder builder = {0};
    pdot_status status = PDOT_OK;
    for (int32_t unit = 0; unit < gazetteer->n_units && status == PDOT_OK; unit++)
        if (gazetteer->plan->territories[gazetteer->unit_territory[unit]].is_rest)
            status = add_set(ctx, &builder, (pd_set){&unit, 1});
    if (status == PDOT_OK)
        status = end_set(ctx, gazetteer, &builder, out);
    pd_free(builder.units);
    return status;
}

static int compare_codes(const void *a, const void *b, void *plan)
{
    const pd_territory *territories = ((const pdot_plan *)plan)->territories;
    return strcmp(territories[*(const int32_t *)a].code, territories[*(const int32_t *)b].code);
}

/* Finest descendants of one territory. */
static pdot_status set_of_territory(pdot_ctx *ctx, pd_gazetteer *gazetteer, int32_t territory)
{
    set_builder builder = {0};
    pdot_status status = PDOT_OK;
    for (int32_t unit = 0; unit < gazetteer->n_units && status == PDOT_OK; unit++)
        if (pdot_plan_is_within(gazetteer->plan, gazetteer->unit_territory[unit], territory))
            status = add_set(ctx, &builder, (pd_set){&unit, 1});
    if (status == PDOT_OK)
        status = end_set(ctx, gazetteer, &builder, &gazetteer->territory_set[territory]);
    pd_free(builder.units);
    return status;
}

static void learn_kind(pd_gazetteer *gazetteer, const char *kind)
{
    for (int32_t i = 0; i < gazetteer->n_kinds; i++)
        if (strcmp(gazetteer->kinds[i], kind) == 0)
            return;
    gazetteer->kinds[gazetteer->n_kinds++] = kind;
}

pdot_status pd_gazetteer_units(pdot_ctx *ctx, pd_gazetteer *gazetteer)
{
    const pdot_plan *plan = gazetteer->plan;
    const size_t n = (size_t)plan->n_territories;
    gazetteer->unit_territory = pd_arena_alloc(ctx, &gazetteer->arena, (n + 1) * sizeof(int32_t));
    gazetteer->territory_set = pd_arena_alloc(ctx, &gazetteer->arena, (n + 1) * sizeof(pd_set));
    gazetteer->kinds = pd_arena_alloc(ctx, &gazetteer->arena, (n + 1) * sizeof(char *));
    int32_t *self = pd_arena_alloc(ctx, &gazetteer->arena, (n + 1) * sizeof(int32_t));
    if (gazetteer->unit_territory == NULL || gazetteer->territory_set == NULL || gazetteer->kinds == NULL ||
        self == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < plan->n_territories; i++)
        learn_kind(gazetteer, plan->territories[i].kind);
    for (int32_t i = 0; i < plan->n_territories; i++)
        if (plan->territories[i].is_finest)
            gazetteer->unit_territory[gazetteer->n_units++] = i;
    qsort_r(gazetteer->unit_territory, (size_t)gazetteer->n_units, sizeof(int32_t), compare_codes,
            (void *)(uintptr_t)plan);
    for (int32_t unit = 0; unit < gazetteer->n_units; unit++) {
        self[unit] = unit;
        gazetteer->territory_set[gazetteer->unit_territory[unit]] = (pd_set){&self[unit], 1};
    }
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        if (!plan->territories[i].is_finest)
            status = set_of_territory(ctx, gazetteer, i);
    return status;
}
