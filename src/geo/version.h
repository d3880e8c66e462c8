/* Versions of the libraries that decide what a geometry or a transformation comes out as: for provenance. */
#ifndef PD_GEO_VERSION_H
#define PD_GEO_VERSION_H

const char *pd_geos_version(void); /* "3.11.1-CAPI-1.17.1"; static */
const char *pd_proj_version(void); /* "9.1.1"; static */

#endif
