/* Pieces of JSON text appended to a buffer. "<" is written as an escape, so that the same text may stand
 * inside a <script> of a page. */
#ifndef PD_EXPORT_JSON_H
#define PD_EXPORT_JSON_H

#include "base/buffer.h"
#include "result/table.h"

/* The text as a JSON string with its quotes; NULL as null. */
void pd_json_string(pd_buffer *out, const char *text);
/* "key": */
void pd_json_key(pd_buffer *out, const char *key);
/* ,"key":"text" and ,"key":number (null if it is not finite): a member that is not the first of its object.
 */
void pd_json_add_text(pd_buffer *out, const char *key, const char *text);
void pd_json_add_number(pd_buffer *out, const char *key, double value);
/* The value as delivered: numbers with their column's decimals, true and false for booleans, null. */
void pd_json_value(pd_buffer *out, const pd_column *column, pd_value value);

#endif
