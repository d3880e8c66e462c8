/* Files of the source tree that are part of the program: the style sheets of styles/, the tables a GeoPackage
 * gets besides GDAL's. Embedded at build, text ended by NUL. */
#ifndef PD_EXPORT_ASSET_H
#define PD_EXPORT_ASSET_H

extern const char pd_asset_palettes[]; /* styles/paletas.csv */
extern const char pd_asset_layers[];   /* styles/capas.csv */
extern const char pd_asset_gpkg_sql[]; /* src/export/gpkg/extra.sql */
/* styles/informe: the report's page, style, script */
extern const char pd_asset_report_html[], pd_asset_report_css[], pd_asset_report_js[];
/* Leaflet as the system packages it */
extern const char pd_asset_leaflet_js[], pd_asset_leaflet_css[];

#endif
