/* Files of the delivery: buffered, with one check at the end. */
#include "export/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"

char *pd_path_join(pdot_ctx *ctx, const char *folder, const char *name)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/%s", folder, name);
    char *text = pd_buffer_take(&path);
    pd_buffer_release(&path);
    return text;
}

static void fail_file(pd_file_out *out, int reason)
{
    if (out->status == PDOT_OK) {
        const pd_place place = {.file = out->path};
        out->status =
            pd_fail_at(out->ctx, PDOT_IO, &place, "cannot write %s: %s", out->path, strerror(reason));
    }
}

pdot_status pd_file_out_open(pdot_ctx *ctx, const char *folder, const char *name, pd_file_out *out)
{
    memset(out, 0, sizeof *out);
    out->ctx = ctx;
    out->path = pd_path_join(ctx, folder, name);
    if (out->path == NULL)
        return out->status = PDOT_NOMEM;
    out->stream = fopen(out->path, "wbx");
    if (out->stream == NULL) {
        fail_file(out, errno);
        pd_free(out->path);
        out->path = NULL;
    }
    return out->status;
}

void pd_file_out_add(pd_file_out *out, const void *bytes, size_t size)
{
    if (out->status == PDOT_OK && size > 0 && fwrite(bytes, 1, size, out->stream) != size)
        fail_file(out, errno);
}

void pd_file_out_text(pd_file_out *out, const char *text)
{
    pd_file_out_add(out, text, strlen(text));
}

void pd_file_out_flush(pd_file_out *out, pd_buffer *buffer)
{
    if (out->status == PDOT_OK)
        out->status = pd_buffer_status(buffer);
    pd_file_out_add(out, buffer->data, buffer->size);
    pd_buffer_clear(buffer);
}

pdot_status pd_file_out_close(pd_file_out *out)
{
    FILE *stream = out->stream;
    if (stream != NULL) {
        if (out->status == PDOT_OK && (fflush(stream) != 0 || fsync(fileno(stream)) != 0))
            fail_file(out, errno);
        out->stream = NULL;
        if (fclose(stream) != 0)
            fail_file(out, errno);
    }
    pd_free(out->path);
    out->path = NULL;
    return out->status;
}

void pd_file_out_abandon(pd_file_out *out)
{
    if (out->stream != NULL)
        (void)fclose(out->stream);
    out->stream = NULL;
    pd_free(out->path);
    out->path = NULL;
}

pdot_status pd_file_put(pdot_ctx *ctx, const char *folder, const char *name, const void *bytes, size_t size)
{
    pd_file_out out;
    pdot_status status = pd_file_out_open(ctx, folder, name, &out);
    if (status != PDOT_OK)
        return status;
    pd_file_out_add(&out, bytes, size);
    return pd_file_out_close(&out);
}
