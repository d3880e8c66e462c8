/* A fuzz target: one function that any bytes may be given to. Built with clang's -fsanitize=fuzzer it is
 * driven by coverage; in the normal suite replay.c drives it with the corpus and with seeded damage to it. */
#ifndef PD_FUZZ_H
#define PD_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the process with a line on stderr: what broke. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_failed(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_failed(const char *condition, const char *file, int line);

#endif
