/* SQL on a closed GeoPackage, with sticky failure: one connection, one transaction. */
#ifndef PD_EXPORT_SQL_H
#define PD_EXPORT_SQL_H

#include "base/context.h"

typedef struct pd_sql {
    pdot_ctx *ctx;
    const char *path;
    void *db;
    pdot_status status; /* first failure */
} pd_sql;

PDOT_MUST_CHECK pdot_status pd_sql_open(pdot_ctx *ctx, const char *path, pd_sql *sql);
/* One or several statements without parameters. */
void pd_sql_run(pd_sql *sql, const char *statements);
/* One statement with n texts bound to ?1 .. ?n; NULL binds null. */
void pd_sql_put(pd_sql *sql, const char *statement, int n, const char *const *texts);
/* Commits if nothing failed, and closes. */
PDOT_MUST_CHECK pdot_status pd_sql_close(pd_sql *sql);

#endif
