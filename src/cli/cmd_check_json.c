/* check: the report as one JSON object. A figure that does not apply is null. Texts of a file that are not
 * UTF-8 never come here: the library has decoded or dropped them. Paths may hold any byte: they are escaped
 * byte by byte. */
#include <math.h>

#include "cli/cmd_check.h"

static json_t *text(const char *value)
{
    json_t *string = json_string(value);
    return string != NULL ? string : json_string_nocheck("");
}

static json_t *real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *whole(uint64_t value)
{
    return json_integer((json_int_t)value);
}

/* A path may hold any byte but NUL; JSON holds Unicode: bytes that are no UTF-8 are shown as \xNN. */
static json_t *path_text(const char *path)
{
    json_t *plain = json_string(path);
    if (plain != NULL)
        return plain;
    static const char HEX[] = "0123456789ABCDEF";
    char shown[4 * 1024 + 1];
    size_t n = 0;
    for (; *path != '\0' && n + 4 < sizeof shown; path++) {
        const unsigned char byte = (unsigned char)*path;
        if (byte < 0x80) {
            shown[n++] = *path;
            continue;
        }
        shown[n++] = '\\';
        shown[n++] = 'x';
        shown[n++] = HEX[byte >> 4];
        shown[n++] = HEX[byte & 15];
    }
    shown[n] = '\0';
    return json_string(shown);
}

static json_t *candidate_json(const pdot_check_candidate *one)
{
    return json_pack("{s:i, s:o, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "rank", one->rank, "epsg",
                     whole((uint64_t)one->epsg), "crs", text(one->crs), "name", text(one->name), "swapped",
                     one->is_swapped, "shift_e_m", real(one->shift_e_m), "shift_n_m", real(one->shift_n_m),
                     "inside_ratio", real(one->inside_ratio), "distance_m", real(one->distance_m),
                     "residual_e_m", real(one->residual_e_m), "residual_n_m", real(one->residual_n_m));
}

static json_t *crs_json(const pdot_check_layer *layer)
{
    json_t *candidates = json_array();
    for (size_t i = 0; i < layer->n_candidates; i++)
        json_array_append_new(candidates, candidate_json(&layer->candidates[i]));
    return json_pack("{s:o, s:o}", "declared",
                     layer->crs_declared[0] != '\0' ? text(layer->crs_declared) : json_null(), "candidates",
                     candidates);
}

static json_t *finding_json(const pdot_check_finding *finding)
{
    static const char *const SEVERITIES[] = {"info", "review", "error"};
    json_t *examples = json_array();
    for (size_t i = 0; i < finding->n_examples; i++)
        json_array_append_new(examples, text(finding->examples[i]));
    return json_pack("{s:s, s:s, s:o, s:o, s:o, s:o}", "code", finding->code, "severity",
                     SEVERITIES[finding->severity], "count", whole(finding->count), "area_ha",
                     real(finding->area_ha), "message", text(finding->message), "examples", examples);
}

static json_t *column_json(const pdot_check_column *column)
{
    json_t *values = json_array();
    for (size_t i = 0; i < column->n_values; i++) {
        const pdot_check_value *value = &column->values[i];
        json_array_append_new(values, json_pack("{s:o, s:o, s:o}", "value", text(value->text), "count",
                                                whole(value->count), "rank",
                                                value->rank >= 0 ? json_integer(value->rank) : json_null()));
    }
    return json_pack("{s:o, s:s, s:s, s:s, s:o, s:o, s:b, s:o}", "name", text(column->name), "type",
                     column->type, "role", column->role, "decimal", column->decimal, "filled",
                     whole(column->filled), "distinct", whole(column->distinct), "distinct_complete",
                     column->is_distinct_counted, "values", values);
}

static json_t *extent_json(const pdot_check_layer *layer)
{
    if (isnan(layer->min_x))
        return json_null();
    return json_pack("[o, o, o, o]", real(layer->min_x), real(layer->min_y), real(layer->max_x),
                     real(layer->max_y));
}

static json_t *layer_json(const pdot_check_layer *layer)
{
    json_t *columns = json_array(), *findings = json_array();
    for (size_t i = 0; i < layer->n_columns; i++)
        json_array_append_new(columns, column_json(&layer->columns[i]));
    for (size_t i = 0; i < layer->n_findings; i++)
        json_array_append_new(findings, finding_json(&layer->findings[i]));
    json_t *encoding =
        json_pack("{s:o, s:o, s:o}", "declared",
                  layer->encoding_declared[0] != '\0' ? text(layer->encoding_declared) : json_null(), "used",
                  text(layer->encoding_used), "evidence", text(layer->encoding_evidence));
    return json_pack(
        "{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "name", text(layer->name), "features",
        whole(layer->features), "geometry", text(layer->geometry), "values",
        isnan(layer->least) ? json_null() : json_pack("[o, o]", real(layer->least), real(layer->most)),
        "extent", extent_json(layer), "encoding", encoding, "separator", text(layer->separator), "crs",
        crs_json(layer), "columns", columns, "findings", findings, "manifest", text(layer->manifest));
}

static json_t *file_json(const pdot_check_file *file)
{
    json_t *layers = json_array();
    for (size_t i = 0; i < file->n_layers; i++)
        json_array_append_new(layers, layer_json(&file->layers[i]));
    json_t *object = json_pack("{s:o, s:o, s:o}", "path", path_text(file->path), "driver", text(file->driver),
                               "layers", layers);
    if (file->status != PDOT_OK)
        json_object_set_new(object, "error",
                            json_pack("{s:s, s:o}", "code", pdot_status_name(file->status), "message",
                                      path_text(file->message)));
    return object;
}

void cli_check_print_json(const pdot_check_report *report)
{
    json_t *files = json_array();
    for (size_t i = 0; i < report->n_files; i++)
        json_array_append_new(files, file_json(&report->files[i]));
    cli_print_json(json_pack("{s:o}", "files", files));
}
