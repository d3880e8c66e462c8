#include "pipeline/link/counts.h"

#include <string.h>

/* How one row of the plan concerns one territory. */
enum { NOT_NAMED = 0, POSSIBLE = 1, CERTAIN = 2 };

typedef struct counter {
    pdot_ctx *ctx;
    pd_store *store;
    const pdot_plan *plan;
    pd_link_count *counts;
    unsigned char *named; /* of the row being counted, per territory */
    const char **unit;    /* in which the users of each territory are counted */
    unsigned char *mixed; /* users in different units: no sum */
} counter;

/* Ids of rows that are canton-wide or repeated, sorted as the table is. */
typedef struct flags {
    pdot_ctx *ctx;
    char **ids;
    unsigned char *is_whole, *is_repeated;
    int64_t *users;
    char **units;
    size_t count, capacity;
    pd_arena arena;
} flags;

static void flags_release(flags *all)
{
    pd_free(all->ids);
    pd_free(all->is_whole);
    pd_free(all->is_repeated);
    pd_free(all->users);
    pd_free(all->units);
    pd_arena_release(&all->arena);
}

static pdot_status flags_room(flags *all)
{
    pdot_ctx *ctx = all->ctx;
    size_t a = all->capacity, b = all->capacity, c = all->capacity, d = all->capacity;
    const size_t need = all->count + 1;
    if (!pd_grow(ctx, (void **)&all->is_whole, &a, need, 1) ||
        !pd_grow(ctx, (void **)&all->is_repeated, &b, need, 1) ||
        !pd_grow(ctx, (void **)&all->users, &c, need, sizeof *all->users) ||
        !pd_grow(ctx, (void **)&all->units, &d, need, sizeof *all->units) ||
        !pd_grow(ctx, (void **)&all->ids, &all->capacity, need, sizeof *all->ids))
        return PDOT_NOMEM;
    return PDOT_OK;
}

/* A row of problems, activities or services; the first key column is its id. */
static pdot_status read_flags(void *user, const pd_table *table, const pd_row *row)
{
    flags *all = user;
    pdot_status status = flags_room(all);
    if (status != PDOT_OK)
        return status;
    const int32_t users = pd_table_column(table, "usuarios");
    const bool has_users = users != PD_NONE && row->values[users].kind == PD_VALUE_INTEGER;
    const size_t at = all->count;
    all->ids[at] = pd_arena_strdup(all->ctx, &all->arena, row->values[0].as.text);
    all->units[at] = pd_arena_strdup(all->ctx, &all->arena, pd_row_text(table, row, "unidad"));
    if (all->ids[at] == NULL || all->units[at] == NULL)
        return PDOT_NOMEM;
    all->is_whole[at] = pd_row_integer(table, row, "cantonal") != 0;
    all->is_repeated[at] = pd_row_text(table, row, "repite")[0] != '\0';
    all->users[at] = has_users ? row->values[users].as.integer : -1;
    all->count++;
    return PDOT_OK;
}

static size_t find_flags(const flags *all, const char *id)
{
    for (size_t low = 0, high = all->count; low < high;) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(all->ids[middle], id);
        if (order == 0)
            return middle;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return all->count;
}

typedef enum subject { PROBLEM, ACTIVITY, SERVICE } subject;

typedef struct linking {
    counter *self;
    const flags *rows;
    subject what;
    size_t at; /* row whose links are being read, rows->count before the first */
} linking;

/* Users count where the service lies whole: in the one finest unit that it names with certainty, and above
 * it. */
static void add_users(const linking *links)
{
    counter *self = links->self;
    const flags *rows = links->rows;
    int32_t only = PD_NONE, n = 0;
    for (int32_t t = 0; t < self->plan->n_territories; t++)
        if (self->named[t] != NOT_NAMED && self->plan->territories[t].is_finest) {
            only = t;
            n++;
        }
    if (n != 1 || self->named[only] != CERTAIN || rows->users[links->at] < 0)
        return;
    for (int32_t t = only; t != PD_NONE; t = self->plan->territories[t].parent) {
        const char *unit = rows->units[links->at];
        self->mixed[t] = self->mixed[t] || (self->unit[t] != NULL && strcmp(self->unit[t], unit) != 0);
        self->unit[t] = unit;
        self->counts[t].users += rows->users[links->at];
    }
}

/* A sum of persons and families is no figure. */
static void settle_users(counter *self)
{
    for (int32_t t = 0; t < self->plan->n_territories; t++) {
        self->counts[t].has_users = self->unit[t] != NULL && !self->mixed[t];
        if (!self->counts[t].has_users)
            self->counts[t].users = 0;
    }
}

/* The row is read to its end: one count per territory, however often it is named there. */
static void end_row(const linking *links)
{
    counter *self = links->self;
    const flags *rows = links->rows;
    const bool is_counted =
        links->at < rows->count && !rows->is_whole[links->at] && !rows->is_repeated[links->at];
    for (int32_t t = 0; is_counted && t < self->plan->n_territories; t++) {
        pd_link_count *count = &self->counts[t];
        const int64_t is_certain = self->named[t] == CERTAIN, is_named = self->named[t] != NOT_NAMED;
        if (links->what == PROBLEM) {
            count->problems += is_certain;
            count->problems_max += is_named;
        } else if (links->what == ACTIVITY) {
            count->activities += is_certain;
            count->activities_max += is_named;
        } else {
            count->services += is_certain;
        }
    }
    if (is_counted && links->what == SERVICE)
        add_users(links);
    memset(self->named, NOT_NAMED, (size_t)self->plan->n_territories);
}

static pdot_status read_link(void *user, const pd_table *table, const pd_row *row)
{
    linking *links = user;
    counter *self = links->self;
    const size_t at = find_flags(links->rows, row->values[0].as.text);
    if (at != links->at)
        end_row(links);
    links->at = at;
    const bool is_certain = strcmp(pd_row_text(table, row, "certeza"), "certain") == 0;
    const unsigned char named = is_certain ? CERTAIN : POSSIBLE;
    int32_t territory = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    for (; territory != PD_NONE; territory = self->plan->territories[territory].parent)
        if (self->named[territory] < named)
            self->named[territory] = named;
    return PDOT_OK;
}

static void add_whole(counter *self, const flags *rows, subject what)
{
    int64_t n = 0;
    for (size_t i = 0; i < rows->count; i++)
        n += rows->is_whole[i] && !rows->is_repeated[i];
    for (int32_t t = 0; t < self->plan->n_territories; t++) {
        if (what == PROBLEM)
            self->counts[t].problems_whole = n;
        else if (what == ACTIVITY)
            self->counts[t].activities_whole = n;
    }
}

static pdot_status count_subject(counter *self, subject what, const char *table, const char *link_table)
{
    flags rows = {.ctx = self->ctx};
    linking links = {.self = self, .rows = &rows, .what = what};
    pdot_status status = pd_result_each(self->ctx, self->store, table, read_flags, &rows);
    links.at = rows.count;
    memset(self->named, NOT_NAMED, (size_t)self->plan->n_territories);
    if (status == PDOT_OK)
        status = pd_result_each(self->ctx, self->store, link_table, read_link, &links);
    if (status == PDOT_OK) {
        end_row(&links);
        add_whole(self, &rows, what);
        if (what == SERVICE)
            settle_users(self);
    }
    flags_release(&rows);
    return status;
}

static pdot_status count_gap(void *user, const pd_table *table, const pd_row *row)
{
    counter *self = user;
    int32_t territory = pdot_plan_find_territory(self->plan, pd_row_text(table, row, "codigo"));
    for (; territory != PD_NONE; territory = self->plan->territories[territory].parent)
        self->counts[territory].gaps++;
    return PDOT_OK;
}

pdot_status pd_link_counts(pdot_ctx *ctx, pd_store *store, const pdot_plan *plan, pd_link_count **out)
{
    counter self = {.ctx = ctx, .store = store, .plan = plan};
    *out = NULL;
    self.counts = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, sizeof *self.counts);
    self.named = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, 1);
    self.mixed = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, 1);
    self.unit = pd_alloc_array(ctx, (size_t)plan->n_territories + 1, sizeof *self.unit);
    const bool has_room =
        self.counts != NULL && self.named != NULL && self.mixed != NULL && self.unit != NULL;
    pdot_status status = has_room ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = count_subject(&self, PROBLEM, "problemas", "problema_territorio");
    if (status == PDOT_OK)
        status = count_subject(&self, ACTIVITY, "actividades", "actividad_territorio");
    if (status == PDOT_OK)
        status = count_subject(&self, SERVICE, "servicios", "servicio_territorio");
    if (status == PDOT_OK)
        status = pd_result_each(ctx, store, "brechas", count_gap, &self);
    pd_free((void *)self.unit);
    pd_free(self.mixed);
    pd_free(self.named);
    if (status == PDOT_OK)
        *out = self.counts;
    else
        pd_free(self.counts);
    return status;
}
