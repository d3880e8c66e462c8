/* The context slot of PROJ. */
#include "geo/proj_handle.h"

#include <stdio.h>

static void keep_message(void *user, int level, const char *message)
{
    pd_proj *proj = user;
    if (level == PJ_LOG_ERROR)
        (void)snprintf(proj->message, sizeof proj->message, "%s", message);
}

void pd_operation_free(pd_operation *operation)
{
    if (operation == NULL)
        return;
    proj_destroy(operation->pj);
    pd_free(operation->name);
    pd_free(operation->from);
    pd_free(operation->to);
    pd_free(operation);
}

static void destroy_proj(void *handle)
{
    pd_proj *proj = handle;
    while (proj->operations != NULL) {
        pd_operation *operation = proj->operations;
        proj->operations = operation->next;
        pd_operation_free(operation);
    }
    proj_context_destroy(proj->context);
    pd_free(proj);
}

pd_proj *pd_proj_get(pdot_ctx *ctx)
{
    pd_proj *proj = pd_slot_get(ctx, PD_SLOT_PROJ);
    if (proj != NULL)
        return proj;
    proj = pd_alloc(ctx, sizeof *proj);
    if (proj == NULL)
        return NULL;
    proj->context = proj_context_create();
    if (proj->context == NULL) {
        pd_free(proj);
        (void)pd_fail(ctx, PDOT_NOMEM, "PROJ cannot start: out of memory");
        return NULL;
    }
    proj_log_func(proj->context, proj, keep_message);
    proj_context_set_enable_network(proj->context, 0);
    pd_slot_set(ctx, PD_SLOT_PROJ, proj, destroy_proj);
    return proj;
}
