/* Prints the cards of texts (one a line on stdin) for a plan of CSV files: to look at readings and to make
 * golden rows.   show_card TERRITORIES ZONES PLACES DECISIONS [-m] */
#include "fixture.h"

static void print_codes(const char *word, const char **codes, size_t n)
{
    printf("  %s:", word);
    for (size_t i = 0; i < n; i++)
        printf(" %s", codes[i]);
    printf("\n");
}

static void print_card(const pdot_card *card)
{
    printf("%s\n  = %s%s\n", card->text, card->grade, card->is_canton_wide ? " (canton-wide)" : "");
    for (size_t i = 0; i < card->n_mentions; i++) {
        const pdot_mention *mention = &card->mentions[i];
        printf("  [%zu,%zu) \"%s\" → %s, %s, %s, %zu units\n", mention->start, mention->end, mention->text,
               mention->name, mention->rule, mention->grade, mention->n_territories);
        for (size_t j = 0; j < mention->n_candidates; j++)
            printf("      %s: %s\n", mention->candidates[j].name, mention->candidates[j].reason);
    }
    print_codes("certain", card->certain, card->n_certain);
    print_codes("possible", card->possible, card->n_possible);
    for (size_t i = 0; i < card->n_unread; i++)
        printf("  unread [%zu,%zu) \"%s\"\n", card->unread[i].start, card->unread[i].end,
               card->unread[i].text);
}

int main(int argc, char **argv)
{
    if (argc < 5)
        return 2;
    pdot_ctx *ctx = pdot_ctx_new();
    const plan_files files = {argv[1], argv[2], argv[3], argv[4]};
    pdot_plan *plan = plan_read(ctx, &files);
    pd_gazetteer *gazetteer = NULL;
    assert_ok(ctx, pd_gazetteer_new(ctx, plan, &gazetteer));
    char line[8192];
    while (fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        pdot_card *card = NULL;
        assert_ok(ctx, argc > 5 ? pd_zone_mentions(ctx, gazetteer, line, &card)
                                : pd_zone_resolve(ctx, gazetteer, line, &card));
        print_card(card);
        pdot_card_free(card);
    }
    pd_gazetteer_free(gazetteer);
    pdot_plan_free(plan);
    pdot_ctx_free(ctx);
    return 0;
}
