/* What must hold for any text: spans lie in it and give its words, sides are disjoint and sorted, the same
 * text gives the same card, an unrelated alias changes nothing, memory may run out anywhere. Texts are made
 * of words of the gazetteer, of the grammar and of noise by a seeded generator; PDOT_SEED sets the seed. */
#include "fixture.h"
#include "text/grade.h"

#include "base/fold.h"

#define N_TEXTS   20000
#define MAX_WORDS 14

typedef struct world {
    pdot_ctx *ctx;
    pdot_plan *plan;
    pd_gazetteer *gazetteer;
} world;

static world *open_world(void)
{
    static world out;
    static const plan_files files = {PDOT_TESTDATA "/golden/zone/loja_ciudad.csv",
                                     PDOT_GEODATA "/loja/zonas.csv", PDOT_GEODATA "/loja/lugares.csv",
                                     PDOT_GEODATA "/loja/decisiones.csv"};
    out.ctx = pdot_ctx_new();
    out.plan = plan_read(out.ctx, &files);
    assert_ok(out.ctx, pd_gazetteer_new(out.ctx, out.plan, &out.gazetteer));
    return &out;
}

static int set_up(void **state)
{
    *state = open_world();
    return 0;
}

static int tear_down(void **state)
{
    world *all = *state;
    pd_gazetteer_free(all->gazetteer);
    pdot_plan_free(all->plan);
    pdot_ctx_free(all->ctx);
    return 0;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static uint64_t first_seed(void)
{
    uint64_t seed = 20240502;
    const char *given = getenv("PDOT_SEED");
    for (; given != NULL && *given >= '0' && *given <= '9'; given++)
        seed = seed * 10 + (uint64_t)(*given - '0');
    print_message("PDOT_SEED gives another seed; this one is %llu\n", (unsigned long long)seed);
    return seed;
}

static const char *random_word(const pdot_plan *plan, uint64_t *seed)
{
    static const char *const noise[] = {
        "algunas", "8",     "parroquias", "Parroquia", "barrio",  "excepto", "y",     ",",       ".",
        "de la",   "(",     ")",          "calle",     "o",       "zona",    "Ñandú", "áéí",     "x",
        "trece",   "menos", "todo",       "rurales",   "urbanas", "centro",  "norte", "1.234,5", "colegio",
        "Punzra",  "El",    "Vilca",      "—",         "“Sucre”", ";",       "fuera", "varios",  "cantón"};
    switch (next_random(seed) % 4) {
    case 0:
        return plan->territories[next_random(seed) % (uint64_t)plan->n_territories].name;
    case 1:
        return plan->zones[next_random(seed) % (uint64_t)plan->n_zones].name;
    case 2:
        return plan->places[next_random(seed) % (uint64_t)plan->n_places].name;
    default:
        return noise[next_random(seed) % (sizeof noise / sizeof noise[0])];
    }
}

static void random_text(const pdot_plan *plan, uint64_t *seed, char out[2048])
{
    out[0] = '\0';
    const uint64_t n = next_random(seed) % MAX_WORDS;
    for (uint64_t i = 0; i < n; i++)
        snprintf(out + strlen(out), 2048 - strlen(out), "%s%s", i > 0 ? " " : "", random_word(plan, seed));
    if (n > 0 && next_random(seed) % 8 == 0) { /* a byte lost or doubled: often no UTF-8 any more */
        const size_t at = next_random(seed) % (strlen(out) + 1);
        memmove(out + at, out + at + 1, strlen(out) > at ? strlen(out) - at : 0);
    }
}

static void check_span(const char *text, size_t start, size_t end, const char *words)
{
    assert_true(start < end);
    assert_true(end <= strlen(text));
    assert_int_equal(strlen(words), end - start);
    assert_memory_equal(words, text + start, end - start);
    assert_true(((unsigned char)text[start] & 0xC0) != 0x80);
    assert_true(((unsigned char)text[end] & 0xC0) != 0x80);
}

static void check_codes(const char *const *codes, size_t n)
{
    for (size_t i = 1; i < n; i++)
        assert_true(strcmp(codes[i - 1], codes[i]) < 0);
}

static bool has_code(const char *const *codes, size_t n, const char *code)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(codes[i], code) == 0)
            return true;
    return false;
}

static void check_card(const char *text, const pdot_card *card)
{
    pd_grade worst = PD_GRADE_EXACT, grade = PD_GRADE_EXACT;
    assert_string_equal(card->text, text);
    for (size_t i = 0; i < card->n_mentions; i++) {
        const pdot_mention *mention = &card->mentions[i];
        check_span(text, mention->start, mention->end, mention->text);
        check_codes(mention->territories, mention->n_territories);
        assert_true(pd_grade_parse(mention->grade, &grade));
        worst = pd_grade_worst(worst, grade);
        if (i > 0)
            assert_true(card->mentions[i - 1].start <= mention->start);
    }
    for (size_t i = 0; i < card->n_unread; i++)
        check_span(text, card->unread[i].start, card->unread[i].end, card->unread[i].text);
    check_codes(card->certain, card->n_certain);
    check_codes(card->possible, card->n_possible);
    for (size_t i = 0; i < card->n_possible; i++)
        assert_false(has_code(card->certain, card->n_certain, card->possible[i]));
    if (card->n_mentions > 0)
        assert_string_equal(card->grade, pd_grade_name(worst));
}

static void check_same(const pdot_card *a, const pdot_card *b)
{
    assert_string_equal(a->grade, b->grade);
    assert_int_equal(a->n_mentions, b->n_mentions);
    assert_int_equal(a->n_certain, b->n_certain);
    assert_int_equal(a->n_possible, b->n_possible);
    for (size_t i = 0; i < a->n_certain; i++)
        assert_string_equal(a->certain[i], b->certain[i]);
    for (size_t i = 0; i < a->n_possible; i++)
        assert_string_equal(a->possible[i], b->possible[i]);
}

static void any_text_gives_a_sound_card(void **state)
{
    const world *all = *state;
    uint64_t seed = first_seed();
    size_t n_read = 0;
    char text[2048];
    for (size_t i = 0; i < N_TEXTS; i++) {
        pdot_card *card = NULL, *again = NULL;
        random_text(all->plan, &seed, text);
        const bool is_text = pd_utf8_is_valid(text, strlen(text), NULL);
        pd_clear_error(all->ctx);
        const pdot_status status = i % 3 == 0 ? pd_zone_mentions(all->ctx, all->gazetteer, text, &card)
                                              : pd_zone_resolve(all->ctx, all->gazetteer, text, &card);
        assert_int_equal(status, is_text ? PDOT_OK : PDOT_FORMAT);
        assert_int_equal(card != NULL, is_text);
        if (!is_text)
            continue;
        check_card(text, card);
        n_read += card->n_mentions > 0;
        if (i % 3 != 0) {
            assert_ok(all->ctx, pd_zone_resolve(all->ctx, all->gazetteer, text, &again));
            check_same(card, again);
        }
        pdot_card_free(again);
        pdot_card_free(card);
    }
    assert_true(n_read > N_TEXTS / 2);
}

static void an_unrelated_alias_changes_nothing(void **state)
{
    const world *all = *state;
    pdot_plan plan = *all->plan;
    pd_zone_row *zones = calloc((size_t)plan.n_zones + 1, sizeof *zones);
    assert_non_null(zones);
    memcpy(zones, plan.zones, (size_t)plan.n_zones * sizeof *zones);
    zones[plan.n_zones] = (pd_zone_row){"Quitumbe Wampís", "", "list", "110151", "", "", {PD_NONE, 99}};
    plan.zones = zones;
    plan.n_zones++;
    pd_gazetteer *other = NULL;
    assert_ok(all->ctx, pd_gazetteer_new(all->ctx, &plan, &other));
    uint64_t seed = first_seed();
    char text[2048];
    for (size_t i = 0; i < N_TEXTS / 4; i++) {
        pdot_card *a = NULL, *b = NULL;
        random_text(all->plan, &seed, text);
        if (!pd_utf8_is_valid(text, strlen(text), NULL))
            continue;
        assert_ok(all->ctx, pd_zone_resolve(all->ctx, all->gazetteer, text, &a));
        assert_ok(all->ctx, pd_zone_resolve(all->ctx, other, text, &b));
        check_same(a, b);
        pdot_card_free(b);
        pdot_card_free(a);
    }
    pd_gazetteer_free(other);
    free(zones);
}

/* What a person settled about one text is learnt for that text alone: its misprints are mended elsewhere as
 * before. */
static void a_decision_changes_no_other_text(void **state)
{
    const world *all = *state;
    static const char decided[] = "Punzra Wampís y el Cine";
    pdot_plan plan = *all->plan;
    pd_decision_row *decisions = calloc((size_t)plan.n_decisions + 1, sizeof *decisions);
    assert_non_null(decisions);
    if (plan.n_decisions > 0)
        memcpy(decisions, plan.decisions, (size_t)plan.n_decisions * sizeof *decisions);
    decisions[plan.n_decisions] = (pd_decision_row){decided, "110151", "", "", "", "", {PD_NONE, 99}};
    plan.decisions = decisions;
    plan.n_decisions++;
    pd_gazetteer *other = NULL;
    assert_ok(all->ctx, pd_gazetteer_new(all->ctx, &plan, &other));
    uint64_t seed = first_seed();
    char text[2048] = "Punzra y el Cine";
    for (size_t i = 0; i < N_TEXTS / 4; i++) {
        pdot_card *a = NULL, *b = NULL;
        if (i > 0)
            random_text(all->plan, &seed, text);
        if (!pd_utf8_is_valid(text, strlen(text), NULL))
            continue;
        assert_ok(all->ctx, pd_zone_resolve(all->ctx, all->gazetteer, text, &a));
        assert_ok(all->ctx, pd_zone_resolve(all->ctx, other, text, &b));
        check_same(a, b);
        assert_true(i > 0 || a->n_certain == 2);
        pdot_card_free(b);
        pdot_card_free(a);
    }
    pdot_card *card = NULL;
    assert_ok(all->ctx, pd_zone_resolve(all->ctx, other, decided, &card));
    assert_int_equal(card->n_certain, 1);
    assert_string_equal(card->mentions[0].rule, "decision");
    pdot_card_free(card);
    pd_gazetteer_free(other);
    free(decisions);
}

static void spans_are_bytes_of_the_original(void **state)
{
    const world *all = *state;
    static const char text[] = "Í “Carigán” —  Jimbillá.";
    pdot_card *card = NULL;
    assert_ok(all->ctx, pd_zone_resolve(all->ctx, all->gazetteer, text, &card));
    assert_int_equal(card->n_mentions, 2);
    assert_string_equal(card->mentions[0].text, "Carigán");
    assert_int_equal(card->mentions[0].start, strlen("Í “"));
    assert_int_equal(card->mentions[0].end, strlen("Í “Carigán"));
    assert_string_equal(card->mentions[1].text, "Jimbillá");
    pdot_card_free(card);
}

static void memory_may_run_out_anywhere(void **state)
{
    const world *all = *state;
    static const char *const texts[] = {"Parroquias de Malacatos, Punzra y Loja excepto Taquil; Barrio Los "
                                        "Cocos o algunas parroquias rurales",
                                        "Centros consolidados de Malacatos y Vilcabamba", "8 barrios",
                                        "no aplica"};
    for (size_t i = 0; i < 2 * sizeof texts / sizeof texts[0]; i++) {
        pdot_card *card = NULL;
        pdot_status status = PDOT_NOMEM;
        for (uint64_t nth = 1; status != PDOT_OK; nth++) {
            pd_clear_error(all->ctx);
            pd_fail_allocation(all->ctx, nth);
            status = i % 2 == 0 ? pd_zone_resolve(all->ctx, all->gazetteer, texts[i / 2], &card)
                                : pd_zone_mentions(all->ctx, all->gazetteer, texts[i / 2], &card);
            pd_fail_allocation(all->ctx, 0);
            assert_int_equal(card != NULL, status == PDOT_OK);
            if (status != PDOT_OK)
                assert_int_equal(status, PDOT_NOMEM);
        }
        pdot_card_free(card);
    }
}

static void a_code_is_a_card_of_its_own(void **state)
{
    const world *all = *state;
    pdot_card *card = NULL;
    const int32_t canton = pdot_plan_find_territory(all->plan, "1101");
    assert_ok(all->ctx, pd_zone_of_territory(all->ctx, all->gazetteer, canton, "code", &card));
    assert_string_equal(card->grade, "exact");
    assert_int_equal(card->n_certain, 20);
    assert_string_equal(card->mentions[0].rule, "code");
    assert_string_equal(card->mentions[0].text, "1101");
    pdot_card_free(card);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_text_gives_a_sound_card),
        cmocka_unit_test(an_unrelated_alias_changes_nothing),
        cmocka_unit_test(a_decision_changes_no_other_text),
        cmocka_unit_test(spans_are_bytes_of_the_original),
        cmocka_unit_test(memory_may_run_out_anywhere),
        cmocka_unit_test(a_code_is_a_card_of_its_own),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
