/* Versions as the libraries state them. */
#include "export/version.h"

#include <gdal.h>
#include <sqlite3.h>

const char *pd_gdal_version(void)
{
    return GDALVersionInfo("RELEASE_NAME");
}

const char *pd_sqlite_version(void)
{
    return sqlite3_libversion();
}
