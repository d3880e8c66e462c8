/* The catalogue, part 2: coverage figures per territory. */
#include "result/columns.h"

#define CODE_COLUMN  PD_KEY_TEXT("codigo", "Código", "Code", "Código de la unidad territorial.")
#define NAME_COLUMN  PD_TEXT("nombre", "Nombre", "Name", "Nombre de la unidad territorial.")
#define LEVEL_COLUMN PD_TEXT("nivel", "Nivel", "Level", "Nivel territorial de la unidad.")
#define HAZARD_COLUMN                                                                                        \
    PD_KEY_TEXT("amenaza", "Amenaza", "Hazard", "Identificador de la amenaza en el manifiesto.")
#define CLASS_COLUMN                                                                                         \
    PD_KEY_CODED("clase", "clase", "Clase", "Class",                                                         \
                 "Clase de la amenaza; «libre» es suelo sin amenaza y «sin dato» suelo no cartografiado.")
#define RANK_COLUMN                                                                                          \
    PD_RANK("rango", "Rango", "Rank", "Orden de la clase, de 0 (nula) a 5 (muy alta); vacío si no tiene.")

static const pd_column hazard_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    LEVEL_COLUMN,
    HAZARD_COLUMN,
    CLASS_COLUMN,
    RANK_COLUMN,
    PD_AREA_HA("area_ha", "Superficie", "Area",
               "Suelo cuya peor clase es esta; ningún lugar cuenta dos veces."),
    PD_SHARE_PCT("pct_territorio", "Parte del territorio", "Share of territory",
                 "Superficie dividida para la de la unidad."),
    PD_SHARE_PCT("pct_mapeada", "Parte de lo cartografiado", "Share of mapped ground",
                 "Superficie dividida para el suelo cartografiado de la unidad; vacío en «sin dato»."),
    PD_AREA_HA("bruta_ha", "Superficie bruta", "Gross area",
               "Suelo con polígonos de esta clase, haya o no una peor encima."),
    PD_AREA_HA("suma_ha", "Suma simple", "Plain sum",
               "Suma de los polígonos de la clase recortados a la unidad, con sus repeticiones."),
    PD_AREA_HA("repetida_ha", "Superficie repetida", "Repeated area",
               "Suma simple menos superficie: lo que la receta usual contaría de más."),
};

static const pd_column total_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    LEVEL_COLUMN,
    HAZARD_COLUMN,
    PD_AREA_HA("area_ha", "Superficie de la unidad", "Territory area", "Superficie de la unidad."),
    PD_AREA_HA("mapeada_ha", "Superficie cartografiada", "Mapped area",
               "Suelo con clase o libre de amenaza."),
    PD_AREA_HA("cualquier_ha", "Con alguna clase", "Any class",
               "Suelo con cualquier clase de la amenaza, la nula aparte."),
    PD_AREA_HA("alta_ha", "Amenaza alta", "High hazard area", "Suelo en las clases altas de la amenaza."),
    PD_SHARE_PCT("alta_pct", "Parte en amenaza alta", "High hazard share",
                 "Amenaza alta dividida para la superficie cartografiada."),
    PD_SHARE_PCT("mapeada_pct", "Parte cartografiada", "Mapped share",
                 "Superficie cartografiada dividida para la de la unidad."),
    PD_REAL("residuo_ha", "ha", 9, "Residuo", "Residual",
            "Lo que falta para que clases, libre y sin dato sumen la unidad; se espera cero."),
};

static const pd_column multiple_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    LEVEL_COLUMN,
    PD_KEY_INTEGER("amenazas", "Número de amenazas altas", "Number of high hazards",
                   "Cuántas amenazas del resumen son altas en el mismo lugar."),
    PD_AREA_HA("area_ha", "Superficie", "Area", "Suelo con exactamente ese número de amenazas altas."),
    PD_AREA_HA("mapeada_ha", "Superficie cartografiada", "Mapped area",
               "De ella, la que tiene dato de al menos una amenaza del resumen."),
};

static const pd_column land_columns[] = {
    CODE_COLUMN,
    PD_KEY_TEXT("suelo", "Capa de suelo", "Land layer", "Identificador de la capa de suelo."),
    PD_KEY_TEXT("clase_suelo", "Clase de suelo", "Land class", "Clase, tratamiento o categoría del suelo."),
    HAZARD_COLUMN,
    CLASS_COLUMN,
    RANK_COLUMN,
    PD_AREA_HA("area_ha", "Superficie", "Area",
               "Suelo común a la unidad, la clase de suelo y la clase de amenaza."),
};

#define ASSET_COLUMN                                                                                         \
    PD_KEY_TEXT("activo", "Elemento expuesto", "Asset", "Identificador de la capa de elementos expuestos.")

static const pd_column line_columns[] = {
    ASSET_COLUMN,
    CODE_COLUMN,
    HAZARD_COLUMN,
    CLASS_COLUMN,
    RANK_COLUMN,
    PD_REAL("longitud_m", "m", 1, "Longitud", "Length", "Longitud dibujada dentro de la unidad y la clase."),
};

static const pd_column point_columns[] = {
    ASSET_COLUMN,
    CODE_COLUMN,
    HAZARD_COLUMN,
    CLASS_COLUMN,
    RANK_COLUMN,
    PD_INTEGER("cantidad", "Cantidad", "Count", "Puntos dentro de la unidad y la clase."),
    PD_REAL("peso", "", 2, "Peso", "Weight", "Suma de la columna de peso, por ejemplo habitantes."),
};

#define EXPOSURE_COLUMNS                                                                                     \
    HAZARD_COLUMN, CLASS_COLUMN, CODE_COLUMN,                                                                \
        PD_KEY_TEXT("unidad", "Unidad", "Unit", "Unidad de la medida: ha, m, número o %."), RANK_COLUMN,     \
        PD_REAL("medida", "", 4, "Medida", "Measure", "Superficie, longitud o cantidad en la clase."),       \
        PD_CODED("base", "base", "Base", "Basis",                                                            \
                 "«obra» si se midió su geometría; «contexto» si es la parte alta de sus territorios.")

static const pd_column activity_columns[] = {
    PD_KEY_TEXT("actividad_id", "Actividad", "Activity", "Identificador de la actividad del plan."),
    EXPOSURE_COLUMNS,
};

static const pd_column service_columns[] = {
    PD_KEY_TEXT("servicio_id", "Servicio", "Service", "Identificador del servicio."),
    EXPOSURE_COLUMNS,
};

static const pd_column raster_columns[] = {
    CODE_COLUMN,
    NAME_COLUMN,
    LEVEL_COLUMN,
    PD_KEY_TEXT("raster", "Ráster", "Raster", "Identificador del ráster o modelo de elevación."),
    PD_REAL("minimo", "", 2, "Mínimo", "Minimum", "Menor valor de las celdas dentro de la unidad."),
    PD_REAL("media", "", 2, "Media", "Mean",
            "Media ponderada por la fracción de cada celda dentro de la unidad."),
    PD_REAL("maximo", "", 2, "Máximo", "Maximum", "Mayor valor de las celdas dentro de la unidad."),
    PD_AREA_HA("con_dato_ha", "Superficie con dato", "Area with data", "Suelo cubierto por celdas con dato."),
};

static const pd_column indicator_columns[] = {
    CODE_COLUMN,
    PD_KEY_TEXT("indicador", "Indicador", "Indicator", "Identificador del indicador en el manifiesto."),
    PD_TEXT("nombre", "Nombre", "Name", "Título del indicador."),
    PD_REAL("valor", "", 4, "Valor", "Value", "Valor del indicador en la unidad."),
    PD_TEXT("unidad", "Unidad", "Unit", "Unidad del valor."),
    PD_INTEGER("anio", "Año", "Year", "Año al que se refiere el valor."),
    PD_TEXT("clase", "Clase", "Kind", "Clase de dato: censo, proyección, modelo."),
};

#define TABLE(name, es, en, about, columns)                                                                  \
    {                                                                                                        \
        name, es, en, about, PD_GEOM_NONE, "riesgo", columns, PD_COUNT_OF(columns), false                    \
    }

static const pd_table tables[] = {
    TABLE("cobertura_amenaza", "Cobertura por amenaza", "Coverage by hazard",
          "Superficie de cada clase de cada amenaza en cada unidad.", hazard_columns),
    TABLE("cobertura_total", "Cobertura total", "Total coverage",
          "Suelo cartografiado, con amenaza y en amenaza alta de cada unidad, con su cierre.", total_columns),
    TABLE("cobertura_multiple", "Amenazas múltiples", "Multiple hazards",
          "Superficie de cada unidad según cuántas amenazas son altas a la vez.", multiple_columns),
    TABLE("cobertura_suelo", "Suelo y amenaza", "Land and hazard",
          "Cruce de clases de suelo y clases de amenaza en cada unidad.", land_columns),
    TABLE("cobertura_lineas", "Líneas expuestas", "Exposed lines",
          "Longitud de vías y otras líneas por unidad y clase de amenaza.", line_columns),
    TABLE("cobertura_puntos", "Puntos expuestos", "Exposed points",
          "Cantidad y peso de los puntos por unidad y clase de amenaza.", point_columns),
    TABLE("actividad_amenaza", "Actividades sobre el riesgo", "Activities over hazards",
          "Lo que cada actividad pone sobre cada clase de amenaza.", activity_columns),
    TABLE("servicio_amenaza", "Servicios sobre el riesgo", "Services over hazards",
          "La clase de amenaza en que está cada servicio.", service_columns),
    TABLE("estadisticas_raster", "Estadísticas de rásteres", "Raster statistics",
          "Mínimo, media y máximo de cada ráster en cada unidad.", raster_columns),
    TABLE("indicadores", "Indicadores", "Indicators", "Valores unidos a las unidades por su código.",
          indicator_columns),
};

pd_table_list pd_catalog_risk(void)
{
    return (pd_table_list){tables, PD_COUNT_OF(tables)};
}
