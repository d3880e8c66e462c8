/* Versions as the libraries state them. */
#include "geo/version.h"

#include <geos_c.h>
#include <proj.h>

const char *pd_geos_version(void)
{
    return GEOSversion();
}

const char *pd_proj_version(void)
{
    return proj_info().version;
}
