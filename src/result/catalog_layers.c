/* The catalogue, part 1: the layers with a geometry of their own. */
#include "result/columns.h"

#define TERRITORY_COLUMNS                                                                                    \
    PD_KEY_TEXT("codigo", "Código", "Code", "Código oficial de la unidad territorial; es texto."),           \
        PD_TEXT("nombre", "Nombre", "Name", "Nombre de la unidad territorial."),                             \
        PD_TEXT("tipo", "Tipo", "Kind", "Tipo de unidad según la capa de límites: urbana, rural, resto."),   \
        PD_TEXT("nivel", "Nivel", "Level", "Nivel territorial: cantón, cabecera, parroquia."),               \
        PD_TEXT("padre", "Unidad superior", "Parent", "Código de la unidad que la contiene."),               \
        PD_AREA_HA("area_ha", "Superficie", "Area", "Superficie sobre el elipsoide WGS 84."),                \
        PD_INTEGER("poblacion", "Población", "Population",                                                   \
                   "Habitantes según la tabla de población declarada; vacío si no hay dato."),               \
        PD_AREA_HA("alta_ha", "Superficie en amenaza alta", "High hazard area",                              \
                   "Suelo con amenaza alta en al menos una de las amenazas del resumen, sin repetir."),      \
        PD_SHARE_PCT("alta_pct", "Amenaza alta", "High hazard share",                                        \
                     "Parte del suelo cartografiado que está en amenaza alta."),                             \
        PD_SHARE_PCT("mapeada_pct", "Suelo cartografiado", "Mapped share",                                   \
                     "Parte de la unidad que tiene dato de amenaza."),                                       \
        PD_INTEGER("problemas", "Problemas", "Problems",                                                     \
                   "Problemas del diagnóstico que nombran con certeza esta unidad."),                        \
        PD_INTEGER("problemas_max", "Problemas, máximo", "Problems, upper bound",                            \
                   "Los anteriores más los que podrían referirse a esta unidad."),                           \
        PD_INTEGER("problemas_canton", "Problemas de todo el cantón", "Canton-wide problems",                \
                   "Problemas que se refieren a todo el cantón; son los mismos para cada unidad."),          \
        PD_INTEGER("actividades", "Actividades", "Activities",                                               \
                   "Actividades que nombran con certeza esta unidad."),                                      \
        PD_INTEGER("actividades_max", "Actividades, máximo", "Activities, upper bound",                      \
                   "Las anteriores más las que podrían referirse a esta unidad."),                           \
        PD_INTEGER("actividades_canton", "Actividades de todo el cantón", "Canton-wide activities",          \
                   "Actividades que se refieren a todo el cantón; son las mismas para cada unidad."),        \
        PD_INTEGER("servicios", "Servicios", "Services", "Servicios ubicados en esta unidad."),              \
        PD_INTEGER("usuarios", "Usuarios de servicios", "Service users",                                     \
                   "Usuarios que declaran los servicios; una persona puede contarse en varios."),            \
        PD_INTEGER("brechas", "Brechas", "Gaps", "Brechas encontradas en esta unidad.")

static const pd_column territory_columns[] = {TERRITORY_COLUMNS};

static const pd_column zone_columns[] = {
    PD_KEY_TEXT("zona_id", "Zona", "Zone", "Identificador estable de la zona."),
    PD_TEXT("nombre", "Nombre", "Name", "La zona como la nombra el plan."),
    PD_CODED("grado", "grado", "Grado", "Grade", "Qué tan precisa es la lectura de la zona."),
    PD_TEXT("regla", "Regla", "Rule", "Regla por la que se resolvió."),
    PD_TEXT("codigos", "Códigos", "Codes", "Códigos de las unidades que la forman, separados por espacios."),
};

static const pd_column hazard_columns[] = {
    PD_KEY_TEXT("codigo", "Código", "Code", "Código de la unidad territorial."),
    PD_KEY_TEXT("amenaza", "Amenaza", "Hazard", "Identificador de la amenaza en el manifiesto."),
    PD_KEY_CODED("clase", "clase", "Clase", "Class", "Clase de la amenaza; en cada lugar gana la peor."),
    PD_RANK("rango", "Rango", "Rank", "Orden de la clase, de 0 (nula) a 5 (muy alta)."),
    PD_AREA_HA("area_ha", "Superficie", "Area", "Suelo de la unidad cuya peor clase es esta."),
};

#define WORK_COLUMNS                                                                                         \
    PD_KEY_TEXT("obra_id", "Obra", "Work", "Identificador estable de la obra: capa y número de elemento."),  \
        PD_TEXT("actividad_id", "Actividad", "Activity", "Identificador de la actividad del plan."),         \
        PD_TEXT("actividad", "Texto de la actividad", "Activity text", "La actividad como está impresa."),   \
        PD_TEXT("componente", "Componente", "Component", "Componente del plan.")

static const pd_column point_work_columns[] = {WORK_COLUMNS};

static const pd_column line_work_columns[] = {
    WORK_COLUMNS,
    PD_REAL("longitud_m", "m", 1, "Longitud", "Length", "Longitud de la obra tal como está dibujada."),
};

static const pd_column polygon_work_columns[] = {
    WORK_COLUMNS,
    PD_AREA_HA("area_ha", "Superficie", "Area", "Superficie de la obra sobre el elipsoide WGS 84."),
};

static const pd_column service_point_columns[] = {
    PD_KEY_TEXT("servicio_id", "Servicio", "Service", "Identificador estable del servicio."),
    PD_TEXT("nombre", "Nombre", "Name", "Nombre del centro o proyecto como está impreso."),
    PD_TEXT("tipo", "Tipo", "Kind", "Tipo de servicio."),
    PD_TEXT("area", "Área", "Area of service", "Área de atención."),
    PD_TEXT("codigo", "Código", "Code", "Código de la unidad territorial donde está."),
    PD_INTEGER("usuarios", "Usuarios", "Users", "Usuarios que declara el servicio."),
};

static const pd_column limit_columns[] = {
    PD_KEY_TEXT("limite_id", "Caso", "Case", "Número del caso en esta corrida."),
    PD_TEXT("nivel", "Nivel", "Level", "Nivel de las unidades, o de la unidad que las contiene."),
    PD_CODED("tipo", "limite", "Tipo", "Kind", "Traslape, hueco, o diferencia con la unidad superior."),
    PD_TEXT("unidades", "Unidades", "Territories", "Códigos de las unidades que lo tocan."),
    PD_REAL("ancho_m", "m", 1, "Ancho", "Width", "Ancho de la parte más ancha."),
    PD_REAL("largo_m", "m", 1, "Largo", "Length", "Largo de la parte más ancha."),
    PD_AREA_HA("area_ha", "Superficie", "Area", "Superficie sobre el elipsoide WGS 84."),
};

#define LAYER(name, es, en, about, geometry, group, columns)                                                 \
    {                                                                                                        \
        name, es, en, about, geometry, group, columns, PD_COUNT_OF(columns), false                           \
    }
#define TERRITORIES(name, es, en, about)                                                                     \
    {                                                                                                        \
        name, es, en, about, PD_GEOM_POLYGON, "territorio", territory_columns,                               \
            PD_COUNT_OF(territory_columns), true                                                             \
    }

static const pd_table layers[] = {
    TERRITORIES("territorios", "Territorios", "Territories",
                "Las unidades más finas del plan con el resumen de riesgo, plan y servicios."),
    TERRITORIES("territorios_superiores", "Territorios superiores", "Upper territories",
                "Cantón y cabecera, calculados sobre su propio suelo."),
    LAYER("zonas", "Zonas", "Zones", "Zonas que nombra el plan, resueltas a unidades territoriales.",
          PD_GEOM_POLYGON, "plan", zone_columns),
    LAYER("amenazas", "Amenazas", "Hazards",
          "Suelo de cada amenaza por unidad y clase, después de dar cada lugar a su peor clase.",
          PD_GEOM_POLYGON, "riesgo", hazard_columns),
    LAYER("actividades_puntos", "Obras: puntos", "Works: points",
          "Obras de las actividades del plan, puntos.", PD_GEOM_POINT, "plan", point_work_columns),
    LAYER("actividades_lineas", "Obras: líneas", "Works: lines", "Obras de las actividades del plan, líneas.",
          PD_GEOM_LINE, "plan", line_work_columns),
    LAYER("actividades_poligonos", "Obras: polígonos", "Works: polygons",
          "Obras de las actividades del plan, polígonos.", PD_GEOM_POLYGON, "plan", polygon_work_columns),
    LAYER("servicios_puntos", "Servicios", "Services", "Centros y proyectos con un lugar conocido.",
          PD_GEOM_POINT, "servicios", service_point_columns),
    LAYER("salud_limites", "Salud de los límites", "Health of the limits",
          "Lugares donde las unidades se traslapan, dejan huecos o no coinciden con la unidad superior.",
          PD_GEOM_POLYGON, "territorio", limit_columns),
};

pd_table_list pd_catalog_layers(void)
{
    return (pd_table_list){layers, PD_COUNT_OF(layers)};
}
