/* All levels of territories as one unit, since they depend on each other: read, then parents, ground and
 * areas are settled (ground.c), then stored. */
#include "pipeline/import/import.h"

#include <string.h>

#include "base/fold.h"
#include "base/limits.h"

/* What is read of a unit, besides its ground. */
enum { MEMBER_CODE, MEMBER_NAME, MEMBER_KIND, MEMBER_PARENT, N_MEMBERS };

/* One level being read: where each member comes from. */
typedef struct level_reader {
    const pd_level_spec *spec;
    int32_t level;
    pd_import_codes codes;
    int64_t source_id;
    const char *columns[N_MEMBERS]; /* as the manifest names them; "" if not given */
    int32_t in_codes[N_MEMBERS];    /* column of the crosswalk, or PD_NONE */
    int32_t in_source[N_MEMBERS];   /* index among the cells read, or PD_NONE */
} level_reader;

static pdot_status start_level(pd_import *import, const pd_level_spec *spec, int32_t level, level_reader *out)
{
    *out = (level_reader){.spec = spec, .level = level};
    const char *const columns[N_MEMBERS] = {spec->code, spec->name, spec->kind, spec->parent_code};
    const pdot_status status = pd_import_load_codes(import, &spec->codes, spec->level, &out->codes);
    for (int i = 0; i < N_MEMBERS && status == PDOT_OK; i++) {
        out->columns[i] = columns[i];
        out->in_source[i] = PD_NONE;
        /* the code column itself is always the layer's: it is what the crosswalk is asked for */
        out->in_codes[i] = i == MEMBER_CODE || columns[i][0] == '\0'
                               ? PD_NONE
                               : pd_import_codes_column(&out->codes, columns[i]);
    }
    return status;
}

static bool is_read_from_source(const level_reader *reader, int member)
{
    return reader->columns[member][0] != '\0' && reader->in_codes[member] == PD_NONE;
}

static pdot_status fail_here(pd_import *import, const pd_place *place, const char *field, pdot_status status)
{
    pd_place at = *place;
    at.field = field;
    return pd_locate(import->ctx, status, &at);
}

static const char *copy_trimmed(pd_import *import, const char *text)
{
    text += strspn(text, " \t");
    size_t length = strlen(text);
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
        length--;
    return pd_arena_copy(import->ctx, &import->arena, text, length);
}

static const char *member_text(pd_import *import, const level_reader *reader, int member,
                               const char *const *cells, int64_t codes_row)
{
    if (reader->in_codes[member] != PD_NONE)
        return reader->codes.cells[codes_row][reader->in_codes[member]];
    if (reader->in_source[member] != PD_NONE)
        return copy_trimmed(import, cells[reader->in_source[member]]);
    return "";
}

/* The code of a unit, through the crosswalk if there is one. */
static pdot_status settle_code(pd_import *import, level_reader *reader, const pd_place *place,
                               const char *printed, int64_t *codes_row, const char **code)
{
    pdot_ctx *ctx = import->ctx;
    *code = printed;
    if (printed[0] == '\0')
        return fail_here(import, place, reader->spec->code,
                         pd_fail(ctx, PDOT_SCHEMA, "the code in \"%s\" is empty: every unit needs one",
                                 reader->spec->code));
    if (reader->codes.to == PD_NONE)
        return PDOT_OK;
    pdot_status status = pd_import_find_codes(import, &reader->codes, printed, codes_row);
    if (status != PDOT_OK)
        return status;
    if (*codes_row == PD_NONE)
        return fail_here(import, place, reader->spec->code,
                         pd_fail(ctx, PDOT_SCHEMA, "%s has no row with \"%s\" in its column \"%s\": add one",
                                 reader->codes.file, printed, reader->codes.from));
    *code = reader->codes.cells[*codes_row][reader->codes.to];
    if ((*code)[0] == '\0')
        return fail_here(
            import, place, reader->spec->code,
            pd_fail(ctx, PDOT_SCHEMA, "%s gives no code for \"%s\"", reader->codes.file, printed));
    return PDOT_OK;
}

static pdot_status fold_kind(pd_import *import, const char *kind, const char **out)
{
    char *folded = NULL;
    const pdot_status status = pd_fold_text(import->ctx, kind, &folded);
    if (status != PDOT_OK)
        return status;
    *out = pd_arena_strdup(import->ctx, &import->arena, folded);
    pd_free(folded);
    return *out != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status fail_twice(pd_import *import, const pd_import_territories *territories, const char *code,
                              int64_t earlier, const pd_place *place, const char *field)
{
    const pd_place *first = &territories->items[earlier].place;
    return fail_here(
        import, place, field,
        pd_fail(import->ctx, PDOT_SCHEMA,
                "the code \"%s\" is used twice, first by %s, row %lld: give each unit its own code, or "
                "dissolve the parts of one unit",
                code, first->file, (long long)first->row));
}

static pdot_status add_unit(pd_import *import, level_reader *reader, const char *const *cells, pd_bytes wkb,
                            const pd_place *place, pd_import_territories *out)
{
    pdot_ctx *ctx = import->ctx;
    int64_t codes_row = PD_NONE;
    bool is_new = false;
    int64_t earlier = 0;
    const char *printed = member_text(import, reader, MEMBER_CODE, cells, PD_NONE);
    if (out->count >= PD_LIMIT_TERRITORIES)
        return pd_fail(ctx, PDOT_LIMIT, "the plan has more than %u territories", PD_LIMIT_TERRITORIES);
    if (printed == NULL ||
        !pd_grow(ctx, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
        return PDOT_NOMEM;
    pd_import_territory *unit = &out->items[out->count];
    *unit = (pd_import_territory){
        .base = {.level = reader->level, .parent = PD_NONE, .origin = {.row = place->row}},
        .source_id = reader->source_id,
        .place = *place};
    pdot_status status = settle_code(import, reader, place, printed, &codes_row, &unit->base.code);
    if (status != PDOT_OK)
        return status;
    unit->base.name = member_text(import, reader, MEMBER_NAME, cells, codes_row);
    unit->parent_code = member_text(import, reader, MEMBER_PARENT, cells, codes_row);
    const char *kind = member_text(import, reader, MEMBER_KIND, cells, codes_row);
    if (unit->base.name == NULL || unit->parent_code == NULL || kind == NULL)
        return PDOT_NOMEM;
    status = fold_kind(import, kind, &unit->base.kind);
    if (status == PDOT_OK && wkb.size > 0) {
        const char *copy = pd_arena_copy(ctx, &import->arena, (const char *)wkb.data, wkb.size);
        unit->base.wkb = (pd_bytes){(const unsigned char *)copy, wkb.size};
        status = copy != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    if (status == PDOT_OK)
        status = pd_import_map_put(ctx, &out->codes, unit->base.code, (int64_t)out->count, &is_new, &earlier);
    if (status == PDOT_OK && !is_new)
        return fail_twice(import, out, unit->base.code, earlier, place, reader->spec->code);
    out->count += status == PDOT_OK;
    return status;
}

static pdot_status read_layer(pd_import *import, level_reader *reader, pd_import_territories *out)
{
    const pd_level_spec *spec = reader->spec;
    const char *columns[N_MEMBERS];
    pd_vector_options options = {.layer = spec->layer,
                                 .crs = spec->crs,
                                 .encoding = spec->encoding,
                                 .x = "",
                                 .y = "",
                                 .dimension = 2,
                                 .columns = columns};
    for (int i = 0; i < N_MEMBERS; i++) {
        if (is_read_from_source(reader, i)) {
            reader->in_source[i] = (int32_t)options.n_columns;
            columns[options.n_columns++] = reader->columns[i];
        }
    }
    pd_import_layer layer = {0};
    const pd_vector_feature *feature = NULL;
    pdot_status status =
        pd_import_open_layer(import, "territories", spec->level, &spec->file, &options, &layer);
    reader->source_id = layer.source.id;
    while (status == PDOT_OK) {
        status = pd_import_next_feature(import, &layer, &feature);
        if (status != PDOT_OK || feature == NULL)
            break;
        status = add_unit(import, reader, feature->cells, feature->wkb, &layer.place, out);
    }
    if (status == PDOT_OK)
        status = pd_import_end_layer(import, &layer);
    pd_import_close_layer(&layer);
    return status;
}

/* A table of units without geometry: their ground is that of their children. */
static pdot_status read_table(pd_import *import, level_reader *reader, pd_import_territories *out)
{
    const pd_level_spec *spec = reader->spec;
    pd_import_table table = {0};
    pdot_status status = pd_import_open_table(import, "territories", spec->level, &spec->file, spec->layer,
                                              spec->encoding, &table);
    reader->source_id = table.source.id;
    for (int i = 0; i < N_MEMBERS && status == PDOT_OK; i++)
        if (is_read_from_source(reader, i))
            status = pd_import_column(import, &table, reader->columns[i], true, &reader->in_source[i]);
    while (status == PDOT_OK) {
        status = pd_import_next_row(import, &table);
        if (status != PDOT_OK || table.cells == NULL)
            break;
        status = add_unit(import, reader, table.cells, (pd_bytes){0}, &table.place, out);
    }
    if (status == PDOT_OK && table.source.rows == 0)
        status = pd_locate(import->ctx, pd_fail(import->ctx, PDOT_SCHEMA, "the table holds no unit"),
                           &(pd_place){.file = table.place.file});
    if (status == PDOT_OK)
        status = pd_import_end_table(import, &table);
    pd_import_close_table(&table);
    return status;
}

static void note_unused_codes(pd_import *import, const level_reader *reader)
{
    const pd_import_codes *codes = &reader->codes;
    for (size_t i = 0; i < codes->n_rows; i++) {
        const pd_place place = {.file = codes->file, .row = codes->lines[i]};
        if (!codes->is_used[i])
            pd_finding_add(&import->findings, PDOT_SEVERITY_REVIEW, "code_unused", codes->cells[i][codes->to],
                           &place, "the layer of level %s has no unit for this row", reader->spec->level);
    }
}

static pdot_status read_level(pd_import *import, const pd_level_spec *spec, int32_t level,
                              pd_import_territories *out)
{
    level_reader reader;
    pdot_status status = pd_store_put_level(import->ctx, import->store, import->unit, level, spec->level);
    if (status != PDOT_OK)
        return status;
    PD_ASSERT(level == 0 || spec->parent[0] != '\0' ||
              spec->parent_code[0] != '\0'); /* the manifest's rules */
    status = start_level(import, spec, level, &reader);
    if (status == PDOT_OK)
        status = pd_reader_is_table(spec->file.path) ? read_table(import, &reader, out)
                                                     : read_layer(import, &reader, out);
    if (status == PDOT_OK)
        note_unused_codes(import, &reader);
    pd_import_codes_release(&reader.codes);
    return status;
}

static pdot_status put_units(pd_import *import, const pd_import_territories *territories)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < territories->count && status == PDOT_OK; i++) {
        const pd_import_territory *unit = &territories->items[i];
        const char *parent =
            unit->base.parent != PD_NONE ? territories->items[unit->base.parent].base.code : NULL;
        status = pd_store_put_territory(import->ctx, import->store, import->unit, unit->source_id,
                                        &unit->base, parent);
    }
    return status;
}

pdot_status pd_import_read_territories(pd_import *import, const pd_import_unit *unit)
{
    (void)unit;
    pd_import_territories territories = {0};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < import->manifest->n_levels && status == PDOT_OK; i++)
        status = read_level(import, &import->manifest->levels[i], (int32_t)i, &territories);
    if (status == PDOT_OK)
        status = pd_import_settle_parents(import, &territories);
    if (status == PDOT_OK)
        status = pd_import_close_limits(import, &territories);
    if (status == PDOT_OK)
        status = pd_import_settle_ground(import, &territories);
    if (status == PDOT_OK)
        status = put_units(import, &territories);
    pd_import_map_release(&territories.codes);
    pd_free(territories.items);
    return status;
}
