/* Single-byte encodings of western Europe. Code points: Unicode's mapping tables for CP1252 and ISO 8859-15.
 */
#include "source/encoding.h"

#include <ctype.h>
#include <string.h>

/* 0x80 to 0x9F of CP1252; 0: not assigned. */
static const unsigned short CP1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* Where ISO 8859-15 differs from ISO 8859-1. */
static const unsigned short LATIN9[][2] = {{0xA4, 0x20AC}, {0xA6, 0x0160}, {0xA8, 0x0161}, {0xB4, 0x017D},
                                           {0xB8, 0x017E}, {0xBC, 0x0152}, {0xBD, 0x0153}, {0xBE, 0x0178}};

static const struct {
    const char *name; /* letters and digits only, lower case */
    pd_encoding encoding;
} NAMES[] = {
    {"", PD_ENCODING_UTF8},           {"utf8", PD_ENCODING_UTF8},          {"cp1252", PD_ENCODING_CP1252},
    {"1252", PD_ENCODING_CP1252},     {"windows1252", PD_ENCODING_CP1252}, {"ansi", PD_ENCODING_CP1252},
    {"ansi1252", PD_ENCODING_CP1252}, {"iso88591", PD_ENCODING_LATIN1},    {"88591", PD_ENCODING_LATIN1},
    {"latin1", PD_ENCODING_LATIN1},   {"iso885915", PD_ENCODING_LATIN9},   {"latin9", PD_ENCODING_LATIN9},
};

bool pd_encoding_parse(const char *name, pd_encoding *out)
{
    char bare[32];
    size_t n = 0;
    const bool is_given = *name != '\0';
    for (; *name != '\0'; name++) {
        if (!isalnum((unsigned char)*name))
            continue;
        if (n + 1 == sizeof bare)
            return false;
        bare[n++] = (char)tolower((unsigned char)*name);
    }
    bare[n] = '\0';
    if (is_given && n == 0)
        return false;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        if (strcmp(bare, NAMES[i].name) == 0) {
            *out = NAMES[i].encoding;
            return true;
        }
    }
    return false;
}

const char *pd_encoding_name(pd_encoding encoding)
{
    static const char *const names[] = {"UTF-8", "CP1252", "ISO-8859-1", "ISO-8859-15"};
    return names[encoding];
}

static unsigned code_point(pd_encoding encoding, unsigned char byte)
{
    if (encoding == PD_ENCODING_CP1252 && byte >= 0x80 && byte < 0xA0)
        return CP1252[byte - 0x80];
    for (size_t i = 0; encoding == PD_ENCODING_LATIN9 && i < sizeof LATIN9 / sizeof *LATIN9; i++) {
        if (LATIN9[i][0] == byte)
            return LATIN9[i][1];
    }
    return byte;
}

static void add_code_point(pd_buffer *out, unsigned code)
{
    if (code < 0x80) {
        pd_buffer_byte(out, (char)code);
        return;
    }
    if (code < 0x800) {
        pd_buffer_byte(out, (char)(0xC0 | code >> 6));
    } else {
        pd_buffer_byte(out, (char)(0xE0 | code >> 12));
        pd_buffer_byte(out, (char)(0x80 | (code >> 6 & 0x3F)));
    }
    pd_buffer_byte(out, (char)(0x80 | (code & 0x3F)));
}

size_t pd_encoding_decode(pd_encoding encoding, const char *bytes, size_t size, pd_buffer *out)
{
    if (encoding == PD_ENCODING_UTF8) {
        pd_buffer_add(out, bytes, size);
        return size;
    }
    for (size_t i = 0; i < size; i++) {
        const unsigned code = code_point(encoding, (unsigned char)bytes[i]);
        if (code == 0 && bytes[i] != '\0')
            return i;
        add_code_point(out, code);
    }
    return size;
}
