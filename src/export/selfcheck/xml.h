/* The checks of style and project documents, for selfcheck.c: whatever a document names must be there. */
#ifndef PD_EXPORT_SELFCHECK_XML_H
#define PD_EXPORT_SELFCHECK_XML_H

#include "base/buffer.h"

/* The tables of the data file and their columns. */
typedef struct pd_known_table {
    const char *name;
    const char **columns;
    size_t n_columns;
} pd_known_table;

typedef struct pd_known {
    const pd_known_table *tables;
    size_t n_tables;
} pd_known;

const pd_known_table *pd_known_find(const pd_known *known, const char *name, size_t size);

/* subject: what the document is, for the message. INTERNAL with what is wrong. */
PDOT_MUST_CHECK pdot_status pd_check_qml(pdot_ctx *ctx, const char *subject, const char *text, size_t size,
                                         const pd_known_table *table);
PDOT_MUST_CHECK pdot_status pd_check_qgs(pdot_ctx *ctx, const char *subject, const char *text, size_t size,
                                         const pd_known *known);

#endif
