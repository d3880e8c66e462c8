/* How the polygons of a layer meet, in words: overlaps, gaps, slivers. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "coverage/boundary/boundary.h"
#include "pipeline/check/check.h"

#define M2_PER_HA    10000.0
#define PLACE_DEGREE 6 /* decimals of a place: a tenth of a metre */
/* A sliver is so many times longer than wide, and narrower than the stated width or smaller than this share
 * of the middle polygon. */
#define THIN_TIMES  20.0
#define SMALL_SHARE 0.25

/* The plane of the coordinates: how areas are taken in it. */
typedef struct plane {
    pd_crs *crs; /* NULL: nobody knows */
    pd_equal_area *area;
    bool is_geographic;
} plane;

static pdot_status open_plane(pdot_ctx *ctx, const char *crs, plane *out)
{
    *out = (plane){.crs = NULL};
    if (crs == NULL)
        return PDOT_OK;
    pdot_status status = pd_crs_new(ctx, crs, &out->crs);
    if (status == PDOT_OK)
        status = pd_equal_area_new(ctx, out->crs, &out->area);
    if (status == PDOT_CRS || status == PDOT_UNSUPPORTED) { /* sizes stay unsaid */
        pd_clear_error(ctx);
        return PDOT_OK;
    }
    if (status == PDOT_OK)
        out->is_geographic = pd_crs_is_geographic(out->crs);
    return status;
}

static void close_plane(plane *self)
{
    pd_equal_area_free(self->area);
    pd_crs_free(self->crs);
}

/* "13.2 ha, up to 56 m wide, at -79.3254 -3.8006"; places in the layer's own coordinates, as QGIS shows them.
 */
static void describe_piece(pdot_ctx *ctx, const plane *in, const pd_boundary_piece *piece, pd_buffer *out)
{
    char area[PD_NUMBER_SIZE], width[PD_NUMBER_SIZE], x[PD_NUMBER_SIZE], y[PD_NUMBER_SIZE];
    const int decimals = in->is_geographic ? PLACE_DEGREE : 1;
    const double area_ha = piece->area_m2 / M2_PER_HA;
    pd_buffer_clear(out);
    if (in->area != NULL)
        pd_buffer_format(out, pd_translate(ctx, "%s ha, up to %s m wide, "),
                         pd_number_fixed(area_ha, area_ha < 1 ? 4 : 1, area),
                         pd_number_fixed(piece->width_m, piece->width_m < 100 ? 1 : 0, width));
    pd_buffer_format(out, pd_translate(ctx, "at %s %s"), pd_number_fixed(piece->x, decimals, x),
                     pd_number_fixed(piece->y, decimals, y));
}

static void add_overlap_examples(pdot_ctx *ctx, pd_inspected_layer *layer, const plane *in,
                                 const pd_boundary *health)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    for (size_t i = 0; i < health->count && i < PD_SYMPTOM_EXAMPLES; i++) {
        const pd_boundary_piece *piece = &health->pieces[i];
        if (piece->kind != PD_BOUNDARY_OVERLAP)
            break;
        describe_piece(ctx, in, piece, &text);
        pd_symptom_example(&layer->symptoms, "%s / %s: %s", layer->labels[piece->units[0]],
                           layer->labels[piece->units[1]], text.data);
    }
    pd_buffer_release(&text);
}

static void add_gap_examples(pdot_ctx *ctx, pd_inspected_layer *layer, const plane *in,
                             const pd_boundary *health)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    for (size_t i = health->n_of_kind[PD_BOUNDARY_OVERLAP]; i < health->count; i++) {
        const pd_boundary_piece *piece = &health->pieces[i];
        describe_piece(ctx, in, piece, &text);
        if (piece->n_units >= 2)
            pd_symptom_example(&layer->symptoms, "%s / %s: %s", layer->labels[piece->units[0]],
                               layer->labels[piece->units[1]], text.data);
        else if (piece->n_units == 1)
            pd_symptom_example(&layer->symptoms, "%s: %s", layer->labels[piece->units[0]], text.data);
        else
            pd_symptom_example(&layer->symptoms, "%s", text.data);
    }
    pd_buffer_release(&text);
}

static size_t count_slivers(const pd_boundary *health, pd_boundary_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < health->count; i++)
        n += health->pieces[i].kind == kind && health->pieces[i].is_sliver;
    return n;
}

/* A sentence to follow others, or "". */
static void say_narrow(pdot_ctx *ctx, size_t slivers, double sliver_width_m, pd_buffer *out)
{
    char width[PD_NUMBER_SIZE];
    pd_buffer_text(out, "");
    if (slivers > 0)
        pd_buffer_format(out, pd_translate(ctx, " Narrower than %s m (one line drawn twice): %zu."),
                         pd_number_fixed(sliver_width_m, 1, width), slivers);
}

/* The sums are said only where the plane is known. */
static void say_pieces(pdot_ctx *ctx, pd_inspected_layer *layer, const plane *in, const pd_boundary *health,
                       pd_boundary_kind kind, double sliver_width_m)
{
    const size_t n = health->n_of_kind[kind], slivers = count_slivers(health, kind);
    const bool is_overlap = kind == PD_BOUNDARY_OVERLAP;
    const char *code = is_overlap ? "overlap" : "gap";
    const double area_ha = health->area_m2_of_kind[kind] / M2_PER_HA;
    char area[PD_NUMBER_SIZE];
    if (n == 0)
        return;
    pd_buffer narrow;
    pd_buffer_init(ctx, &narrow);
    say_narrow(ctx, slivers, sliver_width_m, &narrow);
    (void)pd_number_fixed(area_ha, area_ha < 1 ? 4 : 2, area);
    if (in->area == NULL)
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, code, n, (double)NAN,
            is_overlap ? N_("Pairs of polygons that lie on each other: %zu; their ground counts for both.")
                       : N_("Gaps enclosed by the polygons: %zu; their ground counts for none."),
            n);
    else
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, code, n, area_ha,
            is_overlap
                ? N_("Pairs of polygons that lie on each other: %zu, %s ha in all, which count for both.%s "
                     "If they are territories, mend the limits (in QGIS: Topology Checker).")
                : N_("Gaps enclosed by the polygons: %zu, %s ha in all, which count for none.%s If they are "
                     "territories, mend the limits or add the missing unit."),
            n, area, narrow.data);
    pd_buffer_release(&narrow);
    if (is_overlap)
        add_overlap_examples(ctx, layer, in, health);
    else
        add_gap_examples(ctx, layer, in, health);
}

/* ---- polygons that are strips themselves */

typedef struct part {
    pd_strip strip; /* metres where the plane is known */
    size_t polygon;
    double x, y;
} part;

typedef struct part_list {
    part *items;
    size_t count, capacity;
} part_list;

static pdot_status measure_parts(pdot_ctx *ctx, const pd_shapes *shapes, const plane *in, part_list *out)
{
    for (size_t s = 0; s < shapes->n_shapes; s++)
        for (size_t r = shapes->shape_start[s]; r < shapes->shape_start[s + 1];) {
            size_t end = r + 1;
            while (end < shapes->shape_start[s + 1] && shapes->is_hole[end])
                end++;
            if (!pd_grow(ctx, (void **)&out->items, &out->capacity, out->count + 1, sizeof *out->items))
                return PDOT_NOMEM;
            const double *at = shapes->xy + 2 * (size_t)shapes->ring_start[r];
            out->items[out->count++] = (part){
                pd_strip_of_rings(shapes, r, end, pd_strip_x_scale(&shapes->box[s], in->is_geographic)), s,
                at[0], at[1]};
            r = end;
        }
    return PDOT_OK;
}

static int compare_areas(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static pdot_status median_area(pdot_ctx *ctx, const part_list *parts, double *out)
{
    double *areas = pd_alloc_array(ctx, parts->count + 1, sizeof *areas);
    if (areas == NULL)
        return PDOT_NOMEM;
    for (size_t i = 0; i < parts->count; i++)
        areas[i] = parts->items[i].strip.area;
    qsort(areas, parts->count, sizeof *areas, compare_areas);
    *out = areas[parts->count / 2];
    pd_free(areas);
    return PDOT_OK;
}

/* Metres of one unit of the plane's y at the place; 0 if nobody knows. */
static double metres_per_unit(const plane *in)
{
    return in->crs == NULL ? 0 : in->is_geographic ? 110574 : 1;
}

static pdot_status find_strips(pdot_ctx *ctx, pd_inspected_layer *layer, const plane *in,
                               double sliver_width_m)
{
    pd_shapes shapes = {0};
    part_list parts = {0};
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < layer->n_polygons && status == PDOT_OK; i++)
        status = pd_shapes_add_wkb(ctx, &shapes, layer->polygons[i]);
    if (status == PDOT_OK)
        status = pd_shapes_finish(ctx, &shapes, true);
    if (status == PDOT_OK)
        status = measure_parts(ctx, &shapes, in, &parts);
    double median = 0;
    if (status == PDOT_OK && parts.count > 0)
        status = median_area(ctx, &parts, &median);
    const double unit_m = metres_per_unit(in);
    size_t n = 0;
    for (size_t i = 0; i < parts.count && status == PDOT_OK; i++) {
        const pd_strip *strip = &parts.items[i].strip;
        const bool is_thin = strip->length >= THIN_TIMES * strip->width;
        const bool is_small =
            strip->width * unit_m < (unit_m > 0 ? sliver_width_m : 0) || strip->area < SMALL_SHARE * median;
        if (is_thin && is_small)
            parts.items[n++] = parts.items[i];
    }
    if (status == PDOT_OK && n > 0) {
        pd_symptom_add(
            &layer->symptoms, PDOT_SEVERITY_REVIEW, "sliver", n, (double)NAN,
            "Polygons, or parts of them, that are thin strips (over 20 times as long as wide): %zu. They are "
            "left over from cutting or joining layers; remove them or give them to a neighbour.",
            n);
        for (size_t i = 0; i < n && i < PD_SYMPTOM_EXAMPLES; i++) {
            char x[PD_NUMBER_SIZE], y[PD_NUMBER_SIZE];
            const int decimals = in->is_geographic ? PLACE_DEGREE : 1;
            pd_symptom_example(&layer->symptoms, pd_translate(ctx, "%s, at %s %s"),
                               layer->labels[parts.items[i].polygon],
                               pd_number_fixed(parts.items[i].x, decimals, x),
                               pd_number_fixed(parts.items[i].y, decimals, y));
        }
    }
    pd_free(parts.items);
    pd_shapes_release(&shapes);
    return status;
}

pdot_status pd_check_boundary(pdot_ctx *ctx, pd_inspected_layer *layer, const char *crs,
                              const pdot_check_options *options)
{
    if (layer->n_polygons == 0)
        return PDOT_OK;
    if (layer->is_cut) {
        pd_symptom_add(&layer->symptoms, PDOT_SEVERITY_INFO, "overlap", 0, (double)NAN,
                       "The layer has more than %u vertices: overlaps, gaps and strips were not looked for.",
                       PD_INSPECT_POINTS);
        return layer->symptoms.status;
    }
    plane in;
    pd_boundary health = {0};
    pdot_status status = open_plane(ctx, crs, &in);
    pd_boundary_options how = {.area = in.area,
                               .is_geographic = in.is_geographic,
                               .sliver_width_m = options->sliver_width_m,
                               .jobs = options->jobs};
    const double sliver_width_m = how.sliver_width_m > 0 ? how.sliver_width_m : PD_SLIVER_WIDTH_M;
    if (status == PDOT_OK && layer->n_polygons > 1) /* the holes of a single polygon are its own affair */
        status = pd_boundary_health(ctx, layer->polygons, layer->n_polygons, &how, &health);
    if (status == PDOT_OK) {
        say_pieces(ctx, layer, &in, &health, PD_BOUNDARY_OVERLAP, sliver_width_m);
        say_pieces(ctx, layer, &in, &health, PD_BOUNDARY_GAP, sliver_width_m);
        status = find_strips(ctx, layer, &in, sliver_width_m);
    }
    pd_boundary_release(&health);
    close_plane(&in);
    return status == PDOT_OK ? layer->symptoms.status : status;
}
