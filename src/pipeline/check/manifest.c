/* The lines of a manifest that would read a layer or table. */
#include <ctype.h>
#include <string.h>

#include "base/fold.h"
#include "pipeline/check/check.h"

/* A plain scalar if nothing in it could mean something else in YAML, otherwise double-quoted. */
static void put_scalar(pd_buffer *out, const char *text)
{
    bool is_plain = isalpha((unsigned char)text[0]) != 0 || text[0] == '/' || text[0] == '.';
    for (const char *c = text; *c != '\0' && is_plain; c++)
        is_plain = isalnum((unsigned char)*c) || strchr("_./-:", *c) != NULL;
    static const char *const words[] = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"};
    for (size_t i = 0; i < sizeof words / sizeof *words && is_plain; i++)
        is_plain = strcmp(text, words[i]) != 0;
    if (is_plain && text[strlen(text) - 1] != ':' && strstr(text, ": ") == NULL) {
        pd_buffer_text(out, text);
        return;
    }
    pd_buffer_byte(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            pd_buffer_byte(out, '\\');
        if ((unsigned char)*c < ' ')
            pd_buffer_format(out, "\\x%02x", (unsigned)(unsigned char)*c);
        else
            pd_buffer_byte(out, *c);
    }
    pd_buffer_byte(out, '"');
}

static void put_key(pd_buffer *out, const char *key, const char *value)
{
    if (value == NULL || value[0] == '\0')
        return;
    pd_buffer_format(out, ", %s: ", key);
    put_scalar(out, value);
}

static const char *column_of(const pd_inspected_layer *layer, int32_t index)
{
    return index >= 0 ? layer->facts.columns[index].name : NULL;
}

/* An id from the layer's or the file's name: lower-case letters, digits, underscores. */
static pdot_status put_id(pdot_ctx *ctx, pd_buffer *out, const pd_inspection *inspection,
                          const pd_inspected_layer *layer)
{
    const char *slash = strrchr(inspection->path, '/');
    const char *name = layer->facts.name[0] != '\0' ? layer->facts.name
                       : slash != NULL              ? slash + 1
                                                    : inspection->path;
    char *folded = NULL;
    const pdot_status status = pd_fold_text(ctx, name, &folded);
    if (status != PDOT_OK) { /* a name that is no text */
        pd_clear_error(ctx);
        pd_buffer_text(out, "capa");
        return PDOT_OK;
    }
    const char *dot = layer->facts.name[0] == '\0' ? strrchr(folded, '.') : NULL;
    size_t n = 0;
    for (const char *c = folded; *c != '\0' && c != dot; c++)
        if (isalnum((unsigned char)*c) && (n > 0 || isalpha((unsigned char)*c))) {
            pd_buffer_byte(out, *c);
            n++;
        } else if (n > 0 && out->data[out->size - 1] != '_') {
            pd_buffer_byte(out, '_');
        }
    if (n == 0)
        pd_buffer_text(out, "capa");
    pd_free(folded);
    return PDOT_OK;
}

static void put_source(pd_buffer *out, const pd_inspection *inspection, const pd_inspected_layer *layer,
                       const char *crs_to_write)
{
    put_key(out, "path", inspection->path);
    if (inspection->n_layers > 1)
        put_key(out, "layer", layer->facts.name);
    put_key(out, "crs", crs_to_write);
    const bool is_settled = strcmp(layer->facts.encoding_used, "UTF-8") == 0;
    for (size_t i = 0; i < layer->symptoms.count && !is_settled; i++)
        if (strcmp(layer->symptoms.items[i].code, "encoding_undeclared") == 0) {
            put_key(out, "encoding", layer->facts.encoding_used);
            break;
        }
}

/* The level that codes of so many digits name. */
static const char *level_of(const pd_inspected_layer *layer)
{
    const pd_column_facts *code = &layer->columns.items[layer->roles.code];
    const uint64_t provinces = code->digits[1] + code->digits[2], cantons = code->digits[3] + code->digits[4];
    if (2 * provinces > code->filled)
        return "provincia";
    return 2 * cantons > code->filled ? "canton" : "parroquia";
}

static const char *first_figure(const pd_inspected_layer *layer)
{
    for (size_t i = 0; i < layer->columns.count; i++) {
        const pd_column_facts *column = &layer->columns.items[i];
        const bool is_figure = column->filled > 0 && column->with_letters == 0 &&
                               layer->facts.columns[i].role[0] == '\0' && strcmp(column->type, "date") != 0;
        if (is_figure)
            return column->name;
    }
    return NULL;
}

static pdot_status put_polygons(pdot_ctx *ctx, pd_buffer *out, const pd_inspection *inspection,
                                const pd_inspected_layer *layer, const char *crs_to_write)
{
    const pd_column_roles *roles = &layer->roles;
    if (roles->class_column >= 0) {
        pd_buffer_text(out, "hazards:\n  - {id: ");
        const pdot_status status = put_id(ctx, out, inspection, layer);
        put_key(out, "title", layer->facts.name);
        put_source(out, inspection, layer, crs_to_write);
        put_key(out, "class", column_of(layer, roles->class_column));
        pd_buffer_text(out, ", classes: clases.csv, outside: no_data}\n");
        return status;
    }
    if (roles->code < 0 && roles->name < 0)
        return PDOT_OK;
    pd_buffer_format(out, "territories:\n  - {level: %s", roles->code >= 0 ? level_of(layer) : "parroquia");
    put_source(out, inspection, layer, crs_to_write);
    put_key(out, "code", column_of(layer, roles->code >= 0 ? roles->code : roles->name));
    put_key(out, "name", column_of(layer, roles->name >= 0 ? roles->name : roles->code));
    pd_buffer_text(out, "}\n");
    return PDOT_OK;
}

static pdot_status put_asset(pdot_ctx *ctx, pd_buffer *out, const pd_inspection *inspection,
                             const pd_inspected_layer *layer, const char *crs_to_write, const char *measure)
{
    pd_buffer_text(out, "assets:\n  - {id: ");
    const pdot_status status = put_id(ctx, out, inspection, layer);
    put_key(out, "title", layer->facts.name);
    put_source(out, inspection, layer, crs_to_write);
    put_key(out, "x", column_of(layer, layer->roles.x));
    put_key(out, "y", column_of(layer, layer->roles.y));
    put_key(out, "measure", measure);
    pd_buffer_text(out, "}\n");
    return status;
}

static pdot_status put_table(pdot_ctx *ctx, pd_buffer *out, const pd_inspection *inspection,
                             const pd_inspected_layer *layer)
{
    if (layer->roles.x >= 0)
        return put_asset(ctx, out, inspection, layer, "EPSG:4326", "count");
    const char *value = first_figure(layer);
    if (layer->roles.code < 0 || value == NULL)
        return PDOT_OK;
    pd_buffer_text(out, "indicators:\n  - {id: ");
    const pdot_status status = put_id(ctx, out, inspection, layer);
    put_key(out, "title", value);
    put_source(out, inspection, layer, NULL);
    put_key(out, "code", column_of(layer, layer->roles.code));
    put_key(out, "value", value);
    pd_buffer_text(out, "}\n");
    return status;
}

/* Few whole numbers are classes; anything else is taken for heights. */
static pdot_status put_raster(pdot_ctx *ctx, pd_buffer *out, const pd_inspection *inspection,
                              const pd_inspected_layer *layer, const char *crs_to_write)
{
    pd_buffer_text(out, "hazards:\n  - {id: ");
    const pdot_status status = put_id(ctx, out, inspection, layer);
    put_key(out, layer->may_be_classes ? "raster" : "dem", inspection->path);
    put_key(out, "crs", crs_to_write);
    pd_buffer_text(out, layer->may_be_classes
                            ? ", classes: clases.csv, outside: no_data}\n"
                            : ", derive: slope_percent, classes: pendientes.csv, outside: no_data}\n");
    return status;
}

pdot_status pd_check_manifest(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer,
                              const char *crs_to_write)
{
    pd_buffer out;
    pd_buffer_init(ctx, &out);
    pdot_status status = PDOT_OK;
    const bool has_no_place = !layer->is_table && layer->crs == NULL && crs_to_write == NULL;
    if (layer->facts.features == 0 || has_no_place)
        status = PDOT_OK; /* to be mended first */
    else if (layer->is_raster)
        status = put_raster(ctx, &out, inspection, layer, crs_to_write);
    else if (layer->is_table)
        status = put_table(ctx, &out, inspection, layer);
    else if (layer->dimension == 2)
        status = put_polygons(ctx, &out, inspection, layer, crs_to_write);
    else if (layer->dimension >= 0)
        status =
            put_asset(ctx, &out, inspection, layer, crs_to_write, layer->dimension == 1 ? "length" : "count");
    if (status == PDOT_OK)
        status = pd_buffer_status(&out);
    if (status == PDOT_OK) {
        layer->facts.manifest = pd_arena_strdup(ctx, &inspection->arena, out.data);
        status = layer->facts.manifest != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    pd_buffer_release(&out);
    return status;
}
