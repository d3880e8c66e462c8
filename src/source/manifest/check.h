/* The checks of a manifest before it is loaded: keys and values against the schema, then the rules between
 * keys. Every failure has line and column and says what is allowed. For the manifest's files only. */
#ifndef PD_SOURCE_MANIFEST_CHECK_H
#define PD_SOURCE_MANIFEST_CHECK_H

#include "base/buffer.h"
#include "source/manifest/schema.h"
#include "source/manifest/tree.h"

/* Unknown, missing and repeated keys, wrong types, values that are not allowed, files that are not there.
 * folder: of the manifest, where relative paths start. SCHEMA, CRS, IO. */
PDOT_MUST_CHECK pdot_status pd_manifest_check_keys(pdot_ctx *ctx, pd_tree *tree, const char *folder);

/* What keys demand of each other, on the loaded values. SCHEMA, CRS. */
PDOT_MUST_CHECK pdot_status pd_manifest_check_rules(pdot_ctx *ctx, pd_tree *tree, const pd_raw_manifest *raw);

/* A path of the manifest resolved: absolute ones stay, others start at the folder. */
void pd_manifest_resolve(pd_buffer *out, const char *folder, const char *written);

#endif
