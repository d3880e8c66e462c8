/* Gives a target every line of the corpus files, and each line damaged in ways that a seeded generator
 * chooses: bytes changed, lost, doubled, lines joined.   replay SEED ROUNDS FILE… */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MAX_LINES 4096
#define MAX_BYTES 65536

static char *lines[MAX_LINES];
static size_t n_lines;

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void read_lines(const char *path)
{
    static char line[MAX_BYTES];
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    while (n_lines < MAX_LINES && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        lines[n_lines++] = strdup(line);
    }
    fclose(file);
}

static size_t damage(const char *line, uint64_t *seed, unsigned char *out)
{
    size_t size = strlen(line);
    memcpy(out, line, size);
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
            const char *other = lines[next_random(seed) % n_lines];
            const size_t length = strlen(other);
            if (size + length + 1 < MAX_BYTES / 2) {
                out[size++] = ' ';
                memcpy(out + size, other, length);
                size += length;
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
        read_lines(argv[i]);
    if (n_lines == 0)
        return 2;
    for (size_t i = 0; i < n_lines; i++)
        (void)LLVMFuzzerTestOneInput((const uint8_t *)lines[i], strlen(lines[i]));
    for (unsigned long round = 0; round < rounds; round++)
        for (size_t i = 0; i < n_lines; i++)
            (void)LLVMFuzzerTestOneInput(bytes, damage(lines[i], &seed, bytes));
    printf("%zu lines, %lu rounds of damage, seed %s\n", n_lines, rounds, argv[1]);
    for (size_t i = 0; i < n_lines; i++)
        free(lines[i]);
    return 0;
}
