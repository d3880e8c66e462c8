/* The territories' geometries, in the plan's order: into the plan, or into flat shapes. */
#include <string.h>

#include "store/sql.h"

#define MAPPED "PRAGMA mmap_size = 67108864"

typedef struct ground_reader {
    pdot_ctx *ctx;
    const pd_store *store;
    pdot_plan *plan;   /* takes WKB, or NULL */
    pd_shapes *shapes; /* takes shapes, or NULL */
    pd_byte_vector wkb;
} ground_reader;

/* More vertices than the row says, for which there is a slice. */
static pdot_status fail_on_slice(const ground_reader *r)
{
    pd_clear_error(r->ctx);
    return pd_sql_fail(r->ctx, r->store, SQLITE_CORRUPT);
}

static pdot_status keep_ground(ground_reader *r, pd_bytes blob, int32_t index)
{
    pdot_status status;
    if (r->shapes != NULL) {
        status = pd_shapes_add_blob(r->ctx, r->shapes, blob, NULL);
        return status == PDOT_LIMIT ? fail_on_slice(r) : status;
    }
    r->wkb.size = 0;
    status = pd_wkb_from_blob(r->ctx, blob, &r->wkb);
    if (status != PDOT_OK)
        return status;
    unsigned char *copy = pd_arena_alloc(r->ctx, &r->plan->arena, r->wkb.size);
    if (copy == NULL)
        return PDOT_NOMEM;
    memcpy(copy, r->wkb.data, r->wkb.size);
    r->plan->territories[index].wkb = (pd_bytes){copy, r->wkb.size};
    return PDOT_OK;
}

/* One by one: sorting rows by code would carry their geometries through the sorter. */
static pdot_status read_ground(pd_store *store, const pdot_plan *plan, int32_t first, int32_t end,
                               ground_reader *r)
{
    pd_bind bind = {0};
    pdot_status status = pd_sql_prepare(r->ctx, store, "SELECT geom FROM territory WHERE code = ?", &bind);
    for (int32_t i = first; i < end && status == PDOT_OK; i++) {
        bool has_row = false;
        bind.next = 1;
        pd_bind_text(&bind, plan->territories[i].code);
        status = pd_sql_step(r->ctx, store, &bind, &has_row);
        if (status == PDOT_OK)
            status = has_row ? keep_ground(r, pd_column_blob(&bind, 0), i)
                             : pd_sql_fail(r->ctx, store, SQLITE_CORRUPT);
        pd_sql_reset(&bind);
    }
    pd_sql_end(&bind);
    pd_byte_vector_release(&r->wkb);
    (void)sqlite3_db_release_memory(store->db); /* nobody asks for these pages again */
    return status;
}

pdot_status pd_store_load_ground(pdot_ctx *ctx, pd_store *store, pdot_plan *plan)
{
    ground_reader r = {.ctx = ctx, .store = store, .plan = plan};
    if (plan->n_territories > 0 && plan->territories[0].wkb.size > 0)
        return PDOT_OK;
    return read_ground(store, plan, 0, plan->n_territories, &r);
}

pdot_status pd_store_load_territories(pdot_ctx *ctx, pd_store *store, const pdot_plan *plan, int32_t first,
                                      int32_t end, pd_shapes *out)
{
    ground_reader r = {.ctx = ctx, .store = store, .shapes = out};
    pdot_status status = pd_sql_run(ctx, store, MAPPED); /* pages need not be copied; closing ends it */
    if (status == PDOT_OK)
        status = pd_sql_run(ctx, store, "BEGIN"); /* once, not for every territory */
    if (status == PDOT_OK)
        status = read_ground(store, plan, first, end, &r);
    return status == PDOT_OK ? pd_sql_run(ctx, store, "COMMIT") : status;
}
