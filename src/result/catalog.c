/* The catalogue as a whole: the declared tables in delivery order. The declarations are in catalog_*.c. */
#include "result/columns.h"

#include <string.h>

const pd_table *pd_table_at(int32_t index)
{
    const pd_table_list parts[] = {pd_catalog_layers(), pd_catalog_risk(), pd_catalog_plan(),
                                   pd_catalog_links()};
    if (index < 0)
        return NULL;
    for (int32_t i = 0; i < PD_COUNT_OF(parts); i++) {
        if (index < parts[i].count)
            return &parts[i].tables[index];
        index -= parts[i].count;
    }
    return NULL;
}

const pd_table *pd_table_find(const char *name)
{
    for (int32_t i = 0;; i++) {
        const pd_table *table = pd_table_at(i);
        if (table == NULL || strcmp(table->name, name) == 0)
            return table;
    }
}

int32_t pd_table_column(const pd_table *table, const char *column)
{
    for (int32_t i = 0; i < table->n_columns; i++)
        if (strcmp(table->columns[i].name, column) == 0)
            return i;
    return PD_NONE;
}

bool pd_table_has_own_geometry(const pd_table *table)
{
    return table->geometry != PD_GEOM_NONE && !table->is_of_territories;
}
