/* What the export stage writes besides the formats: where everything came from, and how to read it. For
 * publish.c. */
#ifndef PD_PIPELINE_PUBLISH_H
#define PD_PIPELINE_PUBLISH_H

#include "export/writer.h"
#include "pipeline/stage.h"

/* A delivered table, for the notes. */
typedef struct pd_published {
    const char *name, *title, *about; /* in the caller's arena */
    int64_t n_rows;
    pd_geometry_type geometry;
} pd_published;

typedef struct pd_notes {
    const pd_run *run;
    const pd_delivery *delivery;
    const pd_published *tables;
    size_t n_tables;
    const char
        *undrawn; /* titles of hazards whose ground is no layer: rasters too fine for polygons; or "" */
} pd_notes;

/* One paragraph for the metadata of layers: program, sources with the start of their digests. Appended. */
void pd_notes_lineage(const pd_run *run, const pdot_plan *plan, pd_buffer *out);

/* One line for maps: the files behind limits, hazards, land and assets, each once. Appended. */
void pd_notes_credit(const pd_run *run, const pdot_plan *plan, pd_buffer *out);

/* procedencia.json: inputs with digests, CRS and operations, options, versions, tables. No path beyond what
 * the manifest says relatively, no clock, no machine. */
PDOT_MUST_CHECK pdot_status pd_notes_provenance(pdot_ctx *ctx, const pd_notes *notes);

/* LEEME.txt: what each file is and how to read the figures. */
PDOT_MUST_CHECK pdot_status pd_notes_readme(pdot_ctx *ctx, const pd_notes *notes);

#endif
