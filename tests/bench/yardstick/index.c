/* Which features may meet which territory, by an STR tree over the territories' boxes. */
#include <stdlib.h>

#include "job.h"
#include "memory.h"

#define BATCH    4096 /* features a thread takes at once */
#define NODE_FAN 8

typedef struct meeting {
    uint32_t territory, feature;
} meeting;

typedef struct search {
    const job *job;
    GEOSSTRtree *tree;
    atomic_size_t *next;
    meeting *found;
    size_t n, capacity;
    uint32_t feature; /* at hand */
} search;

static GEOSGeometry *box_to_geos(GEOSContextHandle_t geos, const box *b)
{
    return GEOSGeom_createRectangle_r(geos, b->min_x, b->min_y, b->max_x, b->max_y);
}

static void note(void *item, void *user)
{
    search *self = user;
    const feature *t = item;
    const box *a = &t->box, *b = &self->job->features.item[self->feature].box;
    if (a->min_x > b->max_x || b->min_x > a->max_x || a->min_y > b->max_y || b->min_y > a->max_y)
        return;
    self->found = room_for_more(self->found, self->n, &self->capacity, sizeof *self->found);
    self->found[self->n++] = (meeting){(uint32_t)(t - self->job->territories.item), self->feature};
}

static void *run_search(void *argument)
{
    search *self = argument;
    const feature_list *features = &self->job->features;
    GEOSContextHandle_t geos = GEOS_init_r();
    size_t first;
    while ((first = atomic_fetch_add(self->next, BATCH)) < features->n) {
        for (size_t i = first; i < first + BATCH && i < features->n; i++) {
            GEOSGeometry *b = box_to_geos(geos, &features->item[i].box);
            self->feature = (uint32_t)i;
            GEOSSTRtree_query_r(geos, self->tree, b, note, self);
            GEOSGeom_destroy_r(geos, b);
        }
    }
    GEOS_finish_r(geos);
    return NULL;
}

static void ignore(void *item, void *user)
{
    (void)item;
    (void)user;
}

/* Built before threads look into it: the tree builds itself at the first query. */
static GEOSSTRtree *plant(GEOSContextHandle_t geos, const feature_list *territories)
{
    GEOSSTRtree *tree = GEOSSTRtree_create_r(geos, NODE_FAN);
    for (size_t i = 0; i < territories->n; i++) {
        GEOSGeometry *b = box_to_geos(geos, &territories->item[i].box);
        GEOSSTRtree_insert_r(geos, tree, b, &territories->item[i]);
        GEOSGeom_destroy_r(geos, b);
    }
    GEOSGeometry *any = GEOSGeom_createPointFromXY_r(geos, 0, 0);
    GEOSSTRtree_query_r(geos, tree, any, ignore, NULL);
    GEOSGeom_destroy_r(geos, any);
    return tree;
}

/* Counting sort of the meetings by territory. */
static void sort_meetings(job *self, const search *searches)
{
    const size_t n = self->territories.n;
    uint32_t *at = need_zeroed(n + 2, sizeof *at);
    for (int i = 0; i < self->threads; i++) {
        self->n_items += searches[i].n;
        for (size_t k = 0; k < searches[i].n; k++)
            at[searches[i].found[k].territory + 2]++;
    }
    for (size_t i = 1; i < n + 2; i++)
        at[i] += at[i - 1];
    self->item = need(self->n_items, sizeof *self->item);
    for (int i = 0; i < self->threads; i++)
        for (size_t k = 0; k < searches[i].n; k++)
            self->item[at[searches[i].found[k].territory + 1]++] = searches[i].found[k].feature;
    self->start = at;
}

static int by_load(const void *one, const void *other, void *user)
{
    const uint32_t *start = user, a = *(const uint32_t *)one, b = *(const uint32_t *)other;
    const uint32_t load_a = start[a + 1] - start[a], load_b = start[b + 1] - start[b];
    if (load_a != load_b)
        return load_a > load_b ? -1 : 1;
    return a < b ? -1 : a > b;
}

void job_index(job *self)
{
    GEOSContextHandle_t geos = GEOS_init_r();
    atomic_size_t next = 0;
    search searches[MAX_THREADS];
    GEOSSTRtree *tree = plant(geos, &self->territories);
    for (int i = 0; i < self->threads; i++)
        searches[i] = (search){.job = self, .tree = tree, .next = &next};
    in_threads(self->threads, run_search, searches, sizeof *searches);
    sort_meetings(self, searches);
    for (int i = 0; i < self->threads; i++)
        free(searches[i].found);
    self->order = need(self->territories.n, sizeof *self->order);
    for (size_t i = 0; i < self->territories.n; i++)
        self->order[i] = (uint32_t)i;
    qsort_r(self->order, self->territories.n, sizeof *self->order, by_load, self->start);
    GEOSSTRtree_destroy_r(geos, tree);
    GEOS_finish_r(geos);
}
