/* The R*Tree of a feature table, packed at once: boxes are put in the order of a Hilbert curve and fill node
 * after node, which takes a tenth of the time of inserting them one by one and gives a tighter tree.
 *
 * Format (SQLite's R*Tree module, two dimensions of 32-bit floats): table <index>_node(nodeno, data) holds
 * nodes of one fixed size; data is 2 bytes depth of the tree (only in the root, node 1), 2 bytes number of
 * cells, then cells of 24 bytes: 8 bytes id (rowid in a leaf, nodeno of the child above), then x min, x max,
 * y min, y max; all big endian. <index>_rowid(rowid, nodeno) leads from an entry to its leaf,
 * <index>_parent(nodeno, parentnode) from a node to the one above. Test: SQLite's own rtreecheck(). */
#include "store/sql.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define CELL_SIZE 24u
#define HEAD_SIZE 4u
#define ROOT_NODE 1
#define BATCH_ENTRIES                                                                                        \
    (1u << 20)         /* sorted and packed together: 48 MB of scratch memory, whatever the layer's size */
#define CURVE_ORDER 16 /* of the Hilbert curve: 65536 cells a side */

typedef struct entry {
    int64_t id;
    float box[4]; /* x min, x max, y min, y max */
    uint32_t curve, arrival;
} entry;

struct pd_rtree_loader {
    pdot_ctx *ctx;
    pd_store *store;
    pd_bind node, rowid, parent; /* insert statements of the three tables */
    unsigned char *data;         /* one node */
    size_t node_size, max_cells;
    entry *batch;
    size_t n_batch, batch_capacity;
    int64_t *ids, *leaves; /* of the batch, in the order of arrival, which is that of the rowid table */
    size_t id_capacity, leaf_capacity;
    entry *nodes; /* the newest complete level: id is the nodeno */
    size_t n_nodes, node_capacity;
    int64_t next_node;
};

static pdot_status prepare_insert(pdot_ctx *ctx, pd_store *store, const char *index, const char *table,
                                  pd_bind *out)
{
    pd_buffer name;
    pd_buffer sql;
    pd_buffer_init(ctx, &name);
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&name, "%s_%s", index, table);
    pd_buffer_text(&sql, "INSERT OR REPLACE INTO ");
    pd_sql_identifier(&sql, name.data);
    pd_buffer_text(&sql, " VALUES (?, ?)");
    pdot_status status = pd_buffer_status(&name);
    if (status == PDOT_OK)
        status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_prepare(ctx, store, sql.data, out);
    pd_buffer_release(&name);
    pd_buffer_release(&sql);
    return status;
}

/* The module chose the size when it made the empty root. */
static pdot_status read_node_size(pdot_ctx *ctx, pd_rtree_loader *loader, const char *index)
{
    pd_buffer sql;
    int64_t size = 0;
    pd_buffer_init(ctx, &sql);
    pd_buffer_format(&sql, "SELECT length(data) FROM \"%s_node\" WHERE nodeno = 1", index);
    pdot_status status = pd_buffer_status(&sql);
    if (status == PDOT_OK)
        status = pd_sql_integer(ctx, loader->store, sql.data, &size);
    pd_buffer_release(&sql);
    if (status != PDOT_OK)
        return status;
    if (size < (int64_t)(HEAD_SIZE + 2 * CELL_SIZE))
        return pd_fail(ctx, PDOT_INTERNAL, "The spatial index %s has no root.", index);
    loader->node_size = (size_t)size;
    loader->max_cells = (loader->node_size - HEAD_SIZE) / CELL_SIZE;
    loader->data = pd_alloc(ctx, loader->node_size);
    return loader->data != NULL ? PDOT_OK : PDOT_NOMEM;
}

pdot_status pd_rtree_new(pdot_ctx *ctx, pd_store *store, const char *index, pd_rtree_loader **out)
{
    *out = NULL;
    pd_rtree_loader *loader = pd_alloc(ctx, sizeof *loader);
    if (loader == NULL)
        return PDOT_NOMEM;
    loader->ctx = ctx;
    loader->store = store;
    loader->next_node = ROOT_NODE + 1;
    pdot_status status = read_node_size(ctx, loader, index);
    if (status == PDOT_OK)
        status = prepare_insert(ctx, store, index, "node", &loader->node);
    if (status == PDOT_OK)
        status = prepare_insert(ctx, store, index, "rowid", &loader->rowid);
    if (status == PDOT_OK)
        status = prepare_insert(ctx, store, index, "parent", &loader->parent);
    if (status != PDOT_OK) {
        pd_rtree_free(loader);
        return status;
    }
    *out = loader;
    return PDOT_OK;
}

void pd_rtree_free(pd_rtree_loader *loader)
{
    if (loader == NULL)
        return;
    pd_sql_end(&loader->node);
    pd_sql_end(&loader->rowid);
    pd_sql_end(&loader->parent);
    pd_free(loader->data);
    pd_free(loader->batch);
    pd_free(loader->ids);
    pd_free(loader->leaves);
    pd_free(loader->nodes);
    pd_free(loader);
}

/* Outward, so that the box in the tree always holds the real one. */
static float round_down(double value)
{
    const float near = (float)value;
    return (double)near > value ? nextafterf(near, -INFINITY) : near;
}

static float round_up(double value)
{
    const float near = (float)value;
    return (double)near < value ? nextafterf(near, INFINITY) : near;
}

/* Position along the curve of cell x, y: the classic walk from the coarsest quadrant down (Hilbert 1891). */
static uint32_t curve_position(uint32_t x, uint32_t y)
{
    uint32_t position = 0;
    for (uint32_t side = 1u << (CURVE_ORDER - 1); side > 0; side >>= 1) {
        const uint32_t right = (x & side) != 0;
        const uint32_t upper = (y & side) != 0;
        position = (position << 2) | ((3u * right) ^ upper);
        if (upper == 0) {
            if (right != 0) {
                x = ~x;
                y = ~y;
            }
            const uint32_t swap = x;
            x = y;
            y = swap;
        }
    }
    return position;
}

static void extend_box(float box[4], const float with[4])
{
    box[0] = fminf(box[0], with[0]);
    box[1] = fmaxf(box[1], with[1]);
    box[2] = fminf(box[2], with[2]);
    box[3] = fmaxf(box[3], with[3]);
}

static uint32_t curve_cell(float low, float high, float min, float max)
{
    const double side = (double)max - (double)min;
    const double middle = ((double)low + (double)high) / 2 - (double)min;
    const double cells = (double)((1u << CURVE_ORDER) - 1u);
    return side > 0 ? (uint32_t)(middle / side * cells) : 0;
}

static int compare_entries(const void *a, const void *b)
{
    const entry *one = a;
    const entry *other = b;
    if (one->curve != other->curve)
        return one->curve < other->curve ? -1 : 1;
    return one->id < other->id ? -1 : one->id > other->id;
}

static void sort_batch(pd_rtree_loader *loader)
{
    float whole[4] = {INFINITY, -INFINITY, INFINITY, -INFINITY};
    for (size_t i = 0; i < loader->n_batch; i++)
        extend_box(whole, loader->batch[i].box);
    for (size_t i = 0; i < loader->n_batch; i++) {
        entry *one = &loader->batch[i];
        one->curve = curve_position(curve_cell(one->box[0], one->box[1], whole[0], whole[1]),
                                    curve_cell(one->box[2], one->box[3], whole[2], whole[3]));
    }
    qsort(loader->batch, loader->n_batch, sizeof *loader->batch, compare_entries);
}

static void put_big_endian(unsigned char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

static pdot_status put_pair(pd_rtree_loader *loader, pd_bind *bind, int64_t key, int64_t value)
{
    bind->next = 1;
    pd_bind_integer(bind, key);
    pd_bind_integer(bind, value);
    return pd_sql_finish(loader->ctx, loader->store, bind);
}

/* Writes one node of `count` cells and gives its box. */
static pdot_status put_node(pd_rtree_loader *loader, int64_t nodeno, int depth, const entry *cells,
                            size_t count, entry *out)
{
    unsigned char *at = loader->data;
    memset(at, 0, loader->node_size);
    put_big_endian(at, (uint64_t)depth, 2);
    put_big_endian(at + 2, count, 2);
    at += HEAD_SIZE;
    *out = cells[0];
    out->id = nodeno;
    for (size_t i = 0; i < count; i++, at += CELL_SIZE) {
        put_big_endian(at, (uint64_t)cells[i].id, 8);
        for (size_t k = 0; k < 4; k++) {
            uint32_t bits = 0;
            memcpy(&bits, &cells[i].box[k], sizeof bits);
            put_big_endian(at + 8 + 4 * k, bits, 4);
        }
        extend_box(out->box, cells[i].box);
    }
    loader->node.next = 1;
    pd_bind_integer(&loader->node, nodeno);
    pd_bind_blob(&loader->node, (pd_bytes){loader->data, loader->node_size});
    return pd_sql_finish(loader->ctx, loader->store, &loader->node);
}

static pdot_status put_rowids(pd_rtree_loader *loader)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < loader->n_batch && status == PDOT_OK; i++)
        status = put_pair(loader, &loader->rowid, loader->ids[i], loader->leaves[i]);
    return status;
}

/* Packs the batch into leaves; as_root: it is the whole tree and fits the root. */
static pdot_status flush_batch(pd_rtree_loader *loader, bool as_root)
{
    sort_batch(loader);
    if (!pd_grow(loader->ctx, (void **)&loader->leaves, &loader->leaf_capacity, loader->n_batch,
                 sizeof *loader->leaves))
        return PDOT_NOMEM;
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < loader->n_batch && status == PDOT_OK; i += loader->max_cells) {
        const size_t left = loader->n_batch - i;
        const size_t count = left < loader->max_cells ? left : loader->max_cells;
        const int64_t nodeno = as_root ? ROOT_NODE : loader->next_node++;
        if (!pd_grow(loader->ctx, (void **)&loader->nodes, &loader->node_capacity, loader->n_nodes + 1,
                     sizeof *loader->nodes))
            return PDOT_NOMEM;
        status = put_node(loader, nodeno, 0, &loader->batch[i], count, &loader->nodes[loader->n_nodes++]);
        for (size_t k = 0; k < count; k++)
            loader->leaves[loader->batch[i + k].arrival] = nodeno;
    }
    if (status == PDOT_OK)
        status = put_rowids(loader);
    loader->n_batch = 0;
    return status;
}

pdot_status pd_rtree_add(pdot_ctx *ctx, pd_rtree_loader *loader, int64_t id, const pd_box *box)
{
    if (!pd_grow(ctx, (void **)&loader->batch, &loader->batch_capacity, loader->n_batch + 1,
                 sizeof *loader->batch) ||
        !pd_grow(ctx, (void **)&loader->ids, &loader->id_capacity, loader->n_batch + 1, sizeof *loader->ids))
        return PDOT_NOMEM;
    loader->ids[loader->n_batch] = id;
    loader->batch[loader->n_batch] = (entry){
        .id = id,
        .box = {round_down(box->min_x), round_up(box->max_x), round_down(box->min_y), round_up(box->max_y)},
        .arrival = (uint32_t)loader->n_batch,
    };
    loader->n_batch++;
    return loader->n_batch < BATCH_ENTRIES ? PDOT_OK : flush_batch(loader, false);
}

static pdot_status put_parents(pd_rtree_loader *loader, const entry *children, size_t count, int64_t parent)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < count && status == PDOT_OK; i++)
        status = put_pair(loader, &loader->parent, children[i].id, parent);
    return status;
}

/* One level above loader->nodes, in place: node i of the new level never lies behind its first child. */
static pdot_status put_level(pd_rtree_loader *loader)
{
    pdot_status status = PDOT_OK;
    size_t n_above = 0;
    for (size_t i = 0; i < loader->n_nodes && status == PDOT_OK; i += loader->max_cells) {
        const size_t left = loader->n_nodes - i;
        const size_t count = left < loader->max_cells ? left : loader->max_cells;
        const int64_t nodeno = loader->next_node++;
        entry above;
        status = put_node(loader, nodeno, 0, &loader->nodes[i], count, &above);
        if (status == PDOT_OK)
            status = put_parents(loader, &loader->nodes[i], count, nodeno);
        loader->nodes[n_above++] = above;
    }
    loader->n_nodes = n_above;
    return status;
}

pdot_status pd_rtree_end(pdot_ctx *ctx, pd_rtree_loader *loader)
{
    (void)ctx;
    const bool fits_root = loader->n_nodes == 0 && loader->n_batch <= loader->max_cells;
    pdot_status status = loader->n_batch > 0 ? flush_batch(loader, fits_root) : PDOT_OK;
    if (status != PDOT_OK || fits_root)
        return status;
    int depth = 1;
    for (; loader->n_nodes > loader->max_cells && status == PDOT_OK; depth++)
        status = put_level(loader);
    entry root;
    if (status == PDOT_OK)
        status = put_parents(loader, loader->nodes, loader->n_nodes, ROOT_NODE);
    if (status == PDOT_OK)
        status = put_node(loader, ROOT_NODE, depth, loader->nodes, loader->n_nodes, &root);
    return status;
}
