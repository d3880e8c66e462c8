/* SQL on a closed GeoPackage, with sticky failure: one connection, one transaction. */
#ifndef PD_EXPORT_GPKG_PATCH_H
#define PD_EXPORT_GPKG_PATCH_H

#include "base/context.h"

typedef struct pd_patch {
    pdot_ctx *ctx;
    const char *path;
    void *db;
    pdot_status status; /* first failure */
} pd_patch;

PDOT_MUST_CHECK pdot_status pd_patch_open(pdot_ctx *ctx, const char *path, pd_patch *patch);
/* One or several statements without parameters. */
void pd_patch_run(pd_patch *patch, const char *statements);
/* One statement with n texts bound to ?1 .. ?n; NULL binds null. */
void pd_patch_put(pd_patch *patch, const char *statement, int n, const char *const *texts);
/* Commits if nothing failed, and closes. */
PDOT_MUST_CHECK pdot_status pd_patch_close(pd_patch *patch);

#endif
