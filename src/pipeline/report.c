/* The report of a run: its stages, the findings the store keeps, the files of the delivery. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "pipeline/engine.h"

/* pdot_report first, so that the public pointer is the private one. */
typedef struct report_owner {
    pdot_report report;
    pd_arena arena;
    pd_findings findings;
    size_t output_capacity;
} report_owner;

void pdot_report_free(pdot_report *report)
{
    if (report == NULL)
        return;
    report_owner *owner = (report_owner *)report;
    pd_findings_release(&owner->findings);
    pd_free(report->outputs);
    pd_arena_release(&owner->arena);
    pd_free(owner);
}

static pdot_status add_output(pdot_ctx *ctx, report_owner *owner, const char *path)
{
    pdot_report *report = &owner->report;
    const char *copy = pd_arena_strdup(ctx, &owner->arena, path);
    if (copy == NULL || !pd_grow(ctx, (void **)&report->outputs, &owner->output_capacity,
                                 report->n_outputs + 1, sizeof *report->outputs))
        return PDOT_NOMEM;
    report->outputs[report->n_outputs++] = copy;
    return PDOT_OK;
}

/* The files below out_dir/folder, as paths from out_dir. */
static pdot_status list_files(pdot_ctx *ctx, report_owner *owner, const char *out_dir, const char *folder)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/%s", out_dir, folder);
    DIR *handle = opendir(path.data);
    pdot_status status = PDOT_OK;
    if (handle == NULL)
        status = errno == ENOENT
                     ? PDOT_OK
                     : pd_fail(ctx, PDOT_IO, "%s: cannot be listed: %s.", path.data, strerror(errno));
    for (struct dirent *entry = NULL;
         status == PDOT_OK && handle != NULL && (entry = readdir(handle)) != NULL;) {
        struct stat info;
        if (entry->d_name[0] == '.')
            continue;
        pd_buffer_clear(&path);
        pd_buffer_format(&path, "%s/%s/%s", out_dir, folder, entry->d_name);
        const bool is_there = pd_buffer_status(&path) == PDOT_OK && stat(path.data, &info) == 0;
        const char *from_out = path.data + strlen(out_dir) + 1;
        if (is_there && S_ISDIR(info.st_mode))
            status = list_files(ctx, owner, out_dir, from_out);
        else if (is_there)
            status = add_output(ctx, owner, from_out);
    }
    if (handle != NULL)
        closedir(handle);
    pd_buffer_release(&path);
    return status;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void count_findings(pdot_report *report, const pd_findings *findings)
{
    report->findings = findings->items;
    report->n_findings = findings->count;
    for (size_t i = 0; i < findings->count; i++) {
        report->n_errors += findings->items[i].severity == PDOT_SEVERITY_ERROR;
        report->n_reviews += findings->items[i].severity == PDOT_SEVERITY_REVIEW;
        report->n_infos += findings->items[i].severity == PDOT_SEVERITY_INFO;
    }
}

pdot_status pd_report_new(pdot_ctx *ctx, const pd_run *run, bool with_outputs, pdot_report **out)
{
    *out = NULL;
    report_owner *owner = pd_alloc(ctx, sizeof *owner);
    if (owner == NULL)
        return PDOT_NOMEM;
    pd_findings_init(ctx, &owner->findings);
    pdot_report *report = &owner->report;
    report->out_dir = pd_arena_strdup(ctx, &owner->arena, run != NULL ? run->out_dir : "");
    pdot_status status = report->out_dir != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK && run != NULL)
        status = pd_store_load_findings(ctx, run->store, &owner->findings);
    if (status == PDOT_OK && run != NULL && with_outputs)
        status = list_files(ctx, owner, run->out_dir, "entrega");
    if (status != PDOT_OK) {
        pdot_report_free(report);
        return status;
    }
    count_findings(report, &owner->findings);
    if (report->n_outputs > 1)
        qsort(report->outputs, report->n_outputs, sizeof *report->outputs, compare_text);
    *out = report;
    return PDOT_OK;
}

pdot_status pd_report_add_stage(pdot_ctx *ctx, pdot_report *report, const char *name, bool is_fresh,
                                double seconds, const char *notes)
{
    report_owner *owner = (report_owner *)report;
    PD_ASSERT(report->n_stages < PDOT_STAGE_COUNT);
    const char *copy = pd_arena_strdup(ctx, &owner->arena, notes);
    if (copy == NULL)
        return PDOT_NOMEM;
    report->stages[report->n_stages++] = (pdot_stage_report){name, is_fresh, seconds, copy};
    return PDOT_OK;
}
