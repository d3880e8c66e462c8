/* The context's last error: set once where the failure is seen, first message wins. */
#include <stdio.h>
#include <string.h>

#include "base/context_struct.h"

#undef pd_fail /* static analysis puts macros over these; here are the functions */
#undef pd_fail_at
#undef pd_locate

static const char *const NAMES[] = {
    [PDOT_OK] = "ok",
    [PDOT_NOMEM] = "nomem",
    [PDOT_ARG] = "arg",
    [PDOT_IO] = "io",
    [PDOT_FORMAT] = "format",
    [PDOT_SCHEMA] = "schema",
    [PDOT_NOTFOUND] = "notfound",
    [PDOT_AMBIGUOUS] = "ambiguous",
    [PDOT_GEOMETRY] = "geometry",
    [PDOT_CRS] = "crs",
    [PDOT_LIMIT] = "limit",
    [PDOT_UNSUPPORTED] = "unsupported",
    [PDOT_STORE] = "store",
    [PDOT_CANCELLED] = "cancelled",
    [PDOT_INTERNAL] = "internal",
};

const char *pdot_status_name(pdot_status status)
{
    return (unsigned)status < sizeof NAMES / sizeof *NAMES ? NAMES[status] : "unknown";
}

const pdot_error *pdot_ctx_error(const pdot_ctx *ctx)
{
    return &ctx->error;
}

void pd_clear_error(pdot_ctx *ctx)
{
    ctx->error.status = PDOT_OK;
    ctx->error.row = ctx->error.column = 0;
    ctx->error.is_feature = false;
    ctx->message[0] = ctx->file[0] = ctx->layer[0] = ctx->field[0] = '\0';
}

/* Copies as much as fits without cutting a UTF-8 sequence in two. */
static void copy_text(char *out, size_t size, const char *text)
{
    size_t n = text != NULL ? strlen(text) : 0;
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    }
    if (n > 0)
        memcpy(out, text, n);
    out[n] = '\0';
}

static void set_place(pdot_ctx *ctx, const pd_place *place)
{
    if (place == NULL)
        return;
    copy_text(ctx->file, sizeof ctx->file, place->file);
    copy_text(ctx->layer, sizeof ctx->layer, place->layer);
    copy_text(ctx->field, sizeof ctx->field, place->field);
    ctx->error.row = place->row;
    ctx->error.column = place->column;
    ctx->error.is_feature = place->is_feature;
}

static void fail_with(pdot_ctx *ctx, pdot_status status, const pd_place *place, const char *format,
                      va_list args)
{
    if (ctx->error.status != PDOT_OK)
        return;
    ctx->error.status = status;
    vsnprintf(ctx->message, sizeof ctx->message, pd_translate(ctx, format), args);
    set_place(ctx, place);
}

pdot_status pd_fail(pdot_ctx *ctx, pdot_status status, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_with(ctx, status, NULL, format, args);
    va_end(args);
    return status;
}

pdot_status pd_fail_at(pdot_ctx *ctx, pdot_status status, const pd_place *place, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fail_with(ctx, status, place, format, args);
    va_end(args);
    return status;
}

/* "file, layer L, feature 3: " or "file:12:5: ", before the message; what does not fit is cut at its end. */
static void prefix_message(pdot_ctx *ctx, const pd_place *place)
{
    char prefix[1024 + 256 + 64], whole[sizeof ctx->message];
    const long long row = place->row, column = place->column;
    if (place->layer != NULL && place->layer[0] != '\0' && (row != 0 || place->is_feature))
        snprintf(prefix, sizeof prefix, pd_translate(ctx, "%.1023s, layer %.255s, feature %lld: "),
                 place->file, place->layer, row);
    else if (place->layer != NULL && place->layer[0] != '\0')
        snprintf(prefix, sizeof prefix, pd_translate(ctx, "%.1023s, layer %.255s: "), place->file,
                 place->layer);
    else if (column != 0)
        snprintf(prefix, sizeof prefix, "%.1023s:%lld:%lld: ", place->file, row, column);
    else if (row != 0)
        snprintf(prefix, sizeof prefix, "%.1023s:%lld: ", place->file, row);
    else
        snprintf(prefix, sizeof prefix, "%.1023s: ", place->file);
    copy_text(whole, sizeof whole, ctx->message);
    const size_t used = strlen(prefix);
    copy_text(ctx->message, sizeof ctx->message, prefix);
    copy_text(ctx->message + used, sizeof ctx->message - used, whole);
}

pdot_status pd_locate(pdot_ctx *ctx, pdot_status status, const pd_place *place)
{
    if (status == PDOT_OK || ctx->error.status == PDOT_OK || ctx->file[0] != '\0')
        return status;
    if (place->file != NULL && place->file[0] != '\0')
        prefix_message(ctx, place);
    set_place(ctx, place);
    return status;
}

void pd_take_error(pdot_ctx *ctx, const pdot_ctx *worker)
{
    const pdot_error *error = &worker->error;
    if (ctx->error.status != PDOT_OK || error->status == PDOT_OK)
        return;
    ctx->error.status = error->status;
    copy_text(ctx->message, sizeof ctx->message, error->message);
    set_place(ctx, &(pd_place){error->file, error->layer, error->field, error->row, error->column,
                               error->is_feature});
}
