/* One HTML page from a template: @@NAME@@ is replaced by a text. The page carries its scripts and styles and
 * a policy that allows exactly those, by their digests, and nothing from anywhere else. */
#ifndef PD_EXPORT_REPORT_PAGE_H
#define PD_EXPORT_REPORT_PAGE_H

#include "base/buffer.h"

typedef struct pd_page_part {
    const char *name; /* as between the @@ */
    const char *text;
    bool is_markup; /* goes in as it is; else & < > " are escaped */
} pd_page_part;

/* INTERNAL if the template names a part that is not given. Appended. */
PDOT_MUST_CHECK pdot_status pd_page_fill(pdot_ctx *ctx, const char *template_text, const pd_page_part *parts,
                                         size_t n_parts, pd_buffer *out);

/* 'sha256-…' of a script or style element's text, as a content security policy names it. Appended. */
PDOT_MUST_CHECK pdot_status pd_page_source(pdot_ctx *ctx, const char *text, pd_buffer *out);

#endif
