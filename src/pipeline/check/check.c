/* The check of files: facts, place, boundaries, joins, manifest lines; one entry for each file. */
#include "pipeline/check/check.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

#define MOST_JOBS 256

/* pdot_check_report first, so that the public pointer is the private one. */
typedef struct report_owner {
    pdot_check_report report;
    pdot_check_file *files;
    pd_inspection **inspections; /* NULL for a file that cannot be read */
    size_t n_inspections;
    pd_arena arena;
} report_owner;

void pdot_check_report_free(pdot_check_report *report)
{
    if (report == NULL)
        return;
    report_owner *owner = (report_owner *)report;
    for (size_t i = 0; i < owner->n_inspections; i++)
        pd_inspection_free(owner->inspections[i]);
    pd_free(owner->inspections);
    pd_free(owner->files);
    pd_arena_release(&owner->arena);
    pd_free(owner);
}

/* ---- known territories */

static int compare_codes(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static pdot_status list_codes(pdot_ctx *ctx, pd_check_known *known)
{
    const int32_t column = known->layer->roles.code;
    if (column < 0)
        return PDOT_OK;
    const pd_column_facts *facts = &known->layer->columns.items[column];
    known->codes = pd_alloc_array(ctx, facts->n_values + 1, sizeof *known->codes);
    if (known->codes == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < facts->n_values; i++)
        known->codes[known->n_codes++] = facts->values[i].text;
    if (known->n_codes > 0)
        qsort(known->codes, known->n_codes, sizeof *known->codes, compare_codes);
    return PDOT_OK;
}

pdot_status pd_check_known_open(pdot_ctx *ctx, const char *path, pd_check_known *out)
{
    *out = (pd_check_known){.inspection = NULL};
    pdot_status status = pd_inspect(ctx, path, &out->inspection);
    for (size_t i = 0; status == PDOT_OK && i < out->inspection->n_layers && out->layer == NULL; i++) {
        const pd_inspected_layer *layer = &out->inspection->layers[i];
        if (layer->n_polygons > 0 && layer->crs != NULL)
            out->layer = layer;
    }
    if (status == PDOT_OK && out->layer == NULL)
        return pd_fail_at(ctx, PDOT_ARG, &(pd_place){.file = path},
                          "\"%s\" is no layer of known territories: it needs polygons and a declared CRS.",
                          path);
    if (status == PDOT_OK)
        status = pd_known_new(ctx, &out->layer->shapes, out->layer->crs, &out->ground);
    return status == PDOT_OK ? list_codes(ctx, out) : status;
}

void pd_check_known_close(pd_check_known *known)
{
    pd_known_free(known->ground);
    pd_free(known->codes);
    pd_inspection_free(known->inspection);
    *known = (pd_check_known){.inspection = NULL};
}

/* ---- one file */

/* What to write as crs: only where the layer itself says nothing. */
static const char *crs_to_write(const pd_inspected_layer *layer, const char *crs)
{
    return layer->crs == NULL ? crs : NULL;
}

static pdot_status check_layer(pdot_ctx *ctx, pd_inspection *inspection, pd_inspected_layer *layer,
                               const pd_check_known *known, const pdot_check_options *options)
{
    const char *crs = NULL;
    pdot_status status = pd_check_place(ctx, inspection, layer, known->ground, &crs);
    if (status == PDOT_OK)
        status = pd_check_boundary(ctx, layer, crs, options);
    if (status == PDOT_OK)
        status = pd_columns_join(&layer->columns, layer->roles.code, known->codes, known->n_codes,
                                 &layer->symptoms);
    if (status == PDOT_OK)
        status = pd_check_manifest(ctx, inspection, layer, crs_to_write(layer, crs));
    if (status == PDOT_OK)
        status = layer->symptoms.status;
    pd_symptoms_sort(&layer->symptoms);
    layer->facts.findings = layer->symptoms.items;
    layer->facts.n_findings = layer->symptoms.count;
    return status;
}

static pdot_status publish_layers(pdot_ctx *ctx, pd_inspection *inspection, pdot_check_file *file)
{
    pdot_check_layer *layers =
        pd_arena_alloc(ctx, &inspection->arena, (inspection->n_layers + 1) * sizeof *layers);
    if (layers == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < inspection->n_layers; i++)
        layers[i] = inspection->layers[i].facts;
    file->driver = inspection->driver;
    file->layers = layers;
    file->n_layers = inspection->n_layers;
    return PDOT_OK;
}

/* Failures that speak of the file and not of the call. */
static bool is_about_the_file(pdot_status status)
{
    return status != PDOT_OK && status != PDOT_NOMEM && status != PDOT_CANCELLED && status != PDOT_INTERNAL &&
           status != PDOT_ARG;
}

static pdot_status note_unreadable(pdot_ctx *ctx, report_owner *owner, pdot_status why, pdot_check_file *file)
{
    file->status = why;
    file->message = pd_arena_strdup(ctx, &owner->arena, pdot_ctx_error(ctx)->message);
    file->layers = NULL;
    file->n_layers = 0;
    pd_clear_error(ctx);
    return file->message != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status check_file(pdot_ctx *ctx, report_owner *owner, size_t index, const char *path,
                              const pd_check_known *known, const pdot_check_options *options)
{
    pdot_check_file *file = &owner->files[index];
    pd_inspection **inspection = &owner->inspections[index];
    *file = (pdot_check_file){.path = pd_arena_strdup(ctx, &owner->arena, path), .driver = "", .message = ""};
    if (file->path == NULL)
        return PDOT_NOMEM;
    pdot_status status = pd_inspect(ctx, path, inspection);
    for (size_t i = 0; status == PDOT_OK && i < (*inspection)->n_layers; i++)
        status = check_layer(ctx, *inspection, &(*inspection)->layers[i], known, options);
    if (status == PDOT_OK)
        status = publish_layers(ctx, *inspection, file);
    return is_about_the_file(status) ? note_unreadable(ctx, owner, status, file) : status;
}

static void count_findings(pdot_check_report *report)
{
    for (size_t f = 0; f < report->n_files; f++) {
        const pdot_check_file *file = &report->files[f];
        report->n_errors += file->status != PDOT_OK;
        for (size_t l = 0; l < file->n_layers; l++)
            for (size_t i = 0; i < file->layers[l].n_findings; i++) {
                const pdot_severity severity = file->layers[l].findings[i].severity;
                *(severity == PDOT_SEVERITY_ERROR    ? &report->n_errors
                  : severity == PDOT_SEVERITY_REVIEW ? &report->n_reviews
                                                     : &report->n_infos) += 1;
            }
    }
    report->would_stop = report->n_errors > 0;
}

static pdot_status check_options(pdot_ctx *ctx, const pdot_check_options *options)
{
    if (options->version != PDOT_CHECK_OPTIONS_VERSION)
        return pd_fail(ctx, PDOT_ARG, "Options of version %d are not known.", options->version);
    if (options->jobs < 0 || options->jobs > MOST_JOBS)
        return pd_fail(ctx, PDOT_ARG, "Number of jobs %d is not between 0 and %d.", options->jobs, MOST_JOBS);
    if (!(options->sliver_width_m >= 0))
        return pd_fail(ctx, PDOT_ARG, "The width of slivers is a number of metres, 0 or more.");
    return PDOT_OK;
}

pdot_status pdot_check(pdot_ctx *ctx, const char *const *paths, size_t n_paths,
                       const pdot_check_options *options, pdot_check_report **out)
{
    static const pdot_check_options DEFAULTS = PDOT_CHECK_OPTIONS_INIT;
    const pdot_check_options *how = options != NULL ? options : &DEFAULTS;
    *out = NULL;
    pd_clear_error(ctx);
    report_owner *owner = pd_alloc(ctx, sizeof *owner);
    if (owner == NULL)
        return PDOT_NOMEM;
    owner->files = pd_alloc_array(ctx, n_paths + 1, sizeof *owner->files);
    owner->inspections = pd_alloc_array(ctx, n_paths + 1, sizeof(pd_inspection *));
    pd_check_known known = {.inspection = NULL};
    pdot_status status =
        owner->files != NULL && owner->inspections != NULL ? check_options(ctx, how) : PDOT_NOMEM;
    if (status == PDOT_OK && how->against != NULL)
        status = pd_check_known_open(ctx, how->against, &known);
    for (size_t i = 0; i < n_paths && status == PDOT_OK; i++) {
        owner->n_inspections = i + 1;
        status = check_file(ctx, owner, i, paths[i], &known, how);
    }
    pd_check_known_close(&known);
    if (status == PDOT_OK) {
        owner->report.files = owner->files;
        owner->report.n_files = n_paths;
        count_findings(&owner->report);
        *out = &owner->report;
        owner = NULL;
    }
    pdot_check_report_free(owner != NULL ? &owner->report : NULL);
    return status;
}
