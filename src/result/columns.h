/* How the catalogue writes a column down: one macro per kind of figure, so that unit, decimals and type of a
 * kind are said once. Only the catalog_*.c files include it.
 *
 *     static const pd_column columns[] = {PD_KEY_TEXT("codigo", "Código", "Code", "…"), PD_AREA_HA("area_ha",
 * …)};
 */
#ifndef PD_RESULT_COLUMNS_H
#define PD_RESULT_COLUMNS_H

#include "result/table.h"

/* Areas to the square metre (0.0001 ha), shares to a hundredth of a percent. */
#define PD_AREA_DECIMALS  4
#define PD_SHARE_DECIMALS 2

#define PD_COLUMN(name, type, unit, decimals, es, en, about, domain, is_key)                                 \
    {                                                                                                        \
        name, type, unit, decimals, es, en, about, domain, is_key                                            \
    }

#define PD_KEY_TEXT(name, es, en, about) PD_COLUMN(name, PD_TYPE_TEXT, "", 0, es, en, about, "", true)
#define PD_KEY_CODED(name, domain, es, en, about)                                                            \
    PD_COLUMN(name, PD_TYPE_TEXT, "", 0, es, en, about, domain, true)
#define PD_KEY_INTEGER(name, es, en, about) PD_COLUMN(name, PD_TYPE_INTEGER, "", 0, es, en, about, "", true)

#define PD_TEXT(name, es, en, about) PD_COLUMN(name, PD_TYPE_TEXT, "", 0, es, en, about, "", false)
#define PD_CODED(name, domain, es, en, about)                                                                \
    PD_COLUMN(name, PD_TYPE_TEXT, "", 0, es, en, about, domain, false)
#define PD_INTEGER(name, es, en, about) PD_COLUMN(name, PD_TYPE_INTEGER, "", 0, es, en, about, "", false)
#define PD_RANK(name, es, en, about)    PD_COLUMN(name, PD_TYPE_INTEGER, "", 0, es, en, about, "rango", false)
#define PD_BOOLEAN(name, es, en, about) PD_COLUMN(name, PD_TYPE_BOOLEAN, "", 0, es, en, about, "", false)
#define PD_REAL(name, unit, decimals, es, en, about)                                                         \
    PD_COLUMN(name, PD_TYPE_REAL, unit, decimals, es, en, about, "", false)
#define PD_AREA_HA(name, es, en, about)                                                                      \
    PD_COLUMN(name, PD_TYPE_REAL, "ha", PD_AREA_DECIMALS, es, en, about, "", false)
#define PD_SHARE_PCT(name, es, en, about)                                                                    \
    PD_COLUMN(name, PD_TYPE_REAL, "%", PD_SHARE_DECIMALS, es, en, about, "", false)

#define PD_COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof((array)[0])))

/* The tables of each part of the catalogue, in delivery order. */
typedef struct pd_table_list {
    const pd_table *tables;
    int32_t count;
} pd_table_list;

pd_table_list pd_catalog_layers(void);
pd_table_list pd_catalog_risk(void);
pd_table_list pd_catalog_plan(void);
pd_table_list pd_catalog_links(void);

#endif
