/* Text encodings of tables: what may be declared, and bytes to UTF-8. */
#ifndef PD_SOURCE_ENCODING_H
#define PD_SOURCE_ENCODING_H

#include "base/buffer.h"

typedef enum pd_encoding {
    PD_ENCODING_UTF8,
    PD_ENCODING_CP1252,
    PD_ENCODING_LATIN1,
    PD_ENCODING_LATIN9
} pd_encoding;

/* A declared name in any of its usual spellings ("UTF-8", "windows-1252", "Latin1"); "" is UTF-8. false: not
 * known. */
bool pd_encoding_parse(const char *name, pd_encoding *out);
const char *pd_encoding_name(pd_encoding encoding); /* "UTF-8", "CP1252", "ISO-8859-1", "ISO-8859-15" */

/* What may be declared, for messages. */
#define PD_ENCODINGS "UTF-8, CP1252, ISO-8859-1, ISO-8859-15"

/* Appends the bytes as UTF-8 (UTF-8 itself unchecked). Returns the offset of the first byte the encoding does
 * not have, or size. */
size_t pd_encoding_decode(pd_encoding encoding, const char *bytes, size_t size, pd_buffer *out);

#endif
