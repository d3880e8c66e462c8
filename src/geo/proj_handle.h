/* The PROJ context of a pdot context: made at first use, kept in its slot, ended with it. Network access is
 * off and PROJ prints nothing; its last message is kept for the one function that translates its failures.
 * For the geo layer only. */
#ifndef PD_GEO_PROJ_HANDLE_H
#define PD_GEO_PROJ_HANDLE_H

#include <proj.h>

#include "geo/crs.h"

/* An operation between two systems in an area, kept for the next source that needs it. */
typedef struct pd_operation {
    struct pd_operation *next;
    char *from, *to; /* WKT */
    pd_box area;     /* whole degrees; all 0 if unknown */
    PJ *pj;
    char *name;
    double accuracy_m;
} pd_operation;

typedef struct pd_proj {
    PJ_CONTEXT *context;
    pd_operation *operations;
    char message[256]; /* last message PROJ logged since it was cleared */
} pd_proj;

/* The handle of ctx; NULL (and the error recorded) if it cannot be made. */
pd_proj *pd_proj_get(pdot_ctx *ctx);

void pd_operation_free(pd_operation *operation);

struct pd_crs {
    PJ *pj;         /* horizontal, two-dimensional */
    PJ *normalized; /* the same with axes x east, y north */
    PJ_CONTEXT *context;
    char *name, *wkt;
    int epsg;
    bool is_geographic, is_projected, is_metric;
};

#endif
