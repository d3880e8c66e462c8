#include "text/target.h"

#include <string.h>

#include "base/number.h"

typedef struct word {
    size_t start, length;
} word;

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The next run of bytes without blanks. length 0 at the end. */
static word next_word(const char *text, size_t at)
{
    while (is_space(text[at]))
        at++;
    return (word){at, strcspn(text + at, " \t\r\n")};
}

/* ASCII letters without case; the words looked for here have no accents in what is compared. */
static bool starts_with(const char *text, word at, const char *prefix)
{
    const size_t n = strlen(prefix);
    if (at.length < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        const char c = text[at.start + i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != prefix[i])
            return false;
    }
    return true;
}

static bool is_word(const char *text, word at, const char *whole)
{
    return at.length == strlen(whole) && starts_with(text, at, whole);
}

static const struct {
    const char *prefix, *direction;
} VERBS[] = {
    {"increment", "aumenta"}, {"aument", "aumenta"},   {"ampli", "aumenta"}, {"elev", "aumenta"},
    {"sumar", "aumenta"},     {"crec", "aumenta"},     {"reduc", "reduce"},  {"disminu", "reduce"},
    {"baj", "reduce"},        {"erradic", "reduce"},   {"elimin", "reduce"}, {"minimi", "reduce"},
    {"manten", "mantiene"},   {"conserv", "mantiene"},
};

static const struct {
    const char *word;
    int value;
} NUMBERS[] = {{"un", 1},    {"una", 1},   {"dos", 2},     {"tres", 3},    {"cuatro", 4},
               {"cinco", 5}, {"seis", 6},  {"siete", 7},   {"ocho", 8},    {"nueve", 9},
               {"diez", 10}, {"doce", 12}, {"quince", 15}, {"veinte", 20}, {"cien", 100}};

static const struct {
    const char *prefix, *period;
} PERIODS[] = {{"mensual", "mensual"},       {"anual", "anual"},         {"semestral", "semestral"},
               {"trimestral", "trimestral"}, {"bimestral", "bimestral"}, {"semanal", "semanal"},
               {"diari", "diario"},          {"quincenal", "quincenal"}, {"cuatrimestral", "cuatrimestral"}};

static const char *direction_of(const char *text, word first)
{
    for (size_t i = 0; i < sizeof VERBS / sizeof VERBS[0]; i++)
        if (starts_with(text, first, VERBS[i].prefix))
            return VERBS[i].direction;
    return first.length > 0 ? "alcanza" : "";
}

static const char *period_of(const char *text)
{
    for (word at = next_word(text, 0); at.length > 0; at = next_word(text, at.start + at.length))
        for (size_t i = 0; i < sizeof PERIODS / sizeof PERIODS[0]; i++)
            if (starts_with(text, at, PERIODS[i].prefix))
                return PERIODS[i].period;
    return "";
}

/* The figure at the start of a word ("60%", "$1.200,50", "8km"): its bytes. */
static size_t figure_length(const char *text, word at)
{
    size_t n = 0;
    while (n < at.length &&
           (strchr("0123456789.,'", text[at.start + n]) != NULL || (n == 0 && text[at.start] == '$')))
        n++;
    while (n > 0 && strchr(".,'$", text[at.start + n - 1]) != NULL)
        n--;
    return n;
}

static bool has_digit(const char *text, word at)
{
    for (size_t i = 0; i < at.length; i++)
        if (text[at.start + i] >= '0' && text[at.start + i] <= '9')
            return true;
    return false;
}

static bool read_figure(const char *text, word at, pd_target *out)
{
    const size_t n = has_digit(text, at) ? figure_length(text, at) : 0;
    if (n == 0 || !pd_number_parse_es(text + at.start, n, &out->value))
        return false;
    out->has_value = true;
    out->value_start = at.start;
    out->value_end = at.start + n;
    return true;
}

static bool read_number_word(const char *text, word at, pd_target *out)
{
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++)
        if (is_word(text, at, NUMBERS[i].word)) {
            out->has_value = true;
            out->value = NUMBERS[i].value;
            out->value_start = at.start;
            out->value_end = at.start + at.length;
            return true;
        }
    return false;
}

/* The first figure; only if there is none, the first number word. */
static void read_value(const char *text, pd_target *out)
{
    for (word at = next_word(text, 0); at.length > 0; at = next_word(text, at.start + at.length))
        if (read_figure(text, at, out))
            return;
    for (word at = next_word(text, 0); at.length > 0; at = next_word(text, at.start + at.length))
        if (read_number_word(text, at, out))
            return;
}

static bool is_link(const char *text, word at)
{
    static const char *const links[] = {"de", "del", "la", "el", "los", "las", "en", "con"};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (is_word(text, at, links[i]))
            return true;
    return false;
}

static void set_unit(const char *text, size_t start, size_t length, pd_target *out)
{
    while (length > 0 && strchr(".,;:", text[start + length - 1]) != NULL)
        length--;
    if (length >= PD_TARGET_UNIT)
        length = PD_TARGET_UNIT - 1;
    while (length > 0 && ((unsigned char)text[start + length] & 0xC0) == 0x80)
        length--; /* never inside a letter */
    memcpy(out->unit, text + start, length);
    out->unit[length] = '\0';
}

/* What follows the figure: "%", "por ciento", or the noun that is counted; the rest is the measure. */
static void read_unit(const char *text, pd_target *out)
{
    size_t at = out->value_end;
    word next = {at, strcspn(text + at, " \t\r\n")};
    if (next.length == 0 || strchr(".,", text[at]) != NULL)
        next = next_word(text, at + next.length);
    if (starts_with(text, next, "%")) {
        set_unit(text, next.start, 1, out);
        at = next.start + 1;
    } else if (is_word(text, next, "por") && starts_with(text, next_word(text, next.start + 3), "ciento")) {
        const word percent = next_word(text, next.start + 3);
        memcpy(out->unit, "%", 2);
        at = percent.start + percent.length;
    } else if (next.length > 0 && !is_link(text, next)) {
        set_unit(text, next.start, next.length, out);
        at = next.start + next.length;
    }
    next = next_word(text, at);
    while (next.length > 0 && is_link(text, next))
        next = next_word(text, next.start + next.length);
    out->measure_start = next.start;
    out->measure_end = strlen(text);
    while (out->measure_end > out->measure_start && strchr(" .\t\r\n", text[out->measure_end - 1]) != NULL)
        out->measure_end--;
}

/* "Incrementar a 10" sets a level, "incrementar en 10" adds. */
static bool is_level(const char *text, const pd_target *target)
{
    word before = {0, 0};
    for (word at = next_word(text, 0); at.length > 0 && at.start + at.length <= target->value_start;
         at = next_word(text, at.start + at.length))
        if (!is_word(text, at, "el") && !is_word(text, at, "un"))
            before = at;
    return is_word(text, before, "a") || is_word(text, before, "al") || is_word(text, before, "hasta");
}

pd_target pd_target_read(const char *text)
{
    pd_target out = {.unit = "", .period = period_of(text)};
    out.direction = direction_of(text, next_word(text, 0));
    read_value(text, &out);
    if (!out.has_value)
        return out;
    read_unit(text, &out);
    if (strcmp(out.direction, "aumenta") == 0 && is_level(text, &out))
        out.direction = "alcanza";
    return out;
}

bool pd_target_measure(const pd_target *target, double length_m, double area_ha, double points, double *out)
{
    if (!target->has_value || target->value <= 0 || target->period[0] != '\0' || target->unit[0] == '\0' ||
        strcmp(target->unit, "%") == 0)
        return false;
    if (strcmp(target->unit, "km") == 0)
        return *out = length_m / 1000, length_m > 0;
    if (strcmp(target->unit, "m") == 0)
        return *out = length_m, length_m > 0;
    if (strcmp(target->unit, "ha") == 0 || strncmp(target->unit, "hect", 4) == 0)
        return *out = area_ha, area_ha > 0;
    return *out = points, points > 0;
}
