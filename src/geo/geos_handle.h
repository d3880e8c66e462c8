/* The GEOS handle of a pdot context: made at first use, kept in its slot, ended with it, with readers and
 * writers that are used again and again. GEOS prints nothing; its last message is kept. For the geo layer
 * only. */
#ifndef PD_GEO_GEOS_HANDLE_H
#define PD_GEO_GEOS_HANDLE_H

#include <geos_c.h>

#include "geo/geometry.h"

typedef struct pd_geos {
    GEOSContextHandle_t handle;
    GEOSWKBReader *reader;
    GEOSWKBReader *mender; /* closes rings, repeats points of rings that have too few */
    GEOSWKBWriter *writer;
    char message[256]; /* GEOS' last error since it was cleared */
} pd_geos;

/* The handle of ctx with its message cleared; NULL (and the error recorded) if it cannot be made. */
pd_geos *pd_geos_get(pdot_ctx *ctx);

/* The one translation of GEOS' failures. `doing` is an English literal: "buffer a geometry". */
pdot_status pd_geos_fail(pdot_ctx *ctx, const pd_geos *geos, pdot_status status, const char *doing);

/* With either reader; NULL and a message in geos, no error recorded: the bytes are no WKB GEOS reads, or have
 * coordinates beyond PD_LIMIT_COORDINATE. */
GEOSGeometry *pd_geos_parse(pd_geos *geos, GEOSWKBReader *reader, pd_bytes wkb);

/* NULL (and FORMAT recorded) if the bytes are no WKB GEOS reads. Ended by GEOSGeom_destroy_r. */
GEOSGeometry *pd_geos_read(pdot_ctx *ctx, pd_geos *geos, pd_bytes wkb);

/* Replaces what out held. Takes the geometry; NULL means that `doing` failed. */
pdot_status pd_geos_write(pdot_ctx *ctx, pd_geos *geos, GEOSGeometry *geometry, const char *doing,
                          pd_byte_vector *out);

/* Takes the geometry: its parts of the dimension as a multi geometry, maybe empty. NULL on failure. */
GEOSGeometry *pd_geos_multi(pdot_ctx *ctx, pd_geos *geos, GEOSGeometry *geometry, int dimension);

/* A valid form by GEOS_MAKE_VALID_STRUCTURE or _LINEWORK, collapsed parts dropped; NULL on failure. */
GEOSGeometry *pd_geos_make_valid(pd_geos *geos, const GEOSGeometry *geometry, int method);

#endif
