/* Coordinate reference systems through PROJ. A definition is reduced to its horizontal, two-dimensional part:
 * heights play no role in the house. Definitions come from strangers' files: those that would make PROJ open
 * a file of their choice (init files, grids by path) are refused. */
#include "geo/crs.h"

#include "geo/proj_handle.h"

#include <proj_experimental.h> /* proj_crs_demote_to_2D */

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#define LONGEST_DEFINITION (64u * 1024u) /* WKT of a derived compound CRS is some 10 kB */

static bool opens_files(const char *definition)
{
    if (strcasestr(definition, "init=") != NULL || strcasestr(definition, "geoidgrids") != NULL)
        return true;
    for (const char *at = definition; (at = strcasestr(at, "nadgrids=")) != NULL;) {
        at += strlen("nadgrids=");
        if (strncasecmp(at, "@null", 5) != 0) /* "@null" means no grid: web Mercator is written so */
            return true;
    }
    return false;
}

static pdot_status fail_unknown(pdot_ctx *ctx, const char *definition)
{
    const size_t length = strlen(definition);
    bool is_number = length > 0;
    for (size_t i = 0; i < length; i++)
        is_number = is_number && isdigit((unsigned char)definition[i]) != 0;
    if (is_number)
        return pd_fail(ctx, PDOT_CRS, "\"%s\" is not a coordinate reference system: write EPSG:%s",
                       definition, definition);
    return pd_fail(
        ctx, PDOT_CRS,
        "\"%.80s%s\" is not a coordinate reference system PROJ knows: write a code such as EPSG:32717",
        definition, length > 80 ? "…" : "");
}

/* Blanks around it do not count; PROJ strings name a CRS only with +type=crs. */
static PJ *create_from_text(pdot_ctx *ctx, PJ_CONTEXT *context, const char *definition)
{
    static const char blanks[] = " \t\r\n", type[] = " +type=crs";
    const char *start = definition + strspn(definition, blanks);
    size_t length = strlen(start);
    while (length > 0 && strchr(blanks, start[length - 1]) != NULL)
        length--;
    char *text = pd_alloc(ctx, length + sizeof type);
    if (text == NULL)
        return NULL;
    memcpy(text, start, length);
    if (strncmp(text, "+proj=", 6) == 0 && strstr(text, "+type=crs") == NULL)
        memcpy(text + length, type, sizeof type);
    PJ *pj = proj_create(context, text);
    pd_free(text);
    return pj;
}

/* Takes pj. The horizontal part of a compound, the 2D form of a 3D one; NULL if it is no CRS on the Earth. */
static PJ *reduce_to_horizontal(PJ_CONTEXT *context, PJ *pj)
{
    while (pj != NULL && proj_get_type(pj) == PJ_TYPE_COMPOUND_CRS) {
        PJ *part = proj_crs_get_sub_crs(context, pj, 0);
        proj_destroy(pj);
        pj = part;
    }
    if (pj == NULL || !proj_is_crs(pj)) {
        proj_destroy(pj);
        return NULL;
    }
    PJ *flat = proj_crs_demote_to_2D(context, NULL, pj);
    if (flat == NULL)
        return pj;
    proj_destroy(pj);
    return flat;
}

static void read_kind(pd_crs *crs)
{
    PJ *base =
        proj_get_type(crs->pj) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(crs->context, crs->pj) : NULL;
    const PJ_TYPE type = proj_get_type(base != NULL ? base : crs->pj);
    crs->is_geographic = type == PJ_TYPE_GEOGRAPHIC_2D_CRS;
    crs->is_projected = type == PJ_TYPE_PROJECTED_CRS;
    PJ *system = proj_crs_get_coordinate_system(crs->context, base != NULL ? base : crs->pj);
    double first = 0.0, second = 0.0;
    if (crs->is_projected && system != NULL &&
        proj_cs_get_axis_info(crs->context, system, 0, NULL, NULL, NULL, &first, NULL, NULL, NULL) &&
        proj_cs_get_axis_info(crs->context, system, 1, NULL, NULL, NULL, &second, NULL, NULL, NULL))
        crs->is_metric = first == 1.0 && second == 1.0; /* exact conversion factor of the metre */
    proj_destroy(system);
    proj_destroy(base);
}

static int parse_code(const char *code)
{
    int value = 0;
    for (; code != NULL && *code != '\0'; code++) {
        if (!isdigit((unsigned char)*code) || value > 99999999)
            return 0;
        value = 10 * value + (*code - '0');
    }
    return value;
}

/* The code PROJ's catalogue has for an equivalent definition, whatever its name there. */
static int identify(const pd_crs *crs)
{
    PJ_OBJ_LIST *list = proj_identify(crs->context, crs->pj, "EPSG", NULL, NULL);
    PJ *match = list != NULL && proj_list_get_count(list) > 0 ? proj_list_get(crs->context, list, 0) : NULL;
    int epsg = 0;
    if (match != NULL && proj_is_equivalent_to_with_ctx(crs->context, crs->pj, match,
                                                        PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS))
        epsg = parse_code(proj_get_id_code(match, 0));
    proj_destroy(match);
    proj_list_destroy(list);
    return epsg;
}

static int find_epsg(const pd_crs *crs)
{
    const char *authority = proj_get_id_auth_name(crs->pj, 0);
    if (authority != NULL && strcmp(authority, "EPSG") == 0)
        return parse_code(proj_get_id_code(crs->pj, 0));
    return identify(crs);
}

static pdot_status describe(pdot_ctx *ctx, pd_crs *crs, const char *definition)
{
    read_kind(crs);
    if (!crs->is_geographic && !crs->is_projected)
        return pd_fail(ctx, PDOT_CRS,
                       "\"%s\" is neither geographic nor projected: write a code such as EPSG:32717",
                       proj_get_name(crs->pj));
    crs->normalized = proj_normalize_for_visualization(crs->context, crs->pj);
    const char *name = proj_get_name(crs->pj);
    crs->name = pd_strdup(ctx, name != NULL ? name : "");
    static const char *const one_line[] = {"MULTILINE=NO", NULL};
    const char *wkt = proj_as_wkt(crs->context, crs->pj, PJ_WKT2_2019, one_line);
    if (crs->normalized == NULL || wkt == NULL)
        return fail_unknown(ctx, definition);
    crs->wkt = pd_strdup(ctx, wkt);
    crs->epsg = find_epsg(crs);
    return crs->name != NULL && crs->wkt != NULL ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_crs_new(pdot_ctx *ctx, const char *definition, pd_crs **out)
{
    *out = NULL;
    pd_proj *proj = pd_proj_get(ctx);
    if (proj == NULL)
        return PDOT_NOMEM;
    if (strlen(definition) > LONGEST_DEFINITION)
        return pd_fail(ctx, PDOT_LIMIT,
                       "the definition of the coordinate reference system has more than %u bytes",
                       LONGEST_DEFINITION);
    if (opens_files(definition))
        return pd_fail(
            ctx, PDOT_CRS,
            "the coordinate reference system \"%.80s\" names a file: write a code such as EPSG:32717",
            definition);
    pd_crs *crs = pd_alloc(ctx, sizeof *crs);
    if (crs == NULL)
        return PDOT_NOMEM;
    crs->context = proj->context;
    crs->pj = reduce_to_horizontal(proj->context, create_from_text(ctx, proj->context, definition));
    pdot_status status = crs->pj != NULL ? describe(ctx, crs, definition) : fail_unknown(ctx, definition);
    if (status == PDOT_OK) {
        *out = crs;
        crs = NULL;
    }
    pd_crs_free(crs);
    return status;
}

void pd_crs_free(pd_crs *crs)
{
    if (crs == NULL)
        return;
    proj_destroy(crs->normalized);
    proj_destroy(crs->pj);
    pd_free(crs->name);
    pd_free(crs->wkt);
    pd_free(crs);
}

pdot_status pd_crs_copy(pdot_ctx *ctx, const pd_crs *crs, pd_crs **out)
{
    return pd_crs_new(ctx, crs->wkt, out);
}

bool pd_crs_is_projected(const pd_crs *crs)
{
    return crs->is_projected;
}

bool pd_crs_is_geographic(const pd_crs *crs)
{
    return crs->is_geographic;
}

bool pd_crs_is_metric(const pd_crs *crs)
{
    return crs->is_metric;
}

int pd_crs_epsg(const pd_crs *crs)
{
    return crs->epsg;
}

const char *pd_crs_name(const pd_crs *crs)
{
    return crs->name;
}

const char *pd_crs_wkt(const pd_crs *crs)
{
    return crs->wkt;
}

bool pd_crs_equal(const pd_crs *a, const pd_crs *b)
{
    if (a->epsg != 0 && a->epsg == b->epsg)
        return true;
    return proj_is_equivalent_to_with_ctx(a->context, a->normalized, b->normalized,
                                          PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS) != 0;
}

/* A parameter of the conversion by its EPSG code, in degrees, metres or as ratio. */
static bool get_parameter(PJ_CONTEXT *context, const PJ *conversion, const char *epsg, double *out)
{
    const int n = proj_coordoperation_get_param_count(context, conversion);
    for (int i = 0; i < n; i++) {
        const char *code = NULL, *category = NULL;
        double value = 0.0, factor = 1.0;
        if (!proj_coordoperation_get_param(context, conversion, i, NULL, NULL, &code, &value, NULL, &factor,
                                           NULL, NULL, NULL, &category) ||
            code == NULL || strcmp(code, epsg) != 0)
            continue;
        const double radian = 57.295779513082320877; /* degrees */
        const bool is_angle = category != NULL && strcmp(category, "angular") == 0;
        const bool is_degree = is_angle && fabs(factor * radian - 1.0) < 1e-12; /* keep the printed digits */
        *out = is_degree ? value : value * factor * (is_angle ? radian : 1.0);
        return true;
    }
    return false;
}

static bool read_tmerc(PJ_CONTEXT *context, const PJ *conversion, pd_tmerc *out)
{
    const char *code = NULL;
    return proj_coordoperation_get_method_info(context, conversion, NULL, NULL, &code) && code != NULL &&
           strcmp(code, "9807") == 0 && /* Transverse Mercator */
           get_parameter(context, conversion, "8801", &out->origin_latitude_deg) &&
           get_parameter(context, conversion, "8802", &out->central_meridian_deg) &&
           get_parameter(context, conversion, "8805", &out->scale) &&
           get_parameter(context, conversion, "8806", &out->false_easting_m) &&
           get_parameter(context, conversion, "8807", &out->false_northing_m);
}

bool pd_crs_tmerc(const pd_crs *crs, pd_tmerc *out)
{
    if (!crs->is_metric)
        return false;
    PJ *base =
        proj_get_type(crs->pj) == PJ_TYPE_BOUND_CRS ? proj_get_source_crs(crs->context, crs->pj) : NULL;
    const PJ *projected = base != NULL ? base : crs->pj;
    PJ *conversion = proj_crs_get_coordoperation(crs->context, projected);
    PJ *ellipsoid = proj_get_ellipsoid(crs->context, projected);
    pd_tmerc found = {0};
    double inverse_flattening = 0.0;
    const bool is_found = conversion != NULL && ellipsoid != NULL &&
                          read_tmerc(crs->context, conversion, &found) &&
                          proj_ellipsoid_get_parameters(crs->context, ellipsoid, &found.semi_major_m, NULL,
                                                        NULL, &inverse_flattening);
    if (is_found) {
        found.flattening = inverse_flattening > 0.0 ? 1.0 / inverse_flattening : 0.0;
        *out = found;
    }
    proj_destroy(ellipsoid);
    proj_destroy(conversion);
    proj_destroy(base);
    return is_found;
}
