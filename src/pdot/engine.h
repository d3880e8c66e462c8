/* The engine's face: open a plan (its manifest), bring its stages up to date, ask about a zone text or a
 * figure.
 *
 *     pdot_engine *engine = NULL;
 *     pdot_report *report = NULL;
 *     pdot_options options = PDOT_OPTIONS_INIT;
 *     status = pdot_engine_open(ctx, "plan.yaml", &options, &engine);
 *     if (status == PDOT_OK)
 *         status = pdot_engine_run(ctx, engine, PDOT_STAGE_EXPORT, false, &report);
 *     pdot_report_free(report);
 *     pdot_engine_close(engine);
 *
 * Everything handed out through T **out belongs to the caller and is ended by the matching _free; strings
 * inside belong to it. */
#ifndef PDOT_ENGINE_H
#define PDOT_ENGINE_H

#include <stddef.h>

#include "pdot/context.h"

typedef struct pdot_options {
    int version;          /* PDOT_OPTIONS_VERSION */
    const char *out_dir;  /* where store and delivery go; NULL: ./pdot-<plan id> */
    const char *language; /* "es", "en"; NULL: the manifest's */
    int jobs;             /* worker threads, 1 to 256; 0: one per core */
    const char *name;     /* name of the delivery's files; NULL: the plan id */
} pdot_options;

#define PDOT_OPTIONS_VERSION 1
#define PDOT_OPTIONS_INIT                                                                                    \
    {                                                                                                        \
        PDOT_OPTIONS_VERSION, NULL, NULL, 0, NULL                                                            \
    }

/* In the order they run; asking for one brings the earlier ones up to date first. */
typedef enum pdot_stage {
    PDOT_STAGE_IMPORT,
    PDOT_STAGE_LINK,
    PDOT_STAGE_COVERAGE,
    PDOT_STAGE_AUDIT,
    PDOT_STAGE_EXPORT,
    PDOT_STAGE_COUNT
} pdot_stage;

typedef struct pdot_engine pdot_engine;

typedef struct pdot_stage_report {
    const char *name;  /* "import", "link", "coverage", "audit", "export" */
    bool is_fresh;     /* nothing had changed: no work done */
    double seconds;    /* wall time; the only figure that is not a function of the input */
    const char *notes; /* what was done, one line, or "" */
} pdot_stage_report;

typedef enum pdot_severity { PDOT_SEVERITY_INFO, PDOT_SEVERITY_REVIEW, PDOT_SEVERITY_ERROR } pdot_severity;

typedef struct pdot_finding {
    pdot_severity severity;
    const char *rule;    /* stable code such as "geom_repaired", "zone_vague" */
    const char *subject; /* what it is about: a code, an id, a name; may be "" */
    const char *message; /* one sentence in the plan's language */
    const char *expected, *found;
    const char *file, *layer, *field;
    int64_t row;
} pdot_finding;

typedef struct pdot_report {
    pdot_stage_report stages[PDOT_STAGE_COUNT];
    int n_stages;
    const char **outputs; /* files of the delivery, relative to the output folder, sorted */
    size_t n_outputs;
    const pdot_finding *findings; /* errors first */
    size_t n_findings;
    size_t n_errors, n_reviews, n_infos;
    const char *out_dir;
} pdot_report;

typedef struct pdot_candidate {
    const char *name, *reason;
} pdot_candidate;

typedef struct pdot_mention {
    size_t start, end; /* bytes of the text as given, end exclusive */
    const char *text, *name, *rule, *grade;
    bool is_corrected;        /* a typing error was mended, whatever the grade */
    const char **territories; /* codes, sorted */
    size_t n_territories;
    const pdot_candidate *candidates;
    size_t n_candidates;
} pdot_mention;

typedef struct pdot_span {
    size_t start, end;
    const char *text;
} pdot_span;

/* The card of one zone text. */
typedef struct pdot_card {
    const char *text, *grade;
    const pdot_mention *mentions;
    size_t n_mentions;
    const char **certain; /* codes, sorted, disjoint from possible */
    size_t n_certain;
    const char **possible;
    size_t n_possible;
    const pdot_span *unread;
    size_t n_unread;
    bool is_canton_wide;
} pdot_card;

/* One line of a figure's derivation. */
typedef struct pdot_trace_row {
    const char *source; /* file as the manifest names it */
    const char *layer;
    const char *element; /* feature id or line */
    const char *note;    /* e.g. "shares ground with a lower id" */
    double value;        /* in the figure's unit */
} pdot_trace_row;

typedef struct pdot_trace {
    const char *figure, *title, *unit;
    double value; /* as stored */
    double sum;   /* of the rows */
    const pdot_trace_row *rows;
    size_t n_rows;
    const char *method; /* one paragraph: how the figure is defined and computed */
} pdot_trace;

/* For a program that is nothing but an engine, once, before any thread and any other call: SQLite no longer
 * counts its memory, under a lock that the engine's threads would queue for, for the whole process. Never
 * needed. */
PDOT_API void pdot_engine_own_process(void);

/* Reads and checks the manifest, opens or makes the store. IO, FORMAT, SCHEMA for the manifest; STORE for the
 * store. */
PDOT_MUST_CHECK PDOT_API pdot_status pdot_engine_open(pdot_ctx *ctx, const char *manifest,
                                                      const pdot_options *options, pdot_engine **out);
PDOT_API void pdot_engine_close(pdot_engine *engine);

/* "es" or "en": of messages and delivery, as resolved from options and manifest. */
PDOT_API const char *pdot_engine_language(const pdot_engine *engine);

/* Brings the stages up to `last` up to date; with force, `last` is done again even if nothing changed. */
PDOT_MUST_CHECK PDOT_API pdot_status pdot_engine_run(pdot_ctx *ctx, pdot_engine *engine, pdot_stage last,
                                                     bool force, pdot_report **out);
PDOT_API void pdot_report_free(pdot_report *report);

/* The card of a zone text against the plan's gazetteer. `text` is UTF-8. */
PDOT_MUST_CHECK PDOT_API pdot_status pdot_engine_zone(pdot_ctx *ctx, pdot_engine *engine, const char *text,
                                                      pdot_card **out);
PDOT_API void pdot_card_free(pdot_card *card);

/* How a stored figure came about. `figure` is table/code/keys…/column. NOTFOUND says which part is unknown
 * and what there is. */
PDOT_MUST_CHECK PDOT_API pdot_status pdot_engine_explain(pdot_ctx *ctx, pdot_engine *engine,
                                                         const char *figure, pdot_trace **out);
PDOT_API void pdot_trace_free(pdot_trace *trace);

#endif
