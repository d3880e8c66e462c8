/* Rows of the diagnosis, of the activities and of the gazetteer. Each has a list of members: our word, the
 * column's usual name where the manifest names none, and whether it must be there. */
#include "pipeline/import/import.h"

#include <inttypes.h>
#include <string.h>

#include "base/number.h"

/* A member of a row and where its cell is. */
typedef struct member {
    const char *word;   /* in the manifest's columns: */
    const char *column; /* usual name */
    bool is_required;
} member;

#define MAX_MEMBERS 20

typedef struct row_reader {
    pd_import *import;
    const pd_import_unit *unit;
    const pd_table_spec *spec; /* NULL for the gazetteer: columns have their usual names */
    const member *members;
    size_t n_members;
    int32_t columns[MAX_MEMBERS];
    const char *cells[MAX_MEMBERS]; /* of the newest row, in the unit's arena */
    pd_import_table table;
    pd_import_map ids; /* id → line */
} row_reader;

typedef pdot_status (*put_row_fn)(row_reader *reader);

static pdot_status fail_cell(row_reader *reader, size_t index, pdot_status status)
{
    pd_place place = reader->table.place;
    place.field = reader->columns[index] != PD_NONE
                      ? pd_reader_column(reader->table.reader, reader->columns[index])
                      : reader->members[index].column;
    return pd_locate(reader->import->ctx, status, &place);
}

/* The column the manifest gives for a word, or NULL. */
static const pd_mapping *find_mapping(const pd_table_spec *spec, const char *word)
{
    for (size_t i = 0; spec != NULL && i < spec->n_columns; i++)
        if (strcmp(spec->columns[i].word, word) == 0)
            return &spec->columns[i];
    return NULL;
}

/* The column a word is found in: the one the manifest names, else the usual one, else one called like the
 * word. */
static pdot_status find_column(row_reader *reader, size_t index)
{
    const member *wanted = &reader->members[index];
    const pd_mapping *mapping = find_mapping(reader->spec, wanted->word);
    int32_t *column = &reader->columns[index];
    if (mapping != NULL)
        return pd_import_column(reader->import, &reader->table, mapping->column, true, column);
    pdot_status status = pd_import_column(reader->import, &reader->table, wanted->column, false, column);
    if (status == PDOT_OK && *column == PD_NONE)
        status = pd_import_column(reader->import, &reader->table, wanted->word, false, column);
    if (status == PDOT_OK && *column == PD_NONE && wanted->is_required)
        status = pd_import_column(reader->import, &reader->table, wanted->column, true, column);
    return status;
}

static pdot_status find_columns(row_reader *reader)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < reader->n_members && status == PDOT_OK; i++)
        status = find_column(reader, i);
    return status;
}

static pdot_status read_cells(row_reader *reader)
{
    for (size_t i = 0; i < reader->n_members; i++) {
        reader->cells[i] = pd_import_cell(reader->import, &reader->table, reader->columns[i]);
        if (reader->cells[i] == NULL)
            return PDOT_NOMEM;
        if (reader->members[i].is_required && reader->cells[i][0] == '\0')
            return fail_cell(reader, i,
                             pd_fail(reader->import->ctx, PDOT_SCHEMA, "\"%s\" is empty",
                                     pd_reader_column(reader->table.reader, reader->columns[i])));
    }
    return PDOT_OK;
}

/* Reads the whole file; the cells of a row live until the unit ends. */
static pdot_status read_rows(row_reader *reader, const char *role, const char *id, const pd_file *file,
                             put_row_fn put)
{
    pd_import *import = reader->import;
    const char *layer = reader->spec != NULL ? reader->spec->layer : "";
    const char *encoding = reader->spec != NULL ? reader->spec->encoding : "";
    PD_ASSERT(reader->n_members <= MAX_MEMBERS);
    pdot_status status = pd_import_open_table(import, role, id, file, layer, encoding, &reader->table);
    if (status == PDOT_OK)
        status = find_columns(reader);
    while (status == PDOT_OK) {
        status = pd_import_next_row(import, &reader->table);
        if (status != PDOT_OK || reader->table.cells == NULL)
            break;
        status = read_cells(reader);
        if (status == PDOT_OK)
            status = put(reader);
    }
    if (status == PDOT_OK)
        status = pd_import_end_table(import, &reader->table);
    pd_import_close_table(&reader->table);
    pd_import_map_release(&reader->ids);
    return status;
}

/* The row's id, once in the table; of a table without ids its kind and line. */
static pdot_status settle_id(row_reader *reader, size_t index, const char *kind, const char **out)
{
    pd_import *import = reader->import;
    const int64_t line = reader->table.place.row;
    bool is_new = false;
    int64_t earlier = 0;
    *out = reader->cells[index];
    if (reader->columns[index] == PD_NONE) {
        pd_buffer text;
        pd_buffer_init(import->ctx, &text);
        pd_buffer_format(&text, "%s-%" PRId64, kind, line);
        *out = pd_buffer_status(&text) == PDOT_OK ? pd_arena_strdup(import->ctx, &import->arena, text.data)
                                                  : NULL;
        pd_buffer_release(&text);
        if (*out == NULL)
            return PDOT_NOMEM;
    } else if ((*out)[0] == '\0') {
        return fail_cell(reader, index, pd_fail(import->ctx, PDOT_SCHEMA, "the row has no id"));
    }
    pdot_status status = pd_import_map_put(import->ctx, &reader->ids, *out, line, &is_new, &earlier);
    if (status == PDOT_OK && !is_new)
        status = fail_cell(reader, index,
                           pd_fail(import->ctx, PDOT_SCHEMA, "the id \"%s\" already stands in line %lld",
                                   *out, (long long)earlier));
    return status;
}

static pdot_status read_line(row_reader *reader, size_t index, int64_t *out)
{
    const char *cell = reader->cells[index];
    *out = 0;
    if (cell[0] == '\0' || pd_integer_parse(cell, strlen(cell), out))
        return PDOT_OK;
    return fail_cell(reader, index,
                     pd_fail(reader->import->ctx, PDOT_SCHEMA, "\"%.40s\" is no line number", cell));
}

static pd_origin origin_of(const row_reader *reader)
{
    return (pd_origin){.row = reader->table.place.row};
}

/* --- diagnosis --- */

enum { P_ID, P_COMPONENT, P_THEME, P_TEXT, P_ZONES, P_ACTORS, P_NOTE, P_DOCUMENT, P_LINE, N_PROBLEM };
static const member problem_members[N_PROBLEM] = {
    {"id", "id", false},           {"component", "componente", false}, {"theme", "tematica", false},
    {"problem", "problema", true}, {"zones", "zonas", false},          {"actors", "actores", false},
    {"note", "nota", false},       {"document", "documento", false},   {"line", "linea", false},
};

static pdot_status put_problem(row_reader *reader)
{
    const char *const *cells = reader->cells;
    pd_problem row = {.component = cells[P_COMPONENT],
                      .theme = cells[P_THEME],
                      .text = cells[P_TEXT],
                      .zones = cells[P_ZONES],
                      .actors = cells[P_ACTORS],
                      .note = cells[P_NOTE],
                      .document = cells[P_DOCUMENT],
                      .origin = origin_of(reader)};
    pdot_status status = settle_id(reader, P_ID, "problema", &row.id);
    if (status == PDOT_OK)
        status = read_line(reader, P_LINE, &row.line);
    if (status == PDOT_OK)
        status = pd_store_put_problem(reader->import->ctx, reader->import->store, reader->unit->name,
                                      reader->table.source.id, &row);
    return status;
}

pdot_status pd_import_read_problems(pd_import *import, const pd_import_unit *unit)
{
    const pd_table_spec *spec = unit->spec;
    row_reader reader = {
        .import = import, .unit = unit, .spec = spec, .members = problem_members, .n_members = N_PROBLEM};
    return read_rows(&reader, "tables", spec->word, &spec->file, put_problem);
}

/* --- activities --- */

enum {
    A_ID,
    A_COMPONENT,
    A_OBJECTIVE,
    A_TEXT,
    A_INDICATOR,
    A_TARGET,
    A_PARTNERS,
    A_MARKS,
    A_BASE_LINE,
    A_BUDGET,
    A_RESPONSIBLE,
    A_ZONES,
    A_SDG,
    A_NATIONAL_PLAN,
    A_NOTE,
    A_REPEATS,
    A_DOCUMENT,
    A_LINE,
    N_ACTIVITY
};
static const member activity_members[N_ACTIVITY] = {
    {"id", "id", false},
    {"component", "componente", false},
    {"objective", "objetivo", false},
    {"activity", "actividad", true},
    {"indicator", "indicador", false},
    {"target", "meta", false},
    {"partners", "articulacion", false},
    {"marks", "marcas", false},
    {"base_line", "linea_base", false},
    {"budget", "presupuesto", false},
    {"responsible", "responsable", false},
    {"zones", "zonas", false},
    {"sdg", "ods", false},
    {"national_plan", "plan_nacional", false},
    {"note", "nota", false},
    {"repeats", "repite", false},
    {"document", "documento", false},
    {"line", "linea", false},
};

/* Marks of a table that has a column for each year: "X _ X", as the recorded ones are written. */
static pdot_status join_marks(row_reader *reader, const char **out)
{
    pd_import *import = reader->import;
    pd_buffer marks;
    pdot_status status = PDOT_OK;
    pd_buffer_init(import->ctx, &marks);
    for (size_t i = 0; i < reader->spec->n_years && status == PDOT_OK; i++) {
        char name[PD_NUMBER_SIZE];
        int32_t column = PD_NONE;
        pd_number_fixed(reader->spec->years[i], 0, name);
        status = pd_import_column(import, &reader->table, name, false, &column);
        if (status != PDOT_OK || column == PD_NONE)
            break;
        const char *cell = reader->table.cells[column];
        pd_buffer_format(&marks, "%s%s", i > 0 ? " " : "", cell[strspn(cell, " \t")] != '\0' ? "X" : "_");
    }
    if (status == PDOT_OK)
        status = pd_buffer_status(&marks);
    if (status == PDOT_OK && (*out = pd_arena_strdup(import->ctx, &import->arena, marks.data)) == NULL)
        status = PDOT_NOMEM;
    pd_buffer_release(&marks);
    return status;
}

static pdot_status put_activity(row_reader *reader)
{
    const char *const *cells = reader->cells;
    pd_activity row = {.component = cells[A_COMPONENT],
                       .objective = cells[A_OBJECTIVE],
                       .text = cells[A_TEXT],
                       .indicator = cells[A_INDICATOR],
                       .target = cells[A_TARGET],
                       .partners = cells[A_PARTNERS],
                       .marks = cells[A_MARKS],
                       .base_line = cells[A_BASE_LINE],
                       .budget = cells[A_BUDGET],
                       .responsible = cells[A_RESPONSIBLE],
                       .zones = cells[A_ZONES],
                       .sdg = cells[A_SDG],
                       .national_plan = cells[A_NATIONAL_PLAN],
                       .note = cells[A_NOTE],
                       .repeats = cells[A_REPEATS],
                       .document = cells[A_DOCUMENT],
                       .origin = origin_of(reader)};
    pdot_status status = settle_id(reader, A_ID, "actividad", &row.id);
    if (status == PDOT_OK)
        status = read_line(reader, A_LINE, &row.line);
    if (status == PDOT_OK && reader->columns[A_MARKS] == PD_NONE)
        status = join_marks(reader, &row.marks);
    if (status == PDOT_OK)
        status = pd_store_put_activity(reader->import->ctx, reader->import->store, reader->unit->name,
                                       reader->table.source.id, &row);
    return status;
}

pdot_status pd_import_read_activities(pd_import *import, const pd_import_unit *unit)
{
    const pd_table_spec *spec = unit->spec;
    row_reader reader = {
        .import = import, .unit = unit, .spec = spec, .members = activity_members, .n_members = N_ACTIVITY};
    return read_rows(&reader, "tables", spec->word, &spec->file, put_activity);
}

/* --- gazetteer: what its rules and grades mean is the text layer's to check --- */

enum { Z_NAME, Z_ALIASES, Z_RULE, Z_CODES, Z_GRADE, Z_NOTE, N_ZONE };
static const member zone_members[N_ZONE] = {
    {"name", "name", true},    {"aliases", "aliases", false}, {"rule", "rule", true},
    {"codes", "codes", false}, {"grade", "grade", false},     {"note", "note", false},
};

static pdot_status put_zone(row_reader *reader)
{
    const char *const *cells = reader->cells;
    const pd_zone_row row = {cells[Z_NAME],  cells[Z_ALIASES], cells[Z_RULE],    cells[Z_CODES],
                             cells[Z_GRADE], cells[Z_NOTE],    origin_of(reader)};
    return pd_store_put_zone(reader->import->ctx, reader->import->store, reader->unit->name,
                             reader->table.source.id, &row);
}

enum { L_NAME, L_ALIASES, L_KIND, L_CODE, L_X, L_Y, L_GRADE, L_NOTE, N_PLACE };
static const member place_members[N_PLACE] = {
    {"name", "name", true},    {"aliases", "aliases", false},
    {"kind", "kind", false},   {"code", "code", false},
    {"x", "x", false},         {"y", "y", false},
    {"grade", "grade", false}, {"note", "note", false},
};

/* Both coordinates or none. */
static pdot_status read_point(row_reader *reader, pd_place_row *row)
{
    const char *x = reader->cells[L_X];
    const char *y = reader->cells[L_Y];
    if (x[0] == '\0' && y[0] == '\0')
        return PDOT_OK;
    row->has_point = pd_number_parse(x, strlen(x), &row->x) && pd_number_parse(y, strlen(y), &row->y);
    if (row->has_point)
        return PDOT_OK;
    return fail_cell(
        reader, L_X,
        pd_fail(reader->import->ctx, PDOT_SCHEMA,
                "\"%.40s\" and \"%.40s\" are no point: write both coordinates in the plan's CRS, with a "
                "decimal point, or neither",
                x, y));
}

static pdot_status put_place(row_reader *reader)
{
    const char *const *cells = reader->cells;
    pd_place_row row = {.name = cells[L_NAME],
                        .aliases = cells[L_ALIASES],
                        .kind = cells[L_KIND],
                        .code = cells[L_CODE],
                        .grade = cells[L_GRADE],
                        .note = cells[L_NOTE],
                        .origin = origin_of(reader)};
    pdot_status status = read_point(reader, &row);
    if (status == PDOT_OK)
        status = pd_store_put_place(reader->import->ctx, reader->import->store, reader->unit->name,
                                    reader->table.source.id, &row);
    return status;
}

static const member actor_members[] = {{"name", "name", true}, {"aliases", "aliases", false}};

static pdot_status put_actor(row_reader *reader)
{
    const pd_actor_row row = {reader->cells[0], reader->cells[1], origin_of(reader)};
    return pd_store_put_actor(reader->import->ctx, reader->import->store, reader->unit->name,
                              reader->table.source.id, &row);
}

enum { D_TEXT, D_CODES, D_GRADE, D_BY, D_DATE, D_NOTE, N_DECISION };
static const member decision_members[N_DECISION] = {
    {"text", "text", true}, {"codes", "codes", false}, {"grade", "grade", false},
    {"by", "by", false},    {"date", "date", false},   {"note", "note", false},
};

static pdot_status put_decision(row_reader *reader)
{
    const char *const *cells = reader->cells;
    const pd_decision_row row = {cells[D_TEXT], cells[D_CODES], cells[D_GRADE],   cells[D_BY],
                                 cells[D_DATE], cells[D_NOTE],  origin_of(reader)};
    return pd_store_put_decision(reader->import->ctx, reader->import->store, reader->unit->name,
                                 reader->table.source.id, &row);
}

static pdot_status read_gazetteer(pd_import *import, const pd_import_unit *unit, const member *members,
                                  size_t n_members, const char *word, put_row_fn put)
{
    row_reader reader = {.import = import, .unit = unit, .members = members, .n_members = n_members};
    return read_rows(&reader, "gazetteer", word, unit->files[0], put);
}

pdot_status pd_import_read_zones(pd_import *import, const pd_import_unit *unit)
{
    return read_gazetteer(import, unit, zone_members, N_ZONE, "zones", put_zone);
}

pdot_status pd_import_read_places(pd_import *import, const pd_import_unit *unit)
{
    return read_gazetteer(import, unit, place_members, N_PLACE, "places", put_place);
}

pdot_status pd_import_read_actors(pd_import *import, const pd_import_unit *unit)
{
    return read_gazetteer(import, unit, actor_members, 2, "actors", put_actor);
}

pdot_status pd_import_read_decisions(pd_import *import, const pd_import_unit *unit)
{
    return read_gazetteer(import, unit, decision_members, N_DECISION, "decisions", put_decision);
}
