/* Zone texts: free Spanish text → territories with spans, rules and grades. Pure: the same gazetteer and text
 * give the same card, from any thread. The grammar is docs in zone.c; names, groups and aliases are data of
 * the plan (territories, zones, places, decisions). */
#ifndef PD_TEXT_ZONE_H
#define PD_TEXT_ZONE_H

#include "model/plan.h"
#include "pdot/engine.h"

/* Names of a plan prepared for longest match. Borrows the plan, which must outlive it. Read-only after _new:
 * any thread may use it. */
typedef struct pd_gazetteer pd_gazetteer;

/* SCHEMA: a row of the gazetteer names a code or kind that the plan has not, or a rule or grade that is not
 * allowed (file and line). */
PDOT_MUST_CHECK pdot_status pd_gazetteer_new(pdot_ctx *ctx, const pdot_plan *plan, pd_gazetteer **out);
void pd_gazetteer_free(pd_gazetteer *gazetteer);

/* The card of a whole zone cell. FORMAT if the text is not UTF-8. */
PDOT_MUST_CHECK pdot_status pd_zone_resolve(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text,
                                            pdot_card **out);

/* Mentions inside running text, where most words are no places: nothing is reported as unread, single common
 * words do not match alone. */
PDOT_MUST_CHECK pdot_status pd_zone_mentions(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text,
                                             pdot_card **out);

/* The card of a territory that was given otherwise than in words: one exact mention with the rule ("code",
 * "point"; borrowed). `territory` is an index of the plan. */
PDOT_MUST_CHECK pdot_status pd_zone_of_territory(pdot_ctx *ctx, const pd_gazetteer *gazetteer,
                                                 int32_t territory, const char *rule, pdot_card **out);

#endif
