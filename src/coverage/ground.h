/* The ground: zones (territories, or any polygons that are measured each on its own ground) and a grid over
 * them that answers at once, for most places, which zones cover it. Zones may overlap (levels, disputed land)
 * and leave gaps.
 *
 * A cell of the grid knows the set of zones that cover it wholly and lists the zones whose border crosses it.
 * Sets are the nodes of a tree: a set is its parent set and one zone more; set 0 is empty. A cell without a
 * list is pure: every point of it lies in exactly the zones of its set. Read-only once made: any thread may
 * use it. */
#ifndef PD_COVERAGE_GROUND_H
#define PD_COVERAGE_GROUND_H

#include "coverage/sweep/soup.h"
#include "geo/shapes.h"

#define PD_GROUND_AGAIN 0x80000000u
#define PD_GROUND_POINT 0x7FFFFFFFu /* the rest of row_edge */

typedef struct pd_ground_set {
    uint32_t parent;
    uint32_t zone; /* the one more than the parent; larger than all of the parent's */
} pd_ground_set;

typedef struct pd_ground {
    const pd_shapes *zones; /* borrowed, finished */
    const double
        *elsewhere_m2;     /* borrowed: area of each zone that is not drawn, 0 of others; NULL: all are */
    double x0, y0, cell;   /* lower left corner, side */
    int32_t width, height; /* cells */
    uint32_t *cover;       /* width*height: set of the cell */
    uint32_t *list_start;  /* width*height + 1 */
    uint32_t *list;        /* zones whose border crosses the cell, ascending */
    pd_ground_set *sets;   /* n_sets; [0] is the empty set */
    size_t n_sets, set_capacity;
    uint32_t *zone_rows; /* n_zones + 1: first of the zone's rows of border */
    int32_t *zone_row0;  /* n_zones: grid row of the first of them */
    uint32_t *row_start; /* rows of all zones + 1 */
    uint32_t *row_edge;  /* first point of each edge that meets the row, in ring order */
} pd_ground;

/* Where a ground is asked, and how far its grid reaches. window: only places in it will be asked for, so that
 * zones far from it need no grid rows and no drawing; NULL: any place. frame: holds all zones, drawn or not;
 * NULL: the box of those drawn. With one frame the figures are the same to the last bit, whatever the window.
 */
typedef struct pd_ground_place {
    const pd_box *window, *frame;
} pd_ground_place;

/* jobs as in pd_parallel. place NULL: asked anywhere, all zones drawn. */
PDOT_MUST_CHECK pdot_status pd_ground_new(pdot_ctx *ctx, const pd_shapes *zones, int jobs,
                                          const pd_ground_place *place, pd_ground **out);
void pd_ground_free(pd_ground *ground);

/* First and end index into row_edge of a zone's border in one grid row; both 0 if it has none there. */
void pd_ground_row_edges(const pd_ground *ground, uint32_t zone, int32_t row, uint32_t *first, uint32_t *end);

/* Grid row and column of a coordinate, clamped to the grid. */
int32_t pd_ground_clamp(double at, int32_t count); /* at: in cells from the grid's corner */
int32_t pd_ground_row(const pd_ground *ground, double y);
int32_t pd_ground_column(const pd_ground *ground, double x);

/* The set of a box that lies in pure cells of one set, or PD_GROUND_MIXED. Outside the grid is set 0. */
#define PD_GROUND_MIXED UINT32_MAX
uint32_t pd_ground_set_of_box(const pd_ground *ground, const pd_box *box);

/* The cell of a place and its set. A place on the grid's rim or outside has none. */
#define PD_GROUND_NO_CELL UINT32_MAX
uint32_t pd_ground_cell(const pd_ground *ground, double x, double y);
uint32_t pd_ground_set_of_cell(const pd_ground *ground, uint32_t cell); /* or PD_GROUND_MIXED */

/* The zones that meet a box: those that cover it wholly (by cells) and those whose border may cross it.
 * Scratch memory of one worker. */
typedef struct pd_ground_pick {
    uint32_t *zone; /* covering ones first, each part ascending */
    size_t n_covering, n_zones;
    uint32_t *seen;  /* n_zones: cells that a zone covers, of this pick */
    uint32_t *stamp; /* n_zones: number of the pick that `seen` speaks of */
    uint32_t picks;
} pd_ground_pick;
PDOT_MUST_CHECK pdot_status pd_ground_pick_init(pdot_ctx *ctx, const pd_ground *ground, pd_ground_pick *pick);
void pd_ground_pick_release(pd_ground_pick *pick);
void pd_ground_pick_box(const pd_ground *ground, const pd_box *box, pd_ground_pick *pick);

/* Ascending. */
void pd_ground_sort_zones(uint32_t *zones, size_t n);

/* The border of a zone inside a box as chains with identity `id`, relative to (ox, oy). What lies left of the
 * box becomes vertical edges on its left wall, what lies right of it is dropped: the right wall closes.
 * INTERNAL if the border does not close. */
PDOT_MUST_CHECK pdot_status pd_ground_add_border(pdot_ctx *ctx, const pd_ground *ground, uint32_t zone,
                                                 const pd_box *box, double ox, double oy, int32_t id,
                                                 pd_soup *soup);

/* True if the point lies inside the zone, on its border included; *is_on_border (may be NULL) says which. */
bool pd_ground_contains(const pd_ground *ground, uint32_t zone, double x, double y, bool *is_on_border);

#endif
