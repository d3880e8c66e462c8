/* Template, escaping, policy. */
#include "export/report/page.h"

#include <string.h>

#include "base/digest.h"

static void add_escaped(pd_buffer *out, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *escape = *text == '&'   ? "&amp;"
                             : *text == '<' ? "&lt;"
                             : *text == '>' ? "&gt;"
                             : *text == '"' ? "&quot;"
                                            : NULL;
        if (escape != NULL)
            pd_buffer_text(out, escape);
        else
            pd_buffer_byte(out, *text);
    }
}

static const pd_page_part *find_part(const pd_page_part *parts, size_t n, const char *name, size_t size)
{
    for (size_t i = 0; i < n; i++)
        if (strlen(parts[i].name) == size && strncmp(parts[i].name, name, size) == 0)
            return &parts[i];
    return NULL;
}

pdot_status pd_page_fill(pdot_ctx *ctx, const char *template_text, const pd_page_part *parts, size_t n_parts,
                         pd_buffer *out)
{
    const char *at = template_text;
    for (const char *mark; (mark = strstr(at, "@@")) != NULL;) {
        const char *end = strstr(mark + 2, "@@");
        const pd_page_part *part =
            end != NULL ? find_part(parts, n_parts, mark + 2, (size_t)(end - mark) - 2) : NULL;
        if (part == NULL)
            return pd_fail(ctx, PDOT_INTERNAL, "the page template names an unknown part: %.20s", mark);
        pd_buffer_add(out, at, (size_t)(mark - at));
        if (part->is_markup)
            pd_buffer_text(out, part->text);
        else
            add_escaped(out, part->text);
        at = end + 2;
    }
    pd_buffer_text(out, at);
    return pd_buffer_status(out);
}

static unsigned hex_value(char digit)
{
    return (unsigned)(digit <= '9' ? digit - '0' : digit - 'a' + 10);
}

/* Base64 (RFC 4648) of the 32 bytes that 64 hexadecimal digits write. */
static void add_base64(pd_buffer *out, const char hex[PD_DIGEST_SIZE])
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char bytes[33] = {0};
    for (int i = 0; i < 32; i++)
        bytes[i] = (unsigned char)(hex_value(hex[2 * i]) << 4 | hex_value(hex[2 * i + 1]));
    for (int i = 0; i < 33; i += 3) {
        const unsigned three = (unsigned)bytes[i] << 16 | (unsigned)bytes[i + 1] << 8 | bytes[i + 2];
        for (int j = 0; j < 4; j++)
            pd_buffer_byte(out, i == 30 && j == 3 ? '=' : LETTERS[three >> (18 - 6 * j) & 63]);
    }
}

pdot_status pd_page_source(pdot_ctx *ctx, const char *text, pd_buffer *out)
{
    pd_digest *digest = NULL;
    char hex[PD_DIGEST_SIZE];
    pdot_status status = pd_digest_new(ctx, &digest);
    if (status == PDOT_OK) {
        pd_digest_add(digest, text, strlen(text));
        status = pd_digest_end(ctx, digest, hex);
    }
    pd_digest_free(digest);
    if (status == PDOT_OK) {
        pd_buffer_text(out, " 'sha256-");
        add_base64(out, hex);
        pd_buffer_byte(out, '\'');
        status = pd_buffer_status(out);
    }
    return status;
}
