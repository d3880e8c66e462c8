/* Gives a target every input of the corpus, and each input damaged in ways that a seeded generator chooses:
 * bytes changed, lost, doubled, inputs joined. A corpus is a text file, each line one input, or a folder,
 * each file one input. replay SEED ROUNDS CORPUS… */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "fuzz.h"

#define MAX_INPUTS 4096
#define MAX_BYTES  65536

typedef struct input {
    unsigned char *bytes;
    size_t size;
} input;

static input inputs[MAX_INPUTS];
static size_t n_inputs;

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void add_input(const void *bytes, size_t size)
{
    if (n_inputs == MAX_INPUTS)
        return;
    unsigned char *copy = malloc(size + 1);
    FUZZ_CHECK(copy != NULL);
    memcpy(copy, bytes, size);
    copy[size] = '\0';
    inputs[n_inputs++] = (input){copy, size};
}

static FILE *open_or_exit(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    return file;
}

static void read_lines(const char *path)
{
    static char line[MAX_BYTES];
    FILE *file = open_or_exit(path);
    while (fgets(line, sizeof line, file) != NULL)
        add_input(line, strcspn(line, "\n"));
    fclose(file);
}

static void read_whole(const char *path)
{
    static unsigned char bytes[MAX_BYTES / 2];
    FILE *file = open_or_exit(path);
    add_input(bytes, fread(bytes, 1, sizeof bytes, file));
    fclose(file);
}

static int is_file(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void read_corpus(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
        read_lines(path);
        return;
    }
    struct dirent **entries = NULL;
    const int n = scandir(path, &entries, is_file, alphasort);
    for (int i = 0; i < n; i++) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        read_whole(name);
        free(entries[i]);
    }
    free(entries);
}

static size_t damage(const input *one, uint64_t *seed, unsigned char *out)
{
    size_t size = one->size;
    memcpy(out, one->bytes, size);
    for (uint64_t n = next_random(seed) % 4; n > 0 && size > 0; n--) {
        const size_t at = next_random(seed) % size;
        switch (next_random(seed) % 4) {
        case 0:
            out[at] = (unsigned char)next_random(seed);
            break;
        case 1:
            memmove(out + at, out + at + 1, --size - at);
            break;
        case 2:
            if (size + 1 < MAX_BYTES / 2) {
                memmove(out + at + 1, out + at, size - at);
                size++;
            }
            break;
        default: {
            const input *other = &inputs[next_random(seed) % n_inputs];
            if (size + other->size + 1 < MAX_BYTES / 2) {
                out[size++] = ' ';
                memcpy(out + size, other->bytes, other->size);
                size += other->size;
            }
        }
        }
    }
    return size;
}

int main(int argc, char **argv)
{
    static unsigned char bytes[MAX_BYTES];
    if (argc < 4)
        return 2;
    uint64_t seed = strtoull(argv[1], NULL, 10) * 2 + 1;
    const unsigned long rounds = strtoul(argv[2], NULL, 10);
    for (int i = 3; i < argc; i++)
        read_corpus(argv[i]);
    if (n_inputs == 0)
        return 2;
    for (size_t i = 0; i < n_inputs; i++)
        (void)LLVMFuzzerTestOneInput(inputs[i].bytes, inputs[i].size);
    for (unsigned long round = 0; round < rounds; round++)
        for (size_t i = 0; i < n_inputs; i++)
            (void)LLVMFuzzerTestOneInput(bytes, damage(&inputs[i], &seed, bytes));
    printf("%zu inputs, %lu rounds of damage, seed %s\n", n_inputs, rounds, argv[1]);
    for (size_t i = 0; i < n_inputs; i++)
        free(inputs[i].bytes);
    return 0;
}
