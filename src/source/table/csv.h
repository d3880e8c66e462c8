/* CSV as RFC 4180 describes it, and as spreadsheets write it: records of text cells, streaming, with line
 * numbers. Knows nothing of headers; source/table.h does.
 *
 * Separator: of , ; tab and | the one that occurs most often in the first record outside quotes; the earlier
 * of this list if two are equal; a comma if there is none. A first line "sep=X" names it. Line ends: LF, CRLF
 * or CR. A cell may be quoted by "; inside, "" is a quote, and separators and line ends are text. Blanks
 * before an opening and after a closing quote do not count. A line without any character is no record.
 * Memory: one record. */
#ifndef PD_SOURCE_CSV_H
#define PD_SOURCE_CSV_H

#include "source/encoding.h"

typedef struct pd_csv pd_csv;

/* IO; FORMAT: UTF-16 or a zip archive (a spreadsheet under another name). The path is a checked regular file.
 */
PDOT_MUST_CHECK pdot_status pd_csv_open(pdot_ctx *ctx, const char *path, pd_encoding encoding, pd_csv **out);
void pd_csv_close(pd_csv *csv);
char pd_csv_separator(const pd_csv *csv);

/* The next record: n cells as UTF-8 and the line where it starts (from 1). *n is 0 at the end. Valid until
 * the next call. FORMAT with the line: a quote that is never closed, text after a closing quote, bytes that
 * are not text or not of the encoding; LIMIT: a cell or a record beyond base/limits.h. */
PDOT_MUST_CHECK pdot_status pd_csv_next(pdot_ctx *ctx, pd_csv *csv, const char *const **cells, size_t *n,
                                        int64_t *line);

#endif
