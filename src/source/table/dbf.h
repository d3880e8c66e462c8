/* The encoding of a DBF's texts where nothing says it: neither a .cpg file nor the language byte of its
 * header. */
#ifndef PD_SOURCE_DBF_H
#define PD_SOURCE_DBF_H

#include "base/context.h"

typedef enum pd_dbf_text {
    PD_DBF_ASCII,      /* no byte above 0x7F: any encoding will do */
    PD_DBF_UTF8,       /* only valid UTF-8, some of it beyond ASCII */
    PD_DBF_SINGLE_BYTE /* bytes that are not UTF-8 */
} pd_dbf_text;

/* Looks at every text field of every record; memory: one record. A UTF-8 sequence cut by the width of its
 * field counts as valid. IO, FORMAT. */
PDOT_MUST_CHECK pdot_status pd_dbf_look(pdot_ctx *ctx, const char *path, pd_dbf_text *out);

#endif
