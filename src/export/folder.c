/* Building, listing, summing and exchanging the delivery's folder. */
#include "export/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "export/file.h"

static pdot_status fail_path(pdot_ctx *ctx, const char *doing, const char *path)
{
    const int reason = errno;
    const pd_place place = {.file = path};
    return pd_fail_at(ctx, PDOT_IO, &place, "cannot %s %s: %s", pd_translate(ctx, doing), path,
                      strerror(reason));
}

/* folder/name + suffix; NULL if memory ran out. */
static char *join(pdot_ctx *ctx, const char *folder, const char *name, const char *suffix)
{
    pd_buffer path;
    pd_buffer_init(ctx, &path);
    pd_buffer_format(&path, "%s/%s%s", folder, name, suffix);
    char *text = pd_buffer_take(&path);
    pd_buffer_release(&path);
    return text;
}

static bool exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

typedef struct walk {
    pdot_ctx *ctx;
    pd_arena *arena;
    const char **paths;
    size_t n, capacity;
    bool with_folders; /* folders too, after what is in them */
} walk;

static pdot_status walk_add(walk *list, const char *path)
{
    if (!pd_grow(list->ctx, (void **)&list->paths, &list->capacity, list->n + 1, sizeof *list->paths))
        return PDOT_NOMEM;
    list->paths[list->n] = pd_arena_strdup(list->ctx, list->arena, path);
    return list->paths[list->n++] != NULL ? PDOT_OK : PDOT_NOMEM;
}

static pdot_status walk_folder(walk *list, const char *root, const char *below);

static pdot_status walk_entry(walk *list, const char *root, const char *path)
{
    char *full = pd_path_join(list->ctx, root, path);
    struct stat info;
    pdot_status status = full != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK && lstat(full, &info) != 0)
        status = fail_path(list->ctx, N_("read"), full);
    if (status == PDOT_OK && S_ISDIR(info.st_mode)) {
        status = walk_folder(list, root, path);
        if (status == PDOT_OK && list->with_folders)
            status = walk_add(list, path);
    } else if (status == PDOT_OK && (list->with_folders || S_ISREG(info.st_mode))) {
        status = walk_add(list, path);
    }
    pd_free(full);
    return status;
}

static pdot_status walk_folder(walk *list, const char *root, const char *below)
{
    char *folder = join(list->ctx, root, below, "");
    DIR *open = folder != NULL ? opendir(folder) : NULL;
    pdot_status status = folder == NULL ? PDOT_NOMEM : PDOT_OK;
    if (status == PDOT_OK && open == NULL)
        status = fail_path(list->ctx, N_("read the folder"), folder);
    const struct dirent *entry;
    while (status == PDOT_OK && (entry = readdir(open)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        char *path = below[0] != '\0' ? pd_path_join(list->ctx, below, entry->d_name)
                                      : pd_strdup(list->ctx, entry->d_name);
        status = path != NULL ? walk_entry(list, root, path) : PDOT_NOMEM;
        pd_free(path);
    }
    if (open != NULL)
        (void)closedir(open);
    pd_free(folder);
    return status;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Hands the list over in the arena. */
static pdot_status walk_take(walk *list, const char ***paths, size_t *n)
{
    const char **copy = pd_arena_alloc(list->ctx, list->arena, (list->n + 1) * sizeof *copy);
    if (copy == NULL)
        return PDOT_NOMEM;
    if (list->n > 0)
        memcpy(copy, list->paths, list->n * sizeof *copy);
    *paths = copy;
    *n = list->n;
    return PDOT_OK;
}

pdot_status pd_folder_list(pdot_ctx *ctx, pd_arena *arena, const char *folder, const char ***paths, size_t *n)
{
    walk list = {.ctx = ctx, .arena = arena};
    pdot_status status = walk_folder(&list, folder, "");
    if (status == PDOT_OK && list.n > 1)
        qsort(list.paths, list.n, sizeof *list.paths, compare_text);
    if (status == PDOT_OK)
        status = walk_take(&list, paths, n);
    pd_free(list.paths);
    return status;
}

/* The folder with all that is in it; links are removed, not followed. */
static pdot_status remove_tree(pdot_ctx *ctx, const char *folder)
{
    pd_arena arena = {0};
    walk list = {.ctx = ctx, .arena = &arena, .with_folders = true};
    pdot_status status = walk_folder(&list, folder, "");
    for (size_t i = 0; status == PDOT_OK && i < list.n; i++) {
        char *path = pd_path_join(ctx, folder, list.paths[i]);
        if (path == NULL)
            status = PDOT_NOMEM;
        else if (remove(path) != 0)
            status = fail_path(ctx, N_("remove"), path);
        pd_free(path);
    }
    if (status == PDOT_OK && rmdir(folder) != 0)
        status = fail_path(ctx, N_("remove the folder"), folder);
    pd_free(list.paths);
    pd_arena_release(&arena);
    return status;
}

void pd_folder_abandon(pdot_ctx *ctx, const char *building)
{
    if (building != NULL && exists(building) && remove_tree(ctx, building) != PDOT_OK)
        pd_log(ctx, PDOT_LOG_WARNING, "%s could not be cleared away; the next run will try again", building);
}

/* Where an exchange was cut in the middle (see swap_by_steps), the old delivery is put back. */
static pdot_status mend(pdot_ctx *ctx, const char *final, const char *old)
{
    if (!exists(old))
        return PDOT_OK;
    if (!exists(final))
        return rename(old, final) == 0 ? PDOT_OK : fail_path(ctx, N_("rename"), old);
    return remove_tree(ctx, old);
}

static pdot_status check_ours(pdot_ctx *ctx, const char *final)
{
    if (!exists(final))
        return PDOT_OK;
    char *sums = pd_path_join(ctx, final, PD_SUMS_FILE);
    pdot_status status = sums != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK && !exists(sums)) {
        const pd_place place = {.file = final};
        status =
            pd_fail_at(ctx, PDOT_IO, &place,
                       "%s exists and is no delivery of pdot: move it away or choose another folder", final);
    }
    pd_free(sums);
    return status;
}

pdot_status pd_folder_begin(pdot_ctx *ctx, const char *out_dir, const char *name, char **building)
{
    *building = NULL;
    char *final = join(ctx, out_dir, name, ""), *new = join(ctx, out_dir, name, ".new");
    char *old = join(ctx, out_dir, name, ".old");
    pdot_status status = final != NULL && new != NULL &&old != NULL ? PDOT_OK : PDOT_NOMEM;
    if (status == PDOT_OK)
        status = mend(ctx, final, old);
    if (status == PDOT_OK)
        status = check_ours(ctx, final);
    if (status == PDOT_OK && exists(new))
        status = remove_tree(ctx, new);
    if (status == PDOT_OK && mkdir(new, 0777) != 0)
        status = fail_path(ctx, N_("make the folder"), new);
    if (status == PDOT_OK) {
        *building = new;
        new = NULL;
    }
    pd_free(old);
    pd_free(new);
    pd_free(final);
    return status;
}

static pdot_status add_sum(pdot_ctx *ctx, const char *folder, const char *path, pd_buffer *text)
{
    char digest[PD_DIGEST_SIZE];
    char *full = pd_path_join(ctx, folder, path);
    if (full == NULL)
        return PDOT_NOMEM;
    const pdot_status status = pd_digest_file(ctx, full, digest, NULL);
    if (status == PDOT_OK)
        pd_buffer_format(text, "%s  %s\n", digest, path);
    pd_free(full);
    return status;
}

pdot_status pd_folder_sum(pdot_ctx *ctx, const char *folder)
{
    pd_arena arena = {0};
    const char **paths = NULL;
    size_t n = 0;
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pdot_status status = pd_folder_list(ctx, &arena, folder, &paths, &n);
    for (size_t i = 0; status == PDOT_OK && i < n; i++)
        status = add_sum(ctx, folder, paths[i], &text);
    if (status == PDOT_OK)
        status = pd_buffer_status(&text);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, folder, PD_SUMS_FILE, text.data, text.size);
    pd_buffer_release(&text);
    pd_arena_release(&arena);
    return status;
}

/* The text of the list of sums; empty if there is none. */
static pdot_status read_sums(pdot_ctx *ctx, const char *folder, pd_buffer *text)
{
    char piece[4096];
    size_t got;
    char *path = pd_path_join(ctx, folder, PD_SUMS_FILE);
    if (path == NULL)
        return PDOT_NOMEM;
    FILE *file = fopen(path, "rb");
    while (file != NULL && (got = fread(piece, 1, sizeof piece, file)) > 0)
        pd_buffer_add(text, piece, got);
    if (file != NULL)
        (void)fclose(file);
    pd_free(path);
    return pd_buffer_status(text);
}

/* Steps through the paths of a list of sums: *at moves on, the path is ended by NUL in place. NULL at the
 * end. */
static const char *next_sum(char **at)
{
    enum { PATH_OFFSET = PD_DIGEST_SIZE - 1 + 2 };
    char *end = strchr(*at, '\n');
    if (end == NULL || end - *at <= PATH_OFFSET)
        return NULL;
    const char *path = *at + PATH_OFFSET;
    *end = '\0';
    *at = end + 1;
    return path;
}

/* Files that SQLite and QGIS leave beside a file they have open. */
static bool is_leftover(const char *path)
{
    static const char *const ENDS[] = {"-wal", "-shm", "-journal", "~"};
    const size_t size = strlen(path);
    for (size_t i = 0; i < sizeof ENDS / sizeof ENDS[0]; i++) {
        const size_t tail = strlen(ENDS[i]);
        if (size > tail && strcmp(path + size - tail, ENDS[i]) == 0)
            return true;
    }
    return false;
}

/* Links a file of the old folder into the new one, unless the new one has a file of that name. */
static pdot_status carry(pdot_ctx *ctx, const char *final, const char *new, const char *path)
{
    char *from = pd_path_join(ctx, final, path), *to = pd_path_join(ctx, new, path);
    pdot_status status = from != NULL && to != NULL ? PDOT_OK : PDOT_NOMEM;
    for (char *slash = status == PDOT_OK ? strchr(to + strlen(new) + 1, '/') : NULL; slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(to, 0777);
        *slash = '/';
    }
    if (status == PDOT_OK && link(from, to) != 0 && errno != EEXIST)
        status = fail_path(ctx, N_("keep"), from);
    pd_free(to);
    pd_free(from);
    return status;
}

/* Keeps what is in the old delivery but not of it: a person's notes, an edited project under another name. */
static pdot_status carry_others(pdot_ctx *ctx, const char *final, const char *new)
{
    pd_arena arena = {0};
    const char **paths = NULL, **ours = NULL;
    size_t n = 0, n_ours = 0, capacity = 0;
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    pdot_status status = read_sums(ctx, final, &text);
    if (status == PDOT_OK)
        status = pd_folder_list(ctx, &arena, final, &paths, &n);
    char *at = text.data;
    for (const char *path; status == PDOT_OK && (path = next_sum(&at)) != NULL;) {
        if (pd_grow(ctx, (void **)&ours, &capacity, n_ours + 1, sizeof *ours))
            ours[n_ours++] = path;
        else
            status = PDOT_NOMEM;
    }
    if (n_ours > 1)
        qsort(ours, n_ours, sizeof *ours, compare_text);
    for (size_t i = 0; status == PDOT_OK && i < n; i++) {
        const bool is_ours =
            strcmp(paths[i], PD_SUMS_FILE) == 0 || is_leftover(paths[i]) ||
            (n_ours > 0 && bsearch(&paths[i], ours, n_ours, sizeof *ours, compare_text) != NULL);
        if (!is_ours)
            status = carry(ctx, final, new, paths[i]);
    }
    pd_free(ours);
    pd_buffer_release(&text);
    pd_arena_release(&arena);
    return status;
}

/* Where the file system cannot exchange two names: aside, then in. mend() puts back what is cut between. */
static pdot_status swap_by_steps(pdot_ctx *ctx, const char *final, const char *new, const char *old)
{
    if (rename(final, old) != 0)
        return fail_path(ctx, N_("rename"), final);
    if (rename(new, final) != 0) {
        const pdot_status status = fail_path(ctx, N_("rename"), new);
        (void)rename(old, final);
        return status;
    }
    return remove_tree(ctx, old);
}

static pdot_status swap(pdot_ctx *ctx, const char *final, const char *new, const char *old)
{
    if (!exists(final))
        return rename(new, final) == 0 ? PDOT_OK : fail_path(ctx, N_("rename"), new);
    const pdot_status status = carry_others(ctx, final, new);
    if (status != PDOT_OK)
        return status;
    if (renameat2(AT_FDCWD, new, AT_FDCWD, final, RENAME_EXCHANGE) == 0)
        return remove_tree(ctx, new);
    return swap_by_steps(ctx, final, new, old);
}

pdot_status pd_folder_swap(pdot_ctx *ctx, const char *out_dir, const char *name)
{
    char *final = join(ctx, out_dir, name, ""), *new = join(ctx, out_dir, name, ".new");
    char *old = join(ctx, out_dir, name, ".old");
    const pdot_status status =
        final != NULL && new != NULL &&old != NULL ? swap(ctx, final, new, old) : PDOT_NOMEM;
    pd_free(old);
    pd_free(new);
    pd_free(final);
    return status;
}

pdot_status pd_folder_is_whole(pdot_ctx *ctx, const char *out_dir, const char *name, bool *is_whole)
{
    pd_buffer text;
    pd_buffer_init(ctx, &text);
    char *folder = pd_path_join(ctx, out_dir, name);
    pdot_status status = folder != NULL ? read_sums(ctx, folder, &text) : PDOT_NOMEM;
    bool is_good = status == PDOT_OK && text.size > 0;
    char *at = text.data;
    for (const char *path; is_good && (path = next_sum(&at)) != NULL;) {
        char *full = pd_path_join(ctx, folder, path);
        if (full == NULL)
            status = PDOT_NOMEM;
        is_good = full != NULL && exists(full);
        pd_free(full);
    }
    if (status == PDOT_OK)
        *is_whole = is_good;
    pd_free(folder);
    pd_buffer_release(&text);
    return status;
}
