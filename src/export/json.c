/* JSON text. */
#include "export/json.h"

#include <math.h>
#include <string.h>

#include "base/number.h"

static const char *short_escape(char byte)
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return NULL;
    }
}

void pd_json_string(pd_buffer *out, const char *text)
{
    if (text == NULL) {
        pd_buffer_text(out, "null");
        return;
    }
    pd_buffer_byte(out, '"');
    for (const char *at = text; *at != '\0'; at++) {
        const char *escape = short_escape(*at);
        if (escape != NULL)
            pd_buffer_text(out, escape);
        else if ((unsigned char)*at < 0x20 || *at == '<' || *at == 0x7f)
            pd_buffer_format(out, "\\u%04x", (unsigned)(unsigned char)*at);
        else
            pd_buffer_byte(out, *at);
    }
    pd_buffer_byte(out, '"');
}

void pd_json_key(pd_buffer *out, const char *key)
{
    pd_json_string(out, key);
    pd_buffer_byte(out, ':');
}

void pd_json_add_text(pd_buffer *out, const char *key, const char *text)
{
    pd_buffer_byte(out, ',');
    pd_json_key(out, key);
    pd_json_string(out, text);
}

void pd_json_add_number(pd_buffer *out, const char *key, double value)
{
    char number[PD_NUMBER_SIZE];
    pd_buffer_byte(out, ',');
    pd_json_key(out, key);
    pd_buffer_text(out, isfinite(value) ? pd_number_format(value, number) : "null");
}

void pd_json_value(pd_buffer *out, const pd_column *column, pd_value value)
{
    if (value.kind == PD_VALUE_NULL)
        pd_buffer_text(out, "null");
    else if (value.kind == PD_VALUE_TEXT)
        pd_json_string(out, value.as.text);
    else if (column->type == PD_TYPE_BOOLEAN)
        pd_buffer_text(out, value.as.integer != 0 ? "true" : "false");
    else
        pd_value_text(column, value, out);
}
