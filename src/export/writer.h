/* Writers: each turns the stored result tables into the files of one format. A delivery is fed once, table by
 * table and row by row in key order, to every wanted writer; a writer loops over the column declarations and
 * knows no table by name unless its format gives that table a place of its own (a map, a sheet). Files are
 * written into the delivery's folder, which nobody sees under its final name before all writers have
 * finished.
 *
 *     const pd_format *format = pd_format_find("csv");
 *     pd_writer *writer = NULL;
 *     status = format->open(ctx, &delivery, &writer);
 *     ... format->begin_table, put_row ..., end_table for each table ...
 *     status = format->finish(ctx, writer);
 *     format->close(writer);
 *
 * Figures are rounded once, by pd_number_round with their column's decimals, in every format. */
#ifndef PD_EXPORT_WRITER_H
#define PD_EXPORT_WRITER_H

#include "result/table.h"

/* What all writers of one delivery share. Borrowed by them until they are closed. */
typedef struct pd_delivery {
    const char *folder;   /* the folder being built; exists */
    const char *name;     /* of the files that bear the plan's name */
    const char *language; /* "es" or "en": titles, aliases, legends */
    const pdot_plan *plan;
    int epsg;            /* of the plan CRS; 0 if it has none */
    const char *crs_wkt; /* of the plan CRS, WKT2:2019 */
    const char *lineage; /* one paragraph: what the figures were computed from, and with what */
    const char *credit;  /* one line for maps: the files the figures come from */
} pd_delivery;

typedef struct pd_writer pd_writer; /* each format has its own */

struct pd_selfcheck_table;

typedef struct pd_format {
    const char *name; /* as the manifest writes it */
    pdot_status (*open)(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out);
    /* The declaration is valid until end_table. */
    pdot_status (*begin_table)(pdot_ctx *ctx, pd_writer *writer, const pd_table *table);
    pdot_status (*put_row)(pdot_ctx *ctx, pd_writer *writer, const pd_row *row);
    pdot_status (*end_table)(pdot_ctx *ctx, pd_writer *writer);
    /* Completes the files. Afterwards, or after any failure, the writer may only be closed. */
    pdot_status (*finish)(pdot_ctx *ctx, pd_writer *writer);
    void (*close)(pd_writer *writer); /* NULL is fine */
    /* Reopens the finished files (selfcheck.h); NULL if there is nothing to check beyond that they were
     * written. */
    pdot_status (*check)(pdot_ctx *ctx, const pd_delivery *delivery, const struct pd_selfcheck_table *tables,
                         size_t n_tables);
} pd_format;

/* The format of that name, or NULL if this build has none. */
const pd_format *pd_format_find(const char *name);
const pd_format *pd_format_at(int index); /* NULL past the end */

/* A title in the delivery's language. */
const char *pd_title(const pd_delivery *delivery, const char *spanish, const char *english);
const char *pd_table_title(const pd_delivery *delivery, const pd_table *table);
const char *pd_table_about(const pd_delivery *delivery, const pd_table *table);
const char *pd_column_about(const pd_delivery *delivery, const pd_column *column);
const char *pd_column_title(const pd_delivery *delivery, const pd_column *column);
/* "Área (ha)": the title with its unit. Appended. */
struct pd_buffer;
void pd_column_heading(const pd_delivery *delivery, const pd_column *column, struct pd_buffer *out);

/* A value as delivered: reals rounded to their column's decimals. */
pd_value pd_value_delivered(const pd_column *column, pd_value value);

/* The row's key as one text, its parts joined by "/": the stable id of a feature. Appended. */
void pd_row_id(const pd_table *table, const pd_row *row, struct pd_buffer *out);

/* A deep copy of a declaration that lives in the arena. */
PDOT_MUST_CHECK pdot_status pd_table_copy(pdot_ctx *ctx, pd_arena *arena, const pd_table *table,
                                          const pd_table **out);

/* The moment that files with a date of their own carry: one for all, so that the same input gives the same
 * bytes. It is the first moment a zip archive can state. */
#define PD_DELIVERY_DATE "1980-01-01T00:00:00.000Z"

extern const pd_format pd_format_gpkg;
extern const pd_format pd_format_geojson;
extern const pd_format pd_format_csv;
extern const pd_format pd_format_xlsx;
extern const pd_format pd_format_html;
extern const pd_format pd_format_png;
extern const pd_format pd_format_pdf;

#endif
