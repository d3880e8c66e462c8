/* The detective on a made-up canton: a net of crooked limits around Loja, told in one system after the other.
 */
#include "source/detective.h"

#include "geo/geometry.h"

#include "support.h"

enum { SIDE = 6, STEPS = 40 };

typedef struct canton {
    pdot_ctx *ctx;
    pd_crs *utm;
    pd_shapes lines; /* in EPSG:32717 */
    pd_known *known;
    pd_arena arena;
} canton;

/* A crooked line: a sum of three waves, different for each line. */
static double crook(int line, double t)
{
    return 900 * sin(7 * t + line) + 400 * sin(17 * t + 3 * line) + 250 * sin(31 * t + 2.3 * line);
}

static void add_line(canton *self, int line, bool is_upright)
{
    char wkt[STEPS * 64 + 32] = "LINESTRING(";
    size_t n = strlen(wkt);
    for (int i = 0; i <= STEPS; i++) {
        const double t = (double)i / STEPS;
        const double along = t * 40000, across = line * 40000.0 / SIDE + crook(line, t);
        const double x = 670000 + (is_upright ? across : along), y = 9520000 + (is_upright ? along : across);
        n += (size_t)snprintf(wkt + n, sizeof wkt - n, "%s%d %d", i > 0 ? "," : "", (int)x, (int)y);
    }
    (void)snprintf(wkt + n, sizeof wkt - n, ")");
    pd_byte_vector wkb = {0};
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, wkt, &wkb));
    assert_ok(self->ctx, pd_shapes_add_wkb(self->ctx, &self->lines, (pd_bytes){wkb.data, wkb.size}));
    pd_byte_vector_release(&wkb);
}

static int setup(void **state)
{
    static canton one;
    one = (canton){.ctx = pdot_ctx_new()};
    for (int line = 0; line <= SIDE; line++) {
        add_line(&one, line, true);
        add_line(&one, line + 100, false);
    }
    assert_ok(one.ctx, pd_crs_new(one.ctx, "EPSG:32717", &one.utm));
    assert_ok(one.ctx, pd_known_new(one.ctx, &one.lines, "EPSG:32717", &one.known));
    *state = &one;
    return 0;
}

static int teardown(void **state)
{
    canton *self = *state;
    pd_known_free(self->known);
    pd_shapes_release(&self->lines);
    pd_crs_free(self->utm);
    pd_arena_release(&self->arena);
    pdot_ctx_free(self->ctx);
    return 0;
}

/* The same ground as numbers of another system. */
static pd_shapes tell_in(canton *self, const char *definition, bool is_swapped)
{
    pd_crs *crs = NULL;
    pd_transform *transform = NULL;
    pd_shapes told = self->lines;
    const pd_box loja = {-80, -5, -79, -3};
    told.xy = malloc(self->lines.n_points * 2 * sizeof *told.xy);
    assert_non_null(told.xy);
    memcpy(told.xy, self->lines.xy, self->lines.n_points * 2 * sizeof *told.xy);
    assert_ok(self->ctx, pd_crs_new(self->ctx, definition, &crs));
    assert_ok(self->ctx, pd_transform_new(self->ctx, self->utm, crs, &loja, &transform));
    assert_ok(self->ctx, pd_transform_apply(self->ctx, transform, told.xy, told.n_points));
    pd_transform_free(transform);
    pd_crs_free(crs);
    for (size_t i = 0; is_swapped && i < told.n_points; i++) {
        const double x = told.xy[2 * i];
        told.xy[2 * i] = told.xy[2 * i + 1];
        told.xy[2 * i + 1] = x;
    }
    return told;
}

static pd_evidence detect(canton *self, const char *told_in, bool is_swapped, const char *declared,
                          bool with_known)
{
    pd_shapes told = tell_in(self, told_in, is_swapped);
    pd_evidence evidence;
    assert_ok(self->ctx, pd_detect(self->ctx, &told, declared, with_known ? self->known : NULL, &self->arena,
                                   &evidence));
    free(told.xy);
    return evidence;
}

static void the_usual_system_is_ranked_first(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:32717", false, NULL, true);
    assert_int_equal(evidence.doubt, PD_CRS_MISSING);
    assert_string_equal(evidence.candidates[0].crs, "EPSG:32717");
    assert_close(hypot(evidence.candidates[0].residual_e_m, evidence.candidates[0].residual_n_m), 0, 1, 0);
    assert_close(evidence.candidates[0].inside_ratio, 1, 0, 0);
}

static void psad56_without_prj_is_recognised_by_its_shift(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:24877", false, NULL, true);
    assert_int_equal(evidence.doubt, PD_CRS_MISSING);
    const pdot_check_candidate *best = &evidence.candidates[0];
    assert_string_equal(best->crs, "EPSG:24877");
    assert_int_equal(best->rank, 1);
    assert_close(best->shift_e_m, 252, 5, 0);
    assert_close(best->shift_n_m, 365, 5, 0);
    assert_close(hypot(best->residual_e_m, best->residual_n_m), 0, 6, 0);
    assert_string_equal(evidence.candidates[1].crs, "EPSG:32717");
    assert_close(evidence.candidates[1].residual_e_m, 252, 6, 0);
    assert_close(evidence.candidates[1].residual_n_m, 365, 6, 0);
}

static void psad56_declared_as_wgs84_is_a_displaced_datum(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:24877", false, "EPSG:32717", true);
    assert_int_equal(evidence.doubt, PD_CRS_DISPLACED);
    assert_string_equal(evidence.candidates[0].crs, "EPSG:24877");
    assert_close(evidence.declared.residual_n_m, 365, 6, 0);
}

static void a_sound_declaration_stays_sound(void **state)
{
    assert_int_equal(detect(*state, "EPSG:32717", false, "EPSG:32717", true).doubt, PD_CRS_SOUND);
    assert_int_equal(detect(*state, "EPSG:4326", false, "EPSG:4326", false).doubt, PD_CRS_SOUND);
    assert_int_equal(detect(*state, "EPSG:31992", false, "EPSG:31992", true).doubt, PD_CRS_SOUND);
}

static void degrees_declared_as_metres_are_elsewhere(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:4326", false, "EPSG:32717", false);
    assert_int_equal(evidence.doubt, PD_CRS_ELSEWHERE);
    assert_string_equal(evidence.candidates[0].crs, "EPSG:4326");
}

static void exchanged_axes_are_told(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:4326", true, "EPSG:4326", true);
    assert_int_equal(evidence.doubt, PD_CRS_SWAPPED);
    assert_true(evidence.candidates[0].is_swapped);
    assert_int_equal(evidence.candidates[0].epsg, 4326);
}

static void without_known_ground_the_usual_system_comes_first(void **state)
{
    const pd_evidence evidence = detect(*state, "EPSG:24877", false, NULL, false);
    assert_string_equal(evidence.candidates[0].crs, "EPSG:32717");
    assert_true(isnan(evidence.candidates[0].residual_e_m));
    bool has_old_datum = false;
    for (size_t i = 0; i < evidence.n_candidates; i++)
        has_old_datum = has_old_datum || evidence.candidates[i].epsg == 24877;
    assert_true(has_old_datum);
}

static void another_continent_fits_nothing(void **state)
{
    canton *self = *state;
    pd_byte_vector wkb = {0};
    pd_shapes far_away = {0};
    pd_evidence evidence;
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, "LINESTRING(12.1 42.3,12.4 42.9)", &wkb));
    assert_ok(self->ctx, pd_shapes_add_wkb(self->ctx, &far_away, (pd_bytes){wkb.data, wkb.size}));
    assert_ok(self->ctx, pd_detect(self->ctx, &far_away, "EPSG:4326", NULL, &self->arena, &evidence));
    assert_int_equal(evidence.doubt, PD_CRS_FOREIGN);
    assert_int_equal(evidence.n_candidates, 0);
    bool outside[1] = {false};
    assert_ok(self->ctx, pd_find_outside(self->ctx, &far_away, "EPSG:4326", NULL, outside));
    assert_true(outside[0]);
    pd_shapes_release(&far_away);
    pd_byte_vector_release(&wkb);
}

/* The outline of the country with its islands: the middle of its box lies in the sea. */
static void what_reaches_into_the_country_is_not_outside(void **state)
{
    canton *self = *state;
    pd_byte_vector wkb = {0};
    pd_shapes outline = {0};
    assert_ok(self->ctx, pd_geometry_from_wkt(self->ctx, "LINESTRING(-91.6 -1,-75.2 1)", &wkb));
    assert_ok(self->ctx, pd_shapes_add_wkb(self->ctx, &outline, (pd_bytes){wkb.data, wkb.size}));
    bool outside[1] = {true};
    assert_ok(self->ctx, pd_find_outside(self->ctx, &outline, "EPSG:4326", NULL, outside));
    assert_false(outside[0]);
    pd_shapes_release(&outline);
    pd_byte_vector_release(&wkb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usual_system_is_ranked_first),
        cmocka_unit_test(psad56_without_prj_is_recognised_by_its_shift),
        cmocka_unit_test(psad56_declared_as_wgs84_is_a_displaced_datum),
        cmocka_unit_test(a_sound_declaration_stays_sound),
        cmocka_unit_test(degrees_declared_as_metres_are_elsewhere),
        cmocka_unit_test(exchanged_axes_are_told),
        cmocka_unit_test(without_known_ground_the_usual_system_comes_first),
        cmocka_unit_test(another_continent_fits_nothing),
        cmocka_unit_test(what_reaches_into_the_country_is_not_outside),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
