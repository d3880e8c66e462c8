/* A text or byte file being written, with sticky failure: write freely, check once when it is closed. Lives
 * in the delivery's folder; a file that failed is left to whoever removes that folder. */
#ifndef PD_EXPORT_FILE_H
#define PD_EXPORT_FILE_H

#include "base/buffer.h"

typedef struct pd_file_out {
    pdot_ctx *ctx;
    void *stream;
    char *path;
    pdot_status status; /* first failure */
} pd_file_out;

/* "folder/name" ended by pd_free; NULL if memory ran out. */
char *pd_path_join(pdot_ctx *ctx, const char *folder, const char *name);

/* Opens folder/name for writing; folders in `name` must exist. IO. */
PDOT_MUST_CHECK pdot_status pd_file_out_open(pdot_ctx *ctx, const char *folder, const char *name,
                                             pd_file_out *out);
void pd_file_out_add(pd_file_out *out, const void *bytes, size_t size);
void pd_file_out_text(pd_file_out *out, const char *text);
/* Writes what the buffer holds and clears it. */
void pd_file_out_flush(pd_file_out *out, pd_buffer *buffer);
/* Flushes to the disk and closes: the first failure of the file's life (IO with path and reason, NOMEM). */
PDOT_MUST_CHECK pdot_status pd_file_out_close(pd_file_out *out);
/* Closes without a word, after a failure elsewhere. Fine on a zeroed or closed file. */
void pd_file_out_abandon(pd_file_out *out);

/* The whole buffer as folder/name. */
PDOT_MUST_CHECK pdot_status pd_file_put(pdot_ctx *ctx, const char *folder, const char *name,
                                        const void *bytes, size_t size);

#endif
