#include "memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define FIRST_CAPACITY 4096

void die(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bench_geos: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_FAILURE);
}

void *need(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size)
        die("out of memory");
    void *memory = malloc(count * size > 0 ? count * size : 1);
    if (memory == NULL)
        die("out of memory");
    return memory;
}

void *need_zeroed(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL)
        die("out of memory");
    return memory;
}

void *room_for_more(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity > 0 ? *capacity * 2 : FIRST_CAPACITY;
    items = realloc(items, *capacity * size);
    if (items == NULL)
        die("out of memory");
    return items;
}
