/* The drawn delivery: see fixture.h. */
#include "fixture.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "export/selfcheck/selfcheck.h"
#include "geo/geometry.h"

/* Names as they come in real life, and as an enemy would write them. */
static const char *const NAMES[] = {"El Sagrario",        "San Sebastián",
                                    "Ñuñez & Hijos",      "<script>alert(1)</script>",
                                    "O'Higgins \"La 9\"", "=SUMA(A1)"};
enum { COLUMNS = 3, ROWS = 2, N_UNITS = COLUMNS * ROWS };

static const pd_level LEVELS[] = {{"canton"}, {"parroquia"}};
static const pd_class CLASSES[] = {{"cuerpo de agua", PD_RANK_NONE, false, ""},
                                   {"baja", 2, false, ""},
                                   {"alta", 4, true, ""},
                                   {"muy alta", 5, true, "#4a0020"}};
static const pd_hazard HAZARDS[] = {{.id = "masa",
                                     .title = "Movimientos en masa",
                                     .path = "",
                                     .grid_crs = "",
                                     .extent_id = "",
                                     .classes = CLASSES,
                                     .n_classes = 4,
                                     .outside_is_free = true,
                                     .in_summary = true}};

pdot_status fixture_init(fixture *f, const char *folder, const char *language)
{
    memset(f, 0, sizeof *f);
    f->ctx = pdot_ctx_new();
    if (f->ctx == NULL)
        return PDOT_NOMEM;
    f->plan = (pdot_plan){.id = "prueba",
                          .title = "Plan de prueba",
                          .language = language,
                          .crs = "EPSG:32717",
                          .first_year = 2023,
                          .last_year = 2027,
                          .levels = LEVELS,
                          .n_levels = 2,
                          .hazards = HAZARDS,
                          .n_hazards = 1};
    const pdot_status status = pd_crs_new(f->ctx, f->plan.crs, &f->crs);
    if (status != PDOT_OK)
        return status;
    f->delivery = (pd_delivery){.folder = folder,
                                .name = "prueba",
                                .language = language,
                                .plan = &f->plan,
                                .epsg = 32717,
                                .crs_wkt = pd_crs_wkt(f->crs),
                                .lineage = "Dibujado para las pruebas.",
                                .credit = "Fuente: dibujo de prueba."};
    return PDOT_OK;
}

void fixture_release(fixture *f)
{
    pd_crs_free(f->crs);
    pd_arena_release(&f->arena);
    pdot_ctx_free(f->ctx);
}

static pdot_status put(fixture *f, const pd_format *format, pd_writer *writer, const char *wkt,
                       const pd_value *values)
{
    pd_byte_vector wkb = {0};
    pdot_status status = wkt != NULL ? pd_geometry_from_wkt(f->ctx, wkt, &wkb) : PDOT_OK;
    const pd_row row = {values, {wkb.data, wkb.size}};
    if (status == PDOT_OK)
        status = format->put_row(f->ctx, writer, &row);
    pd_byte_vector_release(&wkb);
    return status;
}

static void set(const pd_table *table, pd_value *values, const char *column, pd_value value)
{
    const int32_t at = pd_table_column(table, column);
    PD_ASSERT(at != PD_NONE);
    values[at] = value;
}

/* A rectangle in a plane of kilometres whose origin lies in the canton of Loja. */
static void rectangle(pd_buffer *wkt, int x, int y, int width, int height)
{
    const int x0 = 690000 + 1000 * x, y0 = 9550000 + 1000 * y;
    const int x1 = x0 + 1000 * width, y1 = y0 + 1000 * height;
    pd_buffer_clear(wkt);
    pd_buffer_format(wkt, "MULTIPOLYGON(((%d %d,%d %d,%d %d,%d %d,%d %d)))", x0, y0, x1, y0, x1, y1, x0, y1,
                     x0, y0);
}

static pdot_status put_units(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    static const double HIGH_PCT[] = {0, 7.345, 15, 33.333333, 81.005, -1};
    pd_value values[64];
    char code[8];
    pd_buffer wkt;
    pd_buffer_init(f->ctx, &wkt);
    pdot_status status = PDOT_OK;
    for (int i = 0; status == PDOT_OK && i < N_UNITS; i++) {
        for (int j = 0; j < table->n_columns; j++)
            values[j] = pd_null();
        (void)snprintf(code, sizeof code, "11010%d", i + 1);
        rectangle(&wkt, 10 * (i % COLUMNS), 8 * (i / COLUMNS), 10, 8);
        set(table, values, "codigo", pd_text(code));
        set(table, values, "nombre", pd_text(NAMES[i]));
        set(table, values, "nivel", pd_text("parroquia"));
        set(table, values, "padre", pd_text("1101"));
        set(table, values, "area_ha", pd_real(8000.123456));
        set(table, values, "problemas", pd_integer(12 * i));
        set(table, values, "actividades", pd_integer(i));
        set(table, values, "alta_pct", HIGH_PCT[i] < 0 ? pd_null() : pd_real(HIGH_PCT[i]));
        set(table, values, "alta_masa_pct", HIGH_PCT[i] < 0 ? pd_null() : pd_real(HIGH_PCT[i]));
        set(table, values, "mapeada_pct", pd_real(HIGH_PCT[i] < 0 ? 0 : 96));
        status = put(f, format, writer, wkt.data, values);
    }
    pd_buffer_release(&wkt);
    return status;
}

static pdot_status put_canton(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    pd_value values[64];
    pd_buffer wkt;
    pd_buffer_init(f->ctx, &wkt);
    rectangle(&wkt, 0, 0, 10 * COLUMNS, 8 * ROWS);
    for (int j = 0; j < table->n_columns; j++)
        values[j] = pd_null();
    set(table, values, "codigo", pd_text("1101"));
    set(table, values, "nombre", pd_text("Loja"));
    set(table, values, "nivel", pd_text("canton"));
    const pdot_status status = put(f, format, writer, wkt.data, values);
    pd_buffer_release(&wkt);
    return status;
}

static pdot_status put_hazards(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    static const struct {
        const char *class;
        int rank;
    } GROUND[] = {{"alta", 4},   {"baja", 2},     {"cuerpo de agua", -1},
                  {"libre", -1}, {"muy alta", 5}, {"sin dato", -1}};
    pd_value values[64];
    pd_buffer wkt;
    pd_buffer_init(f->ctx, &wkt);
    pdot_status status = PDOT_OK;
    for (int i = 0; status == PDOT_OK && i < N_UNITS; i++) {
        for (int j = 0; j < table->n_columns; j++)
            values[j] = pd_null();
        rectangle(&wkt, 10 * (i % COLUMNS), 8 * (i / COLUMNS), 10, 8);
        set(table, values, "codigo", pd_text("110101"));
        set(table, values, "amenaza", pd_text("masa"));
        set(table, values, "clase", pd_text(GROUND[i].class));
        set(table, values, "rango", GROUND[i].rank < 0 ? pd_null() : pd_integer(GROUND[i].rank));
        set(table, values, "area_ha", pd_real(8000));
        status = put(f, format, writer, wkt.data, values);
    }
    pd_buffer_release(&wkt);
    return status;
}

static pdot_status put_services(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    pd_value values[64];
    for (int j = 0; j < table->n_columns; j++)
        values[j] = pd_null();
    set(table, values, "servicio_id", pd_text("s-1"));
    set(table, values, "nombre", pd_text("Centro \"Ñandú\", @casa"));
    set(table, values, "codigo", pd_text("110101"));
    set(table, values, "usuarios", pd_integer(-3));
    return put(f, format, writer, "POINT(699444.906 9558417.525)", values);
}

static pdot_status put_links(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    pd_value values[64];
    pdot_status status = PDOT_OK;
    for (int i = 0; status == PDOT_OK && i < N_UNITS; i++) {
        char code[8];
        for (int j = 0; j < table->n_columns; j++)
            values[j] = pd_null();
        (void)snprintf(code, sizeof code, "11010%d", i + 1);
        set(table, values, "problema_id", pd_text("bio-01"));
        set(table, values, "codigo", pd_text(code));
        set(table, values, "inicio", pd_integer(0));
        set(table, values, "fin", pd_integer(18));
        set(table, values, "certeza", pd_text(i % 2 == 0 ? "certain" : "possible"));
        set(table, values, "grado", pd_text("exact"));
        set(table, values, "texto", pd_text("-algunas, \"parroquias\"\nrurales"));
        set(table, values, "cantonal", pd_boolean(i == 0));
        set(table, values, "confirmado", pd_boolean(false));
        status = put(f, format, writer, NULL, values);
    }
    return status;
}

static pdot_status put_nothing(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table)
{
    (void)f;
    (void)format;
    (void)writer;
    (void)table;
    return PDOT_OK;
}

static const struct {
    const char *name;
    pdot_status (*rows)(fixture *f, const pd_format *format, pd_writer *writer, const pd_table *table);
    int64_t n_rows;
} TABLES[] = {
    {"territorios", put_units, 6},         {"territorios_superiores", put_canton, 1},
    {"amenazas", put_hazards, 6},          {"actividades_lineas", put_nothing, 0},
    {"servicios_puntos", put_services, 1}, {"problema_territorio", put_links, 6},
};

static pdot_status write_table(fixture *f, const pd_format *format, pd_writer *writer, size_t i)
{
    const pd_table *table = pd_table_find(TABLES[i].name);
    pdot_status status = PDOT_OK;
    if (strncmp(TABLES[i].name, "territorios", 11) == 0)
        status = pd_table_territories(f->ctx, &f->arena, &f->plan, TABLES[i].name, &table);
    if (status == PDOT_OK)
        status = format->begin_table(f->ctx, writer, table);
    if (status == PDOT_OK)
        status = TABLES[i].rows(f, format, writer, table);
    return status == PDOT_OK ? format->end_table(f->ctx, writer) : status;
}

pdot_status fixture_write(fixture *f, const pd_format *format)
{
    pd_writer *writer = NULL;
    pdot_status status = format->open(f->ctx, &f->delivery, &writer);
    for (size_t i = 0; status == PDOT_OK && i < sizeof TABLES / sizeof TABLES[0]; i++)
        status = write_table(f, format, writer, i);
    if (status == PDOT_OK)
        status = format->finish(f->ctx, writer);
    format->close(writer);
    return status;
}

pdot_status fixture_check(fixture *f, const pd_format *format)
{
    enum { N_TABLES = sizeof TABLES / sizeof TABLES[0] };
    pd_selfcheck_table tables[N_TABLES];
    for (size_t i = 0; i < N_TABLES; i++)
        tables[i] =
            (pd_selfcheck_table){TABLES[i].name, TABLES[i].n_rows, pd_table_find(TABLES[i].name)->geometry};
    return format->check != NULL ? format->check(f->ctx, &f->delivery, tables, N_TABLES) : PDOT_OK;
}
