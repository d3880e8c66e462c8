/* Services and agreements: where they are, by the territory code they give, else by the words of their place,
 * else by the words of their name. */
#include <string.h>

#include "pipeline/link/records.h"

typedef struct placing {
    pd_link *link;
    const pd_record_table *table;
    const char *place_column, *name_column; /* where the place is written; running text to fall back on */
    bool is_place_running;                  /* the place column is prose too */
    pd_maker maker;
    pd_linked *rows;
    size_t count, capacity;
} placing;

static const pd_record_table SERVICES = {"services", "servicios", "servicio_id"};
static const pd_record_table AGREEMENTS = {"agreements", "convenios", "convenio_id"};

static void find_code(placing *self, const pd_record *record, const char *code)
{
    pd_place place = pd_record_place(self->link, record);
    place.field = "codigo";
    pd_finding_add(&self->link->findings, PDOT_SEVERITY_REVIEW, "code_unknown", code, &place,
                   "The code \"%s\" is no territory of the plan; the row is placed by its words instead.",
                   code);
}

/* The text that says where, and the card of it. A code column wins: its card is that of the territory's own
 * name, read as exact. */
static pdot_status read_card(placing *self, const pd_record *record, pd_linked *out)
{
    pd_link *link = self->link;
    const pd_manifest *manifest = link->run->manifest;
    const char *place = pd_record_cell(manifest, self->table->word, record, self->place_column);
    const char *name = pd_record_cell(manifest, self->table->word, record, self->name_column);
    const char *code = pd_record_cell(manifest, self->table->word, record, "codigo");
    const int32_t territory = code[0] != '\0' ? pdot_plan_find_territory(link->plan, code) : PD_NONE;
    pdot_status status = PDOT_OK;
    if (code[0] != '\0' && territory == PD_NONE)
        find_code(self, record, code);
    if (territory != PD_NONE)
        status = pd_zone_of_territory(link->ctx, link->gazetteer, territory, &out->card);
    else if (place[0] != '\0' && !self->is_place_running)
        status = pd_zone_resolve(link->ctx, link->gazetteer, place, &out->card);
    else
        status = pd_zone_mentions(link->ctx, link->gazetteer, place[0] != '\0' ? place : name, &out->card);
    if (status == PDOT_OK)
        out->zones = pd_arena_strdup(link->ctx, &link->arena, out->card->text);
    return status == PDOT_OK && out->zones == NULL ? PDOT_NOMEM : status;
}

static pdot_status put_service(void *user, const pd_record *record)
{
    placing *self = user;
    pd_link *link = self->link;
    if (!pd_grow(link->ctx, (void **)&self->rows, &self->capacity, self->count + 1, sizeof *self->rows))
        return PDOT_NOMEM;
    pd_linked *row = &self->rows[self->count++];
    *row = (pd_linked){.component = "", .theme = "", .counts = true};
    pdot_status status = read_card(self, record, row);
    if (status == PDOT_OK)
        status = pd_record_set(link, self->table, record, &self->maker);
    if (status != PDOT_OK)
        return status;
    const int32_t id = pd_table_column(self->maker.table, self->table->id_column);
    row->id = pd_arena_strdup(link->ctx, &link->arena, self->maker.values[id].as.text);
    pd_link_set_reading(&self->maker, row->card);
    status = row->id != NULL ? pd_maker_put(&self->maker, (pd_bytes){0}) : PDOT_NOMEM;
    return status;
}

static void free_rows(placing *self)
{
    for (size_t i = 0; i < self->count; i++)
        pdot_card_free(self->rows[i].card);
    pd_free(self->rows);
}

static pdot_status place_all(placing *self)
{
    pd_link *link = self->link;
    pdot_status status =
        pd_maker_begin(link->ctx, link->run->store, self->table->result, PD_LINK_UNIT, &self->maker);
    if (status == PDOT_OK)
        status = pd_store_each_record(link->ctx, link->run->store, self->table->word, put_service, self);
    return pd_maker_end(&self->maker, status);
}

pdot_status pd_link_put_services(pd_link *link)
{
    placing services = {.link = link, .table = &SERVICES, .place_column = "lugar", .name_column = "nombre"};
    placing agreements = {.link = link,
                          .table = &AGREEMENTS,
                          .place_column = "unidades",
                          .name_column = "convenio",
                          .is_place_running = true};
    pdot_status status = place_all(&services);
    if (status == PDOT_OK)
        status = pd_link_put_links(link, "servicio_territorio", "servicio_id", services.rows, services.count);
    if (status == PDOT_OK)
        status = place_all(&agreements);
    free_rows(&services);
    free_rows(&agreements);
    return status;
}
