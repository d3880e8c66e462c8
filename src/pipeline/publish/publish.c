/* The export stage: every stored result table goes once, row by row, to the writers of all wanted formats,
 * into a folder that takes the place of the old delivery when it is complete. It is fresh while no unit of
 * work of the stages before it, no option and no format has changed, and the delivery is still there. */
#include "pipeline/publish/publish.h"

#include <string.h>

#include "base/digest.h"
#include "export/folder.h"
#include "export/selfcheck/selfcheck.h"
#include "geo/crs.h"
#include "pipeline/coverage/coverage.h"
#include "pipeline/publish/ground.h"
#include "pipeline/publish/places.h"
#include "pipeline/publish/sources.h"

#define UNIT        "export"
#define FOLDER      "entrega"
#define MAX_FORMATS 16

/* Changes whenever the writers would make other bytes of the same results. */
#define LAYOUT "1"

typedef struct press {
    pdot_ctx *ctx;
    pd_run *run;
    pdot_plan *plan;
    pd_crs *crs;
    pd_buffer lineage, credit, undrawn;
    bool *is_drawn; /* per hazard: layer amenazas has ground of it */
    char *folder;   /* being built */
    pd_delivery delivery;
    const pd_format *formats[MAX_FORMATS];
    pd_writer *writers[MAX_FORMATS];
    size_t n_formats;
    pd_published *tables;
    size_t n_tables, capacity;
    pd_arena arena;
} press;

/* ---- freshness */

static pdot_status add_units(pdot_ctx *ctx, pd_store *store, pd_digest *digest)
{
    char *names = NULL;
    size_t n = 0;
    pdot_status status = pd_store_unit_list(ctx, store, "", &names, &n);
    const char *name = names;
    for (size_t i = 0; status == PDOT_OK && i < n; i++, name += strlen(name) + 1) {
        char *value = NULL;
        if (strcmp(name, UNIT) == 0)
            continue;
        status = pd_store_unit_load(ctx, store, name, &value);
        pd_digest_text(digest, name);
        pd_digest_text(digest, value);
        pd_free(value);
    }
    pd_free(names);
    return status;
}

static void add_options(const pd_run *run, pd_digest *digest)
{
    const pd_plan_spec *plan = &run->manifest->plan;
    const char *const texts[] = {LAYOUT,   PDOT_VERSION, run->name, run->language,
                                 plan->id, plan->title,  plan->crs};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        pd_digest_text(digest, texts[i]);
    pd_digest_number(digest, plan->first_year);
    pd_digest_number(digest, plan->last_year);
    for (size_t i = 0; i < run->manifest->n_formats; i++)
        pd_digest_text(digest, run->manifest->formats[i]);
}

static pdot_status compute_unit(pdot_ctx *ctx, const pd_run *run, char out[PD_DIGEST_SIZE])
{
    pd_digest *digest = NULL;
    pdot_status status = pd_digest_new(ctx, &digest);
    if (status == PDOT_OK)
        status = add_units(ctx, run->store, digest);
    if (status == PDOT_OK) {
        add_options(run, digest);
        status = pd_digest_end(ctx, digest, out);
    }
    pd_digest_free(digest);
    return status;
}

static pdot_status check_fresh(pdot_ctx *ctx, const pd_run *run, const char *unit, bool *is_fresh)
{
    char *stored = NULL;
    bool is_whole = false;
    pdot_status status = pd_store_unit_load(ctx, run->store, UNIT, &stored);
    if (status == PDOT_OK)
        status = pd_folder_is_whole(ctx, run->out_dir, FOLDER, &is_whole);
    *is_fresh = status == PDOT_OK && is_whole && stored != NULL && strcmp(stored, unit) == 0;
    pd_free(stored);
    return status;
}

/* ---- writing */

/* What this build can write, for messages: "gpkg, geojson, csv". */
static void add_format_names(pd_buffer *out)
{
    for (int i = 0; pd_format_at(i) != NULL; i++)
        pd_buffer_format(out, "%s%s", i > 0 ? ", " : "", pd_format_at(i)->name);
}

static pdot_status fail_format(pdot_ctx *ctx, const pd_run *run, const char *name)
{
    const pd_place place = {.file = run->manifest->path, .field = "delivery.formats"};
    pd_buffer known;
    pd_buffer_init(ctx, &known);
    add_format_names(&known);
    const pdot_status status = pd_fail_at(
        ctx, PDOT_SCHEMA, &place, "%s: delivery.formats: this pdot cannot write \"%s\"; it writes: %s",
        run->manifest->path, name, known.data);
    pd_buffer_release(&known);
    return status;
}

static pdot_status find_formats(press *self)
{
    const pd_manifest *manifest = self->run->manifest;
    for (size_t i = 0; i < manifest->n_formats; i++) {
        const pd_format *format = pd_format_find(manifest->formats[i]);
        if (format == NULL)
            return fail_format(self->ctx, self->run, manifest->formats[i]);
        bool is_new = true;
        for (size_t j = 0; j < self->n_formats; j++)
            is_new = is_new && self->formats[j] != format;
        PD_ASSERT(self->n_formats < MAX_FORMATS);
        if (is_new)
            self->formats[self->n_formats++] = format;
    }
    return PDOT_OK;
}

static pdot_status begin(press *self)
{
    pdot_ctx *ctx = self->ctx;
    const pd_run *run = self->run;
    pdot_status status = pd_store_load_plan(ctx, run->store, &self->plan);
    if (status == PDOT_OK)
        status = pd_crs_new(ctx, self->plan->crs, &self->crs);
    if (status == PDOT_OK) {
        pd_notes_lineage(run, self->plan, &self->lineage);
        pd_notes_credit(run, self->plan, &self->credit);
        status = pd_buffer_status(&self->lineage);
    }
    if (status == PDOT_OK) {
        status = pd_buffer_status(&self->credit);
    }
    if (status == PDOT_OK) {
        self->is_drawn =
            pd_arena_alloc(ctx, &self->arena, ((size_t)self->plan->n_hazards + 1) * sizeof *self->is_drawn);
        status = self->is_drawn != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    if (status == PDOT_OK)
        status = pd_folder_begin(ctx, run->out_dir, FOLDER, &self->folder);
    if (status != PDOT_OK)
        return status;
    self->delivery = (pd_delivery){.folder = self->folder,
                                   .name = run->name,
                                   .language = run->language,
                                   .plan = self->plan,
                                   .epsg = pd_crs_epsg(self->crs),
                                   .crs_wkt = pd_crs_wkt(self->crs),
                                   .lineage = self->lineage.data,
                                   .credit = self->credit.data};
    for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
        status = self->formats[i]->open(ctx, &self->delivery, &self->writers[i]);
    return status;
}

static void note_drawn(press *self, const pd_table *table, const pd_row *row)
{
    const int32_t column = strcmp(table->name, "amenazas") == 0 ? pd_table_column(table, "amenaza") : PD_NONE;
    const int32_t at = column != PD_NONE && row->values[column].kind == PD_VALUE_TEXT
                           ? pdot_plan_find_hazard(self->plan, row->values[column].as.text)
                           : PD_NONE;
    if (at != PD_NONE)
        self->is_drawn[at] = true;
}

/* The rasters too fine to be polygons of the layer: "Pendiente, Altura". */
static void name_undrawn(press *self)
{
    for (int32_t i = 0; i < self->plan->n_hazards; i++) {
        const pd_hazard *hazard = &self->plan->hazards[i];
        if (!hazard->is_land && pd_cover_is_raster(hazard) && !self->is_drawn[i])
            pd_buffer_format(&self->undrawn, "%s%s", self->undrawn.size > 0 ? ", " : "", hazard->title);
    }
}

static pdot_status put_rows(press *self, pd_result_reader *reader, pd_published *published)
{
    const pd_row *row = NULL;
    pdot_status status = pd_result_next(self->ctx, reader, &row);
    while (status == PDOT_OK && row != NULL) {
        for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
            status = self->formats[i]->put_row(self->ctx, self->writers[i], row);
        published->n_rows++;
        note_drawn(self, pd_result_table(reader), row);
        if (status == PDOT_OK)
            status = pd_progress(self->ctx, "export", self->n_tables, 0);
        if (status == PDOT_OK)
            status = pd_result_next(self->ctx, reader, &row);
    }
    return status;
}

static pdot_status publish_table(press *self, pd_result_reader *reader)
{
    pdot_ctx *ctx = self->ctx;
    const pd_table *table = pd_result_table(reader);
    if (!pd_grow(ctx, (void **)&self->tables, &self->capacity, self->n_tables + 1, sizeof *self->tables))
        return PDOT_NOMEM;
    pd_published *published = &self->tables[self->n_tables++];
    *published =
        (pd_published){.name = pd_arena_strdup(ctx, &self->arena, table->name),
                       .title = pd_arena_strdup(ctx, &self->arena, pd_table_title(&self->delivery, table)),
                       .about = pd_arena_strdup(ctx, &self->arena, pd_table_about(&self->delivery, table)),
                       .geometry = table->geometry};
    if (published->name == NULL || published->title == NULL || published->about == NULL)
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
        status = self->formats[i]->begin_table(ctx, self->writers[i], table);
    if (status == PDOT_OK)
        status = put_rows(self, reader, published);
    for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
        status = self->formats[i]->end_table(ctx, self->writers[i]);
    return status;
}

/* All tables that some stage has stored, in the order of the catalogue. */
static pdot_status publish_tables(press *self)
{
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; status == PDOT_OK && pd_table_at(i) != NULL; i++) {
        pd_result_reader *reader = NULL;
        status = pd_result_open_shapes(self->ctx, self->run->store, pd_table_at(i)->name, &reader);
        if (status == PDOT_NOTFOUND) {
            pd_clear_error(self->ctx);
            status = PDOT_OK;
            continue;
        }
        if (status == PDOT_OK)
            status = publish_table(self, reader);
        pd_result_close(reader);
    }
    return status;
}

/* What was written is opened again before it is shown. */
static pdot_status check(press *self)
{
    pd_selfcheck_table *tables =
        pd_arena_alloc(self->ctx, &self->arena, (self->n_tables + 1) * sizeof *tables);
    if (tables == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < self->n_tables; i++)
        tables[i] =
            (pd_selfcheck_table){self->tables[i].name, self->tables[i].n_rows, self->tables[i].geometry};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
        if (self->formats[i]->check != NULL)
            status = self->formats[i]->check(self->ctx, &self->delivery, tables, self->n_tables);
    return status;
}

static pdot_status complete(press *self)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; status == PDOT_OK && i < self->n_formats; i++)
        status = self->formats[i]->finish(self->ctx, self->writers[i]);
    if (status == PDOT_OK)
        status = check(self);
    name_undrawn(self);
    if (status == PDOT_OK)
        status = pd_buffer_status(&self->undrawn);
    const pd_notes notes = {self->run, &self->delivery, self->tables, self->n_tables, self->undrawn.data};
    if (status == PDOT_OK)
        status = pd_notes_provenance(self->ctx, &notes);
    if (status == PDOT_OK)
        status = pd_notes_readme(self->ctx, &notes);
    if (status == PDOT_OK)
        status = pd_folder_sum(self->ctx, self->folder);
    return status == PDOT_OK ? pd_progress(self->ctx, "export", 1, 1) : status;
}

static void release(press *self)
{
    for (size_t i = 0; i < self->n_formats; i++)
        self->formats[i]->close(self->writers[i]);
    pd_crs_free(self->crs);
    pdot_plan_free(self->plan);
    pd_buffer_release(&self->lineage);
    pd_buffer_release(&self->credit);
    pd_buffer_release(&self->undrawn);
    pd_free(self->folder);
    pd_free(self->tables);
    pd_arena_release(&self->arena);
}

static pdot_status remember(pdot_ctx *ctx, pd_store *store, const char *unit)
{
    pdot_status status = pd_store_begin(ctx, store);
    if (status == PDOT_OK)
        status = pd_store_unit_put(ctx, store, UNIT, unit);
    if (status == PDOT_OK)
        return pd_store_commit(ctx, store);
    pd_store_rollback(store);
    return status;
}

static pdot_status publish(press *self)
{
    pdot_status status = begin(self);
    if (status == PDOT_OK)
        status = publish_tables(self);
    if (status == PDOT_OK)
        status = complete(self);
    if (status == PDOT_OK)
        status = pd_folder_swap(self->ctx, self->run->out_dir, FOLDER);
    if (status != PDOT_OK) {
        for (size_t i = 0; i < self->n_formats; i++) {
            self->formats[i]->close(self->writers[i]); /* open files first, then their folder */
            self->writers[i] = NULL;
        }
        pd_folder_abandon(self->ctx, self->folder);
    }
    return status;
}

pdot_status pd_stage_export(pdot_ctx *ctx, pd_run *run, bool force, pd_outcome *outcome)
{
    char unit[PD_DIGEST_SIZE];
    bool is_fresh = false;
    press self = {.ctx = ctx, .run = run};
    pd_buffer_init(ctx, &self.lineage);
    pd_buffer_init(ctx, &self.credit);
    pd_buffer_init(ctx, &self.undrawn);
    pdot_status status = find_formats(&self);
    if (status == PDOT_OK)
        status = pd_places_bring(ctx, run);
    if (status == PDOT_OK)
        status = pd_sources_bring(ctx, run);
    if (status == PDOT_OK)
        status = pd_ground_layer_bring(ctx, run);
    if (status == PDOT_OK)
        status = compute_unit(ctx, run, unit);
    if (status == PDOT_OK)
        status = check_fresh(ctx, run, unit, &is_fresh);
    if (status == PDOT_OK && (force || !is_fresh)) {
        status = publish(&self);
        if (status == PDOT_OK)
            status = remember(ctx, run->store, unit);
        outcome->did_work = status == PDOT_OK;
        pd_buffer_format(&outcome->notes, pd_translate(ctx, "%zu tables in %zu formats"), self.n_tables,
                         self.n_formats);
        if (self.undrawn.size > 0)
            pd_buffer_format(&outcome->notes, pd_translate(ctx, "; too fine to draw as polygons: %s"),
                             self.undrawn.data);
    }
    release(&self);
    return status;
}
