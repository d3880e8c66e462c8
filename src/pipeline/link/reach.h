/* Services by territory and area. */
#ifndef PD_PIPELINE_LINK_REACH_H
#define PD_PIPELINE_LINK_REACH_H

#include "pipeline/link/link.h"

/* A service as far as it is counted. */
typedef struct pd_served {
    const char *area, *unit; /* of service; of its users */
    int64_t users;
    bool has_users;
    const pdot_card *card;
} pd_served;

/* Writes cobertura_servicios; nothing for a plan without services. */
PDOT_MUST_CHECK pdot_status pd_link_put_reach(pd_link *link, const pd_served *rows, size_t n);

#endif
