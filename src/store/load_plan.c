/* The snapshot out of the store: rows in a stable order become arrays in the plan's arena, ids become
 * indexes. */
#include "store/sql.h"

#include <string.h>

#include "base/limits.h"
#include "base/number.h"

typedef struct loader {
    pdot_ctx *ctx;
    pd_store *store;
    pdot_plan *plan;
    pdot_status status;   /* sticky: first failure to copy a text */
    int64_t *source_ids;  /* in the store, of plan->sources */
    const char **parents; /* code of each territory's parent, or NULL */
} loader;

typedef void (*read_fn)(loader *l, const pd_bind *bind, void *items, int32_t index);

static const char *text(loader *l, const pd_bind *bind, int column)
{
    const char *copy = pd_column_copy(l->ctx, &l->plan->arena, bind, column);
    if (copy == NULL)
        l->status = PDOT_NOMEM;
    return copy;
}

static int64_t integer(const pd_bind *bind, int column)
{
    return sqlite3_column_int64(bind->statement, column);
}

static int32_t small(const pd_bind *bind, int column)
{
    return sqlite3_column_int(bind->statement, column);
}

static double real(const pd_bind *bind, int column)
{
    return sqlite3_column_double(bind->statement, column);
}

static bool is_null(const pd_bind *bind, int column)
{
    return sqlite3_column_type(bind->statement, column) == SQLITE_NULL;
}

/* Index of a source by its id in the store. */
static int32_t find_source(const loader *l, int64_t id)
{
    for (int32_t i = 0; i < l->plan->n_sources; i++)
        if (l->source_ids[i] == id)
            return i;
    return PD_NONE;
}

static pd_origin origin(const loader *l, const pd_bind *bind)
{
    return (pd_origin){find_source(l, integer(bind, 0)), integer(bind, 1)};
}

/* The rows of a statement; its first parameter, if any, is `key`. count_sql gives how many there are. */
static pdot_status load_rows(loader *l, const char *count_sql, const char *rows_sql, size_t size,
                             read_fn read, void **items, int32_t *count)
{
    int64_t expected = 0;
    pd_bind bind = {0};
    bool has_row = true;
    int32_t index = 0;
    pdot_status status = pd_sql_integer(l->ctx, l->store, count_sql, &expected);
    if (status == PDOT_OK)
        status = pd_sql_prepare(l->ctx, l->store, rows_sql, &bind);
    if (status == PDOT_OK &&
        (*items = pd_arena_alloc(l->ctx, &l->plan->arena, (size_t)(expected + 1) * size)) == NULL)
        status = PDOT_NOMEM;
    while (status == PDOT_OK && has_row) {
        status = pd_sql_step(l->ctx, l->store, &bind, &has_row);
        if (status != PDOT_OK || !has_row)
            break;
        if (index == expected) { /* index and table of a damaged store disagree */
            status = pd_sql_fail(l->ctx, l->store, SQLITE_CORRUPT);
            break;
        }
        read(l, &bind, *items, index++);
        status = l->status;
    }
    *count = index;
    pd_sql_end(&bind);
    return status;
}

static void read_source(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    pd_source *to = (pd_source *)items + index;
    *to = (pd_source){.id = integer(bind, 0),
                      .role = text(l, bind, 1),
                      .path = text(l, bind, 2),
                      .layer = text(l, bind, 3),
                      .sha256 = text(l, bind, 4),
                      .crs = text(l, bind, 5),
                      .operation = text(l, bind, 6),
                      .accuracy_m = real(bind, 7),
                      .encoding = text(l, bind, 8),
                      .rows = integer(bind, 9)};
}

static pdot_status load_sources(loader *l)
{
    void *items = NULL;
    const pdot_status status =
        load_rows(l, "SELECT count(*) FROM source",
                  "SELECT id, role, path, layer, sha256, crs, operation, accuracy_m, encoding, row_count "
                  "FROM source ORDER BY role, path, layer, id",
                  sizeof(pd_source), read_source, &items, &l->plan->n_sources);
    l->plan->sources = items;
    if (status != PDOT_OK)
        return status;
    l->source_ids = pd_alloc_array(l->ctx, (size_t)l->plan->n_sources, sizeof *l->source_ids);
    if (l->source_ids == NULL)
        return PDOT_NOMEM;
    for (int32_t i = 0; i < l->plan->n_sources; i++)
        l->source_ids[i] = l->plan->sources[i].id;
    return PDOT_OK;
}

static void read_level(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_level *)items)[index].name = text(l, bind, 0);
}

static void read_territory(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    pd_territory *to = (pd_territory *)items + index;
    *to = (pd_territory){.origin = origin(l, bind),
                         .code = text(l, bind, 2),
                         .name = text(l, bind, 3),
                         .kind = text(l, bind, 4),
                         .level = small(bind, 5),
                         .parent = PD_NONE,
                         .area_m2 = real(bind, 7),
                         .n_points = integer(bind, 8)};
    if (to->n_points < 0 || to->n_points > (int64_t)PD_LIMIT_POINTS)
        to->n_points = 0; /* damaged: who reads the ground says so */
    l->parents[index] = is_null(bind, 6) ? NULL : text(l, bind, 6);
}

static pdot_status load_territories(loader *l)
{
    void *items = NULL;
    int64_t count = 0;
    pdot_status status = pd_sql_integer(l->ctx, l->store, "SELECT count(*) FROM territory", &count);
    if (status == PDOT_OK && (l->parents = pd_alloc_array(l->ctx, (size_t)count, sizeof *l->parents)) == NULL)
        status = PDOT_NOMEM;
    if (status == PDOT_OK)
        status = load_rows(l, "SELECT count(*) FROM territory",
                           "SELECT source_id, source_row, code, name, kind, level, parent_code, area_m2, "
                           "point_count FROM territory ORDER BY level, code",
                           sizeof(pd_territory), read_territory, &items, &l->plan->n_territories);
    if (status != PDOT_OK)
        return status;
    pd_territory *territories = items;
    l->plan->territories = territories;
    for (int32_t i = 0; i < l->plan->n_territories; i++) {
        if (l->parents[i] == NULL)
            continue;
        const int32_t parent = pdot_plan_find_territory(l->plan, l->parents[i]);
        territories[i].parent = parent != PD_NONE ? parent : l->plan->n_territories; /* refused when frozen */
    }
    return PDOT_OK;
}

static void read_class(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_class *)items)[index] =
        (pd_class){text(l, bind, 0), small(bind, 1), small(bind, 2) != 0, text(l, bind, 3)};
}

static void read_value(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_class_value *)items)[index] =
        (pd_class_value){text(l, bind, 0), real(bind, 1), !is_null(bind, 1), small(bind, 2)};
}

static void read_hazard(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_hazard *)items)[index] = (pd_hazard){.id = text(l, bind, 0),
                                              .title = text(l, bind, 1),
                                              .kind = (pd_hazard_kind)small(bind, 2),
                                              .is_land = small(bind, 3) != 0,
                                              .outside_is_free = small(bind, 4) != 0,
                                              .in_summary = small(bind, 5) != 0,
                                              .distance_m = real(bind, 6),
                                              .path = text(l, bind, 7),
                                              .grid_crs = text(l, bind, 8),
                                              .extent_id = text(l, bind, 9),
                                              .source = find_source(l, integer(bind, 10)),
                                              .n_classes = small(bind, 11),
                                              .n_values = small(bind, 12)};
}

/* Classes and values of all hazards come in the hazards' order: each takes its run of the two arrays. */
static pdot_status load_hazards(loader *l)
{
    void *items = NULL;
    void *classes = NULL;
    void *values = NULL;
    int32_t n_classes = 0;
    int32_t n_values = 0;
    pdot_status status = load_rows(l, "SELECT count(*) FROM hazard",
                                   "SELECT id, title, kind, is_land, outside_is_free, in_summary, "
                                   "distance_m, path, grid_crs, extent_id, source_id, "
                                   "(SELECT count(*) FROM hazard_class AS c WHERE c.hazard = h.id), "
                                   "(SELECT count(*) FROM hazard_value AS v WHERE v.hazard = h.id) "
                                   "FROM hazard AS h ORDER BY is_land, position, id",
                                   sizeof(pd_hazard), read_hazard, &items, &l->plan->n_hazards);
    if (status == PDOT_OK)
        status = load_rows(l, "SELECT count(*) FROM hazard_class",
                           "SELECT c.label, c.rank, c.is_high, c.color FROM hazard_class AS c "
                           "JOIN hazard AS h ON h.id = c.hazard "
                           "ORDER BY h.is_land, h.position, h.id, c.position",
                           sizeof(pd_class), read_class, &classes, &n_classes);
    if (status == PDOT_OK)
        status = load_rows(l, "SELECT count(*) FROM hazard_value",
                           "SELECT v.folded, v.number, v.class_index FROM hazard_value AS v "
                           "JOIN hazard AS h ON h.id = v.hazard "
                           "ORDER BY h.is_land, h.position, h.id, v.position",
                           sizeof(pd_class_value), read_value, &values, &n_values);
    if (status != PDOT_OK)
        return status;
    pd_hazard *hazards = items;
    const pd_class *next_class = classes;
    const pd_class_value *next_value = values;
    for (int32_t i = 0; i < l->plan->n_hazards; i++) {
        hazards[i].classes = next_class;
        hazards[i].values = next_value;
        next_class += hazards[i].n_classes;
        next_value += hazards[i].n_values;
    }
    l->plan->hazards = hazards;
    return PDOT_OK;
}

static void read_asset(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_asset *)items)[index] = (pd_asset){text(l, bind, 0), text(l, bind, 1), small(bind, 2) != 0,
                                            small(bind, 3) != 0, find_source(l, integer(bind, 4))};
}

static pdot_status load_assets(loader *l)
{
    void *items = NULL;
    const pdot_status status =
        load_rows(l, "SELECT count(*) FROM asset",
                  "SELECT id, title, is_points, has_weight, source_id FROM asset ORDER BY position, id",
                  sizeof(pd_asset), read_asset, &items, &l->plan->n_assets);
    l->plan->assets = items;
    return status;
}

static void read_problem(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_problem *)items)[index] = (pd_problem){.origin = origin(l, bind),
                                                .id = text(l, bind, 2),
                                                .component = text(l, bind, 3),
                                                .theme = text(l, bind, 4),
                                                .text = text(l, bind, 5),
                                                .zones = text(l, bind, 6),
                                                .actors = text(l, bind, 7),
                                                .note = text(l, bind, 8),
                                                .document = text(l, bind, 9),
                                                .line = integer(bind, 10)};
}

static void read_activity(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_activity *)items)[index] = (pd_activity){.origin = origin(l, bind),
                                                  .id = text(l, bind, 2),
                                                  .component = text(l, bind, 3),
                                                  .objective = text(l, bind, 4),
                                                  .text = text(l, bind, 5),
                                                  .indicator = text(l, bind, 6),
                                                  .target = text(l, bind, 7),
                                                  .partners = text(l, bind, 8),
                                                  .marks = text(l, bind, 9),
                                                  .base_line = text(l, bind, 10),
                                                  .budget = text(l, bind, 11),
                                                  .responsible = text(l, bind, 12),
                                                  .zones = text(l, bind, 13),
                                                  .sdg = text(l, bind, 14),
                                                  .national_plan = text(l, bind, 15),
                                                  .note = text(l, bind, 16),
                                                  .repeats = text(l, bind, 17),
                                                  .document = text(l, bind, 18),
                                                  .line = integer(bind, 19)};
}

static pdot_status load_tables(loader *l)
{
    void *items = NULL;
    pdot_status status =
        load_rows(l, "SELECT count(*) FROM problem",
                  "SELECT source_id, source_row, id, component, theme, text, zones, actors, note, "
                  "document, line FROM problem ORDER BY position",
                  sizeof(pd_problem), read_problem, &items, &l->plan->n_problems);
    l->plan->problems = items;
    if (status != PDOT_OK)
        return status;
    status = load_rows(
        l, "SELECT count(*) FROM activity",
        "SELECT source_id, source_row, id, component, objective, text, indicator, target, partners, "
        "marks, base_line, budget, responsible, zones, sdg, national_plan, note, repeats, document, line "
        "FROM activity ORDER BY position",
        sizeof(pd_activity), read_activity, &items, &l->plan->n_activities);
    l->plan->activities = items;
    return status;
}

static void read_zone(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_zone_row *)items)[index] = (pd_zone_row){.origin = origin(l, bind),
                                                  .name = text(l, bind, 2),
                                                  .aliases = text(l, bind, 3),
                                                  .rule = text(l, bind, 4),
                                                  .codes = text(l, bind, 5),
                                                  .grade = text(l, bind, 6),
                                                  .note = text(l, bind, 7)};
}

static void read_place(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_place_row *)items)[index] = (pd_place_row){.origin = origin(l, bind),
                                                    .name = text(l, bind, 2),
                                                    .aliases = text(l, bind, 3),
                                                    .kind = text(l, bind, 4),
                                                    .code = text(l, bind, 5),
                                                    .grade = text(l, bind, 6),
                                                    .note = text(l, bind, 7),
                                                    .has_point = !is_null(bind, 8),
                                                    .x = real(bind, 8),
                                                    .y = real(bind, 9)};
}

static void read_actor(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_actor_row *)items)[index] =
        (pd_actor_row){.origin = origin(l, bind), .name = text(l, bind, 2), .aliases = text(l, bind, 3)};
}

static void read_decision(loader *l, const pd_bind *bind, void *items, int32_t index)
{
    ((pd_decision_row *)items)[index] = (pd_decision_row){.origin = origin(l, bind),
                                                          .text = text(l, bind, 2),
                                                          .codes = text(l, bind, 3),
                                                          .grade = text(l, bind, 4),
                                                          .by = text(l, bind, 5),
                                                          .date = text(l, bind, 6),
                                                          .note = text(l, bind, 7)};
}

static pdot_status load_gazetteer(loader *l)
{
    void *zones = NULL;
    void *places = NULL;
    void *actors = NULL;
    void *decisions = NULL;
    pdot_status status =
        load_rows(l, "SELECT count(*) FROM zone",
                  "SELECT source_id, source_row, name, aliases, rule, codes, grade, note FROM zone "
                  "ORDER BY position",
                  sizeof(pd_zone_row), read_zone, &zones, &l->plan->n_zones);
    if (status == PDOT_OK)
        status =
            load_rows(l, "SELECT count(*) FROM place",
                      "SELECT source_id, source_row, name, aliases, kind, code, grade, note, x, y FROM place "
                      "ORDER BY position",
                      sizeof(pd_place_row), read_place, &places, &l->plan->n_places);
    if (status == PDOT_OK)
        status = load_rows(l, "SELECT count(*) FROM actor",
                           "SELECT source_id, source_row, name, aliases FROM actor ORDER BY position",
                           sizeof(pd_actor_row), read_actor, &actors, &l->plan->n_actors);
    if (status == PDOT_OK)
        status = load_rows(l, "SELECT count(*) FROM decision",
                           "SELECT source_id, source_row, text, codes, grade, decided_by, decided_on, note "
                           "FROM decision ORDER BY position",
                           sizeof(pd_decision_row), read_decision, &decisions, &l->plan->n_decisions);
    l->plan->zones = zones;
    l->plan->places = places;
    l->plan->actors = actors;
    l->plan->decisions = decisions;
    return status;
}

/* --- properties --- */

static pdot_status load_property(loader *l, const char *key, const char **out)
{
    char *value = NULL;
    pdot_status status = pd_store_property_load(l->ctx, l->store, key, &value);
    if (status == PDOT_OK) {
        *out = pd_arena_strdup(l->ctx, &l->plan->arena, value != NULL ? value : "");
        status = *out != NULL ? PDOT_OK : PDOT_NOMEM;
    }
    pd_free(value);
    return status;
}

/* Whole numbers with blanks between them, as the import stage writes them. */
static pdot_status load_numbers(loader *l, const char *key, const int32_t **out, int32_t *count)
{
    const char *at = NULL;
    const pdot_status status = load_property(l, key, &at);
    if (status != PDOT_OK)
        return status;
    int32_t *numbers = pd_arena_alloc(l->ctx, &l->plan->arena, (strlen(at) / 2 + 1) * sizeof *numbers);
    if (numbers == NULL)
        return PDOT_NOMEM;
    *count = 0;
    while (*at != '\0') {
        const size_t length = strcspn(at, " ");
        int64_t number = 0;
        if (length > 0 && !pd_integer_parse(at, length, &number))
            return pd_fail(
                l->ctx, PDOT_STORE,
                "The store %s is damaged; delete it and run again: it is rebuilt from the sources.",
                l->store->path);
        if (length > 0)
            numbers[(*count)++] = (int32_t)number;
        at += length + (at[length] == ' ');
    }
    *out = numbers;
    return PDOT_OK;
}

static pdot_status load_properties(loader *l)
{
    pdot_plan *plan = l->plan;
    const int32_t *period = NULL;
    int32_t n_period = 0;
    pdot_status status = load_property(l, "plan.id", &plan->id);
    if (status == PDOT_OK)
        status = load_property(l, "plan.crs", &plan->crs);
    if (status == PDOT_OK)
        status = load_property(l, "plan.title", &plan->title);
    if (status == PDOT_OK)
        status = load_property(l, "plan.language", &plan->language);
    if (status == PDOT_OK)
        status = load_numbers(l, "plan.period", &period, &n_period);
    if (status == PDOT_OK)
        status = load_numbers(l, "plan.years", &plan->years, &plan->n_years);
    if (status == PDOT_OK && period != NULL && n_period == 2) {
        plan->first_year = period[0];
        plan->last_year = period[1];
    }
    return status;
}

static pdot_status load_levels(loader *l)
{
    void *items = NULL;
    const pdot_status status =
        load_rows(l, "SELECT count(*) FROM level", "SELECT name FROM level ORDER BY position",
                  sizeof(pd_level), read_level, &items, &l->plan->n_levels);
    l->plan->levels = items;
    return status;
}

pdot_status pd_store_load_plan(pdot_ctx *ctx, pd_store *store, pdot_plan **out)
{
    pdot_status status = pd_store_load_plan_without_ground(ctx, store, out);
    if (status != PDOT_OK)
        return status;
    status = pd_store_load_ground(ctx, store, *out);
    if (status != PDOT_OK) {
        pdot_plan_free(*out);
        *out = NULL;
    }
    return status;
}

pdot_status pd_store_load_plan_without_ground(pdot_ctx *ctx, pd_store *store, pdot_plan **out)
{
    static pdot_status (*const parts[])(loader *) = {load_properties,  load_sources,  load_levels,
                                                     load_territories, load_hazards,  load_assets,
                                                     load_tables,      load_gazetteer};
    *out = NULL;
    loader l = {.ctx = ctx, .store = store};
    l.plan = pd_alloc(ctx, sizeof *l.plan);
    pdot_status status = l.plan != NULL ? PDOT_OK : PDOT_NOMEM;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == PDOT_OK; i++)
        status = parts[i](&l);
    if (status == PDOT_OK)
        status = pdot_plan_freeze(ctx, l.plan);
    if (status == PDOT_OK) {
        *out = l.plan;
        l.plan = NULL;
    }
    pdot_plan_free(l.plan);
    pd_free(l.source_ids);
    pd_free(l.parents);
    return status;
}
