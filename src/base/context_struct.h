/* The context's members, for context.c, error.c and memory.c only. */
#ifndef PD_BASE_CONTEXT_STRUCT_H
#define PD_BASE_CONTEXT_STRUCT_H

#include <stdatomic.h>

#include "base/context.h"

/* Shared by a context and its workers. */
typedef struct pd_shared {
    atomic_bool is_cancelled;
    atomic_uint_fast64_t fail_countdown; /* the n-th allocation from now fails; 0: none */
} pd_shared;

typedef struct pd_slot_entry {
    void *handle;
    void (*destroy)(void *handle);
} pd_slot_entry;

struct pdot_ctx {
    pd_shared own;     /* of a context that is no worker */
    pd_shared *shared; /* own, or the parent's */
    pdot_log_fn log;
    void *log_user;
    pdot_progress_fn progress;
    void *progress_user;
    uint64_t progress_ms; /* monotonic time of the last report */
    pdot_translate_fn translate;
    void *translate_user;
    pdot_error error; /* points into the buffers below: recording an error never allocates */
    char message[2048], file[1024], layer[256], field[256];
    pd_slot_entry slots[PD_SLOT_COUNT];
};

#endif
