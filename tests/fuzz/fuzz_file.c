#include "fuzz_file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[64];
static char path[128];

static void remove_folder(void)
{
    DIR *entries = opendir(folder);
    char name[400];
    for (struct dirent *entry; entries != NULL && (entry = readdir(entries)) != NULL;)
        if (entry->d_name[0] != '.') {
            snprintf(name, sizeof name, "%s/%s", folder, entry->d_name);
            (void)unlink(name);
        }
    if (entries != NULL)
        (void)closedir(entries);
    (void)rmdir(folder);
}

const char *fuzz_file(const char *name, const uint8_t *data, size_t size)
{
    if (folder[0] == '\0') {
        snprintf(folder, sizeof folder, "%s/pdot-fuzz-XXXXXX",
                 access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir);
        FUZZ_CHECK(mkdtemp(folder) != NULL);
        (void)atexit(remove_folder);
    }
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    FUZZ_CHECK(file != NULL);
    FUZZ_CHECK(size == 0 || fwrite(data, 1, size, file) == size);
    FUZZ_CHECK(fclose(file) == 0);
    return path;
}
