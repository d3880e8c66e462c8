/* procedencia.json and LEEME.txt. */
#include <string.h>

#include "base/number.h"
#include "export/file.h"
#include "export/json.h"
#include "export/version.h"
#include "geo/version.h"
#include "pipeline/publish/publish.h"

#define DIGEST_SHOWN 12 /* digits of a digest that a sentence shows; the whole one is in procedencia.json */

/* The path as the manifest writes it, unless that would tell where the machine keeps its files. */
static const char *shown_path(const char *path)
{
    const char *slash = strrchr(path, '/');
    return path[0] == '/' && slash != NULL ? slash + 1 : path;
}

void pd_notes_lineage(const pd_run *run, const pdot_plan *plan, pd_buffer *out)
{
    const bool is_english = strcmp(run->language, "en") == 0;
    pd_buffer_format(
        out, is_english ? "Computed by pdot %s from:" : "Calculado por pdot %s a partir de:", PDOT_VERSION);
    for (int32_t i = 0; i < plan->n_sources; i++) {
        const pd_source *source = &plan->sources[i];
        pd_buffer_format(out, "%s %s", i > 0 ? ";" : "", shown_path(source->path));
        if (source->layer[0] != '\0')
            pd_buffer_format(out, " (%s)", source->layer);
        pd_buffer_format(out, ", SHA-256 %.*s…", DIGEST_SHOWN, source->sha256);
    }
    pd_buffer_byte(out, '.');
}

/* Sources that a map shows, by the first word of their role. */
static bool is_mapped(const pd_source *source)
{
    static const char *const ROLES[] = {"territories/", "hazards/", "land/", "assets/", "tables/works"};
    for (size_t i = 0; i < sizeof ROLES / sizeof ROLES[0]; i++)
        if (strncmp(source->role, ROLES[i], strlen(ROLES[i])) == 0)
            return true;
    return false;
}

void pd_notes_credit(const pd_run *run, const pdot_plan *plan, pd_buffer *out)
{
    const bool is_english = strcmp(run->language, "en") == 0;
    const char *comma = is_english ? "Sources: " : "Fuentes: ";
    for (int32_t i = 0; i < plan->n_sources; i++) {
        bool is_new = is_mapped(&plan->sources[i]);
        for (int32_t j = 0; is_new && j < i; j++)
            is_new =
                !is_mapped(&plan->sources[j]) || strcmp(plan->sources[j].path, plan->sources[i].path) != 0;
        if (!is_new)
            continue;
        pd_buffer_format(out, "%s%s", comma, shown_path(plan->sources[i].path));
        comma = ", ";
    }
    pd_buffer_format(out,
                     is_english ? ". Computed by pdot %s; digests and operations in procedencia.json."
                                : ". Cálculo: pdot %s; sumas y operaciones en procedencia.json.",
                     PDOT_VERSION);
}

static void add_text(pd_buffer *out, const char *indent, const char *key, const char *value, bool is_last)
{
    pd_buffer_text(out, indent);
    pd_json_key(out, key);
    pd_buffer_byte(out, ' ');
    pd_json_string(out, value);
    pd_buffer_text(out, is_last ? "\n" : ",\n");
}

static void add_number(pd_buffer *out, const char *indent, const char *key, double value, bool is_last)
{
    char number[PD_NUMBER_SIZE];
    pd_buffer_text(out, indent);
    pd_json_key(out, key);
    pd_buffer_format(out, " %s%s", pd_number_format(value, number), is_last ? "\n" : ",\n");
}

static void add_source(pd_buffer *out, const pd_source *source)
{
    static const char IN[] = "      ";
    pd_buffer_text(out, "    {\n");
    add_text(out, IN, "papel", source->role, false);
    add_text(out, IN, "archivo", shown_path(source->path), false);
    add_text(out, IN, "capa", source->layer, false);
    add_text(out, IN, "sha256", source->sha256, false);
    add_number(out, IN, "filas", (double)source->rows, false);
    add_text(out, IN, "codificacion", source->encoding, false);
    add_text(out, IN, "crs", source->crs, false);
    add_text(out, IN, "operacion", source->operation, source->accuracy_m < 0);
    if (source->accuracy_m >= 0)
        add_number(out, IN, "exactitud_m", source->accuracy_m, true);
    pd_buffer_text(out, "    }");
}

static void add_plan(pd_buffer *out, const pdot_plan *plan)
{
    pd_buffer_text(out, "  \"plan\": {\n");
    add_text(out, "    ", "id", plan->id, false);
    add_text(out, "    ", "titulo", plan->title, false);
    add_text(out, "    ", "crs", plan->crs, false);
    pd_buffer_format(out, "    \"periodo\": [%d, %d]\n  },\n", plan->first_year, plan->last_year);
}

static void add_options(pd_buffer *out, const pd_run *run)
{
    pd_buffer_text(out, "  \"opciones\": {\n");
    add_text(out, "    ", "nombre", run->name, false);
    add_text(out, "    ", "idioma", run->language, false);
    pd_buffer_text(out, "    \"formatos\": [");
    for (size_t i = 0; i < run->manifest->n_formats; i++) {
        pd_buffer_text(out, i > 0 ? ", " : "");
        pd_json_string(out, run->manifest->formats[i]);
    }
    pd_buffer_text(out, "]\n  },\n");
}

static void add_versions(pd_buffer *out)
{
    pd_buffer_text(out, "  \"versiones\": {\n");
    add_text(out, "    ", "pdot", PDOT_VERSION, false);
    add_text(out, "    ", "gdal", pd_gdal_version(), false);
    add_text(out, "    ", "geos", pd_geos_version(), false);
    add_text(out, "    ", "proj", pd_proj_version(), false);
    add_text(out, "    ", "sqlite", pd_sqlite_version(), true);
    pd_buffer_text(out, "  },\n");
}

static void add_tables(pd_buffer *out, const pd_notes *notes)
{
    pd_buffer_text(out, "  \"tablas\": [\n");
    for (size_t i = 0; i < notes->n_tables; i++) {
        pd_buffer_text(out, "    {\"nombre\": ");
        pd_json_string(out, notes->tables[i].name);
        pd_buffer_format(out, ", \"filas\": %lld}%s\n", (long long)notes->tables[i].n_rows,
                         i + 1 < notes->n_tables ? "," : "");
    }
    pd_buffer_text(out, "  ]\n");
}

pdot_status pd_notes_provenance(pdot_ctx *ctx, const pd_notes *notes)
{
    const pdot_plan *plan = notes->delivery->plan;
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pd_buffer_text(&out, "{\n");
    add_plan(&out, plan);
    add_options(&out, notes->run);
    add_versions(&out);
    pd_buffer_text(&out, "  \"fuentes\": [\n");
    for (int32_t i = 0; i < plan->n_sources; i++) {
        add_source(&out, &plan->sources[i]);
        pd_buffer_text(&out, i + 1 < plan->n_sources ? ",\n" : "\n");
    }
    pd_buffer_text(&out, "  ],\n");
    add_tables(&out, notes);
    pd_buffer_text(&out, "}\n");
    pdot_status status = pd_buffer_status(&out);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, notes->delivery->folder, "procedencia.json", out.data, out.size);
    pd_buffer_release(&out);
    return status;
}

/* A file or folder of the delivery, said only if its format is delivered. */
static const struct {
    const char *format; /* "" : always */
    const char *spanish, *english;
} FILES[] = {
    {"gpkg",
     "%s.gpkg — todas las capas y tablas, para QGIS: ábralo y cada capa trae su estilo, los nombres de sus "
     "columnas y sus listas de valores.\n",
     "%s.gpkg — all layers and tables, for QGIS: each layer brings its style, column names and value "
     "lists.\n"},
    {"gpkg",
     "%s.qgz — el mismo proyecto de QGIS que está dentro del GeoPackage: grupos por tema, temas de mapa, "
     "relaciones y "
     "una ficha imprimible por territorio.\n",
     "%s.qgz — the QGIS project that is also inside the GeoPackage: groups by topic, map themes, relations "
     "and a "
     "printable page per territory.\n"},
    {"html",
     "informe.html — el informe, en una sola página que se abre sin internet: mapa, ficha de cada "
     "territorio, tablas, "
     "hallazgos y método.\n",
     "informe.html — the report, one page that opens without internet: map, card of each territory, tables, "
     "findings "
     "and method.\n"},
    {"xlsx",
     "%s.xlsx — todas las tablas en un libro, con índice, filtros y matrices por amenaza y por componente.\n",
     "%s.xlsx — all tables in a workbook, with index, filters, and matrices by hazard and by component.\n"},
    {"png", "mapas/*.png — mapas listos para un documento.\n", "mapas/*.png — maps ready for a document.\n"},
    {"pdf", "mapas/*.pdf — los mismos mapas para imprimir.\n", "mapas/*.pdf — the same maps for printing.\n"},
    {"geojson", "geojson/ — cada capa en longitud y latitud (WGS 84), con su estilo .qml al lado.\n",
     "geojson/ — each layer in longitude and latitude (WGS 84), its .qml style beside it.\n"},
    {"csv",
     "tablas/ — cada tabla en CSV (UTF-8, separada por comas, punto decimal). Un texto que una hoja de "
     "cálculo "
     "tomaría por fórmula (empieza con = + - @) lleva delante un apóstrofo; los números nunca cambian.\n",
     "tablas/ — each table as CSV (UTF-8, commas, decimal point). A text that a spreadsheet would take for a "
     "formula "
     "(it starts with = + - @) has an apostrophe in front; numbers are never changed.\n"},
    {"",
     "procedencia.json — archivos de entrada con su SHA-256, operaciones de coordenadas, opciones y "
     "versiones.\n",
     "procedencia.json — input files with their SHA-256, coordinate operations, options and versions.\n"},
    {"", "SHA256SUMS — sumas de todos los archivos; se comprueban con «sha256sum -c SHA256SUMS».\n",
     "SHA256SUMS — sums of all files; check them with \"sha256sum -c SHA256SUMS\".\n"},
};

static const char *const READING[][2] = {
    {"Las superficies son hectáreas sobre el elipsoide WGS 84.\n",
     "Areas are hectares on the WGS 84 ellipsoid.\n"},
    {"En cada lugar gana la peor clase de la amenaza: ningún suelo cuenta dos veces. «libre» es suelo "
     "cartografiado "
     "sin amenaza; «sin dato», suelo que nadie cartografió.\n",
     "The worst class wins each place: no ground counts twice. \"libre\" is mapped ground without hazard; "
     "\"sin dato\" "
     "is ground nobody mapped.\n"},
    {"alta_pct es la parte alta de lo cartografiado; léala siempre junto a mapeada_pct.\n",
     "alta_pct is the high share of mapped ground; read it beside mapeada_pct.\n"},
    {"problemas y actividades son los que nombran la unidad con certeza; _max agrega los posibles; _canton "
     "son los de "
     "todo el cantón, iguales para cada unidad.\n",
     "problemas and actividades name the unit with certainty; _max adds the possible ones; _canton are "
     "canton-wide, "
     "the same for each unit.\n"},
    {"Una celda vacía es un dato que no hay, no un cero.\n", "An empty cell is missing data, not zero.\n"},
};

static bool has_format(const pd_run *run, const char *format)
{
    for (size_t i = 0; i < run->manifest->n_formats; i++)
        if (strcmp(run->manifest->formats[i], format) == 0)
            return true;
    return format[0] == '\0';
}

static void add_undrawn(pd_buffer *out, const pd_notes *notes)
{
    pd_buffer_format(
        out, "\n%s\n\n- %s: ", pd_title(notes->delivery, "SIN MAPA PROPIO", "WITHOUT A MAP OF ITS OWN"),
        notes->undrawn);
    pd_buffer_text(
        out, pd_title(notes->delivery,
                      "el ráster es demasiado fino para dibujarlo como polígonos. Todas sus cifras están "
                      "en las tablas; para verlo en QGIS, agregue el archivo de origen.\n",
                      "the raster is too fine to be drawn as polygons. All its figures are in the "
                      "tables; to see it in QGIS, add the file it comes from.\n"));
}

static void add_readme(pd_buffer *out, const pd_notes *notes)
{
    const pd_delivery *delivery = notes->delivery;
    pd_buffer_format(out, "%s\n\n", delivery->plan->title);
    pd_buffer_text(out, pd_title(delivery, "ARCHIVOS\n\n", "FILES\n\n"));
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++) {
        if (!has_format(notes->run, FILES[i].format))
            continue;
        const char *text = pd_title(delivery, FILES[i].spanish, FILES[i].english);
        const char *name = strstr(text, "%s");
        pd_buffer_text(out, "- ");
        if (name != NULL)
            pd_buffer_text(out, delivery->name);
        pd_buffer_text(out, name != NULL ? name + 2 : text);
    }
    pd_buffer_text(out, pd_title(delivery, "\nCÓMO LEER LAS CIFRAS\n\n", "\nHOW TO READ THE FIGURES\n\n"));
    for (size_t i = 0; i < sizeof READING / sizeof READING[0]; i++)
        pd_buffer_format(out, "- %s", pd_title(delivery, READING[i][0], READING[i][1]));
    pd_buffer_text(out, pd_title(delivery, "\nCAPAS Y TABLAS\n\n", "\nLAYERS AND TABLES\n\n"));
    for (size_t i = 0; i < notes->n_tables; i++) {
        const pd_published *table = &notes->tables[i];
        pd_buffer_format(out, "- %s — %s (%s %lld). %s\n", table->name, table->title,
                         pd_title(delivery, "filas:", "rows:"), (long long)table->n_rows, table->about);
    }
    if (notes->undrawn[0] != '\0')
        add_undrawn(out, notes);
    pd_buffer_format(out, "\n%s\n", delivery->lineage);
}

pdot_status pd_notes_readme(pdot_ctx *ctx, const pd_notes *notes)
{
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    add_readme(&out, notes);
    pdot_status status = pd_buffer_status(&out);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, notes->delivery->folder, "LEEME.txt", out.data, out.size);
    pd_buffer_release(&out);
    return status;
}
