/* A .qgz is a zip archive with the project in it. GDAL writes zip archives with a fixed zero date, in memory
 * here. */
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_vsi.h>

#include "export/project/project.h"

static pdot_status fail_pack(pdot_ctx *ctx)
{
    return pd_fail(ctx, PDOT_IO, "cannot pack the QGIS project: %s", CPLGetLastErrorMsg());
}

static pdot_status write_member(pdot_ctx *ctx, const char *member, const pd_buffer *document)
{
    VSILFILE *file = VSIFOpenL(member, "wb");
    if (file == NULL)
        return fail_pack(ctx);
    const size_t written = VSIFWriteL(document->data, 1, document->size, file);
    return VSIFCloseL(file) == 0 && written == document->size ? PDOT_OK : fail_pack(ctx);
}

pdot_status pd_project_pack(pdot_ctx *ctx, const char *name, const pd_buffer *document, pd_buffer *out)
{
    pd_buffer archive, member;
    pd_buffer_init(ctx, &archive);
    pd_buffer_init(ctx, &member);
    /* The address of the buffer keeps two threads apart; it is not part of the archive. */
    pd_buffer_format(&archive, "/vsimem/pdot-%p.zip", (const void *)document);
    pd_buffer_format(&member, "/vsizip/{%s}/%s.qgs", archive.data, name);
    pdot_status status = pd_buffer_status(&archive);
    if (status == PDOT_OK)
        status = pd_buffer_status(&member);
    if (status == PDOT_OK)
        status = write_member(ctx, member.data, document);
    if (status == PDOT_OK) {
        vsi_l_offset size = 0;
        GByte *bytes = VSIGetMemFileBuffer(archive.data, &size, TRUE);
        if (bytes != NULL)
            pd_buffer_add(out, bytes, (size_t)size);
        VSIFree(bytes);
        status = bytes != NULL ? pd_buffer_status(out) : fail_pack(ctx);
    }
    pd_buffer_release(&member);
    pd_buffer_release(&archive);
    return status;
}
