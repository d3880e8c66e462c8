"""GeoPackage layers of the synthetic features."""

from osgeo import ogr, osr

from .frame import EPSG

FIELD_TYPES = {int: ogr.OFTInteger64, str: ogr.OFTString}


def write(path, name, kind, shapes, columns):
    """One layer `name` with the shapes (WKB, in the order of the columns' values)."""
    driver = ogr.GetDriverByName("GPKG")
    if path.exists():
        driver.DeleteDataSource(str(path))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    source = driver.CreateDataSource(str(path))
    layer = source.CreateLayer(name, reference, kind)
    for column, values in columns.items():
        layer.CreateField(ogr.FieldDefn(column, FIELD_TYPES[type(values[0])]))
    definition = layer.GetLayerDefn()
    layer.StartTransaction()
    for i, wkb in enumerate(shapes):
        feature = ogr.Feature(definition)
        for k, values in enumerate(columns.values()):
            feature.SetField(k, values[i])
        feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(wkb))
        layer.CreateFeature(feature)
    layer.CommitTransaction()
