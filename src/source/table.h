/* Tables as rows of text cells, whatever the file: CSV (own reader, source/table/csv.h), XLSX, ODS, DBF and
 * layers (OGR). Streaming: one row at a time, memory does not grow with the file (a spreadsheet apart, which
 * OGR loads). Cells are UTF-8 and keep leading zeros.
 *
 * Header: of a CSV the first record; of a sheet the first row with two cells or more that are not empty
 * (titles above it are skipped), or of a sheet of one column the first that is not. Line ends, no-break
 * blanks and runs of blanks in a name become one blank; empty names at the end of the header are no columns.
 * A row without any text is no row. */
#ifndef PD_SOURCE_TABLE_H
#define PD_SOURCE_TABLE_H

#include "base/finding.h"

typedef struct pd_reader pd_reader;

/* True if the path's extension is that of a table without geometry (CSV, sheet, DBF). */
bool pd_reader_is_table(const char *path);

/* layer "" : the only one. encoding: of a CSV or DBF as declared, "" for none (a CSV then must be UTF-8).
 * FORMAT: not text, unclosed quote (with the line where it opened), row longer than the header …; SCHEMA: no
 * header, duplicate or empty header, no such layer. Short rows are completed by empty cells, each with a
 * finding "row_short" (the first 20 one by one, the rest as a number at the end of the table). findings must
 * outlive the reader. */
PDOT_MUST_CHECK pdot_status pd_reader_open(pdot_ctx *ctx, const char *path, const char *layer,
                                           const char *encoding, pd_findings *findings, pd_reader **out);
void pd_reader_close(pd_reader *reader);

int32_t pd_reader_n_columns(const pd_reader *reader);
const char *pd_reader_column(const pd_reader *reader, int32_t index);
const char *pd_reader_encoding(const pd_reader *reader); /* of the texts as found: "UTF-8", "CP1252" … */

/* Column of that name (exact, else but for case, accents and blanks), or SCHEMA with the names that exist. */
PDOT_MUST_CHECK pdot_status pd_reader_find(pdot_ctx *ctx, const pd_reader *reader, const char *name,
                                           int32_t *index);

/* Next row: cells (n_columns, never NULL), and its line (CSV: where it starts; sheets: row number; layers:
 * feature id). *cells NULL at the end. Valid until the next call. */
PDOT_MUST_CHECK pdot_status pd_reader_next(pdot_ctx *ctx, pd_reader *reader, const char *const **cells,
                                           int64_t *line);

#endif
