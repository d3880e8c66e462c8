/* The manifest from file to value: read, parsed with positions, checked, loaded by libcyaml, made into the
 * specs of manifest.h. */
#include "source/manifest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/number.h"
#include "source/manifest/check.h"

typedef struct loader {
    pdot_ctx *ctx;
    pd_tree tree;
    pd_raw_manifest *raw;
    pd_manifest *manifest;
    bool has_failed; /* an allocation */
} loader;

static pdot_status read_file(pdot_ctx *ctx, const char *path, pd_buffer *out)
{
    const pd_place place = {.file = path};
    struct stat info;
    if (stat(path, &info) != 0)
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "the manifest cannot be read: %s", strerror(errno)),
                         &place);
    if (!S_ISREG(info.st_mode))
        return pd_locate(
            ctx, pd_fail(ctx, PDOT_IO, "the manifest is not a regular file: name plan.yaml itself"), &place);
    if ((uint64_t)info.st_size > PD_LIMIT_MANIFEST)
        return pd_locate(
            ctx, pd_fail(ctx, PDOT_LIMIT, "the manifest has more than %u bytes", PD_LIMIT_MANIFEST), &place);
    FILE *file = fopen(path, "rbe");
    if (file == NULL)
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "the manifest cannot be read: %s", strerror(errno)),
                         &place);
    char piece[4096];
    for (size_t n; out->size <= PD_LIMIT_MANIFEST && (n = fread(piece, 1, sizeof piece, file)) > 0;)
        pd_buffer_add(out, piece, n);
    const bool is_broken = ferror(file) != 0;
    (void)fclose(file);
    if (is_broken)
        return pd_locate(ctx, pd_fail(ctx, PDOT_IO, "the manifest cannot be read: %s", strerror(errno)),
                         &place);
    return pd_buffer_status(out);
}

static void *allocate(void *user, void *block, size_t size)
{
    if (size == 0) {
        pd_free(block);
        return NULL;
    }
    return pd_realloc_array(user, block, size, 1);
}

/* The checker has passed everything: what libcyaml still refuses is a defect of the schema's two halves. */
static void keep_message(cyaml_log_t level, void *user, const char *format, va_list args)
{
    char *message = user;
    if (level >= CYAML_LOG_ERROR && message[0] == '\0')
        (void)vsnprintf(message, 256, format, args);
}

static pdot_status load_raw(loader *self, const pd_buffer *text)
{
    char message[256] = "";
    const cyaml_config_t config = {
        .log_fn = keep_message,
        .log_ctx = message,
        .mem_fn = allocate,
        .mem_ctx = self->ctx,
        .log_level = CYAML_LOG_ERROR,
        .flags = CYAML_CFG_NO_ALIAS,
    };
    const cyaml_err_t error = cyaml_load_data((const uint8_t *)text->data, text->size, &config,
                                              &PD_MANIFEST_SCHEMA, (cyaml_data_t **)&self->raw, NULL);
    if (error == CYAML_OK)
        return PDOT_OK;
    if (error == CYAML_ERR_OOM)
        return pd_fail(self->ctx, PDOT_NOMEM, "out of memory");
    return pd_locate(self->ctx, pd_fail(self->ctx, PDOT_SCHEMA, "%s: %s", cyaml_strerror(error), message),
                     &(pd_place){.file = self->tree.path});
}

static void free_raw(loader *self)
{
    const cyaml_config_t config = {.mem_fn = allocate, .mem_ctx = self->ctx, .log_level = CYAML_LOG_ERROR};
    if (self->raw != NULL)
        (void)cyaml_free(&config, &PD_MANIFEST_SCHEMA, self->raw, 0);
}

/* Copies into the manifest's arena; NULL becomes the default. */
static const char *text_or(loader *self, const char *text, const char *otherwise)
{
    const char *copy = pd_arena_strdup(self->ctx, &self->manifest->arena, text != NULL ? text : otherwise);
    self->has_failed = self->has_failed || copy == NULL;
    return copy;
}

static const char *text_of(loader *self, const char *text)
{
    return text_or(self, text, "");
}

static void *array_of(loader *self, size_t count, size_t size)
{
    void *array = pd_arena_alloc(self->ctx, &self->manifest->arena, (count + 1) * size);
    self->has_failed = self->has_failed || array == NULL;
    return array;
}

static pd_file file_of(loader *self, const char *written)
{
    if (written == NULL)
        return (pd_file){"", ""};
    pd_buffer path;
    pd_buffer_init(self->ctx, &path);
    pd_manifest_resolve(&path, self->manifest->folder, written);
    self->has_failed = self->has_failed || pd_buffer_status(&path) != PDOT_OK;
    const pd_file file = {text_of(self, written), text_of(self, path.data)};
    pd_buffer_release(&path);
    return file;
}

static int line_of(loader *self, const char *section, size_t index)
{
    yaml_node_t *list = pd_tree_value(&self->tree, pd_tree_root(&self->tree), section);
    return pd_tree_line(pd_tree_entry(&self->tree, list, index));
}

static void take_plan(loader *self)
{
    const pd_raw_plan *raw = self->raw->plan;
    pd_plan_spec *plan = &self->manifest->plan;
    plan->id = text_of(self, raw->id);
    plan->title = text_or(self, raw->title, raw->id);
    plan->language = text_or(self, raw->language, "es");
    plan->crs = text_of(self, raw->crs);
    plan->reporting_date = text_of(self, raw->reporting_date);
    plan->first_year = raw->period != NULL ? raw->period[0] : 0;
    plan->last_year = raw->period != NULL ? raw->period[1] : 0;
}

static void take_levels(loader *self)
{
    pd_level_spec *levels = array_of(self, self->raw->territories_count, sizeof *levels);
    for (size_t i = 0; levels != NULL && i < self->raw->territories_count; i++) {
        const pd_raw_level *raw = &self->raw->territories[i];
        const pd_raw_codes none = {0}, *codes = raw->codes != NULL ? raw->codes : &none;
        levels[i] = (pd_level_spec){
            .level = text_of(self, raw->level),
            .file = file_of(self, raw->path),
            .layer = text_of(self, raw->layer),
            .code = text_of(self, raw->code),
            .name = text_of(self, raw->name),
            .kind = text_of(self, raw->kind),
            .parent_code = text_of(self, raw->parent_code),
            .parent = text_of(self, raw->parent),
            .crs = text_of(self, raw->crs),
            .encoding = text_of(self, raw->encoding),
            .codes = {file_of(self, codes->path), text_of(self, codes->from), text_of(self, codes->to)},
            .line = line_of(self, "territories", i),
        };
        if (raw->close_m != NULL) /* the schema has seen that it is a length */
            (void)pd_number_parse(raw->close_m, strlen(raw->close_m), &levels[i].close_m);
    }
    self->manifest->levels = levels;
    self->manifest->n_levels = self->raw->territories_count;
}

static void take_gazetteer(loader *self)
{
    const pd_raw_gazetteer none = {0}, *raw = self->raw->gazetteer != NULL ? self->raw->gazetteer : &none;
    self->manifest->zones = file_of(self, raw->zones);
    self->manifest->places = file_of(self, raw->places);
    self->manifest->actors = file_of(self, raw->actors);
    self->manifest->decisions = file_of(self, raw->decisions);
    self->manifest->declared = file_of(self, self->raw->declared);
}

static void take_indicators(loader *self)
{
    pd_indicator_spec *indicators = array_of(self, self->raw->indicators_count, sizeof *indicators);
    for (size_t i = 0; indicators != NULL && i < self->raw->indicators_count; i++) {
        const pd_raw_indicator *raw = &self->raw->indicators[i];
        indicators[i] = (pd_indicator_spec){
            .id = text_of(self, raw->id),
            .title = text_or(self, raw->title, raw->id),
            .code = text_of(self, raw->code),
            .value = text_of(self, raw->value),
            .unit = text_of(self, raw->unit),
            .kind = text_of(self, raw->kind),
            .file = file_of(self, raw->path),
            .layer = text_of(self, raw->layer),
            .encoding = text_of(self, raw->encoding),
            .year = raw->year != NULL ? *raw->year : 0,
            .line = line_of(self, "indicators", i),
        };
    }
    self->manifest->indicators = indicators;
    self->manifest->n_indicators = self->raw->indicators_count;
}

static const char *hazard_file(const pd_raw_hazard *raw)
{
    if (raw->path != NULL)
        return raw->path;
    return raw->raster != NULL ? raw->raster : raw->dem;
}

static pd_hazard_spec *take_hazards(loader *self, const char *section, const pd_raw_hazard *list, size_t n)
{
    pd_hazard_spec *hazards = array_of(self, n, sizeof *hazards);
    for (size_t i = 0; hazards != NULL && i < n; i++) {
        const pd_raw_hazard *raw = &list[i];
        hazards[i] = (pd_hazard_spec){
            .id = text_of(self, raw->id),
            .title = text_or(self, raw->title, raw->id),
            .file = file_of(self, hazard_file(raw)),
            .is_raster = raw->raster != NULL,
            .is_dem = raw->dem != NULL,
            .layer = text_of(self, raw->layer),
            .class_column = text_of(self, raw->class_column),
            .crs = text_of(self, raw->crs),
            .encoding = text_of(self, raw->encoding),
            .derive = text_of(self, raw->derive),
            .classes = file_of(self, raw->classes),
            .outside_is_free = raw->outside != NULL && strcmp(raw->outside, "free") == 0,
            .in_summary = raw->summary == NULL || *raw->summary,
            .extent = file_of(self, raw->extent),
            .component = text_of(self, raw->component),
            .line = line_of(self, section, i),
        };
        if (raw->distance_m != NULL)
            (void)pd_number_parse(raw->distance_m, strlen(raw->distance_m), &hazards[i].distance_m);
    }
    return hazards;
}

static void take_assets(loader *self)
{
    pd_asset_spec *assets = array_of(self, self->raw->assets_count, sizeof *assets);
    for (size_t i = 0; assets != NULL && i < self->raw->assets_count; i++) {
        const pd_raw_asset *raw = &self->raw->assets[i];
        assets[i] = (pd_asset_spec){
            .id = text_of(self, raw->id),
            .title = text_or(self, raw->title, raw->id),
            .file = file_of(self, raw->path),
            .layer = text_of(self, raw->layer),
            .x = text_of(self, raw->x),
            .y = text_of(self, raw->y),
            .crs = text_of(self, raw->crs),
            .encoding = text_of(self, raw->encoding),
            .weight = text_of(self, raw->weight),
            .is_points = strcmp(raw->measure, "count") == 0,
            .line = line_of(self, "assets", i),
        };
    }
    self->manifest->assets = assets;
    self->manifest->n_assets = self->raw->assets_count;
}

/* The member of a structure at an offset, a pointer. */
static void *member(const void *structure, size_t offset)
{
    void *pointer;
    memcpy(&pointer, (const char *)structure + offset, sizeof pointer);
    return pointer;
}

static void take_columns(loader *self, const pd_raw_columns *raw, yaml_node_t *node, pd_table_spec *table)
{
    size_t room = 0;
    while (PD_COLUMN_WORDS[room].word != NULL)
        room++;
    pd_mapping *columns = array_of(self, room, sizeof *columns);
    table->columns = columns;
    for (const pd_word *word = PD_COLUMN_WORDS; columns != NULL && raw != NULL && word->word != NULL;
         word++) {
        const char *column = member(raw, word->offset);
        if (column == NULL)
            continue;
        const int line = pd_tree_line(pd_tree_value(&self->tree, node, word->word));
        columns[table->n_columns++] = (pd_mapping){word->word, text_of(self, column), line};
    }
}

static void take_table(loader *self, const char *word, const pd_raw_table *raw, yaml_node_t *node,
                       pd_table_spec *table)
{
    *table = (pd_table_spec){
        .word = word,
        .file = file_of(self, raw->path),
        .layer = text_of(self, raw->layer),
        .activity = text_of(self, raw->activity),
        .year = text_of(self, raw->year),
        .title = text_of(self, raw->title),
        .x = text_of(self, raw->x),
        .y = text_of(self, raw->y),
        .crs = text_of(self, raw->crs),
        .encoding = text_of(self, raw->encoding),
        .line = pd_tree_line(node),
    };
    const char **layers = array_of(self, raw->layers_count, sizeof *layers);
    for (unsigned i = 0; layers != NULL && i < raw->layers_count; i++)
        layers[i] = text_of(self, raw->layers[i]);
    table->layers = layers;
    table->n_layers = raw->layers_count;
    int *years = array_of(self, raw->years_count, sizeof *years);
    for (unsigned i = 0; years != NULL && i < raw->years_count; i++)
        years[i] = raw->years[i];
    table->years = years;
    table->n_years = raw->years_count;
    take_columns(self, raw->columns, pd_tree_value(&self->tree, node, "columns"), table);
}

/* An entry of records: its id is its word, its roles are its columns. */
static void take_listed(loader *self, const pd_raw_table *raw, yaml_node_t *node, pd_table_spec *table)
{
    const char *const roles[][2] = {{"zonas", raw->zones}, {"valor", raw->value}, {"unidad", raw->unit}};
    pd_mapping *columns = array_of(self, sizeof roles / sizeof roles[0], sizeof *columns);
    take_table(self, text_of(self, raw->id), raw, node, table);
    table->title = text_or(self, raw->title, raw->id);
    table->is_listed = true;
    table->columns = columns;
    for (size_t i = 0; columns != NULL && i < sizeof roles / sizeof roles[0]; i++)
        if (roles[i][1] != NULL)
            columns[table->n_columns++] =
                (pd_mapping){roles[i][0], text_of(self, roles[i][1]), pd_tree_line(node)};
}

static void take_tables(loader *self)
{
    size_t room = self->raw->tables != NULL ? self->raw->tables->records_count : 0;
    for (const pd_word *word = PD_TABLE_WORDS; word->word != NULL; word++)
        room++;
    pd_table_spec *tables = array_of(self, room, sizeof *tables);
    self->manifest->tables = tables;
    yaml_node_t *all = pd_tree_value(&self->tree, pd_tree_root(&self->tree), "tables");
    for (const pd_word *word = PD_TABLE_WORDS;
         tables != NULL && self->raw->tables != NULL && word->word != NULL; word++) {
        const pd_raw_table *raw = member(self->raw->tables, word->offset);
        if (raw != NULL)
            take_table(self, word->word, raw, pd_tree_value(&self->tree, all, word->word),
                       &tables[self->manifest->n_tables++]);
    }
    yaml_node_t *list = pd_tree_value(&self->tree, all, "records");
    for (size_t i = 0; tables != NULL && self->raw->tables != NULL && i < self->raw->tables->records_count;
         i++)
        take_listed(self, &self->raw->tables->records[i], pd_tree_entry(&self->tree, list, i),
                    &tables[self->manifest->n_tables++]);
}

/* Named formats in the order of PD_FORMATS, each once; all if none are named. */
static void take_formats(loader *self)
{
    size_t room = 0;
    while (PD_FORMATS[room] != NULL)
        room++;
    const pd_raw_delivery *raw = self->raw->delivery;
    const char **formats = array_of(self, room, sizeof *formats);
    self->manifest->formats = formats;
    for (size_t i = 0; formats != NULL && i < room; i++) {
        bool is_wanted = raw == NULL || raw->formats == NULL;
        for (unsigned k = 0; !is_wanted && k < raw->formats_count; k++)
            is_wanted = strcmp(raw->formats[k], PD_FORMATS[i]) == 0;
        if (is_wanted)
            formats[self->manifest->n_formats++] = PD_FORMATS[i];
    }
}

static pdot_status build(loader *self)
{
    pd_manifest *manifest = self->manifest;
    take_plan(self);
    take_levels(self);
    take_gazetteer(self);
    take_indicators(self);
    manifest->hazards = take_hazards(self, "hazards", self->raw->hazards, self->raw->hazards_count);
    manifest->n_hazards = self->raw->hazards_count;
    manifest->land = take_hazards(self, "land", self->raw->land, self->raw->land_count);
    manifest->n_land = self->raw->land_count;
    take_assets(self);
    take_tables(self);
    take_formats(self);
    return self->has_failed ? PDOT_NOMEM : PDOT_OK;
}

static pdot_status start_manifest(loader *self, const char *path)
{
    self->manifest = pd_alloc(self->ctx, sizeof *self->manifest);
    if (self->manifest == NULL)
        return PDOT_NOMEM;
    const char *slash = strrchr(path, '/');
    const size_t length = slash == NULL ? 1 : (size_t)(slash - path);
    self->manifest->path = text_of(self, path);
    self->manifest->folder =
        slash == path ? text_of(self, "/")
                      : pd_arena_copy(self->ctx, &self->manifest->arena, slash != NULL ? path : ".", length);
    return self->has_failed || self->manifest->folder == NULL ? PDOT_NOMEM : PDOT_OK;
}

pdot_status pd_manifest_load(pdot_ctx *ctx, const char *path, pd_manifest **out)
{
    *out = NULL;
    loader self = {.ctx = ctx};
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pdot_status status = start_manifest(&self, path);
    if (status == PDOT_OK)
        status = read_file(ctx, path, &text);
    if (status == PDOT_OK)
        status = pd_tree_parse(ctx, path, (const unsigned char *)text.data, text.size, &self.tree);
    if (status == PDOT_OK)
        status = pd_manifest_check_keys(ctx, &self.tree, self.manifest->folder);
    if (status == PDOT_OK)
        status = load_raw(&self, &text);
    if (status == PDOT_OK)
        status = pd_manifest_check_rules(ctx, &self.tree, self.raw);
    if (status == PDOT_OK)
        status = build(&self);
    if (status == PDOT_OK) {
        *out = self.manifest;
        self.manifest = NULL;
    }
    free_raw(&self);
    pd_tree_close(&self.tree);
    pd_buffer_release(&text);
    pd_manifest_free(self.manifest);
    return status;
}

void pd_manifest_free(pd_manifest *manifest)
{
    if (manifest == NULL)
        return;
    pd_arena arena = manifest->arena;
    pd_arena_release(&arena);
    pd_free(manifest);
}
