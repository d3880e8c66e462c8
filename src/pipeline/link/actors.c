/* The partners of problems and activities, by the plan's list of actors. */
#include <string.h>

#include "pipeline/link/link.h"
#include "text/actors.h"

typedef struct reading {
    pd_link *link;
    pd_actors *actors;
    pd_maker maker;
} reading;

static pdot_status put_actor(reading *self, const char *subject, const char *id, const char *text,
                             const pd_actor_mention *mention)
{
    const char *words = pd_arena_copy(self->link->ctx, &self->link->arena, text + mention->start,
                                      mention->end - mention->start);
    if (words == NULL)
        return PDOT_NOMEM;
    pd_maker_set(&self->maker, "sujeto", pd_text(subject));
    pd_maker_set(&self->maker, "fila_id", pd_text(id));
    pd_maker_set(&self->maker, "inicio", pd_integer((int64_t)mention->start));
    pd_maker_set(&self->maker, "fin", pd_integer((int64_t)mention->end));
    pd_maker_set(&self->maker, "actor", pd_text(mention->name));
    pd_maker_set(&self->maker, "texto", pd_text(words));
    return pd_maker_put(&self->maker, (pd_bytes){0});
}

/* Words that are no listed actor are kept with an empty name, and found once a row. */
static void find_unread(reading *self, const char *id, pd_origin origin, const char *text,
                        const pd_actor_mention *mention)
{
    const pdot_plan *plan = self->link->plan;
    const bool is_known = origin.source >= 0 && origin.source < plan->n_sources;
    const pd_place place = {.file = is_known ? plan->sources[origin.source].path : NULL, .row = origin.row};
    const int length = (int)(mention->end - mention->start);
    pd_finding_add(&self->link->findings, PDOT_SEVERITY_INFO, "actor_unlisted", id, &place,
                   "\"%.*s\" among the partners of %s is not in the list of actors.", length,
                   text + mention->start, id);
}

static pdot_status read_cell(reading *self, const char *subject, const char *id, pd_origin origin,
                             const char *text)
{
    const pd_actor_mention *mentions = NULL;
    size_t n = 0;
    pdot_status status =
        pd_actors_read(self->link->ctx, self->actors, &self->link->arena, text, &mentions, &n);
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        if (mentions[i].name == NULL)
            find_unread(self, id, origin, text, &mentions[i]);
        status = put_actor(self, subject, id, text, &mentions[i]);
    }
    return status;
}

/* A plan without a list of actors has nothing to compare with. */
pdot_status pd_link_put_actors(pd_link *link)
{
    const pdot_plan *plan = link->plan;
    reading self = {.link = link};
    if (plan->n_actors == 0)
        return PDOT_OK;
    pdot_status status = pd_actors_new(link->ctx, plan, &self.actors);
    if (status != PDOT_OK)
        return status;
    status = pd_maker_begin(link->ctx, link->run->store, "articulacion", PD_LINK_UNIT, &self.maker);
    for (int32_t i = 0; i < plan->n_activities && status == PDOT_OK; i++)
        status = read_cell(&self, "actividad", plan->activities[i].id, plan->activities[i].origin,
                           plan->activities[i].partners);
    for (int32_t i = 0; i < plan->n_problems && status == PDOT_OK; i++)
        status = read_cell(&self, "problema", plan->problems[i].id, plan->problems[i].origin,
                           plan->problems[i].actors);
    status = pd_maker_end(&self.maker, status);
    pd_actors_free(self.actors);
    return status;
}
