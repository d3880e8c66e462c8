/* A plan made from small CSV files: territories (level, code, name, kind, parent, from the coarsest), zones,
 * places, decisions. The tables are those of geodata or of tests/data; no layer of sources is needed. */
#ifndef PD_TEST_TEXT_FIXTURE_H
#define PD_TEST_TEXT_FIXTURE_H

#include "support.h"
#include "text/zone.h"

typedef struct csv_table {
    char *bytes;
    char ***rows; /* rows[0] is the header; each row ends with NULL */
    size_t n_rows;
} csv_table;

/* RFC 4180, whole file in memory; fails the test if it cannot be read. */
csv_table csv_read(const char *path);
void csv_free(csv_table *table);
/* Cell of a column by its header; "" if the row is short or the column is absent. */
const char *csv_cell(const csv_table *table, size_t row, const char *column);

typedef struct plan_files {
    const char *territories, *zones, *places, *decisions; /* NULL: none */
} plan_files;

pdot_plan *plan_read(pdot_ctx *ctx, const plan_files *files);

#endif
