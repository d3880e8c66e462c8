/* Versions of the libraries that write the delivery: for provenance. */
#ifndef PD_EXPORT_VERSION_H
#define PD_EXPORT_VERSION_H

const char *pd_gdal_version(void);   /* "3.6.2"; static */
const char *pd_sqlite_version(void); /* "3.40.1"; static */

#endif
