/* Layer metadata in QGIS' schema. */
#include "export/gpkg/metadata.h"

#include "base/number.h"

#define END (const char *)NULL

void pd_crs_element(pd_xml *xml, const pd_delivery *delivery)
{
    char number[PD_NUMBER_SIZE];
    pd_xml_open(xml, "spatialrefsys", END);
    pd_xml_element(xml, "wkt", delivery->crs_wkt);
    pd_xml_element(xml, "srsid", "0");
    pd_xml_element(xml, "srid", pd_number_format(delivery->epsg, number));
    if (delivery->epsg > 0) {
        pd_buffer authid;
        pd_buffer_init(xml->ctx, &authid);
        pd_buffer_format(&authid, "EPSG:%d", delivery->epsg);
        pd_xml_element(xml, "authid", authid.data);
        if (xml->status == PDOT_OK)
            xml->status = pd_buffer_status(&authid);
        pd_buffer_release(&authid);
    }
    pd_xml_close(xml);
}

static void write_extent(pd_xml *xml, const pd_delivery *delivery, const pd_box *box)
{
    char numbers[4][PD_NUMBER_SIZE], epsg[PD_NUMBER_SIZE];
    const double sides[] = {box->min_x, box->min_y, box->max_x, box->max_y};
    for (int i = 0; i < 4; i++)
        pd_number_fixed(sides[i], 3, numbers[i]);
    pd_buffer authid;
    pd_buffer_init(xml->ctx, &authid);
    pd_buffer_format(&authid, "EPSG:%s", pd_number_format(delivery->epsg, epsg));
    pd_xml_open(xml, "extent", END);
    pd_xml_empty(xml, "spatial", "crs", delivery->epsg > 0 ? authid.data : "", "dimensions", "2", "minx",
                 numbers[0], "miny", numbers[1], "maxx", numbers[2], "maxy", numbers[3], "minz", "0", "maxz",
                 "0", END);
    pd_xml_close(xml);
    pd_buffer_release(&authid);
}

void pd_metadata_body(pd_xml *xml, const pd_delivery *delivery, const pd_table *table, const pd_box *box)
{
    pd_xml_element(xml, "identifier", table->name);
    pd_xml_element(xml, "parentidentifier", delivery->plan->id);
    pd_xml_element(xml, "language", delivery->language);
    pd_xml_element(xml, "type", table->geometry == PD_GEOM_NONE ? "nonGeographicDataset" : "dataset");
    pd_xml_element(xml, "title", pd_table_title(delivery, table));
    pd_xml_element(xml, "abstract", pd_table_about(delivery, table));
    if (table->geometry != PD_GEOM_NONE) {
        pd_xml_open(xml, "crs", END);
        pd_crs_element(xml, delivery);
        pd_xml_close(xml);
        if (box->min_x <= box->max_x)
            write_extent(xml, delivery, box);
    }
    pd_xml_element(xml, "history", delivery->lineage);
}

pdot_status pd_metadata_document(pdot_ctx *ctx, const pd_delivery *delivery, const pd_table *table,
                                 const pd_box *box, pd_buffer *out)
{
    pd_xml xml;
    pdot_status status = pd_xml_init(ctx, "qgis", &xml);
    if (status != PDOT_OK)
        return status;
    pd_xml_open(&xml, "qgis", "version", "3.22.0", END);
    pd_metadata_body(&xml, delivery, table, box);
    pd_xml_close(&xml);
    status = pd_xml_end(&xml, out);
    pd_xml_release(&xml);
    return status;
}
