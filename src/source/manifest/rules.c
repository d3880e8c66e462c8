/* The rules between keys of a manifest. One function per section; each looks at one entry. */
#include <string.h>

#include "geo/crs.h"
#include "source/manifest/check.h"
#include "source/table.h"

typedef struct rules {
    pdot_ctx *ctx;
    pd_tree *tree;
    const pd_raw_manifest *raw;
} rules;

/* The node of a key of entry `index` of a section, else the entry itself: where a rule's message points. */
static const yaml_node_t *find_node(const rules *self, const char *section, size_t index, const char *key)
{
    yaml_node_t *list = pd_tree_value(self->tree, pd_tree_root(self->tree), section);
    yaml_node_t *entry = pd_tree_entry(self->tree, list, index);
    yaml_node_t *value = pd_tree_value(self->tree, entry, key);
    return value != NULL ? value : entry;
}

/* Says where in a section's entry a failure is; key NULL: the entry. */
static pdot_status at(const rules *self, const char *section, size_t index, const char *key,
                      pdot_status failure)
{
    return pd_tree_at(self->ctx, self->tree, find_node(self, section, index, key != NULL ? key : ""),
                      failure);
}

static pdot_status check_plan(const rules *self)
{
    const pd_raw_plan *plan = self->raw->plan;
    yaml_node_t *node = pd_tree_value(self->tree, pd_tree_root(self->tree), "plan");
    pd_crs *crs = NULL;
    pdot_status status = pd_crs_new(self->ctx, plan->crs, &crs);
    if (status == PDOT_OK && !pd_crs_is_metric(crs))
        status =
            pd_fail(self->ctx, PDOT_CRS,
                    "plan.crs: %s (%s) is not projected in metres: in Ecuador's mainland write EPSG:32717",
                    plan->crs, pd_crs_name(crs));
    pd_crs_free(crs);
    if (status != PDOT_OK)
        return pd_tree_at(self->ctx, self->tree, pd_tree_value(self->tree, node, "crs"), status);
    if (plan->period != NULL && plan->period[0] > plan->period[1])
        return pd_tree_at(self->ctx, self->tree, pd_tree_value(self->tree, node, "period"),
                          pd_fail(self->ctx, PDOT_SCHEMA, "plan.period: it ends (%d) before it begins (%d)",
                                  plan->period[1], plan->period[0]));
    return PDOT_OK;
}

static pdot_status check_parent(const rules *self, size_t index)
{
    const pd_raw_level *levels = self->raw->territories, *level = &levels[index];
    pd_buffer coarser;
    if (level->parent != NULL && level->parent_code != NULL)
        return at(self, "territories", index, "parent_code",
                  pd_fail(self->ctx, PDOT_SCHEMA,
                          "territories[]: parent: and parent_code: exclude each other: one level for all "
                          "units, or a column "
                          "that names each unit's"));
    if (index == 0 && (level->parent != NULL || level->parent_code != NULL))
        return at(self, "territories", index, level->parent != NULL ? "parent" : "parent_code",
                  pd_fail(self->ctx, PDOT_SCHEMA,
                          "territories[]: the first level is the coarsest and has no parent; list levels "
                          "from coarse to "
                          "fine"));
    if (index > 0 && level->parent == NULL && level->parent_code == NULL)
        return at(self, "territories", index, NULL,
                  pd_fail(self->ctx, PDOT_SCHEMA,
                          "territories[]: level \"%s\" does not say what it lies in: write parent: %s, or "
                          "parent_code: with "
                          "the column that holds the parent's code",
                          level->level, levels[index - 1].level));
    if (level->parent == NULL)
        return PDOT_OK;
    pd_buffer_init(self->ctx, &coarser);
    bool is_known = false;
    for (size_t i = 0; i < index; i++) {
        is_known = is_known || strcmp(levels[i].level, level->parent) == 0;
        pd_buffer_text(&coarser, i > 0 ? ", " : "");
        pd_buffer_text(&coarser, levels[i].level);
    }
    pdot_status status = pd_buffer_status(&coarser);
    if (status == PDOT_OK && !is_known)
        status = at(self, "territories", index, "parent",
                    pd_fail(self->ctx, PDOT_SCHEMA,
                            "territories[].parent: \"%s\" is no coarser level; levels above this one are: %s",
                            level->parent, coarser.data));
    pd_buffer_release(&coarser);
    return status;
}

static pdot_status check_level(const rules *self, size_t index)
{
    const pd_raw_level *levels = self->raw->territories;
    for (size_t i = 0; i < index; i++) {
        if (strcmp(levels[i].level, levels[index].level) == 0)
            return at(self, "territories", index, "level",
                      pd_fail(self->ctx, PDOT_SCHEMA, "territories[].level: \"%s\" is given twice",
                              levels[i].level));
    }
    return check_parent(self, index);
}

/* Exactly one of path, raster, dem. */
static pdot_status check_hazard_source(const rules *self, size_t index)
{
    const pd_raw_hazard *hazard = &self->raw->hazards[index];
    const int given = (hazard->path != NULL) + (hazard->raster != NULL) + (hazard->dem != NULL);
    if (given == 1)
        return PDOT_OK;
    return at(self, "hazards", index, NULL,
              pd_fail(self->ctx, PDOT_SCHEMA,
                      "hazards[]: \"%s\" needs exactly one of path: (a vector layer), raster: (classes as "
                      "cell values), dem: "
                      "(elevation, for slopes); it has %d",
                      hazard->id, given));
}

typedef struct demand {
    bool is_broken;
    const char *key;  /* where to point; NULL: the entry */
    const char *what; /* English literal; %s is the hazard's id */
} demand;

static pdot_status check_demands(const rules *self, const char *section, size_t index, const char *id,
                                 const demand *demands, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (demands[i].is_broken)
            return at(self, section, index, demands[i].key,
                      pd_fail(self->ctx, PDOT_SCHEMA, "%s[]: \"%s\": %s", section, id,
                              pd_translate(self->ctx, demands[i].what)));
    }
    return PDOT_OK;
}

#define DEMANDS(list) (list), sizeof(list) / sizeof *(list)

static pdot_status check_vector_hazard(const rules *self, size_t index)
{
    const pd_raw_hazard *hazard = &self->raw->hazards[index];
    const bool is_buffer = hazard->derive != NULL && strcmp(hazard->derive, "buffer") == 0;
    const demand demands[] = {
        {hazard->derive != NULL && !is_buffer, "derive", N_("slopes are derived of a dem:, not of a layer")},
        {is_buffer && hazard->distance_m == NULL, NULL,
         N_("derive: buffer needs distance_m: with a number of metres")},
        {!is_buffer && hazard->distance_m != NULL, "distance_m", N_("distance_m: goes with derive: buffer")},
        {!is_buffer && hazard->class_column == NULL, NULL,
         N_("class: is missing: the column that holds the grade, often GRADO, NIVEL, SUSCEPTIBI or CLASE")},
        {hazard->class_column != NULL && hazard->classes == NULL, NULL,
         N_("classes: is missing: the table value,rank,high,label,color that ranks the values of the class "
            "column")},
        {hazard->class_column == NULL && hazard->classes != NULL, "classes",
         N_("classes: needs class:, the column it ranks")},
        {hazard->outside == NULL, NULL,
         N_("outside: is missing: what ground outside its features is; allowed are: free (mapped, no "
            "hazard), "
            "no_data")},
    };
    return check_demands(self, "hazards", index, hazard->id, DEMANDS(demands));
}

static pdot_status check_raster_hazard(const rules *self, size_t index)
{
    const pd_raw_hazard *hazard = &self->raw->hazards[index];
    const bool is_dem = hazard->dem != NULL;
    const bool is_slope = hazard->derive != NULL && strncmp(hazard->derive, "slope_", 6) == 0;
    const demand demands[] = {
        {is_dem && !is_slope, "derive",
         N_("an elevation model is no hazard yet: write derive: slope_percent or derive: slope_degrees")},
        {!is_dem && hazard->derive != NULL, "derive",
         N_("a class raster is taken as it is: remove derive:, or write dem:")},
        {hazard->distance_m != NULL, "distance_m", N_("distance_m: goes with derive: buffer of a layer")},
        {hazard->layer != NULL, "layer", N_("layer: goes with path:")},
        {hazard->class_column != NULL, "class",
         N_("class: goes with path:; the cells of a raster are its classes")},
        {hazard->encoding != NULL, "encoding", N_("encoding: goes with path:")},
        {hazard->classes == NULL, NULL,
         N_("classes: is missing: the table value,rank,high,label,color that ranks the cell values")},
        {!is_dem && hazard->outside == NULL, NULL,
         N_("outside: is missing: what ground outside its cells is; allowed are: free (mapped, no hazard), "
            "no_data")},
        {is_dem && hazard->outside != NULL && strcmp(hazard->outside, "no_data") != 0, "outside",
         N_("ground outside an elevation model has no known slope; allowed is: no_data")},
    };
    return check_demands(self, "hazards", index, hazard->id, DEMANDS(demands));
}

static pdot_status check_hazard(const rules *self, size_t index)
{
    const pdot_status status = check_hazard_source(self, index);
    if (status != PDOT_OK)
        return status;
    return self->raw->hazards[index].path != NULL ? check_vector_hazard(self, index)
                                                  : check_raster_hazard(self, index);
}

static pdot_status check_asset(const rules *self, size_t index)
{
    const pd_raw_asset *asset = &self->raw->assets[index];
    const bool is_table = pd_reader_is_table(asset->path);
    const bool counts = strcmp(asset->measure, "count") == 0;
    const demand demands[] = {
        {(asset->x == NULL) != (asset->y == NULL), asset->x != NULL ? "x" : "y", N_("x: and y: go together")},
        {is_table && asset->x == NULL, "path",
         N_("a table has no geometry: name its coordinate columns with x: and y:")},
        {!is_table && asset->x != NULL, "x", N_("x: and y: go with a table; a layer has its own geometry")},
        {asset->x != NULL && asset->crs == NULL, NULL,
         N_("crs: is missing: the system of x and y, for degrees of a GPS EPSG:4326")},
        {asset->x != NULL && !counts, "measure", N_("points have no length; allowed is: count")},
        {asset->weight != NULL && !counts, "weight", N_("weight: goes with measure: count")},
    };
    return check_demands(self, "assets", index, asset->id, DEMANDS(demands));
}

typedef const char *(*id_fn)(const pd_raw_manifest *raw, size_t index);

static const char *hazard_id(const pd_raw_manifest *raw, size_t index)
{
    return raw->hazards[index].id;
}

static const char *land_id(const pd_raw_manifest *raw, size_t index)
{
    return raw->land[index].id;
}

static const char *asset_id(const pd_raw_manifest *raw, size_t index)
{
    return raw->assets[index].id;
}

static const char *indicator_id(const pd_raw_manifest *raw, size_t index)
{
    return raw->indicators[index].id;
}

/* Results of hazards and land layers stand in one table each: their ids share one space. */
static pdot_status check_unique(const rules *self, const char *section, id_fn id, size_t index, id_fn other,
                                size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(other(self->raw, i), id(self->raw, index)) == 0)
            return at(self, section, index, "id",
                      pd_fail(self->ctx, PDOT_SCHEMA, "%s[].id: \"%s\" is given twice: each needs its own",
                              section, id(self->raw, index)));
    }
    return PDOT_OK;
}

static pdot_status check_lists(const rules *self)
{
    const pd_raw_manifest *raw = self->raw;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < raw->territories_count && status == PDOT_OK; i++)
        status = check_level(self, i);
    for (size_t i = 0; i < raw->hazards_count && status == PDOT_OK; i++) {
        status = check_unique(self, "hazards", hazard_id, i, hazard_id, i);
        if (status == PDOT_OK)
            status = check_hazard(self, i);
    }
    for (size_t i = 0; i < raw->land_count && status == PDOT_OK; i++) {
        status = check_unique(self, "land", land_id, i, land_id, i);
        if (status == PDOT_OK)
            status = check_unique(self, "land", land_id, i, hazard_id, raw->hazards_count);
    }
    for (size_t i = 0; i < raw->assets_count && status == PDOT_OK; i++) {
        status = check_unique(self, "assets", asset_id, i, asset_id, i);
        if (status == PDOT_OK)
            status = check_asset(self, i);
    }
    for (size_t i = 0; i < raw->indicators_count && status == PDOT_OK; i++)
        status = check_unique(self, "indicators", indicator_id, i, indicator_id, i);
    return status;
}

static pdot_status at_table(const rules *self, const char *table, const char *key, pdot_status failure)
{
    yaml_node_t *tables = pd_tree_value(self->tree, pd_tree_root(self->tree), "tables");
    yaml_node_t *node = pd_tree_value(self->tree, tables, table);
    yaml_node_t *value = pd_tree_value(self->tree, node, key);
    return pd_tree_at(self->ctx, self->tree, value != NULL ? value : node, failure);
}

/* Records are told apart by id, from each other and from the tables that have a word of their own. */
static pdot_status check_record(const rules *self, size_t index)
{
    static const char *const taken[] = {"declared", "indicators"};
    const pd_raw_tables *tables = self->raw->tables;
    const char *id = tables->records[index].id;
    bool is_taken = false;
    for (size_t i = 0; i < index; i++)
        is_taken = is_taken || strcmp(tables->records[i].id, id) == 0;
    for (const pd_word *word = PD_TABLE_WORDS; word->word != NULL; word++)
        is_taken = is_taken || strcmp(word->word, id) == 0;
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
        is_taken = is_taken || strcmp(taken[i], id) == 0;
    if (!is_taken)
        return PDOT_OK;
    yaml_node_t *all = pd_tree_value(self->tree, pd_tree_root(self->tree), "tables");
    yaml_node_t *entry = pd_tree_entry(self->tree, pd_tree_value(self->tree, all, "records"), index);
    return pd_tree_at(self->ctx, self->tree, pd_tree_value(self->tree, entry, "id"),
                      pd_fail(self->ctx, PDOT_SCHEMA,
                              "tables.records[].id: \"%s\" is the name of another table: each needs its own",
                              id));
}

static pdot_status check_tables(const rules *self)
{
    const pd_raw_tables *tables = self->raw->tables;
    if (tables == NULL)
        return PDOT_OK;
    const pd_raw_table *activities = tables->activities, *works = tables->works, *services = tables->services;
    for (unsigned i = 1; activities != NULL && i < activities->years_count; i++) {
        if (activities->years[i] <= activities->years[i - 1])
            return at_table(self, "activities", "years",
                            pd_fail(self->ctx, PDOT_SCHEMA,
                                    "tables.activities.years: %d after %d: years must rise",
                                    activities->years[i], activities->years[i - 1]));
    }
    if (works != NULL && works->layer != NULL && works->layers != NULL)
        return at_table(
            self, "works", "layers",
            pd_fail(self->ctx, PDOT_SCHEMA, "tables.works: layer: and layers: exclude each other"));
    if (works != NULL && pd_reader_is_table(works->path))
        return at_table(
            self, "works", "path",
            pd_fail(self->ctx, PDOT_SCHEMA, "tables.works: a table has no geometry: name a vector file"));
    if (services != NULL && (services->x == NULL) != (services->y == NULL))
        return at_table(self, "services", services->x != NULL ? "x" : "y",
                        pd_fail(self->ctx, PDOT_SCHEMA, "tables.services: x: and y: go together"));
    if (services != NULL && services->x != NULL && services->crs == NULL)
        return at_table(
            self, "services", "x",
            pd_fail(
                self->ctx, PDOT_SCHEMA,
                "tables.services: crs: is missing: the system of x and y, for degrees of a GPS EPSG:4326"));
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < tables->records_count && status == PDOT_OK; i++)
        status = check_record(self, i);
    return status;
}

pdot_status pd_manifest_check_rules(pdot_ctx *ctx, pd_tree *tree, const pd_raw_manifest *raw)
{
    const rules self = {ctx, tree, raw};
    pdot_status status = check_plan(&self);
    if (status == PDOT_OK)
        status = check_lists(&self);
    if (status == PDOT_OK)
        status = check_tables(&self);
    return status;
}
