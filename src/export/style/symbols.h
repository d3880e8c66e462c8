/* How QGIS draws the classes of a style: the element "symbols" of a renderer. For qml.c. */
#ifndef PD_EXPORT_STYLE_SYMBOLS_H
#define PD_EXPORT_STYLE_SYMBOLS_H

#include "export/style/style.h"
#include "export/xml.h"

/* One symbol for each class, named by its place. */
void pd_qml_symbols(pd_xml *xml, const pd_style *style);

/* Whether a printed page marks one of the features, and the element "orderby" that draws it over its
 * neighbours. */
bool pd_qml_has_page(const pd_style *style);
void pd_qml_page_order(pd_xml *xml);

#endif
