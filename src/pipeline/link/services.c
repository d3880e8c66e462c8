/* Services and agreements: where they are, by the territory code they give, else by their coordinates, else
 * by the words of their place, else by the words of their name. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/number.h"
#include "pipeline/link/ground.h"
#include "pipeline/link/reach.h"
#include "pipeline/link/records.h"

typedef struct placing {
    pd_link *link;
    const pd_record_table *table;
    const char *place_column, *name_column; /* where the place is written; running text to fall back on */
    bool is_place_running;                  /* the place column is prose too */
    pd_maker maker;
    pd_linked *rows;
    pd_served *served; /* of each row */
    size_t count, capacity, served_capacity;
    pd_features points; /* of services that have coordinates, by id or line */
    pd_units units;
    size_t next; /* point to look at first: points come in the order of the rows */
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

/* The territory of the row's point; PD_NONE if it has none, or if that lies outside all. */
static pdot_status find_point(placing *self, const pd_record *record, int32_t *out)
{
    const pd_shapes *shapes = &self->points.shapes;
    const char *id = pd_record_cell(self->link->run->manifest, self->table->word, record, "id");
    char line[32];
    snprintf(line, sizeof line, "%" PRId64, record->line);
    *out = PD_NONE;
    for (size_t i = 0; i < shapes->n_shapes; i++) {
        const size_t at = (self->next + i) % shapes->n_shapes;
        const uint32_t first = shapes->ring_start[shapes->shape_start[at]];
        if (strcmp(self->points.key[at], id[0] != '\0' ? id : line) != 0)
            continue;
        self->next = at + 1;
        if (shapes->ring_start[shapes->shape_start[at + 1]] == first)
            return PDOT_OK;
        const double *xy = &shapes->xy[2 * (size_t)first];
        const pdot_status status = pd_units_find(&self->units, xy[0], xy[1], out);
        const pd_place place = pd_record_place(self->link, record);
        if (status == PDOT_OK && *out == PD_NONE)
            pd_finding_add(
                &self->link->findings, PDOT_SEVERITY_REVIEW, "service_outside", self->points.key[at], &place,
                "The coordinates of %s lie outside every territory; it is placed by its words instead.",
                self->points.key[at]);
        return status;
    }
    return PDOT_OK;
}

/* The territory that the row is placed in without reading words: by code, else by coordinates. */
static pdot_status find_territory(placing *self, const pd_record *record, int32_t *out, const char **rule)
{
    const char *code = pd_record_cell(self->link->run->manifest, self->table->word, record, "codigo");
    *rule = "code";
    *out = code[0] != '\0' ? pdot_plan_find_territory(self->link->plan, code) : PD_NONE;
    if (code[0] != '\0' && *out == PD_NONE)
        find_code(self, record, code);
    if (*out != PD_NONE)
        return PDOT_OK;
    *rule = "point";
    return find_point(self, record, out);
}

/* The text that says where, and the card of it. What is known without words wins: its card is that of the
 * territory's own name, read as exact. */
static pdot_status read_card(placing *self, const pd_record *record, pd_linked *out)
{
    pd_link *link = self->link;
    const pd_manifest *manifest = link->run->manifest;
    const char *place = pd_record_cell(manifest, self->table->word, record, self->place_column);
    const char *name = pd_record_cell(manifest, self->table->word, record, self->name_column);
    const char *rule = "";
    int32_t territory = PD_NONE;
    pdot_status status = find_territory(self, record, &territory, &rule);
    if (status != PDOT_OK)
        return status;
    if (territory != PD_NONE)
        status = pd_zone_of_territory(link->ctx, link->gazetteer, territory, rule, &out->card);
    else if (place[0] != '\0' && !self->is_place_running)
        status = pd_zone_resolve(link->ctx, link->gazetteer, place, &out->card);
    else
        status = pd_zone_mentions(link->ctx, link->gazetteer, place[0] != '\0' ? place : name, &out->card);
    if (status == PDOT_OK)
        out->zones = pd_arena_strdup(link->ctx, &link->arena, out->card->text);
    return status == PDOT_OK && out->zones == NULL ? PDOT_NOMEM : status;
}

/* What of the row in the maker is counted. */
static pdot_status keep_served(placing *self, const pd_linked *row)
{
    pd_link *link = self->link;
    const pd_maker *maker = &self->maker;
    const int32_t area = pd_table_column(maker->table, "area"),
                  unit = pd_table_column(maker->table, "unidad");
    const int32_t users = pd_table_column(maker->table, "usuarios");
    if (users == PD_NONE)
        return PDOT_OK;
    if (!pd_grow(link->ctx, (void **)&self->served, &self->served_capacity, self->count,
                 sizeof *self->served))
        return PDOT_NOMEM;
    const pd_value *values = maker->values;
    pd_served *one = &self->served[self->count - 1];
    one->area = pd_arena_strdup(link->ctx, &link->arena,
                                values[area].kind == PD_VALUE_TEXT ? values[area].as.text : "");
    one->unit = pd_arena_strdup(link->ctx, &link->arena,
                                values[unit].kind == PD_VALUE_TEXT ? values[unit].as.text : "");
    one->has_users = values[users].kind == PD_VALUE_INTEGER;
    one->users = one->has_users ? values[users].as.integer : 0;
    one->card = row->card;
    return one->area != NULL && one->unit != NULL ? PDOT_OK : PDOT_NOMEM;
}

/* Whether an agreement held on the reporting date: not said without that date or without a start. */
static void set_force(placing *self, const pd_record *record)
{
    const pd_manifest *manifest = self->link->run->manifest;
    const char *on = manifest->plan.reporting_date;
    const char *from = pd_record_cell(manifest, self->table->word, record, "desde");
    const char *to = pd_record_cell(manifest, self->table->word, record, "hasta");
    const int64_t day = pd_date_day(on, strlen(on)), first = pd_date_day(from, strlen(from));
    const int64_t last = pd_date_day(to, strlen(to));
    if (pd_table_column(self->maker.table, "vigente") != PD_NONE && day != 0 && first != 0 &&
        (last != 0 || to[0] == '\0'))
        pd_maker_set(&self->maker, "vigente", pd_boolean(first <= day && (last == 0 || last >= day)));
}

/* Where the row in the maker is printed; without that, where the table has it. */
static pdot_status keep_place(placing *self, const pd_record *record, pd_linked *row)
{
    const pd_value *document = &self->maker.values[pd_table_column(self->maker.table, "documento")];
    const pd_value *line = &self->maker.values[pd_table_column(self->maker.table, "linea")];
    const bool is_printed = document->kind == PD_VALUE_TEXT && document->as.text[0] != '\0';
    const pd_place place = pd_record_place(self->link, record);
    row->line = !is_printed ? place.row : line->kind == PD_VALUE_INTEGER ? line->as.integer : 0;
    row->document =
        pd_arena_strdup(self->link->ctx, &self->link->arena, is_printed ? document->as.text : place.file);
    return row->document != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status put_service(void *user, const pd_record *record)
{
    placing *self = user;
    pd_link *link = self->link;
    if (!pd_grow(link->ctx, (void **)&self->rows, &self->capacity, self->count + 1, sizeof *self->rows))
        return PDOT_NOMEM;
    pd_linked *row = &self->rows[self->count++];
    *row = (pd_linked){.component = "", .theme = "", .counts = true, .document = ""};
    pdot_status status = read_card(self, record, row);
    if (status == PDOT_OK)
        status = pd_record_set(link, self->table, record, &self->maker);
    if (status != PDOT_OK)
        return status;
    const int32_t id = pd_table_column(self->maker.table, self->table->id_column);
    row->id = pd_arena_strdup(link->ctx, &link->arena, self->maker.values[id].as.text);
    status = keep_place(self, record, row);
    if (status != PDOT_OK)
        return status;
    set_force(self, record);
    status = pd_link_set_reading(link, &self->maker, row->card);
    if (status == PDOT_OK)
        status = keep_served(self, row);
    if (status != PDOT_OK)
        return status;
    status = row->id != NULL ? pd_maker_put(&self->maker, (pd_bytes){0}) : PDOT_NOMEM;
    return status;
}

static void free_rows(placing *self)
{
    for (size_t i = 0; i < self->count; i++)
        pdot_card_free(self->rows[i].card);
    pd_free(self->rows);
    pd_free(self->served);
    pd_features_release(&self->points);
    pd_units_close(&self->units);
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
    pdot_status status = pd_store_load_features(link->ctx, link->run->store, "service", NULL, PD_FEATURE_KEYS,
                                                &services.points);
    if (status == PDOT_OK && services.points.shapes.n_shapes > 0)
        status = pd_units_open(link->ctx, link->plan, &services.units);
    if (status == PDOT_OK)
        status = place_all(&services);
    if (status == PDOT_OK)
        status = pd_link_put_reach(link, services.served, services.count);
    if (status == PDOT_OK)
        status = pd_link_put_links(link, "servicio_territorio", "servicio_id", services.rows, services.count);
    if (status == PDOT_OK)
        status = pd_link_find_services(link, services.rows, services.count);
    if (status == PDOT_OK)
        status = place_all(&agreements);
    if (status == PDOT_OK && agreements.count > 0)
        status =
            pd_link_put_links(link, "convenio_territorio", "convenio_id", agreements.rows, agreements.count);
    free_rows(&services);
    free_rows(&agreements);
    return status;
}
