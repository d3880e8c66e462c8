/* Small files for the tests of the layer source: written to a temporary folder of the test, removed with it.
 */
#ifndef PD_TEST_SOURCE_FILES_H
#define PD_TEST_SOURCE_FILES_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support.h"

#include "base/finding.h"

typedef struct files {
    char folder[64];
    char path[512]; /* of the file written last */
} files;

static inline void files_make(files *self)
{
    (void)snprintf(self->folder, sizeof self->folder, "%s/pdot-test-XXXXXX", P_tmpdir);
    assert_non_null(mkdtemp(self->folder));
}

static inline const char *files_name(files *self, const char *name)
{
    (void)snprintf(self->path, sizeof self->path, "%s/%s", self->folder, name);
    return self->path;
}

/* Writes the bytes under the name; the path is valid until the next call. */
static inline const char *files_write(files *self, const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(files_name(self, name), "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
    return self->path;
}

static inline const char *files_text(files *self, const char *name, const char *text)
{
    return files_write(self, name, text, strlen(text));
}

static inline void files_remove(files *self)
{
    DIR *folder = opendir(self->folder);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        if (entry->d_name[0] != '.')
            (void)unlink(files_name(self, entry->d_name));
    }
    if (folder != NULL)
        (void)closedir(folder);
    (void)rmdir(self->folder);
}

/* The path of a file of the real data, or NULL (and a line that says so) where they are not installed. */
static inline const char *files_real(files *self, const char *name)
{
    const char *folder = getenv("PDOT_REALDATA");
    if (folder == NULL) {
        print_message("skipped: PDOT_REALDATA names no folder of real data\n");
        return NULL;
    }
    (void)snprintf(self->path, sizeof self->path, "%s/%s", folder, name);
    return self->path;
}

static inline const pdot_finding *finding_of(const pd_findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->count; i++) {
        if (strcmp(findings->items[i].rule, rule) == 0)
            return &findings->items[i];
    }
    return NULL;
}

static inline size_t count_findings(const pd_findings *findings, const char *rule)
{
    size_t n = 0;
    for (size_t i = 0; i < findings->count; i++)
        n += strcmp(findings->items[i].rule, rule) == 0;
    return n;
}

#endif
