/* Digests of the source files: by content, remembered in the store while size and modification time are the
 * same. */
#include "pipeline/import/import.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Files that belong to another one: in place of its extension, or behind its name. */
static const char *const EXTENSIONS[] = {".shx", ".dbf", ".prj", ".cpg", ".tfw", ".wld", ".gfs",
                                         ".xsd", ".SHX", ".DBF", ".PRJ", ".CPG", ".TFW"};
static const char *const ENDINGS[] = {".aux.xml", "-wal"};

static int64_t mtime_of(const struct stat *info)
{
    return (int64_t)info->st_mtim.tv_sec * 1000000000 + info->st_mtim.tv_nsec;
}

static pdot_status look_at(pd_import *import, const char *path, struct stat *out)
{
    if (stat(path, out) == 0)
        return PDOT_OK;
    const pd_place place = {.file = path};
    return pd_locate(import->ctx, pd_fail(import->ctx, PDOT_IO, "cannot be read: %s", strerror(errno)),
                     &place);
}

static pdot_status fill_digest(pd_import *import, pd_import_file *file)
{
    char *known = NULL;
    pdot_status status =
        pd_store_file_load(import->ctx, import->store, file->path, file->size, file->mtime_ns, &known);
    if (status == PDOT_OK && known != NULL) {
        memcpy(file->sha256, known, sizeof file->sha256);
    } else if (status == PDOT_OK) {
        file->is_new = true;
        status = pd_digest_file(import->ctx, file->path, file->sha256, NULL);
    }
    pd_free(known);
    return status;
}

pdot_status pd_import_find_file(pd_import *import, const char *path, const pd_import_file **out)
{
    struct stat info;
    for (size_t i = 0; i < import->n_files; i++) {
        if (strcmp(import->files[i].path, path) == 0) {
            *out = &import->files[i];
            return PDOT_OK;
        }
    }
    pdot_status status = look_at(import, path, &info);
    if (status != PDOT_OK)
        return status;
    if (!pd_grow(import->ctx, (void **)&import->files, &import->file_capacity, import->n_files + 1,
                 sizeof *import->files))
        return PDOT_NOMEM;
    pd_import_file *file = &import->files[import->n_files];
    *file = (pd_import_file){
        .path = pd_strdup(import->ctx, path), .size = (uint64_t)info.st_size, .mtime_ns = mtime_of(&info)};
    if (file->path == NULL)
        return PDOT_NOMEM;
    import->n_files++;
    status = fill_digest(import, file);
    *out = file;
    return status;
}

static bool is_file(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISREG(info.st_mode);
}

/* The digest of <stem><ending> if there is such a file. */
static pdot_status add_beside(pd_import *import, const char *path, size_t stem, const char *ending,
                              pd_digest *digest)
{
    pd_buffer beside;
    const pd_import_file *file = NULL;
    pd_buffer_init(import->ctx, &beside);
    pd_buffer_add(&beside, path, stem);
    pd_buffer_text(&beside, ending);
    pdot_status status = pd_buffer_status(&beside);
    if (status == PDOT_OK && is_file(beside.data) && strcmp(beside.data, path) != 0) {
        status = pd_import_find_file(import, beside.data, &file);
        if (status == PDOT_OK) {
            pd_digest_text(digest, ending);
            pd_digest_text(digest, file->sha256);
        }
    }
    pd_buffer_release(&beside);
    return status;
}

pdot_status pd_import_add_digest(pd_import *import, const pd_file *file, pd_digest *digest)
{
    const pd_import_file *found = NULL;
    pdot_status status = pd_import_find_file(import, file->path, &found);
    if (status != PDOT_OK)
        return status;
    pd_digest_text(digest, file->written);
    pd_digest_text(digest, found->sha256);
    const char *slash = strrchr(file->path, '/');
    const char *dot = strrchr(slash != NULL ? slash : file->path, '.');
    const size_t length = strlen(file->path);
    const size_t stem = dot != NULL ? (size_t)(dot - file->path) : length;
    for (size_t i = 0; i < sizeof EXTENSIONS / sizeof EXTENSIONS[0] && status == PDOT_OK; i++)
        status = add_beside(import, file->path, stem, EXTENSIONS[i], digest);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof ENDINGS[0] && status == PDOT_OK; i++)
        status = add_beside(import, file->path, length, ENDINGS[i], digest);
    return status;
}

pdot_status pd_import_check_files(pd_import *import, const pd_import_unit *unit)
{
    for (size_t i = 0; i < unit->n_files; i++) {
        const char *path = unit->files[i]->path;
        const pd_import_file *file = NULL;
        struct stat info;
        pdot_status status = pd_import_find_file(import, path, &file);
        if (status == PDOT_OK)
            status = look_at(import, path, &info);
        if (status != PDOT_OK)
            return status;
        if ((uint64_t)info.st_size != file->size || mtime_of(&info) != file->mtime_ns)
            return pd_locate(
                import->ctx,
                pd_fail(import->ctx, PDOT_IO, "changed while it was read: run again when it is whole"),
                &(pd_place){.file = path});
    }
    return PDOT_OK;
}

pdot_status pd_import_keep_digests(pd_import *import)
{
    pdot_status status = PDOT_OK;
    for (size_t i = 0; i < import->n_files && status == PDOT_OK; i++) {
        const pd_import_file *file = &import->files[i];
        if (file->is_new)
            status = pd_store_file_put(import->ctx, import->store, file->path, file->size, file->mtime_ns,
                                       file->sha256);
    }
    return status;
}

uint64_t pd_import_size(const pd_import *import, const pd_import_unit *unit)
{
    uint64_t size = 0;
    for (size_t i = 0; i < unit->n_files; i++)
        for (size_t k = 0; k < import->n_files; k++)
            if (strcmp(import->files[k].path, unit->files[i]->path) == 0)
                size += import->files[k].size;
    return size;
}

void pd_import_files_release(pd_import *import)
{
    for (size_t i = 0; i < import->n_files; i++)
        pd_free(import->files[i].path);
    pd_free(import->files);
    import->files = NULL;
    import->n_files = import->file_capacity = 0;
}
