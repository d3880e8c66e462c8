/* Which column of a table is its code, its name, its class, its coordinates: by the column's name and by what
 * the cells look like. Only suggestions: the manifest names the columns. Private to inspect*.c. */
#ifndef PD_SOURCE_INSPECT_ROLES_H
#define PD_SOURCE_INSPECT_ROLES_H

#include "source/inspect/columns.h"

PDOT_MUST_CHECK pdot_status pd_roles_find(const pd_columns *columns, bool is_table, pd_column_roles *out);

/* "code", "name" … of a column, or "". */
const char *pd_role_word(const pd_column_roles *roles, int32_t column);

/* True if nine in ten of its values are codes of the DPA: 2, 4, 6 or 9 digits (with a zero put in front if
 * need be) that start with a province. */
bool pd_column_is_dpa(const pd_column_facts *column);
/* True if the text is such a code. */
bool pd_code_is_dpa(const char *code);

#endif
