/* When the ground of which hazard is drawn anew: its unit of work. */
#include "pipeline/publish/ground.h"

#include "pipeline/publish/ground_draw.h"
#include "pipeline/publish/per_hazard.h"

/* Changes whenever the same input would be drawn otherwise. */
#define LAYOUT "1"

/* All that the ground depends on is in the digest of the hazard's figures. */
static pdot_status compute_digest(const pd_cover *cover, const pd_hazard *hazard, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    char *figures = NULL;
    pd_buffer name;
    pd_buffer_init(cover->ctx, &name);
    pd_buffer_format(&name, "coverage/hazards/%s", hazard->id);
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_store_unit_load(cover->ctx, cover->run->store, name.data, &figures);
    if (status == PDOT_OK)
        status = pd_digest_new(cover->ctx, &digest);
    if (status == PDOT_OK) {
        pd_digest_text(digest, LAYOUT);
        pd_digest_text(digest, figures);
        status = pd_digest_end(cover->ctx, digest, out);
    }
    pd_digest_free(digest);
    pd_free(figures);
    pd_buffer_release(&name);
    return status;
}

pdot_status pd_ground_layer_bring(pdot_ctx *ctx, pd_run *run)
{
    static const pd_per_hazard WORK = {PD_GROUND_UNIT, "amenazas", compute_digest, pd_ground_draw};
    return pd_per_hazard_bring(ctx, run, &WORK);
}
