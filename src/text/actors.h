/* Actors of a partner cell: the cell is a list without separators, read by longest match against the plan's
 * list of actors. In such a cell "parroquias rurales" is an actor, not a place. Pure; any thread may use a
 * list. */
#ifndef PD_TEXT_ACTORS_H
#define PD_TEXT_ACTORS_H

#include "model/plan.h"
#include "pdot/engine.h"

typedef struct pd_actors pd_actors;

/* Names and aliases of plan->actors. Borrows nothing: the list outlives the plan. */
PDOT_MUST_CHECK pdot_status pd_actors_new(pdot_ctx *ctx, const pdot_plan *plan, pd_actors **out);
void pd_actors_free(pd_actors *actors);

typedef struct pd_actor_mention {
    size_t start, end; /* bytes of the text as given, end exclusive */
    const char *name;  /* as the list writes it; NULL: words that are no listed actor */
} pd_actor_mention;

/* The mentions of a cell in its order, in the arena; names live with the list. FORMAT if the text is not
 * UTF-8. */
PDOT_MUST_CHECK pdot_status pd_actors_read(pdot_ctx *ctx, const pd_actors *actors, pd_arena *arena,
                                           const char *text, const pd_actor_mention **out, size_t *n);

#endif
