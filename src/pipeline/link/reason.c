/* How a row's text was read, beside the row: grade, sides, and for what has no territory the reason. */
#include <string.h>

#include "base/buffer.h"
#include "pipeline/link/link.h"

/* A place that stands for no territory says why itself. */
static void add_mention(pd_link *link, const pdot_mention *mention, pd_buffer *out)
{
    if (mention->n_territories > 0 || strcmp(mention->rule, "except") == 0)
        return;
    if (out->size > 0)
        pd_buffer_text(out, "; ");
    if (mention->n_candidates > 0)
        pd_buffer_format(out, pd_translate(link->ctx, "\"%s\": %s"), mention->text,
                         mention->candidates[0].reason);
    else
        pd_buffer_format(out, pd_translate(link->ctx, "\"%s\" is no territory of the plan"), mention->text);
}

static void write_reason(pd_link *link, const pdot_card *card, pd_buffer *out)
{
    for (size_t i = 0; i < card->n_mentions; i++)
        add_mention(link, &card->mentions[i], out);
    if (card->n_mentions > 0)
        return;
    if (card->n_unread > 0)
        pd_buffer_format(out, pd_translate(link->ctx, "\"%s\" is no place of the gazetteer"),
                         card->unread[0].text);
    else if (card->text[0] != '\0')
        pd_buffer_text(out, pd_translate(link->ctx, "gives no zone, and its words name no place"));
    else
        pd_buffer_text(out, pd_translate(link->ctx, "gives no zone"));
}

pdot_status pd_link_set_reading(pd_link *link, pd_maker *maker, const pdot_card *card)
{
    pd_buffer reason;
    pd_buffer_init(link->ctx, &reason);
    write_reason(link, card, &reason);
    pdot_status status = pd_buffer_status(&reason);
    const char *kept =
        status == PDOT_OK ? pd_arena_copy(link->ctx, &link->arena, reason.data, reason.size) : NULL;
    pd_buffer_release(&reason);
    if (status == PDOT_OK && kept == NULL)
        status = PDOT_NOMEM;
    pd_maker_set(maker, "grado", pd_text(card->grade));
    pd_maker_set(maker, "ciertos", pd_integer((int64_t)card->n_certain));
    pd_maker_set(maker, "posibles", pd_integer((int64_t)card->n_possible));
    pd_maker_set(maker, "cantonal", pd_boolean(card->is_canton_wide));
    pd_maker_set(maker, "motivo", pd_text(kept != NULL ? kept : ""));
    return status;
}
