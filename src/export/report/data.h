/* What the report's page holds as JSON, gathered while the rows pass. For report.c. */
#ifndef PD_EXPORT_REPORT_DATA_H
#define PD_EXPORT_REPORT_DATA_H

#include "base/buffer.h"
#include "export/report/intern.h"
#include "export/lonlat.h"
#include "export/style/style.h"

/* A page for a canton stays under 1 MB: what is longer is named as left out, and stands in the other files.
 */
#define PD_REPORT_TABLE_BYTES  180000u /* of the rows of one table */
#define PD_REPORT_FINE_BYTES   60000u  /* of the ground of one hazard; beyond it comes simpler */
#define PD_REPORT_HAZARD_BYTES 160000u /* of the simpler ground */
#define PD_REPORT_TRACE_BYTES  120000u

typedef struct pd_report_ground {
    pd_buffer rings; /* of one class of one hazard, separated by commas */
    pd_buffer rough; /* the same, simpler: for a hazard whose rings are too long */
} pd_report_ground;

typedef struct pd_report_data {
    pdot_ctx *ctx;
    const pd_delivery *delivery;
    pd_arena arena;
    pd_intern texts;
    pd_lonlat fine, coarse, rough; /* territories and points; ground of hazards; the same, simpler */
    pd_buffer tables;              /* finished tables, separated by commas */
    pd_buffer rows;                /* of the table that passes */
    pd_buffer omitted;             /* tables left out */
    pd_buffer trace;
    pd_buffer territories, labels, upper, services, works, lines; /* shapes */
    pd_report_ground *ground; /* hazard by hazard, class by class, in the plan's order */
    int32_t *ground_start;    /* of each hazard: n_hazards + 1 */
    pd_buffer styles;         /* of the territories */
    const pd_table *table;
    int64_t n_rows;
    bool is_shown, is_full; /* the table that passes */
    struct {
        char *figure, *source, *layer;
        int64_t n;
        double area_ha;
    } run;              /* of rows of the provenance with one figure and source */
    pdot_status status; /* first failure */
} pd_report_data;

PDOT_MUST_CHECK pdot_status pd_report_data_init(pdot_ctx *ctx, const pd_delivery *delivery,
                                                pd_report_data *data);
void pd_report_data_release(pd_report_data *data);
PDOT_MUST_CHECK pdot_status pd_report_data_begin(pd_report_data *data, const pd_table *table);
PDOT_MUST_CHECK pdot_status pd_report_data_row(pd_report_data *data, const pd_row *row);
PDOT_MUST_CHECK pdot_status pd_report_data_end(pd_report_data *data);
/* The whole object, appended. */
PDOT_MUST_CHECK pdot_status pd_report_data_finish(pd_report_data *data, pd_buffer *out);

/* trace.c: a row of the provenance; the end of its rows. */
PDOT_MUST_CHECK pdot_status pd_report_trace_row(pd_report_data *data, const pd_row *row);
PDOT_MUST_CHECK pdot_status pd_report_trace_end(pd_report_data *data);

/* legend.c: a style as an element of a list, appended; members "hazards" and "domains" of the object. */
void pd_report_style(const pd_style *style, pd_buffer *out);
PDOT_MUST_CHECK pdot_status pd_report_hazards(pd_report_data *data, pd_buffer *out);
PDOT_MUST_CHECK pdot_status pd_report_domains(pd_report_data *data, pd_buffer *out);

/* shapes.c: the geometry of a row of a layer the report draws. */
PDOT_MUST_CHECK pdot_status pd_report_shape(pd_report_data *data, const pd_row *row);
void pd_report_shapes_json(pd_report_data *data, pd_buffer *out);

#endif
