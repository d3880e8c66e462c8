/* The tables that the manifest lists under records: each row with its printed content, the figure and the
 * zone that the manifest says it has, and its links to territories. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "pipeline/link/records.h"
#include "source/names.h"

static const pd_record_table REGISTERS = {"", "registros", "registro_id"};

typedef struct listing {
    pd_link *link;
    const pd_table_spec *spec; /* whose records are read */
    pd_maker maker;
    pd_buffer id, content;
    pd_linked *rows; /* those of tables with a zone column */
    size_t count, capacity;
} listing;

/* The cell of a role ("zonas", "valor", "unidad") or of a column by its name; "" if there is none. */
static const char *cell_of(const listing *self, const pd_record *record, const char *role)
{
    for (size_t i = 0; i < self->spec->n_columns; i++)
        if (strcmp(self->spec->columns[i].word, role) == 0) {
            const int32_t at = pd_names_find(self->link->ctx, self->spec->columns[i].column, record->columns,
                                             (size_t)record->n);
            return at >= 0 ? record->cells[at] : "";
        }
    return "";
}

static const char *column_of(const pd_record *record, const char *name)
{
    for (int32_t i = 0; i < record->n; i++)
        if (strcmp(record->columns[i], name) == 0)
            return record->cells[i];
    return "";
}

static bool has_own_column(const char *name)
{
    static const char *const own[] = {"id", "documento", "linea", "nota"};
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (strcmp(name, own[i]) == 0)
            return true;
    return false;
}

/* "concepto: Pediatría; cantidad: 6; unidad: profesionales" */
static void write_content(const pd_record *record, pd_buffer *out)
{
    pd_buffer_clear(out);
    for (int32_t i = 0; i < record->n; i++)
        if (record->cells[i][0] != '\0' && !has_own_column(record->columns[i]))
            pd_buffer_format(out, out->size > 0 ? "; %s: %s" : "%s: %s", record->columns[i],
                             record->cells[i]);
}

/* A row without id is called by its line. */
static pdot_status write_id(listing *self, const pd_record *record, const char **row_id)
{
    char line[32];
    const char *id = column_of(record, "id");
    snprintf(line, sizeof line, "%" PRId64, record->line);
    *row_id = pd_arena_strdup(self->link->ctx, &self->link->arena, id[0] != '\0' ? id : line);
    pd_buffer_clear(&self->id);
    pd_buffer_format(&self->id, "%s/%s", self->spec->word, *row_id != NULL ? *row_id : "");
    return *row_id != NULL ? pd_buffer_status(&self->id) : PDOT_NOMEM;
}

static bool has_zones(const pd_table_spec *spec)
{
    for (size_t i = 0; i < spec->n_columns; i++)
        if (strcmp(spec->columns[i].word, "zonas") == 0)
            return true;
    return false;
}

/* Reads the zone cell, a territory's code or words, and keeps the row for its links. */
static pdot_status read_zone(listing *self, const char *zones)
{
    pd_link *link = self->link;
    if (!pd_grow(link->ctx, (void **)&self->rows, &self->capacity, self->count + 1, sizeof *self->rows))
        return PDOT_NOMEM;
    pd_linked *row = &self->rows[self->count++];
    *row = (pd_linked){.component = "", .theme = "", .counts = true, .document = ""};
    const int32_t territory = pdot_plan_find_territory(link->plan, zones);
    const pdot_status status =
        territory != PD_NONE ? pd_zone_of_territory(link->ctx, link->gazetteer, territory, "code", &row->card)
                             : pd_zone_resolve(link->ctx, link->gazetteer, zones, &row->card);
    if (status != PDOT_OK)
        return status;
    row->id = pd_arena_strdup(link->ctx, &link->arena, self->id.data);
    row->zones = pd_arena_strdup(link->ctx, &link->arena, row->card->text);
    return row->id != NULL && row->zones != NULL ? pd_link_set_reading(link, &self->maker, row->card)
                                                 : PDOT_NOMEM;
}

static pdot_status put_row(void *user, const pd_record *record)
{
    listing *self = user;
    const char *row_id = NULL, *zones = cell_of(self, record, "zonas");
    write_content(record, &self->content);
    pdot_status status = write_id(self, record, &row_id);
    if (status == PDOT_OK)
        status = pd_buffer_status(&self->content);
    if (status == PDOT_OK && has_zones(self->spec))
        status = read_zone(self, zones);
    if (status != PDOT_OK)
        return status;
    const pd_record_table table = {self->spec->word, REGISTERS.result, REGISTERS.id_column};
    pd_maker_set(&self->maker, "registro_id", pd_text(self->id.data));
    pd_maker_set(&self->maker, "registro", pd_text(self->spec->word));
    pd_maker_set(&self->maker, "titulo", pd_text(self->spec->title));
    pd_maker_set(&self->maker, "fila", pd_text(row_id));
    pd_maker_set(&self->maker, "contenido", pd_text(self->content.data));
    pd_maker_set(&self->maker, "zonas", pd_text(zones));
    pd_record_set_number(self->link, &table, record, "valor", cell_of(self, record, "valor"), &self->maker);
    pd_maker_set(&self->maker, "unidad", pd_text(cell_of(self, record, "unidad")));
    pd_maker_set(&self->maker, "documento", pd_text(column_of(record, "documento")));
    pd_record_set_number(self->link, &table, record, "linea", column_of(record, "linea"), &self->maker);
    pd_maker_set(&self->maker, "nota", pd_text(column_of(record, "nota")));
    return pd_maker_put(&self->maker, (pd_bytes){0});
}

static pdot_status put_all(listing *self)
{
    pd_link *link = self->link;
    const pd_manifest *manifest = link->run->manifest;
    pdot_status status =
        pd_maker_begin(link->ctx, link->run->store, REGISTERS.result, PD_LINK_UNIT, &self->maker);
    for (size_t i = 0; i < manifest->n_tables && status == PDOT_OK; i++) {
        self->spec = &manifest->tables[i];
        if (self->spec->is_listed)
            status = pd_store_each_record(link->ctx, link->run->store, self->spec->word, put_row, self);
    }
    return pd_maker_end(&self->maker, status);
}

static bool lists_records(const pd_manifest *manifest)
{
    for (size_t i = 0; i < manifest->n_tables; i++)
        if (manifest->tables[i].is_listed)
            return true;
    return false;
}

pdot_status pd_link_put_listed(pd_link *link)
{
    listing self = {.link = link};
    if (!lists_records(link->run->manifest))
        return PDOT_OK;
    pd_buffer_init(link->ctx, &self.id);
    pd_buffer_init(link->ctx, &self.content);
    pdot_status status = put_all(&self);
    if (status == PDOT_OK && self.count > 0)
        status = pd_link_put_links(link, "registro_territorio", "registro_id", self.rows, self.count);
    for (size_t i = 0; i < self.count; i++)
        pdot_card_free(self.rows[i].card);
    pd_free(self.rows);
    pd_buffer_release(&self.content);
    pd_buffer_release(&self.id);
    return status;
}
