/* XML text being built, with sticky failure: the few calls QML, SLD and QGIS projects need, over libxml2.
 * Texts are escaped here; characters that XML cannot hold become U+FFFD. */
#ifndef PD_EXPORT_XML_H
#define PD_EXPORT_XML_H

#include "base/buffer.h"

typedef struct pd_xml {
    pdot_ctx *ctx;
    void *buffer, *writer; /* libxml2's */
    pdot_status status;
} pd_xml;

/* Begins a document; doctype is the name after <!DOCTYPE, or NULL for none. */
PDOT_MUST_CHECK pdot_status pd_xml_init(pdot_ctx *ctx, const char *doctype, pd_xml *xml);
void pd_xml_release(pd_xml *xml);

/* Opens an element; the rest are pairs of attribute name and value, ended by NULL. */
void pd_xml_open(pd_xml *xml, const char *element, ...) __attribute__((sentinel));
void pd_xml_close(pd_xml *xml); /* the innermost open element */
/* An element without content; pairs as above. */
void pd_xml_empty(pd_xml *xml, const char *element, ...) __attribute__((sentinel));
void pd_xml_attribute(pd_xml *xml, const char *name, const char *value);
void pd_xml_text(pd_xml *xml, const char *text);
/* <element>text</element> */
void pd_xml_element(pd_xml *xml, const char *element, const char *text);
/* <Option type="QString" name="..." value="..."/>, QGIS' property form. */
void pd_xml_option(pd_xml *xml, const char *name, const char *value);

/* Ends the document and appends it to out; the first failure of its life. */
PDOT_MUST_CHECK pdot_status pd_xml_end(pd_xml *xml, pd_buffer *out);

#endif
