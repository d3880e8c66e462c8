/* Opening and closing a plan: manifest, options with their defaults, plan CRS, output folder, store. */
#include "pipeline/engine.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/parallel.h"

#define MAX_JOBS 256

static const char *join(pdot_ctx *ctx, pd_arena *arena, const char *folder, const char *name)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/%s", folder, name);
    const char *out = pd_buffer_status(&path) == PDOT_OK ? pd_arena_strdup(ctx, arena, path.data) : NULL;
    pd_buffer_release(&path);
    return out;
}

/* Makes the folder and those above it. */
static pdot_status make_folder(pdot_ctx *ctx, const char *folder)
{
    char *path = pd_strdup(ctx, folder);
    if (path == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (char *cut = path + 1; status == PDOT_OK; cut++) {
        if (*cut != '/' && *cut != '\0')
            continue;
        const char kept = *cut;
        *cut = '\0';
        if (mkdir(path, 0777) != 0 && errno != EEXIST)
            status = pd_fail_at(ctx, PDOT_IO, &(pd_place){.file = folder},
                                "%s: the output folder cannot be made: %s.", folder, strerror(errno));
        *cut = kept;
        if (kept == '\0')
            break;
    }
    struct stat info;
    if (status == PDOT_OK && (stat(folder, &info) != 0 || !S_ISDIR(info.st_mode)))
        status = pd_fail_at(ctx, PDOT_IO, &(pd_place){.file = folder},
                            "%s: is not a folder; choose another with --out.", folder);
    pd_free(path);
    return status;
}

static pdot_status check_language(pdot_ctx *ctx, const char *language)
{
    if (strcmp(language, "es") == 0 || strcmp(language, "en") == 0)
        return PDOT_OK;
    return pd_fail(ctx, PDOT_ARG, "Language \"%s\" is not known; allowed: es, en.", language);
}

/* A name becomes file names: no folders, nothing hidden. */
static pdot_status check_name(pdot_ctx *ctx, const char *name)
{
    const bool is_bad = name[0] == '\0' || name[0] == '.' || strchr(name, '/') != NULL || strlen(name) > 100;
    return is_bad ? pd_fail(ctx, PDOT_ARG, "\"%s\" cannot be a file name for the delivery.", name) : PDOT_OK;
}

static pdot_status resolve_options(pdot_ctx *ctx, pdot_engine *engine, const pdot_options *options)
{
    const pd_plan_spec *plan = &engine->manifest->plan;
    pd_run *run = &engine->run;
    if (options->version != PDOT_OPTIONS_VERSION)
        return pd_fail(ctx, PDOT_ARG, "Options of version %d are not known.", options->version);
    if (options->jobs < 0 || options->jobs > MAX_JOBS)
        return pd_fail(ctx, PDOT_ARG, "Number of jobs %d is not between 0 and %d.", options->jobs, MAX_JOBS);
    run->manifest = engine->manifest;
    run->jobs = options->jobs > 0 ? options->jobs : pd_cores();
    run->language =
        pd_arena_strdup(ctx, &engine->arena, options->language != NULL ? options->language : plan->language);
    run->name = pd_arena_strdup(ctx, &engine->arena, options->name != NULL ? options->name : plan->id);
    run->out_dir = options->out_dir != NULL ? pd_arena_strdup(ctx, &engine->arena, options->out_dir) : NULL;
    if (run->language == NULL || run->name == NULL)
        return PDOT_NOMEM;
    if (options->out_dir == NULL) {
        pd_buffer folder;
        pd_buffer_init(ctx, &folder);
        pd_buffer_format(&folder, "pdot-%s", plan->id);
        run->out_dir = pd_arena_strdup(ctx, &engine->arena, folder.data);
        pd_buffer_release(&folder);
    }
    if (run->out_dir == NULL ||
        (run->store_path = join(ctx, &engine->arena, run->out_dir, "plan.sqlite")) == NULL)
        return PDOT_NOMEM;
    const pdot_status status = check_language(ctx, run->language);
    return status == PDOT_OK ? check_name(ctx, run->name) : status;
}

static pdot_status open_crs(pdot_ctx *ctx, pdot_engine *engine)
{
    const pd_place place = {.file = engine->manifest->path, .field = "plan.crs"};
    const pdot_status status = pd_crs_new(ctx, engine->manifest->plan.crs, &engine->crs);
    if (status == PDOT_OK && !pd_crs_is_metric(engine->crs))
        return pd_fail_at(ctx, PDOT_CRS, &place,
                          "%s: plan.crs is \"%s\" (%s); the plan needs a projected CRS in metres, for most "
                          "of Ecuador EPSG:32717.",
                          engine->manifest->path, engine->manifest->plan.crs, pd_crs_name(engine->crs));
    return status;
}

static pdot_status open_store(pdot_ctx *ctx, pdot_engine *engine)
{
    const pd_store_identity identity = {.plan_id = engine->manifest->plan.id,
                                        .crs = engine->manifest->plan.crs,
                                        .srid = pd_crs_epsg(engine->crs),
                                        .crs_wkt = pd_crs_wkt(engine->crs)};
    const pdot_status status = make_folder(ctx, engine->run.out_dir);
    return status == PDOT_OK ? pd_store_open(ctx, engine->run.store_path, &identity, &engine->run.store)
                             : status;
}

void pdot_engine_own_process(void)
{
    pd_store_set_up();
}

pdot_status pdot_engine_open(pdot_ctx *ctx, const char *manifest, const pdot_options *options,
                             pdot_engine **out)
{
    static const pdot_options DEFAULTS = PDOT_OPTIONS_INIT;
    *out = NULL;
    pd_clear_error(ctx);
    pdot_engine *engine = pd_alloc(ctx, sizeof *engine);
    if (engine == NULL)
        return PDOT_NOMEM;
    pdot_status status = pd_manifest_load(ctx, manifest, &engine->manifest);
    if (status == PDOT_OK)
        status = resolve_options(ctx, engine, options != NULL ? options : &DEFAULTS);
    if (status == PDOT_OK)
        status = open_crs(ctx, engine);
    if (status == PDOT_OK)
        status = open_store(ctx, engine);
    if (status == PDOT_OK) {
        *out = engine;
        engine = NULL;
    }
    pdot_engine_close(engine);
    return status;
}

void pdot_engine_close(pdot_engine *engine)
{
    if (engine == NULL)
        return;
    pd_store_close(engine->run.store);
    pd_crs_free(engine->crs);
    pd_manifest_free(engine->manifest);
    pd_arena_release(&engine->arena);
    pd_free(engine);
}

const char *pdot_engine_language(const pdot_engine *engine)
{
    return engine->run.language;
}
