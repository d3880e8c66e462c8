"""Writing: GeoPackage, GeoTIFF and CSV with the same bytes at every run of the same GDAL."""

import csv
import os

from osgeo import gdal, ogr

from .grid import srs

gdal.SetConfigOption("OGR_CURRENT_DATE", "2024-01-01T00:00:00.000Z")

_KINDS = {str: ogr.OFTString, int: ogr.OFTInteger}
_SHAPES = {
    "polygon": (ogr.wkbMultiPolygon, ogr.ForceToMultiPolygon),
    "line": (ogr.wkbLineString, lambda g: g),
    "point": (ogr.wkbPoint, lambda g: g),
}


def geopackage(path, layers):
    """layers: (name, title, shape, [(field, type)], [(values…, geometry)]), all in EPSG:32717."""
    if os.path.exists(path):
        os.remove(path)
    target = ogr.GetDriverByName("GPKG").CreateDataSource(path, ["VERSION=1.3", "ADD_GPKG_OGR_CONTENTS=YES"])
    for name, title, shape, fields, rows in layers:
        kind, promote = _SHAPES[shape]
        options = ["FID=fid", "GEOMETRY_NAME=geom", f"IDENTIFIER={title}", f"DESCRIPTION={title}"]
        layer = target.CreateLayer(name, srs(), kind, options)
        for field, value_type in fields:
            layer.CreateField(ogr.FieldDefn(field, _KINDS[value_type]))
        layer.StartTransaction()
        for *values, geometry in rows:
            feature = ogr.Feature(layer.GetLayerDefn())
            for (field, _), value in zip(fields, values):
                if value is not None:
                    feature.SetField(field, value)
            feature.SetGeometry(promote(geometry.Clone()))
            layer.CreateFeature(feature)
        layer.CommitTransaction()
    target = None


def geotiff(path, frame, array, kind, nodata, predictor):
    options = ["COMPRESS=DEFLATE", "ZLEVEL=9", f"PREDICTOR={predictor}", "TILED=YES"]
    target = gdal.GetDriverByName("GTiff").Create(path, frame.columns, frame.rows, 1, kind, options)
    target.SetGeoTransform(frame.geotransform())
    target.SetProjection(srs().ExportToWkt())
    band = target.GetRasterBand(1)
    if nodata is not None:
        band.SetNoDataValue(nodata)
    band.WriteArray(array)
    target = None


def table(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
