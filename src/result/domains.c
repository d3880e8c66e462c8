/* The value lists that columns name as their domain: stable codes and what people read instead. */
#include "result/columns.h"

#include <string.h>

static const pd_domain_value grades[] = {
    {"exact", "exacto", "exact"},
    {"corrected", "corregido", "corrected"},
    {"likely", "probable", "likely"},
    {"settlement", "cabecera parroquial", "settlement"},
    {"approximate", "aproximado", "approximate"},
    {"vague", "vago", "vague"},
    {"ambiguous", "ambiguo", "ambiguous"},
    {"unresolved", "sin resolver", "unresolved"},
    {"missing", "no dice dónde", "says no place"},
};

static const pd_domain_value certainties[] = {
    {"certain", "cierto", "certain"},
    {"possible", "posible", "possible"},
};

static const pd_domain_value severities[] = {
    {"error", "error", "error"},
    {"review", "por revisar", "to review"},
    {"info", "información", "information"},
};

static const pd_domain_value ranks[] = {
    {"0", "nula", "none"},    {"1", "muy baja", "very low"}, {"2", "baja", "low"},
    {"3", "media", "medium"}, {"4", "alta", "high"},         {"5", "muy alta", "very high"},
};

static const pd_domain_value bases[] = {
    {"obra", "medido sobre la obra", "measured on the work"},
    {"contexto", "contexto de sus territorios", "context of its territories"},
};

static const pd_domain_value gaps[] = {
    {"sin_actividad", "problema sin actividad", "problem without activity"},
    {"sin_problema", "actividad sin problema", "activity without problem"},
    {"amenaza_sin_respuesta", "amenaza alta sin problema ni actividad", "high hazard without either"},
    {"no_nombrada", "unidad que el plan no nombra", "territory the plan does not name"},
};

static const pd_domain_value limits[] = {
    {"traslape", "traslape de dos unidades", "overlap of two territories"},
    {"hueco", "hueco entre unidades", "gap between territories"},
    {"faltante", "falta para llenar la unidad superior", "missing from the unit above"},
    {"sobrante", "fuera de la unidad superior", "beyond the unit above"},
};

static const pd_domain_value subjects[] = {
    {"problema", "problema", "problem"},
    {"actividad", "actividad", "activity"},
};

#define DOMAIN(name, values)                                                                                 \
    {                                                                                                        \
        name, values, PD_COUNT_OF(values)                                                                    \
    }

static const pd_domain domains[] = {
    DOMAIN("grado", grades),    DOMAIN("certeza", certainties), DOMAIN("gravedad", severities),
    DOMAIN("rango", ranks),     DOMAIN("base", bases),          DOMAIN("brecha", gaps),
    DOMAIN("sujeto", subjects), DOMAIN("limite", limits),
};

const pd_domain *pd_domain_find(const char *name)
{
    for (int32_t i = 0; i < PD_COUNT_OF(domains); i++)
        if (strcmp(domains[i].name, name) == 0)
            return &domains[i];
    return NULL;
}
