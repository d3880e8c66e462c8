/* The health of the limits (salud_limites): where territories of one level overlap, leave gaps, or do not
 * fill the unit they belong to. Said before any figure, because each figure keeps to its own territory:
 * ground of two counts in both, ground of none in none. */
#include "coverage/boundary/boundary.h"

#include <stdio.h>

#include "base/number.h"
#include "pipeline/coverage/coverage.h"

/* Limits that agree but for this width are one line: the plane of the plan bends what is straight in another
 * CRS, and a vertex of one unit on the edge of its neighbour leaves such a sliver. No survey is as fine. */
#define SAME_LINE_M 0.01

typedef struct limits {
    pd_cover *cover;
    const char *level;
    pd_bytes *polygons;
    int32_t *territories; /* of the polygons */
    size_t n, capacity, index_capacity;
    pd_maker maker;
    bool is_open; /* the table has rows */
    size_t n_rows;
    size_t counts[PD_BOUNDARY_KINDS];
    pd_sum areas_m2[PD_BOUNDARY_KINDS];
    double widest_m[PD_BOUNDARY_KINDS];
} limits;

static const char *const KINDS[PD_BOUNDARY_KINDS] = {"traslape", "hueco", "faltante", "sobrante"};

static pdot_status take(limits *self, int32_t index)
{
    pdot_ctx *ctx = self->cover->ctx;
    if (!pd_grow(ctx, (void **)&self->polygons, &self->capacity, self->n + 1, sizeof *self->polygons) ||
        !pd_grow(ctx, (void **)&self->territories, &self->index_capacity, self->n + 1,
                 sizeof *self->territories))
        return PDOT_NOMEM;
    self->polygons[self->n] = self->cover->plan->territories[index].wkb;
    self->territories[self->n++] = index;
    return PDOT_OK;
}

static void list_units(const limits *self, const pd_boundary_piece *piece, int32_t parent, pd_buffer *out)
{
    const pd_territory *territories = self->cover->plan->territories;
    pd_buffer_clear(out);
    for (size_t i = 0; i < piece->n_units; i++)
        pd_buffer_format(out, "%s%s", i > 0 ? " " : "", territories[self->territories[piece->units[i]]].code);
    if (piece->n_units == 0 && parent != PD_NONE)
        pd_buffer_text(out, territories[parent].code);
}

static pdot_status put_piece(limits *self, const pd_boundary_piece *piece, int32_t parent)
{
    pdot_ctx *ctx = self->cover->ctx;
    if (!self->is_open) {
        const pdot_status status =
            pd_maker_begin(ctx, self->cover->run->store, "salud_limites", self->cover->unit, &self->maker);
        if (status != PDOT_OK)
            return status;
        self->is_open = true;
    }
    char id[24];
    (void)snprintf(id, sizeof id, "L%06zu", ++self->n_rows);
    pd_buffer units;
    pd_buffer_init(ctx, &units);
    list_units(self, piece, parent, &units);
    pdot_status status = pd_buffer_status(&units);
    if (status == PDOT_OK) {
        pd_maker_set(&self->maker, "limite_id", pd_text(id));
        pd_maker_set(&self->maker, "nivel", pd_text(self->level));
        pd_maker_set(&self->maker, "tipo", pd_text(KINDS[piece->kind]));
        pd_maker_set(&self->maker, "unidades", pd_text(units.data));
        pd_maker_set(&self->maker, "ancho_m", pd_real(piece->width_m));
        pd_maker_set(&self->maker, "largo_m", pd_real(piece->length_m));
        pd_maker_set(&self->maker, "area_ha", pd_real(piece->area_m2 / PD_M2_PER_HA));
        status = pd_maker_put(&self->maker, piece->wkb);
    }
    pd_buffer_release(&units);
    return status;
}

/* parent: the unit compared with its children, whose gaps and overlaps are taken with the whole level. */
static pdot_status put_pieces(limits *self, const pd_boundary *health, int32_t parent)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < health->count && status == PDOT_OK; i++) {
        const pd_boundary_piece *piece = &health->pieces[i];
        const bool is_of_parent = piece->kind == PD_BOUNDARY_MISSING || piece->kind == PD_BOUNDARY_BEYOND;
        if (is_of_parent != (parent != PD_NONE) || piece->width_m < SAME_LINE_M)
            continue;
        self->counts[piece->kind]++;
        pd_sum_add(&self->areas_m2[piece->kind], piece->area_m2);
        if (piece->width_m > self->widest_m[piece->kind])
            self->widest_m[piece->kind] = piece->width_m;
        status = put_piece(self, piece, parent);
    }
    return status;
}

static pdot_status examine(limits *self, int32_t parent)
{
    const pdot_plan *plan = self->cover->plan;
    pd_boundary health = {0};
    const pd_boundary_options options = {.area = self->cover->measure,
                                         .outline = parent != PD_NONE ? plan->territories[parent].wkb
                                                                      : (pd_bytes){0},
                                         .jobs = self->cover->run->jobs};
    pdot_status status = pd_boundary_health(self->cover->ctx, self->polygons, self->n, &options, &health);
    if (status == PDOT_OK)
        status = put_pieces(self, &health, parent);
    pd_boundary_release(&health);
    return status;
}

static void say(limits *self, pd_boundary_kind kind, const char *rule, const char *format)
{
    if (self->counts[kind] == 0)
        return;
    char area[PD_NUMBER_SIZE], width[PD_NUMBER_SIZE], count[PD_NUMBER_SIZE];
    (void)pd_number_fixed(pd_sum_total(&self->areas_m2[kind]) / PD_M2_PER_HA, 2, area);
    (void)pd_number_fixed(self->widest_m[kind], 1, width);
    (void)pd_number_fixed((double)self->counts[kind], 0, count);
    const pdot_severity severity =
        self->widest_m[kind] < PD_SLIVER_WIDTH_M ? PDOT_SEVERITY_INFO : PDOT_SEVERITY_REVIEW;
    pd_finding_add(&self->cover->findings, severity, rule, self->level, NULL,
                   "%s: %s (%s ha, up to %s m wide). %s", self->level, count, area, width,
                   pd_translate(self->cover->ctx, format));
    pd_finding_values(&self->cover->findings, "0", count);
}

static void say_level(limits *self)
{
    say(self, PD_BOUNDARY_OVERLAP, "territories_overlap",
        N_("Places where two territories overlap. Their ground counts for both; mend the limits (layer "
           "salud_limites)."));
    say(self, PD_BOUNDARY_GAP, "territories_gap",
        N_("Gaps enclosed by territories. Their ground counts for none; mend the limits (layer "
           "salud_limites)."));
    say(self, PD_BOUNDARY_MISSING, "territories_missing",
        N_("Places of a unit above that none of its territories covers (layer salud_limites)."));
    say(self, PD_BOUNDARY_BEYOND, "territories_beyond",
        N_("Places where territories reach over the limit of their unit above (layer salud_limites)."));
}

static void start_level(limits *self, int32_t level)
{
    self->level = self->cover->plan->levels[level].name;
    self->n = 0;
    for (int kind = 0; kind < PD_BOUNDARY_KINDS; kind++) {
        self->counts[kind] = 0;
        self->areas_m2[kind] = (pd_sum){0};
        self->widest_m[kind] = 0;
    }
}

/* The units of the level among themselves. */
static pdot_status examine_units(limits *self, int32_t level)
{
    const pdot_plan *plan = self->cover->plan;
    pdot_status status = PDOT_OK;
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        if (plan->territories[i].level == level)
            status = take(self, i);
    return status == PDOT_OK && self->n > 1 ? examine(self, PD_NONE) : status;
}

/* One unit against all that lie in it, of whatever level. */
static pdot_status examine_children(limits *self, int32_t parent)
{
    const pdot_plan *plan = self->cover->plan;
    pdot_status status = PDOT_OK;
    self->n = 0;
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        if (plan->territories[i].parent == parent)
            status = take(self, i);
    return status == PDOT_OK && self->n > 0 ? examine(self, parent) : status;
}

static pdot_status examine_level(limits *self, int32_t level)
{
    const pdot_plan *plan = self->cover->plan;
    start_level(self, level);
    pdot_status status = examine_units(self, level);
    for (int32_t i = 0; i < plan->n_territories && status == PDOT_OK; i++)
        if (plan->territories[i].level == level && !plan->territories[i].is_finest)
            status = examine_children(self, i);
    if (status == PDOT_OK)
        say_level(self);
    return status;
}

pdot_status pd_cover_limits(pd_cover *cover, const pd_cover_unit *unit)
{
    (void)unit;
    limits self = {.cover = cover};
    int64_t old_rows = 0;
    pdot_status status = pd_store_load_ground(cover->ctx, cover->run->store, cover->plan);
    if (status == PDOT_OK)
        status = pd_result_count(cover->ctx, cover->run->store, "salud_limites", &old_rows);
    if (status == PDOT_OK && old_rows > 0)
        status = pd_result_clear(cover->ctx, cover->run->store, pd_table_find("salud_limites"), cover->unit);
    for (int32_t level = 0; level < cover->plan->n_levels && status == PDOT_OK; level++)
        status = examine_level(&self, level);
    if (self.is_open)
        status = pd_maker_end(&self.maker, status);
    pd_free(self.polygons);
    pd_free(self.territories);
    return status;
}
