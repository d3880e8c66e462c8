/* Steps of building a gazetteer, shared by gazetteer*.c only. */
#ifndef PD_TEXT_GAZETTEER_BUILD_H
#define PD_TEXT_GAZETTEER_BUILD_H

#include "text/gazetteer.h"

/* Entries while they are collected. */
typedef struct pd_entry_list {
    pdot_ctx *ctx;
    pd_gazetteer *gazetteer;
    pd_entry *items;
    size_t count, capacity;
    const char **common; /* folded names of rule "common" */
    size_t n_common, common_capacity;
} pd_entry_list;

/* Units and the finest descendants of every territory. */
PDOT_MUST_CHECK pdot_status pd_gazetteer_units(pdot_ctx *ctx, pd_gazetteer *gazetteer);
/* The set of a `codes` cell: words by blanks, alternatives by '/'; what the plan has not is left out.
 * *fell_back: some word's first alternative is not in the plan. */
PDOT_MUST_CHECK pdot_status pd_gazetteer_codes(pdot_ctx *ctx, pd_gazetteer *gazetteer, const char *codes,
                                               bool with_kinds, pd_set *out, bool *fell_back);
PDOT_MUST_CHECK pdot_status pd_gazetteer_rest(pdot_ctx *ctx, pd_gazetteer *gazetteer, pd_set *out);
/* Rows of the plan → entries (without words). */
PDOT_MUST_CHECK pdot_status pd_gazetteer_read(pd_entry_list *list);
/* Entries → dictionary, words, names, indices. */
PDOT_MUST_CHECK pdot_status pd_gazetteer_index(pd_entry_list *list);

#endif
