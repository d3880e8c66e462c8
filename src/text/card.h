/* From mentions over tokens to the card that is handed out: bytes of the original, codes, grades, reasons. */
#ifndef PD_TEXT_CARD_H
#define PD_TEXT_CARD_H

#include "text/read.h"

/* A card with the arena that holds everything it points to. */
typedef struct pd_card_box {
    pdot_card card; /* first, so that the card's address is the box's */
    pd_arena arena;
} pd_card_box;

/* Fills box->card from what was read. */
PDOT_MUST_CHECK pdot_status pd_card_fill(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text,
                                         const pd_folded *folded, const pd_token *tokens, size_t count,
                                         const pd_read *read, bool is_running, pd_card_box *box);

/* A card with one exact mention of the whole text. */
PDOT_MUST_CHECK pdot_status pd_card_of_set(pdot_ctx *ctx, const pd_gazetteer *gazetteer, const char *text,
                                           const char *name, pd_set set, const char *rule, pd_card_box *box);

#endif
