/* Metadata of one layer as QGIS keeps it: title, abstract, language, CRS, extent, lineage. */
#ifndef PD_EXPORT_GPKG_METADATA_H
#define PD_EXPORT_GPKG_METADATA_H

#include "export/writer.h"
#include "export/xml.h"

/* A whole document, appended. box in the plan CRS; empty for a table without geometry. */
PDOT_MUST_CHECK pdot_status pd_metadata_document(pdot_ctx *ctx, const pd_delivery *delivery,
                                                 const pd_table *table, const pd_box *box, pd_buffer *out);
/* The same elements inside a project's <resourceMetadata>. */
void pd_metadata_body(pd_xml *xml, const pd_delivery *delivery, const pd_table *table, const pd_box *box);

/* <spatialrefsys> of the plan CRS, in the form QGIS 3.22 and 3.40 both read. */
void pd_crs_element(pd_xml *xml, const pd_delivery *delivery);

#endif
