/* Scores of columns for each role. The names are those met in layers of INEC, CONALI, CNE, the ministries and
 * the municipality; shapefiles cut them at ten characters. */
#include "source/inspect/roles.h"

#include <string.h>

#include "base/fold.h"

typedef struct hint {
    const char *word; /* folded; at its end a * stands for any rest */
    int score;
} hint;

static const hint CODES[] = {
    {"dpa_parroq", 100}, {"cod_parr*", 100}, {"codparr*", 100},    {"codigo_parr*", 100}, {"codigo_inec", 98},
    {"codigo_dpa", 98},  {"codigo*", 95},    {"parroquia_id", 90}, {"dpa_canton", 80},    {"cod_cant*", 80},
    {"codcan*", 80},     {"dpa_provin", 60}, {"cod_prov*", 60},    {"codprov*", 60},      {"cod*", 70},
    {"muni", 50},        {"id_parr*", 70},   {"parroquia_", 65},   {"dpa*", 40}};
static const hint NAMES[] = {
    {"dpa_despar", 100}, {"nombre*", 100}, {"nom_parr*", 100}, {"parroquia_name", 100},
    {"parroquia_", 95},  {"nam", 90},      {"name", 90},       {"parroquia", 85},
    {"parroqu*", 85},    {"nom*", 80},     {"dpa_descan", 80}, {"barrio*", 80},
    {"sector*", 70},     {"canton", 50},   {"provincia", 40},  {"dpa_despro", 40}};
static const hint CLASSES[] = {{"grado*", 100},  {"suscep*", 100}, {"amenaza*", 90}, {"nivel*", 80},
                               {"categor*", 80}, {"clase*", 80},   {"class*", 80},   {"aptitud*", 80},
                               {"riesgo*", 70},  {"peligro*", 70}, {"landuse", 60},  {"uso*", 60}};
static const hint XS[] = {{"lon", 100},   {"longitud*", 100}, {"lng", 90},   {"x", 80},  {"coord_x", 90},
                          {"xcoord", 90}, {"este", 70},       {"utm_x", 90}, {"x_*", 50}};
static const hint YS[] = {{"lat", 100},   {"latitud*", 100}, {"y", 80},     {"coord_y", 90},
                          {"ycoord", 90}, {"norte", 70},     {"utm_y", 90}, {"y_*", 50}};

static int score_name(const char *folded, const hint *hints, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t length = strlen(hints[i].word);
        const bool is_prefix = hints[i].word[length - 1] == '*';
        if (is_prefix ? strncmp(folded, hints[i].word, length - 1) == 0 : strcmp(folded, hints[i].word) == 0)
            return hints[i].score;
    }
    return 0;
}
#define SCORE(folded, hints) score_name((folded), (hints), sizeof(hints) / sizeof *(hints))

bool pd_code_is_dpa(const char *code)
{
    const size_t length = strspn(code, "0123456789");
    if (code[length] != '\0' || length == 0 || length > 6)
        return false;
    const bool is_short = length % 2 != 0;
    const int province = is_short ? code[0] - '0' : 10 * (code[0] - '0') + (code[1] - '0');
    return province >= 1 && province <= 24;
}

bool pd_column_is_dpa(const pd_column_facts *column)
{
    uint64_t rows = 0;
    for (size_t i = 0; i < column->n_values; i++)
        rows += pd_code_is_dpa(column->values[i].text) ? column->values[i].count : 0;
    return column->filled > 0 && 10 * rows >= 9 * column->filled;
}

static uint64_t digit_cells(const pd_column_facts *column)
{
    uint64_t sum = 0;
    for (size_t i = 2; i <= PD_COLUMN_LENGTHS; i++)
        sum += column->digits[i];
    return sum;
}

static int score_code(const pd_column_facts *column, const char *folded)
{
    if (column->filled == 0 || 2 * digit_cells(column) < column->filled)
        return 0;
    const int by_name = SCORE(folded, CODES);
    if (by_name > 0)
        return by_name;
    const bool is_long = column->digits[5] + column->digits[6] == column->filled;
    return is_long && !column->is_full && 10 * column->n_values >= 9 * column->filled &&
                   pd_column_is_dpa(column)
               ? 30
               : 0;
}

static int score_title(const pd_column_facts *column, const char *folded)
{
    if (column->filled == 0 || 10 * column->with_letters < 8 * column->filled)
        return 0;
    const int by_name = SCORE(folded, NAMES);
    if (by_name > 0 && !column->is_full) /* of several, the one that tells the rows apart */
        return by_name / 2 + (int)((uint64_t)by_name * column->n_values / (2 * column->filled));
    return by_name;
}

static int score_class(const pd_column_facts *column, const char *folded)
{
    if (column->n_values == 0 || column->is_full || column->n_values > PD_COLUMN_CLASSES)
        return 0;
    if (2 * column->class_words >= column->n_values)
        return 200;
    const bool is_worded = 2 * column->with_letters >= column->filled;
    return is_worded && column->n_values * 2 <= column->filled ? SCORE(folded, CLASSES) : 0;
}

static int score_coordinate(const pd_column_facts *column, const char *folded, bool is_x)
{
    if (column->filled == 0 || 2 * (column->numbers + column->with_comma) < column->filled)
        return 0;
    return is_x ? SCORE(folded, XS) : SCORE(folded, YS);
}

static void keep_best(int32_t *role, int *best, int32_t column, int score)
{
    if (score > *best) {
        *best = score;
        *role = column;
    }
}

/* A second code with fewer values than the first: the coarser unit. */
static void find_parent(const pd_columns *columns, const int *scores, pd_column_roles *roles)
{
    int best = 0;
    for (size_t i = 0; roles->code >= 0 && i < columns->count; i++)
        if ((int32_t)i != roles->code && !columns->items[i].is_full &&
            columns->items[i].n_values < columns->items[roles->code].n_values)
            keep_best(&roles->parent, &best, (int32_t)i, scores[i]);
}

pdot_status pd_roles_find(const pd_columns *columns, bool is_table, pd_column_roles *out)
{
    *out = (pd_column_roles){-1, -1, -1, -1, -1, -1};
    int *code_scores = pd_alloc_array(columns->ctx, columns->count + 1, sizeof *code_scores);
    if (code_scores == NULL)
        return PDOT_NOMEM;
    int code = 0, name = 0, of_class = 0, x = 0, y = 0;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < columns->count && status == PDOT_OK; i++) {
        const pd_column_facts *column = &columns->items[i];
        char *folded = NULL;
        status = pd_fold_text(columns->ctx, column->name, &folded);
        if (status != PDOT_OK)
            break;
        code_scores[i] = score_code(column, folded);
        keep_best(&out->code, &code, (int32_t)i, code_scores[i]);
        keep_best(&out->name, &name, (int32_t)i, score_title(column, folded));
        keep_best(&out->class_column, &of_class, (int32_t)i, score_class(column, folded));
        if (is_table) {
            keep_best(&out->x, &x, (int32_t)i, score_coordinate(column, folded, true));
            keep_best(&out->y, &y, (int32_t)i, score_coordinate(column, folded, false));
        }
        pd_free(folded);
    }
    find_parent(columns, code_scores, out);
    if (out->x < 0 || out->y < 0)
        out->x = out->y = -1;
    pd_free(code_scores);
    return status;
}

const char *pd_role_word(const pd_column_roles *roles, int32_t column)
{
    if (column == roles->code)
        return "code";
    if (column == roles->class_column)
        return "class";
    if (column == roles->name)
        return "name";
    if (column == roles->x)
        return "x";
    if (column == roles->y)
        return "y";
    return column == roles->parent ? "parent" : "";
}
