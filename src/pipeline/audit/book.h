/* The book the audit reads: the plan, its gazetteer, the recorded tables, what was measured on the map. */
#ifndef PD_PIPELINE_AUDIT_BOOK_H
#define PD_PIPELINE_AUDIT_BOOK_H

#include "audit/audit.h"
#include "pipeline/stage.h"

typedef struct pd_book_maker {
    pdot_plan *plan;
    pd_gazetteer *gazetteer;
    pd_audit_book book;
    pd_audit_measure *measures;
    pd_audit_work *works;
    pd_audit_extent *extents;
    size_t extent_capacity;
    pd_arena arena;
} pd_book_maker;

PDOT_MUST_CHECK pdot_status pd_book_make(pdot_ctx *ctx, pd_run *run, pd_book_maker *out);
void pd_book_release(pd_book_maker *maker);

#endif
