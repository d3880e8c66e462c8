/* The delivery's folder: built beside the old one as "<name>.new" and exchanged with it in one step, so that
 * nobody ever sees half a delivery and an interrupted run leaves the old one as it was. Files that others put
 * into the old folder are kept. */
#ifndef PD_EXPORT_FOLDER_H
#define PD_EXPORT_FOLDER_H

#include "base/memory.h"

#define PD_SUMS_FILE "SHA256SUMS"

/* Makes out_dir/<name>.new, empty; what an interrupted run left is cleared away first. *building, its path,
 * is ended by pd_free. IO; also if out_dir/<name> exists and is no delivery of ours (it has no list of sums).
 */
PDOT_MUST_CHECK pdot_status pd_folder_begin(pdot_ctx *ctx, const char *out_dir, const char *name,
                                            char **building);

/* Relative paths of all regular files below the folder, sorted, in the arena. */
PDOT_MUST_CHECK pdot_status pd_folder_list(pdot_ctx *ctx, pd_arena *arena, const char *folder,
                                           const char ***paths, size_t *n);

/* Writes SHA256SUMS over all files of the folder, in the form `sha256sum -c` reads. */
PDOT_MUST_CHECK pdot_status pd_folder_sum(pdot_ctx *ctx, const char *folder);

/* Puts out_dir/<name>.new in the place of out_dir/<name>. */
PDOT_MUST_CHECK pdot_status pd_folder_swap(pdot_ctx *ctx, const char *out_dir, const char *name);

/* Gives up a folder that pd_folder_begin made. NULL is fine. */
void pd_folder_abandon(pdot_ctx *ctx, const char *building);

/* True if the folder has a list of sums and every file in it exists. */
PDOT_MUST_CHECK pdot_status pd_folder_is_whole(pdot_ctx *ctx, const char *out_dir, const char *name,
                                               bool *is_whole);

#endif
