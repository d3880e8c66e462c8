/* A growing buffer with sticky failure. */
#include "base/buffer.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

/* What data points to while nothing is allocated; never written. */
static char EMPTY[1];

void pd_buffer_init(pdot_ctx *ctx, pd_buffer *buffer)
{
    *buffer = (pd_buffer){.ctx = ctx, .data = EMPTY};
}

void pd_buffer_release(pd_buffer *buffer)
{
    if (buffer->data != EMPTY)
        pd_free(buffer->data);
    buffer->data = EMPTY;
    buffer->size = buffer->capacity = 0;
}

void pd_buffer_clear(pd_buffer *buffer)
{
    buffer->size = 0;
    buffer->status = PDOT_OK;
    if (buffer->data != EMPTY)
        buffer->data[0] = '\0';
}

static bool make_room(pd_buffer *buffer, size_t more)
{
    if (buffer->status != PDOT_OK)
        return false;
    void *block = buffer->data != EMPTY ? buffer->data : NULL;
    if (!pd_grow(buffer->ctx, &block, &buffer->capacity, buffer->size + more + 1, 1)) {
        buffer->status = PDOT_NOMEM;
        return false;
    }
    buffer->data = block;
    return true;
}

void pd_buffer_add(pd_buffer *buffer, const void *bytes, size_t size)
{
    if (!make_room(buffer, size))
        return;
    if (size > 0)
        memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void pd_buffer_text(pd_buffer *buffer, const char *text)
{
    pd_buffer_add(buffer, text, strlen(text));
}

void pd_buffer_byte(pd_buffer *buffer, char byte)
{
    pd_buffer_add(buffer, &byte, 1);
}

void pd_buffer_format(pd_buffer *buffer, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int need = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (need < 0)
        buffer->status = buffer->status != PDOT_OK ? buffer->status : PDOT_INTERNAL;
    else if (make_room(buffer, (size_t)need)) {
        vsnprintf(buffer->data + buffer->size, (size_t)need + 1, format, again);
        buffer->size += (size_t)need;
    }
    va_end(again);
}

pdot_status pd_buffer_status(const pd_buffer *buffer)
{
    return buffer->status;
}

char *pd_buffer_take(pd_buffer *buffer)
{
    if (!make_room(buffer, 0))
        return NULL;
    buffer->data[buffer->size] = '\0';
    char *out = buffer->data;
    buffer->data = EMPTY;
    buffer->size = buffer->capacity = 0;
    return out;
}
