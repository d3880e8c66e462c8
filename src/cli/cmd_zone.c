/* zone: the card of one zone text. */
#include "cli/cli.h"

static json_t *mention_json(const pdot_mention *mention)
{
    json_t *candidates = json_array();
    for (size_t i = 0; i < mention->n_candidates; i++)
        json_array_append_new(candidates, json_pack("{s:s, s:s}", "name", mention->candidates[i].name,
                                                    "reason", mention->candidates[i].reason));
    return json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "start", (json_int_t)mention->start, "end",
                     (json_int_t)mention->end, "text", mention->text, "name", mention->name, "rule",
                     mention->rule, "grade", mention->grade, "territories",
                     cli_json_strings(mention->territories, mention->n_territories), "candidates",
                     candidates);
}

static void print_card_json(const pdot_card *card)
{
    json_t *mentions = json_array(), *unread = json_array();
    for (size_t i = 0; i < card->n_mentions; i++)
        json_array_append_new(mentions, mention_json(&card->mentions[i]));
    for (size_t i = 0; i < card->n_unread; i++)
        json_array_append_new(unread,
                              json_pack("{s:I, s:I, s:s}", "start", (json_int_t)card->unread[i].start, "end",
                                        (json_int_t)card->unread[i].end, "text", card->unread[i].text));
    cli_print_json(json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "text", card->text, "grade", card->grade,
                             "mentions", mentions, "certain",
                             cli_json_strings(card->certain, card->n_certain), "possible",
                             cli_json_strings(card->possible, card->n_possible), "unread", unread));
}

static void print_codes(const char *title, const char *const *codes, size_t count)
{
    printf("%s (%zu):", title, count);
    for (size_t i = 0; i < count; i++)
        printf(" %s", codes[i]);
    printf("\n");
}

static void print_mention(const pdot_mention *mention)
{
    printf("  [%zu-%zu] \"%s\"\n", mention->start, mention->end, mention->text);
    printf(_("      means %s   rule %s   grade %s   %zu territories\n"), mention->name, mention->rule,
           mention->grade, mention->n_territories);
    for (size_t i = 0; i < mention->n_candidates; i++)
        printf("      - %s: %s\n", mention->candidates[i].name, mention->candidates[i].reason);
}

static void print_card(const pdot_card *card)
{
    printf("\"%s\"\n", card->text);
    printf(_("Grade: %s\n"), card->grade);
    for (size_t i = 0; i < card->n_mentions; i++)
        print_mention(&card->mentions[i]);
    for (size_t i = 0; i < card->n_unread; i++)
        printf(_("  [%zu-%zu] \"%s\": not read\n"), card->unread[i].start, card->unread[i].end,
               card->unread[i].text);
    print_codes(_("Certain"), card->certain, card->n_certain);
    print_codes(_("Possible"), card->possible, card->n_possible);
}

cli_exit cmd_zone(cli *self)
{
    pdot_card *card = NULL;
    pdot_engine *engine = cli_open(self);
    if (engine == NULL)
        return cli_fail(self);
    cli_exit result = CLI_DONE;
    if (pdot_engine_zone(self->ctx, engine, self->args.argument, &card) != PDOT_OK)
        result = cli_fail(self);
    else {
        cli_progress_clear(self->progress);
        if (self->args.is_json)
            print_card_json(card);
        else
            print_card(card);
        result = card->n_certain + card->n_possible > 0 ? CLI_DONE : CLI_NEGATIVE;
    }
    pdot_card_free(card);
    pdot_engine_close(engine);
    return result;
}
