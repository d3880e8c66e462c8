/* Walks tests/golden/zone/cards.csv: each row a text and the card a careful reader would make of it. The
 * plans are three models of one canton: city polygons with a rest, urban parroquias that fill the seat, and
 * the seat as one unit. */
#include "fixture.h"

#define FOLDER PDOT_TESTDATA "/golden/zone/"
#define TEXTS  4096

typedef struct model {
    const char *name;
    pdot_plan *plan;
    pd_gazetteer *gazetteer;
} model;

/* A canton of our own making, whose names clash with those of the others. */
static model open_second(pdot_ctx *ctx)
{
    static const plan_files files = {PDOT_TESTDATA "/golden/inputs/second/territorios.csv",
                                     PDOT_TESTDATA "/golden/inputs/second/zonas.csv",
                                     PDOT_TESTDATA "/golden/inputs/second/lugares.csv",
                                     PDOT_TESTDATA "/golden/inputs/second/decisiones.csv"};
    model out = {"second", plan_read(ctx, &files), NULL};
    assert_ok(ctx, pd_gazetteer_new(ctx, out.plan, &out.gazetteer));
    return out;
}

static model open_model(pdot_ctx *ctx, const char *name)
{
    char path[512];
    snprintf(path, sizeof path, "%s%s.csv", FOLDER, name);
    const plan_files files = {path, PDOT_GEODATA "/loja/zonas.csv", PDOT_GEODATA "/loja/lugares.csv",
                              PDOT_GEODATA "/loja/decisiones.csv"};
    model out = {name, plan_read(ctx, &files), NULL};
    assert_ok(ctx, pd_gazetteer_new(ctx, out.plan, &out.gazetteer));
    return out;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "R 110104" → the codes of R and 110104, sorted, as one text. */
static void expand(const csv_table *sets, const char *plan, const char *words, char out[TEXTS])
{
    char text[TEXTS], copies[64][TEXTS / 4];
    const char *codes[256];
    size_t n = 0, n_copies = 0;
    snprintf(text, sizeof text, "%s", words);
    char *save = NULL;
    for (char *word = strtok_r(text, " ", &save); word != NULL; word = strtok_r(NULL, " ", &save)) {
        const char *meaning = word;
        for (size_t i = 1; i < sets->n_rows; i++)
            if (strcmp(csv_cell(sets, i, "plan"), plan) == 0 && strcmp(csv_cell(sets, i, "name"), word) == 0)
                meaning = csv_cell(sets, i, "codes");
        char *copy = copies[n_copies++];
        snprintf(copy, sizeof copies[0], "%s", meaning);
        char *inner = NULL;
        for (char *code = strtok_r(copy, " ", &inner); code != NULL; code = strtok_r(NULL, " ", &inner))
            codes[n++] = code;
    }
    qsort(codes, n, sizeof *codes, by_text);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), TEXTS - strlen(out), "%s%s", i > 0 ? " " : "", codes[i]);
}

static void join(const char *const *codes, size_t n, char out[TEXTS])
{
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        snprintf(out + strlen(out), TEXTS - strlen(out), "%s%s", i > 0 ? " " : "", codes[i]);
}

static void join_unread(const pdot_card *card, char out[TEXTS])
{
    out[0] = '\0';
    for (size_t i = 0; i < card->n_unread; i++)
        snprintf(out + strlen(out), TEXTS - strlen(out), "%s%s", i > 0 ? "; " : "", card->unread[i].text);
}

static size_t differ(const char *text, const char *what, const char *expected, const char *actual)
{
    if (strcmp(expected, actual) == 0)
        return 0;
    print_error("%s\n  %s: \"%s\", expected \"%s\"\n", text, what, actual, expected);
    return 1;
}

static size_t check_row(pdot_ctx *ctx, const csv_table *cards, const csv_table *sets, size_t row,
                        const model *from)
{
    const char *text = csv_cell(cards, row, "text");
    char expected[TEXTS], actual[TEXTS];
    pdot_card *card = NULL;
    assert_ok(ctx, strcmp(csv_cell(cards, row, "mode"), "text") == 0
                       ? pd_zone_mentions(ctx, from->gazetteer, text, &card)
                       : pd_zone_resolve(ctx, from->gazetteer, text, &card));
    size_t faults = differ(text, "grade", csv_cell(cards, row, "grade"), card->grade);
    expand(sets, from->name, csv_cell(cards, row, "certain"), expected);
    join(card->certain, card->n_certain, actual);
    faults += differ(text, "certain", expected, actual);
    expand(sets, from->name, csv_cell(cards, row, "possible"), expected);
    join(card->possible, card->n_possible, actual);
    faults += differ(text, "possible", expected, actual);
    join_unread(card, actual);
    faults += differ(text, "unread", csv_cell(cards, row, "unread"), actual);
    pdot_card_free(card);
    return faults;
}

static void every_text_is_read_as_a_careful_reader_would(void **unused)
{
    (void)unused;
    pdot_ctx *ctx = pdot_ctx_new();
    model models[] = {open_model(ctx, "loja_ciudad"), open_model(ctx, "loja_cne"),
                      open_model(ctx, "loja_inec"), open_second(ctx)};
    csv_table cards = csv_read(FOLDER "cards.csv"), sets = csv_read(FOLDER "sets.csv");
    size_t faults = 0, n = 0;
    for (size_t row = 1; row < cards.n_rows; row++)
        for (size_t i = 0; i < sizeof models / sizeof models[0]; i++)
            if (strcmp(csv_cell(&cards, row, "plan"), models[i].name) == 0) {
                faults += check_row(ctx, &cards, &sets, row, &models[i]);
                n++;
            }
    assert_true(n >= 60);
    assert_int_equal(n, cards.n_rows - 1);
    assert_int_equal(faults, 0);
    csv_free(&sets);
    csv_free(&cards);
    for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
        pd_gazetteer_free(models[i].gazetteer);
        pdot_plan_free(models[i].plan);
    }
    pdot_ctx_free(ctx);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_text_is_read_as_a_careful_reader_would)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
