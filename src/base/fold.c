/* Folding of text by utf8proc, character by character so that every folded byte knows where it came from, and
 * edit distance. */
#include "base/fold.h"

#include <string.h>
#include <utf8proc.h>

#include "base/limits.h"
#include "base/memory.h"

#define EXPANSION  18 /* code points one code point can decompose to (U+FDFA) */
#define ROUNDS     3  /* decomposing may uncover letters that fold again: ℡ → TEL → tel */
#define DISTANCE_N 512

static const int FOLD = UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD |
                        UTF8PROC_LUMP | UTF8PROC_IGNORE | UTF8PROC_STABLE;

/* What Unicode does not decompose but a reader takes for the same. */
static const struct {
    utf8proc_int32_t from;
    const char *to;
} EXTRA[] = {{0x2018, "'"},  {0x2019, "'"},  {0x201A, "'"},  {0x201B, "'"},  {0x0060, "'"},  {0x00B4, "'"},
             {0x201C, "\""}, {0x201D, "\""}, {0x201E, "\""}, {0x00AB, "\""}, {0x00BB, "\""}, {0x00E6, "ae"},
             {0x0153, "oe"}, {0x00F8, "o"},  {0x0142, "l"},  {0x0111, "d"}};

typedef struct fold_state {
    pdot_ctx *ctx;
    pd_folded *out;
    size_t capacity;
    bool has_blank; /* a blank is due before the next character */
    uint32_t blank_start, blank_end;
} fold_state;

bool pd_utf8_is_valid(const char *text, size_t length, size_t *bad)
{
    size_t i = 0;
    while (i < length) {
        utf8proc_int32_t point = 0;
        const utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(length - i), &point);
        if (n <= 0) {
            if (bad != NULL)
                *bad = i;
            return false;
        }
        i += (size_t)n;
    }
    return true;
}

static bool put_byte(fold_state *state, char byte, uint32_t start, uint32_t end)
{
    pd_folded *out = state->out;
    if (out->length + 1 >= state->capacity) {
        const size_t capacity = state->capacity * 2;
        char *text = pd_realloc_array(state->ctx, out->text, capacity, 1);
        if (text == NULL)
            return false;
        out->text = text;
        uint32_t *starts = pd_realloc_array(state->ctx, out->start, capacity, sizeof *starts);
        if (starts == NULL)
            return false;
        out->start = starts;
        uint32_t *ends = pd_realloc_array(state->ctx, out->end, capacity, sizeof *ends);
        if (ends == NULL)
            return false;
        out->end = ends;
        state->capacity = capacity;
    }
    out->text[out->length] = byte;
    out->start[out->length] = start;
    out->end[out->length++] = end;
    return true;
}

static bool put_bytes(fold_state *state, const char *bytes, size_t n, uint32_t start, uint32_t end)
{
    if (state->has_blank && state->out->length > 0 &&
        !put_byte(state, ' ', state->blank_start, state->blank_end))
        return false;
    state->has_blank = false;
    for (size_t i = 0; i < n; i++)
        if (!put_byte(state, bytes[i], start, end))
            return false;
    return true;
}

static bool is_blank(utf8proc_int32_t point)
{
    return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0x2028 ||
           point == 0x2029;
}

/* One fully folded code point into the output. */
static bool put_point(fold_state *state, utf8proc_int32_t point, uint32_t start, uint32_t end)
{
    if (is_blank(point)) {
        if (!state->has_blank)
            state->blank_start = start;
        state->has_blank = true;
        state->blank_end = end;
        return true;
    }
    if (point < 0x20 || point == 0x7F)
        return true;
    for (size_t i = 0; i < sizeof EXTRA / sizeof *EXTRA; i++)
        if (EXTRA[i].from == point)
            return put_bytes(state, EXTRA[i].to, strlen(EXTRA[i].to), start, end);
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t n = utf8proc_encode_char(point, bytes);
    return put_bytes(state, (const char *)bytes, (size_t)n, start, end);
}

/* Decomposes until nothing changes, then puts what is left. Marks vanish. */
static bool fold_point(fold_state *state, utf8proc_int32_t point, int round, uint32_t start, uint32_t end)
{
    utf8proc_int32_t parts[EXPANSION];
    int boundary = 0;
    const utf8proc_ssize_t n =
        utf8proc_decompose_char(point, parts, EXPANSION, (utf8proc_option_t)FOLD, &boundary);
    if (n < 0 || n > EXPANSION || round == ROUNDS)
        return put_point(state, point, start, end);
    if (n == 1 && parts[0] == point)
        return put_point(state, point, start, end);
    for (utf8proc_ssize_t i = 0; i < n; i++)
        if (!fold_point(state, parts[i], round + 1, start, end))
            return false;
    return true;
}

static pdot_status fold_all(fold_state *state, const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        utf8proc_int32_t point = 0;
        const utf8proc_ssize_t n =
            utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(length - i), &point);
        if (n <= 0)
            return pd_fail(state->ctx, PDOT_FORMAT, "Text is not UTF-8 at byte %zu (value 0x%02x).", i,
                           (unsigned char)text[i]);
        const uint32_t start = (uint32_t)i, end = (uint32_t)(i + (size_t)n);
        const bool is_plain = point < 0x80 && point != '`';
        if (point >= 'A' && point <= 'Z')
            point += 'a' - 'A';
        if (!(is_plain ? put_point(state, point, start, end) : fold_point(state, point, 0, start, end)))
            return PDOT_NOMEM;
        i = end;
    }
    return PDOT_OK;
}

static void drop_final_stop(pd_folded *out)
{
    while (out->length > 0 && (out->text[out->length - 1] == '.' || out->text[out->length - 1] == ' '))
        out->length--;
    out->text[out->length] = '\0';
}

pdot_status pd_fold(pdot_ctx *ctx, const char *text, size_t length, pd_folded *out)
{
    *out = (pd_folded){0};
    if (length > PD_LIMIT_TEXT)
        return pd_fail(ctx, PDOT_LIMIT, "A text has %zu bytes; at most %u are read.", length, PD_LIMIT_TEXT);
    fold_state state = {.ctx = ctx, .out = out, .capacity = length + 8};
    out->text = pd_alloc_array(ctx, state.capacity, 1);
    out->start = pd_alloc_array(ctx, state.capacity, sizeof *out->start);
    out->end = pd_alloc_array(ctx, state.capacity, sizeof *out->end);
    pdot_status status = out->text != NULL && out->start != NULL && out->end != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = fold_all(&state, text, length);
    if (status == PDOT_OK)
        drop_final_stop(out);
    else
        pd_folded_release(out);
    return status;
}

void pd_folded_release(pd_folded *folded)
{
    pd_free(folded->text);
    pd_free(folded->start);
    pd_free(folded->end);
    *folded = (pd_folded){0};
}

pdot_status pd_fold_text(pdot_ctx *ctx, const char *text, char **out)
{
    pd_folded folded;
    *out = NULL;
    const pdot_status status = pd_fold(ctx, text, strlen(text), &folded);
    if (status != PDOT_OK)
        return status;
    *out = folded.text;
    folded.text = NULL;
    pd_folded_release(&folded);
    return PDOT_OK;
}

static size_t decode(const char *text, size_t length, utf8proc_int32_t out[DISTANCE_N])
{
    size_t n = 0;
    for (size_t i = 0; i < length && n < DISTANCE_N; n++) {
        const utf8proc_ssize_t step =
            utf8proc_iterate((const utf8proc_uint8_t *)text + i, (utf8proc_ssize_t)(length - i), &out[n]);
        if (step <= 0)
            out[n] = (unsigned char)text[i];
        i += step > 0 ? (size_t)step : 1;
    }
    return n;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
    const unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Optimal string alignment: insert, delete, replace, swap of neighbours, each substring edited once. Three
 * rows of the table. */
unsigned pd_edit_distance(const char *a, size_t a_length, const char *b, size_t b_length, unsigned limit)
{
    utf8proc_int32_t x[DISTANCE_N], y[DISTANCE_N];
    unsigned rows[3][DISTANCE_N + 1];
    const size_t n = decode(a, a_length, x), m = decode(b, b_length, y);
    const size_t gap = n > m ? n - m : m - n;
    if (gap > limit || n == DISTANCE_N || m == DISTANCE_N)
        return limit + 1;
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];
    for (size_t j = 0; j <= m; j++)
        above[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        unsigned least = row[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            row[j] = min3(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x[i - 1] != y[j - 1]));
            if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1] && before[j - 2] + 1 < row[j])
                row[j] = before[j - 2] + 1;
            least = row[j] < least ? row[j] : least;
        }
        if (least > limit)
            return limit + 1;
        unsigned *const free_row = before;
        before = above;
        above = row;
        row = free_row;
    }
    return above[m] <= limit ? above[m] : limit + 1;
}
