/* Records of the plan's other tables (services, agreements, budget …) as rows of result tables. A record's
 * cell is found by the column the manifest maps to the result's column name, else by that name itself. */
#ifndef PD_PIPELINE_LINK_RECORDS_H
#define PD_PIPELINE_LINK_RECORDS_H

#include "pipeline/link/link.h"

/* A plan table that becomes a result table. */
typedef struct pd_record_table {
    const char *word;      /* of the manifest: "services" */
    const char *result;    /* "servicios" */
    const char *id_column; /* of the result: filled from the column "id", else from the line */
} pd_record_table;

/* The cell of a result column; "" if there is none. */
const char *pd_record_cell(const pd_manifest *manifest, const char *word, const pd_record *record,
                           const char *column);
/* Sets every column of the maker that the record has. Texts are borrowed from the record. Cells that are no
 * number where one is declared become a finding and stay empty. */
PDOT_MUST_CHECK pdot_status pd_record_set(pd_link *link, const pd_record_table *table,
                                          const pd_record *record, pd_maker *maker);
/* Sets a column from a cell that should be a number; an empty cell sets nothing. */
void pd_record_set_number(pd_link *link, const pd_record_table *table, const pd_record *record,
                          const char *name, const char *cell, pd_maker *maker);
/* Place of a record in its file, for findings. */
pd_place pd_record_place(const pd_link *link, const pd_record *record);

#endif
