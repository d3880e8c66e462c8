/* Services by territory, area and unit of users: cobertura_servicios. Users count where a service names one
 * territory alone; what serves the whole plan is apart; a territory without any certain one has a row that
 * says so. */
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "pipeline/link/reach.h"

#define POPULATION "poblacion" /* the indicator of people; without it there is no rate */

typedef struct topic {
    const char *area, *unit;
} topic;

typedef struct tally {
    int64_t certain, possible, whole, users;
    bool has_users;
} tally;

typedef struct reach {
    pd_link *link;
    topic *topics;
    size_t n_topics;
    tally *tallies;     /* territory * n_topics + topic */
    double *population; /* of each territory; 0: not given */
    pd_maker maker;
} reach;

static int compare_topics(const void *a, const void *b)
{
    const topic *x = a, *y = b;
    const int order = strcmp(x->area, y->area);
    return order != 0 ? order : strcmp(x->unit, y->unit);
}

static void list_topics(reach *self, const pd_served *rows, size_t n)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        self->topics[i] = (topic){rows[i].area, rows[i].unit};
    qsort(self->topics, n, sizeof *self->topics, compare_topics);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || compare_topics(&self->topics[kept - 1], &self->topics[i]) != 0)
            self->topics[kept++] = self->topics[i];
    self->n_topics = kept;
}

static tally *tally_of(const reach *self, const char *code, size_t at)
{
    const int32_t territory = pdot_plan_find_territory(self->link->plan, code);
    return &self->tallies[(size_t)territory * self->n_topics + at];
}

static void count_row(reach *self, const pd_served *row)
{
    const pdot_plan *plan = self->link->plan;
    const pdot_card *card = row->card;
    const topic key = {row->area, row->unit};
    const topic *found = bsearch(&key, self->topics, self->n_topics, sizeof key, compare_topics);
    const size_t at = (size_t)(found - self->topics);
    if (card->is_canton_wide) {
        for (int32_t t = 0; t < plan->n_territories; t++)
            self->tallies[(size_t)t * self->n_topics + at].whole++;
        return;
    }
    for (size_t i = 0; i < card->n_certain; i++)
        tally_of(self, card->certain[i], at)->certain++;
    for (size_t i = 0; i < card->n_possible; i++)
        tally_of(self, card->possible[i], at)->possible++;
    if (row->has_users && card->n_certain == 1 && card->n_possible == 0) {
        tally *one = tally_of(self, card->certain[0], at);
        one->users += row->users;
        one->has_users = true;
    }
}

static const char *cell_of(const pd_record *record, const char *name)
{
    for (int32_t i = 0; i < record->n; i++)
        if (strcmp(record->columns[i], name) == 0)
            return record->cells[i];
    return "";
}

static pdot_status read_population(void *user, const pd_record *record)
{
    reach *self = user;
    const int32_t territory = pdot_plan_find_territory(self->link->plan, cell_of(record, "code"));
    const char *value = cell_of(record, "value");
    double people = 0;
    if (territory != PD_NONE && strcmp(cell_of(record, "indicator"), POPULATION) == 0 &&
        pd_number_parse_es(value, strlen(value), &people))
        self->population[territory] = people;
    return PDOT_OK;
}

static pdot_status put(reach *self, int32_t territory, const topic *about, const tally *of)
{
    const pd_territory *from = &self->link->plan->territories[territory];
    const double people = self->population[territory];
    const bool has_rate = of->has_users && people > 0;
    pd_maker_set(&self->maker, "codigo", pd_text(from->code));
    pd_maker_set(&self->maker, "nombre", pd_text(from->name));
    pd_maker_set(&self->maker, "area", pd_text(about->area));
    pd_maker_set(&self->maker, "unidad", pd_text(about->unit));
    pd_maker_set(&self->maker, "servicios", pd_integer(of->certain));
    pd_maker_set(&self->maker, "servicios_max", pd_integer(of->certain + of->possible));
    pd_maker_set(&self->maker, "servicios_canton", pd_integer(of->whole));
    pd_maker_set(&self->maker, "usuarios", of->has_users ? pd_integer(of->users) : pd_null());
    pd_maker_set(&self->maker, "usuarios_por_mil",
                 has_rate ? pd_real(1000 * (double)of->users / people) : pd_null());
    return pd_maker_put(&self->maker, (pd_bytes){0});
}

static pdot_status put_territory(reach *self, int32_t territory)
{
    static const topic nothing = {"", ""};
    pdot_status status = PDOT_OK;
    tally all = {0};
    for (size_t i = 0; i < self->n_topics && status == PDOT_OK; i++) {
        const tally *one = &self->tallies[(size_t)territory * self->n_topics + i];
        all.whole += one->whole;
        if (one->certain + one->possible == 0)
            continue;
        all.certain += one->certain;
        all.possible += one->possible;
        status = put(self, territory, &self->topics[i], one);
    }
    return status == PDOT_OK && all.certain == 0 ? put(self, territory, &nothing, &all) : status;
}

static pdot_status put_all(reach *self)
{
    const pdot_plan *plan = self->link->plan;
    pdot_status status = pd_maker_begin(self->link->ctx, self->link->run->store, "cobertura_servicios",
                                        PD_LINK_UNIT, &self->maker);
    for (int32_t t = 0; t < plan->n_territories && status == PDOT_OK; t++)
        if (plan->territories[t].is_finest)
            status = put_territory(self, t);
    return pd_maker_end(&self->maker, status);
}

pdot_status pd_link_put_reach(pd_link *link, const pd_served *rows, size_t n)
{
    reach self = {.link = link};
    const size_t n_territories = (size_t)link->plan->n_territories;
    if (n == 0)
        return PDOT_OK;
    self.topics = pd_alloc_array(link->ctx, n, sizeof *self.topics);
    self.tallies = pd_alloc_array(link->ctx, n_territories * n, sizeof *self.tallies);
    self.population = pd_alloc_array(link->ctx, n_territories, sizeof *self.population);
    const bool has_room = self.topics != NULL && self.tallies != NULL && self.population != NULL;
    pdot_status status = has_room ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = pd_store_each_record(link->ctx, link->run->store, "indicators", read_population, &self);
    if (status == PDOT_OK) {
        list_topics(&self, rows, n);
        for (size_t i = 0; i < n; i++)
            count_row(&self, &rows[i]);
        status = put_all(&self);
    }
    pd_free(self.population);
    pd_free(self.tallies);
    pd_free(self.topics);
    return status;
}
