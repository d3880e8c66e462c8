/* Zone texts: any bytes give a card or FORMAT; spans lie in the text and repeat its bytes; certain and
 * possible are sorted, disjoint codes of the plan; the grade is that of the worst mention. */
#include <string.h>

#include "fixture.h"
#include "fuzz.h"
#include "text/grade.h"

static const pd_gazetteer *world(pdot_ctx **ctx)
{
    static pdot_ctx *kept;
    static pd_gazetteer *gazetteer;
    static const plan_files files = {PDOT_TESTDATA "/golden/zone/loja_ciudad.csv",
                                     PDOT_GEODATA "/loja/zonas.csv", PDOT_GEODATA "/loja/lugares.csv",
                                     PDOT_TESTDATA "/golden/inputs/mini/decisiones.csv"};
    if (gazetteer == NULL) {
        kept = pdot_ctx_new();
        const plan_files plain = {files.territories, files.zones, files.places, NULL};
        FUZZ_CHECK(pd_gazetteer_new(kept, plan_read(kept, &plain), &gazetteer) == PDOT_OK);
    }
    *ctx = kept;
    return gazetteer;
}

static void check_codes(const char *const *codes, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        FUZZ_CHECK(codes[i][0] != '\0');
        FUZZ_CHECK(i == 0 || strcmp(codes[i - 1], codes[i]) < 0);
    }
}

static void check_span(const char *text, size_t start, size_t end, const char *words)
{
    FUZZ_CHECK(start < end && end <= strlen(text));
    FUZZ_CHECK(strlen(words) == end - start && memcmp(words, text + start, end - start) == 0);
}

static void check_card(const char *text, const pdot_card *card)
{
    pd_grade worst = PD_GRADE_EXACT, grade = PD_GRADE_MISSING;
    FUZZ_CHECK(strcmp(card->text, text) == 0);
    for (size_t i = 0; i < card->n_mentions; i++) {
        const pdot_mention *mention = &card->mentions[i];
        check_span(text, mention->start, mention->end, mention->text);
        check_codes(mention->territories, mention->n_territories);
        FUZZ_CHECK(pd_grade_parse(mention->grade, &grade));
        worst = pd_grade_worst(worst, grade);
    }
    for (size_t i = 0; i < card->n_unread; i++)
        check_span(text, card->unread[i].start, card->unread[i].end, card->unread[i].text);
    check_codes(card->certain, card->n_certain);
    check_codes(card->possible, card->n_possible);
    for (size_t i = 0, j = 0; i < card->n_certain && j < card->n_possible;) {
        const int order = strcmp(card->certain[i], card->possible[j]);
        FUZZ_CHECK(order != 0);
        i += order < 0;
        j += order > 0;
    }
    FUZZ_CHECK(card->n_mentions == 0 || strcmp(card->grade, pd_grade_name(worst)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pdot_ctx *ctx = NULL;
    const pd_gazetteer *gazetteer = world(&ctx);
    char *text = calloc(size + 1, 1);
    FUZZ_CHECK(text != NULL);
    memcpy(text, data, size);
    for (int mode = 0; mode < 2; mode++) {
        pdot_card *card = NULL;
        pd_clear_error(ctx);
        const pdot_status status = mode == 0 ? pd_zone_resolve(ctx, gazetteer, text, &card)
                                             : pd_zone_mentions(ctx, gazetteer, text, &card);
        FUZZ_CHECK(status == PDOT_OK || status == PDOT_FORMAT || status == PDOT_LIMIT);
        FUZZ_CHECK((card != NULL) == (status == PDOT_OK));
        if (card != NULL)
            check_card(text, card);
        pdot_card_free(card);
    }
    free(text);
    return 0;
}
