/* What the manifest asks for as a list of units of work. Each kind says which of its keys and files it
 * depends on; digests of all that decide what is read again. */
#include "pipeline/import/import.h"

#include <string.h>

/* Raised whenever the same files would be imported otherwise. */
#define LAYOUT 1

/* --- what each kind depends on --- */

static void add_texts(pd_digest *digest, const char *const *texts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pd_digest_text(digest, texts[i]);
}

#define ADD_TEXTS(digest, texts) add_texts(digest, texts, sizeof(texts) / sizeof((texts)[0]))

static const pd_manifest *manifest_of(const pd_import_unit *unit)
{
    return unit->spec;
}

static void describe_territories(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_manifest *manifest = manifest_of(unit);
    for (size_t i = 0; i < manifest->n_levels; i++) {
        const pd_level_spec *spec = &manifest->levels[i];
        const char *const texts[] = {spec->level,    spec->layer,       spec->code,     spec->name,
                                     spec->kind,     spec->parent_code, spec->parent,   spec->crs,
                                     spec->encoding, spec->codes.from,  spec->codes.to, spec->file.written};
        ADD_TEXTS(digest, texts);
        if (spec->close_m > 0)
            pd_digest_number(digest, spec->close_m);
    }
}

static void describe_hazard(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_hazard_spec *spec = unit->spec;
    const char *const texts[] = {spec->id,  spec->title,    spec->layer,  spec->class_column,
                                 spec->crs, spec->encoding, spec->derive, spec->component};
    const bool flags[] = {spec->is_raster,
                          spec->is_dem,
                          spec->outside_is_free,
                          spec->in_summary,
                          unit->is_land,
                          spec->classes.written[0] != '\0',
                          spec->extent.written[0] != '\0'};
    ADD_TEXTS(digest, texts);
    pd_digest_add(digest, flags, sizeof flags);
    pd_digest_number(digest, spec->distance_m);
    if (spec->is_raster || spec->is_dem)
        pd_digest_text(digest, spec->file.path); /* kept in the store: the cells are read later */
}

static void describe_asset(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_asset_spec *spec = unit->spec;
    const char *const texts[] = {spec->id, spec->title, spec->layer,    spec->x,
                                 spec->y,  spec->crs,   spec->encoding, spec->weight};
    ADD_TEXTS(digest, texts);
    pd_digest_number(digest, spec->is_points);
}

static void describe_table(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_table_spec *spec = unit->spec;
    const char *const texts[] = {spec->word, spec->title, spec->layer, spec->activity, spec->year,
                                 spec->x,    spec->y,     spec->crs,   spec->encoding};
    ADD_TEXTS(digest, texts);
    for (size_t i = 0; i < spec->n_layers; i++)
        pd_digest_text(digest, spec->layers[i]);
    for (size_t i = 0; i < spec->n_columns; i++) {
        pd_digest_text(digest, spec->columns[i].word);
        pd_digest_text(digest, spec->columns[i].column);
    }
    for (size_t i = 0; i < spec->n_years; i++)
        pd_digest_number(digest, spec->years[i]);
}

static void describe_indicator(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_indicator_spec *spec = unit->spec;
    const char *const texts[] = {spec->id,   spec->title, spec->code, spec->value,
                                 spec->unit, spec->kind,  spec->layer};
    ADD_TEXTS(digest, texts);
    pd_digest_number(digest, spec->year);
}

static void describe_file(const pd_import_unit *unit, pd_digest *digest)
{
    (void)unit;
    (void)digest; /* the file is all there is */
}

static void describe_plan(const pd_import_unit *unit, pd_digest *digest)
{
    const pd_manifest *manifest = manifest_of(unit);
    pd_digest_text(digest, manifest->plan.title);
    pd_digest_text(digest, manifest->plan.language);
    pd_digest_text(digest, manifest->plan.reporting_date);
    pd_digest_number(digest, manifest->plan.first_year);
    pd_digest_number(digest, manifest->plan.last_year);
    for (size_t i = 0; i < manifest->n_hazards; i++)
        pd_digest_text(digest, manifest->hazards[i].id);
    for (size_t i = 0; i < manifest->n_land; i++)
        pd_digest_text(digest, manifest->land[i].id);
    for (size_t i = 0; i < manifest->n_assets; i++)
        pd_digest_text(digest, manifest->assets[i].id);
    for (size_t i = 0; i < manifest->n_tables; i++)
        for (size_t k = 0; k < manifest->tables[i].n_years; k++)
            pd_digest_number(digest, manifest->tables[i].years[k]);
}

/* --- the list --- */

static pdot_status add_unit(pd_import *import, pd_import_units *units, const char *kind, const char *id,
                            pd_import_unit unit)
{
    pd_buffer name;
    pd_buffer_init(import->ctx, &name);
    pd_buffer_format(&name, "import/%s%s%s", kind, id[0] != '\0' ? "/" : "", id);
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        unit.name = pd_buffer_take(&name);
    pd_buffer_release(&name);
    if (unit.name != NULL && pd_grow(import->ctx, (void **)&units->items, &units->capacity, units->count + 1,
                                     sizeof *units->items)) {
        units->items[units->count++] = unit;
        return PDOT_OK;
    }
    pd_free(unit.name);
    return status != PDOT_OK ? status : PDOT_NOMEM;
}

/* A file of the newest unit; an absent one is none. */
static pdot_status add_file(pd_import *import, pd_import_units *units, const pd_file *file)
{
    pd_import_unit *unit = &units->items[units->count - 1];
    if (file->written[0] == '\0')
        return PDOT_OK;
    if (!pd_grow(import->ctx, (void **)&unit->files, &unit->file_capacity, unit->n_files + 1,
                 sizeof *unit->files))
        return PDOT_NOMEM;
    unit->files[unit->n_files++] = file;
    return PDOT_OK;
}

static pdot_status list_territories(pd_import *import, pd_import_units *units)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status =
        add_unit(import, units, "territories", "",
                 (pd_import_unit){
                     .spec = manifest, .describe = describe_territories, .read = pd_import_read_territories});
    for (size_t i = 0; i < manifest->n_levels && status == PDOT_OK; i++) {
        status = add_file(import, units, &manifest->levels[i].file);
        if (status == PDOT_OK)
            status = add_file(import, units, &manifest->levels[i].codes.file);
    }
    return status;
}

static pdot_status list_gazetteer(pd_import *import, pd_import_units *units)
{
    const pd_manifest *manifest = import->manifest;
    const struct {
        const char *word;
        const pd_file *file;
        pd_import_fn read;
    } parts[] = {{"zones", &manifest->zones, pd_import_read_zones},
                 {"places", &manifest->places, pd_import_read_places},
                 {"actors", &manifest->actors, pd_import_read_actors},
                 {"decisions", &manifest->decisions, pd_import_read_decisions}};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == PDOT_OK; i++) {
        if (parts[i].file->written[0] == '\0')
            continue;
        status = add_unit(
            import, units, "gazetteer", parts[i].word,
            (pd_import_unit){.spec = parts[i].file, .describe = describe_file, .read = parts[i].read});
        if (status == PDOT_OK)
            status = add_file(import, units, parts[i].file);
    }
    return status;
}

static pdot_status list_hazards(pd_import *import, pd_import_units *units, const pd_hazard_spec *specs,
                                size_t n, bool is_land)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < n && status == PDOT_OK; i++) {
        status = add_unit(import, units, is_land ? "land" : "hazards", specs[i].id,
                          (pd_import_unit){.spec = &specs[i],
                                           .describe = describe_hazard,
                                           .read = pd_import_read_hazard,
                                           .position = (int32_t)i,
                                           .is_land = is_land});
        if (status == PDOT_OK)
            status = add_file(import, units, &specs[i].file);
        if (status == PDOT_OK)
            status = add_file(import, units, &specs[i].classes);
        if (status == PDOT_OK)
            status = add_file(import, units, &specs[i].extent);
    }
    return status;
}

static pdot_status list_assets(pd_import *import, pd_import_units *units)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < manifest->n_assets && status == PDOT_OK; i++) {
        status = add_unit(import, units, "assets", manifest->assets[i].id,
                          (pd_import_unit){.spec = &manifest->assets[i],
                                           .describe = describe_asset,
                                           .read = pd_import_read_asset,
                                           .position = (int32_t)i});
        if (status == PDOT_OK)
            status = add_file(import, units, &manifest->assets[i].file);
    }
    return status;
}

static pd_import_fn table_reader(const char *word)
{
    static const struct {
        const char *word;
        pd_import_fn read;
    } readers[] = {{"diagnosis", pd_import_read_problems},
                   {"activities", pd_import_read_activities},
                   {"works", pd_import_read_works}};
    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++)
        if (strcmp(readers[i].word, word) == 0)
            return readers[i].read;
    return pd_import_read_records;
}

static pdot_status list_tables(pd_import *import, pd_import_units *units)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < manifest->n_tables && status == PDOT_OK; i++) {
        const pd_table_spec *spec = &manifest->tables[i];
        if (spec->file.written[0] == '\0')
            continue;
        status = add_unit(
            import, units, "tables", spec->word,
            (pd_import_unit){.spec = spec, .describe = describe_table, .read = table_reader(spec->word)});
        if (status == PDOT_OK)
            status = add_file(import, units, &spec->file);
    }
    return status;
}

static pdot_status list_indicators(pd_import *import, pd_import_units *units)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < manifest->n_indicators && status == PDOT_OK; i++) {
        status = add_unit(import, units, "indicators", manifest->indicators[i].id,
                          (pd_import_unit){.spec = &manifest->indicators[i],
                                           .describe = describe_indicator,
                                           .read = pd_import_read_indicator});
        if (status == PDOT_OK)
            status = add_file(import, units, &manifest->indicators[i].file);
    }
    if (status != PDOT_OK || manifest->declared.written[0] == '\0')
        return status;
    status = add_unit(import, units, "declared", "",
                      (pd_import_unit){.spec = &manifest->declared,
                                       .describe = describe_file,
                                       .read = pd_import_read_declared});
    return status == PDOT_OK ? add_file(import, units, &manifest->declared) : status;
}

/* --- digests --- */

static pdot_status sign(pd_import *import, pd_import_unit *unit)
{
    pd_digest *digest = NULL;
    pdot_status status = pd_digest_new(import->ctx, &digest);
    if (status != PDOT_OK)
        return status;
    pd_digest_number(digest, LAYOUT);
    pd_digest_text(digest, unit->name);
    pd_digest_text(digest, pd_crs_wkt(import->crs));
    pd_digest_text(digest, import->run->language); /* findings are stored as sentences */
    unit->describe(unit, digest);
    for (size_t i = 0; i < unit->n_files && status == PDOT_OK; i++)
        status = pd_import_add_digest(import, unit->files[i], digest);
    if (status == PDOT_OK)
        status = pd_digest_end(import->ctx, digest, unit->digest);
    pd_digest_free(digest);
    return status;
}

pdot_status pd_import_list(pd_import *import, pd_import_units *out)
{
    const pd_manifest *manifest = import->manifest;
    pdot_status status = list_territories(import, out);
    if (status == PDOT_OK)
        status = list_gazetteer(import, out);
    if (status == PDOT_OK)
        status = list_hazards(import, out, manifest->hazards, manifest->n_hazards, false);
    if (status == PDOT_OK)
        status = list_hazards(import, out, manifest->land, manifest->n_land, true);
    if (status == PDOT_OK)
        status = list_assets(import, out);
    if (status == PDOT_OK)
        status = list_tables(import, out);
    if (status == PDOT_OK)
        status = list_indicators(import, out);
    if (status == PDOT_OK) /* last: it gives the others their order */
        status = add_unit(
            import, out, "plan", "",
            (pd_import_unit){.spec = manifest, .describe = describe_plan, .read = pd_import_read_plan});
    for (size_t i = 0; i < out->count && status == PDOT_OK; i++)
        status = sign(import, &out->items[i]);
    return status;
}

void pd_import_units_release(pd_import_units *units)
{
    for (size_t i = 0; i < units->count; i++) {
        pd_free(units->items[i].name);
        pd_free(units->items[i].files);
    }
    pd_free(units->items);
    *units = (pd_import_units){0};
}
