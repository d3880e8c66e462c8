/* The link stage inside: what its steps share. Problems, activities, services and agreements are tied to the
 * finest territories by the cards of their zone texts. */
#ifndef PD_PIPELINE_LINK_H
#define PD_PIPELINE_LINK_H

#include "base/finding.h"
#include "pipeline/maker.h"
#include "pipeline/stage.h"
#include "text/zone.h"

#define PD_LINK_UNIT "link"

/* A row of the plan with the card that ties it to territories. */
typedef struct pd_linked {
    const char *id;
    const char *component, *theme;
    const char *zones; /* the text that was read */
    pdot_card *card;
    bool counts;          /* false for a repeated row: kept, linked, not counted */
    const char *document; /* where the row is printed, "" if the table does not say */
    int64_t line;
    pd_origin origin;
} pd_linked;

typedef struct pd_link {
    pdot_ctx *ctx;
    pd_run *run;
    pdot_plan *plan;
    pd_gazetteer *gazetteer;
    pd_findings findings;
    pd_linked *problems, *activities; /* plan->n_problems, n_activities */
    pd_linked *services;
    size_t n_services;
    pd_arena arena;
} pd_link;

/* Steps. */
PDOT_MUST_CHECK pdot_status pd_link_read(pd_link *link);     /* cards of problems and activities */
PDOT_MUST_CHECK pdot_status pd_link_put_rows(pd_link *link); /* problemas, actividades and their links */
PDOT_MUST_CHECK pdot_status pd_link_put_links(pd_link *link, const char *table, const char *id_column,
                                              const pd_linked *rows, size_t n);
/* How the row's text was read, and why what of it has no territory has none. */
PDOT_MUST_CHECK pdot_status pd_link_set_reading(pd_link *link, pd_maker *maker, const pdot_card *card);
PDOT_MUST_CHECK pdot_status pd_link_put_zones(pd_link *link);    /* zonas */
PDOT_MUST_CHECK pdot_status pd_link_put_coverage(pd_link *link); /* cobertura_plan, cobertura_anual */
PDOT_MUST_CHECK pdot_status pd_link_put_works(pd_link *link);    /* cobertura_metas */
PDOT_MUST_CHECK pdot_status pd_link_put_services(pd_link *link); /* servicios, convenios and their links */
PDOT_MUST_CHECK pdot_status pd_link_put_tables(pd_link *link);   /* presupuesto, objetivos, alineacion */
PDOT_MUST_CHECK pdot_status pd_link_put_listed(pd_link *link);   /* registros and their links */
PDOT_MUST_CHECK pdot_status pd_link_put_actors(pd_link *link);   /* articulacion */
PDOT_MUST_CHECK pdot_status pd_link_find(pd_link *link);         /* findings about zones */
/* Findings about the places of services. */
PDOT_MUST_CHECK pdot_status pd_link_find_services(pd_link *link, const pd_linked *rows, size_t n);

#endif
