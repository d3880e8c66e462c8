/* Tables as rows of text cells, whatever the file: CSV (own RFC 4180 reader), XLSX, ODS, DBF and attribute or
 * feature layers (OGR). Streaming: one row at a time, memory does not grow with the file. Cells are UTF-8 and
 * keep leading zeros. */
#ifndef PD_SOURCE_TABLE_H
#define PD_SOURCE_TABLE_H

#include "base/finding.h"

typedef struct pd_reader pd_reader;

/* layer "" : the only one. FORMAT: not text, unclosed quote (with the line where it opened), row longer than
 * the header …; SCHEMA: no header, duplicate header, no such layer. Short rows and the like that lose nothing
 * become findings. */
PDOT_MUST_CHECK pdot_status pd_reader_open(pdot_ctx *ctx, const char *path, const char *layer,
                                           const char *encoding, pd_findings *findings, pd_reader **out);
void pd_reader_close(pd_reader *reader);

int32_t pd_reader_n_columns(const pd_reader *reader);
const char *pd_reader_column(const pd_reader *reader, int32_t index);
/* Column of that name (exact, else without case), or SCHEMA with the names that exist. */
PDOT_MUST_CHECK pdot_status pd_reader_find(pdot_ctx *ctx, const pd_reader *reader, const char *name,
                                           int32_t *index);

/* Next row: cells (n_columns, never NULL), and its line (CSV: where it starts; sheets: row number; layers:
 * feature id). *cells NULL at the end. Valid until the next call. */
PDOT_MUST_CHECK pdot_status pd_reader_next(pdot_ctx *ctx, pd_reader *reader, const char *const **cells,
                                           int64_t *line);

#endif
