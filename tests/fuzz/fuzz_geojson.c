/* GeoJSON through the import's path: any bytes give valid features of the wanted kind in the plan's CRS, or a
 * refusal; the inspection comes to an end on them too. */
#include <math.h>
#include <string.h>

#include "base/fold.h"
#include "fuzz_file.h"
#include "geo/geometry.h"
#include "source/inspect.h"
#include "source/vector.h"

static bool is_refusal(pdot_status status)
{
    return status == PDOT_FORMAT || status == PDOT_SCHEMA || status == PDOT_LIMIT || status == PDOT_CRS ||
           status == PDOT_GEOMETRY || status == PDOT_AMBIGUOUS;
}

static void check_feature(pdot_ctx *ctx, const pd_vector_feature *feature)
{
    pd_box box;
    bool is_valid = false;
    FUZZ_CHECK(pd_geometry_box(ctx, feature->wkb, &box) == PDOT_OK);
    FUZZ_CHECK(isfinite(box.min_x) && isfinite(box.max_y) && box.min_x <= box.max_x);
    FUZZ_CHECK(pd_geometry_is_valid(ctx, feature->wkb, &is_valid, NULL) == PDOT_OK && is_valid);
}

static void check_layer(pdot_ctx *ctx, const pd_crs *crs, const char *path)
{
    pd_findings findings;
    pd_vector *vector = NULL;
    const pd_vector_options options = {
        .layer = "", .crs = "", .encoding = "", .x = "", .y = "", .dimension = 2};
    pd_findings_init(ctx, &findings);
    pdot_status status = pd_vector_open(ctx, path, &options, crs, &findings, &vector);
    const pd_vector_feature *feature = NULL;
    while (status == PDOT_OK) {
        status = pd_vector_next(ctx, vector, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        check_feature(ctx, feature);
    }
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    FUZZ_CHECK(status == PDOT_OK || pdot_ctx_error(ctx)->message[0] != '\0');
    for (size_t i = 0; i < findings.count; i++)
        FUZZ_CHECK(findings.items[i].message[0] != '\0');
    pd_vector_close(vector);
    pd_findings_release(&findings);
    pd_clear_error(ctx);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pdot_ctx *ctx = pdot_ctx_new();
    FUZZ_CHECK(ctx != NULL);
    pd_crs *crs = NULL;
    pd_inspection *inspection = NULL;
    FUZZ_CHECK(pd_crs_new(ctx, "EPSG:32717", &crs) == PDOT_OK);
    const char *path = fuzz_file("t.geojson", data, size);
    check_layer(ctx, crs, path);
    const pdot_status status = pd_inspect(ctx, path, &inspection);
    FUZZ_CHECK(status == PDOT_OK || is_refusal(status));
    pd_inspection_free(inspection);
    pd_crs_free(crs);
    pdot_ctx_free(ctx);
    return 0;
}
