/* A look at the bytes of a DBF: header of 32 bytes, descriptors of 32 bytes each up to 0x0D, then records of
 * fixed width, each with a deletion mark first (dBASE III). */
#include "source/table/dbf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/fold.h"
#include "base/memory.h"

enum { HEADER = 32, DESCRIPTOR = 32, MOST_FIELDS = 2046 };

typedef struct dbf {
    FILE *file;
    unsigned char head[HEADER];
    size_t record_size;
    size_t n_fields;
    unsigned char widths[MOST_FIELDS];
    bool is_text[MOST_FIELDS];
} dbf;

static bool read_header(dbf *table)
{
    unsigned char head[HEADER];
    if (fread(head, 1, HEADER, table->file) != HEADER)
        return false;
    memcpy(table->head, head, HEADER);
    const size_t header_size = (size_t)table->head[8] | (size_t)table->head[9] << 8;
    table->record_size = (size_t)table->head[10] | (size_t)table->head[11] << 8;
    unsigned char descriptor[DESCRIPTOR];
    while (table->n_fields < MOST_FIELDS && HEADER + (table->n_fields + 1) * DESCRIPTOR <= header_size &&
           fread(descriptor, 1, DESCRIPTOR, table->file) == DESCRIPTOR && descriptor[0] != 0x0D) {
        table->is_text[table->n_fields] = descriptor[11] == 'C';
        table->widths[table->n_fields++] = descriptor[16];
    }
    return table->record_size > 0 && fseek(table->file, (long)header_size, SEEK_SET) == 0;
}

/* True if the bytes are UTF-8, or would be if the sequence that the field's end cuts were whole. */
static bool is_utf8(const char *text, size_t size)
{
    size_t bad = 0;
    if (pd_utf8_is_valid(text, size, &bad))
        return true;
    return size - bad < 4 && ((unsigned char)text[bad] & 0xC0) == 0xC0;
}

static pd_dbf_text look_at_field(const char *text, size_t size)
{
    bool is_ascii = true;
    for (size_t i = 0; i < size; i++)
        is_ascii = is_ascii && (unsigned char)text[i] < 0x80;
    if (is_ascii)
        return PD_DBF_ASCII;
    return is_utf8(text, size) ? PD_DBF_UTF8 : PD_DBF_SINGLE_BYTE;
}

static pd_dbf_text look_at_record(const dbf *table, const char *record)
{
    pd_dbf_text found = PD_DBF_ASCII;
    size_t at = 1;
    for (size_t i = 0; i < table->n_fields && at + table->widths[i] <= table->record_size; i++) {
        const pd_dbf_text field =
            table->is_text[i] ? look_at_field(record + at, table->widths[i]) : PD_DBF_ASCII;
        found = field > found ? field : found;
        at += table->widths[i];
    }
    return found;
}

static pdot_status look_at_records(pdot_ctx *ctx, dbf *table, pd_dbf_text *out)
{
    char *record = pd_alloc(ctx, table->record_size);
    if (record == NULL)
        return PDOT_NOMEM;
    pd_dbf_text found = PD_DBF_ASCII;
    while (found != PD_DBF_SINGLE_BYTE &&
           fread(record, 1, table->record_size, table->file) == table->record_size) {
        const pd_dbf_text one = look_at_record(table, record);
        found = one > found ? one : found;
    }
    pd_free(record);
    *out = found;
    return PDOT_OK;
}

pdot_status pd_dbf_look(pdot_ctx *ctx, const char *path, pd_dbf_text *out)
{
    const pd_place place = {.file = path};
    dbf *table = pd_alloc(ctx, sizeof *table);
    if (table == NULL)
        return PDOT_NOMEM;
    pdot_status status;
    table->file = fopen(path, "rbe");
    if (table->file == NULL)
        status = pd_locate(ctx, pd_fail(ctx, PDOT_IO, "cannot be read: %s", strerror(errno)), &place);
    else if (!read_header(table))
        status = pd_locate(ctx, pd_fail(ctx, PDOT_FORMAT, "the header of the DBF is damaged"), &place);
    else
        status = look_at_records(ctx, table, out);
    if (table->file != NULL)
        (void)fclose(table->file);
    pd_free(table);
    return status;
}
