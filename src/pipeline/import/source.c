/* Opening what the manifest names: the source row in the store, layers and tables with the place of what is
 * being read. */
#include "pipeline/import/import.h"

#include <string.h>

#include "source/names.h"

static const char *join_role(pd_import *import, const char *role, const char *id)
{
    pd_buffer text;
    pd_buffer_init(import->ctx, &text);
    pd_buffer_text(&text, role);
    pd_buffer_text(&text, id[0] != '\0' ? "/" : "");
    pd_buffer_text(&text, id);
    const char *copy =
        pd_buffer_status(&text) == PDOT_OK ? pd_arena_strdup(import->ctx, &import->arena, text.data) : NULL;
    pd_buffer_release(&text);
    return copy;
}

pdot_status pd_import_begin_source(pd_import *import, const char *role, const char *id, const pd_file *file,
                                   const char *layer, pd_source *source)
{
    const pd_import_file *found = NULL;
    pdot_status status = pd_import_find_file(import, file->path, &found);
    if (status != PDOT_OK)
        return status;
    *source = (pd_source){.role = join_role(import, role, id),
                          .path = file->written,
                          .layer = layer,
                          .sha256 = pd_arena_strdup(import->ctx, &import->arena, found->sha256),
                          .crs = "",
                          .operation = "",
                          .encoding = ""};
    if (source->role == NULL || source->sha256 == NULL)
        return PDOT_NOMEM;
    return pd_store_put_source(import->ctx, import->store, import->unit, source, &source->id);
}

pdot_status pd_import_end_source(pd_import *import, const pd_source *source)
{
    return pd_store_update_source(import->ctx, import->store, source->id, source);
}

pdot_status pd_import_progress(pd_import *import, int64_t done, int64_t total)
{
    const double share = total > 0 && done <= total ? (double)done / (double)total : 0;
    const uint64_t at = import->bytes_done + (uint64_t)(share * (double)import->bytes_unit);
    return pd_progress(import->ctx, "import", at, import->bytes_total);
}

/* --- layers --- */

pdot_status pd_import_open_layer(pd_import *import, const char *role, const char *id, const pd_file *file,
                                 const pd_vector_options *options, pd_import_layer *out)
{
    *out = (pd_import_layer){.place = {.file = file->path, .layer = options->layer}};
    pdot_status status = pd_import_begin_source(import, role, id, file, options->layer, &out->source);
    if (status == PDOT_OK)
        status = pd_locate(
            import->ctx,
            pd_vector_open(import->ctx, file->path, options, import->crs, &import->findings, &out->vector),
            &out->place);
    if (status != PDOT_OK)
        return status;
    const pd_vector_info *info = pd_vector_get_info(out->vector);
    out->place.layer =
        pd_arena_strdup(import->ctx, &import->arena, info->layer); /* units outlive the layer */
    if (out->place.layer == NULL)
        return PDOT_NOMEM;
    out->source.crs = info->crs;
    out->source.operation = info->operation;
    out->source.accuracy_m = info->accuracy_m;
    out->source.encoding = info->encoding;
    return PDOT_OK;
}

pdot_status pd_import_next_feature(pd_import *import, pd_import_layer *layer,
                                   const pd_vector_feature **feature)
{
    *feature = NULL;
    pdot_status status =
        pd_import_progress(import, layer->source.rows, pd_vector_get_info(layer->vector)->features);
    if (status == PDOT_OK)
        status = pd_locate(import->ctx, pd_vector_next(import->ctx, layer->vector, feature), &layer->place);
    if (status == PDOT_OK && *feature != NULL) {
        layer->source.rows++;
        layer->place.row = (*feature)->id;
        layer->place.is_feature = true;
    }
    return status;
}

pdot_status pd_import_end_layer(pd_import *import, pd_import_layer *layer)
{
    const pd_place place = {.file = layer->place.file, .layer = layer->place.layer};
    if (layer->source.rows == 0)
        return pd_locate(
            import->ctx,
            pd_fail(import->ctx, PDOT_SCHEMA,
                    "the layer holds no feature that can be used: name another one, or leave this entry "
                    "out of the manifest"),
            &place);
    return pd_import_end_source(import, &layer->source);
}

void pd_import_close_layer(pd_import_layer *layer)
{
    pd_vector_close(layer->vector);
    layer->vector = NULL;
}

/* --- tables --- */

pdot_status pd_import_open_table(pd_import *import, const char *role, const char *id, const pd_file *file,
                                 const char *layer, const char *encoding, pd_import_table *out)
{
    *out = (pd_import_table){.place = {.file = file->path, .layer = layer}};
    pdot_status status = pd_import_begin_source(import, role, id, file, layer, &out->source);
    if (status == PDOT_OK)
        status = pd_locate(
            import->ctx,
            pd_reader_open(import->ctx, file->path, layer, encoding, &import->findings, &out->reader),
            &out->place);
    if (status == PDOT_OK)
        out->source.encoding = pd_reader_encoding(out->reader);
    return status;
}

/* -1: none of that name; -2: several but for case, accents and blanks. */
static pdot_status look_for(pd_import *import, const pd_reader *reader, const char *name, int32_t *out)
{
    const int32_t n = pd_reader_n_columns(reader);
    const char **names = pd_alloc_array(import->ctx, (size_t)n, sizeof *names);
    if (names == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < n; i++)
        names[i] = pd_reader_column(reader, i);
    *out = pd_names_find(import->ctx, name, names, (size_t)n);
    pd_free(names);
    return PDOT_OK;
}

pdot_status pd_import_column(pd_import *import, const pd_import_table *table, const char *name,
                             bool is_required, int32_t *out)
{
    *out = PD_NONE;
    int32_t found = 0;
    const pdot_status status = is_required ? PDOT_OK : look_for(import, table->reader, name, &found);
    if (status != PDOT_OK || found == -1)
        return status;
    return pd_locate(import->ctx, pd_reader_find(import->ctx, table->reader, name, out), &table->place);
}

pdot_status pd_import_next_row(pd_import *import, pd_import_table *table)
{
    const pd_place place = {.file = table->place.file, .layer = table->place.layer};
    table->cells = NULL;
    pdot_status status = pd_import_progress(import, 0, 0);
    if (status == PDOT_OK)
        status =
            pd_locate(import->ctx,
                      pd_reader_next(import->ctx, table->reader, &table->cells, &table->place.row), &place);
    if (status == PDOT_OK && table->cells != NULL)
        table->source.rows++;
    return status;
}

const char *pd_import_cell(pd_import *import, const pd_import_table *table, int32_t column)
{
    if (column == PD_NONE)
        return "";
    const char *cell = table->cells[column];
    while (*cell == ' ' || *cell == '\t')
        cell++;
    size_t length = strlen(cell);
    while (length > 0 && (cell[length - 1] == ' ' || cell[length - 1] == '\t'))
        length--;
    return pd_arena_copy(import->ctx, &import->arena, cell, length);
}

pdot_status pd_import_end_table(pd_import *import, pd_import_table *table)
{
    return pd_import_end_source(import, &table->source);
}

void pd_import_close_table(pd_import_table *table)
{
    pd_reader_close(table->reader);
    table->reader = NULL;
}
