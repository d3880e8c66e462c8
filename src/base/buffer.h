/* A growing text or byte buffer with sticky failure: append freely, check once with pd_buffer_status. Always
 * NUL-terminated. */
#ifndef PD_BASE_BUFFER_H
#define PD_BASE_BUFFER_H

#include "base/context.h"

typedef struct pd_buffer {
    pdot_ctx *ctx;
    char *data; /* never NULL after init; data[size] is 0 */
    size_t size, capacity;
    pdot_status status; /* first failure */
} pd_buffer;

void pd_buffer_init(pdot_ctx *ctx, pd_buffer *buffer);
void pd_buffer_release(pd_buffer *buffer);
void pd_buffer_clear(pd_buffer *buffer);
void pd_buffer_add(pd_buffer *buffer, const void *bytes, size_t size);
void pd_buffer_text(pd_buffer *buffer, const char *text);
void pd_buffer_byte(pd_buffer *buffer, char byte);
void pd_buffer_format(pd_buffer *buffer, const char *format, ...)
    PD_PRINTF(2, 3); /* no floating point: base/number.h */
PDOT_MUST_CHECK pdot_status pd_buffer_status(const pd_buffer *buffer);
/* Hands the block to the caller (ends it with pd_free) and leaves the buffer empty. NULL after a failure. */
char *pd_buffer_take(pd_buffer *buffer);

#endif
