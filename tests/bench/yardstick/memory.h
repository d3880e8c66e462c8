/* What the yardstick does when something fails: say so and end. It is a measuring instrument, run by a
 * script; nothing here goes on with half an answer. */
#ifndef BENCH_MEMORY_H
#define BENCH_MEMORY_H

#include <stddef.h>

_Noreturn void die(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Never NULL; size 0 counts as 1. */
void *need(size_t count, size_t size);
void *need_zeroed(size_t count, size_t size);

/* Room for one more item behind `count`; doubles. */
void *room_for_more(void *items, size_t count, size_t *capacity, size_t size);

#endif
