/* XML through libxml2's text writer. */
#include "export/xml.h"

#include <libxml/xmlwriter.h>
#include <stdarg.h>
#include <string.h>

static void check(pd_xml *xml, int result)
{
    if (result < 0 && xml->status == PDOT_OK)
        xml->status = pd_fail(xml->ctx, PDOT_NOMEM, "out of memory while writing XML");
}

pdot_status pd_xml_init(pdot_ctx *ctx, const char *doctype, pd_xml *xml)
{
    memset(xml, 0, sizeof *xml);
    xml->ctx = ctx;
    xml->buffer = xmlBufferCreate();
    xml->writer = xml->buffer != NULL ? xmlNewTextWriterMemory(xml->buffer, 0) : NULL;
    if (xml->writer == NULL) {
        pd_xml_release(xml);
        xml->ctx = ctx;
        check(xml, -1);
        return xml->status;
    }
    check(xml, xmlTextWriterSetIndent(xml->writer, 1));
    check(xml, xmlTextWriterSetIndentString(xml->writer, BAD_CAST " "));
    if (doctype != NULL)
        check(xml, xmlTextWriterWriteDTD(xml->writer, BAD_CAST doctype, BAD_CAST "http://mrcc.com/qgis.dtd",
                                         BAD_CAST "SYSTEM", NULL));
    else
        check(xml, xmlTextWriterStartDocument(xml->writer, NULL, "UTF-8", NULL));
    return xml->status;
}

void pd_xml_release(pd_xml *xml)
{
    if (xml->writer != NULL)
        xmlFreeTextWriter(xml->writer);
    if (xml->buffer != NULL)
        xmlBufferFree(xml->buffer);
    memset(xml, 0, sizeof *xml);
}

/* Control characters have no place in XML 1.0, not even escaped. */
static bool is_allowed(unsigned char byte)
{
    return byte >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Hands the text to `write` in a form XML can hold. */
static void write_clean(pd_xml *xml, const char *text, void (*write)(pd_xml *xml, const char *clean))
{
    bool is_clean = true;
    for (const char *at = text; *at != '\0'; at++)
        is_clean = is_clean && is_allowed((unsigned char)*at);
    if (is_clean) {
        write(xml, text);
        return;
    }
    pd_buffer copy;
    pd_buffer_init(xml->ctx, &copy);
    for (const char *at = text; *at != '\0'; at++) {
        if (is_allowed((unsigned char)*at))
            pd_buffer_byte(&copy, *at);
        else
            pd_buffer_text(&copy, "\xEF\xBF\xBD");
    }
    if (xml->status == PDOT_OK)
        xml->status = pd_buffer_status(&copy);
    if (xml->status == PDOT_OK)
        write(xml, copy.data);
    pd_buffer_release(&copy);
}

static void write_string(pd_xml *xml, const char *clean)
{
    check(xml, xmlTextWriterWriteString(xml->writer, BAD_CAST clean));
}

void pd_xml_attribute(pd_xml *xml, const char *name, const char *value)
{
    if (xml->status != PDOT_OK)
        return;
    check(xml, xmlTextWriterStartAttribute(xml->writer, BAD_CAST name));
    write_clean(xml, value, write_string);
    check(xml, xmlTextWriterEndAttribute(xml->writer));
}

static void open_with(pd_xml *xml, const char *element, va_list pairs)
{
    if (xml->status != PDOT_OK)
        return;
    check(xml, xmlTextWriterStartElement(xml->writer, BAD_CAST element));
    const char *name;
    while ((name = va_arg(pairs, const char *)) != NULL)
        pd_xml_attribute(xml, name, va_arg(pairs, const char *));
}

void pd_xml_open(pd_xml *xml, const char *element, ...)
{
    va_list pairs;
    va_start(pairs, element);
    open_with(xml, element, pairs);
    va_end(pairs);
}

void pd_xml_close(pd_xml *xml)
{
    if (xml->status == PDOT_OK)
        check(xml, xmlTextWriterEndElement(xml->writer));
}

void pd_xml_empty(pd_xml *xml, const char *element, ...)
{
    va_list pairs;
    va_start(pairs, element);
    open_with(xml, element, pairs);
    va_end(pairs);
    pd_xml_close(xml);
}

void pd_xml_text(pd_xml *xml, const char *text)
{
    if (xml->status == PDOT_OK)
        write_clean(xml, text, write_string);
}

void pd_xml_element(pd_xml *xml, const char *element, const char *text)
{
    pd_xml_open(xml, element, (const char *)NULL);
    pd_xml_text(xml, text);
    pd_xml_close(xml);
}

void pd_xml_option(pd_xml *xml, const char *name, const char *value)
{
    pd_xml_empty(xml, "Option", "type", "QString", "name", name, "value", value, (const char *)NULL);
}

pdot_status pd_xml_end(pd_xml *xml, pd_buffer *out)
{
    if (xml->status == PDOT_OK)
        check(xml, xmlTextWriterEndDocument(xml->writer));
    if (xml->status == PDOT_OK) {
        pd_buffer_text(out, (const char *)xmlBufferContent(xml->buffer));
        xml->status = pd_buffer_status(out);
    }
    return xml->status;
}
