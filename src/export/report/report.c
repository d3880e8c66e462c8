/* informe.html: one file that needs nothing else. The page, its script and style come from styles/informe,
 * the map from Leaflet as Debian packages it; both are part of the program. */
#include <string.h>

#include "export/asset.h"
#include "export/file.h"
#include "export/report/page.h"
#include "export/report/data.h"
#include "export/selfcheck/selfcheck.h"

struct pd_writer {
    pd_report_data data;
};

static void html_close(pd_writer *writer)
{
    if (writer == NULL)
        return;
    pd_report_data_release(&writer->data);
    pd_free(writer);
}

static pdot_status html_open(pdot_ctx *ctx, const pd_delivery *delivery, pd_writer **out)
{
    *out = NULL;
    pd_writer *writer = pd_alloc(ctx, sizeof *writer);
    if (writer == NULL)
        return PDOT_NOMEM;
    const pdot_status status = pd_report_data_init(ctx, delivery, &writer->data);
    if (status == PDOT_OK)
        *out = writer;
    else
        html_close(writer);
    return status;
}

static pdot_status html_begin_table(pdot_ctx *ctx, pd_writer *writer, const pd_table *table)
{
    (void)ctx;
    return pd_report_data_begin(&writer->data, table);
}

static pdot_status html_put_row(pdot_ctx *ctx, pd_writer *writer, const pd_row *row)
{
    (void)ctx;
    return pd_report_data_row(&writer->data, row);
}

static pdot_status html_end_table(pdot_ctx *ctx, pd_writer *writer)
{
    (void)ctx;
    return pd_report_data_end(&writer->data);
}

/* Leaflet's style sheet without its pictures, which the report does not use and must not ask for. */
static void add_without_pictures(pd_buffer *out, const char *css)
{
    for (const char *url; (url = strstr(css, "url(")) != NULL;) {
        const char *end = strchr(url, ')');
        if (end == NULL)
            break;
        pd_buffer_add(out, css, (size_t)(url - css));
        pd_buffer_text(out, "none");
        css = end + 1;
    }
    pd_buffer_text(out, css);
}

/* Exactly the two scripts and two styles of the page; pictures only those it makes itself. */
static pdot_status make_policy(pdot_ctx *ctx, const char *leaflet_css, pd_buffer *out)
{
    pd_buffer_text(out, "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; script-src");
    pdot_status status = pd_page_source(ctx, pd_asset_leaflet_js, out);
    if (status == PDOT_OK)
        status = pd_page_source(ctx, pd_asset_report_js, out);
    pd_buffer_text(out, "; style-src");
    if (status == PDOT_OK)
        status = pd_page_source(ctx, leaflet_css, out);
    return status == PDOT_OK ? pd_page_source(ctx, pd_asset_report_css, out) : status;
}

static pdot_status make_page(pdot_ctx *ctx, const pd_delivery *delivery, const pd_buffer *data,
                             pd_buffer *out)
{
    pd_buffer css, policy;
    pd_buffer_init(ctx, &css);
    pd_buffer_init(ctx, &policy);
    add_without_pictures(&css, pd_asset_leaflet_css);
    pdot_status status = pd_buffer_status(&css);
    if (status == PDOT_OK)
        status = make_policy(ctx, css.data, &policy);
    const pd_page_part parts[] = {
        {"LANG", delivery->language, false},
        {"TITLE", delivery->plan->title, false},
        {"CSP", policy.data, false},
        {"LEAFLET_CSS", css.data, true},
        {"CSS", pd_asset_report_css, true},
        {"DATA", data->data, true},
        {"LEAFLET_JS", pd_asset_leaflet_js, true},
        {"JS", pd_asset_report_js, true},
    };
    if (status == PDOT_OK)
        status = pd_page_fill(ctx, pd_asset_report_html, parts, sizeof parts / sizeof parts[0], out);
    pd_buffer_release(&policy);
    pd_buffer_release(&css);
    return status;
}

static pdot_status html_finish(pdot_ctx *ctx, pd_writer *writer)
{
    const pd_delivery *delivery = writer->data.delivery;
    pd_buffer data, page;
    pd_buffer_init(ctx, &data);
    pd_buffer_init(ctx, &page);
    pdot_status status = pd_report_data_finish(&writer->data, &data);
    if (status == PDOT_OK)
        status = make_page(ctx, delivery, &data, &page);
    if (status == PDOT_OK)
        status = pd_file_put(ctx, delivery->folder, "informe.html", page.data, page.size);
    pd_buffer_release(&page);
    pd_buffer_release(&data);
    return status;
}

const pd_format pd_format_html = {"html",         html_open,   html_begin_table, html_put_row,
                                  html_end_table, html_finish, html_close,       pd_selfcheck_html};
