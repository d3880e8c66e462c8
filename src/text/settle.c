/* What mentions do to each other once all are read: a group narrowed by the names that follow it ("parroquias
 * rurales de A y B"), exceptions, alternatives. */
#include "text/read.h"

/* The union of the mentions that qualify one group. */
static pdot_status qualifier_union(pdot_ctx *ctx, pd_arena *arena, const pd_read *read, int32_t group,
                                   pd_set *out)
{
    *out = (pd_set){0};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++)
        if (read->mentions[i].qualifies == group)
            status = pd_set_union(ctx, arena, *out, read->mentions[i].set, out);
    return status;
}

/* "zona urbana de <the canton>": the names say no more than the group; they become part of its span. */
static void absorb_qualifiers(pd_read *read, int32_t group)
{
    for (size_t i = 0; i < read->n_mentions; i++)
        if (read->mentions[i].qualifies == group) {
            read->mentions[i].is_absorbed = true;
            if (read->mentions[i].last > read->mentions[group].last)
                read->mentions[group].last = read->mentions[i].last;
        }
}

/* "centros consolidados de A y B": the names stay, each with the group's grade if that is the worse one. A
 * quantifier before names that are then listed says nothing more. */
static pdot_status absorb_group(pdot_ctx *ctx, pd_arena *arena, pd_read *read, int32_t group, bool meets)
{
    pd_reading *whole = &read->mentions[group];
    pd_grade grade = whole->is_some ? PD_GRADE_EXACT : whole->grade;
    if (!meets)
        grade = whole->is_urban ? PD_GRADE_SETTLEMENT : PD_GRADE_APPROXIMATE;
    bool is_first = true;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++) {
        pd_reading *part = &read->mentions[i];
        if (part->qualifies != group)
            continue;
        if (is_first)
            part->first = whole->first;
        is_first = false;
        if (meets)
            status = pd_set_common(ctx, arena, part->set, whole->set, &part->set);
        if (part->set.n > 0)
            part->grade = pd_grade_worst(part->grade, grade);
        part->is_all = false;
    }
    whole->is_absorbed = true;
    return status;
}

static pdot_status settle_group(pdot_ctx *ctx, pd_arena *arena, pd_read *read, int32_t group)
{
    pd_reading *whole = &read->mentions[group];
    pd_set names = {0}, common = {0};
    pdot_status status = qualifier_union(ctx, arena, read, group, &names);
    if (status != PDOT_OK || names.n == 0)
        return status;
    status = pd_set_common(ctx, arena, names, whole->set, &common);
    if (status != PDOT_OK)
        return status;
    if (common.n == whole->set.n && whole->set.n > 0) {
        absorb_qualifiers(read, group);
        return PDOT_OK;
    }
    return absorb_group(ctx, arena, read, group, common.n > 0);
}

/* Takes the exceptions away from everything that stands before them. */
static pdot_status settle_exception(pdot_ctx *ctx, pd_arena *arena, pd_read *read, size_t exception)
{
    pd_reading *except = &read->mentions[exception];
    const pd_set taken = except->set;
    const pd_grade grade = except->grade;
    bool has_base = false;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < exception && status == PDOT_OK; i++) {
        pd_reading *base = &read->mentions[i];
        if (base->is_exception || base->is_absorbed || base->set.n == 0)
            continue;
        has_base = true;
        if (pd_grade_is_certain(grade)) {
            status = pd_set_without(ctx, arena, base->set, taken, &base->set);
            base->grade = pd_grade_worst(base->grade, grade == PD_GRADE_CORRECTED ? grade : PD_GRADE_EXACT);
        } else {
            base->grade = pd_grade_worst(base->grade, PD_GRADE_VAGUE); /* open which are taken away */
        }
        base->is_all = false;
    }
    except->rule = "except";
    if (!has_base)
        except->grade = PD_GRADE_UNRESOLVED;
    except->set = has_base ? except->set : (pd_set){0};
    return status;
}

pdot_status pd_settle(pdot_ctx *ctx, pd_arena *arena, pd_read *read)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++)
        status = settle_group(ctx, arena, read, (int32_t)i);
    for (size_t i = 0; i < read->n_mentions && status == PDOT_OK; i++)
        if (read->mentions[i].is_exception)
            status = settle_exception(ctx, arena, read, i);
    for (size_t i = 1; i < read->n_mentions && status == PDOT_OK; i++) {
        const uint32_t relation = read->mentions[i].relation;
        if ((relation & PD_REL_OR) == 0 || (relation & (PD_REL_AND | PD_REL_OTHER)) != 0)
            continue;
        read->mentions[i].grade = pd_grade_worst(read->mentions[i].grade, PD_GRADE_AMBIGUOUS);
        read->mentions[i - 1].grade = pd_grade_worst(read->mentions[i - 1].grade, PD_GRADE_AMBIGUOUS);
    }
    return status;
}
