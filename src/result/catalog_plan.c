/* The catalogue, part 3: the rows of the plan's own tables, with their printed texts, document and line. */
#include "result/columns.h"

#define ID_COLUMN(name, es, en) PD_KEY_TEXT(name, es, en, "Identificador estable de la fila.")
#define COMPONENT_COLUMN        PD_TEXT("componente", "Componente", "Component", "Componente del plan.")
#define SOURCE_COLUMNS                                                                                       \
    PD_TEXT("documento", "Documento", "Document", "Documento del que se registró la fila."),                 \
        PD_INTEGER("linea", "Línea", "Line", "Línea del documento."),                                        \
        PD_TEXT("nota", "Nota", "Note", "Observación de quien registró la fila.")
/* How the zone text of the row was read. */
#define READING_COLUMNS                                                                                      \
    PD_CODED("grado", "grado", "Grado", "Grade", "El peor grado de las menciones de la zona."),              \
        PD_INTEGER("ciertos", "Territorios ciertos", "Certain territories",                                  \
                   "Unidades que el texto nombra con certeza."),                                             \
        PD_INTEGER("posibles", "Territorios posibles", "Possible territories",                               \
                   "Unidades a las que el texto podría referirse."),                                         \
        PD_BOOLEAN("cantonal", "Todo el cantón", "Canton-wide", "El texto dice todo el cantón."),            \
        PD_TEXT("motivo", "Sin territorio", "Without territory",                                             \
                "Por qué la fila, o parte de su texto, no tiene unidad.")

static const pd_column problem_columns[] = {
    ID_COLUMN("problema_id", "Problema", "Problem"),
    COMPONENT_COLUMN,
    PD_TEXT("tematica", "Temática", "Theme", "Temática impresa; vacía si la impresión no la asigna."),
    PD_TEXT("problema", "Texto del problema", "Problem text", "Rótulo del problema."),
    PD_TEXT("zonas", "Zonas", "Zones", "Texto de zona como está impreso."),
    PD_TEXT("actores", "Actores", "Actors", "Actores de articulación como están impresos."),
    READING_COLUMNS,
    SOURCE_COLUMNS,
};

static const pd_column activity_columns[] = {
    ID_COLUMN("actividad_id", "Actividad", "Activity"),
    COMPONENT_COLUMN,
    PD_TEXT("objetivo", "Objetivo", "Objective", "Objetivo al que responde."),
    PD_TEXT("actividad", "Texto de la actividad", "Activity text", "Rótulo de la actividad."),
    PD_TEXT("indicador", "Indicador", "Indicator", "Indicador como está impreso."),
    PD_TEXT("meta", "Meta", "Target", "Meta como está impresa."),
    PD_REAL("meta_valor", "", 2, "Valor de la meta", "Target value", "Valor leído de la meta."),
    PD_TEXT("meta_unidad", "Unidad de la meta", "Target unit", "Unidad leída de la meta."),
    PD_TEXT("meta_sentido", "Sentido de la meta", "Target direction",
            "Si la meta alcanza, aumenta o reduce."),
    PD_TEXT("articulacion", "Articulación", "Partners", "Actores de articulación como están impresos."),
    PD_TEXT("marcas", "Marcas de año", "Year marks", "Marcas de las columnas de año como están impresas."),
    PD_TEXT("anios", "Años", "Years", "Años que se leen de las marcas; vacío si no calzan con las columnas."),
    PD_TEXT("linea_base", "Línea base", "Base line", "Valor del indicador al inicio, como está impreso."),
    PD_TEXT("presupuesto", "Presupuesto", "Budget", "Presupuesto como está impreso."),
    PD_TEXT("responsable", "Responsable", "Responsible unit", "Unidad responsable como está impresa."),
    PD_TEXT("ods", "ODS", "SDG", "Objetivos de desarrollo sostenible."),
    PD_TEXT("plan_nacional", "Plan nacional", "National plan", "Objetivos del plan nacional."),
    PD_TEXT("repite", "Repite a", "Repeats", "Primera aparición de una fila repetida."),
    PD_TEXT("zonas", "Zonas", "Zones", "Texto de zona, o el texto propio de la actividad del que se lee."),
    READING_COLUMNS,
    SOURCE_COLUMNS,
};

static const pd_column service_columns[] = {
    ID_COLUMN("servicio_id", "Servicio", "Service"),
    PD_TEXT("nombre", "Nombre", "Name", "Nombre del centro o proyecto como está impreso."),
    PD_TEXT("tipo", "Tipo", "Kind", "Tipo de servicio."),
    PD_TEXT("area", "Área", "Area of service", "Área de atención."),
    PD_INTEGER("usuarios", "Usuarios", "Users", "Usuarios que declara el servicio."),
    PD_TEXT("unidad", "Unidad de usuarios", "Unit of users", "En qué se cuentan los usuarios."),
    PD_TEXT("financiamiento", "Financiamiento", "Funding", "Quién lo financia."),
    PD_TEXT("lugar", "Lugar", "Place", "Texto de lugar como está impreso."),
    PD_TEXT("codigo", "Código", "Code", "Código de la unidad donde está, si se sabe."),
    READING_COLUMNS,
    SOURCE_COLUMNS,
};

static const pd_column agreement_columns[] = {
    ID_COLUMN("convenio_id", "Convenio", "Agreement"),
    PD_TEXT("convenio", "Título", "Title", "Título del convenio en pocas palabras."),
    PD_TEXT("contraparte", "Contraparte", "Party", "Institución con la que se firmó."),
    PD_TEXT("tipo", "Tipo de contraparte", "Kind of party", "Clase de institución."),
    PD_TEXT("numero", "Número", "Number", "Número del convenio."),
    PD_TEXT("plazo", "Plazo", "Term", "Plazo como está impreso."),
    PD_TEXT("desde", "Desde", "From", "Fecha de inicio, AAAA-MM-DD."),
    PD_TEXT("hasta", "Hasta", "Until", "Fecha de fin, AAAA-MM-DD; vacía si es indefinido."),
    PD_BOOLEAN("vigente", "Vigente", "In force",
               "Si regía en la fecha de corte del manifiesto; vacía sin esa fecha o sin fechas impresas."),
    PD_TEXT("unidades", "Unidades", "Units", "Unidades de atención que nombra."),
    READING_COLUMNS,
    SOURCE_COLUMNS,
};

static const pd_column budget_columns[] = {
    ID_COLUMN("presupuesto_id", "Partida", "Budget row"),
    PD_TEXT("tabla", "Tabla", "Table", "Tabla del documento."),
    PD_TEXT("concepto", "Concepto", "Item", "Concepto como está impreso."),
    PD_TEXT("financiamiento", "Financiamiento", "Funding", "Origen de los fondos."),
    PD_REAL("cantidad", "", 0, "Cantidad", "Count", "Cantidad de procesos o unidades."),
    PD_REAL("monto_usd", "USD", 2, "Monto", "Amount", "Monto en dólares."),
    SOURCE_COLUMNS,
};

static const pd_column objective_columns[] = {
    ID_COLUMN("objetivo_id", "Objetivo", "Objective"),
    PD_TEXT("numero", "Número", "Number", "Número del objetivo en el plan."),
    PD_TEXT("seccion", "Sección", "Section", "Sección del plan que lo enuncia."),
    PD_TEXT("objetivo", "Texto del objetivo", "Objective text", "El objetivo como está impreso."),
    SOURCE_COLUMNS,
};

static const pd_column alignment_columns[] = {
    ID_COLUMN("alineacion_id", "Alineación", "Alignment"),
    PD_TEXT("objetivo", "Objetivo", "Objective", "Número del objetivo del plan."),
    PD_TEXT("articulacion", "Articulación", "Framework kind", "A qué se alinea: ods, plan_nacional."),
    PD_TEXT("numero", "Número", "Number", "Número del objetivo del marco."),
    PD_TEXT("nombre", "Nombre", "Name", "Nombre del objetivo del marco."),
    PD_TEXT("marco", "Marco", "Framework", "Marco y edición."),
    SOURCE_COLUMNS,
};

static const pd_column register_columns[] = {
    PD_KEY_TEXT("registro_id", "Registro", "Record", "Tabla y fila: clinica/cli-01."),
    PD_TEXT("registro", "Tabla", "Table", "Nombre corto de la tabla en el manifiesto."),
    PD_TEXT("titulo", "Título de la tabla", "Title of the table", "Título de la tabla en el manifiesto."),
    PD_TEXT("fila", "Fila", "Row", "Identificador de la fila en su tabla; si no lo tiene, su línea."),
    PD_TEXT("contenido", "Contenido", "Content",
            "Las celdas de la fila, cada una con el nombre de su columna."),
    PD_TEXT("zonas", "Zonas", "Zones", "Texto de zona, si el manifiesto dice qué columna lo tiene."),
    PD_REAL("valor", "", 2, "Valor", "Value",
            "Cifra de la fila, si el manifiesto dice qué columna la tiene."),
    PD_TEXT("unidad", "Unidad", "Unit", "En qué se cuenta el valor; no se suma entre unidades."),
    READING_COLUMNS,
    SOURCE_COLUMNS,
};

#define TABLE(name, es, en, about, group, columns)                                                           \
    {                                                                                                        \
        name, es, en, about, PD_GEOM_NONE, group, columns, PD_COUNT_OF(columns), false                       \
    }

static const pd_table tables[] = {
    TABLE("problemas", "Problemas", "Problems", "Los problemas del diagnóstico.", "plan", problem_columns),
    TABLE("actividades", "Actividades", "Activities", "Las actividades de la propuesta.", "plan",
          activity_columns),
    TABLE("objetivos", "Objetivos", "Objectives", "Los objetivos del plan en cada sección.", "plan",
          objective_columns),
    TABLE("alineacion", "Alineación", "Alignment", "Objetivos del plan frente a los ODS y al plan nacional.",
          "plan", alignment_columns),
    TABLE("servicios", "Servicios", "Services", "Centros y proyectos de atención.", "servicios",
          service_columns),
    TABLE("convenios", "Convenios", "Agreements", "Convenios interinstitucionales.", "servicios",
          agreement_columns),
    TABLE("presupuesto", "Presupuesto", "Budget", "Partidas de presupuesto y de contratación.", "servicios",
          budget_columns),
    TABLE("registros", "Otros registros", "Other records",
          "Las filas de las tablas que el manifiesto lista como registros.", "servicios", register_columns),
};

pd_table_list pd_catalog_plan(void)
{
    return (pd_table_list){tables, PD_COUNT_OF(tables)};
}
