"""Rasters of value noise: hills that are the same at any resolution, as classes or as an elevation model; and the
polygons of a class raster's areas, whose staircase edges are all shared."""

import numpy as np
from osgeo import gdal, ogr, osr

from .frame import EPSG, stream

BLOCK, ROWS = 256, 1024
CLASS_NO_DATA, DEM_NO_DATA = 0, -9999
CLASS_LIMITS = (-0.42, -0.02, 0.18, 0.38, 0.58)  # below the first: no data
CLASS_OCTAVES, CLASS_DECAY = (9, 31, 90, 270, 800, 2400), 0.62
DEM_OCTAVES, DEM_DECAY = (3, 7, 15, 40, 110, 300, 800, 2000), 0.48
DEM_MEAN_M, DEM_RELIEF_M, DEM_ROUGHNESS_M = 2600, 4200, 0.8
CREATION = ["TILED=YES", f"BLOCKXSIZE={BLOCK}", f"BLOCKYSIZE={BLOCK}", "COMPRESS=DEFLATE", "NUM_THREADS=2",
            "BIGTIFF=IF_SAFER"]


class Noise:
    """Rows of a size x size field of smoothed value noise."""

    def __init__(self, name, size, octaves, decay):
        self.size, self.octaves, self.decay = size, octaves, decay
        self.grids = [stream("noise", name, o).random((o + 2, o + 2)).astype(np.float32) for o in octaves]

    def rows(self, first, end):
        field = np.zeros((end - first, self.size), np.float32)
        y, x = (np.arange(first, end) + 0.5) / self.size, (np.arange(self.size) + 0.5) / self.size
        amplitude = 1.0
        for waves, grid in zip(self.octaves, self.grids):
            row, across = self._eased(y * waves)
            column, along = self._eased(x * waves)
            across, along = across[:, None], along[None, :]
            upper = grid[row][:, column] * (1 - along) + grid[row][:, column + 1] * along
            lower = grid[row + 1][:, column] * (1 - along) + grid[row + 1][:, column + 1] * along
            field += amplitude * (upper * (1 - across) + lower * across - 0.5)
            amplitude *= self.decay
        return field

    @staticmethod
    def _eased(position):
        cell = position.astype(int)
        t = (position - cell).astype(np.float32)
        return cell, t * t * (3 - 2 * t)


def _create(path, size, frame, pixel, no_data, options):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, 1, pixel, CREATION + options)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((frame.west, frame.width / size, 0, frame.north, 0, -frame.height / size))
    dataset.GetRasterBand(1).SetNoDataValue(no_data)
    return dataset


def class_raster(path, size, frame):
    """Classes 1 to 5; 0 is no data."""
    noise = Noise("cls", size, CLASS_OCTAVES, CLASS_DECAY)
    dataset = _create(path, size, frame, gdal.GDT_Byte, CLASS_NO_DATA, ["ZLEVEL=6"])
    for first in range(0, size, ROWS):
        rows = noise.rows(first, min(size, first + ROWS))
        dataset.GetRasterBand(1).WriteArray(np.digitize(rows, CLASS_LIMITS).astype(np.uint8), 0, first)


def elevation_raster(path, size, frame):
    """Metres above the sea, float32."""
    noise = Noise("dem", size, DEM_OCTAVES, DEM_DECAY)
    dataset = _create(path, size, frame, gdal.GDT_Float32, DEM_NO_DATA, ["PREDICTOR=3", "ZLEVEL=4"])
    for first in range(0, size, ROWS):
        rows = noise.rows(first, min(size, first + ROWS))
        rough = stream("demn", size, first).normal(0, DEM_ROUGHNESS_M, rows.shape)
        height = np.maximum(0, DEM_MEAN_M + DEM_RELIEF_M * rows + rough).astype(np.float32)
        dataset.GetRasterBand(1).WriteArray(height, 0, first)


def staircases(path):
    """WKB of the polygons of equal class of a class raster, and their classes."""
    raster = gdal.Open(str(path))
    band = raster.GetRasterBand(1)
    memory = ogr.GetDriverByName("Memory").CreateDataSource("")
    layer = memory.CreateLayer("areas", raster.GetSpatialRef(), ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("clase", ogr.OFTInteger))
    gdal.Polygonize(band, band.GetMaskBand(), layer, 0)
    shapes, classes = [], []
    for feature in layer:
        shapes.append(bytes(feature.GetGeometryRef().ExportToWkb(ogr.wkbNDR)))
        classes.append(feature["clase"])
    return shapes, np.array(classes)
