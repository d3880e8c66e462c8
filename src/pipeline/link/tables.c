/* Tables that are delivered as they were recorded, column by column: budget, objectives, alignment. */
#include <string.h>

#include "base/number.h"
#include "pipeline/link/records.h"

static const pd_record_table TABLES[] = {
    {"budget", "presupuesto", "presupuesto_id"},
    {"objectives", "objetivos", "objetivo_id"},
    {"alignment", "alineacion", "alineacion_id"},
};

static const pd_table_spec *find_spec(const pd_manifest *manifest, const char *word)
{
    for (size_t i = 0; i < manifest->n_tables; i++)
        if (strcmp(manifest->tables[i].word, word) == 0)
            return &manifest->tables[i];
    return NULL;
}

static const char *mapped(const pd_manifest *manifest, const char *word, const char *column)
{
    const pd_table_spec *spec = find_spec(manifest, word);
    for (size_t i = 0; spec != NULL && i < spec->n_columns; i++)
        if (strcmp(spec->columns[i].word, column) == 0)
            return spec->columns[i].column;
    return column;
}

const char *pd_record_cell(const pd_manifest *manifest, const char *word, const pd_record *record,
                           const char *column)
{
    const char *name = mapped(manifest, word, column);
    for (int32_t i = 0; i < record->n; i++)
        if (strcmp(record->columns[i], name) == 0)
            return record->cells[i];
    return "";
}

pd_place pd_record_place(const pd_link *link, const pd_record *record)
{
    pd_place place = {.row = record->line};
    for (int32_t i = 0; i < link->plan->n_sources; i++)
        if (link->plan->sources[i].id == record->source_id)
            place.file = link->plan->sources[i].path;
    return place;
}

/* Whole numbers that a double holds exactly; more is no count. */
#define MAX_WHOLE 9007199254740992.0

void pd_record_set_number(pd_link *link, const pd_record_table *table, const pd_record *record,
                          const char *name, const char *cell, pd_maker *maker)
{
    const pd_column *column = &maker->table->columns[pd_table_column(maker->table, name)];
    double value = 0;
    if (cell[0] == '\0')
        return;
    if (pd_number_parse_es(cell, strlen(cell), &value) && value <= MAX_WHOLE && value >= -MAX_WHOLE) {
        pd_maker_set(maker, column->name,
                     column->type == PD_TYPE_INTEGER ? pd_integer((int64_t)value) : pd_real(value));
        return;
    }
    pd_place place = pd_record_place(link, record);
    place.field = mapped(link->run->manifest, table->word, column->name);
    pd_finding_add(&link->findings, PDOT_SEVERITY_REVIEW, "number_unreadable", table->result, &place,
                   "\"%s\" in column \"%s\" cannot be read as a number; the value stays empty.", cell,
                   place.field);
}

static const char *cell_of(const pd_link *link, const pd_record_table *table, const pd_record *record,
                           const char *column)
{
    const pd_manifest *manifest = link->run->manifest;
    if (strcmp(column, table->id_column) == 0) {
        const char *id = pd_record_cell(manifest, table->word, record, "id");
        if (id[0] != '\0')
            return id;
    }
    return pd_record_cell(manifest, table->word, record, column);
}

pdot_status pd_record_set(pd_link *link, const pd_record_table *table, const pd_record *record,
                          pd_maker *maker)
{
    for (int32_t i = 0; i < maker->table->n_columns; i++) {
        const pd_column *column = &maker->table->columns[i];
        const char *cell = cell_of(link, table, record, column->name);
        if (column->is_key && cell[0] == '\0') {
            const pd_place place = pd_record_place(link, record);
            return pd_fail_at(link->ctx, PDOT_SCHEMA, &place,
                              "%s: line %lld of the table has no \"id\"; give each row a stable id.",
                              place.file, (long long)record->line);
        }
        if (cell[0] == '\0')
            continue;
        if (column->type == PD_TYPE_TEXT)
            pd_maker_set(maker, column->name, pd_text(cell));
        else if (column->type != PD_TYPE_BOOLEAN)
            pd_record_set_number(link, table, record, column->name, cell, maker);
    }
    return PDOT_OK;
}

typedef struct putting {
    pd_link *link;
    const pd_record_table *table;
    pd_maker maker;
} putting;

static pdot_status put_record(void *user, const pd_record *record)
{
    putting *self = user;
    const pdot_status status = pd_record_set(self->link, self->table, record, &self->maker);
    return status == PDOT_OK ? pd_maker_put(&self->maker, (pd_bytes){0}) : status;
}

static pdot_status put_table(pd_link *link, const pd_record_table *table)
{
    putting self = {.link = link, .table = table};
    pdot_status status =
        pd_maker_begin(link->ctx, link->run->store, table->result, PD_LINK_UNIT, &self.maker);
    if (status == PDOT_OK)
        status = pd_store_each_record(link->ctx, link->run->store, table->word, put_record, &self);
    return pd_maker_end(&self.maker, status);
}

pdot_status pd_link_put_tables(pd_link *link)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < sizeof TABLES / sizeof TABLES[0] && status == PDOT_OK; i++)
        if (find_spec(link->run->manifest, TABLES[i].word) != NULL)
            status = put_table(link, &TABLES[i]);
    return status;
}
