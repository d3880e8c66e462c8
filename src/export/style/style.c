/* Styles from the sheets of styles/: capas.csv says which column of a layer is drawn with which palette,
 * paletas.csv holds the classes. */
#include "export/style/style.h"

#include <math.h>
#include <string.h>

#include "base/buffer.h"
#include "base/number.h"
#include "export/asset.h"
#include "export/style/sheet.h"

typedef struct maker {
    pdot_ctx *ctx;
    pd_arena *arena;
    const pd_delivery *delivery;
    const pd_table *table;
    pd_sheet palettes, layers;
} maker;

static const char *language_column(const pd_delivery *delivery)
{
    return strcmp(delivery->language, "en") == 0 ? "titulo_en" : "titulo_es";
}

static const struct {
    const char *word;
    pd_match match;
} CASES[] = {
    {"todo", PD_MATCH_ALL},        {"texto", PD_MATCH_TEXT}, {"numero", PD_MATCH_NUMBER},
    {"intervalo", PD_MATCH_RANGE}, {"nulo", PD_MATCH_NULL},  {"resto", PD_MATCH_OTHER},
    {"libre", PD_MATCH_TEXT}, /* of the class column, whatever column the palette is for */
};

static pd_match find_case(const char *word)
{
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++)
        if (strcmp(CASES[i].word, word) == 0)
            return CASES[i].match;
    PD_ASSERT(!"a case of paletas.csv is known");
    return PD_MATCH_ALL;
}

static pd_symbol base_symbol(const maker *make, int32_t layer)
{
    return (pd_symbol){
        .fill = "",
        .line = pd_sheet_cell(&make->layers, layer, "borde"),
        .line_mm = pd_sheet_number(&make->layers, layer, "borde_mm", 0),
        .size_mm = pd_sheet_number(&make->layers, layer, "tamano_mm", 0),
        .opacity_percent = (int)pd_sheet_number(&make->layers, layer, "opacidad", 100),
    };
}

static pd_style_class palette_class(const maker *make, int32_t row, const char *column, pd_symbol symbol)
{
    const pd_sheet *sheet = &make->palettes;
    const char *word = pd_sheet_cell(sheet, row, "caso");
    pd_style_class one = {.match = find_case(word),
                          .column = strcmp(word, "libre") == 0 ? "clase" : column,
                          .text = pd_sheet_cell(sheet, row, "valor"),
                          .label = pd_sheet_cell(sheet, row, language_column(make->delivery)),
                          .symbol = symbol};
    one.lower = pd_sheet_number(sheet, row, one.match == PD_MATCH_NUMBER ? "valor" : "desde", 0);
    one.upper = pd_sheet_number(sheet, row, "hasta", INFINITY);
    one.symbol.fill = pd_sheet_cell(sheet, row, "color");
    one.symbol.is_hatched = pd_sheet_cell(sheet, row, "trama")[0] != '\0';
    if (strcmp(one.symbol.line, "relleno") == 0) /* the outline in the colour of the class */
        one.symbol.line = one.symbol.is_hatched ? "#6b6b6b" : one.symbol.fill;
    return one;
}

static pdot_status fill_classes(const maker *make, const char *palette, int32_t layer, pd_style *style)
{
    const pd_sheet *sheet = &make->palettes;
    int32_t n = 0;
    for (int32_t i = 0; i < sheet->n_rows; i++)
        n += strcmp(pd_sheet_cell(sheet, i, "paleta"), palette) == 0;
    PD_ASSERT(n > 0);
    pd_style_class *classes = pd_arena_alloc(make->ctx, make->arena, (size_t)n * sizeof *classes);
    if (classes == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < sheet->n_rows; i++)
        if (strcmp(pd_sheet_cell(sheet, i, "paleta"), palette) == 0)
            classes[style->n_classes++] = palette_class(make, i, style->column, base_symbol(make, layer));
    style->classes = classes;
    return PDOT_OK;
}

/* "Title (unit)". */
static const char *legend_title(const maker *make, const char *title, const char *unit)
{
    if (unit == NULL || unit[0] == '\0')
        return title;
    pd_buffer text;
    pd_buffer_init(make->ctx, &text);
    pd_buffer_format(&text, "%s (%s)", title, unit);
    const char *copy = NULL;
    if (pd_buffer_status(&text) == PDOT_OK)
        copy = pd_arena_strdup(make->ctx, make->arena, text.data);
    pd_buffer_release(&text);
    return copy;
}

/* One style of the table: row `layer` of capas.csv for the column (PD_NONE: one symbol). */
static pdot_status make_style(const maker *make, int32_t layer, int32_t column, pd_style *style)
{
    const pd_column *drawn = column == PD_NONE ? NULL : &make->table->columns[column];
    const char *label = pd_sheet_cell(&make->layers, layer, "etiqueta");
    const char *title = pd_sheet_cell(&make->layers, layer, language_column(make->delivery));
    if (title[0] == '\0' && drawn != NULL)
        title = pd_column_title(make->delivery, drawn);
    *style = (pd_style){
        .name = drawn != NULL ? drawn->name : "base",
        .title = legend_title(make, title, drawn != NULL ? drawn->unit : ""),
        .group = pd_sheet_cell(&make->layers, layer, "grupo"),
        .table = make->table->name,
        .geometry = make->table->geometry,
        .column = drawn != NULL ? drawn->name : "",
        .label_column = pd_table_column(make->table, label) != PD_NONE ? label : "",
    };
    if (style->title == NULL)
        return PDOT_NOMEM;
    return fill_classes(make, pd_sheet_cell(&make->layers, layer, "paleta"), layer, style);
}

/* "alta_*_pct" matches any column with these ends and something between; other patterns are names. */
static bool matches(const char *pattern, const char *name)
{
    const char *star = strchr(pattern, '*');
    if (star == NULL)
        return strcmp(pattern, name) == 0;
    const size_t head = (size_t)(star - pattern), tail = strlen(star + 1), size = strlen(name);
    return size > head + tail && strncmp(name, pattern, head) == 0 &&
           strcmp(name + size - tail, star + 1) == 0;
}

static pdot_status make_row(const maker *make, int32_t layer, pd_style *styles, int32_t *n)
{
    const char *pattern = pd_sheet_cell(&make->layers, layer, "columna");
    if (pattern[0] == '\0')
        return make_style(make, layer, PD_NONE, &styles[(*n)++]);
    for (int32_t i = 0; i < make->table->n_columns; i++) {
        if (!matches(pattern, make->table->columns[i].name))
            continue;
        const pdot_status status = make_style(make, layer, i, &styles[(*n)++]);
        if (status != PDOT_OK)
            return status;
    }
    return PDOT_OK;
}

static pdot_status maker_init(maker *make)
{
    pdot_status status = pd_sheet_load(make->ctx, make->arena, pd_asset_palettes, &make->palettes);
    if (status == PDOT_OK)
        status = pd_sheet_load(make->ctx, make->arena, pd_asset_layers, &make->layers);
    return status;
}

pdot_status pd_styles_make(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery, const pd_table *table,
                           const pd_style **out, int32_t *n)
{
    maker make = {.ctx = ctx, .arena = arena, .delivery = delivery, .table = table};
    *out = NULL;
    *n = 0;
    pdot_status status = maker_init(&make);
    if (status != PDOT_OK)
        return status;
    pd_style *styles = pd_arena_alloc(ctx, arena, (size_t)(table->n_columns + 1) * sizeof *styles);
    if (styles == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; status == PDOT_OK && i < make.layers.n_rows; i++)
        if (strcmp(pd_sheet_cell(&make.layers, i, "capa"), table->name) == 0)
            status = make_row(&make, i, styles, n);
    if (status == PDOT_OK)
        *out = styles;
    return status;
}

static pd_style_class hazard_class(const maker *make, const pd_class *class, pd_symbol symbol)
{
    pd_style_class one = {.match = PD_MATCH_TEXT,
                          .column = "clase",
                          .text = class->label,
                          .label = class->label,
                          .symbol = symbol};
    one.symbol.fill = class->color;
    one.symbol.is_hatched = class->rank == PD_RANK_NONE;
    for (int32_t i = 0; one.symbol.fill[0] == '\0' && i < make->palettes.n_rows; i++)
        if (strcmp(pd_sheet_cell(&make->palettes, i, "paleta"), "rango") == 0 &&
            strcmp(pd_sheet_cell(&make->palettes, i, "caso"), "numero") == 0 &&
            (int)pd_sheet_number(&make->palettes, i, "valor", -1) == class->rank)
            one.symbol.fill = pd_sheet_cell(&make->palettes, i, "color");
    if (one.symbol.fill[0] == '\0')
        one.symbol.fill = "#ffffff";
    return one;
}

/* A class that is called as ground without data is drawn by the last class, which takes all that is left. */
static bool is_called_no_data(const char *label)
{
    return strcmp(label, "sin dato") == 0;
}

pdot_status pd_style_make_hazard(pdot_ctx *ctx, pd_arena *arena, const pd_delivery *delivery,
                                 const pd_table *table, const pd_hazard *hazard, pd_style *out)
{
    maker make = {.ctx = ctx, .arena = arena, .delivery = delivery, .table = table};
    const pd_style *all = NULL;
    int32_t n = 0;
    memset(out, 0, sizeof *out);
    pdot_status status = maker_init(&make);
    if (status == PDOT_OK)
        status = pd_styles_make(ctx, arena, delivery, table, &all, &n);
    if (status != PDOT_OK)
        return status;
    PD_ASSERT(n > 0 && all[0].n_classes >= 2);
    const pd_style *ranks = &all[0];
    pd_style_class *classes = pd_arena_alloc(ctx, arena, ((size_t)hazard->n_classes + 2) * sizeof *classes);
    if (classes == NULL)
        return PDOT_NOMEM;
    *out = *ranks;
    out->name = hazard->id;
    out->title = hazard->title;
    out->column = "clase";
    out->classes = classes;
    out->n_classes = 0;
    for (int32_t i = 0; i < hazard->n_classes; i++)
        if (hazard->classes[i].rank != PD_RANK_NONE)
            classes[out->n_classes++] = hazard_class(&make, &hazard->classes[i], ranks->classes[0].symbol);
    if (hazard->outside_is_free)
        classes[out->n_classes++] = ranks->classes[ranks->n_classes - 2]; /* libre */
    for (int32_t i = 0; i < hazard->n_classes; i++)
        if (hazard->classes[i].rank == PD_RANK_NONE && !is_called_no_data(hazard->classes[i].label))
            classes[out->n_classes++] = hazard_class(&make, &hazard->classes[i], ranks->classes[0].symbol);
    classes[out->n_classes++] = ranks->classes[ranks->n_classes - 1]; /* sin dato */
    return PDOT_OK;
}

static bool class_matches(const pd_style_class *class, pd_value value)
{
    const bool is_number = value.kind == PD_VALUE_REAL || value.kind == PD_VALUE_INTEGER;
    const double number = value.kind == PD_VALUE_REAL      ? value.as.real
                          : value.kind == PD_VALUE_INTEGER ? (double)value.as.integer
                                                           : 0;
    switch (class->match) {
    case PD_MATCH_ALL:
    case PD_MATCH_OTHER:
        return true;
    case PD_MATCH_TEXT:
        return value.kind == PD_VALUE_TEXT && strcmp(value.as.text, class->text) == 0;
    case PD_MATCH_NUMBER:
        return is_number && fabs(number - class->lower) < 0.5; /* ranks are whole numbers */
    case PD_MATCH_RANGE:
        return is_number && number >= class->lower && number < class->upper;
    case PD_MATCH_NULL:
        return value.kind == PD_VALUE_NULL;
    }
    return false;
}

int32_t pd_style_find(const pd_style *style, const pd_table *table, const pd_row *row)
{
    for (int32_t i = 0; i < style->n_classes; i++) {
        const int32_t column = pd_table_column(table, style->classes[i].column);
        const pd_value value =
            column == PD_NONE ? pd_null() : pd_value_delivered(&table->columns[column], row->values[column]);
        if (class_matches(&style->classes[i], value))
            return i;
    }
    return PD_NONE;
}

pdot_status pd_style_rank_color(pdot_ctx *ctx, pd_arena *arena, int rank, const char **out)
{
    maker make = {.ctx = ctx, .arena = arena};
    const pd_class class = {.label = "", .rank = rank, .color = ""};
    const pdot_status status = maker_init(&make);
    if (status == PDOT_OK)
        *out = hazard_class(&make, &class, (pd_symbol){0}).symbol.fill;
    return status;
}
