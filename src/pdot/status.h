/* What a call of the library answers. A code exists only where a caller would act on it; the message is in
 * the context. */
#ifndef PDOT_STATUS_H
#define PDOT_STATUS_H

#if defined(__GNUC__)
#define PDOT_API        __attribute__((visibility("default")))
#define PDOT_MUST_CHECK __attribute__((warn_unused_result))
#else
#define PDOT_API
#define PDOT_MUST_CHECK
#endif

typedef enum pdot_status {
    PDOT_OK = 0,
    PDOT_NOMEM,       /* memory ran out */
    PDOT_ARG,         /* the caller broke the contract of a public function */
    PDOT_IO,          /* a file cannot be read or written */
    PDOT_FORMAT,      /* a file is not what it says it is */
    PDOT_SCHEMA,      /* a declared column, key, class, code is missing, unknown or of the wrong type */
    PDOT_NOTFOUND,    /* what was asked for does not exist */
    PDOT_AMBIGUOUS,   /* several answers are equally good */
    PDOT_GEOMETRY,    /* a geometry cannot be used or repaired */
    PDOT_CRS,         /* a coordinate reference system is missing, unknown or cannot be transformed soundly */
    PDOT_LIMIT,       /* an input is larger than the limits of base/limits.h */
    PDOT_UNSUPPORTED, /* the installed libraries cannot do this */
    PDOT_STORE,       /* the store is locked, damaged, or newer than this program */
    PDOT_CANCELLED,   /* the caller asked to stop */
    PDOT_INTERNAL     /* a defect of pdot */
} pdot_status;

/* The status as a stable lower-case word ("format"), as --json prints it. Never NULL. */
PDOT_API const char *pdot_status_name(pdot_status status);

#endif
