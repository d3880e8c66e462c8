/* Targets whose function reads a file: the bytes lie in one file of a folder of the process's own, written
 * anew each time. */
#ifndef PD_FUZZ_FILE_H
#define PD_FUZZ_FILE_H

#include "fuzz.h"

/* The path of the file called `name` with these bytes. Valid until the next call. The folder goes with the
 * process. */
const char *fuzz_file(const char *name, const uint8_t *data, size_t size);

#endif
