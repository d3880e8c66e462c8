#include "text/tokens.h"

#include "base/memory.h"

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

/* A dot is a full stop if a blank or nothing follows and the word before is more than an initial. */
static uint32_t gap_of(const char *folded, size_t length, size_t at, uint32_t word_length)
{
    switch (folded[at]) {
    case ' ':
        return PD_GAP_NONE;
    case ',':
    case ';':
        return PD_GAP_COMMA;
    case ':':
        return PD_GAP_COLON;
    case '(':
    case ')':
    case '[':
    case ']':
        return PD_GAP_PAREN;
    case '.':
        return word_length > 1 && (at + 1 >= length || folded[at + 1] == ' ') ? PD_GAP_STOP : PD_GAP_OTHER;
    default:
        return PD_GAP_OTHER;
    }
}

static size_t count_words(const char *folded, size_t length)
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += is_letter((unsigned char)folded[i]) && (i == 0 || !is_letter((unsigned char)folded[i - 1]));
    return n;
}

pdot_status pd_tokens_split(pdot_ctx *ctx, const char *folded, size_t length, pd_token **out, size_t *count)
{
    const size_t n = count_words(folded, length);
    *out = NULL;
    *count = 0;
    if (n == 0)
        return PDOT_OK;
    pd_token *tokens = pd_alloc_array(ctx, n, sizeof *tokens);
    if (tokens == NULL)
        return PDOT_NOMEM;
    size_t at = 0, filled = 0;
    uint32_t gap = PD_GAP_NONE, last_length = 0;
    while (at < length) {
        const size_t start = at;
        while (at < length && is_letter((unsigned char)folded[at]))
            at++;
        if (at == start) {
            gap |= gap_of(folded, length, at++, last_length);
            continue;
        }
        last_length = (uint32_t)(at - start);
        tokens[filled++] = (pd_token){(uint32_t)start, last_length, gap, PD_WORD_UNKNOWN, NULL};
        gap = PD_GAP_NONE;
    }
    *out = tokens;
    *count = filled;
    return PDOT_OK;
}
