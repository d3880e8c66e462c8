/* The catalogue, part 4: links between plan and territory, what follows from them, findings and provenance.
 */
#include "result/columns.h"

#define CODE_COLUMN PD_KEY_TEXT("codigo", "Código", "Code", "Código de la unidad territorial más fina.")
#define NAME_COLUMN PD_TEXT("nombre", "Nombre", "Name", "Nombre de la unidad territorial.")
#define COMPONENT_COLUMN                                                                                     \
    PD_KEY_TEXT("componente", "Componente", "Component", "Componente del plan; vacío si no se asigna.")
#define THEME_COLUMN                                                                                         \
    PD_KEY_TEXT("tematica", "Temática", "Theme", "Temática del componente; vacía si el plan no la asigna.")

/* One link: a mention of a row's zone text that reaches a territory. */
#define LINK_COLUMNS                                                                                         \
    CODE_COLUMN, PD_KEY_INTEGER("inicio", "Inicio", "Start", "Byte del texto donde empieza la mención."),    \
        PD_INTEGER("fin", "Fin", "End", "Byte siguiente al último de la mención."),                          \
        PD_CODED("certeza", "certeza", "Certeza", "Certainty",                                               \
                 "Si el texto nombra la unidad o solo podría referirse a ella."),                            \
        PD_CODED("grado", "grado", "Grado", "Grade", "Qué tan precisa es la lectura."),                      \
        PD_TEXT("regla", "Regla", "Rule", "Regla por la que se resolvió la mención."),                       \
        PD_TEXT("texto", "Mención", "Mention", "La mención como está impresa."),                             \
        PD_BOOLEAN("cantonal", "Todo el cantón", "Canton-wide", "La mención dice todo el cantón."),          \
        PD_BOOLEAN("confirmado", "Confirmado", "Confirmed", "Una persona lo decidió en decisiones.")

static const pd_column problem_columns[] = {
    PD_KEY_TEXT("problema_id", "Problema", "Problem", "Identificador del problema."),
    LINK_COLUMNS,
};

static const pd_column activity_columns[] = {
    PD_KEY_TEXT("actividad_id", "Actividad", "Activity", "Identificador de la actividad."),
    LINK_COLUMNS,
};

static const pd_column service_columns[] = {
    PD_KEY_TEXT("servicio_id", "Servicio", "Service", "Identificador del servicio."),
    LINK_COLUMNS,
};

static const pd_column agreement_columns[] = {
    PD_KEY_TEXT("convenio_id", "Convenio", "Agreement", "Identificador del convenio."),
    LINK_COLUMNS,
};

static const pd_column register_columns[] = {
    PD_KEY_TEXT("registro_id", "Registro", "Record", "Tabla y fila del registro."),
    LINK_COLUMNS,
};

static const pd_column reach_columns[] = {
    CODE_COLUMN,
    PD_KEY_TEXT("area", "Área", "Area of service",
                "Área de atención; vacía en la fila de las unidades sin servicio cierto."),
    PD_KEY_TEXT("unidad", "Unidad de usuarios", "Unit of users", "En qué se cuentan los usuarios."),
    NAME_COLUMN,
    PD_INTEGER("servicios", "Servicios", "Services", "Servicios que están con certeza en la unidad."),
    PD_INTEGER("servicios_max", "Servicios, máximo", "Services, upper bound",
               "Los anteriores más los posibles."),
    PD_INTEGER("servicios_canton", "Servicios de todo el cantón", "Canton-wide services",
               "Servicios que dicen todo el cantón."),
    PD_INTEGER("usuarios", "Usuarios", "Users", "Usuarios de los servicios que están solo en esta unidad."),
    PD_REAL("usuarios_por_mil", "", 1, "Usuarios por mil habitantes", "Users per thousand people",
            "Solo donde el manifiesto da el indicador poblacion."),
};

static const pd_column plan_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    COMPONENT_COLUMN,
    THEME_COLUMN,
    PD_INTEGER("problemas", "Problemas", "Problems", "Problemas que nombran con certeza la unidad."),
    PD_INTEGER("problemas_max", "Problemas, máximo", "Problems, upper bound",
               "Los anteriores más los posibles."),
    PD_INTEGER("problemas_canton", "Problemas de todo el cantón", "Canton-wide problems",
               "Problemas que dicen todo el cantón."),
    PD_INTEGER("actividades", "Actividades", "Activities", "Actividades que nombran con certeza la unidad."),
    PD_INTEGER("actividades_max", "Actividades, máximo", "Activities, upper bound",
               "Las anteriores más las posibles."),
    PD_INTEGER("actividades_canton", "Actividades de todo el cantón", "Canton-wide activities",
               "Actividades que dicen todo el cantón."),
};

static const pd_column year_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    COMPONENT_COLUMN,
    PD_KEY_INTEGER("anio", "Año", "Year", "Año del período."),
    PD_INTEGER("actividades", "Actividades", "Activities", "Actividades con marca en el año."),
    PD_INTEGER("acumuladas", "Acumuladas", "Cumulative", "Actividades con marca en ese año o antes."),
    PD_INTEGER("primer_anio", "Primer año", "First year", "Primer año con una actividad."),
};

static const pd_column target_columns[] = {
    PD_KEY_TEXT("codigo", "Código", "Code", "Código de la unidad; vacío: fuera de todas."),
    PD_KEY_TEXT("actividad_id", "Actividad", "Activity", "Identificador de la actividad."),
    PD_KEY_TEXT("anio", "Año", "Year",
                "Año de la obra, o el primero con marca de su actividad; vacío si no se sabe."),
    NAME_COLUMN,
    PD_TEXT("componente", "Componente", "Component", "Componente del plan."),
    PD_INTEGER("puntos", "Obras puntuales", "Point works", "Obras dibujadas como punto."),
    PD_REAL("longitud_m", "m", 1, "Longitud de obras", "Length of works", "Obras dibujadas como línea."),
    PD_AREA_HA("area_ha", "Superficie de obras", "Area of works", "Obras dibujadas como polígono."),
    PD_TEXT("meta", "Meta", "Target", "Meta de la actividad como está impresa."),
    PD_REAL("meta_valor", "", 2, "Valor de la meta", "Target value", "Valor leído de la meta."),
    PD_TEXT("meta_unidad", "Unidad de la meta", "Target unit", "Unidad leída de la meta."),
    PD_REAL("medida", "", 2, "Medida", "Measure",
            "Lo que miden las obras en la unidad de la meta; vacía si la meta no es una medida del mapa."),
    PD_REAL("acumulada", "", 2, "Medida acumulada", "Measure to date",
            "La medida en la unidad hasta ese año."),
    PD_SHARE_PCT("meta_pct", "Parte de la meta", "Share of the target", "La medida frente a la meta."),
    PD_SHARE_PCT("total_pct", "Todas las obras frente a la meta", "All works against the target",
                 "La medida de la actividad en todas las unidades y años frente a la meta."),
};

static const pd_column gap_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    COMPONENT_COLUMN,
    THEME_COLUMN,
    PD_KEY_CODED("brecha", "brecha", "Brecha", "Gap", "Clase de brecha."),
    PD_KEY_TEXT("amenaza", "Amenaza", "Hazard", "Amenaza alta sin respuesta; vacía en las demás brechas."),
    PD_INTEGER("problemas", "Problemas", "Problems", "Problemas ciertos de la unidad y el componente."),
    PD_INTEGER("actividades", "Actividades", "Activities",
               "Actividades ciertas de la unidad y el componente."),
    PD_SHARE_PCT("alta_pct", "Amenaza alta", "High hazard share", "Parte alta de la amenaza en la unidad."),
    PD_TEXT("motivo", "Motivo", "Reason", "De qué filas y figuras sale la brecha."),
};

static const pd_column digest_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    PD_INTEGER("problemas", "Problemas", "Problems", "Problemas que nombran con certeza la unidad."),
    PD_INTEGER("problemas_max", "Problemas, máximo", "Problems, upper bound",
               "Los anteriores más los posibles."),
    PD_INTEGER("actividades", "Actividades", "Activities", "Actividades que nombran con certeza la unidad."),
    PD_INTEGER("actividades_max", "Actividades, máximo", "Activities, upper bound",
               "Las anteriores más las posibles."),
    PD_INTEGER("servicios", "Servicios", "Services", "Servicios que están con certeza en la unidad."),
    PD_INTEGER("servicios_max", "Servicios, máximo", "Services, upper bound",
               "Los anteriores más los posibles."),
    PD_INTEGER("convenios", "Convenios", "Agreements", "Convenios que nombran con certeza la unidad."),
    PD_INTEGER("convenios_max", "Convenios, máximo", "Agreements, upper bound",
               "Los anteriores más los posibles."),
    PD_INTEGER("brechas", "Brechas", "Gaps", "Brechas encontradas en la unidad."),
    PD_TEXT("frase", "Síntesis", "Summary", "La unidad en el plan, en una oración."),
};

static const pd_column actor_columns[] = {
    PD_KEY_CODED("sujeto", "sujeto", "Sujeto", "Subject", "Si la fila es un problema o una actividad."),
    PD_KEY_TEXT("fila_id", "Fila", "Row", "Identificador del problema o de la actividad."),
    PD_KEY_INTEGER("inicio", "Inicio", "Start", "Byte del texto donde empieza el nombre."),
    PD_INTEGER("fin", "Fin", "End", "Byte siguiente al último del nombre."),
    PD_TEXT("actor", "Actor", "Actor", "Nombre del actor en la lista de actores."),
    PD_TEXT("texto", "Mención", "Mention", "El nombre como está impreso."),
};

static const pd_column finding_columns[] = {
    PD_KEY_INTEGER("numero", "Número", "Number", "Orden del hallazgo: primero los errores."),
    PD_TEXT("regla", "Regla", "Rule", "Código estable de la regla."),
    PD_CODED("gravedad", "gravedad", "Gravedad", "Severity", "Error, por revisar o información."),
    PD_TEXT("sujeto", "Sujeto", "Subject", "De qué trata: un código, una fila, un nombre."),
    PD_TEXT("mensaje", "Mensaje", "Message", "El hallazgo en una oración."),
    PD_TEXT("esperado", "Esperado", "Expected", "Lo que se esperaba."),
    PD_TEXT("encontrado", "Encontrado", "Found", "Lo que se encontró."),
    PD_TEXT("documento", "Documento", "Document", "Archivo o documento, como lo escribe el manifiesto."),
    PD_TEXT("capa", "Capa", "Layer", "Capa del archivo, si tiene."),
    PD_TEXT("campo", "Campo", "Field", "Campo o columna."),
    PD_INTEGER("linea", "Línea", "Line", "Línea de la tabla o número de elemento de la capa."),
};

static const pd_column provenance_columns[] = {
    PD_KEY_TEXT("cifra", "Cifra", "Figure", "Nombre de la cifra: tabla, claves y columna."),
    PD_KEY_TEXT("fuente", "Fuente", "Source", "Archivo, como lo escribe el manifiesto."),
    PD_KEY_TEXT("capa", "Capa", "Layer", "Capa del archivo."),
    PD_KEY_TEXT("elemento", "Elemento", "Element", "Elemento de la capa o línea de la tabla."),
    PD_AREA_HA("area_ha", "Superficie", "Area", "Lo que el elemento aporta a la cifra."),
};

#define TABLE(name, es, en, about, group, columns)                                                           \
    {                                                                                                        \
        name, es, en, about, PD_GEOM_NONE, group, columns, PD_COUNT_OF(columns), false                       \
    }

static const pd_table tables[] = {
    TABLE("problema_territorio", "Problemas por territorio", "Problems by territory",
          "A qué unidades se refiere cada problema, con su grado y la mención.", "plan", problem_columns),
    TABLE("actividad_territorio", "Actividades por territorio", "Activities by territory",
          "A qué unidades se refiere cada actividad, con su grado y la mención.", "plan", activity_columns),
    TABLE("servicio_territorio", "Servicios por territorio", "Services by territory",
          "En qué unidades atiende cada servicio, con su grado y la mención.", "servicios", service_columns),
    TABLE("convenio_territorio", "Convenios por territorio", "Agreements by territory",
          "Qué unidades nombra cada convenio, con su grado y la mención.", "servicios", agreement_columns),
    TABLE("cobertura_servicios", "Cobertura de servicios", "Services by territory and area",
          "Servicios y usuarios de cada unidad por área de atención; las unidades sin servicio "
          "cierto tienen una fila sin área.",
          "servicios", reach_columns),
    TABLE("registro_territorio", "Otros registros por territorio", "Other records by territory",
          "A qué unidades se refiere cada registro con zona, con su grado y la mención.", "servicios",
          register_columns),
    TABLE("cobertura_plan", "Cobertura del plan", "Plan coverage",
          "Problemas y actividades de cada unidad por componente y temática.", "plan", plan_columns),
    TABLE("cobertura_anual", "Cobertura anual", "Yearly coverage",
          "Actividades de cada unidad por componente y año.", "plan", year_columns),
    TABLE("cobertura_metas", "Obras frente a la meta", "Works against targets",
          "Lo que miden las obras de cada actividad en cada unidad y año, frente a su meta.", "plan",
          target_columns),
    TABLE("brechas", "Brechas", "Gaps",
          "Problemas sin actividad, actividades sin problema y amenaza alta sin ninguno de los dos.",
          "brechas", gap_columns),
    TABLE("sintesis", "Síntesis por unidad", "Territories in a sentence",
          "Lo que el plan dice de cada unidad, lo que le falta, en una oración.", "brechas", digest_columns),
    TABLE("articulacion", "Actores de articulación", "Partners",
          "Los actores que nombra cada problema y cada actividad.", "plan", actor_columns),
    TABLE("hallazgos", "Hallazgos", "Findings", "Lo que la auditoría encontró en el plan y en las fuentes.",
          "procedencia", finding_columns),
    TABLE("procedencia", "Procedencia", "Provenance", "De qué elementos de qué fuente sale cada cifra.",
          "procedencia", provenance_columns),
};

pd_table_list pd_catalog_links(void)
{
    return (pd_table_list){tables, PD_COUNT_OF(tables)};
}
