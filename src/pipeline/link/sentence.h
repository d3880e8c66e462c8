/* What the plan says of a territory, in one sentence. */
#ifndef PD_PIPELINE_LINK_SENTENCE_H
#define PD_PIPELINE_LINK_SENTENCE_H

#include "base/buffer.h"

/* Rows of one kind that name a territory: with certainty, and with those that may mean it. */
typedef struct pd_named_count {
    bool is_recorded; /* the plan has rows of this kind at all; without it the sentence is silent */
    int64_t certain, most;
} pd_named_count;

typedef struct pd_named {
    pd_named_count problems, activities, services, agreements;
    const char *lacking, *unasked; /* components: problems without activity, activities without problem */
    const char *threats;           /* hazards that nothing answers */
} pd_named;

/* "Malacatos: the plan places here 27 problems (up to 30 with vague texts) and 8 activities; it places no …"
 */
void pd_sentence_write(pdot_ctx *ctx, const char *name, const pd_named *about, pd_buffer *out);

#endif
