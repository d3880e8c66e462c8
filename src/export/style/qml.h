/* A style as QGIS reads it: the body that QML files and the layers of a project share. Written for QGIS 3.22
 * and later. */
#ifndef PD_EXPORT_STYLE_QML_H
#define PD_EXPORT_STYLE_QML_H

#include "export/style/style.h"
#include "export/xml.h"

/* Renderer, labels, aliases, value lists, display name: everything between <qgis> and </qgis>, or inside a
 * vector <maplayer>. style NULL: a table without geometry. */
PDOT_MUST_CHECK pdot_status pd_qml_body(pdot_ctx *ctx, pd_xml *xml, const pd_delivery *delivery,
                                        const pd_table *table, const pd_style *style);

/* A whole .qml document, appended. */
PDOT_MUST_CHECK pdot_status pd_qml_document(pdot_ctx *ctx, const pd_delivery *delivery, const pd_table *table,
                                            const pd_style *style, pd_buffer *out);

/* An SLD 1.0 document of the same style, appended. */
PDOT_MUST_CHECK pdot_status pd_sld_document(pdot_ctx *ctx, const pd_style *style, pd_buffer *out);

/* The column that names a row to a person: "nombre" if there is one, else the first key. "" if neither. */
const char *pd_table_display_column(const pd_table *table);

#endif
