/* The manifest as a tree of YAML nodes that know their line and column: for errors that point at the place.
 * libcyaml loads the values from the same bytes; it has no positions after loading. For the manifest's files
 * only. */
#ifndef PD_SOURCE_MANIFEST_TREE_H
#define PD_SOURCE_MANIFEST_TREE_H

#include <yaml.h>

#include "base/context.h"

typedef struct pd_tree {
    yaml_document_t document;
    const char *path; /* of the file, borrowed */
    bool is_open;
} pd_tree;

/* FORMAT with line and column: not YAML, not UTF-8, an anchor, alias or tag, several documents. LIMIT: too
 * deep or too many nodes. SCHEMA: nothing in it. */
PDOT_MUST_CHECK pdot_status pd_tree_parse(pdot_ctx *ctx, const char *path, const unsigned char *bytes,
                                          size_t size, pd_tree *out);
void pd_tree_close(pd_tree *tree);

yaml_node_t *pd_tree_root(pd_tree *tree);
yaml_node_t *pd_tree_node(pd_tree *tree, int index);

/* The value of a key, or entry `index` of a list. NULL if absent or of another kind. */
yaml_node_t *pd_tree_value(pd_tree *tree, const yaml_node_t *mapping, const char *key);
yaml_node_t *pd_tree_entry(pd_tree *tree, const yaml_node_t *list, size_t index);
size_t pd_tree_count(const yaml_node_t *list);

/* The text of a scalar. */
const char *pd_tree_text(const yaml_node_t *scalar);
int pd_tree_line(const yaml_node_t *node); /* from 1 */

/* Puts the file and the node's line and column to a failure. */
pdot_status pd_tree_at(pdot_ctx *ctx, const pd_tree *tree, const yaml_node_t *node, pdot_status failure);

#endif
