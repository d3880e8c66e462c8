/* A plan drawn in a temporary folder: squares of kilometres in UTM 17S, a manifest, and a store to import
 * into. Squares are named by the column and row of their lower left corner, in kilometres from E 700, N 9550.
 */
#ifndef PD_TEST_IMPORT_FIXTURE_H
#define PD_TEST_IMPORT_FIXTURE_H

#include "support.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "geo/crs.h"
#include "pipeline/stage.h"

#define CRS_MEMBER "\"crs\": {\"type\": \"name\", \"properties\": {\"name\": \"EPSG:32717\"}}, "

typedef struct fixture {
    pdot_ctx *ctx;
    char folder[64];
    pd_manifest *manifest;
    pd_store *store;
    pd_run run;
    char store_path[512];
    pd_outcome outcome;
} fixture;

static inline const char *path_of(const fixture *f, const char *name)
{
    static char path[4][400]; /* good for four names in one call */
    static int next;
    next = (next + 1) % 4;
    snprintf(path[next], sizeof path[next], "%s/%s", f->folder, name);
    return path[next];
}

static inline void write_file(const fixture *f, const char *name, const char *text)
{
    FILE *file = fopen(path_of(f, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

/* A GeoJSON layer of rectangles. Each row: properties as JSON members, then x, y, width, height in
 * kilometres. */
typedef struct drawn {
    const char *properties;
    double x, y, width, height;
} drawn;

static inline void write_layer(const fixture *f, const char *name, const drawn *rows, size_t n)
{
    FILE *file = fopen(path_of(f, name), "w");
    assert_non_null(file);
    fprintf(file, "{\"type\": \"FeatureCollection\", " CRS_MEMBER "\"features\": [");
    for (size_t i = 0; i < n; i++) {
        const double west = 700000 + 1000 * rows[i].x;
        const double south = 9550000 + 1000 * rows[i].y;
        const double east = west + 1000 * rows[i].width;
        const double north = south + 1000 * rows[i].height;
        fprintf(file,
                "%s{\"type\": \"Feature\", \"properties\": {%s}, \"geometry\": {\"type\": \"Polygon\", "
                "\"coordinates\": [[[%.0f, %.0f], [%.0f, %.0f], [%.0f, %.0f], [%.0f, %.0f], [%.0f, %.0f]]]}}",
                i > 0 ? ",\n" : "\n", rows[i].properties, west, south, east, south, east, north, west, north,
                west, south);
    }
    fputs("]}\n", file);
    fclose(file);
}

#define WRITE_LAYER(f, name, ...)                                                                            \
    write_layer(f, name, (const drawn[]){__VA_ARGS__}, sizeof((const drawn[]){__VA_ARGS__}) / sizeof(drawn))

static inline int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    f->ctx = pdot_ctx_new();
    snprintf(f->folder, sizeof f->folder, "/tmp/pdot-import-XXXXXX");
    *state = f;
    return f->ctx == NULL || mkdtemp(f->folder) == NULL;
}

static inline void close_plan(fixture *f)
{
    pd_buffer_release(&f->outcome.notes);
    pd_store_close(f->store);
    pd_manifest_free(f->manifest);
    f->store = NULL;
    f->manifest = NULL;
}

static inline int tear_down(void **state)
{
    fixture *f = *state;
    close_plan(f);
    DIR *folder = opendir(f->folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        if (entry->d_name[0] != '.')
            unlink(path_of(f, entry->d_name));
    closedir(folder);
    assert_int_equal(rmdir(f->folder), 0);
    pdot_ctx_free(f->ctx);
    free(f);
    return 0;
}

/* Opens the manifest and its store anew. */
static inline void open_plan(fixture *f)
{
    pd_crs *crs = NULL;
    close_plan(f);
    pd_buffer_init(f->ctx, &f->outcome.notes);
    assert_ok(f->ctx, pd_manifest_load(f->ctx, path_of(f, "plan.yaml"), &f->manifest));
    assert_ok(f->ctx, pd_crs_new(f->ctx, f->manifest->plan.crs, &crs));
    const pd_store_identity identity = {f->manifest->plan.id, f->manifest->plan.crs, pd_crs_epsg(crs),
                                        pd_crs_wkt(crs)};
    const pdot_status status = pd_store_open(f->ctx, path_of(f, "plan.sqlite"), &identity, &f->store);
    pd_crs_free(crs);
    assert_ok(f->ctx, status);
    (void)snprintf(f->store_path, sizeof f->store_path, "%s", path_of(f, "plan.sqlite"));
    f->run = (pd_run){.manifest = f->manifest,
                      .store_path = f->store_path,
                      .out_dir = f->folder,
                      .language = "es",
                      .name = "x",
                      .jobs = 1,
                      .store = f->store};
}

/* Imports what plan.yaml says now; the notes are of this import. */
static inline pdot_status import_again(fixture *f)
{
    open_plan(f);
    f->outcome.did_work = false;
    return pd_stage_import(f->ctx, &f->run, false, &f->outcome);
}

static inline pdot_plan *load_plan(fixture *f)
{
    pdot_plan *plan = NULL;
    assert_ok(f->ctx, pd_store_load_plan(f->ctx, f->store, &plan));
    return plan;
}

/* The first finding of a rule, or NULL; ended with the findings. */
static inline const pdot_finding *find_finding(const pd_findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(findings->items[i].rule, rule) == 0)
            return &findings->items[i];
    return NULL;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
