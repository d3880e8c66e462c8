/* Manifests: any bytes are a manifest with every promised member, or a refusal that says why in a sentence.
 */
#include <stdio.h>
#include <string.h>

#include "fuzz_file.h"
#include "source/manifest.h"

static bool is_refusal(pdot_status status)
{
    return status == PDOT_FORMAT || status == PDOT_SCHEMA || status == PDOT_LIMIT || status == PDOT_IO ||
           status == PDOT_CRS;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pdot_ctx *ctx = pdot_ctx_new();
    FUZZ_CHECK(ctx != NULL);
    pd_manifest *manifest = NULL;
    (void)fuzz_file("capa.geojson", (const uint8_t *)"{}", 2); /* so that paths may exist */
    (void)fuzz_file("tabla.csv", (const uint8_t *)"a\n1\n", 4);
    const pdot_status status = pd_manifest_load(ctx, fuzz_file("plan.yaml", data, size), &manifest);
    if (status == PDOT_OK) {
        FUZZ_CHECK(manifest->plan.id[0] != '\0' && strchr(manifest->plan.id, '/') == NULL);
        FUZZ_CHECK(manifest->plan.crs[0] != '\0' && manifest->n_levels > 0);
    } else {
        if (!is_refusal(status))
            fprintf(stderr, "%s: %s\n", pdot_status_name(status), pdot_ctx_error(ctx)->message);
        FUZZ_CHECK(is_refusal(status) && manifest == NULL);
        FUZZ_CHECK(pdot_ctx_error(ctx)->message[0] != '\0');
    }
    pd_manifest_free(manifest);
    pdot_ctx_free(ctx);
    return 0;
}
